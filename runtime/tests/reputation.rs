//! Reputation on the real runtime: of a shop and of those who had to do with it, by agreements, certificates and signed receipts.

#[path = "reputation/basis.rs"]
mod basis;
mod common;
#[path = "reputation/cost.rs"]
mod cost;
#[path = "reputation/emergency.rs"]
mod emergency;
#[path = "reputation/fees.rs"]
mod fees;
#[path = "reputation/identities.rs"]
mod identities;
#[path = "reputation/keys.rs"]
mod keys;
#[path = "reputation/voices.rs"]
mod voices;

use civitas_primitives::{
	agreements::{
		terms_hash, Accrual, AgreementId, Arbitration, Awaits, Creditor, Fraction, Funding, Instance, Money,
		NoCondition, Obligation, Party, Performance, Prose, Seconds, Span, Thing, When,
	},
	certification::{CertificateId, NetworkId},
	identity::{identity_id, Kind, PublicKey},
	money::{AssetId, Balance},
	reputation::{review_id, Aggregate, Basis, Counts, Histogram, Opinion, ReviewId},
	Moment, Page, Text,
};
use civitas_runtime::{
	configs::civitas::StoragePrice, currency::CIV, AccountId, Balances, IdentityRegistry, Reputation, Runtime,
	RuntimeCall, RuntimeOrigin, Treasury, SLOT_DURATION_MILLIS,
};
use codec::{Decode, Encode, MaxEncodedLen};
use common::*;
use frame_support::{
	storage::unhashed,
	traits::fungible::{Inspect as _, InspectHold as _},
	BoundedVec,
};
use pallet_identity_registry::Error as IdentityError;
use pallet_reputation::{info::Reviewable, types::*, Error, HoldReason, Ledgers, Reviews, Sponsorships};
use sp_core::{Get, H256};
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie, Dave, Eve, Ferdie, FerdieStash};
use sp_runtime::{
	traits::{Convert, Dispatchable},
	DispatchError, DispatchResult,
};
use std::collections::BTreeMap;

type Say = pallet_reputation::Call<Runtime>;
type Agree = pallet_agreements::Call<Runtime>;
type Certify = pallet_certification::Call<Runtime>;
type Registry = pallet_identity_registry::Call<Runtime>;
type Issue = pallet_assets::Call<Runtime>;
type Terms = pallet_agreements::TermsOf<Runtime>;
type Due = Obligation<AccountId, NoCondition>;
type Subject = civitas_primitives::reputation::Subject<AccountId>;
type Target = pallet_reputation::types::Target<AccountId, AgreementId>;
type Proof = pallet_reputation::types::Proof<AccountId, AgreementId>;

/// Buys, in most tests.
const CUSTOMER: Sr25519Keyring = Bob;
/// Sells.
const SHOP: Sr25519Keyring = Charlie;
/// Buys, or works for the shop.
const OTHER: Sr25519Keyring = Dave;
/// Rules, as the shop and who buys there have agreed.
const ARBITER: Sr25519Keyring = Eve;
/// Has nothing to do with any of it.
const STRANGER: Sr25519Keyring = Ferdie;
/// Issues the dollar, knows who is one person, and has plenty of everything.
const ISSUER: Sr25519Keyring = Alice;
/// Has a key of somebody's identity.
const CLERK: Sr25519Keyring = FerdieStash;

/// An asset, which the issuer issues.
const DOLLAR: AssetId = 1;
/// A whole dollar: it has 6 decimals.
const DOLLARS: Balance = 1_000_000;
/// What the arbiter gets.
const RULING_FEE: Balance = 2 * CIV;
/// An hour, in seconds.
const HOUR: Seconds = 60 * 60;
/// A day.
const DAY: Moment = 24 * 60 * 60 * 1_000;
/// What says why, or what is answered.
const DOCUMENT: H256 = H256([0xdd; 32]);
/// Keeps what is sealed from being guessed.
const SALT: H256 = H256([0x5a; 32]);

/// The time of this block.
fn now() -> Moment {
	pallet_timestamp::Now::<Runtime>::get()
}

/// Let just so much time pass, of two slots or more. There is room for transactions after it, as the first block of a session, which
/// has none, is the one before.
fn pass(span: Moment) {
	skip_slots(span / SLOT_DURATION_MILLIS - 1);
	next_block();
}

fn refused(error: impl Into<DispatchError>) -> DispatchResult {
	Err(error.into())
}

