//! Agreements on the real runtime: by identities and their keys, and in assets that someone issues.

#[path = "agreements/assets.rs"]
mod assets;
mod common;
#[path = "agreements/cost.rs"]
mod cost;
#[path = "agreements/emergency.rs"]
mod emergency;
#[path = "agreements/keys.rs"]
mod keys;
#[path = "agreements/theft.rs"]
mod theft;

use civitas_primitives::{
	agreements::{
		info::{AgreementState, StatementLine},
		*,
	},
	Moment,
};
use civitas_runtime::{
	configs::civitas::{AgreementHold, DisputeHold},
	currency::CIV,
	AccountId, Agreements, Assets, AssetsHolder, Balance, Balances, Runtime, RuntimeCall, RuntimeEvent, System,
};
use codec::{Decode, Encode};
use common::*;
use frame_support::traits::{fungible::InspectHold as _, fungibles::InspectHold as _};
use pallet_agreements::{
	types::{Entry, Stated, ToSettle},
	Call, Error, Event, HoldReason,
};
use sp_core::H256;
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie, Dave, Eve, Ferdie};
use sp_runtime::DispatchResult;
use std::collections::BTreeMap;

type Terms = pallet_agreements::TermsOf<Runtime>;
type Due = Obligation<AccountId, NoCondition>;

/// An hour, in seconds.
const HOUR: Seconds = 60 * 60;

/// The time of this block.
fn now() -> Moment {
	pallet_timestamp::Now::<Runtime>::get()
}

/// Let so many seconds pass, to a block that has room for transactions.
fn pass(seconds: Seconds) {
	skip_slots(u64::from(seconds) * 1_000 / civitas_runtime::SLOT_DURATION_MILLIS);
	next_block();
}

/// So much of the native asset.
fn native(amount: Balance) -> Money {
	Money { asset: None, amount }
}

/// What is stated as the most.
fn most(money: &[Money]) -> Option<Stated> {
	Some(money.to_vec().try_into().expect("few"))
}

/// The first party owes the second this, so many seconds after all have signed, unfunded.
fn pays(Money { asset, amount }: Money, after: Seconds) -> Due {
	let accrues = Accrual::Once(When::Activation(Span::Seconds(after)));
	Obligation {
		clause: 1,
		debtor: 0,
		creditor: Creditor::Party(1),
		performance: Performance::Pay { asset, amount, accrues },
		awaits: Awaits::default(),
		funding: Funding::Unfunded,
		grace: 0,
		interest: None,
		assignable: false,
		carries: None,
	}
}

/// The same, held from the signature on.
fn escrows(money: Money, after: Seconds) -> Due {
	Obligation { funding: Funding::Escrowed(None), ..pays(money, after) }
}

/// Terms between these, each made once with these obligations.
fn terms(parties: &[&AccountId], obligations: &[Due]) -> Terms {
	let party = |account: &&AccountId| Party { account: (*account).clone(), role: "party".try_into().expect("short") };
	civitas_primitives::agreements::Terms {
		parties: parties.iter().map(party).collect::<Vec<_>>().try_into().expect("few"),
		about: None,
		prose: Prose { hash: H256::repeat_byte(1), uri: Default::default(), clauses: None },
		template: None,
		obligations: obligations.to_vec().try_into().expect("few"),
		term: None,
		arbitration: None,
		amends: None,
		sign_by: now() + 1_000_000_000,
		salt: H256::zero(),
	}
}

/// One arbiter for this fee, with an hour for evidence and an hour to rule.
fn arbitration(arbiter: &AccountId, fee: Balance) -> Option<Arbitration<AccountId>> {
	let instance = Instance { arbiter: arbiter.clone(), fee, evidence_within: HOUR, rule_within: HOUR };
	Some(Arbitration {
		instances: vec![instance].try_into().expect("one"),
		both_advance: false,
		appeal_within: HOUR,
		default: Fraction::ALL,
	})
}

fn draft(terms: &Terms, most: Option<Stated>) -> Call<Runtime> {
	Call::draft { terms: terms.clone(), most }
}

fn sign(draft: H256, most: Option<Stated>) -> Call<Runtime> {
	Call::sign { draft, most }
}

/// So much of the first obligation is in dispute, for a fee of one CIV at most.
fn dispute(agreement: AgreementId, amount: Balance) -> Call<Runtime> {
	Call::dispute { agreement, obligation: 0, money: native(amount), fee: CIV, evidence: H256::zero() }
}

fn settle(agreement: AgreementId, most: Option<Stated>) -> Call<Runtime> {
	let one = ToSettle { agreement, certificates: Default::default() };
	Call::settle { agreements: vec![one].try_into().expect("one"), most, obligations: MAX_OBLIGATIONS }
}

/// Two accounts agree, of which the first drafts. The agreement.
fn agree(first: Sr25519Keyring, second: Sr25519Keyring, terms: &Terms) -> AgreementId {
	submit(first, draft(terms, None));
	submit(second, sign(terms_hash(terms), None));
	terms_hash(terms)
}

