use super::*;

fn try_accredit(
	who: AccountId,
	network: NetworkId,
	parent: Option<AccreditationId>,
	terms: Terms,
) -> DispatchResultWithPostInfo {
	Certification::accredit(signed(who), network, parent, STRANGER, terms)
}

fn of(id: AccreditationId) -> info::AccreditationInfo<AccountId> {
	Certification::accreditation(id).expect("it was given")
}

#[test]
fn the_operator_accredits_at_the_first_level() {
	build_and_execute(|| {
		let network = found();
		let schema = register(network, 1, RULES);
		let terms = Terms { scope: Scope::Schemas(vec![schema]), valid_until: Some(NOW + 9), quota: Some(5), depth: 1 };
		let id = offer_accreditation(network, None, UNIVERSITY, terms.clone());
		let (parent, holder) = (None, UNIVERSITY);
		let event = Event::Accredited { accreditation: id, network, parent, holder, terms: terms.clone() };
		assert_eq!(last_event(), event);
		assert_ok!(Certification::accept_accreditation(signed(UNIVERSITY), id));
		let info = of(id);
		assert_eq!((info.network, info.parent, info.level, info.holder), (network, None, 1, Some(UNIVERSITY)));
		assert_eq!((info.terms, info.issued, info.given), (terms, 0, 0));
		assert_eq!((info.state, info.holders), (State::Active, vec![(UNIVERSITY, NOW)]));
		assert_eq!(Certification::accreditations_of(UNIVERSITY, None, Some(10)).items.len(), 1);
	});
}

#[test]
fn a_holder_accredits_one_level_further_and_pays() {
	build_and_execute(|| {
		let tree = tree();
		let info = of(tree.faculty);
		assert_eq!((info.parent, info.level, info.network), (Some(tree.university), 2, tree.network));
		// Who gives it pays for it, not who holds it.
		assert!(held(UNIVERSITY, HoldReason::Accreditation) > 0);
		assert_eq!(held(FACULTY, HoldReason::Accreditation), 0);
	});
}

#[test]
fn only_the_operator_and_the_holder_accredit() {
	build_and_execute(|| {
		let Tree { network, university, .. } = tree();
		for who in [UNIVERSITY, FACULTY, STRANGER] {
			refused!(try_accredit(who, network, None, unlimited(0)), NotOperator);
		}
		// Not even the operator in the name of a holder.
		for who in [OPERATOR, FACULTY, STRANGER] {
			refused!(try_accredit(who, network, Some(university), unlimited(0)), NotHolder);
		}
		refused!(try_accredit(OPERATOR, network + 1, None, unlimited(0)), NetworkUnknown);
		refused!(try_accredit(UNIVERSITY, network, Some(77), unlimited(0)), AccreditationUnknown);
		let other = found();
		refused!(try_accredit(UNIVERSITY, other, Some(university), unlimited(0)), AccreditationNotInNetwork);
	});
}

#[test]
fn terms_are_sound_by_themselves() {
	build_and_execute(|| {
		let network = found();
		let with = |terms| try_accredit(OPERATOR, network, None, terms);
		let schemas = |count: u8| Scope::Schemas((0..count).map(hash).collect());
		refused!(with(Terms { scope: schemas(0), ..unlimited(0) }), ScopeEmpty);
		refused!(with(Terms { scope: schemas(MAX_SCOPE as u8 + 1), ..unlimited(0) }), ScopeTooLarge);
		refused!(with(Terms { valid_until: Some(NOW - 1), ..unlimited(0) }), ExpiryPassed);
		refused!(with(unlimited(MAX_DEPTH)), DepthExceeded);
		refused!(with(unlimited(u8::MAX)), DepthExceeded);
		assert_ok!(with(Terms { scope: schemas(MAX_SCOPE as u8), valid_until: Some(NOW), ..unlimited(MAX_DEPTH - 1) }));
		// A schema that is named twice is named once.
		let twice = Scope::Schemas(vec![hash(1); MAX_SCOPE as usize]);
		let id = accredit(network, None, STRANGER, Terms { scope: twice, ..unlimited(0) });
		assert_eq!(of(id).terms.scope, Scope::Schemas(vec![hash(1)]));
	});
}

/// A node with all kinds of limits, below one without any.
fn limited() -> (NetworkId, AccreditationId, Terms) {
	let network = found();
	let top = accredit(network, None, OPERATOR, unlimited(3));
	let scope = Scope::Schemas(vec![hash(1), hash(2)]);
	let terms = Terms { scope, valid_until: Some(NOW + 100), quota: Some(10), depth: 1 };
	(network, accredit(network, Some(top), UNIVERSITY, terms.clone()), Terms { depth: 0, ..terms })
}

