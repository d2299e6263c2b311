//! What can be done. The rules are in the module of each concept.

use frame_support::pallet_macros::pallet_section;

/// The calls of the pallet.
#[pallet_section]
mod calls {
	#[pallet::call(weight(<T as Config>::WeightInfo))]
	impl<T: Config> Pallet<T> {
		/// Found a verification network, whose operator the caller becomes. Anyone may; verifiers choose whom they trust.
		///
		/// `name` has 1 to 64 bytes. `policy_hash` and `policy_uri` (at most 256 bytes) say under what rules the network works
		/// and where they can be read. Neither text may have characters in it that cannot be seen.
		#[pallet::call_index(0)]
		pub fn found_network(
			origin: OriginFor<T>,
			name: Name,
			policy_hash: ContentHash,
			policy_uri: Uri,
			membership: Membership,
		) -> DispatchResult {
			let operator = ensure_signed(origin)?;
			Self::do_found_network(operator, name, policy_hash, policy_uri, membership)
		}

		/// Give a network another name, policy and membership. Only its operator may. Who has joined an open network stays
		/// when it becomes closed.
		///
		/// `name` has 1 to 64 bytes and `policy_uri` at most 256, both without characters that cannot be seen.
		#[pallet::call_index(1)]
		pub fn update_network(
			origin: OriginFor<T>,
			network: NetworkId,
			name: Name,
			policy_hash: ContentHash,
			policy_uri: Uri,
			membership: Membership,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_update_network(who, network, name, policy_hash, policy_uri, membership)
		}

		/// Offer a network to someone, who becomes its operator by accepting; or withdraw the offer, if `to` is not given. Only
		/// its operator may.
		#[pallet::call_index(2)]
		pub fn transfer_network(origin: OriginFor<T>, network: NetworkId, to: Option<T::AccountId>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_transfer_network(who, network, to)
		}

		/// Become the operator of a network that was offered, and pay for its record.
		#[pallet::call_index(3)]
		pub fn accept_network(origin: OriginFor<T>, network: NetworkId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_accept_network(who, network)
		}

		/// Close a network, for good: from now on nobody is accredited and nothing is issued or reinstated in it, and what was
		/// issued is in force only if its schema says that it survives its issuer. Only the operator may, who can revoke
		/// afterwards too.
		#[pallet::call_index(4)]
		pub fn close_network(origin: OriginFor<T>, network: NetworkId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_close_network(who, network)
		}

		/// Register a kind of certificate in a network. Only its operator may.
		///
		/// Its rules never change; another version of it is another schema, which says which one it `supersedes`. The one
		/// before can be used until it is deprecated. The name has 1 to 64 bytes and the URI of the document at most 256, both
		/// without characters that cannot be seen.
		#[pallet::call_index(5)]
		pub fn register_schema(origin: OriginFor<T>, network: NetworkId, content: SchemaContent) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_register_schema(who, network, content)
		}

		/// Let nothing be issued, renewed or replaced under a schema any more, for good. Only the operator may.
		#[pallet::call_index(6)]
		pub fn deprecate_schema(origin: OriginFor<T>, schema: SchemaId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_deprecate_schema(who, schema)
		}

		/// Become an issuer of an open network, without end and under the schemas for which it is open now, who accredits nobody.
		/// Once for each account: whoever was removed from the network cannot join again.
		#[pallet::call_index(7)]
		pub fn join_network(origin: OriginFor<T>, network: NetworkId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_join_network(who, network)
		}

		/// Accredit `holder`: as the operator of the network, if `parent` is not given, or as the holder of `parent`, whose
		/// terms and those of all above must allow these. It is pending until the holder accepts, unless that is the caller.
		#[pallet::call_index(8)]
		#[pallet::weight(<T as Config>::WeightInfo::accredit(match parent { Some(_) => ALL_LEVELS, None => 0 }))]
		pub fn accredit(
			origin: OriginFor<T>,
			network: NetworkId,
			parent: Option<AccreditationId>,
			holder: T::AccountId,
			terms: Terms,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let levels = Self::do_accredit(who, network, parent, holder, terms)?;
			Ok(Some(<T as Config>::WeightInfo::accredit(levels)).into())
		}

