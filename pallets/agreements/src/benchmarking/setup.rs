//! What the benchmarks start from: agreements that are as dear to settle as they can be.
//!
//! Each obligation of them
//!
//! - has an asset of its own, and a creditor of its own who has none of it yet. Assets are worth existing for: of others, an account
//!   has no room for as many;
//! - is paid by instalments of a month, the dearest to add up, which are in arrears since 1970 and carry interest;
//! - is paid from what is held and from what is free; the rest is held, and the interest is paid;
//! - was in dispute, but for the first; the last instance has ruled, and nobody has settled it since;
//! - awaits as much as it can, which was found to be true, and is looked for all the same.

use crate::{types::*, work, *};
use alloc::vec::Vec;
use civitas_primitives::{
	agreements::{info::Total, *},
	certification::Uri,
	ContentHash, Moment, Text,
};
use core::ops::Range;
use frame_benchmarking::v2::*;
use frame_support::{
	traits::{fungibles::Mutate, Consideration, Get},
	BoundedVec,
};
use sp_core::{H256, U256};
use sp_runtime::DispatchResult;

/// What benchmarks need of a runtime.
pub trait BenchmarkHelper<T: Config> {
	/// Let it be this time, as [`Config::Time`] tells it.
	fn set_time(now: Moment);

	/// Make an asset, which is worth existing for and of which one can have as little as 1.
	fn create_asset(id: AssetId);
}

#[cfg(test)]
impl BenchmarkHelper<mock::Test> for () {
	fn set_time(now: Moment) {
		mock::set_time(now);
	}

	fn create_asset(id: AssetId) {
		let root = frame_system::RawOrigin::Root.into();
		mock::Assets::force_create(root, id, mock::ISSUER, true, 1).expect("it is new");
	}
}

/// An obligation.
pub(super) type Due<T> = Obligation<<T as frame_system::Config>::AccountId, ConditionOf<T>>;

/// How much is owed at once, disputed, or paid.
pub(super) const AMOUNT: Balance = 10_000;
/// What arbiters get: more than the existential deposit of any runtime.
pub(super) const FEE: Balance = 1_000_000_000_000;
/// The asset of the first obligation; that of each further one is the next.
pub(super) const FIRST_ASSET: AssetId = 1_000_000;

/// For how long instalments go on: longer than all of them are in arrears.
const MONTHS: u32 = 1_200;
/// What they come to: not the same amount each month.
const TOTAL: Balance = MONTHS as Balance * 1_000 + 7;
/// What is held of what is due.
const HELD: Balance = 1_000;
/// What a debtor has free of each asset: enough for what is due, the rest, and the interest.
const FREE: Balance = 1_000_000_000;
/// What everybody has of the native asset.
const RICHES: Balance = 1_000_000 * FEE;
/// The beginning of 2050, so that the weights hold for as long as they are in use.
const LATE: Moment = 2_524_608_000_000;
/// For how long arbiters can rule, which is until then and longer.
const LONG: Seconds = u32::MAX;

/// A text of the greatest length.
fn longest<S: Get<u32>>() -> Text<S> {
	"a".repeat(S::get() as usize).try_into().expect("as long as can be")
}

/// Someone who can pay for everything.
pub(super) fn rich<T: Config>(name: &'static str, index: u32) -> T::AccountId {
	let who: T::AccountId = account(name, index, 0);
	T::Assets::mint_into(None, &who, RICHES).expect("nothing limits the issuance");
	who
}

/// Those who agree. The first of them is the debtor.
pub(super) fn parties<T: Config>(which: Range<u32>) -> Vec<T::AccountId> {
	which.map(|index| rich::<T>("party", index)).collect()
}

/// To whom the obligation at a place is.
pub(super) fn creditor<T: Config>(place: u32) -> T::AccountId {
	account("creditor", place, 0)
}

/// Who decides.
pub(super) fn arbiter<T: Config>(instance: u32) -> T::AccountId {
	account("arbiter", instance, 0)
}

/// So much of the asset of the obligation at a place.
pub(super) fn money(place: u32, amount: Balance) -> Money {
	Money { asset: Some(FIRST_ASSET + place), amount }
}

/// Give `who` much of an asset.
pub(super) fn endow<T: Config>(who: &T::AccountId, asset: AssetId) {
	T::Assets::mint_into(Some(asset), who, FREE).expect("nothing limits the issuance");
}

/// Give the debtor of terms much of each of their assets.
pub(super) fn endow_all<T: Config>(debtor: &T::AccountId, terms: &TermsOf<T>) {
	for (asset, _) in (FIRST_ASSET..).zip(&terms.obligations) {
		endow::<T>(debtor, asset);
	}
}

/// Obligations of which each is due since 1970, so many; and their assets.
pub(super) fn due<T: Config>(number: u32) -> Vec<Due<T>> {
	(0..number).map(obligation::<T>).collect()
}

