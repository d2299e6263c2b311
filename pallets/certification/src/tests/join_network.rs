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
		assert_ok!(Certification::issue(signed(STRANGER), 0, schema, SUBJECT, content(1), None));
		refused!(Certification::accredit(signed(STRANGER), network, Some(0), EMPLOYER, unlimited(0)), DepthExceeded);
		// Who joins pays: a crowd cannot run up the operator's bill.
		assert!(held(STRANGER, HoldReason::Accreditation) > 0);
		assert_eq!(held(OPERATOR, HoldReason::Accreditation), 0);
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
		assert_ok!(Certification::hand_over(signed(OPERATOR), 0, EMPLOYER));
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
		assert_ok!(Certification::issue(signed(STRANGER), 0, schema, SUBJECT, content(1), None));
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
