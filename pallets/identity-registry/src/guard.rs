//! What the runtime decides about acts: what kind of call each is, who else has a say, and what an act may leave
//! behind.

use crate::types::Act;
use civitas_primitives::{identity::CallClass, Moment};
use frame_support::weights::Weight;
use sp_runtime::DispatchResult;

/// Gives every call its class.
pub trait ClassifyCall<Call> {
	/// The class of `call`; of a call that carries others, the [least strict that is as strict as all of
	/// them](CallClass::join). `None` if the call is not known, which denies it.
	fn class(call: &Call) -> Option<CallClass>;
}

/// What a guard says before an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
	/// Let it happen.
	Allow,
	/// Not yet. The guard has noted the call, and will allow it when it is submitted again at or after this moment.
	Delay {
		/// From when on.
		until: Moment,
	},
	/// Not at all.
	Deny,
}

/// Has a say in what an identity does. Guardianship is one; `()` has nothing to say.
///
/// Freezing an identity and revoking the key that acts are never brought before a guard.
pub trait ActGuard<AccountId, Call> {
	/// What all three functions need at most.
	fn weight() -> Weight;

	/// Before the act. What it writes stays, whatever becomes of the act.
	fn before(act: &Act<AccountId>, call: &Call) -> Verdict;

	/// Whether `call`, which is the act or a part of it, may be dispatched. Asked for every call that is dispatched
	/// with the origin that the act was given.
	fn filter(act: &Act<AccountId>, call: &Call) -> bool;

	/// After the act. An error undoes it.
	fn after(act: &Act<AccountId>) -> DispatchResult;
}

impl<AccountId, Call> ActGuard<AccountId, Call> for () {
	fn weight() -> Weight {
		Weight::zero()
	}

	fn before(_: &Act<AccountId>, _: &Call) -> Verdict {
		Verdict::Allow
	}

	fn filter(_: &Act<AccountId>, _: &Call) -> bool {
		true
	}

	fn after(_: &Act<AccountId>) -> DispatchResult {
		Ok(())
	}
}

/// Looks at what other pallets hold about an identity, before and after an act.
pub trait OutcomeInspect<AccountId, AssetId, Balance> {
	/// A fingerprint of everything by which others can act as `who` after the act is over, such as its proxies. Two
	/// states have the same only if nothing was given away in between. Read twice in each act, so it should not be
	/// much.
	fn delegations(who: &AccountId) -> [u8; 32];

	/// What `who` can spend of `asset`.
	fn asset_balance(asset: &AssetId, who: &AccountId) -> Balance;
}

/// For a runtime in which nobody can act as another, and with no assets.
impl<AccountId, AssetId, Balance: Default> OutcomeInspect<AccountId, AssetId, Balance> for () {
	fn delegations(_: &AccountId) -> [u8; 32] {
		[0; 32]
	}

	fn asset_balance(_: &AssetId, _: &AccountId) -> Balance {
		Balance::default()
	}
}

/// What benchmarks need and only the runtime can supply.
#[cfg(feature = "runtime-benchmarks")]
pub trait BenchmarkHelper<AssetId, Scope, Call> {
	/// A number of different assets: see `MAX_LIMITS`.
	fn asset(index: u32) -> AssetId;

	/// Give `who` some of `asset`, so that looking at it costs what it costs.
	fn endow(asset: &AssetId, who: &sp_runtime::AccountId32);

	/// A scope that is not the widest, and allows `frame_system::remark` and [`Self::crowded`].
	fn narrow_scope() -> Scope;

	/// A call of about `bytes` that takes longest to look at: of as many parts as there can be, as deep as they can be.
	/// And on how many levels: on each of them a scope looks at all parts again.
	fn crowded(bytes: u32) -> (Call, u32);

	/// Give away the right to act as `who` to as many others as is possible.
	fn delegate(who: &sp_runtime::AccountId32);
}
