//! What a thief tries who has, or is about to lose, someone's rights: to keep them in an accomplice's hands, to tie the hands of
//! those nearer to the root, and to pass for what is not there.

use super::*;

fn accept(who: AccountId, id: AccreditationId) -> DispatchResultWithPostInfo {
	Certification::accept_accreditation(signed(who), id)
}

fn offer(by: AccountId, id: AccreditationId, to: AccountId) {
	assert_ok!(Certification::transfer_accreditation(signed(by), id, Some(to)));
}

fn of(id: AccreditationId) -> info::AccreditationInfo<AccountId> {
	Certification::accreditation(id).expect("it was given")
}

/// The tree, and what the university has offered: a new accreditation to [`EMPLOYER`], and the faculty's to [`STRANGER`].
fn offered() -> (Tree, AccreditationId) {
	let tree = tree();
	let invited = offer_accreditation(tree.network, Some(tree.university), EMPLOYER, unlimited(1));
	offer(UNIVERSITY, tree.faculty, STRANGER);
	(tree, invited)
}

/// That neither of the two gets what was offered to them.
fn both_have_lapsed(tree: &Tree, invited: AccreditationId) {
	refused!(accept(EMPLOYER, invited), OfferLapsed);
	refused!(accept(STRANGER, tree.faculty), OfferLapsed);
	assert_eq!((of(invited).holder, of(tree.faculty).holder), (None, Some(FACULTY)));
}

#[test]
fn an_accomplice_accepts_months_later_under_a_new_holder() {
	build_and_execute(|| {
		let (tree, invited) = offered();
		offer(OPERATOR, tree.university, DEAN);
		assert_ok!(accept(DEAN, tree.university));
		set_time(NOW + 90 * 24 * 3_600_000);
		both_have_lapsed(&tree, invited);
		// The new holder sees what was offered, and takes it back or offers it to someone else.
		assert_eq!((of(invited).offered_to, of(tree.faculty).offered_to), (Some(EMPLOYER), Some(STRANGER)));
		assert_ok!(Certification::revoke_accreditation(signed(DEAN), invited, Reason::Unspecified));
		offer(DEAN, tree.faculty, EMPLOYER);
		assert_ok!(accept(EMPLOYER, tree.faculty));
		refused!(accept(STRANGER, tree.faculty), NotOffered);
	});
}

#[test]
fn an_accomplice_accepts_what_was_suspended_since() {
	build_and_execute(|| {
		let (tree, _) = offered();
		suspend_accreditation(OPERATOR, tree.faculty);
		assert_eq!(of(tree.faculty).offered_to, None);
		refused!(accept(STRANGER, tree.faculty), NotOffered);
		assert_ok!(Certification::reinstate_accreditation(signed(OPERATOR), tree.faculty));
		refused!(accept(STRANGER, tree.faculty), NotOffered);
		// One that is taken over withdraws the next offer, too; who offers it then knows of the suspension.
		suspend_accreditation(UNIVERSITY, tree.faculty);
		offer(UNIVERSITY, tree.faculty, STRANGER);
		suspend_accreditation(OPERATOR, tree.faculty);
		refused!(accept(STRANGER, tree.faculty), NotOffered);
		offer(OPERATOR, tree.faculty, EMPLOYER);
		assert_ok!(accept(EMPLOYER, tree.faculty));
		assert_eq!(standing_of(tree.faculty), State::Suspended);
	});
}

#[test]
fn an_offer_outlives_its_maker() {
	build_and_execute(|| {
		let tree = tree();
		// At the first level and further down.
		let invited = offer_accreditation(tree.network, None, EMPLOYER, unlimited(1));
		offer(OPERATOR, tree.university, STRANGER);
		offer(OPERATOR, tree.faculty, STRANGER);
		assert_ok!(Certification::transfer_network(signed(OPERATOR), tree.network, Some(DEAN)));
		// To be offered the network takes nothing from the offers of its operator.
		frame_support::hypothetically!({
			assert_ok!(accept(EMPLOYER, invited));
		});
		assert_ok!(Certification::accept_network(signed(DEAN), tree.network));
		refused!(accept(EMPLOYER, invited), OfferLapsed);
		refused!(accept(STRANGER, tree.university), OfferLapsed);
		refused!(accept(STRANGER, tree.faculty), OfferLapsed);
		// What the university has offered itself is its own to give.
		offer(UNIVERSITY, tree.faculty, STRANGER);
		assert_ok!(accept(STRANGER, tree.faculty));
		offer(DEAN, tree.university, STRANGER);
		assert_ok!(accept(STRANGER, tree.university));
		refused!(accept(EMPLOYER, invited), OfferLapsed);
	});
}

