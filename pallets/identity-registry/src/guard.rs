//! What the runtime decides about acts: what kind of call each is, who else has a say, and what an act may leave
//! behind.

use crate::types::Act;
use alloc::vec::Vec;
use civitas_primitives::{
	identity::{CallClass, CallIndex},
	Moment,
};
use frame_support::weights::Weight;
use sp_runtime::DispatchResult;

/// Looks into calls: what kind each is, what it carries, and whether a key may make it.
pub trait ClassifyCall<Call, Scope> {
	/// The class of `call`; of a call that carries others, the [least strict that is as strict as all of
	/// them](CallClass::join). `None` if the call is not known, or nested too deeply, which denies it.
	fn class(call: &Call) -> Option<CallClass>;

	/// Whether each of the calls that `call` is made of is of a class of `scope`, or one of `permitted`, which none of the class
	/// Control is. A call that is known only by its hash is of the class Control.
	fn allows(scope: &Scope, permitted: &[CallIndex], call: &Call) -> bool;

	/// Show `call` and all calls that it carries, each with how many acts it is in within `call`. Ends with `false` as soon as
	/// `see` does; what is nested too deeply to have a class is not shown.
	fn walk(call: &Call, see: &mut dyn FnMut(&Call, u32) -> bool) -> bool;
}

/// What a guard says before an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
	/// Let it happen.
	Allow,
	/// Not yet. The guard has noted the call, and will allow it when it is submitted again at or after this moment. The same
	/// signature or approvals do for that, if they are good for long enough.
	Delay {
		/// From when on.
		until: Moment,
	},
	/// Not at all.
	Deny,
}

/// Has a say in what an identity does. Guardianship is one; `()` has nothing to say.
///
/// Freezing an identity, revoking the key that acts and votes on requests are never brought before a guard.
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

/// What someone has of an asset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Has<Balance> {
	/// What is on no hold.
	pub free: Balance,
	/// That, and what is on hold.
	pub total: Balance,
}

/// Looks at what other pallets hold about an identity, before and after an act.
pub trait OutcomeInspect<AccountId, AssetId, Balance, HoldReason> {
	/// A fingerprint of everything by which others can act as `who` after the act is over, such as its proxies. Two
	/// states have the same only if nothing was given away in between. Read twice in each act, so it should not be
	/// much.
	fn delegations(who: &AccountId) -> [u8; 32];

	/// What `who` has of `asset`. What is on hold has to be told apart: a limited key could otherwise have it released, and send
	/// it away, within one act.
	fn asset_balance(asset: &AssetId, who: &AccountId) -> Has<Balance>;

	/// What is held of `who`, for what and how much, so that others can count on it. Bounded by the number of reasons.
	fn holds(who: &AccountId) -> Vec<(HoldReason, Balance)>;
}

/// For a runtime in which nobody can act as another, and with no assets.
impl<AccountId, AssetId, Balance: Default, HoldReason> OutcomeInspect<AccountId, AssetId, Balance, HoldReason> for () {
	fn delegations(_: &AccountId) -> [u8; 32] {
		[0; 32]
	}

	fn asset_balance(_: &AssetId, _: &AccountId) -> Has<Balance> {
		Has::default()
	}

	fn holds(_: &AccountId) -> Vec<(HoldReason, Balance)> {
		Vec::new()
	}
}

/// What benchmarks need and only the runtime can supply.
#[cfg(feature = "runtime-benchmarks")]
pub trait BenchmarkHelper<AssetId, Scope, Call> {
	/// A number of different assets: see `MAX_LIMITS`.
	fn asset(index: u32) -> AssetId;

	/// Give `who` some of `asset`, and put some of it on hold, so that looking at it costs what it costs.
	fn endow(asset: &AssetId, who: &sp_runtime::AccountId32);

	/// A scope that is not the widest, and allows `frame_system::remark`.
	fn narrow_scope() -> Scope;

	/// A call of about `bytes` that takes longest to look at: of as many parts as there can be, as deep as they can be, by each
	/// of which something leaves; and by which one more of each of `assets` goes to `to`. And on how many levels: on each of them
	/// a scope looks at all parts again.
	fn crowded(bytes: u32, assets: &[Option<AssetId>], to: &sp_runtime::AccountId32) -> (Call, u32);

	/// The calls that a key of [`Self::narrow_scope`] must be permitted besides to make [`Self::crowded`].
	fn permitted() -> Vec<CallIndex>;

	/// Give away the right to act as `who` to as many others as is possible.
	fn delegate(who: &sp_runtime::AccountId32);
}
