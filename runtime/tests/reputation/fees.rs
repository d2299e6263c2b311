//! What reviews cost: by the value that was dealt, at prices that are reported; and what is set aside for them.

use super::*;
use civitas_primitives::lending::{FeedId, Guard, ONE};
use civitas_runtime::{currency::DEPOSIT_PER_ITEM, Lending};
use frame_support::traits::{LockableCurrency, WithdrawReasons};

/// A price of one unit of account.
const UNIT: Balance = 1_000_000_000_000_000_000;
/// A minute.
const MINUTE: Moment = 60_000;
/// The feed of the native asset, and of the dollar.
const FEEDS: [FeedId; 2] = [0, 1];

fn treasury() -> Balance {
	total(&Treasury::account_id())
}

/// What the treasury gets by a call.
fn fee_of(who: Sr25519Keyring, call: Say) -> Balance {
	let before = treasury();
	made(&account(who), call);
	treasury() - before
}

#[test]
fn the_treasury_gets_the_fee_once() {
	development().execute_with(|| {
		found();
		let least = CIV / 2;
		let fees = [least, least + CIV / 10, least + CIV, least + 10_000 * CIV];
		assert_eq!([0, 2, 3, 7].map(Reputation::fee_of), fees.map(Some));
		let (customer, shop) = (account(CUSTOMER), account(SHOP));
		let agreement = bought(CUSTOMER, coins(5_000));
		let by_customer = review(by_agreement(agreement, machine(), 3), open(5));
		let by_shop = review(by_agreement(agreement, of_account(&customer), 0), open(5));
		let before = total(&customer);
		assert_eq!(fee_of(CUSTOMER, by_customer), least + CIV);
		// The deposit stays the customer's own.
		assert_eq!(
			(before - total(&customer), held(HoldReason::Records, &customer)),
			(least + CIV, place::<Review<Runtime>>())
		);
		assert_eq!(fee_of(SHOP, by_shop), least);
		let id = review_of(agreement, &customer, &shop);
		assert_eq!(fee_of(CUSTOMER, again(id, 1)), 0);
		assert_eq!(fee_of(SHOP, respond(id)), 0);
		assert_eq!(fee_of(CUSTOMER, Say::withdraw { withdrawn: Withdrawn::Review(id) }), 0);
		assert_eq!(fee_of(CUSTOMER, again(id, 2)), 0);
		// Of two versions that were followed by others, the bytes.
		let version = place::<Version>() - DEPOSIT_PER_ITEM;
		assert_eq!(held(HoldReason::Records, &customer), place::<Review<Runtime>>() + 2 * version);
		check();
	});
}

// ------------------------------------------------------------ prices

/// There are feeds of coins and dollars, without prices.
fn fed() {
	let guard = Guard { tolerance: ONE / 10, window: 60 * MINUTE, settle: 20 * MINUTE };
	for (asset, decimals) in [(None, 12), (Some(DOLLAR), 6)] {
		Lending::add_feed(RuntimeOrigin::root(), asset, decimals, guard).expect("there is the asset");
	}
}

/// All who report prices say that a coin and a dollar cost so many thousandths of a unit of account.
fn report(thousandths: [Balance; 2]) {
	next_block();
	let values: Vec<_> = FEEDS.into_iter().zip(thousandths.map(|price| UNIT / 1_000 * price)).collect();
	for by in [Alice, Bob, Charlie] {
		submit(by, pallet_oracle::Call::<Runtime>::feed_values { values: list(values.clone()) });
	}
}

