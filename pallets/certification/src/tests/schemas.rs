use super::*;
use crate::Schemas;

fn try_register(who: AccountId, network: NetworkId, content: SchemaContent) -> sp_runtime::DispatchResult {
	Certification::register_schema(signed(who), network, content)
}

#[test]
fn a_schema_is_named_by_its_content() {
	build_and_execute(|| {
		let network = found();
		let content = SchemaContent {
			document_uri: text("https://a.example/degree"),
			max_validity: Some(500),
			..schema_content(1, RULES)
		};
		let id = register_as(network, content.clone());
		assert_eq!(last_event(), Event::SchemaRegistered { network, schema: id, supersedes: None });
		let schema = Certification::schema(id).expect("just registered");
		assert_eq!((schema.network, schema.kind, schema.rules), (network, SchemaKind::DEGREE, RULES));
		assert_eq!((schema.document_hash, schema.max_validity), (hash(1), Some(500)));
		refused!(try_register(OPERATOR, network, content.clone()), SchemaExists);
		// What differs in anything is another schema.
		for other in [
			SchemaContent { rules: NO_RULES, ..content.clone() },
			SchemaContent { kind: SchemaKind::BIRTH, ..content.clone() },
			SchemaContent { max_validity: None, ..content.clone() },
			SchemaContent { supersedes: Some(id), ..content.clone() },
		] {
			assert_ne!(register_as(network, other), id);
		}
		// As is the same of another network.
		assert_ne!(register_as(found(), content), id);
	});
}

#[test]
fn texts_are_checked() {
	build_and_execute(|| {
		let network = found();
		let with = |name: &str, uri: &str| {
			let (name, document_uri) = (text(name), text(uri));
			try_register(OPERATOR, network, SchemaContent { name, document_uri, ..schema_content(1, RULES) })
		};
		refused!(with("", ""), NameEmpty);
		refused!(with("\0", ""), TextInvalid);
		refused!(with("a", "\t"), TextInvalid);
		for hidden in texts::HIDDEN {
			refused!(with(&format!("Degree{hidden}"), ""), TextInvalid);
			refused!(with("Degree", &format!("https://a.example/{hidden}degree")), TextInvalid);
		}
		assert_ok!(with(texts::PERSIAN, texts::PERSIAN));
		assert_ok!(with(&"n".repeat(MAX_NAME as usize), &"u".repeat(MAX_URI as usize)));
	});
}

#[test]
fn nothing_is_valid_for_no_time_at_all() {
	build_and_execute(|| {
		let network = found();
		let content = |max| SchemaContent { max_validity: Some(max), ..schema_content(1, RULES) };
		refused!(try_register(OPERATOR, network, content(0)), ValidityEmpty);
		assert_ok!(try_register(OPERATOR, network, content(1)));
	});
}

#[test]
fn only_the_operator_registers_and_deprecates() {
	build_and_execute(|| {
		let tree = tree();
		for who in [UNIVERSITY, FACULTY, STRANGER] {
			refused!(try_register(who, tree.network, schema_content(2, RULES)), NotOperator);
			refused!(Certification::deprecate_schema(signed(who), tree.schema), NotOperator);
		}
		refused!(try_register(OPERATOR, 7, schema_content(2, RULES)), NetworkUnknown);
		refused!(Certification::deprecate_schema(signed(OPERATOR), hash(7)), SchemaUnknown);
	});
}

#[test]
fn versions_form_a_chain() {
	build_and_execute(|| {
		let network = found();
		let first = register(network, 1, RULES);
		let next = |supersedes| SchemaContent { supersedes: Some(supersedes), ..schema_content(2, RULES) };
		let second = register_as(network, next(first));
		assert_eq!(last_event(), Event::SchemaRegistered { network, schema: second, supersedes: Some(first) });
		let schema = |id| Certification::schema(id).expect("registered");
		assert_eq!((schema(first).superseded_by, schema(second).supersedes), (Some(second), Some(first)));
		// A chain does not fork, has no missing link and stays in its network.
		let fork = SchemaContent { supersedes: Some(first), ..schema_content(3, RULES) };
		refused!(try_register(OPERATOR, network, fork), SchemaSuperseded);
		refused!(try_register(OPERATOR, network, next(hash(7))), SchemaUnknown);
		let foreign = register(found(), 1, RULES);
		refused!(try_register(OPERATOR, network, next(foreign)), SchemaNotInNetwork);
	});
}

#[test]
fn a_version_can_be_used_until_it_is_deprecated() {
	build_and_execute(|| {
		let tree = tree();
		let next = SchemaContent { supersedes: Some(tree.schema), ..schema_content(2, RULES) };
		register_as(tree.network, next);
		let id = tree.issue(content(1));
		assert_ok!(Certification::deprecate_schema(signed(OPERATOR), tree.schema));
		assert_eq!(last_event(), Event::SchemaDeprecated { schema: tree.schema });
		refused!(Certification::deprecate_schema(signed(OPERATOR), tree.schema), SchemaDeprecated);
		refused!(tree.try_issue(content(2)), SchemaDeprecated);
		let batch =
			Certification::issue_batch(signed(FACULTY), Some(tree.faculty), tree.schema, hash(1), 1, None, None);
		refused!(batch, SchemaDeprecated);
		let as_operator = Certification::issue(signed(OPERATOR), None, tree.schema, SUBJECT, content(2), None);
		refused!(as_operator, SchemaDeprecated);
		refused!(Certification::renew(signed(OPERATOR), None, id, None), SchemaDeprecated);
		refused!(Certification::renew(signed(FACULTY), Some(tree.faculty), id, None), SchemaDeprecated);
		refused!(Certification::replace(signed(FACULTY), Some(tree.faculty), id, content(2)), SchemaDeprecated);
		// What was issued before stays what it is, and can be managed.
		assert_eq!(objection(id), None);
		suspend(FACULTY, id);
		assert_ok!(Certification::reinstate(signed(FACULTY), id));
	});
}

#[test]
fn who_cannot_pay_registers_nothing() {
	build_and_execute(|| {
		let network = found();
		assert_ok!(Certification::transfer_network(signed(OPERATOR), network, Some(EMPLOYER)));
		assert_ok!(Certification::accept_network(signed(EMPLOYER), network));
		let all = Balances::free_balance(EMPLOYER) - EXISTENTIAL_DEPOSIT;
		assert_ok!(Balances::transfer_allow_death(signed(EMPLOYER), STRANGER, all));
		assert_noop!(try_register(EMPLOYER, network, schema_content(1, RULES)), TokenError::FundsUnavailable);
		assert_eq!(Schemas::<Test>::iter().count(), 0);
	});
}
