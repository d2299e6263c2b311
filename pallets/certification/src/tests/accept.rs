//! Accepting certificates, and declining them, which is surrendering what is pending.

use super::*;
use crate::CertificatesBySubject;

fn accept(who: AccountId, id: CertificateId) -> DispatchResultWithPostInfo {
	Certification::accept(signed(who), id)
}

fn decline(who: AccountId, id: CertificateId) -> sp_runtime::DispatchResult {
	Certification::surrender(signed(who), id)
}

fn asking() -> Tree {
	tree_of(SchemaRules { needs_acceptance: true, ..RULES })
}

fn listed(id: CertificateId) -> bool {
	CertificatesBySubject::<Test>::contains_key(SUBJECT, id)
}

#[test]
fn what_needs_acceptance_is_not_in_force_before() {
	build_and_execute(|| {
		let tree = asking();
		let id = tree.issue(content(1));
		assert_eq!((state(id), objection(id)), (State::Pending, Some(InvalidReason::NotAccepted)));
		set_time(NOW + 10);
		assert_ok!(accept(SUBJECT, id));
		assert_eq!(last_event(), Event::CertificateAccepted { certificate: id, subject: SUBJECT });
		assert_eq!((state(id), objection(id)), (State::Active, None));
		assert_eq!(objection_at(id, NOW + 9), Some(InvalidReason::NotAccepted));
		refused!(accept(SUBJECT, id), CertificateAccepted);
	});
}

#[test]
fn only_the_subject_accepts_and_declines() {
	build_and_execute(|| {
		let id = asking().issue(content(1));
		for who in [OPERATOR, UNIVERSITY, FACULTY, STRANGER] {
			refused!(accept(who, id), NotSubject);
			refused!(decline(who, id), NotSubject);
		}
		refused!(accept(SUBJECT, hash(7)), CertificateUnknown);
		refused!(decline(SUBJECT, hash(7)), CertificateUnknown);
	});
}

#[test]
fn what_was_declined_never_comes_into_force() {
	build_and_execute(|| {
		let tree = asking();
		let id = tree.issue(content(1));
		assert_ok!(decline(SUBJECT, id));
		assert_eq!(last_event(), Event::CertificateDeclined { certificate: id, subject: SUBJECT });
		assert_eq!(objection(id), Some(InvalidReason::Declined { at: NOW }));
		refused!(accept(SUBJECT, id), CertificateDeclined);
		refused!(decline(SUBJECT, id), CertificateDeclined);
		refused!(Certification::renew(signed(FACULTY), Some(tree.faculty), id, None), CertificateDeclined);
		refused!(Certification::suspend(signed(FACULTY), id, Reason::Unspecified), CertificateDeclined);
		refused!(Certification::revoke(signed(FACULTY), id, Reason::Unspecified), CertificateDeclined);
	});
}

#[test]
fn an_exclusion_cannot_be_hidden() {
	build_and_execute(|| {
		let shown = |state| {
			let page = Certification::certificates_of(SUBJECT, state, false, None, None);
			page.items.into_iter().map(|info| info.id).collect::<Vec<_>>()
		};
		// What needs no acceptance and cannot be surrendered, such as an exclusion from tenders, stays and is shown.
		let exclusion = tree_of(SchemaRules { suspendable: true, ..NO_RULES }).issue(content(1));
		refused!(decline(SUBJECT, exclusion), SchemaNotSurrenderable);
		assert_eq!((state(exclusion), objection(exclusion), shown(None)), (State::Active, None, vec![exclusion]));
		revoke(OPERATOR, exclusion);
		refused!(decline(SUBJECT, exclusion), SchemaNotSurrenderable);
		assert_eq!(shown(Some(State::Revoked)), [exclusion]);
		// Nor does what is pending, declined or surrendered disappear.
		let pending = asking().issue(content(2));
		assert_eq!(shown(Some(State::Pending)), [pending]);
		assert_ok!(decline(SUBJECT, pending));
		assert_eq!(shown(Some(State::Declined)), [pending]);
		let surrendered = tree().issue(content(3));
		assert_ok!(decline(SUBJECT, surrendered));
		assert_eq!(shown(Some(State::Surrendered)), [surrendered]);
		let mut all = [exclusion, pending, surrendered];
		all.sort();
		assert_eq!(shown(None), all);
		assert!(all.into_iter().all(listed));
		// Who asks for what was accepted gets none of them.
		assert_eq!(Certification::certificates_of(SUBJECT, None, true, None, None).items, []);
	});
}

#[test]
fn accepting_what_is_in_force_changes_no_state() {
	build_and_execute(|| {
		let tree = tree();
		let id = tree.issue(content(1));
		assert_ok!(accept(SUBJECT, id));
		assert_eq!(stored(id).history.changes().len(), 1);
		refused!(accept(SUBJECT, id), CertificateAccepted);
		// What is suspended can be accepted too, and stays suspended.
		let other = tree.issue(content(2));
		suspend(FACULTY, other);
		assert_ok!(accept(SUBJECT, other));
		assert_eq!(state(other), State::Suspended);
	});
}

#[test]
fn what_is_over_is_not_accepted_any_more() {
	build_and_execute(|| {
		let tree = asking();
		let revoked = tree.issue(content(1));
		revoke(FACULTY, revoked);
		refused!(accept(SUBJECT, revoked), CertificateRevoked);
		refused!(decline(SUBJECT, revoked), CertificateRevoked);
		assert!(listed(revoked));
	});
}

