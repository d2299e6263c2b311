//! Every call, from everyone, in every situation: who may and who may not. With which error each is refused is in the files
//! of the calls.

use super::*;
use Situation::*;

/// Who calls.
const ALL: &[AccountId] = &[OPERATOR, UNIVERSITY, FACULTY, DEAN, SIBLING, SUBJECT, EMPLOYER, STRANGER];
const NONE: &[AccountId] = &[];
/// Those with authority over what the faculty has issued.
const AUTHORITY: &[AccountId] = &[OPERATOR, UNIVERSITY, FACULTY];
/// Those with authority over the faculty.
const ABOVE: &[AccountId] = &[OPERATOR, UNIVERSITY];

/// What has happened before the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Situation {
	Good,
	FacultySuspended,
	FacultyRevoked,
	FacultyExpired,
	UniversitySuspended,
	UniversityRevoked,
	UniversityExpired,
	NetworkClosed,
	SchemaDeprecated,
	Accepted,
	Declined,
	SuspendedByFaculty,
	SuspendedByUniversity,
	Revoked,
	Superseded,
	Surrendered,
	Expired,
	Withdrawn,
	LogFull,
	BatchSuspended,
	BatchRevoked,
	BitsSetByUniversity,
}

const SITUATIONS: [Situation; 22] = [
	Good,
	FacultySuspended,
	FacultyRevoked,
	FacultyExpired,
	UniversitySuspended,
	UniversityRevoked,
	UniversityExpired,
	NetworkClosed,
	SchemaDeprecated,
	Accepted,
	Declined,
	SuspendedByFaculty,
	SuspendedByUniversity,
	Revoked,
	Superseded,
	Surrendered,
	Expired,
	Withdrawn,
	LogFull,
	BatchSuspended,
	BatchRevoked,
	BitsSetByUniversity,
];

/// When what ends: first the certificate, then the faculty's accreditation, then the university's.
const CERTIFICATE_END: Moment = NOW + 500;
const FACULTY_END: Moment = NOW + 1_000;
const UNIVERSITY_END: Moment = NOW + 2_000;

/// What there is to call about.
struct World {
	tree: Tree,
	/// Issued by [`DEAN`], who held the faculty's accreditation then, to [`SUBJECT`].
	certificate: CertificateId,
	/// The same, under a schema that needs acceptance.
	pending: CertificateId,
	batch: CertificateId,
	/// [`EMPLOYER`]'s.
	list: StatusListId,
	/// From [`SUBJECT`] to [`EMPLOYER`].
	grant: H256,
}

impl World {
	fn new() -> Self {
		// It is offered to the employer.
		let network = found_open();
		assert_ok!(Certification::transfer_network(signed(OPERATOR), network, Some(EMPLOYER)));
		let schema = register(network, 1, RULES);
		let terms = |end, depth| Terms { valid_until: Some(end), ..unlimited(depth) };
		let university = accredit(network, None, UNIVERSITY, terms(UNIVERSITY_END, 2));
		let faculty = accredit(network, Some(university), DEAN, terms(FACULTY_END, 1));
		let sibling = accredit(network, Some(university), SIBLING, terms(FACULTY_END, 1));
		let content = until(1, CERTIFICATE_END);
		assert_ok!(Certification::issue(signed(DEAN), faculty, schema, SUBJECT, content.clone(), None));
		let asking = register(network, 2, SchemaRules { needs_acceptance: true, ..RULES });
		assert_ok!(Certification::issue(signed(DEAN), faculty, asking, SUBJECT, content.clone(), None));
		assert_ok!(Certification::issue_batch(signed(DEAN), faculty, schema, hash(1), 9, None, None));
		assert_ok!(Certification::hand_over(signed(UNIVERSITY), faculty, FACULTY));
		let tree = Tree { network, schema, university, faculty, sibling };
		let certificate = tree.id(&content);
		let pending = Tree { schema: asking, ..tree }.id(&content);
		let batch = batch_id(faculty, &schema, &hash(1), 9, None, None);
		assert_ok!(Certification::create_status_list(signed(EMPLOYER), StatusPurpose::Suspension, 9, hash(0)));
		let list = crate::status_lists::status_list_id(&EMPLOYER, StatusPurpose::Suspension, 9, hash(0));
		let purpose = text("work");
		let grant =
			Certification::grant_document(signed(SUBJECT), certificate, hash(1), text(""), EMPLOYER, purpose, None);
		assert_ok!(grant);
		let grant = crate::documents::grant_id(certificate, hash(1), &EMPLOYER);
		assert_ok!(Certification::commit_nullifier(signed(FACULTY), hash(1)));
		Self { tree, certificate, pending, batch, list, grant }
	}

