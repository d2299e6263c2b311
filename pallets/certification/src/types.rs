//! What is stored.

use crate::Config;
use civitas_primitives::{
	certification::{
		info::Scope,
		status_list::{PAGE_BITS, PAGE_BYTES},
		AccreditationId, CertificateId, History, Level, Name, NetworkId, Record, SchemaId, SchemaKind, SchemaRules,
		StatusPurpose, Uri,
	},
	ContentHash, Moment,
};
use codec::{Decode, Encode, MaxEncodedLen};
use frame_support::{
	pallet_prelude::TypeInfo,
	traits::{ConstU32, Get},
	BoundedBTreeSet, BoundedVec, CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound,
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_core::H256;

/// How many accounts can hold an accreditation one after another. What was issued says who held it then, so none is forgotten.
pub const MAX_HOLDERS: u32 = 8;
/// How many bits can be set or cleared by one call.
pub const MAX_INDICES: u32 = 1024;
/// How many entries a page of a filtered listing looks at, found or not.
pub const MAX_SCAN: u32 = 1000;
/// The bytes that say of the entries of a page who suspended them: half of one for each.
pub const PAGE_LEVELS: u32 = PAGE_BITS / 2;
/// How many pages of a status list are answered at once.
pub const MAX_STATUS_PAGES: u32 = 64;

/// Under which schemas an accreditation can be used; under all of the network's if `None`.
pub type ScopeOf<T> = Option<BoundedBTreeSet<SchemaId, <T as Config>::MaxScope>>;

/// The entries of a status list whose bits are set or cleared together, in ascending order.
pub type Indices = BoundedVec<u32, ConstU32<MAX_INDICES>>;

/// A verification network: a root of trust.
#[derive(CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound, Encode, Decode, MaxEncodedLen, TypeInfo)]
#[scale_info(capture_docs = "always")]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound())]
pub struct Network<T: Config> {
	/// Who registers schemas and accredits issuers, and has paid for this record.
	pub operator: T::AccountId,
	/// To whom the operator has offered the network, and who has not accepted yet.
	pub offered_to: Option<T::AccountId>,
	/// For people. Not unique: the identifier is what counts.
	pub name: Name,
	/// The hash of the rules under which the network works.
	pub policy_hash: ContentHash,
	/// Where the rules can be read.
	pub policy_uri: Uri,
	/// When it was founded.
	pub founded_at: Moment,
	/// Since when nothing is issued in it; `None` if it is open.
	pub closed_at: Option<Moment>,
	/// The operator's deposit.
	pub ticket: T::NetworkConsideration,
}

/// A kind of certificate.
#[derive(CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound, Encode, Decode, MaxEncodedLen, TypeInfo)]
#[scale_info(capture_docs = "always")]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound())]
pub struct Schema<T: Config> {
	/// The network it belongs to, for ever.
	pub network: NetworkId,
	/// What it is about, for people and for software that sorts.
	pub kind: SchemaKind,
	/// For people.
	pub name: Name,
	/// The hash of the JSON Schema that claims follow.
	pub document_hash: ContentHash,
	/// Where the JSON Schema can be read.
	pub document_uri: Uri,
	/// What holds for its certificates.
	pub rules: SchemaRules,
	/// For how long its certificates may be valid, in milliseconds; `None` if without end.
	pub max_validity: Option<Moment>,
	/// The schema of the same network of which it is the next version.
	pub supersedes: Option<SchemaId>,
	/// The next version.
	pub superseded_by: Option<SchemaId>,
	/// Since when nothing is issued under it.
	pub deprecated_at: Option<Moment>,
	/// Who has paid for this record.
	pub depositor: T::AccountId,
	/// The depositor's deposit.
	pub ticket: T::SchemaConsideration,
}

/// That someone may issue, and perhaps accredit others.
#[derive(CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound, Encode, Decode, MaxEncodedLen, TypeInfo)]
#[scale_info(capture_docs = "always")]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound())]
pub struct Accreditation<T: Config> {
	/// In which network.
	pub network: NetworkId,
	/// The accreditation by which it was given; by the network's operator, or by joining, if `None`.
	pub parent: Option<AccreditationId>,
	/// How many accreditations lead to it, itself included: from 1 to `MAX_DEPTH`.
	pub level: u8,
	/// Under which schemas it can be used. Those above may since have been given a narrower one, which then counts.
	pub scope: ScopeOf<T>,
	/// The last moment at which it can be used; `None` if there is no end.
	pub valid_until: Option<Moment>,
	/// How many certificates and members of batches can be issued under it, also by those accredited further on; `None` if
	/// any number.
	pub quota: Option<u32>,
	/// How much of the quota it has used itself. Counted only while there is a quota, to spare the others the write.
	pub issued: u32,
	/// How much of the quota those right below it have. Counted also while there is no quota, in case that one is set by an
	/// amendment; so it can be more than any quota.
	pub given: u64,
	/// How many further accreditations can follow one below the other.
	pub depth: u8,
	/// Its states.
	pub history: History,
	/// Who has held it since when, from the first on; nobody while it is pending. The last holds it now.
	pub holders: BoundedVec<(T::AccountId, Moment), ConstU32<MAX_HOLDERS>>,
	/// To whom it was offered, and who has not accepted yet.
	pub offered_to: Option<T::AccountId>,
	/// Who has offered it.
	pub offered_by: Option<T::AccountId>,
	/// Who has paid for this record: who accredited, or has since widened its scope.
	pub depositor: T::AccountId,
	/// The depositor's deposit.
	pub ticket: T::AccreditationConsideration,
}

impl<T: Config> Accreditation<T> {
	/// How far from the root it is.
	pub fn level(&self) -> Level {
		Level(self.level)
	}

	/// How far from the root are those right above it: the operator, if no accreditation is.
	pub fn above(&self) -> Level {
		// Saturating is right: no level is less than 1.
		Level(self.level.saturating_sub(1))
	}

	/// Whether `who` holds it now.
	pub fn is_held_by(&self, who: &T::AccountId) -> bool {
		self.holders.last().is_some_and(|(holder, _)| holder == who)
	}

	/// Who held it at `time`; the first holder if that is before the beginning.
	pub fn holder_at(&self, time: Moment) -> Option<&T::AccountId> {
		let then = self.holders.iter().rev().find(|(_, since)| *since <= time);
		then.or(self.holders.first()).map(|(holder, _)| holder)
	}

	/// Whether it is over at `time`.
	pub fn is_expired(&self, time: Moment) -> bool {
		self.valid_until.is_some_and(|until| time > until)
	}

	/// Whether its own scope, those above aside, has `schema`.
	pub fn covers(&self, schema: &SchemaId) -> bool {
		self.scope.as_ref().is_none_or(|scope| scope.contains(schema))
	}
}

/// A certificate. By what authority it was issued is in its identifier, and its network follows from that.
#[derive(CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound, Encode, Decode, MaxEncodedLen, TypeInfo)]
#[scale_info(capture_docs = "always")]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound())]
pub struct Certificate<T: Config> {
	/// What kind of certificate it is.
	pub schema: SchemaId,
	/// The rules of the schema, which never change: so that neither a change nor a verification has to read the schema.
	pub rules: SchemaRules,
	/// Who certifies, and has paid for this record.
	pub issuer: T::AccountId,
	/// Whom or what it is about.
	pub subject: T::AccountId,
	/// The commitment to what is certified.
	pub claims: ContentHash,
	/// What is certified, if the schema is one of public records. Dropped when the deposit is withdrawn.
	pub record: Record,
	/// The hash of what the issuer relied on.
	pub evidence: Option<ContentHash>,
	/// By what it can be found.
	pub search_key: Option<ContentHash>,
	/// The first moment at which it is valid.
	pub valid_from: Moment,
	/// The last moment at which it is valid; `None` if it does not expire.
	pub valid_until: Option<Moment>,
	/// Whether the subject has accepted it.
	pub accepted: bool,
	/// Its states; it was recorded when they began.
	pub history: History,
	/// The one that it took the place of.
	pub predecessor: Option<CertificateId>,
	/// The one that took its place.
	pub successor: Option<CertificateId>,
	/// The hash of what is certified once only, if the schema asks for that.
	pub nullifier: Option<H256>,
	/// The issuer's deposit.
	pub ticket: T::CertificateConsideration,
}

impl<T: Config> Certificate<T> {
	/// Whether it has expired at `time`.
	pub fn is_expired(&self, time: Moment) -> bool {
		self.valid_until.is_some_and(|until| time > until)
	}

	/// Whether it no longer stands in the way of another of the same subject or nullifier, nor is worth its full deposit.
	pub fn is_over(&self, time: Moment) -> bool {
		self.history.state().is_final() || self.is_expired(time)
	}
}

/// Many certificates of one schema, issued at once, of which only the root is stored.
#[derive(CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound, Encode, Decode, MaxEncodedLen, TypeInfo)]
#[scale_info(capture_docs = "always")]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound())]
pub struct Batch<T: Config> {
	/// What kind of certificates they are.
	pub schema: SchemaId,
	/// The rules of the schema, for the same reason as in [`Certificate`].
	pub rules: SchemaRules,
	/// Who certifies, and has paid for this record.
	pub issuer: T::AccountId,
	/// The root of the tree of the members.
	pub root: H256,
	/// How many members there are.
	pub count: u32,
	/// The first moment at which they are valid.
	pub valid_from: Moment,
	/// The last moment at which they are valid; `None` if they do not expire.
	pub valid_until: Option<Moment>,
	/// The states of the whole.
	pub history: History,
	/// The issuer's deposit.
	pub ticket: T::BatchConsideration,
}

/// That an issuer is going to use a nullifier.
#[derive(CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound, Encode, Decode, MaxEncodedLen, TypeInfo)]
#[scale_info(capture_docs = "always")]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound())]
pub struct NullifierCommitment<T: Config> {
	/// In which block it committed; it can use the nullifier `NullifierDelay` blocks later.
	pub at: BlockNumberFor<T>,
	/// The issuer's deposit.
	pub ticket: T::NullifierConsideration,
}

/// A status list of its own, such as for credentials that are not on chain.
#[derive(CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound, Encode, Decode, MaxEncodedLen, TypeInfo)]
#[scale_info(capture_docs = "always")]
#[scale_info(skip_type_params(T))]
#[codec(mel_bound())]
pub struct StatusList<T: Config> {
	/// Who sets its bits, and has paid for this record.
	pub owner: T::AccountId,
	/// What a bit that is set says.
	pub purpose: StatusPurpose,
	/// How many entries it has.
	pub length: u32,
	/// What tells lists of one owner apart.
	pub salt: H256,
	/// The owner's deposit.
	pub ticket: T::StatusListConsideration,
}

/// A page of a status list, or of the one of a batch. Where there is none, no bit is set. It was paid for with the list or
/// the batch.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct StatusPage {
	/// The bits, as many bytes as there are entries for.
	pub bits: BoundedVec<u8, ConstU32<PAGE_BYTES>>,
	/// Of the suspensions of a batch, on whose authority each bit was set: two entries in a byte, the first in the higher half;
	/// 0 where no bit is set. Otherwise empty: a list of its own has one owner, and a revocation is for good.
	pub levels: BoundedVec<u8, ConstU32<PAGE_LEVELS>>,
}