#[test]
fn something_is_accepted_under_what_has_fallen() {
	build_and_execute(|| {
		let (tree, invited) = offered();
		let ended = Terms { valid_until: Some(NOW + 10), ..unlimited(2) };
		frame_support::hypothetically!({
			suspend_accreditation(OPERATOR, tree.university);
			both_have_lapsed(&tree, invited);
			// The operator has not fallen, and can give what hangs under what has.
			offer(OPERATOR, tree.faculty, STRANGER);
			assert_ok!(accept(STRANGER, tree.faculty));
			// Nor is an offer lost that is good again.
			assert_ok!(Certification::reinstate_accreditation(signed(OPERATOR), tree.university));
			assert_ok!(accept(EMPLOYER, invited));
			check_state();
		});
		frame_support::hypothetically!({
			revoke_accreditation(OPERATOR, tree.university);
			both_have_lapsed(&tree, invited);
		});
		frame_support::hypothetically!({
			assert_ok!(Certification::amend_accreditation(signed(OPERATOR), tree.university, ended));
			set_time(NOW + 10);
			frame_support::hypothetically!({
				assert_ok!(accept(EMPLOYER, invited));
			});
			set_time(NOW + 11);
			both_have_lapsed(&tree, invited);
		});
		frame_support::hypothetically!({
			close(tree.network);
			both_have_lapsed(&tree, invited);
		});
		// Also what the operator has offered.
		let own = offer_accreditation(tree.network, None, EMPLOYER, unlimited(0));
		close(tree.network);
		refused!(accept(EMPLOYER, own), OfferLapsed);
	});
}

#[test]
fn something_is_accepted_far_below_what_has_fallen() {
	build_and_execute(|| {
		let tree = tree();
		let invited = offer_accreditation(tree.network, Some(tree.faculty), EMPLOYER, unlimited(0));
		suspend_accreditation(OPERATOR, tree.university);
		// The faculty that has offered it stands, and what it stands on does not.
		assert_eq!(standing_of(tree.faculty), State::Active);
		refused!(accept(EMPLOYER, invited), OfferLapsed);
	});
}

#[test]
fn the_deposit_of_what_nobody_accepts_is_stranded() {
	build_and_execute(|| {
		let tree = tree();
		let limited = Terms { quota: Some(10), ..unlimited(2) };
		assert_ok!(Certification::amend_accreditation(signed(OPERATOR), tree.university, limited.clone()));
		let before = held(UNIVERSITY, HoldReason::Accreditation);
		let terms = Terms { quota: Some(7), ..unlimited(0) };
		let invited = offer_accreditation(tree.network, Some(tree.university), EMPLOYER, terms);
		assert!(held(UNIVERSITY, HoldReason::Accreditation) > before);
		let take_back = || Certification::revoke_accreditation(signed(UNIVERSITY), invited, Reason::Unspecified);
		let falls: [&dyn Fn(); 5] = [
			&|| suspend_accreditation(OPERATOR, tree.university),
			&|| revoke_accreditation(OPERATOR, tree.university),
			&|| {
				let ended = Terms { valid_until: Some(NOW), ..limited.clone() };
				assert_ok!(Certification::amend_accreditation(signed(OPERATOR), tree.university, ended));
				set_time(NOW + 1);
			},
			&|| {
				offer(OPERATOR, tree.university, DEAN);
				assert_ok!(accept(DEAN, tree.university));
			},
			&|| close(tree.network),
		];
		for fall in falls {
			frame_support::hypothetically!({
				fall();
				refused!(accept(EMPLOYER, invited), OfferLapsed);
				assert_ok!(take_back());
				assert_eq!(Certification::accreditation(invited), None);
				assert_eq!(held(UNIVERSITY, HoldReason::Accreditation), before);
				assert_eq!(of(tree.university).given, 0);
				check_state();
			});
		}
		// Once it is accepted, who has paid for it has no more say in it than anyone above.
		assert_ok!(accept(EMPLOYER, invited));
		suspend_accreditation(OPERATOR, tree.university);
		refused!(take_back(), AuthorityFallen);
	});
}

/// Suspend and reinstate until there is no room.
fn use_up(suspend: impl Fn() -> DispatchResultWithPostInfo, reinstate: impl Fn() -> DispatchResultWithPostInfo) {
	while suspend().is_ok() {
		assert_ok!(reinstate());
	}
	assert_eq!(suspend().map_err(|error| error.error), Err(Error::<Test>::HistoryFull.into()));
}

