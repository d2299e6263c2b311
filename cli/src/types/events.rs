//! What the pallet says that it did. Events with the same fields share a type.

// The derive macro imports what it does not use, which is noticed when it is called by another macro.
#![allow(unused_imports)]

use super::{Reason, StatusPurpose};
use serde::Serialize;
use subxt::{
	ext::scale_decode::DecodeAsType,
	utils::{AccountId32, H256},
};

macro_rules! events {
	($($(#[$doc:meta])* $name:ident { $($field:ident: $type:ty),* $(,)? })*) => { $(
		$(#[$doc])*
		#[derive(Debug, DecodeAsType, Serialize)]
		#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
		pub struct $name {
			$(pub $field: $type,)*
		}
	)* };
}

events! {
	/// `NetworkFounded`.
	NetworkFounded { network: u32, operator: AccountId32 }
	/// `NetworkUpdated`, `NetworkClosed`.
	NetworkChanged { network: u32 }
	/// `NetworkOffered`.
	NetworkOffered { network: u32, to: Option<AccountId32> }
	/// `NetworkTransferred`.
	NetworkTransferred { network: u32, from: AccountId32, to: AccountId32 }
	/// `SchemaRegistered`.
	SchemaRegistered { network: u32, schema: H256, supersedes: Option<H256> }
	/// `SchemaDeprecated`.
	SchemaDeprecated { schema: H256 }
	/// `Accredited`.
	Accredited { accreditation: u64, network: u32, parent: Option<u64>, holder: AccountId32 }
	/// `AccreditationAmended`, `AccreditationReinstated`.
	AccreditationChanged { accreditation: u64, by: AccountId32 }
	/// `AccreditationSuspended`, `AccreditationRevoked`.
	AccreditationFallen { accreditation: u64, by: AccountId32, reason: Reason }
	/// `AccreditationHandedOver`.
	AccreditationHandedOver { accreditation: u64, successor: AccountId32, by: AccountId32 }
	/// `NullifierCommitted`, `NullifierCommitmentWithdrawn`.
	NullifierCommitted { issuer: AccountId32, commitment: H256 }
	/// `CertificateIssued`.
	CertificateIssued {
		certificate: H256,
		network: u32,
		schema: H256,
		issuer: AccountId32,
		subject: AccountId32,
		claims: H256,
	}
	/// `CertificateAccepted`, `CertificateDeclined`, `CertificateSurrendered`.
	CertificateOfSubject { certificate: H256, subject: AccountId32 }
	/// `CertificateRenewed`, `CertificateReplaced`.
	CertificateSucceeded { certificate: H256, successor: H256, by: AccountId32 }
	/// `CertificateSuspended`, `CertificateRevoked`.
	CertificateFallen { certificate: H256, by: AccountId32, reason: Reason }
	/// `CertificateReinstated`.
	CertificateReinstated { certificate: H256, by: AccountId32 }
	/// `DepositWithdrawn`.
	DepositWithdrawn { certificate: H256, depositor: AccountId32 }
	/// `BatchIssued`.
	BatchIssued { batch: H256, network: u32, schema: H256, issuer: AccountId32, root: H256, count: u32 }
	/// `StatusListCreated`.
	StatusListCreated { list: H256, owner: AccountId32, purpose: StatusPurpose, length: u32 }
	/// `StatusSet`.
	StatusSet { list: H256, purpose: StatusPurpose, count: u32, value: bool, by: AccountId32 }
	/// `DocumentGranted`.
	DocumentGranted {
		grant: H256,
		holder: AccountId32,
		grantee: AccountId32,
		certificate: H256,
		document: H256,
	}
	/// `DocumentGrantRevoked`.
	DocumentGrantRevoked { grant: H256, holder: AccountId32, grantee: AccountId32 }
	/// `DocumentAccessed`.
	DocumentAccessed { grant: H256, holder: AccountId32, grantee: AccountId32, accesses: u32 }
}
