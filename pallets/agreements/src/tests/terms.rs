//! Which terms can be drafted: every error by the smallest terms that have it, and what is legal next to them.

use super::*;
use civitas_primitives::certification::MAX_URI;
use codec::{Encode, MaxEncodedLen};
use frame_support::{dispatch::DispatchResultWithPostInfo, hypothetically};

/// A draft by the first party, or by Alice if there is none.
fn draft(terms: &Terms) -> DispatchResultWithPostInfo {
	let by = terms.parties.first().map_or(ALICE, |party| party.account);
	Contracts::draft(signed(by), terms.clone(), None)
}

/// That nobody can draft these terms, and that they are said to be illegal for the same reason beforehand.
macro_rules! illegal {
	($terms:expr, $error:ident) => {{
		let terms: Terms = $terms;
		refused!(draft(&terms), $error);
		assert_eq!(Contracts::preview(terms), Err(TermsError::$error));
	}};
}

/// That these terms can be drafted and signed by all.
fn legal(terms: Terms) {
	hypothetically!({
		agree(&terms);
		check_state();
	});
}

/// Terms between Alice, who owes, and Bob.
fn of(obligations: &[Due]) -> Terms {
	terms_of(&[ALICE, BOB], obligations)
}

fn stream(every: Seconds, count: Option<u32>) -> Due {
	owes(Performance::Pay { asset: None, amount: 10, accrues: Accrual::Stream { start: now(), every, count } })
}

fn share(of: u8, numerator: u64, denominator: u64) -> Due {
	owes(Performance::Share { of, share: Fraction { numerator, denominator } })
}

fn act() -> Due {
	let awaits = Awaits { claim: claimed(Silence::Accepts), ..Default::default() };
	Due { awaits, ..owes(Performance::Act { due: now() }) }
}

fn certificate() -> Option<CertificateTerms<AccountId>> {
	Some(CertificateTerms { network: NETWORK, schema: SCHEMA, subject: ALICE })
}

fn list(places: &[u16]) -> BoundedVec<u16, sp_core::ConstU32<MAX_AWAITED>> {
	places.to_vec().try_into().unwrap()
}

const SEVEN: Span = Span::Seconds(7);

#[test]
fn there_are_parties_and_none_is_one_twice() {
	build_and_execute(|| {
		illegal!(terms(&[]), NoParties);
		legal(terms(&[ALICE]));
		illegal!(terms(&[ALICE, ALICE]), PartyTwice);
		illegal!(terms(&[ALICE, BOB, CAROL, BOB]), PartyTwice);
		legal(terms(&[ALICE, BOB, CAROL]));
	});
}

#[test]
fn texts_can_be_seen() {
	build_and_execute(|| {
		let role = |role: &str| {
			let mut terms = terms(&[ALICE, BOB]);
			terms.parties[1].role = role.try_into().unwrap();
			terms
		};
		for hidden in ["", "a\u{202e}b", "a\nb", "\u{200b}"] {
			illegal!(role(hidden), TextInvalid);
		}
		// Also the same role for both.
		for visible in ["a", "Mieter 😀", &"x".repeat(32)] {
			legal(role(visible));
		}
		let kind = |kind: &str| {
			let thing = Thing { owner: STRANGER, kind: kind.try_into().unwrap(), hash: H256::zero() };
			Terms { about: Some(thing), ..terms(&[ALICE]) }
		};
		illegal!(kind(""), TextInvalid);
		illegal!(kind("a\u{0}"), TextInvalid);
		legal(kind("vehicle"));
		let uri = |uri: &str| {
			let mut terms = terms(&[ALICE]);
			terms.prose.uri = uri.try_into().unwrap();
			terms
		};
		illegal!(uri("https://a.example/\u{202e}x"), TextInvalid);
		legal(uri(""));
		legal(uri(&"x".repeat(MAX_URI as usize)));
	});
}

#[test]
fn obligations_are_between_two_who_are_named_rightly() {
	build_and_execute(|| {
		let between = |debtor, creditor| of(&[Due { debtor, creditor, ..pays(1) }]);
		illegal!(between(2, Creditor::Party(1)), PartyUnknown);
		illegal!(between(0, Creditor::Party(2)), PartyUnknown);
		illegal!(between(u8::MAX, Creditor::Account(OFFICE)), PartyUnknown);
		illegal!(between(0, Creditor::Party(0)), SelfObligation);
		illegal!(between(1, Creditor::Party(1)), SelfObligation);
		illegal!(between(0, Creditor::Account(BOB)), CreditorIsParty);
		// To himself by his account is no better.
		illegal!(between(0, Creditor::Account(ALICE)), CreditorIsParty);
		legal(between(0, Creditor::Party(1)));
		legal(between(1, Creditor::Party(0)));
		legal(between(1, Creditor::Account(OFFICE)));
	});
}

