//! What is said to the outside.

use crate::{
	accreditations::ALL_LEVELS,
	types::{shown_scope, Certificate, MAX_SCAN},
	uniqueness::subject_key,
	Accreditation, Accreditations, AccreditationsOf, Batch, Batches, Certificates, CertificatesBySearchKey,
	CertificatesBySubject, Config, Networks, NextAccreditationId, NextNetworkId, NullifierCommitments, OpenNetworks,
	Pallet, Schemas, StatusLists, Unique, WeightInfo,
};
use alloc::{string::String, vec::Vec};
use civitas_primitives::{
	certification::{
		info::*, merkle, AccreditationId, Authority, CertificateId, CertificateInspect, Dossier, Expected,
		InvalidReason, NetworkId, SchemaId, State, StatusListId, Verification,
	},
	ContentHash, Moment, Page,
};
use frame_support::{storage::StoragePrefixedMap, traits::Time, weights::Weight};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_core::H256;
use sp_runtime::traits::{One, Saturating, Zero};

impl<T: Config> Pallet<T> {
	/// Judge a certificate: two reads and one for each accreditation, whatever the outcome and however many certificates
	/// there are.
	pub(crate) fn do_verify(
		id: CertificateId,
		expected: &Expected<T::AccountId>,
		time: Option<Moment>,
	) -> Verification<T::AccountId> {
		let now = T::Time::now();
		let time = time.unwrap_or(now);
		let dossier = Certificates::<T>::get(id).and_then(|certificate| {
			let survives_issuer = certificate.rules.survives_issuer;
			let (network, chain, closed_at) = Self::foundations(id, time)?;
			let certificate = certificate_info(id, certificate, network);
			Some(Dossier { certificate, survives_issuer, chain, closed_at, listed: None, bits_at: None })
		});
		Verification::judge(dossier, expected, time, now)
	}

	/// Judge one of a batch: up to two reads more, for its bits.
	pub(crate) fn do_verify_member(
		id: CertificateId,
		presented: PresentedMember<T::AccountId>,
		expected: &Expected<T::AccountId>,
		time: Option<Moment>,
	) -> Verification<T::AccountId> {
		let now = T::Time::now();
		let time = time.unwrap_or(now);
		let Some(batch) = Batches::<T>::get(id) else { return Verification::judge(None, expected, time, now) };
		let PresentedMember { member, proof } = presented;
		if !merkle::includes(batch.root, batch.count, member.index, &member.leaf(), &proof) {
			return Verification::refused(InvalidReason::ProofInvalid, time);
		}
		let dossier = Self::foundations(id, time).map(|(network, chain, closed_at)| {
			let survives_issuer = batch.rules.survives_issuer;
			let listed = Self::listed(id, member.index);
			let certificate = CertificateInfo {
				id,
				member: Some(member.index),
				network,
				schema: batch.schema,
				accreditation: Authority::of(&id).accreditation(),
				issuer: batch.issuer,
				subject: member.subject,
				claims: member.claims,
				record: String::new(),
				evidence: None,
				search_key: None,
				nullifier: None,
				issued_at: batch.history.began(),
				valid_from: batch.valid_from,
				valid_until: batch.valid_until,
				accepted: false,
				state: batch.history.state(),
				history: batch.history.into(),
				predecessor: None,
				successor: None,
			};
			Dossier { certificate, survives_issuer, chain, closed_at, listed, bits_at: Some(now) }
		});
		Verification::judge(dossier, expected, time, now)
	}

	/// What something rests on that was issued: the network, the accreditations from below, and when the network was closed.
	#[allow(clippy::type_complexity)]
	fn foundations(
		id: CertificateId,
		time: Moment,
	) -> Option<(NetworkId, Vec<IssuerLink<T::AccountId>>, Option<Moment>)> {
		let authority = Authority::of(&id);
		let mut network = match authority {
			Authority::Operator(network) => Some(network),
			Authority::Accreditation(_) => None,
		};
		let mut chain = Vec::new();
		for (accreditation, node) in Self::upwards(authority) {
			network = Some(node.network);
			let holder = node.holder_at(time)?.clone();
			let valid_until = node.valid_until;
			chain.push(IssuerLink { accreditation, holder, valid_until, history: node.history.into() });
		}
		let network = network?;
		let closed_at = Networks::<T>::get(network)?.closed_at;
		Some((network, chain, closed_at))
	}

