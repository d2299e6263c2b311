//! That nobody holds an accreditation who has not agreed to it, and that one which nobody has accepted is as if it were not.

use super::*;

fn accept(who: AccountId, id: AccreditationId) -> DispatchResultWithPostInfo {
	Certification::accept_accreditation(signed(who), id)
}

fn decline(who: AccountId, id: AccreditationId) -> DispatchResultWithPostInfo {
	Certification::revoke_accreditation(signed(who), id, Reason::Unspecified)
}

fn of(id: AccreditationId) -> info::AccreditationInfo<AccountId> {
	Certification::accreditation(id).expect("it was given")
}

fn listed(who: AccountId) -> Vec<AccreditationId> {
	Certification::accreditations_of(who, None, Some(100)).items.into_iter().map(|it| it.id).collect()
}

/// The tree, and what the university has given to [`EMPLOYER`], who has not accepted.
fn invited() -> (Tree, AccreditationId) {
	let tree = tree();
	(tree, offer_accreditation(tree.network, Some(tree.university), EMPLOYER, unlimited(1)))
}

#[test]
fn what_nobody_has_accepted_is_pending_and_held_by_nobody() {
	build_and_execute(|| {
		let (tree, id) = invited();
		let info = of(id);
		assert_eq!((info.state, info.holder, info.offered_to), (State::Pending, None, Some(EMPLOYER)));
		assert_eq!((info.holders, info.parent, info.level), (vec![], Some(tree.university), 2));
		// A listing has only what its holder has agreed to.
		assert!(listed(EMPLOYER).is_empty());
		assert!(!Certification::is_accredited(id, tree.schema, None));
	});
}

#[test]
fn what_nobody_has_accepted_is_good_for_nothing() {
	build_and_execute(|| {
		let (tree, id) = invited();
		let Tree { network, schema, .. } = tree;
		let issue = |who| Certification::issue(signed(who), Some(id), schema, SUBJECT, content(1), None);
		let batch = |who| Certification::issue_batch(signed(who), Some(id), schema, hash(1), 5, None, None);
		let below = |who| Certification::accredit(signed(who), network, Some(id), STRANGER, unlimited(0));
		refused!(issue(EMPLOYER), AccreditationPending);
		refused!(batch(EMPLOYER), AccreditationPending);
		refused!(below(EMPLOYER), AccreditationPending);
		// Others have nothing to do with it, and who gave it does not act by it.
		for who in [OPERATOR, UNIVERSITY, FACULTY, STRANGER] {
			refused!(issue(who), NotHolder);
			refused!(batch(who), NotHolder);
			refused!(below(who), NotHolder);
		}
		let suspend = |who| Certification::suspend_accreditation(signed(who), id, Reason::Unspecified);
		refused!(suspend(UNIVERSITY), AccreditationPending);
		refused!(suspend(EMPLOYER), NotAuthority);
		refused!(Certification::reinstate_accreditation(signed(UNIVERSITY), id), AccreditationPending);
		refused!(Certification::reinstate_accreditation(signed(EMPLOYER), id), AccreditationPending);
		assert_ok!(accept(EMPLOYER, id));
		assert_ok!(issue(EMPLOYER));
		assert_ok!(batch(EMPLOYER));
		assert_ok!(below(EMPLOYER));
	});
}

