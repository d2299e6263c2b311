//! What leaves whoever makes a call, as far as its arguments say.
//!
//! As in [`classes`](super::classes), no match over calls has a wildcard. Rules of thumb for a new call:
//!
//! - What it pays, to whom its arguments say: exactly that. What is burnt, or goes to whoever is entitled: to nobody known.
//! - What it reserves or holds: a deposit, which stays the caller's own; but if it is for what is another's, it counts as given to
//!   that one, who has the use of it. If only the state knows how much, then the most that
//!   it can be, at the prices of today.
//! - If it may take more than that, by an amount that only the state knows: unbounded. So is a transfer of an asset that may end
//!   the account, for what is left below the asset's minimum goes along, and an asset may have any minimum.
//! - If it ends an account of the native asset: what is left below the existential deposit is burnt.
//! - What only root or a committee may do takes nothing from whoever makes it: neither has an account. But what makes a call as
//!   root is unbounded, for root takes from whomever it likes.
//! - What gives back, or moves what others have: nothing.

mod credit;
mod markets;
mod reputation;

use super::carried::{carried, Maker, MAX_NESTING};
use crate::{
	configs::{
		civitas::StoragePrice,
		governance::TreasuryAccount,
		markets::{FeedersInstance, PoolAccounts, PoolAssetsInstance, PoolSetupFee},
		money::AssetId,
		utilities::{PreimageBaseDeposit, PreimageByteDeposit},
	},
	currency::EXISTENTIAL_DEPOSIT,
	AccountId, Address, Agreements, Balance, Certification, IdentityRegistry, PublicFinance, Runtime, RuntimeCall,
};
use alloc::collections::BTreeMap;
use civitas_primitives::{
	agreements::Money,
	identity::{identity_id, Destination, Flow, Flows, Outflow},
};
use frame_support::traits::{Footprint, Get, LinearStoragePrice};
use pallet_agreements::types::Stated;
use pallet_asset_conversion::PoolLocator;
use sp_runtime::traits::Convert;

/// What leaves by calls.
pub struct Outflows;

impl Outflow<RuntimeCall, AccountId, AssetId, Balance> for Outflows {
	fn of(call: &RuntimeCall) -> Option<Flows<AssetId, Balance, AccountId>> {
		let mut leaves = Leaves::default();
		leaves.by(call, MAX_NESTING)?;
		Some(leaves.flows)
	}
}

/// What was found to leave. Whatever is found after that and has no bound is `None`.
#[derive(Default)]
struct Leaves {
	flows: Flows<AssetId, Balance, AccountId>,
	/// How much there is in `flows` of each asset: it has to be a number, so that whoever adds up need not ask.
	sums: BTreeMap<Option<AssetId>, Balance>,
}

/// Whose account an address is.
fn destination(address: &Address) -> Destination<AccountId> {
	match address {
		Address::Id(account) => Destination::Account(account.clone()),
		// No other form names an account of this runtime.
		Address::Index(()) | Address::Raw(_) | Address::Address32(_) | Address::Address20(_) => Destination::Unknown,
	}
}

/// Nothing leaves.
const NOTHING: Option<()> = Some(());

/// Nobody knows how much leaves.
const UNBOUNDED: Option<()> = None;

impl Leaves {
	/// By a call that carries calls at most `levels` deep.
	fn by(&mut self, call: &RuntimeCall, levels: u32) -> Option<()> {
		own_flows(call, self)?;
		let Some(carried) = carried(call) else { return NOTHING };
		match carried.maker {
			// Whomever it leaves: another account may have calls made as this one again. Of two calls of which one is made, both
			// count.
			Maker::Caller | Maker::Another | Maker::Approved | Maker::Act => {
				let levels = levels.checked_sub(1)?;
				carried.calls().try_for_each(|call| self.by(call, levels))
			},
			// On the authority of others, and not of who makes this call.
			Maker::Signed | Maker::Committee => NOTHING,
		}
	}