#[test]
fn nothing_is_owed_of_nothing() {
	build_and_execute(|| {
		illegal!(of(&[pays(0)]), AmountZero);
		illegal!(of(&[instalments(0, SEVEN, None)]), AmountZero);
		illegal!(of(&[instalments(10, SEVEN, Some(0))]), AmountZero);
		illegal!(of(&[stream(7, Some(0))]), AmountZero);
		illegal!(of(&[pays(1), share(0, 0, 1)]), AmountZero);
		legal(of(&[pays(1)]));
		// Less than one an instalment.
		legal(of(&[instalments(1, SEVEN, Some(u32::MAX))]));
		legal(of(&[instalments(10, SEVEN, Some(1))]));
		legal(of(&[stream(7, Some(1))]));
		legal(of(&[pays(u128::MAX), share(0, 1, u64::MAX)]));
	});
}

#[test]
fn periods_and_terms_have_a_length() {
	build_and_execute(|| {
		illegal!(of(&[instalments(10, Span::Seconds(0), None)]), SpanZero);
		illegal!(of(&[instalments(10, Span::Months(0), Some(3))]), SpanZero);
		illegal!(of(&[stream(0, None)]), SpanZero);
		for span in [Span::Seconds(1), Span::Months(1), Span::Seconds(u32::MAX), Span::Months(u16::MAX)] {
			legal(of(&[instalments(10, span, None)]));
		}
		legal(of(&[stream(1, None)]));
		let lasting = |minimum, renewal| {
			let term = Some(Term { minimum, renewal, notice: None });
			Terms { term, ..terms(&[ALICE]) }
		};
		for none in [Span::Seconds(0), Span::Months(0)] {
			illegal!(lasting(none, Renewal::Ends), SpanZero);
			illegal!(lasting(SEVEN, Renewal::Terms(none)), SpanZero);
			// No minimum, and yet an end to wait for.
			legal(lasting(none, Renewal::Open));
			legal(lasting(none, Renewal::Terms(SEVEN)));
		}
		legal(lasting(Span::Seconds(1), Renewal::Ends));
	});
}

#[test]
fn a_part_is_no_more_than_the_whole() {
	build_and_execute(|| {
		illegal!(of(&[pays(1), share(0, 1, 0)]), FractionInvalid);
		illegal!(of(&[pays(1), share(0, 0, 0)]), FractionInvalid);
		illegal!(of(&[pays(1), share(0, 8, 7)]), FractionInvalid);
		legal(of(&[pays(1), share(0, 7, 7)]));
		let default = |numerator, denominator| {
			let mut arbitration = arbitration(1, false);
			arbitration.as_mut().unwrap().default = Fraction { numerator, denominator };
			Terms { arbitration, ..terms(&[ALICE]) }
		};
		illegal!(default(0, 0), FractionInvalid);
		illegal!(default(2, 1), FractionInvalid);
		// Nothing of it, if nobody rules.
		legal(default(0, 1));
		legal(default(1, 1));
	});
}

#[test]
fn an_obligation_refers_only_to_those_before_it() {
	build_and_execute(|| {
		illegal!(of(&[share(0, 1, 2)]), NotEarlier);
		illegal!(of(&[share(1, 1, 2), pays(1)]), NotEarlier);
		illegal!(of(&[act(), share(0, 1, 2)]), NotEarlier);
		legal(of(&[pays(1), share(0, 1, 2), share(1, 1, 2)]));
		let fulfilled = |places: &[u16]| {
			let awaits = Awaits { fulfilled: list(places), ..Default::default() };
			of(&[pays(1), act(), Due { awaits, ..pays(1) }])
		};
		let late = |places: &[u16]| {
			let awaits = Awaits { late: list(places), ..Default::default() };
			of(&[pays(1), act(), Due { awaits, ..pays(1) }])
		};
		for illegal in [&[2][..], &[0, 1, 2], &[3], &[256], &[u16::MAX]] {
			illegal!(fulfilled(illegal), NotEarlier);
			illegal!(late(illegal), NotEarlier);
		}
		for allowed in [&[0][..], &[0, 1], &[1; 8]] {
			legal(fulfilled(allowed));
			legal(late(allowed));
		}
	});
}

