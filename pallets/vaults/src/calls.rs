//! What can be done. The rules are in the module of each concept.

use frame_support::pallet_macros::pallet_section;

/// The calls of the pallet.
#[pallet_section]
mod calls {
	#[pallet::call(weight(<T as Config>::WeightInfo))]
	impl<T: Config> Pallet<T> {
		/// Make a vault of an asset, which is `null` for the native one. Anyone may, for a price that goes to the treasury, the deposits
		/// of its positions in markets, and what its account needs. None of this comes back. It has no markets at first: its curator
		/// announces them.
		///
		/// `delay` is for how long changes are announced, from one to 30 days, in milliseconds. `fee` is the share of the curator in
		/// what a share is worth more than it ever was, in parts per billion: at most one half.
		#[pallet::call_index(0)]
		pub fn create_vault(
			origin: OriginFor<T>,
			asset: Asset,
			curator: T::AccountId,
			guardian: T::AccountId,
			delay: Moment,
			fee: Ppb,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_create_vault(&who, asset, curator, guardian, delay, fee)
		}

		/// Propose a change. Only the curator may. A lower cap, a lower fee and another order count at once. A new market, a higher cap
		/// and a higher fee are announced, and can be applied after the delay of the vault. What was announced of the same market, or of
		/// the fee, is replaced.
		#[pallet::call_index(1)]
		#[pallet::weight(<T as Config>::WeightInfo::propose(MAX_MARKETS))]
		pub fn propose(origin: OriginFor<T>, vault: VaultId, change: Change) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let markets = Self::do_propose(&who, vault, change)?;
			Ok(Some(<T as Config>::WeightInfo::propose(markets)).into())
		}

		/// Apply a change that was announced, once its time has come and within 30 days from then on. Anyone may.
		#[pallet::call_index(2)]
		#[pallet::weight(<T as Config>::WeightInfo::apply(MAX_MARKETS))]
		pub fn apply(origin: OriginFor<T>, vault: VaultId, change: Change) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			let markets = Self::do_apply(vault, change)?;
			Ok(Some(<T as Config>::WeightInfo::apply(markets)).into())
		}

		/// Veto a change that was announced and is not applied yet. The guardian may, and the curator.
		#[pallet::call_index(3)]
		pub fn veto(origin: OriginFor<T>, vault: VaultId, change: Change) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_veto(&who, vault, change)
		}

		/// Spread a vault anew: of each market that is named, how much its supply shares are to be worth. Only the curator may. First
		/// money is withdrawn from where there is more, as far as there is cash, then it is supplied to where there is less. It fails if a
		/// cap would be exceeded or money is missing.
		#[pallet::call_index(4)]
		#[pallet::weight(<T as Config>::WeightInfo::reallocate(MAX_MARKETS))]
		pub fn reallocate(
			origin: OriginFor<T>,
			vault: VaultId,
			targets: BoundedVec<Target, ConstU32<MAX_MARKETS>>,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let markets = Self::do_reallocate(&who, vault, &targets)?;
			Ok(Some(<T as Config>::WeightInfo::reallocate(markets)).into())
		}

		/// Put so much of the asset of a vault into it, for shares. It is supplied to the markets of the vault in their order, as far as
		/// their caps go; what they do not take is idle. `least_shares` is the least number of shares to get.
		#[pallet::call_index(5)]
		#[pallet::weight(<T as Config>::WeightInfo::deposit(MAX_MARKETS))]
		pub fn deposit(
			origin: OriginFor<T>,
			vault: VaultId,
			asset: Asset,
			#[pallet::compact] assets: Balance,
			#[pallet::compact] least_shares: u128,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let markets = Self::do_deposit(&who, vault, asset, assets, least_shares)?;
			Ok(Some(<T as Config>::WeightInfo::deposit(markets)).into())
		}

		/// Redeem so many shares. In cash: what they are worth, from the idle money first and then from the markets, the last of them
		/// first; if there is not as much cash, only as many shares go as are paid for. In kind: the part of the idle money, and of the
		/// supply shares that the vault has in each market.
		#[pallet::call_index(6)]
		#[pallet::weight(Costs::<T>::redeem(*how, MAX_MARKETS))]
		pub fn redeem(
			origin: OriginFor<T>,
			vault: VaultId,
			#[pallet::compact] shares: u128,
			how: How,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let markets = Self::do_redeem(&who, vault, shares, how)?;
			Ok(Some(Costs::<T>::redeem(how, markets)).into())
		}
	}
}
