//! Pages of what there is.

use super::*;
use crate::types::MAX_SCAN;
use civitas_primitives::{Page, MAX_PAGE_SIZE};
use info::CertificateInfo;

type Certificates = Page<CertificateInfo<AccountId>, CertificateId>;

/// All the pages of a listing, one after another.
fn all<Item, Cursor: Copy>(page: impl Fn(Option<Cursor>) -> Page<Item, Cursor>) -> Vec<Item> {
	let (mut cursor, mut items) = (None, Vec::new());
	loop {
		let next = page(cursor);
		items.extend(next.items);
		cursor = next.next;
		if cursor.is_none() {
			return items;
		}
	}
}

fn ids(certificates: Vec<CertificateInfo<AccountId>>) -> Vec<CertificateId> {
	certificates.into_iter().map(|certificate| certificate.id).collect()
}

fn sorted(ids: impl IntoIterator<Item = CertificateId>) -> Vec<CertificateId> {
	let mut ids: Vec<_> = ids.into_iter().collect();
	ids.sort();
	ids
}

fn of(subject: AccountId, state: Option<State>, cursor: Option<CertificateId>, limit: u32) -> Certificates {
	Certification::certificates_of(subject, state, false, cursor, Some(limit))
}

/// Those issued in the network of a tree under an accreditation, or by its operator.
fn by(
	tree: &Tree,
	accreditation: Option<AccreditationId>,
	state: Option<State>,
	cursor: Option<CertificateId>,
	limit: u32,
) -> Certificates {
	Certification::certificates_by_accreditation(tree.network, accreditation, state, cursor, Some(limit))
}

#[test]
fn the_certificates_of_a_subject_in_pages() {
	build_and_execute(|| {
		let tree = tree();
		let issued = sorted((0..5).map(|claims| tree.issue(content(claims))));
		assert_ok!(Certification::issue(signed(FACULTY), Some(tree.faculty), tree.schema, STRANGER, content(1), None));
		assert_ok!(Certification::issue(signed(SIBLING), Some(tree.sibling), tree.schema, SUBJECT, content(1), None));
		let sibling = certificate_id(Authority::Accreditation(tree.sibling), &tree.schema, &SUBJECT, &content(1), None);
		for limit in [0, 1, 2, 5, 6, 7, u32::MAX] {
			let page = of(SUBJECT, None, None, limit);
			assert!(page.items.len() <= limit.clamp(1, MAX_PAGE_SIZE) as usize);
			let listed = ids(all(|cursor| of(SUBJECT, None, cursor, limit)));
			assert_eq!(listed, sorted(issued.iter().copied().chain([sibling])), "by {limit}");
		}
		assert_eq!(of(STRANGER, None, None, 10).items.len(), 1);
		assert_eq!(of(OPERATOR, None, None, 10), Page { items: vec![], next: None });
	});
}

#[test]
fn a_listing_can_be_of_one_state() {
	build_and_execute(|| {
		let tree = tree();
		let [active, suspended, revoked] = [1, 2, 3].map(|claims| tree.issue(content(claims)));
		suspend(FACULTY, suspended);
		revoke(FACULTY, revoked);
		for (state, expected) in [
			(Some(State::Active), vec![active]),
			(Some(State::Suspended), vec![suspended]),
			(Some(State::Revoked), vec![revoked]),
			(Some(State::Superseded), vec![]),
			(None, sorted([active, suspended, revoked])),
		] {
			assert_eq!(ids(all(|cursor| of(SUBJECT, state, cursor, 1))), expected);
			let issued = |cursor| by(&tree, Some(tree.faculty), state, cursor, 1);
			assert_eq!(ids(all(issued)), expected);
		}
	});
}

#[test]
fn what_was_not_accepted_can_be_left_out() {
	build_and_execute(|| {
		let tree = tree_of(SchemaRules { needs_acceptance: true, ..RULES });
		let [accepted, ignored, declined] = [1, 2, 3].map(|claims| tree.issue(content(claims)));
		assert_ok!(Certification::accept(signed(SUBJECT), accepted));
		assert_ok!(Certification::surrender(signed(SUBJECT), declined));
		let listed = |only| ids(Certification::certificates_of(SUBJECT, None, only, None, Some(10)).items);
		assert_eq!(listed(true), [accepted]);
		// That it was declined, is not hidden.
		assert_eq!(listed(false), sorted([accepted, ignored, declined]));
		assert_eq!(ids(by(&tree, Some(tree.faculty), None, None, 10).items), sorted([accepted, ignored, declined]));
	});
}

