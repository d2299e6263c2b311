//! Credit files: what a register knows of a person, off chain, and what of it can be proved by the one root that the
//! register publishes in each period.
//!
//! A file is a list of [entries](Entry), to which a register only ever appends. A [`Head`] chains them, so that it
//! stands for all of them in their order. The [commitment](File::commitment) to a whole file is in a trie under the
//! [hash of its subject](subject_key), and the root of the trie is on chain. So every lender gets the same file, and
//! all of it; that there is no file of somebody can be proved too; and a file that does not [continue](continues) an
//! earlier one is evidence against the register. A reporter gets [proof](EntryProof) that the register has entered what
//! it was told.
//!
//! What cannot be proved, and has to be trusted of a register: that it enters what it is told, and each person once.
//!
//! Salts hide what could be guessed otherwise. Of an entry, so that its hash tells nothing; of a file, in each period
//! another, so that nobody sees whether anything was reported. The hash of a subject has none: whoever sees it in a
//! proof can try which account it is of. A proof that there is no file can show the hash of another subject, so it is
//! for the register to give to whom it concerns.

use crate::{content_id, money::Balance, ContentHash, Moment};
use alloc::{collections::BTreeMap, vec::Vec};
use codec::{Decode, Encode};
use sp_core::H256;
use sp_runtime::traits::BlakeTwo256;
use sp_trie::{LayoutV1, Recorder, StorageProof, Trie, TrieConfiguration, TrieDBBuilder, TrieDBMutBuilder, TrieMut};

/// The most entries of a file.
pub const MAX_ENTRIES: u32 = 10_000;
/// The most nodes of a proof. Of a million files a way has six; more than 16 are on none that somebody did not seek.
pub const MAX_PROOF_NODES: usize = 32;
/// The most bytes of a node of a proof. What a branch takes is 2 for its kind, 32 for a part of the key, 2 for which
/// children it has, and 33 for each of 16: 564. So a proof has less than 20 kB.
pub const MAX_NODE_SIZE: usize = 600;

/// Something in a file.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq)]
pub struct Entry<AccountId> {
	/// Random, so that the hash of the entry tells nothing to those who do not know it.
	pub salt: H256,
	/// When it was entered.
	pub at: Moment,
	/// Who told the register. For what it enters by itself, the register.
	pub reporter: AccountId,
	/// What it says.
	pub body: Body<AccountId>,
}

/// What an entry says. Entries are numbered from 0.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq)]
pub enum Body<AccountId> {
	/// How a liability went.
	#[codec(index = 0)]
	Record(Record),
	/// Somebody got the file.
	#[codec(index = 1)]
	Inquiry(Inquiry<AccountId>),
	/// An earlier record, or its last correction, was wrong.
	#[codec(index = 2)]
	Correction(Correction),
	/// The subject disputes an earlier entry.
	#[codec(index = 3)]
	Dispute(Dispute),
}

/// What a liability arises from.
#[derive(Clone, Copy, Debug, Encode, Decode, PartialEq, Eq)]
pub enum Liability {
	/// Money that was lent.
	#[codec(index = 0)]
	Loan,
	/// The use of a home, a room, or a thing.
	#[codec(index = 1)]
	Rent,
	/// What was delivered before it was paid.
	#[codec(index = 2)]
	Invoice,
	/// Anything else.
	#[codec(index = 3)]
	Other,
}

/// How a liability went in a period. Each period is reported by itself: one month that is late says nothing good, but
/// takes nothing from the other months.
#[derive(Clone, Copy, Debug, Encode, Decode, PartialEq, Eq)]
pub struct Record {
	/// What it arises from.
	pub liability: Liability,
	/// Which one it is: on chain, the identifier of the loan or the agreement; elsewhere a number of the reporter's,
	/// hashed with a salt.
	pub reference: H256,
	/// Of a loan, the principal that was outstanding on average; of others, what was due for the period. In units of
	/// account, with 18 decimals.
	pub value: Balance,
	/// When the period began.
	pub from: Moment,
	/// When it ended.
	pub until: Moment,
	/// For how many days something of it was late at most. 0 if all was paid in time.
	pub worst: u32,
	/// What was given up as lost of it, in units of account, with 18 decimals.
	pub loss: Balance,
}

