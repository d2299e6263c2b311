//! As what reviews count: for everybody, and for persons of networks.

use crate::{types::*, Aggregates, Config, Error, Event, Pallet, Reviews, Voices, WeightInfo};
use civitas_primitives::{
	certification::{info::IssuerLink, CertificateId, Expected, NetworkId, State},
	reputation::{quarter, Counted, Miscounted, Quarter, ReviewId, SubjectId},
	CertificateInspect,
};
use frame_support::{ensure, traits::Time, weights::Weight};
use sp_core::H256;
use sp_runtime::DispatchResult;

impl<T> From<Miscounted> for Error<T> {
	fn from(_: Miscounted) -> Self {
		Self::TooManyReviews
	}
}

/// As what a review counts at one time.
pub(crate) struct Standing {
	all: Option<Counted>,
	network: Option<(NetworkId, Counted)>,
}

impl<T: Config> Review<T> {
	/// As what it counts now.
	pub(crate) fn standing(&self) -> Standing {
		Standing { all: self.counted(), network: self.heard() }
	}
}

impl<T: Config> Pallet<T> {
	/// This quarter.
	pub(crate) fn this_quarter() -> Quarter {
		quarter(T::Time::now())
	}

	/// A review that counted so counts as it does now, and is stored.
	pub(crate) fn recount(id: ReviewId, review: Review<T>, before: &Standing) -> DispatchResult {
		let (subject, now) = (review.subject.id(), review.standing());
		if before.all != now.all {
			Self::change(&subject, None, before.all.as_ref(), now.all.as_ref())?;
		}
		match (&before.network, &now.network) {
			(Some((network, old)), Some((same, new))) if network == same => {
				if old != new {
					Self::change(&subject, Some(*network), Some(old), Some(new))?;
				}
			},
			(old, new) => {
				if let Some((network, counted)) = old {
					Self::change(&subject, Some(*network), Some(counted), None)?;
				}
				if let Some((network, counted)) = new {
					Self::change(&subject, Some(*network), None, Some(counted))?;
				}
			},
		}
		Reviews::<T>::insert(id, review);
		Ok(())
	}

	fn change(
		subject: &SubjectId,
		network: Option<NetworkId>,
		old: Option<&Counted>,
		new: Option<&Counted>,
	) -> DispatchResult {
		Aggregates::<T>::try_mutate_exists(subject, network, |stored| {
			let aggregate = stored.get_or_insert_default();
			aggregate.change(old, new).map_err(Error::<T>::from)?;
			if network.is_some() {
				// What is given and sealed is counted for everybody alone.
				aggregate.first.get_or_insert_with(T::Time::now);
				if aggregate.all.total() == 0 {
					// Who goes from network to network leaves nothing behind.
					*stored = None;
				}
			}
			Ok(())
		})
	}

	/// A review counts in the network of a certificate that its author is one person, instead of in another.
	pub(crate) fn hear(id: ReviewId, review: &mut Review<T>, certificate: CertificateId) -> DispatchResult {
		let (network, person) = Self::person(&review.from, certificate).ok_or(Error::<T>::VoiceInvalid)?;
		Self::silence(id, review);
		let voice = Voice { certificate, network, person, quarter: Self::this_quarter() };
		let (subject, place) = (review.subject.id(), (network, person, voice.quarter));
		ensure!(!Voices::<T>::contains_key(subject, place), Error::<T>::VoiceUsed);
		Voices::<T>::insert(subject, place, id);
		review.voice = Some(voice.clone());
		Self::deposit_event(Event::Heard { review: id, voice });
		Ok(())
	}

	/// A review counts in no network any more.
	fn silence(id: ReviewId, review: &mut Review<T>) {
		let Some(voice) = review.voice.take() else { return };
		Voices::<T>::remove(review.subject.id(), (voice.network, voice.person, voice.quarter));
		Self::deposit_event(Event::Unheard { review: id, voice });
	}

	/// The network that knows someone as one person, and the hash of his nullifier.
	pub(crate) fn person(who: &T::AccountId, certificate: CertificateId) -> Option<(NetworkId, H256)> {
		let expected = Expected { subject: Some(who.clone()), ..Expected::default() };
		let answer = T::Certificates::verify(certificate, &expected, None);
		let certificate = answer.dossier.filter(|_| answer.valid)?.certificate;
		Some((certificate.network, certificate.nullifier?))
	}

	/// What `refresh` weighs, with the questions that it asks.
	pub(crate) fn refresh_weight() -> Weight {
		let asked = T::Certificates::weight().saturating_mul(u64::from(MAX_RENEWALS).saturating_add(1));
		T::WeightInfo::refresh().saturating_add(asked)
	}

	/// Take the voice of a review out if its certificate has fallen. Whether it was.
	pub(crate) fn silence_fallen(id: ReviewId, review: &mut Review<T>) -> bool {
		let has_fallen = review.voice.as_ref().is_some_and(|voice| Self::has_fallen(&review.from, voice.certificate));
		if has_fallen {
			Self::silence(id, review);
		}
		has_fallen
	}

	/// Whether the certificate of a voice was taken back, or whoever gave it may not give it any more; of what was renewed or replaced the
	/// latest. That time has passed over it, that something is suspended, or that the latest is not accepted yet, does not make the person
	/// another one: else a stranger would pick whose voices fall by that.
	///
	/// It is judged by what is known of it and not by the first reason why it is not valid, which may hide another.
	fn has_fallen(who: &T::AccountId, certificate: CertificateId) -> bool {
		let mut latest = certificate;
		for _ in 0..=MAX_RENEWALS {
			let Some(dossier) = T::Certificates::verify(latest, &Expected::default(), None).dossier else {
				return true;
			};
			let found = &dossier.certificate;
			let is_first = latest == certificate;
			// The person may have the next one in another account, and need not have accepted it yet.
			if is_first && (found.subject != *who || found.state == State::Pending) {
				return true;
			}
			if let (State::Superseded, Some(next)) = (found.state, found.successor) {
				latest = next;
				continue;
			}
			let is_revoked =
				|link: &IssuerLink<T::AccountId>| link.history.last().is_some_and(|change| change.state.is_final());
			let has_lost = dossier.closed_at.is_some() || dossier.chain.iter().any(is_revoked);
			let is_final = found.state.is_final() && found.state != State::Superseded;
			return is_final || has_lost && !dossier.survives_issuer;
		}
		false
	}
}
