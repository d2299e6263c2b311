//! Who holds which power: each controller of a body's identity all of them, as long as he controls it and can act; and nobody else any.

use super::*;
use civitas_runtime::{configs::utilities::ProxyType, RuntimeEvent};

#[test]
fn a_controller_pays_and_nobody_else_does() {
	development().execute_with(|| {
		found();
		let award = awarded(600 * DOLLARS);
		let call = || pay(award, 100 * DOLLARS);
		let no_power = || refused(Error::<Runtime>::NoPower);
		// By an account of his own, he is not himself. Nor has who made the town, appropriates to it, or is paid.
		for who in [OFFICER, TOWN_KEY, COUNCIL, PAYEE] {
			assert_eq!(applied(who, call()), no_power(), "{who}");
		}
		// The town has none in itself, whoever acts as it.
		assert_eq!(act(TOWN_KEY, &town(), call()), no_power());
		let as_town = Registry::act_as { identity: town(), call: Box::new(call().into()) };
		assert_eq!(by(OFFICER, as_town), no_power());
		// Nor has who controls another body, also if he is asked to control this one, before he accepts.
		assert_eq!(by(HELPER, call()), no_power());
		name_controllers(TOWN_KEY, &[OFFICER, SECOND, HELPER].map(id_of));
		assert_eq!(by(HELPER, call()), no_power());
		accept_control(HELPER, town());
		for who in [OFFICER, SECOND, HELPER] {
			done(who, call());
		}
		assert_eq!((dollars(PAYEE), in_funds(&town())), (300 * DOLLARS, FILLED - 300 * DOLLARS));
		check();
	});
}

#[test]
fn who_does_not_control_it_any_more_pays_nothing_and_the_next_one_does() {
	development().execute_with(|| {
		found();
		let award_id = awarded(600 * DOLLARS);
		let call = || pay(award_id, 100 * DOLLARS);
		let no_power = || refused(Error::<Runtime>::NoPower);
		done(OFFICER, award(award_terms(Payee::Account(account(PAYEE)), 200_000 * DOLLARS)));
		name_controllers(TOWN_KEY, &[id_of(SECOND)]);
		assert_eq!(by(OFFICER, call()), no_power());
		// And what has waited falls with who wanted it.
		assert_eq!(by(SECOND, approve(0, true)), no_power());
		done(SECOND, approve(0, false));
		done(SECOND, Registry::resign_control { identity: town() });
		assert_eq!(by(SECOND, call()), no_power());
		assert_eq!(in_funds(&town()), FILLED);

		name_controllers(TOWN_KEY, &[id_of(HELPER)]);
		accept_control(HELPER, town());
		done(HELPER, call());
		assert_eq!(in_funds(&town()), FILLED - 100 * DOLLARS);
		check();
	});
}

#[test]
fn who_is_frozen_has_no_power_whoever_acts_for_him() {
	development().execute_with(|| {
		found();
		let award_id = awarded(600 * DOLLARS);
		let call = || pay(award_id, 100 * DOLLARS);
		let officer = id_of(OFFICER);
		endow(&officer);
		let (delegate, proxy_type) = (account(CLERK).into(), ProxyType::Any);
		done(OFFICER, pallet_proxy::Call::<Runtime>::add_proxy { delegate, proxy_type, delay: 0 });
		// What becomes of it by a proxy, which is no act of the identity.
		let by_proxy = || {
			let (real, call) = (officer.clone().into(), Box::new(call().into()));
			next_block();
			submit(CLERK, pallet_proxy::Call::<Runtime>::proxy { real, force_proxy_type: None, call });
			let done = events().into_iter().find_map(|event| match event {
				RuntimeEvent::Proxy(pallet_proxy::Event::ProxyExecuted { result }) => Some(result),
				_ => None,
			});
			done.expect("it was made")
		};
		assert_eq!(by_proxy(), Ok(()));
		done(OFFICER, award(award_terms(Payee::Account(account(PAYEE)), 200_000 * DOLLARS)));

		submit(OFFICER, Registry::freeze { identity: officer.clone() });
		assert_eq!(by(OFFICER, call()), refused(IdentityError::<Runtime>::IdentityFrozen));
		assert_eq!(by_proxy(), refused(Error::<Runtime>::NoPower));
		assert_eq!(by(SECOND, approve(0, true)), refused(Error::<Runtime>::NoPower));
		assert_eq!(dollars(PAYEE), 100 * DOLLARS);
		// The others go on.
		done(SECOND, call());
		done(SECOND, approve(0, false));
		check();
	});
}

