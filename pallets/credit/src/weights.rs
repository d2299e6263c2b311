//! What calls weigh.

use crate::Config;
use civitas_primitives::{CertificateInspect, IdentityInspect};
use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Weights of the calls, measured.
///
/// Each is of the worst case: a pool lends, assets other than the native one, accounts that have nothing of them yet. Prices are in
/// it; certificates, and who is related to whom, are not.
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
	fn propose_other_terms() -> Weight;
	fn withdraw_proposal() -> Weight;
	fn accept() -> Weight;
	fn accept_other_terms() -> Weight;
	fn pay() -> Weight;
	fn claim() -> Weight;
	fn claim_of_pool() -> Weight;
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
	open_register publish_root dispute answer void_consents publish_offer withdraw_offer draw propose withdraw_proposal accept
	accept_other_terms propose_other_terms pay claim claim_of_pool impair declare_default seize write_off forget open_pool set_cover deposit request_redemption
);

/// What calls cost, with what they ask of other pallets.
pub struct Costs<T>(PhantomData<T>);

impl<T: Config> Costs<T> {
	/// `draw`: who is related to the manager of a pool, a certificate, and the mark that it was used.
	pub fn draw() -> Weight {
		let asked = T::Identities::relation_weight().saturating_add(T::Certificates::weight());
		let mark = T::DbWeight::get().reads_writes(1, 1);
		T::WeightInfo::draw().saturating_add(asked).saturating_add(mark)
	}

	/// `propose`, of a new loan or of other terms.
	pub fn propose() -> Weight {
		T::WeightInfo::propose().max(T::WeightInfo::propose_other_terms())
	}

	/// `claim`, of an account or of a pool.
	pub fn claim() -> Weight {
		T::WeightInfo::claim().max(T::WeightInfo::claim_of_pool())
	}

	/// `accept`, of a new loan or of other terms: who is related to the manager of a pool.
	pub fn accept() -> Weight {
		T::WeightInfo::accept()
			.max(T::WeightInfo::accept_other_terms())
			.saturating_add(T::Identities::relation_weight())
	}
}
