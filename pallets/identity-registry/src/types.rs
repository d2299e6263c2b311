//! What is stored, and what is said of it.

use crate::{BalanceOf, Config};
use civitas_primitives::{
	identity::{document::Stamp, Assurance, CallClass, CallIndex, KeySignature, Kind, PublicKey, Relationships},
	Moment, Text,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	pallet_prelude::TypeInfo,
	traits::{ConstU32, Get, Time},
	BoundedVec, CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound,
};
use frame_system::pallet_prelude::BlockNumberFor;

/// The most keys of an identity that are not revoked.
pub const MAX_LIVE_KEYS: u32 = 32;
/// The most keys of an identity that are remembered, revoked ones included.
pub const MAX_KEYS: u32 = 64;
/// The most spending limits of one key, one for each asset.
pub const MAX_LIMITS: u32 = 4;
/// The most controllers of an identity.
pub const MAX_CONTROLLERS: u32 = 16;
/// The most single calls that a key is permitted beside its scope.
pub const MAX_CALLS: u32 = 8;
/// The most accounts that what a key moves may go to, if it is held to some.
pub const MAX_COUNTERPARTIES: u32 = 8;
/// How many acts may be within one another: the controller of the controller of the controller acts as the last.
pub const MAX_DEPTH: u32 = 4;
/// The most identities in control of a controller, directly or not, that are looked at when it accepts. They are all of its
/// own choice, or of theirs.
pub const MAX_ANCESTORS: u32 = 64;
/// The most times of being frozen that are remembered one by one.
pub const MAX_FREEZES: u32 = 8;
/// The most storage layers that are opened between an act and one within it, or the last call: for each call on the way, and
/// each act.
pub const MAX_LAYERS: u32 = 24;
/// The most services of an identity.
pub const MAX_SERVICES: u32 = 25;
/// The most bytes that a deposit can pay for, beyond the record itself.
pub const MAX_ROOM: u32 = 64 * 1024;
/// The shortest name, in characters.
pub const MIN_NAME: u32 = 3;

/// The human-readable handle of an identity: `[a-z0-9-]{3,32}`, with no hyphen at the ends or next to another.
pub type Name = Text<ConstU32<32>>;

/// The name of a host, as the domain name system writes it: lower case, labels of letters, digits and hyphens, no final
/// dot. Names in other scripts are in their ASCII form (`xn--`).
pub type Domain = Text<ConstU32<253>>;

/// The fragment that names a service within the document: letters, digits, `-`, `_` and `.`.
pub type ServiceId = Text<ConstU32<32>>;

/// The controllers of an identity.
pub type Members<AccountId> = BoundedVec<AccountId, ConstU32<MAX_CONTROLLERS>>;

/// Single calls.
pub type Calls = BoundedVec<CallIndex, ConstU32<MAX_CALLS>>;

/// To whom what a key moves may go.
pub type Counterparties<AccountId> = BoundedVec<AccountId, ConstU32<MAX_COUNTERPARTIES>>;

/// What a key of this runtime may do.
pub type PermissionsOf<T> =
	Permissions<<T as frame_system::Config>::AccountId, <T as Config>::KeyScope, <T as Config>::AssetId, BalanceOf<T>>;

/// The spending limits that come with a key.
pub type Limits<T> = BoundedVec<SpendingLimit<<T as Config>::AssetId, BalanceOf<T>>, ConstU32<MAX_LIMITS>>;

/// The spending limits of a key, in use.
pub type Allowances<T> = BoundedVec<Allowance<<T as Config>::AssetId, BalanceOf<T>>, ConstU32<MAX_LIMITS>>;

/// A key of this runtime.
pub type KeyOf<T> = Key<
	<T as frame_system::Config>::AccountId,
	<T as Config>::KeyScope,
	<T as Config>::AssetId,
	BalanceOf<T>,
	BlockNumberFor<T>,
>;

/// What an identity of this runtime asks for when it adds a key.
pub type NewKeyOf<T> =
	NewKey<<T as frame_system::Config>::AccountId, <T as Config>::KeyScope, <T as Config>::AssetId, BalanceOf<T>>;

/// All remembered keys of an identity, in the order in which they were added.
pub type KeysOf<T> = BoundedVec<KeyOf<T>, ConstU32<MAX_KEYS>>;

/// All services of an identity.
pub type ServicesOf = BoundedVec<Service, ConstU32<MAX_SERVICES>>;

