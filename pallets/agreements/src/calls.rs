//! What can be done. The rules are in the module of each concept.

use frame_support::pallet_macros::pallet_section;

/// The calls of the pallet.
#[pallet_section]
mod calls {
	#[pallet::call(weight(<T as Config>::WeightInfo))]
	impl<T: Config> Pallet<T> {
		/// Draft terms, and sign them. Only a party can, or who has to sign an amendment. It pays a deposit for the record.
		///
		/// `most` is, by asset, the most that the signature commits the caller to, interest and arbiters' fees aside; what is
		/// escrowed is held at once. Without it there is no bound, as it has to be if the terms are open-ended or an amendment.
		#[pallet::call_index(0)]
		#[pallet::weight(Settles::<T>::drafting(terms))]
		pub fn draft(origin: OriginFor<T>, terms: TermsOf<T>, most: Option<Stated>) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let drafts = Settles::<T>::drafts(&terms);
			let hash = Self::do_draft(&who, terms, None)?;
			let settled = Self::do_sign(&who, hash, Some(most.as_deref().map(|most| most.as_slice())))?;
			Ok(Some(Settles::<T>::drafted(drafts, settled)).into())
		}

		/// Sign a draft, which is named by the hash of its terms. The last signature makes it active, and what is due is paid.
		///
		/// `most` is as in `draft`.
		#[pallet::call_index(1)]
		#[pallet::weight(Settles::<T>::signing())]
		pub fn sign(origin: OriginFor<T>, draft: H256, most: Option<Stated>) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let settled = Self::do_sign(&who, draft, Some(most.as_deref().map(|most| most.as_slice())))?;
			Ok(Some(Settles::<T>::signed(settled)).into())
		}

		/// Decline a draft, or retract one's signature: it is over, and what was held for it goes back. Whoever is named in it may,
		/// and anyone once it can no longer be signed.
		#[pallet::call_index(2)]
		#[pallet::weight(<T as Config>::WeightInfo::decline(MAX_OBLIGATIONS))]
		pub fn decline(origin: OriginFor<T>, draft: H256) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_decline(&who, draft)
		}

		/// Put so much on hold for an obligation that is not unfunded. Only its debtor may. What is due is paid from it at once.
		#[pallet::call_index(3)]
		#[pallet::weight(Settles::<T>::fund(MAX_OBLIGATIONS))]
		pub fn fund(
			origin: OriginFor<T>,
			agreement: AgreementId,
			obligation: u8,
			money: Money,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let size = Self::do_fund(&who, agreement, obligation, money)?;
			Ok(Some(Settles::<T>::fund(size)).into())
		}

		/// Take back so much of what is on hold for a revocable obligation. Only its debtor may, and only what has not accrued.
		#[pallet::call_index(4)]
		#[pallet::weight(Settles::<T>::defund(MAX_OBLIGATIONS))]
		pub fn defund(
			origin: OriginFor<T>,
			agreement: AgreementId,
			obligation: u8,
			money: Money,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let size = Self::do_defund(&who, agreement, obligation, money)?;
			Ok(Some(Settles::<T>::defund(size)).into())
		}

		/// Settle agreements, at most 500: what is due is paid as far as debtors have it, in the order of the terms, and what is
		/// held for nothing goes back. Anyone may. Each is settled alone: of one that cannot be, an event says why. If none can
		/// be, the call fails.
		///
		/// `most` is, by asset, the most that leaves the caller's own account by it; an agreement by which more would leave is left
		/// as it is. `obligations` is how many obligations they have together, at most; that is what is charged for.
		#[pallet::call_index(5)]
		#[pallet::weight(Settles::<T>::settling(agreements, *obligations))]
		pub fn settle(
			origin: OriginFor<T>,
			agreements: BoundedVec<ToSettle, ConstU32<MAX_SETTLED>>,
			most: Option<Stated>,
			obligations: u32,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			Self::do_settle(&who, agreements, most, obligations)
		}

		/// Claim that so much is due of an obligation, or with the amount 1 that an act is done. Whoever performed may: the creditor
		/// of an amount, the debtor of an act. `evidence` is the hash of what shows it.
		///
		/// Before an answer it can be raised, and after it the rest can be claimed anew: at most 8 times in a row.
		#[pallet::call_index(6)]
		#[pallet::weight(Settles::<T>::claim(MAX_OBLIGATIONS))]
		pub fn claim(
			origin: OriginFor<T>,
			agreement: AgreementId,
			obligation: u8,
			amount: Balance,
			evidence: ContentHash,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let size = Self::do_claim(&who, agreement, obligation, amount, evidence)?;
			Ok(Some(Settles::<T>::claim(size)).into())
		}

		/// Accept so much of the open claim of an obligation: all of it, a part, or nothing. The other side of it may. In a dispute,
		/// it offers so much of what is disputed. The dispute is settled once that is all which the creditor has not waived. An act
		/// is accepted by the amount 1 of the native asset.
		#[pallet::call_index(7)]
		#[pallet::weight(Settles::<T>::answer(MAX_OBLIGATIONS))]
		pub fn answer(
			origin: OriginFor<T>,
			agreement: AgreementId,
			obligation: u8,
			money: Money,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let size = Self::do_answer(&who, agreement, obligation, money)?;
			Ok(Some(Settles::<T>::answer(size)).into())
		}

		/// Let go of so much of what an obligation owes or will owe, of what is disputed first and of interest last. Only its
		/// creditor may. An act is let go of by the amount 1 of the native asset.
		#[pallet::call_index(8)]
		#[pallet::weight(Settles::<T>::waive(2 * MAX_OBLIGATIONS))]
		pub fn waive(
			origin: OriginFor<T>,
			agreement: AgreementId,
			obligation: u8,
			money: Money,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let size = Self::do_waive(&who, agreement, obligation, money)?;
			Ok(Some(Settles::<T>::waive(size)).into())
		}

		/// Dispute what is open of a claim, or so much of what is not paid yet. Either side of the obligation may. It is frozen until
		/// it is decided; a debtor holds it first. Of an act it is the amount 1 of the native asset.
		///
		/// `fee` is the most that the caller advances for the fees of arbiters. `evidence` is the hash of what shows that the caller
		/// is right. In a dispute, it shows further evidence, advances the fee if both sides have to, and disputes so much more, which
		/// can be 0.
		#[pallet::call_index(9)]
		#[pallet::weight(Settles::<T>::dispute(2 * MAX_OBLIGATIONS))]
		pub fn dispute(
			origin: OriginFor<T>,
			agreement: AgreementId,
			obligation: u8,
			money: Money,
			#[pallet::compact] fee: Balance,
			evidence: ContentHash,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let size = Self::do_dispute(&who, agreement, obligation, money, fee, evidence)?;
			Ok(Some(Settles::<T>::dispute(size)).into())
		}

		/// Rule that so much of what is disputed is due; of an act, 1 if it is done. Only the arbiter whose turn it is may. The fee is
		/// paid at once. `may_end` allows both sides to end the agreement.
		#[pallet::call_index(10)]
		#[pallet::weight(Settles::<T>::rule(MAX_OBLIGATIONS))]
		pub fn rule(
			origin: OriginFor<T>,
			agreement: AgreementId,
			obligation: u8,
			amount: Balance,
			may_end: bool,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let size = Self::do_rule(&who, agreement, obligation, amount, may_end)?;
			Ok(Some(Settles::<T>::rule(size)).into())
		}

		/// Bring a ruling before the next instance. Either side of the obligation may, as long as the terms say. `fee` is the most
		/// that the caller advances for the fees of arbiters.
		#[pallet::call_index(11)]
		#[pallet::weight(Settles::<T>::appeal(MAX_OBLIGATIONS))]
		pub fn appeal(
			origin: OriginFor<T>,
			agreement: AgreementId,
			obligation: u8,
			#[pallet::compact] fee: Balance,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let size = Self::do_appeal(&who, agreement, obligation, fee)?;
			Ok(Some(Settles::<T>::appeal(size)).into())
		}

		/// End an agreement: by notice; at a moment that all parties name; now, because something is late that the caller is owed;
		/// or now, because a ruling allows it. What has not accrued by then does not, but for what is timed from the end.
		#[pallet::call_index(12)]
		#[pallet::weight(Settles::<T>::end(MAX_OBLIGATIONS))]
		pub fn end(origin: OriginFor<T>, agreement: AgreementId, ending: Ending) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let size = Self::do_end(&who, agreement, ending)?;
			Ok(Some(Settles::<T>::end(size)).into())
		}

		/// Keep no more of an agreement than what came of it, 180 days after its end, and give back the rest of the deposit. Anyone
		/// may, once nothing is owed or held. What nobody has claimed by then lapses. Of what is compacted, the caller takes the deposit
		/// over, and whoever had paid it has it back.
		#[pallet::call_index(13)]
		#[pallet::weight(Settles::<T>::compact(MAX_OBLIGATIONS))]
		pub fn compact(origin: OriginFor<T>, agreement: AgreementId) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let size = Self::do_compact(&who, agreement)?;
			Ok(Some(Settles::<T>::compact(size)).into())
		}
	}
}
