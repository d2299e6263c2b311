//! Awards by the Open Contracting Data Standard 1.1.5: a release for each time that an award was made or changed, and for each time
//! that something was paid or came back; and records, into which the releases of a contracting process are compiled.

use super::{
	books::{Amount, AwardInfo, Books, Currency, Party, UseKind},
	date_time, language, Export, Omitted,
};
use crate::{failure::Failure, moment::Moment};
use clap::Args;
use serde_json::{json, Value};
use std::collections::{BTreeMap, BTreeSet};

/// The version of the standard, as packages name it.
const VERSION: &str = "1.1";

/// What ISO 4217 has and the codelist of OCDS 1.1.5 has not.
const WITHOUT_CODE: [&str; 5] = ["SLE", "VED", "XAD", "XCG", "ZWG"];

#[derive(Args, Debug)]
pub struct Terms {
	/// Compile the releases of each contracting process into a record.
	#[arg(long)]
	pub records: bool,
	/// The prefix that the Open Contracting Partnership has given to the publisher: with the number of an award it makes the ocid of
	/// one that has none.
	#[arg(long, value_name = "PREFIX", value_parser = prefix)]
	pub ocid_prefix: Option<String>,
	/// The language of names, by ISO 639-1.
	#[arg(long, value_name = "CODE", default_value = "en", value_parser = language)]
	pub language: String,
}

/// How long a prefix is.
const PREFIX: usize = "ocds-213czf".len();

fn prefix(text: &str) -> Result<String, String> {
	match text.len() == PREFIX && is_ocid(text) {
		true => Ok(text.to_owned()),
		false => Err("not a prefix such as ocds-213czf: ocds- and six small letters or digits".to_owned()),
	}
}

/// Whether it begins as an Open Contracting ID does.
fn is_ocid(text: &str) -> bool {
	let registered = text.get(.."ocds-".len()).zip(text.get("ocds-".len()..PREFIX));
	registered.is_some_and(|(ocds, prefix)| {
		ocds == "ocds-" && prefix.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
	})
}

pub fn export(books: &Books, terms: &Terms) -> Result<Export, Failure> {
	let mut omitted = books.archived();
	let processes = processes(books, terms, &mut omitted)?;
	let is_empty = processes.is_empty();
	let (name, all): (_, Vec<Value>) = match terms.records {
		true => ("records", processes.into_iter().map(|(ocid, releases)| record(&ocid, &releases)).collect()),
		false => ("releases", processes.into_values().flatten().collect()),
	};
	let own = books.own();
	let mut publisher = json!({ "name": own.name });
	if let Some((scheme, number)) = own.identifier.as_deref().and_then(parts) {
		publisher["scheme"] = json!(scheme);
		publisher["uid"] = json!(number);
	}
	let mut package = json!({
		"uri": format!("urn:civitas:{:?}:ocds:{name}:{}", books.block.hash, books.account),
		"version": VERSION,
		"publishedDate": date_time(books.block.time),
		"publisher": publisher,
	});
	package[name] = json!(all);
	Export::of_some(is_empty, format!("{package:#}"), omitted)
}

// ------------------------------------------------------------ releases

