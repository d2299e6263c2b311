//! Who acts for whom: identities that are frozen or given up, proxies, and those who are related.

use super::*;
use civitas_runtime::{configs::utilities::ProxyType, RuntimeEvent};

/// What the identities of two sign: one buys of the other.
fn between(customer: (Sr25519Keyring, &AccountId), shop: (Sr25519Keyring, &AccountId)) -> AgreementId {
	let terms = terms(customer.1, shop.1, owes(0, coins(40), 0));
	let draft = terms_hash(&terms);
	assert_eq!(act(customer.0, customer.1, Agree::draft { terms, most: None }), Ok(()));
	assert_eq!(act(shop.0, shop.1, Agree::sign { draft, most: None }), Ok(()));
	draft
}

fn give_up(holder: Sr25519Keyring, identity: &AccountId) -> DispatchResult {
	act(holder, identity, Registry::deactivate { beneficiary: Some(account(holder)) })
}

#[test]
fn who_is_frozen_says_nothing_and_is_reviewed_all_the_same() {
	development().execute_with(|| {
		found();
		let (customer, shop) = (identity(CUSTOMER), identity(SHOP));
		let agreement = between((CUSTOMER, &customer), (SHOP, &shop));
		let by_customer = || review(by_agreement(agreement, of_account(&shop), 0), open(1));
		let by_shop = || review(by_agreement(agreement, of_account(&customer), 0), open(1));
		let id = review_of(agreement, &customer, &shop);
		submit(SHOP, Registry::freeze { identity: shop.clone() });
		let frozen = || refused(IdentityError::<Runtime>::IdentityFrozen);
		assert_eq!(act(SHOP, &shop, by_shop()), frozen());
		assert_eq!(act(SHOP, &shop, Say::set_profile { profile: Some(profile("Shop")) }), frozen());
		assert_eq!(act(CUSTOMER, &customer, by_customer()), Ok(()));
		assert_eq!(act(SHOP, &shop, respond(id)), frozen());

		// Its one key thaws it, if nobody objects for three days.
		assert_eq!(act(SHOP, &shop, Registry::unfreeze {}), Ok(()));
		pass(3 * DAY);
		assert_eq!(act(SHOP, &shop, Registry::unfreeze {}), Ok(()));
		assert_eq!(act(SHOP, &shop, respond(id)), Ok(()));
		assert_eq!(act(SHOP, &shop, dispute(id)), Ok(()));
		assert_eq!(act(SHOP, &shop, by_shop()), Ok(()));
		check();
	});
}

#[test]
fn who_is_given_up_answers_nothing_any_more_and_what_was_said_stays() {
	development().execute_with(|| {
		found();
		let (customer, shop) = (identity(CUSTOMER), identity(SHOP));
		let agreement = between((CUSTOMER, &customer), (SHOP, &shop));
		let holds_left = || refused(IdentityError::<Runtime>::HoldsLeft);
		let shows = |profile| act(SHOP, &shop, Say::set_profile { profile });
		// Whoever shows something has a deposit for it.
		assert_eq!(shows(Some(profile("Shop"))), Ok(()));
		assert_eq!(give_up(SHOP, &shop), holds_left());
		assert_eq!(shows(None), Ok(()));
		assert_eq!(give_up(SHOP, &shop), Ok(()));

		let call = review(by_agreement(agreement, of_account(&shop), 0), open(1));
		assert_eq!(act(CUSTOMER, &customer, call), Ok(()));
		let id = review_of(agreement, &customer, &shop);
		assert_eq!(act(SHOP, &shop, respond(id)), refused(IdentityError::<Runtime>::NotAuthorised));
		assert_eq!(applied(SHOP, respond(id)), refused(Error::<Runtime>::NotAllowed));
		assert_eq!(all(&of_account(&shop)).all, counts(&[1], &[], &[]));
		check();
	});
}

