//! Issuing many certificates at once.

use crate::{Batch, Batches, Config, Error, Event, Pallet, Schemas};
use alloc::vec::Vec;
use civitas_primitives::{
	certification::{
		batch_id, status_list::MAX_ENTRIES, AccreditationId, Authority, History, SchemaId, SchemaRules, State,
	},
	Moment,
};
use codec::MaxEncodedLen;
use frame_support::{
	ensure,
	traits::{Consideration, Footprint, Time},
};
use sp_core::H256;
use sp_runtime::DispatchError;

/// Whether certificates of these rules can be issued without looking at each.
fn fit_for_batches(rules: &SchemaRules) -> bool {
	// All are named, so that a rule which is added has to be thought about.
	let SchemaRules {
		public_record,
		one_per_subject,
		needs_acceptance,
		needs_nullifier,
		searchable,
		subject_is_identity,
		suspendable: _,
		survives_issuer: _,
		surrenderable: _,
	} = *rules;
	!(public_record || one_per_subject || needs_acceptance || needs_nullifier || searchable || subject_is_identity)
}

impl<T: Config> Pallet<T> {
	/// Rules: [`Pallet::issue_batch`]. Returns how many accreditations were read.
	pub(crate) fn do_issue_batch(
		issuer: T::AccountId,
		accreditation: Option<AccreditationId>,
		schema: SchemaId,
		root: H256,
		count: u32,
		valid_from: Option<Moment>,
		valid_until: Option<Moment>,
	) -> Result<u32, DispatchError> {
		let now = T::Time::now();
		ensure!((1..=MAX_ENTRIES).contains(&count), Error::<T>::LengthInvalid);
		let kind = Schemas::<T>::get(schema).ok_or(Error::<T>::SchemaUnknown)?;
		let authority = Authority::new(accreditation, kind.network);
		let nodes: Vec<_> = Self::upwards(authority).collect();
		let begins = valid_from.unwrap_or(now);
		let mut standing = Self::standing(authority, &nodes, &issuer, Some(&schema), now.max(begins))?;
		let network = standing.network;
		kind.ensure_usable(network)?;
		ensure!(fit_for_batches(&kind.rules), Error::<T>::SchemaNotForBatches);
		let counted = standing.use_quota(count)?;
		kind.ensure_validity(begins, valid_until, now)?;
		let id = batch_id(authority, &schema, &root, count, valid_from, valid_until);
		ensure!(!Batches::<T>::contains_key(id), Error::<T>::CertificateExists);
		let ticket = T::BatchConsideration::new(&issuer, Self::batch_footprint(count, kind.rules.suspendable))?;

		if counted {
			standing.put();
		}
		let batch = Batch {
			schema,
			rules: kind.rules,
			issuer: issuer.clone(),
			root,
			count,
			valid_from: begins,
			valid_until,
			history: History::begin(now, State::Active, standing.level()),
			ticket,
		};
		Batches::<T>::insert(id, batch);
		Self::deposit_event(Event::BatchIssued { batch: id, network, schema, issuer, root, count });
		Ok(standing.levels)
	}

	/// What a batch occupies, with all pages of its status lists: so whoever sets a bit later pays nothing.
	pub(crate) fn batch_footprint(count: u32, suspendable: bool) -> Footprint {
		let revocations = Self::pages_size(count, false);
		let suspensions = if suspendable { Self::pages_size(count, true) } else { 0 };
		let pages = revocations.saturating_add(suspensions);
		Footprint::from_parts(1, Batch::<T>::max_encoded_len().saturating_add(pages))
	}
}
