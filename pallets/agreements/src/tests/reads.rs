//! What is said to the outside.

use super::*;
use civitas_primitives::{Moment, Page};
use frame_support::hypothetically;
use info::{AgreementInfo, AssetPowers, CashFlow, FundingInfo};
use sp_core::storage::StateVersion;

const DAYS: Seconds = 86_400;

type Info = AgreementInfo<AccountId, Awaited>;

fn info(agreement: AgreementId) -> Info {
	Contracts::agreement(agreement).unwrap()
}

fn ids(page: &Page<Info, AgreementId>) -> Vec<AgreementId> {
	page.items.iter().map(|info| info.id).collect()
}

/// 100 a day, beginning now.
fn daily() -> Due {
	instalments(100, Span::Seconds(DAYS), None)
}

/// These, for ten days.
fn ten_days(obligations: &[Due]) -> Terms {
	let term = Some(Term { minimum: Span::Seconds(10 * DAYS), renewal: Renewal::Ends, notice: None });
	Terms { term, arbitration: arbitration(2, false), ..terms_of(&[ALICE, BOB], obligations) }
}

/// The same terms with another salt.
fn salted(terms: &Terms, salt: u8) -> Terms {
	Terms { salt: H256::repeat_byte(salt), ..terms.clone() }
}

#[test]
fn an_agreement_is_shown_in_every_state() {
	build_and_execute(|| {
		let terms = ten_days(&[daily()]);
		let id = terms_hash(&terms);
		assert_eq!(Contracts::agreement(id), None);
		assert_ok!(Contracts::draft(signed(BOB), terms.clone(), None));
		let draft = Info {
			id,
			state: AgreementState::Draft,
			terms_hash: id,
			terms: Some(terms.clone()),
			version: 0,
			signed: vec![BOB],
			unsigned: vec![ALICE],
			activated_at: None,
			ends_at: None,
			closed_at: None,
			records: vec![],
			totals: vec![],
			fees: vec![],
			opener: None,
			depositor: BOB,
		};
		assert_eq!(info(id), draft);
		pass(DAY / 2);
		assert_ok!(Contracts::sign(signed(ALICE), id, None));
		let start = NOW + DAY / 2;
		let active = Info {
			state: AgreementState::Active,
			signed: vec![],
			unsigned: vec![],
			activated_at: Some(start),
			ends_at: Some(start + 10 * DAY),
			records: vec![record(id, 0)],
			..draft
		};
		assert_eq!((info(id), active.records[0].paid), (active.clone(), 100));
		pass(10 * DAY - 1);
		assert_eq!(info(id).state, AgreementState::Active);
		pass(1);
		let ended = Info { state: AgreementState::Ended, ..active };
		assert_eq!(info(id), ended);
		settle(id);
		let closed_at = Some(Timestamp::get());
		let closed = Info { state: AgreementState::Closed, closed_at, records: vec![record(id, 0)], ..ended };
		assert_eq!((info(id), closed.records[0].paid), (closed.clone(), 1_000));
		pass(180 * DAY);
		assert_ok!(Contracts::compact(signed(STRANGER), id));
		let compacted = info(id);
		assert_eq!((compacted.totals[0].paid, compacted.totals.len()), (1_000, 1));
		let totals = compacted.totals.clone();
		let ended_at = Some(start + 10 * DAY);
		let state = AgreementState::Compacted;
		assert_eq!(
			compacted,
			Info { state, terms: None, records: vec![], totals, ends_at: ended_at, closed_at: ended_at, ..closed }
		);
	});
}

#[test]
fn the_draft_of_an_amendment_says_what_it_amends() {
	build_and_execute(|| {
		let id = agree(&ten_days(&[later(1_000)]));
		let mut next = ten_days(&[later(2_000)]);
		next.amends = Some(Amends { agreement: id, version: 0 });
		let hash = terms_hash(&next);
		assert_ok!(Contracts::draft(signed(BOB), next, None));
		let draft = info(hash);
		assert_eq!((draft.id, draft.terms_hash, draft.version, draft.state), (id, hash, 1, AgreementState::Draft));
		assert_ok!(Contracts::sign(signed(ALICE), hash, None));
		assert_eq!(Contracts::agreement(hash), None);
		assert_eq!((info(id).terms_hash, info(id).version), (hash, 1));
	});
}