#[test]
fn who_has_paid_for_a_review_is_not_given_up_and_for_whom_the_shop_has_paid_is() {
	development().execute_with(|| {
		found();
		let shop = identity(SHOP);
		let subject = of_account(&shop);
		// Enough for one.
		assert_eq!(act(SHOP, &shop, Say::sponsor { subject: subject.clone(), amount: CIV }), Ok(()));
		for (holder, answer) in [(CUSTOMER, Ok(())), (OTHER, refused(IdentityError::<Runtime>::HoldsLeft))] {
			let customer = identity(holder);
			// It is the shop's draft, so that the customer has nothing on hold.
			let terms = terms(&customer, &shop, owes(0, coins(40), 0));
			let draft = terms_hash(&terms);
			assert_eq!(act(SHOP, &shop, Agree::draft { terms, most: None }), Ok(()));
			assert_eq!(act(holder, &customer, Agree::sign { draft, most: None }), Ok(()));
			let call = review(by_agreement(draft, subject.clone(), 0), open(1));
			assert_eq!(act(holder, &customer, call), Ok(()));
			assert_eq!(give_up(holder, &customer), answer, "{holder}");
		}
		assert_eq!(all(&subject).all, counts(&[1, 1], &[], &[]));
		check();
	});
}

#[test]
fn a_proxy_that_may_do_everything_reviews_and_one_that_moves_no_funds_does_not() {
	development().execute_with(|| {
		found();
		let customer = account(CUSTOMER);
		let agreement = bought(CUSTOMER, coins(40));
		for (delegate, proxy_type) in [(CLERK, ProxyType::NonTransfer), (STRANGER, ProxyType::Any)] {
			let delegate = account(delegate).into();
			done(CUSTOMER, pallet_proxy::Call::<Runtime>::add_proxy { delegate, proxy_type, delay: 0 });
		}
		let call = || review(by_agreement(agreement, machine(), 0), open(3));
		// What becomes of it.
		let by_proxy = |delegate| {
			let (real, call) = (customer.clone().into(), Box::new(call().into()));
			done(delegate, pallet_proxy::Call::<Runtime>::proxy { real, force_proxy_type: None, call });
			let result = events().into_iter().find_map(|event| match event {
				RuntimeEvent::Proxy(pallet_proxy::Event::ProxyExecuted { result }) => Some(result),
				_ => None,
			});
			result.expect("it was made")
		};
		assert_eq!(by_proxy(CLERK), filtered());
		assert_eq!(applied(STRANGER, call()), refused(Error::<Runtime>::NoReceipt));
		assert_eq!(by_proxy(STRANGER), Ok(()));
		let review = stored(review_of(agreement, &customer, &account(SHOP)));
		assert_eq!((review.from, review.payer), (customer.clone(), customer.clone()));
		check();
	});
}

#[test]
fn nobody_reviews_whom_he_controls_nor_who_controls_him() {
	development().execute_with(|| {
		found();
		let (customer, shop) = (identity(CUSTOMER), identity(SHOP));
		let agreement = between((CUSTOMER, &customer), (SHOP, &shop));
		let by_customer = || review(by_agreement(agreement, of_account(&shop), 0), open(5));
		let by_shop = || review(by_agreement(agreement, of_account(&customer), 0), open(5));
		let related = || refused(Error::<Runtime>::RelatedParties);
		// He buys the whole shop.
		let controllers = list([customer.clone()]);
		assert_eq!(act(SHOP, &shop, Registry::set_controllers { controllers, threshold: 1 }), Ok(()));
		assert_eq!(act(CUSTOMER, &customer, Registry::accept_control { identity: shop.clone() }), Ok(()));
		assert_eq!(act(CUSTOMER, &customer, by_customer()), related());
		assert_eq!(act(SHOP, &shop, by_shop()), related());
		// Nor does the account of a key review its identity, or praise it.
		assert_eq!(applied(CUSTOMER, by_shop()), related());
		let (kind, content) = (PostKind::Testimonial { of: customer.clone() }, DOCUMENT);
		let post = PostTerms { kind, content, uri: text(""), text: None, reply_to: None, previous: None };
		assert_eq!(applied(CUSTOMER, Say::publish { post }), related());
		assert_eq!(Reviews::<Runtime>::iter().count(), 0);

		assert_eq!(act(CUSTOMER, &customer, Registry::resign_control { identity: shop.clone() }), Ok(()));
		assert_eq!(act(CUSTOMER, &customer, by_customer()), Ok(()));
		assert_eq!(act(SHOP, &shop, by_shop()), Ok(()));
		check();
	});
}
