//! Benchmarks: each call at its worst case, with every record that is read as large as it can be. Besides, how long it takes
//! to verify, which nobody pays for: these are extra and make no weight (`benchmark pallet --extra`).

mod setup;

pub use setup::BenchmarkHelper;

use super::*;
use crate::types::*;
use alloc::{vec, vec::Vec};
use civitas_primitives::{
	certification::{
		batch_id,
		info::{Membership, PresentedMember},
		schema_id,
		status_list::MAX_ENTRIES,
		CertificateId, Expected, Member, MerkleProof, Name, Purpose, Reason, State, StatusPurpose, Uri, MAX_DEPTH,
	},
	ContentHash, Moment,
};
use frame_benchmarking::v2::*;
use frame_support::traits::Time;
use frame_system::RawOrigin;
use setup::*;
use sp_core::H256;
use sp_io::hashing::sha2_256;

/// The state of a certificate.
fn state_of<T: Config>(id: CertificateId) -> Option<State> {
	Certificates::<T>::get(id).map(|certificate| certificate.history.state())
}

/// The state of a batch.
fn state_of_batch<T: Config>(id: CertificateId) -> Option<State> {
	Batches::<T>::get(id).map(|batch| batch.history.state())
}

/// Grant a document as the subject of a new certificate. Returns holder and grantee.
fn granted<T: Config>() -> (T::AccountId, T::AccountId, H256) {
	let scene = Scene::<T>::new(AT_ONCE, 1);
	let id = scene.issue(IN_FORCE);
	let (holder, grantee) = (scene.subject, account("grantee", 0, 0));
	let (uri, purpose): (Uri, Purpose) = (longest(), longest());
	let (grantor, to, until) = (signed::<T>(&holder), T::AccountId::clone(&grantee), Some(Moment::MAX));
	Pallet::<T>::grant_document(grantor, id, ContentHash::zero(), uri, to, purpose, until)
		.expect("the subject may and can pay");
	let grant = DocumentGrants::<T>::iter_key_prefix(&holder).next().expect("it was granted");
	(holder, grantee, grant)
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn found_network() {
		let operator = rich::<T>("operator", 0);
		let (name, uri): (Name, Uri) = (longest(), longest());

		#[extrinsic_call]
		_(RawOrigin::Signed(operator.clone()), name, ContentHash::zero(), uri, Membership::Open);

		assert!(Networks::<T>::iter_values().any(|network| network.operator == operator));
	}

	#[benchmark]
	fn update_network() {
		let operator = rich::<T>("operator", 0);
		let id = NextNetworkId::<T>::get();
		let origin = signed::<T>(&operator);
		let short = "a".try_into().expect("short");
		Pallet::<T>::found_network(origin, short, ContentHash::zero(), Uri::default(), Membership::Closed)
			.expect("the operator can pay");
		let (name, uri): (Name, Uri) = (longest(), longest());

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), id, name.clone(), ContentHash::zero(), uri, Membership::Open);

		assert!(Networks::<T>::get(id).is_some_and(|network| network.name == name));
	}

	#[benchmark]
	fn transfer_network() {
		let operator = rich::<T>("operator", 0);
		let id = network::<T>(&operator);
		let to: T::AccountId = account("successor", 0, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), id, Some(to.clone()));

		assert!(Networks::<T>::get(id).is_some_and(|network| network.offered_to == Some(to)));
	}

	#[benchmark]
	fn accept_network() {
		let operator = rich::<T>("operator", 0);
		let id = network::<T>(&operator);
		let successor = rich::<T>("successor", 0);
		Pallet::<T>::transfer_network(signed::<T>(&operator), id, Some(successor.clone())).expect("it is the operator");

		#[extrinsic_call]
		_(RawOrigin::Signed(successor.clone()), id);

		assert!(Networks::<T>::get(id).is_some_and(|network| network.operator == successor));
	}

	#[benchmark]
	fn close_network() {
		let operator = rich::<T>("operator", 0);
		let id = network::<T>(&operator);

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), id);

		assert!(Networks::<T>::get(id).is_some_and(|network| network.closed_at.is_some()));
	}

	#[benchmark]
	fn register_schema() {
		let operator = rich::<T>("operator", 0);
		let network = network::<T>(&operator);
		let former = schema::<T>(&operator, network, ALL_RULES);
		let content = schema_content::<T>(ALL_RULES, Some(former));
		let id = schema_id(network, &content);

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), network, content);

		assert!(Schemas::<T>::get(former).is_some_and(|former| former.superseded_by == Some(id)));
		assert!(Schemas::<T>::contains_key(id));
	}

	#[benchmark]
	fn deprecate_schema() {
		let operator = rich::<T>("operator", 0);
		let network = network::<T>(&operator);
		let id = schema::<T>(&operator, network, ALL_RULES);

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), id);

		assert!(Schemas::<T>::get(id).is_some_and(|schema| schema.deprecated_at.is_some()));
	}

	#[benchmark]
	fn join_network() {
		let network = network::<T>(&rich::<T>("operator", 0));
		let who = rich::<T>("issuer", 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), network);

		assert!(Joined::<T>::contains_key(network, who));
	}

	/// From 1 on: as the operator, whose way is that of 0, there is no parent to be written, so that would not be on the line.
	/// The line at 0 has that write too many.
	#[benchmark]
	fn accredit(d: Linear<1, 7>) {
		let scene = Scene::<T>::new(ALL_RULES, d);
		let (parent, by) = scene.last();
		let holder: T::AccountId = account("issuer", 0, 0);
		let id = NextAccreditationId::<T>::get();
		let terms = scene.terms(d + 1);

		#[extrinsic_call]
		_(RawOrigin::Signed(by), scene.network, Some(parent), holder.clone(), terms);

		assert!(AccreditationsOf::<T>::contains_key(holder, id));
	}

	/// From 2 on: the first has no parent to take a quota from. The line at 1 has a write too many.
	#[benchmark]
	fn amend_accreditation(d: Linear<2, 8>) {
		let scene = Scene::<T>::new(ALL_RULES, d);
		let (id, _) = scene.last();
		let terms = scene.terms(d);
		scene.change(id, |accreditation| accreditation.quota = None);

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.operator), id, terms.clone());

		assert!(Accreditations::<T>::get(id).is_some_and(|accreditation| accreditation.quota == terms.quota));
	}

	#[benchmark]
	fn suspend_accreditation(d: Linear<1, 8>) {
		let scene = Scene::<T>::new(ALL_RULES, d);
		let (id, _) = scene.last();
		scene.change(id, |accreditation| accreditation.history = history::<T>(CHANGEABLE));

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.operator), id, Reason::CertificateHold);

		assert!(Accreditations::<T>::get(id).is_some_and(|node| node.history.state() == State::Suspended));
	}

	#[benchmark]
	fn reinstate_accreditation(d: Linear<1, 8>) {
		let scene = Scene::<T>::new(ALL_RULES, d);
		let (id, _) = scene.last();
		scene.change(id, |accreditation| accreditation.history = history::<T>(SUSPENDED));

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.operator), id);

		assert!(Accreditations::<T>::get(id).is_some_and(|node| node.history.state() == State::Active));
	}

	#[benchmark]
	fn revoke_accreditation(d: Linear<1, 8>) {
		let scene = Scene::<T>::new(ALL_RULES, d);
		let (id, _) = scene.last();

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.operator), id, Reason::PrivilegeWithdrawn);

		assert!(Accreditations::<T>::get(id).is_some_and(|node| node.history.state() == State::Revoked));
	}

	#[benchmark]
	fn hand_over(d: Linear<1, 8>) {
		let scene = Scene::<T>::new(ALL_RULES, d);
		let (id, _) = scene.last();
		scene.change(id, |accreditation| hand_around(accreditation, MAX_HOLDERS - 1));
		let successor: T::AccountId = account("successor", 0, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.operator), id, successor.clone());

		assert!(AccreditationsOf::<T>::contains_key(successor, id));
	}

	#[benchmark]
	fn commit_nullifier() {
		let issuer = rich::<T>("issuer", 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(issuer.clone()), H256::zero());

		assert!(NullifierCommitments::<T>::contains_key(issuer, H256::zero()));
	}

	#[benchmark]
	fn withdraw_nullifier_commitment() {
		let issuer = rich::<T>("issuer", 0);
		Pallet::<T>::commit_nullifier(signed::<T>(&issuer), H256::zero()).expect("the issuer can pay");

		#[extrinsic_call]
		_(RawOrigin::Signed(issuer.clone()), H256::zero());

		assert!(!NullifierCommitments::<T>::contains_key(issuer, H256::zero()));
	}

	#[benchmark]
	fn issue(d: Linear<1, 8>) {
		let scene = Scene::<T>::new(AT_ONCE, d);
		let former = scene.issue(IN_FORCE);
		scene.occupy(former);
		let (accreditation, issuer) = scene.last();
		let (content, nullifier) = (scene.content(1), scene.nullifier(1));
		let (id, subject) = (scene.id_of(&content), scene.subject);

		#[extrinsic_call]
		_(RawOrigin::Signed(issuer), accreditation, scene.schema, subject.clone(), content, nullifier);

		assert!(CertificatesBySubject::<T>::contains_key(subject, id));
		assert_eq!(state_of::<T>(id), Some(State::Active));
	}

	#[benchmark]
	fn issue_plain(d: Linear<1, 8>) {
		let scene = Scene::<T>::new(BATCHED, d);
		let (accreditation, issuer) = scene.last();
		let content = scene.content(0);
		let (id, subject) = (scene.id_of(&content), scene.subject);

		#[extrinsic_call]
		issue(RawOrigin::Signed(issuer), accreditation, scene.schema, subject.clone(), content, None);

		assert!(CertificatesBySubject::<T>::contains_key(subject, id));
		assert_eq!(state_of::<T>(id), Some(State::Active));
	}

	#[benchmark]
	fn accept() {
		let scene = Scene::<T>::new(AT_ONCE, 1);
		let id = scene.issue(IN_FORCE);
		let subject = scene.subject;
		Pallet::<T>::decline(signed::<T>(&subject), id).expect("it has not accepted it");

		#[extrinsic_call]
		_(RawOrigin::Signed(subject.clone()), id);

		assert!(CertificatesBySubject::<T>::contains_key(subject, id));
	}

	/// Of one that is pending, which is written. One that is not is read only, and so is its listing, which costs less.
	#[benchmark]
	fn decline() {
		let scene = Scene::<T>::new(ALL_RULES, 1);
		let id = scene.issue(1);
		let subject = scene.subject;

		#[extrinsic_call]
		_(RawOrigin::Signed(subject.clone()), id);

		assert!(!CertificatesBySubject::<T>::contains_key(subject, id));
		assert_eq!(state_of::<T>(id), Some(State::Declined));
	}

	/// Both of what there can be one of was meanwhile taken by others that are over.
	#[benchmark]
	fn renew(d: Linear<1, 8>) {
		let scene = Scene::<T>::new(AT_ONCE, d);
		let id = scene.issue(CHANGEABLE);
		scene.occupy(id);
		let (accreditation, issuer) = scene.chain[0].clone();

		#[extrinsic_call]
		_(RawOrigin::Signed(issuer), accreditation, id, Some(Moment::MAX));

		assert_eq!(state_of::<T>(id), Some(State::Superseded));
		let successor = Certificates::<T>::get(id).and_then(|certificate| certificate.successor).expect("it has one");
		assert_eq!(state_of::<T>(successor), Some(State::Active));
	}

	/// As [`renew`].
	#[benchmark]
	fn replace(d: Linear<1, 8>) {
		let scene = Scene::<T>::new(AT_ONCE, d);
		let id = scene.issue(CHANGEABLE);
		scene.occupy(id);
		let (accreditation, issuer) = scene.chain[0].clone();
		let content = scene.content(1);

		#[extrinsic_call]
		_(RawOrigin::Signed(issuer), accreditation, id, content);

		assert_eq!(state_of::<T>(id), Some(State::Superseded));
		let successor = Certificates::<T>::get(id).and_then(|certificate| certificate.successor).expect("it has one");
		assert_eq!(state_of::<T>(successor), Some(State::Active));
	}

	#[benchmark]
	fn suspend(d: Linear<1, 8>) {
		let scene = Scene::<T>::new(BATCHED, d);
		let id = scene.issue_batch(H256::zero(), CHANGEABLE);

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.operator), id, Reason::CertificateHold);

		assert_eq!(state_of_batch::<T>(id), Some(State::Suspended));
	}

	#[benchmark]
	fn reinstate(d: Linear<1, 8>) {
		let scene = Scene::<T>::new(BATCHED, d);
		let id = scene.issue_batch(H256::zero(), SUSPENDED);

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.operator), id);

		assert_eq!(state_of_batch::<T>(id), Some(State::Active));
	}

	#[benchmark]
	fn revoke(d: Linear<1, 8>) {
		let scene = Scene::<T>::new(BATCHED, d);
		let id = scene.issue_batch(H256::zero(), IN_FORCE);

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.operator), id, Reason::PrivilegeWithdrawn);

		assert_eq!(state_of_batch::<T>(id), Some(State::Revoked));
	}

	#[benchmark]
	fn revoke_many(n: Linear<1, MAX_REVOCATIONS>) {
		let scene = Scene::<T>::new(BATCHED, MAX_DEPTH.into());
		let first = scene.issue_batch(H256::zero(), IN_FORCE);
		let mut ids = vec![first];
		ids.extend((1..n).map(|_| scene.copy(first)));
		let revocations: Revocations = ids.clone().try_into().expect("as many as can be");

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.operator), revocations, Reason::PrivilegeWithdrawn);

		assert!(ids.into_iter().all(|id| state_of_batch::<T>(id) == Some(State::Revoked)));
	}

	#[benchmark]
	fn surrender() {
		let scene = Scene::<T>::new(AT_ONCE, 1);
		let id = scene.issue(CHANGEABLE);

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.subject), id);

		assert_eq!(state_of::<T>(id), Some(State::Surrendered));
	}

	#[benchmark]
	fn withdraw_deposit() {
		let scene = Scene::<T>::new(AT_ONCE, 1);
		let id = scene.issue(IN_FORCE);
		Certificates::<T>::mutate(id, |record| setup::revoke::<T>(&mut record.as_mut().expect("issued").history));
		let (_, issuer) = scene.last();

		#[extrinsic_call]
		_(RawOrigin::Signed(issuer), id);

		assert!(Certificates::<T>::get(id).is_some_and(|it| it.record.is_empty()));
	}

	#[benchmark]
	fn issue_batch(d: Linear<1, 8>) {
		let scene = Scene::<T>::new(BATCHED, d);
		let (accreditation, issuer) = scene.last();
		let (root, from, until) = (H256::zero(), Some(T::Time::now()), Some(Moment::MAX));

		#[extrinsic_call]
		_(RawOrigin::Signed(issuer), accreditation, scene.schema, root, MAX_ENTRIES, from, until);

		let id = batch_id(accreditation, &scene.schema, &root, MAX_ENTRIES, from, until);
		assert_eq!(state_of_batch::<T>(id), Some(State::Active));
	}

	#[benchmark]
	fn create_status_list() {
		let owner = rich::<T>("owner", 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(owner.clone()), StatusPurpose::Revocation, MAX_ENTRIES, H256::zero());

		assert!(StatusLists::<T>::iter_values().any(|list| list.owner == owner));
	}

	/// From 256 bits on, so that each of the pages has one.
	#[benchmark]
	fn set_status(d: Linear<1, 8>, p: Linear<1, 256>, b: Linear<256, MAX_INDICES>) {
		let scene = Scene::<T>::new(BATCHED, d);
		let id = scene.issue_batch(H256::zero(), IN_FORCE);
		endow::<T>(&scene.operator);
		let indices = indices(p, b);

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.operator), id, StatusPurpose::Suspension, indices, true);

		let pages: Vec<_> = StatusPages::<T>::iter_prefix_values((id, StatusPurpose::Suspension)).collect();
		let set = pages.iter().flat_map(|page| page.bits.iter()).map(|byte| byte.count_ones()).sum::<u32>();
		assert_eq!((pages.len() as u32, set), (p, b));
	}

	#[benchmark]
	fn grant_document() {
		let scene = Scene::<T>::new(AT_ONCE, 1);
		let id = scene.issue(IN_FORCE);
		let holder = scene.subject;
		let grantee: T::AccountId = account("grantee", 0, 0);
		let (uri, purpose): (Uri, Purpose) = (longest(), longest());

		#[extrinsic_call]
		_(RawOrigin::Signed(holder.clone()), id, ContentHash::zero(), uri, grantee, purpose, Some(Moment::MAX));

		assert_eq!(DocumentGrants::<T>::iter_prefix(holder).count(), 1);
	}

	#[benchmark]
	fn revoke_document_grant() {
		let (holder, _, grant) = granted::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(holder.clone()), grant);

		assert!(!DocumentGrants::<T>::contains_key(holder, grant));
	}

	#[benchmark]
	fn log_document_access() {
		let (holder, grantee, grant) = granted::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(grantee), holder.clone(), grant);

		assert!(DocumentGrants::<T>::get(holder, grant).is_some_and(|grant| grant.accesses == 1));
	}

	/// No call: the answer to who asks, with the largest certificate under the last of `d` accreditations.
	#[benchmark(extra)]
	fn verify_one(d: Linear<1, 8>) {
		let scene = Scene::<T>::new(AT_ONCE, d);
		let id = scene.issue(IN_FORCE);
		let expected = Expected { network: Some(scene.network), subject: Some(scene.subject), ..Default::default() };
		let answer;

		#[block]
		{
			answer = Pallet::<T>::verify(id, Some(expected), None);
		}

		assert!(answer.valid);
	}

	/// No call either: one of the largest batch.
	#[benchmark(extra)]
	fn verify_member(d: Linear<1, 8>) {
		let scene = Scene::<T>::new(BATCHED, d);
		let member = Member { index: 0, subject: scene.subject.clone(), claims: ContentHash::zero() };
		// The first of 2^20 is on the left of every node on its way.
		let path = [H256::repeat_byte(7); 20];
		let leaf = sha2_256(&[&[0][..], &member.leaf()].concat());
		let root = path.iter().fold(leaf, |left, right| sha2_256(&[&[1][..], &left, right.as_bytes()].concat()));
		let id = scene.issue_batch(root.into(), IN_FORCE);
		let presented = PresentedMember { member, proof: MerkleProof(path.to_vec()) };
		let expected = Expected { network: Some(scene.network), ..Default::default() };
		let answer;

		#[block]
		{
			answer = Pallet::<T>::verify_member(id, presented, Some(expected), None);
		}

		assert!(answer.valid);
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
