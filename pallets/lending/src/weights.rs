//! What calls weigh.

use crate::{types::Action, Config};
use civitas_primitives::{certification::CertificateId, CertificateInspect};
use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Weights of the calls, measured.
///
/// Each is of the worst case: the first touch of a day, positions that are opened or closed, assets other than the native one.
#[allow(missing_docs)]
pub trait WeightInfo {
	fn create_market() -> Weight;
	fn set_caps() -> Weight;
	fn pause() -> Weight;
	fn supply() -> Weight;
	fn withdraw() -> Weight;
	fn add_collateral() -> Weight;
	fn remove_collateral() -> Weight;
	fn borrow() -> Weight;
	fn repay() -> Weight;
	fn liquidate() -> Weight;
	fn collect() -> Weight;
	fn add_feed() -> Weight;
}

/// For mocks.
impl WeightInfo for () {
	fn create_market() -> Weight {
		Weight::zero()
	}
	fn set_caps() -> Weight {
		Weight::zero()
	}
	fn pause() -> Weight {
		Weight::zero()
	}
	fn supply() -> Weight {
		Weight::zero()
	}
	fn withdraw() -> Weight {
		Weight::zero()
	}
	fn add_collateral() -> Weight {
		Weight::zero()
	}
	fn remove_collateral() -> Weight {
		Weight::zero()
	}
	fn borrow() -> Weight {
		Weight::zero()
	}
	fn repay() -> Weight {
		Weight::zero()
	}
	fn liquidate() -> Weight {
		Weight::zero()
	}
	fn collect() -> Weight {
		Weight::zero()
	}
	fn add_feed() -> Weight {
		Weight::zero()
	}
}

/// What a bundle weighs: as much as its actions one by one, though it opens each market only once.
pub(crate) struct Actions<T>(PhantomData<T>);

impl<T: Config> Actions<T> {
	/// What is to be weighed, and the look at a certificate, if one is named.
	pub(crate) fn certified(weight: Weight, certificate: &Option<CertificateId>) -> Weight {
		certificate.map_or(weight, |_| weight.saturating_add(T::Certificates::weight()))
	}

	pub(crate) fn bundle(actions: &[Action<T::AccountId>]) -> Weight {
		let each = |action: &Action<T::AccountId>| match action {
			Action::Supply { certificate, .. } => Self::certified(T::WeightInfo::supply(), certificate),
			Action::Withdraw { .. } => T::WeightInfo::withdraw(),
			Action::AddCollateral { .. } => T::WeightInfo::add_collateral(),
			Action::RemoveCollateral { .. } => T::WeightInfo::remove_collateral(),
			Action::Borrow { certificate, .. } => Self::certified(T::WeightInfo::borrow(), certificate),
			Action::Repay { .. } => T::WeightInfo::repay(),
			Action::Liquidate { .. } => T::WeightInfo::liquidate(),
			Action::Swap { .. } => T::SwapWeight::get(),
		};
		actions.iter().fold(Weight::zero(), |weight, action| weight.saturating_add(each(action)))
	}
}