/// Who got the file, and why: the subject can see it.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq)]
pub struct Inquiry<AccountId> {
	/// Who got it.
	pub lender: AccountId,
	/// The hash of the [consent](super::consent::Consent::hash).
	pub consent: H256,
	/// What for, as the consent says.
	pub purpose: ContentHash,
}

/// What an earlier entry should have said. It is good if it comes from whom the earlier entry comes from, or from the
/// register.
#[derive(Clone, Copy, Debug, Encode, Decode, PartialEq, Eq)]
pub struct Correction {
	/// The number of the entry: always that of the record itself, also if it was corrected before. The last correction
	/// counts.
	pub of: u32,
	/// What it should have said; nothing if it should not be there.
	pub record: Option<Record>,
}

/// That an entry is disputed on chain.
#[derive(Clone, Copy, Debug, Encode, Decode, PartialEq, Eq)]
pub struct Dispute {
	/// The number of the entry.
	pub of: u32,
	/// The [`dispute_hash`].
	pub dispute: H256,
}

impl<AccountId: Encode> Entry<AccountId> {
	/// What the register chains, and what a dispute is about.
	pub fn hash(&self) -> H256 {
		content_id("civitas/credit-entry", self)
	}
}

/// What stands for the entries of a file in their order.
#[derive(Clone, Copy, Debug, Default, Encode, Decode, PartialEq, Eq)]
pub struct Head {
	/// How many entries there are.
	pub count: u32,
	/// Zero without entries; with each one, the hash of what was before and the hash of the entry.
	pub hash: H256,
}

impl Head {
	/// That after one more entry, of this hash.
	#[must_use]
	pub fn then(&self, entry: &H256) -> Self {
		// Saturating is right: what would have 2^32 entries is no file.
		Self { count: self.count.saturating_add(1), hash: content_id("civitas/credit-head", (self.hash, entry)) }
	}

	/// That of entries of these hashes.
	pub fn of<'a>(entries: impl IntoIterator<Item = &'a H256>) -> Self {
		entries.into_iter().fold(Self::default(), |head, entry| head.then(entry))
	}

	/// The commitment to a file, of all entries up to this one, by which it is in the trie.
	pub fn commitment<AccountId: Encode>(&self, register: &AccountId, subject: &AccountId, salt: &H256) -> H256 {
		content_id("civitas/credit-file", (register, subject, self.count, self.hash, salt))
	}
}

/// Whether a file whose entries have these hashes continues what an earlier one was. If it does not, both commitments,
/// the earlier head and this file are evidence against the register.
pub fn continues(earlier: &Head, entries: &[H256]) -> bool {
	let before = usize::try_from(earlier.count).ok().and_then(|count| entries.get(..count));
	before.is_some_and(|before| Head::of(before) == *earlier)
}

/// A whole file, opened.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq)]
pub struct File<AccountId> {
	/// Who keeps it.
	pub register: AccountId,
	/// Whose it is.
	pub subject: AccountId,
	/// All that is in it.
	pub entries: Vec<Entry<AccountId>>,
	/// Of the period in which it was published.
	pub salt: H256,
}

impl<AccountId: Encode> File<AccountId> {
	/// What stands for its entries.
	pub fn head(&self) -> Head {
		self.entries.iter().fold(Head::default(), |head, entry| head.then(&entry.hash()))
	}

	/// What is in the trie of it.
	pub fn commitment(&self) -> H256 {
		self.head().commitment(&self.register, &self.subject, &self.salt)
	}
}

/// Where the commitment to a file is in the trie.
pub fn subject_key<AccountId: Encode>(register: &AccountId, subject: &AccountId) -> H256 {
	content_id("civitas/credit-subject", (register, subject))
}

/// What is written on chain of a dispute. The salt hides whose it is, and about what, until it is told.
pub fn dispute_hash<AccountId: Encode>(register: &AccountId, subject: &AccountId, entry: &H256, salt: &H256) -> H256 {
	content_id("civitas/credit-dispute", (register, subject, entry, salt))
}

/// The trie of the SDK, so that each of its implementations can check a proof. Values of 32 bytes are in their nodes.
type Layout = LayoutV1<BlakeTwo256>;