#[test]
fn what_time_alone_has_done_is_shown() {
	build_and_execute(|| {
		let id = disputable(&[milestone(1_000, Silence::Accepts), later(500)], 1, false);
		assert_ok!(Contracts::claim(signed(BOB), id, 0, 800, H256::zero()));
		assert_ok!(Contracts::dispute(signed(BOB), id, 1, native(500), 100, H256::zero()));
		pass(2 * DAY + 1);
		let records = info(id).records;
		assert_eq!((records[0].claim.clone(), records[0].demanded), (None, 800), "silence accepts");
		assert_eq!((records[1].disputed, records[1].forgiven), (0, 250), "nobody has ruled");
		pass(60 * DAY);
		assert!(info(id).records[0].lapsed.is_some());
		assert!(record(id, 0).lapsed.is_none());
	});
}

#[test]
fn no_question_changes_anything() {
	build_and_execute(|| {
		let id = disputable(&[milestone(1_000, Silence::Accepts), later(500)], 1, false);
		assert_ok!(Contracts::claim(signed(BOB), id, 0, 800, H256::zero()));
		assert_ok!(Contracts::dispute(signed(BOB), id, 1, native(500), 100, H256::zero()));
		let _ = events();
		let ask = || {
			assert!(Contracts::agreement(id).is_some());
			assert_eq!(Contracts::agreements_of(ALICE, None, None, None).items.len(), 1);
			assert!(Contracts::statement(id, None).is_some());
			assert!(Contracts::statement(id, Some(NOW + 300 * DAY)).is_some());
			assert_eq!(Contracts::cash_flow(ALICE, NOW, NOW + 300 * DAY, None, None).items.len(), 1);
			assert_eq!(Contracts::funding(id).len(), 2);
			assert!(Contracts::dispute_of(id, 1).is_some());
			assert!(Contracts::preview(terms(&[ALICE])).is_ok());
		};
		for days in [0, 1, 1, 1, 100] {
			pass(days * DAY);
			let root = sp_io::storage::root(StateVersion::V1);
			ask();
			assert_eq!(sp_io::storage::root(StateVersion::V1), root);
			assert_eq!(events(), []);
		}
	});
}

#[test]
fn agreements_are_listed_for_who_has_signed() {
	build_and_execute(|| {
		let of = |who, state| ids(&Contracts::agreements_of(who, state, None, None));
		let closed = agree(&terms_of(&[ALICE, BOB], &[pays(1)]));
		let terms = terms_of(&[ALICE, BOB], &[later(1)]);
		let draft = terms_hash(&terms);
		assert_ok!(Contracts::draft(signed(ALICE), terms, None));
		let mut both = [closed, draft];
		both.sort();
		assert_eq!((of(ALICE, None), of(BOB, None), of(OFFICE, None)), (both.to_vec(), vec![closed], vec![]));
		assert_eq!(of(ALICE, Some(AgreementState::Draft)), [draft]);
		assert_eq!(of(ALICE, Some(AgreementState::Closed)), [closed]);
		for state in [AgreementState::Active, AgreementState::Ended, AgreementState::Compacted] {
			assert_eq!(of(ALICE, Some(state)), []);
		}
		assert_ok!(Contracts::sign(signed(BOB), draft, None));
		assert_eq!(of(BOB, Some(AgreementState::Active)), [draft]);
	});
}