/// A signature and what is known of its envelope only by the signer.
pub type ProofOf<T> = Proof<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;

/// Who acts, in this runtime.
pub type AuthorityOf<T> = Authority<<T as frame_system::Config>::AccountId>;

/// What a key may spend in a period. An act counts with all that can leave by it, whatever comes in: as its arguments say
/// before it, and no less than the identity has less after it.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct SpendingLimit<AssetId, Balance> {
	/// Of which asset; `None` for the native one.
	pub asset: Option<AssetId>,
	/// How much; zero for nothing. \[balance\]
	pub amount: Balance,
	/// Within how many milliseconds, counted from the first act that spends.
	pub period: Moment,
}

/// A spending limit in use.
#[derive(Clone, Debug, Encode, Decode, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Allowance<AssetId, Balance> {
	/// What may be spent.
	pub limit: SpendingLimit<AssetId, Balance>,
	/// What has been spent in the current period. \[balance\]
	pub spent: Balance,
	/// When the current period began.
	pub since: Moment,
}

/// What a key may do on chain.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Permissions<AccountId, Scope, AssetId, Balance> {
	/// The calls that it may make, by their classes.
	pub scope: Scope,
	/// The assets that it may move, and how much of each; all, and any amount, if empty.
	pub limits: BoundedVec<SpendingLimit<AssetId, Balance>, ConstU32<MAX_LIMITS>>,
	/// Single calls that it may make besides, none of which may be of the class Control.
	pub calls: Calls,
	/// The only accounts that what it moves may go to; any if empty.
	pub counterparties: Counterparties<AccountId>,
}

/// A key of an identity.
#[derive(Clone, Debug, Encode, Decode, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Key<AccountId, Scope, AssetId, Balance, BlockNumber> {
	/// The key itself, which also is its name: an identity has a key once.
	pub public: PublicKey,
	/// The how many-th key of the identity it is, of all that it ever had: the first is number 1.
	pub number: u32,
	/// What it may be used for. Never changed: for "was it valid for this then?" to have an answer.
	pub relationships: Relationships,
	/// The calls that it may make, by their classes.
	pub scope: Scope,
	/// The assets that it may move, and how much of each; all, and any amount, if empty.
	pub allowances: BoundedVec<Allowance<AssetId, Balance>, ConstU32<MAX_LIMITS>>,
	/// Single calls that it may make besides.
	pub calls: Calls,
	/// The only accounts that what it moves may go to; any if empty.
	pub counterparties: Counterparties<AccountId>,
	/// Since when it may do what it may do now.
	pub since: Moment,
	/// The first moment at which it is valid.
	pub valid_from: Moment,
	/// The last moment at which it is valid; `None` if it does not expire.
	pub valid_until: Option<Moment>,
	/// When it became a key of the identity.
	pub added: Stamp<BlockNumber>,
	/// Since when it is no longer a key of the identity.
	pub revoked: Option<Stamp<BlockNumber>>,
	/// The number that its next envelope must have. It begins with the number of the key, shifted by 32 bits, so that no
	/// envelope is good again if the key is forgotten and comes back.
	pub nonce: u64,
	/// How often it has frozen the identity by an envelope. The number that the next such envelope must have begins with the
	/// number of the key, shifted by 32 bits, and adds this and the `thaws` of the identity: nobody else uses it up.
	pub froze: u32,
	/// What it has asked for while the identity is frozen.
	pub request: Option<Request>,
}

/// What a full key asks for while a full key's freeze lasts.
#[derive(Clone, Debug, Encode, Decode, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Request {
	/// The how many-th request of the identity it is.
	pub number: u32,
	/// What is asked for.
	pub remedy: Remedy,
	/// When votes end, and when it can be carried out if more are for it than against.
	pub decided: Moment,
	/// Which keys are for it: a bit for each, the lowest for the first that is remembered. Keys keep their places while the
	/// identity is frozen, as none is added.
	pub in_favour: u64,
	/// Which are against it.
	pub against: u64,
}

/// What can be asked for while an identity is frozen.
#[derive(Clone, Copy, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum Remedy {
	/// That the identity can act again.
	#[codec(index = 0)]
	Unfreeze,
	/// That a key is revoked.
	#[codec(index = 1)]
	Revoke(PublicKey),
}

