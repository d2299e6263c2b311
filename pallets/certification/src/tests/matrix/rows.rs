//! The calls, and who may make them.

use super::*;

pub fn networks() -> Vec<Row> {
	vec![
		row(
			|_| Call::found_network {
				name: text("New"),
				policy_hash: H256::zero(),
				policy_uri: text(""),
				membership: Membership::Closed,
			},
			ALL,
			&[],
		),
		row(
			|w| Call::update_network {
				network: w.tree.network,
				name: text("New"),
				policy_hash: H256::zero(),
				policy_uri: text(""),
				membership: Membership::Closed,
			},
			&[OPERATOR],
			&[],
		),
		row(|w| Call::transfer_network { network: w.tree.network, to: Some(STRANGER) }, &[OPERATOR], &[]),
		row(|w| Call::accept_network { network: w.tree.network }, &[EMPLOYER], &[]),
		row(|w| Call::close_network { network: w.tree.network }, &[OPERATOR], &[(&[NetworkClosed], NONE)]),
		row(
			|w| Call::register_schema { network: w.tree.network, content: schema_content(9, RULES) },
			&[OPERATOR],
			&[(&[NetworkClosed], NONE)],
		),
		row(|w| Call::deprecate_schema { schema: w.tree.schema }, &[OPERATOR], &[(&[SchemaDeprecated], NONE)]),
		row(|w| Call::join_network { network: w.tree.network }, ALL, &[(&[NetworkClosed], NONE)]),
	]
}

/// Something that ends with the faculty's accreditation.
fn terms(depth: u8) -> Terms {
	Terms { valid_until: Some(FACULTY_END), ..unlimited(depth) }
}

pub fn accreditations() -> Vec<Row> {
	vec![
		row(
			|w| Call::accredit { network: w.tree.network, parent: None, holder: STRANGER, terms: unlimited(0) },
			&[OPERATOR],
			&[(&[NetworkClosed], NONE)],
		),
		row(
			|w| Call::accredit {
				network: w.tree.network,
				parent: Some(w.tree.faculty),
				holder: STRANGER,
				terms: terms(0),
			},
			&[FACULTY],
			&[(FALLEN_BELOW, NONE), (FALLEN_ABOVE, NONE), (&[NetworkClosed], NONE)],
		),
		// To make it narrower.
		row(
			|w| Call::amend_accreditation { accreditation: w.tree.faculty, terms: terms(0) },
			ABOVE,
			&[(FELL, &[OPERATOR]), (&[FacultyRevoked], NONE)],
		),
		// To extend it, also after its end.
		row(
			|w| Call::amend_accreditation {
				accreditation: w.tree.faculty,
				terms: Terms { valid_until: Some(UNIVERSITY_END), ..unlimited(1) },
			},
			ABOVE,
			&[(FALLEN_ABOVE, NONE), (&[FacultyRevoked, NetworkClosed], NONE)],
		),
		row(
			|w| Call::suspend_accreditation { accreditation: w.tree.faculty, reason: Reason::Unspecified },
			ABOVE,
			// Who stands nearer to the root makes a suspension its own.
			&[
				(FELL, &[OPERATOR]),
				(&[FacultySuspended], &[OPERATOR]),
				(&[FacultyRevoked, FacultyExpired, UniversityExpired], NONE),
			],
		),
		row(|w| Call::reinstate_accreditation { accreditation: w.tree.faculty }, NONE, &[(&[FacultySuspended], ABOVE)]),
		row(
			|w| Call::revoke_accreditation { accreditation: w.tree.faculty, reason: Reason::Unspecified },
			AUTHORITY,
			&[(FELL, &[OPERATOR, FACULTY]), (&[FacultySuspended], ABOVE), (&[FacultyRevoked], NONE)],
		),
		row(
			|w| Call::transfer_accreditation { accreditation: w.tree.faculty, to: Some(77) },
			ABOVE,
			&[(FALLEN_ABOVE, &[OPERATOR]), (&[FacultyRevoked, NetworkClosed], NONE)],
		),
		row(
			|w| Call::transfer_accreditation { accreditation: w.tree.faculty, to: None },
			NONE,
			&[(&[FacultyOffered], ABOVE)],
		),
		row(
			|w| Call::accept_accreditation { accreditation: w.tree.faculty },
			NONE,
			&[(&[FacultyOffered], &[EMPLOYER])],
		),
	]
}

