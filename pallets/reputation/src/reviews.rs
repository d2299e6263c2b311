//! Reviews: given by what they rest on, once in each direction; said anew, opened, withdrawn, answered.

use crate::{
	basis::Rest, counting::Standing, fees::bytes_at_most, types::*, Aggregates, Config, Error, Event, InteractionOf,
	Pallet, Reviews, ReviewsBy, ReviewsOf, Versions, WeightInfo,
};
use civitas_primitives::{
	agreements::InteractionReceipts,
	certification::{CertificateId, NetworkId},
	lending::PriceFeed,
	reputation::{review_id, Opinion, ReviewId, Subject},
	CertificateInspect, ContentHash, IdentityInspect, Moment,
};
use frame_support::{
	dispatch::DispatchResultWithPostInfo,
	ensure,
	traits::{Get, Time},
	weights::Weight,
};
use sp_core::H256;
use sp_runtime::{DispatchError, DispatchResult};

/// The most prices that are asked for one review: of all that went from one to another in an agreement and back, 64 amounts each, and of
/// the native asset.
const MAX_PRICES: u64 = 129;
/// What is read to see whether two had keys: of each the identity, and its keys.
const KEY_READS: u64 = 4;

impl<T: Config> Pallet<T> {
	/// A review.
	pub(crate) fn review_of(id: ReviewId) -> Result<Review<T>, DispatchError> {
		Ok(Reviews::<T>::get(id).ok_or(Error::<T>::ReviewUnknown)?)
	}

	/// The identifier of the review in the other direction.
	pub(crate) fn counterpart(review: &Review<T>) -> ReviewId {
		review_id(&review.basis, review.subject.owner(), &review.from)
	}

	/// A review that this one has given.
	fn own_review(who: &T::AccountId, id: ReviewId) -> Result<Review<T>, DispatchError> {
		let review = Self::review_of(id)?;
		ensure!(review.from == *who, Error::<T>::NotAllowed);
		Ok(review)
	}

	/// A review of something of this one's.
	pub(crate) fn review_about(who: &T::AccountId, id: ReviewId) -> Result<Review<T>, DispatchError> {
		let review = Self::review_of(id)?;
		ensure!(review.subject.owner() == who, Error::<T>::NotAllowed);
		Ok(review)
	}

	/// The most that `review` weighs of this, with the questions that it asks others.
	pub(crate) fn review_weight(target: &Target<T::AccountId, InteractionOf<T>>, has_voice: bool) -> Weight {
		match target {
			Target::First { proof, .. } => {
				let asked = match proof {
					Proof::Dealings(_) => {
						T::Interactions::receipt_weight().saturating_add(T::Prices::weight().saturating_mul(MAX_PRICES))
					},
					Proof::Certificate(_) => Self::certificate_weight(),
					Proof::Signed(..) => Self::signatures_weight(),
				};
				Self::first_weight(T::Identities::relation_weight().saturating_add(asked), has_voice)
			},
			// It may be asked whether what it rests on has ended by now.
			Target::Again(_) => {
				let asked = T::Interactions::receipt_weight().max(Self::certificate_weight());
				T::WeightInfo::review_again().saturating_add(asked).saturating_add(Self::voice_weight(has_voice))
			},
		}
	}

	/// What a first review weighs, with what it has asked others.
	fn first_weight(asked: Weight, has_voice: bool) -> Weight {
		T::WeightInfo::review().saturating_add(asked).saturating_add(Self::voice_weight(has_voice))
	}

	fn voice_weight(has_voice: bool) -> Weight {
		match has_voice {
			true => T::WeightInfo::hear().saturating_add(Self::certificate_weight()),
			false => Weight::zero(),
		}
	}

	/// What it weighs to ask about a certificate.
	pub(crate) fn certificate_weight() -> Weight {
		T::Certificates::weight()
	}

	/// What it weighs to check the signatures of a receipt.
	pub(crate) fn signatures_weight() -> Weight {
		T::WeightInfo::signatures().saturating_add(T::DbWeight::get().reads(KEY_READS))
	}

	pub(crate) fn do_review(
		who: &T::AccountId,
		target: Target<T::AccountId, InteractionOf<T>>,
		given: Given,
		voice: Option<CertificateId>,
	) -> DispatchResultWithPostInfo {
		if let Given::Open(opinion) | Given::Opened { opinion, .. } = &given {
			ensure!(opinion.is_valid(), Error::<T>::RatingInvalid);
		}
		match (target, given) {
			(Target::First { proof, subject, bucket }, Given::Open(opinion)) => {
				return Self::give(who, proof, subject, bucket, Said::Open(opinion), voice);
			},
			(Target::First { proof, subject, bucket }, Given::Sealed(hash)) => {
				return Self::give(who, proof, subject, bucket, Said::Sealed(hash), voice);
			},
			(Target::First { .. }, Given::Opened { .. }) => return Err(Error::<T>::NotSealed.into()),
			(Target::Again(id), Given::Open(opinion)) => Self::say_again(who, id, opinion, voice)?,
			(Target::Again(_), Given::Sealed(_)) => return Err(Error::<T>::NotFirst.into()),
			(Target::Again(id), Given::Opened { opinion, salt }) => Self::open(who, id, opinion, salt, voice)?,
		}
		Ok(().into())
	}