/// Nothing is done in its name until those in control of it have thawed it. Gifts come in, and its council goes on.
#[test]
fn a_town_that_is_frozen_pays_nothing_and_nothing_of_it_is_lost() {
	development().execute_with(|| {
		found();
		let award_id = awarded(600 * DOLLARS);
		let rename = || BodyChange::Name { name: text("New Town"), identifier: None };
		let rename = || Finance::set_body { body: town(), change: rename() };
		let as_town = |call: RuntimeCall| Registry::act_as { identity: town(), call: Box::new(call) };
		submit(TOWN_KEY, Registry::freeze { identity: town() });
		let frozen = || refused(IdentityError::<Runtime>::IdentityFrozen);
		assert_eq!(act(TOWN_KEY, &town(), rename()), frozen());
		assert_eq!(by(OFFICER, as_town(rename().into())), frozen());

		assert_eq!(by(OFFICER, pay(award_id, 100 * DOLLARS)), refused(Error::<Runtime>::NoPower));
		assert_eq!(applied(DONOR, donate(FUND, 300 * DOLLARS)), Ok(()));
		assert_eq!(applied(COUNCIL, call_of("move_authority")), Ok(()));
		assert_eq!((dollars(PAYEE), in_funds(&town())), (0, FILLED + 300 * DOLLARS));

		// Those in control of it end that at once.
		done(OFFICER, as_town(Registry::unfreeze {}.into()));
		assert_eq!(act(TOWN_KEY, &town(), rename()), Ok(()));
		done(OFFICER, pay(award_id, 100 * DOLLARS));
		assert_eq!((dollars(PAYEE), in_funds(&town())), (100 * DOLLARS, FILLED + 200 * DOLLARS));
		check();
	});
}

/// Nobody could ever pay out of its funds, nor have its deposit back.
#[test]
fn who_keeps_books_is_not_given_up_nor_is_who_controls_that() {
	development().execute_with(|| {
		found();
		let give_up = |who: Sr25519Keyring| Registry::deactivate { beneficiary: Some(account(who)) };
		let holds_left = || refused(IdentityError::<Runtime>::HoldsLeft);
		assert_eq!(act(TOWN_KEY, &town(), give_up(TOWN_KEY)), holds_left());
		assert_eq!(by(OFFICER, give_up(OFFICER)), refused(IdentityError::<Runtime>::ControlsOthers));
		// Also one that has nothing but a name.
		let small = register(CLERK, Kind::Group, [0; 32]);
		endow(&small);
		let change = BodyChange::Name { name: text("Choir"), identifier: None };
		done(CLERK, Finance::set_body { body: small, change });
		assert_eq!(by(CLERK, give_up(CLERK)), holds_left());
		assert_eq!(in_funds(&town()), FILLED);
		check();
	});
}

#[test]
fn two_persons_are_two_as_far_as_the_chain_sees() {
	development().execute_with(|| {
		found();
		// Another identity of the officer, by the same key.
		let double = register(OFFICER, Kind::Person, [1; 32]);
		name_controllers(TOWN_KEY, &[id_of(OFFICER), id_of(SECOND), double.clone()]);
		assert_eq!(act(OFFICER, &double, Registry::accept_control { identity: town() }), Ok(()));
		let to = |payee| award_terms(Payee::Account(payee), 200_000 * DOLLARS);
		// An account of the same key is he himself.
		assert_eq!(by(OFFICER, award(to(account(OFFICER)))), refused(Error::<Runtime>::OfficerIsPayee));

		done(OFFICER, award(to(account(PAYEE))));
		assert_eq!(AwardCount::<Runtime>::get(), 0, "it waits");
		let related = || refused(Error::<Runtime>::ApproverRelated);
		assert_eq!(by(OFFICER, approve(0, true)), related());
		assert_eq!(act(OFFICER, &double, approve(0, true)), related());
		for who in [PAYEE, COUNCIL] {
			assert_eq!(applied(who, approve(0, true)), refused(Error::<Runtime>::NoPower), "{who}");
		}
		assert_eq!(by(HELPER, approve(0, true)), refused(Error::<Runtime>::NoPower));
		done(SECOND, approve(0, true));
		assert_eq!(AwardCount::<Runtime>::get(), 1);

		let committed = refused(Error::<Runtime>::AcceptorCommitted);
		assert_eq!(act(OFFICER, &double, accept(0, 100 * DOLLARS)), committed);
		assert_eq!(by(OFFICER, accept(0, 100 * DOLLARS)), committed);
		done(SECOND, accept(0, 100 * DOLLARS));

		// Nor does he pay, before anybody has accepted it, what he has committed the town to.
		let ahead = award_terms(Payee::Account(account(PAYEE)), 100 * DOLLARS);
		done(OFFICER, award(AwardTerms { advance: 100 * DOLLARS, ..ahead }));
		done(SECOND, approve(1, true));
		let call = || pay(1, 10 * DOLLARS);
		assert_eq!(by(OFFICER, call()), committed);
		assert_eq!(act(OFFICER, &double, call()), committed);
		done(SECOND, call());
		assert_eq!(dollars(PAYEE), 10 * DOLLARS);
		check();
	});
}
