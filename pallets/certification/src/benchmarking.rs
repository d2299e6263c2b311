//! Benchmarks: each call at its worst case, with every record that is read as large as it can be; and what other pallets ask.
//! Besides, how long it takes to verify one of a batch, which nobody pays for: that is extra and makes no weight (`benchmark
//! pallet --extra`).

mod setup;

pub use setup::BenchmarkHelper;

use super::*;
use crate::types::*;
use alloc::vec::Vec;
use civitas_primitives::{
	certification::{
		batch_id,
		info::{Membership, PresentedMember},
		schema_id,
		status_list::{MAX_ENTRIES, PAGE_BITS},
		CertificateId, CertificateInspect, Expected, Member, MerkleProof, Name, Reason, State, StatusPurpose, Uri,
	},
	ContentHash, Moment,
};
use frame_benchmarking::v2::*;
use frame_support::{traits::Time, BoundedBTreeSet};
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

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn found_network() {
		let operator = rich::<T>("operator", 0);
		let (name, uri): (Name, Uri) = (longest(), longest());
		let membership = open_membership::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(operator.clone()), name, ContentHash::zero(), uri, membership);

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
		let membership = open_membership::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), id, name.clone(), ContentHash::zero(), uri, membership);

		assert!(Networks::<T>::get(id).is_some_and(|network| network.name == name));
		assert!(OpenNetworks::<T>::contains_key(id));
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

	/// At 0, as the operator, there is no parent to be written. The line has that write too many there.
	#[benchmark]
	fn accredit(d: Linear<0, 7>) {
		let scene = Scene::<T>::new(ALL_RULES, d);
		let (parent, by) = scene.issuer();
		let holder: T::AccountId = account("issuer", 0, 0);
		let id = NextAccreditationId::<T>::get();
		let terms = scene.terms(d + 1);

		#[extrinsic_call]
		_(RawOrigin::Signed(by), scene.network, parent, holder.clone(), terms);

		assert!(Accreditations::<T>::get(id).is_some_and(|node| node.offered_to == Some(holder)));
	}

	/// From 2 on: the first has no parent to take a quota from. The line at 1 has a write too many.
	#[benchmark]
	fn amend_accreditation(d: Linear<2, 8>) {
		let scene = Scene::<T>::new(ALL_RULES, d);
		let id = scene.last();
		let terms = scene.terms(d);
		let ended = T::Time::now();
		scene.change(id, |accreditation| {
			let mut scope = BoundedBTreeSet::new();
			scope.try_insert(scene.schema).expect("there is room for one");
			accreditation.scope = Some(scope);
			accreditation.valid_until = Some(ended);
			accreditation.quota = Some(1);
			accreditation.history = history::<T>(CHANGEABLE);
		});
		T::BenchmarkHelper::set_time(ended + 1);

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.operator.clone()), id, terms.clone());

		let amended = Accreditations::<T>::get(id).expect("it is there");
		assert_eq!((amended.quota, amended.depositor), (terms.quota, scene.operator));
		assert_eq!(amended.history.changes().len() as u32, IN_FORCE);
	}

	#[benchmark]
	fn suspend_accreditation(d: Linear<1, 8>) {
		let scene = Scene::<T>::new(ALL_RULES, d);
		let id = scene.last();
		scene.change(id, |accreditation| accreditation.history = history::<T>(CHANGEABLE));

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.operator), id, Reason::CertificateHold);

		assert!(Accreditations::<T>::get(id).is_some_and(|node| node.history.state() == State::Suspended));
	}

	#[benchmark]
	fn reinstate_accreditation(d: Linear<1, 8>) {
		let scene = Scene::<T>::new(ALL_RULES, d);
		let id = scene.last();
		scene.change(id, |accreditation| accreditation.history = history::<T>(SUSPENDED));

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.operator), id);

		assert!(Accreditations::<T>::get(id).is_some_and(|node| node.history.state() == State::Active));
	}

	/// From 2 on: the first has no parent for a quota to go back to. The line at 1 has a write too many.
	#[benchmark]
	fn revoke_accreditation(d: Linear<2, 8>) {
		let scene = Scene::<T>::new(ALL_RULES, d - 1);
		let (id, _) = scene.offer();

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.operator.clone()), id, Reason::PrivilegeWithdrawn);

		assert!(!Accreditations::<T>::contains_key(id));
		assert!(Accreditations::<T>::get(scene.last()).is_some_and(|above| above.given == 0));
	}

	#[benchmark]
	fn transfer_accreditation(d: Linear<1, 8>) {
		let scene = Scene::<T>::new(ALL_RULES, d);
		let id = scene.last();
		scene.change(id, |accreditation| hand_around(accreditation, MAX_HOLDERS - 1));
		let successor: T::AccountId = account("successor", 0, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.operator), id, Some(successor.clone()));

		assert!(Accreditations::<T>::get(id).is_some_and(|node| node.offered_to == Some(successor)));
	}

	#[benchmark]
	fn accept_accreditation(d: Linear<1, 8>) {
		let scene = Scene::<T>::new(ALL_RULES, d);
		let id = scene.last();
		scene.change(id, |accreditation| hand_around(accreditation, MAX_HOLDERS - 1));
		let successor: T::AccountId = account("successor", 0, 0);
		Pallet::<T>::transfer_accreditation(signed::<T>(&scene.operator), id, Some(successor.clone()))
			.expect("it is the operator");

		#[extrinsic_call]
		_(RawOrigin::Signed(successor.clone()), id);

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

	/// At 0 there is no quota to be written. The line has that write too many there; so have the others that issue.
	#[benchmark]
	fn issue(d: Linear<0, 8>) {
		let scene = Scene::<T>::new(AT_ONCE, d);
		let former = scene.issue(IN_FORCE);
		scene.occupy(former);
		let (accreditation, issuer) = scene.issuer();
		let (content, nullifier) = (scene.content(1), scene.nullifier(1));
		let (id, subject) = (scene.id_of(&content), scene.subject);

		#[extrinsic_call]
		_(RawOrigin::Signed(issuer), accreditation, scene.schema, subject.clone(), content, nullifier);

		assert!(CertificatesBySubject::<T>::contains_key(subject, id));
		assert_eq!(state_of::<T>(id), Some(State::Active));
	}

	#[benchmark]
	fn issue_plain(d: Linear<0, 8>) {
		let scene = Scene::<T>::new(BATCHED, d);
		let (accreditation, issuer) = scene.issuer();
		let content = scene.content(0);
		let (id, subject) = (scene.id_of(&content), scene.subject);

		#[extrinsic_call]
		issue(RawOrigin::Signed(issuer), accreditation, scene.schema, subject.clone(), content, None);

		assert!(CertificatesBySubject::<T>::contains_key(subject, id));
		assert_eq!(state_of::<T>(id), Some(State::Active));
	}

	/// Of one that is pending and survives its issuer, which then has to be in force.
	#[benchmark]
	fn accept(d: Linear<0, 8>) {
		let scene = Scene::<T>::new(ALL_RULES, d);
		let id = scene.issue(1);

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.subject), id);

		assert_eq!(state_of::<T>(id), Some(State::Active));
	}

	/// Both of what there can be one of was meanwhile taken by others that are over.
	#[benchmark]
	fn renew(d: Linear<0, 8>) {
		let scene = Scene::<T>::new(AT_ONCE, d);
		let id = scene.issue(IN_FORCE);
		scene.occupy(id);
		let (accreditation, issuer) = scene.heir();

		#[extrinsic_call]
		_(RawOrigin::Signed(issuer), accreditation, id, Some(Moment::MAX));

		assert_eq!(state_of::<T>(id), Some(State::Superseded));
		let successor = Certificates::<T>::get(id).and_then(|certificate| certificate.successor).expect("it has one");
		assert_eq!(state_of::<T>(successor), Some(State::Active));
	}

	/// As [`renew`].
	#[benchmark]
	fn replace(d: Linear<0, 8>) {
		let scene = Scene::<T>::new(AT_ONCE, d);
		let id = scene.issue(IN_FORCE);
		scene.occupy(id);
		let (accreditation, issuer) = scene.heir();
		let content = scene.content(1);

		#[extrinsic_call]
		_(RawOrigin::Signed(issuer), accreditation, id, content);

		assert_eq!(state_of::<T>(id), Some(State::Superseded));
		let successor = Certificates::<T>::get(id).and_then(|certificate| certificate.successor).expect("it has one");
		assert_eq!(state_of::<T>(successor), Some(State::Active));
	}

	#[benchmark]
	fn suspend(d: Linear<0, 8>) {
		let scene = Scene::<T>::new(BATCHED, d);
		let id = scene.issue_batch(H256::zero(), CHANGEABLE);

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.operator), id, Reason::CertificateHold);

		assert_eq!(state_of_batch::<T>(id), Some(State::Suspended));
	}

	#[benchmark]
	fn reinstate(d: Linear<0, 8>) {
		let scene = Scene::<T>::new(BATCHED, d);
		let id = scene.issue_batch(H256::zero(), SUSPENDED);

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.operator), id);

		assert_eq!(state_of_batch::<T>(id), Some(State::Active));
	}

	#[benchmark]
	fn revoke(d: Linear<0, 8>) {
		let scene = Scene::<T>::new(BATCHED, d);
		let id = scene.issue_batch(H256::zero(), IN_FORCE);

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.operator), id, Reason::PrivilegeWithdrawn);

		assert_eq!(state_of_batch::<T>(id), Some(State::Revoked));
	}

	#[benchmark]
	fn surrender() {
		let scene = Scene::<T>::new(AT_ONCE, 1);
		let id = scene.issue(IN_FORCE);

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.subject), id);

		assert_eq!(state_of::<T>(id), Some(State::Surrendered));
	}

	#[benchmark]
	fn withdraw_deposit() {
		let scene = Scene::<T>::new(AT_ONCE, 1);
		let id = scene.issue(IN_FORCE);
		Certificates::<T>::mutate(id, |record| setup::revoke::<T>(&mut record.as_mut().expect("issued").history));
		let (_, issuer) = scene.issuer();

		#[extrinsic_call]
		_(RawOrigin::Signed(issuer), id);

		assert!(Certificates::<T>::get(id).is_some_and(|it| it.record.is_empty()));
	}

	#[benchmark]
	fn issue_batch(d: Linear<0, 8>) {
		let scene = Scene::<T>::new(BATCHED, d);
		let (accreditation, issuer) = scene.issuer();
		let (root, from, until) = (H256::zero(), Some(T::Time::now()), Some(Moment::MAX));

		#[extrinsic_call]
		_(RawOrigin::Signed(issuer), accreditation, scene.schema, root, MAX_ENTRIES, from, until);

		let id = batch_id(scene.authority(), &scene.schema, &root, MAX_ENTRIES, from, until);
		assert_eq!(state_of_batch::<T>(id), Some(State::Active));
	}

	#[benchmark]
	fn create_status_list() {
		let owner = rich::<T>("owner", 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(owner.clone()), StatusPurpose::Revocation, MAX_ENTRIES, H256::zero());

		assert!(StatusLists::<T>::iter_values().any(|list| list.owner == owner));
	}

	/// Of suspensions that are taken back: the pages are there, and who has set each bit is looked at. From 256 bits on, so that
	/// each of the pages has one.
	#[benchmark]
	fn set_status(d: Linear<0, 8>, p: Linear<1, 256>, b: Linear<256, MAX_INDICES>) {
		let scene = Scene::<T>::new(BATCHED, d);
		let id = scene.issue_batch(H256::zero(), IN_FORCE);
		suspend_pages::<T>(id, p);
		let indices = indices(p, b);

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.operator), id, StatusPurpose::Suspension, indices, false);

		let pages: Vec<_> = StatusPages::<T>::iter_prefix_values((id, StatusPurpose::Suspension)).collect();
		let set = pages.iter().flat_map(|page| page.bits.iter()).map(|byte| byte.count_ones()).sum::<u32>();
		assert_eq!((pages.len() as u32, set), (p, p * PAGE_BITS - b));
	}

	/// No call: the answer to who asks, with the largest certificate under the last of `d` accreditations. Calls of other pallets
	/// that ask pay for it. `verify` alone is a name that the macro takes for its own.
	#[benchmark]
	fn verify_one(d: Linear<0, 8>) {
		let scene = Scene::<T>::new(AT_ONCE, d);
		let id = scene.issue(IN_FORCE);
		let (_, issuer) = scene.issuer();
		let expected = Expected {
			network: Some(scene.network),
			schema: Some(scene.schema),
			claims: Some(scene.content(0).claims),
			issuer: Some(issuer),
			subject: Some(scene.subject),
		};
		let answer;

		#[block]
		{
			answer = <Pallet<T> as CertificateInspect<T::AccountId>>::verify(id, &expected, None);
		}

		assert!(answer.valid);
	}

	/// No call either, and no pallet asks for it: one of the largest batch.
	#[benchmark(extra)]
	fn verify_member(d: Linear<0, 8>) {
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
			answer = Pallet::<T>::verify(id, Some(expected), None, Some(presented));
		}

		assert!(answer.valid);
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