	fn bring_about(&self, situation: Situation) {
		let Self { tree, certificate, batch, .. } = *self;
		match situation {
			Good => {},
			FacultySuspended => suspend_accreditation(UNIVERSITY, tree.faculty),
			FacultyRevoked => revoke_accreditation(UNIVERSITY, tree.faculty),
			FacultyExpired => set_time(FACULTY_END + 1),
			UniversitySuspended => suspend_accreditation(OPERATOR, tree.university),
			UniversityRevoked => revoke_accreditation(OPERATOR, tree.university),
			UniversityExpired => set_time(UNIVERSITY_END + 1),
			NetworkClosed => close(tree.network),
			SchemaDeprecated => {
				assert_ok!(Certification::deprecate_schema(signed(OPERATOR), tree.schema));
			},
			Accepted => {
				assert_ok!(Certification::accept(signed(SUBJECT), certificate));
			},
			Declined => {
				assert_ok!(Certification::decline(signed(SUBJECT), certificate));
			},
			SuspendedByFaculty => suspend(FACULTY, certificate),
			SuspendedByUniversity => suspend(UNIVERSITY, certificate),
			Revoked => revoke(FACULTY, certificate),
			Superseded => {
				assert_ok!(Certification::renew(signed(FACULTY), tree.faculty, certificate, None));
			},
			Surrendered => {
				assert_ok!(Certification::surrender(signed(SUBJECT), certificate));
			},
			Expired => set_time(CERTIFICATE_END + 1),
			Withdrawn => {
				revoke(FACULTY, certificate);
				assert_ok!(Certification::withdraw_deposit(signed(DEAN), certificate));
			},
			LogFull => {
				while stored(certificate).history.changes().len() < MAX_CHANGES as usize - 1 {
					suspend(FACULTY, certificate);
					assert_ok!(Certification::reinstate(signed(FACULTY), certificate));
				}
			},
			BatchSuspended => suspend(UNIVERSITY, batch),
			BatchRevoked => revoke(UNIVERSITY, batch),
			BitsSetByUniversity => {
				let (bit, purpose) = (vec![1].try_into().expect("one"), StatusPurpose::Suspension);
				assert_ok!(Certification::set_status(signed(UNIVERSITY), batch, purpose, bit, true));
			},
		}
	}
}

/// What stands in the way of whatever the faculty, and the university, issues.
const FALLEN_BELOW: &[Situation] = &[FacultySuspended, FacultyRevoked, FacultyExpired];
const FALLEN_ABOVE: &[Situation] = &[UniversitySuspended, UniversityRevoked, UniversityExpired];
const SHUT: &[Situation] = &[NetworkClosed, SchemaDeprecated];
/// What stands in the way of whatever is done with the certificate.
const FINAL: &[Situation] = &[Revoked, Superseded, Surrendered, Withdrawn];
const SUSPENDED: &[Situation] = &[SuspendedByFaculty, SuspendedByUniversity];

/// A call, who may make it as a rule, and who in the situations that are exceptions: the last one named counts.
struct Row {
	call: fn(&World) -> Call<Test>,
	usually: &'static [AccountId],
	but: Vec<(&'static [Situation], &'static [AccountId])>,
}

fn row(
	call: fn(&World) -> Call<Test>,
	usually: &'static [AccountId],
	but: &[(&'static [Situation], &'static [AccountId])],
) -> Row {
	Row { call, usually, but: but.to_vec() }
}

impl Row {
	fn may(&self, situation: Situation) -> &'static [AccountId] {
		let exception = self.but.iter().rev().find(|(situations, _)| situations.contains(&situation));
		exception.map_or(self.usually, |(_, who)| who)
	}
}

