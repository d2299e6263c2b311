//! What can go wrong.

use frame_support::pallet_macros::pallet_section;

/// The errors of the pallet.
#[pallet_section]
mod errors {
	#[pallet::error]
	pub enum Error<T> {
		/// A name must have a letter or a digit.
		NameEmpty,
		/// A name or URI has characters in it that cannot be seen or turn the direction.
		TextInvalid,

		/// There is no network of this identifier.
		NetworkUnknown,
		/// The network was closed, for good.
		NetworkClosed,
		/// Only the operator of the network may do this.
		NotOperator,
		/// The network or accreditation was not offered to the caller; or to anybody, if an offer is to be withdrawn.
		NotOffered,
		/// Whoever has offered this may do so no longer, or what it hangs under is not in force.
		OfferLapsed,
		/// Whom it is offered to has it already.
		AlreadyHeld,
		/// The network is not open for everyone to join.
		MembershipClosed,
		/// The caller has joined this network before. Whoever was removed from it cannot join again.
		MembershipUsed,

		/// The network has this very schema already.
		SchemaExists,
		/// There is no schema of this identifier.
		SchemaUnknown,
		/// The schema belongs to another network.
		SchemaNotInNetwork,
		/// The schema has a next version already.
		SchemaSuperseded,
		/// The schema was deprecated: nothing is issued under it any more.
		SchemaDeprecated,
		/// The schema is not in the scope of the accreditation, or of one above it.
		SchemaOutOfScope,
		/// The schema says that its certificates cannot be suspended.
		SchemaNotSuspendable,
		/// The schema says that its certificates cannot be surrendered.
		SchemaNotSurrenderable,
		/// The schema has rules that can only be kept certificate by certificate.
		SchemaNotForBatches,

		/// There is no accreditation of this identifier.
		AccreditationUnknown,
		/// All identifiers of this kind have been given away.
		IdsExhausted,
		/// The accreditation belongs to another network.
		AccreditationNotInNetwork,
		/// The accreditation is neither that of the certificate nor one above it.
		AccreditationNotAbove,
		/// The accreditation is in force.
		AccreditationActive,
		/// The accreditation was not accepted yet.
		AccreditationPending,
		/// The accreditation, or one above it, is suspended.
		AccreditationSuspended,
		/// The accreditation, or one above it, was revoked.
		AccreditationRevoked,
		/// The accreditation, or one above it, has expired.
		AccreditationExpired,
		/// The caller does not hold the accreditation.
		NotHolder,
		/// The accreditation had as many holders as it can have.
		HoldersFull,
		/// The scope names no schema.
		ScopeEmpty,
		/// The scope names more than `MaxScope` schemas.
		ScopeTooLarge,
		/// The scope is wider than that of an accreditation above it.
		ScopeWidened,
		/// The end is later than that of an accreditation above it.
		ExpiryWidened,
		/// The quota is larger than what is left above it.
		QuotaWidened,
		/// The quota is smaller than what was used and passed on.
		QuotaTooSmall,
		/// The quota does not suffice for what is to be issued.
		QuotaExceeded,
		/// The accreditation has no quota, but one above it was given one since. It needs a quota by amendment.
		QuotaMissing,
		/// More accreditations would follow one below the other than an accreditation above allows, or than 8.
		DepthExceeded,

		/// The caller is neither the operator of the network, nor holds an accreditation that has authority over this.
		NotAuthority,
		/// The caller has authority over this, but someone nearer to the root has suspended it, who alone can undo it; or
		/// someone as near, so that it is suspended already; or it concerns the caller's own accreditation.
		AuthorityTooLow,
		/// The accreditation from which the caller's authority comes is suspended or was revoked.
		AuthorityFallen,

		/// A certificate or batch of this content exists already. To certify the same once more, salt the claims differently.
		CertificateExists,
		/// There is no certificate or batch of this identifier.
		CertificateUnknown,
		/// The certificate is in force.
		CertificateActive,
		/// The certificate was not accepted yet.
		CertificatePending,
		/// The certificate is suspended.
		CertificateSuspended,
		/// The certificate was revoked.
		CertificateRevoked,
		/// Another certificate took its place.
		CertificateSuperseded,
		/// The subject has declined the certificate.
		CertificateDeclined,
		/// The subject has surrendered the certificate.
		CertificateSurrendered,
		/// The subject has accepted the certificate already.
		CertificateAccepted,
		/// All of the deposit that can be withdrawn was withdrawn.
		NothingToWithdraw,
		/// The certificate may still be in force, so its deposit stays.
		CertificateNotOver,
		/// So much was changed that the caller can only end it. Those nearer to the root may still be able to suspend it.
		HistoryFull,
		/// Only the subject of the certificate may do this.
		NotSubject,
		/// Only who has paid for the certificate may do this.
		NotDepositor,
		/// The subject must be an identity that can act.
		SubjectNotIdentity,
		/// The subject has another certificate under this schema, and can have one only.
		SubjectCertified,

		/// A time that must lie ahead has passed.
		ExpiryPassed,
		/// The schema limits the validity, so it has to end.
		ExpiryMissing,
		/// The validity would end before it begins.
		ValidityEmpty,
		/// The validity is longer than the schema allows.
		ValidityTooLong,
		/// The validity would begin more than `MaxPostdating` after the issue.
		ValidityTooLate,

		/// The schema is one of public records.
		RecordMissing,
		/// The schema is not one of public records.
		RecordNotAllowed,
		/// The record was removed when its deposit was withdrawn, so it cannot be said again. It can be replaced.
		RecordWithdrawn,
		/// The claims are not the SHA-256 of the record.
		RecordMismatch,
		/// The certificates of the schema cannot be searched for.
		SearchKeyNotAllowed,

		/// The schema asks for a nullifier.
		NullifierMissing,
		/// The schema does not ask for a nullifier.
		NullifierNotAllowed,
		/// There is another certificate of this nullifier under this schema, and there can be one only.
		NullifierUsed,
		/// The caller has committed to this already.
		CommitmentExists,
		/// The caller has not committed to this.
		CommitmentUnknown,
		/// A nullifier can be used from `NullifierDelay` blocks after the commitment on.
		CommitmentTooRecent,

		/// A batch or list has from 1 to `MAX_ENTRIES` entries.
		LengthInvalid,
		/// The owner has this very list already.
		StatusListExists,
		/// There is neither a status list nor a batch of this identifier.
		StatusListUnknown,
		/// Only the owner of the list may do this.
		NotListOwner,
		/// The list is for another purpose.
		PurposeMismatch,
		/// There is nothing to set.
		IndicesEmpty,
		/// The indices are not in ascending order, or one is there twice.
		IndicesUnsorted,
		/// An index is beyond the end of the list.
		IndexOutOfRange,
		/// A revocation is for good: its bit cannot be cleared.
		RevocationFinal,
	}
}
