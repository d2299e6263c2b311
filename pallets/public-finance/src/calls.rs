//! The calls.

use frame_support::pallet_macros::pallet_section;

/// The calls of the pallet.
#[pallet_section]
mod calls {
	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Change something about a body, or make one of the account that calls.
		///
		/// Who may depends on the change: the body, its parent, its appropriator, or who shall appropriate. A body takes a deposit for
		/// its records from its own account.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::set_body().saturating_add(T::Identities::relation_weight()))]
		pub fn set_body(origin: OriginFor<T>, body: T::AccountId, change: BodyChange<T::AccountId>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_body(&who, body, change)
		}

		/// Plan, open or close a period. By an officer with the power Budget, or the appropriator.
		#[pallet::call_index(1)]
		#[pallet::weight(Pallet::<T>::budgeted(T::WeightInfo::set_period()))]
		pub fn set_period(origin: OriginFor<T>, body: T::AccountId, change: PeriodChange) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_period(&who, body, change)
		}

		/// Make a fund, wind a campaign up, or pass on what is left of one. By an officer with the power Budget; passing on, by anyone.
		#[pallet::call_index(2)]
		#[pallet::weight(Pallet::<T>::guarded(T::WeightInfo::set_fund()))]
		pub fn set_fund(origin: OriginFor<T>, body: T::AccountId, change: FundChange) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_fund(&who, body, change)
		}

		/// Make lines: at most 64. By an officer with the power Budget, or the appropriator.
		#[pallet::call_index(3)]
		#[pallet::weight(Pallet::<T>::budgeted(T::WeightInfo::set_line(lines.len() as u32)))]
		pub fn set_line(origin: OriginFor<T>, body: T::AccountId, lines: List<LineTerms>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_line(&who, body, lines)
		}

		/// Move authority from lines to lines: at most 64 times. By an officer with the power Budget; from or to nothing, and as
		/// many times with it as there are, by the appropriator.
		#[pallet::call_index(4)]
		#[pallet::weight(Pallet::<T>::guarded(Pallet::<T>::budgeted(T::WeightInfo::move_authority(moves.len() as u32))))]
		pub fn move_authority(
			origin: OriginFor<T>,
			body: T::AccountId,
			moves: List<Move>,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Ok(Some(Self::submit(&who, &body, Act::MoveAuthority(moves))?).into())
		}

		/// Enter receipts into a fund: at most 64. By an officer with the power Receive. On chain, what is free in the account of the
		/// body goes into the fund.
		#[pallet::call_index(5)]
		#[pallet::weight(Pallet::<T>::guarded(T::WeightInfo::receive(receipts.len() as u32)))]
		pub fn receive(
			origin: OriginFor<T>,
			body: T::AccountId,
			fund: FundId,
			receipts: List<ReceiptTerms<T::AccountId>>,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Ok(Some(Self::submit(&who, &body, Act::Receive { fund, receipts })?).into())
		}

		/// Give to a fund that takes gifts, in its currency: `asset`, which is nothing for the native one.
		///
		/// A deposit for the record is the caller's; it comes back when the record is
		/// archived.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::donate())]
		pub fn donate(origin: OriginFor<T>, fund: FundId, asset: Asset, amount: Balance) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_donate(&who, fund, asset, amount)
		}

		/// Make or change awards: at most 64. By an officer with the power Commit.
		#[pallet::call_index(7)]
		#[pallet::weight(Pallet::<T>::guarded(Pallet::<T>::award_weight(awards)))]
		pub fn award(
			origin: OriginFor<T>,
			body: T::AccountId,
			awards: List<AwardTerms<T::AccountId>>,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Ok(Some(Self::submit(&who, &body, Act::Award(awards))?).into())
		}

		/// Accept what was delivered or invoiced: at most 64 times. By an officer with the power Accept who did not commit to it.
		#[pallet::call_index(8)]
		#[pallet::weight(Pallet::<T>::guarded(Pallet::<T>::accept_weight(acceptances.len() as u32)))]
		pub fn accept(
			origin: OriginFor<T>,
			body: T::AccountId,
			acceptances: List<AcceptanceTerms>,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Ok(Some(Self::submit(&who, &body, Act::Accept(acceptances))?).into())
		}

		/// Pay: at most 64 times. By an officer with the power Pay.
		#[pallet::call_index(9)]
		#[pallet::weight(Pallet::<T>::guarded(Pallet::<T>::pay_weight(payments)))]
		pub fn pay(
			origin: OriginFor<T>,
			body: T::AccountId,
			payments: List<Payment<T::AccountId>>,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Ok(Some(Self::submit(&who, &body, Act::Pay(payments))?).into())
		}

		/// Approve an act that waits, which is judged anew and done; or take it away. Approved by an officer with the power Approve who is
		/// related neither to who wants it nor to who is paid; taken away by these two or by who wanted it; by anyone once it is too late.
		#[pallet::call_index(10)]
		#[pallet::weight(Pallet::<T>::guarded(Pallet::<T>::act_weight()))]
		pub fn approve(
			origin: OriginFor<T>,
			body: T::AccountId,
			act: u32,
			approved: bool,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Ok(Some(Self::do_approve(&who, body, act, approved)?).into())
		}

		/// Say whether a payment by a bank was received. By the account that is paid or exchanges, or an officer with the power Receive of the body
		/// whose fund is paid, which then has a receipt of it.
		#[pallet::call_index(11)]
		#[pallet::weight(Pallet::<T>::guarded(T::WeightInfo::confirm()))]
		pub fn confirm(origin: OriginFor<T>, fund: FundId, number: u32, received: bool) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_confirm(&who, fund, number, received)
		}

		/// Give what is left of a gift back. Of a campaign that was missed or wound up by its donor; else by an officer with the power Pay.
		/// What came by a bank is refunded by `pay`.
		#[pallet::call_index(12)]
		#[pallet::weight(Pallet::<T>::guarded(Pallet::<T>::towards(T::WeightInfo::give_back(), 1)))]
		pub fn give_back(origin: OriginFor<T>, fund: FundId, receipt: u32) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_give_back(&who, fund, receipt)
		}

		/// Put something right. By an officer with the power Pay, of a receipt with the power Receive.
		#[pallet::call_index(13)]
		#[pallet::weight(Pallet::<T>::guarded(T::WeightInfo::correct()))]
		pub fn correct(origin: OriginFor<T>, body: T::AccountId, correction: Correction) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Ok(Some(Self::submit(&who, &body, Act::Correct(correction))?).into())
		}

		/// Take the oldest records of a fund out of state: as many as there are of audited periods, and at most `limit`. By anyone.
		#[pallet::call_index(14)]
		#[pallet::weight(match shelf {
			Shelf::Uses(_) => T::WeightInfo::archive((*limit).min(MAX_LIST)),
			Shelf::Receipts(_) => T::WeightInfo::archive_receipts((*limit).min(MAX_LIST)),
		})]
		pub fn archive(origin: OriginFor<T>, shelf: Shelf, limit: u32) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_archive(shelf, limit.min(MAX_LIST))
		}

		/// Offer an audit of a period, by the appropriator; or accept it, by the auditor.
		#[pallet::call_index(15)]
		#[pallet::weight(T::WeightInfo::engage().saturating_add(T::Identities::relation_weight().saturating_mul(2)))]
		pub fn engage(
			origin: OriginFor<T>,
			body: T::AccountId,
			period: PeriodId,
			engage: Engage<T::AccountId>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_engage(&who, body, period, engage)
		}

		/// Reveal the secret of an audit, so that everybody can draw the sample. By the auditor, when the period is closed and the epoch
		/// after the one in which it was is over.
		#[pallet::call_index(16)]
		#[pallet::weight(T::WeightInfo::reveal())]
		pub fn reveal(origin: OriginFor<T>, body: T::AccountId, period: PeriodId, secret: H256) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_reveal(&who, body, period, secret)
		}

		/// Find something. By the auditor.
		#[pallet::call_index(17)]
		#[pallet::weight(T::WeightInfo::find())]
		pub fn find(
			origin: OriginFor<T>,
			body: T::AccountId,
			period: PeriodId,
			record: Option<Record>,
			severity: Severity,
			document: ContentHash,
			due: Moment,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_find(&who, body, period, record, severity, document, due)
		}

		/// Answer a finding. By the body or an officer of it with any power.
		#[pallet::call_index(18)]
		#[pallet::weight(T::WeightInfo::answer().saturating_add(T::Roles::weight().saturating_mul(6)))]
		pub fn answer(
			origin: OriginFor<T>,
			body: T::AccountId,
			period: PeriodId,
			finding: u16,
			document: ContentHash,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_answer(&who, body, period, finding, document)
		}

		/// Conclude that a finding is resolved, or the whole audit. By the auditor.
		#[pallet::call_index(19)]
		#[pallet::weight(T::WeightInfo::conclude().saturating_add(T::Identities::relation_weight()))]
		pub fn conclude(
			origin: OriginFor<T>,
			body: T::AccountId,
			period: PeriodId,
			conclusion: Conclusion,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_conclude(&who, body, period, conclusion)
		}
	}
}