#[test]
fn who_was_invited_accepts_and_nobody_else() {
	build_and_execute(|| {
		let (tree, id) = invited();
		for who in [OPERATOR, UNIVERSITY, FACULTY, SIBLING, STRANGER] {
			refused!(accept(who, id), NotOffered);
		}
		refused!(accept(EMPLOYER, 77), AccreditationUnknown);
		set_time(NOW + 10);
		assert_ok!(accept(EMPLOYER, id));
		assert_eq!(last_event(), Event::AccreditationAccepted { accreditation: id, holder: EMPLOYER });
		let info = of(id);
		assert_eq!((info.state, info.holder, info.offered_to), (State::Active, Some(EMPLOYER), None));
		// It was given on the authority of the university, whenever it was accepted.
		let changes: Vec<_> = info.history.iter().map(|change| (change.at, change.state, change.level)).collect();
		assert_eq!(changes, [(NOW, State::Pending, Level(1)), (NOW + 10, State::Active, Level(1))]);
		assert_eq!(info.holders, [(EMPLOYER, NOW + 10)]);
		assert_eq!(listed(EMPLOYER), [id]);
		refused!(accept(EMPLOYER, id), NotOffered);
		assert!(Certification::is_accredited(id, tree.schema, Some(NOW + 10)));
		assert!(!Certification::is_accredited(id, tree.schema, Some(NOW + 9)));
	});
}

#[test]
fn who_accredits_itself_has_agreed() {
	build_and_execute(|| {
		let tree = tree();
		let own = offer_accreditation(tree.network, None, OPERATOR, unlimited(0));
		let below = offer_accreditation(tree.network, Some(tree.university), UNIVERSITY, unlimited(0));
		for (id, who) in [(own, OPERATOR), (below, UNIVERSITY)] {
			assert_eq!((of(id).state, of(id).holder, of(id).offered_to), (State::Active, Some(who), None));
			assert_eq!(of(id).holders, [(who, NOW)]);
			assert!(listed(who).contains(&id));
			refused!(accept(who, id), NotOffered);
		}
	});
}

#[test]
fn who_accepts_pays_nothing() {
	build_and_execute(|| {
		let network = found();
		let before = held(OPERATOR, HoldReason::Accreditation);
		let id = offer_accreditation(network, None, PAUPER, unlimited(0));
		let paid = held(OPERATOR, HoldReason::Accreditation);
		assert!(paid > before);
		assert_ok!(accept(PAUPER, id));
		assert_eq!(held(OPERATOR, HoldReason::Accreditation), paid);
		assert_eq!(held(PAUPER, HoldReason::Accreditation), 0);
	});
}

#[test]
fn what_has_ended_is_not_accepted_any_more() {
	build_and_execute(|| {
		let tree = tree();
		let terms = Terms { valid_until: Some(NOW + 10), ..unlimited(0) };
		let id = offer_accreditation(tree.network, Some(tree.university), EMPLOYER, terms.clone());
		set_time(NOW + 11);
		refused!(accept(EMPLOYER, id), AccreditationExpired);
		// If it is extended it can, and in between nothing was: nobody had it.
		let terms = Terms { valid_until: Some(NOW + 20), ..terms };
		assert_ok!(Certification::amend_accreditation(signed(UNIVERSITY), id, terms));
		set_time(NOW + 20);
		assert_ok!(accept(EMPLOYER, id));
		assert_eq!(of(id).history.len(), 2);
	});
}

#[test]
fn who_was_invited_declines_and_leaves_nothing_behind() {
	build_and_execute(|| {
		let tree = tree();
		let quota = Terms { quota: Some(10), ..unlimited(2) };
		assert_ok!(Certification::amend_accreditation(signed(OPERATOR), tree.university, quota));
		let before = (held(UNIVERSITY, HoldReason::Accreditation), Balances::free_balance(UNIVERSITY));
		let terms = Terms { quota: Some(7), ..unlimited(0) };
		let id = offer_accreditation(tree.network, Some(tree.university), EMPLOYER, terms.clone());
		assert_eq!(of(tree.university).given, 7);
		for who in [FACULTY, SIBLING, SUBJECT, STRANGER] {
			refused!(decline(who, id), NotAuthority);
		}
		let (accreditation, reason) = (id, Reason::Unspecified);
		assert_ok!(decline(EMPLOYER, id));
		assert_eq!(last_event(), Event::AccreditationRevoked { accreditation, by: EMPLOYER, reason });
		assert_eq!(Certification::accreditation(id), None);
		assert_eq!(of(tree.university).given, 0);
		assert_eq!((held(UNIVERSITY, HoldReason::Accreditation), Balances::free_balance(UNIVERSITY)), before);
		refused!(accept(EMPLOYER, id), AccreditationUnknown);
		refused!(decline(EMPLOYER, id), AccreditationUnknown);
		// Its number is not given to another, and its quota is.
		let next = offer_accreditation(tree.network, Some(tree.university), EMPLOYER, terms);
		assert_eq!(next, id + 1);
	});
}

