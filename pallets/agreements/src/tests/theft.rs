//! What a thief has found. Each of these attacks worked when it was written.

use super::*;
use frame_support::dispatch::GetDispatchInfo;

mod again;
mod inside;
mod review;

const DAYS: Seconds = 86_400;

fn amending(id: AgreementId, terms: Terms) -> Terms {
	let amends = Some(Amends { agreement: id, version: stored(id).progress.version });
	Terms { amends, sign_by: pallet_timestamp::Now::<Test>::get() + 10 * DAY, ..terms }
}

/// Alice and Bob sign this amendment. Whether it was possible.
fn try_amend(id: AgreementId, terms: Terms) -> bool {
	let terms = amending(id, terms);
	Contracts::draft(signed(BOB), terms.clone(), None).is_ok()
		&& Contracts::sign(signed(ALICE), terms_hash(&terms), None).is_ok()
}

fn carries(place: u8, due: Due) -> Due {
	Due { carries: Some(place), ..due }
}

/// Alice owes Bob so many dollars in ten years, at a hundred percent a year.
fn in_ten_years(amount: Balance) -> Due {
	let accrues = Accrual::Once(after(3_650 * DAYS));
	Due { interest: Some(1_000_000), ..owes(Performance::Pay { asset: Some(DOLLAR), amount, accrues }) }
}

/// Bob has disputed 100,000 of 200,000 dollars that are due in ten years, the arbiter has ruled that they are due, and Alice has none.
fn ordered_and_not_paid() -> AgreementId {
	let id = disputable(&[in_ten_years(200_000)], 1, false);
	drain(Some(DOLLAR), ALICE);
	let evidence = H256::repeat_byte(9);
	assert_ok!(Contracts::dispute(signed(BOB), id, 0, dollars(100_000), 100, evidence));
	pass(DAY + 1);
	assert_ok!(Contracts::rule(signed(ARBITERS[0]), id, 0, 100_000, false));
	assert_eq!((line(id, 0).owed, record(id, 0).paid), (100_000, 0));
	id
}

/// An escrow of Alice's for Bob, which is due once obligation 0 is fulfilled, and goes back after 30 days.
fn once_fulfilled(amount: Balance) -> Due {
	let fulfilled = vec![0].try_into().unwrap();
	let awaits = Awaits { fulfilled, until: Some(after(30 * DAYS)), ..Default::default() };
	Due { awaits, funding: Funding::Escrowed(None), ..pays(amount) }
}

/// Bob is to deliver to Alice.
fn delivery(silence: Silence) -> Due {
	Due { debtor: 1, creditor: Creditor::Party(0), ..act(silence) }
}

/// Bob delivers and claims it on day 29; the price in escrow goes back on day 30, as Alice says nothing, or disputes it. On day 30
/// whoever settles gives her the money, and when silence or the arbiter says that he has delivered on day 29, he gets nothing.
#[test]
fn a_buyer_who_does_not_answer_keeps_the_goods_and_the_money() {
	build_and_execute(|| {
		let id = agree(&terms_of(&[ALICE, BOB], &[delivery(Silence::Accepts), once_fulfilled(1_000)]));
		clock(NOW + 29 * DAY + DAY / 2);
		assert_ok!(Contracts::claim(signed(BOB), id, 0, 1, H256::repeat_byte(1)));
		clock(NOW + 30 * DAY + 1);
		settle(id);
		// By silence.
		clock(NOW + 31 * DAY);
		settle(id);
		assert_eq!(record(id, 0).fulfilled_at, Some(NOW + 29 * DAY + DAY / 2), "true in time, even if found later");
		assert_eq!((record(id, 1).paid, record(id, 1).refunded), (1_000, 0));
	});
}

/// The same by a dispute, which Alice brings for a fee that is less than the price.
#[test]
fn a_buyer_who_disputes_the_delivery_keeps_the_goods_and_the_money() {
	build_and_execute(|| {
		let id = disputable(&[delivery(Silence::Accepts), once_fulfilled(1_000)], 1, false);
		clock(NOW + 29 * DAY);
		assert_ok!(Contracts::claim(signed(BOB), id, 0, 1, H256::repeat_byte(1)));
		bring(ALICE, id, 1);
		clock(NOW + 30 * DAY + 1);
		settle(id);
		assert_ok!(Contracts::rule(signed(ARBITERS[0]), id, 0, 1, false));
		settle(id);
		assert_eq!(record(id, 0).fulfilled_at, Some(NOW + 29 * DAY));
		assert_eq!((record(id, 1).paid, record(id, 1).refunded), (1_000, 0));
	});
}

