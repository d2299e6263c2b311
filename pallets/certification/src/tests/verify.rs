//! What verification answers. Which state follows from which call is in the files of the calls, and what holds for the past
//! in `past`.

use super::*;
use civitas_primitives::CertificateInspect;

#[test]
fn what_nobody_has_issued_is_unknown() {
	build_and_execute(|| {
		let answer = Certification::verify(hash(9), None, None, None);
		assert_eq!(answer, Verification::refused(InvalidReason::Unknown, NOW));
		let presented = Class::of(3).present(1);
		let answer = Certification::verify(hash(9), None, Some(5), Some(presented));
		assert_eq!(answer, Verification::refused(InvalidReason::Unknown, 5));
	});
}

#[test]
fn the_answer_shows_the_chain_up_to_the_network_and_every_date() {
	build_and_execute(|| {
		let tree = tree();
		let terms = Terms { valid_until: Some(NOW + 50), ..unlimited(2) };
		assert_ok!(Certification::amend_accreditation(signed(OPERATOR), tree.university, terms));
		let id = tree.issue(until(1, NOW + 10));
		let answer = Certification::verify(id, None, None, None);
		assert_eq!((answer.valid, answer.reason, answer.time), (true, None, NOW));
		let dossier = answer.dossier.expect("it was issued");
		let chain: Vec<_> =
			dossier.chain.iter().map(|link| (link.accreditation, link.holder, link.valid_until)).collect();
		assert_eq!(chain, [(tree.faculty, FACULTY, None), (tree.university, UNIVERSITY, Some(NOW + 50))]);
		assert_eq!(dossier.chain[0].history.len(), 2);
		assert_eq!((dossier.certificate.network, dossier.closed_at), (tree.network, None));
		assert_eq!((dossier.certificate.issued_at, dossier.certificate.valid_until), (NOW, Some(NOW + 10)));
		assert_eq!(Some(dossier.certificate), Certification::certificate(id));
		set_time(NOW + 7);
		close(tree.network);
		let dossier = Certification::verify(id, None, None, None).dossier.expect("it was issued");
		assert_eq!(dossier.closed_at, Some(NOW + 7));
	});
}

#[test]
fn what_the_verifier_expects_is_compared() {
	build_and_execute(|| {
		let tree = tree();
		let id = tree.issue(content(1));
		let Tree { network, schema, .. } = tree;
		let (subject, issuer, claims) = (Some(SUBJECT), Some(FACULTY), Some(hash(1)));
		let expected = Expected { network: Some(network), schema: Some(schema), subject, issuer, claims };
		let with = |expected| Certification::verify(id, Some(expected), None, None).reason;
		assert_eq!(with(expected.clone()), None);
		let other = Expected { network: Some(network + 1), ..expected.clone() };
		assert_eq!(with(other), Some(InvalidReason::NetworkMismatch { network }));
		let other = Expected { schema: Some(hash(7)), ..expected.clone() };
		assert_eq!(with(other), Some(InvalidReason::SchemaMismatch { schema }));
		let other = Expected { subject: Some(STRANGER), ..expected.clone() };
		assert_eq!(with(other), Some(InvalidReason::SubjectMismatch));
		// Not who stands above, nor who holds the accreditation now, but who has certified it.
		issue::hand_over(tree.faculty, DEAN);
		for other in [UNIVERSITY, OPERATOR, SIBLING, DEAN] {
			let other = Expected { issuer: Some(other), ..expected.clone() };
			assert_eq!(with(other), Some(InvalidReason::IssuerMismatch { issuer: FACULTY }));
		}
		assert_eq!(with(expected.clone()), None);
		assert_eq!(with(Expected { claims: Some(hash(2)), ..expected.clone() }), Some(InvalidReason::ClaimsMismatch));
		// The first that differs is the answer, in the order in which they are listed.
		let other = Expected { issuer: Some(DEAN), claims: Some(hash(2)), ..expected.clone() };
		assert_eq!(with(other.clone()), Some(InvalidReason::IssuerMismatch { issuer: FACULTY }));
		assert_eq!(with(Expected { subject: Some(DEAN), ..other }), Some(InvalidReason::SubjectMismatch));
		// What is not what was asked for is not judged further, and will not be it later either.
		revoke(DEAN, id);
		let other = Expected { issuer: Some(DEAN), ..expected };
		for time in [None, Some(NOW + 100)] {
			let answer = Certification::verify(id, Some(other.clone()), time, None);
			assert_eq!(answer.reason, Some(InvalidReason::IssuerMismatch { issuer: FACULTY }));
			assert_eq!(answer.since, None);
		}
	});
}

