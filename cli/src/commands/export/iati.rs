//! Funds by the standard of the International Aid Transparency Initiative 2.03: a fund is an activity, and what came into it and left it
//! are transactions. What they sum to is what is in the fund, as far as nothing of it was archived.

use super::{
	books::{Amount, Books, Code, Currency, Ledger, Party, Receipt, Use, UseKind, Who},
	date_time, day, language, Export, Omitted,
};
use crate::{failure::Failure, moment::Moment};
use clap::Args;
use quick_xml::{
	events::{BytesDecl, BytesText, Event},
	Writer,
};
use std::{borrow::Cow, io};

/// The namespace of what the standard has no place for.
const NAMESPACE: &str = "urn:civitas";

#[derive(Args, Debug)]
pub struct Terms {
	/// What kind of organisation the body is, by the codelist OrganisationType of IATI: 10 a government, 11 a local one, 22 a national
	/// non-profit, 90 another.
	#[arg(long, value_name = "CODE", default_value_t = 90, value_parser = clap::value_parser!(u8).range(10..=99))]
	pub organisation_type: u8,
	/// The language of names, by ISO 639-1.
	#[arg(long, value_name = "CODE", default_value = "en", value_parser = language)]
	pub language: String,
}

pub fn export(books: &Books, terms: &Terms) -> Result<Export, Failure> {
	let own = books.own();
	let Some(reporter) = reference(own.identifier.as_deref()) else {
		return Err(Failure::refused(
			"noIdentifier",
			"IATI names who reports by an identifier of org-id.guide, without / & | ?, and the body has none.",
		));
	};
	let mut omitted = books.archived();
	let activities = activities(books, reporter, &mut omitted);
	let text = write(books, terms, &own, reporter, &activities)
		.map_err(|error| Failure::unknown("file", format!("Cannot write the XML: {error}")))?;
	Export::of_some(activities.is_empty(), text, omitted)
}

/// An identifier as the standard takes one.
fn reference(identifier: Option<&str>) -> Option<&str> {
	identifier.filter(|identifier| !identifier.contains(['/', '&', '|', '?']))
}

/// The activity that a fund is, if it can be one.
fn activity_of(books: &Books, fund: u32) -> Option<String> {
	let fits = books.funds.get(&fund)?.record.currency.unfit().is_none();
	let party = books.of_fund(fund);
	let reporter = reference(party.identifier.as_deref()).filter(|_| fits)?;
	Some(format!("{reporter}-{fund}"))
}

// ------------------------------------------------------------ what is said

/// A fund.
struct Activity<'a> {
	id: String,
	name: &'a str,
	currency: &'a Currency,
	purpose: Option<&'a Code>,
	closed_at: Option<Moment>,
	transactions: Vec<Transaction<'a>>,
}

/// What came into a fund or left it.
struct Transaction<'a> {
	/// Unique in the activity.
	name: String,
	/// By the codelist TransactionType.
	code: &'static str,
	at: Moment,
	amount: Amount,
	/// Whether it has moved, if that is known.
	standing: Option<&'a str>,
	/// Nobody, if it is known only by what was archived.
	provider: Option<Party>,
	receiver: Option<Party>,
}

/// Codes of transactions: what comes in; what goes to another activity; what is spent.
const INCOMING: &str = "1";
const DISBURSEMENT: &str = "3";
const EXPENDITURE: &str = "4";

fn activities<'a>(books: &'a Books, reporter: &str, omitted: &mut Omitted) -> Vec<Activity<'a>> {
	let mut activities = Vec::new();
	for ledger in &books.ledgers {
		let Some(info) = books.funds.get(&ledger.fund) else { continue };
		let (fund, what) = (&info.record, format!("fund {}", ledger.fund));
		let received = ledger.receipts.iter().filter_map(|info| received(books, ledger, info.receipt, &info.record));
		let used = ledger.payments.iter().map(|info| used(books, ledger, info.number, &info.record));
		let transactions: Vec<_> = received.chain(used).collect();
		if let Some(why) = fund.currency.unfit() {
			omitted.add(why, what);
		} else if transactions.is_empty() {
			omitted.add("IATI asks when they began, and nothing in them is known", what);
		} else {
			activities.push(Activity {
				id: format!("{reporter}-{}", ledger.fund),
				name: &fund.name,
				currency: &fund.currency,
				purpose: fund.purpose.as_ref(),
				closed_at: info.closed_at,
				transactions,
			});
		}
	}
	activities
}

/// What came in, as far as it is neither void nor given back. What comes back of a payment is less of what was paid.
fn received<'a>(books: &Books, ledger: &Ledger, number: u32, record: &Receipt) -> Option<Transaction<'a>> {
	let Amount(amount) = record.live();
	let (own, other) = (books.of_fund(ledger.fund), books.party(&record.source));
	let (code, amount, provider, receiver) = match record.returns {
		Some((fund, number)) => {
			let code = books.payment(fund, number).map_or(EXPENDITURE, |kind| code(books, kind));
			(code, -amount, own, other)
		},
		None => (INCOMING, amount, other, own),
	};
	let transaction = Transaction {
		name: format!("receipt-{number}"),
		code,
		at: record.at,
		amount: Amount(amount),
		standing: None,
		provider: Some(provider),
		receiver: Some(receiver),
	};
	Some(transaction).filter(|_| amount != 0)
}

