//! What can be done. The rules are in the module of each concept.

use frame_support::pallet_macros::pallet_section;

/// The calls of the pallet.
#[pallet_section]
mod calls {
	#[pallet::call(weight(<T as Config>::WeightInfo))]
	impl<T: Config> Pallet<T> {
		/// Become a register: who keeps credit files, off chain. The caller pays a price for good to the treasury. `policy` is the hash
		/// of how it works. It publishes a root for each period of so many days: 1 to 92. None of this ever changes.
		#[pallet::call_index(0)]
		pub fn open_register(origin: OriginFor<T>, policy: ContentHash, period: u16) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_open_register(&who, policy, period)
		}

		/// Publish the root over all files of the register that calls, for the period that it is now. Once.
		#[pallet::call_index(1)]
		pub fn publish_root(origin: OriginFor<T>, root: H256) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_publish_root(&who, root)
		}

		/// Dispute what a register says. `dispute` is the salted hash of the entry: only who is told the salt knows what it is of. If
		/// nobody answers in 30 days, the entry is void. The caller pays a deposit for the record, and has it back when it is forgotten.
		#[pallet::call_index(2)]
		pub fn dispute(origin: OriginFor<T>, register: T::AccountId, dispute: ContentHash) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_dispute(&who, register, dispute)
		}

		/// Answer a dispute, as the register, within 30 days. `answer` is the hash of what is answered.
		#[pallet::call_index(3)]
		pub fn answer(origin: OriginFor<T>, dispute: ContentHash, answer: ContentHash) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_answer(&who, dispute, answer)
		}

		/// End all consents that the caller has signed until now. The first time, a deposit is paid for the record.
		#[pallet::call_index(4)]
		pub fn void_consents(origin: OriginFor<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_void_consents(&who)
		}

		/// Offer loans to anyone who meets the terms. The budget is held at once. Or, as its manager, for a pool: then it is only a limit
		/// for what is lent of its cash. The caller pays a deposit for the record.
		#[pallet::call_index(5)]
		pub fn publish_offer(origin: OriginFor<T>, pool: Option<PoolId>, terms: OfferTerms) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_publish_offer(&who, pool, terms)
		}

		/// Withdraw an offer: what is left of its budget is free again. Only who has made it may. Loans go on.
		#[pallet::call_index(6)]
		pub fn withdraw_offer(origin: OriginFor<T>, asset: Asset, offer: OfferId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_withdraw_offer(&who, asset, offer)
		}

		/// Draw a loan by an offer of this asset: `principal` is paid out, and `collateral` is held, if the offer asks for some. If it
		/// asks for a tier, `certificate` says that the caller is in it, and opens no other loan. The caller pays a deposit for the record.
		#[pallet::call_index(7)]
		#[pallet::weight(Costs::<T>::draw())]
		pub fn draw(
			origin: OriginFor<T>,
			asset: Asset,
			offer: OfferId,
			#[pallet::compact] principal: Balance,
			collateral: Option<Money>,
			certificate: Option<CertificateId>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_draw(&who, asset, offer, principal, collateral, certificate)
		}

		/// Propose a loan to a borrower, or other terms of one, as the lender or the manager of a pool that is. The principal of a new
		/// loan is held at once, unless a pool lends. The caller pays a deposit for the record.
		#[pallet::call_index(8)]
		#[pallet::weight(Costs::<T>::propose())]
		pub fn propose(
			origin: OriginFor<T>,
			pool: Option<PoolId>,
			borrower: T::AccountId,
			terms: ProposedTerms,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_propose(&who, pool, borrower, terms)
		}

		/// Withdraw a proposal, or decline it: who has made it and the borrower may.
		#[pallet::call_index(9)]
		pub fn withdraw_proposal(origin: OriginFor<T>, borrower: T::AccountId, proposal: ProposalId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_withdraw_proposal(&who, borrower, proposal)
		}

		/// Accept a proposal, as the borrower. The principal is paid out and the collateral is held; or the terms of the loan are
		/// replaced. Both amounts are said again, so that limits of a key can be checked.
		#[pallet::call_index(10)]
		#[pallet::weight(Costs::<T>::accept())]
		pub fn accept(
			origin: OriginFor<T>,
			proposal: ProposalId,
			principal: Money,
			collateral: Option<Money>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_accept(&who, proposal, principal, collateral)
		}

		/// Pay at most so much of a loan, whoever's it is: late interest, interest and principal that are due; then interest since the
		/// last date, principal of the next date, and the rest with the prepayment fee. What is not needed is not taken. If the lender
		/// cannot take it, it is held in the account of the caller, and counts as paid.
		#[pallet::call_index(11)]
		pub fn pay(
			origin: OriginFor<T>,
			borrower: T::AccountId,
			loan: LoanNumber,
			asset: Asset,
			#[pallet::compact] most: Balance,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_pay(&who, borrower, loan, asset, most)
		}

		/// Give what was paid for a loan to its lender, which could not take it; or to the borrower what is left of the collateral, if
		/// he could not, first. Anyone may. What its lender has not claimed when the outcome may be forgotten goes back to who paid.
		#[pallet::call_index(12)]
		#[pallet::weight(Costs::<T>::claim())]
		pub fn claim(
			origin: OriginFor<T>,
			borrower: T::AccountId,
			loan: LoanNumber,
			payer: T::AccountId,
		) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_claim(borrower, loan, payer)
		}

		/// Impair a loan of a pool that is late: until that is cured, shares are redeemed as if it brought in what its collateral is
		/// worth. Anyone may, and again when that has changed.
		#[pallet::call_index(13)]
		pub fn impair(origin: OriginFor<T>, borrower: T::AccountId, loan: LoanNumber) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_impair(borrower, loan)
		}

		/// Declare a loan to be in default, as its lender; of a pool, anyone may. It is, if something has been due for longer than the
		/// terms say. If more is owed than the covenant allows, that is noted first; when it has been so for the time to cure, it is in
		/// default. If it is not so any more, the note is taken away, by anyone.
		#[pallet::call_index(14)]
		pub fn declare_default(origin: OriginFor<T>, borrower: T::AccountId, loan: LoanNumber) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_declare_default(&who, borrower, loan)
		}

		/// Pay at most so much of a loan that is in default, and take collateral for it at its price, with a bonus that grows from
		/// nothing to 10 % in three days: no less than `least`. Anyone may. When all is paid, the borrower has the rest of the collateral.
		#[pallet::call_index(15)]
		pub fn seize(
			origin: OriginFor<T>,
			borrower: T::AccountId,
			loan: LoanNumber,
			asset: Asset,
			#[pallet::compact] most: Balance,
			#[pallet::compact] least: Balance,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_seize(&who, borrower, loan, asset, most, least)
		}

		/// Write off what is owed of a loan that is in default, as its lender. Collateral that is left goes back to the borrower, so seize it
		/// first. Of a pool, only once there
		/// is none left: its manager may, and anyone 30 days after the default was declared. What is paid afterwards still goes to the lender.
		#[pallet::call_index(16)]
		pub fn write_off(origin: OriginFor<T>, borrower: T::AccountId, loan: LoanNumber) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_write_off(&who, borrower, loan)
		}

		/// Forget a record that is not needed any more. Its deposit goes back to who has paid it.
		#[pallet::call_index(17)]
		pub fn forget(origin: OriginFor<T>, record: Record<T::AccountId>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_forget(&who, record)
		}

		/// Open a pool of an asset, and become its manager. The caller pays a price for good, to the treasury, and gives the account of
		/// the pool what it needs. The rules never change.
		#[pallet::call_index(18)]
		pub fn open_pool(origin: OriginFor<T>, asset: Asset, rules: PoolRules) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_open_pool(&who, asset, rules)
		}

		/// Let the cover of a pool be so much, as its manager: what is missing is put in, what is too much is taken out, as far as what is
		/// lent does not need it.
		#[pallet::call_index(19)]
		pub fn set_cover(
			origin: OriginFor<T>,
			pool: PoolId,
			asset: Asset,
			#[pallet::compact] cover: Balance,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_cover(&who, pool, asset, cover)
		}

		/// Put so much into a pool, for shares: `least_shares` at least. Their price is as if nothing were lost, or ever had been, and
		/// with the income that was paid and has not entered.
		#[pallet::call_index(20)]
		pub fn deposit(
			origin: OriginFor<T>,
			pool: PoolId,
			asset: Asset,
			#[pallet::compact] assets: Balance,
			#[pallet::compact] least_shares: u128,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_deposit(&who, pool, asset, assets, least_shares)
		}

		/// Ask to redeem so many shares. They are put at the end of the queue, where they still bear losses, and cannot be taken out
		/// again. If they are worth less than `least` when it is their turn, nothing is paid, and they are the caller's again. He pays a
		/// deposit for the record.
		#[pallet::call_index(21)]
		pub fn request_redemption(
			origin: OriginFor<T>,
			pool: PoolId,
			#[pallet::compact] shares: u128,
			#[pallet::compact] least: Balance,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_request_redemption(&who, pool, shares, least)
		}

		/// Pay redemptions whose notice is over, in the order of the queue: at most so many, up to 32, and as far as there is cash. What
		/// is known to be lost is taken off. Anyone may. Who wants more has his shares back, and who cannot take it goes to the end
		/// of the queue.
		#[pallet::call_index(22)]
		#[pallet::weight(<T as Config>::WeightInfo::redeem((*most).min(MAX_REDEEMED)))]
		pub fn redeem(origin: OriginFor<T>, pool: PoolId, most: u32) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			let looked_at = Self::do_redeem(pool, most)?;
			Ok(Some(<T as Config>::WeightInfo::redeem(looked_at)).into())
		}
	}
}