#[test]
fn a_page_of_agreements_has_a_bound_and_goes_on_after_its_cursor() {
	build_and_execute(|| {
		let mut all: Vec<_> = (0..103).map(|salt| agree(&salted(&terms_of(&[ALICE], &[]), salt))).collect();
		all.sort();
		let page = |state, cursor, limit| Contracts::agreements_of(ALICE, state, cursor, limit);
		let first = page(None, None, None);
		assert_eq!((ids(&first), first.next), (all[..100].to_vec(), Some(all[99])));
		let rest = page(None, first.next, None);
		assert_eq!((ids(&rest), rest.next), (all[100..].to_vec(), None));
		assert_eq!(ids(&page(None, None, Some(1_000))).len(), 100);
		assert_eq!(ids(&page(None, None, Some(0))), all[..1]);
		let two = page(None, Some(all[4]), Some(2));
		assert_eq!((ids(&two), two.next), (all[5..7].to_vec(), Some(all[6])));
		// Those that do not fit are skipped.
		assert_eq!(page(Some(AgreementState::Closed), None, None), Page { items: vec![], next: None });
		assert_eq!(ids(&page(Some(AgreementState::Active), Some(all[100]), Some(5))), all[101..]);
	});
}

#[test]
fn a_page_looks_at_no_more_than_200() {
	build_and_execute(|| {
		for salt in 0..201u8 {
			let terms = salted(&terms_of(&[ALICE], &[]), salt);
			assert_ok!(Contracts::draft(signed(ALICE), terms, None));
		}
		let page = Contracts::agreements_of(ALICE, Some(AgreementState::Closed), None, None);
		assert_eq!(page.items, []);
		let next = page.next.expect("there is one more");
		assert_eq!(Contracts::agreements_of(ALICE, Some(AgreementState::Closed), Some(next), None).next, None);
		assert_eq!(Contracts::agreements_of(ALICE, None, Some(next), None).items.len(), 1);
	});
}

#[test]
fn a_statement_is_of_now_or_later() {
	build_and_execute(|| {
		let id = agree(&ten_days(&[daily()]));
		assert_eq!(Contracts::statement(H256::zero(), None), None);
		pass(DAY);
		assert_eq!(Contracts::statement(id, Some(NOW + DAY - 1)), None);
		assert_eq!(Contracts::statement(id, Some(0)), None);
		let now = Contracts::statement(id, None).unwrap();
		assert_eq!((now.time, now.ends_at), (NOW + DAY, Some(NOW + 10 * DAY)));
		assert_eq!(Contracts::statement(id, Some(NOW + DAY)), Some(now.clone()));
		let line = now.lines[0].clone();
		assert_eq!((line.obligation, line.clause, line.debtor, line.creditor, line.asset), (0, 1, ALICE, BOB, None));
		assert_eq!((line.accrued, line.due, line.paid, line.owed), (200, 200, 100, 100));
		assert_eq!((line.next_at, line.next_amount, line.most), (Some(NOW + 2 * DAY), 100, Some(1_000)));
		let later = line_at(id, 0, NOW + 5 * DAY);
		assert_eq!((later.accrued, later.owed, later.late_since), (600, 500, Some(NOW + DAY)));
		assert_eq!((later.next_at, line_at(id, 0, NOW + 9 * DAY).next_at), (Some(NOW + 6 * DAY), None));
		// Beyond a hundred years it says what is then.
		let far = Contracts::statement(id, Some(Moment::MAX)).unwrap();
		assert_eq!((far.time, far.lines[0].accrued), (NOW + DAY + 100 * 365 * DAY, 1_000));
		settle(id);
		assert_eq!(line_at(id, 0, NOW + DAY).owed, 0);
		// What is no agreement yet, or no more, has none.
		let draft = salted(&terms_of(&[ALICE, BOB], &[daily()]), 1);
		assert_ok!(Contracts::draft(signed(ALICE), draft.clone(), None));
		assert_eq!(Contracts::statement(terms_hash(&draft), None), None);
		assert_ok!(Contracts::decline(signed(ALICE), terms_hash(&draft)));
		pass(200 * DAY);
		assert_ok!(Contracts::compact(signed(STRANGER), id));
		assert_eq!(Contracts::statement(id, None), None);
	});
}

