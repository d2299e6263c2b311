//! Markets: how they are made, what is variable in them, and what their curators collect.

use crate::{money::give_cash, run::Opened, types::*, Config, Error, Event, Feeds, Markets, MarketsOf, Pallet};
use civitas_primitives::{
	lending::{info::Point, Books, MarketId, PriceTerms, Terms, TermsError},
	money::{Asset, Balance},
};
use codec::MaxEncodedLen;
use frame_support::{
	ensure,
	traits::{
		fungibles::{Inspect, Mutate},
		tokens::Preservation,
		AccountTouch, Footprint, Get, Time,
	},
};
use sp_runtime::{traits::Convert, DispatchResult};

impl<T: Config> From<TermsError> for Error<T> {
	fn from(error: TermsError) -> Self {
		match error {
			TermsError::SameAsset => Self::SameAsset,
			TermsError::FeedUnknown => Self::FeedUnknown,
			TermsError::FeedOfOtherAsset => Self::FeedOfOtherAsset,
			TermsError::AgeInvalid => Self::AgeInvalid,
			TermsError::BandInvalid => Self::BandInvalid,
			TermsError::RateInvalid => Self::RateInvalid,
			TermsError::LtvInvalid => Self::LtvInvalid,
			TermsError::BonusInvalid => Self::BonusInvalid,
			TermsError::TargetInvalid => Self::TargetInvalid,
			TermsError::MinDebtInvalid => Self::MinDebtInvalid,
			TermsError::FeeInvalid => Self::FeeInvalid,
		}
	}
}

impl<T: Config> Pallet<T> {
	/// What a market takes in storage, its history included.
	pub fn market_footprint() -> Footprint {
		let key = MarketId::max_encoded_len();
		let point = Point::max_encoded_len().saturating_add(key);
		let history = point.saturating_mul(HISTORY as usize);
		// Listed under both assets.
		let listed = key.saturating_mul(2);
		let bytes = Market::<T>::max_encoded_len().saturating_add(key).saturating_add(listed);
		// One: a price by the byte is taken as often as there are items.
		Footprint::from_parts(1, bytes.saturating_add(history))
	}

	/// What a position takes in storage.
	pub fn position_footprint() -> Footprint {
		let keys = MarketId::max_encoded_len().saturating_add(T::AccountId::max_encoded_len()).saturating_mul(2);
		Footprint::from_parts(1, Position::<T>::max_encoded_len().saturating_add(keys))
	}

	/// The identifier of the market of these terms, if they hold together.
	pub(crate) fn check(loan: Asset, collateral: Asset, terms: &Terms<T::AccountId>) -> Result<MarketId, TermsError> {
		if loan == collateral {
			return Err(TermsError::SameAsset);
		}
		let decimals = |price: &PriceTerms, asset: Asset| {
			let feed = Feeds::<T>::get(price.feed).ok_or(TermsError::FeedUnknown)?;
			if feed.asset == asset {
				Ok(feed.decimals)
			} else {
				Err(TermsError::FeedOfOtherAsset)
			}
		};
		decimals(&terms.collateral_price, collateral)?;
		terms.check(decimals(&terms.loan_price, loan)?)?;
		Ok(MarketId::of(loan, collateral, terms))
	}

	pub(crate) fn do_create_market(
		who: &T::AccountId,
		loan: Asset,
		collateral: Asset,
		terms: Terms<T::AccountId>,
	) -> DispatchResult {
		let id = Self::check(loan, collateral, &terms).map_err(Error::<T>::from)?;
		ensure!(!Markets::<T>::contains_key(id), Error::<T>::MarketExists);
		// What is stored for good has a price: a deposit would never come back.
		let price = T::StoragePrice::convert(Self::market_footprint());
		T::Assets::transfer(None, who, &T::Treasury::get(), price, Preservation::Preserve)?;
		// The account exists whatever happens to what is in it, and has the least that lets it hold more.
		let account = Self::account(&id)?;
		frame_system::Pallet::<T>::inc_providers(&account);
		// Strangers may have given it so many assets that it has no room for another, unless that is paid for. That is reserved for
		// good, too, so not of the maker.
		if T::Assets::should_touch(loan, &account) {
			let (treasury, deposit) = (T::Treasury::get(), T::Assets::deposit_required(loan));
			T::Assets::transfer(None, who, &treasury, deposit, Preservation::Preserve)?;
			T::Assets::touch(loan, &account, &treasury)?;
		}
		T::Assets::transfer(loan, who, &account, T::Assets::minimum_balance(loan), Preservation::Preserve)?;
		let now = T::Time::now();
		let market = Market {
			terms: terms.clone(),
			books: Books::new(now),
			supply_cap: Cap::NONE,
			borrow_cap: Cap::NONE,
			supply_paused: false,
			borrow_paused: false,
			points: 0,
			day: 0,
		};
		Markets::<T>::insert(id, market);
		MarketsOf::<T>::insert(loan, id, ());
		MarketsOf::<T>::insert(collateral, id, ());
		Self::deposit_event(Event::MarketCreated { market: id, terms, creator: who.clone() });
		Ok(())
	}

	pub(crate) fn do_set_caps(who: &T::AccountId, id: MarketId, supply: Balance, borrow: Balance) -> DispatchResult {
		Markets::<T>::try_mutate(id, |market| {
			let market = market.as_mut().ok_or(Error::<T>::MarketUnknown)?;
			let now = T::Time::now();
			let lower = supply <= market.supply_cap.at(now) && borrow <= market.borrow_cap.at(now);
			let may = *who == market.terms.curator || (*who == market.terms.guardian && lower);
			ensure!(may, Error::<T>::NotCurator);
			market.supply_cap = market.supply_cap.set(supply, now);
			market.borrow_cap = market.borrow_cap.set(borrow, now);
			Self::deposit_event(Event::CapsSet { market: id, supply, borrow });
			Ok(())
		})
	}

	pub(crate) fn do_pause(who: &T::AccountId, id: MarketId, supply: bool, borrow: bool) -> DispatchResult {
		Markets::<T>::try_mutate(id, |market| {
			let market = market.as_mut().ok_or(Error::<T>::MarketUnknown)?;
			let may = *who == market.terms.curator || *who == market.terms.guardian;
			ensure!(may, Error::<T>::NotCurator);
			(market.supply_paused, market.borrow_paused) = (supply, borrow);
			Self::deposit_event(Event::PauseSet { market: id, supply, borrow });
			Ok(())
		})
	}

	pub(crate) fn do_collect(who: &T::AccountId, id: MarketId, assets: Balance) -> DispatchResult {
		let now = T::Time::now();
		let mut opened = Opened::<T>::load(id, now)?;
		let market = &mut opened.market;
		ensure!(*who == market.terms.curator, Error::<T>::NotCurator);
		ensure!(assets > 0, Error::<T>::AmountZero);
		// Not while nobody can liquidate: the reserve is for what may come of that.
		if market.books.debt_shares > 0 {
			Self::prices(&market.terms, now)?;
		}
		ensure!(assets <= market.books.collectable(market.terms.reserve_floor), Error::<T>::NotCollectable);
		let shares = market.books.collect(assets).ok_or(Error::<T>::NotCollectable)?;
		give_cash::<T>(id.loan, &opened.account, who, assets)?;
		Self::deposit_event(Event::Collected { market: id, curator: who.clone(), assets, shares });
		opened.close(who, now)
	}
}
