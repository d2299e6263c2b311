//! Which acts are under way. An act is a frame, and an act within an act is a frame on top of it.
//!
//! Frames live in the dispatch context and not in storage: they concern nobody once the transaction is over, and cost
//! no reads and writes. They are what lets the calls of this pallet know on whose authority they are made, and what
//! lets a key's spending limit reach to the identities that are acted as further down.

use crate::{types::*, BalanceOf, Config, Error, Has, OutcomeInspect, Pallet};
use alloc::vec::Vec;
use frame_support::{
	dispatch_context::with_context,
	ensure,
	traits::{fungible::Inspect, OriginTrait},
};
use frame_system::{ensure_signed, pallet_prelude::OriginFor};
use sp_runtime::{
	traits::{Saturating, Zero},
	DispatchError,
};

/// Watches what an identity has of one asset.
pub(crate) struct Meter<T: Config> {
	/// Which; `None` for the native one.
	pub asset: Option<T::AssetId>,
	/// What the identity had before the act.
	before: Has<BalanceOf<T>>,
	/// What was spent in acts within the act.
	below: BalanceOf<T>,
}

/// An act that is under way.
pub(crate) struct Frame<T: Config> {
	/// Who is acted as.
	pub identity: T::AccountId,
	/// By what.
	pub authority: AuthorityOf<T>,
	/// Whether calls that change who controls the identity may be made: the act was classified as such, and by an
	/// authority without limits.
	pub control: bool,
	/// Whether it is by an authority without limits, and so are the acts that it is a part of.
	pub full: bool,
	/// What is watched on behalf of this act or of one that it is a part of.
	pub meters: Vec<Meter<T>>,
}

/// The acts under way, the innermost last.
struct Frames<T: Config>(Vec<Frame<T>>);

impl<T: Config> Default for Frames<T> {
	fn default() -> Self {
		Self(Vec::new())
	}
}

impl<T: Config> Meter<T> {
	fn start(asset: Option<T::AssetId>, identity: &T::AccountId) -> Self {
		let before = Self::has(&asset, identity);
		Self { asset, before, below: Zero::zero() }
	}

	fn has(asset: &Option<T::AssetId>, identity: &T::AccountId) -> Has<BalanceOf<T>> {
		match asset {
			None => Has { free: T::NativeBalance::balance(identity), total: T::NativeBalance::total_balance(identity) },
			Some(asset) => T::Outcome::asset_balance(asset, identity),
		}
	}

	/// What the identity and those that it acted as have less than before. What was put on hold is spent; and what was
	/// on hold is not given for having been released, or a deposit could be taken back and sent away at once.
	///
	/// Saturating is right: who has more has spent nothing, and more than there can be is more than any limit.
	pub fn spent(&self, identity: &T::AccountId) -> BalanceOf<T> {
		let Has { free, total } = Self::has(&self.asset, identity);
		let less = self.before.free.saturating_sub(free).max(self.before.total.saturating_sub(total));
		less.saturating_add(self.below)
	}
}

/// Look at the acts under way. Without a dispatch context there are none.
fn with_frames<T: Config, R>(look: impl FnOnce(&mut Vec<Frame<T>>) -> R) -> Option<R> {
	with_context::<Frames<T>, R>(|frames| look(&mut frames.or_default().0))
}

impl<T: Config> Pallet<T> {
	/// How many acts are under way.
	pub(crate) fn depth() -> u32 {
		let depth = with_frames::<T, _>(|frames| frames.len()).unwrap_or(0);
		u32::try_from(depth).unwrap_or(u32::MAX)
	}

