//! Terms of agreements in plain words, from their JSON.

use crate::{
	chain::variant,
	moment,
	output::{flat, printable, Table},
	templates::Template,
};
use serde_json::{json, Value};
use subxt::utils::AccountId32;

/// Milliseconds in a second.
const SECOND: u64 = 1_000;

/// Terms, as the chain shows them.
pub struct Words<'a> {
	terms: &'a Value,
	/// Who reads them, if that is known.
	reader: Option<AccountId32>,
}

impl<'a> Words<'a> {
	pub fn new(terms: &'a Value, reader: Option<AccountId32>) -> Self {
		Self { terms, reader }
	}

	/// Obligations, which are numbered from 0 on.
	pub fn obligations(&self) -> &'a [Value] {
		list(&self.terms["obligations"])
	}

	/// Whether somebody decides disputes.
	pub fn has_arbiters(&self) -> bool {
		!list(&self.terms["arbitration"]["instances"]).is_empty()
	}

	/// Who agrees, and on what; `stands` says more of each obligation.
	pub fn table(&self, mut table: Table, stands: impl Fn(usize) -> Vec<String>) -> Table {
		for (place, party) in list(&self.terms["parties"]).iter().enumerate() {
			table = table
				.row(&format!("Party {place}"), format!("{}: {}", self.party(place), self.account(&party["account"])));
		}
		if let Some(thing) = self.terms.get("about").filter(|thing| !thing.is_null()) {
			let (kind, hash, owner) = (flat(&thing["kind"]), flat(&thing["hash"]), self.name(&thing["owner"]));
			table = table.row("About", format!("{kind} {hash} of {owner}"));
		}
		for (place, obligation) in self.obligations().iter().enumerate() {
			table = table.row(&format!("Obligation {place}"), self.obligation(obligation));
			for line in stands(place) {
				table = table.row("", line);
			}
		}
		let amends = &self.terms["amends"];
		if !amends.is_null() {
			let (agreement, version) = (flat(&amends["agreement"]), flat(&amends["version"]));
			let rest =
				"an obligation of before that none of these continues is closed, and what is held for it goes back";
			table = table.row("Amends", format!("agreement {agreement}, version {version}; {rest}"));
		}
		table.row("Term", self.term()).row("Disputes", self.disputes()).row("Text", self.text())
	}

	/// A party, by its role.
	pub fn party(&self, place: usize) -> String {
		let parties = list(&self.terms["parties"]);
		let role = |party: &Value| party["role"].as_str().map(printable).unwrap_or_default();
		let Some(party) = parties.get(place) else { return format!("party {place}") };
		let same = parties.iter().filter(|other| role(other) == role(party)).count();
		if same == 1 {
			role(party)
		} else {
			format!("{} ({place})", role(party))
		}
	}

	/// An account: as what it is a party, or its address.
	pub fn name(&self, account: &Value) -> String {
		let place = list(&self.terms["parties"]).iter().position(|party| party["account"] == *account);
		place.map_or_else(|| self.account(account), |place| self.party(place))
	}

	fn account(&self, account: &Value) -> String {
		let is_reader = self.reader.is_some_and(|reader| json!(reader) == *account);
		format!("{}{}", flat(account), if is_reader { " (you)" } else { "" })
	}

	/// The debtor of an obligation, and the creditor.
	pub fn sides(&self, obligation: &Value) -> (String, String) {
		let place = |value: &Value| value.as_u64().and_then(|place| usize::try_from(place).ok()).unwrap_or(usize::MAX);
		let creditor = match variant(&obligation["creditor"]) {
			("party", party) => self.party(place(party)),
			(_, account) => self.account(account),
		};
		(self.party(place(&obligation["debtor"])), creditor)
	}

	fn obligation(&self, obligation: &Value) -> String {
		let (debtor, creditor) = self.sides(obligation);
		let (kind, what) = variant(&obligation["performance"]);
		let clause = flat(&obligation["clause"]);
		let mut text = match kind {
			"pay" => {
				let money = money(&what["amount"], &what["asset"]);
				format!("{debtor} pays {creditor} {money}{} (clause {clause})", accrual(&what["accrues"]))
			},
			"share" => {
				let (of, share) = (flat(&what["of"]), &what["share"]);
				let share = part(share);
				format!("{debtor} pays {creditor} {share} of what obligation {of} has paid (clause {clause})")
			},
			_ => format!("{debtor} does for {creditor} what clause {clause} says, by {}", when(&what["due"])),
		};
		for line in [awaited(&obligation["awaits"]), funding(&obligation["funding"], &debtor)].into_iter().flatten() {
			text.push_str(&format!("; {line}"));
		}
		if let Some(grace) = obligation["grace"].as_u64().filter(|grace| *grace > 0) {
			text.push_str(&format!("; late {} after it is due", seconds(grace)));
		}
		if let Some(rate) = obligation["interest"].as_u64() {
			text.push_str(&format!("; {} % interest a year on what is late", hundredths(rate)));
		}
		if obligation["assignable"] == true {
			text.push_str("; can be handed over");
		}
		if !self.terms["amends"].is_null() {
			text.push_str(&match obligation["carries"].as_u64() {
				Some(place) => format!("; continues obligation {place} of before, with what it has paid and holds"),
				None => "; begins anew: nothing that was paid before counts".to_owned(),
			});
		}
		text
	}

	fn term(&self) -> String {
		let term = &self.terms["term"];
		if term.is_null() {
			return "until all is done".to_owned();
		}
		let minimum = match number(variant(&term["minimum"]).1) {
			0 => String::new(),
			_ => format!("at least {} from the last signature on, then ", span(&term["minimum"])),
		};
		let after = match variant(&term["renewal"]) {
			("ends", _) => return format!("{} from the last signature on", span(&term["minimum"])),
			("terms", each) => format!("by further terms of {}", span(each)),
			_ => "until it is ended".to_owned(),
		};
		let notice = match term["notice"].as_u64() {
			Some(notice) => format!("notice {} before", seconds(notice)),
			None => "nobody can give notice".to_owned(),
		};
		format!("{minimum}{after}; {notice}")
	}

	fn disputes(&self) -> String {
		let arbitration = &self.terms["arbitration"];
		let instance = |instance: &Value| {
			let (arbiter, fee) = (self.account(&instance["arbiter"]), money(&instance["fee"], &Value::Null));
			let within = |name: &str| seconds(instance[name].as_u64().unwrap_or_default());
			let (evidence, rule) = (within("evidenceWithin"), within("ruleWithin"));
			format!("{arbiter} for {fee} ({evidence} for evidence, then {rule} to rule)")
		};
		let instances: Vec<_> = list(&arbitration["instances"]).iter().map(instance).collect();
		if instances.is_empty() {
			return "nobody decides them".to_owned();
		}
		let default = format!("{} of it is due", part(&arbitration["default"]));
		let by = if arbitration["bothAdvance"] == true { "both sides advance" } else { "who brings it advances" };
		let appeal = seconds(arbitration["appealWithin"].as_u64().unwrap_or_default());
		let appeal = if instances.len() > 1 { format!("; {appeal} to appeal") } else { String::new() };
		format!("decided by {}{appeal}; {by} the fee; if nobody rules, {default}", instances.join(", then "))
	}

	fn text(&self) -> String {
		let (prose, template) = (&self.terms["prose"], &self.terms["template"]);
		let uri = prose["uri"].as_str().filter(|uri| !uri.is_empty()).map(|uri| format!(" at {uri}"));
		let text = format!("{}{}", flat(&prose["hash"]), uri.unwrap_or_default());
		match template.as_str() {
			Some(template) => {
				let known =
					Template::all().unwrap_or_default().into_iter().find(|known| json!(known.hash) == *template);
				let named = match known {
					Some(known) => format!("the template \"{}\"", known.title),
					None => format!("the template {template}, which this client does not have"),
				};
				let of = if prose["hash"] == *template { "the clauses of" } else { "by" };
				format!("{text}, {of} {named}")
			},
			None => text,
		}
	}
}

