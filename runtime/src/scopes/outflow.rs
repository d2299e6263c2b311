//! What leaves whoever makes a call, as far as its arguments say.
//!
//! As in [`classes`](super::classes), no match over calls has a wildcard. Rules of thumb for a new call:
//!
//! - What it pays, to whom its arguments say: exactly that. What is burnt, or goes to whoever is entitled: to nobody known.
//! - What it reserves or holds: a deposit, which stays the caller's own. If only the state knows how much, then the most that
//!   it can be, at the prices of today.
//! - If it may take more than that, by an amount that only the state knows: unbounded. So is a transfer of an asset that may end
//!   the account, for what is left below the asset's minimum goes along, and an asset may have any minimum.
//! - If it ends an account of the native asset: what is left below the existential deposit is burnt.
//! - What only root or a committee may do takes nothing from whoever makes it: neither has an account. But what makes a call as
//!   root is unbounded, for root takes from whomever it likes.
//! - What gives back, or moves what others have: nothing.

use super::carried::{carried, Maker, MAX_NESTING};
use crate::{
	configs::{
		money::AssetId,
		utilities::{PreimageBaseDeposit, PreimageByteDeposit},
	},
	currency::{DEPOSIT_PER_BYTE, DEPOSIT_PER_ITEM, EXISTENTIAL_DEPOSIT},
	AccountId, Address, Balance, Certification, IdentityRegistry, Runtime, RuntimeCall,
};
use alloc::{collections::BTreeMap, vec, vec::Vec};
use civitas_primitives::identity::{Destination, Flow, Outflow};
use frame_support::traits::{ConstU128, Footprint, Get, LinearStoragePrice};
use sp_runtime::traits::Convert;

/// What leaves by calls.
pub struct Outflows;

/// All that leaves by a call.
type Flows = civitas_primitives::identity::Flows<AssetId, Balance, AccountId>;

/// The price of [storage](crate::configs::civitas): that of our own pallets' deposits.
type StoragePrice = LinearStoragePrice<ConstU128<DEPOSIT_PER_ITEM>, ConstU128<DEPOSIT_PER_BYTE>, Balance>;

impl Outflow<RuntimeCall, AccountId, AssetId, Balance> for Outflows {
	fn of(call: &RuntimeCall) -> Option<Flows> {
		let mut flows = Vec::new();
		collect(call, &mut flows, MAX_NESTING)?;
		has_sum(&flows).then_some(flows)
	}
}

/// Add what leaves by a call that carries calls at most `levels` deep.
fn collect(call: &RuntimeCall, flows: &mut Flows, levels: u32) -> Option<()> {
	flows.extend(own_flows(call)?);
	let Some(carried) = carried(call) else { return Some(()) };
	match carried.maker {
		// Whomever it leaves: another account may have calls made as this one again. Of two calls of which one is made, both count.
		Maker::Caller | Maker::Another | Maker::Approved | Maker::Act => {
			let levels = levels.checked_sub(1)?;
			carried.calls().try_for_each(|call| collect(call, flows, levels))
		},
		// On the authority of others, and not of who makes this call.
		Maker::Signed | Maker::Committee => Some(()),
	}
}

/// Whether the flows of each asset add up to something, so that whoever adds them up need not ask.
fn has_sum(flows: &Flows) -> bool {
	let mut sums = BTreeMap::<_, Balance>::new();
	flows.iter().all(|flow| {
		let sum = sums.entry(flow.asset).or_default();
		sum.checked_add(flow.amount).map(|more| *sum = more).is_some()
	})
}

/// Nothing leaves.
const fn nothing() -> Option<Flows> {
	Some(Vec::new())
}

/// Nobody knows how much leaves.
const UNBOUNDED: Option<Flows> = None;

/// So much of the native asset is reserved or held.
fn deposit(amount: Balance) -> Option<Flows> {
	Some(vec![Flow { asset: None, amount, to: Destination::Own }])
}

/// The deposits of our own pallets for so many records of this footprint.
fn storage(footprint: Footprint, count: u32) -> Option<Flows> {
	deposit(StoragePrice::convert(footprint).checked_mul(count.into())?)
}