#[test]
fn an_issuer_uses_up_the_history_against_those_above() {
	build_and_execute(|| {
		let tree = tree_of(SchemaRules { survives_issuer: true, ..RULES });
		let asking = register(tree.network, 2, SchemaRules { needs_acceptance: true, ..RULES });
		let accepted = Tree { schema: asking, ..tree }.issue(content(1));
		assert_ok!(Certification::accept(signed(SUBJECT), accepted));
		for id in [tree.issue(content(1)), tree.issue_batch(&Class::of(3)), accepted] {
			let suspend = |who| Certification::suspend(signed(who), id, Reason::CertificateHold);
			let reinstate = |who| Certification::reinstate(signed(who), id);
			use_up(|| suspend(FACULTY), || reinstate(FACULTY));
			for who in [UNIVERSITY, OPERATOR] {
				frame_support::hypothetically!({
					assert_ok!(suspend(who));
					assert_eq!(state(id), State::Suspended);
					assert_ok!(reinstate(who));
					assert_eq!(state(id), State::Active);
				});
			}
			// The university uses up none of what is kept for the operator.
			use_up(|| suspend(UNIVERSITY), || reinstate(UNIVERSITY));
			assert_ok!(suspend(OPERATOR));
			assert_ok!(reinstate(OPERATOR));
			revoke(FACULTY, id);
		}
	});
}

#[test]
fn a_suspension_that_stays_keeps_those_above_from_taking_it_over() {
	build_and_execute(|| {
		let tree = tree();
		let id = tree.issue(content(1));
		let reinstate = |who| Certification::reinstate(signed(who), id);
		// The faculty keeps the last of its suspensions in its own hands, to end it when it suits.
		let is_last = || {
			frame_support::hypothetically!({
				assert_ok!(reinstate(FACULTY));
				Certification::suspend(signed(FACULTY), id, Reason::Unspecified).is_err()
			})
		};
		suspend(FACULTY, id);
		while !is_last() {
			assert_ok!(reinstate(FACULTY));
			suspend(FACULTY, id);
		}
		suspend(UNIVERSITY, id);
		refused!(reinstate(FACULTY), AuthorityTooLow);
		suspend(OPERATOR, id);
		refused!(reinstate(UNIVERSITY), AuthorityTooLow);
		assert_ok!(reinstate(OPERATOR));
		suspend(OPERATOR, id);
		assert_ok!(reinstate(OPERATOR));
	});
}

#[test]
fn the_history_of_an_accreditation_is_used_up_against_those_above() {
	build_and_execute(|| {
		let tree = tree();
		let chair = accredit(tree.network, Some(tree.faculty), EMPLOYER, unlimited(0));
		let suspend = |who| Certification::suspend_accreditation(signed(who), chair, Reason::Unspecified);
		let reinstate = |who| Certification::reinstate_accreditation(signed(who), chair);
		use_up(|| suspend(FACULTY), || reinstate(FACULTY));
		// Nor by ends and extensions, each of which leaves a gap.
		let until = |end| {
			let terms = Terms { valid_until: Some(end), ..unlimited(0) };
			Certification::amend_accreditation(signed(FACULTY), chair, terms)
		};
		frame_support::hypothetically!({
			assert_ok!(until(NOW));
			set_time(NOW + 1);
			refused!(until(NOW + 2), HistoryFull);
		});
		for who in [UNIVERSITY, OPERATOR] {
			assert_ok!(suspend(who));
			assert_ok!(reinstate(who));
		}
		refused!(suspend(OPERATOR), HistoryFull);
		revoke_accreditation(FACULTY, chair);
	});
}

/// Why one of a batch of three is not valid.
fn objection_of_batch(id: CertificateId, time: Moment) -> Option<InvalidReason<AccountId>> {
	Certification::verify(id, None, Some(time), Some(Class::of(3).present(1))).reason
}

