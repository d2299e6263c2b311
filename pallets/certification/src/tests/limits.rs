//! What happens at the bounds.

use super::*;
use crate::types::MAX_HOLDERS;

/// Suspend and reinstate as often as there is room for `who`. Returns how often that was.
fn fill(
	who: AccountId,
	suspend: impl Fn(AccountId) -> DispatchResultWithPostInfo,
	reinstate: impl Fn(AccountId) -> DispatchResultWithPostInfo,
) -> u32 {
	let mut times = 0;
	while suspend(who).is_ok() {
		assert_ok!(reinstate(who));
		times += 1;
	}
	times
}

#[test]
fn the_history_of_a_certificate_keeps_its_last_place_for_an_end() {
	build_and_execute(|| {
		let tree = tree();
		let class = Class::of(3);
		for id in [tree.issue(content(1)), tree.issue_batch(&class)] {
			let history = || match crate::Batches::<Test>::get(id) {
				Some(batch) => batch.history,
				None => stored(id).history,
			};
			let suspend = |who| Certification::suspend(signed(who), id, Reason::Unspecified);
			let reinstate = |who| Certification::reinstate(signed(who), id);
			// Nobody uses up what is kept for those nearer to the root.
			let times = [FACULTY, UNIVERSITY, OPERATOR].map(|who| fill(who, suspend, reinstate));
			assert_eq!(times, [5, 1, 1]);
			assert_eq!((state(id), history().changes().len()), (State::Active, MAX_CHANGES as usize - 1));
			refused!(suspend(OPERATOR), HistoryFull);
			if crate::Batches::<Test>::get(id).is_none() {
				frame_support::hypothetically!(assert_eq!(objection(tree.renew(id, None)), None));
				// To accept what is in force needs no place.
				assert_ok!(Certification::accept(signed(SUBJECT), id));
			}
			revoke(FACULTY, id);
			assert_eq!(history().changes().len(), MAX_CHANGES as usize);
		}
	});
}

#[test]
fn what_had_to_be_accepted_is_suspended_once_less() {
	build_and_execute(|| {
		// With a pending state before, there is one change more, and a suspension that could not be ended is refused.
		let tree = tree_of(SchemaRules { needs_acceptance: true, ..RULES });
		let id = tree.issue(content(1));
		assert_ok!(Certification::accept(signed(SUBJECT), id));
		let suspend = |who| Certification::suspend(signed(who), id, Reason::Unspecified);
		let reinstate = |who| Certification::reinstate(signed(who), id);
		assert_eq!([FACULTY, UNIVERSITY, OPERATOR].map(|who| fill(who, suspend, reinstate)), [4, 1, 1]);
		assert_eq!((state(id), stored(id).history.changes().len()), (State::Active, MAX_CHANGES as usize - 2));
		refused!(suspend(OPERATOR), HistoryFull);
		frame_support::hypothetically!(revoke(FACULTY, id));
		assert_eq!(objection(tree.renew(id, None)), None);
	});
}

#[test]
fn the_history_of_an_accreditation_keeps_its_last_places() {
	build_and_execute(|| {
		let tree = tree();
		let id = tree.faculty;
		let suspend = |who| Certification::suspend_accreditation(signed(who), id, Reason::Unspecified);
		let reinstate = |who| Certification::reinstate_accreditation(signed(who), id);
		assert_eq!([UNIVERSITY, OPERATOR].map(|who| fill(who, suspend, reinstate)), [5, 1]);
		assert_eq!(standing_of(id), State::Active);
		refused!(suspend(OPERATOR), HistoryFull);
		// An end and an extension before that take no place. One after it does, and cannot be had any more.
		let terms = |valid_until| Terms { valid_until: Some(NOW + valid_until), ..unlimited(1) };
		let amend = |valid_until| Certification::amend_accreditation(signed(UNIVERSITY), id, terms(valid_until));
		assert_ok!(amend(10));
		assert_ok!(amend(20));
		set_time(NOW + 21);
		refused!(amend(30), HistoryFull);
		revoke_accreditation(OPERATOR, id);
		refused!(Certification::reinstate_accreditation(signed(OPERATOR), id), AccreditationRevoked);
	});
}

