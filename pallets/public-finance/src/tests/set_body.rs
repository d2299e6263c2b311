//! `set_body`.

use super::*;
use crate::bodies::bytes_at_most;
use sp_runtime::TokenError;

type Change = BodyChange<AccountId>;

fn set(who: AccountId, body: AccountId, change: Change) -> DispatchResult {
	PublicFinance::set_body(signed(who), body, change)
}

fn name(name: &str) -> Change {
	BodyChange::Name { name: text(name), identifier: None }
}

fn identified(identifier: &str) -> Change {
	BodyChange::Name { name: text("Somebody"), identifier: Some(text(identifier)) }
}

/// A body as it is stored.
fn stored(body: AccountId) -> Body<Test> {
	Bodies::<Test>::get(body).expect("there is such a body")
}

/// Each of these makes itself a body.
fn make(bodies: &[AccountId]) {
	for body in bodies {
		assert_ok!(set(body.clone(), body.clone(), name("Somebody")));
	}
}

/// One wants to belong to another.
fn wish(body: AccountId, parent: AccountId) {
	assert_ok!(set(body.clone(), body, BodyChange::Parent(Some(parent))));
}

/// One belongs to another, as both have agreed.
fn join(body: AccountId, parent: AccountId) {
	wish(body.clone(), parent.clone());
	assert_ok!(set(parent, body, BodyChange::Adopt(true)));
}

/// What a body belongs to, its level, and how many belong to it.
fn place(body: AccountId) -> (Option<AccountId>, u8, u32) {
	let Body { parent, depth, children, .. } = stored(body);
	(parent, depth, children)
}

/// What belongs to a body.
fn below(body: AccountId) -> Vec<AccountId> {
	let mut all: Vec<_> = BodiesBelow::<Test>::iter_key_prefix(body).collect();
	all.sort();
	all
}

#[test]
fn an_account_makes_itself_a_body() {
	build_and_execute(|| {
		let change = identified("ES-DIR3-L01280796");
		assert_ok!(set(CITY, CITY, change.clone()));
		assert_eq!(events(), [Event::BodySet { body: CITY, change, by: CITY }]);
		let made = stored(CITY);
		assert_eq!((made.name, made.identifier), (text("Somebody"), Some(text("ES-DIR3-L01280796"))));
		assert_eq!((made.parent, made.wish, made.depth, made.children), (None, None, 1, 0));
		assert_eq!((made.appropriator, made.successor, made.rules.len()), (None, None, 0));
		assert_eq!((made.current, made.periods, made.lines, made.acts), (None, 0, 0, 0));
	});
}

#[test]
fn it_pays_for_its_record_once() {
	build_and_execute(|| {
		let bytes = || Deposits::<Test>::get(CITY).expect("it has paid").bytes;
		assert_ok!(set(CITY, CITY, name("City")));
		assert_eq!(bytes(), bytes_at_most::<Body<Test>>() as u64);
		assert_ok!(set(CITY, CITY, identified("ES-DIR3-L01280796")));
		assert_ok!(set(CITY, CITY, BodyChange::Appropriator(COUNCIL)));
		assert_ok!(set(COUNCIL, CITY, BodyChange::Accept));
		assert_ok!(set(COUNCIL, CITY, BodyChange::Rule(RULE)));
		assert_eq!(bytes(), bytes_at_most::<Body<Test>>() as u64);
		// Who has nothing is none.
		let poor = AccountId::new([99; 32]);
		assert_noop!(set(poor.clone(), poor, name("Poor")), TokenError::FundsUnavailable);
	});
}

#[test]
fn nobody_else_names_it() {
	build_and_execute(|| {
		refused!(set(STRANGER, CITY, name("City")), NotAllowed);
		found();
		for who in [STRANGER, COUNCIL, OFFICER] {
			refused!(set(who, CITY, name("Town")), NotAllowed);
		}
		let before = stored(CITY);
		assert_ok!(set(CITY, CITY, name("Town")));
		assert_eq!(stored(CITY), Body { name: text("Town"), ..before });
	});
}

#[test]
fn names_and_identifiers_say_something() {
	build_and_execute(|| {
		for unreadable in ["", "a\u{202e}b", "a\nb"] {
			refused!(set(CITY, CITY, name(unreadable)), TextInvalid);
		}
		for invalid in ["", "ES", "es-DIR3-1", "ES-DIR3-"] {
			refused!(set(CITY, CITY, identified(invalid)), IdentifierInvalid);
		}
		assert_ok!(set(CITY, CITY, identified("ES-DIR3-1")));
		// It is taken away by a name without one.
		assert_ok!(set(CITY, CITY, name("City")));
		assert_eq!(stored(CITY).identifier, None);
	});
}

