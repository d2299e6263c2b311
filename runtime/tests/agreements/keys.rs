//! By identities, and by keys that may do less than everything.

use super::*;
use civitas_primitives::{
	identity::{action, identity_id, CallClass, KeySignature, Kind, PublicKey, Relationships},
	Envelope,
};
use civitas_runtime::{
	scopes::{Classes, KeyScope},
	IdentityRegistry,
};
use pallet_identity_registry::{
	types::{NewKey, Permissions, Proof, SpendingLimit},
	Call as Identity, ClassifyCall, Error as IdentityError, Event as IdentityEvent,
};

/// A day, in milliseconds.
const DAY: Moment = 24 * 60 * 60 * 1_000;

fn key(who: Sr25519Keyring) -> PublicKey {
	PublicKey::Sr25519(who.public().0)
}

/// The identity of someone with this key. It has 1000 CIV.
fn identity(who: Sr25519Keyring) -> AccountId {
	let room = IdentityRegistry::room_for(8, 2, 2, 2, 0, 0);
	submit(who, Identity::<Runtime>::register { kind: Kind::Person, key: key(who), salt: [0; 32], room, proof: None });
	let id: AccountId = identity_id(&key(who), &[0; 32]).into();
	let dest = id.clone().into();
	submit(Alice, pallet_balances::Call::<Runtime>::transfer_keep_alive { dest, value: 1_000 * CIV });
	id
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

/// Give `holder` a key of the identity, with this scope; and for at most 100 CIV a day, if it is limited.
fn add_key(owner: Sr25519Keyring, identity: &AccountId, holder: Sr25519Keyring, scope: KeyScope, limited: bool) {
	let added = pallet_identity_registry::Identities::<Runtime>::get(identity).expect("it is registered").keys_added;
	let limit = SpendingLimit { asset: None, amount: 100 * CIV, period: DAY };
	let limits = if limited { vec![limit] } else { Vec::new() };
	let permissions = Permissions {
		scope,
		limits: limits.try_into().expect("one"),
		calls: Default::default(),
		counterparties: Default::default(),
	};
	let new = NewKey {
		public: key(holder),
		relationships: Relationships::AUTHENTICATION | Relationships::CAPABILITY_INVOCATION,
		permissions,
		valid_from: None,
		valid_until: None,
	};
	let deadline = System::block_number() + 10;
	let envelope = Envelope {
		genesis: System::block_hash(0),
		action: action::ADD_KEY,
		identity,
		nonce: added.into(),
		deadline,
		submitter: None::<&AccountId>,
		payload: key(holder),
	};
	let signature = KeySignature::Sr25519(holder.sign(&envelope.hash()).0);
	let proof = Some(Box::new(Proof { deadline, submitter: None, signature }));
	assert_eq!(act(owner, identity, Identity::<Runtime>::add_key { key: Box::new(new), proof }), Ok(()));
}

/// Bob's identity, of which Dave has a key for money, at most 100 CIV a day.
fn scene() -> AccountId {
	let id = identity(Bob);
	add_key(Bob, &id, Dave, KeyScope::Finance, true);
	next_block();
	id
}

fn refused(error: IdentityError<Runtime>) -> DispatchResult {
	Err(error.into())
}

/// Charlie drafts what the identity pays him, this at once. The draft.
fn drafted(id: &AccountId, obligation: Due) -> H256 {
	let salt = H256::from_low_u64_be(System::account_nonce(account(Charlie)).into());
	let terms = Terms { salt, ..terms(&[id, &account(Charlie)], &[obligation]) };
	submit(Charlie, draft(&terms, most(&[])));
	terms_hash(&terms)
}

#[test]
fn a_limited_key_signs_within_its_limit_and_not_beyond() {
	development().execute_with(|| {
		let id = scene();
		let before = Balances::free_balance(&id);
		let first = drafted(&id, pays(native(60 * CIV), 0));
		// The bound that is stated is what is charged, and it has to be enough.
		assert_eq!(act(Dave, &id, sign(first, most(&[native(59 * CIV)]))), error(Error::CommitsMore));
		assert_eq!(act(Dave, &id, sign(first, most(&[native(101 * CIV)]))), refused(IdentityError::LimitExceeded));
		assert_eq!(act(Dave, &id, sign(first, most(&[native(60 * CIV)]))), Ok(()));
		assert_eq!(before - Balances::free_balance(&id), 60 * CIV);
		// What is due only later, and what is held, counts at the signature as well.
		for obligation in [pays(native(41 * CIV), HOUR), escrows(native(41 * CIV), HOUR)] {
			let more = drafted(&id, obligation);
			assert_eq!(act(Dave, &id, sign(more, most(&[native(41 * CIV)]))), refused(IdentityError::LimitExceeded));
		}
		let rest = drafted(&id, escrows(native(40 * CIV), HOUR));
		assert_eq!(act(Dave, &id, sign(rest, most(&[native(40 * CIV)]))), Ok(()));
		assert_eq!((held(None, &id), before - Balances::free_balance(&id)), (40 * CIV, 100 * CIV));
		// When that is paid it is not charged again, and whoever settles is not asked.
		pass(HOUR);
		submit(Ferdie, settle(rest, None));
		assert_eq!(line(rest).paid, 40 * CIV);
		end_block();
	});
}

#[test]
fn what_the_limit_does_not_name_is_not_signed() {
	development().execute_with(|| {
		let id = scene();
		let other = Money { asset: Some(1), amount: 1 };
		let admin = account(Alice).into();
		submit(Alice, pallet_assets::Call::<Runtime>::create { id: 1.into(), admin, min_balance: 1 });
		let draft = drafted(&id, pays(other, HOUR));
		assert_eq!(act(Dave, &id, sign(draft, most(&[other]))), refused(IdentityError::AssetNotAllowed));
		assert_eq!(act(Dave, &id, sign(draft, most(&[]))), error(Error::CommitsMore));
		end_block();
	});
}

#[test]
fn without_control_nothing_unbounded_is_signed_and_nothing_amended() {
	development().execute_with(|| {
		let id = scene();
		let charlie = account(Charlie);
		// For money without limits, and that is still not control.
		add_key(Bob, &id, Eve, KeyScope::Finance, false);
		let not_full = refused(IdentityError::NotFullKey);
		let rent = Performance::Pay {
			asset: None,
			amount: CIV,
			accrues: Accrual::Instalments {
				start: When::Activation(Span::Months(1)),
				every: Span::Months(1),
				count: None,
			},
		};
		let open = terms(&[&id, &charlie], &[Due { performance: rent, ..pays(native(1), 0) }]);
		// Interest that nobody can foresee is no bound either.
		let usury = |interest, due| Due { interest: Some(interest), ..pays(native(CIV), due) };
		let usury = terms(&[&id, &charlie], &[usury(1_000_001, HOUR)]);
		// Each in blocks of its own: what fails is charged for as the most that it could have cost.
		for by in [Dave, Eve] {
			pass(6);
			for terms in [&open, &usury] {
				assert_eq!(act(by, &id, draft(terms, None)), not_full);
				assert_eq!(act(by, &id, draft(terms, most(&[native(CIV)]))), error(Error::CommitmentUnbounded));
			}
		}
		assert_eq!(act(Bob, &id, draft(&open, None)), Ok(()));
		submit(Charlie, sign(terms_hash(&open), most(&[])));
		let agreement = terms_hash(&open);

		let amends = Some(Amends { agreement, version: 0 });
		let amended = terms(&[&id, &charlie], &[Due { carries: Some(0), ..pays(native(1), HOUR) }]);
		let amended = Terms { amends, ..amended };
		for by in [Dave, Eve] {
			pass(6);
			for most in [None, most(&[]), most(&[native(CIV)])] {
				assert_eq!(act(by, &id, draft(&amended, most)), not_full);
			}
		}
		submit(Charlie, draft(&amended, None));
		for by in [Dave, Eve] {
			pass(6);
			assert_eq!(act(by, &id, sign(terms_hash(&amended), None)), not_full);
			let bounded = sign(terms_hash(&amended), most(&[native(CIV)]));
			assert_eq!(act(by, &id, bounded), error(Error::AmendmentUnbounded));
		}
		assert_eq!(Classes::class(&draft(&open, None).into()), Some(CallClass::Control));
		assert_eq!(Classes::class(&draft(&amended, most(&[])).into()), Some(CallClass::Control));
		assert_eq!(Classes::class(&draft(&usury, most(&[])).into()), Some(CallClass::Finance));
		assert_eq!(Classes::class(&sign(agreement, None).into()), Some(CallClass::Control));
		assert_eq!(Classes::class(&sign(agreement, most(&[])).into()), Some(CallClass::Finance));
		end_block();
	});
}

#[test]
fn interest_on_the_past_is_signed_by_no_limited_key() {
	development().execute_with(|| {
		let id = scene();
		// 57 years of it would be paid at once by whoever signs last.
		let accrues = Accrual::Once(When::At(0));
		let performance = Performance::Pay { asset: None, amount: CIV, accrues };
		let draft = drafted(&id, Due { performance, interest: Some(1_000_000), ..pays(native(1), 0) });
		assert_eq!(act(Dave, &id, sign(draft, most(&[native(CIV)]))), error(Error::CommitmentUnbounded));
		end_block();
	});
}

#[test]
fn a_clerk_waives_and_accepts_only_within_the_limit() {
	development().execute_with(|| {
		let id = scene();
		let charlie = account(Charlie);
		// Charlie owes the identity, which owes him what he claims.
		let owed = Due { debtor: 1, creditor: Creditor::Party(0), ..pays(native(500 * CIV), HOUR) };
		let claim = Some(ClaimTerms { answer_within: HOUR, silence: Silence::Rejects });
		let claimed = Due { awaits: Awaits { claim, ..Default::default() }, ..pays(native(500 * CIV), 0) };
		let terms = terms(&[&id, &charlie], &[owed, claimed]);
		assert_eq!(act(Bob, &id, draft(&terms, None)), Ok(()));
		let agreement = terms_hash(&terms);
		submit(Charlie, sign(agreement, None));
		submit(Charlie, Call::claim { agreement, obligation: 1, amount: 500 * CIV, evidence: H256::zero() });

		let exceeded = refused(IdentityError::LimitExceeded);
		let waive = |amount| Call::waive { agreement, obligation: 0, money: native(amount) };
		let accept = |amount| Call::answer { agreement, obligation: 1, money: native(amount) };
		assert_eq!(act(Dave, &id, waive(101 * CIV)), exceeded);
		assert_eq!(act(Dave, &id, waive(60 * CIV)), Ok(()));
		assert_eq!(act(Dave, &id, accept(41 * CIV)), exceeded);
		// Another asset would not be counted, and is not that of the obligation.
		let other = Call::answer { agreement, obligation: 1, money: Money { asset: Some(1), amount: 500 * CIV } };
		assert_eq!(act(Dave, &id, other), refused(IdentityError::AssetNotAllowed));
		let before = Balances::free_balance(&id);
		assert_eq!(act(Dave, &id, accept(40 * CIV)), Ok(()));
		assert_eq!(before - Balances::free_balance(&id), 40 * CIV);
		assert_eq!(act(Dave, &id, waive(1)), exceeded);
		assert_eq!(act(Bob, &id, waive(340 * CIV)), Ok(()));
		end_block();
	});
}

#[test]
fn a_clerk_disputes_only_within_the_limit() {
	// The fee and the deposit count as well. A part would stand in the way of who may dispute all.
	let cases =
		[(99, 99, refused(IdentityError::LimitExceeded)), (500, 90, error(Error::FullKeyNeeded)), (90, 90, Ok(()))];
	for (amount, disputed, answer) in cases {
		disputed_by_a_clerk(amount * CIV, disputed * CIV, answer);
	}
}

/// Of an amount that is owed to it, a clerk disputes so much.
fn disputed_by_a_clerk(amount: Balance, disputed: Balance, answer: DispatchResult) {
	development().execute_with(|| {
		let id = scene();
		let charlie = account(Charlie);
		// The default is that nothing is due: to dispute and say no more is to waive.
		let mut arbitration = arbitration(&account(Eve), CIV).expect("there is one");
		arbitration.default = Fraction { numerator: 0, denominator: 1 };
		let owed = Due { debtor: 1, creditor: Creditor::Party(0), ..pays(native(amount), HOUR) };
		let terms = Terms { arbitration: Some(arbitration), ..terms(&[&id, &charlie], &[owed]) };
		assert_eq!(act(Bob, &id, draft(&terms, None)), Ok(()));
		let agreement = terms_hash(&terms);
		submit(Charlie, sign(agreement, None));
		assert_eq!(act(Dave, &id, dispute(agreement, disputed)), answer);
		// Whatever is claimed now is no way to ask for less.
		let claim = Call::claim { agreement, obligation: 0, amount: 0, evidence: H256::zero() };
		assert!(act(Dave, &id, claim).is_err());
		assert_eq!(line(agreement).disputed, if answer.is_ok() { disputed } else { 0 });
		end_block();
	});
}

#[test]
fn a_clerk_settles_what_is_stated_and_others_settle_what_they_like() {
	development().execute_with(|| {
		let id = scene();
		let revocable = Due { funding: Funding::Revocable, ..pays(native(50 * CIV), 2 * HOUR) };
		let terms = terms(&[&id, &account(Charlie)], &[pays(native(150 * CIV), HOUR), revocable]);
		assert_eq!(act(Bob, &id, draft(&terms, None)), Ok(()));
		let agreement = terms_hash(&terms);
		submit(Charlie, sign(agreement, most(&[])));
		pass(HOUR);
		let before = Balances::free_balance(&id);
		let exceeded = refused(IdentityError::LimitExceeded);
		assert_eq!(act(Dave, &id, settle(agreement, None)), refused(IdentityError::OutflowUnbounded));
		assert_eq!(act(Dave, &id, settle(agreement, most(&[native(150 * CIV)]))), exceeded);
		assert_eq!(act(Dave, &id, settle(agreement, most(&[native(100 * CIV)]))), error(Error::LeavesMore));
		// Nor by a call that settles besides.
		assert_eq!(act(Dave, &id, Call::fund { agreement, obligation: 1, money: native(CIV) }), exceeded);
		assert_eq!(Balances::free_balance(&id), before);
		submit(Ferdie, settle(agreement, None));
		assert_eq!(before - Balances::free_balance(&id), 150 * CIV);
		assert_eq!(act(Dave, &id, settle(agreement, most(&[]))), Ok(()));
		assert_eq!(act(Dave, &id, Call::fund { agreement, obligation: 1, money: native(CIV) }), Ok(()));
		end_block();
	});
}

#[test]
fn what_is_released_within_an_act_is_no_income() {
	development().execute_with(|| {
		let id = scene();
		let draft = drafted(&id, escrows(native(800 * CIV), HOUR));
		// Two have to sign, so that it stays a draft: the other one is Charlie, who has. A third has not.
		let mut terms = terms(&[&id, &account(Charlie), &account(Eve)], &[escrows(native(150 * CIV), HOUR)]);
		terms.salt = H256::repeat_byte(9);
		submit(Charlie, super::draft(&terms, most(&[])));
		let waits = terms_hash(&terms);
		assert_eq!(act(Bob, &id, sign(waits, None)), Ok(()));
		assert_eq!(act(Bob, &id, sign(draft, None)), Ok(()));
		assert_eq!(held(None, &id), 950 * CIV);
		let send = |value| {
			RuntimeCall::from(pallet_balances::Call::<Runtime>::transfer_keep_alive {
				dest: account(Ferdie).into(),
				value,
			})
		};
		let both = |value| pallet_utility::Call::<Runtime>::batch_all {
			calls: vec![Call::<Runtime>::decline { draft: waits }.into(), send(value)],
		};
		// It has no less free than before, and yet.
		assert_eq!(act(Dave, &id, both(101 * CIV)), refused(IdentityError::LimitExceeded));
		assert_eq!(held(None, &id), 950 * CIV);
		assert_eq!(act(Dave, &id, both(100 * CIV)), Ok(()));
		assert_eq!(held(None, &id), 800 * CIV);
		assert_eq!(act(Dave, &id, send(1)), refused(IdentityError::LimitExceeded));
		end_block();
	});
}

#[test]
fn a_frozen_identity_pays_what_it_owes_and_is_paid() {
	development().execute_with(|| {
		let id = scene();
		let owed = Due { debtor: 1, creditor: Creditor::Party(0), ..pays(native(30 * CIV), HOUR) };
		let terms =
			terms(&[&id, &account(Charlie)], &[pays(native(50 * CIV), HOUR), escrows(native(20 * CIV), HOUR), owed]);
		assert_eq!(act(Bob, &id, draft(&terms, None)), Ok(()));
		let agreement = terms_hash(&terms);
		submit(Charlie, sign(agreement, None));
		submit(Bob, Identity::<Runtime>::freeze { identity: id.clone() });
		pass(HOUR);
		assert_eq!(act(Bob, &id, settle(agreement, None)), refused(IdentityError::IdentityFrozen));
		let before = total(&id);
		submit(Ferdie, settle(agreement, None));
		assert_eq!(before - total(&id), 40 * CIV);
		assert_eq!(Agreements::agreement(agreement).expect("it is kept").state, AgreementState::Closed);
		end_block();
	});
}

/// What an account has, held or not.
fn total(who: &AccountId) -> Balance {
	Balances::free_balance(who) + Balances::reserved_balance(who)
}

#[test]
fn an_identity_owes_is_owed_and_decides() {
	development().execute_with(|| {
		let (debtor, creditor, arbiter) = (scene(), identity(Charlie), identity(Eve));
		add_key(Eve, &arbiter, Ferdie, KeyScope::Finance, false);
		let with = |arbiter: &AccountId| Terms {
			arbitration: arbitration(arbiter, CIV),
			..terms(&[&debtor, &creditor], &[pays(native(100 * CIV), HOUR)])
		};
		let terms = with(&arbiter);
		assert_eq!(act(Bob, &debtor, draft(&terms, None)), Ok(()));
		let agreement = terms_hash(&terms);
		assert_eq!(act(Charlie, &creditor, sign(agreement, most(&[]))), Ok(()));
		let evidence = H256::zero();
		let dispute = Call::dispute { agreement, obligation: 0, money: native(100 * CIV), fee: CIV, evidence };
		assert_eq!(act(Bob, &debtor, dispute), Ok(()));
		check_deposits();
		assert_eq!(held(None, &debtor), 100 * CIV);
		next_block();
		pass(HOUR);

		// Neither who is in the dispute, nor by a key for money.
		let rule = || Call::rule { agreement, obligation: 0, amount: 30 * CIV, may_end: true };
		assert_eq!(act(Bob, &debtor, rule()), error(Error::NotYourTurn));
		assert_eq!(act(Ferdie, &arbiter, rule()), refused(IdentityError::NotPermitted));
		let before = [&debtor, &creditor, &arbiter].map(total);
		assert_eq!(act(Eve, &arbiter, rule()), Ok(()));
		let after = [&debtor, &creditor, &arbiter].map(total);
		assert_eq!(before[0] - after[0], 31 * CIV, "the fee is who has advanced it alone, whoever wins");
		assert_eq!((after[1] - before[1], after[2] - before[2]), (30 * CIV, CIV));
		assert_eq!(held(None, &debtor), 0);
		check_deposits();
		end_block();
	});
}

#[test]
fn no_arbiter_is_controlled_by_a_party() {
	development().execute_with(|| {
		let (party, child) = (scene(), identity(Eve));
		let with = |salt| Terms {
			arbitration: arbitration(&child, CIV),
			salt: H256::repeat_byte(salt),
			..terms(&[&party, &account(Charlie)], &[pays(native(CIV), 2 * HOUR)])
		};
		assert_eq!(act(Bob, &party, draft(&with(1), None)), Ok(()));
		let agreement = terms_hash(&with(1));
		submit(Charlie, sign(agreement, most(&[])));
		let (money, fee, evidence) = (native(CIV), CIV, H256::zero());
		submit(Charlie, Call::dispute { agreement, obligation: 0, money, fee, evidence });

		// Who becomes related decides nothing any more, and is not agreed on.
		let controllers = vec![party.clone()].try_into().expect("one");
		assert_eq!(act(Eve, &child, Identity::<Runtime>::set_controllers { controllers, threshold: 1 }), Ok(()));
		assert_eq!(act(Bob, &party, Identity::<Runtime>::accept_control { identity: child.clone() }), Ok(()));
		let related = || error(Error::ArbiterRelated);
		assert_eq!(act(Bob, &party, draft(&with(2), None)), related());
		submit(Charlie, draft(&with(2), None));
		assert_eq!(act(Bob, &party, sign(terms_hash(&with(2)), None)), related());
		next_block();
		pass(HOUR);
		let rule = Call::rule { agreement, obligation: 0, amount: 0, may_end: false };
		// Whoever still has a full key of it, or controls it.
		assert_eq!(act(Eve, &child, rule), related());
		end_block();
	});
}