#[test]
fn dates_are_closed_at_both_ends() {
	build_and_execute(|| {
		let tree = tree();
		let id = tree.issue(Content { valid_from: Some(NOW + 5), ..until(1, NOW + 10) });
		let at = |time| objection_at(id, NOW + time);
		set_time(NOW + 11);
		assert_eq!(objection_at(id, NOW - 1), Some(InvalidReason::NotYetIssued { issued_at: NOW }));
		assert_eq!(at(4), Some(InvalidReason::NotYetValid { valid_from: NOW + 5 }));
		assert_eq!((at(5), at(10)), (None, None));
		assert_eq!(at(11), Some(InvalidReason::Expired { valid_until: NOW + 10 }));
		// Valid from a day in the past, it was not yet known then.
		let early = tree.issue(Content { valid_from: Some(1), ..content(2) });
		assert_eq!(objection_at(early, NOW + 10), Some(InvalidReason::NotYetIssued { issued_at: NOW + 11 }));
		assert_eq!(objection(early), None);
	});
}

#[test]
fn what_survives_its_issuer_survives_it_and_the_rest_does_not() {
	for survives_issuer in [false, true] {
		build_and_execute(|| {
			let tree = tree_of(SchemaRules { survives_issuer, ..RULES });
			let class = Class::of(3);
			let (id, batch) = (tree.issue(content(1)), tree.issue_batch(&class));
			let fallen = || {
				let member = Certification::verify(batch, None, None, Some(class.present(1)));
				assert_eq!(objection(id), member.reason);
				objection(id).is_some()
			};
			frame_support::hypothetically!({
				revoke_accreditation(UNIVERSITY, tree.faculty);
				assert_eq!(fallen(), !survives_issuer);
			});
			frame_support::hypothetically!({
				suspend_accreditation(OPERATOR, tree.university);
				assert_eq!(fallen(), !survives_issuer);
			});
			frame_support::hypothetically!({
				let terms = Terms { valid_until: Some(NOW), ..unlimited(2) };
				assert_ok!(Certification::amend_accreditation(signed(OPERATOR), tree.university, terms));
				set_time(NOW + 1);
				assert_eq!(fallen(), !survives_issuer);
			});
			frame_support::hypothetically!({
				close(tree.network);
				assert_eq!(fallen(), !survives_issuer);
				// Even in a closed network, what is revoked is revoked.
				revoke(OPERATOR, id);
				assert!(matches!(objection(id), Some(InvalidReason::Revoked { .. })));
			});
			assert!(!fallen());
		});
	}
}

#[test]
fn other_pallets_get_the_same_answer() {
	build_and_execute(|| {
		let tree = tree_of(SchemaRules { one_per_subject: true, ..RULES });
		let id = tree.issue(content(1));
		let expected = Expected { subject: Some(SUBJECT), schema: Some(tree.schema), ..Default::default() };
		let inspected = <Certification as CertificateInspect<AccountId>>::verify(id, &expected, None);
		assert_eq!(inspected, Certification::verify(id, Some(expected), None, None));
		assert!(inspected.valid);
		// They pay for the longest way, as they know none before.
		let weight = <Certification as CertificateInspect<AccountId>>::weight();
		assert_eq!(weight, <() as crate::WeightInfo>::verify_one(u32::from(MAX_DEPTH)));
	});
}

