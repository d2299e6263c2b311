use super::*;
use sp_runtime::{traits::BadOrigin, TokenError};

#[test]
fn a_deposit_is_taken_over_and_comes_back() {
	build_and_execute(|| {
		let id = register(&sr(1));
		let room = record(&id).room;
		let held = Balances::reserved_balance(payer());
		assert_ok!(Registry::fund(signed(stranger()), id.clone(), room));
		assert_eq!(last_event(), Event::Funded { identity: id.clone(), payer: stranger(), room });
		assert_eq!(Balances::reserved_balance(payer()), 0);
		assert_eq!(Balances::reserved_balance(stranger()), held);
		assert_eq!(record(&id).payer, stranger());
	});
}

#[test]
fn a_payer_takes_back_what_is_not_used_and_nobody_else_does() {
	build_and_execute(|| {
		let id = register(&sr(1));
		let (room, used) = (record(&id).room, record(&id).used);
		assert_noop!(Registry::fund(signed(stranger()), id.clone(), room - 1), Error::<Test>::RoomTooSmall);
		assert_noop!(Registry::fund(signed(payer()), id.clone(), used - 1), Error::<Test>::RoomTooSmall);
		assert_noop!(Registry::fund(signed(payer()), id.clone(), MAX_ROOM + 1), Error::<Test>::RoomTooLarge);
		let held = Balances::reserved_balance(payer());
		assert_ok!(Registry::fund(signed(payer()), id.clone(), used));
		assert_eq!(Balances::reserved_balance(payer()), held - Balance::from(room - used));
	});
}

#[test]
fn who_cannot_pay_changes_nothing() {
	build_and_execute(|| {
		let id = register(&sr(1));
		endow(&account(50), 20);
		assert_noop!(Registry::fund(signed(account(50)), id.clone(), plenty()), TokenError::FundsUnavailable);
		assert_noop!(Registry::fund(signed(payer()), account(9), plenty()), Error::<Test>::IdentityUnknown);
		assert_noop!(Registry::fund(RuntimeOrigin::root(), id, plenty()), BadOrigin);
	});
}

#[test]
fn an_identity_pays_for_itself_within_the_limit_of_the_key() {
	build_and_execute(|| {
		let (owner, phone) = (sr(1), sr(2));
		let id = register(&owner);
		endow(&id, 50_000);
		let limit = SpendingLimit { asset: None, amount: 100, period: 1 };
		let permissions = Permissions { scope: Scope::Finance, ..limited(vec![limit]) };
		assert_ok!(add_key(&owner, &id, &phone, key_with(&phone, permissions)));
		let room = record(&id).room;
		let fund = Call::fund { identity: id.clone(), room };
		assert_eq!(act(&phone, &id, fund.clone()), err(Error::LimitExceeded));
		assert_eq!(record(&id).payer, payer());
		assert_ok!(act(&owner, &id, fund));
		assert_eq!(record(&id).payer, id);
	});
}

#[test]
fn whoever_takes_a_deposit_over_does_not_leave_less_than_there_was() {
	build_and_execute(|| {
		let owner = sr(1);
		let id = register(&owner);
		let (room, used) = (record(&id).room, record(&id).used);
		assert!(used < room);
		// A stranger pays for more, and takes back what it has put on top, but nothing of what there was.
		assert_ok!(Registry::fund(signed(stranger()), id.clone(), room + 500));
		assert_eq!(record(&id).floor, room);
		for less in [used, room - 1] {
			assert_noop!(Registry::fund(signed(stranger()), id.clone(), less), Error::<Test>::RoomTooSmall);
		}
		assert_ok!(Registry::fund(signed(stranger()), id.clone(), room));
		// The identity can be sure of the room that it registered with.
		assert_ok!(act(&owner, &id, add_key_call(&id, &ed(2), new_key(&ed(2)))));
		// Whoever comes next, the same.
		assert_ok!(Registry::fund(signed(payer()), id.clone(), room + 10));
		assert_noop!(Registry::fund(signed(payer()), id.clone(), room - 1), Error::<Test>::RoomTooSmall);
		assert_ok!(Registry::fund(signed(payer()), id.clone(), room));
		assert_eq!(Balances::reserved_balance(stranger()), 0);
	});
}

#[test]
fn a_deactivated_identity_needs_no_more_room() {
	build_and_execute(|| {
		let owner = sr(1);
		let id = register(&owner);
		assert_ok!(act(&owner, &id, Call::deactivate { beneficiary: None }));
		assert_noop!(
			Registry::fund(signed(stranger()), id.clone(), record(&id).room),
			Error::<Test>::IdentityDeactivated
		);
	});
}