/// Something that happened to an award.
struct Step {
	at: Moment,
	/// Names the release, in its contracting process.
	id: String,
	tags: [&'static str; 2],
	payee: Party,
	/// As what the body has part in it, and the payee.
	roles: [&'static str; 2],
	/// What the release says besides.
	says: Value,
}

/// The releases of each contracting process, in the order of their times.
fn processes(books: &Books, terms: &Terms, omitted: &mut Omitted) -> Result<BTreeMap<String, Vec<Value>>, Failure> {
	let mut steps: BTreeMap<String, Vec<Step>> = BTreeMap::new();
	for info in &books.awards {
		if let Some(why) = unfit(&info.record.currency) {
			omitted.add(why, format!("award {}", info.award));
			continue;
		}
		let own = info.record.ocid.clone().filter(|ocid| is_ocid(ocid));
		let made = || terms.ocid_prefix.as_ref().map(|prefix| format!("{prefix}-{}", info.award));
		let ocid = own.or_else(made).ok_or_else(|| {
			Failure::usage(format!(
				"Award {} has no Open Contracting ID: give the prefix of the publisher by --ocid-prefix.",
				info.award
			))
		})?;
		// Several awards can be of one process.
		steps.entry(ocid.clone()).or_default().extend(happened(books, info, &ocid)?);
	}
	let own = books.own();
	let of_process = |(ocid, mut steps): (String, Vec<Step>)| {
		steps.sort_by_key(|step| step.at);
		// What parties were until then: of two releases the later one counts, whole.
		let mut roles = BTreeMap::new();
		let release = |step| release(&ocid, &terms.language, &own, step, &mut roles);
		let releases: Vec<Value> = steps.into_iter().map(release).collect();
		(ocid, releases)
	};
	Ok(steps.into_iter().map(of_process).collect())
}

/// Why the standard cannot say an amount in a currency, if it cannot.
fn unfit(currency: &Currency) -> Option<&'static str> {
	match currency {
		Currency::Iso(code) if WITHOUT_CODE.contains(&code.as_str()) => {
			Some("OCDS 1.1.5 has no code for their currency")
		},
		currency => currency.unfit(),
	}
}

/// All that happened to an award, whose process this is.
fn happened(books: &Books, info: &AwardInfo, ocid: &str) -> Result<Vec<Step>, Failure> {
	let (id, award) = (info.award.to_string(), &info.record);
	let (own, payee) = (books.own(), books.party(&award.payee));
	let mut steps = Vec::new();
	let first = info.history.first().map_or_else(|| award.total(), |change| change.before);
	let changed = info.history.iter().map(|change| (change.at, change.after));
	for (version, (at, amount)) in std::iter::once((award.at, first)).chain(changed).enumerate() {
		let (tags, status, of_contract) = match (version, amount.0) {
			// An award of nothing is one that was taken back.
			(_, 0) => (["awardCancellation", "contractTermination"], "cancelled", "terminated"),
			(0, _) => (["award", "contract"], "active", "active"),
			_ => (["awardUpdate", "contractUpdate"], "active", "active"),
		};
		let value = value(&award.currency, amount)?;
		let mut says = json!({
			"awards": [{
				"id": id, "status": status, "date": date_time(award.at), "value": value, "suppliers": [reference(&payee)],
			}],
			"contracts": [{ "id": id, "awardID": id, "status": of_contract, "value": value }],
		});
		if award.method.is_some() || award.bids.is_some() {
			says["tender"] = json!({ "id": ocid, "status": "complete" });
			let known = [("procurementMethod", json!(award.method)), ("numberOfTenderers", json!(award.bids))];
			for (name, known) in known.into_iter().filter(|(_, known)| !known.is_null()) {
				says["tender"][name] = known;
			}
		}
		let (id, payee) = (format!("award-{id}-{version}"), payee.clone());
		steps.push(Step { at, id, tags, payee, roles: ["buyer", "supplier"], says });
	}
	let mut transfer = |name: String, at: Moment, amount: Amount, tags| -> Result<(), Failure> {
		let transaction = json!({
			"id": name, "date": date_time(at), "value": value(&award.currency, amount)?,
			"payer": reference(&own), "payee": reference(&payee),
		});
		let implementation = json!({ "transactions": [transaction] });
		let says = json!({ "contracts": [{ "id": id, "awardID": id, "implementation": implementation }] });
		steps.push(Step { at, id: name, tags, payee: payee.clone(), roles: ["payer", "payee"], says });
		Ok(())
	};
	let is_of = |kind: &UseKind| matches!(kind, UseKind::Award { award, .. } if *award == info.award);
	for ledger in &books.ledgers {
		for paid in ledger.payments.iter().filter(|paid| is_of(&paid.record.kind)) {
			let name = format!("payment-{}-{}", ledger.fund, paid.number);
			transfer(name, paid.record.at, paid.record.amount, ["implementation"; 2])?;
		}
		for receipt in &ledger.receipts {
			let of = receipt.record.returns.and_then(|(fund, number)| books.payment(fund, number));
			let Amount(amount) = receipt.record.live();
			// What came back is less than nothing, so that all together is what was paid in the end.
			if of.is_some_and(is_of) && amount > 0 {
				let name = format!("receipt-{}-{}", ledger.fund, receipt.receipt);
				transfer(name, receipt.record.at, Amount(-amount), ["implementationUpdate"; 2])?;
			}
		}
	}
	Ok(steps)
}

/// What happened, as a release of its own.
fn release(
	ocid: &str,
	language: &str,
	own: &Party,
	step: Step,
	roles: &mut BTreeMap<String, BTreeSet<&'static str>>,
) -> Value {
	let Step { at, id, tags, payee, roles: [as_body, as_payee], says } = step;
	let sides = [(own, as_body), (&payee, as_payee)];
	for (party, role) in sides {
		roles.entry(party.id.clone()).or_default().insert(role);
	}
	let mut parties: Vec<Value> = Vec::new();
	for (party, _) in sides {
		if parties.iter().all(|listed| listed["id"] != party.id) {
			let mut listed = reference(party);
			if let Some((scheme, number)) = party.identifier.as_deref().and_then(parts) {
				listed["identifier"] = json!({ "scheme": scheme, "id": number });
			}
			listed["roles"] = json!(roles.get(&party.id));
			parties.push(listed);
		}
	}
	let mut tags = tags.to_vec();
	tags.dedup();
	let mut release = json!({
		"ocid": ocid, "id": id, "date": date_time(at), "tag": tags, "initiationType": "tender", "language": language,
		"parties": parties, "buyer": reference(own),
	});
	merge(&mut release, &says);
	release
}

/// Someone who is listed among the parties.
fn reference(party: &Party) -> Value {
	let mut reference = json!({ "id": party.id });
	if let Some(name) = &party.name {
		reference["name"] = json!(name);
	}
	reference
}

/// The list and the number in it of an identifier of org-id.guide, as the chain takes it apart: a few lists have a dash more in their
/// codes, which only the list of lists knows.
fn parts(identifier: &str) -> Option<(&str, &str)> {
	let (place, _) = identifier.match_indices('-').nth(1)?;
	let (scheme, number) = identifier.split_at(place);
	Some((scheme, number.strip_prefix('-')?))
}

/// An amount in units of its currency. JSON has numbers for them, of which readers keep about 16 digits.
fn value(currency: &Currency, amount: Amount) -> Result<Value, Failure> {
	let (exact, decimals) = (currency.units(amount), currency.decimals().unwrap_or_default());
	let number = exact.parse::<f64>().ok().filter(|number| format!("{number:.decimals$}") == exact);
	let too_long =
		|| Failure::refused("amount", format!("{exact} {currency} has more digits than readers of JSON keep."));
	Ok(json!({ "amount": number.ok_or_else(too_long)?, "currency": currency.to_string() }))
}

// ------------------------------------------------------------ records

/// The record of a contracting process.
fn record(ocid: &str, releases: &[Value]) -> Value {
	let mut compiled = json!({});
	for release in releases {
		merge(&mut compiled, release);
	}
	compiled["tag"] = json!(["compiled"]);
	compiled["id"] = json!(format!("{ocid}-{}", compiled["date"].as_str().unwrap_or_default()));
	json!({ "ocid": ocid, "releases": releases, "compiledRelease": compiled })
}

/// What is later counts (section "Merging" of the standard): objects are merged member by member, lists of objects by their `id`, and all
/// else is replaced.
fn merge(into: &mut Value, later: &Value) {
	match (into, later) {
		(Value::Object(into), Value::Object(later)) => {
			for (name, value) in later {
				merge(into.entry(name.clone()).or_insert(Value::Null), value);
			}
		},
		(Value::Array(into), Value::Array(later)) if later.iter().all(Value::is_object) => {
			for item in later {
				match into.iter_mut().find(|known| known["id"] == item["id"]) {
					Some(known) => merge(known, item),
					None => into.push(item.clone()),
				}
			}
		},
		(into, later) => *into = later.clone(),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn prefixes_and_ids_have_their_form() {
		assert_eq!(prefix("ocds-213czf"), Ok("ocds-213czf".to_owned()));
		for wrong in ["", "ocds", "ocds-213cz", "ocds-213CZF", "ocds-213czf-1", "ocds_213czf", "ocds-213cz\u{e9}"] {
			assert!(prefix(wrong).is_err(), "{wrong}");
		}
		assert!(is_ocid("ocds-213czf-204-1") && !is_ocid("204-1"));
	}

	#[test]
	fn identifiers_are_taken_apart_where_the_chain_does() {
		assert_eq!(parts("ES-NIF-B00000000"), Some(("ES-NIF", "B00000000")));
		assert_eq!(parts("US-EIN-03-0413726"), Some(("US-EIN", "03-0413726")));
		assert_eq!(parts("ES-NIF"), None);
	}

	#[test]
	fn amounts_are_exact_or_refused() {
		let euro = Currency::Iso("EUR".to_owned());
		let amount = |amount| value(&euro, Amount(amount)).map(|value| value["amount"].to_string());
		for (minor, shown) in [(40_050, "400.5"), (100_000, "1000.0"), (-1, "-0.01"), (0, "0.0")] {
			assert_eq!(amount(minor).ok().as_deref(), Some(shown));
		}
		assert_eq!(amount(999_999_999_999_999).ok().as_deref(), Some("9999999999999.99"));
		let failure = amount(1_234_567_890_123_456_789).expect_err("it has too many digits");
		assert_eq!(failure.code, "amount");
		assert!(failure.message.contains("12345678901234567.89 EUR"), "{}", failure.message);
	}

	#[test]
	fn what_the_codelist_lacks_is_left_out() {
		let why = |code: &str| unfit(&Currency::Iso(code.to_owned()));
		assert_eq!(why("EUR"), None);
		assert!(why("SLE").is_some_and(|why| why.contains("OCDS")));
		for code in ["XAU", "ZZZ"] {
			assert!(why(code).is_some_and(|why| why.contains("minor unit")), "{code}");
		}
		assert!(unfit(&Currency::Native).is_some() && unfit(&Currency::Asset(7)).is_some());
	}

	#[test]
	fn what_is_later_counts() {
		let mut compiled = json!({ "a": 1, "roles": ["buyer", "payer"], "list": [{ "id": "x", "a": 1, "b": 1 }] });
		merge(
			&mut compiled,
			&json!({ "roles": ["payer"], "list": [{ "id": "y" }, { "id": "x", "b": 2 }], "c": { "d": 1 } }),
		);
		merge(&mut compiled, &json!({ "c": { "e": 2 } }));
		let merged = json!({
			"a": 1, "roles": ["payer"], "list": [{ "id": "x", "a": 1, "b": 2 }, { "id": "y" }], "c": { "d": 1, "e": 2 },
		});
		assert_eq!(compiled, merged);
	}
}