#[test]
fn a_statement_foresees_silence() {
	for (silence, due) in [(Silence::Accepts, 800), (Silence::Rejects, 0)] {
		build_and_execute(|| {
			let id = agree(&terms_of(&[ALICE, BOB], &[milestone(1_000, silence)]));
			assert_ok!(Contracts::claim(signed(BOB), id, 0, 800, H256::zero()));
			let at = |time| line_at(id, 0, NOW + time);
			assert_eq!((at(DAY).due, at(DAY).claim.is_some()), (0, true));
			assert_eq!((at(DAY + 1).due, at(DAY + 1).claim.is_some()), (due, due == 0));
			// What is rejected can be disputed for as long again.
			assert_eq!((at(2 * DAY).claim.is_some(), at(2 * DAY + 1).claim.is_some()), (due == 0, false));
			assert_eq!((line(id, 0).due, record(id, 0).demanded), (0, 0));
			// Whoever settles then finds the same.
			hypothetically!({
				pass(DAY + 1);
				settle(id);
				assert_eq!(record(id, 0).paid, due);
			});
		});
	}
}

#[test]
fn a_statement_foresees_what_lapses() {
	build_and_execute(|| {
		let awaits = Awaits { condition: Some(Awaited(1)), until: Some(after(5 * DAYS)), ..Default::default() };
		let id = agree(&terms_of(&[ALICE, BOB], &[Due { awaits, funding: Funding::Escrowed(None), ..pays(1_000) }]));
		let at = |time| line_at(id, 0, NOW + time);
		assert_eq!((at(5 * DAY).lapsed.is_some(), at(5 * DAY).most), (false, Some(1_000)));
		assert_eq!(
			(at(5 * DAY + 1).lapsed.is_some(), at(5 * DAY + 1).most, at(5 * DAY + 1).held),
			(true, Some(0), 1_000)
		);
		// What is known by now is taken into account.
		Known::set([(1, (NOW, Fraction { numerator: 1, denominator: 4 }))].into());
		assert_eq!((at(5 * DAY + 1).lapsed.is_some(), at(5 * DAY + 1).most, at(0).due), (false, Some(250), 250));
	});
}

#[test]
fn a_statement_foresees_that_nobody_rules() {
	build_and_execute(|| {
		let id = disputable(&[later(1_000)], 1, false);
		bring(BOB, id, 600);
		let at = |time| line_at(id, 0, NOW + time);
		assert_eq!((at(2 * DAY).disputed, at(2 * DAY).due), (600, 0));
		assert_eq!((at(2 * DAY + 1).disputed, at(2 * DAY + 1).forgiven, at(2 * DAY + 1).owed), (0, 300, 300));
		assert_eq!(at(10 * DAY).owed, 700);
	});
}

#[test]
fn a_statement_foresees_interest() {
	build_and_execute(|| {
		let id = agree(&terms_of(&[ALICE, BOB], &[Due { interest: Some(100_000), ..later(365_000) }]));
		let at = |days| line_at(id, 0, NOW + days * DAY);
		assert_eq!([at(10), at(11), at(20)].map(|line| line.interest), [0, 100, 1_000]);
		assert_eq!(at(20).late_since, Some(NOW + 10 * DAY));
	});
}

fn flows(party: AccountId, from: Moment, to: Moment) -> Vec<CashFlow<AccountId>> {
	Contracts::cash_flow(party, NOW + from, NOW + to, None, None).items
}

