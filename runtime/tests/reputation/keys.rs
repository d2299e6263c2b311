//! By keys that may do less than everything: what is said is Social, and its fee and deposit count against the limits of the key. To
//! advance the fee of an arbiter, and to set something aside, is Finance.

use super::*;
use civitas_primitives::{
	identity::{action, CallClass, KeySignature, Relationships},
	Envelope,
};
use civitas_runtime::{
	scopes::{Classes, KeyScope},
	System,
};
use pallet_identity_registry::{
	types::{NewKey, Permissions, PermissionsOf, Proof as KeyProof, SpendingLimit},
	ClassifyCall,
};

/// What is Finance.
const FINANCE: [&str; 2] = ["dispute", "sponsor"];

/// The calls of a scope; of at most so many coins a day, if it is limited.
fn permissions(scope: KeyScope, limit: Option<Balance>) -> PermissionsOf<Runtime> {
	let limit = limit.map(|amount| SpendingLimit { asset: None, amount, period: DAY });
	Permissions {
		scope,
		limits: list(limit.into_iter().collect::<Vec<_>>()),
		calls: Default::default(),
		counterparties: Default::default(),
	}
}

/// The clerk gets a key of the customer's identity that may do no more than this.
fn employ(identity: &AccountId, permissions: PermissionsOf<Runtime>) {
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
		submitter: None,
		payload: key(CLERK),
	};
	let signature = KeySignature::Sr25519(CLERK.sign(&envelope.hash()).0);
	let proof = Some(Box::new(KeyProof { deadline, submitter: None, signature }));
	assert_eq!(act(CUSTOMER, identity, Registry::add_key { key: Box::new(new), proof }), Ok(()));
}

/// What the clerk's key may do from now on.
fn permit(identity: &AccountId, permissions: PermissionsOf<Runtime>) {
	let call = Registry::set_key_permissions { key: key(CLERK), permissions };
	assert_eq!(act(CUSTOMER, identity, call), Ok(()));
}

/// What of its limit the clerk's key has used up.
fn spent(identity: &AccountId) -> Balance {
	let keys = pallet_identity_registry::Keys::<Runtime>::get(identity);
	let known = keys.into_iter().find(|known| known.public == key(CLERK)).expect("it is one");
	known.allowances.iter().map(|allowance| allowance.spent).sum()
}

/// The customer's identity, of which the clerk has such a key, has bought something of the shop for 4,000 coins.
fn scene(permissions: PermissionsOf<Runtime>) -> (AccountId, AgreementId) {
	found();
	let id = identity(CUSTOMER);
	let dest = id.clone().into();
	done(ISSUER, pallet_balances::Call::<Runtime>::transfer_keep_alive { dest, value: 4_000 * CIV });
	employ(&id, permissions);
	let terms = terms(&id, &account(SHOP), owes(0, coins(4_000), 0));
	let draft = terms_hash(&terms);
	assert_eq!(act(CUSTOMER, &id, Agree::draft { terms, most: None }), Ok(()));
	done(SHOP, Agree::sign { draft, most: None });
	(id, draft)
}

#[test]
fn a_key_for_social_life_reviews_within_its_limit() {
	development().execute_with(|| {
		let fee = Reputation::fee_of(3).expect("there is a bucket 3");
		let cost = fee + place::<Review<Runtime>>();
		let social = |limit| permissions(KeyScope::Social, Some(limit));
		let (id, agreement) = scene(social(cost - 1));
		let first = |bucket| review(by_agreement(agreement, machine(), bucket), open(4));
		let exceeded = || refused(IdentityError::<Runtime>::LimitExceeded);
		assert_eq!((act(CLERK, &id, first(3)), spent(&id)), (exceeded(), 0));
		permit(&id, social(cost));
		let before = total(&id);
		assert_eq!((act(CLERK, &id, first(3)), spent(&id)), (Ok(()), cost));
		assert_eq!((before - total(&id), held(HoldReason::Records, &id)), (fee, place::<Review<Runtime>>()));

		// Versions and posts count with their deposits, and what takes nothing counts nothing.
		let review = review_of(agreement, &id, &account(SHOP));
		for call in [again(review, 1), answer(None), Say::set_profile { profile: Some(profile("Customer")) }] {
			assert_eq!(act(CLERK, &id, call), exceeded());
		}
		assert_eq!(act(CLERK, &id, Say::withdraw { withdrawn: Withdrawn::Review(review) }), Ok(()));
		assert_eq!(spent(&id), cost);
		let deposits = [
			(again(review, 1), place::<Version>()),
			(answer(None), place::<Post<AccountId>>()),
			(Say::set_profile { profile: Some(profile("Customer")) }, place::<ProfileRecord>()),
		];
		for (call, deposit) in deposits {
			// What was spent counts on.
			let limit = spent(&id) + deposit;
			permit(&id, social(limit - 1));
			assert_eq!(act(CLERK, &id, call.clone()), exceeded(), "{call:?}");
			permit(&id, social(limit));
			assert_eq!((act(CLERK, &id, call), spent(&id)), (Ok(()), limit));
		}
		check();
	});
}

