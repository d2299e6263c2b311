//! The class of every call of the runtime.
//!
//! There is no wildcard in these matches, so a call that a pallet gains with an upgrade does not compile until someone has
//! thought about it. `__Ignore` is a variant that FRAME adds to every enum of calls and that nobody can make or decode.
//!
//! Rules of thumb for a new call:
//!
//! - What it lets others do, or the caller do later, without the key being asked again: Control.
//! - What is known only by its hash, because nobody can look into it: Control.
//! - What moves value that no spending limit measures, because the identity does not itself have it: Control, which only a key
//!   without limits may do. So are the powers of who issues an asset over that asset's supply, and paying from accounts that
//!   the identity can act as.
//! - What only root may do, or nobody with a signature: Control. No identity can do it, and it must not look harmless.
//! - What only a committee can do is Governance: to propose it is.
//! - If it carries other calls: [`carried()`] has to know.

use super::{
	carried::{carried, Maker, MAX_NESTING},
	KeyScope,
};
use crate::{configs::markets::FeedersInstance, Runtime, RuntimeCall};
use civitas_primitives::identity::{CallClass, CallIndex};
use pallet_identity_registry::ClassifyCall;

/// The classes of calls.
pub struct Classes;

/// Some of the classes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClassSet(u8);

impl ClassSet {
	/// Those of either.
	pub fn union(self, other: Self) -> Self {
		Self(self.0 | other.0)
	}

	/// Whether it has `class`.
	pub fn contains(self, class: CallClass) -> bool {
		self.contains_all(class.into())
	}

	/// Whether it has all that `other` has.
	pub fn contains_all(self, other: Self) -> bool {
		self.0 & other.0 == other.0
	}

	/// The classes in it.
	pub fn iter(self) -> impl Iterator<Item = CallClass> {
		CallClass::ALL.into_iter().filter(move |class| self.contains(*class))
	}
}

impl From<CallClass> for ClassSet {
	fn from(class: CallClass) -> Self {
		Self(1 << class as u8)
	}
}

impl FromIterator<CallClass> for ClassSet {
	fn from_iter<I: IntoIterator<Item = CallClass>>(classes: I) -> Self {
		classes.into_iter().fold(Self::default(), |set, class| set.union(class.into()))
	}
}

impl ClassifyCall<RuntimeCall, KeyScope> for Classes {
	fn class(call: &RuntimeCall) -> Option<CallClass> {
		CallClass::strictest(Self::parts(call)?.iter())
	}

	/// By the parts and not by the class of the whole: a scope of several areas allows a batch of calls from each.
	fn allows(scope: &KeyScope, permitted: &[CallIndex], call: &RuntimeCall) -> bool {
		let classes = scope.classes();
		// The index is looked at last, because the whole call is encoded for it.
		let excuse = |call: &RuntimeCall, class: CallClass| {
			!permitted.is_empty()
				&& class != CallClass::Control
				&& !classes.contains(class)
				&& CallIndex::of(call).is_some_and(|index| permitted.contains(&index))
		};
		Parts::of(call, &excuse, MAX_NESTING).is_some_and(|parts| classes.contains_all(parts.unexcused))
	}

	/// But for what committees are asked to make.
	fn walk(call: &RuntimeCall, see: &mut dyn FnMut(&RuntimeCall, u32) -> bool) -> bool {
		walk_within(call, 0, see, MAX_NESTING)
	}
}

impl Classes {
	/// The classes of all the calls that `call` is made of. `None` if it does nothing, such as an empty batch.
	///
	/// Nor has it any if it carries calls within calls more than [`MAX_NESTING`] deep.
	pub fn parts(call: &RuntimeCall) -> Option<ClassSet> {
		Some(Parts::of(call, &|_, _| false, MAX_NESTING)?.all)
	}
}