	/// The network in which something was issued.
	fn network_of(id: &CertificateId) -> Option<NetworkId> {
		match Authority::of(id) {
			Authority::Operator(network) => Some(network),
			Authority::Accreditation(accreditation) => Some(Accreditations::<T>::get(accreditation)?.network),
		}
	}

	pub(crate) fn do_networks(
		cursor: Option<NetworkId>,
		limit: Option<u32>,
	) -> Page<NetworkInfo<T::AccountId>, NetworkId> {
		let ids = after(cursor)..NextNetworkId::<T>::get();
		Page::take(ids.filter_map(|id| Some((id, Self::do_network(id)?))), limit)
	}

	pub(crate) fn do_schemas_by_network(
		network: NetworkId,
		cursor: Option<SchemaId>,
		limit: Option<u32>,
	) -> Page<SchemaInfo, SchemaId> {
		let ids = match cursor {
			Some(cursor) => Schemas::<T>::iter_keys_from(Schemas::<T>::hashed_key_for(cursor)),
			None => Schemas::<T>::iter_keys(),
		};
		let of_network = |id| Self::do_schema(id).filter(|schema| schema.network == network);
		Page::scan(ids.map(|id| (id, of_network(id))), limit, MAX_SCAN)
	}

	pub(crate) fn do_accreditations_by_network(
		network: NetworkId,
		cursor: Option<AccreditationId>,
		limit: Option<u32>,
	) -> Page<AccreditationInfo<T::AccountId>, AccreditationId> {
		let ids = after(cursor)..NextAccreditationId::<T>::get();
		let of_network = |id| Self::do_accreditation(id).filter(|accreditation| accreditation.network == network);
		Page::scan(ids.map(|id| (id, of_network(id))), limit, MAX_SCAN)
	}

	pub(crate) fn do_network(id: NetworkId) -> Option<NetworkInfo<T::AccountId>> {
		let network = Networks::<T>::get(id)?;
		let open = OpenNetworks::<T>::get(id);
		Some(NetworkInfo {
			id,
			operator: network.operator,
			offered_to: network.offered_to,
			name: network.name.into_string(),
			policy_hash: network.policy_hash,
			policy_uri: network.policy_uri.into_string(),
			membership: open.map_or(Membership::Closed, |scope| Membership::Open(shown_scope::<T>(&scope))),
			founded_at: network.founded_at,
			closed_at: network.closed_at,
		})
	}

	pub(crate) fn do_schema(id: SchemaId) -> Option<SchemaInfo> {
		let schema = Schemas::<T>::get(id)?;
		Some(SchemaInfo {
			id,
			network: schema.network,
			kind: schema.kind,
			name: schema.name.into_string(),
			document_hash: schema.document_hash,
			document_uri: schema.document_uri.into_string(),
			rules: schema.rules,
			max_validity: schema.max_validity,
			supersedes: schema.supersedes,
			superseded_by: schema.superseded_by,
			deprecated_at: schema.deprecated_at,
		})
	}

	pub(crate) fn do_accreditation(id: AccreditationId) -> Option<AccreditationInfo<T::AccountId>> {
		let accreditation = Accreditations::<T>::get(id)?;
		let terms = accreditation.terms();
		let Accreditation { network, parent, level, issued, given, .. } = accreditation;
		let holder = accreditation.holders.last().map(|(holder, _)| holder.clone());
		Some(AccreditationInfo {
			id,
			network,
			parent,
			level,
			holder,
			offered_to: accreditation.offered_to,
			terms,
			issued,
			given,
			state: accreditation.history.state(),
			history: accreditation.history.into(),
			holders: accreditation.holders.into_inner(),
		})
	}

	pub(crate) fn do_certificate(id: CertificateId) -> Option<CertificateInfo<T::AccountId>> {
		Self::info_if(id, |_| true)
	}

	pub(crate) fn do_batch(id: CertificateId) -> Option<BatchInfo<T::AccountId>> {
		Self::batch_info(id, Batches::<T>::get(id)?)
	}