#[test]
fn what_is_pending_cannot_be_suspended_or_renewed() {
	build_and_execute(|| {
		let tree = asking();
		let id = tree.issue(content(1));
		refused!(Certification::suspend(signed(FACULTY), id, Reason::Unspecified), CertificatePending);
		refused!(Certification::reinstate(signed(FACULTY), id), CertificatePending);
		refused!(Certification::renew(signed(FACULTY), Some(tree.faculty), id, None), CertificatePending);
		refused!(Certification::replace(signed(FACULTY), Some(tree.faculty), id, content(2)), CertificatePending);
		revoke(FACULTY, id);
	});
}

#[test]
fn a_pending_one_has_its_place_and_a_declined_one_frees_it() {
	build_and_execute(|| {
		let tree = tree_of(SchemaRules { needs_acceptance: true, one_per_subject: true, ..RULES });
		let id = tree.issue(content(1));
		refused!(tree.try_issue(content(2)), SubjectCertified);
		assert_ok!(decline(SUBJECT, id));
		tree.issue(content(2));
	});
}

/// Ways in which what something rests on falls, with the error for who goes on as if it had not.
type Fall = (fn(&Tree), Error<Test>);

const FALLS: [Fall; 7] = [
	(|tree| suspend_accreditation(UNIVERSITY, tree.faculty), Error::AccreditationSuspended),
	(|tree| suspend_accreditation(OPERATOR, tree.university), Error::AccreditationSuspended),
	(|tree| revoke_accreditation(UNIVERSITY, tree.faculty), Error::AccreditationRevoked),
	(|tree| revoke_accreditation(OPERATOR, tree.university), Error::AccreditationRevoked),
	(|tree| expire(UNIVERSITY, tree.faculty, 1), Error::AccreditationExpired),
	(|tree| expire(OPERATOR, tree.university, 2), Error::AccreditationExpired),
	(|tree| close(tree.network), Error::NetworkClosed),
];

fn expire(by: AccountId, accreditation: AccreditationId, depth: u8) {
	let terms = Terms { valid_until: Some(Timestamp::get()), ..unlimited(depth) };
	assert_ok!(Certification::amend_accreditation(signed(by), accreditation, terms));
	set_time(Timestamp::get() + 1);
}

#[test]
fn what_survives_its_issuer_does_not_come_into_force_after_it() {
	build_and_execute(|| {
		let tree = tree_of(SchemaRules { needs_acceptance: true, survives_issuer: true, ..RULES });
		let id = tree.issue(content(1));
		for (fall, error) in FALLS {
			frame_support::hypothetically!({
				fall(&tree);
				assert_noop!(accept(SUBJECT, id), error);
				assert_eq!(objection(id), Some(InvalidReason::NotAccepted));
				// It can still be declined.
				assert_ok!(decline(SUBJECT, id));
			});
		}
		// Accepted in time, it survives all of that.
		set_time(NOW + 5);
		assert_ok!(accept(SUBJECT, id));
		for (fall, _) in FALLS {
			frame_support::hypothetically!({
				fall(&tree);
				assert_eq!(objection(id), None);
			});
		}
	});
}

#[test]
fn what_was_suspended_is_accepted_once_its_issuer_is_reinstated() {
	build_and_execute(|| {
		let tree = tree_of(SchemaRules { needs_acceptance: true, survives_issuer: true, ..RULES });
		let id = tree.issue(content(1));
		suspend_accreditation(OPERATOR, tree.faculty);
		refused!(accept(SUBJECT, id), AccreditationSuspended);
		assert_ok!(Certification::reinstate_accreditation(signed(OPERATOR), tree.faculty));
		// That the issuer has another scope now is for what is issued from now on.
		let terms = Terms { scope: Scope::Schemas(vec![hash(7)]), ..unlimited(1) };
		assert_ok!(Certification::amend_accreditation(signed(OPERATOR), tree.faculty, terms));
		assert_ok!(accept(SUBJECT, id));
		assert_eq!(objection(id), None);
	});
}

#[test]
fn what_falls_with_its_issuer_is_accepted_and_still_not_valid() {
	build_and_execute(|| {
		let tree = asking();
		let id = tree.issue(content(1));
		for (fall, _) in FALLS {
			frame_support::hypothetically!({
				fall(&tree);
				assert_ok!(accept(SUBJECT, id));
				let fallen = objection(id);
				let right = matches!(
					fallen,
					Some(InvalidReason::IssuerNotAccredited { .. } | InvalidReason::NetworkClosed { .. })
				);
				assert!(right, "{fallen:?}");
			});
		}
	});
}

#[test]
fn what_needs_no_acceptance_is_accepted_whatever_became_of_its_issuer() {
	build_and_execute(|| {
		let tree = tree_of(SchemaRules { survives_issuer: true, ..RULES });
		let id = tree.issue(content(1));
		for (fall, _) in FALLS {
			frame_support::hypothetically!({
				fall(&tree);
				// It is in force, and accepting it changes nothing but that.
				assert_ok!(accept(SUBJECT, id));
				assert_eq!(objection(id), None);
			});
		}
	});
}

#[test]
fn what_the_operator_issued_is_accepted_while_the_network_is_open() {
	build_and_execute(|| {
		let network = found();
		let schema = register(network, 1, SchemaRules { needs_acceptance: true, survives_issuer: true, ..RULES });
		assert_ok!(Certification::issue(signed(OPERATOR), None, schema, SUBJECT, content(1), None));
		let id = certificate_id(Authority::Operator(network), &schema, &SUBJECT, &content(1), None);
		frame_support::hypothetically!({
			close(network);
			refused!(accept(SUBJECT, id), NetworkClosed);
		});
		assert_ok!(accept(SUBJECT, id));
		close(network);
		assert_eq!(objection(id), None);
	});
}
