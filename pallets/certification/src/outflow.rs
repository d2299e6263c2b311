//! What a call can take from whoever makes it, as far as the call itself says: the deposits for what it writes.

use crate::{
	networks::open_to,
	terms::checked_scope,
	types::{bytes_of, scope_bound, ScopeOf},
	Call, Config, Network, Pallet,
};
use civitas_primitives::certification::{info::Scope, MAX_RECORD};
use frame_support::traits::Footprint;

impl<T: Config> Pallet<T> {
	/// For what whoever makes `call` pays a deposit at most: for a record of this footprint.
	///
	/// What only the state knows counts as the most that it can be, such as how long the text of a certificate is that is
	/// renewed. Nothing but a deposit leaves an account by a call of this pallet; it stays the caller's own, and nobody else pays
	/// for a call. There is no wildcard, so that whoever adds a call thinks of it.
	pub fn deposit(call: &Call<T>) -> Option<Footprint> {
		let certificate = |record: usize, searchable, nullifier| {
			// Whether a subject has at most one, which is an entry too, only the schema says.
			let places = 1usize.saturating_add(usize::from(nullifier));
			Self::certificate_footprint(record, searchable, places)
		};
		let footprint = match call {
			Call::found_network { name, policy_uri, membership, .. }
			| Call::update_network { name, policy_uri, membership, .. } => {
				let open = open_to::<T>(membership.clone()).ok().flatten();
				Self::network_footprint(name, policy_uri, open.as_ref())
			},
			Call::accept_network { .. } => {
				let bytes = bytes_of::<Network<T>>(&[]).saturating_add(scope_bound::<T>() as usize).saturating_add(8);
				Footprint::from_parts(1, bytes)
			},
			Call::register_schema { content, .. } => Self::schema_footprint(&content.name, &content.document_uri),
			Call::join_network { .. } => Self::accreditation_footprint(&None, true),
			Call::accredit { terms, .. } => Self::accreditation_footprint(&scope_of::<T>(&terms.scope), false),
			// Who widens a scope takes the deposit over. It may be that of someone who joined.
			Call::amend_accreditation { terms, .. } => {
				Self::accreditation_footprint(&scope_of::<T>(&terms.scope), true)
			},
			Call::commit_nullifier { .. } => Self::commitment_footprint(),
			Call::issue { content, nullifier, .. } => {
				certificate(content.record.len(), content.search_key.is_some(), nullifier.is_some())
			},
			Call::replace { content, .. } => certificate(content.record.len(), content.search_key.is_some(), true),
			Call::renew { .. } => certificate(MAX_RECORD as usize, true, true),
			Call::issue_batch { count, .. } => Self::batch_footprint(*count, true),
			Call::create_status_list { length, .. } => Self::list_footprint(*length),
			// What they write has been paid for, or takes less than what was there.
			Call::transfer_network { .. }
			| Call::close_network { .. }
			| Call::deprecate_schema { .. }
			| Call::suspend_accreditation { .. }
			| Call::reinstate_accreditation { .. }
			| Call::revoke_accreditation { .. }
			| Call::transfer_accreditation { .. }
			| Call::accept_accreditation { .. }
			| Call::withdraw_nullifier_commitment { .. }
			| Call::accept { .. }
			| Call::suspend { .. }
			| Call::reinstate { .. }
			| Call::revoke { .. }
			| Call::surrender { .. }
			| Call::withdraw_deposit { .. }
			| Call::set_status { .. }
			| Call::__Ignore(..) => return None,
		};
		Some(footprint)
	}
}

/// The scope that is asked for, as it is stored. A list that is too long is refused.
fn scope_of<T: Config>(scope: &Scope) -> ScopeOf<T> {
	checked_scope::<T>(scope.clone()).unwrap_or(None)
}