#[test]
fn whether_one_is_accredited_is_a_matter_of_schema_and_time() {
	build_and_execute(|| {
		let tree = tree();
		let narrow = Terms { scope: Scope::Schemas(vec![tree.schema]), valid_until: Some(NOW + 10), ..unlimited(1) };
		assert_ok!(Certification::amend_accreditation(signed(UNIVERSITY), tree.faculty, narrow));
		let other = register(tree.network, 2, RULES);
		let foreign = register(found(), 1, RULES);
		let at = |schema, time| Certification::is_accredited(tree.faculty, schema, Some(NOW + time));
		frame_support::hypothetically!({
			set_time(NOW + 11);
			assert!(at(tree.schema, 0) && at(tree.schema, 10) && !at(tree.schema, 11));
		});
		// Of the future nobody knows: it may be suspended until then.
		assert!(at(tree.schema, 0) && !at(tree.schema, 1) && !at(tree.schema, 10));
		assert!(!at(other, 0) && !at(foreign, 0) && !at(hash(7), 0));
		assert!(!Certification::is_accredited(77, tree.schema, None));
		assert!(!Certification::is_accredited(tree.faculty, tree.schema, Some(NOW - 1)));
		set_time(NOW + 2);
		suspend_accreditation(OPERATOR, tree.university);
		set_time(NOW + 4);
		assert_ok!(Certification::reinstate_accreditation(signed(OPERATOR), tree.university));
		assert!(at(tree.schema, 1) && !at(tree.schema, 2) && !at(tree.schema, 3) && at(tree.schema, 4));
		set_time(NOW + 6);
		assert_ok!(Certification::deprecate_schema(signed(OPERATOR), tree.schema));
		assert!(at(tree.schema, 5) && !at(tree.schema, 6));
		let third = register(tree.network, 3, RULES);
		close(tree.network);
		let sibling = |time| Certification::is_accredited(tree.sibling, third, Some(NOW + time));
		assert!(sibling(5) && !sibling(6));
	});
}

#[test]
fn there_is_nothing_to_show_of_what_is_unknown() {
	build_and_execute(|| {
		assert!(Certification::network(7).is_none() && Certification::schema(hash(7)).is_none());
		assert!(Certification::accreditation(7).is_none() && Certification::certificate(hash(7)).is_none());
		assert!(Certification::batch(hash(7)).is_none() && Certification::status_list(hash(7)).is_none());
		assert_eq!(Certification::certificate_of(SUBJECT, hash(7)), None);
	});
}

#[test]
fn a_batch_is_no_certificate_and_a_certificate_no_batch() {
	build_and_execute(|| {
		let tree = tree();
		let class = Class::of(3);
		let (id, batch) = (tree.issue(content(1)), tree.issue_batch(&class));
		let presented = || Some(class.present(1));
		let unknown = Verification::refused(InvalidReason::Unknown, NOW);
		assert_eq!(Certification::verify(batch, None, None, None), unknown);
		assert_eq!(Certification::verify(id, None, None, presented()), unknown);
		assert!(Certification::verify(batch, None, None, presented()).valid);
		assert!(Certification::verify(id, None, None, None).valid);
		// Of what does not exist, nothing is known of the future either.
		let later = Verification::refused(InvalidReason::Unknown, NOW + 9);
		assert_eq!(Certification::verify(batch, None, Some(NOW + 9), None), later);
		// A proof of another is none, whatever the time.
		let mut other = class.present(1);
		other.member.subject = SUBJECT;
		for time in [NOW - 1, NOW, NOW + 9] {
			let answer = Certification::verify(batch, None, Some(time), Some(other.clone()));
			assert_eq!(answer, Verification::refused(InvalidReason::ProofInvalid, time));
		}
	});
}

/// Since when, and why not if so, at a time.
fn answer(id: CertificateId, time: Moment) -> (Option<Moment>, Option<InvalidReason<AccountId>>) {
	let Verification { since, reason, .. } = Certification::verify(id, None, Some(NOW + time), None);
	(since, reason)
}

