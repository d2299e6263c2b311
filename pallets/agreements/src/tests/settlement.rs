//! Agreements as another pallet makes them.

use super::*;
use crate::WeightInfo;
use civitas_primitives::Moment;
use frame_support::hypothetically;
use sp_core::storage::StateVersion;
use sp_runtime::{DispatchError, DispatchResult};

/// The index of a pallet.
const SHOP: u8 = 21;

/// This pallet, as another one sees it.
struct Escrows;

impl Escrows {
	fn open(terms: &Terms, signed: &[AccountId]) -> Result<AgreementId, DispatchError> {
		<Contracts as Settlement<AccountId>>::open(SHOP, terms.clone(), &CAROL, signed)
	}

	fn sign(agreement: AgreementId, who: AccountId) -> DispatchResult {
		<Contracts as Settlement<AccountId>>::sign(SHOP, agreement, &who)
	}

	fn pay(from: AccountId, asset: Asset, to: &[(AccountId, Balance)]) -> DispatchResult {
		<Contracts as Settlement<AccountId>>::pay(&from, asset, to)
	}

	fn settle(agreement: AgreementId) -> DispatchResult {
		<Contracts as Settlement<AccountId>>::settle(agreement)
	}

	fn claim(agreement: AgreementId, who: AccountId, amount: Balance) -> DispatchResult {
		<Contracts as Settlement<AccountId>>::claim(agreement, 0, &who, amount, H256::repeat_byte(3))
	}

	fn answer(agreement: AgreementId, who: AccountId, amount: Balance) -> DispatchResult {
		<Contracts as Settlement<AccountId>>::answer(agreement, 0, &who, native(amount))
	}

	fn end(opener: u8, agreement: AgreementId) -> DispatchResult {
		<Contracts as Settlement<AccountId>>::end(opener, agreement)
	}

	fn obligation(agreement: AgreementId, place: u8) -> Option<(Due, Record)> {
		<Contracts as Settlement<AccountId>>::obligation(agreement, place)
	}
}

fn root() -> Vec<u8> {
	sp_io::storage::root(StateVersion::V1)
}

/// A sale whose price is held until the buyer accepts it.
fn sale() -> Terms {
	Terms { arbitration: arbitration(1, false), ..terms_of(&[ALICE, BOB], &[milestone(1_000, Silence::Accepts)]) }
}

#[test]
fn what_all_have_consented_to_runs_at_once() {
	build_and_execute(|| {
		let terms = terms_of(&[ALICE, BOB], &[pays(1_000)]);
		let id = Escrows::open(&terms, &[ALICE, BOB]).unwrap();
		assert_eq!(id, terms_hash(&terms));
		assert_eq!((record(id, 0).paid, state(id)), (1_000, AgreementState::Closed));
		let info = Contracts::agreement(id).unwrap();
		// Whoever is named pays the deposit, and need not be a party.
		assert_eq!((info.opener, info.depositor, deposit(ALICE)), (Some(SHOP), CAROL, 0));
		assert!(deposit(CAROL) > 0);
	});
}

#[test]
fn whoever_has_not_consented_yet_signs() {
	build_and_execute(|| {
		let id = Escrows::open(&sale(), &[BOB]).unwrap();
		assert_eq!((state(id), held(None, ALICE)), (AgreementState::Draft, 0));
		refused!(Escrows::sign(id, BOB), AlreadySigned);
		refused!(Escrows::sign(id, STRANGER), NotSigner);
		refused!(Escrows::sign(H256::zero(), ALICE), DraftUnknown);
		hypothetically!({
			// By himself, with a bound, or by the pallet.
			let bound = |amount| Some(vec![native(amount)].try_into().unwrap());
			refused!(Contracts::sign(signed(ALICE), id, bound(999)), CommitsMore);
			assert_ok!(Contracts::sign(signed(ALICE), id, bound(1_000)));
			assert_eq!(state(id), AgreementState::Active);
		});
		hypothetically!({
			assert_ok!(Contracts::decline(signed(ALICE), id));
			assert_eq!((Contracts::agreement(id), deposit(CAROL)), (None, 0));
		});
		assert_ok!(Escrows::sign(id, ALICE));
		assert_eq!((state(id), held(None, ALICE)), (AgreementState::Active, 1_000));
	});
}