/// The items of a list.
pub fn list(value: &Value) -> &[Value] {
	value.as_array().map_or(&[], Vec::as_slice)
}

/// Places of obligations.
pub fn places(value: &Value) -> Vec<u64> {
	value.as_array().into_iter().flatten().filter_map(Value::as_u64).collect()
}

/// A whole number, which is a text if it is large.
pub fn number(value: &Value) -> u128 {
	let large = || value.as_str().and_then(|text| text.parse().ok());
	value.as_u64().map(u128::from).or_else(large).unwrap_or_default()
}

/// An amount of an asset.
pub fn money(amount: &Value, asset: &Value) -> String {
	match asset {
		Value::Null => format!("{} of native", flat(amount)),
		asset => format!("{} of asset {}", flat(amount), flat(asset)),
	}
}

/// Several of them, as the chain has them.
pub fn moneys(all: &Value) -> String {
	let each: Vec<_> = list(all).iter().map(|each| money(&each["amount"], &each["asset"])).collect();
	if each.is_empty() {
		"nothing".to_owned()
	} else {
		each.join(", ")
	}
}

/// What the signature of a party commits it to, by what `preview` says of it.
pub fn commitment(commitment: &Value) -> String {
	let most = match &commitment["most"] {
		Value::Null => "something without a bound".to_owned(),
		most if list(most).is_empty() => "pay nothing".to_owned(),
		most => format!("pay at most {}, interest and arbiters' fees aside", moneys(most)),
	};
	match moneys(&commitment["escrow"]) {
		held if held == "nothing" => most,
		held => format!("{most}; {held} of it is held at once"),
	}
}

