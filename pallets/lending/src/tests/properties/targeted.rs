//! What is asked of liquidations, of bundles and of supply on purpose.

use super::{
	invariants::{debts_are_safe, nobody_is_harmed, sums_hold},
	ops::mostly_bundles,
	run::Fungibles,
	*,
};

/// Numbers out of which terms are made that hold together: the borrow LTV, how far the liquidation LTV is above it, the bonus and
/// its health, and the target, each in hundredths of what is possible.
type Numbers = [u8; 5];

fn numbers() -> impl Strategy<Value = Numbers> {
	proptest::array::uniform5(1..=100u8)
}

/// This part of what is possible, in hundredths.
fn hundredths(of: Ppb, part: u8) -> Ppb {
	of / 100 * Ppb::from(part)
}

fn terms_of([borrow, above, bonus, health, target]: Numbers) -> Terms {
	let borrow_ltv = ONE / 10 + hundredths(ONE / 10 * 7, borrow);
	let liquidation_ltv = borrow_ltv + hundredths(ONE - borrow_ltv, above.min(90));
	// The largest by which the liquidation LTV times the bonus is less than 1.
	let largest = ((ONE * ONE - 1) / liquidation_ltv).min(MAX_BONUS);
	let terms = Terms {
		borrow_ltv,
		liquidation_ltv,
		max_bonus: ONE + hundredths(largest - ONE, bonus),
		max_bonus_health: hundredths(ONE, health.min(99)),
		target_health: ONE + hundredths(ONE, target),
		min_debt: DOLLARS,
		..terms()
	};
	assert_eq!(terms.check(6), Ok(()));
	terms
}

/// What two have together less what the first owes, exactly, in parts of a coin, a dollar and the price that are in common.
fn worth(id: MarketId, [borrower, liquidator]: [&AccountId; 2]) -> (N, N) {
	let (coin, dollar) = (price(COIN_FEED), price(DOLLAR_FEED));
	let coins: Balance = [borrower, liquidator].map(|who| Fungibles::total_balance(None, who)).into_iter().sum();
	let dollars: Balance =
		[borrower, liquidator].map(|who| Fungibles::total_balance(Some(DOLLAR), who)).into_iter().sum();
	let books = Lending::current(&id, Timestamp::get()).expect("there is such a market").books;
	let debt = n(Positions::<Test>::get(id, borrower).stand.debt_shares) * n(books.debt_index);
	// A coin has 12 decimals and a dollar 6.
	let has = n(coins) * n(coin) * n(DOLLARS) * n(RAY) + n(dollars) * n(dollar) * n(COIN) * n(RAY);
	(has, debt * n(dollar) * n(COIN))
}

#[test]
fn self_liquidation_never_pays_who_is_solvent() {
	let most = proptest::collection::vec(prop_oneof![2 => 1..=99u8, 1 => Just(100u8)], 1..6);
	let strategy = (numbers(), 20..=900u128, 60..=100u8, 300..=999u128, 0..=30u64, most);
	let (tried, whole) = (RefCell::new(0u32), RefCell::new(0u32));
	check(64, strategy, |(numbers, coins, used, thousandths, days, most)| {
		new_test_ext().execute_with(|| {
			feeds();
			let id = market_of(terms_of(numbers));
			assert_ok!(Lending::supply(signed(ALICE), id, 1_500 * DOLLARS, None));
			assert_ok!(Lending::add_collateral(signed(BOB), id, coins * COIN, None));
			let room = position(id, BOB).borrowable.expect("there are prices");
			assert_ok!(Lending::borrow(signed(BOB), id, room / 100 * Balance::from(used), None));
			pass(days * DAY);
			prices(thousandths);
			for part in most {
				let before = position(id, BOB);
				let (Some(ltv), Some(health)) = (before.ltv, before.health) else { break };
				if health >= ONE || ltv > ONE {
					break;
				}
				let (has, owes) = worth(id, [&BOB, &CAROL]);
				System::reset_events();
				let most = if part == 100 { Balance::MAX } else { before.debt / 100 * Balance::from(part) };
				if Lending::liquidate(signed(CAROL), id, BOB, most, 0).is_err() {
					continue;
				}
				*tried.borrow_mut() += 1;
				let of_loss =
					|event: Event<Test>| matches!(event, Event::LossCovered { .. } | Event::LossWrittenDown { .. });
				let lost = events().into_iter().any(of_loss);
				prop_assert!(!lost, "a debt that is covered becomes bad: {:?}, {:?}", before, position(id, BOB));
				let (now_has, now_owes) = worth(id, [&BOB, &CAROL]);
				prop_assert!(now_has + owes <= has + now_owes, "it pays: {:?}, {:?}", before, position(id, BOB));
				*whole.borrow_mut() += u32::from(position(id, BOB).debt == 0);
			}
			check_state();
			Ok(())
		})
	});
	let (tried, whole) = (tried.into_inner(), whole.into_inner());
	assert!(tried > 0, "nobody was liquidated");
	println!("{tried} liquidations, {whole} of all that was owed");
}

