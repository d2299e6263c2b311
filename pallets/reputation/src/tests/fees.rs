//! What a review costs, by the bucket of value that it claims.

use super::*;

/// Alice has paid this to the shop, and claims a bucket.
fn claims(bucket: u8, paid: &[Money]) -> DispatchResult {
	deal(DEAL, ALICE, SHOP, Receipt { paid: paid.to_vec(), ..receipt(SHOP) });
	review(ALICE, claiming(DEAL, shop(), bucket), open(3), None)
}

/// That this is the highest bucket that she can claim, and each below, too.
#[track_caller]
fn highest(bucket: u8, paid: &[Money]) {
	for lower in 0..=bucket {
		hypothetically!({
			let (alice, treasury) = (total(ALICE), free(TREASURY));
			assert_ok!(claims(lower, paid));
			assert_eq!(stored(alices()).bucket, lower);
			let fee = free(TREASURY) - treasury;
			assert_eq!((fee, total(ALICE)), (Reputation::fee(lower), alice - fee));
			let mut by_bucket = [Counts::default(); BUCKETS as usize];
			by_bucket[usize::from(lower)] = counts(&[3], &[], &[]);
			assert_eq!(all(&shop()).by_bucket, by_bucket);
		});
	}
	for higher in [bucket + 1, 8, u8::MAX] {
		hypothetically!({
			refused!(claims(higher, paid), BucketTooHigh);
		});
	}
}

fn dollars(whole: Balance) -> Money {
	Money { asset: Some(DOLLAR), amount: whole * 1_000_000 }
}

/// A dollar is worth 2 units of account, and so is a whole unit of the native asset.
fn prices() {
	price(Some(DOLLAR), 2_000_000_000, 6);
	price(None, 2_000_000_000, 12);
}

#[test]
fn the_fee_grows_by_a_thousandth_of_the_least_value_of_the_bucket() {
	let more = [0, UNIT / 100, UNIT / 10, UNIT, 10 * UNIT, 100 * UNIT, 1_000 * UNIT, 10_000 * UNIT];
	let expected = more.map(|more| LEAST_FEE + more);
	assert_eq!([0, 1, 2, 3, 4, 5, 6, 7].map(Reputation::fee), expected);
	assert!(expected.windows(2).all(|pair| pair[0] < pair[1]));
	assert!(Reputation::fee(u8::MAX) >= expected[7]);
}

#[test]
fn a_bucket_is_claimed_up_to_what_was_paid() {
	build_and_execute(|| {
		highest(0, &[]);
		highest(0, &[native(10 * UNIT - 1)]);
		for bucket in 1..=7u8 {
			let least = 10u128.pow(bucket.into()) * UNIT;
			highest(bucket, &[native(least)]);
			highest(bucket - 1, &[native(least - 1)]);
		}
		highest(7, &[native(Balance::MAX)]);
		highest(7, &[native(Balance::MAX), native(Balance::MAX)]);
	});
}

#[test]
fn the_most_that_moved_one_way_counts() {
	build_and_execute(|| {
		let of = |paid: Balance, received: Balance, refunded: Balance| Receipt {
			paid: vec![native(paid * UNIT)],
			received: vec![native(received * UNIT)],
			refunded: vec![native(refunded * UNIT)],
			..receipt(SHOP)
		};
		for moved in [(10, 0, 0), (0, 10, 0), (0, 0, 10), (9, 10, 9)] {
			deal(DEAL, ALICE, SHOP, of(moved.0, moved.1, moved.2));
			hypothetically_ok!(review(ALICE, claiming(DEAL, shop(), 1), open(3), None));
			refused!(review(ALICE, claiming(DEAL, shop(), 2), open(3), None), BucketTooHigh);
		}
		// What goes to and fro is the same money.
		deal(DEAL, ALICE, SHOP, of(9, 9, 9));
		refused!(review(ALICE, claiming(DEAL, shop(), 1), open(3), None), BucketTooHigh);
	});
}

#[test]
fn an_asset_counts_by_its_price_in_the_native_one() {
	build_and_execute(|| {
		prices();
		highest(2, &[dollars(100)]);
		highest(1, &[dollars(99)]);
		highest(2, &[dollars(50), native(50 * UNIT)]);
		// A dollar for four of the native ones, and then for a quarter of one.
		price(Some(DOLLAR), 8_000_000_000, 6);
		highest(2, &[dollars(25)]);
		highest(1, &[dollars(24), native(3 * UNIT)]);
		price(Some(DOLLAR), 500_000_000, 6);
		highest(2, &[dollars(400)]);
		highest(1, &[dollars(399)]);
		// As many decimals as there can be.
		price(Some(DOLLAR), 2_000_000_000, 38);
		highest(0, &[dollars(1_000_000)]);
	});
}

#[test]
fn without_a_fresh_price_it_counts_nothing() {
	build_and_execute(|| {
		highest(0, &[dollars(1_000)]);
		highest(1, &[dollars(1_000), native(10 * UNIT)]);
		for (moves, other) in [(None, Some(DOLLAR)), (Some(DOLLAR), None)] {
			prices();
			highest(3, &[dollars(1_000)]);
			in_price(moves, |price| price.moving = true);
			highest(0, &[dollars(1_000)]);
			prices();
			in_price(moves, |price| price.price = 0);
			highest(0, &[dollars(1_000)]);
			prices();
			in_price(moves, |price| price.decimals = 39);
			highest(0, &[dollars(1_000)]);
			prices();
			in_price(moves, |price| price.time = NOW - PRICE_AGE);
			highest(3, &[dollars(1_000)]);
			in_price(moves, |price| price.time = NOW - PRICE_AGE - 1);
			highest(0, &[dollars(1_000)]);
			// What was reported later than now is as fresh as can be.
			in_price(moves, |price| price.time = NOW + DAY);
			highest(3, &[dollars(1_000)]);
			Worth::mutate(|all| all.retain(|asset, _| *asset == other));
			highest(0, &[dollars(1_000)]);
		}
		// The native one needs none.
		Worth::mutate(|all| all.clear());
		highest(3, &[native(1_000 * UNIT)]);
	});
}

#[test]
fn what_is_worth_more_than_can_be_told_counts_nothing() {
	build_and_execute(|| {
		prices();
		in_price(Some(DOLLAR), |price| price.price = Balance::MAX);
		in_price(None, |price| price.price = 1);
		highest(0, &[Money { asset: Some(DOLLAR), amount: Balance::MAX }]);
		highest(1, &[Money { asset: Some(DOLLAR), amount: Balance::MAX }, native(10 * UNIT)]);
	});
}

#[test]
fn what_no_dealings_show_is_in_the_lowest_bucket() {
	build_and_execute(|| {
		let member = certify(certificate(1, 7, SHOP, ALICE));
		let target = |bucket| Target::First { proof: Proof::Certificate(member), subject: shop(), bucket };
		refused!(review(ALICE, target(1), open(3), None), BucketTooHigh);
		assert_ok!(review(ALICE, target(0), open(3), None));
	});
}

#[test]
fn the_bucket_and_the_price_are_those_of_the_first_version() {
	build_and_execute(|| {
		assert_ok!(claims(3, &[native(1_000 * UNIT)]));
		let treasury = free(TREASURY);
		deal(DEAL, ALICE, SHOP, receipt(SHOP));
		assert_ok!(again(ALICE, alices(), 4));
		assert_eq!((stored(alices()).bucket, free(TREASURY)), (3, treasury));
		assert_eq!(all(&shop()).by_bucket[3], counts(&[4], &[], &[]));
	});
}