fn networks() -> Vec<Row> {
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

fn accreditations() -> Vec<Row> {
	const FELL: &[Situation] = &[UniversitySuspended, UniversityRevoked];
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
				terms: Terms { valid_until: Some(FACULTY_END), ..unlimited(0) },
			},
			&[FACULTY],
			&[(FALLEN_BELOW, NONE), (FALLEN_ABOVE, NONE), (&[NetworkClosed], NONE)],
		),
		row(
			|w| Call::amend_accreditation {
				accreditation: w.tree.faculty,
				terms: Terms { valid_until: Some(FACULTY_END), ..unlimited(0) },
			},
			ABOVE,
			&[(FELL, &[OPERATOR]), (&[FacultyRevoked], NONE)],
		),
		row(
			|w| Call::suspend_accreditation { accreditation: w.tree.faculty, reason: Reason::Unspecified },
			ABOVE,
			// Who stands nearer to the root makes a suspension its own.
			&[(FELL, &[OPERATOR]), (&[FacultySuspended], &[OPERATOR]), (&[FacultyRevoked], NONE)],
		),
		row(|w| Call::reinstate_accreditation { accreditation: w.tree.faculty }, NONE, &[(&[FacultySuspended], ABOVE)]),
		row(
			|w| Call::revoke_accreditation { accreditation: w.tree.faculty, reason: Reason::Unspecified },
			AUTHORITY,
			&[(FELL, &[OPERATOR, FACULTY]), (&[FacultySuspended], ABOVE), (&[FacultyRevoked], NONE)],
		),
		row(
			|w| Call::hand_over { accreditation: w.tree.faculty, successor: 77 },
			ABOVE,
			&[(FALLEN_ABOVE, &[OPERATOR]), (&[FacultyRevoked, NetworkClosed], NONE)],
		),
	]
}

