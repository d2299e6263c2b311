//! The invariants of the pallet, each as a property of its own.

use super::*;
use crate::Call;
use frame_support::traits::fungibles::Inspect as _;
use sp_runtime::traits::Dispatchable;

/// All that is stored, but for what every block changes.
fn root() -> Vec<u8> {
	System::reset_events();
	sp_io::storage::root(sp_runtime::StateVersion::V1)
}

/// Terms, what everybody has, and steps.
fn runs(steps: usize) -> impl Strategy<Value = (draws::Draw, [Balance; 4], Vec<Step>)> {
	(draws::terms(4, 6), draws::purses(), proptest::collection::vec(run::steps(), 1..steps))
}

/// 1 and 2; and nothing comes from nowhere.
#[test]
fn amounts_add_up_within_the_terms() {
	check(60, runs(30), |(draw, purses, steps)| {
		new_test_ext().execute_with(|| {
			let terms = draw.terms();
			let Some(mut run) = Run::begin(&terms, &purses) else { return Ok(()) };
			for step in &steps {
				let issued = [None, Some(DOLLAR)].map(<Test as crate::Config>::Assets::total_issuance);
				let (deed, _) = run.step(step)?;
				let after = [None, Some(DOLLAR)].map(<Test as crate::Config>::Assets::total_issuance);
				prop_assert!(deed == "money" || issued == after, "{} makes or destroys something", deed);
				let progress = stored(run.id).progress;
				for (place, record) in (0u8..).zip(&progress.records) {
					let spent = record.paid + record.interest_paid + record.refunded + record.held;
					prop_assert_eq!(record.funded, spent);
					let bound = terms.bound(place);
					prop_assert!(bound.is_none_or(|bound| record.paid + record.forgiven <= bound));
				}
			}
			Ok(())
		})
	});
}

/// What everybody got and gave is what the records say (3). Only arbiters get besides, and deposits are on hold.
#[test]
fn everybody_has_what_the_records_say() {
	check(60, runs(30), |(draw, purses, steps)| {
		new_test_ext().execute_with(|| {
			let terms = draw.terms();
			let Some(mut run) = Run::begin(&terms, &purses) else { return Ok(()) };
			let worth = |asset: Asset, who| <Test as crate::Config>::Assets::total_balance(asset, &who);
			// What there is of what the agreement did not do.
			let net = |run: &Run| {
				let mut net = BTreeMap::<(Asset, AccountId), i128>::new();
				let agreement = stored(run.id);
				for (p, record) in agreement.progress.records.iter().enumerate() {
					if let Some(asset) = run.model.asset(p) {
						let amount = (record.paid + record.interest_paid) as i128;
						*net.entry((asset, run.model.debtor(p))).or_default() -= amount;
						*net.entry((asset, run.model.creditor(p))).or_default() += amount;
					}
				}
				net
			};
			let assets = [None, Some(DOLLAR)];
			for step in &steps {
				let all = || assets.into_iter().flat_map(|asset| run::everybody().map(move |who| (asset, who)));
				let before: BTreeMap<_, _> = all().map(|(asset, who)| ((asset, who), worth(asset, who))).collect();
				let (records, fees) = (net(&run), stored(run.id).fees.to_vec());
				if run.step(step)?.0 == "money" {
					continue;
				}
				let paid = |fees: &[info::Fee<AccountId>]| fees.iter().map(|fee| fee.fee.amount).sum::<Balance>();
				let ruled = paid(&stored(run.id).fees) != paid(&fees);
				let now = net(&run);
				for (key, amount) in before {
					let moved = worth(key.0, key.1) as i128 - amount as i128;
					let recorded = now.get(&key).unwrap_or(&0) - records.get(&key).unwrap_or(&0);
					prop_assert!(moved == recorded || ruled && key.0.is_none(), "{:?}: {}, {}", key, moved, recorded);
				}
				prop_assert_eq!(now.values().sum::<i128>(), 0);
			}
			Ok(())
		})
	});
}

/// Settling twice at a time is settling once (6).
#[test]
fn settling_again_changes_nothing() {
	check(80, runs(25), |(draw, purses, steps)| {
		new_test_ext().execute_with(|| {
			let Some(mut run) = Run::begin(&draw.terms(), &purses) else { return Ok(()) };
			for step in &steps {
				run.step(step)?;
				run.settle(false)?;
				let before = root();
				run.settle(false)?;
				prop_assert_eq!(root(), before, "settled twice, after {:?}", step);
			}
			Ok(())
		})
	});
}