#[test]
fn what_is_no_body_has_nothing_but_a_name() {
	build_and_execute(|| {
		make(&[CHARITY]);
		let changes = [
			BodyChange::Parent(Some(CHARITY)),
			BodyChange::Parent(None),
			BodyChange::Adopt(true),
			BodyChange::Adopt(false),
			BodyChange::Appropriator(COUNCIL),
			BodyChange::Accept,
			BodyChange::Rule(RULE),
		];
		for change in changes {
			refused!(set(CITY, CITY, change), NotBody);
		}
	});
}

#[test]
fn a_body_belongs_to_another_if_both_agree() {
	build_and_execute(|| {
		make(&[CITY, CHARITY, BOARD]);
		refused!(set(CITY, CHARITY, BodyChange::Adopt(true)), NotWished);
		for who in [CITY, STRANGER] {
			refused!(set(who, CHARITY, BodyChange::Parent(Some(CITY))), NotAllowed);
		}
		wish(CHARITY, CITY);
		assert_eq!((stored(CHARITY).wish, place(CHARITY)), (Some(CITY), (None, 1, 0)));
		for who in [CHARITY, BOARD, STRANGER] {
			refused!(set(who, CHARITY, BodyChange::Adopt(true)), NotWished);
		}
		events();
		assert_ok!(set(CITY, CHARITY, BodyChange::Adopt(true)));
		assert_eq!(events(), [Event::BodySet { body: CHARITY, change: BodyChange::Adopt(true), by: CITY }]);
		assert_eq!((stored(CHARITY).wish, place(CHARITY)), (None, (Some(CITY), 2, 0)));
		assert_eq!((place(CITY), below(CITY)), ((None, 1, 1), vec![CHARITY]));
		// Once is enough.
		refused!(set(CITY, CHARITY, BodyChange::Adopt(true)), NotWished);
	});
}

#[test]
fn a_wish_is_for_another_body() {
	build_and_execute(|| {
		make(&[CITY, CHARITY, BOARD]);
		refused!(set(CITY, CITY, BodyChange::Parent(Some(CITY))), NotAllowed);
		refused!(set(CITY, CITY, BodyChange::Parent(Some(STRANGER))), NotBody);
		// The last one counts.
		wish(CHARITY, CITY);
		wish(CHARITY, BOARD);
		refused!(set(CITY, CHARITY, BodyChange::Adopt(true)), NotWished);
		// It is taken back,
		assert_ok!(set(CHARITY, CHARITY, BodyChange::Parent(None)));
		refused!(set(BOARD, CHARITY, BodyChange::Adopt(true)), NotWished);
		// or refused.
		wish(CHARITY, BOARD);
		for who in [CHARITY, CITY, STRANGER] {
			refused!(set(who, CHARITY, BodyChange::Adopt(false)), NotAllowed);
		}
		assert_ok!(set(BOARD, CHARITY, BodyChange::Adopt(false)));
		refused!(set(BOARD, CHARITY, BodyChange::Adopt(true)), NotWished);
		refused!(set(BOARD, CHARITY, BodyChange::Adopt(false)), NotAllowed);
	});
}

#[test]
fn either_ends_it() {
	build_and_execute(|| {
		make(&[CITY, CHARITY, BOARD]);
		for who in [CHARITY, CITY] {
			join(CHARITY, CITY);
			for other in [BOARD, STRANGER] {
				refused!(set(other.clone(), CHARITY, BodyChange::Adopt(false)), NotAllowed);
				refused!(set(other, CHARITY, BodyChange::Parent(None)), NotAllowed);
			}
			refused!(set(CITY, CHARITY, BodyChange::Parent(None)), NotAllowed);
			refused!(set(CHARITY, CHARITY, BodyChange::Adopt(false)), NotAllowed);
			let change = if who == CITY { BodyChange::Adopt(false) } else { BodyChange::Parent(None) };
			assert_ok!(set(who, CHARITY, change));
			assert_eq!((place(CHARITY), place(CITY), below(CITY)), ((None, 1, 0), (None, 1, 0), vec![]));
		}
		// What it wants of another stays when it is put out.
		join(CHARITY, CITY);
		wish(CHARITY, BOARD);
		assert_ok!(set(CITY, CHARITY, BodyChange::Adopt(false)));
		assert_ok!(set(BOARD, CHARITY, BodyChange::Adopt(true)));
	});
}

