//! What can go wrong.

use frame_support::pallet_macros::pallet_section;

/// The errors of the pallet.
#[pallet_section]
mod errors {
	#[pallet::error]
	pub enum Error<T> {
		/// A name must not be empty.
		NameEmpty,
		/// A purpose must not be empty.
		PurposeEmpty,
		/// A name, URI or purpose has control characters in it.
		TextInvalid,

		/// There is no network of this identifier.
		NetworkUnknown,
		/// All identifiers of networks have been given away.
		NetworkIdsExhausted,
		/// The network was closed, for good.
		NetworkClosed,
		/// Only the operator of the network may do this.
		NotOperator,
		/// A network cannot be offered to its own operator.
		OperatorUnchanged,
		/// The network was not offered to the caller.
		NetworkNotOffered,
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
		/// All identifiers of accreditations have been given away.
		AccreditationIdsExhausted,
		/// The accreditation belongs to another network.
		AccreditationNotInNetwork,
		/// The accreditation is neither that of the certificate nor one above it.
		AccreditationNotAbove,
		/// The accreditation is in force.
		AccreditationActive,
		/// The accreditation, or one above it, is suspended.
		AccreditationSuspended,
		/// The accreditation, or one above it, was revoked.
		AccreditationRevoked,
		/// The accreditation, or one above it, has expired.
		AccreditationExpired,
		/// The caller does not hold the accreditation.
		NotHolder,
		/// The successor holds the accreditation already.
		HolderUnchanged,
		/// The successor is the operator of the network or holds an accreditation above, and would act on lesser authority.
		SuccessorAbove,
		/// The accreditation had as many holders as it can have.
		HoldersFull,
		/// The scope names no schema.
		ScopeEmpty,
		/// The scope names more than `MaxScope` schemas.
		ScopeTooLarge,
		/// The scope is wider than that of an accreditation above it, or than it was.
		ScopeWidened,
		/// The end is later than that of an accreditation above it, or than it was.
		ExpiryWidened,
		/// The quota is larger than what is left above it, or than it was.
		QuotaWidened,
		/// The quota is smaller than what was used and passed on.
		QuotaTooSmall,
		/// The quota does not suffice for what is to be issued.
		QuotaExceeded,
		/// The accreditation has no quota, but one above it was given one since. It needs a quota by amendment.
		QuotaMissing,
		/// More accreditations would follow one below the other than an accreditation above allows, or than it allowed before.
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
		/// Certificates that are revoked together must be distinct.
		CertificateDuplicate,
		/// There is nothing to revoke.
		CertificatesEmpty,
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
		/// So much was changed that only a revocation is possible.
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
		/// The schema asks for an end of validity.
		ExpiryMissing,
		/// The validity would end before it begins.
		ValidityEmpty,
		/// The validity is longer than the schema allows; a schema that sets a limit does not allow endless validity.
		ValidityTooLong,

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

		/// The holder has granted this document to this grantee already.
		GrantExists,
		/// There is no grant of this identifier.
		GrantUnknown,
		/// The grant has expired.
		GrantExpired,
		/// The document was granted to someone else.
		NotGrantee,
	}
}