#[test]
fn what_cannot_be_opened_changes_nothing() {
	build_and_execute(|| {
		// An escrow that its debtor does not have, after the other has signed.
		let before = root();
		let much = terms_of(&[BOB, ALICE], &[milestone(ENDOWMENT * 2, Silence::Accepts)]);
		assert!(Escrows::open(&much, &[ALICE, BOB]).is_err());
		assert_eq!(root(), before);
		refused!(Escrows::open(&sale(), &[ALICE, STRANGER]), NotSigner);
		refused!(Escrows::open(&sale(), &[ALICE, ALICE]), AlreadySigned);
		refused!(Escrows::open(&terms(&[]), &[]), NoParties);
		Related::mutate(|related| related.insert((ARBITERS[0], BOB)));
		refused!(Escrows::open(&sale(), &[ALICE, BOB]), ArbiterRelated);
		Related::set(Default::default());
		assert_ok!(Escrows::open(&sale(), &[]));
		refused!(Escrows::open(&sale(), &[]), AlreadyDrafted);
	});
}

#[test]
fn everyone_is_paid_or_nobody() {
	build_and_execute(|| {
		assert_ok!(Escrows::pay(ALICE, None, &[(BOB, 10), (CAROL, 20), (BOB, 30), (OFFICE, 0)]));
		assert_eq!(
			[ALICE, BOB, CAROL, OFFICE].map(|who| free(None, who)),
			[ENDOWMENT - 60, ENDOWMENT + 40, ENDOWMENT + 20, ENDOWMENT]
		);
		assert_ok!(Escrows::pay(ALICE, Some(DOLLAR), &[(BOB, 10)]));
		assert_ok!(Escrows::pay(ALICE, None, &[]));
		// Someone who cannot take it, as the first or the last.
		refused!(Escrows::pay(ALICE, None, &[(BOB, 10), (NOBODY, EXISTENTIAL_DEPOSIT - 1)]), CannotReceive);
		refused!(Escrows::pay(ALICE, None, &[(NOBODY, EXISTENTIAL_DEPOSIT - 1), (BOB, 10)]), CannotReceive);
		assert_ok!(Escrows::pay(ALICE, None, &[(NOBODY, EXISTENTIAL_DEPOSIT)]));
		// More than there is, together.
		let rest = crate::work::free::<Test>(None, &ALICE);
		let before = root();
		assert!(Escrows::pay(ALICE, None, &[(BOB, rest), (CAROL, 1)]).is_err());
		assert_eq!(root(), before);
		assert_ok!(Escrows::pay(ALICE, None, &[(BOB, rest - 1), (CAROL, 1)]));
		assert_eq!(free(None, ALICE), EXISTENTIAL_DEPOSIT, "what keeps the account stays");
	});
}

#[test]
fn all_that_is_due_is_paid_or_nothing() {
	build_and_execute(|| {
		let id = Escrows::open(&terms_of(&[ALICE, BOB], &[later(600), later(500)]), &[ALICE, BOB]).unwrap();
		assert_ok!(Escrows::settle(id));
		spare(None, ALICE, 1_099);
		pass(10 * DAY);
		refused!(Escrows::settle(id), NotSettled);
		assert_eq!((record(id, 0).paid, record(id, 1).paid), (0, 0));
		give(None, ISSUER, ALICE, 1);
		assert_ok!(Escrows::settle(id));
		assert_eq!((record(id, 0).paid, record(id, 1).paid, state(id)), (600, 500, AgreementState::Closed));
		refused!(Escrows::settle(H256::zero()), AgreementUnknown);
	});
}

