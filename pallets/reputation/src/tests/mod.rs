//! The tests: a file for each call, and for what goes across them.

use crate::{fees::bytes_at_most, mock::*, types::*, *};
use civitas_primitives::{
	agreements::{info::Fee, Money, Receipt, ReceiptSubject, Thing},
	certification::{CertificateId, NetworkId, State},
	money::Balance,
	reputation::*,
	Moment, Text,
};
use frame_support::{assert_noop, assert_ok, assert_storage_noop, hypothetically, hypothetically_ok, BoundedVec};
use sp_core::{Get, H256};
use sp_runtime::{DispatchError, DispatchResult, StateVersion, TokenError};

/// That a call is refused with this error, and changes nothing.
macro_rules! refused {
	($call:expr, $error:ident) => {
		assert_noop!($call, Error::<Test>::$error)
	};
}

mod basis;
mod corruption;
mod dispute;
mod fees;
mod matrix;
mod properties;
mod publish;
mod reads;
mod refresh;
mod respond;
mod review;
mod rule;
mod sealed;
mod set_profile;
mod sponsor;
mod theft;
mod theft2;
mod theft3;
mod voices;
mod weights;
mod withdraw;

/// Which review is given.
pub type Target = crate::types::Target<AccountId, H256>;
/// What shows that two had to do with one another.
pub type Proof = crate::types::Proof<AccountId, H256>;
/// What is reviewed.
pub type Subject = civitas_primitives::reputation::Subject<AccountId>;

/// The dealings of Alice and the shop, in most tests.
pub const DEAL: H256 = H256([0xd1; 32]);
/// Those of Bob and the shop.
pub const BOBS_DEAL: H256 = H256([0xd2; 32]);
/// What the arbiter gets for ruling.
pub const RULING_FEE: Balance = 1_000_000;
/// What says why, or what is answered.
pub const DOCUMENT: H256 = H256([0xdd; 32]);
/// Keeps what is sealed from being guessed.
pub const SALT: H256 = H256([0x5a; 32]);

/// A text of any bound.
pub fn text<S: Get<u32>>(text: &str) -> Text<S> {
	text.try_into().expect("it is short enough")
}

/// A list of any bound.
pub fn list<Item, S: Get<u32>>(items: impl Into<Vec<Item>>) -> BoundedVec<Item, S> {
	let items: Vec<Item> = items.into();
	BoundedVec::try_from(items).ok().expect("it is short enough")
}

/// What the shop sells.
pub fn product() -> Thing<AccountId> {
	Thing { owner: SHOP, kind: text("product"), hash: H256::repeat_byte(0xaa) }
}

/// The shop as a subject.
pub fn shop() -> Subject {
	Subject::Account(SHOP)
}

/// Its product as a subject.
pub fn thing() -> Subject {
	Subject::Thing(product())
}

/// So much of the native asset.
pub fn native(amount: Balance) -> Money {
	Money { asset: None, amount }
}

/// That the arbiter rules.
pub fn arbiters() -> Vec<Fee<AccountId>> {
	vec![Fee { arbiter: ARBITER, fee: native(RULING_FEE) }]
}

/// A customer and the shop deal over its product, and have agreed on the arbiter. They go on.
pub fn deal_with_shop(interaction: H256, customer: AccountId) {
	let about_product = ReceiptSubject::Thing(product());
	let bought = Receipt { subject: about_product, arbiters: arbiters(), ..receipt(SHOP) };
	deal(interaction, customer.clone(), SHOP, bought);
	deal(interaction, SHOP, customer.clone(), Receipt { arbiters: arbiters(), ..receipt(customer) });
}

/// Alice and the shop do.
pub fn dealings() {
	deal_with_shop(DEAL, ALICE);
}

/// An opinion without more than a rating.
pub fn stars(rating: u8) -> Opinion {
	Opinion { rating, dimensions: BoundedVec::new(), content: None, incentive: false }
}

/// The same, to be given.
pub fn open(rating: u8) -> Given {
	Given::Open(stars(rating))
}

/// The first review that rests on dealings.
pub fn first(interaction: H256, subject: Subject) -> Target {
	claiming(interaction, subject, 0)
}

/// The same, claiming a bucket.
pub fn claiming(interaction: H256, subject: Subject, bucket: u8) -> Target {
	Target::First { proof: Proof::Dealings(interaction), subject, bucket }
}

/// The identifier of a review that rests on dealings.
pub fn id_of(interaction: H256, from: AccountId, about: AccountId) -> ReviewId {
	review_id(&Basis::Dealings(interaction), &from, &about)
}