#[test]
fn it_moves_to_another_when_that_agrees() {
	build_and_execute(|| {
		make(&[CITY, CHARITY, BOARD, HELPER]);
		join(BOARD, HELPER);
		join(CHARITY, CITY);
		wish(CHARITY, BOARD);
		assert_eq!(place(CHARITY), (Some(CITY), 2, 0));
		assert_ok!(set(BOARD, CHARITY, BodyChange::Adopt(true)));
		assert_eq!(place(CHARITY), (Some(BOARD), 3, 0));
		assert_eq!((place(CITY), below(CITY)), ((None, 1, 0), vec![]));
		assert_eq!((place(BOARD), below(BOARD)), ((Some(HELPER), 2, 1), vec![CHARITY]));
		// To where it is.
		join(CHARITY, BOARD);
		assert_eq!(place(CHARITY), (Some(BOARD), 3, 0));
		assert_eq!((place(BOARD), below(BOARD)), ((Some(HELPER), 2, 1), vec![CHARITY]));
	});
}

#[test]
fn there_are_eight_levels_and_no_ring() {
	build_and_execute(|| {
		let chain = [CITY, COUNCIL, OFFICER, SECOND, THIRD, CHARITY, BOARD, HELPER, PAYEE];
		make(&chain);
		for pair in chain[..8].windows(2) {
			join(pair[1].clone(), pair[0].clone());
		}
		assert_eq!(place(HELPER), (Some(BOARD), 8, 0));
		wish(PAYEE, HELPER);
		refused!(set(HELPER, PAYEE, BodyChange::Adopt(true)), TooDeep);
		join(PAYEE, BOARD);
		assert_eq!((place(PAYEE), place(BOARD)), ((Some(BOARD), 8, 0), (Some(CHARITY), 7, 2)));
		// What others belong to joins nothing: neither what is below it, nor anything else.
		make(&[STRANGER]);
		for parent in [COUNCIL, HELPER, STRANGER] {
			wish(CITY, parent.clone());
			refused!(set(parent, CITY, BodyChange::Adopt(true)), HasChildren);
		}
	});
}

#[test]
fn a_body_leaves_whatever_belongs_to_it() {
	build_and_execute(|| {
		make(&[CITY, CHARITY, BOARD, HELPER]);
		join(CHARITY, CITY);
		join(BOARD, CHARITY);
		assert_ok!(set(CHARITY, CHARITY, BodyChange::Parent(None)));
		// Levels stay as they are below it,
		assert_eq!((place(CITY), below(CITY)), ((None, 1, 0), vec![]));
		assert_eq!((place(CHARITY), place(BOARD)), ((None, 2, 1), (Some(CHARITY), 3, 0)));
		join(HELPER, CHARITY);
		assert_ok!(set(CHARITY, BOARD, BodyChange::Adopt(false)));
		assert_eq!((place(CHARITY), place(BOARD)), ((None, 2, 1), (None, 1, 0)));
		// until nothing is.
		assert_ok!(set(HELPER, HELPER, BodyChange::Parent(None)));
		assert_eq!((place(CHARITY), place(HELPER)), ((None, 1, 0), (None, 1, 0)));
	});
}

#[test]
fn the_body_names_its_first_appropriator_and_he_accepts() {
	build_and_execute(|| {
		make(&[CITY]);
		for who in [COUNCIL, STRANGER] {
			refused!(set(who.clone(), CITY, BodyChange::Appropriator(who)), NotAllowed);
		}
		refused!(set(CITY, CITY, BodyChange::Accept), NotAllowed);
		assert_ok!(set(CITY, CITY, BodyChange::Appropriator(STRANGER)));
		// Another, as long as nobody has accepted.
		assert_ok!(set(CITY, CITY, BodyChange::Appropriator(COUNCIL)));
		for who in [CITY, STRANGER] {
			refused!(set(who, CITY, BodyChange::Accept), NotAllowed);
		}
		refused!(set(COUNCIL, CITY, BodyChange::Rule(RULE)), NotAllowed);
		assert_ok!(set(COUNCIL, CITY, BodyChange::Accept));
		assert_eq!((stored(CITY).appropriator, stored(CITY).successor), (Some(COUNCIL), None));
		refused!(set(COUNCIL, CITY, BodyChange::Accept), NotAllowed);
	});
}