/// What is done with an accreditation that nobody has accepted.
pub fn invitations() -> Vec<Row> {
	vec![
		row(
			|w| Call::accept_accreditation { accreditation: w.invited },
			&[EMPLOYER],
			&[(&[FacultyExpired, InvitationAccepted, NetworkClosed], NONE), (FALLEN_ABOVE, NONE)],
		),
		row(
			|w| Call::revoke_accreditation { accreditation: w.invited, reason: Reason::Unspecified },
			// The university has paid for it, whatever has become of the university.
			&[OPERATOR, UNIVERSITY, EMPLOYER],
			&[],
		),
		row(|w| Call::amend_accreditation { accreditation: w.invited, terms: terms(0) }, ABOVE, &[(FELL, &[OPERATOR])]),
		row(
			|w| Call::amend_accreditation {
				accreditation: w.invited,
				terms: Terms { valid_until: Some(UNIVERSITY_END), ..unlimited(1) },
			},
			ABOVE,
			&[(FALLEN_ABOVE, NONE), (&[NetworkClosed], NONE)],
		),
		row(
			|w| Call::suspend_accreditation { accreditation: w.invited, reason: Reason::Unspecified },
			NONE,
			&[(&[InvitationAccepted], ABOVE)],
		),
		row(|w| Call::reinstate_accreditation { accreditation: w.invited }, NONE, &[]),
		row(
			|w| Call::transfer_accreditation { accreditation: w.invited, to: Some(77) },
			NONE,
			&[(&[InvitationAccepted], ABOVE)],
		),
		row(
			|w| Call::accredit { network: w.tree.network, parent: Some(w.invited), holder: STRANGER, terms: terms(0) },
			NONE,
			&[(&[InvitationAccepted], &[EMPLOYER])],
		),
		row(
			|w| Call::issue {
				accreditation: Some(w.invited),
				schema: w.tree.schema,
				subject: SUBJECT,
				content: content(9),
				nullifier: None,
			},
			NONE,
			&[(&[InvitationAccepted], &[EMPLOYER])],
		),
	]
}

pub fn certificates() -> Vec<Row> {
	vec![
		row(
			|w| Call::issue {
				accreditation: Some(w.tree.faculty),
				schema: w.tree.schema,
				subject: SUBJECT,
				content: content(9),
				nullifier: None,
			},
			&[FACULTY],
			&GIVING,
		),
		row(
			|w| Call::renew { accreditation: Some(w.tree.faculty), certificate: w.certificate, valid_until: None },
			&[FACULTY],
			&RENEWING,
		),
		row(
			|w| Call::replace { accreditation: Some(w.tree.faculty), certificate: w.certificate, content: content(9) },
			&[FACULTY],
			&RENEWING,
		),
		// From above, what has fallen further down does not matter.
		row(
			|w| Call::renew { accreditation: Some(w.tree.university), certificate: w.certificate, valid_until: None },
			&[UNIVERSITY],
			&[&RENEWING[..], &[(FALLEN_BELOW, &[UNIVERSITY])]].concat(),
		),
		row(
			|w| Call::suspend { certificate: w.certificate, reason: Reason::Unspecified },
			AUTHORITY,
			&[
				&TAKING[..],
				&[(FINAL, NONE), (&[SuspendedByFaculty], ABOVE), (&[SuspendedByUniversity], &[OPERATOR])],
				// What the faculty has used up, those nearer to the root have not.
				&[(&[LogFull], ABOVE)],
			]
			.concat(),
		),
		row(
			|w| Call::reinstate { certificate: w.certificate },
			NONE,
			&[(&[SuspendedByFaculty], AUTHORITY), (&[SuspendedByUniversity], ABOVE)],
		),
		row(
			|w| Call::revoke { certificate: w.certificate, reason: Reason::Unspecified },
			AUTHORITY,
			&[&TAKING[..], &[(FINAL, NONE)]].concat(),
		),
		row(|w| Call::suspend { certificate: w.pending, reason: Reason::Unspecified }, NONE, &[]),
		row(|w| Call::reinstate { certificate: w.pending }, NONE, &[]),
		row(
			|w| Call::revoke { certificate: w.pending, reason: Reason::Unspecified },
			AUTHORITY,
			&[&TAKING[..], &[(&[Declined], NONE)]].concat(),
		),
		row(
			|w| Call::renew { accreditation: Some(w.tree.faculty), certificate: w.pending, valid_until: None },
			NONE,
			&[],
		),
	]
}

pub fn batches() -> Vec<Row> {
	vec![
		row(
			|w| Call::issue_batch {
				accreditation: Some(w.tree.faculty),
				schema: w.tree.schema,
				root: H256::zero(),
				count: 9,
				valid_from: None,
				valid_until: None,
			},
			&[FACULTY],
			&GIVING,
		),
		row(
			|w| Call::revoke { certificate: w.batch, reason: Reason::Unspecified },
			AUTHORITY,
			&[&TAKING[..], &[(&[BatchRevoked], NONE)]].concat(),
		),
		row(
			|w| Call::suspend { certificate: w.batch, reason: Reason::Unspecified },
			AUTHORITY,
			&[&TAKING[..], &[(&[BatchSuspended], &[OPERATOR]), (&[BatchRevoked], NONE)]].concat(),
		),
		row(|w| Call::reinstate { certificate: w.batch }, NONE, &[(&[BatchSuspended], ABOVE)]),
		row(|w| set(w.batch, StatusPurpose::Suspension, true), AUTHORITY, &TAKING),
		row(|w| set(w.batch, StatusPurpose::Revocation, true), AUTHORITY, &TAKING),
		row(|w| set(w.batch, StatusPurpose::Revocation, false), NONE, &[]),
		row(
			|w| set(w.batch, StatusPurpose::Suspension, false),
			AUTHORITY,
			&[
				(FALLEN_BELOW, ABOVE),
				(FALLEN_ABOVE, &[OPERATOR]),
				(&[NetworkClosed], NONE),
				(&[BitsSetByUniversity], ABOVE),
			],
		),
	]
}