/// Bob pays dollars for what Alice has in escrow, and she is blocked for dollars (or stuffed with assets), so that they are held for
/// her, "stop nothing else", and yet fulfil nothing. After `until` her escrow goes back, and his dollars come to her when she likes.
#[test]
fn who_cannot_receive_on_purpose_gets_both() {
	build_and_execute(|| {
		let price = Due { debtor: 1, creditor: Creditor::Party(0), ..pays_dollars(1_000) };
		let id = agree(&terms_of(&[ALICE, BOB], &[price.clone(), once_fulfilled(1_000)]));
		assert_eq!(record(id, 1).paid, 1_000, "this is what should happen");
	});
	build_and_execute(|| {
		let price = Due { debtor: 1, creditor: Creditor::Party(0), ..pays_dollars(1_000) };
		assert_ok!(Assets::block(signed(ISSUER), DOLLAR, ALICE));
		let id = agree(&terms_of(&[ALICE, BOB], &[price, once_fulfilled(1_000)]));
		assert_eq!((record(id, 0).held, record(id, 0).paid), (1_000, 0));
		clock(NOW + 30 * DAY + 1);
		settle(id);
		assert_ok!(Assets::thaw(signed(ISSUER), DOLLAR, ALICE));
		settle(id);
		settle(id);
		assert_eq!(record(id, 0).paid, 1_000);
		assert_eq!((record(id, 1).paid, record(id, 1).refunded), (1_000, 0));
	});
}

/// What is timed from the end can accrue later than 180 days after it: a severance, a loan that is paid back after the lease. On
/// day 180 nothing of it is owed yet, so the debtor compacts the agreement, and all that is still to come is gone.
#[test]
fn compaction_takes_what_accrues_later_after_the_end() {
	build_and_execute(|| {
		let severance = pays_at(1_000_000, When::End(Span::Months(7)));
		let term = Some(Term { minimum: Span::Seconds(10 * DAYS), renewal: Renewal::Ends, notice: None });
		let id = agree(&Terms { term, ..terms_of(&[ALICE, BOB], &[severance]) });
		clock(NOW + 190 * DAY);
		assert!(Contracts::compact(signed(ALICE), id).is_err(), "1,000,000 are still to come");
		clock(NOW + 230 * DAY);
		settle(id);
		assert_eq!(record(id, 0).paid, 1_000_000);
	});
}

/// The same of what has accrued, unclaimed by nature, and awaits a condition or a certificate without `until`: nobody can claim it,
/// and "what nobody has claimed lapses" is no reason to take it.
#[test]
fn compaction_takes_what_accrued_and_awaits_a_condition() {
	build_and_execute(|| {
		let awaits = Awaits { condition: Some(Awaited(1)), ..Default::default() };
		let term = Some(Term { minimum: Span::Seconds(10 * DAYS), renewal: Renewal::Ends, notice: None });
		let id = agree(&Terms { term, ..terms_of(&[ALICE, BOB], &[Due { awaits, ..pays(1_000) }]) });
		clock(NOW + 190 * DAY);
		assert_eq!((line(id, 0).accrued, line(id, 0).due), (1_000, 0));
		assert!(Contracts::compact(signed(ALICE), id).is_err(), "it has accrued, and nobody has let go of it");
		Known::mutate(|known| known.insert(1, (NOW + 190 * DAY, Fraction::ALL)));
		settle(id);
		assert_eq!(record(id, 0).paid, 1_000);
	});
}

/// Bob claims 1,000 and then has Alice sign that it is 500 at most, carrying the claim. His claim of before goes on with 1,000, and
/// her silence accepts and pays more than the terms that she has signed (and no `try_state` passes any more).
#[test]
fn an_open_claim_is_carried_into_terms_of_less() {
	build_and_execute(|| {
		let claims = |amount| {
			let awaits = Awaits { claim: claimed(Silence::Accepts), ..Default::default() };
			Due { awaits, ..pays(amount) }
		};
		let id = agree(&terms_of(&[ALICE, BOB], &[claims(1_000)]));
		assert_ok!(Contracts::claim(signed(BOB), id, 0, 1_000, H256::repeat_byte(1)));
		// To refuse it would be as good as to cut the claim.
		if try_amend(id, terms_of(&[ALICE, BOB], &[carries(0, claims(500))])) {
			pass(DAY + 1);
			settle(id);
			assert!(record(id, 0).paid <= 500, "no more than what she has signed");
		}
	});
}