	fn add(&mut self, asset: Option<AssetId>, amount: Balance, to: Destination<AccountId>) -> Option<()> {
		let sum = self.sums.entry(asset).or_default();
		*sum = sum.checked_add(amount)?;
		self.flows.push(Flow { asset, amount, to });
		Some(())
	}

	/// So much of the native asset is reserved or held.
	fn deposit(&mut self, amount: Balance) -> Option<()> {
		self.add(None, amount, Destination::Own)
	}

	/// A deposit for what is another's: it stays the caller's own, but the other has the use of it, and whoever had paid for that
	/// before has its own back.
	fn deposit_for(&mut self, amount: Balance, other: Destination<AccountId>) -> Option<()> {
		self.add(None, amount, other)
	}

	/// The deposit of our own pallets for a record of this footprint.
	fn storage(&mut self, footprint: Footprint) -> Option<()> {
		self.deposit(StoragePrice::convert(footprint))
	}

	fn payment(&mut self, asset: Option<AssetId>, amount: Balance, to: &Address) -> Option<()> {
		self.add(asset, amount, destination(to))
	}

	fn burnt(&mut self, amount: Balance) -> Option<()> {
		self.add(None, amount, Destination::Unknown)
	}

	/// What is held for whoever will be entitled, paid to whom the state says, or let go of.
	fn entitled(&mut self, money: &Money) -> Option<()> {
		self.add(money.asset, money.amount, Destination::Unknown)
	}

	/// At most so much of each asset, to whom the state says.
	fn stated(&mut self, most: Option<&Stated>) -> Option<()> {
		most?.iter().try_for_each(|money| self.entitled(money))
	}

	/// The deposits for the accounts that a pool has: of what is exchanged in it, but for the native asset, and of shares in it.
	fn pool_accounts(&mut self, one: Option<AssetId>, other: Option<AssetId>) -> Option<()> {
		let each = <Runtime as pallet_assets::Config>::AssetAccountDeposit::get();
		let shares = <Runtime as pallet_assets::Config<PoolAssetsInstance>>::AssetAccountDeposit::get();
		let deposits = [one, other].into_iter().flatten().try_fold(shares, |sum, _| sum.checked_add(each))?;
		let pool = PoolAccounts::pool_address(&one, &other).map_or(Destination::Unknown, Destination::Account);
		self.deposit_for(deposits, pool)
	}

	/// What is left below the existential deposit when an account ends.
	fn dust(&mut self) -> Option<()> {
		self.burnt(EXISTENTIAL_DEPOSIT - 1)
	}
}

/// What leaves by what a call does itself, and not by what it carries.
fn own_flows(call: &RuntimeCall, leaves: &mut Leaves) -> Option<()> {
	match call {
		RuntimeCall::System(call) => system(call),
		RuntimeCall::Timestamp(call) => timestamp(call),
		RuntimeCall::Babe(call) => babe(call),
		RuntimeCall::Grandpa(call) => grandpa(call),
		RuntimeCall::ValidatorSet(call) => validator_set(call, leaves),
		RuntimeCall::Balances(call) => balances(call, leaves),
		RuntimeCall::Assets(call) => assets(call, leaves),
		RuntimeCall::PoolAssets(call) => pool_assets(call, leaves),
		RuntimeCall::AssetConversion(call) => asset_conversion(call, leaves),
		RuntimeCall::Utility(call) => utility(call),
		RuntimeCall::Multisig(call) => multisig(call, leaves),
		RuntimeCall::Proxy(call) => proxy(call, leaves),
		RuntimeCall::Preimage(call) => preimage(call, leaves),
		RuntimeCall::Scheduler(call) => scheduler(call),
		RuntimeCall::Council(call) => collective(call),
		RuntimeCall::TechnicalCommittee(call) => collective(call),
		RuntimeCall::Treasury(call) => treasury(call),
		RuntimeCall::SafeMode(call) => safe_mode(call, leaves),
		RuntimeCall::TxPause(call) => tx_pause(call),
		RuntimeCall::Sudo(call) => sudo(call),
		RuntimeCall::Whitelist(call) => whitelist(call),
		RuntimeCall::Feeders(call) => feeders(call),
		RuntimeCall::Oracle(call) => oracle(call),
		RuntimeCall::Certification(call) => certification(call, leaves),
		RuntimeCall::IdentityRegistry(call) => identity_registry(call, leaves),
		RuntimeCall::Agreements(call) => agreements(call, leaves),
		RuntimeCall::Lending(call) => markets::lending(call, leaves),
		RuntimeCall::Vaults(call) => markets::vaults(call, leaves),
		RuntimeCall::PublicFinance(call) => public_finance(call, leaves),
		RuntimeCall::Reputation(call) => reputation::reputation(call, leaves),
		RuntimeCall::Credit(call) => credit::credit(call, leaves),
	}
}

