//! Agreements as they stand.

use super::{
	agreement, preview, statement,
	words::{commitment, list, money, moneys, number, time, Words},
	AGREEMENTS,
};
use crate::{
	arguments::Connection,
	chain::{variant, Chain},
	failure::Failure,
	moment,
	output::{flat, label, Answer, Table},
};
use serde_json::{json, Value};
use subxt::utils::H256;

/// Milliseconds in a second.
const SECOND: u64 = 1_000;

pub async fn show(connection: &Connection, id: H256) -> Result<Answer, Failure> {
	let chain = Chain::connect(connection).await?;
	let found = agreement(&chain, &id).await?;
	let (value, block) = (&found.value, json!(found.block.hash));
	let words = Words::new(&value["terms"], None);
	let table = Table::default().hash("Hash", &id).row("State", state(value, &words, found.block.time));
	if value["state"] == "draft" {
		let preview = preview(&chain, &value["terms"]).await?;
		let mut table = words.table(table, |_| Vec::new());
		table = table.row("Sign by", time(&value["terms"]["signBy"]).unwrap_or_default());
		for one in list(&preview["commitments"]) {
			table = table.row("Commits", format!("{} to {}", words.name(&one["account"]), commitment(one)));
		}
		let json = json!({ "block": found.block, "value": { "agreement": value, "preview": preview } });
		return Ok(Answer::new(json, table.row("At block", found.block).text()));
	}
	let stated = statement(&chain, &value["id"], None, block.clone()).await?;
	let lines = list(&stated.value["lines"]);
	let mut disputes = Vec::new();
	for line in lines.iter().filter(|line| number(&line["disputed"]) > 0) {
		let params = json!({ "agreement": value["id"], "obligation": line["obligation"] });
		let dispute = chain.view(AGREEMENTS, "dispute_of", params, block.clone()).await?;
		disputes.push(json!({ "obligation": line["obligation"], "dispute": dispute.value }));
	}
	let stands = |place: usize| {
		let line = lines.iter().find(|line| line["obligation"] == json!(place));
		let dispute = disputes.iter().find(|dispute| dispute["obligation"] == json!(place));
		match (line, words.obligations().get(place)) {
			(Some(line), Some(obligation)) => stands(&words, obligation, line, dispute.map(|it| &it["dispute"])),
			_ => Vec::new(),
		}
	};
	// Of one that was compacted there are no terms any more.
	let mut table = if value["terms"].is_null() { table } else { words.table(table, stands) };
	for total in list(&value["totals"]) {
		let (from, to, paid) =
			(words.name(&total["from"]), words.name(&total["to"]), money(&total["paid"], &total["asset"]));
		table = table.row("Paid before", format!("{paid} from {from} to {to}"));
	}
	for fee in list(&value["fees"]) {
		table = table.row("Fee", format!("{} to {}", moneys(&json!([fee["fee"]])), words.name(&fee["arbiter"])));
	}
	let json = json!({
		"block": found.block,
		"value": { "agreement": value, "statement": lines, "disputes": disputes },
	});
	Ok(Answer::new(json, table.row("At block", found.block).text()))
}

/// How far it is.
fn state(value: &Value, words: &Words, now: moment::Moment) -> String {
	let state = flat(&value["state"]);
	let names =
		|accounts: &Value| list(accounts).iter().map(|account| words.name(account)).collect::<Vec<_>>().join(", ");
	if state == "draft" {
		let signed = names(&value["signed"]);
		if number(&value["terms"]["signBy"]) < now.into() {
			return format!(
				"draft, signed by {signed}, that has expired: anyone can decline it, and the deposit goes back"
			);
		}
		return format!("draft, signed by {signed}; it is the turn of {} to sign", names(&value["unsigned"]));
	}
	let mut text = state;
	let times = [("activatedAt", "runs since"), ("endsAt", "ends at"), ("closedAt", "closed since")];
	for (what, at) in times.iter().filter_map(|(name, what)| Some((what, time(&value[*name])?))) {
		text.push_str(&format!("; {what} {at}"));
	}
	text
}

