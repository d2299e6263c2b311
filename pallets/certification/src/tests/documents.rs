use super::*;
use crate::documents::grant_id;

fn grant_by(who: AccountId, certificate: CertificateId, uri: &str, purpose: &str) -> sp_runtime::DispatchResult {
	let (uri, purpose) = (text(uri), text(purpose));
	Certification::grant_document(signed(who), certificate, hash(5), uri, EMPLOYER, purpose, Some(NOW + 10))
}

/// A certificate of [`SUBJECT`], and a grant to [`EMPLOYER`] of a document that supports it.
fn granted() -> (CertificateId, H256) {
	let id = tree().issue(content(1));
	assert_ok!(grant_by(SUBJECT, id, "https://sam.example/doc", "employment"));
	(id, grant_id(id, hash(5), &EMPLOYER))
}

fn log(who: AccountId, grant: H256) -> sp_runtime::DispatchResult {
	Certification::log_document_access(signed(who), SUBJECT, grant)
}

fn shown(grant: H256) -> info::DocumentGrant<AccountId> {
	let page = Certification::document_grants_of(SUBJECT, None, Some(100));
	page.items.into_iter().find(|(id, _)| *id == grant).expect("it was granted").1
}

#[test]
fn the_holder_says_who_may_ask_for_what() {
	build_and_execute(|| {
		let (id, grant) = granted();
		let (certificate, document) = (id, hash(5));
		let event = Event::DocumentGranted { grant, holder: SUBJECT, grantee: EMPLOYER, certificate, document };
		assert_eq!(last_event(), event);
		let info = shown(grant);
		assert_eq!((info.certificate, info.document, info.grantee), (id, hash(5), EMPLOYER));
		assert_eq!((info.uri.as_str(), info.purpose.as_str()), ("https://sam.example/doc", "employment"));
		assert_eq!((info.granted_at, info.valid_until), (NOW, Some(NOW + 10)));
		assert_eq!((info.accesses, info.last_access), (0, None));
		assert!(held(SUBJECT, HoldReason::Grant) > 0);
	});
}

#[test]
fn only_the_subject_grants_and_only_once() {
	build_and_execute(|| {
		let (id, _) = granted();
		// Not even who issued it: the document is the subject's to show.
		for who in [OPERATOR, FACULTY, EMPLOYER, STRANGER] {
			refused!(grant_by(who, id, "", "work"), NotSubject);
		}
		refused!(grant_by(SUBJECT, hash(7), "", "work"), CertificateUnknown);
		refused!(grant_by(SUBJECT, id, "", "work"), GrantExists);
		let other = Certification::grant_document(signed(SUBJECT), id, hash(5), text(""), STRANGER, text("work"), None);
		assert_ok!(other);
	});
}

#[test]
fn texts_and_dates_are_checked() {
	build_and_execute(|| {
		let id = tree().issue(content(1));
		refused!(grant_by(SUBJECT, id, "\u{7f}", "work"), TextInvalid);
		refused!(grant_by(SUBJECT, id, "", ""), PurposeEmpty);
		refused!(grant_by(SUBJECT, id, "", "\n"), TextInvalid);
		let ended = |until| {
			let purpose = text("work");
			Certification::grant_document(signed(SUBJECT), id, hash(5), text(""), EMPLOYER, purpose, Some(until))
		};
		refused!(ended(NOW - 1), ExpiryPassed);
		assert_ok!(ended(NOW));
	});
}

#[test]
fn the_grantee_logs_each_access() {
	build_and_execute(|| {
		let (_, grant) = granted();
		set_time(NOW + 3);
		assert_ok!(log(EMPLOYER, grant));
		set_time(NOW + 10);
		assert_ok!(log(EMPLOYER, grant));
		let event = Event::DocumentAccessed { grant, holder: SUBJECT, grantee: EMPLOYER, accesses: 2 };
		assert_eq!(last_event(), event);
		assert_eq!((shown(grant).accesses, shown(grant).last_access), (2, Some(NOW + 10)));
		for who in [OPERATOR, SUBJECT, FACULTY, STRANGER] {
			refused!(log(who, grant), NotGrantee);
		}
		refused!(log(EMPLOYER, hash(7)), GrantUnknown);
		set_time(NOW + 11);
		refused!(log(EMPLOYER, grant), GrantExpired);
	});
}

#[test]
fn a_grant_is_taken_back_with_its_deposit() {
	build_and_execute(|| {
		let (id, grant) = granted();
		for who in [OPERATOR, FACULTY, EMPLOYER] {
			refused!(Certification::revoke_document_grant(signed(who), grant), GrantUnknown);
		}
		assert_ok!(Certification::revoke_document_grant(signed(SUBJECT), grant));
		let event = Event::DocumentGrantRevoked { grant, holder: SUBJECT, grantee: EMPLOYER };
		assert_eq!(last_event(), event);
		assert_eq!(held(SUBJECT, HoldReason::Grant), 0);
		refused!(Certification::revoke_document_grant(signed(SUBJECT), grant), GrantUnknown);
		refused!(log(EMPLOYER, grant), GrantUnknown);
		// And can be granted again.
		assert_ok!(grant_by(SUBJECT, id, "", "again"));
	});
}

#[test]
fn a_document_stays_the_subjects_to_show_whatever_becomes_of_the_certificate() {
	build_and_execute(|| {
		let (id, grant) = granted();
		revoke(FACULTY, id);
		assert_ok!(Certification::withdraw_deposit(signed(FACULTY), id));
		assert_ok!(log(EMPLOYER, grant));
		assert_ok!(Certification::grant_document(signed(SUBJECT), id, hash(6), text(""), EMPLOYER, text("a"), None));
	});
}

#[test]
fn one_may_grant_to_oneself_and_who_cannot_pay_grants_nothing() {
	build_and_execute(|| {
		let tree = tree();
		let own = tree.issue(content(1));
		assert_ok!(Certification::grant_document(signed(SUBJECT), own, hash(5), text(""), SUBJECT, text("a"), None));
		assert_ok!(log(SUBJECT, grant_id(own, hash(5), &SUBJECT)));
		assert_ok!(Certification::issue(signed(FACULTY), tree.faculty, tree.schema, PAUPER, content(1), None));
		let id = certificate_id(tree.faculty, &tree.schema, &PAUPER, &content(1), None);
		assert_noop!(grant_by(PAUPER, id, "", "work"), TokenError::FundsUnavailable);
	});
}
