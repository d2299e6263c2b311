//! By keys that may do less than everything. No limit of a key measures what a body pays, since the money is not of who has the key: so it
//! takes one without limits, or one that is permitted that very call. What one gives oneself counts.

use super::*;
use civitas_primitives::{
	identity::{action, CallClass, CallIndex, KeySignature, Relationships},
	Envelope,
};
use civitas_runtime::{
	scopes::{Classes, KeyScope},
	Address, System,
};
use pallet_identity_registry::{
	types::{NewKey, Permissions, PermissionsOf, Proof, SpendingLimit},
	ClassifyCall,
};
use sp_runtime::TokenError;

/// Limits that are hard to reach.
const WIDE: [(Asset, Balance); 2] = [(None, 10_000 * CIV), (Some(DOLLAR), 1_000_000 * DOLLARS)];
/// Limits that are not.
const NARROW: [(Asset, Balance); 2] = [(None, 100 * CIV), (Some(DOLLAR), 100 * DOLLARS)];

/// It is not within the scope of the key.
fn not_permitted() -> DispatchResult {
	refused(IdentityError::<Runtime>::NotPermitted)
}

/// No limit of the key counts it.
fn unbounded() -> DispatchResult {
	refused(IdentityError::<Runtime>::OutflowUnbounded)
}

/// The calls of a scope, of at most so much of each asset a day; and of these besides.
fn permissions(scope: KeyScope, limits: &[(Asset, Balance)], calls: &[RuntimeCall]) -> PermissionsOf<Runtime> {
	let limits = limits.iter().map(|(asset, amount)| SpendingLimit { asset: *asset, amount: *amount, period: DAY });
	let calls = calls.iter().map(|call| CallIndex::of(call).expect("it is a call"));
	Permissions {
		scope,
		limits: list(limits.collect::<Vec<_>>()),
		calls: list(calls.collect::<Vec<_>>()),
		counterparties: Default::default(),
	}
}

/// The clerk gets a key of someone's own identity that may do no more than this.
fn employ(owner: Sr25519Keyring, permissions: PermissionsOf<Runtime>) {
	let identity = &id_of(owner);
	let added = pallet_identity_registry::Identities::<Runtime>::get(identity).expect("it is registered").keys_added;
	let relationships = Relationships::AUTHENTICATION | Relationships::CAPABILITY_INVOCATION;
	let new = NewKey { public: key(CLERK), relationships, permissions, valid_from: None, valid_until: None };
	let deadline = System::block_number() + 10;
	let envelope = Envelope {
		genesis: System::block_hash(0),
		action: action::ADD_KEY,
		identity,
		nonce: added.into(),
		deadline,
		submitter: None::<&AccountId>,
		payload: key(CLERK),
	};
	let signature = KeySignature::Sr25519(CLERK.sign(&envelope.hash()).0);
	let proof = Some(Box::new(Proof { deadline, submitter: None, signature }));
	done(owner, Registry::add_key { key: Box::new(new), proof });
}

/// What the clerk's key may do from now on.
fn permit(owner: Sr25519Keyring, permissions: PermissionsOf<Runtime>) {
	done(owner, Registry::set_key_permissions { key: key(CLERK), permissions });
}

/// What of its limits the clerk's key has used up: of coins, and of dollars.
fn spent(id: &AccountId) -> (Balance, Balance) {
	let keys = pallet_identity_registry::Keys::<Runtime>::get(id);
	let known = keys.into_iter().find(|known| known.public == key(CLERK)).expect("it is one");
	let of = |asset: Asset| {
		let allowance = known.allowances.iter().find(|allowance| allowance.limit.asset == asset);
		allowance.map_or(0, |allowance| allowance.spent)
	};
	(of(None), of(Some(DOLLAR)))
}

/// What a call of the clerk, which succeeds, counts: in coins, and in dollars.
fn counts(id: &AccountId, call: Finance) -> (Balance, Balance) {
	let before = spent(id);
	assert_eq!(act(CLERK, id, call), Ok(()));
	let after = spent(id);
	(after.0 - before.0, after.1 - before.1)
}