fn filtered() -> DispatchResult {
	refused(frame_system::Error::<Runtime>::CallFiltered)
}

/// A text of any bound.
fn text<S: Get<u32>>(text: &str) -> Text<S> {
	text.try_into().expect("it is short enough")
}

/// A list of any bound.
fn list<Item, S: Get<u32>>(items: impl Into<Vec<Item>>) -> BoundedVec<Item, S> {
	let items: Vec<Item> = items.into();
	BoundedVec::try_from(items).ok().expect("it is short enough")
}

fn key(who: Sr25519Keyring) -> PublicKey {
	PublicKey::Sr25519(who.public().0)
}

/// What someone has, held or not.
fn total(who: &AccountId) -> Balance {
	Balances::total_balance(who)
}

/// What someone has on hold.
fn held(reason: HoldReason, who: &AccountId) -> Balance {
	Balances::balance_on_hold(&reason.into(), who)
}

/// The deposit for a first record of this kind.
fn place<R: MaxEncodedLen>() -> Balance {
	StoragePrice::convert(Reputation::footprint_of::<R>())
}

/// All that is stored of reputation.
fn state() -> Vec<(Vec<u8>, Option<Vec<u8>>)> {
	let prefix = sp_io::hashing::twox_128(b"Reputation");
	let next = |key: &Vec<u8>| sp_io::storage::next_key(key).filter(|key| key.starts_with(&prefix));
	let keys = std::iter::successors(next(&prefix.to_vec()), next);
	keys.map(|key| (key.clone(), unhashed::get_raw(&key))).collect()
}

/// What becomes of a transaction. It has a block of its own, as one that is refused weighs as much as it could have; and it changes
/// nothing then.
fn applied(who: Sr25519Keyring, call: impl Into<RuntimeCall>) -> DispatchResult {
	let call = call.into();
	next_block();
	let before = state();
	let result = apply(signed(who, call.clone(), 0)).expect("it is valid");
	assert!(result.is_ok() || state() == before, "{call:?} was refused and has changed something");
	result
}

/// The same, which has to succeed.
fn done(who: Sr25519Keyring, call: impl Into<RuntimeCall>) {
	let call = call.into();
	assert_eq!(applied(who, call.clone()), Ok(()), "{call:?}");
}

/// Make a call, which has to succeed, without a transaction and its fee.
fn made(who: &AccountId, call: impl Into<RuntimeCall>) {
	let call = call.into();
	call.clone().dispatch(RuntimeOrigin::signed(who.clone())).unwrap_or_else(|error| panic!("{call:?}: {error:?}"));
}

/// What becomes of an act of an identity, by a key of it.
fn act(by: Sr25519Keyring, identity: &AccountId, call: impl Into<RuntimeCall>) -> DispatchResult {
	applied(by, Registry::act_as { identity: identity.clone(), call: Box::new(call.into()) })
}

/// The identity of someone, who has its first key. It has 1,000 coins.
fn identity(holder: Sr25519Keyring) -> AccountId {
	let room = IdentityRegistry::room_for(8, 8, 2, 2, 0, 0);
	done(holder, Registry::register { kind: Kind::Person, key: key(holder), salt: [0; 32], room, proof: None });
	let id: AccountId = identity_id(&key(holder), &[0; 32]).into();
	let dest = id.clone().into();
	done(ISSUER, pallet_balances::Call::<Runtime>::transfer_keep_alive { dest, value: 1_000 * CIV });
	id
}

/// There are dollars, of which customers have something.
fn found() {
	// So that no later time is just that of a new session.
	next_block();
	let admin = account(ISSUER).into();
	done(ISSUER, Issue::create { id: DOLLAR.into(), admin, min_balance: 1 });
	let beneficiary = account(CUSTOMER).into();
	done(ISSUER, Issue::mint { id: DOLLAR.into(), beneficiary, amount: 1_000_000 * DOLLARS });
}

// ------------------------------------------------------------ dealings

/// So much of the native asset.
fn coins(amount: Balance) -> Money {
	Money { asset: None, amount: amount * CIV }
}

fn dollars(amount: Balance) -> Money {
	Money { asset: Some(DOLLAR), amount: amount * DOLLARS }
}

/// A party owes the other this, so many seconds after both have signed.
fn owes(debtor: u8, Money { asset, amount }: Money, after: Seconds) -> Due {
	let accrues = Accrual::Once(When::Activation(Span::Seconds(after)));
	Obligation {
		clause: 1,
		debtor,
		creditor: Creditor::Party(1 - debtor),
		performance: Performance::Pay { asset, amount, accrues },
		awaits: Awaits::default(),
		funding: Funding::Unfunded,
		grace: 0,
		interest: None,
		assignable: false,
		carries: None,
	}
}

