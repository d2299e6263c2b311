//! Many agreements settled by one call.

use crate::{types::*, weights::Settles, work::Work, Config, Error, Event, Pallet};
use alloc::vec::Vec;
use civitas_primitives::agreements::{add, Money, MAX_OBLIGATIONS};
use frame_support::{
	dispatch::{DispatchResultWithPostInfo, PostDispatchInfo},
	ensure,
	pallet_prelude::ConstU32,
	storage::with_storage_layer,
	BoundedVec,
};
use sp_runtime::{DispatchError, DispatchErrorWithPostInfo};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_settle(
		who: &T::AccountId,
		list: BoundedVec<ToSettle, ConstU32<MAX_SETTLED>>,
		most: Option<Stated>,
		obligations: u32,
	) -> DispatchResultWithPostInfo {
		ensure!(!list.is_empty(), Error::<T>::NothingToSettle);
		let obligations = obligations.min(MAX_OBLIGATIONS.saturating_mul(MAX_SETTLED));
		let (mut left, mut looked_at, mut failed) = (Vec::new(), 0u32, Vec::new());
		// Once there are more than were stated, and so paid for, none is looked at any more.
		let mut exhausted = false;
		for one in &list {
			let settled = with_storage_layer(|| {
				ensure!(!exhausted, Error::<T>::MoreObligations);
				let work = Work::<T>::load(one.agreement)?;
				let rest = obligations.saturating_sub(looked_at);
				exhausted = work.size() > rest;
				ensure!(!exhausted, Error::<T>::MoreObligations);
				// Where there are more, each is gone over once.
				let again = if list.len() == 1 { rest } else { 0 };
				settle_within(work, who, one, most.as_ref(), &left, again, &mut looked_at)
			});
			match settled {
				Ok(now_left) => left = now_left,
				Err(error) => failed.push((one.agreement, error)),
			}
		}
		let actual_weight = Some(Settles::<T>::settling(&list, looked_at));
		let post_info = PostDispatchInfo { actual_weight, ..Default::default() };
		if let (true, Some((_, error))) = (failed.len() == list.len(), failed.first()) {
			return Err(DispatchErrorWithPostInfo { post_info, error: *error });
		}
		for (agreement, error) in failed {
			Self::deposit_event(Event::SettleFailed { agreement, error });
		}
		Ok(post_info)
	}
}

/// Settle one, unless by that more would leave `who` than `most`, after what has `left` before. What has left by then. How many
/// obligations were looked at counts, whatever becomes of it.
fn settle_within<T: Config>(
	mut work: Work<T>,
	who: &T::AccountId,
	one: &ToSettle,
	most: Option<&Stated>,
	left: &[Money],
	again: u32,
	looked_at: &mut u32,
) -> Result<Vec<Money>, DispatchError> {
	work.settle_within(&one.certificates, again, looked_at)?;
	let mut left = left.to_vec();
	work.left.iter().filter(|(from, _)| from == who).for_each(|(_, money)| add(&mut left, *money));
	let within = |money: &Money| {
		most.is_none_or(|most| {
			let stated = most.iter().filter(|stated| stated.asset == money.asset).map(|stated| stated.amount).max();
			money.amount <= stated.unwrap_or_default()
		})
	};
	ensure!(left.iter().all(within), Error::<T>::LeavesMore);
	work.save();
	Ok(left)
}