/// A chain of accreditations as deep as can be, from the top on.
fn deepest() -> (NetworkId, SchemaId, Vec<AccreditationId>) {
	let network = found();
	let schema = register(network, 1, RULES);
	let mut chain = vec![accredit(network, None, 101, unlimited(MAX_DEPTH - 1))];
	for level in 1..MAX_DEPTH {
		let holder = 101 + AccountId::from(level);
		assert_ok!(Balances::transfer_allow_death(signed(STRANGER), holder - 1, 100_000));
		chain.push(accredit(network, chain.last().copied(), holder, unlimited(MAX_DEPTH - 1 - level)));
	}
	assert_ok!(Balances::transfer_allow_death(signed(STRANGER), 100 + AccountId::from(MAX_DEPTH), 1_000_000));
	(network, schema, chain)
}

#[test]
fn the_deepest_issuer_issues_and_accredits_nobody() {
	build_and_execute(|| {
		let (network, schema, chain) = deepest();
		assert_eq!(chain.len(), MAX_DEPTH as usize);
		let (lowest, holder) = (chain[7], 100 + AccountId::from(MAX_DEPTH));
		assert_eq!(Certification::accreditation(lowest).expect("it was given").level, MAX_DEPTH);
		assert_ok!(Certification::issue(signed(holder), Some(lowest), schema, SUBJECT, content(1), None));
		let id = certificate_id(Authority::Accreditation(lowest), &schema, &SUBJECT, &content(1), None);
		let answer = Certification::verify(id, None, None, None);
		let above: Vec<_> =
			answer.dossier.expect("it was issued").chain.iter().map(|link| link.accreditation).collect();
		assert_eq!(above, chain.iter().rev().copied().collect::<Vec<_>>());
		refused!(Certification::accredit(signed(holder), network, Some(lowest), STRANGER, unlimited(0)), DepthExceeded);
		// Each of those above can take all of it down by one write.
		for fallen in &chain {
			frame_support::hypothetically!({
				suspend_accreditation(OPERATOR, *fallen);
				assert!(objection(id).is_some());
				let again = Certification::issue(signed(holder), Some(lowest), schema, SUBJECT, content(2), None);
				refused!(again, AccreditationSuspended);
			});
		}
	});
}

#[test]
fn who_stands_at_the_top_of_the_deepest_chain_reaches_its_bottom() {
	build_and_execute(|| {
		let (_, schema, chain) = deepest();
		let (lowest, holder) = (chain[7], 100 + AccountId::from(MAX_DEPTH));
		assert_ok!(Certification::issue(signed(holder), Some(lowest), schema, SUBJECT, content(1), None));
		let id = certificate_id(Authority::Accreditation(lowest), &schema, &SUBJECT, &content(1), None);
		suspend(101, id);
		for below in 102..=holder {
			refused!(Certification::reinstate(signed(below), id), AuthorityTooLow);
		}
		assert_ok!(Certification::reinstate(signed(101), id));
		assert_ok!(Certification::renew(signed(101), Some(chain[0]), id, None));
	});
}

#[test]
fn weights_are_given_back_for_levels_that_were_not_walked() {
	use frame_support::dispatch::GetDispatchInfo;
	build_and_execute(|| {
		let tree = tree();
		let content = content(1);
		let call = RuntimeCall::from(Call::<Test>::issue {
			accreditation: Some(tree.faculty),
			schema: tree.schema,
			subject: SUBJECT,
			content: content.clone(),
			nullifier: None,
		});
		let charged = call.get_dispatch_info().call_weight;
		let info = tree.try_issue(content).expect("the faculty may issue");
		let used = info.actual_weight.expect("what was walked is said");
		assert!(used.all_lte(charged) && used != charged, "{used} of {charged}");
	});
}

