//! What is stored, and for what deposits are held.

use frame_support::pallet_macros::pallet_section;

/// The storage of the pallet.
#[pallet_section]
mod storage {
	/// What a deposit is held for.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// An identity and its room.
		#[codec(index = 0)]
		Identity,
		/// An attestation of a website.
		#[codec(index = 1)]
		Attestation,
		/// The approvals of a call.
		#[codec(index = 2)]
		Proposal,
	}

	/// The identities. An id is a cryptographic hash, so nothing need be hashed again.
	#[pallet::storage]
	pub type Identities<T: Config> = StorageMap<_, Identity, T::AccountId, IdentityRecord<T>>;

	/// The keys of each identity. In one value, so that looking for the key of a caller is one read.
	#[pallet::storage]
	pub type Keys<T: Config> = StorageMap<_, Identity, T::AccountId, KeysOf<T>, ValueQuery>;

	/// When each identity was frozen. Apart from the record, which every act reads.
	#[pallet::storage]
	pub type Freezes<T: Config> = StorageMap<_, Identity, T::AccountId, FreezesOf<T>, ValueQuery>;

	/// Of which identities a key is a key, and not revoked.
	#[pallet::storage]
	pub type IdentitiesByKey<T: Config> = StorageDoubleMap<_, Blake2_128Concat, PublicKey, Identity, T::AccountId, ()>;

	/// The services of each identity.
	#[pallet::storage]
	pub type Services<T: Config> = StorageMap<_, Identity, T::AccountId, ServicesOf, ValueQuery>;

	/// The names, released ones included until they are cleared.
	#[pallet::storage]
	pub type Names<T: Config> = StorageMap<_, Blake2_128Concat, Name, NameRecord<T::AccountId>>;

	/// The accounts that are linked to each identity, and since when.
	#[pallet::storage]
	pub type LinkedAccounts<T: Config> =
		StorageDoubleMap<_, Identity, T::AccountId, Blake2_128Concat, T::AccountId, Moment>;

	/// The identities that an account is linked to.
	#[pallet::storage]
	pub type IdentitiesByAccount<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Identity, T::AccountId, ()>;

	/// The websites of each identity, with who attested them.
	#[pallet::storage]
	pub type Domains<T: Config> =
		StorageDoubleMap<_, Identity, T::AccountId, Blake2_128Concat, (Domain, T::AccountId), Attestation<T>>;

	/// The identities of a website, with who attested them.
	#[pallet::storage]
	pub type IdentitiesByDomain<T: Config> =
		StorageDoubleMap<_, Blake2_128Concat, Domain, Blake2_128Concat, (T::AccountId, T::AccountId), ()>;

	/// The calls that controllers have approved, by the identity that would make them and the hash of the call.
	#[pallet::storage]
	pub type Proposals<T: Config> = StorageDoubleMap<_, Identity, T::AccountId, Identity, H256, Proposal<T>>;
}
