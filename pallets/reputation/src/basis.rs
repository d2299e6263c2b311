//! What a review rests on: that two had to do with one another, until when, for how much, and before whom it can be disputed.

use crate::{types::*, Config, Error, InteractionOf, Pallet};
use alloc::vec::Vec;
use civitas_primitives::{
	agreements::{InteractionReceipts, Money, Receipt, ReceiptOutcome, ReceiptSubject},
	certification::{CertificateId, Expected, State},
	identity::{verify, Relationships},
	lending::{
		math::{amount_down, value_down},
		Price, PriceFeed,
	},
	money::{Asset, Balance},
	reputation::{self, Basis, ReceiptSignature, SignedReceipt, Subject, RECEIPT},
	text::is_visible,
	CertificateInspect, Envelope, IdentityInspect, Moment,
};
use core::slice::from_ref;
use frame_support::{
	ensure,
	traits::{Get, Time},
	weights::Weight,
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_core::H256;
use sp_runtime::{
	traits::{Bounded, Zero},
	DispatchError, DispatchResult,
};

/// What a review rests on, as it is judged when it is given.
pub(crate) struct Rest<T: Config> {
	pub(crate) basis: Basis<InteractionOf<T>>,
	/// When it has ended, if it has.
	pub(crate) ended: Option<Moment>,
	/// The highest bucket of value that can be claimed.
	pub(crate) bucket: u8,
	/// Who rules, and for how much.
	pub(crate) arbiter: Option<(T::AccountId, Balance)>,
	/// What it weighed to ask others for this.
	pub(crate) asked: Weight,
}

/// When dealings are over, if they are: not as long as something of them is still owed.
pub(crate) fn over<AccountId>(receipt: &Receipt<AccountId>) -> Option<Moment> {
	receipt.ended_at.filter(|_| receipt.outcome != ReceiptOutcome::Unsettled)
}

impl<T: Config> Pallet<T> {
	/// That `from` can review a subject by this.
	pub(crate) fn rest(
		from: &T::AccountId,
		subject: &Subject<T::AccountId>,
		proof: Proof<T::AccountId, InteractionOf<T>>,
	) -> Result<Rest<T>, DispatchError> {
		let about = subject.owner();
		// Nobody has dealings with himself; and who controls both sides makes as many receipts as he likes.
		let (is_related, relation) = T::Identities::any_related(from_ref(from), from_ref(about));
		ensure!(!is_related, Error::<T>::RelatedParties);
		let rest = |basis, ended, bucket, arbiter, asked: Weight| Rest {
			basis,
			ended,
			bucket,
			arbiter,
			asked: asked.saturating_add(relation),
		};
		Ok(match proof {
			Proof::Dealings(interaction) => {
				let receipt = T::Interactions::receipt(&interaction, from, about).ok_or(Error::<T>::NoReceipt)?;
				let is_named = match (subject, &receipt.subject) {
					(Subject::Account(_), _) => true,
					(Subject::Thing(thing), ReceiptSubject::Thing(named)) => thing == named,
					(Subject::Thing(_), ReceiptSubject::Account(_)) => false,
				};
				ensure!(is_named, Error::<T>::OtherSubject);
				let (bucket, ended) = (Self::bucket_of(&receipt), over(&receipt));
				// The native asset is always asked for.
				let prices =
					[&receipt.paid, &receipt.received, &receipt.refunded].map(Vec::len).iter().sum::<usize>() as u64;
				let prices = T::Prices::weight().saturating_mul(prices.saturating_add(1));
				let asked = T::Interactions::receipt_weight_of(&interaction).saturating_add(prices);
				let arbiter = receipt.arbiters.into_iter().next().map(|fee| (fee.arbiter, fee.fee.amount));
				rest(Basis::Dealings(interaction), ended, bucket, arbiter, asked)
			},
			Proof::Certificate(certificate) => {
				ensure!(matches!(subject, Subject::Account(_)), Error::<T>::OtherSubject);
				let ended = Self::certified(certificate, from, about)?;
				// Whoever issues makes as many as he likes.
				rest(Basis::Certificate(certificate), ended, 0, None, Self::certificate_weight())
			},
			Proof::Signed(receipt, signatures) => {
				Self::ensure_receipt(&receipt, &signatures, from, about)?;
				let is_named = match subject {
					Subject::Account(_) => true,
					Subject::Thing(thing) => receipt.thing.as_ref() == Some(thing),
				};
				ensure!(is_named, Error::<T>::OtherSubject);
				// Two who sign can write what they like.
				rest(Basis::Signed(receipt.id()), Some(receipt.time), 0, None, Self::signatures_weight())
			},
		})
	}

	/// When what a review rests on has ended, if it has: it is asked again until it has.
	pub(crate) fn end_of(review: &mut Review<T>) -> Result<Option<Moment>, DispatchError> {
		if review.ended.is_none() {
			let (from, about) = (&review.from, review.subject.owner());
			review.ended = match &review.basis {
				Basis::Dealings(interaction) => {
					let receipt = T::Interactions::receipt(interaction, from, about);
					over(&receipt.ok_or(Error::<T>::NoReceipt)?)
				},
				Basis::Certificate(certificate) => Self::certified(*certificate, from, about)?,
				// It had when it was given.
				Basis::Signed(_) => None,
			};
		}
		Ok(review.ended)
	}

	/// That one of both has issued a certificate to the other, who has accepted it, and that it was in force once; and when it has ended,
	/// if it has: what came first, so that nobody opens a window again that was over. That its issuer has lost an accreditation, or
	/// suspends it, or has put another in its place, is no end: both have to do with one another all the same.
	fn certified(
		id: CertificateId,
		from: &T::AccountId,
		about: &T::AccountId,
	) -> Result<Option<Moment>, DispatchError> {
		let dossier = T::Certificates::verify(id, &Expected::default(), None).dossier.ok_or(Error::<T>::NoReceipt)?;
		let (certificate, now) = (&dossier.certificate, T::Time::now());
		let (issuer, subject) = (&certificate.issuer, &certificate.subject);
		let is_between = (issuer, subject) == (from, about) || (issuer, subject) == (about, from);
		let is_agreed = certificate.accepted && !matches!(certificate.state, State::Pending | State::Declined);
		// What takes the place of another its subject has not accepted: it would be as many receipts as its issuer likes, or of another.
		ensure!(is_between && is_agreed && certificate.predecessor.is_none(), Error::<T>::NoReceipt);
		let expired = certificate.valid_until.filter(|until| *until < now);
		let is_end = |state: State| state.is_final() && state != State::Superseded;
		let final_at = certificate.history.last().filter(|change| is_end(change.state)).map(|change| change.at);
		let closed_at = dossier.closed_at.filter(|_| !dossier.survives_issuer);
		let ended = [expired, final_at, closed_at].into_iter().flatten().min();
		ensure!(certificate.valid_from <= ended.unwrap_or(now), Error::<T>::NoReceipt);
		Ok(ended)
	}

	/// That both have signed a receipt, each by a key that he had at its time.
	fn ensure_receipt(
		receipt: &SignedReceipt<T::AccountId>,
		signatures: &[ReceiptSignature; 2],
		from: &T::AccountId,
		about: &T::AccountId,
	) -> DispatchResult {
		let [one, other] = &receipt.parties;
		let is_between = (one, other) == (from, about) || (one, other) == (about, from);
		ensure!(is_between, Error::<T>::NoReceipt);
		// What cannot be seen would make another thing that looks the same.
		let is_theirs = receipt.thing.as_ref().is_none_or(|thing| {
			let is_known = !thing.kind.is_empty() && is_visible(&thing.kind);
			is_known && (thing.owner == *from || thing.owner == *about)
		});
		ensure!(is_theirs && receipt.time <= T::Time::now(), Error::<T>::ReceiptInvalid);
		for (party, ReceiptSignature { key, signature }) in receipt.parties.iter().zip(signatures) {
			let had = T::Identities::key_valid_for(party, key, Relationships::ASSERTION_METHOD, Some(receipt.time));
			let is_good = had && verify(key, &Self::to_sign(receipt, party), signature).is_ok();
			ensure!(is_good, Error::<T>::SignatureInvalid);
		}
		Ok(())
	}

	/// What a party signs of a receipt: the hash of the envelope that it is in.
	pub(crate) fn to_sign(receipt: &SignedReceipt<T::AccountId>, party: &T::AccountId) -> [u8; 32] {
		let hash = frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero());
		let mut genesis = H256::zero();
		for (to, from) in genesis.as_bytes_mut().iter_mut().zip(hash.as_ref()) {
			*to = *from;
		}
		let envelope = Envelope {
			genesis,
			action: RECEIPT,
			identity: party,
			// A receipt is good once by its salt, and as long as what it says is young enough.
			nonce: 0,
			deadline: BlockNumberFor::<T>::max_value(),
			submitter: None,
			payload: receipt,
		};
		envelope.hash()
	}

	/// The bucket of what was paid in dealings, or went back: of the most that went one way, since what goes to and fro is the same money.
	pub(crate) fn bucket_of(receipt: &Receipt<T::AccountId>) -> u8 {
		let native = Self::fresh(None);
		let worth = |moved: &Vec<Money>| {
			// Saturating is right: no more is in the highest bucket, too.
			moved.iter().filter_map(|money| Self::worth(money, native.as_ref())).fold(0, Balance::saturating_add)
		};
		let value = worth(&receipt.paid).max(worth(&receipt.received)).max(worth(&receipt.refunded));
		reputation::bucket(value.checked_div(T::Unit::get()).unwrap_or_default())
	}

	/// What something is worth in the native asset, rounded down. Nothing if either has no price that is fresh.
	fn worth(money: &Money, native: Option<&Price>) -> Option<Balance> {
		if money.asset.is_none() {
			return Some(money.amount);
		}
		let (price, native) = (Self::fresh(money.asset)?, native?);
		// In units of account, and then in the native asset.
		let value = value_down(money.amount, price.price, price.decimals);
		amount_down(value, native.price, native.decimals)
	}

	/// The price of an asset, if it is fresh and nobody disagrees.
	fn fresh(asset: Asset) -> Option<Price> {
		let price = T::Prices::price_of(asset)?;
		// Saturating is right: what is from later than now is as fresh as can be.
		let age = T::Time::now().saturating_sub(price.time);
		(age <= PRICE_AGE && !price.moving && price.price > 0).then_some(price)
	}
}