#[test]
fn cash_flows_of_windows_add_up() {
	build_and_execute(|| {
		let month = |asset| Performance::Pay {
			asset,
			amount: 1_000,
			accrues: Accrual::Stream { start: after(DAYS), every: 7, count: Some(100_000) },
		};
		let share = Performance::Share { of: 0, share: Fraction { numerator: 1, denominator: 2 } };
		let back = Due { debtor: 1, creditor: Creditor::Party(0), ..owes(month(Some(DOLLAR))) };
		let office = Due { creditor: Creditor::Account(OFFICE), ..later(33) };
		let id = agree(&ten_days(&[daily(), back, owes(share), act(Silence::Accepts), office]));
		let of = |obligation, from, to, asset, amount| CashFlow { agreement: id, obligation, from, to, asset, amount };
		let flowed = |from: Moment, to: Moment, place: u8| {
			flows(ALICE, from, to).iter().find(|flow| flow.obligation == place).map_or(0, |flow| flow.amount)
		};
		let all = flows(ALICE, 0, 20 * DAY);
		// After the first and until the last moment; what is paid is part of it. Neither shares nor acts.
		assert_eq!(all[0], of(0, ALICE, BOB, None, 900));
		assert_eq!((all[1].from, all[1].to, all[1].asset, all.len()), (BOB, ALICE, Some(DOLLAR), 2));
		for borders in
			[vec![0, DAY, 20 * DAY], vec![0, 1, DAY - 1, DAY, DAY + 1, 3 * DAY, 3 * DAY + 777, 9 * DAY, 20 * DAY]]
		{
			for place in [0, 1] {
				let sum: Balance = borders.windows(2).map(|window| flowed(window[0], window[1], place)).sum();
				assert_eq!(sum, all[place as usize].amount);
			}
		}
		assert_eq!((flowed(0, DAY - 1, 0), flowed(DAY - 1, DAY, 0), flowed(DAY, DAY + 1, 0)), (0, 100, 0));
		assert_eq!((flows(ALICE, 5 * DAY, 5 * DAY), flows(ALICE, 5 * DAY, 4 * DAY)), (vec![], vec![]));
		// What was is told, too.
		pass(5 * DAY);
		settle(id);
		assert_eq!(flows(BOB, 0, 20 * DAY), all);
		assert_eq!(flows(STRANGER, 0, 20 * DAY), []);
		// Whoever has not signed has no list.
		assert_eq!(flows(OFFICE, 0, 20 * DAY), []);
	});
}

#[test]
fn cash_flows_are_only_those_of_the_party() {
	build_and_execute(|| {
		let other = Due { debtor: 1, creditor: Creditor::Party(2), ..later(7) };
		let id = agree(&terms_of(&[ALICE, BOB, CAROL], &[later(5), other]));
		let places = |who| flows(who, 0, 10 * DAY).iter().map(|flow| flow.obligation).collect::<Vec<_>>();
		assert_eq!((places(ALICE), places(BOB), places(CAROL)), (vec![0], vec![0, 1], vec![1]));
		assert_eq!(flows(CAROL, 0, 10 * DAY)[0].agreement, id);
	});
}

#[test]
fn a_page_of_cash_flows_is_about_no_more_than_20_agreements() {
	build_and_execute(|| {
		let terms = terms_of(&[ALICE, BOB], &[later(1), later(2)]);
		let mut all: Vec<_> = (0..23).map(|salt| agree(&salted(&terms, salt))).collect();
		all.sort();
		let page = |cursor, limit| Contracts::cash_flow(ALICE, NOW, NOW + 10 * DAY, cursor, limit);
		let about = |page: &Page<CashFlow<AccountId>, AgreementId>| -> Vec<_> {
			page.items.iter().filter(|flow| flow.obligation == 0).map(|flow| flow.agreement).collect()
		};
		for limit in [None, Some(20), Some(100)] {
			let first = page(None, limit);
			assert_eq!((about(&first), first.items.len(), first.next), (all[..20].to_vec(), 40, Some(all[19])));
			let rest = page(first.next, limit);
			assert_eq!((about(&rest), rest.next), (all[20..].to_vec(), None));
		}
		assert_eq!(
			(about(&page(None, Some(0))), about(&page(Some(all[1]), Some(2)))),
			(all[..1].to_vec(), all[2..4].to_vec())
		);
		// A page of agreements in which nothing accrues is empty, and not the last.
		let later = Contracts::cash_flow(ALICE, NOW + 11 * DAY, NOW + 12 * DAY, None, None);
		assert_eq!((later.items, later.next), (vec![], Some(all[19])));
	});
}