/// What becomes of a call of the clerk, which is refused and counts nothing.
fn denied(id: &AccountId, call: Finance, error: impl Into<DispatchError>) {
	let before = spent(id);
	assert_eq!(act(CLERK, id, call.clone()), refused(error), "{call:?}");
	assert_eq!(spent(id), before, "{call:?}");
}

fn batch(calls: Vec<RuntimeCall>) -> pallet_utility::Call<Runtime> {
	pallet_utility::Call::batch_all { calls }
}

#[test]
fn an_officers_key_with_limits_does_not_pay_and_one_that_is_permitted_to_does() {
	development().execute_with(|| {
		found();
		let award_id = awarded(600 * DOLLARS);
		let call = || pay(award_id, 10 * DOLLARS);
		assert_eq!(Classes::class(&call().into()), Some(CallClass::Other));
		let officer = id_of(OFFICER);
		employ(OFFICER, permissions(KeyScope::Finance, &WIDE, &[]));
		for (permissions, answer) in [
			(permissions(KeyScope::Finance, &WIDE, &[]), not_permitted()),
			(permissions(KeyScope::Finance, &[], &[]), not_permitted()),
			(permissions(KeyScope::NonTransfer, &[], &[]), not_permitted()),
			(permissions(KeyScope::Any, &WIDE, &[]), unbounded()),
			(permissions(KeyScope::Listed, &[], &[call_of("accept").into()]), not_permitted()),
			// A limit is of what the identity has, and says nothing of what the town may lose.
			(permissions(KeyScope::Listed, &WIDE, &[call().into()]), unbounded()),
			(permissions(KeyScope::Finance, &[], &[call().into()]), Ok(())),
			(permissions(KeyScope::Listed, &[], &[call().into()]), Ok(())),
		] {
			permit(OFFICER, permissions.clone());
			assert_eq!(act(CLERK, &officer, call()), answer, "{permissions:?}");
		}
		assert_eq!(act(CLERK, &officer, batch(vec![call().into(), call().into()])), Ok(()));
		assert_eq!(dollars(PAYEE), 40 * DOLLARS);
		// It is for this call, and for no other.
		for (name, other) in every_call() {
			if name != "pay" {
				assert_eq!(act(CLERK, &officer, other.clone()), not_permitted(), "{name}");
				assert_eq!(act(CLERK, &officer, batch(vec![call().into(), other.into()])), not_permitted(), "{name}");
			}
		}
		assert_eq!(in_funds(&town()), FILLED - 40 * DOLLARS);
		check();
	});
}

#[test]
fn of_what_officers_do_nothing_is_bounded_and_of_what_is_only_said_all_is() {
	development().execute_with(|| {
		found();
		let officer = id_of(OFFICER);
		// Past the registry they come as far as to the pallet.
		let said = [
			("confirm", Error::<Runtime>::UseUnknown),
			("archive", Error::NothingToArchive),
			("engage", Error::NotAllowed),
			("reveal", Error::EngagementUnknown),
			("find", Error::EngagementUnknown),
			("answer", Error::FindingUnknown),
			("conclude", Error::EngagementUnknown),
		];
		let said = said.map(|(name, error)| (name, DispatchError::from(error)));
		employ(OFFICER, permissions(KeyScope::Finance, &WIDE, &[]));
		let others = || every_call().into_iter().filter(|(name, _)| *name != "donate");
		for (name, call) in others() {
			assert_eq!(Classes::class(&call.clone().into()), Some(CallClass::Other), "{name}");
			assert_eq!(act(CLERK, &officer, call), not_permitted(), "{name}");
		}
		permit(OFFICER, permissions(KeyScope::Any, &WIDE, &[]));
		let mut reached = 0;
		for (name, call) in others() {
			let known = said.iter().find(|(known, _)| *known == name);
			let answer = known.map_or_else(unbounded, |(_, error)| refused(*error));
			assert_eq!(act(CLERK, &officer, call), answer, "{name}");
			reached += usize::from(known.is_some());
		}
		assert_eq!(reached, said.len());
		check();
	});
}