#[test]
fn what_is_paid_in_dollars_counts_by_prices_that_are_fresh_and_stand_still() {
	development().execute_with(|| {
		found();
		let agreement = bought(CUSTOMER, dollars(5_000));
		// The highest bucket that can be claimed.
		let highest = || Reputation::reviewable(account(CUSTOMER), None, None).items.remove(0).bucket;
		let claims = |bucket| review(by_agreement(agreement, machine(), bucket), open(4));
		let too_high = || refused(Error::<Runtime>::BucketTooHigh);
		// Nobody says what it is worth.
		assert_eq!(highest(), 0);
		fed();
		assert_eq!(highest(), 0);

		// 10,000 coins.
		report([500, 1_000]);
		assert_eq!(highest(), 4);
		pass(60 * MINUTE);
		assert_eq!(highest(), 4);
		next_block();
		assert_eq!(highest(), 0);
		assert_eq!(applied(CUSTOMER, claims(1)), too_high());

		report([500, 1_000]);
		assert_eq!(highest(), 4);
		// The price of the dollar jumps, and counts for nothing until it stands still: 60,000 coins.
		report([500, 6_000]);
		assert_eq!(highest(), 0);
		assert_eq!(applied(CUSTOMER, claims(1)), too_high());
		pass(20 * MINUTE);
		assert_eq!(highest(), 4);
		// A coin that moves is no measure.
		report([50, 6_000]);
		assert_eq!(highest(), 0);
		pass(20 * MINUTE);
		assert_eq!(highest(), 5);

		assert_eq!(applied(CUSTOMER, claims(6)), too_high());
		assert_eq!(fee_of(CUSTOMER, claims(5)), 100 * CIV + CIV / 2);
		check();
	});
}

// ------------------------------------------------------------ what is set aside

/// What a review of the lowest bucket takes of it: the fee, and the bytes of one more record.
fn cost() -> Balance {
	Reputation::fee_of(0).expect("there is one") + place::<Review<Runtime>>() - DEPOSIT_PER_ITEM
}

/// A customer buys of the shop's identity, and what he says of that.
fn bought_of(customer: Sr25519Keyring, shop: &AccountId) -> (Say, ReviewId) {
	let terms = terms(&account(customer), shop, owes(0, coins(40), 0));
	let draft = terms_hash(&terms);
	done(customer, Agree::draft { terms, most: None });
	assert_eq!(act(SHOP, shop, Agree::sign { draft, most: None }), Ok(()));
	let call = review(by_agreement(draft, of_account(shop), 0), open(1));
	(call, review_of(draft, &account(customer), shop))
}

#[test]
fn a_sponsor_whose_identity_is_frozen_pays_what_it_has_set_aside() {
	development().execute_with(|| {
		found();
		let shop = identity(SHOP);
		let [(first, first_id), (second, second_id)] = [CUSTOMER, OTHER].map(|customer| bought_of(customer, &shop));
		let sponsor = |amount| Say::sponsor { subject: of_account(&shop), amount };
		assert_eq!(act(SHOP, &shop, sponsor(cost())), Ok(()));
		submit(SHOP, Registry::freeze { identity: shop.clone() });
		assert_eq!(act(SHOP, &shop, sponsor(0)), refused(IdentityError::<Runtime>::IdentityFrozen));

		let (customer, had) = (total(&account(CUSTOMER)), total(&shop));
		assert_eq!(fee_of(CUSTOMER, first), CIV / 2);
		assert_eq!((stored(first_id).payer, total(&account(CUSTOMER))), (shop.clone(), customer));
		assert_eq!(had - total(&shop), CIV / 2);
		// What is left is too little for another.
		assert_eq!(fee_of(OTHER, second), CIV / 2);
		assert_eq!(stored(second_id).payer, account(OTHER));
		assert_eq!(all(&of_account(&shop)).all, counts(&[1, 1], &[], &[]));
		check();
	});
}

#[test]
fn a_sponsor_whose_account_is_locked_keeps_nobody_from_reviewing() {
	development().execute_with(|| {
		found();
		let shop = identity(SHOP);
		let all_calls = [CUSTOMER, OTHER].map(|customer| (customer, bought_of(customer, &shop).0));
		let subject = of_account(&shop);
		assert_eq!(act(SHOP, &shop, Say::sponsor { subject, amount: 2 * cost() }), Ok(()));
		<Balances as LockableCurrency<AccountId>>::set_lock(*b"test/all", &shop, Balance::MAX, WithdrawReasons::all());
		for (customer, call) in all_calls {
			assert_eq!(fee_of(customer, call), CIV / 2);
		}
		assert_eq!(all(&of_account(&shop)).all, counts(&[1, 1], &[], &[]));
		check();
	});
}
