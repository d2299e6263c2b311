//! An amendment moves no money that it does not name (7), and what obligations carry over is kept.

use super::*;
use frame_support::traits::fungibles::Inspect as _;

/// The obligations that are kept, one after the other, with what they refer to in its new place. What others refer to is kept.
fn amended(terms: &Terms, id: AgreementId, version: u32, dropped: u16) -> (Terms, Vec<usize>) {
	let mut kept: Vec<usize> = (0..terms.obligations.len()).filter(|p| dropped >> p & 1 == 0).collect();
	for p in (0..terms.obligations.len()).rev() {
		let due = &terms.obligations[p];
		let needs = due.awaits.fulfilled.iter().chain(&due.awaits.late).map(|other| usize::from(*other));
		let share = if let Performance::Share { of, .. } = due.performance { Some(usize::from(of)) } else { None };
		if kept.contains(&p) {
			kept.extend(needs.chain(share));
			kept.sort_unstable();
			kept.dedup();
		}
	}
	let place = |old: usize| kept.iter().position(|p| *p == old).unwrap() as u8;
	let obligations = kept.iter().map(|p| {
		let mut due = terms.obligations[*p].clone();
		due.carries = Some(*p as u8);
		if let Performance::Share { of, .. } = &mut due.performance {
			*of = place(usize::from(*of));
		}
		due.awaits
			.fulfilled
			.iter_mut()
			.chain(due.awaits.late.iter_mut())
			.for_each(|other| *other = place(usize::from(*other)).into());
		due
	});
	let after = civitas_primitives::agreements::Terms {
		obligations: obligations.collect::<Vec<_>>().try_into().unwrap(),
		amends: Some(Amends { agreement: id, version }),
		sign_by: Timestamp::get() + DAY,
		salt: H256::repeat_byte(version as u8 + 1),
		..terms.clone()
	};
	(after, kept)
}

/// What went from whom to whom by records and by what is no longer part of it.
fn totals(run: &Run, terms: &Terms) -> BTreeMap<(AccountId, AccountId, Asset), (Balance, Balance)> {
	let agreement = stored(run.id);
	let mut totals = BTreeMap::<_, (Balance, Balance)>::new();
	for total in &agreement.past {
		let sum = totals.entry((total.from, total.to, total.asset)).or_default();
		*sum = (sum.0 + total.paid, sum.1 + total.refunded);
	}
	for (place, record) in (0u8..).zip(&agreement.progress.records) {
		let Some(asset) = terms.asset(place) else { continue };
		let due = terms.obligation(place).unwrap();
		let (from, to) = (*terms.party(due.debtor).unwrap(), *terms.creditor(&due.creditor).unwrap());
		let sum = totals.entry((from, to, asset)).or_default();
		// What is held is of no difference: either it is carried, or it goes back.
		*sum = (sum.0 + record.paid + record.interest_paid, sum.1 + record.refunded + record.held);
	}
	totals.retain(|_, sum| *sum != (0, 0));
	totals
}

#[test]
fn what_is_carried_over_is_kept_and_all_else_closes() {
	let done = RefCell::new([0u32; 2]);
	let steps = proptest::collection::vec(run::steps(), 0..25);
	let amendments = proptest::collection::vec(prop_oneof![Just(0u16), 0..64u16], 1..3);
	check(250, (draws::terms(3, 6), draws::purses(), steps, amendments), |(draw, purses, steps, amendments)| {
		new_test_ext().execute_with(|| {
			let Some(mut run) = Run::begin(&draw.terms(), &purses) else { return Ok(()) };
			for step in &steps {
				run.step(step)?;
			}
			for who in run.model.accounts.blocked.clone() {
				assert_ok!(Assets::thaw(signed(ISSUER), DOLLAR, who));
			}
			// There is enough for deposits, and for all that is due.
			for who in draws::PARTIES {
				for asset in [None, Some(DOLLAR)] {
					run.drain(asset, who);
					give(asset, ISSUER, who, 200_000);
				}
			}
			settle(run.id);
			let mut terms = run.model.terms.clone();
			for dropped in amendments {
				let version = stored(run.id).progress.version;
				let before = stored(run.id);
				// Notice is void by an amendment, so that more may accrue than did.
				let pending = before.progress.ends_at.is_some_and(|end| end > Timestamp::get());
				let sums = totals(&run, &terms);
				let (after, kept) = amended(&terms, run.id, version, dropped);
				let worth = || -> Vec<_> {
					let assets = [None, Some(DOLLAR)];
					run::everybody()
						.map(|who| assets.map(|asset| <Test as crate::Config>::Assets::total_balance(asset, &who)))
						.collect()
				};
				let wealth = worth();
				let parties: Vec<_> = after.parties.iter().map(|party| party.account).collect();
				let hash = terms_hash(&after);
				let drafted = Contracts::draft(signed(parties[0]), after.clone(), None).is_ok();
				let signed_by_all = drafted
					&& parties[1..].iter().all(|who| {
						frame_support::storage::with_storage_layer(|| {
							Contracts::sign(signed(*who), hash, None).map(|_| ()).map_err(|error| error.error)
						})
						.is_ok()
					});
				if !signed_by_all {
					done.borrow_mut()[1] += 1;
					break;
				}
				done.borrow_mut()[0] += 1;
				check_state();
				prop_assert_eq!(worth(), wealth, "nobody has more or less than before");
				// What refers to others in a new place is not the same: a hold that went back is held again, and goes back again.
				let back = before.progress.records.iter().any(|record| record.refunded > 0);
				let again = back && dropped != 0;
				if !pending && !again {
					prop_assert_eq!(totals(&run, &after), sums, "what went from whom to whom");
				}
				let now = stored(run.id);
				for (record, old) in now.progress.records.iter().zip(kept) {
					let old = &before.progress.records[old];
					let sums = |record: &Record| [record.paid, record.interest_paid, record.forgiven, record.demanded];
					prop_assert_eq!(sums(record), sums(old));
					prop_assert!(record.held >= old.held || pending, "{:?}, {:?}", record, old);
				}
				pass(3 * DAY);
				settle(run.id);
				check_state();
				terms = after;
			}
			Ok(())
		})
	});
	let [done, refused] = done.into_inner();
	assert!(done > 50, "{done} were amended and {refused} were not");
}