#[test]
fn those_above_withdraw_what_nobody_has_accepted() {
	build_and_execute(|| {
		let tree = tree();
		for who in [UNIVERSITY, OPERATOR] {
			let before = held(UNIVERSITY, HoldReason::Accreditation);
			let id = offer_accreditation(tree.network, Some(tree.university), EMPLOYER, unlimited(0));
			assert_ok!(decline(who, id));
			assert_eq!(Certification::accreditation(id), None);
			assert_eq!(held(UNIVERSITY, HoldReason::Accreditation), before);
		}
		// One right below the operator is the operator's alone.
		let id = offer_accreditation(tree.network, None, EMPLOYER, unlimited(0));
		refused!(decline(UNIVERSITY, id), NotAuthority);
		assert_ok!(decline(OPERATOR, id));
	});
}

#[test]
fn what_nobody_has_accepted_can_be_declined_whatever_has_fallen() {
	build_and_execute(|| {
		let tree = tree();
		let id = offer_accreditation(tree.network, Some(tree.faculty), EMPLOYER, unlimited(0));
		suspend_accreditation(OPERATOR, tree.university);
		// Who has fallen takes nothing away ...
		refused!(decline(UNIVERSITY, id), AuthorityFallen);
		revoke_accreditation(OPERATOR, tree.university);
		refused!(decline(UNIVERSITY, id), AuthorityFallen);
		revoke_accreditation(OPERATOR, tree.faculty);
		close(tree.network);
		// ... but what it pays for itself, and nobody is kept invited.
		for who in [OPERATOR, FACULTY, EMPLOYER] {
			frame_support::hypothetically!({
				assert_ok!(decline(who, id));
				assert_eq!(Certification::accreditation(id), None);
				assert_eq!(held(FACULTY, HoldReason::Accreditation), 0);
				check_state();
			});
		}
	});
}

#[test]
fn an_invitation_to_what_has_fallen_is_accepted_once_that_stands_again() {
	build_and_execute(|| {
		let (tree, id) = invited();
		suspend_accreditation(OPERATOR, tree.university);
		refused!(accept(EMPLOYER, id), OfferLapsed);
		assert_ok!(Certification::reinstate_accreditation(signed(OPERATOR), tree.university));
		assert_ok!(accept(EMPLOYER, id));
		assert_ok!(Certification::issue(signed(EMPLOYER), Some(id), tree.schema, SUBJECT, content(1), None));
	});
}

#[test]
fn a_listing_is_not_filled_by_others() {
	build_and_execute(|| {
		let tree = tree();
		// Whoever likes to accredits a faculty in a network of its own, as often as it pays for.
		assert_ok!(Certification::found_network(signed(STRANGER), text("Spam"), hash(0), text(""), Membership::Closed));
		let network = tree.network + 1;
		for _ in 0..120 {
			let id = crate::NextAccreditationId::<Test>::get();
			assert_ok!(Certification::accredit(signed(STRANGER), network, None, FACULTY, unlimited(0)));
			assert_eq!(of(id).holder, None);
		}
		// So does whoever has something to transfer.
		assert_ok!(Certification::accredit(signed(STRANGER), network, None, STRANGER, unlimited(0)));
		let id = crate::NextAccreditationId::<Test>::get() - 1;
		assert_ok!(Certification::transfer_accreditation(signed(STRANGER), id, Some(FACULTY)));
		assert_eq!(listed(FACULTY), [tree.faculty]);
	});
}