#[test]
fn an_act_is_claimed_and_no_money() {
	build_and_execute(|| {
		illegal!(of(&[Due { awaits: Awaits::default(), ..act() }]), ActInvalid);
		illegal!(of(&[Due { funding: Funding::Revocable, ..act() }]), ActInvalid);
		illegal!(of(&[Due { funding: Funding::Escrowed(None), ..act() }]), ActInvalid);
		illegal!(of(&[Due { interest: Some(0), ..act() }]), ActInvalid);
		legal(of(&[act()]));
		legal(of(&[Due { grace: u32::MAX, ..act() }]));
	});
}

#[test]
fn a_share_is_not_claimed() {
	build_and_execute(|| {
		illegal!(of(&[pays(1), Due { awaits: act().awaits, ..share(0, 1, 2) }]), ShareClaimed);
		let awaits = Awaits { certificate: certificate(), fulfilled: list(&[0]), ..Default::default() };
		legal(of(&[pays(1), Due { awaits, ..share(0, 1, 2) }]));
	});
}

#[test]
fn only_what_accrues_once_and_is_not_claimed_awaits_a_condition() {
	build_and_execute(|| {
		let awaits = || Awaits { condition: Some(Awaited(1)), ..Default::default() };
		illegal!(of(&[Due { awaits: awaits(), ..instalments(10, SEVEN, Some(2)) }]), ConditionNeedsOnce);
		illegal!(of(&[Due { awaits: awaits(), ..stream(7, Some(2)) }]), ConditionNeedsOnce);
		illegal!(of(&[pays(1), Due { awaits: awaits(), ..share(0, 1, 2) }]), ConditionNeedsOnce);
		let claimed = Awaits { claim: claimed(Silence::Accepts), ..awaits() };
		illegal!(of(&[Due { awaits: claimed.clone(), ..act() }]), ConditionNeedsOnce);
		illegal!(of(&[Due { awaits: claimed, ..pays(1) }]), ConditionNeedsOnce);
		legal(of(&[Due { awaits: awaits(), ..pays(1) }]));
	});
}

#[test]
fn a_stream_bears_no_interest() {
	build_and_execute(|| {
		illegal!(of(&[Due { interest: Some(0), ..stream(7, Some(2)) }]), InterestOnStream);
		legal(of(&[stream(7, Some(2))]));
		for rate in [0, u32::MAX] {
			legal(of(&[Due { interest: Some(rate), ..instalments(10, SEVEN, None) }]));
			legal(of(&[pays(1), Due { interest: Some(rate), ..share(0, 1, 2) }]));
		}
	});
}

#[test]
fn what_is_escrowed_has_a_bound() {
	build_and_execute(|| {
		for by in [None, Some(after(86_400))] {
			let escrow = |due: Due| Due { funding: Funding::Escrowed(by), ..due };
			illegal!(of(&[escrow(instalments(10, SEVEN, None))]), EscrowUnbounded);
			illegal!(of(&[escrow(stream(7, None))]), EscrowUnbounded);
			illegal!(of(&[instalments(10, SEVEN, None), escrow(share(0, 1, 2))]), EscrowUnbounded);
			legal(of(&[escrow(instalments(10, SEVEN, Some(2)))]));
			legal(of(&[escrow(stream(7, Some(2)))]));
			legal(of(&[instalments(10, SEVEN, Some(2)), escrow(share(0, 1, 2))]));
		}
		// What can be taken back needs none.
		legal(of(&[Due { funding: Funding::Revocable, ..instalments(10, SEVEN, None) }]));
	});
}

#[test]
fn what_is_held_and_awaits_something_goes_back_at_a_time() {
	build_and_execute(|| {
		let awaits = [
			Awaits { claim: claimed(Silence::Rejects), ..Default::default() },
			Awaits { fulfilled: list(&[0]), ..Default::default() },
			Awaits { late: list(&[0]), ..Default::default() },
			Awaits { certificate: certificate(), ..Default::default() },
			Awaits { condition: Some(Awaited(1)), ..Default::default() },
		];
		let fundings = [Funding::Revocable, Funding::Escrowed(None), Funding::Escrowed(Some(now()))];
		for awaits in awaits {
			let until = Awaits { until: Some(after(1)), ..awaits.clone() };
			for funding in &fundings {
				let held = |awaits: &Awaits<_, _>| {
					of(&[pays(1), Due { awaits: awaits.clone(), funding: funding.clone(), ..pays(1) }])
				};
				illegal!(held(&awaits), HoldWithoutEnd);
				legal(held(&until));
			}
			legal(of(&[pays(1), Due { awaits, ..pays(1) }]));
		}
		for funding in fundings {
			legal(of(&[Due { funding, ..pays(1) }]));
		}
	});
}

