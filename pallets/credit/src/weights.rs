//! What calls weigh.

use crate::Config;
use civitas_primitives::{lending::PriceFeed, CertificateInspect, IdentityInspect};
use core::marker::PhantomData;
use frame_support::weights::Weight;

/// Weights of the calls, measured.
///
/// Each is of the worst case: a pool lends, assets other than the native one, accounts that have nothing of them yet. What other pallets
/// are asked is not in it.
#[allow(missing_docs)]
pub trait WeightInfo {
	fn open_register() -> Weight;
	fn publish_root() -> Weight;
	fn dispute() -> Weight;
	fn answer() -> Weight;
	fn void_consents() -> Weight;
	fn publish_offer() -> Weight;
	fn withdraw_offer() -> Weight;
	fn draw() -> Weight;
	fn propose() -> Weight;
	fn withdraw_proposal() -> Weight;
	fn accept() -> Weight;
	fn pay() -> Weight;
	fn claim() -> Weight;
	fn impair() -> Weight;
	fn declare_default() -> Weight;
	fn seize() -> Weight;
	fn write_off() -> Weight;
	fn forget() -> Weight;
	fn open_pool() -> Weight;
	fn set_cover() -> Weight;
	fn deposit() -> Weight;
	fn request_redemption() -> Weight;
	/// Of so many redemptions.
	fn redeem(r: u32) -> Weight;
}

macro_rules! weightless {
	($($call:ident)*) => {
		/// For mocks.
		impl WeightInfo for () {
			$(fn $call() -> Weight {
				Weight::zero()
			})*
			fn redeem(_: u32) -> Weight {
				Weight::zero()
			}
		}
	};
}

weightless!(
	open_register publish_root dispute answer void_consents publish_offer withdraw_offer draw propose withdraw_proposal accept pay claim
	impair declare_default seize write_off forget open_pool set_cover deposit request_redemption
);

/// What calls cost, with what they ask of other pallets.
pub struct Costs<T>(PhantomData<T>);

impl<T: Config> Costs<T> {
	/// Both prices.
	fn prices() -> Weight {
		T::Prices::weight().saturating_mul(2)
	}

	/// Who is related to the manager of a pool.
	fn relation() -> Weight {
		T::Identities::relation_weight()
	}

	/// `publish_offer`: the feeds.
	pub fn publish_offer() -> Weight {
		T::WeightInfo::publish_offer().saturating_add(Self::prices())
	}

	/// `propose`: the feeds.
	pub fn propose() -> Weight {
		T::WeightInfo::propose().saturating_add(Self::prices())
	}

	/// `draw`: the prices, a certificate, and who is related.
	pub fn draw() -> Weight {
		let asked = Self::prices().saturating_add(Self::relation()).saturating_add(T::Certificates::weight());
		T::WeightInfo::draw().saturating_add(asked)
	}

	/// `accept`: who is related, and the prices, if what is replaced was late.
	pub fn accept() -> Weight {
		T::WeightInfo::accept().saturating_add(Self::prices()).saturating_add(Self::relation())
	}

	/// `pay`: the prices, if a breach is noted.
	pub fn pay() -> Weight {
		T::WeightInfo::pay().saturating_add(Self::prices())
	}

	/// `impair`: the prices.
	pub fn impair() -> Weight {
		T::WeightInfo::impair().saturating_add(Self::prices())
	}

	/// `declare_default`: the prices.
	pub fn declare_default() -> Weight {
		T::WeightInfo::declare_default().saturating_add(Self::prices())
	}

	/// `seize`: the prices.
	pub fn seize() -> Weight {
		T::WeightInfo::seize().saturating_add(Self::prices())
	}
}
