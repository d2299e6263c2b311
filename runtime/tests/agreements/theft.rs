//! What a thief of a limited key must not get out of agreements that stricter keys have signed. The comment of each test says what was
//! possible before.

use super::*;
use civitas_primitives::{
	identity::{action, identity_id, KeySignature, Kind, PublicKey, Relationships},
	Envelope,
};
use civitas_runtime::{scopes::KeyScope, IdentityRegistry};
use pallet_agreements::types::Ending;
use pallet_identity_registry::{
	types::{NewKey, Permissions, Proof, SpendingLimit},
	Call as Identity, Event as IdentityEvent,
};

/// A day, in milliseconds.
const DAY: Moment = 24 * 60 * 60 * 1_000;

fn key(who: Sr25519Keyring) -> PublicKey {
	PublicKey::Sr25519(who.public().0)
}

/// Act as an identity, and return what became of it.
fn act(by: Sr25519Keyring, identity: &AccountId, call: impl Into<RuntimeCall>) -> DispatchResult {
	let call = Box::new(call.into());
	System::reset_events();
	apply(signed(by, Identity::<Runtime>::act_as { identity: identity.clone(), call }, 0)).expect("it is valid")?;
	let last = events().into_iter().rev().find_map(|event| match event {
		RuntimeEvent::IdentityRegistry(IdentityEvent::Acted { result, .. }) => Some(result),
		_ => None,
	});
	last.expect("something was acted")
}

/// Bob's identity, which has 1000 CIV. The thief, Dave, has a key of it of this scope, for at most 100 CIV a day.
fn scene(scope: KeyScope) -> AccountId {
	let room = IdentityRegistry::room_for(8, 2, 2, 2, 0, 0);
	submit(Bob, Identity::<Runtime>::register { kind: Kind::Person, key: key(Bob), salt: [0; 32], room, proof: None });
	let identity: AccountId = identity_id(&key(Bob), &[0; 32]).into();
	let dest = identity.clone().into();
	submit(Alice, pallet_balances::Call::<Runtime>::transfer_keep_alive { dest, value: 1_000 * CIV });
	let limit = SpendingLimit { asset: None, amount: 100 * CIV, period: DAY };
	let permissions = Permissions {
		scope,
		limits: vec![limit].try_into().expect("one"),
		calls: Default::default(),
		counterparties: Default::default(),
	};
	let new = NewKey {
		public: key(Dave),
		relationships: Relationships::AUTHENTICATION | Relationships::CAPABILITY_INVOCATION,
		permissions,
		valid_from: None,
		valid_until: None,
	};
	let deadline = System::block_number() + 10;
	let envelope = Envelope {
		genesis: System::block_hash(0),
		action: action::ADD_KEY,
		identity: &identity,
		nonce: 1,
		deadline,
		submitter: None::<&AccountId>,
		payload: key(Dave),
	};
	let signature = KeySignature::Sr25519(Dave.sign(&envelope.hash()).0);
	let proof = Some(Box::new(Proof { deadline, submitter: None, signature }));
	assert_eq!(act(Bob, &identity, Identity::<Runtime>::add_key { key: Box::new(new), proof }), Ok(()));
	next_block();
	identity
}

/// The identity, by its full key, and Charlie agree on this. The agreement.
fn agreed(id: &AccountId, terms: &Terms) -> AgreementId {
	assert_eq!(act(Bob, id, draft(terms, None)), Ok(()));
	submit(Charlie, sign(terms_hash(terms), None));
	terms_hash(terms)
}

/// What the identity has paid away by now if others settle this two hours later. The limit of the thief is 100 CIV.
fn lost(id: &AccountId, agreement: AgreementId, before: Balance) -> Balance {
	pass(2 * HOUR);
	apply(signed(Ferdie, settle(agreement, None), 0)).expect("it is valid").ok();
	before - total(id)
}

fn total(who: &AccountId) -> Balance {
	Balances::free_balance(who) + Balances::reserved_balance(who)
}

fn claimed() -> Awaits<AccountId, NoCondition> {
	Awaits { claim: Some(ClaimTerms { answer_within: HOUR, silence: Silence::Rejects }), ..Default::default() }
}

