use super::*;
use crate::{mock, Networks, NextNetworkId};
use frame_support::traits::fungible::InspectHold;

fn found(who: RuntimeOrigin, name: &[u8], uri: &[u8]) -> sp_runtime::DispatchResult {
	Certification::found_network(who, name.to_vec(), hash(9), uri.to_vec())
}

#[test]
fn anyone_founds_a_network() {
	build_and_execute(|| {
		for (id, who) in [(0, OPERATOR), (1, STRANGER), (2, OPERATOR)] {
			assert_ok!(found(signed(who), b"Registrars", b"https://example.org/policy"));
			assert_eq!(last_event(), Event::NetworkFounded { network: id, operator: who });
			let network = Networks::<Test>::get(id).expect("just founded");
			assert_eq!(network.operator, who);
			assert_eq!(network.name.to_vec(), b"Registrars".to_vec());
			assert_eq!(network.policy_hash, hash(9));
			assert_eq!(network.policy_uri.to_vec(), b"https://example.org/policy".to_vec());
		}
	});
}

#[test]
fn only_a_signed_origin_may() {
	build_and_execute(|| {
		assert_noop!(found(RuntimeOrigin::root(), b"a", b""), BadOrigin);
		assert_noop!(found(RuntimeOrigin::none(), b"a", b""), BadOrigin);
	});
}

#[test]
fn texts_are_bounded_and_clean() {
	build_and_execute(|| {
		let who = || signed(OPERATOR);
		assert_noop!(found(who(), b"", b""), Error::<Test>::NameEmpty);
		assert_noop!(found(who(), &[b'a'; 17], b""), Error::<Test>::NameTooLong);
		assert_noop!(found(who(), b"a", &[b'a'; 33]), Error::<Test>::UriTooLong);
		assert_noop!(found(who(), &[0xff], b""), Error::<Test>::TextInvalid);
		assert_noop!(found(who(), b"a\n", b""), Error::<Test>::TextInvalid);
		assert_noop!(found(who(), b"a", &[0xc3]), Error::<Test>::TextInvalid);
		assert_noop!(found(who(), b"a", b"a\0"), Error::<Test>::TextInvalid);
		assert_ok!(found(who(), &[b'a'; 16], &[b'a'; 32]));
		assert_ok!(found(who(), "Zürich".as_bytes(), b""));
	});
}

#[test]
fn the_deposit_follows_the_size() {
	build_and_execute(|| {
		let held = || Balances::balance_on_hold(&mock::NetworkHold::get(), &OPERATOR);
		assert_ok!(found(signed(OPERATOR), b"a", b""));
		let small = held();
		assert!(small > 100);
		assert_ok!(found(signed(OPERATOR), &[b'a'; 16], &[b'a'; 32]));
		// 15 bytes more of the name and 32 more of the URI, at 1 a byte.
		assert_eq!(held(), small + small + 15 + 32);
	});
}

#[test]
fn who_cannot_pay_cannot_found() {
	build_and_execute(|| {
		assert_noop!(found(signed(PAUPER), b"a", b""), TokenError::FundsUnavailable);
	});
}

#[test]
fn identifiers_run_out_with_an_error() {
	build_and_execute(|| {
		NextNetworkId::<Test>::put(NetworkId::MAX);
		assert_noop!(found(signed(OPERATOR), b"a", b""), Error::<Test>::NetworkIdsExhausted);
	});
}
