//! What a key may do on chain: as it is typed, and as it is shown.

use super::{acted::acted, ActorArguments};
use crate::{
	arguments::Connection,
	chain::{Chain, IDENTITIES},
	dynamic::call_name,
	failure::Failure,
	identity::{key::PublicKey, number::number},
	moment,
	output::Answer,
};
use clap::Args;
use serde_json::{json, Value};

/// The scope of keys that may make every call.
const WIDEST: &str = "any";

/// That of keys that may make no calls but single ones.
const LISTED: &str = "listed";

/// What a key may do on chain.
#[derive(Args, Debug, Default)]
pub struct PermissionArguments {
	/// The calls that it may make, by their classes: any, nonTransfer, social, credentials, finance, devices or governance; or listed,
	/// for no calls but those of --permit.
	#[arg(long, value_name = "SCOPE", help_heading = "What the key may do")]
	scope: Option<String>,
	/// A single call that it may make besides, such as balances.transferKeepAlive; can be given up to 8 times. Calls of the class
	/// control, such as identityRegistry.addKey, stay forbidden to it even so.
	#[arg(long = "permit", value_name = "CALL", help_heading = "What the key may do")]
	calls: Vec<String>,
	/// How much it may move of an asset, which is native or a number, in which time: native=5000000000000/1d. The time is in
	/// milliseconds, or with s, min, h, d or w. Given for one asset, the key may move no other; up to 4 times. Payments that may
	/// end an account (transferAllowDeath, assets.transfer) are not for such a key: use transferKeepAlive.
	#[arg(long = "limit", value_name = "ASSET=AMOUNT/TIME", value_parser = limit, help_heading = "What the key may do")]
	limits: Vec<Value>,
	/// An account that what it moves may go to; to no other, if one is given; can be given up to 8 times.
	#[arg(long = "counterparty", value_name = "ACCOUNT", help_heading = "What the key may do")]
	counterparties: Vec<String>,
}

impl PermissionArguments {
	/// In the form of the chain; a key may make every call if no scope is given.
	pub async fn read(&self, chain: &Chain) -> Result<Value, Failure> {
		let Self { scope, calls, limits, counterparties } = self;
		let scope = scope.as_deref().unwrap_or(WIDEST);
		if scope == WIDEST && !calls.is_empty() {
			return Err(Failure::usage(format!(
				"A key of the scope {WIDEST} may make every call: give a narrower --scope beside --permit, such as {LISTED}."
			)));
		}
		let mut accounts = Vec::new();
		for account in counterparties {
			accounts.push(chain.account(account).await?);
		}
		let calls: Vec<_> = calls.iter().map(|call| call_name(call)).collect();
		Ok(json!({ "scope": scope, "limits": limits, "calls": calls, "counterparties": accounts }))
	}
}

/// `native=5000000000000/1d`, as the chain has it.
fn limit(text: &str) -> Result<Value, String> {
	let wrong = || "not ASSET=AMOUNT/TIME, such as native=5000000000000/1d or 7=100/12h".to_owned();
	let (asset, rest) = text.split_once('=').ok_or_else(wrong)?;
	let (amount, period) = rest.split_once('/').ok_or_else(wrong)?;
	let asset = match asset {
		"native" => Value::Null,
		asset if moment::is_number(asset) => asset.parse::<u32>().map_err(|error| error.to_string())?.into(),
		_ => return Err(wrong()),
	};
	if !moment::is_number(amount) {
		return Err(wrong());
	}
	let amount = amount.parse::<u128>().map_err(|error| error.to_string())?.to_string();
	Ok(json!({ "asset": asset, "amount": amount, "period": moment::duration(period)? }))
}

/// Whether what a key may do is everything.
pub fn is_full(key: &Value) -> bool {
	let none = |name: &str| key[name].as_array().is_none_or(Vec::is_empty);
	key["scope"] == WIDEST && none("limits") && none("allowances") && none("counterparties")
}

/// What a key may do, in words: of its record, or of its permissions as they are asked for.
pub fn describe(key: &Value) -> String {
	if is_full(key) {
		return "do everything".to_owned();
	}
	let list = |name: &str| key[name].as_array().map_or(&[][..], Vec::as_slice);
	let scope = key["scope"].as_str().unwrap_or("?");
	let mut text = match scope {
		WIDEST => "make every call but those of control".to_owned(),
		LISTED if list("calls").is_empty() => "make no calls".to_owned(),
		LISTED => "make no calls but ".to_owned(),
		scope => format!("make calls of the scope {scope}"),
	};
	for (place, call) in list("calls").iter().enumerate() {
		text.push_str(if place == 0 && scope == LISTED { "" } else { ", " });
		text.push_str(&call.as_str().map_or_else(|| call.to_string(), ToOwned::to_owned));
	}
	// In use, a limit is within an allowance.
	let limits = list("limits").iter().map(|limit| (limit, None));
	let limits: Vec<_> = limits.chain(list("allowances").iter().map(|it| (&it["limit"], Some(it)))).collect();
	for (place, (limit, used)) in limits.iter().enumerate() {
		text.push_str(if place == 0 { "; move at most " } else { ", " });
		let asset = if limit["asset"].is_null() { "native".to_owned() } else { format!("asset {}", limit["asset"]) };
		let period = number(&limit["period"]).map_or_else(|| "?".to_owned(), moment::show_duration);
		text.push_str(&format!("{} of {asset} in {period}", amount(&limit["amount"])));
		match used.map(|used| (amount(&used["spent"]), number(&used["since"]))) {
			Some((spent, Some(since))) if spent != "0" => {
				text.push_str(&format!(" ({spent} since {})", moment::show(since)));
			},
			_ => {},
		}
	}
	for (place, account) in list("counterparties").iter().enumerate() {
		text.push_str(if place == 0 { "; move only to " } else { ", " });
		text.push_str(account.as_str().unwrap_or("?"));
	}
	text
}

