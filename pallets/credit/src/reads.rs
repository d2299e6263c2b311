//! Answers. They change nothing: interest accrues in memory.

use crate::{
	info::*, loans::Work, types::*, Config, Disputes, Error, Loans, LoansBy, Offers, Outcomes, Pallet, PoolCount,
	Pools, Proposals, Redemptions, Registers, Roots,
};
use alloc::vec::Vec;
use civitas_primitives::{
	certification::CertificateId,
	credit::{day, Lender, PoolId},
	lending::{PriceFeed, DAY},
	money::{Asset, Balance},
	ContentHash, Moment, Page, MAX_PAGE_SIZE,
};
use codec::MaxEncodedLen;
use frame_support::traits::Time;
use sp_runtime::traits::Convert;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_register(register: T::AccountId) -> Option<RegisterInfo<T::AccountId>> {
		let known = Registers::<T>::get(&register)?;
		let newest = known.newest.and_then(|newest| Roots::<T>::get(&register, newest.checked_rem(ROOTS)?));
		let Register { policy, period, opened_at, .. } = known;
		Some(RegisterInfo { register, policy, period, opened_at, newest, late: known.is_late(T::Time::now()) })
	}

	pub(crate) fn do_root_at(register: &T::AccountId, time: Moment) -> Option<Root> {
		let newest = Registers::<T>::get(register)?.newest?;
		// No more than 128. One that lies in its place for longer is not known to be the newest of then: others were there, and are gone.
		let kept = |root: &Root| root.period.saturating_add(ROOTS) > newest;
		let roots = Roots::<T>::iter_prefix_values(register).filter(|root| kept(root) && root.at <= time);
		roots.max_by_key(|root| root.period)
	}

	fn told(dispute: ContentHash, record: &Dispute<T>, now: Moment) -> DisputeInfo<T::AccountId> {
		DisputeInfo {
			dispute,
			by: record.by.clone(),
			at: record.at,
			due: record.due(),
			answer: record.answer.map(|(answer, _)| answer),
			answered_at: record.answer.map(|(_, at)| at),
			overdue: record.is_overdue(now),
		}
	}

	pub(crate) fn do_dispute_info(register: &T::AccountId, dispute: ContentHash) -> Option<DisputeInfo<T::AccountId>> {
		Some(Self::told(dispute, &Disputes::<T>::get(register, dispute)?, T::Time::now()))
	}

	pub(crate) fn do_overdue(
		register: &T::AccountId,
		cursor: Option<ContentHash>,
		limit: Option<u32>,
	) -> Page<DisputeInfo<T::AccountId>, ContentHash> {
		let now = T::Time::now();
		let records = match cursor {
			Some(after) => Disputes::<T>::iter_prefix_from(register, Disputes::<T>::hashed_key_for(register, after)),
			None => Disputes::<T>::iter_prefix(register),
		};
		let overdue = records.map(|(dispute, record)| {
			let told = record.is_overdue(now).then(|| Self::told(dispute, &record, now));
			(dispute, told)
		});
		Page::scan(overdue, limit, MAX_PAGE_SIZE)
	}

	pub(crate) fn do_offers(asset: Asset, cursor: Option<OfferId>, limit: Option<u32>) -> Page<OfferInfo<T>, OfferId> {
		let records = match cursor {
			Some(after) => Offers::<T>::iter_prefix_from(asset, Offers::<T>::hashed_key_for(asset, after)),
			None => Offers::<T>::iter_prefix(asset),
		};
		let told = records.map(|(offer, record)| {
			let Offer { lender, terms, left, .. } = record;
			(offer, OfferInfo { offer, lender, terms, left })
		});
		Page::take(told, limit)
	}

	pub(crate) fn do_quote(
		asset: Asset,
		id: OfferId,
		borrower: &T::AccountId,
		principal: Balance,
		certificate: Option<CertificateId>,
	) -> Option<Quote<T>> {
		let offer = Offers::<T>::get(asset, id)?;
		let now = T::Time::now();
		let judged = Self::judge(&offer, borrower, principal, certificate, now).map(|_| None);
		let terms = offer.terms.loan.with_principal(principal);
		let collateral = match (judged, terms.security) {
			(Ok(_), Some(security)) => {
				security.prices(now, T::Prices::price).map_err(Error::<T>::from).and_then(|prices| {
					let least = prices.collateral_for(principal, offer.terms.max_ltv);
					least.map(Some).ok_or(Error::<T>::AmountTooLarge)
				})
			},
			(judged, _) => judged,
		};
		let instalments = terms.repayment.check().is_ok().then(|| terms.repayment.instalments().collect());
		Some(Quote {
			lender: offer.lender,
			terms,
			collateral: collateral.as_ref().ok().copied().flatten(),
			deposit: T::StoragePrice::convert(Self::loan_footprint(false)),
			instalments: instalments.unwrap_or_default(),
			refused: collateral.err(),
		})
	}

	pub(crate) fn do_proposals_to(
		borrower: &T::AccountId,
		cursor: Option<ProposalId>,
		limit: Option<u32>,
	) -> Page<ProposalInfo<T>, ProposalId> {
		let records = match cursor {
			Some(after) => Proposals::<T>::iter_prefix_from(borrower, Proposals::<T>::hashed_key_for(borrower, after)),
			None => Proposals::<T>::iter_prefix(borrower),
		};
		let told = records.map(|(proposal, record)| {
			let Proposal { lender, terms, .. } = record;
			(proposal, ProposalInfo { proposal, lender, terms })
		});
		Page::take(told, limit)
	}

	pub(crate) fn do_loan(borrower: T::AccountId, number: LoanNumber) -> Option<LoanInfo<T>> {
		let Work { loan, now, .. } = Work::<T>::load(&borrower, number)?;
		let (due, owed) = (loan.debt.due(&loan.terms.repayment), loan.owed());
		let ltv = loan.prices(now).ok().and_then(|prices| prices.ltv(owed, loan.collateral));
		Some(LoanInfo {
			borrower,
			loan: number,
			since: loan.since,
			past: Past { worst: loan.worst(), ..loan.past },
			due,
			owed,
			overdue: loan.debt.overdue(&loan.terms.repayment),
			late: loan.is_late(),
			collateral: loan.collateral,
			ltv,
			breach: loan.breach,
			default: loan.default,
			book: loan.book,
			certificate: loan.certificate,
			assessment: loan.assessment,
			terms: loan.terms,
			lender: loan.lender,
		})
	}

	pub(crate) fn do_loans_of(
		borrower: &T::AccountId,
		cursor: Option<LoanNumber>,
		limit: Option<u32>,
	) -> Page<LoanInfo<T>, LoanNumber> {
		let numbers = match cursor {
			Some(after) => Loans::<T>::iter_key_prefix_from(borrower, Loans::<T>::hashed_key_for(borrower, after)),
			None => Loans::<T>::iter_key_prefix(borrower),
		};
		Page::take(numbers.filter_map(|number| Some((number, Self::do_loan(borrower.clone(), number)?))), limit)
	}

	pub(crate) fn do_loans_by(
		lender: &Lender<T::AccountId>,
		cursor: Option<LoanNumber>,
		limit: Option<u32>,
	) -> Page<LoanInfo<T>, LoanNumber> {
		let loans = match cursor {
			Some(after) => LoansBy::<T>::iter_prefix_from(lender, LoansBy::<T>::hashed_key_for(lender, after)),
			None => LoansBy::<T>::iter_prefix(lender),
		};
		Page::take(loans.filter_map(|(number, borrower)| Some((number, Self::do_loan(borrower, number)?))), limit)
	}

	pub(crate) fn do_schedule(borrower: T::AccountId, number: LoanNumber, time: Moment) -> Option<ScheduleInfo> {
		let Work { mut loan, now, .. } = Work::<T>::load(&borrower, number)?;
		let time = time.max(now);
		let repayment = &loan.terms.repayment;
		loan.debt.accrue(repayment, day(loan.since, time));
		// Saturating is right: no loan lasts so long.
		let moment = |day: u32| loan.since.saturating_add(DAY.saturating_mul(day.into()));
		let date = repayment.passed(loan.debt.day).saturating_add(1);
		let next = (date <= repayment.schedule.periods).then(|| {
			let (mut debt, day) = (loan.debt, repayment.day(date));
			debt.accrue(repayment, day);
			NextDate { time: moment(day), due: debt.due(repayment) }
		});
		Some(ScheduleInfo {
			time,
			paid: loan.past.paid,
			due: loan.debt.due(repayment),
			next,
			late_from: loan.debt.late_from(repayment).map(moment),
			payoff: loan.debt.payoff(repayment),
			instalments: repayment.instalments().collect::<Vec<_>>(),
		})
	}

	pub(crate) fn do_outcomes(
		borrower: &T::AccountId,
		cursor: Option<LoanNumber>,
		limit: Option<u32>,
	) -> Page<OutcomeInfo<T>, LoanNumber> {
		let records = match cursor {
			Some(after) => Outcomes::<T>::iter_prefix_from(borrower, Outcomes::<T>::hashed_key_for(borrower, after)),
			None => Outcomes::<T>::iter_prefix(borrower),
		};
		let told = records.map(|(loan, outcome)| {
			let info = OutcomeInfo {
				loan,
				lender: outcome.lender,
				asset: outcome.asset,
				secured: outcome.security.is_some(),
				past: outcome.past,
				default: outcome.default,
				ended: outcome.ended,
				written_off: outcome.written_off,
				covered: outcome.covered,
				recovered: outcome.recovered,
				certificate: outcome.certificate,
				assessment: outcome.assessment,
				withheld: outcome.withheld,
			};
			(loan, info)
		});
		Page::take(told, limit)
	}

	pub(crate) fn do_pool(id: PoolId) -> Option<PoolInfo<T::AccountId>> {
		let pool = Pools::<T>::get(id)?;
		let shares = Self::shares(id, &pool);
		let Pool { asset, manager, rules, books, first, next, .. } = pool;
		let (now, notice, share_asset) = (T::Time::now(), rules.notice(), Self::share_asset(id));
		Some(PoolInfo {
			pool: id,
			asset,
			share_asset,
			account: Self::account(id).ok()?,
			manager,
			rules,
			books,
			unvested: books.unvested_at(now, notice),
			accrued: books.accrued(now),
			shares,
			gross: books.gross(now, notice),
			net: books.net(now, notice),
			deposit_price: books.to_deposit(shares, now, notice).price(),
			redemption_price: books.to_redeem(shares, now, notice).price(),
			least_cover: books.least_cover(0, rules.cover),
			// Saturating is right: the next comes after the first.
			queue: next.saturating_sub(first),
		})
	}

	pub(crate) fn do_pools(cursor: Option<PoolId>, limit: Option<u32>) -> Page<PoolInfo<T::AccountId>, PoolId> {
		// Saturating is right: there is none of the largest number.
		let numbers = cursor.map_or(0, |cursor| cursor.saturating_add(1))..PoolCount::<T>::get();
		Page::take(numbers.filter_map(|id| Some((id, Self::do_pool(id)?))), limit)
	}

	pub(crate) fn do_redemptions(
		id: PoolId,
		cursor: Option<u64>,
		limit: Option<u32>,
	) -> Page<RedemptionInfo<T::AccountId>, u64> {
		let Some(pool) = Pools::<T>::get(id) else { return Page::take(core::iter::empty(), limit) };
		let (now, notice) = (T::Time::now(), pool.rules.notice());
		let stand = pool.books.to_redeem(Self::shares(id, &pool), now, notice);
		// Saturating is right: there is none of the largest number.
		let first = cursor.map_or(pool.first, |cursor| cursor.saturating_add(1).max(pool.first));
		let told = (first..pool.next).filter_map(|request| {
			let Redemption { owner, shares, least, at, .. } = Redemptions::<T>::get(id, request)?;
			let (due, worth) = (at.saturating_add(notice), stand.worth_of(shares));
			Some((request, RedemptionInfo { request, owner, shares, least, at, due, worth }))
		});
		Page::take(told, limit)
	}

	pub(crate) fn do_costs(asset: Asset) -> CostsInfo {
		fn deposit<T: Config, R: MaxEncodedLen>() -> Balance {
			T::StoragePrice::convert(Pallet::<T>::footprint_of::<R>())
		}
		CostsInfo {
			register: T::StoragePrice::convert(Self::register_footprint()),
			pool: Self::pool_cost(asset),
			offer: deposit::<T, Offer<T>>(),
			proposal: deposit::<T, Proposal<T>>(),
			loan: T::StoragePrice::convert(Self::loan_footprint(false)),
			outcome: T::StoragePrice::convert(Self::loan_footprint(true)),
			dispute: deposit::<T, Dispute<T>>(),
			consents: deposit::<T, Voided<T>>(),
			redemption: deposit::<T, Redemption<T>>(),
			unclaimed: deposit::<T, Unclaimed<T>>(),
		}
	}
}