	/// Say what a review says now. A sealed one has no voice yet.
	fn said(id: ReviewId, mut review: Review<T>, voice: Option<CertificateId>, before: &Standing) -> DispatchResult {
		let is_open = matches!(review.latest.said, Said::Open(_));
		if is_open {
			review.state = ReviewState::Standing;
			review.quarter.get_or_insert(Self::this_quarter());
		}
		let (version, said) = (review.version, review.latest.said.clone());
		Self::deposit_event(Event::Said { review: id, version, said, quarter: review.quarter });
		if let Some(certificate) = voice {
			ensure!(is_open, Error::<T>::StillSealed);
			Self::hear(id, &mut review, certificate)?;
		}
		Self::recount(id, review, before)
	}

	fn give(
		from: &T::AccountId,
		proof: Proof<T::AccountId, InteractionOf<T>>,
		subject: Subject<T::AccountId>,
		bucket: u8,
		said: Said,
		voice: Option<CertificateId>,
	) -> DispatchResultWithPostInfo {
		let Rest { basis, ended, bucket: highest, arbiter, asked } = Self::rest(from, &subject, proof)?;
		let (id, now) = (review_id(&basis, from, subject.owner()), T::Time::now());
		ensure!(!Reviews::<T>::contains_key(id), Error::<T>::ReviewExists);
		if matches!(said, Said::Sealed(_)) {
			// Who knows what the other thinks has nothing to hide, and would only bind him.
			let other = Reviews::<T>::get(review_id(&basis, subject.owner(), from));
			let is_known = other.is_some_and(|other| matches!(other.latest.said, Said::Open(_)));
			ensure!(!is_known, Error::<T>::OtherKnown);
		}
		ensure!(!is_over(ended, now), Error::<T>::WindowOver);
		ensure!(bucket <= highest, Error::<T>::BucketTooHigh);
		let subject_id = subject.id();
		let (payer, fee) = Self::charge(from, &subject_id, bucket)?;
		let place = Aggregates::<T>::try_mutate(subject_id, None::<NetworkId>, |aggregate| {
			let place = aggregate.given;
			aggregate.given = place.checked_add(1).ok_or(Error::<T>::TooManyReviews)?;
			aggregate.first.get_or_insert(now);
			Ok::<_, DispatchError>(place)
		})?;
		ReviewsOf::<T>::insert(subject_id, place, id);
		ReviewsBy::<T>::insert(from, id, ());
		let from = from.clone();
		Self::deposit_event(Event::Given {
			review: id,
			from: from.clone(),
			subject: subject.clone(),
			basis: basis.clone(),
			bucket,
			fee,
			payer: payer.clone(),
		});
		let review: Review<T> = Review {
			from,
			subject,
			place,
			basis,
			ended,
			bucket,
			arbiter,
			given_at: now,
			state: ReviewState::Sealed,
			sealed: matches!(said, Said::Sealed(_)),
			quarter: None,
			voice: None,
			version: 0,
			latest: Version { said, at: now, response: None, disputed: None },
			payer,
		};
		let before = review.standing();
		Self::said(id, review, voice, &before)?;
		Ok(Some(Self::first_weight(asked, voice.is_some())).into())
	}

	/// A new version takes the place of what was said. What was withdrawn stands again.
	fn say_again(who: &T::AccountId, id: ReviewId, opinion: Opinion, voice: Option<CertificateId>) -> DispatchResult {
		let (mut review, now) = (Self::own_review(who, id)?, T::Time::now());
		ensure!(matches!(review.latest.said, Said::Open(_)), Error::<T>::StillSealed);
		Self::ensure_free(&review)?;
		// Else who was sealed, or has heard what was, would say something else now that he knows the other's. He may have heard it as soon
		// as it can be opened, before that is in a block.
		let other = Reviews::<T>::get(Self::counterpart(&review));
		let is_sealed =
			review.sealed || other.is_some_and(|other| other.is_opened() || other.can_be_opened(&review, now));
		ensure!(!is_sealed, Error::<T>::SaidOnce);
		let ended = Self::end_of(&mut review)?;
		ensure!(!is_over(ended, now) || review.was_stopped(now), Error::<T>::WindowOver);
		let before = review.standing();
		let version = review.version.checked_add(1).filter(|version| *version < MAX_VERSIONS);
		let version = version.ok_or(Error::<T>::TooManyVersions)?;
		// Whoever pays for the review has not asked for more of them.
		Self::resize(who, 0, bytes_at_most::<Version>())?;
		let latest = Version { said: Said::Open(opinion), at: now, response: None, disputed: None };
		Versions::<T>::insert(id, review.version, core::mem::replace(&mut review.latest, latest));
		review.version = version;
		Self::said(id, review, voice, &before)
	}