#[test]
fn what_is_opened_costs_nothing_more() {
	development().execute_with(|| {
		let cost = CIV / 2 + place::<Review<Runtime>>();
		let (id, agreement) = scene(permissions(KeyScope::Social, Some(cost)));
		let review_id = review_of(agreement, &id, &account(SHOP));
		let call = review(by_agreement(agreement, machine(), 0), sealed(2, review_id));
		assert_eq!((act(CLERK, &id, call), spent(&id)), (Ok(()), cost));
		done(SHOP, review(by_agreement(agreement, of_account(&id), 0), open(5)));
		assert_eq!(act(CLERK, &id, review(Target::Again(review_id), opened(2))), Ok(()));
		assert_eq!(all(&machine()).all, counts(&[2], &[], &[]));
		check();
	});
}

/// Who gets the fee is named.
#[test]
fn a_key_that_is_held_to_some_reviews_if_the_treasury_is_one_of_them() {
	development().execute_with(|| {
		let held_to = |who: AccountId| {
			let counterparties = list([who]);
			Permissions { counterparties, ..permissions(KeyScope::Social, None) }
		};
		let (id, agreement) = scene(held_to(account(SHOP)));
		let call = || review(by_agreement(agreement, machine(), 0), open(4));
		assert_eq!(act(CLERK, &id, call()), refused(IdentityError::<Runtime>::CounterpartyNotAllowed));
		// A deposit stays its own.
		assert_eq!(act(CLERK, &id, answer(None)), Ok(()));
		permit(&id, held_to(Treasury::account_id()));
		assert_eq!(act(CLERK, &id, call()), Ok(()));
		check();
	});
}

#[test]
fn a_key_for_money_does_not_speak_and_one_for_social_life_sets_nothing_aside() {
	development().execute_with(|| {
		let (id, agreement) = scene(permissions(KeyScope::Finance, None));
		let call = || review(by_agreement(agreement, machine(), 0), open(4));
		let not_permitted = || refused(IdentityError::<Runtime>::NotPermitted);
		for (scope, is_finance) in
			[(KeyScope::Finance, true), (KeyScope::Social, false), (KeyScope::NonTransfer, false)]
		{
			permit(&id, permissions(scope, None));
			for (name, call, error) in every_call() {
				let class = if FINANCE.contains(&name) { CallClass::Finance } else { CallClass::Social };
				let call = RuntimeCall::from(call);
				assert_eq!(Classes::class(&call), Some(class), "{name}");
				// What is permitted comes as far as to the pallet.
				let permitted = FINANCE.contains(&name) == is_finance;
				let answer = if permitted { refused(error) } else { not_permitted() };
				assert_eq!(act(CLERK, &id, call), answer, "{name} by {scope:?}");
			}
		}
		permit(&id, permissions(KeyScope::Finance, None));
		assert_eq!(act(CLERK, &id, call()), not_permitted());
		permit(&id, permissions(KeyScope::NonTransfer, None));
		assert_eq!(act(CLERK, &id, call()), Ok(()));
		check();
	});
}

#[test]
fn a_key_for_money_sets_aside_and_advances_within_its_limit() {
	development().execute_with(|| {
		let finance = |limit| permissions(KeyScope::Finance, Some(limit));
		let (id, agreement) = scene(finance(RULING_FEE));
		let about_customer = by_agreement(agreement, of_account(&id), 0);
		done(SHOP, review(about_customer, open(1)));
		let review = review_of(agreement, &account(SHOP), &id);
		let dispute = |most| Say::dispute { review, version: 0, most };
		let exceeded = || refused(IdentityError::<Runtime>::LimitExceeded);
		assert_eq!(act(CLERK, &id, dispute(RULING_FEE + 1)), exceeded());
		assert_eq!(act(CLERK, &id, dispute(RULING_FEE)), Ok(()));
		assert_eq!((spent(&id), held(HoldReason::Dispute, &id)), (RULING_FEE, RULING_FEE));

		let sponsor = |amount| Say::sponsor { subject: of_account(&id), amount };
		// What was spent counts on.
		let limit = RULING_FEE + 5 * CIV + place::<Sponsorship<AccountId>>();
		permit(&id, finance(limit - 1));
		assert_eq!(act(CLERK, &id, sponsor(5 * CIV)), exceeded());
		permit(&id, finance(limit));
		assert_eq!(act(CLERK, &id, sponsor(5 * CIV)), Ok(()));
		assert_eq!((spent(&id), held(HoldReason::Sponsorship, &id)), (limit, 5 * CIV));
		check();
	});
}
