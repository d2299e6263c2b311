//! What a call can take from whoever makes it, as far as the call itself says: the deposits for what it writes.

use crate::{types::ScopeOf, Batch, Call, Config, Network, Pallet, StatusList};
use alloc::collections::BTreeSet;
use civitas_primitives::certification::{
	info::{Scope, Terms},
	status_list::PAGE_BYTES,
	MAX_RECORD,
};
use frame_support::traits::{Footprint, Get};

impl<T: Config> Pallet<T> {
	/// For what whoever makes `call` pays deposits at most: for a record of this footprint, and so many of them.
	///
	/// What only the state knows counts as the most that it can be, such as how long the text of a certificate is that is
	/// renewed, or whether a page of a status list is new. Nothing but deposits leaves an account by a call of this pallet; they
	/// stay the caller's own, and nobody else pays for a call. There is no wildcard, so that whoever adds a call thinks of it.
	pub fn deposits(call: &Call<T>) -> Option<(Footprint, u32)> {
		let certificate = |record: usize, searchable, nullifier| {
			// Whether a subject has at most one, which is an entry too, only the schema says.
			let places = 1usize.saturating_add(usize::from(nullifier));
			Self::certificate_footprint(record, searchable, places)
		};
		let one = match call {
			Call::found_network { name, policy_uri, .. } | Call::update_network { name, policy_uri, .. } => {
				Self::network_footprint(name, policy_uri)
			},
			Call::accept_network { .. } => Footprint::from_mel::<Network<T>>(),
			Call::register_schema { content, .. } => Self::schema_footprint(&content.name, &content.document_uri),
			Call::join_network { .. } => Self::accreditation_footprint(&None, true),
			Call::accredit { terms, .. } => Self::accreditation_footprint(&Self::scope_of(terms), false),
			Call::commit_nullifier { .. } => Self::commitment_footprint(),
			Call::issue { content, nullifier, .. } => {
				certificate(content.record.len(), content.search_key.is_some(), nullifier.is_some())
			},
			Call::replace { content, .. } => certificate(content.record.len(), content.search_key.is_some(), true),
			Call::renew { .. } => certificate(MAX_RECORD as usize, true, true),
			Call::issue_batch { .. } => Footprint::from_mel::<Batch<T>>(),
			Call::create_status_list { .. } => Footprint::from_mel::<StatusList<T>>(),
			Call::set_status { indices, value: true, .. } => {
				return Some((Self::page_footprint(PAGE_BYTES as usize), Self::pages_of(indices)));
			},
			// Where there is no page, all is clear.
			Call::set_status { value: false, .. } => return None,
			Call::grant_document { uri, purpose, .. } => Self::grant_footprint(uri, purpose),
			// What they write has been paid for, or takes less than what was there.
			Call::transfer_network { .. }
			| Call::close_network { .. }
			| Call::deprecate_schema { .. }
			| Call::amend_accreditation { .. }
			| Call::suspend_accreditation { .. }
			| Call::reinstate_accreditation { .. }
			| Call::revoke_accreditation { .. }
			| Call::hand_over { .. }
			| Call::withdraw_nullifier_commitment { .. }
			| Call::accept { .. }
			| Call::decline { .. }
			| Call::suspend { .. }
			| Call::reinstate { .. }
			| Call::revoke { .. }
			| Call::revoke_many { .. }
			| Call::surrender { .. }
			| Call::withdraw_deposit { .. }
			| Call::revoke_document_grant { .. }
			| Call::log_document_access { .. }
			| Call::__Ignore(..) => return None,
		};
		Some((one, 1))
	}

	/// The scope that is asked for, as it is stored. A list that is too long is refused.
	fn scope_of(terms: &Terms) -> ScopeOf<T> {
		match &terms.scope {
			Scope::All => None,
			Scope::Schemas(schemas) => {
				let schemas = schemas.iter().take(T::MaxScope::get() as usize).copied();
				schemas.collect::<BTreeSet<_>>().try_into().ok()
			},
		}
	}
}