impl StatusPage {
	/// On whose authority the bit of an entry is set, if it is, of a page that remembers.
	pub fn level(&self, index: u32) -> Level {
		let (place, shift) = level_place(index);
		Level(self.levels.get(place).map_or(0, |byte| byte >> shift & 0x0f))
	}

	/// Remember on whose authority the bit of an entry is set.
	pub fn set_level(&mut self, index: u32, level: Level) {
		let (place, shift) = level_place(index);
		if let Some(byte) = self.levels.get_mut(place) {
			*byte = *byte & !(0x0f << shift) | (level.0 & 0x0f) << shift;
		}
	}
}

/// In which byte of a page the level of an entry is, and how far from its lower end.
fn level_place(index: u32) -> (usize, u32) {
	let place = index % PAGE_BITS;
	((place / 2) as usize, if place.is_multiple_of(2) { 4 } else { 0 })
}

/// The bytes of a record of type `R`, of whose bounded parts, of at most `bound` bytes each, only `used` are taken. What does
/// not vary is charged at its maximum: the log of changes has all of its room from the start, so no change ever moves a
/// deposit.
pub(crate) fn bytes_of<R: MaxEncodedLen>(parts: &[(u32, usize)]) -> usize {
	parts.iter().fold(R::max_encoded_len(), |bytes, (bound, used)| {
		// Saturating is right: what is used is within the bound, and the bound is part of the maximum.
		bytes.saturating_sub((*bound as usize).saturating_sub(*used))
	})
}

/// The most bytes that the schemas of a scope take.
pub(crate) fn scope_bound<T: Config>() -> u32 {
	// Saturating is right: the bound of a list times 32 fits, or else nothing would be taken off.
	T::MaxScope::get().saturating_mul(32)
}

/// A scope, as it is shown to the outside.
pub(crate) fn shown_scope<T: Config>(scope: &ScopeOf<T>) -> Scope {
	scope.as_ref().map_or(Scope::All, |schemas| Scope::Schemas(schemas.iter().copied().collect()))
}
