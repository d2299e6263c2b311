//! Making an accreditation last longer, or allow more, than before.

use super::*;

fn amend(who: AccountId, id: AccreditationId, terms: Terms) -> DispatchResultWithPostInfo {
	Certification::amend_accreditation(signed(who), id, terms)
}

fn of(id: AccreditationId) -> info::AccreditationInfo<AccountId> {
	Certification::accreditation(id).expect("it was given")
}

/// Let some of its terms be others, as the operator.
fn set(id: AccreditationId, change: impl FnOnce(&mut Terms)) {
	let mut terms = of(id).terms;
	change(&mut terms);
	assert_ok!(amend(OPERATOR, id, terms));
}

fn schemas(documents: &[u8]) -> Scope {
	Scope::Schemas(documents.iter().copied().map(hash).collect())
}

/// Three accreditations one below the other, of [`UNIVERSITY`], [`FACULTY`] and [`DEAN`], and one below the last of
/// [`EMPLOYER`]. That of the dean is narrow.
#[derive(Clone, Copy)]
struct Line {
	network: NetworkId,
	schema: SchemaId,
	university: AccreditationId,
	faculty: AccreditationId,
	dean: AccreditationId,
}

const ABOVE: [AccountId; 3] = [OPERATOR, UNIVERSITY, FACULTY];
const END: Moment = NOW + 10;

fn line() -> Line {
	let network = found();
	let schema = register(network, 1, RULES);
	let university = accredit(network, None, UNIVERSITY, unlimited(3));
	let faculty = accredit(network, Some(university), FACULTY, unlimited(2));
	let dean = accredit(network, Some(faculty), DEAN, unlimited(1));
	accredit(network, Some(dean), EMPLOYER, Terms { quota: Some(0), ..unlimited(0) });
	let line = Line { network, schema, university, faculty, dean };
	assert_ok!(amend(OPERATOR, dean, line.narrow()));
	line
}

impl Line {
	/// What the dean may do.
	fn narrow(&self) -> Terms {
		let scope = Scope::Schemas(vec![self.schema]);
		Terms { scope, valid_until: Some(END), quota: Some(5), depth: 0 }
	}

	/// The same with something wider, each in its own way.
	fn wider(&self) -> [Terms; 6] {
		let narrow = self.narrow();
		[
			Terms { scope: Scope::All, ..narrow.clone() },
			Terms { valid_until: Some(END + 1), ..narrow.clone() },
			Terms { valid_until: None, ..narrow.clone() },
			Terms { quota: Some(6), ..narrow.clone() },
			Terms { quota: None, ..narrow.clone() },
			Terms { depth: 1, ..narrow },
		]
	}

	fn try_issue(&self, claims: u8) -> DispatchResultWithPostInfo {
		Certification::issue(signed(DEAN), Some(self.dean), self.schema, SUBJECT, content(claims), None)
	}

	fn issue(&self, claims: u8) -> CertificateId {
		assert_ok!(self.try_issue(claims));
		certificate_id(Authority::Accreditation(self.dean), &self.schema, &SUBJECT, &content(claims), None)
	}
}

/// That what an accreditation has passed on is what those right below it have.
fn given(id: AccreditationId) -> u64 {
	let below = Accreditations::<Test>::iter_values().filter(|node| node.parent == Some(id));
	let sum = below.map(|node| u64::from(node.quota.unwrap_or_default())).sum();
	assert_eq!(of(id).given, sum);
	sum
}

