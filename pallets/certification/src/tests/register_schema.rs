use super::*;
use crate::Schemas;
use civitas_primitives::Moment;

fn register(
	who: RuntimeOrigin,
	network: NetworkId,
	name: &[u8],
	uri: &[u8],
	max: Option<Moment>,
) -> sp_runtime::DispatchResult {
	Certification::register_schema(who, network, name.to_vec(), hash(1), uri.to_vec(), max)
}

#[test]
fn the_operator_registers() {
	build_and_execute(|| {
		let network = network();
		assert_ok!(register(signed(OPERATOR), network, b"Degree", b"https://example.org", Some(5)));
		let (id, schema) = Schemas::<Test>::iter().next().expect("just registered");
		assert_eq!(last_event(), Event::SchemaRegistered { network, schema: id });
		assert_eq!(schema.network, network);
		assert_eq!(schema.name.to_vec(), b"Degree".to_vec());
		assert_eq!(schema.document_hash, hash(1));
		assert_eq!(schema.document_uri.to_vec(), b"https://example.org".to_vec());
		assert_eq!(schema.max_validity, Some(5));
		assert_eq!(schema.depositor, OPERATOR);
	});
}

#[test]
fn nobody_else_may() {
	build_and_execute(|| {
		let (network, _) = accredited();
		for who in [ISSUER, SUBJECT, STRANGER] {
			assert_noop!(register(signed(who), network, b"a", b"", None), Error::<Test>::NotOperator);
		}
		assert_noop!(register(RuntimeOrigin::root(), network, b"a", b"", None), BadOrigin);
		assert_noop!(register(RuntimeOrigin::none(), network, b"a", b"", None), BadOrigin);
		assert_noop!(register(signed(OPERATOR), network + 1, b"a", b"", None), Error::<Test>::NetworkUnknown);
	});
}

#[test]
fn arguments_are_checked() {
	build_and_execute(|| {
		let network = network();
		let who = || signed(OPERATOR);
		assert_noop!(register(who(), network, b"", b"", None), Error::<Test>::NameEmpty);
		assert_noop!(register(who(), network, &[b'a'; 17], b"", None), Error::<Test>::NameTooLong);
		assert_noop!(register(who(), network, b"a", &[b'a'; 33], None), Error::<Test>::UriTooLong);
		assert_noop!(register(who(), network, &[0xff], b"", None), Error::<Test>::TextInvalid);
		assert_noop!(register(who(), network, b"a", b"", Some(0)), Error::<Test>::ValidityEmpty);
	});
}

#[test]
fn the_same_schema_is_registered_once_but_any_difference_makes_another() {
	build_and_execute(|| {
		let (first, second) = (network(), network());
		assert_ok!(register(signed(OPERATOR), first, b"a", b"u", Some(1)));
		assert_noop!(register(signed(OPERATOR), first, b"a", b"u", Some(1)), Error::<Test>::SchemaExists);
		assert_ok!(register(signed(OPERATOR), second, b"a", b"u", Some(1)));
		assert_ok!(register(signed(OPERATOR), first, b"b", b"u", Some(1)));
		assert_ok!(register(signed(OPERATOR), first, b"a", b"v", Some(1)));
		assert_ok!(register(signed(OPERATOR), first, b"a", b"u", Some(2)));
		assert_ok!(register(signed(OPERATOR), first, b"a", b"u", None));
		// Where one text ends and the next begins is part of the content.
		assert_ok!(register(signed(OPERATOR), first, b"au", b"", Some(1)));
		assert_eq!(Schemas::<Test>::iter_keys().count(), 7);
	});
}

#[test]
fn who_cannot_pay_cannot_register() {
	build_and_execute(|| {
		let network = network();
		let all = Balances::free_balance(OPERATOR);
		assert_ok!(Balances::transfer_allow_death(signed(OPERATOR), STRANGER, all - 50));
		assert_noop!(register(signed(OPERATOR), network, b"a", b"", None), TokenError::FundsUnavailable);
	});
}