	/// What was sealed is known. Not before the other side has said what it thinks, or cannot do so any more; and not so long after that
	/// it could be kept back until it suits.
	fn open(
		who: &T::AccountId,
		id: ReviewId,
		opinion: Opinion,
		salt: H256,
		voice: Option<CertificateId>,
	) -> DispatchResult {
		let (mut review, now) = (Self::own_review(who, id)?, T::Time::now());
		let Said::Sealed(seal) = review.latest.said else { return Err(Error::<T>::NotSealed.into()) };
		ensure!(review.state == ReviewState::Sealed, Error::<T>::AlreadyDone);
		ensure!(opinion.seal(&id, &salt) == seal, Error::<T>::SealBroken);
		let since = match Reviews::<T>::get(Self::counterpart(&review)) {
			// When it ends does not matter any more. What is given after the window is over is not there.
			Some(other) => other.given_at.max(review.given_at),
			None => {
				let over = Self::end_of(&mut review)?.map(|ended| ended.saturating_add(WINDOW));
				over.filter(|over| now > *over).ok_or(Error::<T>::TooEarly)?
			},
		};
		// Saturating is right: what ends after all moments does not end.
		ensure!(now <= since.saturating_add(OPEN_WITHIN), Error::<T>::TooLate);
		let before = review.standing();
		review.latest = Version { said: Said::Open(opinion), at: now, ..review.latest };
		Self::said(id, review, voice, &before)
	}

	/// Nobody has struck it out, and it is not disputed.
	pub(crate) fn ensure_free(review: &Review<T>) -> Result<(), Error<T>> {
		ensure!(review.state != ReviewState::Struck, Error::<T>::StruckOut);
		let is_disputed = matches!(review.latest.disputed, Some(Disputed::Open { .. }));
		ensure!(!is_disputed, Error::<T>::Disputed);
		Ok(())
	}

	pub(crate) fn do_withdraw(who: &T::AccountId, withdrawn: Withdrawn) -> DispatchResult {
		let id = match withdrawn {
			Withdrawn::Post(number) => return Self::withdraw_post(who, number),
			Withdrawn::Review(id) => id,
		};
		let mut review = Self::own_review(who, id)?;
		Self::ensure_free(&review)?;
		ensure!(review.state != ReviewState::Withdrawn, Error::<T>::AlreadyDone);
		let before = review.standing();
		review.state = ReviewState::Withdrawn;
		Self::deposit_event(Event::ReviewWithdrawn { review: id });
		Self::recount(id, review, &before)
	}

	pub(crate) fn do_respond(who: &T::AccountId, id: ReviewId, number: u8, content: ContentHash) -> DispatchResult {
		let mut review = Self::review_about(who, id)?;
		ensure!(number <= review.version, Error::<T>::VersionUnknown);
		let is_latest = number == review.version;
		let version = if is_latest { Some(review.latest.clone()) } else { Versions::<T>::get(id, number) };
		let mut version = version.ok_or(Error::<T>::VersionUnknown)?;
		ensure!(matches!(version.said, Said::Open(_)), Error::<T>::StillSealed);
		ensure!(version.response.is_none(), Error::<T>::AlreadyDone);
		version.response = Some((content, T::Time::now()));
		if is_latest {
			review.latest = version;
			Reviews::<T>::insert(id, review);
		} else {
			Versions::<T>::insert(id, number, version);
		}
		Self::deposit_event(Event::Responded { review: id, version: number, content });
		Ok(())
	}
}

impl<T: Config> Review<T> {
	/// Whether it is sealed and can be opened, since the other side has given its own.
	fn can_be_opened(&self, other: &Self, now: Moment) -> bool {
		// Saturating is right: what ends after all moments does not end.
		let until = self.given_at.max(other.given_at).saturating_add(OPEN_WITHIN);
		self.state == ReviewState::Sealed && now <= until
	}

	/// Whether its latest version was disputed, which may have lasted until the window was over: then as much time is given back as that
	/// can have taken.
	fn was_stopped(&self, now: Moment) -> bool {
		// Saturating is right, as above.
		let until =
			self.latest.at.saturating_add(DISPUTE_WITHIN).saturating_add(RULE_WITHIN).saturating_add(OPEN_WITHIN);
		self.latest.disputed.is_some() && now <= until
	}
}

/// Whether the time to review what has ended then is over.
pub(crate) fn is_over(ended: Option<Moment>, now: Moment) -> bool {
	// Saturating is right: what ends after all moments does not end.
	ended.is_some_and(|ended| now > ended.saturating_add(WINDOW))
}
