//! What the keys of an identity may do: scopes, the classes of calls that they are made of, and what an act may leave behind.
//!
//! A scope must hold wherever a call goes. The filter of an origin is lost when a pallet mints an origin of its own, as proxies
//! and multisigs do, so a scope looks into a call before it is made ([`carried()`], [`Classes`]), and a limit counts what can leave
//! by all of it ([`Outflows`]). What could be made later, when no scope is there to look, is for keys without any limits only
//! ([`CallClass::Control`]). What was overlooked is found afterwards ([`Outcome`]).

mod carried;
mod classes;
mod outcome;
mod outflow;

pub use carried::{carried, Carried, Maker, MAX_NESTING};
pub use classes::{ClassSet, Classes};
pub use outcome::Outcome;
pub use outflow::Outflows;

use civitas_primitives::identity::CallClass;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// What a key of an identity may do.
#[derive(
	Clone, Copy, Debug, Default, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo,
)]
#[scale_info(capture_docs = "always")]
pub enum KeyScope {
	/// Everything.
	#[default]
	#[codec(index = 0)]
	Any,
	/// All areas of life but money.
	#[codec(index = 1)]
	NonTransfer,
	/// What the identity shows of itself and says.
	#[codec(index = 2)]
	Social,
	/// Certificates.
	#[codec(index = 3)]
	Credentials,
	/// Money and other assets.
	#[codec(index = 4)]
	Finance,
	/// What devices report and are told.
	#[codec(index = 5)]
	Devices,
	/// Proposals and votes.
	#[codec(index = 6)]
	Governance,
	/// Nothing by its class: only the single calls that the key is permitted.
	#[codec(index = 7)]
	Listed,
}

impl KeyScope {
	/// All scopes.
	pub const ALL: [Self; 8] = [
		Self::Any,
		Self::NonTransfer,
		Self::Social,
		Self::Credentials,
		Self::Finance,
		Self::Devices,
		Self::Governance,
		Self::Listed,
	];

	/// The classes of calls that are within the scope.
	pub fn classes(&self) -> ClassSet {
		match self {
			Self::Any => CallClass::ALL.into_iter().collect(),
			// A list of what is allowed: a class that is added later is not reachable by accident.
			Self::NonTransfer => [CallClass::Social, CallClass::Credentials, CallClass::Devices, CallClass::Governance]
				.into_iter()
				.collect(),
			Self::Social => CallClass::Social.into(),
			Self::Credentials => CallClass::Credentials.into(),
			Self::Finance => CallClass::Finance.into(),
			Self::Devices => CallClass::Devices.into(),
			Self::Governance => CallClass::Governance.into(),
			Self::Listed => ClassSet::default(),
		}
	}
}