#[test]
fn those_above_widen_and_nobody_else() {
	build_and_execute(|| {
		let line = line();
		for terms in line.wider() {
			for who in ABOVE {
				frame_support::hypothetically!({
					assert_ok!(amend(who, line.dean, terms.clone()));
					let (accreditation, by) = (line.dean, who);
					assert_eq!(last_event(), Event::AccreditationAmended { accreditation, terms: terms.clone(), by });
					assert_eq!(of(line.dean).terms, terms);
					check_state();
				});
			}
			refused!(amend(DEAN, line.dean, terms.clone()), AuthorityTooLow);
			for who in [EMPLOYER, SIBLING, SUBJECT, STRANGER] {
				refused!(amend(who, line.dean, terms.clone()), NotAuthority);
			}
		}
		// Who may not is not told what those above could allow.
		refused!(amend(DEAN, line.dean, unlimited(7)), AuthorityTooLow);
		refused!(amend(STRANGER, line.dean, unlimited(7)), NotAuthority);
	});
}

#[test]
fn a_scope_widens_within_all_above() {
	build_and_execute(|| {
		let line = line();
		let to = |scope| amend(FACULTY, line.dean, Terms { scope, ..line.narrow() });
		set(line.dean, |terms| terms.scope = schemas(&[1]));
		for above in [line.university, line.faculty] {
			frame_support::hypothetically!({
				set(above, |terms| terms.scope = schemas(&[1, 2]));
				refused!(to(Scope::All), ScopeWidened);
				refused!(to(schemas(&[3])), ScopeWidened);
				refused!(to(schemas(&[1, 2, 3])), ScopeWidened);
				assert_ok!(to(schemas(&[1, 2])));
				assert_ok!(to(schemas(&[2])));
			});
		}
		refused!(to(schemas(&[])), ScopeEmpty);
		refused!(to(schemas(&[1, 2, 3, 4, 5])), ScopeTooLarge);
		assert_ok!(to(Scope::All));
	});
}

#[test]
fn an_end_moves_within_all_above() {
	build_and_execute(|| {
		let line = line();
		let to = |valid_until| amend(FACULTY, line.dean, Terms { valid_until, ..line.narrow() });
		for above in [line.university, line.faculty] {
			frame_support::hypothetically!({
				set(above, |terms| terms.valid_until = Some(END + 40));
				refused!(to(None), ExpiryWidened);
				refused!(to(Some(END + 41)), ExpiryWidened);
				assert_ok!(to(Some(END + 40)));
			});
		}
		assert_ok!(to(Some(END + 1_000)));
		assert_ok!(to(None));
	});
}

#[test]
fn a_depth_grows_within_all_above() {
	build_and_execute(|| {
		let line = line();
		let to = |depth| amend(FACULTY, line.dean, Terms { depth, ..line.narrow() });
		for (above, depth) in [(line.university, 2), (line.faculty, 1)] {
			frame_support::hypothetically!({
				set(above, |terms| terms.depth = depth);
				refused!(to(1), DepthExceeded);
			});
		}
		refused!(to(2), DepthExceeded);
		refused!(to(u8::MAX), DepthExceeded);
		assert_ok!(to(1));
		// Right below the operator nothing is above but the bound.
		refused!(amend(OPERATOR, line.university, unlimited(MAX_DEPTH)), DepthExceeded);
		assert_ok!(amend(OPERATOR, line.university, unlimited(MAX_DEPTH - 1)));
	});
}