/// What the operator issues without an accreditation, and takes over from others.
pub fn of_the_operator() -> Vec<Row> {
	const TAKING_OVER: [Exception; 3] = [(SHUT, NONE), (FINAL, NONE), (SUSPENDED, NONE)];
	vec![
		row(
			|w| Call::issue {
				accreditation: None,
				schema: w.tree.schema,
				subject: SUBJECT,
				content: content(9),
				nullifier: None,
			},
			&[OPERATOR],
			&[(SHUT, NONE)],
		),
		row(
			|w| Call::issue_batch {
				accreditation: None,
				schema: w.tree.schema,
				root: H256::zero(),
				count: 9,
				valid_from: None,
				valid_until: None,
			},
			&[OPERATOR],
			&[(SHUT, NONE)],
		),
		row(
			|w| Call::renew { accreditation: None, certificate: w.own, valid_until: None },
			&[OPERATOR],
			&[(SHUT, NONE), (&[OwnSuspended], NONE)],
		),
		row(
			|w| Call::replace { accreditation: None, certificate: w.own, content: content(9) },
			&[OPERATOR],
			&[(SHUT, NONE), (&[OwnSuspended], NONE)],
		),
		// Nobody stands above the operator, so nobody takes over from it.
		row(
			|w| Call::renew { accreditation: Some(w.tree.university), certificate: w.own, valid_until: None },
			NONE,
			&[],
		),
		row(
			|w| Call::renew { accreditation: None, certificate: w.certificate, valid_until: None },
			&[OPERATOR],
			&TAKING_OVER,
		),
		row(
			|w| Call::replace { accreditation: None, certificate: w.certificate, content: content(9) },
			&[OPERATOR],
			&TAKING_OVER,
		),
		row(
			|w| Call::suspend { certificate: w.own, reason: Reason::Unspecified },
			&[OPERATOR],
			&[(&[OwnSuspended], NONE)],
		),
		row(|w| Call::reinstate { certificate: w.own }, NONE, &[(&[OwnSuspended], &[OPERATOR])]),
		row(|w| Call::revoke { certificate: w.own, reason: Reason::Unspecified }, &[OPERATOR], &[]),
		row(|w| Call::revoke { certificate: w.own_batch, reason: Reason::Unspecified }, &[OPERATOR], &[]),
		row(|w| set(w.own_batch, StatusPurpose::Suspension, true), &[OPERATOR], &[]),
		row(|w| set(w.own_batch, StatusPurpose::Suspension, false), &[OPERATOR], &[(&[NetworkClosed], NONE)]),
		row(|w| Call::accept { certificate: w.own }, &[SUBJECT], &[]),
		row(|w| Call::surrender { certificate: w.own }, &[SUBJECT], &[(&[OwnSuspended], NONE)]),
	]
}

pub fn subjects_and_others() -> Vec<Row> {
	vec![
		row(|w| Call::accept { certificate: w.certificate }, &[SUBJECT], &[(FINAL, NONE), (&[Accepted], NONE)]),
		row(|w| Call::accept { certificate: w.pending }, &[SUBJECT], &[(&[Declined], NONE)]),
		row(|w| Call::surrender { certificate: w.pending }, &[SUBJECT], &[(&[Declined], NONE)]),
		row(|w| Call::surrender { certificate: w.certificate }, &[SUBJECT], &[(FINAL, NONE), (SUSPENDED, NONE)]),
		row(|w| Call::withdraw_deposit { certificate: w.certificate }, NONE, &[(FINAL, &[DEAN]), (&[Withdrawn], NONE)]),
		row(|w| Call::withdraw_deposit { certificate: w.pending }, NONE, &[(&[Declined], &[DEAN])]),
		row(
			|_| Call::create_status_list { purpose: StatusPurpose::Revocation, length: 9, salt: H256::zero() },
			ALL,
			&[],
		),
		row(|w| set(w.list, StatusPurpose::Suspension, true), &[EMPLOYER], &[]),
		row(|w| set(w.list, StatusPurpose::Suspension, false), &[EMPLOYER], &[]),
		row(|_| Call::commit_nullifier { commitment: H256::zero() }, ALL, &[]),
		row(|_| Call::withdraw_nullifier_commitment { commitment: hash(1) }, &[FACULTY], &[]),
	]
}

/// The first bit but one.
fn set(list: StatusListId, purpose: StatusPurpose, value: bool) -> Call<Test> {
	Call::set_status { list, purpose, indices: vec![1].try_into().expect("one"), value }
}
