//! What is not tried, or not asked of a call, each with the reason.

use crate::types::{carried, name_of};
use civitas_runtime::{
	configs::{governance::CouncilInstance, money::AssetId},
	OriginCaller, Runtime, RuntimeCall,
};
use frame_support::traits::Get;
use pallet_scheduler::{Agenda, Lookup};
use sp_runtime::MultiAddress;
use Exception::*;

/// What is not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exception {
	/// To try it.
	Try,
	/// To look whether it weighs no more than was charged.
	Most,
	/// To look whether it weighs what it reads and writes.
	Least,
}

const EXCEPTIONS: &[(Exception, &str, &str)] = &[
	(Try, "System.set_heap_pages", "root writes the state"),
	(Try, "System.set_code", "root changes the runtime"),
	(Try, "System.set_code_without_checks", "root changes the runtime"),
	(Try, "System.authorize_upgrade", "root changes the runtime"),
	(Try, "System.authorize_upgrade_without_checks", "root changes the runtime"),
	(Try, "System.apply_authorized_upgrade", "it changes the runtime"),
	(Try, "System.set_storage", "root writes the state"),
	(Try, "System.kill_storage", "root writes the state"),
	(Try, "System.kill_prefix", "root writes the state"),
	(Try, "Balances.force_adjust_total_issuance", "root says that there is as much as nobody has"),
	(Try, "Balances.force_unreserve", "root frees what a pallet keeps on hold, since both are of one number"),
	(Try, "Grandpa.note_stalled", "root says by how many blocks finality waits, and the SDK adds whatever it says"),
	(Try, "Timestamp.set", "the author of a block makes it, once"),
	(Least, "Sudo.sudo_unchecked_weight", "root says what is weighed"),
	(
		Least,
		"Sudo.sudo_as",
		"only who may do what root may can make it, and the account as whom it is made is not weighed",
	),
	(Least, "Utility.dispatch_as", "as above"),
	(Least, "Utility.dispatch_as_fallible", "as above"),
	(Least, "Utility.with_weight", "root says what is weighed"),
	(Most, "Council.set_members", "root says how many there were, and what is weighed is how many there are"),
	(Most, "TechnicalCommittee.set_members", "as above"),
	(
		Most,
		"Multisig.approve_as_multi",
		"the SDK says that some microseconds more were weighed than charged; no more is charged then",
	),
];

/// Nothing of shares is minted, burnt or moved, which the SDK lets anybody do, since nothing comes of it.
fn idle(call: &RuntimeCall) -> bool {
	use pallet_assets::Call::{burn, force_transfer, mint};
	matches!(
		call,
		RuntimeCall::PoolAssets(mint { amount: 0, .. } | burn { amount: 0, .. } | force_transfer { amount: 0, .. })
	)
}

/// What root can say although the SDK does not bear it:
/// - a payment of the treasury begins at the end of all time, and so ends then;
/// - a planned call that is kept as a preimage is to be retried, by which the preimage is given up twice;
/// - there are more members than there may be, or more than that have agreed;
/// - somebody has so much that a sum has no room;
/// - an asset has another owner, with whom its deposits are not: what is given back of them is then freed of what he has on hold.
fn absurd(call: &RuntimeCall) -> bool {
	use pallet_collective::{Call::set_members, RawOrigin::Members};
	use pallet_scheduler::Call::{set_retry, set_retry_named};
	use pallet_utility::Call::{dispatch_as, dispatch_as_fallible};
	let is_preimage = |(when, index): (u32, u32)| {
		let planned = Agenda::<Runtime>::get(when).get(index as usize).cloned().flatten();
		planned.is_some_and(|planned| planned.call.lookup_needed())
	};
	let most = <<Runtime as pallet_collective::Config<CouncilInstance>>::MaxMembers as Get<u32>>::get() as usize;
	match call {
		RuntimeCall::Treasury(pallet_treasury::Call::spend { valid_from: Some(from), .. }) => *from > u32::MAX / 2,
		RuntimeCall::Council(set_members { new_members, .. }) => new_members.len() > most,
		RuntimeCall::TechnicalCommittee(set_members { new_members, .. }) => new_members.len() > most,
		RuntimeCall::Utility(dispatch_as { as_origin, .. } | dispatch_as_fallible { as_origin, .. }) => {
			match &**as_origin {
				OriginCaller::Council(Members(yes, all)) | OriginCaller::TechnicalCommittee(Members(yes, all)) => {
					(*yes).max(*all) as usize > most
				},
				_ => false,
			}
		},
		RuntimeCall::Scheduler(set_retry { task, .. }) => is_preimage(*task),
		RuntimeCall::Scheduler(set_retry_named { id, .. }) => Lookup::<Runtime>::get(id).is_some_and(is_preimage),
		RuntimeCall::Assets(pallet_assets::Call::force_asset_status { id, owner, .. }) => {
			let known = pallet_assets::Asset::<Runtime>::get(AssetId::from(*id));
			known.is_some_and(|known| *owner != MultiAddress::Id(known.owner))
		},
		RuntimeCall::Balances(pallet_balances::Call::force_set_balance { new_free, .. }) => *new_free > u128::MAX >> 20,
		_ => false,
	}
}

/// Whether something is not done with a call, or with one that it carries. To be asked where there is a state.
pub fn excepts(exception: Exception, call: &RuntimeCall) -> bool {
	let is_one = |call: &RuntimeCall| {
		let name = name_of(call);
		EXCEPTIONS.iter().any(|(what, known, _)| *what == exception && *known == name)
			|| (exception == Try && (absurd(call) || idle(call)))
	};
	carried(call).is_none_or(|calls| calls.iter().any(is_one))
}
