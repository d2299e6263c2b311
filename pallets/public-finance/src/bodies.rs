//! Bodies: what they are called, what they belong to, who appropriates to them, and what they pay for their records.

use crate::{types::*, Bodies, BodiesBelow, Config, Deposits, Error, Event, Pallet};
use civitas_primitives::{
	public_finance::{is_org_id, Currency, Power, RoleInspect},
	text::is_readable,
	IdentityInspect,
};
use codec::{Encode, MaxEncodedLen};
use frame_support::{
	ensure,
	traits::{Consideration, Footprint},
	weights::Weight,
};
use sp_runtime::{DispatchError, DispatchResult};

/// What is counted for the keys of a record, and for its places in indices.
pub(crate) const RECORD_KEYS: usize = 100;

/// The bytes of a record, of which as many are counted as it has. Its size never changes.
pub(crate) fn bytes_of(record: &impl Encode) -> usize {
	// Saturating is right: what is encoded is in memory.
	record.encoded_size().saturating_add(RECORD_KEYS)
}

/// The bytes of a record that grows and shrinks, of which as many are counted as it can have.
pub(crate) fn bytes_at_most<R: MaxEncodedLen>() -> usize {
	R::max_encoded_len().saturating_add(RECORD_KEYS)
}

impl<T: Config> Body<T> {
	/// A body that nothing was said about.
	fn unnamed() -> Self {
		Self {
			name: Label::default(),
			identifier: None,
			parent: None,
			wish: None,
			depth: 1,
			children: 0,
			appropriator: None,
			successor: None,
			rules: Default::default(),
			current: None,
			periods: 0,
			lines: 0,
			acts: 0,
		}
	}

	/// Without a parent a body is of the first level. But as long as others belong to it, which keep theirs, it keeps its own.
	fn rise(&mut self) {
		if self.parent.is_none() && self.children == 0 {
			self.depth = 1;
		}
	}
}

impl<T: Config> Pallet<T> {
	/// A body.
	pub(crate) fn body(id: &T::AccountId) -> Result<Body<T>, DispatchError> {
		Ok(Bodies::<T>::get(id).ok_or(Error::<T>::NotBody)?)
	}

	/// A body pays for `after` bytes where it paid for `before`.
	pub(crate) fn resize(body: &T::AccountId, before: usize, after: usize) -> DispatchResult {
		if before == after {
			return Ok(());
		}
		let (bytes, ticket) = match Deposits::<T>::get(body) {
			Some(Deposit { bytes, ticket }) => (bytes, Some(ticket)),
			None => (0, None),
		};
		let bytes = bytes.checked_add(after as u64).and_then(|bytes| bytes.checked_sub(before as u64));
		let bytes = bytes.ok_or(DispatchError::Corruption)?;
		// One: a price by the byte is taken as often as there are items.
		let footprint = Footprint { count: 1, size: bytes };
		let ticket = match ticket {
			Some(ticket) => ticket.update(body, footprint)?,
			None => T::RecordConsideration::new(body, footprint)?,
		};
		Deposits::<T>::insert(body, Deposit { bytes, ticket });
		Ok(())
	}

	/// Whether this one appropriates to a body. What he does takes no power, and never waits; so each time it is judged that the body has
	/// not come to control him.
	pub(crate) fn is_appropriator(who: &T::AccountId, body: &T::AccountId) -> Result<bool, DispatchError> {
		let appropriates = Self::body(body)?.appropriator.as_ref() == Some(who);
		if appropriates {
			Self::ensure_independent(body, who)?;
		}
		Ok(appropriates)
	}

	/// Whoever makes periods and lines appropriates to the body, or is an officer with the power Budget.
	pub(crate) fn ensure_budget(who: &T::AccountId, body: &T::AccountId) -> DispatchResult {
		match Self::is_appropriator(who, body)? {
			true => Ok(()),
			false => Self::ensure_power(who, body, Power::Budget, Currency::Native, 0),
		}
	}

	/// What the appropriator or an officer with the power Budget does, with the questions which of them he is.
	pub(crate) fn budgeted(act: Weight) -> Weight {
		act.saturating_add(T::Roles::weight()).saturating_add(T::Identities::relation_weight())
	}

	pub(crate) fn do_set_body(
		who: &T::AccountId,
		id: T::AccountId,
		change: BodyChange<T::AccountId>,
	) -> DispatchResult {
		let bytes = bytes_at_most::<Body<T>>();
		let (mut body, before) = match (Bodies::<T>::get(&id), &change) {
			(Some(body), _) => (body, bytes),
			(None, BodyChange::Name { .. }) => (Body::unnamed(), 0),
			(None, _) => return Err(Error::<T>::NotBody.into()),
		};
		Self::change_body(who, &id, &mut body, &change)?;
		Self::resize(&id, before, bytes)?;
		Bodies::<T>::insert(&id, body);
		Self::deposit_event(Event::BodySet { body: id, change, by: who.clone() });
		Ok(())
	}

