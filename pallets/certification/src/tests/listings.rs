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

#[test]
fn the_certificates_of_a_subject_in_pages() {
	build_and_execute(|| {
		let tree = tree();
		let issued = sorted((0..5).map(|claims| tree.issue(content(claims))));
		assert_ok!(Certification::issue(signed(FACULTY), tree.faculty, tree.schema, STRANGER, content(1), None));
		assert_ok!(Certification::issue(signed(SIBLING), tree.sibling, tree.schema, SUBJECT, content(1), None));
		let sibling = certificate_id(tree.sibling, &tree.schema, &SUBJECT, &content(1), None);
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
			let issued = |cursor| Certification::certificates_by_accreditation(tree.faculty, state, cursor, Some(1));
			assert_eq!(ids(all(issued)), expected);
		}
	});
}

#[test]
fn what_was_not_accepted_can_be_left_out_and_what_was_declined_is() {
	build_and_execute(|| {
		let tree = tree();
		let [accepted, ignored, declined] = [1, 2, 3].map(|claims| tree.issue(content(claims)));
		assert_ok!(Certification::accept(signed(SUBJECT), accepted));
		assert_ok!(Certification::decline(signed(SUBJECT), declined));
		let listed = |only| ids(Certification::certificates_of(SUBJECT, None, only, None, Some(10)).items);
		assert_eq!(listed(true), [accepted]);
		assert_eq!(listed(false), sorted([accepted, ignored]));
		// Under its issuer it is listed all the same.
		let issued = Certification::certificates_by_accreditation(tree.faculty, None, None, Some(10)).items;
		assert_eq!(ids(issued), sorted([accepted, ignored, declined]));
	});
}

#[test]
fn what_was_issued_under_an_accreditation_and_nothing_of_its_neighbours() {
	build_and_execute(|| {
		let tree = tree();
		let issue = |who, accreditation, claims| {
			assert_ok!(Certification::issue(signed(who), accreditation, tree.schema, SUBJECT, content(claims), None));
			certificate_id(accreditation, &tree.schema, &SUBJECT, &content(claims), None)
		};
		// The university's come before, the sibling's after the faculty's.
		let mut issued = vec![];
		for claims in 0..7 {
			issue(UNIVERSITY, tree.university, claims);
			issued.push(issue(FACULTY, tree.faculty, claims));
			issue(SIBLING, tree.sibling, claims);
		}
		let batch = tree.issue_batch(&Class::of(3));
		let list = |cursor| Certification::certificates_by_accreditation(tree.faculty, None, cursor, Some(3));
		assert_eq!(ids(all(list)), sorted(issued));
		let batches = Certification::batches_by_accreditation(tree.faculty, None, Some(3)).items;
		assert_eq!(batches.into_iter().map(|batch| batch.id).collect::<Vec<_>>(), [batch]);
		assert_eq!(Certification::batches_by_accreditation(tree.sibling, None, Some(3)).items, []);
		assert_eq!(Certification::certificates_by_accreditation(77, None, None, Some(3)).items, []);
		// A cursor from elsewhere leads nowhere else.
		let foreign = certificate_id(tree.sibling, &tree.schema, &SUBJECT, &content(1), None);
		let page = Certification::certificates_by_accreditation(tree.faculty, None, Some(foreign), Some(100));
		assert!(page.items.iter().all(|certificate| certificate.accreditation == tree.faculty));
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
		for page in [
			|cursor| of(SUBJECT, Some(State::Suspended), cursor, 10),
			|cursor| Certification::certificates_by_accreditation(2 - 1, Some(State::Suspended), cursor, Some(10)),
		] {
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

#[test]
fn what_a_holder_has_granted() {
	build_and_execute(|| {
		let id = tree().issue(content(1));
		for document in 0..5 {
			let (document, purpose) = (hash(document), text("work"));
			assert_ok!(Certification::grant_document(signed(SUBJECT), id, document, text(""), EMPLOYER, purpose, None));
		}
		let granted = all(|cursor| Certification::document_grants_of(SUBJECT, cursor, Some(2)));
		assert_eq!(granted.len(), 5);
		assert!(granted.iter().all(|(grant, shown)| {
			crate::documents::grant_id(shown.certificate, shown.document, &shown.grantee) == *grant
		}));
		assert_eq!(Certification::document_grants_of(EMPLOYER, None, Some(2)).items, []);
	});
}