/// What is sold.
fn machine_of(shop: &AccountId) -> Thing<AccountId> {
	Thing { owner: shop.clone(), kind: text("product"), hash: H256([0xaa; 32]) }
}

/// That of the shop, as it is reviewed.
fn machine() -> Subject {
	Subject::Thing(machine_of(&account(SHOP)))
}

fn of_account(who: &AccountId) -> Subject {
	Subject::Account(who.clone())
}

/// A customer and a shop deal over its machine. The arbiter rules, if need be.
fn terms(customer: &AccountId, shop: &AccountId, obligation: Due) -> Terms {
	let party = |account: &AccountId| Party { account: account.clone(), role: text("party") };
	let instance = Instance { arbiter: account(ARBITER), fee: RULING_FEE, evidence_within: HOUR, rule_within: HOUR };
	Terms {
		parties: list([party(customer), party(shop)]),
		about: Some(machine_of(shop)),
		prose: Prose { hash: DOCUMENT, uri: Default::default(), clauses: None },
		template: None,
		obligations: list([obligation]),
		term: None,
		arbitration: Some(Arbitration {
			instances: list([instance]),
			both_advance: false,
			appeal_within: HOUR,
			default: Fraction::ALL,
		}),
		amends: None,
		sign_by: now() + DAY,
		salt: H256::zero(),
	}
}

/// A customer and the shop sign this.
fn agreed(customer: Sr25519Keyring, obligation: Due) -> AgreementId {
	let terms = terms(&account(customer), &account(SHOP), obligation);
	let draft = terms_hash(&terms);
	done(customer, Agree::draft { terms, most: None });
	done(SHOP, Agree::sign { draft, most: None });
	draft
}

/// A customer buys the machine of the shop, and pays at once: by that it is over.
fn bought(customer: Sr25519Keyring, price: Money) -> AgreementId {
	agreed(customer, owes(0, price, 0))
}

/// The first review that rests on an agreement.
fn by_agreement(agreement: AgreementId, subject: Subject, bucket: u8) -> Target {
	Target::First { proof: Proof::Dealings(agreement), subject, bucket }
}

fn review_of(agreement: AgreementId, from: &AccountId, about: &AccountId) -> ReviewId {
	review_id(&Basis::Dealings(agreement), from, about)
}

// ------------------------------------------------------------ reviews

/// An opinion without more than a rating.
fn stars(rating: u8) -> Opinion {
	Opinion { rating, dimensions: Default::default(), content: None, incentive: false }
}

fn open(rating: u8) -> Given {
	Given::Open(stars(rating))
}

/// The same, sealed.
fn sealed(rating: u8, review: ReviewId) -> Given {
	Given::Sealed(stars(rating).seal(&review, &SALT))
}

fn opened(rating: u8) -> Given {
	Given::Opened { opinion: stars(rating), salt: SALT }
}

fn review(target: Target, given: Given) -> Say {
	Say::review { target: Box::new(target), given, voice: None }
}

/// A customer reviews the machine by an agreement, and claims the lowest bucket.
fn reviewed(customer: Sr25519Keyring, agreement: AgreementId, rating: u8) -> ReviewId {
	done(customer, review(by_agreement(agreement, machine(), 0), open(rating)));
	review_of(agreement, &account(customer), &account(SHOP))
}

fn again(review: ReviewId, rating: u8) -> Say {
	self::review(Target::Again(review), open(rating))
}

fn dispute(review: ReviewId) -> Say {
	Say::dispute { review, version: 0, most: RULING_FEE }
}

fn rule(review: ReviewId, struck: bool) -> Say {
	Say::rule { review, struck, document: DOCUMENT }
}

fn respond(review: ReviewId) -> Say {
	Say::respond { review, version: 0, content: DOCUMENT }
}

/// A post that answers one.
fn answer(to: Option<PostId<AccountId>>) -> Say {
	let (kind, content) = (PostKind::Post, DOCUMENT);
	Say::publish { post: PostTerms { kind, content, uri: text("ipfs://a"), text: None, reply_to: to, previous: None } }
}

fn profile(name: &str) -> Profile {
	Profile { name: Some(text(name)), ..Profile::default() }
}

