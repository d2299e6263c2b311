//! What is kept of an agreement that is over, and what it says of those who had to do with one another.

use crate::{
	types::*,
	weights::Settles,
	work::{Between, Work},
	Agreements, AgreementsOf, Config, Error, Event, Pallet, StoredTerms,
};
use alloc::vec::Vec;
use civitas_primitives::{
	agreements::{
		add,
		info::{Fee, Total},
		AgreementId, Asset, Balance, Instance, InteractionReceipts, Money, Receipt, ReceiptOutcome, ReceiptSubject,
		Standing, Terms, Thing, COMPACT_AFTER, MAX_OBLIGATIONS,
	},
	page::MAX_PAGE_SIZE,
	Moment,
};
use frame_support::{ensure, traits::Consideration, BoundedVec};
use sp_runtime::{traits::Get, DispatchError, Weight};

/// What has gone from whom to whom by an obligation.
pub(crate) fn total<T: Config>(
	standing: &Standing<'_, T::AccountId, crate::ConditionOf<T>>,
	between: &Between<T>,
	now: Moment,
) -> Total<T::AccountId> {
	let record = standing.record;
	let late_now = standing.late_since(now).map_or(0, |since| now.saturating_sub(since));
	// What was before it was handed over stays with whom it was paid to; and whoever takes over what is late has not waited for it.
	let (before, longest_late) = match record.handed_over {
		Some(before) => (before, 0),
		None => ((0, 0), record.longest_late.max(late_now)),
	};
	let money = |amount: Balance| if between.asset.is_some() { amount } else { 0 };
	Total {
		from: between.debtor.clone(),
		to: between.creditor.clone(),
		asset: between.asset.flatten(),
		// Saturating is right: there is no more than can be.
		paid: money(record.paid.saturating_add(record.interest_paid).saturating_sub(before.0)),
		refunded: money(record.refunded.saturating_sub(before.1)),
		longest_late,
	}
}

/// Add a total to others, of which there are `most`. What says nothing is left out.
pub(crate) fn merge<AccountId: PartialEq>(
	totals: &mut Totals<AccountId>,
	total: Total<AccountId>,
	most: u32,
) -> Result<(), ()> {
	if (total.paid, total.refunded, total.longest_late) == (0, 0, 0) {
		return Ok(());
	}
	let is_same =
		|known: &Total<AccountId>| known.from == total.from && known.to == total.to && known.asset == total.asset;
	let place = totals.iter().position(is_same);
	let room = totals.len() < most as usize;
	let known = match place {
		Some(place) => totals.get_mut(place),
		None => None,
	};
	match known {
		Some(known) => {
			known.paid = known.paid.saturating_add(total.paid);
			known.refunded = known.refunded.saturating_add(total.refunded);
			known.longest_late = known.longest_late.max(total.longest_late);
			Ok(())
		},
		None if room => totals.try_push(total).map_err(|_| ()),
		None => Err(()),
	}
}

/// What is known of who had to do with whom in an agreement.
struct Dealings<T: Config> {
	about: Option<Thing<T::AccountId>>,
	totals: Totals<T::AccountId>,
	arbiters: Vec<Fee<T::AccountId>>,
	parties: Vec<T::AccountId>,
	since: Moment,
	over_at: Option<Moment>,
	outcome: ReceiptOutcome,
	opener: Option<u8>,
}

impl<T: Config> Work<T> {
	/// All that came of it.
	fn totals(&self) -> Result<Totals<T::AccountId>, DispatchError> {
		let mut totals = self.agreement.past.clone();
		for place in self.places() {
			let total = total::<T>(&self.standing(place)?, &self.between(place)?, self.now);
			merge(&mut totals, total, MAX_TOTALS).map_err(|()| Error::<T>::TooManyTotals)?;
		}
		Ok(totals)
	}

	/// When it ended; `None` if it has not.
	fn ended_at(&self) -> Option<Moment> {
		let progress = &self.agreement.progress;
		progress.end(&self.terms).filter(|end| *end <= self.now).or(progress.closed_at)
	}

	/// The same for who had to do with one another: what moved after the end was still between them.
	fn over_at(&self) -> Option<Moment> {
		self.ended_at().map(|end| end.max(self.agreement.moved_at))
	}

	fn outcome(&self) -> ReceiptOutcome {
		match (self.ended_at(), self.is_settled(), self.agreement.broken) {
			(None, ..) => ReceiptOutcome::Running,
			(Some(_), false, _) => ReceiptOutcome::Unsettled,
			(Some(_), true, true) => ReceiptOutcome::Broken,
			(Some(_), true, false) => ReceiptOutcome::Completed,
		}
	}
}