/// A key as it is asked for.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct NewKey<AccountId, Scope, AssetId, Balance> {
	/// The key itself.
	pub public: PublicKey,
	/// What it may be used for.
	pub relationships: Relationships,
	/// What it may do on chain.
	pub permissions: Permissions<AccountId, Scope, AssetId, Balance>,
	/// The first moment at which it is valid; now if `None`.
	pub valid_from: Option<Moment>,
	/// The last moment at which it is valid; `None` if it does not expire.
	pub valid_until: Option<Moment>,
}

/// A signature over an envelope, with the fields that the chain does not know.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Proof<AccountId, BlockNumber> {
	/// The last block in which the signature is good.
	pub deadline: BlockNumber,
	/// The only account whose call may carry it; `None` if anyone's may.
	pub submitter: Option<AccountId>,
	/// The signature.
	pub signature: KeySignature,
}

/// By what an act is authorised.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum Authority<AccountId> {
	/// A key of the identity.
	#[codec(index = 0)]
	Key(PublicKey),
	/// The controllers of the identity, of whom this one made the call.
	#[codec(index = 1)]
	Controller(AccountId),
}

/// An act, as [`crate::ActGuard`] sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act<AccountId> {
	/// Who is acted as.
	pub identity: AccountId,
	/// By what.
	pub authority: Authority<AccountId>,
	/// What kind of call it is.
	pub class: CallClass,
	/// What the signature says of how it was made; `None` if the act came with a transaction and not with an envelope.
	pub assurance: Option<Assurance>,
}

/// Whether an identity can act.
#[derive(Clone, Debug, Encode, Decode, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum Status<AccountId, BlockNumber> {
	/// It can.
	#[codec(index = 0)]
	Active,
	/// It can do nothing but be unfrozen and lose keys.
	#[codec(index = 1)]
	Frozen {
		/// By whom.
		by: Authority<AccountId>,
		/// Whether by a key without limits, or a controller. Then what ends it waits for those who may object; what a scoped key
		/// froze, a full one thaws at once.
		full: bool,
		/// Since when.
		at: Stamp<BlockNumber>,
	},
	/// It will never act again. The record stays, so that the id is not taken again and the past can be verified.
	#[codec(index = 2)]
	Deactivated {
		/// Since when.
		at: Stamp<BlockNumber>,
	},
}

/// An identity, without its keys.
#[derive(CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound, Encode, Decode, MaxEncodedLen, TypeInfo)]
#[scale_info(capture_docs = "always")]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound())]
pub struct IdentityRecord<T: Config> {
	/// What it stands for.
	pub kind: Kind,
	/// Whether it can act.
	pub status: Status<T::AccountId, BlockNumberFor<T>>,
	/// Who controls it besides its keys; identities all of them, and none twice. Each has accepted.
	pub controllers: Members<T::AccountId>,
	/// Who would control it, but has not accepted. With the controllers there are no more than there can be of these.
	pub invited: Members<T::AccountId>,
	/// How many of the controllers must agree; zero if there are none and nobody is invited.
	pub threshold: u8,
	/// How often controllers were named, or the threshold set: approvals from before do not count.
	pub controllers_version: u32,
	/// How many identities have this one among their controllers.
	pub controlled: u32,
	/// Its name.
	pub name: Option<Name>,
	/// How many keys were ever added: the number that the consent of the next one must have.
	pub keys_added: u32,
	/// How many accounts were ever linked: the number that the consent of the next one must have.
	pub links_added: u32,
	/// How often it was unfrozen on request or by its controllers: what was signed to freeze it before is void.
	pub thaws: u32,
	/// How many requests were ever made.
	pub requests: u32,
	/// Changes with each change of keys or controllers, so that an act can be asked whether it changed them.
	pub control_version: u32,
	/// How often the document was changed.
	pub version: u32,
	/// When it was registered.
	pub created: Stamp<BlockNumberFor<T>>,
	/// When the document was last changed.
	pub updated: Stamp<BlockNumberFor<T>>,
	/// Who has paid for this record and the room.
	pub payer: T::AccountId,
	/// The payer's deposit.
	pub ticket: T::Consideration,
	/// What the deposit pays for besides this record: the keys, services, names and links. \[bytes\]
	pub room: u32,
	/// How much of the room is taken. \[bytes\]
	pub used: u32,
	/// What the payer took over from another, who had paid for as much, and so cannot reduce the room below. \[bytes\]
	pub floor: u32,
	/// When the last of those keys was revoked that are no longer remembered: of what was before, not everything is known.
	pub forgot: Option<Stamp<BlockNumberFor<T>>>,
}