#[test]
fn arbiters_are_there_with_time_to_rule_and_no_parties() {
	build_and_execute(|| {
		let deciding = |change: fn(&mut Arbitration<AccountId>)| {
			let mut arbitration = arbitration(3, true);
			change(arbitration.as_mut().unwrap());
			Terms { arbitration, ..terms(&[ALICE, BOB]) }
		};
		illegal!(deciding(|terms| terms.instances.truncate(0)), ArbiterMissing);
		illegal!(deciding(|terms| terms.instances[2].rule_within = 0), ArbiterMissing);
		illegal!(deciding(|terms| terms.instances[0].arbiter = ALICE), ArbiterInvalid);
		illegal!(deciding(|terms| terms.instances[2].arbiter = BOB), ArbiterInvalid);
		illegal!(deciding(|terms| terms.instances[2].arbiter = ARBITERS[0]), ArbiterInvalid);
		legal(deciding(|_| {}));
		legal(deciding(|terms| terms.instances.truncate(1)));
		legal(deciding(|terms| terms.instances[0].rule_within = 1));
		// Who does not advance the fee in that time loses.
		illegal!(deciding(|terms| terms.instances[2].evidence_within = 86_399), ArbiterMissing);
		// Otherwise no time for evidence or appeals is harsh, and agreed on.
		legal(deciding(|terms| {
			terms.both_advance = false;
			terms.appeal_within = 0;
			terms.instances[0].evidence_within = 0;
			terms.instances[0].fee = 0;
		}));
		// Nobody decides.
		legal(terms(&[ALICE, BOB]));
	});
}

#[test]
fn an_arbiter_is_nobody_to_whom_something_is_owed() {
	build_and_execute(|| {
		let to = |who| {
			let creditor = Creditor::Account(who);
			Terms { arbitration: arbitration(2, false), ..of(&[pays(1), Due { creditor, ..pays(1) }]) }
		};
		illegal!(to(ARBITERS[0]), ArbiterInvalid);
		illegal!(to(ARBITERS[1]), ArbiterInvalid);
		legal(to(ARBITERS[2]));
	});
}

#[test]
fn only_an_amendment_carries_something_over_and_nothing_twice() {
	build_and_execute(|| {
		let carrying = |carries| Due { carries, ..instalments(10, SEVEN, None) };
		illegal!(of(&[carrying(Some(0))]), CarriesInvalid);
		let id = agree(&of(&[carrying(None), carrying(None)]));
		let amends = Some(Amends { agreement: id, version: 0 });
		let amending = |obligations: &[Due]| Terms { amends, ..of(obligations) };
		illegal!(amending(&[carrying(Some(1)), carrying(Some(1))]), CarriesInvalid);
		legal(amending(&[carrying(Some(1)), carrying(Some(0)), carrying(None)]));
	});
}

/// 16 parties, 32 obligations, and every text as long as it can be.
fn largest() -> Terms {
	let others = 101..;
	let parties: Vec<_> = std::iter::once(ALICE).chain(others).take(MAX_PARTIES as usize).collect();
	let accrues = Accrual::Instalments { start: When::At(NOW), every: Span::Seconds(86_400), count: Some(7) };
	let performance = Performance::Pay { asset: Some(DOLLAR), amount: 700, accrues };
	let obligation = |place: u8| {
		let awaited: Vec<_> = (0..u16::from(place).min(MAX_AWAITED as u16)).collect();
		Obligation {
			clause: u16::MAX,
			debtor: 0,
			creditor: Creditor::Account(OFFICE),
			performance: performance.clone(),
			awaits: Awaits {
				claim: claimed(Silence::Rejects),
				fulfilled: list(&awaited),
				late: list(&awaited),
				certificate: certificate(),
				condition: None,
				until: Some(When::At(NOW + 9 * DAY)),
			},
			funding: Funding::Escrowed(None),
			grace: u32::MAX,
			interest: Some(u32::MAX),
			assignable: true,
			carries: None,
		}
	};
	let mut terms = terms_of(&parties, &(0..MAX_OBLIGATIONS as u8).map(obligation).collect::<Vec<_>>());
	let text = "x".repeat(32);
	terms.parties.iter_mut().for_each(|party| party.role = text.as_str().try_into().unwrap());
	terms.about = Some(Thing { owner: ALICE, kind: text.as_str().try_into().unwrap(), hash: H256::repeat_byte(2) });
	let uri = "x".repeat(MAX_URI as usize).as_str().try_into().unwrap();
	terms.prose = Prose { hash: H256::repeat_byte(1), uri, clauses: Some(H256::repeat_byte(3)) };
	terms.template = Some(H256::repeat_byte(4));
	terms.term = Some(Term { minimum: Span::Seconds(1), renewal: Renewal::Terms(SEVEN), notice: Some(1) });
	terms.arbitration = arbitration(3, true);
	terms
}

