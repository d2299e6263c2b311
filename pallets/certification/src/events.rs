//! What happened.

use frame_support::pallet_macros::pallet_section;

/// The events of the pallet.
#[pallet_section]
mod events {
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A network was founded.
		NetworkFounded {
			/// Its identifier.
			network: NetworkId,
			/// Who runs it.
			operator: T::AccountId,
			/// The hash of its rules.
			policy_hash: ContentHash,
		},
		/// A network has another name, policy or membership.
		NetworkUpdated {
			/// Its identifier.
			network: NetworkId,
			/// The hash of its rules from now on.
			policy_hash: ContentHash,
		},
		/// A network was offered to someone, or an offer was withdrawn.
		NetworkOffered {
			/// Its identifier.
			network: NetworkId,
			/// To whom; `None` if the offer was withdrawn.
			to: Option<T::AccountId>,
		},
		/// A network has another operator.
		NetworkTransferred {
			/// Its identifier.
			network: NetworkId,
			/// Who ran it.
			from: T::AccountId,
			/// Who runs it.
			to: T::AccountId,
		},
		/// A network was closed, for good.
		NetworkClosed {
			/// Its identifier.
			network: NetworkId,
		},
		/// A schema was registered.
		SchemaRegistered {
			/// Its network.
			network: NetworkId,
			/// Its identifier.
			schema: SchemaId,
			/// Of which it is the next version.
			supersedes: Option<SchemaId>,
		},
		/// Nothing is issued under a schema any more.
		SchemaDeprecated {
			/// Its identifier.
			schema: SchemaId,
		},
		/// An accreditation was given: to someone who has to accept it, or who joined a network or accredits itself.
		Accredited {
			/// The identifier of the accreditation.
			accreditation: AccreditationId,
			/// In which network.
			network: NetworkId,
			/// By which accreditation; by the operator, or by joining, if `None`.
			parent: Option<AccreditationId>,
			/// To whom.
			holder: T::AccountId,
			/// What for.
			terms: Terms,
		},
		/// An accreditation has other terms.
		AccreditationAmended {
			/// Its identifier.
			accreditation: AccreditationId,
			/// The terms from now on.
			terms: Terms,
			/// By whom.
			by: T::AccountId,
		},
		/// An accreditation, and all that hangs under it, was suspended.
		AccreditationSuspended {
			/// Its identifier.
			accreditation: AccreditationId,
			/// By whom.
			by: T::AccountId,
			/// Why.
			reason: Reason,
		},
		/// An accreditation was reinstated.
		AccreditationReinstated {
			/// Its identifier.
			accreditation: AccreditationId,
			/// By whom.
			by: T::AccountId,
		},
		/// An accreditation, and all that hangs under it, was revoked.
		AccreditationRevoked {
			/// Its identifier.
			accreditation: AccreditationId,
			/// By whom.
			by: T::AccountId,
			/// Why.
			reason: Reason,
		},
		/// An accreditation was offered to another holder, or an offer was withdrawn.
		AccreditationOffered {
			/// Its identifier.
			accreditation: AccreditationId,
			/// To whom; `None` if the offer was withdrawn.
			to: Option<T::AccountId>,
			/// By whom.
			by: T::AccountId,
		},
		/// An accreditation was accepted by whom it was given or offered to, who holds it now.
		AccreditationAccepted {
			/// Its identifier.
			accreditation: AccreditationId,
			/// Who holds it.
			holder: T::AccountId,
		},
		/// Someone committed to a nullifier.
		NullifierCommitted {
			/// Who.
			issuer: T::AccountId,
			/// To what.
			commitment: H256,
		},
		/// A commitment to a nullifier was withdrawn without being used.
		NullifierCommitmentWithdrawn {
			/// Whose.
			issuer: T::AccountId,
			/// To what.
			commitment: H256,
		},
		/// A certificate was issued; also if it renews or replaces another, of which there is a further event.
		CertificateIssued {
			/// Its identifier, which says by what authority.
			certificate: CertificateId,
			/// Its network.
			network: NetworkId,
			/// Its schema.
			schema: SchemaId,
			/// Who issued it.
			issuer: T::AccountId,
			/// Whom it is about.
			subject: T::AccountId,
			/// What it certifies.
			claims: ContentHash,
		},
		/// The subject has accepted a certificate.
		CertificateAccepted {
			/// Its identifier.
			certificate: CertificateId,
			/// Its subject.
			subject: T::AccountId,
		},
		/// The subject does not want a certificate.
		CertificateDeclined {
			/// Its identifier.
			certificate: CertificateId,
			/// Its subject.
			subject: T::AccountId,
		},
		/// A certificate took the place of another with the same content.
		CertificateRenewed {
			/// The other.
			certificate: CertificateId,
			/// The one that took its place.
			successor: CertificateId,
			/// By whom.
			by: T::AccountId,
		},
		/// A certificate took the place of another with other content.
		CertificateReplaced {
			/// The other.
			certificate: CertificateId,
			/// The one that took its place.
			successor: CertificateId,
			/// By whom.
			by: T::AccountId,
		},
		/// A certificate or batch was suspended.
		CertificateSuspended {
			/// Its identifier.
			certificate: CertificateId,
			/// By whom.
			by: T::AccountId,
			/// Why.
			reason: Reason,
		},
		/// A certificate or batch was reinstated.
		CertificateReinstated {
			/// Its identifier.
			certificate: CertificateId,
			/// By whom.
			by: T::AccountId,
		},
		/// A certificate or batch was revoked.
		CertificateRevoked {
			/// Its identifier.
			certificate: CertificateId,
			/// By whom.
			by: T::AccountId,
			/// Why.
			reason: Reason,
		},
		/// The subject gave a certificate up.
		CertificateSurrendered {
			/// Its identifier.
			certificate: CertificateId,
			/// Its subject.
			subject: T::AccountId,
		},
		/// What is not needed to tell the status of a certificate was removed, and the deposit for it came back.
		DepositWithdrawn {
			/// Its identifier.
			certificate: CertificateId,
			/// To whom.
			depositor: T::AccountId,
		},
		/// A batch of certificates was issued.
		BatchIssued {
			/// Its identifier, which says by what authority.
			batch: CertificateId,
			/// Its network.
			network: NetworkId,
			/// Its schema.
			schema: SchemaId,
			/// Who issued it.
			issuer: T::AccountId,
			/// The root over its members.
			root: H256,
			/// How many members it has.
			count: u32,
		},
		/// A status list was created.
		StatusListCreated {
			/// Its identifier.
			list: StatusListId,
			/// Who sets its bits.
			owner: T::AccountId,
			/// What a bit that is set says.
			purpose: StatusPurpose,
			/// How many entries it has.
			length: u32,
		},
		/// Bits of a status list, or of that of a batch, were set or cleared: which, is in the call.
		StatusSet {
			/// The list or the batch.
			list: StatusListId,
			/// What a bit that is set says.
			purpose: StatusPurpose,
			/// How many.
			count: u32,
			/// Whether they are set now.
			value: bool,
			/// By whom.
			by: T::AccountId,
		},
	}
}
