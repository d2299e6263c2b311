//! The invariants.

use crate::{types::*, Agreements, AgreementsOf, Config, Disputes, HoldReason, Pallet, StoredTerms};
use alloc::collections::{BTreeMap, BTreeSet};
use civitas_primitives::agreements::{terms_hash, Asset, Balance, Funding, Standing};
use frame_support::{
	ensure,
	traits::{fungibles::InspectHold, Time},
};
use sp_core::H256;
use sp_runtime::TryRuntimeError;

/// Sums by account and asset.
type Sums<T> = BTreeMap<(<T as frame_system::Config>::AccountId, Asset), Balance>;

impl<T: Config> Pallet<T> {
	/// 1. Of each obligation, what was funded was paid, went back or is held. Nothing is closed in the future.
	/// 2. Nothing is paid and forgiven beyond the terms.
	/// 3. What is held of each account and asset is the sum of what obligations and drafts hold; so are fees those of disputes.
	/// 4. What is escrowed since the signature can be paid in full.
	/// 5. An obligation is in dispute if and only if there is a dispute of as much. What is held for it is no more than that.
	/// 6. Terms are stored under their hash, for each draft and agreement, and no others; and they can be agreed on.
	/// 7. Whoever is listed has signed something that is there.
	pub(crate) fn do_try_state() -> Result<(), TryRuntimeError> {
		let (mut held, mut fees) = (Sums::<T>::new(), Sums::<T>::new());
		let mut terms = BTreeSet::<H256>::new();
		for (id, entry) in Agreements::<T>::iter() {
			match entry {
				Entry::Draft(draft) => {
					terms.insert(id);
					Self::try_draft(id, &draft, &mut held)?;
				},
				Entry::Agreement(agreement) => {
					terms.insert(agreement.progress.terms);
					Self::try_agreement(id, &agreement, &mut held, &mut fees)?;
				},
				Entry::Outcome(_) => {},
			}
		}
		for (hash, stored) in StoredTerms::<T>::iter() {
			ensure!(
				terms_hash(&stored) == hash && terms.remove(&hash),
				"6: terms are stored under their hash for something"
			);
		}
		ensure!(terms.is_empty(), "6: terms are missing");
		Self::try_holds(HoldReason::Obligation, &held)?;
		Self::try_holds(HoldReason::Fee, &fees)?;
		for (id, place) in Disputes::<T>::iter_keys() {
			let disputed = match Agreements::<T>::get(id) {
				Some(Entry::Agreement(agreement)) => agreement.progress.record(place).map(|record| record.disputed),
				_ => None,
			};
			ensure!(disputed.is_some_and(|amount| amount > 0), "5: a dispute is of an obligation");
		}
		for (_, id, _) in AgreementsOf::<T>::iter() {
			ensure!(Agreements::<T>::contains_key(id), "7: what is listed is there");
		}
		Ok(())
	}

	fn try_draft(id: H256, draft: &Draft<T>, held: &mut Sums<T>) -> Result<(), TryRuntimeError> {
		let terms = StoredTerms::<T>::get(id).ok_or("6: a draft has terms")?;
		ensure!(terms.check().is_ok(), "6: terms can be agreed on");
		ensure!(draft.held.len() == terms.obligations.len(), "3: a draft has as many holds as obligations");
		ensure!(!draft.is_complete(), "7: a draft waits for a signature");
		for ((place, obligation), amount) in (0u8..).zip(&terms.obligations).zip(&draft.held) {
			let debtor = terms.party(obligation.debtor).ok_or("6: terms can be agreed on")?;
			let Some(asset) = terms.asset(place) else { continue };
			let sum = held.entry((debtor.clone(), asset)).or_default();
			*sum = sum.checked_add(*amount).ok_or("3: holds are no more than can be")?;
		}
		for (place, signer) in (0u32..).zip(&draft.signers) {
			let listed = AgreementsOf::<T>::contains_key(signer, id);
			ensure!(listed == (draft.has_signed(place) && !draft.declined), "7: who has signed is listed");
		}
		Ok(())
	}

