//! What is read and written, beside the nonce and the fee of who calls: calls are made here as such, and not by transactions.

use super::*;
use civitas_runtime::RuntimeOrigin;
use frame_support::dispatch::{DispatchClass, GetDispatchInfo};
use sp_io::TestExternalities;
use sp_runtime::traits::Dispatchable;

/// How much is paid of a line.
const SOME: Balance = 100 * DOLLARS;
/// Of so many receipts units are found.
const MANY: u32 = 1_024;

/// How often something reads and writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Cost {
	/// The books and the clock, without the deposit of the body.
	own: [usize; 2],
	/// The question for the power, and whether who acts is related to who is paid.
	role: [usize; 2],
	/// The asset, and deposits: what is on hold, and the accounts.
	money: [usize; 2],
}

impl Cost {
	fn of((read, written): (Keys, Keys)) -> Self {
		let count = |items: &[&[&str]]| {
			let sum = |keys| items.iter().map(|item| of(keys, item)).sum::<usize>();
			[sum(&read), sum(&written)]
		};
		let (all, deposit) = (count(&[&["PublicFinance"], &["Timestamp"]]), count(&[&["PublicFinance", "Deposits"]]));
		let money = count(&[
			&["PublicFinance", "Deposits"],
			&["Assets"],
			&["AssetsHolder"],
			&["Balances"],
			&["System", "Account"],
			&["AssetConversion"],
		]);
		let own = [all[0] - deposit[0], all[1] - deposit[1]];
		Self { own, role: count(&[&["IdentityRegistry"]]), money }
	}
}

/// What a call costs, which succeeds; it is printed under its name. Of the books it is just this, and it takes no more than so many reads of
/// identities and so many reads and writes of money.
fn costs(
	ext: &mut TestExternalities,
	name: &str,
	who: &AccountId,
	call: Finance,
	own: [usize; 2],
	role: usize,
	money: usize,
) {
	let cost = Cost::of(traffic(ext, || made(who, call)));
	let besides = [0, 1].map(|place| cost.role[place] + cost.money[place]);
	println!("{name}: own {:?}, of role, asset and deposit {besides:?}: {cost:?}", cost.own);
	assert_eq!(cost.own, own, "{name}");
	assert!(cost.role[0] <= role && cost.role[1] == 0, "{name}: {cost:?}, and not {role} of identities");
	assert!(cost.money.iter().all(|count| *count <= money), "{name}: {cost:?}, and not {money} of money");
}

/// Make a call, which has to succeed.
fn made(who: &AccountId, call: Finance) {
	let call = RuntimeCall::from(call);
	call.clone().dispatch(RuntimeOrigin::signed(who.clone())).unwrap_or_else(|error| panic!("{call:?}: {error:?}"));
}

/// The officer does something.
fn officer(call: Finance) {
	made(&id_of(OFFICER), call);
}

/// A line of the town at this level, with much authority. It is bound by one of the first level, which is no other's.
fn line_at(level: u8) -> LineId {
	let first = PublicFinance::body_info(town()).expect("it is a body").record.lines;
	let lines = (first..).take(level.into()).map(|number| {
		let above = if number == first { root(LineKind::Expenditure) } else { Above::Line(number - 1) };
		line(above, &number.to_string())
	});
	officer(Finance::set_line { body: town(), lines: list(lines.collect::<Vec<_>>()) });
	let last = first + LineId::from(level) - 1;
	let moves = list([appropriated(last, 10_000 * DOLLARS)]);
	made(&account(COUNCIL), Finance::move_authority { body: town(), moves });
	last
}

/// So much of each of these lines.
fn of_each<S: Get<u32>>(lines: &[LineId], amount: Balance) -> BoundedVec<Split, S> {
	list(lines.iter().map(|line| Split { line: *line, amount }).collect::<Vec<_>>())
}

/// Terms of an award to the payee, of so many dollars of each line.
fn on(lines: &[LineId]) -> AwardTerms<AccountId> {
	AwardTerms { lines: of_each(lines, SOME), ..award_terms(Payee::Account(account(PAYEE)), SOME) }
}