/// As [`ClassifyCall::walk`], of a call that is in so many `acts` and carries calls at most `levels` deep.
fn walk_within(call: &RuntimeCall, acts: u32, see: &mut dyn FnMut(&RuntimeCall, u32) -> bool, levels: u32) -> bool {
	if !see(call, acts) {
		return false;
	}
	let (Some(carried), Some(levels)) = (carried(call), levels.checked_sub(1)) else { return true };
	let acts = match carried.maker {
		// Saturating is right: there are no more acts than levels.
		Maker::Act | Maker::Signed => acts.saturating_add(1),
		Maker::Caller | Maker::Another | Maker::Approved => acts,
		// It passes other filters than these, mostly at another time, and whether it does is nothing to who asks for it.
		Maker::Committee => return true,
	};
	carried.calls().all(|call| walk_within(call, acts, see, levels))
}

/// The classes of what a call is made of.
#[derive(Clone, Copy, Default)]
struct Parts {
	/// Of all of it.
	all: ClassSet,
	/// Of what a key needs a scope for: of all but what it is permitted besides.
	unexcused: ClassSet,
}

impl Parts {
	/// Those of a call that carries calls at most `levels` deep. `excuse` says whether a part of it, of this class, is permitted.
	fn of(call: &RuntimeCall, excuse: &dyn Fn(&RuntimeCall, CallClass) -> bool, levels: u32) -> Option<Self> {
		let mut parts = Self::default();
		if let Some(class) = own_class(call) {
			parts.add(class.into(), !excuse(call, class));
		}
		if let Some(carried) = carried(call) {
			let levels = levels.checked_sub(1)?;
			for call in carried.calls() {
				let Self { all, unexcused } = Self::of(call, excuse, levels)?;
				parts.add(all, false);
				parts.add(unexcused, true);
			}
			// What another account has is not measured by the limits of the key, so only a key without limits may move it.
			let moves = parts.all.contains(CallClass::Finance) || parts.all.contains(CallClass::Other);
			if carried.maker == Maker::Another && moves {
				parts.add(CallClass::Control.into(), true);
			}
		}
		(parts.all != ClassSet::default()).then_some(parts)
	}

	fn add(&mut self, classes: ClassSet, scoped: bool) {
		self.all = self.all.union(classes);
		if scoped {
			self.unexcused = self.unexcused.union(classes);
		}
	}
}

/// The class of what a call does itself. `None` if it does nothing but make the calls that it carries.
fn own_class(call: &RuntimeCall) -> Option<CallClass> {
	match call {
		RuntimeCall::System(call) => system(call),
		RuntimeCall::Timestamp(call) => timestamp(call),
		RuntimeCall::Babe(call) => babe(call),
		RuntimeCall::Grandpa(call) => grandpa(call),
		RuntimeCall::ValidatorSet(call) => validator_set(call),
		RuntimeCall::Balances(call) => balances(call),
		RuntimeCall::Assets(call) => assets(call),
		RuntimeCall::PoolAssets(call) => assets(call),
		RuntimeCall::AssetConversion(call) => asset_conversion(call),
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
		RuntimeCall::Feeders(call) => feeders(call),
		RuntimeCall::Oracle(call) => oracle(call),
		RuntimeCall::Certification(call) => certification(call),
		// The pallet has a match without a wildcard. An act takes the filters and limits of the one around it along, so it is no
		// more than what it carries.
		RuntimeCall::IdentityRegistry(call) => crate::IdentityRegistry::class(call, |_| None),
		RuntimeCall::Agreements(call) => agreements(call),
		RuntimeCall::Lending(call) => lending(call),
		RuntimeCall::Vaults(call) => vaults(call),
		RuntimeCall::PublicFinance(call) => public_finance(call),
		RuntimeCall::Reputation(call) => reputation(call),
		RuntimeCall::Credit(call) => credit(call),
	}
}

fn utility(call: &pallet_utility::Call<Runtime>) -> Option<CallClass> {
	use pallet_utility::Call::*;
	match call {
		batch { .. } | batch_all { .. } | force_batch { .. } | if_else { .. } | as_derivative { .. } => None,
		// Root's.
		dispatch_as { .. } | dispatch_as_fallible { .. } | with_weight { .. } => Some(CallClass::Control),
		__Ignore(..) => None,
	}
}

fn multisig(call: &pallet_multisig::Call<Runtime>) -> Option<CallClass> {
	use pallet_multisig::Call::*;
	match call {
		as_multi_threshold_1 { .. } => None,
		// An approval outlives the act, whatever it is for.
		as_multi { .. } | approve_as_multi { .. } | cancel_as_multi { .. } => Some(CallClass::Control),
		poke_deposit { .. } => Some(CallClass::Finance),
		__Ignore(..) => None,
	}
}

