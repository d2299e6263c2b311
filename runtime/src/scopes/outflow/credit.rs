//! What leaves by credit.
//!
//! What is offered goes to whoever draws it. Who draws or accepts binds himself to pay the principal back, and what he pledges can be
//! seized: both count in full, for a debt is as good as money to a thief who lends. What is forgiven has no bound.

use super::{Leaves, NOTHING, UNBOUNDED};
use crate::{
	configs::{civitas::StoragePrice, governance::TreasuryAccount},
	Credit, Runtime,
};
use civitas_primitives::{agreements::Money, identity::Destination};
use pallet_credit::types::{Dispute, Offer, Proposal, Unclaimed, Voided};
use sp_runtime::traits::Convert;

pub(super) fn credit(call: &pallet_credit::Call<Runtime>, leaves: &mut Leaves) -> Option<()> {
	use pallet_credit::Call::*;
	match call {
		open_register { .. } => {
			let price = StoragePrice::convert(Credit::register_footprint());
			leaves.add(None, price, Destination::Account(TreasuryAccount::get()))
		},
		dispute { .. } => leaves.storage(Credit::footprint_of::<Dispute<Runtime>>()),
		void_consents {} => leaves.storage(Credit::footprint_of::<Voided<Runtime>>()),
		// What others have put into a pool is no matter of the manager's limits.
		publish_offer { pool: Some(_), .. } | propose { pool: Some(_), .. } => UNBOUNDED,
		publish_offer { pool: None, terms } => {
			leaves.storage(Credit::footprint_of::<Offer<Runtime>>())?;
			leaves.entitled(&Money { asset: terms.loan.asset, amount: terms.budget })
		},
		propose { pool: None, borrower, terms } if terms.replaces.is_none() => {
			leaves.storage(Credit::footprint_of::<Proposal<Runtime>>())?;
			leaves.add(terms.loan.asset, terms.loan.repayment.principal, Destination::Account(borrower.clone()))
		},
		// Both give up what is owed, of which only the state says how much it is.
		propose { pool: None, .. } | write_off { .. } => UNBOUNDED,
		draw { asset, principal, collateral, .. } => {
			leaves.loan(&Money { asset: *asset, amount: *principal }, collateral.as_ref())
		},
		accept { principal, collateral, .. } => leaves.loan(principal, collateral.as_ref()),
		pay { asset, most, .. } | seize { asset, most, .. } => {
			leaves.storage(Credit::footprint_of::<Unclaimed<Runtime>>())?;
			leaves.entitled(&Money { asset: *asset, amount: *most })
		},
		// With the price goes the least amount that an account can have of the asset, which its issuer sets.
		open_pool { .. } => UNBOUNDED,
		set_cover { asset, cover, .. } => leaves.entitled(&Money { asset: *asset, amount: *cover }),
		deposit { asset, assets, .. } => leaves.entitled(&Money { asset: *asset, amount: *assets }),
		// Of what shares are worth, their number says nothing, and who asks for the wrong time loses a part of it to those who stay.
		request_redemption { .. } => UNBOUNDED,
		publish_root { .. } | answer { .. } | withdraw_offer { .. } | withdraw_proposal { .. } => NOTHING,
		claim { .. } | impair { .. } | declare_default { .. } | forget { .. } | redeem { .. } => NOTHING,
		__Ignore(..) => UNBOUNDED,
	}
}

impl Leaves {
	/// A loan is bound to: its record, the principal, and what is pledged.
	fn loan(&mut self, principal: &Money, collateral: Option<&Money>) -> Option<()> {
		self.storage(Credit::loan_footprint(false))?;
		self.entitled(principal)?;
		collateral.map_or(NOTHING, |collateral| self.entitled(collateral))
	}
}
