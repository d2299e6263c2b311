//! What can be done. The rules are in the module of each concept.

use frame_support::pallet_macros::pallet_section;

/// The calls of the pallet.
#[pallet_section]
mod calls {
	#[pallet::call(weight(<T as Config>::WeightInfo))]
	impl<T: Config> Pallet<T> {
		/// Make a market in which `loan` is lent against `collateral`, under terms that never change. Anyone may, for a price, which
		/// the treasury gets, and the smallest amount of `loan` that an account can have. It has no caps at first.
		#[pallet::call_index(0)]
		pub fn create_market(
			origin: OriginFor<T>,
			loan: Asset,
			collateral: Asset,
			terms: Terms<T::AccountId>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_create_market(&who, loan, collateral, terms)
		}

		/// Set the most that can be supplied to a market and borrowed from it. A lower cap counts at once, and a higher one after two
		/// days. The curator may, and the guardian may lower them.
		#[pallet::call_index(1)]
		pub fn set_caps(
			origin: OriginFor<T>,
			market: MarketId,
			#[pallet::compact] supply: Balance,
			#[pallet::compact] borrow: Balance,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_caps(&who, market, supply, borrow)
		}

		/// Say whether nobody can supply to a market, and borrow from it. The curator and the guardian may. Nobody is kept from
		/// leaving.
		#[pallet::call_index(2)]
		pub fn pause(origin: OriginFor<T>, market: MarketId, supply: bool, borrow: bool) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_pause(&who, market, supply, borrow)
		}

		/// Supply so much to a market, for shares of what is in it. The certificate is the one that the market asks for, if it does.
		#[pallet::call_index(3)]
		#[pallet::weight(Actions::<T>::certified(<T as Config>::WeightInfo::supply(), certificate))]
		pub fn supply(
			origin: OriginFor<T>,
			market: MarketId,
			#[pallet::compact] assets: Balance,
			certificate: Option<CertificateId>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let amount = Amount::Assets(assets);
			Run::<T>::one(&who, |run| run.act(Action::Supply { market, amount, certificate }))
		}

		/// Withdraw from a market what one has supplied, as far as it has cash: an amount, a number of shares, or all.
		#[pallet::call_index(4)]
		pub fn withdraw(origin: OriginFor<T>, market: MarketId, amount: Amount) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Run::<T>::one(&who, |run| run.act(Action::Withdraw { market, amount }))
		}

		/// Pledge so much in a market. It stays in the owner's account, on hold. Anyone may add to the position of another who
		/// owes something there, and is `owner` then.
		#[pallet::call_index(5)]
		pub fn add_collateral(
			origin: OriginFor<T>,
			market: MarketId,
			#[pallet::compact] assets: Balance,
			owner: Option<T::AccountId>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let owner = owner.as_ref().unwrap_or(&who);
			Run::<T>::one(&who, |run| run.add_collateral(market, Amount::Assets(assets), owner))
		}

		/// Take so much back of what one has pledged. With a debt it must stay within the borrow LTV.
		#[pallet::call_index(6)]
		pub fn remove_collateral(origin: OriginFor<T>, market: MarketId, amount: Amount) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Run::<T>::one(&who, |run| run.act(Action::RemoveCollateral { market, amount }))
		}

		/// Borrow so much from a market, within the borrow LTV. The certificate is the one that the market asks for, if it does.
		#[pallet::call_index(7)]
		#[pallet::weight(Actions::<T>::certified(<T as Config>::WeightInfo::borrow(), certificate))]
		pub fn borrow(
			origin: OriginFor<T>,
			market: MarketId,
			#[pallet::compact] assets: Balance,
			certificate: Option<CertificateId>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let amount = Amount::Assets(assets);
			Run::<T>::one(&who, |run| run.act(Action::Borrow { market, amount, certificate }))
		}

		/// Repay an amount, or all that is owed. Anyone may repay for another, who is `owner` then.
		#[pallet::call_index(8)]
		pub fn repay(
			origin: OriginFor<T>,
			market: MarketId,
			amount: Amount,
			owner: Option<T::AccountId>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let owner = owner.as_ref().unwrap_or(&who);
			Run::<T>::one(&who, |run| run.repay(market, amount, owner))
		}

		/// Repay at most so much of the debt of a position whose health is below 1, and take collateral for it, with a bonus. No more
		/// is repaid than restores the target health, or leaves no dust. At least `least` collateral is got, or nothing is done.
		#[pallet::call_index(9)]
		pub fn liquidate(
			origin: OriginFor<T>,
			market: MarketId,
			borrower: T::AccountId,
			#[pallet::compact] most: Balance,
			#[pallet::compact] least: Balance,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Run::<T>::one(&who, |run| run.act(Action::Liquidate { market, borrower, most, least }))
		}

		/// Do all of this, in this order, or nothing. Debts are looked at only at the end: each must be within the borrow LTV or, if
		/// it has not grown, no higher by collateral than before.
		#[pallet::call_index(10)]
		#[pallet::weight(Actions::<T>::bundle(actions))]
		pub fn bundle(
			origin: OriginFor<T>,
			actions: BoundedVec<Action<T::AccountId>, ConstU32<MAX_ACTIONS>>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_bundle(&who, actions.into_inner()).map(drop)
		}

		/// Take so much of what the reserve of a market has above its floor. Only the curator may.
		#[pallet::call_index(11)]
		pub fn collect(origin: OriginFor<T>, market: MarketId, #[pallet::compact] assets: Balance) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_collect(&who, market, assets)
		}

		/// Add a feed of prices of an asset, for ever. Prices are of one whole unit, which has so many decimals.
		#[pallet::call_index(12)]
		pub fn add_feed(origin: OriginFor<T>, asset: Asset, decimals: u8, guard: Guard) -> DispatchResult {
			T::FeedOrigin::ensure_origin(origin)?;
			Self::do_add_feed(asset, decimals, guard)
		}
	}
}