#[test]
fn a_quota_grows_by_what_is_left_right_above_and_shrinks_back_to_there() {
	build_and_execute(|| {
		let line = line();
		let Line { network, university, faculty, dean, .. } = line;
		let to = |quota| amend(UNIVERSITY, dean, Terms { quota, ..line.narrow() });
		set(university, |terms| terms.quota = Some(100));
		set(faculty, |terms| terms.quota = Some(60));
		assert_eq!((given(university), given(faculty)), (60, 5));
		assert_ok!(to(Some(30)));
		assert_eq!((given(university), given(faculty)), (60, 30));
		refused!(to(Some(61)), QuotaWidened);
		refused!(to(None), QuotaWidened);
		assert_ok!(to(Some(60)));
		assert_ok!(to(Some(5)));
		assert_eq!((given(university), given(faculty)), (60, 5));
		// What others have, and what was used, is not left.
		accredit(network, Some(faculty), SIBLING, Terms { quota: Some(10), ..unlimited(0) });
		assert_ok!(Certification::issue(signed(FACULTY), Some(faculty), line.schema, SUBJECT, content(1), None));
		assert_ok!(Certification::issue(signed(FACULTY), Some(faculty), line.schema, SUBJECT, content(2), None));
		refused!(to(Some(49)), QuotaWidened);
		assert_ok!(to(Some(48)));
		assert_eq!(given(faculty), 58);
		let issue = Certification::issue(signed(FACULTY), Some(faculty), line.schema, SUBJECT, content(3), None);
		refused!(issue, QuotaExceeded);
		// So the faculty cannot have less, and has more if the university gives it more.
		let faculty_to = |quota| amend(OPERATOR, faculty, Terms { quota: Some(quota), ..unlimited(2) });
		refused!(faculty_to(59), QuotaTooSmall);
		refused!(faculty_to(101), QuotaWidened);
		assert_ok!(faculty_to(100));
		assert_eq!((given(university), given(faculty)), (100, 58));
		assert_ok!(to(Some(88)));
		refused!(to(Some(89)), QuotaWidened);
		// What the dean has, it can use and no more.
		for claims in 0..3 {
			line.issue(claims);
		}
		refused!(to(Some(2)), QuotaTooSmall);
		assert_ok!(to(Some(3)));
		assert_eq!(given(faculty), 13);
		refused!(line.try_issue(9), QuotaExceeded);
		assert_ok!(to(Some(4)));
		line.issue(9);
	});
}

#[test]
fn a_quota_is_taken_off_and_set_again() {
	build_and_execute(|| {
		let line = line();
		let Line { university, faculty, dean, .. } = line;
		let to = |quota| amend(UNIVERSITY, dean, Terms { quota, ..line.narrow() });
		line.issue(1);
		set(university, |terms| terms.quota = Some(100));
		set(faculty, |terms| terms.quota = Some(60));
		// From the top down, as nobody gives what it does not have.
		refused!(to(None), QuotaWidened);
		set(university, |terms| terms.quota = None);
		set(faculty, |terms| terms.quota = None);
		assert_ok!(to(None));
		assert_eq!((given(university), given(faculty)), (0, 0));
		for claims in 2..9 {
			line.issue(claims);
		}
		// What was used without a quota is not counted; what had been counted is.
		assert_eq!(of(dean).issued, 1);
		set(university, |terms| terms.quota = Some(10));
		refused!(line.try_issue(9), QuotaMissing);
		refused!(amend(UNIVERSITY, faculty, Terms { quota: Some(11), ..unlimited(2) }), QuotaWidened);
		assert_ok!(amend(UNIVERSITY, faculty, Terms { quota: Some(10), ..unlimited(2) }));
		refused!(to(Some(0)), QuotaTooSmall);
		assert_ok!(to(Some(2)));
		assert_eq!((given(university), given(faculty)), (10, 2));
		line.issue(9);
		refused!(line.try_issue(10), QuotaExceeded);
	});
}

