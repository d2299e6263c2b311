//! What benchmarks begin with.

use super::*;
use civitas_primitives::{
	identity::{KeySignature, PublicKey, WebAuthnAssertion},
	reputation::{
		review_id, Basis, Counts, Dimension, Opinion, Quarter, ReceiptSignature, ReviewId, Subject, QUARTERS,
	},
	Text,
};
use frame_support::{traits::fungible::Mutate, BoundedVec};
use frame_system::pallet_prelude::OriginFor;
use sp_core::ConstU32;

/// 2026-12-01, in the afternoon.
pub(super) const START: Moment = 1_796_137_200_000;
/// The hash of something.
pub(super) const PROOF: H256 = H256([0xee; 32]);
/// The base point of P-256 (SEC 2, section 2.4.2), compressed.
const PASSKEY: [u8; 33] = [
	0x03, 0x6b, 0x17, 0xd1, 0xf2, 0xe1, 0x2c, 0x42, 0x47, 0xf8, 0xbc, 0xe6, 0xe5, 0x63, 0xa4, 0x40, 0xf2, 0x77, 0x03,
	0x7d, 0x81, 0x2d, 0xeb, 0x33, 0xa0, 0xf4, 0xa1, 0x39, 0x45, 0xd8, 0x98, 0xc2, 0x96,
];

/// A text that is as long as it can be.
pub(super) fn longest<S: Get<u32>>() -> Text<S> {
	"m".repeat(S::get() as usize).try_into().expect("it is not longer")
}

pub(super) fn list<Item, S: Get<u32>>(items: impl IntoIterator<Item = Item>) -> BoundedVec<Item, S> {
	BoundedVec::try_from(items.into_iter().collect::<Vec<_>>()).ok().expect("it is short enough")
}

pub(super) fn by<T: Config>(who: &T::AccountId) -> OriginFor<T> {
	RawOrigin::Signed(who.clone()).into()
}

/// Let someone be able to pay for everything: ten million whole units, and the fee for that.
fn endow<T: Config>(who: &T::AccountId) {
	T::Currency::mint_into(who, T::Unit::get().saturating_mul(20_000_000)).expect("nothing limits the issuance");
}

/// Someone who can pay for everything.
pub(super) fn rich<T: Config>(name: &'static str) -> T::AccountId {
	let who: T::AccountId = account(name, 0, 0);
	endow::<T>(&who);
	who
}

pub(super) fn post_terms<AccountId>(kind: PostKind<AccountId>) -> PostTerms<AccountId> {
	let text: Text<ConstU32<MAX_TEXT>> = longest();
	let content = sp_io::hashing::sha2_256(text.as_bytes()).into();
	PostTerms { kind, content, uri: longest(), text: Some(text), reply_to: None, previous: None }
}

pub(super) fn published<T: Config>(who: &T::AccountId, terms: PostTerms<T::AccountId>) {
	Pallet::<T>::publish(by::<T>(who), terms).expect("nothing speaks against it");
}

/// One that says as much as can be said.
pub(super) fn opinion(rating: u8) -> Opinion {
	let dimensions = list(Dimension::ALL.map(|dimension| (dimension, rating)));
	Opinion { rating, dimensions, content: Some(PROOF), incentive: true }
}

/// A bad signature by a passkey that was asked with `hash`, with the most that a browser can say.
pub(super) fn passkey(hash: &[u8; 32]) -> ReceiptSignature {
	const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	// Six bits each; those behind the last byte are zero.
	let bit = |place: usize| hash.get(place / 8).map_or(0, |byte| usize::from((byte >> (7 - place % 8)) & 1));
	let digit = |place: usize| DIGITS[(6 * place..6 * place + 6).fold(0, |bits, place| 2 * bits + bit(place))];
	let mut client_data = br#"{"type":"webauthn.get","challenge":""#.to_vec();
	client_data.extend((0..43).map(digit));
	client_data.extend(br#"","origin":"https://"#);
	client_data.resize(512 - 2, b'a');
	client_data.extend(br#""}"#);
	// Someone was there.
	let mut authenticator_data = [0; 37];
	authenticator_data[32] = 1;
	let assertion = WebAuthnAssertion {
		authenticator_data: list(authenticator_data),
		client_data_json: list(client_data),
		signature: [1; 64],
	};
	ReceiptSignature { key: PublicKey::P256(PASSKEY), signature: KeySignature::WebAuthn(assertion) }
}

/// Two who had to do with one another, and who rules.
pub(super) struct Scene<T: Config> {
	pub(super) from: T::AccountId,
	pub(super) about: T::AccountId,
	pub(super) arbiter: T::AccountId,
	/// What it was about.
	pub(super) thing: Thing<T::AccountId>,
	interaction: InteractionOf<T>,
}

impl<T: Config> Scene<T> {
	pub(super) fn new() -> Self {
		T::BenchmarkHelper::set_time(START);
		endow::<T>(&T::Treasury::get());
		let [from, about, arbiter] = ["from", "about", "arbiter"].map(rich::<T>);
		let thing = Thing { owner: about.clone(), kind: longest(), hash: PROOF };
		let unit = T::Unit::get();
		let ruling = (arbiter.clone(), unit);
		let paid = unit.saturating_mul(10_000_000);
		let interaction = T::BenchmarkHelper::dealings(&from, thing.clone(), paid, ruling);
		let scene = Self { from, about, arbiter, thing, interaction };
		scene.crowd(None);
		scene
	}

	pub(super) fn subject(&self) -> Subject<T::AccountId> {
		Subject::Thing(self.thing.clone())
	}

	/// Let an aggregate have places for quarters that are earlier, as many as it can have.
	fn crowd(&self, network: Option<u32>) {
		let now = Pallet::<T>::this_quarter();
		let earlier = (1..=QUARTERS as Quarter).rev().map(|ago| (now - ago, Counts::default()));
		Aggregates::<T>::mutate(self.subject().id(), network, |aggregate| aggregate.by_quarter = list(earlier));
	}

	/// A certificate that who reviews is one person, of another network for each number.
	pub(super) fn person(&self, number: u8) -> CertificateId {
		let certificate = T::BenchmarkHelper::person(&self.from, number);
		let (network, _) = Pallet::<T>::person(&self.from, certificate).expect("it was certified");
		self.crowd(Some(network));
		certificate
	}

	/// The first review, which claims the highest bucket.
	pub(super) fn first(&self) -> Target<T::AccountId, InteractionOf<T>> {
		let proof = Proof::Dealings(self.interaction.clone());
		Target::First { proof, subject: self.subject(), bucket: 7 }
	}

	fn id(&self) -> ReviewId {
		review_id(&Basis::Dealings(self.interaction.clone()), &self.from, &self.about)
	}

	pub(super) fn stored(&self) -> Review<T> {
		Reviews::<T>::get(self.id()).expect("it was given")
	}

	/// It is given, and counts in a network, too.
	pub(super) fn given(&self) -> ReviewId {
		let (target, said) = (Box::new(self.first()), Given::Open(opinion(5)));
		let voice = Some(self.person(1));
		Pallet::<T>::review(by::<T>(&self.from), target, said, voice).expect("they had to do with one another");
		self.id()
	}

	/// The same; and it is disputed.
	pub(super) fn disputed(&self) -> ReviewId {
		let id = self.given();
		Pallet::<T>::dispute(by::<T>(&self.about), id, 0, Balance::MAX).expect("there is an arbiter");
		id
	}
}