/// An agreement whose money is all held: settling at times between, and then, is settling then (6).
#[test]
fn of_held_money_it_does_not_matter_when_it_is_settled() {
	let spans = proptest::collection::vec(1..1_500u16, 1..6);
	let claims = proptest::collection::vec(run::steps(), 0..6);
	check(120, (draws::terms(3, 6), claims, spans), |(draw, claims, spans)| {
		let terms = draws::Draw { all_held: true, ..draw }.terms();
		let run = |between: bool| {
			new_test_ext().execute_with(|| {
				let Some(mut run) = Run::begin(&terms, &[1_000_000; 4]) else { return Ok(None) };
				for step in &claims {
					let Step(n) = step;
					let deed = ["claim", "answer", "dispute", "waive", "certify", "know"][usize::from(n[0]) % 6];
					run.act(deed, usize::from(n[1]) % terms.obligations.len(), n)?;
				}
				for span in &spans {
					run.pass(Moment::from(*span) * DAY / 20);
					if between {
						run.settle(false)?;
					}
				}
				run.settle(false)?;
				let amounts =
					stored(run.id).progress.records.into_iter().map(|record| {
						[record.paid, record.held, record.refunded, record.forgiven, record.interest_paid]
					});
				let amounts: Vec<_> = amounts.collect();
				let free: Vec<_> =
					draws::PARTIES.map(|who| [None, Some(DOLLAR)].map(|asset| free(asset, who))).to_vec();
				Ok::<_, TestCaseError>(Some((amounts, free, state(run.id))))
			})
		};
		prop_assert_eq!(run(true)?, run(false)?);
		Ok(())
	});
}

/// An escrow can be paid in full, whatever debtors do with what they have (4).
#[test]
fn what_is_escrowed_is_paid() {
	check(80, runs(20), |(draw, purses, steps)| {
		new_test_ext().execute_with(|| {
			let terms = draw.terms();
			let Some(mut run) = Run::begin(&terms, &purses) else { return Ok(()) };
			for step in &steps {
				run.step(step)?;
			}
			for who in run.model.accounts.blocked.clone() {
				assert_ok!(Assets::thaw(signed(ISSUER), DOLLAR, who));
			}
			run.model.accounts.blocked.clear();
			// They spend all they have free.
			for who in draws::PARTIES {
				for asset in [None, Some(DOLLAR)] {
					run.drain(asset, who);
				}
			}
			run.settle(false)?;
			run.compare()?;
			for (place, due) in terms.obligations.iter().enumerate() {
				if due.funding == Funding::Escrowed(None) {
					let line = line(run.id, place as u8);
					prop_assert_eq!(line.owed, 0, "of {} something is owed", place);
					prop_assert_eq!(line.late_since, None);
				}
			}
			Ok(())
		})
	});
}

/// What accrued is paid, held, owed or in dispute, or was let go: nothing else takes it (8).
#[test]
fn nothing_due_gets_lost() {
	check(80, runs(25), |(draw, purses, steps)| {
		new_test_ext().execute_with(|| {
			let Some(mut run) = Run::begin(&draw.terms(), &purses) else { return Ok(()) };
			for step in &steps {
				run.settle(false)?;
				let before: Vec<_> =
					run.model.terms.obligations.iter().zip(0u8..).map(|(_, p)| line(run.id, p)).collect();
				run.step(step)?;
				for (p, before) in (0u8..).zip(before) {
					let after = line(run.id, p);
					// An act that is not done in time is no longer to be done.
					let in_vain = after.lapsed.is_some() && run.model.is_act(p.into());
					prop_assert!(
						after.due >= before.due || in_vain,
						"{:?} took of what was due: {:?}, {:?}",
						step,
						before,
						after
					);
					prop_assert!(after.paid >= before.paid);
				}
			}
			Ok(())
		})
	});
}

/// A call that fails leaves all as it was; a list that fails in part does what it can, each alone.
#[test]
fn an_unknown_agreement_stops_no_other() {
	check(30, runs(10), |(draw, purses, steps)| {
		new_test_ext().execute_with(|| {
			let Some(mut run) = Run::begin(&draw.terms(), &purses) else { return Ok(()) };
			for step in &steps {
				run.step(step)?;
			}
			let list = [H256::repeat_byte(0xEE), run.id, run.id].map(one).to_vec().try_into().unwrap();
			let call: <Test as frame_system::Config>::RuntimeCall =
				Call::settle { agreements: list, most: None, obligations: MAX_OBLIGATIONS }.into();
			prop_assert!(call.dispatch(signed(ISSUER)).is_ok());
			// In a list each is gone over once.
			run.model.settle_once(&BTreeMap::new()).map_err(TestCaseError::fail)?;
			run.settle(false)?;
			run.compare()
		})
	});
}