#[test]
fn widening_needs_all_above_in_force_and_narrowing_does_not() {
	build_and_execute(|| {
		let line = line();
		let Line { university, faculty, dean, .. } = line;
		let narrower = Terms { quota: Some(4), ..line.narrow() };
		for fallen in [university, faculty] {
			frame_support::hypothetically!({
				suspend_accreditation(OPERATOR, fallen);
				for terms in line.wider() {
					for who in ABOVE {
						refused!(amend(who, dean, terms.clone()), AccreditationSuspended);
					}
				}
				assert_ok!(amend(OPERATOR, dean, narrower.clone()));
				revoke_accreditation(OPERATOR, fallen);
				for terms in line.wider() {
					for who in ABOVE {
						refused!(amend(who, dean, terms.clone()), AccreditationRevoked);
					}
				}
				assert_ok!(amend(OPERATOR, dean, Terms { quota: Some(3), ..narrower.clone() }));
			});
		}
		// Whose own has fallen cannot even narrow; whose own stands can.
		frame_support::hypothetically!({
			suspend_accreditation(OPERATOR, university);
			refused!(amend(UNIVERSITY, dean, narrower.clone()), AuthorityFallen);
			assert_ok!(amend(FACULTY, dean, narrower.clone()));
		});
		set(university, |terms| terms.valid_until = Some(NOW + 5));
		set_time(NOW + 6);
		for who in ABOVE {
			refused!(amend(who, dean, Terms { depth: 1, ..line.narrow() }), AccreditationExpired);
		}
		// Who has expired still takes.
		assert_ok!(amend(UNIVERSITY, dean, narrower.clone()));
		close(line.network);
		for who in ABOVE {
			refused!(amend(who, dean, Terms { depth: 1, ..narrower.clone() }), NetworkClosed);
		}
		assert_ok!(amend(OPERATOR, dean, Terms { quota: Some(3), ..narrower }));
	});
}

#[test]
fn what_is_as_wide_as_it_was_need_not_be_within_those_above() {
	build_and_execute(|| {
		let line = line();
		assert_ok!(amend(OPERATOR, line.dean, Terms { quota: Some(5), ..unlimited(1) }));
		let narrow = Terms { scope: schemas(&[1]), valid_until: Some(NOW + 50), quota: None, depth: 1 };
		assert_ok!(amend(OPERATOR, line.faculty, narrow));
		// Neither what is left alone, while something else grows or shrinks ...
		assert_ok!(amend(FACULTY, line.dean, Terms { quota: Some(6), ..unlimited(1) }));
		assert_ok!(amend(FACULTY, line.dean, Terms { quota: Some(6), ..unlimited(0) }));
		// ... nor what shrinks, and is still wider.
		let terms = Terms { scope: schemas(&[1, 2]), valid_until: Some(NOW + 60), quota: Some(6), depth: 0 };
		assert_ok!(amend(FACULTY, line.dean, terms.clone()));
		refused!(amend(FACULTY, line.dean, Terms { valid_until: Some(NOW + 61), ..terms.clone() }), ExpiryWidened);
		refused!(amend(FACULTY, line.dean, Terms { scope: schemas(&[1, 2, 3]), ..terms }), ScopeWidened);
	});
}

#[test]
fn one_that_was_revoked_is_not_widened_and_one_that_is_suspended_is() {
	build_and_execute(|| {
		let line = line();
		suspend_accreditation(FACULTY, line.dean);
		assert_ok!(amend(FACULTY, line.dean, Terms { valid_until: None, ..line.narrow() }));
		assert_eq!(standing_of(line.dean), State::Suspended);
		revoke_accreditation(FACULTY, line.dean);
		for terms in line.wider() {
			refused!(amend(FACULTY, line.dean, terms), AccreditationRevoked);
		}
	});
}

#[test]
fn what_was_issued_goes_on_with_the_accreditation() {
	build_and_execute(|| {
		let line = line();
		let id = line.issue(1);
		assert_ok!(amend(FACULTY, line.dean, Terms { valid_until: Some(END + 20), ..line.narrow() }));
		assert_eq!(of(line.dean).history.len(), 2);
		set_time(END + 21);
		assert_eq!(objection_at(id, END + 20), None);
		assert!(objection(id).is_some());
		refused!(line.try_issue(2), AccreditationExpired);
	});
}