/// How an obligation stands, and whose turn it is.
fn stands(words: &Words, obligation: &Value, line: &Value, dispute: Option<&Value>) -> Vec<String> {
	let is_act = variant(&obligation["performance"]).0 == "act";
	let (debtor, creditor) = words.sides(obligation);
	let mut all = Vec::new();
	let fulfilled = time(&line["fulfilledAt"]);
	let mut now = match (&fulfilled, time(&line["lapsed"]), is_act) {
		(Some(at), ..) => format!("fulfilled at {at}"),
		(None, Some(at), _) => {
			format!("lapsed at {at}: what it awaits was not true in time, or cannot become true any more")
		},
		(None, None, true) => "not done".to_owned(),
		(None, None, false) => format!("owed now: {}", money(&line["owed"], &line["asset"])),
	};
	if !is_act {
		let parts = ["interest", "accrued", "due", "paid", "interestPaid", "forgiven", "held", "disputed"];
		for (name, amount) in parts.iter().map(|name| (name, &line[*name])).filter(|(_, amount)| number(amount) > 0) {
			now.push_str(&format!(", {} {}", label(name).to_lowercase(), flat(amount)));
		}
	}
	if let Some(since) = time(&line["lateSince"]) {
		now.push_str(&format!("; late, due since {since}"));
	}
	if let (Some(at), false) = (time(&line["nextAt"]), is_act) {
		now.push_str(&format!("; {} more at {at}", flat(&line["nextAmount"])));
	}
	all.push(now);
	let claim = &line["claim"];
	if !claim.is_null() {
		let (claimant, other) = if is_act { (debtor, creditor) } else { (creditor, debtor) };
		let within = obligation["awaits"]["claim"]["answerWithin"].as_u64().unwrap_or_default();
		let until = |since: &Value| {
			let since = since.as_u64().unwrap_or_default();
			moment::show(since.saturating_add(within.saturating_mul(SECOND)))
		};
		let what = if is_act { "that it is done".to_owned() } else { flat(&claim["amount"]) };
		let (answer, evidence) = (list(&claim["answer"]), flat(&claim["evidence"]));
		all.push(match answer {
			_ if dispute.is_some() => format!("{claimant} has claimed {what}, by the evidence {evidence}"),
			[accepted, at] => format!(
				"{claimant} has claimed {what}, by the evidence {evidence}; {other} accepts {}; until {}, {claimant} can claim the \
				 rest anew{}, or it lapses",
				flat(accepted),
				until(at),
				if words.has_arbiters() { " and either side dispute it" } else { "" }
			),
			_ => {
				let silence = flat(&obligation["awaits"]["claim"]["silence"]);
				let until = until(&claim["at"]);
				format!(
					"{claimant} claims {what}, by the evidence {evidence}; it is the turn of {other} to answer until {until}, then \
					 silence {silence}"
				)
			},
		});
	}
	all.extend(dispute.filter(|dispute| !dispute.is_null()).map(|dispute| in_dispute(words, dispute)));
	all
}

/// Where a dispute stands.
fn in_dispute(words: &Words, dispute: &Value) -> String {
	let (stage, what) = variant(&dispute["stage"]);
	let turn: Vec<_> = list(&dispute["turn"]).iter().map(|account| words.name(account)).collect();
	let (turn, until) = (turn.join(" and "), time(&what["until"]).unwrap_or_default());
	let amount = flat(&dispute["dispute"]["amount"]);
	let step = match stage {
		"evidence" if !what["advance"].is_null() => {
			let fee = "advance the fee of the arbiter, or it loses";
			format!("it is the turn of {turn} to {fee}, until {until}; both sides can show evidence")
		},
		"evidence" => format!("{turn} can show evidence until {until}"),
		"rule" => format!("it is the turn of {turn} to rule, until {until}"),
		"appeal" => {
			let ruled = flat(&dispute["dispute"]["ruling"]["amount"]);
			format!("{ruled} is due by a ruling, against which {turn} can appeal until {until}")
		},
		_ => format!("decided: {} is due; settle it", flat(&what["amount"])),
	};
	let offered = match number(&dispute["dispute"]["offered"]) {
		0 => String::new(),
		offered => format!(", of which {offered} is offered"),
	};
	format!("in dispute ({amount}{offered}): {step}")
}

#[cfg(test)]
mod tests;