#[test]
fn the_answer_says_since_when_it_is_so() {
	build_and_execute(|| {
		let tree = tree_of(SchemaRules { needs_acceptance: true, ..RULES });
		let id = tree.issue(Content { valid_from: Some(NOW + 5), ..until(1, NOW + 50) });
		assert_eq!(answer(id, 0), (None, Some(InvalidReason::NotAccepted)));
		set_time(NOW + 2);
		assert_ok!(Certification::accept(signed(SUBJECT), id));
		set_time(NOW + 10);
		suspend(FACULTY, id);
		set_time(NOW + 12);
		suspend(OPERATOR, id);
		set_time(NOW + 14);
		assert_ok!(Certification::reinstate(signed(OPERATOR), id));
		set_time(NOW + 20);
		suspend_accreditation(UNIVERSITY, tree.faculty);
		set_time(NOW + 24);
		assert_ok!(Certification::reinstate_accreditation(signed(UNIVERSITY), tree.faculty));
		let terms = Terms { valid_until: Some(NOW + 30), ..unlimited(2) };
		assert_ok!(Certification::amend_accreditation(signed(OPERATOR), tree.university, terms));
		set_time(NOW + 60);
		let since = |time| answer(id, time).0.map(|since| since - NOW);
		// Before it was issued, before it was accepted and before it begins, nothing began that is going on.
		assert_eq!([1, 3, 4].map(since), [None, None, None]);
		assert_eq!(answer(id, 4).1, Some(InvalidReason::NotYetValid { valid_from: NOW + 5 }));
		// Valid, suspended and taken over, valid, its issuer suspended, valid, its issuer ended, expired.
		assert_eq!([5, 9].map(since), [Some(5), Some(5)]);
		assert_eq!([10, 12, 13].map(since), [Some(10), Some(10), Some(10)]);
		assert_eq!([14, 19].map(since), [Some(14), Some(14)]);
		assert_eq!([20, 23].map(since), [Some(20), Some(20)]);
		assert_eq!([24, 30].map(since), [Some(24), Some(24)]);
		assert_eq!([31, 50].map(since), [Some(31), Some(31)]);
		assert_eq!([51, 60].map(since), [Some(51), Some(51)]);
		assert_eq!(answer(id, 51).1, Some(InvalidReason::Expired { valid_until: NOW + 50 }));
		// What lasts is so since it was, also for a time to come.
		assert_eq!(since(1_000), Some(51));
		set_time(NOW + 70);
		revoke(FACULTY, id);
		assert_eq!([70, 1_000].map(since), [Some(70), Some(70)]);
		assert_eq!(Certification::verify(id, None, None, None).since, Some(NOW + 70));
	});
}

#[test]
fn the_answer_says_since_when_the_network_is_closed_or_the_certificate_superseded() {
	build_and_execute(|| {
		let tree = tree();
		let [first, second, third] = [1, 2, 3].map(|claims| tree.issue(content(claims)));
		set_time(NOW + 3);
		tree.renew(first, None);
		assert_ok!(Certification::surrender(signed(SUBJECT), second));
		assert_eq!((answer(first, 3).0, answer(second, 3).0), (Some(NOW + 3), Some(NOW + 3)));
		assert_eq!((answer(first, 2).0, answer(second, 2).0), (Some(NOW), Some(NOW)));
		set_time(NOW + 7);
		close(tree.network);
		set_time(NOW + 9);
		assert_eq!(answer(third, 6), (Some(NOW), None));
		assert_eq!(answer(third, 9), (Some(NOW + 7), Some(InvalidReason::NetworkClosed { at: NOW + 7 })));
	});
}