#[test]
fn the_own_key_of_a_town_takes_nothing_out_of_its_funds() {
	development().execute_with(|| {
		found();
		let coins = fund(OFFICER, town(), Currency::Native);
		let gift = Finance::donate { fund: coins, asset: None, amount: 100 * CIV };
		assert_eq!(applied(DONOR, gift), Ok(()));
		let award_id = awarded(600 * DOLLARS);
		let kept = || (held(None, HoldReason::Fund, &town()), in_funds(&town()));
		assert_eq!(kept(), (100 * CIV, FILLED));

		let dest = || Address::from(account(TOWN_KEY));
		let one_more = |asset| free(asset, &town()) + 1;
		let value = one_more(None);
		let coin = pallet_balances::Call::<Runtime>::transfer_keep_alive { dest: dest(), value };
		assert_eq!(act(TOWN_KEY, &town(), coin), refused(TokenError::FundsUnavailable));
		let amount = one_more(Some(DOLLAR));
		let dollar = Issue::transfer { id: DOLLAR.into(), target: dest(), amount };
		assert_eq!(act(TOWN_KEY, &town(), dollar), refused(pallet_assets::Error::<Runtime>::BalanceLow));
		for name in ["pay", "give_back", "correct", "receive", "award", "accept", "set_line", "move_authority"] {
			assert_eq!(act(TOWN_KEY, &town(), call_of(name)), refused(Error::<Runtime>::NoPower), "{name}");
		}

		// What is free it may take. Then the town cannot pay for further records, until somebody gives it something.
		let all = pallet_balances::Call::<Runtime>::transfer_all { dest: dest(), keep_alive: false };
		assert_eq!(act(TOWN_KEY, &town(), all), Ok(()));
		let all = Issue::transfer_all { id: DOLLAR.into(), dest: dest(), keep_alive: false };
		assert_eq!(act(TOWN_KEY, &town(), all), Ok(()));
		assert_eq!(kept(), (100 * CIV, FILLED));
		assert_eq!(by(OFFICER, pay(award_id, 100 * DOLLARS)), refused(TokenError::FundsUnavailable));
		endow(&town());
		done(OFFICER, pay(award_id, 100 * DOLLARS));
		assert_eq!(kept(), (100 * CIV, FILLED - 100 * DOLLARS));
		check();
	});
}

#[test]
fn a_gift_counts_with_the_deposit_for_its_record() {
	development().execute_with(|| {
		found();
		let coins = fund(OFFICER, town(), Currency::Native);
		// The helper gives of his own.
		let who = id_of(HELPER);
		endow(&who);
		mint(&who, 1_000 * DOLLARS);
		employ(HELPER, permissions(KeyScope::Finance, &NARROW, &[]));
		assert_eq!(Classes::class(&donate(FUND, 1).into()), Some(CallClass::Finance));
		let exceeded = || IdentityError::<Runtime>::LimitExceeded;
		denied(&who, donate(FUND, 101 * DOLLARS), exceeded());
		let first = counts(&who, donate(FUND, 60 * DOLLARS));
		let place = held(None, HoldReason::Gift, &who);
		assert!(place > 0);
		assert_eq!(first, (place, 60 * DOLLARS));
		denied(&who, donate(FUND, 41 * DOLLARS), exceeded());
		// To name another asset, or another amount of it, does not help: it is that of the fund, or nothing is given.
		let named = Finance::donate { fund: FUND, asset: None, amount: 41 * DOLLARS };
		denied(&who, named, Error::<Runtime>::OtherCurrency);
		assert_eq!(counts(&who, donate(FUND, 40 * DOLLARS)), (place, 40 * DOLLARS));
		let coin = |amount| Finance::donate { fund: coins, asset: None, amount };
		denied(&who, coin(100 * CIV - 2 * place), exceeded());
		assert_eq!(counts(&who, coin(100 * CIV - 3 * place)), (100 * CIV - 2 * place, 0));
		assert_eq!(held(None, HoldReason::Gift, &who), 3 * place);
		// A limit of dollars alone does not name the deposit.
		permit(HELPER, permissions(KeyScope::Finance, &NARROW[1..], &[]));
		denied(&who, donate(FUND, 1), IdentityError::<Runtime>::AssetNotAllowed);
		check();
	});
}