	pub(crate) fn do_certificates_of(
		subject: &T::AccountId,
		state: Option<State>,
		accepted_only: bool,
		cursor: Option<CertificateId>,
		limit: Option<u32>,
	) -> Page<CertificateInfo<T::AccountId>, CertificateId> {
		let ids = match cursor {
			Some(cursor) => CertificatesBySubject::<T>::iter_key_prefix_from(
				subject,
				CertificatesBySubject::<T>::hashed_key_for(subject, cursor),
			),
			None => CertificatesBySubject::<T>::iter_key_prefix(subject),
		};
		let wanted = |certificate: &Certificate<T>| {
			(certificate.accepted || !accepted_only) && state.is_none_or(|state| certificate.history.state() == state)
		};
		Page::scan(ids.map(|id| (id, Self::info_if(id, wanted))), limit, MAX_SCAN)
	}

	pub(crate) fn do_certificates_by_accreditation(
		network: NetworkId,
		accreditation: Option<AccreditationId>,
		state: Option<State>,
		cursor: Option<CertificateId>,
		limit: Option<u32>,
	) -> Page<CertificateInfo<T::AccountId>, CertificateId> {
		let authority = Authority::new(accreditation, network);
		let from = issued_from::<Certificates<T>, _>(authority, cursor);
		let ids = Certificates::<T>::iter_keys_from(from).take_while(|id| Authority::of(id) == authority);
		let wanted = |certificate: &Certificate<T>| state.is_none_or(|state| certificate.history.state() == state);
		let of_network = |id| Self::info_if(id, wanted).filter(|info| info.network == network);
		Page::scan(ids.map(|id| (id, of_network(id))), limit, MAX_SCAN)
	}

	pub(crate) fn do_batches_by_accreditation(
		network: NetworkId,
		accreditation: Option<AccreditationId>,
		cursor: Option<CertificateId>,
		limit: Option<u32>,
	) -> Page<BatchInfo<T::AccountId>, CertificateId> {
		let authority = Authority::new(accreditation, network);
		let from = issued_from::<Batches<T>, _>(authority, cursor);
		let batches = Batches::<T>::iter_from(from).take_while(|(id, _)| Authority::of(id) == authority);
		let of_network =
			|(id, batch)| (id, Self::batch_info(id, batch).filter(|info: &BatchInfo<_>| info.network == network));
		Page::scan(batches.map(of_network), limit, MAX_SCAN)
	}

	pub(crate) fn do_certificates_by_search_key(
		schema: SchemaId,
		key: ContentHash,
		cursor: Option<CertificateId>,
		limit: Option<u32>,
	) -> Page<CertificateInfo<T::AccountId>, CertificateId> {
		let key = (schema, key);
		let ids = match cursor {
			Some(cursor) => CertificatesBySearchKey::<T>::iter_key_prefix_from(
				key,
				CertificatesBySearchKey::<T>::hashed_key_for(key, cursor),
			),
			None => CertificatesBySearchKey::<T>::iter_key_prefix(key),
		};
		Page::take(ids.filter_map(|id| Some((id, Self::do_certificate(id)?))), limit)
	}

	pub(crate) fn do_certificate_of(subject: &T::AccountId, schema: &SchemaId) -> Option<CertificateId> {
		Unique::<T>::get(schema, subject_key::<T>(subject))
	}

	pub(crate) fn do_nullifier_commitment(issuer: &T::AccountId, commitment: H256) -> Option<BlockNumberFor<T>> {
		NullifierCommitments::<T>::get(issuer, commitment).map(|record| record.at)
	}

	pub(crate) fn do_accreditations_of(
		holder: &T::AccountId,
		cursor: Option<AccreditationId>,
		limit: Option<u32>,
	) -> Page<AccreditationInfo<T::AccountId>, AccreditationId> {
		let ids = match cursor {
			Some(cursor) => AccreditationsOf::<T>::iter_key_prefix_from(
				holder,
				AccreditationsOf::<T>::hashed_key_for(holder, cursor),
			),
			None => AccreditationsOf::<T>::iter_key_prefix(holder),
		};
		Page::take(ids.filter_map(|id| Some((id, Self::do_accreditation(id)?))), limit)
	}