#[test]
fn of_what_is_to_come_only_what_lasts_is_said() {
	build_and_execute(|| {
		let tree = tree();
		let id = tree.issue(Content { valid_from: Some(NOW + 10), ..until(1, NOW + 50) });
		let unknown = Some(InvalidReason::NotYetKnown { now: NOW });
		let at = |time| objection_at(id, NOW + time);
		let lasting: [fn(&Tree, CertificateId); 5] = [
			|_, id| revoke(OPERATOR, id),
			|tree, _| revoke_accreditation(OPERATOR, tree.university),
			|tree, _| close(tree.network),
			|_, id| {
				assert_ok!(Certification::surrender(signed(SUBJECT), id));
			},
			|_, id| {
				assert_ok!(Certification::renew(signed(OPERATOR), None, id, None));
			},
		];
		let passing: [fn(&Tree, CertificateId); 3] = [
			|_, id| suspend(FACULTY, id),
			|tree, _| suspend_accreditation(OPERATOR, tree.university),
			|tree, _| {
				let terms = Terms { valid_until: Some(NOW + 5), ..unlimited(1) };
				assert_ok!(Certification::amend_accreditation(signed(UNIVERSITY), tree.faculty, terms));
			},
		];
		// Its dates are known.
		assert_eq!(
			[9, 10, 50, 51].map(at),
			[
				Some(InvalidReason::NotYetValid { valid_from: NOW + 10 }),
				unknown.clone(),
				unknown.clone(),
				Some(InvalidReason::Expired { valid_until: NOW + 50 }),
			]
		);
		for happen in passing {
			frame_support::hypothetically!({
				happen(&tree, id);
				assert_eq!([20, 50].map(at), [unknown.clone(), unknown.clone()]);
				// What passes does not hide what lasts.
				assert_eq!(at(51), Some(InvalidReason::Expired { valid_until: NOW + 50 }));
				// What is suspended is neither given up nor renewed, but for the rest it makes no difference.
				let possible = if state(id) == State::Suspended { &lasting[..3] } else { &lasting[..] };
				for last in possible {
					frame_support::hypothetically!({
						last(&tree, id);
						let answer = Certification::verify(id, None, Some(NOW + 20), None);
						assert!(answer.reason.is_some() && answer.reason != unknown, "{:?}", answer.reason);
						assert_eq!(answer.since, Some(NOW));
					});
				}
			});
		}
		for last in lasting {
			frame_support::hypothetically!({
				last(&tree, id);
				let answer = Certification::verify(id, None, Some(Moment::MAX), None);
				assert!(answer.reason.is_some() && !answer.valid, "{:?}", answer.reason);
				assert!(!matches!(at(20), Some(InvalidReason::NotYetKnown { .. }) | None), "{:?}", at(20));
			});
		}
		// Nothing speaks against it: still nobody knows. The dossier is there all the same.
		let answer = Certification::verify(id, None, Some(NOW + 20), None);
		assert_eq!((answer.valid, answer.reason, answer.since, answer.time), (false, unknown, None, NOW + 20));
		assert_eq!(answer.dossier.expect("it was issued").certificate.id, id);
		set_time(NOW + 20);
		assert_eq!(at(20), None);
		assert_eq!(at(21), Some(InvalidReason::NotYetKnown { now: NOW + 20 }));
	});
}

#[test]
fn what_survives_its_issuer_is_not_known_to_be_valid_later_either() {
	build_and_execute(|| {
		let tree = tree_of(SchemaRules { survives_issuer: true, ..RULES });
		let id = tree.issue(content(1));
		revoke_accreditation(OPERATOR, tree.university);
		close(tree.network);
		assert_eq!(objection(id), None);
		assert_eq!(objection_at(id, NOW + 1), Some(InvalidReason::NotYetKnown { now: NOW }));
	});
}

#[test]
fn what_is_pending_may_be_accepted_until_then() {
	build_and_execute(|| {
		let tree = tree_of(SchemaRules { needs_acceptance: true, ..RULES });
		let id = tree.issue(until(1, NOW + 50));
		assert_eq!(objection_at(id, NOW + 1), Some(InvalidReason::NotYetKnown { now: NOW }));
		assert_eq!(objection_at(id, NOW + 51), Some(InvalidReason::Expired { valid_until: NOW + 50 }));
		assert_ok!(Certification::surrender(signed(SUBJECT), id));
		assert_eq!(answer(id, 1), (Some(NOW), Some(InvalidReason::Declined { at: NOW })));
	});
}

