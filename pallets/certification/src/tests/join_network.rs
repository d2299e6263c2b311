use super::*;

#[test]
fn anyone_joins_an_open_network_as_an_issuer_who_accredits_nobody() {
	build_and_execute(|| {
		let network = found_open();
		let schema = register(network, 1, RULES);
		assert_ok!(Certification::join_network(signed(STRANGER), network));
		let (parent, holder, terms) = (None, STRANGER, unlimited(0));
		assert_eq!(last_event(), Event::Accredited { accreditation: 0, network, parent, holder, terms });
		let joined = Certification::accreditation(0).expect("just joined");
		assert_eq!((joined.level, joined.terms), (1, unlimited(0)));
		assert_ok!(Certification::issue(signed(STRANGER), Some(0), schema, SUBJECT, content(1), None));
		refused!(Certification::accredit(signed(STRANGER), network, Some(0), EMPLOYER, unlimited(0)), DepthExceeded);
		// Who joins pays: a crowd cannot run up the operator's bill.
		assert!(held(STRANGER, HoldReason::Accreditation) > 0);
		assert_eq!(held(OPERATOR, HoldReason::Accreditation), 0);
	});
}

/// A network that everyone can join for these schemas.
fn found_open_for(schemas: Vec<SchemaId>) -> NetworkId {
	let network = found();
	open(network, Membership::Open(Scope::Schemas(schemas)));
	network
}

fn open(network: NetworkId, membership: Membership) {
	let name = text("Ministry");
	assert_ok!(Certification::update_network(signed(OPERATOR), network, name, hash(0), text(""), membership));
}

#[test]
fn who_joins_issues_under_the_schemas_that_the_network_is_open_for() {
	build_and_execute(|| {
		let network = found();
		let [attendance, degree] = [1, 2].map(|document| register(network, document, RULES));
		open(network, Membership::Open(Scope::Schemas(vec![attendance])));
		assert_ok!(Certification::join_network(signed(STRANGER), network));
		let joined = Certification::accreditation(0).expect("just joined");
		assert_eq!(joined.terms, Terms { scope: Scope::Schemas(vec![attendance]), ..unlimited(0) });
		let issue = |schema| Certification::issue(signed(STRANGER), Some(0), schema, SUBJECT, content(1), None);
		assert_ok!(issue(attendance));
		refused!(issue(degree), SchemaOutOfScope);
		let licence = register(network, 3, RULES);
		refused!(issue(licence), SchemaOutOfScope);
		let batch = Certification::issue_batch(signed(STRANGER), Some(0), degree, hash(1), 5, None, None);
		refused!(batch, SchemaOutOfScope);
	});
}

#[test]
fn who_has_joined_keeps_the_schemas_of_then() {
	build_and_execute(|| {
		let network = found_open_for(vec![hash(1)]);
		let scope = |id| Certification::accreditation(id).expect("it was given").terms.scope;
		assert_ok!(Certification::join_network(signed(STRANGER), network));
		// Neither more ...
		open(network, Membership::Open(Scope::All));
		assert_ok!(Certification::join_network(signed(EMPLOYER), network));
		// ... nor less, nor none.
		open(network, Membership::Open(Scope::Schemas(vec![hash(2)])));
		assert_ok!(Certification::join_network(signed(DEAN), network));
		open(network, Membership::Closed);
		assert_eq!(scope(0), Scope::Schemas(vec![hash(1)]));
		assert_eq!(scope(1), Scope::All);
		assert_eq!(scope(2), Scope::Schemas(vec![hash(2)]));
		// Who wants more asks the operator, as everyone does.
		let more = Terms { scope: Scope::All, ..unlimited(0) };
		refused!(Certification::amend_accreditation(signed(STRANGER), 0, more.clone()), AuthorityTooLow);
		assert_ok!(Certification::amend_accreditation(signed(OPERATOR), 0, more));
		assert_eq!(scope(0), Scope::All);
	});
}

#[test]
fn who_joins_pays_for_the_scope_and_for_being_remembered() {
	build_and_execute(|| {
		let network = found_open_for(vec![hash(1)]);
		assert_ok!(Certification::join_network(signed(STRANGER), network));
		let one = held(STRANGER, HoldReason::Accreditation);
		open(network, Membership::Open(Scope::Schemas(vec![hash(1), hash(2)])));
		assert_ok!(Certification::join_network(signed(EMPLOYER), network));
		assert_eq!(held(EMPLOYER, HoldReason::Accreditation), one + 32);
		open(network, Membership::Open(Scope::All));
		assert_ok!(Certification::join_network(signed(DEAN), network));
		let all = held(DEAN, HoldReason::Accreditation);
		assert_eq!(all, one + 32 * Balance::from(MAX_SCOPE - 1));
		// Whom the operator accredits for all is not remembered: account, number of the network, and accreditation.
		accredit(network, None, UNIVERSITY, unlimited(0));
		assert_eq!(held(OPERATOR, HoldReason::Accreditation), all - (8 + 4 + 8));
	});
}

#[test]
fn a_closed_circle_is_not_joined() {
	build_and_execute(|| {
		let network = found();
		refused!(Certification::join_network(signed(STRANGER), network), MembershipClosed);
		refused!(Certification::join_network(signed(STRANGER), network + 1), NetworkUnknown);
		let open = found_open();
		close(open);
		refused!(Certification::join_network(signed(STRANGER), open), NetworkClosed);
	});
}

#[test]
fn nobody_joins_twice_also_not_after_being_removed() {
	build_and_execute(|| {
		let network = found_open();
		let join = || Certification::join_network(signed(STRANGER), network);
		assert_ok!(join());
		refused!(join(), MembershipUsed);
		assert_ok!(Certification::transfer_accreditation(signed(OPERATOR), 0, Some(EMPLOYER)));
		assert_ok!(Certification::accept_accreditation(signed(EMPLOYER), 0));
		refused!(join(), MembershipUsed);
		revoke_accreditation(OPERATOR, 0);
		refused!(join(), MembershipUsed);
		// Another network is another matter.
		let other = found_open();
		assert_ok!(Certification::join_network(signed(STRANGER), other));
	});
}

#[test]
fn who_has_joined_stays_when_the_network_closes_its_doors() {
	build_and_execute(|| {
		let network = found_open();
		let schema = register(network, 1, RULES);
		assert_ok!(Certification::join_network(signed(STRANGER), network));
		let name = text("Ministry");
		assert_ok!(Certification::update_network(
			signed(OPERATOR),
			network,
			name,
			hash(0),
			text(""),
			Membership::Closed
		));
		assert_ok!(Certification::issue(signed(STRANGER), Some(0), schema, SUBJECT, content(1), None));
		refused!(Certification::join_network(signed(EMPLOYER), network), MembershipClosed);
	});
}

#[test]
fn the_operator_may_join_and_who_was_accredited_may_too() {
	build_and_execute(|| {
		let network = found_open();
		accredit(network, None, UNIVERSITY, unlimited(0));
		assert_ok!(Certification::join_network(signed(UNIVERSITY), network));
		assert_ok!(Certification::join_network(signed(OPERATOR), network));
	});
}

#[test]
fn who_cannot_pay_cannot_join() {
	build_and_execute(|| {
		let network = found_open();
		assert_noop!(Certification::join_network(signed(PAUPER), network), TokenError::FundsUnavailable);
	});
}