/// What left. What goes back to where it came from is less of what came in.
fn used<'a>(books: &Books, ledger: &Ledger, number: u32, record: &'a Use) -> Transaction<'a> {
	let own = Some(books.of_fund(ledger.fund));
	let code = code(books, &record.kind);
	let source = |receipt| books.source(ledger.fund, receipt).map(|who| books.party(who));
	let (amount, provider, receiver) = match &record.kind {
		UseKind::Award { award, .. } => (record.amount, own, books.payee(*award).map(|who| books.party(who))),
		UseKind::Transfer { to, .. } => (record.amount, own, Some(books.of_fund(*to))),
		UseKind::Refund { payee, .. } => (Amount(-record.amount.0), Some(books.party(payee)), own),
		UseKind::GivenBack { receipt } => (Amount(-record.amount.0), source(*receipt), own),
	};
	let standing = Some(record.standing());
	Transaction { name: format!("use-{number}"), code, at: record.at, amount, standing, provider, receiver }
}

/// What a use is by the codelist TransactionType.
fn code(books: &Books, kind: &UseKind) -> &'static str {
	match kind {
		UseKind::Award { award, .. } => match books.payee(*award) {
			Some(Who::Fund(_)) => DISBURSEMENT,
			_ => EXPENDITURE,
		},
		UseKind::Transfer { .. } => DISBURSEMENT,
		UseKind::Refund { .. } | UseKind::GivenBack { .. } => INCOMING,
	}
}

/// Vocabulary and code of what a fund is for. Without a purpose it is the code for that, of the DAC.
fn sector(purpose: Option<&Code>) -> (&'static str, &str) {
	let Some(Code { scheme, code }) = purpose else { return ("1", "99810") };
	let vocabulary = match (scheme.to_ascii_uppercase().as_str(), code.len()) {
		("COFOG", _) => "3",
		("DAC", 5) => "1",
		("DAC", 3) => "2",
		// Of whoever reports.
		_ => "99",
	};
	(vocabulary, code)
}

// ------------------------------------------------------------ how it is written

type Xml = Writer<Vec<u8>>;

fn write(books: &Books, terms: &Terms, own: &Party, reporter: &str, activities: &[Activity]) -> io::Result<String> {
	let mut xml = Writer::new_with_indent(Vec::new(), b'\t', 1);
	xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
	let (time, hash) = (date_time(books.block.time), format!("{:?}", books.block.hash));
	let root = [
		("version", "2.03"),
		("generated-datetime", &time),
		("xmlns:civitas", NAMESPACE),
		("civitas:block-hash", &hash),
		("civitas:block-number", &books.block.number.to_string()),
	];
	xml.create_element("iati-activities").with_attributes(root).write_inner_content(|xml| {
		for activity in activities {
			let attributes =
				[("xml:lang", terms.language.as_str()), ("default-currency", &activity.currency.to_string())];
			let attributes = attributes.into_iter().chain([("last-updated-datetime", time.as_str())]);
			xml.create_element("iati-activity")
				.with_attributes(attributes)
				.write_inner_content(|xml| write_activity(xml, books, terms, own, reporter, activity))?;
		}
		Ok(())
	})?;
	Ok(String::from_utf8_lossy(&xml.into_inner()).into_owned())
}

/// The standard is strict about the order.
fn write_activity(
	xml: &mut Xml,
	books: &Books,
	terms: &Terms,
	own: &Party,
	reporter: &str,
	activity: &Activity,
) -> io::Result<()> {
	let kind = terms.organisation_type.to_string();
	let name = own.name.as_deref().unwrap_or(reporter);
	let described = match activity.purpose {
		Some(Code { scheme, code }) => format!("A fund for {scheme} {code}"),
		None => "A fund without a purpose".to_owned(),
	};
	text(xml, "iati-identifier", &activity.id)?;
	let reporting = [("ref", reporter), ("type", &kind)];
	xml.create_element("reporting-org").with_attributes(reporting).write_inner_content(|xml| narrative(xml, name))?;
	xml.create_element("title").write_inner_content(|xml| narrative(xml, activity.name))?;
	xml.create_element("description").write_inner_content(|xml| narrative(xml, &described))?;
	// It is accountable for it, whatever else it is.
	let participating = [("ref", reporter), ("role", "2"), ("type", &kind)];
	xml.create_element("participating-org")
		.with_attributes(participating)
		.write_inner_content(|xml| narrative(xml, name))?;
	// Closed, or in implementation.
	empty(xml, "activity-status", &[("code", if activity.closed_at.is_some() { "4" } else { "2" })])?;
	let began = activity.transactions.iter().map(|transaction| transaction.at).min();
	for (code, at) in [("2", began), ("4", activity.closed_at)] {
		if let Some(at) = at {
			empty(xml, "activity-date", &[("iso-date", &day(at)), ("type", code)])?;
		}
	}
	let (vocabulary, code) = sector(activity.purpose);
	let attributes = [("vocabulary", vocabulary), ("code", &visible(code))];
	match activity.purpose.filter(|_| vocabulary == "99") {
		Some(Code { scheme, code }) => {
			xml.create_element("sector")
				.with_attributes(attributes)
				.write_inner_content(|xml| narrative(xml, &format!("{scheme} {code}")))?;
		},
		None => empty(xml, "sector", &attributes)?,
	}
	activity.transactions.iter().try_for_each(|transaction| write_transaction(xml, books, activity, transaction))
}

