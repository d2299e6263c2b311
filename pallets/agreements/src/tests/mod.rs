//! The tests: a file for each call, and for what goes across them.

use crate::{mock::*, types::*, Agreements, Error, HoldReason, TermsOf};
use civitas_primitives::agreements::{
	info::{AgreementState, StatementLine},
	*,
};
use frame_support::{assert_noop, assert_ok, traits::fungibles::Inspect, BoundedVec};
use sp_core::H256;

type Terms = TermsOf<Test>;
type Due = Obligation<AccountId, Awaited>;

/// Terms between these parties, "a", "b", …, which can be signed for a day, with nothing in them yet.
pub fn terms(parties: &[AccountId]) -> Terms {
	let role = |place: usize| ["a", "b", "c", "d"].get(place).copied().unwrap_or("other");
	let parties = parties.iter().enumerate().map(|(place, account)| Party {
		account: *account,
		role: role(place).try_into().unwrap(),
	});
	civitas_primitives::agreements::Terms {
		parties: parties.collect::<Vec<_>>().try_into().unwrap(),
		about: None,
		prose: Prose { hash: H256::repeat_byte(1), uri: Default::default(), clauses: None },
		template: None,
		obligations: BoundedVec::new(),
		term: None,
		arbitration: None,
		amends: None,
		sign_by: NOW + DAY,
		salt: H256::zero(),
	}
}

/// As [`terms`], with these obligations.
pub fn terms_of(parties: &[AccountId], obligations: &[Due]) -> Terms {
	civitas_primitives::agreements::Terms {
		obligations: obligations.to_vec().try_into().unwrap(),
		..terms(parties)
	}
}

/// The first party owes the second so much of the native asset, at once, unfunded.
pub fn pays(amount: Balance) -> Due {
	owes(Performance::Pay { asset: None, amount, accrues: Accrual::Once(now()) })
}

/// The same by a number of instalments.
pub fn instalments(amount: Balance, every: Span, count: Option<u32>) -> Due {
	owes(Performance::Pay { asset: None, amount, accrues: Accrual::Instalments { start: now(), every, count } })
}

/// The first party owes the second this.
pub fn owes(performance: Performance) -> Due {
	Obligation {
		clause: 1,
		debtor: 0,
		creditor: Creditor::Party(1),
		performance,
		awaits: Awaits::default(),
		funding: Funding::Unfunded,
		grace: 0,
		interest: None,
		assignable: false,
		carries: None,
	}
}

/// At activation.
pub fn now() -> When {
	When::Activation(Span::Seconds(0))
}

/// So many seconds after it.
pub fn after(seconds: Seconds) -> When {
	When::Activation(Span::Seconds(seconds))
}

/// Answered within a day.
pub fn claimed(silence: Silence) -> Option<ClaimTerms> {
	Some(ClaimTerms { answer_within: 86_400, silence })
}

/// Up to three arbiters, each for a fee of 100, 200, 300, with a day for evidence, a day to rule and a day to appeal. If nobody
/// rules, half of it is due.
pub fn arbitration(instances: usize, both_advance: bool) -> Option<Arbitration<AccountId>> {
	let instance = |place: usize| Instance {
		arbiter: ARBITERS[place],
		fee: 100 * (place as Balance + 1),
		evidence_within: 86_400,
		rule_within: 86_400,
	};
	Some(Arbitration {
		instances: (0..instances).map(instance).collect::<Vec<_>>().try_into().unwrap(),
		both_advance,
		appeal_within: 86_400,
		default: Fraction { numerator: 1, denominator: 2 },
	})
}

/// So much of the native asset.
pub fn native(amount: Balance) -> Money {
	Money { asset: None, amount }
}

/// So much of the other.
pub fn dollars(amount: Balance) -> Money {
	Money { asset: Some(DOLLAR), amount }
}

/// Draft, and let all sign without a bound. The agreement.
pub fn agree(terms: &Terms) -> AgreementId {
	let hash = terms_hash(terms);
	let parties: Vec<_> = terms.parties.iter().map(|party| party.account).collect();
	assert_ok!(Contracts::draft(signed(parties[0]), terms.clone(), None));
	for party in &parties[1..] {
		assert_ok!(Contracts::sign(signed(*party), hash, None));
	}
	hash
}

/// Settle one, by a stranger.
pub fn settle(agreement: AgreementId) {
	assert_ok!(Contracts::settle(signed(STRANGER), vec![one(agreement)].try_into().unwrap(), None, MAX_OBLIGATIONS));
}

/// An agreement to settle, without certificates.
pub fn one(agreement: AgreementId) -> ToSettle {
	ToSettle { agreement, certificates: BoundedVec::new() }
}

/// What has happened to an obligation, as it is stored.
pub fn record(agreement: AgreementId, place: u8) -> Record {
	stored(agreement).progress.record(place).unwrap().clone()
}

/// An agreement, as it is stored.
pub fn stored(agreement: AgreementId) -> Agreement<Test> {
	match Agreements::<Test>::get(agreement) {
		Some(Entry::Agreement(agreement)) => agreement,
		other => panic!("no agreement: {other:?}"),
	}
}

/// How an obligation stands now.
pub fn line(agreement: AgreementId, place: u8) -> StatementLine<AccountId> {
	Contracts::statement(agreement, None).unwrap().lines[place as usize].clone()
}

/// How far an agreement is.
pub fn state(agreement: AgreementId) -> AgreementState {
	Contracts::agreement(agreement).unwrap().state
}

/// What someone has free of an asset.
pub fn free(asset: Asset, who: AccountId) -> Balance {
	<Test as crate::Config>::Assets::balance(asset, &who)
}

/// What someone has on hold for obligations of an asset.
pub fn held(asset: Asset, who: AccountId) -> Balance {
	use frame_support::traits::fungibles::InspectHold;
	<Test as crate::Config>::Holds::balance_on_hold(asset, &HoldReason::Obligation.into(), &who)
}

mod scenarios;
