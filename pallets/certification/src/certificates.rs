//! Issuing, renewing and replacing certificates.

use crate::{
	accreditations::{count_levels, Standing},
	types::bytes_of,
	uniqueness, Certificate, Certificates, CertificatesBySearchKey, CertificatesBySubject, Config, Error, Event,
	Pallet, Schema, Schemas, Unique,
};
use alloc::vec::Vec;
use civitas_primitives::{
	certification::{
		certificate_id, AccreditationId, Authority, CertificateId, Content, History, NullifierReveal, Reason, SchemaId,
		SchemaRules, State, MAX_RECORD,
	},
	ContentHash, IdentityInspect, Moment,
};
use codec::{Encode, MaxEncodedLen};
use frame_support::{
	ensure,
	traits::{Consideration, Footprint, Time},
};
use sp_core::H256;
use sp_io::hashing::sha2_256;
use sp_runtime::DispatchError;

/// What is about to be certified.
struct Draft<T: Config> {
	authority: Authority,
	schema: SchemaId,
	kind: Schema<T>,
	issuer: T::AccountId,
	subject: T::AccountId,
	content: Content,
	/// The hash of it.
	nullifier: Option<H256>,
	/// Whether the subject has accepted it, as what it renews.
	accepted: bool,
	/// What it takes the place of.
	predecessor: Option<CertificateId>,
}

impl<T: Config> Pallet<T> {
	/// Rules: [`Pallet::issue`]. Returns how many accreditations were read, and whether nothing was asked for besides.
	pub(crate) fn do_issue(
		issuer: T::AccountId,
		accreditation: Option<AccreditationId>,
		schema: SchemaId,
		subject: T::AccountId,
		content: Content,
		reveal: Option<NullifierReveal>,
	) -> Result<(u32, bool), DispatchError> {
		let now = T::Time::now();
		let kind = Schemas::<T>::get(schema).ok_or(Error::<T>::SchemaUnknown)?;
		let authority = Authority::new(accreditation, kind.network);
		let nodes: Vec<_> = Self::upwards(authority).collect();
		let standing = Self::standing(authority, &nodes, &issuer, Some(&schema), begins(&content, now))?;
		let levels = standing.levels;
		let revealed = Self::reveal(&schema, &kind.rules, &issuer, reveal)?;
		let SchemaRules { public_record, one_per_subject, needs_nullifier, subject_is_identity, .. } = kind.rules;
		let asked = public_record || one_per_subject || needs_nullifier || subject_is_identity;
		let plain = !asked && content.search_key.is_none();
		let draft = Draft {
			authority,
			schema,
			kind,
			issuer: issuer.clone(),
			subject,
			content,
			nullifier: revealed.as_ref().map(|revealed| revealed.nullifier),
			accepted: false,
			predecessor: None,
		};
		Self::certify(draft, standing, now)?;
		if let Some(revealed) = revealed {
			Self::consume(&issuer, revealed)?;
		}
		Ok((levels, plain))
	}

	/// Rules: [`Pallet::renew`].
	pub(crate) fn do_renew(
		issuer: T::AccountId,
		accreditation: Option<AccreditationId>,
		id: CertificateId,
		valid_until: Option<Moment>,
	) -> Result<u32, DispatchError> {
		let (successor, levels) = Self::succeed(issuer.clone(), accreditation, id, |certificate| {
			// What is not there any more cannot be said again.
			let there = !certificate.rules.public_record || !certificate.record.is_empty();
			ensure!(there, Error::<T>::RecordWithdrawn);
			let content = Content {
				claims: certificate.claims,
				record: certificate.record.clone(),
				evidence: certificate.evidence,
				search_key: certificate.search_key,
				valid_from: None,
				valid_until,
			};
			// Who has accepted it has accepted that it goes on.
			Ok((content, certificate.accepted))
		})?;
		Self::deposit_event(Event::CertificateRenewed { certificate: id, successor, by: issuer });
		Ok(levels)
	}

