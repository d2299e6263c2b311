//! Settle: one agreement, or a pay run.

use super::{
	agreement, statement,
	words::{list, money, moneys, number, places},
	AGREEMENTS,
};
use crate::{
	arguments::{self, Connection},
	caller::{Caller, CallerArguments, Done},
	chain::{paging, parts, variant, Chain, Receipt},
	commands::CERTIFICATION,
	failure::{Exit, Failure},
	moment::Moment,
	output::{flat, notice, Answer, Table},
};
use clap::Args;
use serde_json::{json, Value};
use subxt::utils::H256;

/// The most agreements that one call settles.
const MOST: usize = 500;

/// For how long what is stated as the most that leaves the caller is enough, in milliseconds: as long as a call may take to be
/// included, and longer.
const AHEAD: Moment = 10 * 60 * 1_000;

#[derive(Args, Debug)]
pub struct SettleArguments {
	/// The agreements.
	#[arg(value_name = "HASH", value_parser = arguments::hash, required_unless_present = "all", conflicts_with_all = ["all", "party"])]
	agreements: Vec<H256>,
	/// All by which something can be paid now, or goes back, at most 500: give the same command again for more.
	#[arg(long)]
	all: bool,
	/// With --all: whose agreements; your own if this is not given.
	#[arg(long, value_name = "ACCOUNT", requires = "all")]
	party: Option<String>,
	#[command(flatten)]
	caller: CallerArguments,
}

/// An agreement that is to be settled.
struct Item {
	id: Value,
	/// The certificates that it awaits and that there are.
	certificates: Vec<Value>,
	/// Its terms.
	terms: Value,
	/// How its obligations stand a little later.
	later: Vec<Value>,
}

pub async fn settle(connection: &Connection, arguments: SettleArguments) -> Result<Answer, Failure> {
	let caller = arguments.caller.connect(connection).await?;
	let items = items(&caller, &arguments).await?;
	if items.is_empty() {
		return Ok(Answer::new(json!({ "settled": [], "owed": [] }), "Nothing is to be paid or to go back."));
	}
	let stated = most(&items, &json!(caller.account()));
	let call = json!({ "settle": {
		"agreements": items.iter().map(|item| json!({ "agreement": item.id, "certificates": item.certificates })).collect::<Vec<_>>(),
		"most": stated,
		"obligations": items.iter().map(|item| list(&item.terms["obligations"]).len()).sum::<usize>(),
	} });
	match caller.perform(&json!({ AGREEMENTS: call })).await? {
		Done::Tried(mut answer) => {
			let table = Table::default().row("Agreements", items.len()).row(
				"Leaves you at most",
				match &stated {
					Value::Null => "without a bound".to_owned(),
					stated => moneys(stated),
				},
			);
			answer.text = format!("{}\n\n{}", table.text(), answer.text);
			Ok(answer)
		},
		Done::Made(receipt) => {
			let mut owed = Vec::new();
			for item in &items {
				let stated = statement(&caller.chain, &item.id, None, json!(receipt.block.hash)).await?;
				let lines = payments(&stated.value, &item.terms).filter(|line| due(line) > 0);
				owed.extend(lines.map(|line| (item.id.clone(), line.clone())));
			}
			Ok(told(&receipt, &items, &owed))
		},
	}
}

/// What is to be settled.
async fn items(caller: &Caller, arguments: &SettleArguments) -> Result<Vec<Item>, Failure> {
	let chain = &caller.chain;
	let mut items = Vec::new();
	if !arguments.all {
		for id in &arguments.agreements {
			items.push(item(chain, &agreement(chain, id).await?.value).await?.0);
		}
		return Ok(items);
	}
	let party = match &arguments.party {
		Some(party) => chain.account(party).await?,
		None => caller.account(),
	};
	let ask = async |params: Value, block: Value| chain.view(AGREEMENTS, "agreements_of", params, block).await;
	let found = paging::all(json!({ "party": party }), Value::Null, ask).await?;
	for value in list(&found.value["items"]) {
		if value["state"] != "active" && value["state"] != "ended" {
			continue;
		}
		if items.len() == MOST {
			notice("There are more: give the same command again.");
			break;
		}
		let (item, is_due) = item(chain, value).await?;
		if is_due {
			items.push(item);
		}
	}
	Ok(items)
}

/// An agreement, and whether something can move by it now.
async fn item(chain: &Chain, value: &Value) -> Result<(Item, bool), Failure> {
	let (id, terms) = (value["id"].clone(), value["terms"].clone());
	let now = statement(chain, &id, None, Value::Null).await?;
	let moves = payments(&now.value, &terms).any(|line| due(line) > 0 || goes_back(line));
	let ahead = now.block.time.saturating_add(AHEAD);
	let mut later = statement(chain, &id, Some(ahead), Value::Null).await?;
	let later = list(&later.value["lines"].take()).to_vec();
	let certificates = certificates(chain, value).await?;
	let is_due = moves || !certificates.is_empty();
	Ok((Item { id, certificates, terms, later }, is_due))
}

/// How the obligations stand that are no acts: by those nothing is paid.
fn payments<'a>(statement: &'a Value, terms: &'a Value) -> impl Iterator<Item = &'a Value> {
	let obligations = list(&statement["lines"]).iter().zip(list(&terms["obligations"]));
	obligations.filter(|(_, obligation)| variant(&obligation["performance"]).0 != "act").map(|(line, _)| line)
}

/// What is to be paid by an obligation now.
fn due(line: &Value) -> u128 {
	number(&line["owed"]).saturating_add(number(&line["interest"]))
}

