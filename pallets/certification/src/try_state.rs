//! What must hold between blocks.

use crate::{status_lists::*, types::*, uniqueness::places, *};
use alloc::{collections::BTreeMap, vec::Vec};
use civitas_primitives::{
	certification::{
		batch_id, certificate_id, schema_id,
		status_list::{is_set, MAX_ENTRIES, PAGE_BYTES},
		Authority, CertificateId, Content, Level, NetworkId, State, StatusPurpose, MAX_DEPTH,
	},
	Moment,
};
use frame_support::{ensure, traits::Time};
use sp_runtime::TryRuntimeError;

/// Whether a listing and what it lists are of the same number: as each entry was found to be right, none is missing then.
fn same(left: impl Iterator, right: impl Iterator) -> bool {
	left.count() == right.count()
}

impl<T: Config> Pallet<T> {
	/// Check the invariants, which the README lists under the same numbers.
	pub(crate) fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::try_state_networks()?;
		Self::try_state_schemas()?;
		Self::try_state_accreditations()?;
		Self::try_state_holders()?;
		Self::try_state_certificates()?;
		Self::try_state_links()?;
		Self::try_state_listings()?;
		Self::try_state_unique()?;
		Self::try_state_batches()?;
		Self::try_state_pages()
	}

	/// 1. Every network has an identifier that was given away, was closed, if at all, no earlier than it was founded, and is
	///    not offered to its own operator. What is open is a network that exists, and for something.
	fn try_state_networks() -> Result<(), TryRuntimeError> {
		let next = NextNetworkId::<T>::get();
		for (id, network) in Networks::<T>::iter() {
			ensure!(id < next, "1: a network that was never founded");
			ensure!(network.closed_at.is_none_or(|at| at >= network.founded_at), "1: closed before it was founded");
			ensure!(network.offered_to.as_ref() != Some(&network.operator), "1: offered to its own operator");
		}
		for (id, scope) in OpenNetworks::<T>::iter() {
			ensure!(Networks::<T>::contains_key(id), "1: open, and not there");
			ensure!(scope.is_none_or(|scope| !scope.is_empty()), "1: open for nothing");
		}
		Ok(())
	}

	/// 2. Every schema belongs to a network that exists, and is named by its content. Versions of a schema are of one network
	///    and know each other.
	fn try_state_schemas() -> Result<(), TryRuntimeError> {
		for (id, schema) in Schemas::<T>::iter() {
			ensure!(Networks::<T>::contains_key(schema.network), "2: a schema without its network");
			ensure!(id == schema_id(schema.network, &schema.content()), "2: a schema under another's identifier");
			if let Some(former) = schema.supersedes {
				let former = Schemas::<T>::get(former).ok_or("2: a version that follows none")?;
				ensure!(former.superseded_by == Some(id), "2: a version that the one before does not know");
				ensure!(former.network == schema.network, "2: a version in another network");
			}
			if let Some(next) = schema.superseded_by {
				let next = Schemas::<T>::get(next).ok_or("2: a version that is followed by none")?;
				ensure!(next.supersedes == Some(id), "2: a version that the next one does not know");
			}
		}
		Ok(())
	}

	/// 3. Every accreditation has an identifier that was given away, belongs to a network that exists, and has a history that
	///    can have been. It is of the network of the one above it and one level lower, and no deeper than `MAX_DEPTH` with all
	///    that may follow. What it has used and passed on is within its quota, and it has passed on what those right below
	///    it have. An amendment changes an accreditation and not those below it, so scopes, ends and depths are not compared. After
	///    its end nothing becomes of it but that it is revoked.
	fn try_state_accreditations() -> Result<(), TryRuntimeError> {
		let next = NextAccreditationId::<T>::get();
		let mut passed_on = BTreeMap::<_, u64>::new();
		for (id, accreditation) in Accreditations::<T>::iter() {
			ensure!(id < next, "3: an accreditation that was never given");
			ensure!(Networks::<T>::contains_key(accreditation.network), "3: an accreditation without its network");
			ensure!(accreditation.history.is_consistent(), "3: a history that cannot have been");
			let above = match accreditation.parent {
				Some(parent) => {
					ensure!(parent < id, "3: an accreditation that is older than the one above it");
					let above = Accreditations::<T>::get(parent).ok_or("3: an accreditation under none")?;
					ensure!(above.network == accreditation.network, "3: an accreditation under one of another network");
					let sum = passed_on.entry(parent).or_default();
					*sum = sum.saturating_add(accreditation.quota.unwrap_or_default().into());
					above.level
				},
				None => 0,
			};
			ensure!(above.checked_add(1) == Some(accreditation.level), "3: an accreditation at a wrong level");
			let deepest = accreditation.level.checked_add(accreditation.depth);
			ensure!(deepest.is_some_and(|deepest| deepest <= MAX_DEPTH), "3: an accreditation that goes too deep");
			if let Some(quota) = accreditation.quota {
				let spent = accreditation.given.checked_add(accreditation.issued.into());
				ensure!(spent.is_some_and(|spent| spent <= quota.into()), "3: more than the quota");
			}
			let late = accreditation.history.last().filter(|last| accreditation.is_expired(last.at));
			ensure!(late.is_none_or(|late| late.state == State::Revoked), "3: a change after the end");
			ensure!(accreditation.scope.is_none_or(|scope| !scope.is_empty()), "3: an accreditation for nothing");
		}
		for (id, accreditation) in Accreditations::<T>::iter() {
			let sum = passed_on.get(&id).copied().unwrap_or_default();
			ensure!(accreditation.given == sum, "3: not what those below have was passed on");
		}
		Ok(())
	}

	/// 4. Every accreditation is pending and offered to someone, or has had holders, one after another, and is listed under the
	///    last. It is offered by someone if it is offered to someone, but not to who holds it, nor once it was revoked. Whoever
	///    joined a network has an accreditation there at the first level, which it was the first to hold.
	fn try_state_holders() -> Result<(), TryRuntimeError> {
		let mut held = 0u64;
		for (id, accreditation) in Accreditations::<T>::iter() {
			let state = accreditation.history.state();
			let told = accreditation.offered_by.is_some() == accreditation.offered_to.is_some();
			ensure!(told, "4: an accreditation that is offered by nobody, or to nobody");
			let Some((holder, _)) = accreditation.holders.last() else {
				ensure!(state == State::Pending, "4: an accreditation that nobody holds");
				ensure!(accreditation.offered_to.is_some(), "4: an accreditation that nobody can accept");
				continue;
			};
			held = held.saturating_add(1);
			ensure!(state != State::Pending, "4: an accreditation that was accepted and is pending");
			let offered = accreditation.offered_to.as_ref();
			ensure!(offered != Some(holder), "4: an accreditation that is offered to its holder");
			ensure!(
				state != State::Revoked || offered.is_none(),
				"4: an accreditation that is offered and was revoked"
			);
			ensure!(AccreditationsOf::<T>::contains_key(holder, id), "4: an accreditation that is not listed");
			let times = accreditation.holders.iter().map(|(_, since)| *since);
			ensure!(times.is_sorted(), "4: holders in the wrong order");
		}
		ensure!(
			u64::try_from(AccreditationsOf::<T>::iter_keys().count()) == Ok(held),
			"4: an accreditation listed under a stranger"
		);
		for (network, who, id) in Joined::<T>::iter() {
			let accreditation = Accreditations::<T>::get(id).ok_or("4: joined by no accreditation")?;
			let first = accreditation.holders.first().map(|(holder, _)| holder);
			ensure!(accreditation.network == network && first == Some(&who), "4: joined by a stranger's accreditation");
			ensure!(accreditation.parent.is_none(), "4: joined under another");
		}
		Ok(())
	}

	/// 5. Every certificate has the rules of its schema, which is of the network of its accreditation; is named by its content,
	///    unless that was withdrawn; was issued by who held the accreditation then; keeps to the rules; and has a history that
	///    can have been.
	fn try_state_certificates() -> Result<(), TryRuntimeError> {
		let now = T::Time::now();
		for (id, certificate) in Certificates::<T>::iter() {
			let schema = Schemas::<T>::get(certificate.schema).ok_or("5: a certificate without its schema")?;
			let network = Self::try_authority(
				&id,
				&certificate.issuer,
				certificate.history.began(),
				"5: a certificate by a stranger",
			)?;
			let issued_at = certificate.history.began();
			let rules = certificate.rules;
			ensure!(certificate.history.is_consistent(), "5: a history that cannot have been");
			ensure!(schema.rules == rules, "5: a certificate with other rules than its schema");
			ensure!(schema.network == network, "5: a certificate under a schema of another network");
			ensure!(
				schema.ensure_validity(certificate.valid_from, certificate.valid_until, issued_at).is_ok(),
				"5: a certificate with dates that its schema does not allow"
			);
			ensure!(rules.needs_nullifier == certificate.nullifier.is_some(), "5: a nullifier too many or too few");
			ensure!(rules.searchable || certificate.search_key.is_none(), "5: a search key too many");
			let withdrawn = rules.public_record && certificate.record.is_empty();
			ensure!(rules.public_record || certificate.record.is_empty(), "5: a record too many");
			ensure!(!withdrawn || certificate.is_over(now), "5: the record of a certificate in force was withdrawn");
			let state = certificate.history.state();
			ensure!(
				!rules.needs_acceptance
					|| certificate.accepted
					|| matches!(state, State::Pending | State::Declined | State::Revoked),
				"5: a certificate in force that needs acceptance"
			);
			if withdrawn {
				// Its name is the hash of what is not there any more.
				continue;
			}
			let content = |valid_from| Content {
				claims: certificate.claims,
				record: certificate.record.clone(),
				evidence: certificate.evidence,
				search_key: certificate.search_key,
				valid_from,
				valid_until: certificate.valid_until,
			};
			let named = |valid_from| {
				let (subject, predecessor) = (&certificate.subject, certificate.predecessor.as_ref());
				certificate_id(Authority::of(&id), &certificate.schema, subject, &content(valid_from), predecessor)
					== id
			};
			// Whoever does not say from when on means the time of issue.
			ensure!(
				named(Some(certificate.valid_from)) || (certificate.valid_from == issued_at && named(None)),
				"5: a certificate under another's identifier"
			);
		}
		Ok(())
	}

	/// The network of the authority by which something was issued at `time`: that of an accreditation that `issuer` held then.
	/// Who ran a network earlier is not remembered.
	fn try_authority(
		id: &CertificateId,
		issuer: &T::AccountId,
		time: Moment,
		what: &'static str,
	) -> Result<NetworkId, TryRuntimeError> {
		let id = match Authority::of(id) {
			Authority::Operator(network) => {
				ensure!(Networks::<T>::contains_key(network), what);
				return Ok(network);
			},
			Authority::Accreditation(id) => id,
		};
		let node = Accreditations::<T>::get(id).ok_or(what)?;
		// Within one block, it may have been issued before the accreditation was accepted by another.
		let held = node.holders.iter().any(|(who, since)| who == issuer && *since <= time);
		ensure!(held, what);
		Ok(node.network)
	}

	/// 6. A certificate that took the place of another and the other, which is superseded, know each other, and are of one
	///    schema, subject and nullifier.
	fn try_state_links() -> Result<(), TryRuntimeError> {
		for (id, certificate) in Certificates::<T>::iter() {
			if let Some(predecessor) = certificate.predecessor {
				let before = Certificates::<T>::get(predecessor).ok_or("6: in the place of no certificate")?;
				ensure!(before.successor == Some(id), "6: in the place of one that does not know");
				let same = before.schema == certificate.schema
					&& before.subject == certificate.subject
					&& before.nullifier == certificate.nullifier;
				ensure!(same, "6: in the place of something else");
			}
			if let Some(successor) = certificate.successor {
				let after = Certificates::<T>::get(successor).ok_or("6: superseded by no certificate")?;
				ensure!(after.predecessor == Some(id), "6: superseded by one that does not know");
			}
			let superseded = certificate.history.state() == State::Superseded;
			ensure!(superseded == certificate.successor.is_some(), "6: superseded, and by nothing, or the reverse");
		}
		Ok(())
	}

	/// 7. A certificate is listed under its subject, and under its search key if it has one. Nothing else is listed.
	fn try_state_listings() -> Result<(), TryRuntimeError> {
		for (id, certificate) in Certificates::<T>::iter() {
			let listed = CertificatesBySubject::<T>::contains_key(&certificate.subject, id);
			ensure!(listed, "7: a certificate that is not listed");
			if let Some(key) = certificate.search_key {
				let listed = CertificatesBySearchKey::<T>::contains_key((certificate.schema, key), id);
				ensure!(listed, "7: a certificate that cannot be found");
			}
		}
		ensure!(
			same(CertificatesBySubject::<T>::iter_keys(), Certificates::<T>::iter_keys()),
			"7: a certificate that is listed under a stranger"
		);
		let searchable = Certificates::<T>::iter_values().filter(|certificate| certificate.search_key.is_some());
		ensure!(
			same(CertificatesBySearchKey::<T>::iter_keys(), searchable),
			"7: a certificate that is found under another's key"
		);
		Ok(())
	}

	/// 8. Every certificate that is not over has the places of its subject and of its nullifier, if its schema asks for them.
	///    Every place is taken by a certificate whose place it is. Commitments to nullifiers are of a block that has been.
	fn try_state_unique() -> Result<(), TryRuntimeError> {
		let now = T::Time::now();
		let places_of = |certificate: &Certificate<T>| -> Vec<_> {
			let places = places::<T>(&certificate.rules, &certificate.subject, certificate.nullifier.as_ref());
			places.into_iter().map(|(place, _)| place).collect()
		};
		for (id, certificate) in Certificates::<T>::iter().filter(|(_, certificate)| !certificate.is_over(now)) {
			for place in places_of(&certificate) {
				let taken = Unique::<T>::get(certificate.schema, place) == Some(id);
				ensure!(taken, "8: a certificate whose place another has");
			}
		}
		for (schema, place, id) in Unique::<T>::iter() {
			let certificate = Certificates::<T>::get(id).ok_or("8: a place taken by no certificate")?;
			let its = certificate.schema == schema && places_of(&certificate).contains(&place);
			ensure!(its, "8: a place taken by a certificate whose place it is not");
		}
		let block = frame_system::Pallet::<T>::block_number();
		ensure!(
			NullifierCommitments::<T>::iter_values().all(|commitment| commitment.at <= block),
			"8: a commitment of a block to come"
		);
		Ok(())
	}

	/// 9. Every batch has the rules of its schema, which is of the network of its accreditation, is named by its content, has
	///    from 1 to `MAX_ENTRIES` members, and a history that can have been. Every status list is named by its content and has
	///    from 1 to `MAX_ENTRIES` entries.
	fn try_state_batches() -> Result<(), TryRuntimeError> {
		for (id, batch) in Batches::<T>::iter() {
			let schema = Schemas::<T>::get(batch.schema).ok_or("9: a batch without its schema")?;
			let began = batch.history.began();
			let network = Self::try_authority(&id, &batch.issuer, began, "9: a batch by a stranger")?;
			ensure!(batch.history.is_consistent(), "9: a history that cannot have been");
			ensure!(schema.rules == batch.rules, "9: a batch with other rules than its schema");
			ensure!(schema.network == network, "9: a batch under a schema of another network");
			ensure!((1..=MAX_ENTRIES).contains(&batch.count), "9: a batch of no or too many members");
			let named = |valid_from| {
				let Batch { schema, root, count, valid_until, .. } = &batch;
				batch_id(Authority::of(&id), schema, root, *count, valid_from, *valid_until) == id
			};
			ensure!(
				named(Some(batch.valid_from)) || (batch.valid_from == began && named(None)),
				"9: a batch under another's identifier"
			);
		}
		for (id, list) in StatusLists::<T>::iter() {
			let named = status_list_id(&list.owner, list.purpose, list.length, list.salt) == id;
			ensure!(named, "9: a list under another's identifier");
			ensure!((1..=MAX_ENTRIES).contains(&list.length), "9: a list of no or too many entries");
		}
		Ok(())
	}

	/// 10. Every page belongs to a list for its purpose, or to a batch, has as many bytes as there are entries for, and no bit
	///     beyond the end. Of the suspensions of a batch, it has a level for each entry: where a bit is set, that of someone who
	///     may, and otherwise none.
	fn try_state_pages() -> Result<(), TryRuntimeError> {
		for ((id, purpose, number), page) in StatusPages::<T>::iter() {
			// Those who may suspend its members stand no further from the root than who issued it.
			let (length, lowest) = match (Batches::<T>::get(id), StatusLists::<T>::get(id)) {
				(Some(batch), None) => {
					let allowed = purpose == StatusPurpose::Revocation || batch.rules.suspendable;
					ensure!(allowed, "10: a page of what cannot be suspended");
					let issued = batch.history.changes().first().map(|change| change.level);
					(batch.count, issued.filter(|_| purpose == StatusPurpose::Suspension))
				},
				(None, Some(list)) => {
					ensure!(list.purpose == purpose, "10: a page for another purpose than its list");
					(list.length, None)
				},
				_ => return Err("10: a page of no list, or of two".into()),
			};
			let bytes = page_bytes(length, number);
			ensure!(bytes > 0 && page.bits.len() == bytes as usize, "10: a page of a wrong length");
			let levels = if lowest.is_some() { page_levels(length, number) } else { 0 };
			ensure!(page.levels.len() == levels as usize, "10: a page with too many or too few levels");
			let entries = if lowest.is_some() { bytes.saturating_mul(8) } else { 0 };
			for entry in 0..entries {
				let level = page.level(entry);
				if is_set(&page.bits, entry) {
					ensure!(lowest.is_some_and(|lowest| level <= lowest), "10: a bit set by a stranger");
				} else {
					ensure!(level == Level(0), "10: a level of a bit that is clear");
				}
			}
			// The last byte of the list, if it is not full, ends with as many clear bits as are left over. Saturating is right:
			// the next multiple is no less.
			let over = length.next_multiple_of(8).saturating_sub(length);
			let ends = bytes < PAGE_BYTES || page_bytes(length, number.saturating_add(1)) == 0;
			let beyond = page.bits.last().is_some_and(|last| last.trailing_zeros() < over);
			ensure!(!(ends && beyond), "10: a bit beyond the end of its list");
		}
		Ok(())
	}
}