impl<T: Config> Pallet<T> {
	/// Keep no more of an agreement than what came of it. If that was done, take its deposit over: whoever has paid it is not bound to
	/// it for ever.
	pub(crate) fn do_compact(who: &T::AccountId, agreement: AgreementId) -> Result<u32, DispatchError> {
		if let Some(Entry::Outcome(mut kept)) = Agreements::<T>::get(agreement) {
			ensure!(kept.depositor != *who, Error::<T>::AlreadyCompacted);
			let ticket = T::Consideration::new(who, Self::outcome_footprint(&kept))?;
			kept.ticket.drop(&kept.depositor)?;
			(kept.depositor, kept.ticket) = (who.clone(), ticket);
			Agreements::<T>::insert(agreement, Entry::Outcome(kept));
			Self::deposit_event(Event::DepositTaken { agreement, by: who.clone() });
			// Two deposits, of two accounts: with an obligation more are moved.
			return Ok(1);
		}
		let mut work = Work::<T>::load(agreement)?;
		let size = work.settle(&[])?;
		let ended_at = work.ended_at().ok_or(Error::<T>::TooEarly)?;
		ensure!(work.now >= ended_at.saturating_add(COMPACT_AFTER), Error::<T>::TooEarly);
		// What nobody has claimed in that time lapses. What is owed, held or open does not.
		for place in work.places() {
			let standing = work.standing(place)?;
			let record = standing.record;
			let undecided = record.held != 0 || record.disputed != 0 || record.claim.is_some();
			ensure!(!undecided && standing.earned(work.now) == 0, Error::<T>::NotSettled);
		}
		// There was as much time to claim it.
		let claimable_since = work.now.saturating_sub(COMPACT_AFTER);
		ensure!(work.agreement.progress.is_let_go(&work.terms, claimable_since), Error::<T>::NotSettled);
		let parties = work.terms.parties.iter().map(|party| party.account.clone()).collect();
		let totals = work.totals()?;
		// What is not done of acts and claims lapses by this, and is over now.
		let is_settled = work.agreement.progress.closed_at.is_some();
		let over_at = work.over_at().filter(|_| is_settled).unwrap_or(work.now);
		let outcome = if work.agreement.broken { ReceiptOutcome::Broken } else { ReceiptOutcome::Completed };
		let Work { terms, agreement: record, .. } = work;
		let mut kept = Outcome::<T> {
			terms: record.progress.terms,
			version: record.progress.version,
			parties: BoundedVec::truncate_from(parties),
			about: terms.about.clone(),
			activated_at: record.progress.activated_at,
			ended_at,
			over_at,
			outcome,
			totals,
			fees: record.fees,
			arbiters: BoundedVec::truncate_from(arbiters(&terms)),
			opener: record.opener,
			depositor: record.depositor,
			ticket: record.ticket,
		};
		let footprint = Self::outcome_footprint(&kept);
		kept.ticket = kept.ticket.update(&kept.depositor, footprint)?;
		StoredTerms::<T>::remove(kept.terms);
		Agreements::<T>::insert(agreement, Entry::Outcome(kept));
		Self::deposit_event(Event::Compacted { agreement });
		Ok(size)
	}

	fn dealings(agreement: AgreementId) -> Option<Dealings<T>> {
		match Agreements::<T>::get(agreement)? {
			Entry::Draft(_) => None,
			Entry::Agreement(_) => {
				let mut work = Work::<T>::load(agreement).ok()?;
				work.peek().ok()?;
				Some(Dealings {
					about: work.terms.about.clone(),
					totals: work.totals().ok()?,
					arbiters: arbiters(&work.terms),
					parties: work.terms.parties.iter().map(|party| party.account.clone()).collect(),
					since: work.agreement.progress.activated_at,
					over_at: work.over_at(),
					outcome: work.outcome(),
					opener: work.agreement.opener,
				})
			},
			Entry::Outcome(kept) => Some(Dealings {
				about: kept.about,
				totals: kept.totals,
				arbiters: kept.arbiters.into_inner(),
				parties: kept.parties.into_inner(),
				since: kept.activated_at,
				over_at: Some(kept.over_at),
				outcome: kept.outcome,
				opener: kept.opener,
			}),
		}
	}
}

/// Who rules by these terms, one after the other, and for what fees.
fn arbiters<AccountId: Clone, Condition>(terms: &Terms<AccountId, Condition>) -> Vec<Fee<AccountId>> {
	let instances = terms.arbitration.iter().flat_map(|arbitration| &arbitration.instances);
	let fee = |instance: &Instance<AccountId>| Fee {
		arbiter: instance.arbiter.clone(),
		fee: Money { asset: None, amount: instance.fee },
	};
	instances.map(fee).collect()
}