#[test]
fn bits_are_those_of_the_block_and_say_so() {
	build_and_execute(|| {
		let tree = tree();
		let class = Class::of(9);
		let id = tree.issue_batch(&class);
		set_time(NOW + 10);
		let at = |index, time: Option<Moment>| {
			Certification::verify(id, None, time.map(|time| NOW + time), Some(class.present(index)))
		};
		let set = |purpose, index| {
			let indices = vec![index].try_into().expect("one");
			assert_ok!(Certification::set_status(signed(FACULTY), id, purpose, indices, true));
		};
		set(StatusPurpose::Suspension, 1);
		set(StatusPurpose::Revocation, 2);
		set(StatusPurpose::Suspension, 3);
		set(StatusPurpose::Revocation, 3);
		let listed = |purpose| Some(InvalidReason::StatusListed { purpose });
		for (index, now, later) in [
			(0, None, Some(InvalidReason::NotYetKnown { now: NOW + 10 })),
			(1, listed(StatusPurpose::Suspension), Some(InvalidReason::NotYetKnown { now: NOW + 10 })),
			(2, listed(StatusPurpose::Revocation), listed(StatusPurpose::Revocation)),
			(3, listed(StatusPurpose::Revocation), listed(StatusPurpose::Revocation)),
		] {
			// The same for every time since the issue: whoever asks has to look at `bits_at`.
			for (time, expected) in [(None, &now), (Some(0), &now), (Some(10), &now), (Some(11), &later)] {
				let answer = at(index, time);
				assert_eq!(&answer.reason, expected, "of {index} at {time:?}");
				assert_eq!(answer.valid, expected.is_none());
				// Of bits nobody knows since when they are so.
				assert_eq!(answer.since, None);
				assert_eq!(answer.dossier.expect("it was issued").bits_at, Some(NOW + 10));
			}
		}
		// A state of the whole has a history.
		set_time(NOW + 20);
		suspend(FACULTY, id);
		set_time(NOW + 30);
		assert_eq!((at(0, None).since, at(0, Some(19)).since), (Some(NOW + 20), None));
		// A certificate of its own has no bits.
		let alone = tree.issue(content(1));
		assert_eq!(Certification::verify(alone, None, None, None).dossier.expect("it was issued").bits_at, None);
	});
}

/// End an accreditation of the university's at once, and extend it some time later.
fn extend(tree: &Tree, from: Moment, to: Moment, until: Option<Moment>) {
	let amend = |valid_until| {
		let terms = Terms { valid_until, ..unlimited(1) };
		assert_ok!(Certification::amend_accreditation(signed(UNIVERSITY), tree.faculty, terms));
	};
	set_time(NOW + from);
	amend(Some(NOW + from));
	set_time(NOW + to);
	amend(until.map(|until| NOW + until));
}

#[test]
fn what_was_issued_goes_on_when_its_accreditation_is_extended() {
	build_and_execute(|| {
		let tree = tree();
		let class = Class::of(3);
		let (id, batch) = (tree.issue(content(1)), tree.issue_batch(&class));
		let terms = |valid_until| Terms { valid_until: Some(valid_until), ..unlimited(1) };
		assert_ok!(Certification::amend_accreditation(signed(UNIVERSITY), tree.faculty, terms(NOW + 10)));
		set_time(NOW + 10);
		assert_ok!(Certification::amend_accreditation(signed(UNIVERSITY), tree.faculty, terms(NOW + 30)));
		set_time(NOW + 30);
		// In time: there was no gap, and it has been valid since the beginning.
		for time in [0, 10, 11, 30] {
			assert_eq!(answer(id, time), (Some(NOW), None));
			let member = Certification::verify(batch, None, Some(NOW + time), Some(class.present(1)));
			assert_eq!(member.reason, None);
		}
		assert_eq!(Accreditations::<Test>::get(tree.faculty).expect("it was given").history.changes().len(), 2);
		tree.issue(content(2));
		set_time(NOW + 31);
		refused!(tree.try_issue(content(3)), AccreditationExpired);
		let (accreditation, state, since) = (tree.faculty, State::Active, NOW + 30);
		let ended = InvalidReason::IssuerNotAccredited { accreditation, state, since };
		assert_eq!(answer(id, 31), (Some(NOW + 31), Some(ended)));
	});
}