/// The same, of any prices, decimals and amounts, without a market: whoever liquidates a solvent position, in parts or as a whole,
/// leaves nothing that nobody pays. One unit of what is owed is worth something here, and all that is pledged may be worth just what
/// is owed.
#[test]
fn what_is_covered_never_becomes_bad() {
	let of_unit = prop_oneof![1 => Just(1u128), 3 => 1..=1_000_000_000_000u128];
	let pledged = (1..=1_000_000_000_000_000_000_000_000u128, 0..=18u8);
	let amounts = (1..=1_000_000_000_000_000_000_000u128, prop_oneof![4 => 0..=999u32, 1 => Just(1_000u32)]);
	let most = proptest::collection::vec(prop_oneof![2 => 1..=999u32, 1 => Just(1_000u32)], 1..8);
	let strategy = (numbers(), pledged, (of_unit, 0..=18u8), amounts, 1..=1_000_000u128, most);
	check(2_000, strategy, |(numbers, pledged, (of_unit, decimals), (collateral, part), min_debt, most)| {
		let terms = Terms { min_debt, ..terms_of(numbers) };
		let price = |price, decimals| Price { price, decimals, time: 0, moving: false };
		let loan_price = price(of_unit * 10u128.pow(decimals.into()), decimals);
		let mut stands = Secured { collateral, debt: 0, collateral_price: price(pledged.0, pledged.1), loan_price };
		// From the liquidation LTV to all that is pledged.
		let ltv = terms.liquidation_ltv + (ONE - terms.liquidation_ltv) / 1_000 * Ppb::from(part);
		stands.debt = stands.most_debt(ltv).min(MAX_TOTAL);
		for part in most {
			if stands.debt == 0 || stands.collateral_value() < stands.debt_value() {
				break;
			}
			let most = match part {
				1_000 => Balance::MAX,
				_ => stands.debt / 1_000 * Balance::from(part),
			};
			let Ok(Liquidation { repaid, taken, bad_debt, .. }) = stands.liquidate(&terms, most) else { continue };
			prop_assert_eq!(bad_debt, 0, "of {:?}: {} repaid, {} taken", stands, repaid, taken);
			prop_assert!(repaid <= stands.debt && repaid <= most && taken <= stands.collateral);
			// Who liquidates gets no more than the largest bonus.
			let got = N::from(Secured { collateral: taken, ..stands }.collateral_value());
			let paid = N::from(Secured { debt: repaid, ..stands }.debt_value());
			prop_assert!(got * n(ONE) <= paid * n(terms.max_bonus), "{} for {} of {:?}", taken, repaid, stands);
			(stands.debt, stands.collateral) = (stands.debt - repaid, stands.collateral - taken);
		}
		Ok(())
	});
}

#[test]
fn a_bundle_leaves_no_debt_too_high() {
	let done = RefCell::new([0u32; 2]);
	check(32, proptest::collection::vec(mostly_bundles(), 1..30), |ops| {
		new_test_ext().execute_with(|| {
			let mut run = Run::begin()?;
			for op in &ops {
				let plan = run.plan(op);
				let before = View::take(&run);
				let outcome = run.step(&plan)?;
				let after = View::take(&run);
				debts_are_safe(&run, &plan, &outcome, &before, &after)?;
				nobody_is_harmed(&run, &plan, &before, &after)?;
				if let Plan::Call(_) = &plan {
					done.borrow_mut()[usize::from(!outcome.ok)] += 1;
				}
				run.compare()?;
			}
			Ok(())
		})
	});
	let [ok, refused] = done.into_inner();
	println!("{ok} bundles were done, and {refused} refused");
	assert!(ok > 0, "no bundle was done");
}

/// Those who have supplied a market can claim no more than its cash and what is owed to it, whatever was supplied, borrowed, written
/// down, and accrued.
#[test]
fn suppliers_claim_no_more_than_there_is() {
	let spans = proptest::collection::vec((any_op(), 0..40u64), 1..30);
	check(24, spans, |steps| {
		new_test_ext().execute_with(|| {
			let mut run = Run::begin()?;
			for (op, days) in &steps {
				let plan = run.plan(op);
				run.step(&plan)?;
				// Also at any later time.
				let now = Timestamp::get();
				set_time(now + days * DAY);
				let then = View::take(&run);
				set_time(now);
				sums_hold(&run, &then)?;
			}
			Ok(())
		})
	});
}