/// An act that Charlie owes the identity, or the other way around; and the 500 CIV that the identity pays an hour after it is done.
fn act_then_pay(id: &AccountId, owed_by: u8) -> Terms {
	let due = When::Activation(Span::Seconds(0));
	let act = Due {
		debtor: owed_by,
		creditor: Creditor::Party(1 - owed_by),
		performance: Performance::Act { due },
		awaits: claimed(),
		..pays(native(1), 0)
	};
	let fulfilled = vec![0].try_into().expect("one");
	let price = Due { awaits: Awaits { fulfilled, ..Default::default() }, ..pays(native(500 * CIV), HOUR) };
	terms(&[id, &account(Charlie)], &[act, price])
}

// an act counts as 1 of the smallest unit, whatever waits for it.
#[test]
fn a_clerk_does_not_accept_an_act_for_which_more_than_the_limit_is_paid() {
	development().execute_with(|| {
		let id = scene(KeyScope::Finance);
		let agreement = agreed(&id, &act_then_pay(&id, 1));
		submit(Charlie, Call::claim { agreement, obligation: 0, amount: 1, evidence: H256::zero() });
		let before = total(&id);
		act(Dave, &id, Call::answer { agreement, obligation: 0, money: native(1) }).ok();
		assert!(lost(&id, agreement, before) <= 100 * CIV);
	});
}

// as above. An act that is waived is fulfilled.
#[test]
fn a_clerk_does_not_waive_an_act_for_which_more_than_the_limit_is_paid() {
	development().execute_with(|| {
		let id = scene(KeyScope::Finance);
		let agreement = agreed(&id, &act_then_pay(&id, 1));
		let before = total(&id);
		act(Dave, &id, Call::waive { agreement, obligation: 0, money: native(1) }).ok();
		assert!(lost(&id, agreement, before) <= 100 * CIV);
	});
}

// a claim counts as nothing. The identity's own act may be what its payment waits for: an option that it takes up.
#[test]
fn a_clerk_does_not_claim_an_act_after_which_the_identity_pays_more_than_the_limit() {
	development().execute_with(|| {
		let id = scene(KeyScope::Finance);
		let agreement = agreed(&id, &act_then_pay(&id, 0));
		let before = total(&id);
		if act(Dave, &id, Call::claim { agreement, obligation: 0, amount: 1, evidence: H256::zero() }).is_ok() {
			submit(Charlie, Call::answer { agreement, obligation: 0, money: native(1) });
		}
		assert!(lost(&id, agreement, before) <= 100 * CIV);
	});
}

// what is accepted is charged, and not what waits for it, or is a share of it.
#[test]
fn a_clerk_does_not_accept_a_claim_by_which_more_than_the_limit_becomes_due() {
	development().execute_with(|| {
		let id = scene(KeyScope::Finance);
		let milestone = Due { awaits: claimed(), ..pays(native(CIV), 0) };
		let fulfilled = vec![0].try_into().expect("one");
		let price = Due { awaits: Awaits { fulfilled, ..Default::default() }, ..pays(native(500 * CIV), HOUR) };
		let agreement = agreed(&id, &terms(&[&id, &account(Charlie)], &[milestone, price]));
		submit(Charlie, Call::claim { agreement, obligation: 0, amount: CIV, evidence: H256::zero() });
		let before = total(&id);
		act(Dave, &id, Call::answer { agreement, obligation: 0, money: native(CIV) }).ok();
		assert!(lost(&id, agreement, before) <= 100 * CIV);
	});
}

// an end counts as nothing, and what is timed from the end begins with it.
#[test]
fn a_limited_key_does_not_end_what_costs_more_than_the_limit_at_its_end() {
	development().execute_with(|| {
		let id = scene(KeyScope::Any);
		let accrues = Accrual::Once(When::End(Span::Seconds(0)));
		let severance = Performance::Pay { asset: None, amount: 500 * CIV, accrues };
		let severance = Due { performance: severance, ..pays(native(1), 0) };
		let term = Some(Term { minimum: Span::Seconds(0), renewal: Renewal::Open, notice: Some(1) });
		let agreement = agreed(&id, &Terms { term, ..terms(&[&id, &account(Charlie)], &[severance]) });
		let before = total(&id);
		act(Dave, &id, Call::end { agreement, ending: Ending::Notice }).ok();
		assert!(lost(&id, agreement, before) <= 100 * CIV);
	});
}