	fn change_body(
		who: &T::AccountId,
		id: &T::AccountId,
		body: &mut Body<T>,
		change: &BodyChange<T::AccountId>,
	) -> DispatchResult {
		match change {
			BodyChange::Name { name, identifier } => {
				ensure!(who == id, Error::<T>::NotAllowed);
				ensure!(is_readable(name), Error::<T>::TextInvalid);
				let has_form = identifier.as_ref().is_none_or(|identifier| is_org_id(identifier));
				ensure!(has_form, Error::<T>::IdentifierInvalid);
				(body.name, body.identifier) = (name.clone(), identifier.clone());
			},
			BodyChange::Parent(Some(parent)) => {
				ensure!(who == id && parent != id, Error::<T>::NotAllowed);
				Self::body(parent)?;
				body.wish = Some(parent.clone());
			},
			BodyChange::Parent(None) => {
				ensure!(who == id, Error::<T>::NotAllowed);
				Self::leave(id, body);
				body.wish = None;
			},
			BodyChange::Adopt(true) => Self::adopt(who, id, body)?,
			BodyChange::Adopt(false) => {
				let (is_parent, is_wished) = (body.parent.as_ref() == Some(who), body.wish.as_ref() == Some(who));
				ensure!(is_parent || is_wished, Error::<T>::NotAllowed);
				if is_parent {
					Self::leave(id, body);
				}
				if is_wished {
					body.wish = None;
				}
			},
			// Whom the body has come to control can still name another: it is all that is left to him.
			BodyChange::Appropriator(next) => {
				ensure!(body.appropriator.as_ref().unwrap_or(id) == who, Error::<T>::NotAllowed);
				Self::ensure_independent(id, next)?;
				body.successor = Some(next.clone());
			},
			BodyChange::Accept => {
				ensure!(body.successor.as_ref() == Some(who), Error::<T>::NotAllowed);
				// Much may have changed since he was named.
				Self::ensure_independent(id, who)?;
				body.appropriator = body.successor.take();
			},
			BodyChange::Rule(rule) => {
				ensure!(body.appropriator.as_ref() == Some(who), Error::<T>::NotAllowed);
				Self::ensure_independent(id, who)?;
				let Rule { currency, window, life, .. } = rule;
				let is_valid = currency.is_valid() && *window > 0 && (1..=MAX_LIFE).contains(life);
				ensure!(is_valid, Error::<T>::RuleInvalid);
				match body.rules.iter_mut().find(|known| known.currency == *currency) {
					Some(known) => *known = *rule,
					None => body.rules.try_push(*rule).map_err(|_| Error::<T>::TooManyRules)?,
				}
			},
		}
		Ok(())
	}

	/// A body that wants to belong to another does from now on, and no longer to the one before.
	fn adopt(parent: &T::AccountId, id: &T::AccountId, body: &mut Body<T>) -> DispatchResult {
		ensure!(body.wish.as_ref() == Some(parent), Error::<T>::NotWished);
		// The levels of what belongs to it would change. And so nothing ever belongs to what is below it.
		ensure!(body.children == 0, Error::<T>::HasChildren);
		let depth = Self::body(parent)?.depth.saturating_add(1);
		ensure!(depth <= MAX_DEPTH, Error::<T>::TooDeep);
		Self::leave(id, body);
		// Saturating is right: each has paid for its record, and there is not as much.
		Bodies::<T>::mutate_extant(parent, |above| above.children = above.children.saturating_add(1));
		BodiesBelow::<T>::insert(parent, id, ());
		(body.parent, body.depth) = (body.wish.take(), depth);
		Ok(())
	}

	/// A body does not belong to another any more. It can always leave, whatever belongs to itself.
	fn leave(id: &T::AccountId, body: &mut Body<T>) {
		if let Some(parent) = body.parent.take() {
			BodiesBelow::<T>::remove(&parent, id);
			Bodies::<T>::mutate_extant(&parent, |above| {
				// Saturating is right: it was one of them.
				above.children = above.children.saturating_sub(1);
				above.rise();
			});
			body.rise();
		}
	}

	/// Who appropriates is neither the body nor controlled by it. It may be that he controls the body.
	fn ensure_independent(body: &T::AccountId, appropriator: &T::AccountId) -> DispatchResult {
		let is_controlled = body == appropriator || T::Identities::controls(body, appropriator);
		ensure!(!is_controlled, Error::<T>::AppropriatorControlled);
		Ok(())
	}
}