fn system(call: &frame_system::Call<Runtime>) -> Option<()> {
	use frame_system::Call::*;
	match call {
		remark { .. } | remark_with_event { .. } | apply_authorized_upgrade { .. } => NOTHING,
		set_heap_pages { .. }
		| set_code { .. }
		| set_code_without_checks { .. }
		| set_storage { .. }
		| kill_storage { .. }
		| kill_prefix { .. }
		| authorize_upgrade { .. }
		| authorize_upgrade_without_checks { .. } => NOTHING,
		__Ignore(..) => UNBOUNDED,
	}
}

fn timestamp(call: &pallet_timestamp::Call<Runtime>) -> Option<()> {
	use pallet_timestamp::Call::*;
	match call {
		set { .. } => NOTHING,
		__Ignore(..) => UNBOUNDED,
	}
}

/// Who reports itself is slashed of what it has bonded, which left when it was.
fn babe(call: &pallet_babe::Call<Runtime>) -> Option<()> {
	use pallet_babe::Call::*;
	match call {
		report_equivocation { .. } | report_equivocation_unsigned { .. } | plan_config_change { .. } => NOTHING,
		__Ignore(..) => UNBOUNDED,
	}
}

/// As [`babe`].
fn grandpa(call: &pallet_grandpa::Call<Runtime>) -> Option<()> {
	use pallet_grandpa::Call::*;
	match call {
		report_equivocation { .. } | report_equivocation_unsigned { .. } | note_stalled { .. } => NOTHING,
		__Ignore(..) => UNBOUNDED,
	}
}

fn validator_set(call: &pallet_validator_set::Call<Runtime>, leaves: &mut Leaves) -> Option<()> {
	use pallet_validator_set::Call::*;
	match call {
		apply { max_bond, .. } => leaves.deposit(*max_bond),
		leave { .. } | withdraw { .. } | set_keys { .. } | unjail { .. } => NOTHING,
		heartbeat { .. } | recover_finality { .. } => NOTHING,
		approve { .. } | reject { .. } | remove { .. } | set_bond { .. } => NOTHING,
		__Ignore(..) => UNBOUNDED,
	}
}

fn balances(call: &pallet_balances::Call<Runtime>, leaves: &mut Leaves) -> Option<()> {
	use pallet_balances::Call::*;
	match call {
		transfer_keep_alive { dest, value } => leaves.payment(None, *value, dest),
		transfer_allow_death { dest, value } => {
			leaves.payment(None, *value, dest)?;
			leaves.dust()
		},
		burn { value, keep_alive: true } => leaves.burnt(*value),
		burn { value, keep_alive: false } => {
			leaves.burnt(*value)?;
			leaves.dust()
		},
		transfer_all { .. } => UNBOUNDED,
		upgrade_accounts { .. } => NOTHING,
		force_transfer { .. }
		| force_unreserve { .. }
		| force_set_balance { .. }
		| force_adjust_total_issuance { .. } => NOTHING,
		__Ignore(..) => UNBOUNDED,
	}
}