fn proxy(call: &pallet_proxy::Call<Runtime>) -> Option<CallClass> {
	use pallet_proxy::Call::*;
	match call {
		proxy { .. } => None,
		// Those that take a delegation back are with those that give it: an act that is not Control leaves them all as they were.
		add_proxy { .. }
		| remove_proxy { .. }
		| remove_proxies { .. }
		| create_pure { .. }
		| kill_pure { .. }
		| announce { .. }
		| remove_announcement { .. }
		| reject_announcement { .. }
		| proxy_announced { .. } => Some(CallClass::Control),
		poke_deposit { .. } => Some(CallClass::Finance),
		__Ignore(..) => None,
	}
}

fn collective<I: 'static>(call: &pallet_collective::Call<Runtime, I>) -> Option<CallClass>
where
	Runtime: pallet_collective::Config<I>,
{
	use pallet_collective::Call::*;
	match call {
		execute { .. }
		| propose { .. }
		| set_members { .. }
		| vote { .. }
		| close { .. }
		| release_proposal_cost { .. } => Some(CallClass::Governance),
		disapprove_proposal { .. } | kill { .. } => Some(CallClass::Control),
		__Ignore(..) => None,
	}
}

fn system(call: &frame_system::Call<Runtime>) -> Option<CallClass> {
	use frame_system::Call::*;
	Some(match call {
		remark { .. } | remark_with_event { .. } => CallClass::Social,
		set_heap_pages { .. }
		| set_code { .. }
		| set_code_without_checks { .. }
		| set_storage { .. }
		| kill_storage { .. }
		| kill_prefix { .. }
		| authorize_upgrade { .. }
		| authorize_upgrade_without_checks { .. }
		| apply_authorized_upgrade { .. } => CallClass::Control,
		__Ignore(..) => return None,
	})
}

fn timestamp(call: &pallet_timestamp::Call<Runtime>) -> Option<CallClass> {
	use pallet_timestamp::Call::*;
	match call {
		set { .. } => Some(CallClass::Control),
		__Ignore(..) => None,
	}
}

fn babe(call: &pallet_babe::Call<Runtime>) -> Option<CallClass> {
	use pallet_babe::Call::*;
	Some(match call {
		report_equivocation { .. } => CallClass::Other,
		report_equivocation_unsigned { .. } | plan_config_change { .. } => CallClass::Control,
		__Ignore(..) => return None,
	})
}

fn grandpa(call: &pallet_grandpa::Call<Runtime>) -> Option<CallClass> {
	use pallet_grandpa::Call::*;
	Some(match call {
		report_equivocation { .. } => CallClass::Other,
		report_equivocation_unsigned { .. } | note_stalled { .. } => CallClass::Control,
		__Ignore(..) => return None,
	})
}

fn validator_set(call: &pallet_validator_set::Call<Runtime>) -> Option<CallClass> {
	use pallet_validator_set::Call::*;
	Some(match call {
		// Whether one makes blocks is no matter of money, though it takes some.
		leave { .. } | unjail { .. } => CallClass::Other,
		// Who holds the session keys signs blocks in the identity's name, and can have its bond slashed.
		apply { .. } | set_keys { .. } => CallClass::Control,
		// Without a sender, or by root.
		heartbeat { .. } | recover_finality { .. } => CallClass::Control,
		withdraw { .. } => CallClass::Finance,
		approve { .. } | reject { .. } | remove { .. } | set_bond { .. } => CallClass::Governance,
		__Ignore(..) => return None,
	})
}

fn balances(call: &pallet_balances::Call<Runtime>) -> Option<CallClass> {
	use pallet_balances::Call::*;
	Some(match call {
		transfer_allow_death { .. }
		| transfer_keep_alive { .. }
		| transfer_all { .. }
		| upgrade_accounts { .. }
		| burn { .. } => CallClass::Finance,
		force_transfer { .. }
		| force_unreserve { .. }
		| force_set_balance { .. }
		| force_adjust_total_issuance { .. } => CallClass::Control,
		__Ignore(..) => return None,
	})
}