		/// Give an accreditation other terms, for what is issued from now on, also below it. The operator and the holders of those
		/// above it may.
		///
		/// Whatever is wider than before must be allowed by the terms of all above it, all of which must be in force. So an
		/// accreditation can be extended, and what was issued under it goes on. If it had ended already, it counts as suspended
		/// for the time in between.
		#[pallet::call_index(9)]
		#[pallet::weight(<T as Config>::WeightInfo::amend_accreditation(ALL_LEVELS))]
		pub fn amend_accreditation(
			origin: OriginFor<T>,
			accreditation: AccreditationId,
			terms: Terms,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let levels = Self::do_amend_accreditation(who, accreditation, terms)?;
			Ok(Some(<T as Config>::WeightInfo::amend_accreditation(levels)).into())
		}

		/// Suspend an accreditation that has not ended, and with it all that hangs under it; an offer of it is withdrawn. The
		/// operator and the holders of those above it may.
		#[pallet::call_index(10)]
		#[pallet::weight(<T as Config>::WeightInfo::suspend_accreditation(ALL_LEVELS))]
		pub fn suspend_accreditation(
			origin: OriginFor<T>,
			accreditation: AccreditationId,
			reason: Reason,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let levels = Self::do_suspend_accreditation(who, accreditation, reason)?;
			Ok(Some(<T as Config>::WeightInfo::suspend_accreditation(levels)).into())
		}

		/// Reinstate an accreditation that is suspended. The operator and the holders of those above it may, but nobody
		/// further from the root than who suspended it.
		#[pallet::call_index(11)]
		#[pallet::weight(<T as Config>::WeightInfo::reinstate_accreditation(ALL_LEVELS))]
		pub fn reinstate_accreditation(
			origin: OriginFor<T>,
			accreditation: AccreditationId,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let levels = Self::do_reinstate_accreditation(who, accreditation)?;
			Ok(Some(<T as Config>::WeightInfo::reinstate_accreditation(levels)).into())
		}

		/// Revoke an accreditation, for good, and with it all that hangs under it. Its holder, the operator and the holders of
		/// those above it may. One that is pending is removed, and its deposit and quota go back; whoever has paid for it, and to
		/// whom it was offered, may do that too.
		#[pallet::call_index(12)]
		#[pallet::weight(<T as Config>::WeightInfo::revoke_accreditation(ALL_LEVELS))]
		pub fn revoke_accreditation(
			origin: OriginFor<T>,
			accreditation: AccreditationId,
			reason: Reason,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let levels = Self::do_revoke_accreditation(who, accreditation, reason)?;
			Ok(Some(<T as Config>::WeightInfo::revoke_accreditation(levels)).into())
		}

		/// Offer an accreditation, with all that hangs under it, to a successor body, which becomes its holder by accepting; or
		/// withdraw the offer, if `to` is not given. The operator and the holders of those above it may. What was issued before
		/// still says who issued it.
		#[pallet::call_index(13)]
		#[pallet::weight(<T as Config>::WeightInfo::transfer_accreditation(ALL_LEVELS))]
		pub fn transfer_accreditation(
			origin: OriginFor<T>,
			accreditation: AccreditationId,
			to: Option<T::AccountId>,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let levels = Self::do_transfer_accreditation(who, accreditation, to)?;
			Ok(Some(<T as Config>::WeightInfo::transfer_accreditation(levels)).into())
		}

		/// Become the holder of an accreditation that was given or offered to the caller, has not ended, and which whoever has
		/// offered it still may give.
		#[pallet::call_index(14)]
		#[pallet::weight(<T as Config>::WeightInfo::accept_accreditation(ALL_LEVELS))]
		pub fn accept_accreditation(
			origin: OriginFor<T>,
			accreditation: AccreditationId,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let levels = Self::do_accept_accreditation(who, accreditation)?;
			Ok(Some(<T as Config>::WeightInfo::accept_accreditation(levels)).into())
		}

