//! What must hold between blocks.

use crate::{
	names::is_name, types::*, Config, Domains, Freezes, Identities, IdentitiesByAccount, IdentitiesByDomain,
	IdentitiesByKey, Keys, LinkedAccounts, Names, Pallet, Proposals, Services,
};
use alloc::{
	collections::{BTreeMap, BTreeSet},
	vec::Vec,
};
use frame_support::ensure;
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// Check the invariants, which the README lists under the same numbers.
	pub(crate) fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::try_state_keys()?;
		Self::try_state_key_listing()?;
		Self::try_state_room()?;
		Self::try_state_control()?;
		Self::try_state_names()?;
		Self::try_state_links()?;
		Self::try_state_domains()?;
		Self::try_state_deactivated()?;
		Self::try_state_proposals()?;
		Self::try_state_freezes()
	}

	/// 1. Keys belong to an identity that exists. Each identity has at least one, none twice, at most `MAX_LIVE_KEYS`
	///    that are not revoked, each for something that keys of its type can do, and revoked no earlier than added. They are
	///    numbered in the order in which they are kept, up to the number ever added; what they sign is numbered from there.
	fn try_state_keys() -> Result<(), TryRuntimeError> {
		for (identity, keys) in Keys::<T>::iter() {
			ensure!(Identities::<T>::contains_key(&identity), "1: keys of no identity");
			let distinct: BTreeSet<_> = keys.iter().map(|key| key.public).collect();
			ensure!(distinct.len() == keys.len(), "1: a key that an identity has twice");
			let live = keys.iter().filter(|key| key.revoked.is_none()).count();
			ensure!(live <= MAX_LIVE_KEYS as usize, "1: too many keys that are not revoked");
			let added = Identities::<T>::get(&identity).map_or(0, |record| record.keys_added);
			let numbers: Vec<_> = keys.iter().map(|key| key.number).collect();
			ensure!(numbers.is_sorted_by(|a, b| a < b), "1: keys that are not in their order");
			ensure!(numbers.iter().all(|number| (1..=added).contains(number)), "1: a key that was never added");
			for key in keys {
				ensure!(key.nonce >> 32 == u64::from(key.number), "1: a key that counts another's envelopes");
				ensure!(
					!key.relationships.is_empty() && key.relationships.is_subset(key.public.possible_relationships()),
					"1: a key for what it cannot do"
				);
				ensure!(
					key.revoked
						.is_none_or(|revoked| revoked.time >= key.added.time && revoked.block >= key.added.block),
					"1: a key that was revoked before it was added"
				);
			}
		}
		ensure!(Identities::<T>::iter_keys().all(|id| !Keys::<T>::get(id).is_empty()), "1: an identity without keys");
		Ok(())
	}

	/// 2. The listing by key has every key that is not revoked, under its identity, and nothing else.
	fn try_state_key_listing() -> Result<(), TryRuntimeError> {
		let mut live = BTreeSet::new();
		for (identity, keys) in Keys::<T>::iter() {
			live.extend(keys.iter().filter(|key| key.revoked.is_none()).map(|key| (key.public, identity.clone())));
		}
		let listed: BTreeSet<_> = IdentitiesByKey::<T>::iter().map(|(key, identity, ())| (key, identity)).collect();
		ensure!(live == listed, "2: the listing by key differs from the keys");
		Ok(())
	}

	/// 3. What is taken of an identity's room is the sum of what its keys, services, names and links occupy, and not
	///    more than there is.
	fn try_state_room() -> Result<(), TryRuntimeError> {
		let mut names = BTreeMap::<_, u32>::new();
		for record in Names::<T>::iter_values() {
			let taken = names.entry(record.owner).or_default();
			*taken = taken.saturating_add(name_room::<T>());
		}
		for (identity, record) in Identities::<T>::iter() {
			let keys = Keys::<T>::get(&identity).iter().map(room_of::<T>).sum::<u32>();
			let services = Services::<T>::get(&identity).iter().map(service_room).sum::<u32>();
			let links = LinkedAccounts::<T>::iter_key_prefix(&identity).map(|_| link_room::<T>()).sum::<u32>();
			let names = names.remove(&identity).unwrap_or_default();
			let used = [keys, services, links, names].into_iter().sum::<u32>();
			ensure!(record.used == used, "3: the room that is taken is not the sum of what takes it");
			ensure!(record.used <= record.room, "3: more room is taken than there is");
		}
		ensure!(names.is_empty(), "3: a name of no identity");
		Ok(())
	}

	/// 4. Controllers are identities that are not deactivated, and they and those who are invited are together no more than
	///    there can be, none twice; the threshold is not zero if there are any. Each identity counts those that it is in control of,
	///    and none is in control of itself.
	fn try_state_control() -> Result<(), TryRuntimeError> {
		let mut controlled = BTreeMap::<_, u32>::new();
		for (identity, record) in Identities::<T>::iter() {
			let named = record.controllers.len().saturating_add(record.invited.len());
			let distinct: BTreeSet<_> = record.controllers.iter().chain(&record.invited).collect();
			ensure!(distinct.len() == named, "4: a controller named twice");
			ensure!(named <= MAX_CONTROLLERS as usize, "4: too many controllers");
			// Those who resign leave the threshold as it is.
			ensure!(record.threshold > 0 || named == 0, "4: controllers of whom none must agree");
			let (above, all) = Self::ancestors(&identity);
			ensure!(!all || !above.contains(&identity), "4: an identity in control of itself");
			for controller in record.controllers {
				let above = Identities::<T>::get(&controller).ok_or("4: a controller that is no identity")?;
				ensure!(!above.is_deactivated(), "4: a controller that is deactivated");
				let count = controlled.entry(controller).or_default();
				*count = count.saturating_add(1);
			}
		}
		for (identity, record) in Identities::<T>::iter() {
			let count = controlled.get(&identity).copied().unwrap_or_default();
			ensure!(record.controlled == count, "4: a wrong number of controlled identities");
		}
		Ok(())
	}

	/// 5. Names are in their form. An identity's name is one that it holds, and it holds no other.
	fn try_state_names() -> Result<(), TryRuntimeError> {
		let mut held = BTreeMap::new();
		for (name, record) in Names::<T>::iter() {
			ensure!(is_name(&name), "5: a name that is not in its form");
			if !matches!(record.state, NameState::Quarantined { .. }) {
				ensure!(held.insert(record.owner, name).is_none(), "5: an identity that holds two names");
			}
		}
		for (identity, record) in Identities::<T>::iter() {
			ensure!(record.name == held.remove(&identity), "5: a name that its holder does not know");
		}
		Ok(())
	}

	/// 6. Links between identities and accounts are the same from both ends.
	fn try_state_links() -> Result<(), TryRuntimeError> {
		let forth: BTreeSet<_> =
			LinkedAccounts::<T>::iter().map(|(identity, account, _)| (identity, account)).collect();
		let back: BTreeSet<_> =
			IdentitiesByAccount::<T>::iter().map(|(account, identity, ())| (identity, account)).collect();
		ensure!(forth == back, "6: a link that is known at one end only");
		ensure!(forth.iter().all(|(identity, _)| Identities::<T>::contains_key(identity)), "6: a link of no identity");
		Ok(())
	}

	/// 7. Attestations are the same from both ends, and of identities that exist.
	fn try_state_domains() -> Result<(), TryRuntimeError> {
		let forth: BTreeSet<_> =
			Domains::<T>::iter_keys().map(|(identity, (domain, verifier))| (domain, identity, verifier)).collect();
		let back: BTreeSet<_> = IdentitiesByDomain::<T>::iter_keys()
			.map(|(domain, (identity, verifier))| (domain, identity, verifier))
			.collect();
		ensure!(forth == back, "7: an attestation that is known at one end only");
		ensure!(
			forth.iter().all(|(_, identity, _)| Identities::<T>::contains_key(identity)),
			"7: an attestation of no identity"
		);
		Ok(())
	}

	/// 8. A deactivated identity has no key that is not revoked, no controllers, no services, no name, and no room to
	///    spare.
	fn try_state_deactivated() -> Result<(), TryRuntimeError> {
		for (identity, record) in Identities::<T>::iter().filter(|(_, record)| record.is_deactivated()) {
			let bare = Keys::<T>::get(&identity).iter().all(|key| key.revoked.is_some())
				&& record.controllers.is_empty()
				&& record.invited.is_empty()
				&& record.threshold == 0
				&& !Services::<T>::contains_key(&identity)
				&& record.name.is_none();
			ensure!(bare, "8: a deactivated identity that has something left");
			ensure!(record.room == record.used, "8: a deactivated identity with room to spare");
		}
		Ok(())
	}

	/// 9. Proposals are of identities that exist, and someone has approved them, nobody twice.
	fn try_state_proposals() -> Result<(), TryRuntimeError> {
		for (identity, _, proposal) in Proposals::<T>::iter() {
			ensure!(Identities::<T>::contains_key(&identity), "9: a proposal for no identity");
			let distinct: BTreeSet<_> = proposal.approvals.iter().map(|approval| &approval.controller).collect();
			ensure!(
				!distinct.is_empty() && distinct.len() == proposal.approvals.len(),
				"9: a proposal that nobody has approved, or someone twice"
			);
		}
		Ok(())
	}

	/// 10. Freezes are of identities that exist, in their order, apart from one another, and over. Only keys that are not
	///     revoked ask for something, each under a number of its own, and only while a full key's freeze lasts.
	fn try_state_freezes() -> Result<(), TryRuntimeError> {
		for (identity, freezes) in Freezes::<T>::iter() {
			let record = Identities::<T>::get(&identity).ok_or("10: a freeze of no identity")?;
			let mut last = record.created;
			for freeze in freezes {
				ensure!(last <= freeze.from && freeze.from <= freeze.until, "10: freezes that are not in their order");
				last = freeze.until;
			}
			if let Status::Frozen { at, .. } = record.status {
				ensure!(last <= at, "10: a freeze within the one that lasts");
			}
		}
		for (identity, record) in Identities::<T>::iter() {
			let full = matches!(record.status, Status::Frozen { full: true, .. });
			let mut numbers = BTreeSet::new();
			for key in Keys::<T>::get(&identity) {
				let Some(request) = key.request else { continue };
				ensure!(full && key.revoked.is_none(), "10: a request of who cannot make one");
				ensure!(request.number <= record.requests, "10: a request that was never made");
				ensure!(numbers.insert(request.number), "10: two requests of one number");
				ensure!(request.in_favour & request.against == 0, "10: a key that has voted for and against");
			}
		}
		Ok(())
	}
}
