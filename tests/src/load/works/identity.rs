//! Identities that act.

use super::{Prepared, Stage, Step};
use crate::{
	identity::{Device, Holder},
	load::Fleet,
	transaction::in_one,
};
use civitas_primitives::identity::Kind;
use civitas_runtime::{currency::CIV, Address, RuntimeCall};
use codec::Encode;
use pallet_identity_registry::Call;
use serde_json::json;
use sp_core::crypto::Ss58Codec;

/// How many identities act.
const IDENTITIES: usize = 500;
/// What tells them from others of the same key.
const SALT: [u8; 32] = [7; 32];

/// What all of them do.
fn remark() -> RuntimeCall {
	RuntimeCall::System(frame_system::Call::remark { remark: b"civitas".to_vec() })
}

/// The accounts that pay, each for one identity.
fn payers(stage: &Stage) -> Vec<usize> {
	stage.workers().take(IDENTITIES).collect()
}

/// Register an identity for each payer, of a device each, and give it some money.
async fn register(stage: &mut Stage, device: impl Fn(&Fleet, usize) -> Device) -> Vec<(usize, Device, Holder)> {
	let mut all = Vec::new();
	for who in payers(stage) {
		let device = device(stage.fleet(), who);
		let holder = Holder::new(stage.client(), &device, SALT).await;
		all.push((who, device, holder));
	}
	let register = |(who, device, holder): &(usize, Device, Holder)| {
		let pay = pallet_balances::Call::transfer_keep_alive { dest: Address::Id(holder.id.clone()), value: 10 * CIV };
		let calls = vec![holder.register(device, Kind::Person), RuntimeCall::Balances(pay)];
		Step { who: *who, call: in_one(calls).encode() }
	};
	stage.done(all.iter().map(register).collect()).await;
	all
}

/// An account acts as the identity whose key it is. What it does is a remark, so that what is measured is the acting.
pub fn act_as(stage: &mut Stage, calls: usize) -> Prepared<'_> {
	Box::pin(async move {
		let all = register(stage, |fleet, who| Device::wallet(fleet.key(who).clone())).await;
		let act = |(who, _, holder): &(usize, Device, Holder)| {
			let call = Call::act_as { identity: holder.id.clone(), call: Box::new(remark()) };
			Step { who: *who, call: RuntimeCall::IdentityRegistry(call).encode() }
		};
		all.iter().map(act).cycle().take(calls).collect()
	})
}

/// Somebody sends what a passkey has signed for its identity: the same remark.
pub fn act_by_passkey(stage: &mut Stage, calls: usize) -> Prepared<'_> {
	Box::pin(async move {
		let all = register(stage, |_, who| Device::passkey_of(who as u64 + 1)).await;
		let client = stage.client();
		// The last final block may not have them yet.
		let (_, best) = client.best().await;
		let mut signed = Vec::new();
		for (place, (who, device, holder)) in all.iter().enumerate().take(calls) {
			let (identity, key) = (holder.id.to_ss58check(), device.public().fragment());
			let asked = json!({ "identity": identity, "key": key, "block": best });
			let first = client.value("identityRegistry_nextNonce", asked).await;
			let first = first.as_u64().expect("the key is one of the identity");
			let acts = (calls - place).div_ceil(all.len()) as u64;
			signed.extend((first..first + acts).map(|number| {
				let call = holder.act_numbered(device, number, remark());
				Step { who: *who, call: call.encode() }
			}));
		}
		signed
	})
}