/// A call of each kind, by name, with the error by which it is refused to who has nothing to do with any of it.
fn every_call() -> Vec<(&'static str, Say, Error<Runtime>)> {
	let (unknown, nobody) = (H256::zero(), account(STRANGER));
	vec![
		("set_profile", Say::set_profile { profile: None }, Error::ProfileUnknown),
		("publish", answer(Some(PostId { author: nobody, number: 7 })), Error::PostUnknown),
		("withdraw", Say::withdraw { withdrawn: Withdrawn::Post(7) }, Error::PostUnknown),
		("review", review(by_agreement(unknown, machine(), 0), open(1)), Error::NoReceipt),
		("respond", respond(unknown), Error::ReviewUnknown),
		("dispute", dispute(unknown), Error::ReviewUnknown),
		("rule", rule(unknown, true), Error::ReviewUnknown),
		("refresh", Say::refresh { review: unknown }, Error::ReviewUnknown),
		("sponsor", Say::sponsor { subject: machine(), amount: CIV }, Error::NotAllowed),
	]
}

/// A review as it is stored.
fn stored(review: ReviewId) -> Review<Runtime> {
	Reviews::<Runtime>::get(review).expect("there is such a review")
}

/// What is said of a subject by everybody.
fn all(subject: &Subject) -> Aggregate {
	Reputation::aggregate(subject.clone(), vec![]).all
}

/// Those that stand, were struck out, and were withdrawn.
fn counts(standing: &[u8], struck: &[u8], withdrawn: &[u8]) -> Counts {
	let histogram = |ratings: &[u8]| {
		let mut counted = Histogram::default();
		ratings.iter().for_each(|rating| counted.0[usize::from(*rating) - 1] += 1);
		counted
	};
	let [standing, struck, withdrawn] = [standing, struck, withdrawn].map(histogram);
	Counts { standing, struck, withdrawn }
}

/// What is held of everybody is what the tickets say, what is set aside, and what was advanced. And end the block, which checks the
/// invariants of all pallets where the feature is on.
fn check() {
	let (mut aside, mut advanced) = (BTreeMap::<AccountId, Balance>::new(), BTreeMap::<AccountId, Balance>::new());
	for sponsorship in Sponsorships::<Runtime>::iter_values() {
		*aside.entry(sponsorship.owner).or_default() += sponsorship.left;
	}
	for review in Reviews::<Runtime>::iter_values() {
		if let Some(Disputed::Open { fee, .. }) = review.latest.disputed {
			*advanced.entry(review.subject.owner().clone()).or_default() += fee;
		}
	}
	for who in frame_system::Account::<Runtime>::iter_keys() {
		let ticket = Ledgers::<Runtime>::get(&who).and_then(|ledger| ledger.ticket);
		// It keeps its amount to itself, and is encoded as that alone.
		let records = ticket.map_or(0, |ticket| Balance::decode(&mut &ticket.encode()[..]).expect("it is an amount"));
		assert_eq!(held(HoldReason::Records, &who), records, "for the records of {who}");
		let has_set_aside = aside.remove(&who).unwrap_or_default();
		assert_eq!(held(HoldReason::Sponsorship, &who), has_set_aside, "what {who} has set aside");
		let has_advanced = advanced.remove(&who).unwrap_or_default();
		assert_eq!(held(HoldReason::Dispute, &who), has_advanced, "what {who} has advanced");
	}
	assert!(aside.is_empty() && advanced.is_empty(), "of accounts that there are not: {aside:?}, {advanced:?}");
	end_block();
}

// ------------------------------------------------------------ a shop and its customers