/// So much of each line of an award is paid.
fn pay_lines(award: AwardId, lines: &[LineId], each: Balance) -> Finance {
	let how = How::Award { award, lines: of_each(lines, each) };
	pay_all([Payment { fund: FUND, amount: each * lines.len() as Balance, how, evidence: None }])
}

/// The scene, where everybody has been paid once, and has given.
fn scene() -> TestExternalities {
	let mut ext = development();
	ext.execute_with(|| {
		found();
		let award_id = awarded(SOME);
		done(OFFICER, pay(award_id, SOME));
		assert_eq!(applied(DONOR, donate(FUND, SOME)), Ok(()));
	});
	ext
}

/// Each line is bound by one of its own, so that none is looked at twice.
#[test]
fn a_payment_reads_and_writes_as_much_at_any_depth_and_so_much_more_for_each_line() {
	let mut ext = scene();
	let (who, second) = (id_of(OFFICER), id_of(SECOND));
	for (name, levels, own) in [
		// The clock, the body, the fund, the award, what the officer has paid lately and the payee got, the line; that without clock and
		// body, and the use.
		("one line of level 1", vec![1], [7, 6]),
		// And the line that binds it.
		("one line of level 8", vec![8], [8, 7]),
		("two lines", vec![8, 2], [8 + 2, 7 + 2]),
		("sixteen lines", vec![2; 16], [8 + 2 * 15, 7 + 2 * 15]),
	] {
		let (award_id, lines) = ext.execute_with(|| {
			let lines: Vec<_> = levels.into_iter().map(line_at).collect();
			let award_id = AwardCount::<Runtime>::get();
			made(&who, award(on(&lines)));
			made(&second, accept(award_id, SOME * lines.len() as Balance));
			(award_id, lines)
		});
		// The town; the officer and the payee, each with keys, and two links between them. The asset, the account of the payee and twice
		// what is on hold of the town; and its deposit, with its account and what is on hold of coins.
		for each in [SOME / 4, SOME / 2] {
			costs(&mut ext, &format!("pay, {name}"), &who, pay_lines(award_id, &lines, each), own, 7, 8);
		}
	}
	ext.execute_with(check);
}

#[test]
fn each_other_step_reads_and_writes_no_more_than_was_promised() {
	let mut ext = scene();
	let (who, second, donor) = (id_of(OFFICER), id_of(SECOND), account(DONOR));
	// The clock and the fund; the fund, the receipt, and that it is the donor's.
	costs(&mut ext, "donate", &donor, donate(FUND, SOME), [2, 3], 0, 9);

	let [from, to] = ext.execute_with(|| [8, 8].map(line_at));
	let award_id = ext.execute_with(AwardCount::<Runtime>::get);
	// The clock, the body, that the payee is none, what was done lately by and to whom, the line and the one that binds it, the period, how
	// many awards there are; that without the first three, the award, and the three lists that it is in.
	costs(&mut ext, "award, one line", &who, award(on(&[to])), [9, 10], 7, 4);
	let call = ext.execute_with(|| accept(award_id, SOME));
	// The clock, the body, the award, and what was done lately; that without clock and body, and the acceptance.
	costs(&mut ext, "accept", &second, call, [5, 4], 11, 4);
	// The clock, the body, the fund, what he has done lately; that without clock and body, and the receipt.
	costs(&mut ext, "receive, without a line", &who, receive(FUND, SOME), [4, 3], 2, 8);
	// The clock, the body, what he has done lately, the period, and two lines with those that bind them; that without clock, body and
	// period.
	let moved = || Move { from: Some(from), ..appropriated(to, SOME) };
	let call = || Finance::move_authority { body: town(), moves: list([moved()]) };
	ext.execute_with(|| officer(call()));
	costs(&mut ext, "move_authority", &who, call(), [8, 5], 2, 0);

	// Whatever it is, it waits for a second person.
	ext.execute_with(|| {
		let rule = Rule { currency: MONEY, threshold: 0, window: DAY, life: DAY };
		made(&account(COUNCIL), Finance::set_body { body: town(), change: BodyChange::Rule(rule) });
		officer(pay_lines(award_id, &[to], SOME));
		assert_eq!(dollars(PAYEE), SOME);
	});
	// What it takes to pay, and what has waited.
	costs(&mut ext, "approve, of a payment", &second, approve(0, true), [8 + 1, 7 + 1], 13, 8);
	ext.execute_with(|| {
		assert_eq!(dollars(PAYEE), 2 * SOME);
		check();
	});
}