		/// Commit to a nullifier, which the caller can use from `NullifierDelay` blocks later on. `commitment` is the
		/// BLAKE2b-256 over the SCALE encoding of the text `civitas/nullifier`, the caller, the nullifier and a salt.
		#[pallet::call_index(15)]
		pub fn commit_nullifier(origin: OriginFor<T>, commitment: H256) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_commit_nullifier(who, commitment)
		}

		/// Withdraw a commitment that was not used.
		#[pallet::call_index(16)]
		pub fn withdraw_nullifier_commitment(origin: OriginFor<T>, commitment: H256) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_withdraw_nullifier_commitment(who, commitment)
		}

		/// Certify `content` of `subject`: as the holder of `accreditation`, or as the operator of the network of the schema if it
		/// is not given. It and all above must be in force, also when the certificate begins to be valid, and allow `schema`,
		/// whose rules say what is asked for besides.
		///
		/// The certificate is valid from `valid_from` (now if not given, and at most `MaxPostdating` ahead) up to and including
		/// `valid_until` (without end if not given), both in milliseconds since the Unix epoch. A public record is JSON in its
		/// canonical form (RFC 8785), of at most 2,048 bytes, whose SHA-256 is `claims`; otherwise `record` is empty. `nullifier`
		/// is what the caller committed to, if the schema asks for it.
		#[pallet::call_index(17)]
		#[pallet::weight(<T as Config>::WeightInfo::issue(accreditation.map_or(0, |_| ALL_LEVELS)))]
		pub fn issue(
			origin: OriginFor<T>,
			accreditation: Option<AccreditationId>,
			schema: SchemaId,
			subject: T::AccountId,
			content: Content,
			nullifier: Option<NullifierReveal>,
		) -> DispatchResultWithPostInfo {
			let issuer = ensure_signed(origin)?;
			let (levels, plain) = Self::do_issue(issuer, accreditation, schema, subject, content, nullifier)?;
			let weight = if plain {
				<T as Config>::WeightInfo::issue_plain(levels)
			} else {
				<T as Config>::WeightInfo::issue(levels)
			};
			Ok(Some(weight).into())
		}

		/// Accept a certificate, as its subject. One whose schema needs that is in force from now on; if it survives its issuer,
		/// that must be in force too.
		#[pallet::call_index(18)]
		#[pallet::weight(<T as Config>::WeightInfo::accept(ALL_LEVELS))]
		pub fn accept(origin: OriginFor<T>, certificate: CertificateId) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let levels = Self::do_accept(who, certificate)?;
			Ok(Some(<T as Config>::WeightInfo::accept(levels)).into())
		}

		/// Certify the same once more, from now up to and including `valid_until`, by a certificate that takes the place of
		/// this one. Under `accreditation`, of which the caller is the holder: that of the certificate, whose quota it does not
		/// use, or one above it; or as the operator of the network if it is not given.
		#[pallet::call_index(19)]
		#[pallet::weight(<T as Config>::WeightInfo::renew(ALL_LEVELS))]
		pub fn renew(
			origin: OriginFor<T>,
			accreditation: Option<AccreditationId>,
			certificate: CertificateId,
			valid_until: Option<Moment>,
		) -> DispatchResultWithPostInfo {
			let issuer = ensure_signed(origin)?;
			let levels = Self::do_renew(issuer, accreditation, certificate, valid_until)?;
			Ok(Some(<T as Config>::WeightInfo::renew(levels)).into())
		}

		/// Certify something else of the same subject under the same schema, by a certificate that takes the place of this
		/// one, which was wrong and is over at once. Otherwise as `renew`, with content as for `issue`; but if the schema needs
		/// acceptance, it has to be accepted anew.
		#[pallet::call_index(20)]
		#[pallet::weight(<T as Config>::WeightInfo::replace(ALL_LEVELS))]
		pub fn replace(
			origin: OriginFor<T>,
			accreditation: Option<AccreditationId>,
			certificate: CertificateId,
			content: Content,
		) -> DispatchResultWithPostInfo {
			let issuer = ensure_signed(origin)?;
			let levels = Self::do_replace(issuer, accreditation, certificate, content)?;
			Ok(Some(<T as Config>::WeightInfo::replace(levels)).into())
		}

		/// Suspend a certificate, or the whole of a batch, if its schema allows that. The operator and the holders of its
		/// accreditation and of those above it may, also when these have expired.
		#[pallet::call_index(21)]
		#[pallet::weight(<T as Config>::WeightInfo::suspend(ALL_LEVELS))]
		pub fn suspend(origin: OriginFor<T>, certificate: CertificateId, reason: Reason) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let levels = Self::do_suspend(who, certificate, reason)?;
			Ok(Some(<T as Config>::WeightInfo::suspend(levels)).into())
		}

		/// Reinstate a certificate, or the whole of a batch, that is suspended. The operator and the holders of its
		/// accreditation and of those above it may, but nobody further from the root than who suspended it.
		#[pallet::call_index(22)]
		#[pallet::weight(<T as Config>::WeightInfo::reinstate(ALL_LEVELS))]
		pub fn reinstate(origin: OriginFor<T>, certificate: CertificateId) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let levels = Self::do_reinstate(who, certificate)?;
			Ok(Some(<T as Config>::WeightInfo::reinstate(levels)).into())
		}

		/// Revoke a certificate, or the whole of a batch, for good and from now on. The operator and the holders of its
		/// accreditation and of those above it may, also when these have expired.
		#[pallet::call_index(23)]
		#[pallet::weight(<T as Config>::WeightInfo::revoke(ALL_LEVELS))]
		pub fn revoke(origin: OriginFor<T>, certificate: CertificateId, reason: Reason) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let levels = Self::do_revoke(who, certificate, reason)?;
			Ok(Some(<T as Config>::WeightInfo::revoke(levels)).into())
		}

		/// Give a certificate up, as its subject, for good, if its schema allows that. One that is pending is declined, whatever
		/// the schema: it never comes into force.
		#[pallet::call_index(24)]
		pub fn surrender(origin: OriginFor<T>, certificate: CertificateId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_surrender(who, certificate)
		}

		/// Have back, as who issued it, what was paid for the text of a public record once the certificate is over (revoked,
		/// superseded, declined, surrendered or expired), and once it is final, for the room that its history had and for the
		/// place that another has taken. All else stays for ever: its identifier, dates and states, the entries by which it is
		/// found, and what it takes to verify it for a time in the past.
		#[pallet::call_index(25)]
		pub fn withdraw_deposit(origin: OriginFor<T>, certificate: CertificateId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_withdraw_deposit(who, certificate)
		}

		/// Certify `count` things at once, of which only the `root` of their tree is stored: that of RFC 9162, section 2.1, with
		/// SHA-256, over the SCALE encodings of their indices, subjects and claims. The deposit pays for all of its status lists
		/// too. Otherwise as `issue`. Not under a schema whose rules can only be kept one by one: public records, search keys,
		/// acceptance, uniqueness, identities.
		#[pallet::call_index(26)]
		#[pallet::weight(<T as Config>::WeightInfo::issue_batch(accreditation.map_or(0, |_| ALL_LEVELS)))]
		pub fn issue_batch(
			origin: OriginFor<T>,
			accreditation: Option<AccreditationId>,
			schema: SchemaId,
			root: H256,
			count: u32,
			valid_from: Option<Moment>,
			valid_until: Option<Moment>,
		) -> DispatchResultWithPostInfo {
			let issuer = ensure_signed(origin)?;
			let levels = Self::do_issue_batch(issuer, accreditation, schema, root, count, valid_from, valid_until)?;
			Ok(Some(<T as Config>::WeightInfo::issue_batch(levels)).into())
		}

		/// Create a status list of `length` entries for one purpose, whose bits the caller sets. `salt` tells lists of one
		/// owner apart. The deposit pays for all entries.
		#[pallet::call_index(27)]
		pub fn create_status_list(
			origin: OriginFor<T>,
			purpose: StatusPurpose,
			length: u32,
			salt: H256,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_create_status_list(owner, purpose, length, salt)
		}

		/// Set or clear the bits at `indices` (at most 1,024, in ascending order) of a status list as its owner; or of that of a
		/// batch for `purpose`, as who may revoke or reinstate the whole batch. A bit that says that something is revoked is
		/// never cleared; one that says that something is suspended, only by who stands no further from the root than who set it.
		#[pallet::call_index(28)]
		#[pallet::weight(<T as Config>::WeightInfo::set_status(
			ALL_LEVELS,
			Pallet::<T>::pages_of(indices),
			indices.len() as u32,
		))]
		pub fn set_status(
			origin: OriginFor<T>,
			list: StatusListId,
			purpose: StatusPurpose,
			indices: Indices,
			value: bool,
		) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let (pages, bits) = (Self::pages_of(&indices), indices.len() as u32);
			let levels = Self::do_set_status(who, list, purpose, indices, value)?;
			Ok(Some(<T as Config>::WeightInfo::set_status(levels, pages, bits)).into())
		}
	}
}