#[test]
fn interest_is_due_as_well_and_what_is_held_for_a_creditor_is_not_paid() {
	build_and_execute(|| {
		let bearing = Due { interest: Some(100_000), ..later(365_000) };
		let id = Escrows::open(&terms_of(&[ALICE, BOB], &[bearing]), &[ALICE, BOB]).unwrap();
		spare(None, ALICE, 365_999);
		pass(20 * DAY);
		refused!(Escrows::settle(id), NotSettled);
		give(None, ISSUER, ALICE, 1);
		assert_ok!(Escrows::settle(id));
		let mut terms = terms_of(&[ALICE, BOB], &[pays_dollars(5), act(Silence::Accepts)]);
		refused!(Escrows::open(&terms, &[ALICE, BOB]), DraftExpired);
		terms.sign_by = Moment::MAX;
		assert_ok!(Assets::block(signed(ISSUER), DOLLAR, BOB));
		let id = Escrows::open(&terms, &[ALICE, BOB]).unwrap();
		assert_eq!(held(Some(DOLLAR), ALICE), 5);
		refused!(Escrows::settle(id), NotSettled);
		assert_ok!(Assets::thaw(signed(ISSUER), DOLLAR, BOB));
		// An act is not money, and does not stop it.
		assert_ok!(Escrows::settle(id));
		assert_eq!(record(id, 0).paid, 5);
	});
}

#[test]
fn it_claims_and_answers_for_the_parties() {
	build_and_execute(|| {
		let id = Escrows::open(&sale(), &[ALICE, BOB]).unwrap();
		refused!(Escrows::claim(id, ALICE, 800), NotClaimant);
		refused!(Escrows::claim(id, BOB, 1_001), MoreThanAccrued);
		assert_ok!(Escrows::claim(id, BOB, 800));
		refused!(Escrows::answer(id, BOB, 800), NotAnswerer);
		refused!(Escrows::answer(id, ALICE, 801), MoreThanClaimed);
		assert_ok!(Escrows::answer(id, ALICE, 800));
		refused!(Escrows::answer(id, ALICE, 800), NoClaim);
		assert_eq!((record(id, 0).paid, held(None, ALICE)), (800, 200));
	});
}

#[test]
fn only_its_opener_ends_it() {
	build_and_execute(|| {
		let id =
			Escrows::open(&terms_of(&[ALICE, BOB], &[instalments(100, Span::Seconds(86_400), None)]), &[ALICE, BOB])
				.unwrap();
		let own = agree(&terms_of(
			&[ALICE, BOB],
			&[instalments(100, Span::Seconds(86_400), None)].map(|due| Due { grace: 1, ..due }),
		));
		pass(DAY);
		refused!(Escrows::end(SHOP + 1, id), NotOpener);
		refused!(Escrows::end(SHOP, own), NotOpener);
		refused!(Contracts::end(signed(BOB), id, Ending::Agreed(NOW + 2 * DAY)), NotOpener);
		refused!(Escrows::end(SHOP, H256::zero()), AgreementUnknown);
		assert_ok!(Escrows::end(SHOP, id));
		pass(DAY);
		assert_ok!(Escrows::settle(id));
		// That of the day of the end has accrued, and no more.
		assert_eq!((record(id, 0).paid, state(id), stored(id).broken), (200, AgreementState::Closed, false));
		refused!(Escrows::end(SHOP, id), AgreementEnded);
	});
}

#[test]
fn only_its_opener_amends_it() {
	build_and_execute(|| {
		let id = Escrows::open(&sale(), &[ALICE, BOB]).unwrap();
		let mut next = terms_of(&[ALICE, BOB], &[later(300)]);
		next.amends = Some(Amends { agreement: id, version: 0 });
		refused!(Contracts::draft(signed(ALICE), next.clone(), None), NotOpener);
		let other = <Contracts as Settlement<AccountId>>::open(SHOP + 1, next.clone(), &CAROL, &[ALICE, BOB]);
		refused!(other, NotOpener);
		// All sign, as ever.
		let draft = Escrows::open(&next, &[ALICE]).unwrap();
		assert_eq!(stored(id).progress.version, 0);
		assert_ok!(Escrows::sign(draft, BOB));
		assert_eq!((stored(id).progress.version, stored(id).opener), (1, Some(SHOP)));
		assert_eq!(held(None, ALICE), 0, "what is not carried over goes back");
		// Nor does a pallet amend what parties have made.
		let own = agree(&terms_of(&[ALICE, BOB], &[later(1)]));
		next.amends = Some(Amends { agreement: own, version: 0 });
		refused!(Escrows::open(&next, &[ALICE, BOB]), NotOpener);
	});
}