/// An amount of an asset, among others.
fn sum<'a, AccountId: 'a>(
	totals: impl Iterator<Item = &'a Total<AccountId>>,
	amount: impl Fn(&Total<AccountId>) -> Balance,
) -> Vec<Money> {
	let mut sums = Vec::new();
	for total in totals.filter(|total| amount(total) > 0) {
		let asset: Asset = total.asset;
		add(&mut sums, Money { asset, amount: amount(total) });
	}
	sums
}

impl<T: Config> Pallet<T> {
	/// What the receipt of an agreement with so many obligations weighs.
	fn weight_of_receipt(obligations: u32) -> Weight {
		// What it works out, that does as well, and settles besides; and that both have signed is read.
		Settles::<T>::compact(obligations).saturating_add(<T as frame_system::Config>::DbWeight::get().reads(2))
	}
}

impl<T: Config> InteractionReceipts<T::AccountId> for Pallet<T> {
	type Interaction = AgreementId;

	fn receipt(agreement: &AgreementId, from: &T::AccountId, about: &T::AccountId) -> Option<Receipt<T::AccountId>> {
		// Who has signed nothing has had to do with nobody: anyone can pay him. And whoever has only taken over what is owed judges
		// nobody: who owes it has signed nothing with him, and there can be any number of him.
		let was_party = AgreementsOf::<T>::get(from, agreement)?;
		if !was_party || from == about || !AgreementsOf::<T>::contains_key(about, agreement) {
			return None;
		}
		let dealings = Self::dealings(*agreement)?;
		// What a pallet has opened it answers for itself.
		if dealings.opener.is_some() {
			return None;
		}
		let to = || dealings.totals.iter().filter(|total| total.from == *from && total.to == *about);
		let back = || dealings.totals.iter().filter(|total| total.from == *about && total.to == *from);
		let moved = |total: &Total<T::AccountId>| total.paid > 0 || total.refunded > 0;
		// Lateness alone makes a receipt for who had to wait.
		let longest_late = back().map(|total| total.longest_late).max().unwrap_or_default();
		if !to().chain(back()).any(moved) && longest_late == 0 {
			return None;
		}
		// Who is no party any more, or has only taken something over, has not signed what is agreed on now.
		let are_parties = [from, about].into_iter().all(|who| dealings.parties.contains(who));
		let subject = match dealings.about.filter(|_| are_parties) {
			Some(thing) if thing.owner == *about => ReceiptSubject::Thing(thing),
			_ => ReceiptSubject::Account(about.clone()),
		};
		Some(Receipt {
			subject,
			paid: sum(to(), |total| total.paid),
			received: sum(back(), |total| total.paid),
			refunded: sum(to(), |total| total.refunded),
			since: dealings.since,
			ended_at: dealings.over_at,
			outcome: dealings.outcome,
			longest_late,
			arbiters: if are_parties { dealings.arbiters } else { Vec::new() },
		})
	}

	fn parties(agreement: &AgreementId) -> Vec<T::AccountId> {
		let Some(dealings) = Self::dealings(*agreement) else { return Vec::new() };
		// Those too who have left it by an amendment, or have taken something over.
		let moved = dealings.totals.into_iter().flat_map(|total| [total.from, total.to]);
		let mut parties: Vec<_> = dealings.parties.into_iter().chain(moved).collect();
		parties.sort();
		parties.dedup();
		parties.retain(|who| AgreementsOf::<T>::contains_key(who, agreement));
		parties
	}

	fn receipts_of(party: &T::AccountId, cursor: Option<AgreementId>) -> Vec<AgreementId> {
		Self::signed_by(party, cursor).take(MAX_PAGE_SIZE as usize).collect()
	}

	fn receipt_weight() -> Weight {
		Self::weight_of_receipt(MAX_OBLIGATIONS)
	}

	fn receipt_weight_of(agreement: &AgreementId) -> Weight {
		// Nothing is left of those that are kept as their outcome.
		let obligations = Work::<T>::load(*agreement).map_or(0, |work| work.terms.obligations.len());
		Self::weight_of_receipt(u32::try_from(obligations).unwrap_or(MAX_OBLIGATIONS))
	}

	fn receipts_weight() -> Weight {
		// One more, by which it is seen that there are no more.
		<T as frame_system::Config>::DbWeight::get().reads(u64::from(MAX_PAGE_SIZE).saturating_add(1))
	}
}
