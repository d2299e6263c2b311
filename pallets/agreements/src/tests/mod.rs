//! The tests: a file for each call, and for what goes across them.

use crate::{mock::*, types::*, Agreements, Error, HoldReason, TermsOf};
use civitas_primitives::agreements::{
	info::{AgreementState, StatementLine},
	*,
};
use civitas_primitives::Moment;
use frame_support::{assert_noop, assert_ok, traits::fungibles::Inspect, BoundedVec};
use sp_core::H256;

type Terms = TermsOf<Test>;
type Due = Obligation<AccountId, Awaited>;

/// Terms between these parties, "a", "b", …, which can be signed for a day, with nothing in them yet.
pub fn terms(parties: &[AccountId]) -> Terms {
	let role = |place: usize| ["a", "b", "c", "d"].get(place).copied().unwrap_or("other");
	let parties = parties
		.iter()
		.enumerate()
		.map(|(place, account)| Party { account: *account, role: role(place).try_into().unwrap() });
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
	civitas_primitives::agreements::Terms { obligations: obligations.to_vec().try_into().unwrap(), ..terms(parties) }
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

/// What someone has on hold as deposits for agreements.
pub fn deposit(who: AccountId) -> Balance {
	use frame_support::traits::fungible::InspectHold;
	Balances::balance_on_hold(&HoldReason::Agreement.into(), &who)
}

/// What has happened, as this pallet tells it, since this was asked last.
pub fn events() -> Vec<crate::Event<Test>> {
	let events = System::read_events_for_pallet();
	System::reset_events();
	events
}

/// What someone has on hold for fees of arbiters.
pub fn fees_held(who: AccountId) -> Balance {
	use frame_support::traits::fungible::InspectHold;
	Balances::balance_on_hold(&HoldReason::Fee.into(), &who)
}

/// What someone has of the native asset, held or not.
pub fn worth(who: AccountId) -> Balance {
	<Balances as frame_support::traits::fungible::Inspect<AccountId>>::total_balance(&who)
}

/// Move so much from one to another, outside of all agreements.
pub fn give(asset: Asset, from: AccountId, to: AccountId, amount: Balance) {
	use frame_support::traits::{fungibles::Mutate, tokens::Preservation::Preserve};
	assert_ok!(<Test as crate::Config>::Assets::transfer(asset, &from, &to, amount, Preserve));
}

/// Leave someone nothing but what has to stay. How much went to the issuer.
pub fn drain(asset: Asset, who: AccountId) -> Balance {
	let amount = crate::work::free::<Test>(asset, &who);
	give(asset, who, ISSUER, amount);
	amount
}

/// ALICE owes BOB these, and so many arbiters decide disputes.
pub fn disputable(obligations: &[Due], instances: usize, both_advance: bool) -> AgreementId {
	agree(&Terms { arbitration: arbitration(instances, both_advance), ..terms_of(&[ALICE, BOB], obligations) })
}

/// Dispute so much of the native asset, of the first obligation, whatever it takes.
pub fn bring(who: AccountId, agreement: AgreementId, amount: Balance) {
	assert_ok!(Contracts::dispute(signed(who), agreement, 0, native(amount), Balance::MAX, H256::repeat_byte(9)));
}

/// So much of the native asset, ten days after activation.
pub fn later(amount: Balance) -> Due {
	owes(Performance::Pay { asset: None, amount, accrues: Accrual::Once(after(10 * 86_400)) })
}

/// The same as soon as it is claimed, and held for two months from the signature.
pub fn milestone(amount: Balance, silence: Silence) -> Due {
	let awaits = Awaits { claim: claimed(silence), until: Some(after(60 * 86_400)), ..Default::default() };
	Due { awaits, funding: Funding::Escrowed(None), ..pays(amount) }
}

/// Something is to be done within ten days.
pub fn act(silence: Silence) -> Due {
	let awaits = Awaits { claim: claimed(silence), ..Default::default() };
	Due { awaits, ..owes(Performance::Act { due: after(10 * 86_400) }) }
}

/// The dispute of the first obligation, as it is stored.
pub fn disputed(agreement: AgreementId) -> Dispute {
	crate::Disputes::<Test>::get(agreement, 0).expect("there is a dispute").dispute
}

/// That a call is refused with this error, and changes nothing.
macro_rules! refused {
	($call:expr, $error:ident) => {
		assert_noop!($call, Error::<Test>::$error)
	};
}

/// As [`pays`], at this moment.
pub fn pays_at(amount: Balance, when: When) -> Due {
	owes(Performance::Pay { asset: None, amount, accrues: Accrual::Once(when) })
}

/// As [`pays`], of the other asset.
pub fn pays_dollars(amount: Balance) -> Due {
	owes(Performance::Pay { asset: Some(DOLLAR), amount, accrues: Accrual::Once(now()) })
}

/// Let the clock show this moment, in the next block.
pub fn clock(time: Moment) {
	System::set_block_number(System::block_number() + 1);
	set_time(time);
}

/// Let someone have exactly so much of an asset to spend. A stranger takes or gives the rest.
pub fn spare(asset: Asset, who: AccountId, amount: Balance) {
	use frame_support::traits::{fungibles::Mutate, tokens::Preservation::Preserve};
	type Assets = <Test as crate::Config>::Assets;
	let has = crate::work::free::<Test>(asset, &who);
	let moved = if has > amount {
		Assets::transfer(asset, &who, &STRANGER, has - amount, Preserve)
	} else {
		Assets::transfer(asset, &STRANGER, &who, amount - has, Preserve)
	};
	assert_ok!(moved);
	assert_eq!(crate::work::free::<Test>(asset, &who), amount);
}

/// How an obligation will stand at a time.
pub fn line_at(agreement: AgreementId, place: u8, time: Moment) -> StatementLine<AccountId> {
	Contracts::statement(agreement, Some(time)).unwrap().lines[place as usize].clone()
}

/// Settle these by one call.
pub fn settle_list(
	who: AccountId,
	agreements: &[AgreementId],
	most: Option<&[Money]>,
	obligations: u32,
) -> frame_support::dispatch::DispatchResultWithPostInfo {
	let list = agreements.iter().map(|id| one(*id)).collect::<Vec<_>>().try_into().unwrap();
	Contracts::settle(signed(who), list, most.map(|most| most.to_vec().try_into().unwrap()), obligations)
}

/// Settle one by a stranger, with a certificate.
pub fn present(
	agreement: AgreementId,
	obligation: u8,
	certificate: H256,
) -> frame_support::dispatch::DispatchResultWithPostInfo {
	let certificates = vec![Presented { obligation, certificate }].try_into().unwrap();
	let list = vec![ToSettle { agreement, certificates }].try_into().unwrap();
	Contracts::settle(signed(STRANGER), list, None, MAX_OBLIGATIONS)
}

mod accrual;
mod amend;
mod answer;
mod appeal;
mod awaits;
mod claim;
mod compact;
mod corruption;
mod decline;
mod defund;
mod dispute;
mod draft;
mod end;
mod fund;
mod hostile;
mod listed;
mod matrix;
mod properties;
mod reads;
mod receipts;
mod rule;
mod scenarios;
mod settle;
mod settlement;
mod sign;
mod terms;
mod theft;
mod waive;
