//! Benchmarks: each call at its worst case.
//!
//! Reviews are about a thing, by dealings; they rate all dimensions, and count in a network, too, unless it says otherwise. In each
//! aggregate there are all quarters that have a place. Texts are as long as can be. What others answer weighs by itself, but is done here
//! as well; what is asked about keys is not.

mod scene;

use super::*;
use crate::types::*;
use alloc::{boxed::Box, vec::Vec};
use civitas_primitives::{
	agreements::Thing,
	certification::CertificateId,
	identity::{self, SignatureError},
	money::Balance,
	reputation::SignedReceipt,
	Moment,
};
use frame_benchmarking::v2::*;
use frame_support::traits::Get;
use frame_system::RawOrigin;
use scene::*;
use sp_core::H256;

/// What benchmarks need of a runtime.
pub trait BenchmarkHelper<T: Config> {
	/// Let it be this time, as [`Config::Time`] tells it.
	fn set_time(now: Moment);

	/// Let someone and the owner of a thing have had dealings about it, which go on or end now: he has paid so much of the native asset.
	/// They have agreed on an arbiter, for a fee.
	fn dealings(
		from: &T::AccountId,
		thing: Thing<T::AccountId>,
		paid: Balance,
		arbiter: (T::AccountId, Balance),
	) -> InteractionOf<T>;

	/// Certify, with a nullifier, that someone is one person: in another network for each number.
	fn person(who: &T::AccountId, number: u8) -> CertificateId;
}

#[cfg(test)]
impl BenchmarkHelper<mock::Test> for () {
	fn set_time(now: Moment) {
		mock::set_time(now);
	}

	fn dealings(
		from: &mock::AccountId,
		thing: Thing<mock::AccountId>,
		paid: Balance,
		(arbiter, fee): (mock::AccountId, Balance),
	) -> H256 {
		use civitas_primitives::agreements::{info::Fee, Money, Receipt, ReceiptSubject};
		let (about, money) = (thing.owner.clone(), |amount| Money { asset: None, amount });
		let receipt = Receipt {
			subject: ReceiptSubject::Thing(thing),
			paid: alloc::vec![money(paid)],
			arbiters: alloc::vec![Fee { arbiter, fee: money(fee) }],
			..mock::receipt(about.clone())
		};
		mock::deal(PROOF, from.clone(), about, receipt);
		PROOF
	}

	fn person(who: &mock::AccountId, number: u8) -> CertificateId {
		mock::certify_person(number, number.into(), who.clone(), 1)
	}
}

// Each benchmark is a type of its name, so no variable has that.
#[benchmarks]
mod benchmarks {
	use super::*;