#[test]
fn it_is_shown_where_the_money_is_and_who_has_power_over_it() {
	build_and_execute(|| {
		assert_ok!(Assets::set_team(signed(ISSUER), DOLLAR, 21, 22, 23));
		let escrow = |due| Due { funding: Funding::Escrowed(None), ..due };
		let revocable = Due { funding: Funding::Revocable, ..daily() };
		let dollars = Performance::Pay { asset: Some(DOLLAR), amount: 700, accrues: Accrual::Once(after(DAYS)) };
		let id = agree(&terms_of(
			&[ALICE, BOB],
			&[
				escrow(later(1_000)),
				act(Silence::Accepts),
				revocable.clone(),
				owes(dollars.clone()),
				escrow(owes(dollars)),
			],
		));
		assert_ok!(Contracts::fund(signed(ALICE), id, 2, native(350)));
		let of = |obligation, funding, asset: Asset, held, unheld| FundingInfo {
			obligation,
			funding,
			asset,
			held,
			unheld,
			powers: asset.map(|asset| AssetPowers {
				asset,
				owner: Some(ISSUER),
				issuer: Some(21),
				admin: Some(22),
				freezer: Some(23),
			}),
		};
		let expected = [
			of(0, Funding::Escrowed(None), None, 1_000, Some(0)),
			// Of what has no bound it is not known.
			of(2, Funding::Revocable, None, 350, None),
			of(3, Funding::Unfunded, Some(DOLLAR), 0, Some(700)),
			of(4, Funding::Escrowed(None), Some(DOLLAR), 700, Some(0)),
		];
		assert_eq!(Contracts::funding(id), expected);
		pass(DAY);
		settle(id);
		let held: Vec<_> = Contracts::funding(id).iter().map(|one| (one.held, one.unheld)).collect();
		assert_eq!(held, [(1_000, Some(0)), (250, None), (0, Some(0)), (0, Some(0))]);
		// Nor is there anything to be said of what does not run.
		let draft = salted(&terms_of(&[ALICE, BOB], &[daily()]), 1);
		assert_ok!(Contracts::draft(signed(ALICE), Terms { sign_by: NOW + 9 * DAY, ..draft.clone() }, None));
		let hash = terms_hash(&Terms { sign_by: NOW + 9 * DAY, ..draft });
		assert_eq!((Contracts::funding(hash), Contracts::funding(H256::zero())), (vec![], vec![]));
	});
}

#[test]
fn it_is_shown_whose_turn_it_is_in_a_dispute() {
	build_and_execute(|| {
		let id = disputable(&[later(1_000)], 2, true);
		let of = || Contracts::dispute_of(id, 0);
		assert_eq!(of(), None);
		assert_eq!(Contracts::dispute_of(H256::zero(), 0), None);
		bring(BOB, id, 1_000);
		let expect = |stage: Stage, turn: &[AccountId], loser| {
			let info = of().unwrap();
			assert_eq!((info.stage, info.turn.as_slice(), info.loser), (stage, turn, loser));
			assert_eq!((info.debtor, info.creditor, info.dispute), (ALICE, BOB, disputed(id)));
		};
		let until = NOW + DAY;
		expect(Stage::Evidence { instance: 0, advance: Some(Side::Debtor), until }, &[ALICE], None);
		hypothetically!({
			pass(DAY + 1);
			let ruling = Ruling { amount: 1_000, may_end: false, at: until };
			expect(Stage::Decided(ruling), &[], Some(Side::Debtor));
		});
		bring(ALICE, id, 0);
		expect(Stage::Evidence { instance: 0, advance: None, until }, &[ALICE, BOB], None);
		pass(DAY + 1);
		expect(Stage::Rule { instance: 0, until: NOW + 2 * DAY }, &[ARBITERS[0]], None);
		assert_ok!(Contracts::rule(signed(ARBITERS[0]), id, 0, 400, false));
		let until = Timestamp::get() + DAY;
		expect(Stage::Appeal { instance: 0, until }, &[ALICE, BOB], Some(Side::Creditor));
		assert_ok!(Contracts::appeal(signed(BOB), id, 0, 200));
		expect(Stage::Evidence { instance: 1, advance: Some(Side::Debtor), until }, &[ALICE], None);
		bring(ALICE, id, 0);
		pass(DAY + 1);
		expect(Stage::Rule { instance: 1, until: until + DAY }, &[ARBITERS[1]], None);
		pass(DAY);
		let ruling = Ruling { amount: 500, may_end: false, at: until + DAY };
		expect(Stage::Decided(ruling), &[], Some(Side::Debtor));
		settle(id);
		assert_eq!(of(), None);
	});
}