#[test]
fn what_is_extended_after_its_end_was_out_of_force_in_between() {
	build_and_execute(|| {
		let line = line();
		let id = line.issue(1);
		let accreditation = line.dean;
		set_time(END + 10);
		let ended = InvalidReason::IssuerNotAccredited { accreditation, state: State::Active, since: END };
		for time in END + 1..=END + 10 {
			assert_eq!(objection_at(id, time), Some(ended.clone()));
		}
		refused!(line.try_issue(2), AccreditationExpired);
		// Not for a time that has passed, also if it is after the end.
		refused!(amend(FACULTY, line.dean, Terms { valid_until: Some(END + 9), ..line.narrow() }), ExpiryPassed);
		assert_ok!(amend(FACULTY, line.dean, Terms { valid_until: Some(END + 30), ..line.narrow() }));
		let history: Vec<_> = of(line.dean).history.iter().map(|it| (it.at, it.state, it.level)).collect();
		let gap = [(END + 1, State::Suspended, Level(2)), (END + 10, State::Active, Level(2))];
		assert_eq!(history[2..], gap);
		assert_eq!(of(line.dean).history[2].reason, Reason::CessationOfOperation);
		line.issue(2);
		set_time(END + 20);
		assert_eq!(objection_at(id, END), None);
		let gap = InvalidReason::IssuerNotAccredited { accreditation, state: State::Suspended, since: END + 1 };
		for time in END + 1..END + 10 {
			assert_eq!(objection_at(id, time), Some(gap.clone()));
			assert!(!Certification::is_accredited(line.dean, line.schema, Some(time)));
		}
		for time in END + 10..=END + 20 {
			assert_eq!(objection_at(id, time), None);
			assert!(Certification::is_accredited(line.dean, line.schema, Some(time)));
		}
		// Once more, and within one block twice.
		set_time(END + 31);
		assert_ok!(amend(FACULTY, line.dean, Terms { valid_until: Some(END + 31), ..line.narrow() }));
		assert_ok!(amend(FACULTY, line.dean, Terms { valid_until: None, ..line.narrow() }));
		assert_eq!(objection_at(id, END + 30), None);
		assert_eq!(objection_at(id, END + 31), None);
		let history: Vec<_> = of(line.dean).history.iter().skip(4).map(|it| (it.at, it.state)).collect();
		assert_eq!(history, [(END + 31, State::Suspended), (END + 31, State::Active)]);
	});
}

#[test]
fn what_was_suspended_when_it_ended_stays_so_until_it_is_reinstated() {
	build_and_execute(|| {
		let line = line();
		let id = line.issue(1);
		set_time(NOW + 5);
		suspend_accreditation(FACULTY, line.dean);
		set_time(END + 10);
		refused!(Certification::reinstate_accreditation(signed(FACULTY), line.dean), AccreditationExpired);
		assert_ok!(amend(FACULTY, line.dean, Terms { valid_until: None, ..line.narrow() }));
		assert_eq!(standing_of(line.dean), State::Suspended);
		set_time(END + 20);
		assert_ok!(Certification::reinstate_accreditation(signed(FACULTY), line.dean));
		for (time, good) in [(NOW + 4, true), (NOW + 5, false), (END + 10, false), (END + 19, false), (END + 20, true)]
		{
			assert_eq!(objection_at(id, time).is_none(), good, "at {time}");
		}
	});
}

#[test]
fn what_has_ended_is_neither_suspended_nor_reinstated() {
	build_and_execute(|| {
		let line = line();
		let suspend = || Certification::suspend_accreditation(signed(FACULTY), line.dean, Reason::Unspecified);
		set_time(END + 1);
		refused!(suspend(), AccreditationExpired);
		assert_ok!(amend(FACULTY, line.dean, Terms { valid_until: Some(END + 10), ..line.narrow() }));
		set_time(END + 10);
		assert_ok!(suspend());
		set_time(END + 11);
		refused!(Certification::reinstate_accreditation(signed(FACULTY), line.dean), AccreditationExpired);
		let higher = Certification::suspend_accreditation(signed(OPERATOR), line.dean, Reason::Unspecified);
		refused!(higher, AccreditationExpired);
		// What is for good is possible at any time.
		revoke_accreditation(FACULTY, line.dean);
	});
}