fn payment(asset: Option<AssetId>, amount: Balance, to: &Address) -> Flow<AssetId, Balance, AccountId> {
	let to = match to {
		Address::Id(account) => Destination::Account(account.clone()),
		// No other form names an account of this runtime.
		Address::Index(()) | Address::Raw(_) | Address::Address32(_) | Address::Address20(_) => Destination::Unknown,
	};
	Flow { asset, amount, to }
}

fn burnt(amount: Balance) -> Flow<AssetId, Balance, AccountId> {
	Flow { asset: None, amount, to: Destination::Unknown }
}

/// What is left below the existential deposit when an account ends.
fn dust() -> Flow<AssetId, Balance, AccountId> {
	burnt(EXISTENTIAL_DEPOSIT - 1)
}

/// What leaves by what a call does itself, and not by what it carries.
fn own_flows(call: &RuntimeCall) -> Option<Flows> {
	match call {
		RuntimeCall::System(call) => system(call),
		RuntimeCall::Timestamp(call) => timestamp(call),
		RuntimeCall::Babe(call) => babe(call),
		RuntimeCall::Grandpa(call) => grandpa(call),
		RuntimeCall::Session(call) => session(call),
		RuntimeCall::ValidatorSet(call) => validator_set(call),
		RuntimeCall::Balances(call) => balances(call),
		RuntimeCall::Assets(call) => assets(call),
		RuntimeCall::Utility(call) => utility(call),
		RuntimeCall::Multisig(call) => multisig(call),
		RuntimeCall::Proxy(call) => proxy(call),
		RuntimeCall::Preimage(call) => preimage(call),
		RuntimeCall::Scheduler(call) => scheduler(call),
		RuntimeCall::Council(call) => collective(call),
		RuntimeCall::TechnicalCommittee(call) => collective(call),
		RuntimeCall::Treasury(call) => treasury(call),
		RuntimeCall::SafeMode(call) => safe_mode(call),
		RuntimeCall::TxPause(call) => tx_pause(call),
		RuntimeCall::Sudo(call) => sudo(call),
		RuntimeCall::Whitelist(call) => whitelist(call),
		RuntimeCall::Certification(call) => match Certification::deposits(call) {
			Some((footprint, count)) => storage(footprint, count),
			None => nothing(),
		},
		RuntimeCall::IdentityRegistry(call) => identity_registry(call),
	}
}

fn system(call: &frame_system::Call<Runtime>) -> Option<Flows> {
	use frame_system::Call::*;
	match call {
		remark { .. } | remark_with_event { .. } | apply_authorized_upgrade { .. } => nothing(),
		set_heap_pages { .. }
		| set_code { .. }
		| set_code_without_checks { .. }
		| set_storage { .. }
		| kill_storage { .. }
		| kill_prefix { .. }
		| authorize_upgrade { .. }
		| authorize_upgrade_without_checks { .. } => nothing(),
		__Ignore(..) => UNBOUNDED,
	}
}

fn timestamp(call: &pallet_timestamp::Call<Runtime>) -> Option<Flows> {
	use pallet_timestamp::Call::*;
	match call {
		set { .. } => nothing(),
		__Ignore(..) => UNBOUNDED,
	}
}

/// Who reports itself is slashed of what it has bonded, which left when it was.
fn babe(call: &pallet_babe::Call<Runtime>) -> Option<Flows> {
	use pallet_babe::Call::*;
	match call {
		report_equivocation { .. } | report_equivocation_unsigned { .. } | plan_config_change { .. } => nothing(),
		__Ignore(..) => UNBOUNDED,
	}
}

/// As [`babe`].
fn grandpa(call: &pallet_grandpa::Call<Runtime>) -> Option<Flows> {
	use pallet_grandpa::Call::*;
	match call {
		report_equivocation { .. } | report_equivocation_unsigned { .. } | note_stalled { .. } => nothing(),
		__Ignore(..) => UNBOUNDED,
	}
}