#[test]
fn a_shop_and_its_customer_review_each_other_once() {
	development().execute_with(|| {
		found();
		let (customer, shop) = (account(CUSTOMER), account(SHOP));
		let agreement = bought(CUSTOMER, coins(400));
		let until = Some(now() + WINDOW);
		// As a node is asked.
		let listed = |who: &AccountId| -> Page<Reviewable<AccountId, AgreementId>, AgreementId> {
			ask("Reputation", "reviewable", (who.clone(), None::<AgreementId>, None::<u32>))
		};
		let item = |about: &AccountId, subject| {
			let (dealings, about) = (agreement, about.clone());
			Page { items: vec![Reviewable { dealings, about, subject, bucket: 2, until }], next: None }
		};
		assert_eq!(listed(&customer), item(&shop, machine()));
		assert_eq!(listed(&shop), item(&customer, of_account(&customer)));

		let first = |subject, bucket| review(by_agreement(agreement, subject, bucket), open(2));
		let another = Subject::Thing(Thing { hash: DOCUMENT, ..machine_of(&shop) });
		assert_eq!(applied(CUSTOMER, first(machine(), 3)), refused(Error::<Runtime>::BucketTooHigh));
		assert_eq!(applied(CUSTOMER, first(another, 0)), refused(Error::<Runtime>::OtherSubject));
		assert_eq!(applied(STRANGER, first(machine(), 0)), refused(Error::<Runtime>::NoReceipt));
		done(CUSTOMER, first(machine(), 2));
		done(SHOP, first(of_account(&customer), 0));
		for subject in [machine(), of_account(&shop)] {
			assert_eq!(applied(CUSTOMER, first(subject, 0)), refused(Error::<Runtime>::ReviewExists));
		}
		assert_eq!(applied(SHOP, first(of_account(&customer), 0)), refused(Error::<Runtime>::ReviewExists));

		let nothing = Page { items: vec![], next: None };
		assert_eq!((listed(&customer), listed(&shop)), (nothing.clone(), nothing));
		assert_eq!(all(&machine()).by_bucket[2], counts(&[2], &[], &[]));
		assert_eq!(all(&of_account(&customer)).by_kind[0], counts(&[2], &[], &[]));
		// What is said of the machine is not said of the shop.
		assert_eq!(all(&of_account(&shop)), Aggregate::default());
		check();
	});
}

#[test]
fn who_was_let_down_reviews_and_who_has_let_him_down_does_not() {
	development().execute_with(|| {
		found();
		// The shop has no dollars to pay back with.
		let agreement = agreed(CUSTOMER, owes(1, dollars(50), HOUR));
		let by_customer = || review(by_agreement(agreement, machine(), 0), open(1));
		let by_shop = review(by_agreement(agreement, of_account(&account(CUSTOMER)), 0), open(1));
		assert_eq!(applied(CUSTOMER, by_customer()), refused(Error::<Runtime>::NoReceipt));
		pass(DAY);
		assert_eq!(applied(SHOP, by_shop), refused(Error::<Runtime>::NoReceipt));
		done(CUSTOMER, by_customer());
		assert_eq!(all(&machine()).all, counts(&[1], &[], &[]));
		check();
	});
}

#[test]
fn the_arbiter_on_whom_both_have_agreed_rules() {
	development().execute_with(|| {
		found();
		let (shop, arbiter) = (account(SHOP), account(ARBITER));
		let [struck, upheld] = [(CUSTOMER, 1), (OTHER, 2)]
			.map(|(customer, rating)| reviewed(customer, bought(customer, coins(40)), rating));
		done(SHOP, respond(struck));
		let cheaper = Say::dispute { review: struck, version: 0, most: RULING_FEE - 1 };
		assert_eq!(applied(SHOP, cheaper), refused(Error::<Runtime>::FeeTooHigh));
		assert_eq!(applied(CUSTOMER, dispute(struck)), refused(Error::<Runtime>::NotAllowed));
		for review in [struck, upheld] {
			done(SHOP, dispute(review));
		}
		assert_eq!(held(HoldReason::Dispute, &shop), 2 * RULING_FEE);
		assert_eq!(applied(CUSTOMER, again(struck, 5)), refused(Error::<Runtime>::Disputed));
		assert_eq!(applied(STRANGER, rule(struck, true)), refused(Error::<Runtime>::NotAllowed));

		let before = total(&arbiter);
		made(&arbiter, rule(struck, true));
		assert_eq!((total(&arbiter) - before, held(HoldReason::Dispute, &shop)), (RULING_FEE, RULING_FEE));
		assert_eq!(applied(CUSTOMER, again(struck, 5)), refused(Error::<Runtime>::StruckOut));
		assert_eq!(all(&machine()).all, counts(&[2], &[1], &[]));

		// Of the other he says nothing.
		let refresh = || Say::refresh { review: upheld };
		assert_eq!(applied(STRANGER, refresh()), refused(Error::<Runtime>::NothingToRefresh));
		pass(RULE_WITHIN);
		assert_eq!(applied(ARBITER, rule(upheld, true)), refused(Error::<Runtime>::TooLate));
		let before = total(&shop);
		done(STRANGER, refresh());
		assert_eq!((total(&shop), held(HoldReason::Dispute, &shop)), (before, 0));
		assert_eq!(all(&machine()).all, counts(&[2], &[1], &[]));
		check();
	});
}