/// An amount in digits.
fn amount(value: &Value) -> String {
	value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned)
}

/// Set what a key may do.
pub async fn set(
	connection: &Connection,
	actor: &ActorArguments,
	key: &PublicKey,
	arguments: &PermissionArguments,
) -> Result<Answer, Failure> {
	if arguments.scope.is_none() {
		// It would be one that may do everything, if nothing else is given either.
		return Err(Failure::usage("Say which calls the key may make, by --scope: what it may do is set as a whole."));
	}
	let caller = actor.connect(connection).await?;
	let permissions = arguments.read(&caller.chain).await?;
	let set = json!({ "key": key.text(), "permissions": permissions });
	let done = caller.perform(&json!({ IDENTITIES: { "setKeyPermissions": set } })).await?;
	let may = json!({ "may": describe(&permissions) });
	acted(done, "keyPermissionsSet", may, &[("Key", "key"), ("May", "may")])
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn limits_are_typed() {
		let day = 86_400_000;
		for (text, asset, amount, period) in [
			("native=5000000000000/1d", Value::Null, "5000000000000", day),
			("7=100/12h", json!(7), "100", day / 2),
			("0=0/2w", json!(0), "0", 14 * day),
			("native=1/90min", Value::Null, "1", 5_400_000),
			("native=340282366920938463463374607431768211455/250", Value::Null, &u128::MAX.to_string(), 250),
		] {
			assert_eq!(limit(text), Ok(json!({ "asset": asset, "amount": amount, "period": period })), "{text}");
		}
		for wrong in [
			"",
			"native",
			"native=5",
			"native=5/",
			"5/1d",
			"euro=5/1d",
			"=5/1d",
			"native=-5/1d",
			"native=5.5/1d",
			"native=5/1y",
			"native=5/d",
			"native=5/-1d",
			"4294967296=5/1d",
			"native=5/99999999999999999999d",
			"native=340282366920938463463374607431768211456/1d",
			"Native=5/1d",
		] {
			assert!(limit(wrong).is_err(), "{wrong}");
		}
	}

	#[test]
	fn it_is_said_what_a_key_may_do() {
		let full = json!({ "scope": "any", "allowances": [], "calls": ["system.remark"], "counterparties": [] });
		assert!(is_full(&full));
		assert_eq!(describe(&full), "do everything");
		let limits = json!([
			{ "asset": null, "amount": "500", "period": 86_400_000 },
			{ "asset": 7, "amount": "9007199254740993", "period": 1_500 },
		]);
		let asked = json!({
			"scope": "social", "limits": limits, "calls": ["balances.transferKeepAlive", { "pallet": 9, "call": 1 }],
			"counterparties": ["5A", "5B"],
		});
		assert!(!is_full(&asked));
		assert_eq!(
			describe(&asked),
			"make calls of the scope social, balances.transferKeepAlive, {\"pallet\":9,\"call\":1}; move at most 500 of native in \
			 1 d, 9007199254740993 of asset 7 in 1500 ms; move only to 5A, 5B"
		);
		// As it is stored, with what was used.
		let stored = json!({
			"scope": "any", "calls": [], "counterparties": [],
			"allowances": [
				{ "limit": limits[0], "spent": "20", "since": 1_735_689_600_000_u64 },
				{ "limit": limits[1], "spent": "0", "since": 0 },
			],
		});
		assert!(!is_full(&stored));
		assert_eq!(
			describe(&stored),
			"make every call but those of control; move at most 500 of native in 1 d (20 since 2025-01-01T00:00:00Z), \
			 9007199254740993 of asset 7 in 1500 ms"
		);
		let listed = |calls: Value| describe(&json!({ "scope": "listed", "calls": calls }));
		assert_eq!(listed(json!([])), "make no calls");
		assert_eq!(listed(json!(["system.remark", "balances.burn"])), "make no calls but system.remark, balances.burn");
		let held = json!({ "scope": "any", "limits": [], "calls": [], "counterparties": ["5A"] });
		assert_eq!(describe(&held), "make every call but those of control; move only to 5A");
	}
}