fn write_transaction(xml: &mut Xml, books: &Books, activity: &Activity, transaction: &Transaction) -> io::Result<()> {
	let Transaction { name, code, at, amount, standing, provider, receiver } = transaction;
	let (day, currency) = (day(*at), activity.currency);
	let attributes = [Some(("ref", name.as_str())), standing.map(|standing| ("civitas:standing", standing))];
	let element = xml.create_element("transaction").with_attributes(attributes.into_iter().flatten());
	element.write_inner_content(|xml| {
		empty(xml, "transaction-type", &[("code", code)])?;
		empty(xml, "transaction-date", &[("iso-date", &day)])?;
		xml.create_element("value")
			.with_attributes([("currency", currency.to_string().as_str()), ("value-date", &day)])
			.write_text_content(BytesText::new(&currency.units(*amount)))?;
		for (side, party) in [("provider", provider), ("receiver", receiver)] {
			if let Some(party) = party {
				organisation(xml, books, side, party)?;
			}
		}
		Ok(())
	})?;
	Ok(())
}

/// Who provides or receives, by the activity if that is one.
fn organisation(xml: &mut Xml, books: &Books, side: &str, party: &Party) -> io::Result<()> {
	let mut element = xml.create_element(format!("{side}-org"));
	if let Some(reference) = reference(party.identifier.as_deref()) {
		element = element.with_attribute(("ref", visible(reference)));
	}
	if let Some(activity) = party.fund.and_then(|fund| activity_of(books, fund)) {
		element = element.with_attribute((format!("{side}-activity-id").as_str(), visible(&activity)));
	}
	element.write_inner_content(|xml| narrative(xml, party.name.as_deref().unwrap_or(&party.id)))?;
	Ok(())
}

fn narrative(xml: &mut Xml, content: &str) -> io::Result<()> {
	text(xml, "narrative", content)
}

fn text(xml: &mut Xml, name: &str, content: &str) -> io::Result<()> {
	xml.create_element(name).write_text_content(BytesText::new(&visible(content)))?;
	Ok(())
}

fn empty(xml: &mut Xml, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
	xml.create_element(name).with_attributes(attributes.iter().copied()).write_empty()?;
	Ok(())
}

/// A text without the two characters that the chain takes and XML has none of.
fn visible(text: &str) -> Cow<'_, str> {
	match text.contains(['\u{fffe}', '\u{ffff}']) {
		true => Cow::Owned(text.replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")),
		false => Cow::Borrowed(text),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn purposes_are_sectors() {
		let code = |scheme: &str, code: &str| Code { scheme: scheme.to_owned(), code: code.to_owned() };
		for (scheme, sector_code, vocabulary) in [
			("COFOG", "06.3", "3"),
			("DAC", "14030", "1"),
			("dac", "140", "2"),
			("DAC", "14", "99"),
			("SDG", "6.", "99"),
		] {
			let purpose = code(scheme, sector_code);
			assert_eq!(sector(Some(&purpose)), (vocabulary, sector_code));
		}
		assert_eq!(sector(None), ("1", "99810"));
	}

	#[test]
	fn what_xml_cannot_say_is_replaced() {
		assert_eq!(visible("a\u{fffe}b\u{ffff}"), "a\u{fffd}b\u{fffd}");
		assert_eq!(visible("Zo\u{eb} & <Co>"), "Zo\u{eb} & <Co>");
		let mut xml = Writer::new(Vec::new());
		text(&mut xml, "narrative", "Zo\u{eb} & <Co>").expect("it is in memory");
		assert_eq!(xml.into_inner(), "<narrative>Zo\u{eb} &amp; &lt;Co&gt;</narrative>".as_bytes());
	}

	#[test]
	fn identifiers_that_the_standard_forbids_are_no_references() {
		assert_eq!(reference(Some("ES-NIF-B00000000")), Some("ES-NIF-B00000000"));
		assert_eq!(reference(Some("XI-PB-gb/aberdeen")), None);
		assert_eq!(reference(None), None);
	}
}