#[test]
fn a_preview_is_what_draft_and_signatures_do() {
	build_and_execute(|| {
		let escrow = |due| Due { funding: Funding::Escrowed(None), ..due };
		let back = Due { debtor: 1, creditor: Creditor::Party(0), ..later(9) };
		let mut terms = ten_days(&[
			escrow(later(1_000)),
			later(50),
			milestone(400, Silence::Accepts),
			back,
			Due { funding: Funding::Escrowed(Some(after(DAYS))), ..later(3) },
			act(Silence::Accepts),
		]);
		terms.prose.uri = "https://example.org/a".try_into().unwrap();
		let preview = Contracts::preview(terms.clone()).unwrap();
		assert_eq!(preview.hash, terms_hash(&terms));
		let commitments: Vec<_> =
			preview.commitments.into_iter().map(|one| (one.account, one.most, one.escrow)).collect();
		assert_eq!(
			commitments,
			[(ALICE, Some(vec![native(1_453)]), vec![native(1_400)]), (BOB, Some(vec![native(9)]), vec![])]
		);
		let most = |amount| Some(vec![native(amount)].try_into().unwrap());
		refused!(Contracts::draft(signed(ALICE), terms.clone(), most(1_452)), CommitsMore);
		assert_ok!(Contracts::draft(signed(ALICE), terms, most(1_453)));
		assert_eq!((deposit(ALICE), held(None, ALICE)), (preview.deposit, 1_400));
		assert_ok!(Contracts::sign(signed(BOB), preview.hash, most(9)));
		assert_eq!((deposit(ALICE), deposit(BOB), held(None, BOB)), (preview.deposit, 0, 0));
	});
}

#[test]
fn a_preview_says_what_has_no_bound_and_what_is_wrong() {
	build_and_execute(|| {
		let preview = Contracts::preview(terms_of(&[ALICE, BOB], &[daily(), later(5)])).unwrap();
		let most: Vec<_> = preview.commitments.into_iter().map(|one| one.most).collect();
		assert_eq!(most, [None, Some(vec![])]);
		assert_eq!(Contracts::preview(terms(&[])), Err(TermsError::NoParties));
		assert_eq!(Contracts::preview(terms(&[ALICE, ALICE])), Err(TermsError::PartyTwice));
		assert_eq!(Contracts::preview(terms_of(&[ALICE, BOB], &[pays(0)])), Err(TermsError::AmountZero));
	});
}

#[test]
fn a_preview_of_an_amendment_is_what_its_draft_does() {
	build_and_execute(|| {
		let escrow = |amount| Due { funding: Funding::Escrowed(None), ..later(amount) };
		let id = agree(&terms_of(&[ALICE, BOB], &[escrow(1_000)]));
		let before = deposit(ALICE);
		let mut next = terms_of(&[ALICE, BOB], &[Due { carries: Some(0), ..escrow(1_300) }]);
		next.amends = Some(Amends { agreement: id, version: 0 });
		let preview = Contracts::preview(next.clone()).unwrap();
		assert_eq!(preview.commitments[0].most, None, "an amendment has no bound");
		assert_ok!(Contracts::draft(signed(ALICE), next, None));
		assert_eq!(held(None, ALICE), 1_300);
		// What is carried over is not held again, and the deposit is for its totals and assignees, too.
		assert_eq!(preview.commitments[0].escrow, [native(300)]);
		assert_eq!(preview.deposit, deposit(ALICE) - before);
	});
}

/// What was waived, or has lapsed, does not flow any more; not even in an agreement that is closed.
#[test]
fn what_was_let_go_of_is_no_cash_flow() {
	build_and_execute(|| {
		let id = agree(&terms_of(&[ALICE, BOB], &[instalments(1_200, Span::Months(1), Some(12))]));
		let rest = 1_200 - record(id, 0).paid;
		assert_ok!(Contracts::waive(signed(BOB), id, 0, native(rest)));
		assert_eq!(state(id), AgreementState::Closed);
		assert_eq!(Contracts::cash_flow(ALICE, NOW, NOW + 366 * DAY, None, None).items, Vec::new());
	});
}