	/// Rules: [`Pallet::replace`].
	pub(crate) fn do_replace(
		issuer: T::AccountId,
		accreditation: Option<AccreditationId>,
		id: CertificateId,
		content: Content,
	) -> Result<u32, DispatchError> {
		let (successor, levels) = Self::succeed(issuer.clone(), accreditation, id, |_| Ok((content, false)))?;
		Self::deposit_event(Event::CertificateReplaced { certificate: id, successor, by: issuer });
		Ok(levels)
	}

	/// Let another certificate take the place of one: `next` says of what content, and whether it counts as accepted.
	fn succeed(
		issuer: T::AccountId,
		accreditation: Option<AccreditationId>,
		id: CertificateId,
		next: impl FnOnce(&Certificate<T>) -> Result<(Content, bool), Error<T>>,
	) -> Result<(CertificateId, u32), DispatchError> {
		let now = T::Time::now();
		let mut certificate = Certificates::<T>::get(id).ok_or(Error::<T>::CertificateUnknown)?;
		let kind = Schemas::<T>::get(certificate.schema).ok_or(Error::<T>::SchemaUnknown)?;
		let authority = Authority::new(accreditation, kind.network);
		let all: Vec<_> = Self::upwards(Authority::of(&id)).collect();
		// Those below need not be good: whoever stands above can take over from one that fell.
		let place = match accreditation {
			Some(accreditation) => all.iter().position(|(above, _)| *above == accreditation),
			None => Some(all.len()),
		};
		let nodes = place.and_then(|place| all.get(place..)).ok_or(Error::<T>::AccreditationNotAbove)?;
		let (content, accepted) = next(&certificate)?;
		let standing = Self::standing(authority, nodes, &issuer, Some(&certificate.schema), begins(&content, now))?;
		let (level, levels) = (standing.level(), count_levels(all.len()));
		certificate.history.push(now, State::Superseded, Reason::Superseded, level).map_err(Self::refused)?;
		let draft = Draft {
			authority,
			schema: certificate.schema,
			kind,
			issuer,
			subject: certificate.subject.clone(),
			content,
			nullifier: certificate.nullifier,
			accepted,
			predecessor: Some(id),
		};
		let successor = Self::certify(draft, standing, now)?;

		certificate.successor = Some(successor);
		Certificates::<T>::insert(id, certificate);
		Ok((successor, levels))
	}

	/// Certify a draft, once it is clear that its issuer may.
	fn certify(draft: Draft<T>, mut standing: Standing<T>, now: Moment) -> Result<CertificateId, DispatchError> {
		let Draft { authority, schema, kind, issuer, subject, content, nullifier, accepted, predecessor } = draft;
		let (rules, network, level) = (kind.rules, standing.network, standing.level());
		kind.ensure_usable(network)?;
		// What takes the place of one of the same authority has been counted: there are no more than before.
		let takes_over = predecessor.is_some_and(|predecessor| Authority::of(&predecessor) == authority);
		let counted = !takes_over && standing.use_quota(1)?;
		kind.ensure_validity(content.valid_from.unwrap_or(now), content.valid_until, now)?;
		Self::ensure_record(&rules, &content)?;
		ensure!(rules.searchable || content.search_key.is_none(), Error::<T>::SearchKeyNotAllowed);
		let fit = !rules.subject_is_identity || T::Identities::is_active(&subject);
		ensure!(fit, Error::<T>::SubjectNotIdentity);
		let id = certificate_id(authority, &schema, &subject, &content, predecessor.as_ref());
		ensure!(!Certificates::<T>::contains_key(id), Error::<T>::CertificateExists);
		let places = uniqueness::places::<T>(&rules, &subject, nullifier.as_ref());
		let places = places.into_iter().map(|(place, taken)| {
			ensure!(Self::is_free(&schema, &place, predecessor.as_ref(), now), taken);
			Ok(place)
		});
		let places: Vec<_> = places.collect::<Result<_, Error<T>>>()?;
		let footprint = Self::certificate_footprint(content.record.len(), content.search_key.is_some(), places.len());
		let ticket = T::CertificateConsideration::new(&issuer, footprint)?;

		if counted {
			standing.put();
		}
		for place in places {
			Unique::<T>::insert(schema, place, id);
		}
		if let Some(key) = content.search_key {
			CertificatesBySearchKey::<T>::insert((schema, key), id, ());
		}
		CertificatesBySubject::<T>::insert(&subject, id, ());
		let state = if rules.needs_acceptance && !accepted { State::Pending } else { State::Active };
		let claims = content.claims;
		let certificate = Certificate {
			schema,
			rules,
			issuer: issuer.clone(),
			subject: subject.clone(),
			claims,
			record: content.record,
			evidence: content.evidence,
			search_key: content.search_key,
			valid_from: content.valid_from.unwrap_or(now),
			valid_until: content.valid_until,
			accepted,
			history: History::begin(now, state, level),
			predecessor,
			successor: None,
			nullifier,
			ticket,
		};
		Certificates::<T>::insert(id, certificate);
		Self::deposit_event(Event::CertificateIssued { certificate: id, network, schema, issuer, subject, claims });
		Ok(id)
	}