/// A certificate of one thing was found, and the money awaits something else besides. By an amendment the parties agree that another
/// certificate is awaited: that counts as found, and the escrow is paid without it.
#[test]
fn what_was_found_for_other_terms_pays_under_new_ones() {
	build_and_execute(|| {
		let awaiting = |subject| {
			let certificate = Some(CertificateTerms { network: NETWORK, schema: SCHEMA, subject });
			let fulfilled = vec![0].try_into().unwrap();
			let awaits = Awaits { certificate, fulfilled, until: Some(after(90 * DAYS)), ..Default::default() };
			Due { awaits, funding: Funding::Escrowed(None), ..pays(1_000) }
		};
		let first = pays_at(1, after(5 * DAYS));
		let id = agree(&terms_of(&[ALICE, BOB], &[first.clone(), awaiting(ALICE)]));
		let deed = H256::repeat_byte(9);
		Certified::mutate(|certified| certified.insert(deed, (ALICE, id, NOW)));
		assert_ok!(present(id, 1, deed));
		// Another subject: another house.
		let after = terms_of(&[ALICE, BOB], &[carries(0, first), carries(1, awaiting(CAROL))]);
		assert!(try_amend(id, after));
		clock(NOW + 5 * DAY);
		settle(id);
		assert_eq!(record(id, 0).paid, 1);
		assert_eq!((record(id, 1).paid, record(id, 1).held), (0, 1_000), "nobody has certified this");
	});
}

/// The same of a condition: half was due by the one of before. The new terms await another one, or none, and half is still taken off.
#[test]
fn a_share_that_was_found_for_other_terms_cuts_what_is_owed_under_new_ones() {
	build_and_execute(|| {
		let conditional = Awaits { condition: Some(Awaited(1)), ..Default::default() };
		let id = agree(&terms_of(&[ALICE, BOB], &[Due { awaits: conditional, ..later(1_000) }]));
		Known::mutate(|known| known.insert(1, (NOW, Fraction { numerator: 1, denominator: 2 })));
		settle(id);
		assert!(try_amend(id, terms_of(&[ALICE, BOB], &[carries(0, later(1_000))])));
		clock(NOW + 10 * DAY);
		settle(id);
		assert_eq!(record(id, 0).paid, 1_000, "as both have signed, unconditionally");
	});
}

/// An arbiter has ordered 100,000, which Alice does not pay for a year. She disputes one unit more of what is not due yet and concedes
/// it at once, by which all that was ordered is due since now: the year's interest is gone, and nothing is late.
#[test]
fn a_dispute_about_one_unit_wipes_the_lateness_of_what_was_ordered() {
	build_and_execute(|| {
		let id = ordered_and_not_paid();
		pass(365 * DAY);
		let before = line(id, 0);
		assert_eq!((before.owed, before.interest), (100_000, 100_000));
		spare(Some(DOLLAR), ALICE, 1);
		assert_ok!(Contracts::dispute(signed(ALICE), id, 0, dollars(1), 100, H256::zero()));
		assert_ok!(Contracts::answer(signed(ALICE), id, 0, dollars(1)));
		let after = line(id, 0);
		assert_eq!(after.owed + record(id, 0).paid, 100_001);
		assert!(after.interest + record(id, 0).interest_paid >= 99_999, "interest: {}", after.interest);
		assert!(after.late_since.is_some_and(|since| since <= NOW + 2 * DAY));
	});
}

/// An arbiter has ordered 100,000, which Alice cannot pay. She disputes 50,000 more, and Bob lets go of these alone: what was ordered
/// becomes 50,000 less, too, though he has waived it once.
#[test]
fn who_concedes_a_second_dispute_loses_as_much_of_what_was_ordered_before() {
	build_and_execute(|| {
		let id = ordered_and_not_paid();
		assert_ok!(Contracts::dispute(signed(BOB), id, 0, dollars(50_000), 100, H256::zero()));
		assert_eq!(line(id, 0).owed, 100_000);
		assert_ok!(Contracts::waive(signed(BOB), id, 0, dollars(50_000)));
		assert_eq!(record(id, 0).forgiven, 50_000);
		assert_eq!(line(id, 0).owed, 100_000, "what was ordered was not in this dispute");
	});
}