/// All files of a register: the commitments to them, by the hashes of their subjects.
pub type Files = BTreeMap<H256, H256>;

/// The nodes of the trie on the way to where a file is, or would be, as the SDK encodes them, from the root on.
pub type Proof = Vec<Vec<u8>>;

/// Why a proof is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProofError {
	/// It has too many nodes, too large ones, or too many entries.
	TooLong,
	/// The nodes do not lead from the root to an answer.
	NotOfRoot,
	/// What they lead to is not the commitment to this file, or there is none.
	OtherFile,
}

/// The root of all files, which the register publishes. Without files it is that of an empty trie.
pub fn root(files: &Files) -> H256 {
	Layout::trie_root(files.iter().map(|(subject, file)| (subject.0, file.0)))
}

/// Prove what the commitment to the file of a subject is, or that there is none.
pub fn prove(files: &Files, subject: &H256) -> Result<Proof, ProofError> {
	let (mut db, mut root) = (StorageProof::empty().into_memory_db::<BlakeTwo256>(), H256::default());
	let mut trie = TrieDBMutBuilder::<Layout>::new(&mut db, &mut root).build();
	for (subject, file) in files {
		trie.insert(&subject.0, &file.0).map_err(|_| ProofError::NotOfRoot)?;
	}
	// The root is written when it is dropped.
	drop(trie);
	let mut recorder = Recorder::<Layout>::new();
	let trie = TrieDBBuilder::<Layout>::new(&db, &root).with_recorder(&mut recorder).build();
	trie.get(&subject.0).map_err(|_| ProofError::NotOfRoot)?;
	Ok(recorder.drain().into_iter().map(|node| node.data).collect())
}

/// What a proof says under a root: the commitment to the file of a subject, or that there is none. Nodes that are not
/// on the way are not looked at.
pub fn verify(root: &H256, subject: &H256, proof: &[Vec<u8>]) -> Result<Option<H256>, ProofError> {
	if proof.len() > MAX_PROOF_NODES || proof.iter().any(|node| node.len() > MAX_NODE_SIZE) {
		return Err(ProofError::TooLong);
	}
	let db = StorageProof::new(proof.iter().cloned()).into_memory_db::<BlakeTwo256>();
	let found = TrieDBBuilder::<Layout>::new(&db, root).build().get(&subject.0).map_err(|_| ProofError::NotOfRoot)?;
	found.map(|file| file.try_into().map(H256)).transpose().map_err(|_| ProofError::OtherFile)
}

/// By which a register proves to a reporter that an entry is in a file, without the other entries. It does say how many
/// there are.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq)]
pub struct EntryProof {
	/// What stands for the entries before it. Their count is its number.
	pub before: Head,
	/// The hashes of the entries after it.
	pub after: Vec<H256>,
	/// That of the file.
	pub salt: H256,
	/// That of the commitment.
	pub path: Proof,
}

impl EntryProof {
	/// Of the entry of this number, of a file with entries of these hashes. `None` if there is none of this number.
	pub fn new(entries: &[H256], number: u32, salt: H256, path: Proof) -> Option<Self> {
		let (before, rest) = entries.split_at_checked(usize::try_from(number).ok()?)?;
		let (_, after) = rest.split_first()?;
		Some(Self { before: Head::of(before), after: after.to_vec(), salt, path })
	}

	/// Whether an entry is in the file of a subject, under a root of a register.
	pub fn verify<AccountId: Encode>(
		&self,
		root: &H256,
		register: &AccountId,
		subject: &AccountId,
		entry: &Entry<AccountId>,
	) -> Result<(), ProofError> {
		let Self { before, after, salt, path } = self;
		let later = u32::try_from(after.len()).unwrap_or(u32::MAX);
		if before.count.saturating_add(later) >= MAX_ENTRIES {
			return Err(ProofError::TooLong);
		}
		let head = after.iter().fold(before.then(&entry.hash()), |head, entry| head.then(entry));
		let commitment = head.commitment(register, subject, salt);
		match verify(root, &subject_key(register, subject), path)? {
			Some(file) if file == commitment => Ok(()),
			_ => Err(ProofError::OtherFile),
		}
	}
}