	/// That of the claims all or nothing is written, as the schema says.
	fn ensure_record(rules: &SchemaRules, content: &Content) -> Result<(), Error<T>> {
		if !rules.public_record {
			ensure!(content.record.is_empty(), Error::<T>::RecordNotAllowed);
			return Ok(());
		}
		ensure!(!content.record.is_empty(), Error::<T>::RecordMissing);
		let claims = ContentHash::from(sha2_256(content.record.as_bytes()));
		ensure!(content.claims == claims, Error::<T>::RecordMismatch);
		Ok(())
	}

	/// What a certificate occupies: its record, with room for all of its changes, so that revoking never costs a deposit that
	/// the revoker may not have; and the entries by which it is found. Counted as one item, because `LinearStoragePrice`
	/// multiplies the bytes by the number of items.
	pub(crate) fn certificate_footprint(record: usize, searchable: bool, places: usize) -> Footprint {
		let bytes = bytes_of::<Certificate<T>>(&[(MAX_RECORD, record)]);
		Footprint::from_parts(1, bytes.saturating_add(Self::entries(searchable, places)))
	}

	/// What the entries occupy by which a certificate is found. They stay for ever: whoever looks for a certificate that was
	/// revoked has to find that it was.
	fn entries(searchable: bool, places: usize) -> usize {
		let id = CertificateId::max_encoded_len();
		let by_subject = T::AccountId::max_encoded_len().saturating_add(id);
		let by_key = if searchable { <(SchemaId, ContentHash)>::max_encoded_len().saturating_add(id) } else { 0 };
		let unique = <(SchemaId, H256, CertificateId)>::max_encoded_len().saturating_mul(places);
		by_subject.saturating_add(by_key).saturating_add(unique)
	}

	/// What is left of a certificate whose record was removed. What is final never changes again, so it is charged for what it
	/// takes and not for what it could; and for no places that went to another.
	pub(crate) fn withdrawn_footprint(id: &CertificateId, certificate: &Certificate<T>) -> Footprint {
		let bytes = if certificate.history.state().is_final() {
			certificate.encoded_size()
		} else {
			bytes_of::<Certificate<T>>(&[(MAX_RECORD, 0)])
		};
		let Certificate { schema, rules, subject, nullifier, search_key, .. } = certificate;
		let places = uniqueness::places::<T>(rules, subject, nullifier.as_ref());
		let places = places.iter().filter(|(place, _)| Unique::<T>::get(schema, place).as_ref() == Some(id)).count();
		Footprint::from_parts(1, bytes.saturating_add(Self::entries(search_key.is_some(), places)))
	}
}

/// From when on a certificate of this content has to rest on something: from now on, or from when it is valid.
fn begins(content: &Content, now: Moment) -> Moment {
	content.valid_from.map_or(now, |valid_from| valid_from.max(now))
}
