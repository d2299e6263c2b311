//! Identities with as many others in control of them as there can be.

use super::setup::*;
use crate::{act::call_hash, types::*, *};
use alloc::vec::Vec;
use civitas_primitives::Moment;
use frame_support::{traits::Consideration, BoundedVec};
use sp_core::H256;

/// Others like `like`, which nobody controls.
fn others<T: Config>(like: &T::AccountId, first: u32, number: u32) -> Vec<T::AccountId> {
	let others: Vec<_> = (first..first + number).map(|index| another::<T>(like, index)).collect();
	for other in &others {
		set_controllers::<T>(other, &[]);
	}
	others
}

/// As many others like `like` as can control it.
pub(super) fn most<T: Config>(like: &T::AccountId, first: u32) -> Members<T::AccountId> {
	others::<T>(like, first, MAX_CONTROLLERS).try_into().expect("as many as can be")
}

/// Put others in control of `id`, all of whom must agree.
fn set_controllers<T: Config>(id: &T::AccountId, controllers: &[T::AccountId]) {
	change::<T>(id, |record| {
		record.controllers = controllers.to_vec().try_into().expect("no more than can be");
		record.threshold = controllers.len() as u8;
	});
	for controller in controllers {
		change::<T>(controller, |record| record.controlled += 1);
	}
}

/// Put sixteen identities like it in control of `id`.
pub(super) fn controlled<T: Config>(id: &T::AccountId) -> Members<T::AccountId> {
	let members = most::<T>(id, 0);
	set_controllers::<T>(id, &members);
	members
}

/// Let as many identities like it be in control of `id`, directly or not, as are looked at, each of them controlled by the
/// sixteen that come after it: no others could be between more of them. Return them.
pub(super) fn below_most<T: Config>(id: &T::AccountId, first: u32) -> Vec<T::AccountId> {
	below::<T>(id, first, MAX_ANCESTORS)
}

/// The same of fewer.
pub(super) fn below<T: Config>(id: &T::AccountId, first: u32, number: u32) -> Vec<T::AccountId> {
	let above = others::<T>(id, first, number);
	let after = |place: usize| above.iter().skip(place).take(MAX_CONTROLLERS as usize).cloned().collect::<Vec<_>>();
	set_controllers::<T>(id, &after(0));
	for (place, controller) in above.iter().enumerate() {
		set_controllers::<T>(controller, &after(place + 1));
	}
	above
}

/// Let `controllers` have approved `call` of `id`, each by the last of its keys; only the first `counting` of them so that it
/// counts. The others did it by keys that they no longer have. Who has paid has nothing to do with them.
pub(super) fn approved<T: Config>(
	id: &T::AccountId,
	controllers: &[T::AccountId],
	counting: u32,
	call: &CallOf<T>,
) -> H256 {
	let version = Identities::<T>::get(id).expect("registered").controllers_version;
	let approval = |(place, controller): (usize, &T::AccountId)| {
		let number = Keys::<T>::get(controller).last().expect("it has one").number;
		let by = ApprovedBy::Key(if place < counting as usize { number } else { u32::MAX });
		Approval { controller: controller.clone(), by, version, until: Moment::MAX }
	};
	let payer = rich::<T>(frame_benchmarking::account("approver", 0, 0));
	let ticket = T::ProposalConsideration::new(&payer, Pallet::<T>::approval_footprint()).expect("it can pay");
	let approvals = BoundedVec::truncate_from(controllers.iter().enumerate().map(approval).collect());
	Proposals::<T>::insert(id, call_hash(call), Proposal { payer, approvals, ticket });
	call_hash(call)
}