// interest of the time before the last signature, in which nobody could pay, is owed at it. `is_usurious` compares with the
// time of this signature; the last may come as late as `sign_by`.
#[test]
fn what_a_clerk_signs_bears_no_interest_before_it_is_active() {
	development().execute_with(|| {
		let id = scene(KeyScope::Finance);
		let accrues = Accrual::Once(When::At(now() + 1_000));
		let performance = Performance::Pay { asset: None, amount: 50 * CIV, accrues };
		let debt = Due { performance, interest: Some(1_000_000), ..pays(native(1), 0) };
		let sign_by = now() + 3 * 366 * DAY;
		let terms = Terms { sign_by, ..terms(&[&id, &account(Charlie)], &[debt]) };
		let before = total(&id);
		act(Dave, &id, draft(&terms, most(&[native(50 * CIV)]))).ok();
		pass(2 * 365 * 24 * HOUR);
		apply(signed(Charlie, sign(terms_hash(&terms), None), 0)).expect("it is valid").ok();
		assert!(before - total(&id) <= 50 * CIV);
	});
}

// what is kept of an agreement for good keeps a deposit for good, which nobody can take over or give back. So whoever has
// drafted once, be it by a key for 100 CIV, is never given up.
#[test]
fn a_clerk_does_not_keep_an_identity_from_being_given_up() {
	development().execute_with(|| {
		let id = scene(KeyScope::Finance);
		let terms = terms(&[&id, &account(Charlie)], &[pays(native(1), 0)]);
		assert_eq!(act(Dave, &id, draft(&terms, most(&[native(1)]))), Ok(()));
		submit(Charlie, sign(terms_hash(&terms), None));
		pass(181 * 24 * HOUR);
		submit(Ferdie, Call::compact { agreement: terms_hash(&terms) });
		// Somebody else takes the deposit for what is kept over.
		submit(Ferdie, Call::compact { agreement: terms_hash(&terms) });
		let beneficiary = Some(account(Bob));
		assert_eq!(act(Bob, &id, Identity::<Runtime>::deactivate { beneficiary }), Ok(()));
	});
}

// a claim of next to nothing, which costs nothing, keeps a stricter key from claiming all before the time to claim is over.
#[test]
fn a_clerk_does_not_block_a_claim_by_a_smaller_one() {
	development().execute_with(|| {
		let id = scene(KeyScope::Finance);
		let until = Some(When::Activation(Span::Seconds(2 * HOUR)));
		let deposit = Due {
			debtor: 1,
			creditor: Creditor::Party(0),
			awaits: Awaits { until, ..claimed() },
			..escrows(native(500 * CIV), 0)
		};
		let agreement = agreed(&id, &terms(&[&id, &account(Charlie)], &[deposit]));
		pass(HOUR + HOUR / 2);
		let claim = |amount| Call::claim { agreement, obligation: 0, amount, evidence: H256::zero() };
		act(Dave, &id, claim(1)).ok();
		assert_eq!(act(Bob, &id, claim(500 * CIV)), Ok(()));
	});
}

// as above, and at once: an asset of which the key has no limit is not watched either.
#[test]
fn a_clerk_does_not_have_an_asset_paid_that_his_limit_does_not_name() {
	development().execute_with(|| {
		let id = scene(KeyScope::Finance);
		issued(&id);
		let mut terms = act_then_pay(&id, 1);
		let accrues = Accrual::Once(When::Activation(Span::Seconds(0)));
		terms.obligations[1].performance = Performance::Pay { asset: Some(1), amount: 500_000, accrues };
		let agreement = agreed(&id, &terms);
		submit(Charlie, Call::claim { agreement, obligation: 0, amount: 1, evidence: H256::zero() });
		act(Dave, &id, Call::answer { agreement, obligation: 0, money: native(1) }).ok();
		assert_eq!(Assets::balance(1, account(Charlie)), 0);
	});
}

