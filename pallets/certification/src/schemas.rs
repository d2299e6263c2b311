//! The kinds of certificate.

use crate::{types::bytes_of, Config, Error, Event, Pallet, Schema, Schemas};
use civitas_primitives::{
	certification::{schema_id, NetworkId, SchemaContent, SchemaId, MAX_NAME, MAX_URI},
	Moment,
};
use frame_support::{
	ensure,
	traits::{Consideration, Footprint, Get, Time},
};
use sp_runtime::DispatchResult;

impl<T: Config> Schema<T> {
	/// That something can be issued under it in `network`.
	pub(crate) fn ensure_usable(&self, network: NetworkId) -> Result<(), Error<T>> {
		ensure!(self.network == network, Error::<T>::SchemaNotInNetwork);
		ensure!(self.deprecated_at.is_none(), Error::<T>::SchemaDeprecated);
		Ok(())
	}

	/// That something of it that is issued `now` can be valid from `valid_from` to `valid_until`.
	pub(crate) fn ensure_validity(
		&self,
		valid_from: Moment,
		valid_until: Option<Moment>,
		now: Moment,
	) -> Result<(), Error<T>> {
		if let Some(valid_until) = valid_until {
			ensure!(valid_until >= valid_from, Error::<T>::ValidityEmpty);
			ensure!(valid_until >= now, Error::<T>::ExpiryPassed);
		}
		// Saturating is right: whatever is so far ahead is within the limit.
		ensure!(valid_from <= now.saturating_add(T::MaxPostdating::get()), Error::<T>::ValidityTooLate);
		if let Some(max_validity) = self.max_validity {
			let valid_until = valid_until.ok_or(Error::<T>::ExpiryMissing)?;
			// Saturating is right: it ends no earlier than it begins.
			ensure!(valid_until.saturating_sub(valid_from) <= max_validity, Error::<T>::ValidityTooLong);
		}
		Ok(())
	}

	/// What it consists of, by which it is named.
	#[cfg(any(test, feature = "try-runtime"))]
	pub(crate) fn content(&self) -> SchemaContent {
		SchemaContent {
			kind: self.kind,
			name: self.name.clone(),
			document_hash: self.document_hash,
			document_uri: self.document_uri.clone(),
			rules: self.rules,
			max_validity: self.max_validity,
			supersedes: self.supersedes,
		}
	}
}

impl<T: Config> Pallet<T> {
	/// Rules: [`Pallet::register_schema`].
	pub(crate) fn do_register_schema(who: T::AccountId, network: NetworkId, content: SchemaContent) -> DispatchResult {
		Self::ensure_name(&content.name)?;
		Self::ensure_text(&content.document_uri)?;
		ensure!(content.max_validity != Some(0), Error::<T>::ValidityEmpty);
		let operated = Self::operated_by(network, &who)?;
		ensure!(operated.closed_at.is_none(), Error::<T>::NetworkClosed);
		let id = schema_id(network, &content);
		ensure!(!Schemas::<T>::contains_key(id), Error::<T>::SchemaExists);
		let SchemaContent { kind, name, document_hash, document_uri, rules, max_validity, supersedes } = content;
		let former = match supersedes {
			Some(supersedes) => {
				let former = Schemas::<T>::get(supersedes).ok_or(Error::<T>::SchemaUnknown)?;
				ensure!(former.network == network, Error::<T>::SchemaNotInNetwork);
				ensure!(former.superseded_by.is_none(), Error::<T>::SchemaSuperseded);
				Some((supersedes, former))
			},
			None => None,
		};
		let ticket = T::SchemaConsideration::new(&who, Self::schema_footprint(&name, &document_uri))?;

		if let Some((supersedes, former)) = former {
			Schemas::<T>::insert(supersedes, Schema { superseded_by: Some(id), ..former });
		}
		let schema = Schema {
			network,
			kind,
			name,
			document_hash,
			document_uri,
			rules,
			max_validity,
			supersedes,
			superseded_by: None,
			deprecated_at: None,
			depositor: who,
			ticket,
		};
		Schemas::<T>::insert(id, schema);
		Self::deposit_event(Event::SchemaRegistered { network, schema: id, supersedes });
		Ok(())
	}

	/// Rules: [`Pallet::deprecate_schema`].
	pub(crate) fn do_deprecate_schema(who: T::AccountId, id: SchemaId) -> DispatchResult {
		let schema = Schemas::<T>::get(id).ok_or(Error::<T>::SchemaUnknown)?;
		Self::operated_by(schema.network, &who)?;
		ensure!(schema.deprecated_at.is_none(), Error::<T>::SchemaDeprecated);

		Schemas::<T>::insert(id, Schema { deprecated_at: Some(T::Time::now()), ..schema });
		Self::deposit_event(Event::SchemaDeprecated { schema: id });
		Ok(())
	}

	/// What a schema of this name and URI occupies.
	pub(crate) fn schema_footprint(name: &str, uri: &str) -> Footprint {
		let texts = [(MAX_NAME, name.len()), (MAX_URI, uri.len())];
		Footprint::from_parts(1, bytes_of::<Schema<T>>(&texts))
	}
}
