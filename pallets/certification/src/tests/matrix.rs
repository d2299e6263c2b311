//! Every call, from everyone, in every situation: who may and who may not. With which error each is refused is in the files
//! of the calls.

mod rows;

use super::*;
use rows::*;
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
	FacultyOffered,
	UniversitySuspended,
	UniversityRevoked,
	UniversityExpired,
	NetworkClosed,
	SchemaDeprecated,
	Accepted,
	Declined,
	InvitationAccepted,
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
	OwnSuspended,
}

const SITUATIONS: [Situation; 25] = [
	Good,
	FacultySuspended,
	FacultyRevoked,
	FacultyExpired,
	FacultyOffered,
	UniversitySuspended,
	UniversityRevoked,
	UniversityExpired,
	NetworkClosed,
	SchemaDeprecated,
	Accepted,
	Declined,
	InvitationAccepted,
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
	OwnSuspended,
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
	/// Given by the university to [`EMPLOYER`], who has not accepted.
	invited: AccreditationId,
	/// Issued by [`OPERATOR`] without an accreditation.
	own: CertificateId,
	own_batch: CertificateId,
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
		assert_ok!(Certification::issue(signed(DEAN), Some(faculty), schema, SUBJECT, content.clone(), None));
		let asking = register(network, 2, SchemaRules { needs_acceptance: true, ..RULES });
		assert_ok!(Certification::issue(signed(DEAN), Some(faculty), asking, SUBJECT, content.clone(), None));
		assert_ok!(Certification::issue_batch(signed(DEAN), Some(faculty), schema, hash(1), 9, None, None));
		assert_ok!(Certification::transfer_accreditation(signed(UNIVERSITY), faculty, Some(FACULTY)));
		assert_ok!(Certification::accept_accreditation(signed(FACULTY), faculty));
		let tree = Tree { network, schema, university, faculty, sibling };
		let certificate = tree.id(&content);
		let pending = Tree { schema: asking, ..tree }.id(&content);
		let batch = batch_id(Authority::Accreditation(faculty), &schema, &hash(1), 9, None, None);
		assert_ok!(Certification::create_status_list(signed(EMPLOYER), StatusPurpose::Suspension, 9, hash(0)));
		let list = crate::status_lists::status_list_id(&EMPLOYER, StatusPurpose::Suspension, 9, hash(0));
		assert_ok!(Certification::commit_nullifier(signed(FACULTY), hash(1)));
		let invited = offer_accreditation(network, Some(university), EMPLOYER, terms(FACULTY_END, 1));
		let operator = Authority::Operator(network);
		assert_ok!(Certification::issue(signed(OPERATOR), None, schema, SUBJECT, content.clone(), None));
		let own = certificate_id(operator, &schema, &SUBJECT, &content, None);
		assert_ok!(Certification::issue_batch(signed(OPERATOR), None, schema, hash(1), 9, None, None));
		let own_batch = batch_id(operator, &schema, &hash(1), 9, None, None);
		Self { tree, certificate, pending, batch, list, invited, own, own_batch }
	}

	fn bring_about(&self, situation: Situation) {
		let Self { tree, certificate, pending, batch, invited, own, .. } = *self;
		match situation {
			Good => {},
			FacultySuspended => suspend_accreditation(UNIVERSITY, tree.faculty),
			FacultyRevoked => revoke_accreditation(UNIVERSITY, tree.faculty),
			FacultyExpired => set_time(FACULTY_END + 1),
			FacultyOffered => {
				assert_ok!(Certification::transfer_accreditation(signed(OPERATOR), tree.faculty, Some(EMPLOYER)));
			},
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
				assert_ok!(Certification::surrender(signed(SUBJECT), pending));
			},
			InvitationAccepted => {
				assert_ok!(Certification::accept_accreditation(signed(EMPLOYER), invited));
			},
			SuspendedByFaculty => suspend(FACULTY, certificate),
			SuspendedByUniversity => suspend(UNIVERSITY, certificate),
			Revoked => revoke(FACULTY, certificate),
			Superseded => {
				assert_ok!(Certification::renew(signed(FACULTY), Some(tree.faculty), certificate, None));
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
				while Certification::suspend(signed(FACULTY), certificate, Reason::Unspecified).is_ok() {
					assert_ok!(Certification::reinstate(signed(FACULTY), certificate));
				}
			},
			BatchSuspended => suspend(UNIVERSITY, batch),
			BatchRevoked => revoke(UNIVERSITY, batch),
			BitsSetByUniversity => {
				let (bit, purpose) = (vec![1].try_into().expect("one"), StatusPurpose::Suspension);
				assert_ok!(Certification::set_status(signed(UNIVERSITY), batch, purpose, bit, true));
			},
			OwnSuspended => suspend(OPERATOR, own),
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
/// What takes authority away from the university.
const FELL: &[Situation] = &[UniversitySuspended, UniversityRevoked];

/// Who may, by a situation.
type Exception = (&'static [Situation], &'static [AccountId]);

/// Whose own accreditation has fallen, takes nothing away any more.
const TAKING: [Exception; 2] = [(&[FacultySuspended, FacultyRevoked], ABOVE), (FELL, &[OPERATOR, FACULTY])];
const GIVING: [Exception; 3] = [(FALLEN_BELOW, NONE), (FALLEN_ABOVE, NONE), (SHUT, NONE)];
/// What is final or suspended is not renewed.
const RENEWING: [Exception; 5] = [GIVING[0], GIVING[1], GIVING[2], (FINAL, NONE), (SUSPENDED, NONE)];

/// A call, who may make it as a rule, and who in the situations that are exceptions: the last one named counts.
struct Row {
	call: fn(&World) -> Call<Test>,
	usually: &'static [AccountId],
	but: Vec<Exception>,
}

fn row(call: fn(&World) -> Call<Test>, usually: &'static [AccountId], but: &[Exception]) -> Row {
	Row { call, usually, but: but.to_vec() }
}

impl Row {
	fn may(&self, situation: Situation) -> &'static [AccountId] {
		let exception = self.but.iter().rev().find(|(situations, _)| situations.contains(&situation));
		exception.map_or(self.usually, |(_, who)| who)
	}
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
fn who_does_what_with_what_nobody_has_accepted() {
	check(invitations());
}

#[test]
fn who_does_what_with_certificates() {
	check(certificates());
}

#[test]
fn who_does_what_with_batches() {
	check(batches());
}

#[test]
fn who_does_what_with_what_the_operator_issued() {
	check(of_the_operator());
}

#[test]
fn who_does_what_as_a_subject_or_anyone() {
	check(subjects_and_others());
}

fn everything() -> impl Iterator<Item = Row> {
	let concerning_accreditations = accreditations().into_iter().chain(invitations());
	let issued = certificates().into_iter().chain(batches()).chain(of_the_operator());
	networks().into_iter().chain(concerning_accreditations).chain(issued).chain(subjects_and_others())
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