#[test]
fn a_full_history_has_no_room_for_a_gap() {
	build_and_execute(|| {
		let line = line();
		while Certification::suspend_accreditation(signed(FACULTY), line.dean, Reason::Unspecified).is_ok() {
			assert_ok!(Certification::reinstate_accreditation(signed(FACULTY), line.dean));
		}
		let longer = |lasts| amend(FACULTY, line.dean, Terms { valid_until: Some(END + lasts), ..line.narrow() });
		// In time, it takes none.
		assert_ok!(longer(1));
		set_time(END + 2);
		refused!(longer(10), HistoryFull);
		refused!(amend(FACULTY, line.dean, Terms { valid_until: None, ..line.narrow() }), HistoryFull);
		let narrower = Terms { valid_until: Some(END + 1), quota: Some(4), ..line.narrow() };
		assert_ok!(amend(FACULTY, line.dean, narrower));
		revoke_accreditation(FACULTY, line.dean);
	});
}

/// What everybody has, free and on hold for accreditations.
fn balances() -> Vec<(AccountId, Balance, Balance)> {
	let of = |who| (who, Balances::free_balance(who), held(who, HoldReason::Accreditation));
	[OPERATOR, UNIVERSITY, FACULTY, SIBLING, SUBJECT, STRANGER, PAUPER, EMPLOYER, DEAN].map(of).into()
}

/// What an accreditation of so many schemas costs.
fn price(schemas: u8) -> Balance {
	let scope: std::collections::BTreeSet<_> = (0..schemas).map(hash).collect();
	let footprint = Certification::accreditation_footprint(&Some(scope.try_into().expect("within the bound")), false);
	100 + Balance::from(footprint.size)
}

#[test]
fn who_widens_a_scope_pays_and_who_had_paid_has_it_back() {
	build_and_execute(|| {
		let line = line();
		let to = |who, documents: &[u8]| amend(who, line.dean, Terms { scope: schemas(documents), ..line.narrow() });
		// The faculty has paid, and for more than there is now: it was for all.
		let (paid, mut expected) = (price(MAX_SCOPE as u8), balances());
		let mut moved = |who: AccountId, more: Balance, less: Balance| {
			let (_, free, held) = expected.iter_mut().find(|(it, ..)| *it == who).expect("it has an account");
			(*free, *held) = (*free + less - more, *held + more - less);
			expected.clone()
		};
		assert_eq!(price(2), price(1) + 32);
		assert_ok!(to(UNIVERSITY, &[1, 2]));
		moved(FACULTY, 0, paid);
		assert_eq!(balances(), moved(UNIVERSITY, price(2), 0));
		// What is narrower, or as large, moves nothing; also if the operator does it.
		assert_ok!(to(OPERATOR, &[1]));
		assert_eq!(balances(), moved(UNIVERSITY, 0, 0));
		// Nor does what takes no room.
		let terms = Terms { scope: schemas(&[1]), valid_until: None, quota: Some(9), depth: 1 };
		assert_ok!(amend(OPERATOR, line.dean, terms));
		assert_eq!(balances(), moved(UNIVERSITY, 0, 0));
		assert_ok!(to(OPERATOR, &[1]));
		assert_ok!(to(OPERATOR, &[2]));
		assert_eq!(balances(), moved(UNIVERSITY, 0, 0));
		assert_ok!(to(OPERATOR, &[1, 2, 3]));
		moved(UNIVERSITY, 0, price(2));
		assert_eq!(balances(), moved(OPERATOR, price(3), 0));
		assert_ok!(amend(FACULTY, line.dean, Terms { scope: Scope::All, ..line.narrow() }));
		moved(OPERATOR, 0, price(3));
		assert_eq!(balances(), moved(FACULTY, paid, 0));
		assert_eq!(Accreditations::<Test>::get(line.dean).expect("it was given").depositor, FACULTY);
	});
}