/// How the first obligation stands.
fn line(agreement: AgreementId) -> StatementLine<AccountId> {
	Agreements::statement(agreement, None).expect("it runs").lines.remove(0)
}

fn error(error: Error<Runtime>) -> DispatchResult {
	Err(error.into())
}

/// What someone has on hold for obligations.
fn held(asset: Asset, who: &AccountId) -> Balance {
	let reason = HoldReason::Obligation.into();
	match asset {
		None => Balances::balance_on_hold(&reason, who),
		Some(id) => AssetsHolder::balance_on_hold(id, &reason, who),
	}
}

/// What is held as deposits is what the tickets say, of everybody.
fn check_deposits() {
	let mut tickets = BTreeMap::<(AccountId, bool), Balance>::new();
	let mut add = |who: AccountId, is_dispute, ticket: Vec<u8>| {
		// It keeps its amount to itself, and is encoded as that alone.
		*tickets.entry((who, is_dispute)).or_default() += Balance::decode(&mut &ticket[..]).expect("it is an amount");
	};
	for entry in pallet_agreements::Agreements::<Runtime>::iter_values() {
		match entry {
			Entry::Draft(draft) => add(draft.depositor, false, draft.ticket.encode()),
			Entry::Agreement(agreement) => add(agreement.depositor, false, agreement.ticket.encode()),
			Entry::Outcome(kept) => add(kept.depositor, false, kept.ticket.encode()),
		}
	}
	for dispute in pallet_agreements::Disputes::<Runtime>::iter_values() {
		add(dispute.depositor, true, dispute.ticket.encode());
	}
	for who in frame_system::Account::<Runtime>::iter_keys() {
		for (is_dispute, reason) in [(false, AgreementHold::get()), (true, DisputeHold::get())] {
			let ticket = tickets.get(&(who.clone(), is_dispute)).copied().unwrap_or_default();
			assert_eq!(Balances::balance_on_hold(&reason, &who), ticket, "{who} for {reason:?}");
		}
	}
}

#[test]
fn a_payment_a_year_late_by_whoever_settles_it() {
	development().execute_with(|| {
		let (bob, charlie) = (account(Bob), account(Charlie));
		let rent = Performance::Pay {
			asset: None,
			amount: 10 * CIV,
			accrues: Accrual::Instalments {
				start: When::Activation(Span::Months(0)),
				every: Span::Months(1),
				count: None,
			},
		};
		let id = agree(Bob, Charlie, &terms(&[&bob, &charlie], &[Due { performance: rent, ..pays(native(1), 0) }]));
		// The first is paid at the signature.
		assert_eq!(line(id).paid, 10 * CIV);
		pass(366 * 24 * HOUR);
		let before = Balances::free_balance(&charlie);
		submit(Ferdie, settle(id, None));
		assert_eq!(Balances::free_balance(&charlie) - before, 120 * CIV);
		assert_eq!((line(id).paid, line(id).owed), (130 * CIV, 0));
		end_block();
	});
}

#[test]
fn deposits_are_what_the_tickets_say_and_go_back() {
	development().execute_with(|| {
		let (bob, charlie) = (account(Bob), account(Charlie));
		let with = |salt, arbitration| Terms {
			salt: H256::repeat_byte(salt),
			arbitration,
			..terms(&[&bob, &charlie], &[pays(native(10 * CIV), HOUR)])
		};
		let arbitration = arbitration(&account(Eve), CIV);
		let waits = with(1, None);
		submit(Bob, draft(&waits, None));
		let id = agree(Bob, Charlie, &with(2, arbitration));
		check_deposits();
		let of = |who| Balances::balance_on_hold(&AgreementHold::get(), who);
		let both = of(&bob);
		assert!(both > 0 && of(&charlie) == 0);

		let money = native(10 * CIV);
		let evidence = H256::zero();
		submit(Charlie, Call::dispute { agreement: id, obligation: 0, money, fee: CIV, evidence });
		check_deposits();
		assert!(Balances::balance_on_hold(&DisputeHold::get(), &charlie) > 0);
		next_block();
		pass(HOUR);
		submit(Eve, Call::rule { agreement: id, obligation: 0, amount: 5 * CIV, may_end: false });
		assert_eq!(Balances::balance_on_hold(&DisputeHold::get(), &charlie), 0);
		assert_eq!(line(id).paid, 5 * CIV);
		assert_eq!(Agreements::agreement(id).expect("it is kept").state, AgreementState::Closed);

		submit(Charlie, Call::decline { draft: terms_hash(&waits) });
		check_deposits();
		assert!(of(&bob) < both);
		let rest = of(&bob);
		pass(180 * 24 * HOUR);
		submit(Ferdie, Call::compact { agreement: id });
		check_deposits();
		assert!(of(&bob) < rest && of(&bob) > 0, "what came of it stays");
		end_block();
	});
}