#[test]
fn each_term_only_narrows() {
	build_and_execute(|| {
		let (network, parent, terms) = limited();
		let with = |terms| try_accredit(UNIVERSITY, network, Some(parent), terms);
		refused!(with(Terms { scope: Scope::All, ..terms.clone() }), ScopeWidened);
		refused!(with(Terms { scope: Scope::Schemas(vec![hash(1), hash(3)]), ..terms.clone() }), ScopeWidened);
		refused!(with(Terms { valid_until: None, ..terms.clone() }), ExpiryWidened);
		refused!(with(Terms { valid_until: Some(NOW + 101), ..terms.clone() }), ExpiryWidened);
		refused!(with(Terms { quota: None, ..terms.clone() }), QuotaWidened);
		refused!(with(Terms { quota: Some(11), ..terms.clone() }), QuotaWidened);
		refused!(with(Terms { depth: 1, ..terms.clone() }), DepthExceeded);
		refused!(with(Terms { depth: u8::MAX, ..terms.clone() }), DepthExceeded);
		assert_ok!(with(terms));
	});
}

#[test]
fn quota_that_is_passed_on_is_gone() {
	build_and_execute(|| {
		let (network, parent, terms) = limited();
		let with =
			|quota| try_accredit(UNIVERSITY, network, Some(parent), Terms { quota: Some(quota), ..terms.clone() });
		assert_ok!(with(4));
		assert_eq!(of(parent).given, 4);
		refused!(with(7), QuotaWidened);
		assert_ok!(with(6));
		refused!(with(1), QuotaWidened);
		// Nothing of nothing can be given: an accreditation that can do nothing but be there.
		assert_ok!(with(0));
		assert_eq!(of(parent).given, 10);
	});
}

#[test]
fn a_revoked_child_does_not_give_its_quota_back() {
	build_and_execute(|| {
		let (network, parent, terms) = limited();
		let child = accredit(network, Some(parent), FACULTY, terms.clone());
		revoke_accreditation(UNIVERSITY, child);
		refused!(try_accredit(UNIVERSITY, network, Some(parent), Terms { quota: Some(1), ..terms }), QuotaWidened);
	});
}

#[test]
fn terms_that_were_narrowed_above_count_for_new_ones_further_down() {
	build_and_execute(|| {
		let Tree { network, university, faculty, .. } = tree();
		let child = |terms| Certification::accredit(signed(FACULTY), network, Some(faculty), STRANGER, terms);
		let amend = |terms| {
			assert_ok!(Certification::amend_accreditation(signed(OPERATOR), university, terms));
		};
		let narrow = Terms { scope: Scope::Schemas(vec![hash(1)]), valid_until: Some(NOW + 50), ..unlimited(2) };
		amend(narrow.clone());
		let below = Terms { depth: 0, ..narrow.clone() };
		refused!(child(Terms { scope: Scope::Schemas(vec![hash(2)]), ..below.clone() }), ScopeWidened);
		refused!(child(Terms { valid_until: None, ..below.clone() }), ExpiryWidened);
		assert_ok!(child(below.clone()));
		// The university may now have one level below it, which is the faculty.
		amend(Terms { depth: 1, ..narrow });
		refused!(child(below), DepthExceeded);
	});
}

#[test]
fn who_cannot_pay_accredits_nobody() {
	build_and_execute(|| {
		let network = found();
		let poor = accredit(network, None, PAUPER, unlimited(1));
		assert_noop!(try_accredit(PAUPER, network, Some(poor), unlimited(0)), TokenError::FundsUnavailable);
	});
}

#[test]
fn a_larger_scope_costs_more() {
	build_and_execute(|| {
		let network = found();
		let cost = |scope| {
			let before = held(OPERATOR, HoldReason::Accreditation);
			accredit(network, None, UNIVERSITY, Terms { scope, ..unlimited(0) });
			held(OPERATOR, HoldReason::Accreditation) - before
		};
		let all = cost(Scope::All);
		let most = cost(Scope::Schemas((0..MAX_SCOPE as u8).map(hash).collect()));
		assert_eq!(cost(Scope::Schemas(vec![hash(1)])), most - 32 * Balance::from(MAX_SCOPE - 1));
		// Who may do everything may be narrowed to so many schemas, for which nobody would pay then.
		assert_eq!(all, most);
	});
}

#[test]
fn the_last_identifier_is_not_given_away() {
	new_test_ext().execute_with(|| {
		let network = found();
		// Beyond these are the numbers of what operators issue.
		for next in [Authority::OPERATOR, AccreditationId::MAX] {
			crate::NextAccreditationId::<Test>::put(next);
			refused!(try_accredit(OPERATOR, network, None, unlimited(0)), IdsExhausted);
		}
		crate::NextAccreditationId::<Test>::put(Authority::OPERATOR - 1);
		assert_ok!(try_accredit(OPERATOR, network, None, unlimited(0)));
		check_state();
	});
}