/// What Alice says of the shop.
pub fn alices() -> ReviewId {
	id_of(DEAL, ALICE, SHOP)
}

/// What the shop says of her.
pub fn shops() -> ReviewId {
	id_of(DEAL, SHOP, ALICE)
}

/// Someone reviews.
pub fn review(who: AccountId, target: Target, given: Given, voice: Option<CertificateId>) -> DispatchResult {
	let done = Reputation::review(signed(who), Box::new(target), given, voice);
	done.map(|_| ()).map_err(|failed| failed.error)
}

/// Someone reviews a subject by dealings, openly.
pub fn reviewed(who: AccountId, interaction: H256, subject: Subject, rating: u8) -> ReviewId {
	let id = id_of(interaction, who.clone(), subject.owner().clone());
	assert_ok!(review(who, first(interaction, subject), open(rating), None));
	id
}

/// Alice deals with the shop, and gives its product so many stars.
pub fn standing(rating: u8) -> ReviewId {
	dealings();
	reviewed(ALICE, DEAL, thing(), rating)
}

/// The same, and the shop disputes it.
pub fn disputed(rating: u8) -> ReviewId {
	let id = standing(rating);
	assert_ok!(dispute(SHOP, id));
	id
}

/// Someone says something else than he did.
pub fn again(who: AccountId, id: ReviewId, rating: u8) -> DispatchResult {
	review(who, Target::Again(id), open(rating), None)
}

/// Someone withdraws a review.
pub fn withdraw(who: AccountId, id: ReviewId) -> DispatchResult {
	Reputation::withdraw(signed(who), Withdrawn::Review(id))
}

/// Someone answers a version.
pub fn respond(who: AccountId, id: ReviewId, version: u8) -> DispatchResult {
	Reputation::respond(signed(who), id, version, DOCUMENT)
}

/// The number of the latest version of a review; 0 if there is none.
pub fn latest(id: ReviewId) -> u8 {
	Reviews::<Test>::get(id).map_or(0, |review| review.version)
}

/// Someone disputes a review, for as much as the arbiter wants.
pub fn dispute(who: AccountId, id: ReviewId) -> DispatchResult {
	Reputation::dispute(signed(who), id, latest(id), RULING_FEE)
}

/// Someone rules.
pub fn rule(who: AccountId, id: ReviewId, struck: bool) -> DispatchResult {
	Reputation::rule(signed(who), id, struck, DOCUMENT)
}

/// Someone refreshes a review.
pub fn refresh(id: ReviewId) -> DispatchResult {
	Reputation::refresh(signed(STRANGER), id)
}

/// Someone sets so much aside for reviews of a subject.
pub fn sponsor(who: AccountId, subject: Subject, amount: Balance) -> DispatchResult {
	Reputation::sponsor(signed(who), subject, amount)
}

/// What a review takes out of what is set aside: the least fee, and the deposit, which is 1 a byte.
pub fn sponsored_cost() -> Balance {
	LEAST_FEE + bytes_at_most::<Review<Test>>() as Balance
}

/// A review as it is stored.
pub fn stored(id: ReviewId) -> Review<Test> {
	Reviews::<Test>::get(id).expect("there is such a review")
}

/// What is said of a subject by everybody.
pub fn all(subject: &Subject) -> Aggregate {
	Aggregates::<Test>::get(subject.id(), None::<NetworkId>)
}

/// What is said of it in a network.
pub fn heard(subject: &Subject, network: NetworkId) -> Aggregate {
	Aggregates::<Test>::get(subject.id(), Some(network))
}

/// A histogram of these ratings.
pub fn histogram(ratings: &[u8]) -> Histogram {
	let mut counted = Histogram::default();
	ratings.iter().for_each(|rating| counted.0[usize::from(*rating) - 1] += 1);
	counted
}

/// Those that stand, were struck out, and were withdrawn.
pub fn counts(standing: &[u8], struck: &[u8], withdrawn: &[u8]) -> Counts {
	let [standing, struck, withdrawn] = [standing, struck, withdrawn].map(histogram);
	Counts { standing, struck, withdrawn }
}

/// How many bytes an account pays for.
pub fn bytes(who: AccountId) -> usize {
	Ledgers::<Test>::get(who).map_or(0, |ledger| ledger.bytes as usize)
}

/// The storage by its root.
pub fn storage() -> Vec<u8> {
	sp_io::storage::root(StateVersion::V1)
}

/// The events of this pallet so far, which are forgotten.
pub fn events() -> Vec<Event<Test>> {
	let all = System::events();
	System::reset_events();
	all.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::Reputation(event) => Some(event),
			_ => None,
		})
		.collect()
}
