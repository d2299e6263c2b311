//! Books as tables (RFC 4180): the only form that has the lines of awards and payments.

use super::{
	books::{Amount, Books, Currency, LineInfo, UseKind, Who},
	date_time, Export,
};
use crate::failure::Failure;
use clap::ValueEnum;
use csv::Writer;

/// A table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Table {
	/// Lines, each with its own figures, and with those of all that it binds, if it binds.
	Lines,
	/// Awards, with a row for each of their lines.
	Awards,
	/// What left funds, with a row for each line that bears it.
	Payments,
	/// What came into funds.
	Receipts,
}

const LINES: [&str; 17] = [
	"line",
	"period",
	"currency",
	"kind",
	"path",
	"label",
	"codes",
	"control",
	"original",
	"final",
	"obligated",
	"disbursed",
	"refunded",
	"bound_final",
	"bound_obligated",
	"bound_disbursed",
	"block_hash",
];

const AWARDS: [&str; 24] = [
	"award",
	"at",
	"currency",
	"payee_kind",
	"payee",
	"payee_identifier",
	"payee_name",
	"amount",
	"advance",
	"accepted",
	"disbursed",
	"returned",
	"ocid",
	"method",
	"bids",
	"agreement",
	"document",
	"changes",
	"line",
	"path",
	"line_amount",
	"line_disbursed",
	"line_lapsed",
	"block_hash",
];

const PAYMENTS: [&str; 22] = [
	"fund",
	"number",
	"at",
	"period",
	"currency",
	"amount",
	"returned",
	"kind",
	"award",
	"payee_kind",
	"payee",
	"payee_identifier",
	"payee_name",
	"receipt_fund",
	"receipt",
	"standing",
	"evidence",
	"corrections",
	"line",
	"path",
	"line_amount",
	"block_hash",
];

const RECEIPTS: [&str; 18] = [
	"fund",
	"number",
	"at",
	"currency",
	"amount",
	"removed",
	"source_kind",
	"source",
	"source_number",
	"source_identifier",
	"source_name",
	"returns_fund",
	"returns_number",
	"line",
	"path",
	"refunded",
	"evidence",
	"block_hash",
];

pub fn export(books: &Books, table: Table) -> Result<Export, Failure> {
	let rows = match table {
		Table::Lines => rows(&LINES, lines(books)),
		Table::Awards => rows(&AWARDS, awards(books)),
		Table::Payments => rows(&PAYMENTS, payments(books)),
		Table::Receipts => rows(&RECEIPTS, receipts(books)),
	};
	let write = |rows: Vec<Vec<String>>| -> Result<String, csv::Error> {
		let mut writer = Writer::from_writer(Vec::new());
		let hash = format!("{:?}", books.block.hash);
		for (place, mut row) in rows.into_iter().enumerate() {
			if place > 0 {
				row.push(hash.clone());
			}
			writer.write_record(row)?;
		}
		let bytes = writer.into_inner().map_err(|error| error.into_error())?;
		Ok(String::from_utf8_lossy(&bytes).trim_end().to_owned())
	};
	let text = write(rows).map_err(|error| Failure::unknown("file", format!("Cannot write the table: {error}")))?;
	Ok(Export { text, omitted: books.archived() })
}

/// All rows, the heading first. What is in them has everything but the hash of the block.
fn rows(heading: &[&str], rows: Vec<Vec<String>>) -> Vec<Vec<String>> {
	let heading = heading.iter().map(|name| (*name).to_owned()).collect();
	std::iter::once(heading).chain(rows).collect()
}

/// A value that may not be there.
fn maybe(value: Option<impl ToString>) -> String {
	value.map(|value| value.to_string()).unwrap_or_default()
}

/// How somebody is named on chain, and what is known of it.
fn named(books: &Books, who: Option<&Who>) -> [String; 4] {
	let Some(who) = who else { return Default::default() };
	let (party, (kind, name)) = (books.party(who), who.named());
	[kind.to_owned(), name, maybe(party.identifier), maybe(party.name)]
}

/// A line, and an amount of it.
fn split(books: &Books, line: u32, currency: &Currency, amounts: &[Amount]) -> Vec<String> {
	let amounts = amounts.iter().map(|amount| currency.units(*amount));
	[line.to_string(), books.path(line)].into_iter().chain(amounts).collect()
}

fn lines(books: &Books) -> Vec<Vec<String>> {
	let row = |(id, info): (&u32, &LineInfo)| {
		let line = &info.record;
		let units = |amount| line.currency.units(amount);
		let codes: Vec<_> = line.codes.iter().map(|code| format!("{}:{}", code.scheme, code.code)).collect();
		let bound = line.bound.as_ref();
		vec![
			id.to_string(),
			maybe(books.periods.get(&line.period)),
			line.currency.to_string(),
			line.kind.clone(),
			books.path(*id),
			maybe(line.label.as_ref()),
			codes.join(" "),
			line.control.to_string(),
			units(line.original),
			units(line.own.authority),
			units(line.own.obligated),
			units(line.own.disbursed),
			units(line.own.refunded),
			maybe(bound.map(|bound| units(bound.authority))),
			maybe(bound.map(|bound| units(bound.obligated))),
			maybe(bound.map(|bound| units(bound.disbursed))),
		]
	};
	books.lines.iter().map(row).collect()
}

