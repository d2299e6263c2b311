//! One file per call; what no single call shows is in `scenarios`, `properties` and `corruption`.

mod accredit;
mod corruption;
mod found_network;
mod issue;
mod properties;
mod reads;
mod register_schema;
mod revoke;
mod scenarios;
mod withdraw_accreditation;

use crate::{mock::*, Error, Event};
use civitas_primitives::certification::*;
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{traits::BadOrigin, TokenError};

/// The last event of this pallet.
fn last_event() -> Event<Test> {
	System::read_events_for_pallet::<Event<Test>>().pop().expect("there was an event")
}