fn assets(call: &pallet_assets::Call<Runtime>, leaves: &mut Leaves) -> Option<()> {
	use pallet_assets::{Call::*, Config};
	match call {
		transfer_keep_alive { id, target, amount } => leaves.payment(Some(id.0), *amount, target),
		create { .. } => leaves.deposit(<Runtime as Config>::AssetDeposit::get()),
		set_metadata { name, symbol, .. } => leaves.deposit(metadata_deposit(name.len().checked_add(symbol.len())?)?),
		approve_transfer { .. } => leaves.deposit(<Runtime as Config>::ApprovalDeposit::get()),
		touch { .. } => leaves.deposit(<Runtime as Config>::AssetAccountDeposit::get()),
		touch_other { who, .. } => {
			leaves.deposit_for(<Runtime as Config>::AssetAccountDeposit::get(), destination(who))
		},
		// With the asset go the deposits for it and its metadata, of two texts.
		transfer_ownership { owner, .. } => {
			let text: u32 = <Runtime as Config>::StringLimit::get();
			let metadata = metadata_deposit(text.checked_mul(2)?.try_into().ok()?)?;
			let both = <Runtime as Config>::AssetDeposit::get().checked_add(metadata)?;
			leaves.payment(None, both, owner)
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
		| finish_destroy { .. } => NOTHING,
		mint { .. }
		| freeze { .. }
		| thaw { .. }
		| freeze_asset { .. }
		| thaw_asset { .. }
		| block { .. }
		| set_team { .. }
		| set_min_balance { .. }
		| set_reserves { .. } => NOTHING,
		force_create { .. } | force_set_metadata { .. } | force_clear_metadata { .. } | force_asset_status { .. } => {
			NOTHING
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

/// What moves shares has no bound, for no limit is of shares. What only who owns a kind of share may do, nobody does.
fn pool_assets(call: &pallet_assets::Call<Runtime, PoolAssetsInstance>, leaves: &mut Leaves) -> Option<()> {
	use pallet_assets::{Call::*, Config};
	let account = || <Runtime as Config<PoolAssetsInstance>>::AssetAccountDeposit::get();
	match call {
		approve_transfer { .. } => leaves.deposit(<Runtime as Config<PoolAssetsInstance>>::ApprovalDeposit::get()),
		touch { .. } => leaves.deposit(account()),
		touch_other { who, .. } => leaves.deposit_for(account(), destination(who)),
		transfer { .. } | transfer_keep_alive { .. } | transfer_all { .. } | transfer_approved { .. } => UNBOUNDED,
		force_transfer { .. } | burn { .. } | destroy_accounts { .. } | refund { allow_burn: true, .. } => UNBOUNDED,
		refund { allow_burn: false, .. } | refund_other { .. } | cancel_approval { .. } => NOTHING,
		create { .. }
		| mint { .. }
		| freeze { .. }
		| thaw { .. }
		| freeze_asset { .. }
		| thaw_asset { .. }
		| block { .. }
		| transfer_ownership { .. }
		| set_team { .. }
		| set_metadata { .. }
		| clear_metadata { .. }
		| set_min_balance { .. }
		| set_reserves { .. }
		| start_destroy { .. }
		| destroy_approvals { .. }
		| finish_destroy { .. }
		| force_cancel_approval { .. } => NOTHING,
		force_create { .. } | force_set_metadata { .. } | force_clear_metadata { .. } | force_asset_status { .. } => {
			NOTHING
		},
		__Ignore(..) => UNBOUNDED,
	}
}

/// What is put into a pool is owned by all who have a share in it: nobody knows who they will be, nor that what comes out is worth
/// as much, to whomever that goes.
fn asset_conversion(call: &pallet_asset_conversion::Call<Runtime>, leaves: &mut Leaves) -> Option<()> {
	use pallet_asset_conversion::Call::*;
	match call {
		create_pool { asset1, asset2 } => {
			leaves.add(None, PoolSetupFee::get(), Destination::Account(TreasuryAccount::get()))?;
			leaves.pool_accounts(**asset1, **asset2)
		},
		touch { asset1, asset2 } => leaves.pool_accounts(**asset1, **asset2),
		add_liquidity { asset1, asset2, amount1_desired, amount2_desired, .. } => {
			leaves.entitled(&Money { asset: **asset1, amount: *amount1_desired })?;
			leaves.entitled(&Money { asset: **asset2, amount: *amount2_desired })
		},
		// Shares.
		remove_liquidity { .. } => UNBOUNDED,
		swap_exact_tokens_for_tokens { path, amount_in: most, keep_alive, .. }
		| swap_tokens_for_exact_tokens { path, amount_in_max: most, keep_alive, .. } => {
			let asset = **path.first()?;
			leaves.entitled(&Money { asset, amount: *most })?;
			match (*keep_alive, asset) {
				(true, _) => NOTHING,
				(false, None) => leaves.dust(),
				// As for a transfer that may end the account.
				(false, Some(_)) => UNBOUNDED,
			}
		},
		create_pool_with_fee { .. } | set_pool_fee { .. } => NOTHING,
		__Ignore(..) => UNBOUNDED,
	}
}

fn utility(call: &pallet_utility::Call<Runtime>) -> Option<()> {
	use pallet_utility::Call::*;
	match call {
		batch { .. } | batch_all { .. } | force_batch { .. } | if_else { .. } | as_derivative { .. } => NOTHING,
		// As root, or as whomever root says.
		dispatch_as { .. } | dispatch_as_fallible { .. } | with_weight { .. } => UNBOUNDED,
		__Ignore(..) => UNBOUNDED,
	}
}

fn multisig(call: &pallet_multisig::Call<Runtime>, leaves: &mut Leaves) -> Option<()> {
	use pallet_multisig::Call::*;
	match call {
		as_multi { threshold, .. } | approve_as_multi { threshold, .. } | poke_deposit { threshold, .. } => {
			leaves.deposit(pallet_multisig::Pallet::<Runtime>::deposit(*threshold))
		},
		as_multi_threshold_1 { .. } | cancel_as_multi { .. } => NOTHING,
		__Ignore(..) => UNBOUNDED,
	}
}

/// Each of these calls brings what is reserved for all proxies, or all announcements, to the price of today, so it counts as if
/// nothing were reserved yet and there were as many as there can be.
fn proxy(call: &pallet_proxy::Call<Runtime>, leaves: &mut Leaves) -> Option<()> {
	use pallet_proxy::{Call::*, Config};
	let proxies = || pallet_proxy::Pallet::<Runtime>::deposit(<Runtime as Config>::MaxProxies::get());
	let announcements = || {
		let each = <Runtime as Config>::AnnouncementDepositFactor::get();
		let most: u32 = <Runtime as Config>::MaxPending::get();
		let all = each.checked_mul(most.into())?;
		all.checked_add(<Runtime as Config>::AnnouncementDepositBase::get())
	};
	match call {
		add_proxy { .. } | remove_proxy { .. } => leaves.deposit(proxies()),
		// For an account of its own, which has none yet.
		create_pure { .. } => leaves.deposit(pallet_proxy::Pallet::<Runtime>::deposit(1)),
		announce { .. } | remove_announcement { .. } | reject_announcement { .. } | proxy_announced { .. } => {
			leaves.deposit(announcements()?)
		},
		poke_deposit { .. } => leaves.deposit(proxies().checked_add(announcements()?)?),
		proxy { .. } | remove_proxies { .. } | kill_pure { .. } => NOTHING,
		__Ignore(..) => UNBOUNDED,
	}
}

fn preimage(call: &pallet_preimage::Call<Runtime>, leaves: &mut Leaves) -> Option<()> {
	use pallet_preimage::Call::*;
	type Price = LinearStoragePrice<PreimageBaseDeposit, PreimageByteDeposit, Balance>;
	match call {
		note_preimage { bytes } => leaves.deposit(Price::convert(Footprint::from_parts(1, bytes.len()))),
		unnote_preimage { .. } | request_preimage { .. } | unrequest_preimage { .. } => NOTHING,
		// For preimages of an older layout, of which this chain has none.
		ensure_updated { .. } => NOTHING,
		__Ignore(..) => UNBOUNDED,
	}
}

/// What is scheduled is made as root, or as the council.
fn scheduler(call: &pallet_scheduler::Call<Runtime>) -> Option<()> {
	use pallet_scheduler::Call::*;
	match call {
		schedule { .. } | schedule_named { .. } | schedule_after { .. } | schedule_named_after { .. } => UNBOUNDED,
		cancel { .. }
		| cancel_named { .. }
		| set_retry { .. }
		| set_retry_named { .. }
		| cancel_retry { .. }
		| cancel_retry_named { .. } => NOTHING,
		__Ignore(..) => UNBOUNDED,
	}
}

/// Motions need no deposit here: `Consideration` is `()`.
fn collective<I: 'static>(call: &pallet_collective::Call<Runtime, I>) -> Option<()>
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
		| kill { .. } => NOTHING,
		__Ignore(..) => UNBOUNDED,
	}
}

/// What is spent and paid out is the treasury's.
fn treasury(call: &pallet_treasury::Call<Runtime>) -> Option<()> {
	use pallet_treasury::Call::*;
	match call {
		spend_local { .. } | spend { .. } | remove_approval { .. } | void_spend { .. } => NOTHING,
		payout { .. } | check_status { .. } => NOTHING,
		__Ignore(..) => UNBOUNDED,
	}
}

fn safe_mode(call: &pallet_safe_mode::Call<Runtime>, leaves: &mut Leaves) -> Option<()> {
	use pallet_safe_mode::{Call::*, Config};
	// Where no amount is set, nobody enters for one.
	let mut deposit = |amount: Option<Balance>| amount.map_or(NOTHING, |amount| leaves.deposit(amount));
	match call {
		enter { .. } => deposit(<Runtime as Config>::EnterDepositAmount::get()),
		extend { .. } => deposit(<Runtime as Config>::ExtendDepositAmount::get()),
		force_enter { .. } | force_extend { .. } | force_exit { .. } | force_slash_deposit { .. } => NOTHING,
		release_deposit { .. } | force_release_deposit { .. } => NOTHING,
		__Ignore(..) => UNBOUNDED,
	}
}

fn tx_pause(call: &pallet_tx_pause::Call<Runtime>) -> Option<()> {
	use pallet_tx_pause::Call::*;
	match call {
		pause { .. } | unpause { .. } => NOTHING,
		__Ignore(..) => UNBOUNDED,
	}
}

fn sudo(call: &pallet_sudo::Call<Runtime>) -> Option<()> {
	use pallet_sudo::Call::*;
	match call {
		sudo { .. } | sudo_unchecked_weight { .. } | sudo_as { .. } => UNBOUNDED,
		set_key { .. } | remove_key { .. } => NOTHING,
		__Ignore(..) => UNBOUNDED,
	}
}

/// What the committees have agreed on is made as root.
fn whitelist(call: &pallet_whitelist::Call<Runtime>) -> Option<()> {
	use pallet_whitelist::Call::*;
	match call {
		dispatch_whitelisted_call { .. } | dispatch_whitelisted_call_with_preimage { .. } => UNBOUNDED,
		whitelist_call { .. } | remove_whitelisted_call { .. } | remove_deferred_dispatch { .. } => NOTHING,
		__Ignore(..) => UNBOUNDED,
	}
}

fn feeders(call: &pallet_membership::Call<Runtime, FeedersInstance>) -> Option<()> {
	use pallet_membership::Call::*;
	match call {
		add_member { .. }
		| remove_member { .. }
		| swap_member { .. }
		| reset_members { .. }
		| set_prime { .. }
		| clear_prime { .. }
		| change_key { .. } => NOTHING,
		__Ignore(..) => UNBOUNDED,
	}
}

fn oracle(call: &pallet_oracle::Call<Runtime>) -> Option<()> {
	use pallet_oracle::Call::*;
	match call {
		feed_values { .. } => NOTHING,
		__Ignore(..) => UNBOUNDED,
	}
}

fn certification(call: &pallet_certification::Call<Runtime>, leaves: &mut Leaves) -> Option<()> {
	use pallet_certification::Call::{accept_network, amend_accreditation};
	let Some(footprint) = Certification::deposit(call) else { return NOTHING };
	// Whoever had paid for the record has its own deposit back: the former operator, or who accredited.
	if matches!(call, accept_network { .. } | amend_accreditation { .. }) {
		return leaves.deposit_for(StoragePrice::convert(footprint), Destination::Unknown);
	}
	leaves.storage(footprint)
}

fn identity_registry(call: &pallet_identity_registry::Call<Runtime>, leaves: &mut Leaves) -> Option<()> {
	use pallet_identity_registry::Call::*;
	match call {
		register { key, salt, room, .. } => {
			let identity = Destination::Account(identity_id(key, salt).into());
			leaves.deposit_for(StoragePrice::convert(IdentityRegistry::footprint(*room)), identity)
		},
		fund { identity, room } => {
			let price = StoragePrice::convert(IdentityRegistry::footprint(*room));
			leaves.deposit_for(price, Destination::Account(identity.clone()))
		},
		attest_domain { .. } => leaves.storage(IdentityRegistry::attestation_footprint()),
		approve { .. } => leaves.storage(IdentityRegistry::approval_footprint()),
		// All that it has.
		deactivate { beneficiary: Some(_) } => UNBOUNDED,
		deactivate { beneficiary: None } => NOTHING,
		act_as { .. } | act_as_signed { .. } => NOTHING,
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
		| retract_approval { .. } => NOTHING,
		__Ignore(..) => UNBOUNDED,
	}
}

/// Of a gift it is said what leaves, with the deposit for its record. What officers do with a body's money, which is on hold, no limit of
/// their keys measures.
fn public_finance(call: &pallet_public_finance::Call<Runtime>, leaves: &mut Leaves) -> Option<()> {
	use pallet_public_finance::Call::*;
	match call {
		donate { asset, amount, .. } => {
			leaves.storage(PublicFinance::gift_footprint())?;
			leaves.entitled(&Money { asset: *asset, amount: *amount })
		},
		set_body { .. }
		| set_period { .. }
		| set_fund { .. }
		| set_line { .. }
		| move_authority { .. }
		| receive { .. }
		| award { .. }
		| accept { .. }
		| pay { .. }
		| approve { .. }
		| give_back { .. }
		| correct { .. }
		| __Ignore(..) => UNBOUNDED,
		// What they say takes nothing from who says it.
		confirm { .. }
		| archive { .. }
		| engage { .. }
		| reveal { .. }
		| find { .. }
		| answer { .. }
		| conclude { .. } => NOTHING,
	}
}

/// Every call settles the agreement that it is about, and so may pay what the caller owes by it. What leaves by that was bounded and
/// charged when it was signed, or was signed by a key without limits; it is not charged again. An act of a limited key fails all the
/// same if more leaves by it than is said here: whoever wants to pay what is due settles first, and states how much.
fn agreements(call: &pallet_agreements::Call<Runtime>, leaves: &mut Leaves) -> Option<()> {
	use pallet_agreements::Call::*;
	match call {
		// An amendment has no bound: what it carries over may be what others have signed.
		draft { terms, most } if terms.amends.is_none() => {
			leaves.storage(Agreements::agreement_footprint(terms))?;
			leaves.stated(most.as_ref())
		},
		draft { .. } => UNBOUNDED,
		sign { most, .. } | settle { most, .. } => leaves.stated(most.as_ref()),
		// To the creditor, once it is due.
		fund { money, .. } => leaves.entitled(money),
		// What is accepted of a claim is owed from then on: within what was signed, which may have had no bound.
		answer { money, .. } => leaves.entitled(money),
		// It is the debtor who keeps it.
		waive { money, .. } => leaves.entitled(money),
		// A debtor holds what is disputed, and a creditor may lose it. The fee goes to who rules.
		dispute { money, fee, .. } => {
			leaves.storage(Agreements::dispute_footprint())?;
			leaves.entitled(money)?;
			leaves.entitled(&Money { asset: None, amount: *fee })
		},
		appeal { fee, .. } => leaves.entitled(&Money { asset: None, amount: *fee }),
		decline { .. } | defund { .. } | claim { .. } | rule { .. } | end { .. } => NOTHING,
		// That of an outcome, which somebody else has paid so far.
		compact { .. } => leaves.storage(Agreements::largest_outcome_footprint()),
		__Ignore(..) => UNBOUNDED,
	}
}