/// Alice offers 300 of 1,000 in a dispute; Bob agrees and waives 700, to meet her. Could she take the offer back in the same block,
/// before him, his 700 would be gone for good, and he would have to go on for 300.
#[test]
fn an_offer_is_not_taken_back_before_it_is_met() {
	build_and_execute(|| {
		let id = disputable(&[milestone(1_000, Silence::Rejects)], 1, false);
		assert_ok!(Contracts::claim(signed(BOB), id, 0, 1_000, H256::zero()));
		bring(BOB, id, 1_000);
		assert_ok!(Contracts::answer(signed(ALICE), id, 0, native(300)));
		refused!(Contracts::answer(signed(ALICE), id, 0, native(0)), OfferStands);
		refused!(Contracts::answer(signed(ALICE), id, 0, native(299)), OfferStands);
		assert_ok!(Contracts::waive(signed(BOB), id, 0, native(700)));
		assert_eq!((record(id, 0).paid, record(id, 0).forgiven), (300, 700));
	});
}

/// A draft says that Alice owes 1,000 tomorrow, at a hundred percent; a clerk's key signs it with `most` 1,000. An accomplice signs
/// last, ten years later, and all the interest since tomorrow is due at once though there was no agreement until then.
#[test]
fn the_last_signature_is_held_back_until_interest_has_grown() {
	build_and_execute(|| {
		let due = Due { interest: Some(1_000_000), ..pays_at(1_000, When::At(NOW + DAY)) };
		let terms = Terms { sign_by: NOW + 4_000 * DAY, ..terms_of(&[ALICE, BOB, CAROL], &[due]) };
		let hash = terms_hash(&terms);
		assert_ok!(Contracts::draft(signed(BOB), terms, Some(Default::default())));
		let most = || Some(vec![native(1_000)].try_into().unwrap());
		// To refuse the bound would be right, too.
		if Contracts::sign(signed(ALICE), hash, most()).is_ok() {
			clock(NOW + 3_651 * DAY);
			assert_ok!(Contracts::sign(signed(CAROL), hash, Some(Default::default())));
			assert_eq!(record(hash, 0).paid, 1_000);
			assert_eq!(record(hash, 0).interest_paid, 0, "she was never late");
		}
	});
}

/// Alice was late once, at 5 % a year, and has paid that interest. The parties agree on 10 % from now on, and by that signature the
/// interest on what was late and paid long ago is due a second time.
#[test]
fn a_new_rate_of_interest_reaches_back() {
	build_and_execute(|| {
		let accrues = Accrual::Instalments { start: after(1), every: Span::Seconds(365 * DAYS), count: Some(9) };
		let due = |rate| {
			let performance = Performance::Pay { asset: Some(DOLLAR), amount: 9_000_000, accrues: accrues.clone() };
			Due { interest: Some(rate), ..owes(performance) }
		};
		let id = agree(&terms_of(&[ALICE, BOB], &[due(50_000)]));
		let dollars = drain(Some(DOLLAR), ALICE);
		clock(NOW + 73 * DAY + SECOND);
		give(Some(DOLLAR), ISSUER, ALICE, dollars);
		settle(id);
		assert_eq!((record(id, 0).paid, record(id, 0).interest_paid), (1_000_000, 10_000));
		assert!(try_amend(id, terms_of(&[ALICE, BOB], &[carries(0, due(100_000))])));
		settle(id);
		assert_eq!(record(id, 0).interest_paid, 10_000, "an amendment moves no money that it does not name");
	});
}