	/// By someone who pays for other records, too.
	#[benchmark]
	fn set_profile() {
		let who = rich::<T>("somebody");
		published::<T>(&who, post_terms(PostKind::Post));
		let profile = Profile {
			name: Some(longest()),
			description: Some(longest()),
			contact: Some(longest()),
			products: Some(longest()),
			support: Some(longest()),
			media: Some(PROOF),
			document: Some(Document { hash: PROOF, uri: longest() }),
		};

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), Some(profile.clone()));

		assert_eq!(Profiles::<T>::get(who), Some(ProfileRecord { profile, version: 1 }));
	}

	/// It praises who is not related, answers a testimonial, and takes the place of another post.
	#[benchmark]
	fn publish() {
		let [author, other] = ["author", "other"].map(rich::<T>);
		published::<T>(&author, post_terms(PostKind::Post));
		published::<T>(&other, post_terms(PostKind::Testimonial { of: author.clone() }));
		let answered = PostId { author: other.clone(), number: 0 };
		let mut terms = post_terms(PostKind::Testimonial { of: other });
		(terms.reply_to, terms.previous) = (Some(answered.clone()), Some(0));

		#[extrinsic_call]
		_(RawOrigin::Signed(author.clone()), terms);

		assert!(Posts::<T>::contains_key(&author, 1));
		assert!(Testimonials::<T>::contains_key(&author, answered));
	}

	#[benchmark]
	fn withdraw() {
		let scene = Scene::<T>::new();
		let id = scene.given();

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.from.clone()), Withdrawn::Review(id));

		assert_eq!(scene.stored().state, ReviewState::Withdrawn);
	}

	/// By dealings, for the first time, without a network. What is set aside pays the least of it, and who gives it the rest.
	#[benchmark]
	fn review() {
		let scene = Scene::<T>::new();
		let aside = T::Unit::get().saturating_mul(1_000);
		Pallet::<T>::sponsor(by::<T>(&scene.about), scene.subject(), aside).expect("it is free");
		let (target, said) = (Box::new(scene.first()), Given::Open(opinion(5)));

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.from.clone()), target, said, None);

		let stored = scene.stored();
		assert_eq!((stored.payer, stored.bucket), (scene.about, 7));
	}

	/// What was said is kept. Whether what it rests on has ended by now is asked besides.
	#[benchmark]
	fn review_again() {
		let scene = Scene::<T>::new();
		let id = scene.given();
		let said = Given::Open(opinion(1));

		#[extrinsic_call]
		review(RawOrigin::Signed(scene.from.clone()), Box::new(Target::Again(id)), said, None);

		assert_eq!(scene.stored().version, 1);
		assert!(Versions::<T>::contains_key(id, 0));
	}

	/// Bad ones by passkeys, which cost as much as good ones, and more than those of other keys.
	#[benchmark]
	fn signatures() {
		let scene = Scene::<T>::new();
		let parties = [scene.from.clone(), scene.about.clone()];
		let receipt = SignedReceipt { parties, thing: Some(scene.thing), time: START, salt: PROOF };
		let signed: Vec<_> =
			receipt.parties.iter().map(|party| passkey(&Pallet::<T>::to_sign(&receipt, party))).collect();

		#[block]
		{
			for (party, one) in receipt.parties.iter().zip(&signed) {
				let result = identity::verify(&one.key, &Pallet::<T>::to_sign(&receipt, party), &one.signature);
				assert_eq!(result, Err(SignatureError::BadSignature));
			}
		}
	}

	/// It counts in a network instead of in another.
	#[benchmark]
	fn hear() {
		let scene = Scene::<T>::new();
		let id = scene.given();
		let certificate = scene.person(2);
		let mut stored = scene.stored();
		let before = stored.standing();

		#[block]
		{
			Pallet::<T>::hear(id, &mut stored, certificate).expect("he is one person");
			Pallet::<T>::recount(id, stored, &before).expect("it has counted");
		}

		assert_eq!(scene.stored().voice.map(|voice| voice.certificate), Some(certificate));
	}

	/// Of a version that was followed by another.
	#[benchmark]
	fn respond() {
		let scene = Scene::<T>::new();
		let id = scene.given();
		let (target, said) = (Box::new(Target::Again(id)), Given::Open(opinion(1)));
		Pallet::<T>::review(by::<T>(&scene.from), target, said, None).expect("it is his");

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.about.clone()), id, 0, PROOF);

		assert!(Versions::<T>::get(id, 0).is_some_and(|version| version.response.is_some()));
	}

	#[benchmark]
	fn dispute() {
		let scene = Scene::<T>::new();
		let id = scene.given();

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.about.clone()), id, 0, Balance::MAX);

		assert!(DisputesOf::<T>::contains_key(&scene.arbiter, id));
	}

	#[benchmark]
	fn rule() {
		let scene = Scene::<T>::new();
		let id = scene.disputed();

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.arbiter.clone()), id, true, PROOF);

		assert_eq!(scene.stored().state, ReviewState::Struck);
	}

	/// Nobody has ruled in time, and the certificate of the voice is not there any more.
	#[benchmark]
	fn refresh() {
		let scene = Scene::<T>::new();
		let id = scene.disputed();
		Reviews::<T>::mutate(id, |stored| {
			let voice = stored.as_mut().and_then(|stored| stored.voice.as_mut());
			voice.expect("it was given with one").certificate = CertificateId::zero();
		});
		T::BenchmarkHelper::set_time(START + RULE_WITHIN + DAY);
		let anyone: T::AccountId = account("anyone", 0, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(anyone), id);

		let stored = scene.stored();
		assert_eq!((stored.voice, stored.latest.disputed), (None, Some(Disputed::Silent)));
	}

	#[benchmark]
	fn sponsor() {
		let scene = Scene::<T>::new();
		published::<T>(&scene.about, post_terms(PostKind::Post));
		let aside = T::Unit::get();

		#[extrinsic_call]
		_(RawOrigin::Signed(scene.about.clone()), scene.subject(), aside);

		assert_eq!(Sponsorships::<T>::get(scene.subject().id()).map(|sponsorship| sponsorship.left), Some(aside));
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