/// As [`due`], and all but the first await as much as they can.
pub(super) fn in_arrears<T: Config>(number: u32) -> Vec<Due<T>> {
	let mut obligations = due::<T>(number);
	for (place, obligation) in (0u16..).zip(&mut obligations).skip(1) {
		let before: Vec<_> = (0..place).rev().take(MAX_AWAITED as usize).collect();
		let before = BoundedVec::truncate_from(before);
		obligation.awaits = Awaits {
			fulfilled: before.clone(),
			late: before,
			certificate: Some(CertificateTerms {
				network: u32::MAX,
				schema: H256::zero(),
				subject: creditor::<T>(place.into()),
			}),
			until: Some(When::At(Moment::MAX)),
			..Default::default()
		};
	}
	obligations
}

/// As [`in_arrears`], and the first awaits a claim, of all of it, which is answered in a long time.
pub(super) fn with_claim<T: Config>(number: u32) -> Vec<Due<T>> {
	let mut obligations = in_arrears::<T>(number);
	obligations[0].performance = once(0, When::At(0));
	obligations[0].funding = Funding::Unfunded;
	obligations[0].awaits.claim = Some(ClaimTerms { answer_within: LONG, silence: Silence::Rejects });
	obligations
}

/// The asset of a place, at once.
pub(super) fn once(place: u32, when: When) -> Performance {
	let Money { asset, amount } = money(place, AMOUNT);
	Performance::Pay { asset, amount, accrues: Accrual::Once(when) }
}

fn obligation<T: Config>(place: u32) -> Due<T> {
	let Money { asset, amount } = money(place, TOTAL);
	T::BenchmarkHelper::create_asset(FIRST_ASSET + place);
	Obligation {
		clause: u16::MAX,
		debtor: 0,
		creditor: Creditor::Account(creditor::<T>(place)),
		performance: Performance::Pay {
			asset,
			amount,
			accrues: Accrual::Instalments { start: When::At(0), every: Span::Months(1), count: Some(MONTHS) },
		},
		awaits: Awaits::default(),
		funding: Funding::Escrowed(Some(When::At(0))),
		grace: 1,
		interest: Some(100_000),
		assignable: true,
		carries: None,
	}
}

/// So many instances. Both sides advance the fee.
pub(super) fn arbitration<T: Config>(instances: u32) -> Arbitration<T::AccountId> {
	let instance =
		|index| Instance { arbiter: arbiter::<T>(index), fee: FEE, evidence_within: 86_400, rule_within: LONG };
	Arbitration {
		instances: BoundedVec::truncate_from((0..instances).map(instance).collect()),
		both_advance: true,
		appeal_within: LONG,
		default: Fraction::ALL,
	}
}

/// The largest terms with these obligations.
pub(super) fn terms<T: Config>(
	parties: &[T::AccountId],
	obligations: Vec<Due<T>>,
	arbitration: Option<Arbitration<T::AccountId>>,
) -> TermsOf<T> {
	let uri: Uri = longest();
	let party = |account: &T::AccountId| Party { account: account.clone(), role: longest() };
	Terms {
		parties: BoundedVec::truncate_from(parties.iter().map(party).collect()),
		about: Some(Thing { owner: parties[0].clone(), kind: longest(), hash: ContentHash::zero() }),
		prose: Prose { hash: ContentHash::zero(), uri, clauses: Some(H256::zero()) },
		template: Some(ContentHash::zero()),
		obligations: BoundedVec::truncate_from(obligations),
		term: Some(Term { minimum: Span::Months(1), renewal: Renewal::Terms(Span::Months(1)), notice: Some(1) }),
		arbitration,
		amends: None,
		sign_by: Moment::MAX,
		salt: H256::zero(),
	}
}

/// Let all of these sign.
pub(super) fn sign_all<T: Config>(signers: &[T::AccountId], draft: H256) {
	for signer in signers {
		Pallet::<T>::do_sign(signer, draft, None).expect("he has to");
	}
}

/// Let it be so late that much is in arrears.
pub(super) fn set_late<T: Config>() {
	T::BenchmarkHelper::set_time(LATE);
}

/// Let the time for evidence be over, of a dispute that was brought in the beginning.
pub(super) fn set_rule_time<T: Config>() {
	T::BenchmarkHelper::set_time(86_402_000);
}

/// An agreement as it is stored.
pub(super) fn stored<T: Config>(id: AgreementId) -> Agreement<T> {
	work::Work::<T>::load(id).expect("it is an agreement").agreement
}

/// What came of an obligation that is no longer part of an agreement.
pub(super) fn former_total<T: Config>(index: u32) -> Total<T::AccountId> {
	Total {
		from: account("former", index, 0),
		to: account("former", index, 1),
		asset: Some(index),
		paid: 1,
		refunded: 1,
		longest_late: 1,
	}
}