/// Alice has signed an amendment that Bob did not sign. Months later she gives notice; now he signs, and her notice is gone, as if
/// she had taken it back: the version does not tell that she signed before.
#[test]
fn an_old_signature_takes_back_a_later_notice() {
	build_and_execute(|| {
		let rent = instalments(100, Span::Months(1), None);
		let year =
			Some(Term { minimum: Span::Months(12), renewal: Renewal::Terms(Span::Months(12)), notice: Some(DAYS) });
		let id = agree(&Terms { term: year.clone(), ..terms_of(&[ALICE, BOB], core::slice::from_ref(&rent)) });
		let raised =
			Terms { term: year, ..terms_of(&[ALICE, BOB], &[carries(0, instalments(101, Span::Months(1), None))]) };
		let raised = Terms { sign_by: NOW + 400 * DAY, ..amending(id, raised) };
		assert_ok!(Contracts::draft(signed(ALICE), raised.clone(), None));
		clock(NOW + 300 * DAY);
		assert_ok!(Contracts::end(signed(ALICE), id, Ending::Notice));
		let ends_at = stored(id).progress.ends_at;
		assert!(ends_at.is_some());
		// It may be refused, or the end may stay.
		let _ = Contracts::sign(signed(BOB), terms_hash(&raised), None);
		assert_eq!(stored(id).progress.ends_at, ends_at);
	});
}

/// The office is no party. Alice has accepted what it has claimed, which is due once something else is; before that she and Bob
/// amend the agreement, leave it out, and what was accepted is gone without a signature of the office.
#[test]
fn what_was_accepted_and_is_not_due_is_taken_from_who_does_not_sign() {
	build_and_execute(|| {
		let fulfilled = vec![0].try_into().unwrap();
		let awaits = Awaits { claim: claimed(Silence::Rejects), fulfilled, ..Default::default() };
		let to_office = Due { awaits, creditor: Creditor::Account(OFFICE), ..pays(500) };
		let id = agree(&terms_of(&[ALICE, BOB], &[later(1), to_office]));
		assert_ok!(Contracts::claim(signed(OFFICE), id, 1, 500, H256::zero()));
		assert_ok!(Contracts::answer(signed(ALICE), id, 1, native(500)));
		assert_eq!((record(id, 1).demanded, line(id, 1).owed), (500, 0));
		assert!(
			!try_amend(id, terms_of(&[ALICE, BOB], &[carries(0, later(1))])),
			"it was claimed, accepted, and is lost"
		);
	});
}

/// A signature that is not the last holds up to 32 escrows, and what it costs is given back as if it had held none. A thief fills
/// blocks with drafts of 32 holds of assets for the price of none, and declines them.
#[test]
fn a_signature_that_holds_much_is_charged_for_nothing() {
	build_and_execute(|| {
		let charged = |obligations: &[Due]| {
			let terms = terms_of(&[ALICE, BOB], obligations);
			assert_ok!(Contracts::draft(signed(BOB), terms_of(&[BOB, ALICE, CAROL], &[]), None));
			let call = crate::Call::<Test>::draft { terms, most: None };
			let most = call.get_dispatch_info().call_weight;
			let crate::Call::draft { terms, most: stated } = call else { unreachable!() };
			// The part of the signature: what drafting as many costs is taken off.
			let drafts = <() as crate::WeightInfo>::draft(obligations.len() as u32);
			let actual = Contracts::draft(signed(ALICE), terms, stated).unwrap().actual_weight.unwrap_or(most);
			Contracts::decline(signed(BOB), terms_hash(&terms_of(&[BOB, ALICE, CAROL], &[]))).unwrap();
			actual.saturating_sub(drafts)
		};
		let none = charged(&[]);
		let escrow = Due { funding: Funding::Escrowed(None), ..pays_dollars(5) };
		let all = charged(&vec![escrow; 32]);
		assert!(all.ref_time() > none.ref_time(), "{all:?} for 32 holds, {none:?} for none");
	});
}

/// Alice has much of an asset, and puts it on hold and takes it back three times. What was funded and what went back are sums of all
/// that ever was, which stay at the largest number, so that the books of the agreement are wrong and `try_state` fails for ever.
#[test]
fn what_is_funded_and_taken_back_again_and_again_breaks_the_books() {
	build_and_execute(|| {
		assert_ok!(Assets::force_create(RuntimeOrigin::root(), 2, ALICE, true, 1));
		let half = Balance::MAX / 2;
		assert_ok!(Assets::mint(signed(ALICE), 2, ALICE, half + 1));
		let money = Money { asset: Some(2), amount: half };
		let accrues = Accrual::Once(after(10 * DAYS));
		let due = owes(Performance::Pay { asset: Some(2), amount: half, accrues });
		let id = agree(&terms_of(&[ALICE, BOB], &[Due { funding: Funding::Revocable, ..due }]));
		for _ in 0..4 {
			// To refuse it would be right, too.
			if Contracts::fund(signed(ALICE), id, 0, money).is_err() {
				return;
			}
			if Contracts::defund(signed(ALICE), id, 0, money).is_err() {
				return;
			}
		}
		let record = record(id, 0);
		let spent = record.paid.checked_add(record.refunded).and_then(|sum| sum.checked_add(record.held));
		assert_eq!(spent, Some(record.funded));
		assert_ok!(Contracts::fund(signed(ALICE), id, 0, money));
	});
}