fn awards(books: &Books) -> Vec<Vec<String>> {
	let mut rows = Vec::new();
	for info in &books.awards {
		let award = &info.record;
		let units = |amount| award.currency.units(amount);
		let mut row = vec![info.award.to_string(), date_time(award.at), award.currency.to_string()];
		row.extend(named(books, Some(&award.payee)));
		row.extend([award.total(), award.advance, award.accepted, award.disbursed, award.returned].map(units));
		row.extend([maybe(award.ocid.as_ref()), maybe(award.method.as_ref()), maybe(award.bids)]);
		row.extend([maybe(award.agreement.as_ref()), maybe(award.document.as_ref()), award.changes.to_string()]);
		let lines = award.lines.iter();
		let lines = lines
			.map(|line| split(books, line.line, &award.currency, &[line.amount, line.disbursed, line.lapsed]))
			.collect();
		spread(&mut rows, &row, lines, 5);
	}
	rows
}

/// A row for each line; one if there is none.
fn spread(rows: &mut Vec<Vec<String>>, row: &[String], lines: Vec<Vec<String>>, width: usize) {
	let lines = if lines.is_empty() { vec![vec![String::new(); width]] } else { lines };
	rows.extend(lines.into_iter().map(|line| [row, line.as_slice()].concat()));
}

fn payments(books: &Books) -> Vec<Vec<String>> {
	let mut rows = Vec::new();
	for ledger in &books.ledgers {
		let Some(fund) = books.funds.get(&ledger.fund) else { continue };
		let currency = &fund.record.currency;
		for info in &ledger.payments {
			let record = &info.record;
			let mut lines = Vec::new();
			let to;
			// What for, of which award, to whom, and what it is there.
			let (kind, award, who, receipt) = match &record.kind {
				UseKind::Award { award, lines: splits, receipt } => {
					lines = splits.iter().map(|of| split(books, of.line, currency, &[of.amount])).collect();
					let who = books.payee(*award);
					let fund = match who {
						Some(Who::Fund(fund)) => receipt.map(|_| *fund),
						_ => None,
					};
					("award", Some(*award), who, (fund, *receipt))
				},
				UseKind::Transfer { to: fund, receipt } => {
					to = Who::Fund(*fund);
					("transfer", None, Some(&to), (Some(*fund), Some(*receipt)))
				},
				UseKind::Refund { fund, receipt, payee } => {
					("refund", None, Some(payee), (Some(*fund), Some(*receipt)))
				},
				UseKind::GivenBack { receipt } => {
					let fund = ledger.fund;
					("given back", None, books.source(fund, *receipt), (Some(fund), Some(*receipt)))
				},
			};
			let mut row = vec![ledger.fund.to_string(), info.number.to_string(), date_time(record.at)];
			row.extend([maybe(books.periods.get(&record.period)), currency.to_string()]);
			row.extend([record.amount, record.returned].map(|amount| currency.units(amount)));
			row.extend([kind.to_owned(), maybe(award)]);
			row.extend(named(books, who));
			row.extend([maybe(receipt.0), maybe(receipt.1), record.standing().to_owned()]);
			row.extend([maybe(record.evidence.as_ref()), record.corrections.to_string()]);
			spread(&mut rows, &row, lines, 3);
		}
	}
	rows
}

fn receipts(books: &Books) -> Vec<Vec<String>> {
	let mut rows = Vec::new();
	for ledger in &books.ledgers {
		let Some(fund) = books.funds.get(&ledger.fund) else { continue };
		let units = |amount| fund.record.currency.units(amount);
		for info in &ledger.receipts {
			let record = &info.record;
			let number = match record.source {
				Who::Use { number, .. } => Some(number),
				_ => None,
			};
			let [kind, name, identifier, called] = named(books, Some(&record.source));
			let mut row = vec![ledger.fund.to_string(), info.receipt.to_string(), date_time(record.at)];
			row.extend([fund.record.currency.to_string(), units(record.amount()), units(record.removed)]);
			row.extend([kind, name, maybe(number), identifier, called]);
			row.extend([maybe(record.returns.map(|(fund, _)| fund)), maybe(record.returns.map(|(_, number)| number))]);
			row.extend([maybe(record.line), maybe(record.line.map(|line| books.path(line)))]);
			row.extend([units(record.refunded), maybe(record.evidence.as_ref())]);
			rows.push(row);
		}
	}
	rows
}