	fn try_agreement(
		id: H256,
		agreement: &Agreement<T>,
		held: &mut Sums<T>,
		fees: &mut Sums<T>,
	) -> Result<(), TryRuntimeError> {
		let progress = &agreement.progress;
		let terms = StoredTerms::<T>::get(progress.terms).ok_or("6: an agreement has terms")?;
		for party in &terms.parties {
			let listed = AgreementsOf::<T>::get(&party.account, id);
			ensure!(agreement.opener.is_some() || listed == Some(true), "7: parties are listed as such");
		}
		ensure!(progress.records.len() == terms.obligations.len(), "1: each obligation has a record");
		for place in (0u8..).zip(&terms.obligations).map(|(place, _)| place) {
			let standing = Standing::of(&terms, progress, place).ok_or("1: each obligation has a record")?;
			let record = standing.record;
			let spent = [record.paid, record.interest_paid, record.refunded, record.held];
			let spent = spent.iter().try_fold(0, |sum: Balance, part| sum.checked_add(*part));
			ensure!(spent == Some(record.funded), "1: what was funded was paid, went back or is held");
			// What has no bound can be waived ahead.
			let within = match standing.most() {
				Some(most) => record.settled() <= most,
				None => record.paid <= standing.accrued(T::Time::now()).max(record.ordered_upto()),
			};
			ensure!(within, "2: nothing is paid beyond the terms");
			if let Some(bound) = terms.bound(place) {
				ensure!(record.settled() <= bound, "2: nothing is paid beyond the terms");
			}
			let debtor = terms.party(standing.obligation.debtor).ok_or("6: terms can be agreed on")?;
			let creditor = terms.creditor(&standing.obligation.creditor).ok_or("6: terms can be agreed on")?;
			let dispute = Disputes::<T>::get(id, place).map(|stored| stored.dispute);
			let disputed = dispute.as_ref().map_or(0, |dispute| dispute.amount);
			let frozen = record.frozen <= record.disputed.min(record.held);
			ensure!(frozen, "5: what is held for a dispute is held, and no more than is in dispute");
			ensure!(disputed == record.disputed, "5: what is in dispute has a dispute");
			if let Some(dispute) = dispute {
				for (who, advance) in [(debtor, dispute.debtor_advance), (creditor, dispute.creditor_advance)] {
					let sum = fees.entry((who.clone(), None)).or_default();
					*sum = sum.checked_add(advance.unwrap_or_default()).ok_or("3: fees are no more than can be")?;
				}
			}
			let Some(asset) = terms.asset(place) else { continue };
			let sum = held.entry((debtor.clone(), asset)).or_default();
			*sum = sum.checked_add(record.held).ok_or("3: holds are no more than can be")?;
			if standing.obligation.funding == Funding::Escrowed(None) && record.lapsed.is_none() {
				let most = standing.most().ok_or("4: what is escrowed has a bound")?;
				ensure!(record.covered() >= most, "4: what is escrowed can be paid in full");
			}
		}
		let closed = progress.closed_at.is_none_or(|at| at <= T::Time::now());
		ensure!(closed, "1: nothing is closed in the future");
		let moved = progress.activated_at <= agreement.moved_at && agreement.moved_at <= T::Time::now();
		ensure!(moved, "1: nothing moves before it begins, or in the future");
		Ok(())
	}

	fn try_holds(reason: HoldReason, sums: &Sums<T>) -> Result<(), TryRuntimeError> {
		let accounts: BTreeSet<_> = frame_system::Account::<T>::iter_keys().collect();
		let assets: BTreeSet<_> = sums.keys().map(|(_, asset)| *asset).chain([None]).collect();
		for who in accounts.iter().chain(sums.keys().map(|(who, _)| who)) {
			for asset in &assets {
				let sum = sums.get(&(who.clone(), *asset)).copied().unwrap_or_default();
				let held = T::Holds::balance_on_hold(*asset, &reason.into(), who);
				ensure!(held == sum, "3: what is held is the sum of what is to be held");
			}
		}
		Ok(())
	}
}