#[test]
fn what_survives_its_issuer_is_laid_in_for_the_time_after() {
	build_and_execute(|| {
		let rules = SchemaRules { survives_issuer: true, ..RULES };
		let tree = tree_of(rules);
		let later = Some(NOW + 30);
		let at_once = tree.issue(content(1));
		let ahead = tree.issue(Content { valid_from: later, ..content(2) });
		let asking = register(tree.network, 2, SchemaRules { needs_acceptance: true, ..rules });
		let accepted = Tree { schema: asking, ..tree }.issue(Content { valid_from: later, ..content(3) });
		assert_ok!(Certification::accept(signed(SUBJECT), accepted));
		let class = Class::of(3);
		let (root, count) = (class.root(), class.count());
		let (origin, faculty) = (signed(FACULTY), Some(tree.faculty));
		assert_ok!(Certification::issue_batch(origin, faculty, tree.schema, root, count, later, None));
		let batch = batch_id(Authority::Accreditation(tree.faculty), &tree.schema, &root, count, later, None);
		let objections = |time| {
			let others = [ahead, accepted].map(|id| objection_at(id, time));
			[others[0].clone(), others[1].clone(), objection_of_batch(batch, time)]
		};
		let all = |reason: Option<InvalidReason<AccountId>>| [reason.clone(), reason.clone(), reason];
		let not_yet = all(Some(InvalidReason::NotYetValid { valid_from: NOW + 30 }));
		let fallen =
			|accreditation, state, since| all(Some(InvalidReason::IssuerNotAccredited { accreditation, state, since }));
		frame_support::hypothetically!({
			set_time(NOW + 10);
			revoke_accreditation(UNIVERSITY, tree.faculty);
			set_time(NOW + 60);
			assert_eq!(objection(at_once), None);
			assert_eq!(objections(NOW + 29), not_yet);
			for time in [30, 31, 60] {
				assert_eq!(objections(NOW + time), fallen(tree.faculty, State::Revoked, NOW + 10), "{time}");
			}
		});
		// Also if one further up had fallen, or the network was closed.
		frame_support::hypothetically!({
			set_time(NOW + 10);
			suspend_accreditation(OPERATOR, tree.university);
			set_time(NOW + 40);
			let suspended = fallen(tree.university, State::Suspended, NOW + 10);
			assert_eq!(objections(NOW + 40), suspended);
			// What was not in force then does not come into force by what happens later.
			assert_ok!(Certification::reinstate_accreditation(signed(OPERATOR), tree.university));
			assert_eq!(objections(NOW + 40), suspended);
			set_time(NOW + 50);
			assert_eq!(objections(NOW + 50), suspended);
			// It is renewed.
			let renewed = tree.renew(ahead, None);
			assert_eq!(objection(renewed), None);
		});
		frame_support::hypothetically!({
			set_time(NOW + 30);
			close(tree.network);
			assert_eq!(objections(NOW + 30), all(Some(InvalidReason::NetworkClosed { at: NOW + 30 })));
		});
		// Who has fallen and stands again in time has done no harm.
		frame_support::hypothetically!({
			set_time(NOW + 10);
			suspend_accreditation(UNIVERSITY, tree.faculty);
			set_time(NOW + 30);
			assert_ok!(Certification::reinstate_accreditation(signed(UNIVERSITY), tree.faculty));
			assert_eq!(objections(NOW + 30), all(None));
		});
		// Once it is in force it survives.
		set_time(NOW + 31);
		revoke_accreditation(UNIVERSITY, tree.faculty);
		close(tree.network);
		set_time(NOW + 60);
		assert_eq!(objections(NOW + 60), all(None));
	});
}

#[test]
fn a_name_is_made_of_nothing() {
	build_and_execute(|| {
		let tree = tree();
		let found = |name: &str| {
			Certification::found_network(signed(STRANGER), text(name), hash(0), text(""), Membership::Closed)
		};
		let update = |name: &str| {
			Certification::update_network(signed(OPERATOR), 0, text(name), hash(0), text(""), Membership::Closed)
		};
		let register = |name: &str| {
			let content = SchemaContent { name: text(name), ..schema_content(9, RULES) };
			Certification::register_schema(signed(OPERATOR), tree.network, content)
		};
		let blanks = [
			" ",
			"\u{a0}",
			"\u{2800}",
			"\u{200d}",
			"\u{200c}",
			" \u{3000}\u{2800}\u{200d} ",
			"\u{2003}",
			"—!",
			"\u{301}",
		];
		for name in blanks {
			refused!(found(name), NameEmpty);
			refused!(update(name), NameEmpty);
			refused!(register(name), NameEmpty);
		}
		for hidden in ['\u{34f}', '\u{17b4}', '\u{17b5}'] {
			for name in [hidden.to_string(), format!("Mini{hidden}stry")] {
				refused!(found(&name), TextInvalid);
				refused!(update(&name), TextInvalid);
				refused!(register(&name), TextInvalid);
			}
		}
		// A letter or a digit of any script will do.
		for name in ["7", "é", "e\u{301}", "大", "१", "ក"] {
			assert_ok!(found(name));
			assert_ok!(update(name));
		}
	});
}