#[test]
fn an_appropriator_is_replaced_only_by_himself() {
	build_and_execute(|| {
		found();
		for who in [CITY, OFFICER, BOARD, STRANGER] {
			refused!(set(who, CITY, BodyChange::Appropriator(BOARD)), NotAllowed);
		}
		assert_ok!(set(COUNCIL, CITY, BodyChange::Appropriator(BOARD)));
		// He is, until the other accepts.
		refused!(set(BOARD, CITY, BodyChange::Rule(RULE)), NotAllowed);
		refused!(set(BOARD, CITY, BodyChange::Appropriator(BOARD)), NotAllowed);
		assert_ok!(set(COUNCIL, CITY, BodyChange::Rule(RULE)));
		assert_ok!(set(BOARD, CITY, BodyChange::Accept));
		assert_eq!((stored(CITY).appropriator, stored(CITY).successor), (Some(BOARD), None));
		refused!(set(COUNCIL, CITY, BodyChange::Rule(RULE)), NotAllowed);
		assert_ok!(set(BOARD, CITY, BodyChange::Rule(RULE)));
		// By naming himself he takes another's name back.
		assert_ok!(set(BOARD, CITY, BodyChange::Appropriator(COUNCIL)));
		assert_ok!(set(BOARD, CITY, BodyChange::Appropriator(BOARD)));
		refused!(set(COUNCIL, CITY, BodyChange::Accept), NotAllowed);
	});
}

#[test]
fn an_appropriator_is_not_controlled_by_the_body() {
	build_and_execute(|| {
		make(&[CITY]);
		control(CITY, STRANGER);
		for who in [CITY, STRANGER] {
			refused!(set(CITY, CITY, BodyChange::Appropriator(who)), AppropriatorControlled);
		}
		// The other way round, and related, he can be.
		control(COUNCIL, CITY);
		relate(COUNCIL, CITY);
		assert_ok!(set(CITY, CITY, BodyChange::Appropriator(COUNCIL)));
		// It is judged again when he accepts.
		control(CITY, COUNCIL);
		refused!(set(COUNCIL, CITY, BodyChange::Accept), AppropriatorControlled);
		Controllers::mutate(|all| all.remove(&(CITY, COUNCIL)));
		assert_ok!(set(COUNCIL, CITY, BodyChange::Accept));
		refused!(set(COUNCIL, CITY, BodyChange::Appropriator(STRANGER)), AppropriatorControlled);
		// And whenever he does something. But he can name another.
		control(CITY, COUNCIL);
		refused!(set(COUNCIL, CITY, BodyChange::Rule(RULE)), AppropriatorControlled);
		refused!(set(COUNCIL, CITY, BodyChange::Appropriator(COUNCIL)), AppropriatorControlled);
		assert_ok!(set(COUNCIL, CITY, BodyChange::Appropriator(BOARD)));
		assert_ok!(set(BOARD, CITY, BodyChange::Accept));
		assert_ok!(set(BOARD, CITY, BodyChange::Rule(RULE)));
	});
}

#[test]
fn the_appropriator_makes_the_rules() {
	build_and_execute(|| {
		found();
		for who in [CITY, OFFICER, STRANGER] {
			refused!(set(who, CITY, BodyChange::Rule(RULE)), NotAllowed);
		}
		let before = stored(CITY).rules;
		let rule = Rule { threshold: Balance::MAX, window: 1, life: MAX_LIFE, ..RULE };
		events();
		assert_ok!(set(COUNCIL, CITY, BodyChange::Rule(rule)));
		assert_eq!(events(), [Event::BodySet { body: CITY, change: BodyChange::Rule(rule), by: COUNCIL }]);
		// It takes the place of the one before in this currency.
		assert_eq!(before[0].currency, EUR);
		assert_eq!(stored(CITY).rules.to_vec(), [&[rule][..], &before[1..]].concat());
	});
}

#[test]
fn rules_hold_together() {
	build_and_execute(|| {
		found();
		let invalid = [
			Rule { window: 0, ..RULE },
			Rule { life: 0, ..RULE },
			Rule { life: MAX_LIFE + 1, ..RULE },
			Rule { currency: Currency::iso(b"eur"), ..RULE },
		];
		for rule in invalid {
			refused!(set(COUNCIL, CITY, BodyChange::Rule(rule)), RuleInvalid);
		}
		assert_ok!(set(COUNCIL, CITY, BodyChange::Rule(Rule { threshold: 0, life: 1, ..RULE })));
	});
}

#[test]
fn there_are_rules_for_eight_currencies() {
	build_and_execute(|| {
		found();
		let rule = |code: &[u8; 3]| BodyChange::Rule(Rule { currency: Currency::iso(code), ..RULE });
		assert_eq!(stored(CITY).rules.len(), 3);
		for code in [b"CHF", b"GBP", b"JPY", b"SEK", b"USD"] {
			assert_ok!(set(COUNCIL, CITY, rule(code)));
		}
		refused!(set(COUNCIL, CITY, rule(b"DKK")), TooManyRules);
		assert_ok!(set(COUNCIL, CITY, rule(b"USD")));
		assert_eq!(stored(CITY).rules.len(), 8);
	});
}