	pub(crate) fn do_is_accredited(id: AccreditationId, schema: SchemaId, time: Option<Moment>) -> bool {
		let now = T::Time::now();
		let time = time.unwrap_or(now);
		let over = |at: Option<Moment>| at.is_some_and(|at| at <= time);
		let Some(schema_record) = Schemas::<T>::get(schema) else { return false };
		let mut nodes = Self::upwards(Authority::Accreditation(id)).peekable();
		let exists = nodes.peek().is_some_and(|(_, node)| node.network == schema_record.network);
		let open = Networks::<T>::get(schema_record.network).is_some_and(|network| !over(network.closed_at));
		let usable = time <= now && exists && open && !over(schema_record.deprecated_at);
		usable
			&& nodes.all(|(_, node)| {
				let active = node.history.at(time).is_some_and(|change| change.state == State::Active);
				active && !node.is_expired(time) && node.covers(&schema)
			})
	}

	pub(crate) fn do_status_list(id: StatusListId) -> Option<StatusListInfo<T::AccountId>> {
		let list = StatusLists::<T>::get(id)?;
		Some(StatusListInfo { id, owner: list.owner, purpose: list.purpose, length: list.length })
	}

	/// A certificate as it is shown to the outside, if it is `wanted`.
	fn info_if(
		id: CertificateId,
		wanted: impl FnOnce(&Certificate<T>) -> bool,
	) -> Option<CertificateInfo<T::AccountId>> {
		let certificate = Certificates::<T>::get(id).filter(wanted)?;
		let network = Self::network_of(&id)?;
		Some(certificate_info(id, certificate, network))
	}

	fn batch_info(id: CertificateId, batch: Batch<T>) -> Option<BatchInfo<T::AccountId>> {
		Some(BatchInfo {
			id,
			network: Self::network_of(&id)?,
			schema: batch.schema,
			accreditation: Authority::of(&id).accreditation(),
			issuer: batch.issuer,
			root: batch.root,
			count: batch.count,
			valid_from: batch.valid_from,
			valid_until: batch.valid_until,
			state: batch.history.state(),
			history: batch.history.into(),
		})
	}
}

/// Where a listing of what is counted goes on.
fn after<Id: Saturating + One + Zero>(cursor: Option<Id>) -> Id {
	// Saturating is right: the last identifier is never given away.
	cursor.map_or(Id::zero(), |cursor| cursor.saturating_add(Id::one()))
}

/// The key in storage after which what was issued by an authority begins, or goes on after `cursor`. The keys of `Map` are not
/// hashed, and begin with the authority. A cursor from elsewhere is answered by what follows it, if anything of the authority
/// does.
fn issued_from<Map: StoragePrefixedMap<V>, V: codec::FullCodec>(
	authority: Authority,
	cursor: Option<CertificateId>,
) -> Vec<u8> {
	let mut key = Map::final_prefix().to_vec();
	match cursor.filter(|cursor| Authority::of(cursor) == authority) {
		Some(cursor) => key.extend(cursor.as_bytes()),
		None => key.extend(authority.to_bytes()),
	}
	key
}

fn certificate_info<T: Config>(
	id: CertificateId,
	certificate: Certificate<T>,
	network: NetworkId,
) -> CertificateInfo<T::AccountId> {
	CertificateInfo {
		id,
		member: None,
		network,
		schema: certificate.schema,
		accreditation: Authority::of(&id).accreditation(),
		issuer: certificate.issuer,
		subject: certificate.subject,
		claims: certificate.claims,
		record: certificate.record.into_string(),
		evidence: certificate.evidence,
		search_key: certificate.search_key,
		nullifier: certificate.nullifier,
		issued_at: certificate.history.began(),
		valid_from: certificate.valid_from,
		valid_until: certificate.valid_until,
		accepted: certificate.accepted,
		state: certificate.history.state(),
		history: certificate.history.into(),
		predecessor: certificate.predecessor,
		successor: certificate.successor,
	}
}

impl<T: Config> CertificateInspect<T::AccountId> for Pallet<T> {
	fn verify(
		id: CertificateId,
		expected: &Expected<T::AccountId>,
		time: Option<Moment>,
	) -> Verification<T::AccountId> {
		Self::do_verify(id, expected, time)
	}

	/// How deep the certificate lies is not known before.
	fn weight() -> Weight {
		<T as Config>::WeightInfo::verify_one(ALL_LEVELS)
	}
}