/// Both sides have to advance the fee, and the next instance leaves no time for it. Whoever loses before the first appeals, and has
/// won one millisecond later: the other could not advance, by terms that look as fair as any.
#[test]
fn an_appeal_to_an_instance_without_time_to_advance_wins_at_once() {
	build_and_execute(|| {
		let mut terms = Terms { arbitration: arbitration(2, true), ..terms_of(&[ALICE, BOB], &[later(1_000)]) };
		terms.arbitration.as_mut().unwrap().instances[1].evidence_within = 0;
		if Contracts::preview(terms.clone()).is_err() {
			return;
		}
		let id = agree(&terms);
		bring(BOB, id, 1_000);
		assert_ok!(Contracts::dispute(signed(ALICE), id, 0, native(0), Balance::MAX, H256::zero()));
		pass(DAY + 1);
		assert_ok!(Contracts::rule(signed(ARBITERS[0]), id, 0, 1_000, false));
		assert_ok!(Contracts::appeal(signed(ALICE), id, 0, Balance::MAX));
		pass(1);
		settle(id);
		assert_eq!(record(id, 0).forgiven, 0, "who had won has had no time");
	});
}

/// Bob's bad goods are to be paid from escrow tomorrow. He disputes 1 of it himself: while that is open Alice can dispute nothing of
/// the rest, which is paid meanwhile; then he waives the 1, and even his fee comes back.
#[test]
fn a_dispute_about_one_unit_keeps_the_other_side_from_disputing_the_rest() {
	build_and_execute(|| {
		let id = disputable(&[Due { funding: Funding::Escrowed(None), ..later(1_000) }], 1, false);
		clock(NOW + 9 * DAY);
		bring(BOB, id, 1);
		let dispute = Contracts::dispute(signed(ALICE), id, 0, native(999), 100, H256::zero());
		clock(NOW + 10 * DAY);
		settle(id);
		assert_ok!(Contracts::waive(signed(BOB), id, 0, native(1)));
		assert!(dispute.is_ok(), "{dispute:?}, and {} are paid", record(id, 0).paid);
	});
}

/// The same by the debtor: the money goes back after day 30 unless it is certified, which Alice prevents. She disputes 1 before Bob
/// can dispute all of it, and with the decision about that 1 it lapses: there is no moment in which he could.
#[test]
fn a_dispute_about_one_unit_keeps_the_creditor_from_disputing_before_it_lapses() {
	build_and_execute(|| {
		let certificate = Some(CertificateTerms { network: NETWORK, schema: SCHEMA, subject: ALICE });
		let awaits = Awaits { certificate, until: Some(after(30 * DAYS)), ..Default::default() };
		let id = disputable(&[Due { awaits, funding: Funding::Escrowed(None), ..pays(1_000) }], 1, false);
		clock(NOW + 29 * DAY);
		bring(ALICE, id, 1);
		let dispute = || Contracts::dispute(signed(BOB), id, 0, native(999), 100, H256::zero());
		let before = dispute();
		clock(NOW + 31 * DAY + 1);
		let after = dispute();
		settle(id);
		assert!(before.is_ok() || after.is_ok(), "{before:?}, {after:?}, and {} went back", record(id, 0).refunded);
	});
}