// a side has 8 pieces of evidence, and any key for money uses them up.
#[test]
fn a_clerk_does_not_keep_a_stricter_key_from_showing_evidence() {
	development().execute_with(|| {
		let id = scene(KeyScope::Finance);
		let owed = Due { debtor: 1, creditor: Creditor::Party(0), ..pays(native(500 * CIV), 3 * HOUR) };
		let arbitration = arbitration(&account(Eve), CIV);
		let agreement = agreed(&id, &Terms { arbitration, ..terms(&[&id, &account(Charlie)], &[owed]) });
		let show = |amount, fee, evidence| Call::dispute {
			agreement,
			obligation: 0,
			money: native(amount),
			fee,
			evidence: H256::repeat_byte(evidence),
		};
		assert_eq!(act(Bob, &id, show(500 * CIV, CIV, 0)), Ok(()));
		for _ in 0..8 {
			act(Dave, &id, show(0, 0, 1)).ok();
		}
		assert_eq!(act(Bob, &id, show(0, 0, 2)), Ok(()));
	});
}

/// There is an asset, which Alice issues, and someone has a million of it in an account that she has opened.
fn issued(to: &AccountId) {
	let (id, who) = (1.into(), account(Alice));
	submit(Alice, pallet_assets::Call::<Runtime>::create { id, admin: who.into(), min_balance: 1 });
	submit(Alice, pallet_assets::Call::<Runtime>::touch_other { id, who: to.clone().into() });
	submit(Alice, pallet_assets::Call::<Runtime>::mint { id, beneficiary: to.clone().into(), amount: 1_000_000 });
}

// what is held for others in an asset keeps an identity, as what is native does.
#[test]
fn an_identity_with_assets_in_escrow_is_not_given_up() {
	development().execute_with(|| {
		let (id, asset) = (scene(KeyScope::Finance), || 1.into());
		let (admin, beneficiary) = (account(Alice).into(), id.clone().into());
		submit(Alice, pallet_assets::Call::<Runtime>::create { id: asset(), admin, min_balance: 1 });
		submit(Alice, pallet_assets::Call::<Runtime>::mint { id: asset(), beneficiary, amount: 1_000 });
		let held = Money { asset: Some(1), amount: 900 };
		let held = Due { debtor: 1, creditor: Creditor::Party(0), ..escrows(held, 24 * HOUR) };
		let terms = terms(&[&account(Charlie), &id], &[held]);
		submit(Charlie, draft(&terms, None));
		assert_eq!(act(Bob, &id, sign(terms_hash(&terms), None)), Ok(()));
		let beneficiary = Some(account(Bob));
		let given_up = act(Bob, &id, Identity::<Runtime>::deactivate { beneficiary });
		assert_eq!(given_up, Err(pallet_identity_registry::Error::<Runtime>::AccountInUse.into()));
	});
}

// each of these transactions does the work of a thousand obligations, and hardly fills the block.
#[test]
fn a_settlement_that_fails_in_the_end_has_filled_the_block() {
	development().execute_with(|| {
		let id = || 1.into();
		submit(
			Alice,
			pallet_assets::Call::<Runtime>::create { id: id(), admin: account(Alice).into(), min_balance: 1 },
		);
		for (who, amount) in [(Bob, 2), (Charlie, 1)] {
			let beneficiary = account(who).into();
			submit(Alice, pallet_assets::Call::<Runtime>::mint { id: id(), beneficiary, amount });
		}
		let there = pays(Money { asset: Some(1), amount: 100_000 }, 0);
		let back = Due { debtor: 1, creditor: Creditor::Party(0), ..there.clone() };
		let (bob, charlie) = (account(Bob), account(Charlie));
		let agreement = agree(Bob, Charlie, &terms(&[&bob, &charlie], &[there, back]));
		next_block();
		let one = ToSettle { agreement, certificates: Default::default() };
		let call = Call::settle { agreements: vec![one].try_into().expect("one"), most: most(&[]), obligations: 1_000 };
		let before = System::block_weight().total().ref_time();
		assert_eq!(apply(signed(Bob, call, 0)).expect("it is valid"), error(Error::LeavesMore));
		let weighed = System::block_weight().total().ref_time() - before;
		use pallet_agreements::WeightInfo as _;
		let stated = <Runtime as pallet_agreements::Config>::WeightInfo::settle(1_000).ref_time();
		assert!(weighed >= stated, "{weighed} of {stated}");
	});
}

