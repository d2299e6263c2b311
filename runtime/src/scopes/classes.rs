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

use crate::{Runtime, RuntimeCall};
use civitas_primitives::identity::CallClass;
use pallet_identity_registry::ClassifyCall;

/// The classes of calls.
pub struct Classes;

/// How deep calls may be within calls that an identity makes: enough for an act down the longest chain of control, of a batch,
/// of a call of a joint account, that a proxy makes. Scopes look at the rest of a call again at each level of it, so what this
/// costs is as much as the length of the call times its depth; and only the length is known when the act is paid for.
pub const MAX_NESTING: u32 = 8;

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

impl ClassifyCall<RuntimeCall> for Classes {
	fn class(call: &RuntimeCall) -> Option<CallClass> {
		CallClass::strictest(Self::parts(call)?.iter())
	}
}

impl Classes {
	/// The classes of all the calls that `call` is made of. `None` if it does nothing, such as an empty batch.
	///
	/// Nor has it any if it carries calls within calls more than [`MAX_NESTING`] deep.
	pub fn parts(call: &RuntimeCall) -> Option<ClassSet> {
		Self::parts_within(call, MAX_NESTING)
	}

	/// As [`Self::parts`], of a call that carries calls at most `levels` deep.
	fn parts_within(call: &RuntimeCall, levels: u32) -> Option<ClassSet> {
		let carried = |call: &RuntimeCall| Self::parts_within(call, levels.checked_sub(1)?);
		let class = match call {
			// These carry other calls.
			RuntimeCall::Utility(call) => return utility(call, carried),
			RuntimeCall::Multisig(call) => return multisig(call, carried),
			RuntimeCall::Proxy(call) => return proxy(call, carried),
			RuntimeCall::Council(call) => return collective(call, carried),
			RuntimeCall::TechnicalCommittee(call) => return collective(call, carried),
			RuntimeCall::IdentityRegistry(call) => return identity_registry(call, carried),

			RuntimeCall::System(call) => system(call),
			RuntimeCall::Timestamp(call) => timestamp(call),
			RuntimeCall::Babe(call) => babe(call),
			RuntimeCall::Grandpa(call) => grandpa(call),
			RuntimeCall::Session(call) => session(call),
			RuntimeCall::ValidatorSet(call) => validator_set(call),
			RuntimeCall::Balances(call) => balances(call),
			RuntimeCall::Assets(call) => assets(call),
			RuntimeCall::Preimage(call) => preimage(call),
			RuntimeCall::Scheduler(call) => scheduler(call),
			RuntimeCall::Treasury(call) => treasury(call),
			RuntimeCall::SafeMode(call) => safe_mode(call),
			RuntimeCall::TxPause(call) => tx_pause(call),
			RuntimeCall::Sudo(call) => sudo(call),
			RuntimeCall::Whitelist(call) => whitelist(call),
			RuntimeCall::Certification(call) => certification(call),
		}?;
		Some(class.into())
	}
}

/// What a call of `calls` is made of, all of which it makes as the caller.
fn all<'a>(
	calls: impl IntoIterator<Item = &'a RuntimeCall>,
	carried: impl Fn(&RuntimeCall) -> Option<ClassSet>,
) -> Option<ClassSet> {
	let parts: Option<ClassSet> =
		calls.into_iter().map(carried).try_fold(ClassSet::default(), |all, parts| Some(all.union(parts?)));
	parts.filter(|parts| *parts != ClassSet::default())
}

/// What a call is made of that makes a call of these `parts` as another account: what that account has is not measured by
/// the limits of the key, so only a key without limits may move it.
fn as_another(parts: ClassSet) -> ClassSet {
	let moves = parts.contains(CallClass::Finance) || parts.contains(CallClass::Other);
	if moves {
		parts.union(CallClass::Control.into())
	} else {
		parts
	}
}

fn control() -> Option<ClassSet> {
	Some(CallClass::Control.into())
}

fn utility(
	call: &pallet_utility::Call<Runtime>,
	carried: impl Fn(&RuntimeCall) -> Option<ClassSet>,
) -> Option<ClassSet> {
	use pallet_utility::Call::*;
	match call {
		batch { calls } | batch_all { calls } | force_batch { calls } => all(calls, carried),
		if_else { main, fallback } => all([&**main, &**fallback], carried),
		as_derivative { index: _, call } => carried(call).map(as_another),
		// Root's: nothing in them could be stricter.
		dispatch_as { .. } | dispatch_as_fallible { .. } | with_weight { .. } => control(),
		__Ignore(..) => None,
	}
}

