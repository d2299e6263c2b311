//! What can go wrong.

use frame_support::pallet_macros::pallet_section;

/// The errors of the pallet.
#[pallet_section]
mod errors {
	#[pallet::error]
	pub enum Error<T> {
		/// There is an identity of this key and salt already.
		IdentityExists,
		/// There is no identity of this id.
		IdentityUnknown,
		/// The identity is frozen.
		IdentityFrozen,
		/// The identity was deactivated, which is final.
		IdentityDeactivated,
		/// The identity is not frozen, so it cannot be unfrozen.
		IdentityNotFrozen,
		/// What the deposit of the identity pays for is taken; someone has to pay for more.
		RoomExhausted,
		/// The room would be less than what is taken of it, or less than another has paid for.
		RoomTooSmall,
		/// The room would be more than `MAX_ROOM`.
		RoomTooLarge,
		/// The bytes are not a key that only its holder can use.
		KeyInvalid,
		/// The identity has this key, or had it and remembers it.
		KeyExists,
		/// The identity does not have this key.
		KeyUnknown,
		/// The key was revoked already.
		KeyRevoked,
		/// The identity has as many keys as it can.
		TooManyKeys,
		/// The key would be good for nothing, or for something that keys of its type cannot do.
		RelationshipsInvalid,
		/// The key would expire before it is valid, or has expired.
		ValidityEmpty,
		/// Two limits for one asset, or a limit whose period is zero.
		LimitsInvalid,
		/// No key and no controller would be left that could manage the identity.
		LastFullKey,
		/// The key that is added must sign that its holder wants this.
		ProofMissing,
		/// A key that cannot sign came with a signature.
		ProofUnexpected,
		/// The last block in which the signature was good has passed.
		DeadlinePassed,
		/// Only another account may carry this signature.
		NotSubmitter,
		/// It is not a signature by this key over this envelope, whose nonce is the next one of the identity.
		SignatureInvalid,
		/// Neither a valid key of the identity that may act, nor one of its controllers.
		NotAuthorised,
		/// This must be done as the identity, by `act_as` or `act_as_signed`.
		NotActing,
		/// Only a key without any limits may do this.
		NotFullKey,
		/// Not enough controllers have approved this call.
		NotApproved,
		/// The runtime does not know what kind of call this is.
		CallUnclassified,
		/// The guard of the identity does not allow this.
		ActDenied,
		/// Identities act as identities more deeply than control can go.
		TooDeep,
		/// The act changed who controls the identity, or who can act as it, though it was not of that kind.
		ControlChanged,
		/// The act spent more than the key may.
		LimitExceeded,
		/// A controller is not an identity that can act.
		ControllerUnknown,
		/// A controller is named twice.
		ControllerDuplicate,
		/// An identity would be in control of itself.
		ControlCycle,
		/// Too many identities would be in control of this one, one way or another.
		TooManyAncestors,
		/// More or fewer controllers than there are would have to agree.
		ThresholdInvalid,
		/// The identity has no controller by this account.
		NotController,
		/// An id, type or URI of a service is not in its form.
		ServiceInvalid,
		/// The identity has no such service.
		ServiceUnknown,
		/// The identity has as many services as it can.
		TooManyServices,
		/// The name is not in the form of names.
		NameInvalid,
		/// The name has an owner.
		NameTaken,
		/// The name was released not long ago.
		NameInQuarantine,
		/// The identity has a name, and can have one only.
		HasName,
		/// The identity has no name.
		NameMissing,
		/// Nobody has, or had, this name.
		NameUnknown,
		/// The name was not offered to this identity.
		NameNotOffered,
		/// The account is linked already.
		AccountLinked,
		/// The account is not linked.
		AccountNotLinked,
		/// The key cannot sign transactions, so it is of no account.
		AccountMissing,
		/// It is not the name of a host.
		DomainInvalid,
		/// There is no such attestation.
		DomainUnknown,
		/// Only the verifier, the identity, and, once it has expired, anyone may remove it.
		NotRemover,
		/// A time is in the past, or too far ahead.
		ExpiryInvalid,
		/// There is a proposal for this call.
		ProposalExists,
		/// There is no proposal for this call.
		ProposalUnknown,
		/// The controller has approved already.
		AlreadyApproved,
		/// Only its proposer and, once it has expired, anyone may withdraw a proposal.
		NotProposer,
		/// A counter has reached its end.
		Exhausted,
		/// An act within an act would have to be watched for more assets than a key can have limits of.
		TooManyLimits,
	}
}