#[test]
fn what_is_extended_late_was_out_of_force_in_between() {
	build_and_execute(|| {
		let tree = tree();
		let class = Class::of(3);
		let (id, batch) = (tree.issue(content(1)), tree.issue_batch(&class));
		extend(&tree, 10, 20, Some(30));
		// One that was issued afterwards was never in the gap.
		let after = tree.issue(content(2));
		set_time(NOW + 30);
		let (accreditation, state, since) = (tree.faculty, State::Suspended, NOW + 11);
		let gap = InvalidReason::IssuerNotAccredited { accreditation, state, since };
		for time in [0, 10] {
			assert_eq!(answer(id, time), (Some(NOW), None));
		}
		for time in [11, 12, 19] {
			assert_eq!(answer(id, time), (Some(NOW + 11), Some(gap.clone())));
			let member = Certification::verify(batch, None, Some(NOW + time), Some(class.present(1)));
			assert_eq!((member.since, member.reason), (Some(NOW + 11), Some(gap.clone())));
			assert!(!Certification::is_accredited(tree.faculty, tree.schema, Some(NOW + time)));
		}
		for time in [20, 21, 30] {
			assert_eq!(answer(id, time), (Some(NOW + 20), None));
			assert_eq!(answer(after, time), (Some(NOW + 20), None));
			assert!(Certification::is_accredited(tree.faculty, tree.schema, Some(NOW + time)));
		}
		assert_eq!(answer(after, 19).1, Some(InvalidReason::NotYetIssued { issued_at: NOW + 20 }));
		// What hangs under it fares as it does.
		assert!(Certification::is_accredited(tree.sibling, tree.schema, Some(NOW + 15)));
		// A second time as well, and then for good.
		set_time(NOW + 40);
		assert_ok!(Certification::amend_accreditation(signed(UNIVERSITY), tree.faculty, unlimited(1)));
		assert_eq!([31, 39].map(|time| answer(id, time).0), [Some(NOW + 31), Some(NOW + 31)]);
		assert_eq!([15, 40].map(|time| answer(id, time).0), [Some(NOW + 11), Some(NOW + 40)]);
		assert_eq!((answer(id, 30).1, answer(id, 40).1), (None, None));
	});
}

#[test]
fn a_gap_above_is_a_gap_below_unless_it_is_survived() {
	for survives_issuer in [false, true] {
		build_and_execute(|| {
			let tree = tree_of(SchemaRules { survives_issuer, ..RULES });
			let id = tree.issue(content(1));
			set_time(NOW + 10);
			let terms = |valid_until| Terms { valid_until, ..unlimited(2) };
			assert_ok!(Certification::amend_accreditation(signed(OPERATOR), tree.university, terms(Some(NOW + 10))));
			set_time(NOW + 20);
			assert_ok!(Certification::amend_accreditation(signed(OPERATOR), tree.university, terms(None)));
			let (accreditation, state, since) = (tree.university, State::Suspended, NOW + 11);
			let gap = InvalidReason::IssuerNotAccredited { accreditation, state, since };
			assert_eq!(objection_at(id, NOW + 15), (!survives_issuer).then_some(gap));
			assert_eq!((objection_at(id, NOW + 10), objection_at(id, NOW + 20)), (None, None));
		});
	}
}

#[test]
fn what_was_suspended_when_it_ended_is_not_reinstated_by_being_extended() {
	build_and_execute(|| {
		let tree = tree();
		let id = tree.issue(content(1));
		set_time(NOW + 5);
		suspend_accreditation(UNIVERSITY, tree.faculty);
		extend(&tree, 10, 20, None);
		let (accreditation, state, since) = (tree.faculty, State::Suspended, NOW + 5);
		let suspended = InvalidReason::IssuerNotAccredited { accreditation, state, since };
		for time in [5, 10, 11, 20] {
			assert_eq!(answer(id, time), (Some(NOW + 5), Some(suspended.clone())));
		}
		assert_ok!(Certification::reinstate_accreditation(signed(UNIVERSITY), tree.faculty));
		assert_eq!((answer(id, 20), answer(id, 19).0), ((Some(NOW + 20), None), Some(NOW + 5)));
	});
}