/// Shares have the same calls as other assets, though nobody issues them.
fn assets<I: 'static>(call: &pallet_assets::Call<Runtime, I>) -> Option<CallClass>
where
	Runtime: pallet_assets::Config<I>,
{
	use pallet_assets::Call::*;
	Some(match call {
		transfer { .. }
		| transfer_keep_alive { .. }
		| transfer_all { .. }
		| cancel_approval { .. }
		| touch { .. }
		| touch_other { .. }
		| refund { .. }
		| refund_other { .. }
		| destroy_accounts { .. }
		| destroy_approvals { .. }
		| finish_destroy { .. } => CallClass::Finance,
		// The powers of who issued an asset, over others and not over value.
		freeze { .. }
		| thaw { .. }
		| freeze_asset { .. }
		| thaw_asset { .. }
		| block { .. }
		| set_metadata { .. }
		| clear_metadata { .. }
		| set_min_balance { .. }
		| set_reserves { .. } => CallClass::Other,
		// Allowances, and roles for others; a new asset gets an administrator.
		approve_transfer { .. } | create { .. } | transfer_ownership { .. } | set_team { .. } => CallClass::Control,
		// What no limit measures: what others have or allowed, and what there is. And an end, which nothing undoes.
		transfer_approved { .. } | mint { .. } | burn { .. } | force_transfer { .. } | start_destroy { .. } => {
			CallClass::Control
		},
		force_create { .. }
		| force_set_metadata { .. }
		| force_clear_metadata { .. }
		| force_asset_status { .. }
		| force_cancel_approval { .. } => CallClass::Control,
		__Ignore(..) => return None,
	})
}

fn asset_conversion(call: &pallet_asset_conversion::Call<Runtime>) -> Option<CallClass> {
	use pallet_asset_conversion::Call::*;
	Some(match call {
		create_pool { .. }
		| add_liquidity { .. }
		| remove_liquidity { .. }
		| swap_exact_tokens_for_tokens { .. }
		| swap_tokens_for_exact_tokens { .. }
		| touch { .. } => CallClass::Finance,
		create_pool_with_fee { .. } | set_pool_fee { .. } => CallClass::Governance,
		__Ignore(..) => return None,
	})
}

fn preimage(call: &pallet_preimage::Call<Runtime>) -> Option<CallClass> {
	use pallet_preimage::Call::*;
	match call {
		note_preimage { .. }
		| unnote_preimage { .. }
		| request_preimage { .. }
		| unrequest_preimage { .. }
		| ensure_updated { .. } => Some(CallClass::Control),
		__Ignore(..) => None,
	}
}

fn scheduler(call: &pallet_scheduler::Call<Runtime>) -> Option<CallClass> {
	use pallet_scheduler::Call::*;
	match call {
		schedule { .. }
		| schedule_named { .. }
		| schedule_after { .. }
		| schedule_named_after { .. }
		| cancel { .. }
		| cancel_named { .. }
		| set_retry { .. }
		| set_retry_named { .. }
		| cancel_retry { .. }
		| cancel_retry_named { .. } => Some(CallClass::Control),
		__Ignore(..) => None,
	}
}

fn treasury(call: &pallet_treasury::Call<Runtime>) -> Option<CallClass> {
	use pallet_treasury::Call::*;
	Some(match call {
		spend_local { .. } | spend { .. } | remove_approval { .. } | void_spend { .. } | check_status { .. } => {
			CallClass::Governance
		},
		payout { .. } => CallClass::Finance,
		__Ignore(..) => return None,
	})
}

fn safe_mode(call: &pallet_safe_mode::Call<Runtime>) -> Option<CallClass> {
	use pallet_safe_mode::Call::*;
	Some(match call {
		// For everybody, if it were not switched off: they stop the chain for a deposit.
		enter { .. } | extend { .. } => CallClass::Other,
		force_enter { .. }
		| force_extend { .. }
		| force_exit { .. }
		| force_slash_deposit { .. }
		| force_release_deposit { .. }
		| release_deposit { .. } => CallClass::Governance,
		__Ignore(..) => return None,
	})
}

