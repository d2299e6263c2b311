//! What becomes of certificates and batches after they were issued.

use crate::{
	accreditations::count_levels, Batch, Batches, Certificate, Certificates, Config, Error, Event, Pallet, Schemas,
};
use alloc::vec::Vec;
use civitas_primitives::certification::{
	Authority, CertificateId, ChangeError, History, Level, Reason, SchemaId, SchemaRules, State,
};
use civitas_primitives::Moment;
use frame_support::{
	ensure,
	traits::{Consideration, Time},
};
use sp_runtime::{DispatchError, DispatchResult};

/// What was issued under an identifier.
enum Issued<T: Config> {
	One(Certificate<T>),
	Many(Batch<T>),
}

impl<T: Config> Issued<T> {
	fn get(id: CertificateId) -> Result<Self, Error<T>> {
		if let Some(certificate) = Certificates::<T>::get(id) {
			return Ok(Self::One(certificate));
		}
		Batches::<T>::get(id).map(Self::Many).ok_or(Error::<T>::CertificateUnknown)
	}

	fn put(self, id: CertificateId) {
		match self {
			Self::One(certificate) => Certificates::<T>::insert(id, certificate),
			Self::Many(batch) => Batches::<T>::insert(id, batch),
		}
	}

	fn history(&mut self) -> &mut History {
		match self {
			Self::One(certificate) => &mut certificate.history,
			Self::Many(batch) => &mut batch.history,
		}
	}

	fn rules(&self) -> &SchemaRules {
		match self {
			Self::One(certificate) => &certificate.rules,
			Self::Many(batch) => &batch.rules,
		}
	}
}

impl<T: Config> Pallet<T> {
	/// Rules: [`Pallet::accept`]. Returns how many accreditations were read.
	pub(crate) fn do_accept(who: T::AccountId, id: CertificateId) -> Result<u32, DispatchError> {
		let now = T::Time::now();
		let mut certificate = Self::certificate_about(id, &who)?;
		ensure!(!certificate.accepted, Error::<T>::CertificateAccepted);
		let state = certificate.history.state();
		ensure!(!state.is_final(), Self::refused(ChangeError::NotFrom(state)));
		let mut levels = 0;
		if state == State::Pending {
			// Otherwise verification asks for that. What survives its issuer would come into force after it.
			if certificate.rules.survives_issuer {
				levels = Self::ensure_founded(Authority::of(&id), certificate.schema, now)?;
			}
			let accepted = certificate.history.push(now, State::Active, Reason::Unspecified, Level::SUBJECT);
			accepted.map_err(Self::refused)?;
		}

		certificate.accepted = true;
		Certificates::<T>::insert(id, certificate);
		Self::deposit_event(Event::CertificateAccepted { certificate: id, subject: who });
		Ok(levels)
	}

	/// Rules: [`Pallet::suspend`].
	pub(crate) fn do_suspend(who: T::AccountId, id: CertificateId, reason: Reason) -> Result<u32, DispatchError> {
		let mut issued = Issued::<T>::get(id)?;
		let rules = *issued.rules();
		let within = issued.history().suspendable_within();
		let (level, levels) = Self::ensure_may_take(&who, Authority::of(&id), within, rules.survives_issuer)?;
		ensure!(rules.suspendable, Error::<T>::SchemaNotSuspendable);
		issued.history().push(T::Time::now(), State::Suspended, reason, level).map_err(Self::refused)?;

		issued.put(id);
		Self::deposit_event(Event::CertificateSuspended { certificate: id, by: who, reason });
		Ok(levels)
	}

	/// Rules: [`Pallet::reinstate`].
	pub(crate) fn do_reinstate(who: T::AccountId, id: CertificateId) -> Result<u32, DispatchError> {
		let now = T::Time::now();
		let mut issued = Issued::<T>::get(id)?;
		let suspended_by = issued.history().last().map_or(Level::OPERATOR, |change| change.level);
		let state = issued.history().state();
		// What is pending comes into force by being accepted.
		ensure!(state == State::Suspended, Self::refused(ChangeError::NotFrom(state)));
		let (level, levels) = Self::ensure_may_give(&who, Authority::of(&id), suspended_by, now)?;
		issued.history().push(now, State::Active, Reason::Unspecified, level).map_err(Self::refused)?;

		issued.put(id);
		Self::deposit_event(Event::CertificateReinstated { certificate: id, by: who });
		Ok(levels)
	}