/// A time for which an identity was frozen.
#[derive(Clone, Copy, Debug, Encode, Decode, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Freeze<BlockNumber> {
	/// From when on.
	pub from: Stamp<BlockNumber>,
	/// From when on it was not.
	pub until: Stamp<BlockNumber>,
	/// Whether it was frozen all the time. Otherwise it was frozen more than once, and it is not remembered when exactly.
	pub throughout: bool,
}

/// The times for which an identity was frozen, in their order; that which lasts is not among them.
pub type FreezesOf<T> = BoundedVec<Freeze<BlockNumberFor<T>>, ConstU32<MAX_FREEZES>>;

/// Where an identity can be reached: a service of W3C DID Core 1.0, section 5.4.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Service {
	/// The fragment that names it within the document: 1 to 32 letters, digits, `-`, `_` and `.`.
	pub id: ServiceId,
	/// What it is, such as `LinkedDomains`: 1 to 32 letters and digits.
	pub service_type: Text<ConstU32<32>>,
	/// A URI of at most 256 bytes, in ASCII.
	pub service_endpoint: Text<ConstU32<256>>,
}

/// A name.
#[derive(Clone, Debug, Encode, Decode, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct NameRecord<AccountId> {
	/// Whose room it takes: the identity that has it, or had it last.
	pub owner: AccountId,
	/// Since when it has had it.
	pub since: Moment,
	/// Where it stands.
	pub state: NameState<AccountId>,
}

/// Where a name stands.
#[derive(Clone, Debug, Encode, Decode, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum NameState<AccountId> {
	/// It names its owner.
	#[codec(index = 0)]
	Held,
	/// It names its owner, who would give it away.
	#[codec(index = 1)]
	Offered {
		/// To whom.
		to: AccountId,
	},
	/// It names nobody, so that nobody is taken for the last owner.
	#[codec(index = 2)]
	Quarantined {
		/// The first moment at which anyone may claim it.
		until: Moment,
	},
}

/// That a website names an identity, according to someone who looked.
#[derive(CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound, Encode, Decode, MaxEncodedLen, TypeInfo)]
#[scale_info(capture_docs = "always")]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound())]
pub struct Attestation<T: Config> {
	/// When it was attested.
	pub attested_at: Moment,
	/// The last moment at which the attestation is good.
	pub valid_until: Moment,
	/// The verifier's deposit.
	pub ticket: T::AttestationConsideration,
}

/// A call that controllers of an identity want it to make.
#[derive(CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound, Encode, Decode, MaxEncodedLen, TypeInfo)]
#[scale_info(capture_docs = "always")]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound())]
pub struct Proposal<T: Config> {
	/// Who approved first and has paid for this record.
	pub payer: T::AccountId,
	/// Who has approved, each once. Not all of them need count.
	pub approvals: BoundedVec<Approval<T::AccountId>, ConstU32<MAX_CONTROLLERS>>,
	/// The payer's deposit.
	pub ticket: T::ProposalConsideration,
}

/// That a controller agrees to a call.
#[derive(Clone, Debug, Encode, Decode, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Approval<AccountId> {
	/// Who agrees.
	pub controller: AccountId,
	/// By what the controller itself acted.
	pub by: ApprovedBy,
	/// The `controllers_version` of the identity that shall make the call.
	pub version: u32,
	/// The last moment at which it counts.
	pub until: Moment,
}

/// By what a controller agreed.
#[derive(Clone, Copy, Debug, Encode, Decode, MaxEncodedLen, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum ApprovedBy {
	/// By its key of this number.
	#[codec(index = 0)]
	Key(u32),
	/// By its own controllers: its `controllers_version`.
	#[codec(index = 1)]
	Controllers(u32),
}

/// Everything.
impl<AccountId, Scope: Default, AssetId, Balance> Default for Permissions<AccountId, Scope, AssetId, Balance> {
	fn default() -> Self {
		Self {
			scope: Scope::default(),
			limits: BoundedVec::new(),
			calls: BoundedVec::new(),
			counterparties: BoundedVec::new(),
		}
	}
}

impl<AssetId, Balance: Default> Allowance<AssetId, Balance> {
	/// A limit of which nothing has been used.
	pub fn new(limit: SpendingLimit<AssetId, Balance>) -> Self {
		Self { limit, spent: Balance::default(), since: 0 }
	}
}