fn tx_pause(call: &pallet_tx_pause::Call<Runtime>) -> Option<CallClass> {
	use pallet_tx_pause::Call::*;
	match call {
		pause { .. } | unpause { .. } => Some(CallClass::Governance),
		__Ignore(..) => None,
	}
}

/// Nothing that root could be told to do is stricter.
fn sudo(call: &pallet_sudo::Call<Runtime>) -> Option<CallClass> {
	use pallet_sudo::Call::*;
	match call {
		sudo { .. } | sudo_unchecked_weight { .. } | set_key { .. } | sudo_as { .. } | remove_key { .. } => {
			Some(CallClass::Control)
		},
		__Ignore(..) => None,
	}
}

/// What they do is done by root, and most of them know only its hash.
fn whitelist(call: &pallet_whitelist::Call<Runtime>) -> Option<CallClass> {
	use pallet_whitelist::Call::*;
	match call {
		whitelist_call { .. }
		| remove_whitelisted_call { .. }
		| dispatch_whitelisted_call { .. }
		| dispatch_whitelisted_call_with_preimage { .. }
		| remove_deferred_dispatch { .. } => Some(CallClass::Control),
		__Ignore(..) => None,
	}
}

fn feeders(call: &pallet_membership::Call<Runtime, FeedersInstance>) -> Option<CallClass> {
	use pallet_membership::Call::*;
	Some(match call {
		add_member { .. }
		| remove_member { .. }
		| swap_member { .. }
		| reset_members { .. }
		| set_prime { .. }
		| clear_prime { .. } => CallClass::Governance,
		// It gives the right to report to another account.
		change_key { .. } => CallClass::Control,
		__Ignore(..) => return None,
	})
}

/// Like that of an arbiter, it is an office by which one moves what others have. A machine that reports needs no more than a key
/// that is permitted this one call.
fn oracle(call: &pallet_oracle::Call<Runtime>) -> Option<CallClass> {
	use pallet_oracle::Call::*;
	match call {
		feed_values { .. } => Some(CallClass::Other),
		__Ignore(..) => None,
	}
}

/// What a clerk does, with certificates, batches and status lists, is Credentials. What changes a network, a schema or an
/// accreditation is Control, because it hands power on or cannot be undone; but for a suspension, which can. So is giving up what
/// is certified of oneself, and dropping the text of a public record. `docs/certification.md` has a table of it.
fn certification(call: &pallet_certification::Call<Runtime>) -> Option<CallClass> {
	use pallet_certification::Call::*;
	Some(match call {
		issue { .. }
		| issue_batch { .. }
		| renew { .. }
		| replace { .. }
		| accept { .. }
		| suspend { .. }
		| reinstate { .. }
		| revoke { .. }
		| create_status_list { .. }
		| set_status { .. }
		| commit_nullifier { .. }
		| withdraw_nullifier_commitment { .. }
		| suspend_accreditation { .. } => CallClass::Credentials,
		found_network { .. }
		| update_network { .. }
		| transfer_network { .. }
		| accept_network { .. }
		| close_network { .. }
		| register_schema { .. }
		| deprecate_schema { .. }
		| join_network { .. }
		| accredit { .. }
		| accept_accreditation { .. }
		| amend_accreditation { .. }
		| transfer_accreditation { .. }
		| reinstate_accreditation { .. }
		| revoke_accreditation { .. }
		| surrender { .. }
		| withdraw_deposit { .. } => CallClass::Control,
		__Ignore(..) => return None,
	})
}

/// What commits to a bound that is stated, and what is done within that, is Finance: limits count it. What has no bound lets others
/// take what is not foreseen, later and without the key: Control. So is an amendment, which changes what stricter keys have signed;
/// whether a draft is one, a signature says by the bound that it must not have. `docs/agreements.md` has a table of it.
fn agreements(call: &pallet_agreements::Call<Runtime>) -> Option<CallClass> {
	use pallet_agreements::Call::*;
	Some(match call {
		draft { terms, most: Some(_) } if terms.amends.is_none() => CallClass::Finance,
		sign { most: Some(_), .. } => CallClass::Finance,
		draft { .. } | sign { .. } => CallClass::Control,
		decline { .. }
		| fund { .. }
		| defund { .. }
		| settle { .. }
		| claim { .. }
		| answer { .. }
		| waive { .. }
		| dispute { .. }
		| appeal { .. } => CallClass::Finance,
		// What it gives back or takes over is a deposit, and anyone may.
		compact { .. } => CallClass::Finance,
		// Whether something goes on is no matter of money alone. Nor is the office of an arbiter: it is not by vote, and moves what
		// others have, but only between those who have agreed on it, who can appeal.
		end { .. } | rule { .. } => CallClass::Other,
		__Ignore(..) => return None,
	})
}

