//! What happened.

use frame_support::pallet_macros::pallet_section;

/// The events of the pallet.
#[pallet_section]
mod events {
	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// An identity was registered, with its first key.
		Registered {
			/// Its id.
			identity: T::AccountId,
			/// What it stands for.
			kind: Kind,
			/// Its first key.
			key: PublicKey,
			/// Who has paid.
			payer: T::AccountId,
		},
		/// The deposit of an identity was changed or taken over.
		Funded {
			/// Which.
			identity: T::AccountId,
			/// Who has paid now.
			payer: T::AccountId,
			/// For how many bytes besides the record.
			room: u32,
		},
		/// A key was added.
		KeyAdded {
			/// To which identity.
			identity: T::AccountId,
			/// The key.
			key: PublicKey,
		},
		/// A key was revoked.
		KeyRevoked {
			/// Of which identity.
			identity: T::AccountId,
			/// The key.
			key: PublicKey,
		},
		/// A revoked key is no longer remembered; what is known of it is in this event for whoever has to ask later.
		KeyForgotten {
			/// Of which identity.
			identity: T::AccountId,
			/// The key.
			key: PublicKey,
			/// What it was good for.
			relationships: Relationships,
			/// Since when it was a key of the identity.
			added: Stamp<BlockNumberFor<T>>,
			/// Since when it no longer was.
			revoked: Stamp<BlockNumberFor<T>>,
		},
		/// A key may do something else now.
		KeyPermissionsSet {
			/// Of which identity.
			identity: T::AccountId,
			/// The key.
			key: PublicKey,
			/// What it may do.
			permissions: PermissionsOf<T>,
		},
		/// An identity has named its controllers.
		ControllersSet {
			/// Which.
			identity: T::AccountId,
			/// The controllers, who have accepted before.
			controllers: Members<T::AccountId>,
			/// Those who have to accept.
			invited: Members<T::AccountId>,
			/// How many of them must agree.
			threshold: u8,
		},
		/// One who was asked to controls the identity now.
		ControlAccepted {
			/// Which.
			identity: T::AccountId,
			/// Who.
			controller: T::AccountId,
		},
		/// A controller is none any more, or one who was asked to be does not want to.
		ControlResigned {
			/// Of which identity.
			identity: T::AccountId,
			/// Who.
			controller: T::AccountId,
		},
		/// A service was added or replaced.
		ServiceSet {
			/// Of which identity.
			identity: T::AccountId,
			/// The service.
			service: Service,
		},
		/// A service was removed.
		ServiceRemoved {
			/// Of which identity.
			identity: T::AccountId,
			/// The fragment that named it.
			id: ServiceId,
		},
		/// A name was claimed.
		NameClaimed {
			/// By which identity.
			identity: T::AccountId,
			/// The name.
			name: Name,
			/// Who had it and gave it away; `None` if nobody had it.
			from: Option<T::AccountId>,
		},
		/// A name was released.
		NameReleased {
			/// By which identity.
			identity: T::AccountId,
			/// The name.
			name: Name,
			/// From when on others may claim it.
			until: Moment,
		},
		/// A name was offered, or is no longer.
		NameOffered {
			/// By which identity.
			identity: T::AccountId,
			/// The name.
			name: Name,
			/// To which; `None` if the offer was withdrawn.
			to: Option<T::AccountId>,
		},
		/// A name that was released is forgotten.
		NameCleared {
			/// The name.
			name: Name,
		},
		/// An account was linked.
		AccountLinked {
			/// To which identity.
			identity: T::AccountId,
			/// The account.
			account: T::AccountId,
		},
		/// An account is no longer linked.
		AccountUnlinked {
			/// To which identity it was.
			identity: T::AccountId,
			/// The account.
			account: T::AccountId,
		},
		/// A website was found to name an identity.
		DomainAttested {
			/// The identity.
			identity: T::AccountId,
			/// The host of the website.
			domain: Domain,
			/// Who looked.
			verifier: T::AccountId,
			/// The last moment at which this is good.
			valid_until: Moment,
		},
		/// An attestation was removed.
		DomainRemoved {
			/// The identity.
			identity: T::AccountId,
			/// The host of the website.
			domain: Domain,
			/// Who had looked.
			verifier: T::AccountId,
		},
		/// An identity was frozen.
		Frozen {
			/// Which.
			identity: T::AccountId,
			/// By whom.
			by: AuthorityOf<T>,
			/// Whether by a full key, or a controller.
			full: bool,
		},
		/// A full key asks for something against another, while the identity is frozen.
		Requested {
			/// Of which identity.
			identity: T::AccountId,
			/// The number of the request.
			request: u32,
			/// Which key asks.
			by: PublicKey,
			/// For what.
			remedy: Remedy,
			/// When votes end, and when it can be carried out.
			decided: Moment,
		},
		/// A key voted on a request.
		Voted {
			/// Of which identity.
			identity: T::AccountId,
			/// The number of the request.
			request: u32,
			/// Which key.
			by: PublicKey,
			/// Whether for it.
			in_favour: bool,
		},
		/// An identity can act again.
		Unfrozen {
			/// Which.
			identity: T::AccountId,
			/// By whom.
			by: AuthorityOf<T>,
		},
		/// An identity will never act again.
		Deactivated {
			/// Which.
			identity: T::AccountId,
		},
		/// An identity acted, or would have.
		Acted {
			/// Which.
			identity: T::AccountId,
			/// By what.
			by: AuthorityOf<T>,
			/// What became of the call. After an error nothing of it is left.
			result: DispatchResult,
		},
		/// An act must wait. It has to be submitted again.
		ActDelayed {
			/// Who would act.
			identity: T::AccountId,
			/// By what.
			by: AuthorityOf<T>,
			/// The hash of the call.
			call_hash: H256,
			/// Until when.
			until: Moment,
		},
		/// A controller approved a call.
		Approved {
			/// Who would make it.
			identity: T::AccountId,
			/// The hash of the call.
			call_hash: H256,
			/// Who approved.
			controller: T::AccountId,
			/// The last moment at which this counts.
			until: Moment,
		},
		/// An approval was taken back, or all of a call are gone because none counted any more.
		ApprovalRetracted {
			/// Who would have made the call.
			identity: T::AccountId,
			/// The hash of the call.
			call_hash: H256,
			/// By whom.
			who: T::AccountId,
		},
	}
}