fn session(call: &pallet_session::Call<Runtime>) -> Option<Flows> {
	use pallet_session::Call::*;
	match call {
		set_keys { .. } => deposit(<Runtime as pallet_session::Config>::KeyDeposit::get()),
		purge_keys { .. } => nothing(),
		__Ignore(..) => UNBOUNDED,
	}
}

fn validator_set(call: &pallet_validator_set::Call<Runtime>) -> Option<Flows> {
	use pallet_validator_set::Call::*;
	match call {
		apply { max_bond } => deposit(*max_bond),
		leave { .. } | withdraw { .. } => nothing(),
		approve { .. } | reject { .. } | remove { .. } | set_bond { .. } => nothing(),
		__Ignore(..) => UNBOUNDED,
	}
}

fn balances(call: &pallet_balances::Call<Runtime>) -> Option<Flows> {
	use pallet_balances::Call::*;
	match call {
		transfer_keep_alive { dest, value } => Some(vec![payment(None, *value, dest)]),
		transfer_allow_death { dest, value } => Some(vec![payment(None, *value, dest), dust()]),
		burn { value, keep_alive: true } => Some(vec![burnt(*value)]),
		burn { value, keep_alive: false } => Some(vec![burnt(*value), dust()]),
		transfer_all { .. } => UNBOUNDED,
		upgrade_accounts { .. } => nothing(),
		force_transfer { .. }
		| force_unreserve { .. }
		| force_set_balance { .. }
		| force_adjust_total_issuance { .. } => nothing(),
		__Ignore(..) => UNBOUNDED,
	}
}

fn assets(call: &pallet_assets::Call<Runtime>) -> Option<Flows> {
	use pallet_assets::{Call::*, Config};
	match call {
		transfer_keep_alive { id, target, amount } => Some(vec![payment(Some(id.0), *amount, target)]),
		create { .. } => deposit(<Runtime as Config>::AssetDeposit::get()),
		set_metadata { name, symbol, .. } => deposit(metadata_deposit(name.len().checked_add(symbol.len())?)?),
		approve_transfer { .. } => deposit(<Runtime as Config>::ApprovalDeposit::get()),
		touch { .. } | touch_other { .. } => deposit(<Runtime as Config>::AssetAccountDeposit::get()),
		// With the asset go the deposits for it and its metadata, of two texts.
		transfer_ownership { owner, .. } => {
			let text: u32 = <Runtime as Config>::StringLimit::get();
			let metadata = metadata_deposit(text.checked_mul(2)?.try_into().ok()?)?;
			let both = <Runtime as Config>::AssetDeposit::get().checked_add(metadata)?;
			Some(vec![payment(None, both, owner)])
		},
		// Their amount may be exceeded by what is left below the minimum of the asset.
		transfer { .. } | transfer_approved { .. } | force_transfer { .. } | burn { .. } => UNBOUNDED,
		transfer_all { .. } => UNBOUNDED,
		// All that anybody has of an asset that is being destroyed, or that the caller has of any.
		destroy_accounts { .. } | refund { allow_burn: true, .. } => UNBOUNDED,
		refund { allow_burn: false, .. }
		| refund_other { .. }
		| cancel_approval { .. }
		| force_cancel_approval { .. }
		| clear_metadata { .. }
		| start_destroy { .. }
		| destroy_approvals { .. }
		| finish_destroy { .. } => nothing(),
		mint { .. }
		| freeze { .. }
		| thaw { .. }
		| freeze_asset { .. }
		| thaw_asset { .. }
		| block { .. }
		| set_team { .. }
		| set_min_balance { .. }
		| set_reserves { .. } => nothing(),
		force_create { .. } | force_set_metadata { .. } | force_clear_metadata { .. } | force_asset_status { .. } => {
			nothing()
		},
		__Ignore(..) => UNBOUNDED,
	}
}