#[test]
fn no_call_says_that_it_took_more_than_it_was_charged_for() {
	use frame_support::dispatch::GetDispatchInfo;
	use sp_runtime::traits::Dispatchable;
	build_and_execute(|| {
		let (network, schema, chain) = deepest();
		let (lowest, holder) = (chain[7], 100 + AccountId::from(MAX_DEPTH));
		let id = certificate_id(Authority::Accreditation(lowest), &schema, &SUBJECT, &content(1), None);
		let batch = batch_id(Authority::Accreditation(lowest), &schema, &hash(1), 9, None, None);
		let reason = Reason::Unspecified;
		let (subject, nullifier) = (SUBJECT, None);
		let issue = Call::issue { accreditation: Some(lowest), schema, subject, content: content(1), nullifier };
		let (root, count) = (hash(1), 9);
		let batch_call =
			Call::issue_batch { accreditation: Some(lowest), schema, root, count, valid_from: None, valid_until: None };
		let set = |value| {
			let indices = vec![0, 8].try_into().expect("two");
			Call::set_status { list: batch, purpose: StatusPurpose::Suspension, indices, value }
		};
		let more = |claims| {
			let issue = Certification::issue(signed(holder), Some(lowest), schema, SUBJECT, content(claims), None);
			assert_ok!(issue);
			certificate_id(Authority::Accreditation(lowest), &schema, &SUBJECT, &content(claims), None)
		};
		let replaced = more(9);
		let asking = register(network, 2, SchemaRules { needs_acceptance: true, survives_issuer: true, ..RULES });
		assert_ok!(Certification::issue(signed(holder), Some(lowest), asking, SUBJECT, content(1), None));
		let pending = certificate_id(Authority::Accreditation(lowest), &asking, &SUBJECT, &content(1), None);
		for (who, call) in [
			(SUBJECT, Call::accept { certificate: pending }),
			(101, Call::replace { accreditation: Some(chain[0]), certificate: replaced, content: content(99) }),
			(holder, issue),
			(holder, batch_call),
			(101, set(true)),
			(101, set(false)),
			(101, Call::suspend { certificate: id, reason }),
			(101, Call::reinstate { certificate: id }),
			(101, Call::renew { accreditation: Some(chain[0]), certificate: id, valid_until: None }),
			(OPERATOR, Call::renew { accreditation: None, certificate: pending, valid_until: None }),
			(OPERATOR, Call::issue { accreditation: None, schema, subject, content: content(98), nullifier: None }),
			(101, Call::revoke { certificate: batch, reason }),
			(101, Call::accredit { network, parent: Some(chain[0]), holder: STRANGER, terms: unlimited(0) }),
			(101, Call::suspend_accreditation { accreditation: lowest, reason }),
			(101, Call::reinstate_accreditation { accreditation: lowest }),
			(101, Call::amend_accreditation { accreditation: lowest, terms: unlimited(0) }),
			(101, Call::transfer_accreditation { accreditation: lowest, to: Some(STRANGER) }),
			(STRANGER, Call::accept_accreditation { accreditation: lowest }),
			(101, Call::revoke_accreditation { accreditation: lowest, reason }),
		] {
			let call = RuntimeCall::from(call as Call<Test>);
			let charged = call.get_dispatch_info().call_weight;
			let info = call.clone().dispatch(signed(who)).unwrap_or_else(|error| panic!("{call:?}: {error:?}"));
			let used = info.actual_weight.unwrap_or(charged);
			assert!(used.all_lte(charged), "{call:?} took {used} of {charged}");
		}
	});
}

#[test]
fn the_bounds_are_those_that_are_promised() {
	assert_eq!((MAX_DEPTH, MAX_CHANGES, MAX_HOLDERS), (8, 16, 8));
	assert_eq!((crate::types::MAX_INDICES, crate::types::MAX_SCAN), (1024, 1000));
	assert_eq!(status_list::MAX_ENTRIES, 1 << 20);
	new_test_ext().execute_with(<Certification as frame_support::traits::Hooks<u64>>::integrity_test);
}