impl<AccountId, Scope, AssetId, Balance, BlockNumber> Key<AccountId, Scope, AssetId, Balance, BlockNumber>
where
	Scope: PartialEq + Default,
	BlockNumber: PartialOrd,
{
	/// Whether it may do everything: any call, any amount, to anyone. `Default` of the scope is the widest.
	pub fn is_full(&self) -> bool {
		self.scope == Scope::default() && self.allowances.is_empty() && self.counterparties.is_empty()
	}

	/// The number that its next freeze by an envelope must have, of an identity that was thawed so often.
	pub fn freeze_number(&self, thaws: u32) -> u64 {
		// Saturating is right: nobody freezes, or thaws, so often.
		(u64::from(self.number) << 32).saturating_add(thaws.into()).saturating_add(self.froze.into())
	}

	/// Whether it can act as the identity in every way, when it is valid.
	pub fn is_manager(&self) -> bool {
		self.is_full() && self.relationships.contains(Relationships::CAPABILITY_INVOCATION)
	}

	/// Whether it can act as the identity in every way, now.
	pub fn manages(&self, now: impl FnOnce() -> Moment) -> bool {
		self.is_manager() && self.is_live(now)
	}

	/// Whether `time` is within the window that was set for it.
	pub fn is_in_window(&self, time: Moment) -> bool {
		self.valid_from <= time && self.valid_until.is_none_or(|until| time <= until)
	}

	/// Whether it is valid now. The clock is read only if the answer depends on it: most keys are valid from when
	/// they were added and without end.
	pub fn is_live(&self, now: impl FnOnce() -> Moment) -> bool {
		let always = self.valid_from <= self.added.time && self.valid_until.is_none();
		self.revoked.is_none() && (always || self.is_in_window(now()))
	}
}

impl<T: Config> IdentityRecord<T> {
	/// The time by which it is judged whether keys are valid: now; but while it is frozen that of the freeze, so that nobody wins
	/// whose key lasts longer.
	pub fn clock(&self) -> Moment {
		match &self.status {
			Status::Frozen { at, .. } => at.time,
			_ => T::Time::now(),
		}
	}

	/// Whether it can act.
	pub fn is_active(&self) -> bool {
		matches!(self.status, Status::Active)
	}

	/// Whether it will never act again.
	pub fn is_deactivated(&self) -> bool {
		matches!(self.status, Status::Deactivated { .. })
	}
}

/// What a key occupies: as if it were revoked and had made a request, so that neither needs room, and with the entry under
/// which it is found. \[bytes\]
pub fn key_room<T: Config>(limits: usize, counterparties: usize) -> u32 {
	let allowance = Allowance::<T::AssetId, BalanceOf<T>>::max_encoded_len();
	let account = T::AccountId::max_encoded_len();
	// Saturating is right: the lists are a part of the key, and all are a few hundred bytes.
	let bare = KeyOf::<T>::max_encoded_len()
		.saturating_sub(allowance.saturating_mul(<ConstU32<MAX_LIMITS> as Get<u32>>::get() as usize))
		.saturating_sub(account.saturating_mul(<ConstU32<MAX_COUNTERPARTIES> as Get<u32>>::get() as usize));
	let entry = PublicKey::max_encoded_len().saturating_add(account);
	let lists = allowance.saturating_mul(limits).saturating_add(account.saturating_mul(counterparties));
	to_room(bare.saturating_add(entry).saturating_add(lists))
}

/// As [`key_room`], of a key as it is.
pub fn room_of<T: Config>(key: &KeyOf<T>) -> u32 {
	key_room::<T>(key.allowances.len(), key.counterparties.len())
}

/// What a name occupies. \[bytes\]
pub fn name_room<T: Config>() -> u32 {
	to_room(Name::max_encoded_len().saturating_add(NameRecord::<T::AccountId>::max_encoded_len()))
}

/// What a link to an account occupies: it is found from both ends. \[bytes\]
pub fn link_room<T: Config>() -> u32 {
	to_room(T::AccountId::max_encoded_len().saturating_mul(4).saturating_add(Moment::max_encoded_len()))
}

/// What a service occupies. \[bytes\]
pub fn service_room(service: &Service) -> u32 {
	to_room(service.encoded_size())
}

/// Nothing that is counted is larger than a few kilobytes; if it were, it would not fit.
fn to_room(bytes: usize) -> u32 {
	u32::try_from(bytes).unwrap_or(u32::MAX)
}