#[test]
fn what_was_issued_under_an_accreditation_and_nothing_of_its_neighbours() {
	build_and_execute(|| {
		let tree = tree();
		let issue = |who, accreditation: Option<AccreditationId>, claims| {
			assert_ok!(Certification::issue(signed(who), accreditation, tree.schema, SUBJECT, content(claims), None));
			let authority = Authority::new(accreditation, tree.network);
			certificate_id(authority, &tree.schema, &SUBJECT, &content(claims), None)
		};
		// The university's come before, the sibling's after the faculty's, and the operator's after all.
		let everyone = [
			(UNIVERSITY, Some(tree.university)),
			(FACULTY, Some(tree.faculty)),
			(SIBLING, Some(tree.sibling)),
			(OPERATOR, None),
		];
		for (who, accreditation) in everyone {
			let issued = sorted((0..7).map(|claims| issue(who, accreditation, claims)));
			for limit in [1, 3, 7, 100] {
				assert_eq!(ids(all(|cursor| by(&tree, accreditation, None, cursor, limit))), issued);
			}
		}
		for (_, accreditation) in everyone {
			let page = by(&tree, accreditation, None, None, 100);
			assert_eq!(page.items.len(), 7);
			assert!(page.items.iter().all(|certificate| certificate.accreditation == accreditation));
			// A cursor from elsewhere leads nowhere else.
			let foreign = [SIBLING, OPERATOR].map(|who| {
				let authority = Authority::new((who == SIBLING).then_some(tree.sibling), tree.network);
				certificate_id(authority, &tree.schema, &SUBJECT, &content(1), None)
			});
			for foreign in foreign {
				let page = by(&tree, accreditation, None, Some(foreign), 100);
				assert!(page.items.iter().all(|certificate| certificate.accreditation == accreditation));
			}
		}
		assert_eq!(by(&tree, Some(77), None, None, 3).items, []);
		assert_eq!(by(&tree, Some(Authority::OPERATOR | u64::from(tree.network)), None, None, 3).items, []);
	});
}

#[test]
fn the_batches_of_an_accreditation_and_of_the_operator() {
	build_and_execute(|| {
		let tree = tree();
		let list = |accreditation, limit| {
			let page =
				|cursor| Certification::batches_by_accreditation(tree.network, accreditation, cursor, Some(limit));
			all(page).into_iter().map(|batch| batch.id).collect::<Vec<_>>()
		};
		let issue = |who, accreditation, byte| {
			let root = hash(byte);
			let issue = Certification::issue_batch(signed(who), accreditation, tree.schema, root, 5, None, None);
			assert_ok!(issue);
			batch_id(Authority::new(accreditation, tree.network), &tree.schema, &root, 5, None, None)
		};
		let faculty = sorted((0..5).map(|byte| issue(FACULTY, Some(tree.faculty), byte)));
		let operator = sorted((0..5).map(|byte| issue(OPERATOR, None, byte)));
		for limit in [1, 2, 5, 100] {
			assert_eq!(list(Some(tree.faculty), limit), faculty);
			assert_eq!(list(None, limit), operator);
		}
		assert!(list(Some(tree.sibling), 3).is_empty());
		let shown = Certification::batch(operator[0]).expect("just issued");
		assert_eq!((shown.accreditation, shown.network, shown.issuer), (None, tree.network, OPERATOR));
	});
}