/// A moment, if there is one.
pub fn time(value: &Value) -> Option<String> {
	if value.is_null() {
		return None;
	}
	// Beyond 2^53 it is a text.
	Some(moment::show(u64::try_from(number(value)).unwrap_or(u64::MAX)))
}

/// A length of time in seconds.
pub fn seconds(seconds: u64) -> String {
	moment::show_duration(seconds.saturating_mul(SECOND))
}

/// A part of a whole.
fn part(share: &Value) -> String {
	let (numerator, denominator) = (number(&share["numerator"]), number(&share["denominator"]));
	let millionths = numerator.saturating_mul(1_000_000);
	match u64::try_from(millionths.checked_div(denominator).unwrap_or_default()) {
		Ok(exact) if denominator > 0 && millionths.is_multiple_of(denominator) => format!("{} %", hundredths(exact)),
		_ => format!("{numerator}/{denominator}"),
	}
}

/// Millionths as parts of a hundred.
fn hundredths(millionths: u64) -> String {
	let (whole, fraction) = (millionths / 10_000, format!("{:04}", millionths % 10_000));
	match fraction.trim_end_matches('0') {
		"" => whole.to_string(),
		fraction => format!("{whole}.{fraction}"),
	}
}

fn span(value: &Value) -> String {
	match variant(value) {
		("months", months) if *months == 1 => "1 month".to_owned(),
		("months", months) => format!("{} months", flat(months)),
		(_, length) => seconds(length.as_u64().unwrap_or_default()),
	}
}

/// A length of time, behind "every".
fn period(value: &Value) -> String {
	let span = span(value);
	if span == "1 month" {
		"month".to_owned()
	} else {
		span
	}
}

fn when(value: &Value) -> String {
	let after = |length: &Value, what: &str| match number(variant(length).1) {
		0 => what.to_owned(),
		_ => format!("{} after {what}", span(length)),
	};
	match variant(value) {
		("at", at) => time(at).unwrap_or_default(),
		("activation", length) => after(length, "the last signature"),
		(_, length) => after(length, "the end"),
	}
}

/// When an amount accrues, behind the amount.
fn accrual(value: &Value) -> String {
	let (kind, accrual) = variant(value);
	let (start, count) = (when(&accrual["start"]), accrual["count"].as_u64());
	match (kind, count) {
		("once", _) => format!(" at {}", when(accrual)),
		("instalments", Some(count)) => {
			format!(" in {count} instalments, one every {}, the first at {start}", period(&accrual["every"]))
		},
		("instalments", None) => format!(" every {}, the first at {start}, until the end", period(&accrual["every"])),
		(_, Some(count)) => {
			let length = seconds(accrual["every"].as_u64().unwrap_or_default().saturating_mul(count));
			format!(" evenly over {length} from {start} on")
		},
		(_, None) => {
			let every = seconds(accrual["every"].as_u64().unwrap_or_default());
			format!(" every {every}, evenly, from {start} on, until the end")
		},
	}
}

fn awaited(awaits: &Value) -> Option<String> {
	let numbers = |value: &Value, many: &str| match places(value).as_slice() {
		[] => None,
		[place] => Some(format!("obligation {place} is")),
		places => Some(format!("{many} obligations {} is", flat(&json!(places)))),
	};
	let mut all = Vec::new();
	if let Some(claim) = awaits.get("claim").filter(|claim| !claim.is_null()) {
		let within = seconds(claim["answerWithin"].as_u64().unwrap_or_default());
		all.push(format!("has to be claimed (answered within {within}; silence {})", flat(&claim["silence"])));
	}
	all.extend(numbers(&awaits["fulfilled"], "each of the").map(|they| format!("once {they} fulfilled")));
	all.extend(numbers(&awaits["late"], "one of the").map(|they| format!("if {they} late")));
	if let Some(certificate) = awaits.get("certificate").filter(|certificate| !certificate.is_null()) {
		let (subject, schema) = (flat(&certificate["subject"]), flat(&certificate["schema"]));
		let network = flat(&certificate["network"]);
		all.push(format!(
			"once {subject} is certified of schema {schema} in network {network}, with these terms as evidence"
		));
	}
	if let Some(condition) = awaits.get("condition").filter(|condition| !condition.is_null()) {
		all.push(format!("on the condition {}", flat(condition)));
	}
	if let Some(until) = awaits.get("until").filter(|until| !until.is_null()) {
		all.push(format!("until {}, or it lapses", when(until)));
	}
	(!all.is_empty()).then(|| all.join(", "))
}

fn funding(funding: &Value, debtor: &str) -> Option<String> {
	match variant(funding) {
		("revocable", _) => Some(format!("paid first from what {debtor} has put on hold for it")),
		("escrowed", Value::Null) => Some(format!("all of it is held from the signature of {debtor} on")),
		("escrowed", by) => Some(format!("all of it is held from {} on", when(by))),
		_ => None,
	}
}