/// The deposit for the metadata of an asset whose texts have so many bytes together.
fn metadata_deposit(bytes: usize) -> Option<Balance> {
	use pallet_assets::Config;
	let bytes = Balance::try_from(bytes).ok()?;
	let texts = <Runtime as Config>::MetadataDepositPerByte::get().checked_mul(bytes)?;
	texts.checked_add(<Runtime as Config>::MetadataDepositBase::get())
}

fn utility(call: &pallet_utility::Call<Runtime>) -> Option<Flows> {
	use pallet_utility::Call::*;
	match call {
		batch { .. } | batch_all { .. } | force_batch { .. } | if_else { .. } | as_derivative { .. } => nothing(),
		// As root, or as whomever root says.
		dispatch_as { .. } | dispatch_as_fallible { .. } | with_weight { .. } => UNBOUNDED,
		__Ignore(..) => UNBOUNDED,
	}
}

fn multisig(call: &pallet_multisig::Call<Runtime>) -> Option<Flows> {
	use pallet_multisig::Call::*;
	match call {
		as_multi { threshold, .. } | approve_as_multi { threshold, .. } | poke_deposit { threshold, .. } => {
			deposit(pallet_multisig::Pallet::<Runtime>::deposit(*threshold))
		},
		as_multi_threshold_1 { .. } | cancel_as_multi { .. } => nothing(),
		__Ignore(..) => UNBOUNDED,
	}
}

/// Each of these calls brings what is reserved for all proxies, or all announcements, to the price of today, so it counts as if
/// nothing were reserved yet and there were as many as there can be.
fn proxy(call: &pallet_proxy::Call<Runtime>) -> Option<Flows> {
	use pallet_proxy::{Call::*, Config};
	let proxies = || pallet_proxy::Pallet::<Runtime>::deposit(<Runtime as Config>::MaxProxies::get());
	let announcements = || {
		let each = <Runtime as Config>::AnnouncementDepositFactor::get();
		let most: u32 = <Runtime as Config>::MaxPending::get();
		let all = each.checked_mul(most.into())?;
		all.checked_add(<Runtime as Config>::AnnouncementDepositBase::get())
	};
	match call {
		add_proxy { .. } | remove_proxy { .. } => deposit(proxies()),
		// For an account of its own, which has none yet.
		create_pure { .. } => deposit(pallet_proxy::Pallet::<Runtime>::deposit(1)),
		announce { .. } | remove_announcement { .. } | reject_announcement { .. } | proxy_announced { .. } => {
			deposit(announcements()?)
		},
		poke_deposit { .. } => deposit(proxies().checked_add(announcements()?)?),
		proxy { .. } | remove_proxies { .. } | kill_pure { .. } => nothing(),
		__Ignore(..) => UNBOUNDED,
	}
}

fn preimage(call: &pallet_preimage::Call<Runtime>) -> Option<Flows> {
	use pallet_preimage::Call::*;
	type Price = LinearStoragePrice<PreimageBaseDeposit, PreimageByteDeposit, Balance>;
	match call {
		note_preimage { bytes } => deposit(Price::convert(Footprint::from_parts(1, bytes.len()))),
		unnote_preimage { .. } | request_preimage { .. } | unrequest_preimage { .. } => nothing(),
		// For preimages of an older layout, of which this chain has none.
		ensure_updated { .. } => nothing(),
		__Ignore(..) => UNBOUNDED,
	}
}

/// What is scheduled is made as root, or as the council.
fn scheduler(call: &pallet_scheduler::Call<Runtime>) -> Option<Flows> {
	use pallet_scheduler::Call::*;
	match call {
		schedule { .. } | schedule_named { .. } | schedule_after { .. } | schedule_named_after { .. } => UNBOUNDED,
		cancel { .. }
		| cancel_named { .. }
		| set_retry { .. }
		| set_retry_named { .. }
		| cancel_retry { .. }
		| cancel_retry_named { .. } => nothing(),
		__Ignore(..) => UNBOUNDED,
	}
}