// `claim` of such an act is refused (`FullKeyNeeded`), `dispute` of it is not; and where the sides of a dispute meet, or
// nobody rules, the act is done as well.
#[test]
fn a_clerk_does_not_dispute_an_act_after_which_the_identity_pays_more_than_the_limit() {
	for met in [true, false] {
		development().execute_with(|| {
			let id = scene(KeyScope::Finance);
			// If nobody rules, all is due.
			let terms = Terms { arbitration: arbitration(&account(Eve), CIV), ..act_then_pay(&id, 0) };
			let agreement = agreed(&id, &terms);
			let before = total(&id);
			act(Dave, &id, dispute(agreement, 1)).ok();
			if met {
				let offer = Call::answer { agreement, obligation: 0, money: native(1) };
				apply(signed(Charlie, offer, 0)).expect("it is valid").ok();
			}
			pass(3 * HOUR);
			assert!(lost(&id, agreement, before) <= 100 * CIV);
		});
	}
}

// `ensure_end_counted` sees what is timed from the end, and not what follows from that.
#[test]
fn a_limited_key_does_not_end_what_costs_more_than_the_limit_because_of_the_end() {
	let from_end = |amount, debtor, creditor| {
		let accrues = Accrual::Once(When::End(Span::Seconds(0)));
		let performance = Performance::Pay { asset: None, amount, accrues };
		Due { debtor, creditor, performance, ..pays(native(1), 0) }
	};
	// What Charlie pays the identity at the end, and what it pays him for that; and a share of what he pays to somebody else.
	let fulfilled = Awaits { fulfilled: vec![0].try_into().expect("one"), ..Default::default() };
	let price = Due { awaits: fulfilled, ..pays(native(500 * CIV), 0) };
	let share = Performance::Share { of: 0, share: Fraction { numerator: 1, denominator: 2 } };
	let share = Due { performance: share, ..pays(native(1), 0) };
	let cases = [
		[from_end(CIV, 1, Creditor::Party(0)), price],
		[from_end(1_000 * CIV, 1, Creditor::Account(account(Ferdie))), share],
	];
	for obligations in cases {
		development().execute_with(|| {
			let id = scene(KeyScope::Any);
			let agreement = agreed(&id, &terms(&[&id, &account(Charlie)], &obligations));
			let before = total(&id);
			// Nobody can end it alone.
			let ending = Ending::Agreed(now() + u64::from(HOUR) * 1_000);
			submit(Charlie, Call::end { agreement, ending });
			act(Dave, &id, Call::end { agreement, ending }).ok();
			assert!(lost(&id, agreement, before) <= 100 * CIV);
		});
	}
}

// who has brought a dispute cannot dispute more; so a clerk who disputed one unit kept stricter keys of the same identity from
// disputing the rest before it was paid.
#[test]
fn a_clerk_does_not_block_a_dispute_by_a_smaller_one() {
	development().execute_with(|| {
		let id = scene(KeyScope::Finance);
		let arbitration = arbitration(&account(Eve), CIV);
		// What is paid before the time for evidence is over.
		let owed = pays(native(500 * CIV), HOUR / 2);
		let agreement = agreed(&id, &Terms { arbitration, ..terms(&[&id, &account(Charlie)], &[owed]) });
		assert_eq!(act(Dave, &id, dispute(agreement, 1)), error(Error::FullKeyNeeded));
		assert_eq!(act(Bob, &id, dispute(agreement, 500 * CIV)), Ok(()));
	});
}