#[test]
fn its_parties_dispute_it() {
	build_and_execute(|| {
		let id = Escrows::open(&sale(), &[ALICE, BOB]).unwrap();
		assert_ok!(Escrows::claim(id, BOB, 1_000));
		bring(ALICE, id, 1_000);
		// What is in dispute is not due.
		assert_ok!(Escrows::settle(id));
		hypothetically!({
			// The pallet answers for the buyer who concedes.
			assert_ok!(Escrows::answer(id, ALICE, 1_000));
			assert_eq!(record(id, 0).paid, 1_000);
		});
		assert_ok!(Escrows::end(SHOP, id));
		pass(DAY + 1);
		assert_ok!(Contracts::rule(signed(ARBITERS[0]), id, 0, 300, true));
		assert_eq!((record(id, 0).paid, held(None, ALICE)), (300, 0));
	});
}

#[test]
fn it_sees_an_obligation_with_what_time_has_done() {
	build_and_execute(|| {
		let id = Escrows::open(&sale(), &[ALICE, BOB]).unwrap();
		assert_ok!(Escrows::claim(id, BOB, 800));
		let (due, record) = Escrows::obligation(id, 0).unwrap();
		assert_eq!((due, record.demanded, record.held), (milestone(1_000, Silence::Accepts), 0, 1_000));
		pass(DAY);
		assert_eq!(Escrows::obligation(id, 0).unwrap().1.demanded, 0);
		pass(1);
		assert_eq!(Escrows::obligation(id, 0).unwrap().1.demanded, 800);
		assert_eq!(self::record(id, 0).demanded, 0, "it was only looked at");
		assert_eq!(Escrows::obligation(id, 1), None);
		assert_eq!(Escrows::obligation(H256::zero(), 0), None);
	});
}

#[test]
fn to_look_at_an_obligation_changes_nothing() {
	build_and_execute(|| {
		let id = Escrows::open(&sale(), &[ALICE, BOB]).unwrap();
		bring_claimed(id);
		pass(3 * DAY);
		let before = root();
		// By silence half of it is due.
		let (_, record) = Escrows::obligation(id, 0).unwrap();
		assert_eq!((record.disputed, record.forgiven), (0, 500));
		assert_eq!(root(), before);
	});
}

/// All of it claimed, and disputed.
fn bring_claimed(agreement: AgreementId) {
	assert_ok!(Escrows::claim(agreement, BOB, 1_000));
	bring(BOB, agreement, 1_000);
}

#[test]
fn to_pay_oneself_changes_nothing() {
	build_and_execute(|| {
		let before = (free(None, ALICE), free(None, BOB));
		assert_ok!(Escrows::pay(ALICE, None, &[(ALICE, 1_000), (BOB, 10), (ALICE, 1)]));
		assert_eq!((free(None, ALICE), free(None, BOB)), (before.0 - 10, before.1 + 10));
	});
}

/// Whoever charges what these say pays for what is done.
#[test]
fn weights_cover_what_is_done() {
	type Of = Contracts;
	type Weights = <Test as crate::Config>::WeightInfo;
	let pay = |to| <Of as Settlement<AccountId>>::pay_weight(to).ref_time();
	assert!(pay(32) > pay(1) && pay(1) >= Weights::pay(1).ref_time());
	let mut terms = terms_of(&[ALICE, BOB], &[pays(1), pays(2)]);
	let open = |terms: &Terms, signed| <Of as Settlement<AccountId>>::open_weight(terms, signed).ref_time();
	let (draft, sign) = (Weights::draft(2).ref_time(), Weights::sign(2).ref_time());
	assert!(open(&terms, 0) >= draft);
	assert!(open(&terms, 3) >= draft + 3 * sign);
	// An amendment goes over what there was, which may be more.
	terms.amends = Some(Amends { agreement: H256::zero(), version: 0 });
	let amend = Weights::amend(MAX_OBLIGATIONS).ref_time();
	assert!(open(&terms, 2) >= draft + 2 * amend);
	assert!(
		<Of as Settlement<AccountId>>::sign_weight().ref_time() >= amend.max(Weights::sign(MAX_OBLIGATIONS).ref_time())
	);
	let any = <Of as Settlement<AccountId>>::settle_weight().ref_time();
	for weight in [Weights::settle, Weights::claim, Weights::answer, Weights::end] {
		assert!(any >= weight(MAX_OBLIGATIONS).ref_time());
	}
	assert!(<Of as InteractionReceipts<AccountId>>::receipt_weight().ref_time() > 0);
}