/// Whether something is held for nothing.
fn goes_back(line: &Value) -> bool {
	let part = |name: &str| number(&line[name]);
	let settled = part("paid").saturating_add(part("forgiven"));
	!line["most"].is_null() && part("held") > part("most").saturating_sub(settled).max(part("disputed"))
}

/// The certificates that the obligations of an agreement await and that were not found yet: with its terms as evidence.
async fn certificates(chain: &Chain, value: &Value) -> Result<Vec<Value>, Failure> {
	let mut presented = Vec::new();
	for (place, obligation) in list(&value["terms"]["obligations"]).iter().enumerate() {
		let (awaited, record) = (&obligation["awaits"]["certificate"], &value["records"][place]);
		let is_open = record["fulfilledAt"].is_null() && record["lapsed"].is_null();
		if awaited.is_null() || !record["found"]["certificate"].is_null() || !is_open {
			continue;
		}
		let ask = async |params: Value, block: Value| chain.view(CERTIFICATION, "certificates_of", params, block).await;
		let params = json!({ "subject": awaited["subject"], "state": "active", "acceptedOnly": false });
		let found = paging::all(params, Value::Null, ask).await?;
		// Of an amended agreement, it may be that of the terms since which the obligation is as it is.
		let evidence = if record["evidence"].is_null() { &value["termsHash"] } else { &record["evidence"] };
		let is_it = |certificate: &&Value| {
			certificate["network"] == awaited["network"]
				&& certificate["schema"] == awaited["schema"]
				&& certificate["evidence"] == *evidence
		};
		if let Some(certificate) = list(&found.value["items"]).iter().find(is_it) {
			presented.push(json!({ "obligation": place, "certificate": certificate["id"] }));
		}
	}
	Ok(presented)
}

/// The most that leaves someone by settling these, by asset; null, if there is no bound. Of what can become due because something
/// else is paid or found true by it, that is all that there can be.
fn most(items: &[Item], who: &Value) -> Value {
	let mut sums: Vec<(Value, u128)> = Vec::new();
	for item in items {
		for (line, obligation) in item.later.iter().zip(list(&item.terms["obligations"])) {
			let awaits = &obligation["awaits"];
			let (kind, _) = variant(&obligation["performance"]);
			let (funding, by) = variant(&obligation["funding"]);
			let foreseen = kind == "pay"
				&& places(&awaits["fulfilled"]).is_empty()
				&& places(&awaits["late"]).is_empty()
				&& awaits["certificate"].is_null()
				&& awaits["condition"].is_null()
				&& (funding != "escrowed" || by.is_null());
			if line["debtor"] != *who || kind == "act" {
				continue;
			}
			let part = |name: &str| number(&line[name]);
			let leaves = match (foreseen, line["most"].is_null()) {
				(true, _) => part("owed"),
				(false, false) => part("most").saturating_sub(part("paid")).saturating_sub(part("forgiven")),
				(false, true) => return Value::Null,
			};
			let leaves = leaves.saturating_sub(part("held")).saturating_add(part("interest"));
			match sums.iter_mut().find(|(asset, _)| *asset == line["asset"]) {
				Some((_, sum)) => *sum = sum.saturating_add(leaves),
				None => sums.push((line["asset"].clone(), leaves)),
			}
		}
	}
	let money = |(asset, amount): &(Value, u128)| json!({ "asset": asset, "amount": amount.to_string() });
	sums.iter().filter(|(_, amount)| *amount > 0).map(money).collect()
}

/// What was paid, what could not be settled, and what is still owed; a no, if something of this is.
fn told(receipt: &Receipt, items: &[Item], owed: &[(Value, Value)]) -> Answer {
	let (mut paid, mut failed): (Vec<(Value, u128)>, Vec<&Value>) = (Vec::new(), Vec::new());
	for (pallet, name, fields) in receipt.events.iter().map(parts) {
		match (pallet, name) {
			(AGREEMENTS, "paid" | "interestPaid") => {
				let amount = number(&fields["amount"]);
				match paid.iter_mut().find(|(asset, _)| *asset == fields["asset"]) {
					Some((_, sum)) => *sum = sum.saturating_add(amount),
					None => paid.push((fields["asset"].clone(), amount)),
				}
			},
			(AGREEMENTS, "settleFailed") => failed.push(fields),
			_ => {},
		}
	}
	let mut table =
		Table::default().row("Settled", format!("{} of {}", items.len().saturating_sub(failed.len()), items.len()));
	for (asset, amount) in &paid {
		table = table.row("Paid", money(&json!(amount.to_string()), asset));
	}
	for one in &failed {
		table = table.row("Not settled", format!("{}: {}", flat(&one["agreement"]), flat(&one["error"])));
	}
	for (id, line) in owed {
		let (amount, debtor) = (money(&json!(due(line).to_string()), &line["asset"]), flat(&line["debtor"]));
		table = table.row(
			"Still owed",
			format!("{amount} by {debtor}, obligation {} of {}", flat(&line["obligation"]), flat(id)),
		);
	}
	let still = |(id, line): &(Value, Value)| json!({ "agreement": id, "line": line });
	let json = json!({
		"settled": items.iter().map(|item| &item.id).filter(|id| failed.iter().all(|one| one["agreement"] != **id)).collect::<Vec<_>>(),
		"failed": failed,
		"owed": owed.iter().map(still).collect::<Vec<_>>(),
		"events": receipt.events,
	});
	let answer = receipt.told(json, table);
	Answer { exit: if failed.is_empty() && owed.is_empty() { Exit::Success } else { Exit::No }, ..answer }
}

#[cfg(test)]
mod tests;