fn multisig(
	call: &pallet_multisig::Call<Runtime>,
	carried: impl Fn(&RuntimeCall) -> Option<ClassSet>,
) -> Option<ClassSet> {
	use pallet_multisig::Call::*;
	match call {
		as_multi_threshold_1 { other_signatories: _, call } => carried(call).map(as_another),
		// An approval outlives the act, whatever it is for.
		as_multi { .. } | approve_as_multi { .. } | cancel_as_multi { .. } => control(),
		poke_deposit { .. } => Some(CallClass::Finance.into()),
		__Ignore(..) => None,
	}
}

fn proxy(call: &pallet_proxy::Call<Runtime>, carried: impl Fn(&RuntimeCall) -> Option<ClassSet>) -> Option<ClassSet> {
	use pallet_proxy::Call::*;
	match call {
		proxy { real: _, force_proxy_type: _, call } => carried(call).map(as_another),
		// Those that take a delegation back are with those that give it: an act that is not Control leaves them all as they were.
		add_proxy { .. }
		| remove_proxy { .. }
		| remove_proxies { .. }
		| create_pure { .. }
		| kill_pure { .. }
		| announce { .. }
		| remove_announcement { .. }
		| reject_announcement { .. }
		| proxy_announced { .. } => control(),
		poke_deposit { .. } => Some(CallClass::Finance.into()),
		__Ignore(..) => None,
	}
}

/// A motion is carried out as the committee and not as who proposes it, so a vote, of which only the hash is known, gives away
/// nothing of the identity. Who proposes must be one who may do what is proposed.
fn collective<I: 'static>(
	call: &pallet_collective::Call<Runtime, I>,
	carried: impl Fn(&RuntimeCall) -> Option<ClassSet>,
) -> Option<ClassSet>
where
	Runtime: pallet_collective::Config<I, Proposal = RuntimeCall>,
{
	use pallet_collective::Call::*;
	let governance = ClassSet::from(CallClass::Governance);
	match call {
		execute { proposal, .. } | propose { proposal, .. } => carried(proposal).map(|parts| parts.union(governance)),
		set_members { .. } | vote { .. } | close { .. } | release_proposal_cost { .. } => Some(governance),
		disapprove_proposal { .. } | kill { .. } => control(),
		__Ignore(..) => None,
	}
}

/// An act within an act takes the filters of the outer one along, and the limits of the outer key count what is spent in it,
/// so it is no more than the call it carries.
fn identity_registry(
	call: &pallet_identity_registry::Call<Runtime>,
	carried: impl Fn(&RuntimeCall) -> Option<ClassSet>,
) -> Option<ClassSet> {
	use pallet_identity_registry::Call::*;
	match call {
		act_as { call, .. } | act_as_signed { call, .. } => carried(call),
		// The pallet has a match without a wildcard for the rest.
		call => crate::IdentityRegistry::class(call, Classes::class).map(Into::into),
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

/// Who holds the session keys signs blocks in the identity's name, and can have its bond slashed.
fn session(call: &pallet_session::Call<Runtime>) -> Option<CallClass> {
	use pallet_session::Call::*;
	match call {
		set_keys { .. } | purge_keys { .. } => Some(CallClass::Control),
		__Ignore(..) => None,
	}
}

fn validator_set(call: &pallet_validator_set::Call<Runtime>) -> Option<CallClass> {
	use pallet_validator_set::Call::*;
	Some(match call {
		apply { .. } | leave { .. } | withdraw { .. } | set_bond { .. } => CallClass::Finance,
		approve { .. } | reject { .. } | remove { .. } => CallClass::Governance,
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

fn assets(call: &pallet_assets::Call<Runtime>) -> Option<CallClass> {
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

/// Accrediting is part of the area: who is accredited issues in its own name. Giving a network or an accreditation away is not,
/// for whoever gets it has authority over all that was ever issued under it; nor is closing a network, the end of all of it.
fn certification(call: &pallet_certification::Call<Runtime>) -> Option<CallClass> {
	use pallet_certification::Call::*;
	Some(match call {
		found_network { .. }
		| update_network { .. }
		| accept_network { .. }
		| register_schema { .. }
		| deprecate_schema { .. }
		| join_network { .. }
		| accredit { .. }
		| amend_accreditation { .. }
		| suspend_accreditation { .. }
		| reinstate_accreditation { .. }
		| revoke_accreditation { .. }
		| commit_nullifier { .. }
		| withdraw_nullifier_commitment { .. }
		| issue { .. }
		| accept { .. }
		| decline { .. }
		| renew { .. }
		| replace { .. }
		| suspend { .. }
		| reinstate { .. }
		| revoke { .. }
		| revoke_many { .. }
		| surrender { .. }
		| withdraw_deposit { .. }
		| issue_batch { .. }
		| create_status_list { .. }
		| set_status { .. }
		| grant_document { .. }
		| revoke_document_grant { .. }
		| log_document_access { .. } => CallClass::Credentials,
		transfer_network { .. } | close_network { .. } | hand_over { .. } => CallClass::Control,
		__Ignore(..) => return None,
	})
}