/// A campaign that was missed.
#[test]
fn a_donor_takes_a_gift_back_for_no_more_than_was_promised() {
	let mut ext = scene();
	let donor = account(DONOR);
	let missed = ext.execute_with(|| {
		let campaign = Campaign { goal: 10 * SOME, deadline: now() + DAY, take_back: MIN_TAKE_BACK, successor: FUND };
		let id = FundCount::<Runtime>::get();
		let terms = FundTerms { campaign: Some(campaign), ..fund_terms(MONEY) };
		officer(Finance::set_fund { body: town(), change: FundChange::Make(terms) });
		made(&account(DONOR), donate(id, SOME));
		pass(2 * DAY);
		id
	});
	let call = Finance::give_back { fund: missed, receipt: 0 };
	// The clock, the fund, the receipt, and that it is the donor's; the fund and the receipt.
	costs(&mut ext, "give_back by a donor", &donor, call, [4, 2], 0, 5);
	ext.execute_with(check);
}

/// The receipts are of a unit each, and so are the uses of them.
#[test]
fn a_hop_of_a_trace_takes_few_reads_among_many_receipts() {
	let mut ext = scene();
	let [first, second, _] = ext.execute_with(|| {
		let funds = [(); 3].map(|_| fund(OFFICER, town(), EUR));
		let transfer = |from, to, amount| Payment { fund: from, amount, how: How::Transfer { to }, evidence: None };
		let source = Source::Withheld(PROOF);
		let terms = ReceiptTerms { amount: 1, source, returns: None, line: None, evidence: Some(PROOF) };
		for _ in 0..MANY / MAX_LIST {
			let receipts = list(vec![terms.clone(); MAX_LIST as usize]);
			officer(Finance::receive { body: town(), fund: funds[0], receipts });
		}
		for _ in 0..MANY / MAX_LIST {
			officer(pay_all(vec![transfer(funds[0], funds[1], 1); MAX_LIST as usize]));
		}
		officer(pay_all([transfer(funds[1], funds[2], MANY.into())]));
		funds
	});
	let (place, one) = (617u32, Some(1));
	let mut asked = |name: &str, hops: usize, ask: &dyn Fn() -> Page<TraceRun<AccountId>, Balance>| {
		let mut page = None;
		let (read, written) = traffic(&mut ext, || page = Some(ask()));
		let run = page.expect("it was asked").items.remove(0);
		let reads = of(&read, &["PublicFinance"]);
		println!("{name}, {} funds, among {MANY} receipts: {reads} reads", run.path.len());
		assert_eq!((run.amount, run.path.len(), of(&written, &["PublicFinance"])), (1, hops, 0), "{name}");
		assert!(reads <= 25 * hops, "{name}: {reads} reads");
		reads
	};
	// Of each fund that, a record, and at most 11 to find another among 1,024.
	let up = asked("trace_up", 1, &|| PublicFinance::trace_up(first, place, None, one));
	let further = asked("trace_up", 2, &|| PublicFinance::trace_up(second, 0, Some(place.into()), one));
	let down = asked("trace_down", 3, &|| PublicFinance::trace_down(first, place, None, one));
	// Where there is but one use it is found at once.
	assert!(up <= 2 + 11, "{up} reads");
	assert!(further <= 2 * (2 + 11), "{further} reads");
	assert!(down <= 2 + 11 + 2 * 3, "{down} reads");
	ext.execute_with(check);
}

/// It weighs as much as the heaviest act that waits, and is made by an identity.
#[test]
fn an_approval_fits_into_a_block() {
	development().execute_with(|| {
		let weights = <Runtime as frame_system::Config>::BlockWeights::get();
		let most = weights.get(DispatchClass::Normal).max_extrinsic.expect("it is limited");
		let act = Registry::act_as { identity: id_of(SECOND), call: Box::new(approve(0, true).into()) };
		let weight = RuntimeCall::from(act).get_dispatch_info().call_weight;
		assert!(weight.all_lte(most), "it weighs {weight:?} of {most:?}");
	});
}
