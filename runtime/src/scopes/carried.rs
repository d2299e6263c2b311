//! Which calls carry others, and as whom those are made. Classes, permissions and outflows look into calls by this.
//!
//! The filters of safe mode and of proxies do not: they let fewer wrappings through, and list those they do by themselves. So a
//! call that carries another is added here, and passes neither filter until somebody has decided that it shall.

use crate::{Runtime, RuntimeCall};
use core::slice::from_ref;

/// How deep calls may be within calls that an identity makes: enough for an act down the longest chain of control, of a batch,
/// of a call of a joint account, that a proxy makes. Scopes look at the rest of a call again at each level of it, so what this
/// costs is as much as the length of the call times its depth; and only the length is known when the act is paid for.
pub const MAX_NESTING: u32 = 8;

/// As whom a call is made that another carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Maker {
	/// As whoever makes the call that carries it.
	Caller,
	/// As another account, at once: one that is derived from the caller's, that the caller shares with others of whom each may
	/// act alone, or whose proxy it is.
	Another,
	/// As another account, once others have agreed as well, or time has passed. What the caller adds to that lasts.
	Approved,
	/// As an identity, in an act on the caller's authority.
	Act,
	/// As an identity, in an act on the authority of whoever has signed it, which the caller need not be.
	Signed,
	/// As a committee, of which the caller is a member.
	Committee,
}

/// What a call carries.
#[derive(Clone, Copy, Debug)]
pub struct Carried<'a> {
	/// As whom the calls are made.
	pub maker: Maker,
	calls: [&'a [RuntimeCall]; 2],
}

impl<'a> Carried<'a> {
	fn one(maker: Maker, call: &'a RuntimeCall) -> Option<Self> {
		Some(Self { maker, calls: [from_ref(call), &[]] })
	}

	/// The calls, in their order.
	pub fn calls(&self) -> impl Iterator<Item = &'a RuntimeCall> {
		self.calls.into_iter().flatten()
	}
}

/// The calls that `call` carries; nothing if it carries none.
///
/// What is made as root, as whomever root says, or by the scheduler, is not among them: nothing that is known of such a call says
/// anything about who makes the call that carries it.
pub fn carried(call: &RuntimeCall) -> Option<Carried<'_>> {
	use Maker::*;
	match call {
		RuntimeCall::Utility(call) => {
			use pallet_utility::Call::*;
			match call {
				batch { calls } | batch_all { calls } | force_batch { calls } => {
					Some(Carried { maker: Caller, calls: [calls, &[]] })
				},
				if_else { main, fallback } => {
					Some(Carried { maker: Caller, calls: [from_ref(main), from_ref(fallback)] })
				},
				as_derivative { index: _, call } => Carried::one(Another, call),
				dispatch_as { .. } | dispatch_as_fallible { .. } | with_weight { .. } | __Ignore(..) => None,
			}
		},
		RuntimeCall::Multisig(call) => {
			use pallet_multisig::Call::*;
			match call {
				as_multi_threshold_1 { other_signatories: _, call } => Carried::one(Another, call),
				as_multi { call, .. } => Carried::one(Approved, call),
				approve_as_multi { .. } | cancel_as_multi { .. } | poke_deposit { .. } | __Ignore(..) => None,
			}
		},
		RuntimeCall::Proxy(call) => {
			use pallet_proxy::Call::*;
			match call {
				proxy { real: _, force_proxy_type: _, call } => Carried::one(Another, call),
				proxy_announced { call, .. } => Carried::one(Approved, call),
				add_proxy { .. }
				| remove_proxy { .. }
				| remove_proxies { .. }
				| create_pure { .. }
				| kill_pure { .. }
				| announce { .. }
				| remove_announcement { .. }
				| reject_announcement { .. }
				| poke_deposit { .. }
				| __Ignore(..) => None,
			}
		},
		RuntimeCall::Council(call) => motion(call),
		RuntimeCall::TechnicalCommittee(call) => motion(call),
		RuntimeCall::IdentityRegistry(call) => {
			use pallet_identity_registry::Call::*;
			match call {
				act_as { call, .. } => Carried::one(Act, call),
				act_as_signed { call, .. } => Carried::one(Signed, call),
				register { .. }
				| fund { .. }
				| add_key { .. }
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
				| attest_domain { .. }
				| remove_domain { .. }
				| freeze { .. }
				| unfreeze { .. }
				| vote { .. }
				| deactivate { .. }
				| approve { .. }
				| retract_approval { .. }
				| __Ignore(..) => None,
			}
		},
		// Root's: `Sudo` and `Scheduler` carry calls, and `Whitelist` does once the committees have agreed.
		RuntimeCall::Sudo(_) | RuntimeCall::Scheduler(_) | RuntimeCall::Whitelist(_) => None,
		RuntimeCall::System(_)
		| RuntimeCall::Timestamp(_)
		| RuntimeCall::Babe(_)
		| RuntimeCall::Grandpa(_)
		| RuntimeCall::ValidatorSet(_)
		| RuntimeCall::Balances(_)
		| RuntimeCall::Assets(_)
		| RuntimeCall::PoolAssets(_)
		| RuntimeCall::AssetConversion(_)
		| RuntimeCall::Preimage(_)
		| RuntimeCall::Treasury(_)
		| RuntimeCall::SafeMode(_)
		| RuntimeCall::TxPause(_)
		| RuntimeCall::Feeders(_)
		| RuntimeCall::Oracle(_)
		| RuntimeCall::Certification(_)
		| RuntimeCall::Agreements(_)
		| RuntimeCall::Lending(_)
		| RuntimeCall::Vaults(_)
		| RuntimeCall::PublicFinance(_)
		| RuntimeCall::Reputation(_)
		| RuntimeCall::Credit(_) => None,
	}
}

/// A motion is carried out as the committee and not as who proposes it, so a vote, of which only the hash is known, gives away
/// nothing of the identity. Who proposes must be one who may do what is proposed.
fn motion<I: 'static>(call: &pallet_collective::Call<Runtime, I>) -> Option<Carried<'_>>
where
	Runtime: pallet_collective::Config<I, Proposal = RuntimeCall>,
{
	use pallet_collective::Call::*;
	match call {
		execute { proposal, .. } | propose { proposal, .. } => Carried::one(Maker::Committee, proposal),
		set_members { .. }
		| vote { .. }
		| close { .. }
		| release_proposal_cost { .. }
		| disapprove_proposal { .. }
		| kill { .. }
		| __Ignore(..) => None,
	}
}