fn certificates() -> Vec<Row> {
	// Whose own accreditation has fallen, takes nothing away any more.
	const TAKING: [(&[Situation], &[AccountId]); 2] = [
		(&[FacultySuspended, FacultyRevoked], ABOVE),
		(&[UniversitySuspended, UniversityRevoked], &[OPERATOR, FACULTY]),
	];
	const GIVING: [(&[Situation], &[AccountId]); 3] = [(FALLEN_BELOW, NONE), (FALLEN_ABOVE, NONE), (SHUT, NONE)];
	// What is final or suspended is not renewed.
	const RENEWING: [(&[Situation], &[AccountId]); 6] =
		[GIVING[0], GIVING[1], GIVING[2], (FINAL, NONE), (SUSPENDED, NONE), (&[LogFull], NONE)];
	vec![
		row(
			|w| Call::issue {
				accreditation: w.tree.faculty,
				schema: w.tree.schema,
				subject: SUBJECT,
				content: content(9),
				nullifier: None,
			},
			&[FACULTY],
			&GIVING,
		),
		row(
			|w| Call::issue_batch {
				accreditation: w.tree.faculty,
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
			|w| Call::renew { accreditation: w.tree.faculty, certificate: w.certificate, valid_until: None },
			&[FACULTY],
			&RENEWING,
		),
		row(
			|w| Call::replace { accreditation: w.tree.faculty, certificate: w.certificate, content: content(9) },
			&[FACULTY],
			&RENEWING,
		),
		// From above, what has fallen further down does not matter.
		row(
			|w| Call::renew { accreditation: w.tree.university, certificate: w.certificate, valid_until: None },
			&[UNIVERSITY],
			&[&RENEWING[..], &[(&[FacultySuspended, FacultyRevoked, FacultyExpired], &[UNIVERSITY])]].concat(),
		),
		row(
			|w| Call::suspend { certificate: w.certificate, reason: Reason::Unspecified },
			AUTHORITY,
			&[
				&TAKING[..],
				&[(FINAL, NONE), (&[SuspendedByFaculty], ABOVE), (&[SuspendedByUniversity], &[OPERATOR])],
				&[(&[LogFull], NONE)],
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
		row(|w| Call::revoke { certificate: w.pending, reason: Reason::Unspecified }, AUTHORITY, &TAKING),
		row(|w| Call::renew { accreditation: w.tree.faculty, certificate: w.pending, valid_until: None }, NONE, &[]),
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
		row(
			|w| Call::revoke_many {
				certificates: vec![w.certificate, w.batch].try_into().expect("two"),
				reason: Reason::Unspecified,
			},
			AUTHORITY,
			&[&TAKING[..], &[(FINAL, NONE), (&[BatchRevoked], NONE)]].concat(),
		),
		row(
			|w| Call::set_status {
				list: w.batch,
				purpose: StatusPurpose::Suspension,
				indices: vec![1].try_into().expect("one"),
				value: true,
			},
			AUTHORITY,
			&TAKING,
		),
		row(
			|w| Call::set_status {
				list: w.batch,
				purpose: StatusPurpose::Revocation,
				indices: vec![1].try_into().expect("one"),
				value: true,
			},
			AUTHORITY,
			&TAKING,
		),
		row(
			|w| Call::set_status {
				list: w.batch,
				purpose: StatusPurpose::Suspension,
				indices: vec![1].try_into().expect("one"),
				value: false,
			},
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

fn subjects_and_others() -> Vec<Row> {
	vec![
		row(|w| Call::accept { certificate: w.certificate }, &[SUBJECT], &[(FINAL, NONE), (&[Accepted], NONE)]),
		row(|w| Call::decline { certificate: w.certificate }, &[SUBJECT], &[(&[Accepted, Declined], NONE)]),
		row(|w| Call::accept { certificate: w.pending }, &[SUBJECT], &[]),
		row(|w| Call::decline { certificate: w.pending }, &[SUBJECT], &[]),
		row(
			|w| Call::surrender { certificate: w.certificate },
			&[SUBJECT],
			&[(FINAL, NONE), (SUSPENDED, NONE), (&[LogFull], NONE)],
		),
		row(|w| Call::withdraw_deposit { certificate: w.certificate }, NONE, &[(FINAL, &[DEAN]), (&[Withdrawn], NONE)]),
		row(
			|w| Call::grant_document {
				certificate: w.certificate,
				document: hash(9),
				uri: text(""),
				grantee: EMPLOYER,
				purpose: text("work"),
				valid_until: None,
			},
			&[SUBJECT],
			&[],
		),
		row(|w| Call::revoke_document_grant { grant: w.grant }, &[SUBJECT], &[]),
		row(|w| Call::log_document_access { holder: SUBJECT, grant: w.grant }, &[EMPLOYER], &[]),
		row(
			|_| Call::create_status_list { purpose: StatusPurpose::Revocation, length: 9, salt: H256::zero() },
			ALL,
			&[],
		),
		row(
			|w| Call::set_status {
				list: w.list,
				purpose: StatusPurpose::Suspension,
				indices: vec![1].try_into().expect("one"),
				value: true,
			},
			&[EMPLOYER],
			&[],
		),
		row(|_| Call::commit_nullifier { commitment: H256::zero() }, ALL, &[]),
		row(|_| Call::withdraw_nullifier_commitment { commitment: hash(1) }, &[FACULTY], &[]),
	]
}

fn check(rows: Vec<Row>) {
	for situation in SITUATIONS {
		new_test_ext().execute_with(|| {
			let world = World::new();
			world.bring_about(situation);
			check_state();
			for row in &rows {
				let call = (row.call)(&world);
				for who in ALL {
					let may = row.may(situation).contains(who);
					if may {
						frame_support::hypothetically!({
							let result = dispatch(signed(*who), call.clone());
							assert_eq!(result, Ok(()), "{who} may in {situation:?}: {call:?}");
							check_state();
						});
					} else {
						let before = sp_io::storage::root(sp_runtime::StateVersion::V1);
						let result = dispatch(signed(*who), call.clone());
						assert!(result.is_err(), "{who} may not in {situation:?}: {call:?}");
						assert_eq!(before, sp_io::storage::root(sp_runtime::StateVersion::V1), "{call:?}");
					}
				}
			}
		});
	}
}

#[test]
fn who_does_what_with_networks_and_schemas() {
	check(networks());
}

#[test]
fn who_does_what_with_accreditations() {
	check(accreditations());
}

#[test]
fn who_does_what_with_certificates_and_batches() {
	check(certificates());
}

#[test]
fn who_does_what_as_a_subject_or_anyone() {
	check(subjects_and_others());
}

fn everything() -> impl Iterator<Item = Row> {
	networks().into_iter().chain(accreditations()).chain(certificates()).chain(subjects_and_others())
}

#[test]
fn all_calls_are_in_the_matrix() {
	use frame_support::traits::GetCallName;
	build_and_execute(|| {
		let world = World::new();
		let mut named: Vec<_> = everything().map(|row| (row.call)(&world).get_call_name()).collect();
		named.sort();
		named.dedup();
		let mut all = Call::<Test>::get_call_names().to_vec();
		all.sort();
		assert_eq!(named, all);
	});
}

#[test]
fn neither_root_nor_nobody_makes_any() {
	build_and_execute(|| {
		let world = World::new();
		for row in everything() {
			for origin in [RuntimeOrigin::root(), RuntimeOrigin::none()] {
				assert_noop!(dispatch(origin, (row.call)(&world)), BadOrigin);
			}
		}
	});
}