// Before the answer a claim can be raised. The debtor answers at once, and then no more can be claimed until it has lapsed.
#[test]
fn a_clerk_does_not_block_a_claim_by_a_smaller_one_that_is_answered_at_once() {
	development().execute_with(|| {
		let id = scene(KeyScope::Finance);
		let until = Some(When::Activation(Span::Seconds(2 * HOUR)));
		let deposit = Due {
			debtor: 1,
			creditor: Creditor::Party(0),
			awaits: Awaits { until, ..claimed() },
			..escrows(native(500 * CIV), 0)
		};
		let agreement = agreed(&id, &terms(&[&id, &account(Charlie)], &[deposit]));
		pass(HOUR + HOUR / 2);
		let claim = |amount| Call::claim { agreement, obligation: 0, amount, evidence: H256::zero() };
		// Of 500: the identity can claim this again, or waive it and claim the rest, and so loses 250 either way. No limit counts it.
		act(Dave, &id, claim(250 * CIV)).ok();
		apply(signed(Charlie, Call::answer { agreement, obligation: 0, money: native(0) }, 0))
			.expect("it is valid")
			.ok();
		assert_eq!(act(Bob, &id, claim(500 * CIV)), Ok(()));
	});
}

// With an amount that is waived goes its interest, which nobody counts.
#[test]
fn a_clerk_does_not_waive_interest_beyond_the_limit() {
	development().execute_with(|| {
		let id = scene(KeyScope::Finance);
		let debt =
			Due { debtor: 1, creditor: Creditor::Party(0), interest: Some(1_000_000), ..pays(native(50 * CIV), HOUR) };
		let agreement = agreed(&id, &terms(&[&id, &account(Charlie)], &[debt]));
		pass(10 * 365 * 24 * HOUR);
		let before = total(&id);
		// 50 CIV, and about 500 CIV of interest.
		act(Dave, &id, Call::waive { agreement, obligation: 0, money: native(50 * CIV) }).ok();
		apply(signed(Ferdie, settle(agreement, None), 0)).expect("it is valid").ok();
		assert!(total(&id) - before >= 450 * CIV, "{}", total(&id) - before);
	});
}

// what the identity is owed if something is late goes with that, too.
#[test]
fn a_clerk_does_not_waive_a_penalty_beyond_the_limit() {
	development().execute_with(|| {
		let id = scene(KeyScope::Finance);
		let to_id = |due: Due| Due { debtor: 1, creditor: Creditor::Party(0), ..due };
		let performance = Performance::Act { due: When::Activation(Span::Seconds(HOUR)) };
		let works = Due { performance, awaits: claimed(), ..pays(native(1), 0) };
		let until = Some(When::Activation(Span::Seconds(10 * HOUR)));
		let late = Awaits { late: vec![0].try_into().expect("one"), until, ..Default::default() };
		let penalty = Due { awaits: late, ..escrows(native(500 * CIV), 0) };
		let agreement = agreed(&id, &terms(&[&id, &account(Charlie)], &[to_id(works), to_id(penalty)]));
		act(Dave, &id, Call::waive { agreement, obligation: 0, money: native(1) }).ok();
		pass(2 * HOUR);
		submit(Ferdie, settle(agreement, None));
		let lines = Agreements::statement(agreement, None).expect("it runs").lines;
		assert_eq!(lines[1].paid, 500 * CIV);
	});
}

// `ensure_counted` looks at what awaits that something is fulfilled, and not at what awaits that it is late.
#[test]
fn a_clerk_does_not_reject_an_act_whose_lateness_costs_more_than_the_limit() {
	development().execute_with(|| {
		let id = scene(KeyScope::Finance);
		// Charlie works for the identity, which has promised Ferdie 500 CIV if that is late.
		let performance = Performance::Act { due: When::Activation(Span::Seconds(2 * HOUR)) };
		let accepts = Some(ClaimTerms { answer_within: HOUR, silence: Silence::Accepts });
		let awaits = Awaits { claim: accepts, ..Default::default() };
		let works = Due { debtor: 1, creditor: Creditor::Party(0), performance, awaits, ..pays(native(1), 0) };
		let late = Awaits { late: vec![0].try_into().expect("one"), ..Default::default() };
		let promised = Due { creditor: Creditor::Account(account(Ferdie)), awaits: late, ..pays(native(500 * CIV), 0) };
		let agreement = agreed(&id, &terms(&[&id, &account(Charlie)], &[works, promised]));
		submit(Charlie, Call::claim { agreement, obligation: 0, amount: 1, evidence: H256::zero() });
		let before = total(&id);
		act(Dave, &id, Call::answer { agreement, obligation: 0, money: native(0) }).ok();
		pass(2 * HOUR);
		assert!(lost(&id, agreement, before) <= 100 * CIV);
	});
}
