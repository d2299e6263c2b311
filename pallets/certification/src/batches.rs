//! Issuing many certificates at once.

use crate::{Accreditations, Batch, Batches, Config, Error, Event, Pallet, Schemas};
use alloc::vec::Vec;
use civitas_primitives::{
	certification::{batch_id, status_list::MAX_ENTRIES, AccreditationId, History, SchemaId, SchemaRules, State},
	Moment,
};
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
		expires: _,
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
		accreditation: AccreditationId,
		schema: SchemaId,
		root: H256,
		count: u32,
		valid_from: Option<Moment>,
		valid_until: Option<Moment>,
	) -> Result<u32, DispatchError> {
		let now = T::Time::now();
		ensure!((1..=MAX_ENTRIES).contains(&count), Error::<T>::LengthInvalid);
		let kind = Schemas::<T>::get(schema).ok_or(Error::<T>::SchemaUnknown)?;
		let nodes: Vec<_> = Self::upwards(accreditation).collect();
		let standing = Self::standing(&nodes, &issuer, Some(&schema), now)?;
		let mut node = standing.accreditation;
		let network = node.network;
		kind.ensure_usable(network)?;
		ensure!(fit_for_batches(&kind.rules), Error::<T>::SchemaNotForBatches);
		let counted = node.use_quota(count)?;
		kind.ensure_validity(valid_from.unwrap_or(now), valid_until, now)?;
		let id = batch_id(accreditation, &schema, &root, count, valid_from, valid_until);
		ensure!(!Batches::<T>::contains_key(id), Error::<T>::CertificateExists);
		let ticket = T::BatchConsideration::new(&issuer, Footprint::from_mel::<Batch<T>>())?;

		if counted {
			Accreditations::<T>::insert(accreditation, &node);
		}
		let batch = Batch {
			schema,
			rules: kind.rules,
			issuer: issuer.clone(),
			root,
			count,
			valid_from: valid_from.unwrap_or(now),
			valid_until,
			history: History::begin(now, State::Active, node.level()),
			ticket,
		};
		Batches::<T>::insert(id, batch);
		Self::deposit_event(Event::BatchIssued { batch: id, network, schema, issuer, root, count });
		Ok(standing.levels)
	}
}