/// Motions need no deposit here: `Consideration` is `()`.
fn collective<I: 'static>(call: &pallet_collective::Call<Runtime, I>) -> Option<Flows>
where
	Runtime: pallet_collective::Config<I, Consideration = ()>,
{
	use pallet_collective::Call::*;
	match call {
		execute { .. }
		| propose { .. }
		| vote { .. }
		| close { .. }
		| release_proposal_cost { .. }
		| set_members { .. }
		| disapprove_proposal { .. }
		| kill { .. } => nothing(),
		__Ignore(..) => UNBOUNDED,
	}
}

/// What is spent and paid out is the treasury's.
fn treasury(call: &pallet_treasury::Call<Runtime>) -> Option<Flows> {
	use pallet_treasury::Call::*;
	match call {
		spend_local { .. } | spend { .. } | remove_approval { .. } | void_spend { .. } => nothing(),
		payout { .. } | check_status { .. } => nothing(),
		__Ignore(..) => UNBOUNDED,
	}
}

fn safe_mode(call: &pallet_safe_mode::Call<Runtime>) -> Option<Flows> {
	use pallet_safe_mode::{Call::*, Config};
	// Where no amount is set, nobody enters for one.
	let deposit_if_any = |amount: Option<Balance>| amount.map_or(nothing(), deposit);
	match call {
		enter { .. } => deposit_if_any(<Runtime as Config>::EnterDepositAmount::get()),
		extend { .. } => deposit_if_any(<Runtime as Config>::ExtendDepositAmount::get()),
		force_enter { .. } | force_extend { .. } | force_exit { .. } | force_slash_deposit { .. } => nothing(),
		release_deposit { .. } | force_release_deposit { .. } => nothing(),
		__Ignore(..) => UNBOUNDED,
	}
}

fn tx_pause(call: &pallet_tx_pause::Call<Runtime>) -> Option<Flows> {
	use pallet_tx_pause::Call::*;
	match call {
		pause { .. } | unpause { .. } => nothing(),
		__Ignore(..) => UNBOUNDED,
	}
}

fn sudo(call: &pallet_sudo::Call<Runtime>) -> Option<Flows> {
	use pallet_sudo::Call::*;
	match call {
		sudo { .. } | sudo_unchecked_weight { .. } | sudo_as { .. } => UNBOUNDED,
		set_key { .. } | remove_key { .. } => nothing(),
		__Ignore(..) => UNBOUNDED,
	}
}

/// What the committees have agreed on is made as root.
fn whitelist(call: &pallet_whitelist::Call<Runtime>) -> Option<Flows> {
	use pallet_whitelist::Call::*;
	match call {
		dispatch_whitelisted_call { .. } | dispatch_whitelisted_call_with_preimage { .. } => UNBOUNDED,
		whitelist_call { .. } | remove_whitelisted_call { .. } | remove_deferred_dispatch { .. } => nothing(),
		__Ignore(..) => UNBOUNDED,
	}
}

fn identity_registry(call: &pallet_identity_registry::Call<Runtime>) -> Option<Flows> {
	use pallet_identity_registry::Call::*;
	match call {
		register { room, .. } | fund { room, .. } => storage(IdentityRegistry::footprint(*room), 1),
		attest_domain { .. } => storage(IdentityRegistry::attestation_footprint(), 1),
		approve { .. } => storage(IdentityRegistry::approval_footprint(), 1),
		// All that it has.
		deactivate { beneficiary: Some(_) } => UNBOUNDED,
		deactivate { beneficiary: None } => nothing(),
		act_as { .. } | act_as_signed { .. } => nothing(),
		// What an identity writes of itself takes room that has been paid for.
		add_key { .. }
		| rotate_key { .. }
		| revoke_key { .. }
		| set_key_permissions { .. }
		| set_controllers { .. }
		| accept_control { .. }
		| resign_control { .. }
		| set_service { .. }
		| remove_service { .. }
		| claim_name { .. }
		| release_name { .. }
		| offer_name { .. }
		| clear_name { .. }
		| link_account { .. }
		| unlink_account { .. }
		| remove_domain { .. }
		| freeze { .. }
		| unfreeze { .. }
		| vote { .. }
		| retract_approval { .. } => nothing(),
		__Ignore(..) => UNBOUNDED,
	}
}
