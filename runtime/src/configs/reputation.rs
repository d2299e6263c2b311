//! Reputation: what a review costs, and who answers for what it rests on.

use super::{
	civitas::{StorageDeposit, StoragePrice},
	governance::TreasuryAccount,
};
use crate::{
	currency::CIV, Agreements, Balances, Certification, IdentityRegistry, Lending, Runtime, RuntimeHoldReason,
	Timestamp,
};
use frame_support::{parameter_types, traits::ConstU128};
use pallet_reputation::HoldReason;

parameter_types! {
	pub const RecordsHold: RuntimeHoldReason = RuntimeHoldReason::Reputation(HoldReason::Records);
}

impl pallet_reputation::Config for Runtime {
	type Time = Timestamp;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Currency = Balances;
	type Treasury = TreasuryAccount;
	type Identities = IdentityRegistry;
	// Orders of shops will be asked here, too.
	type Interactions = Agreements;
	type Certificates = Certification;
	type Prices = Lending;
	type Consideration = StorageDeposit<RecordsHold>;
	type Price = StoragePrice;
	// It does not come back: who invents a hundred reviews pays 50 CIV.
	type ReviewFee = ConstU128<{ CIV / 2 }>;
	type Unit = ConstU128<CIV>;
	type WeightInfo = crate::weights::pallet_reputation::WeightInfo<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Runtime;
}

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking {
	use super::*;
	use crate::{configs::civitas::AgreementHold, AccountId, Balance, RuntimeOrigin, System};
	use alloc::vec;
	use civitas_primitives::{
		agreements::{
			info::{Fee, Total},
			AgreementId, Money, ReceiptOutcome, Thing,
		},
		certification::{
			certificate_id, info::Membership, nullifier_commitment, schema_id, Authority, CertificateId, Content, Name,
			NullifierReveal, SchemaContent, SchemaKind, SchemaRules,
		},
		Moment,
	};
	use frame_support::{
		traits::{fungible::Mutate, Consideration, Footprint, Get},
		BoundedVec,
	};
	use pallet_agreements::{
		types::{Entry, Outcome},
		AgreementsOf,
	};
	use sp_core::H256;

	impl pallet_reputation::BenchmarkHelper<Runtime> for Runtime {
		fn set_time(now: Moment) {
			pallet_timestamp::Now::<Runtime>::put(now);
		}

		/// What came of an agreement: what it takes to work that out of one that goes on, agreements weigh.
		fn dealings(
			from: &AccountId,
			thing: Thing<AccountId>,
			paid: Balance,
			(arbiter, fee): (AccountId, Balance),
		) -> AgreementId {
			let (id, about, now) = (H256::repeat_byte(1), thing.owner.clone(), Timestamp::get());
			let total =
				Total { from: from.clone(), to: about.clone(), asset: None, paid, refunded: 0, longest_late: 0 };
			let fee = Fee { arbiter, fee: Money { asset: None, amount: fee } };
			let outcome = Outcome::<Runtime> {
				terms: id,
				version: 0,
				parties: BoundedVec::truncate_from(vec![from.clone(), about.clone()]),
				about: Some(thing),
				activated_at: now,
				ended_at: now,
				over_at: now,
				outcome: ReceiptOutcome::Completed,
				totals: BoundedVec::truncate_from(vec![total]),
				fees: BoundedVec::new(),
				arbiters: BoundedVec::truncate_from(vec![fee]),
				opener: None,
				ticket: StorageDeposit::<AgreementHold>::new(&about, Footprint::from_parts(1, 1)).expect("he is rich"),
				depositor: about,
			};
			for signer in &outcome.parties {
				AgreementsOf::<Runtime>::insert(signer, id, true);
			}
			pallet_agreements::Agreements::<Runtime>::insert(id, Entry::Outcome(outcome));
			id
		}

		/// By the operator of a network that is founded for it.
		fn person(who: &AccountId, number: u8) -> CertificateId {
			let operator: AccountId = frame_benchmarking::account("operator", 0, 0);
			Balances::mint_into(&operator, 1_000 * CIV).expect("nothing limits the issuance");
			let by = || RuntimeOrigin::signed(operator.clone());
			let network = pallet_certification::NextNetworkId::<Runtime>::get();
			let name = || -> Name { "Persons".try_into().expect("it is short") };
			Certification::found_network(by(), name(), H256::zero(), Default::default(), Membership::Closed)
				.expect("the operator can pay");
			let schema = SchemaContent {
				kind: SchemaKind::UNIQUENESS,
				name: name(),
				document_hash: H256::zero(),
				document_uri: Default::default(),
				rules: SchemaRules { needs_nullifier: true, ..Default::default() },
				max_validity: None,
				supersedes: None,
			};
			let schema_id = schema_id(network, &schema);
			Certification::register_schema(by(), network, schema).expect("it is the operator's network");

			let reveal = NullifierReveal { nullifier: H256::repeat_byte(number), salt: H256::zero() };
			let commitment = nullifier_commitment(&operator, &reveal.nullifier, &reveal.salt);
			Certification::commit_nullifier(by(), commitment).expect("the operator can pay");
			let delay: u32 = <Runtime as pallet_certification::Config>::NullifierDelay::get();
			System::set_block_number(System::block_number() + delay);
			let content = Content {
				claims: H256::zero(),
				record: Default::default(),
				evidence: None,
				search_key: None,
				valid_from: None,
				valid_until: None,
			};
			let id = certificate_id(Authority::Operator(network), &schema_id, who, &content, None);
			Certification::issue(by(), None, schema_id, who.clone(), content, Some(reveal))
				.expect("it was committed to");
			id
		}
	}
}
