//! The books of a body, as the chain's views show them at one block.

use super::{typed, At, Omitted};
use crate::{
	chain::{variant, BlockId, Chain},
	failure::Failure,
	moment::Moment,
};
use serde::Deserialize;
use serde_json::{json, Value};
use std::{
	collections::{BTreeMap, BTreeSet},
	fmt,
	num::ParseIntError,
};
use subxt::utils::AccountId32;

/// The pallet that has them.
const PUBLIC_FINANCE: &str = "publicFinance";

// ------------------------------------------------------------ what views answer with, as far as it is exported

/// An amount in the smallest unit of its currency; less than none where something comes back.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(try_from = "String")]
pub struct Amount(pub i128);

impl TryFrom<String> for Amount {
	type Error = ParseIntError;

	fn try_from(text: String) -> Result<Self, ParseIntError> {
		text.parse().map(Self)
	}
}

/// What money is in.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub enum Currency {
	Native,
	Asset(u32),
	Iso(String),
}

impl fmt::Display for Currency {
	fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
		match self {
			Self::Native => formatter.write_str("native"),
			Self::Asset(asset) => write!(formatter, "asset {asset}"),
			Self::Iso(code) => formatter.write_str(code),
		}
	}
}

impl Currency {
	/// How many of its digits are behind the point, by ISO 4217.
	pub fn decimals(&self) -> Option<usize> {
		match self {
			Self::Iso(code) => iso_currency::Currency::from_code(code)?.exponent().map(usize::from),
			Self::Native | Self::Asset(_) => None,
		}
	}

	/// An amount in units of it, exactly; in its smallest unit if nobody says how many digits are behind the point.
	pub fn units(&self, amount: Amount) -> String {
		let decimals = self.decimals().unwrap_or_default();
		let digits = format!("{:0>width$}", amount.0.unsigned_abs(), width = decimals + 1);
		let (whole, part) = digits.split_at(digits.len() - decimals);
		let sign = if amount.0 < 0 { "-" } else { "" };
		match decimals {
			0 => format!("{sign}{whole}"),
			_ => format!("{sign}{whole}.{part}"),
		}
	}

	/// Why the standards cannot say an amount in it, if they cannot.
	pub fn unfit(&self) -> Option<&'static str> {
		match self {
			Self::Native | Self::Asset(_) => Some("money on this chain has no currency code of a standard"),
			Self::Iso(_) if self.decimals().is_none() => Some("ISO 4217 has no minor unit of their currency"),
			Self::Iso(_) => None,
		}
	}
}

/// Who has paid, or is paid.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub enum Who {
	Account(String),
	Fund(u32),
	Organisation(String),
	Withheld(String),
	Group { root: String, count: u32 },
	Use { fund: u32, number: u32 },
}

impl Who {
	/// In which way it is named on chain, and by what.
	pub fn named(&self) -> (&'static str, String) {
		match self {
			Self::Account(account) => ("account", account.clone()),
			Self::Fund(fund) => ("fund", fund.to_string()),
			Self::Organisation(identifier) => ("organisation", identifier.clone()),
			Self::Withheld(hash) => ("withheld", hash.clone()),
			Self::Group { root, .. } => ("group", root.clone()),
			Self::Use { fund, .. } => ("use", fund.to_string()),
		}
	}
}

#[derive(Debug, Deserialize)]
struct BodyInfo {
	body: String,
	record: Body,
}

#[derive(Debug, Deserialize)]
pub struct Body {
	pub name: String,
	pub identifier: Option<String>,
	lines: u32,
}

#[derive(Debug, Deserialize)]
struct PeriodInfo {
	period: u16,
	record: Period,
}

#[derive(Debug, Deserialize)]
struct Period {
	label: String,
}

#[derive(Debug, Deserialize)]
pub struct LineInfo {
	line: u32,
	path: Vec<String>,
	pub record: Line,
}

#[derive(Debug, Deserialize)]
pub struct Line {
	pub label: Option<String>,
	pub period: u16,
	pub currency: Currency,
	pub kind: String,
	pub codes: Vec<Code>,
	pub control: u32,
	pub original: Amount,
	pub own: Booked,
	pub bound: Option<Booked>,
}