#[test]
fn in_another_network_nothing_was_issued_under_an_accreditation() {
	build_and_execute(|| {
		let (ours, theirs) = (tree(), tree());
		let id = ours.issue(content(1));
		ours.issue_batch(&Class::of(3));
		assert_ok!(Certification::issue(signed(OPERATOR), None, ours.schema, SUBJECT, content(1), None));
		assert_ok!(Certification::issue_batch(signed(OPERATOR), None, ours.schema, hash(1), 5, None, None));
		for network in [theirs.network, 77, NetworkId::MAX] {
			for accreditation in [Some(ours.faculty), None] {
				let certificates =
					Certification::certificates_by_accreditation(network, accreditation, None, None, Some(10));
				assert_eq!(certificates.items, []);
				let batches = Certification::batches_by_accreditation(network, accreditation, None, Some(10));
				assert_eq!(batches.items, []);
			}
		}
		assert_eq!(ids(by(&ours, Some(ours.faculty), None, None, 10).items), [id]);
		assert_eq!(by(&ours, None, None, None, 10).items.len(), 1);
	});
}

#[test]
fn a_page_looks_at_so_many_and_says_where_to_go_on() {
	build_and_execute(|| {
		let tree = tree();
		let issued: Vec<_> = (0..MAX_SCAN + 10)
			.map(|number| Content { evidence: Some(H256::from_low_u64_be(number.into())), ..content(1) })
			.map(|content| tree.issue(content))
			.collect();
		let last = sorted(issued).pop().expect("there are many");
		suspend(FACULTY, last);
		let suspended = Some(State::Suspended);
		let pages: [&dyn Fn(Option<CertificateId>) -> Certificates; 2] =
			[&|cursor| of(SUBJECT, suspended, cursor, 10), &|cursor| {
				by(&tree, Some(tree.faculty), suspended, cursor, 10)
			}];
		for page in pages {
			let first = page(None);
			// Nothing found so far is not the end.
			assert_eq!((first.items.len(), first.next.is_some()), (0, true));
			assert_eq!(ids(page(first.next).items), [last]);
		}
	});
}

#[test]
fn what_there_is_in_a_network_and_nothing_of_others() {
	build_and_execute(|| {
		let (ours, theirs) = (tree(), tree());
		let more: Vec<_> = (0..3).map(|_| accredit(ours.network, None, STRANGER, unlimited(0))).collect();
		let schemas: Vec<_> = (2..6).map(|document| register(ours.network, document, RULES)).collect();
		let networks: Vec<_> =
			all(|cursor| Certification::networks(cursor, Some(1))).into_iter().map(|it| it.id).collect();
		assert_eq!(networks, [ours.network, theirs.network]);
		assert_eq!(Certification::networks(Some(NetworkId::MAX), Some(9)), Page { items: vec![], next: None });
		for limit in [1, 2, 100] {
			let of = |network| {
				let page = |cursor| Certification::accreditations_by_network(network, cursor, Some(limit));
				all(page).into_iter().map(|accreditation| accreditation.id).collect::<Vec<_>>()
			};
			assert_eq!(of(ours.network), [&[ours.university, ours.faculty, ours.sibling], &more[..]].concat());
			assert_eq!(of(theirs.network), [theirs.university, theirs.faculty, theirs.sibling]);
			assert!(of(77).is_empty());
			let of = |network| {
				let page = |cursor| Certification::schemas_by_network(network, cursor, Some(limit));
				sorted(all(page).into_iter().map(|schema| schema.id))
			};
			assert_eq!(of(ours.network), sorted(schemas.iter().copied().chain([ours.schema])));
			assert_eq!(of(theirs.network), [theirs.schema]);
		}
		let page = Certification::accreditations_by_network(ours.network, Some(AccreditationId::MAX), Some(9));
		assert_eq!(page, Page { items: vec![], next: None });
	});
}

#[test]
fn who_holds_what() {
	build_and_execute(|| {
		let tree = tree();
		let more: Vec<_> = (0..4).map(|_| accredit(tree.network, None, FACULTY, unlimited(0))).collect();
		let held = |who| all(|cursor| Certification::accreditations_of(who, cursor, Some(2)));
		let mut listed: Vec<_> = held(FACULTY).into_iter().map(|accreditation| accreditation.id).collect();
		listed.sort();
		assert_eq!(listed, [&[tree.faculty], &more[..]].concat());
		assert_eq!(held(STRANGER), []);
		// Also what was revoked, with its state.
		revoke_accreditation(OPERATOR, tree.university);
		assert_eq!(held(UNIVERSITY)[0].state, State::Revoked);
	});
}