/// An agreement that was signed in 1970, when the debtor had nothing.
pub(super) struct Scene<T: Config> {
	/// The agreement.
	pub id: AgreementId,
	/// Who agrees.
	pub parties: Vec<T::AccountId>,
	/// Who of them owes everything.
	pub debtor: T::AccountId,
	terms: TermsOf<T>,
}

impl<T: Config> Scene<T> {
	pub fn new(
		parties: &[T::AccountId],
		obligations: Vec<Due<T>>,
		arbitration: Option<Arbitration<T::AccountId>>,
	) -> Self {
		T::BenchmarkHelper::set_time(0);
		let terms = terms::<T>(parties, obligations, arbitration);
		let debtor = parties[0].clone();
		let id = Pallet::<T>::do_draft(&debtor, terms.clone(), None).expect("the debtor can pay");
		sign_all::<T>(parties, id);
		let scene = Self { id, parties: parties.to_vec(), debtor, terms };
		scene.mutate(|agreement| {
			for record in &mut agreement.progress.records {
				record.found = Found { fulfilled: Some(0), late: Some(0), certificate: Some(0), condition: None };
			}
		});
		scene
	}

	/// Terms that amend it.
	pub fn amendment(&self, parties: &[T::AccountId], obligations: Vec<Due<T>>) -> TermsOf<T> {
		let amends = Some(Amends { agreement: self.id, version: 0 });
		TermsOf::<T> { amends, salt: H256::repeat_byte(1), ..terms::<T>(parties, obligations, None) }
	}

	/// Change what is stored.
	pub fn mutate(&self, change: impl FnOnce(&mut Agreement<T>)) {
		let mut agreement = stored::<T>(self.id);
		change(&mut agreement);
		Agreements::<T>::insert(self.id, Entry::Agreement(agreement));
	}

	/// The debtor comes to money, of which he has held some, but time has passed and nobody has settled it.
	pub fn fall_behind(&mut self) {
		endow_all::<T>(&self.debtor, &self.terms);
		self.mutate(|agreement| {
			for (place, record) in (0..).zip(&mut agreement.progress.records) {
				if self.terms.obligations[place as usize].funding == Funding::Unfunded {
					continue;
				}
				work::hold::<T>(HoldReason::Obligation, &self.debtor, money(place, HELD)).expect("he has so much");
				record.held += HELD;
				record.funded += HELD;
			}
		});
		self.be_decided();
		set_late::<T>();
	}

	/// All obligations but the first, of which something is held, are in dispute, and it was ruled that half of it is due. Whatever was
	/// advanced goes back with the next settlement.
	fn be_decided(&self) {
		let Some(arbitration) = &self.terms.arbitration else { return };
		let last = arbitration.instances.len().saturating_sub(1) as u8;
		for place in 1..self.terms.obligations.len() as u8 {
			let creditor = rich::<T>("creditor", place.into());
			for who in [&self.debtor, &creditor] {
				work::hold::<T>(HoldReason::Fee, who, Money { asset: None, amount: FEE }).expect("both are rich");
			}
			let evidence = (0..2 * MAX_EVIDENCE).map(|_| (Side::Debtor, ContentHash::zero())).collect();
			let dispute = Dispute {
				amount: HELD,
				is_act: false,
				claimed_at: None,
				instance: last,
				since: 0,
				by: Side::Creditor,
				debtor_advance: Some(FEE),
				creditor_advance: Some(FEE),
				lateness: U256::from(HELD),
				longest_late: 1,
				evidence: BoundedVec::truncate_from(evidence),
				ruling: Some(Ruling { amount: HELD / 2, may_end: true, at: 1 }),
				offered: 0,
			};
			let ticket = T::DisputeConsideration::new(&creditor, Pallet::<T>::dispute_footprint()).expect("he is rich");
			Disputes::<T>::insert(self.id, place, DisputeRecord { dispute, depositor: creditor, ticket });
			self.mutate(|agreement| {
				let record = &mut agreement.progress.records[usize::from(place)];
				(record.disputed, record.frozen) = (HELD, HELD);
			});
		}
	}

	/// The debtor brings a dispute of the first obligation, and both sides advance the fee. The time for evidence is over then.
	pub fn be_disputed(&mut self) -> DispatchResult {
		let creditor = rich::<T>("creditor", 0);
		endow::<T>(&self.debtor, FIRST_ASSET);
		let evidence = ContentHash::zero();
		Pallet::<T>::do_dispute(&creditor, self.id, 0, money(0, AMOUNT), FEE, evidence)?;
		Pallet::<T>::do_dispute(&self.debtor, self.id, 0, money(0, 0), FEE, evidence)?;
		Ok(())
	}

	/// That all was paid that was due, with interest, and the rest is held.
	pub fn ensure_paid(&self) {
		for record in &stored::<T>(self.id).progress.records {
			assert!(record.paid > HELD && record.interest_paid > 0 && record.held > 0);
		}
	}
}