#[derive(Debug, Deserialize)]
pub struct Booked {
	pub authority: Amount,
	pub obligated: Amount,
	pub disbursed: Amount,
	pub refunded: Amount,
}

#[derive(Debug, Deserialize)]
pub struct Code {
	pub scheme: String,
	pub code: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FundInfo {
	fund: u32,
	pub record: Fund,
	pub closed_at: Option<Moment>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Fund {
	pub body: String,
	pub name: String,
	pub currency: Currency,
	pub purpose: Option<Code>,
	first_receipt: u32,
	first_use: u32,
}

#[derive(Debug, Deserialize)]
pub struct ReceiptInfo {
	pub receipt: u32,
	pub record: Receipt,
}

#[derive(Debug, Deserialize)]
pub struct Receipt {
	span: Span,
	pub removed: Amount,
	pub source: Who,
	pub returns: Option<(u32, u32)>,
	pub line: Option<u32>,
	pub refunded: Amount,
	pub at: Moment,
	pub evidence: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Span {
	from: Amount,
	to: Amount,
}

impl Receipt {
	/// How much it was.
	pub fn amount(&self) -> Amount {
		Amount(self.span.to.0 - self.span.from.0)
	}

	/// How much of it is still there or was used: what is neither void nor given back.
	pub fn live(&self) -> Amount {
		Amount(self.amount().0 - self.removed.0)
	}
}

#[derive(Debug, Deserialize)]
pub struct PaymentInfo {
	pub number: u32,
	pub record: Use,
}

#[derive(Debug, Deserialize)]
pub struct Use {
	pub amount: Amount,
	pub kind: UseKind,
	pub period: u16,
	standing: Value,
	pub returned: Amount,
	pub at: Moment,
	pub evidence: Option<String>,
	pub corrections: u8,
}

impl Use {
	/// Whether it has moved: `moved`, `claimed`, `confirmed` or `contested`.
	pub fn standing(&self) -> &str {
		variant(&self.standing).0
	}

	/// To whom it is a refund, if it is one.
	fn refunded(&self) -> Option<&Who> {
		match &self.kind {
			UseKind::Refund { payee, .. } => Some(payee),
			UseKind::Award { .. } | UseKind::Transfer { .. } | UseKind::GivenBack { .. } => None,
		}
	}
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum UseKind {
	Award { award: u32, lines: Vec<Split>, receipt: Option<u32> },
	Transfer { to: u32, receipt: u32 },
	Refund { fund: u32, receipt: u32, payee: Who },
	GivenBack { receipt: u32 },
}

#[derive(Debug, Deserialize)]
pub struct Split {
	pub line: u32,
	pub amount: Amount,
}

#[derive(Debug, Deserialize)]
pub struct AwardInfo {
	pub award: u32,
	pub record: Award,
	/// How it was changed, the oldest first.
	#[serde(skip)]
	pub history: Vec<AwardChange>,
}

#[derive(Debug, Deserialize)]
pub struct Award {
	pub currency: Currency,
	pub payee: Who,
	pub lines: Vec<AwardLine>,
	pub advance: Amount,
	pub accepted: Amount,
	pub disbursed: Amount,
	pub returned: Amount,
	pub ocid: Option<String>,
	pub method: Option<String>,
	pub bids: Option<u16>,
	pub agreement: Option<String>,
	pub document: Option<String>,
	pub at: Moment,
	pub changes: u16,
}

impl Award {
	/// What it comes to, without what lapsed.
	pub fn total(&self) -> Amount {
		// The chain has added it up, in no more bits than here but for the sign.
		Amount(self.lines.iter().fold(0_i128, |sum, line| sum.saturating_add(line.amount.0 - line.lapsed.0)))
	}
}

#[derive(Debug, Deserialize)]
pub struct AwardLine {
	pub line: u32,
	pub amount: Amount,
	pub disbursed: Amount,
	pub lapsed: Amount,
}

#[derive(Debug, Deserialize)]
pub struct AwardChange {
	pub at: Moment,
	pub before: Amount,
	pub after: Amount,
}

// ------------------------------------------------------------ the books

/// What has come into a fund and left it, the oldest first.
#[derive(Debug)]
pub struct Ledger {
	pub fund: u32,
	pub receipts: Vec<ReceiptInfo>,
	pub payments: Vec<PaymentInfo>,
}

/// Someone, by all names that are known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
	/// What tells it from all others: its identifier, else its account, else a hash.
	pub id: String,
	pub name: Option<String>,
	/// Its identifier of org-id.guide.
	pub identifier: Option<String>,
	/// The fund that is meant.
	pub fund: Option<u32>,
}

/// The books of a body.
#[derive(Debug)]
pub struct Books {
	pub block: BlockId,
	/// The body.
	pub account: String,
	/// What its periods are called.
	pub periods: BTreeMap<u16, String>,
	pub lines: BTreeMap<u32, LineInfo>,
	/// Its funds, in the order of their numbers.
	pub ledgers: Vec<Ledger>,
	/// Its awards, in the order of their numbers.
	pub awards: Vec<AwardInfo>,
	/// Its funds, and those of others that it has to do with.
	pub funds: BTreeMap<u32, FundInfo>,
	/// The body itself, and those of others that it has to do with.
	bodies: BTreeMap<String, Body>,
}

impl At<'_> {
	/// All lines of a body, which are numbered. Nobody lists the currencies that there are lines in: so a line is asked for by its
	/// number, and all of its period, currency and kind come with it.
	async fn lines(&self, body: &str, count: u32) -> Result<BTreeMap<u32, LineInfo>, Failure> {
		let mut lines = BTreeMap::new();
		for line in 0..count {
			if lines.contains_key(&line) {
				continue;
			}
			let info: Value = self.one("line_info", json!({ "body": body, "line": line })).await?;
			let record = &info["record"];
			let root = json!({ "period": record["period"], "currency": record["currency"], "kind": record["kind"] });
			let found: Vec<LineInfo> = self.all("execution", json!({ "body": body, "top": { "root": root } })).await?;
			lines.extend(found.into_iter().map(|info| (info.line, info)));
		}
		Ok(lines)
	}
}

impl Books {
	/// The books as at the end of a block, which is the newest final one if it is null.
	pub async fn read(chain: &Chain, body: &AccountId32, block: Value) -> Result<Self, Failure> {
		let found = chain.view(PUBLIC_FINANCE, "body_info", json!({ "body": body }), block).await?;
		let Some(BodyInfo { body: account, record: body }) = typed(found.value)? else {
			return Err(chain.error(PUBLIC_FINANCE, "NotBody"));
		};
		let at = At { chain, pallet: PUBLIC_FINANCE, block: json!(found.block.hash) };
		let of_body = json!({ "body": account });
		let periods: Vec<PeriodInfo> = at.all("periods", of_body.clone()).await?;
		let lines = at.lines(&account, body.lines).await?;
		let funds: Vec<FundInfo> = at.all("funds_of", of_body.clone()).await?;
		let funds: BTreeMap<_, _> = funds.into_iter().map(|info| (info.fund, info)).collect();
		let mut ledgers = Vec::new();
		for fund in funds.keys() {
			let of_fund = json!({ "fund": fund });
			let receipts = at.all("receipts", of_fund.clone()).await?;
			ledgers.push(Ledger { fund: *fund, receipts, payments: at.all("payments", of_fund).await? });
		}
		let mut awards: Vec<AwardInfo> = at.all("awards_of", of_body).await?;
		awards.sort_by_key(|info| info.award);
		for info in awards.iter_mut().filter(|info| info.record.changes > 0) {
			info.history = at.all("award_changes", json!({ "award": info.award })).await?;
		}
		let periods = periods.into_iter().map(|info| (info.period, info.record.label)).collect();
		let bodies = BTreeMap::from([(account.clone(), body)]);
		let mut books = Self { block: found.block, account, periods, lines, ledgers, awards, funds, bodies };
		books.meet_others(&at).await?;
		Ok(books)
	}

	/// Look up the bodies and funds of others that are named.
	async fn meet_others(&mut self, at: &At<'_>) -> Result<(), Failure> {
		let payees = self.awards.iter().map(|info| &info.record.payee);
		let sources = self.ledgers.iter().flat_map(|ledger| &ledger.receipts).map(|info| &info.record.source);
		let payments = self.ledgers.iter().flat_map(|ledger| &ledger.payments);
		let refunded = payments.filter_map(|info| info.record.refunded());
		let (mut accounts, mut funds) = (BTreeSet::new(), BTreeSet::new());
		for who in payees.chain(sources).chain(refunded) {
			match who {
				Who::Account(account) => accounts.extend([account.clone()]),
				Who::Fund(fund) | Who::Use { fund, .. } => funds.extend([*fund]),
				Who::Organisation(_) | Who::Withheld(_) | Who::Group { .. } => (),
			}
		}
		for fund in funds {
			if self.funds.contains_key(&fund) {
				continue;
			}
			if let Some(info) = at.one::<Option<FundInfo>>("fund_info", json!({ "fund": fund })).await? {
				accounts.insert(info.record.body.clone());
				self.funds.insert(fund, info);
			}
		}
		for account in accounts {
			if let Some(info) = at.one::<Option<BodyInfo>>("body_info", json!({ "body": account })).await? {
				self.bodies.insert(account, info.record);
			}
		}
		Ok(())
	}

	/// What has left state, and so is in no export of this block.
	pub fn archived(&self) -> Omitted {
		let mut omitted = Omitted::default();
		for (fund, info) in self.ledgers.iter().filter_map(|ledger| self.funds.get_key_value(&ledger.fund)) {
			for (what, first) in [("receipts", info.record.first_receipt), ("payments", info.record.first_use)] {
				if first > 0 {
					let why = "they were archived: an earlier block has them";
					omitted.add(why, format!("the first {first} {what} of fund {fund}"));
				}
			}
		}
		omitted
	}

	/// The body whose books they are.
	pub fn own(&self) -> Party {
		self.of_account(&self.account)
	}

	/// An account: as the body that it is, if it is one.
	fn of_account(&self, account: &str) -> Party {
		let body = self.bodies.get(account);
		let identifier = body.and_then(|body| body.identifier.clone());
		let id = identifier.clone().unwrap_or_else(|| account.to_owned());
		Party { id, name: body.map(|body| body.name.clone()), identifier, fund: None }
	}

	/// The body of a fund, which is meant.
	pub fn of_fund(&self, fund: u32) -> Party {
		let party = match self.funds.get(&fund) {
			Some(info) => self.of_account(&info.record.body),
			None => Party { id: format!("fund {fund}"), name: None, identifier: None, fund: None },
		};
		Party { fund: Some(fund), ..party }
	}

	/// Someone, by all names that are known.
	pub fn party(&self, who: &Who) -> Party {
		let unnamed =
			|id: &str, name: String| Party { id: id.to_owned(), name: Some(name), identifier: None, fund: None };
		match who {
			Who::Account(account) => self.of_account(account),
			Who::Fund(fund) | Who::Use { fund, .. } => self.of_fund(*fund),
			Who::Organisation(id) => Party { id: id.clone(), name: None, identifier: Some(id.clone()), fund: None },
			Who::Withheld(hash) => unnamed(hash, "Withheld".to_owned()),
			Who::Group { root, count } => unnamed(root, format!("{count} who are withheld")),
		}
	}

	/// Who is paid by an award.
	pub fn payee(&self, award: u32) -> Option<&Who> {
		let place = self.awards.binary_search_by_key(&award, |info| info.award).ok()?;
		self.awards.get(place).map(|info| &info.record.payee)
	}

	fn ledger(&self, fund: u32) -> Option<&Ledger> {
		let place = self.ledgers.binary_search_by_key(&fund, |ledger| ledger.fund).ok()?;
		self.ledgers.get(place)
	}

	/// What a payment was for, if it was not archived.
	pub fn payment(&self, fund: u32, number: u32) -> Option<&UseKind> {
		let payments = &self.ledger(fund)?.payments;
		let place = payments.binary_search_by_key(&number, |info| info.number).ok()?;
		payments.get(place).map(|info| &info.record.kind)
	}

	/// Where a receipt is from, if it was not archived.
	pub fn source(&self, fund: u32, receipt: u32) -> Option<&Who> {
		let receipts = &self.ledger(fund)?.receipts;
		let place = receipts.binary_search_by_key(&receipt, |info| info.receipt).ok()?;
		receipts.get(place).map(|info| &info.record.source)
	}

	/// The path of a line.
	pub fn path(&self, line: u32) -> String {
		self.lines.get(&line).map(|info| info.path.join("/")).unwrap_or_default()
	}
}
