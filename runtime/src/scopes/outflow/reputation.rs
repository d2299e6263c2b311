//! What leaves by reputation.
//!
//! A first review has a fee, which goes to the treasury. What the owner of its subject has set aside may pay that, and the deposit: then
//! less leaves than is said here. An advance goes to the arbiter or back, and what is set aside pays for whoever reviews.

use super::{Leaves, NOTHING, UNBOUNDED};
use crate::{configs::governance::TreasuryAccount, AccountId, Reputation, Runtime};
use civitas_primitives::{agreements::Money, identity::Destination};
use pallet_reputation::types::{Given, Post, ProfileRecord, Review, Sponsorship, Target, Version};

pub(super) fn reputation(call: &pallet_reputation::Call<Runtime>, leaves: &mut Leaves) -> Option<()> {
	use pallet_reputation::Call::*;
	match call {
		set_profile { profile: Some(_) } => leaves.storage(Reputation::footprint_of::<ProfileRecord>()),
		publish { .. } => leaves.storage(Reputation::footprint_of::<Post<AccountId>>()),
		review { target, given, .. } => match (&**target, given) {
			(Target::First { bucket, .. }, _) => {
				leaves.add(None, Reputation::fee(*bucket), Destination::Account(TreasuryAccount::get()))?;
				leaves.storage(Reputation::footprint_of::<Review<Runtime>>())
			},
			(Target::Again(_), Given::Open(_)) => leaves.storage(Reputation::footprint_of::<Version>()),
			// What is opened was paid for when it was sealed.
			(Target::Again(_), Given::Sealed(_) | Given::Opened { .. }) => NOTHING,
		},
		dispute { most, .. } => leaves.entitled(&Money { asset: None, amount: *most }),
		sponsor { amount, .. } => {
			leaves.storage(Reputation::footprint_of::<Sponsorship<AccountId>>())?;
			leaves.entitled(&Money { asset: None, amount: *amount })
		},
		set_profile { profile: None } | withdraw { .. } | respond { .. } | rule { .. } | refresh { .. } => NOTHING,
		__Ignore(..) => UNBOUNDED,
	}
}