	/// Rules: [`Pallet::revoke`].
	pub(crate) fn do_revoke(who: T::AccountId, id: CertificateId, reason: Reason) -> Result<u32, DispatchError> {
		let mut issued = Issued::<T>::get(id)?;
		let survives = issued.rules().survives_issuer;
		let (level, levels) = Self::ensure_may_take(&who, Authority::of(&id), Level::SUBJECT, survives)?;
		issued.history().push(T::Time::now(), State::Revoked, reason, level).map_err(Self::refused)?;

		issued.put(id);
		Self::deposit_event(Event::CertificateRevoked { certificate: id, by: who, reason });
		Ok(levels)
	}

	/// Rules: [`Pallet::surrender`].
	pub(crate) fn do_surrender(who: T::AccountId, id: CertificateId) -> DispatchResult {
		let mut certificate = Self::certificate_about(id, &who)?;
		let declined = certificate.history.state() == State::Pending;
		ensure!(declined || certificate.rules.surrenderable, Error::<T>::SchemaNotSurrenderable);
		let next = if declined { State::Declined } else { State::Surrendered };
		let ended = certificate.history.push(T::Time::now(), next, Reason::Unspecified, Level::SUBJECT);
		ended.map_err(Self::refused)?;

		Certificates::<T>::insert(id, certificate);
		Self::deposit_event(if declined {
			Event::CertificateDeclined { certificate: id, subject: who }
		} else {
			Event::CertificateSurrendered { certificate: id, subject: who }
		});
		Ok(())
	}

	/// Rules: [`Pallet::withdraw_deposit`].
	pub(crate) fn do_withdraw_deposit(who: T::AccountId, id: CertificateId) -> DispatchResult {
		let mut certificate = Certificates::<T>::get(id).ok_or(Error::<T>::CertificateUnknown)?;
		ensure!(certificate.issuer == who, Error::<T>::NotDepositor);
		ensure!(certificate.is_over(T::Time::now()), Error::<T>::CertificateNotOver);
		certificate.record = Default::default();
		// What is only expired can change, and be withdrawn from once more when it no longer can.
		let footprint = Self::withdrawn_footprint(&id, &certificate);
		let ticket = certificate.ticket.clone().update(&who, footprint)?;
		ensure!(ticket != certificate.ticket, Error::<T>::NothingToWithdraw);

		certificate.ticket = ticket;
		Certificates::<T>::insert(id, certificate);
		Self::deposit_event(Event::DepositWithdrawn { certificate: id, depositor: who });
		Ok(())
	}

	/// That all on which something of this authority rests is in force at `now`. Returns how many accreditations were read.
	fn ensure_founded(authority: Authority, schema: SchemaId, now: Moment) -> Result<u32, DispatchError> {
		let nodes: Vec<_> = Self::upwards(authority).collect();
		nodes.iter().try_for_each(|(_, node)| node.ensure_good(None, now))?;
		let schema = Schemas::<T>::get(schema).ok_or(Error::<T>::SchemaUnknown)?;
		Self::open_network(schema.network)?;
		Ok(count_levels(nodes.len()))
	}

	/// A certificate, whose subject must be `who`.
	pub(crate) fn certificate_about(id: CertificateId, who: &T::AccountId) -> Result<Certificate<T>, Error<T>> {
		let certificate = Certificates::<T>::get(id).ok_or(Error::<T>::CertificateUnknown)?;
		ensure!(certificate.subject == *who, Error::<T>::NotSubject);
		Ok(certificate)
	}

	/// Of a certificate or batch, why its state cannot be changed.
	pub(crate) fn refused(error: ChangeError) -> Error<T> {
		match error {
			ChangeError::Full => Error::<T>::HistoryFull,
			ChangeError::NotFrom(State::Active) => Error::<T>::CertificateActive,
			ChangeError::NotFrom(State::Pending) => Error::<T>::CertificatePending,
			ChangeError::NotFrom(State::Suspended) => Error::<T>::CertificateSuspended,
			ChangeError::NotFrom(State::Revoked) => Error::<T>::CertificateRevoked,
			ChangeError::NotFrom(State::Superseded) => Error::<T>::CertificateSuperseded,
			ChangeError::NotFrom(State::Declined) => Error::<T>::CertificateDeclined,
			ChangeError::NotFrom(State::Surrendered) => Error::<T>::CertificateSurrendered,
		}
	}
}