#[test]
fn who_has_paid_for_it_pays_the_difference() {
	build_and_execute(|| {
		let line = line();
		let to = |documents: &[u8]| amend(UNIVERSITY, line.dean, Terms { scope: schemas(documents), ..line.narrow() });
		assert_ok!(to(&[1, 2]));
		let before = held(UNIVERSITY, HoldReason::Accreditation);
		let rest = Balances::free_balance(UNIVERSITY) - EXISTENTIAL_DEPOSIT - 32;
		assert_ok!(Balances::transfer_allow_death(signed(UNIVERSITY), STRANGER, rest));
		assert_noop!(to(&[1, 2, 3, 4]), TokenError::FundsUnavailable);
		assert_ok!(to(&[1, 2, 3]));
		assert_eq!(held(UNIVERSITY, HoldReason::Accreditation), before + 32);
	});
}

#[test]
fn who_cannot_pay_widens_no_scope() {
	build_and_execute(|| {
		let line = line();
		let all = Balances::free_balance(UNIVERSITY) - EXISTENTIAL_DEPOSIT;
		assert_ok!(Balances::transfer_allow_death(signed(UNIVERSITY), STRANGER, all));
		let wider = Terms { scope: Scope::All, ..line.narrow() };
		assert_noop!(amend(UNIVERSITY, line.dean, wider), TokenError::FundsUnavailable);
		// All else is free.
		assert_ok!(amend(UNIVERSITY, line.dean, Terms { valid_until: None, quota: None, depth: 1, ..line.narrow() }));
	});
}

#[test]
fn who_joined_has_its_deposit_back_when_the_operator_gives_it_more() {
	build_and_execute(|| {
		let network = found();
		let open = Membership::Open(schemas(&[1]));
		assert_ok!(Certification::update_network(signed(OPERATOR), network, text("Ministry"), hash(0), text(""), open));
		assert_ok!(Certification::join_network(signed(STRANGER), network));
		let joined = held(STRANGER, HoldReason::Accreditation);
		assert_ok!(amend(OPERATOR, 0, Terms { scope: schemas(&[1, 2]), ..unlimited(0) }));
		assert_eq!(held(STRANGER, HoldReason::Accreditation), 0);
		// That it has joined is remembered, and paid for by whoever pays.
		assert_eq!(held(OPERATOR, HoldReason::Accreditation), joined + 32);
		refused!(Certification::join_network(signed(STRANGER), network), MembershipUsed);
	});
}

#[test]
fn what_nobody_has_accepted_is_amended_too() {
	build_and_execute(|| {
		let line = line();
		let terms = Terms { scope: schemas(&[1]), valid_until: Some(END), quota: Some(3), depth: 0 };
		let id = offer_accreditation(line.network, Some(line.faculty), STRANGER, terms);
		refused!(amend(STRANGER, id, unlimited(0)), NotAuthority);
		let wider = Terms { scope: schemas(&[1, 2]), valid_until: None, quota: Some(7), depth: 0 };
		let before = held(FACULTY, HoldReason::Accreditation);
		assert_ok!(amend(UNIVERSITY, id, wider.clone()));
		assert_eq!(held(FACULTY, HoldReason::Accreditation), before - price(1));
		assert_eq!(given(line.faculty), 5 + 7);
		assert_ok!(Certification::accept_accreditation(signed(STRANGER), id));
		assert_eq!(of(id).terms, wider);
		// Who pays now has it back, if it is declined instead.
		let id = offer_accreditation(line.network, Some(line.faculty), STRANGER, Terms { quota: Some(1), ..wider });
		let before = held(OPERATOR, HoldReason::Accreditation);
		assert_ok!(amend(OPERATOR, id, Terms { quota: Some(2), ..unlimited(0) }));
		assert_eq!(held(OPERATOR, HoldReason::Accreditation), before + price(MAX_SCOPE as u8));
		assert_ok!(Certification::revoke_accreditation(signed(STRANGER), id, Reason::Unspecified));
		assert_eq!(held(OPERATOR, HoldReason::Accreditation), before);
		assert_eq!(given(line.faculty), 5 + 7);
	});
}