/// What is supplied, pledged, borrowed and exchanged is Finance: limits count it in full. The offices of a curator and a guardian are
/// no matter of money: what they stop and allow is what others do.
fn lending(call: &pallet_lending::Call<Runtime>) -> Option<CallClass> {
	use pallet_lending::Call::*;
	Some(match call {
		create_market { .. }
		| supply { .. }
		| withdraw { .. }
		| add_collateral { .. }
		| remove_collateral { .. }
		| borrow { .. }
		| repay { .. }
		| liquidate { .. }
		| bundle { .. }
		| collect { .. } => CallClass::Finance,
		set_caps { .. } | pause { .. } => CallClass::Other,
		// Of the technical committee.
		add_feed { .. } => CallClass::Governance,
		__Ignore(..) => return None,
	})
}

/// As [`lending`].
fn vaults(call: &pallet_vaults::Call<Runtime>) -> Option<CallClass> {
	use pallet_vaults::Call::*;
	Some(match call {
		create_vault { .. } | deposit { .. } | redeem { .. } => CallClass::Finance,
		propose { .. } | apply { .. } | veto { .. } | reallocate { .. } => CallClass::Other,
		__Ignore(..) => return None,
	})
}

/// What officers do with a body's money is no matter of one area, and no limit of a key counts it: their own key has none, or is one that
/// is permitted that very call. A gift is Finance.
fn public_finance(call: &pallet_public_finance::Call<Runtime>) -> Option<CallClass> {
	use pallet_public_finance::Call::*;
	Some(match call {
		donate { .. } => CallClass::Finance,
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
		| confirm { .. }
		| give_back { .. }
		| correct { .. }
		| archive { .. }
		| engage { .. }
		| reveal { .. }
		| find { .. }
		| answer { .. }
		| conclude { .. } => CallClass::Other,
		__Ignore(..) => return None,
	})
}

/// What an identity shows of itself and says of others is Social, with the fee and the deposits that it costs, which limits count. What is
/// set aside for others, and what is advanced for an arbiter, is Finance. By a ruling no more moves than that advance, which is the
/// arbiter's whatever he says.
fn reputation(call: &pallet_reputation::Call<Runtime>) -> Option<CallClass> {
	use pallet_reputation::Call::*;
	Some(match call {
		set_profile { .. }
		| publish { .. }
		| withdraw { .. }
		| review { .. }
		| respond { .. }
		| rule { .. }
		| refresh { .. } => CallClass::Social,
		dispute { .. } | sponsor { .. } => CallClass::Finance,
		__Ignore(..) => return None,
	})
}

/// Who lends for others by a pool is not held by limits of his own money.
fn credit(call: &pallet_credit::Call<Runtime>) -> Option<CallClass> {
	use pallet_credit::{types::Record, Call::*};
	Some(match call {
		open_register { .. } | publish_root { .. } | dispute { .. } | answer { .. } | void_consents { .. } => {
			CallClass::Credentials
		},
		publish_offer { pool: Some(_), .. } | propose { pool: Some(_), .. } => CallClass::Other,
		publish_offer { pool: None, .. }
		| withdraw_offer { .. }
		| draw { .. }
		| propose { pool: None, .. }
		| withdraw_proposal { .. }
		| accept { .. }
		| pay { .. }
		| claim { .. }
		| impair { .. }
		| declare_default { .. }
		| seize { .. }
		| write_off { .. }
		| open_pool { .. }
		| set_cover { .. }
		| deposit { .. }
		| request_redemption { .. }
		| redeem { .. } => CallClass::Finance,
		forget { record: Record::Outcome { .. } } => CallClass::Finance,
		forget { record: Record::Dispute { .. } | Record::Consents { .. } } => CallClass::Credentials,
		__Ignore(..) => return None,
	})
}