	/// Begin an act. `limits` are the assets that the authority has limits for; what the act around it watches is
	/// watched too if it is part of that (`inner`), so that a limit cannot be evaded by spending what another
	/// identity has. Returns of how many assets the balance was read.
	pub(crate) fn enter(
		identity: &T::AccountId,
		authority: &AuthorityOf<T>,
		control: bool,
		full: bool,
		limits: impl Iterator<Item = Option<T::AssetId>>,
		inner: bool,
	) -> Result<u32, DispatchError> {
		let mut assets: Vec<_> = limits.collect();
		let watched = with_frames::<T, _>(|frames| {
			let last = frames.last().filter(|_| inner);
			last.map(|last| last.meters.iter().map(|meter| meter.asset.clone()).collect::<Vec<_>>())
		});
		for asset in watched.ok_or(Error::<T>::NotActing)?.into_iter().flatten() {
			if !assets.contains(&asset) {
				assets.push(asset);
			}
		}
		// No more than was charged for.
		let number = u32::try_from(assets.len()).unwrap_or(u32::MAX);
		ensure!(number <= MAX_LIMITS, Error::<T>::TooManyLimits);
		let meters = assets.into_iter().map(|asset| Meter::start(asset, identity)).collect();
		let (identity, authority) = (identity.clone(), authority.clone());
		with_frames::<T, _>(|frames| {
			let full = full && frames.last().is_none_or(|last| last.full || !inner);
			frames.push(Frame { identity, authority, control, full, meters });
		})
		.ok_or(Error::<T>::NotActing)?;
		Ok(number)
	}

	/// End the innermost act.
	pub(crate) fn leave() -> Option<Frame<T>> {
		with_frames::<T, _>(Vec::pop).flatten()
	}

	/// Tell the act around, which may watch other assets than this did, what was spent in this one.
	pub(crate) fn report(spent: &[(Option<T::AssetId>, BalanceOf<T>)]) {
		with_frames::<T, _>(|frames| {
			for meter in frames.last_mut().into_iter().flat_map(|frame| frame.meters.iter_mut()) {
				for (_, amount) in spent.iter().filter(|(asset, _)| *asset == meter.asset) {
					// Saturating is right: more than there can be is more than any limit.
					meter.below.saturating_accrue(*amount);
				}
			}
		});
	}

	/// By what and how `identity` is acted as at this moment: the innermost act must be its own.
	pub(crate) fn acting(identity: &T::AccountId) -> Option<(AuthorityOf<T>, bool)> {
		with_frames::<T, _>(|frames| {
			let frame = frames.last().filter(|frame| frame.identity == *identity)?;
			Some((frame.authority.clone(), frame.control))
		})
		.flatten()
	}

	/// Whether `identity` is acted as at this moment by something with limits.
	pub(crate) fn acts_within_limits(identity: &T::AccountId) -> bool {
		let is_limited = |frame: &Frame<T>| frame.identity == *identity && !frame.full;
		with_frames::<T, _>(|frames| frames.last().is_some_and(is_limited)).unwrap_or(false)
	}

	/// That the origin is an identity as which an act is under way. One that a proxy or a schedule has minted is not.
	pub(crate) fn ensure_acting(origin: OriginFor<T>) -> Result<T::AccountId, DispatchError> {
		let identity = ensure_signed(origin)?;
		Self::acting(&identity).ok_or(Error::<T>::NotActing)?;
		Ok(identity)
	}

	/// As [`Self::ensure_acting`], and that the act may change who controls the identity.
	pub(crate) fn ensure_control(origin: OriginFor<T>) -> Result<T::AccountId, DispatchError> {
		let identity = ensure_signed(origin)?;
		let (_, control) = Self::acting(&identity).ok_or(Error::<T>::NotActing)?;
		ensure!(control, Error::<T>::NotFullKey);
		Ok(identity)
	}

	/// As [`Self::ensure_control`], or that the key to be revoked is the one that acts.
	pub(crate) fn ensure_may_revoke(
		origin: OriginFor<T>,
		key: &civitas_primitives::PublicKey,
	) -> Result<T::AccountId, DispatchError> {
		let identity = ensure_signed(origin)?;
		let (authority, control) = Self::acting(&identity).ok_or(Error::<T>::NotActing)?;
		ensure!(control || authority == Authority::Key(*key), Error::<T>::NotFullKey);
		Ok(identity)
	}

	/// The origin of an act: that of the carrying call, whose filters stay in force, with another caller. An act
	/// within an act can so never do what the outer one could not.
	pub(crate) fn take_over(mut origin: OriginFor<T>, identity: &T::AccountId) -> OriginFor<T> {
		origin.set_caller_from_signed(identity.clone());
		origin
	}
}