#[test]
fn the_largest_terms_fit_and_are_paid_for() {
	build_and_execute(|| {
		let terms = largest();
		assert!(terms.encoded_size() <= Terms::max_encoded_len());
		let preview = Contracts::preview(terms.clone()).unwrap();
		let id = agree(&terms);
		assert_eq!((preview.hash, preview.deposit), (id, deposit(ALICE)));
		assert_eq!(held(Some(DOLLAR), ALICE), 32 * 700);
		let entry = Agreements::<Test>::get(id).unwrap();
		assert!(entry.encoded_size() <= Entry::<Test>::max_encoded_len());
		// 100 for all of it and 1 a byte, also of what it takes to list it for each party.
		let stored = 100 + terms.encoded_size() + entry.encoded_size() + 16 * (8 + 32);
		assert!(deposit(ALICE) >= stored as Balance, "{} for {stored}", deposit(ALICE));
	});
}

#[test]
fn more_than_the_most_is_not_even_decoded() {
	build_and_execute(|| {
		let terms = largest();
		let mut parties = terms.parties.clone().into_inner();
		parties.push(Party { account: CAROL, role: "x".try_into().unwrap() });
		let mut obligations = terms.obligations.clone().into_inner();
		obligations.push(pays(1));
		assert!(<Terms as codec::Decode>::decode(&mut &terms.encode()[..]).is_ok());
		let rest = (&terms.about, &terms.prose, &terms.template);
		let end = (&terms.term, &terms.arbitration, &terms.amends, &terms.sign_by, &terms.salt);
		let again = (&terms.parties, &rest, &terms.obligations, &end).encode();
		assert_eq!(again, terms.encode());
		for many in [
			(&parties, &rest, &*terms.obligations, &end).encode(),
			(&*terms.parties, &rest, &obligations, &end).encode(),
		] {
			assert!(<Terms as codec::Decode>::decode(&mut &many[..]).is_err());
		}
	});
}

#[test]
fn the_deposit_follows_the_size_and_comes_back() {
	build_and_execute(|| {
		let price = |terms: &Terms| {
			let id = terms_hash(terms);
			assert_ok!(draft(terms));
			let price = deposit(ALICE);
			assert_eq!(price, Contracts::preview(terms.clone()).unwrap().deposit);
			assert_eq!(free(None, ALICE), ENDOWMENT - price);
			assert_ok!(Contracts::decline(signed(ALICE), id));
			assert_eq!((deposit(ALICE), free(None, ALICE)), (0, ENDOWMENT));
			price
		};
		let plain = of(&[pays(1)]);
		let first = price(&plain);
		let mut longer = plain.clone();
		longer.prose.uri = "0123456789".try_into().unwrap();
		assert_eq!(price(&longer), first + 10);
		// A party: its account, its role and the length of that; what lists it.
		let third = terms_of(&[ALICE, BOB, CAROL], &[pays(1)]);
		assert_eq!(price(&third), first + (8 + 1 + 1) + (8 + 32));
		// An obligation: what is agreed, and what can happen to it.
		let two = of(&[pays(1), pays(1)]);
		assert_eq!(price(&two), first + (pays(1).encoded_size() + Record::max_encoded_len()) as Balance);
	});
}

#[test]
fn what_is_timed_from_the_end_has_a_count() {
	build_and_execute(|| {
		let start = When::End(Span::Months(1));
		let every = |count| Accrual::Instalments { start, every: SEVEN, count };
		let flows = |count| Accrual::Stream { start, every: 7, count };
		let due = |accrues| of(&[owes(Performance::Pay { asset: None, amount: 10, accrues })]);
		illegal!(due(every(None)), EndUnbounded);
		illegal!(due(flows(None)), EndUnbounded);
		for accrues in [every(Some(3)), flows(Some(3)), Accrual::Once(start)] {
			legal(due(accrues));
		}
	});
}
