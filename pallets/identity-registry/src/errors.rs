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
		/// The key would be good for nothing, or for something that keys of its type cannot do; or it would pass rights on
		/// (`capabilityDelegation`) without having all of them.
		RelationshipsInvalid,
		/// The key would expire before it is valid, or has expired.
		ValidityEmpty,
		/// Two limits for one asset, a limit whose period is zero, or a call or an account twice.
		PermissionsInvalid,
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
		/// It is not a signature by this key over this envelope, with the number that it must have.
		SignatureInvalid,
		/// The passkey did not make sure who uses it, by a PIN or a biometric check, which a full key must.
		UserNotVerified,
		/// Neither a valid key of the identity that may act, nor one of its controllers, which an invited one is only after
		/// accepting.
		NotAuthorised,
		/// This must be done as the identity, by `act_as` or `act_as_signed`.
		NotActing,
		/// Only a key without any limits may do this.
		NotFullKey,
		/// Not enough controllers have approved this call, or there is no such approval.
		NotApproved,
		/// The runtime does not know what kind of call this is.
		CallUnclassified,
		/// Neither the scope of the key nor its single calls name this call, or one that it carries.
		NotPermitted,
		/// The guard of the identity does not allow this.
		ActDenied,
		/// Acts are within one another too deeply, or there are too many calls around this one.
		TooDeep,
		/// The act changed who controls the identity, or who can act as it, though it was not of that kind.
		ControlChanged,
		/// The act would spend more than the key may, or has spent more than its arguments said.
		LimitExceeded,
		/// How much can leave by this call is not known, and the key is limited in that.
		OutflowUnbounded,
		/// The call moves an asset that the key has no limit for.
		AssetNotAllowed,
		/// The call moves something to whom the key may not move it.
		CounterpartyNotAllowed,
		/// Who shall control the identity is no identity, or deactivated.
		ControllerUnknown,
		/// A controller is named twice.
		ControllerDuplicate,
		/// An identity would be in control of itself.
		ControlCycle,
		/// Too many identities are in control of this controller, one way or another.
		TooManyAncestors,
		/// More or fewer controllers than there are would have to agree.
		ThresholdInvalid,
		/// The identity has no controller by this account.
		NotController,
		/// The identity has not asked this one to be a controller, or it has accepted already.
		NotInvited,
		/// The identity has something left, which has to go to another account.
		BeneficiaryMissing,
		/// The identity controls others, and has to resign before it is deactivated.
		ControlsOthers,
		/// Something is held of the identity for others: see the view `ties`.
		HoldsLeft,
		/// The account of the identity has assets, proxies, session keys or locks, or whatever else refers to it: see `ties`.
		AccountInUse,
		/// A request of this key has not been decided yet, or was agreed to and not carried out.
		RequestPending,
		/// A request of this key was not agreed to, and it has to wait before the next.
		RequestLapsed,
		/// No key has made this request.
		RequestUnknown,
		/// Only full keys have a vote and can ask for something, the oldest one and those that had been full for some time before the freeze.
		NoVote,
		/// The time for votes on this request is over.
		VoteClosed,
		/// The key is against this request, and cannot take that back.
		AlreadyObjected,
		/// The id of a service has 1 to 32 letters, digits, `-`, `_` and `.`; its type letters and digits; and its endpoint is an
		/// absolute URI in ASCII, such as `https://example.org/`.
		ServiceInvalid,
		/// The identity has no such service.
		ServiceUnknown,
		/// The identity has as many services as it can.
		TooManyServices,
		/// A name has 3 to 32 characters, which are small letters without accents, digits and hyphens: no hyphen at the ends or
		/// next to another.
		NameInvalid,
		/// The name has an owner, who has not offered it to this identity.
		NameTaken,
		/// The name was released not long ago.
		NameInQuarantine,
		/// The identity has a name, and can have one only.
		HasName,
		/// The identity has no name.
		NameMissing,
		/// Nobody has, or had, this name.
		NameUnknown,
		/// The account is linked already.
		AccountLinked,
		/// The account is not linked.
		AccountNotLinked,
		/// The key cannot sign transactions, so it is of no account.
		AccountMissing,
		/// It is not the name of a host: in small letters, with a point in it and none at its end, such as `example.org`.
		DomainInvalid,
		/// There is no such attestation.
		DomainUnknown,
		/// Only the verifier, the identity, and, once it has expired, anyone may remove it.
		NotRemover,
		/// A time is in the past, or too far ahead.
		ExpiryInvalid,
		/// An act within an act would have to be watched for more assets than a key can have limits of.
		TooManyLimits,
		/// A counter has reached its end.
		Exhausted,
	}
}