/// Alice pays a penalty from escrow if her work is late, until day 11. She claims on day 9 that it is done, which is false, and
/// disputes the answer: in dispute nothing is late, so the penalty goes back to her before the arbiter says that nothing was done.
#[test]
fn a_false_claim_outlasts_the_penalty() {
	build_and_execute(|| {
		let awaits = Awaits { late: vec![0].try_into().unwrap(), until: Some(after(11 * DAYS)), ..Default::default() };
		let penalty = Due { awaits, funding: Funding::Escrowed(None), ..pays(1_000) };
		let id = disputable(&[act(Silence::Rejects), penalty], 1, false);
		clock(NOW + 9 * DAY + DAY / 2);
		assert_ok!(Contracts::claim(signed(ALICE), id, 0, 1, H256::zero()));
		assert_ok!(Contracts::answer(signed(BOB), id, 0, native(0)));
		clock(NOW + 10 * DAY + DAY / 2);
		bring(ALICE, id, 1);
		clock(NOW + 11 * DAY + 1);
		settle(id);
		clock(NOW + 11 * DAY + DAY / 2 + 1);
		assert_ok!(Contracts::rule(signed(ARBITERS[0]), id, 0, 0, false));
		settle(id);
		assert!(line(id, 0).late_since.is_some_and(|since| since == NOW + 10 * DAY), "it was late in time");
		assert_eq!((record(id, 1).paid, record(id, 1).refunded), (1_000, 0));
	});
}

/// What was ordered before is held for Bob, who cannot take it. Alice disputes 50,000 more, which she has to hold first; as only the
/// larger of the two is counted, and not their sum, what she holds for the dispute goes back to her in the same call.
#[test]
fn what_is_held_for_a_dispute_goes_back_if_something_was_ordered_before() {
	for funding in [Funding::Unfunded, Funding::Revocable] {
		build_and_execute(|| {
			let id = disputable(&[Due { funding: funding.clone(), ..in_ten_years(200_000) }], 1, false);
			assert_ok!(Assets::block(signed(ISSUER), DOLLAR, BOB));
			assert_ok!(Contracts::dispute(signed(BOB), id, 0, dollars(100_000), 100, H256::zero()));
			pass(DAY + 1);
			assert_ok!(Contracts::rule(signed(ARBITERS[0]), id, 0, 100_000, false));
			assert_eq!((held(Some(DOLLAR), ALICE), line(id, 0).owed), (100_000, 100_000));
			assert_ok!(Contracts::dispute(signed(ALICE), id, 0, dollars(50_000), 100, H256::zero()));
			let _ = Contracts::defund(signed(ALICE), id, 0, dollars(50_000));
			settle(id);
			assert_eq!(held(Some(DOLLAR), ALICE), 150_000, "{funding:?}");
		});
	}
}

/// Two owe each other the same, and have a sixteenth of it: `end` settles twice, the first time in 16 rounds over 2 obligations, the
/// second time in one. It is charged for the second alone.
#[test]
fn to_end_is_charged_for_the_second_time_it_settles_alone() {
	build_and_execute(|| {
		let accrues = || Accrual::Once(after(10));
		let due = owes(Performance::Pay { asset: Some(DOLLAR), amount: 160, accrues: accrues() });
		let back = Due { debtor: 1, creditor: Creditor::Party(0), ..due.clone() };
		let id = agree(&terms_of(&[ALICE, BOB], &[due, back, later(1)]));
		spare(Some(DOLLAR), ALICE, 16);
		spare(Some(DOLLAR), BOB, 0);
		clock(NOW + DAY);
		let charged = Contracts::end(signed(ALICE), id, Ending::Agreed(NOW + 2 * DAY)).unwrap().actual_weight.unwrap();
		assert_eq!((record(id, 0).paid, record(id, 1).paid), (160, 160));
		let worked = <() as crate::WeightInfo>::end(30);
		assert!(charged.ref_time() >= worked.ref_time(), "{charged:?} and not {worked:?}");
	});
}

/// Another pallet has opened a draft, which Bob is to sign through it. Alice declines that and drafts the same terms herself: the
/// pallet's `sign` signs hers, and what the pallet takes for its own agreement the parties end and amend.
#[test]
fn a_draft_of_a_pallet_is_replaced_by_the_same_of_a_party() {
	build_and_execute(|| {
		let terms = terms_of(&[ALICE, BOB], &[later(1_000)]);
		let id = <Contracts as Settlement<AccountId>>::open(7, terms.clone(), &BOB, &[]).unwrap();
		assert_ok!(Contracts::decline(signed(ALICE), id));
		assert_ok!(Contracts::draft(signed(ALICE), terms, None));
		let signature = <Contracts as Settlement<AccountId>>::sign(7, id, &BOB);
		assert!(signature.is_err() || stored(id).opener == Some(7));
	});
}
