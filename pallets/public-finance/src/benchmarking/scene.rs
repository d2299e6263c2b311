//! What benchmarks begin with.

use super::*;

/// The asset.
pub(super) const ASSET: AssetId = 1_000_000;
/// The currency that it is.
pub(super) const MONEY: Currency = Currency::Asset(ASSET);
/// One of a bank.
pub(super) const BANK: Currency = Currency::iso(b"EUR");
/// One without a rule, in which everything waits.
pub(super) const UNRULED: Currency = Currency::iso(b"ZZZ");
/// What everybody has of each asset.
pub(super) const RICHES: Balance = 1_000_000_000_000_000_000;
/// What is done with at once.
pub(super) const AMOUNT: Balance = 1_000_000;
/// 2026-12-01, in the afternoon.
pub(super) const START: Moment = 1_796_137_200_000;
/// A day.
pub(super) const DAY: Moment = 24 * 60 * 60 * 1_000;
/// What proves something.
pub(super) const PROOF: H256 = H256([0xee; 32]);
/// What an auditor keeps to himself.
pub(super) const SECRET: H256 = H256([0x5e; 32]);

/// A text that is as long as it can be.
pub(super) fn longest<S: Get<u32>>() -> Text<S> {
	"m".repeat(S::get() as usize).try_into().expect("it is not longer")
}

/// An identifier that is as long as it can be.
pub(super) fn identifier() -> OrgId {
	format!("ES-NIF-{}", "1".repeat(57)).try_into().expect("it is not longer")
}

pub(super) fn list<Item, S: Get<u32>>(items: Vec<Item>) -> BoundedVec<Item, S> {
	BoundedVec::try_from(items).ok().expect("it is short enough")
}

pub(super) fn by<T: Config>(who: &T::AccountId) -> OriginFor<T> {
	RawOrigin::Signed(who.clone()).into()
}

/// Someone who can pay for everything.
pub(super) fn rich<T: Config>(name: &'static str, place: u32) -> T::AccountId {
	let who: T::AccountId = account(name, place, 0);
	for asset in [None, Some(ASSET)] {
		T::Assets::mint_into(asset, &who, RICHES).expect("nothing limits the issuance");
	}
	who
}

pub(super) fn line_terms(above: Above, number: LineId) -> LineTerms {
	let part = format!("{number:016}").try_into().expect("it is as long as can be");
	let codes = (0..MAX_CODES).map(|_| Code { scheme: longest(), code: longest() }).collect();
	LineTerms { above, part, label: Some(longest()), codes: list(codes), binds: false }
}

pub(super) fn move_terms(from: Option<LineId>, to: LineId) -> Move {
	Move { from, to: Some(to), amount: AMOUNT, original: false, reason: longest() }
}

pub(super) fn splits<S: Get<u32>>(lines: &[LineId]) -> BoundedVec<Split, S> {
	list(lines.iter().map(|line| Split { line: *line, amount: AMOUNT }).collect())
}

pub(super) fn sum(lines: &[LineId]) -> Balance {
	AMOUNT * lines.len() as Balance
}

pub(super) fn award_terms<T: Config>(payee: Payee<T::AccountId>, lines: &[LineId]) -> AwardTerms<T::AccountId> {
	AwardTerms {
		award: None,
		payee,
		lines: splits(lines),
		advance: 0,
		ocid: Some(identifier()),
		method: Some(Method::Open),
		bids: Some(3),
		agreement: None,
		document: Some(PROOF),
	}
}

pub(super) fn fund_terms(currency: Currency) -> FundTerms {
	let gifts = currency.on_chain().map(|_| 1);
	FundTerms { name: longest(), currency, purpose: None, gate: None, gifts, campaign: None }
}

/// So many lists of so many things together, each of about as many.
pub(super) fn share<Item>(all: &[Item], lists: u32) -> impl Iterator<Item = &[Item]> {
	let (count, lists) = (all.len(), lists as usize);
	(0..lists).map(move |place| &all[count * place / lists..count * (place + 1) / lists])
}

/// So many awards of these lines together, each to a fund of yet another body.
pub(super) fn to_others<T: Config>(lines: &[LineId], count: u32) -> Vec<AwardTerms<T::AccountId>> {
	let fund = |place| Payee::Fund(Scene::<T>::new(place).fund(fund_terms(MONEY)));
	(1..).zip(share(lines, count)).map(|(place, lines)| award_terms::<T>(fund(place), lines)).collect()
}

/// The asset, and a body.
pub(super) fn begin<T: Config>() -> Scene<T> {
	T::BenchmarkHelper::set_time(START);
	T::BenchmarkHelper::create_asset(ASSET, true);
	Scene::new(0)
}

/// A body, and who acts for it.
pub(super) struct Scene<T: Config> {
	pub(super) body: T::AccountId,
	pub(super) council: T::AccountId,
	pub(super) officer: T::AccountId,
	pub(super) second: T::AccountId,
	pub(super) auditor: T::AccountId,
}

impl<T: Config> Scene<T> {
	/// One in each place, which has all that a body can have. A period is open.
	pub(super) fn new(place: u32) -> Self {
		let [council, officer, second, auditor] =
			["council", "officer", "second", "auditor"].map(|name| account(name, place, 0));
		let scene = Self { body: rich::<T>("body", place), council, officer, second, auditor };
		scene.set(&scene.body, BodyChange::Name { name: longest(), identifier: Some(identifier()) });
		scene.set(&scene.body, BodyChange::Appropriator(scene.council.clone()));
		scene.set(&scene.council, BodyChange::Accept);
		let others = (b'A'..).map(|letter| Currency::iso(&[letter; 3]));
		for currency in [MONEY, BANK].into_iter().chain(others).take(MAX_RULES as usize) {
			let rule = Rule { currency, threshold: Balance::MAX, window: DAY, life: DAY };
			scene.set(&scene.council, BodyChange::Rule(rule));
		}
		for officer in [&scene.officer, &scene.second] {
			T::BenchmarkHelper::empower(officer, &scene.body);
		}
		scene.next_period();
		scene
	}

	pub(super) fn set(&self, who: &T::AccountId, change: BodyChange<T::AccountId>) {
		Pallet::<T>::set_body(by::<T>(who), self.body.clone(), change).expect("nothing speaks against it");
	}

	pub(super) fn set_period(&self, change: PeriodChange) {
		Pallet::<T>::set_period(by::<T>(&self.officer), self.body.clone(), change).expect("nothing speaks against it");
	}

	/// The period that is open is closed, if one is, and the next one is opened.
	pub(super) fn next_period(&self) {
		if self.stored().current.is_some() {
			self.set_period(PeriodChange::Close);
		}
		self.set_period(PeriodChange::Plan { label: longest(), from: START, to: START + DAY });
		self.set_period(PeriodChange::Open);
	}

	pub(super) fn stored(&self) -> Body<T> {
		Bodies::<T>::get(&self.body).expect("it was made")
	}

	pub(super) fn line(&self, line: LineId) -> Line {
		Lines::<T>::get(&self.body, line).expect("it was made")
	}

	/// So many lines of the open period, each under one of its own. All have authority for all that is done with them.
	pub(super) fn lines(&self, kind: LineKind, currency: Currency, count: u32) -> Vec<LineId> {
		let root = Above::Root { period: self.stored().current.expect("it was opened"), currency, kind };
		let mut made = Vec::new();
		for _ in 0..count {
			let number = self.stored().lines;
			let terms = vec![line_terms(root, number), line_terms(Above::Line(number), number + 1)];
			Pallet::<T>::set_line(by::<T>(&self.officer), self.body.clone(), list(terms)).expect("it is new");
			let moves = list(vec![move_terms(None, number + 1)]);
			Pallet::<T>::move_authority(by::<T>(&self.council), self.body.clone(), moves).expect("it appropriates");
			made.push(number + 1);
		}
		made
	}

	pub(super) fn fund(&self, terms: FundTerms) -> FundId {
		let fund = FundCount::<T>::get();
		Pallet::<T>::set_fund(by::<T>(&self.officer), self.body.clone(), FundChange::Make(terms)).expect("it is valid");
		fund
	}

	/// A fund in which there is as much as is done with 16 times, and more.
	pub(super) fn filled(&self, currency: Currency) -> FundId {
		let fund = self.fund(fund_terms(currency));
		let evidence = currency.on_chain().is_none().then_some(PROOF);
		let source = Source::Organisation(identifier());
		let terms = ReceiptTerms { amount: 20 * AMOUNT, source, returns: None, line: None, evidence };
		Pallet::<T>::receive(by::<T>(&self.officer), self.body.clone(), fund, list(vec![terms])).expect("it is free");
		fund
	}

	/// Awards of these terms, which are accepted if they are to be.
	pub(super) fn awarded(&self, terms: Vec<AwardTerms<T::AccountId>>, accepted: bool) -> Vec<AwardId> {
		let (first, due) = (AwardCount::<T>::get(), T::Time::now() + DAY);
		let mut awards = Vec::new();
		for (award, terms) in (first..).zip(terms) {
			let amount = terms.lines.iter().map(|split| split.amount).sum();
			let (officer, second) = (by::<T>(&self.officer), by::<T>(&self.second));
			Pallet::<T>::award(officer, self.body.clone(), list(vec![terms])).expect("there is authority");
			if accepted {
				let acceptance = list(vec![AcceptanceTerms { award, amount, due, evidence: PROOF }]);
				Pallet::<T>::accept(second, self.body.clone(), acceptance).expect("it was awarded");
			}
			awards.push(award);
		}
		awards
	}

	pub(super) fn pay(&self, fund: FundId, amount: Balance, how: How<T::AccountId>) {
		let evidence = match (&how, self.currency(fund).on_chain()) {
			(How::Award { .. }, None) => Some(PROOF),
			_ => None,
		};
		let payments = list(vec![Payment { fund, amount, how, evidence }]);
		Pallet::<T>::pay(by::<T>(&self.officer), self.body.clone(), payments).expect("it was accepted");
	}

	/// A use was put right so often: no officer does so too often.
	pub(super) fn noted(&self, fund: FundId, number: u32, times: u8) {
		for time in 0..usize::from(times) {
			let note = Correction::Note { fund, number, document: PROOF };
			let officer = if time < MAX_CORRECTIONS_EACH { &self.second } else { &self.officer };
			Pallet::<T>::correct(by::<T>(officer), self.body.clone(), note).expect("there is such a use");
		}
	}

	fn currency(&self, fund: FundId) -> Currency {
		Funds::<T>::get(fund).expect("it was made").currency
	}

	/// Someone new gives once.
	pub(super) fn donated(&self, fund: FundId, place: u32) -> T::AccountId {
		let donor = rich::<T>("donor", place);
		Pallet::<T>::donate(by::<T>(&donor), fund, Some(ASSET), AMOUNT).expect("it takes gifts");
		donor
	}

	/// The period that is open is offered to the auditor, who accepts.
	pub(super) fn engaged(&self) -> PeriodId {
		let period = self.stored().current.expect("it was opened");
		let hash = sp_io::hashing::blake2_256(SECRET.as_bytes()).into();
		let offer = Engage::Offer(self.auditor.clone());
		let accept = Engage::Accept(Commitment { hash, every: 1_000 });
		for (who, engage) in [(&self.council, offer), (&self.auditor, accept)] {
			Pallet::<T>::engage(by::<T>(who), self.body.clone(), period, engage).expect("it is open");
		}
		period
	}

	/// The same; then it is closed, and the next one is open.
	pub(super) fn closed(&self) -> PeriodId {
		let period = self.engaged();
		self.next_period();
		Gathered::<T>::insert(LastEpoch::<T>::get().1 + 1, [7; 32]);
		period
	}

	/// The same; the auditor has drawn his sample.
	fn drawn(&self) -> PeriodId {
		let period = self.closed();
		Pallet::<T>::reveal(by::<T>(&self.auditor), self.body.clone(), period, SECRET).expect("it is his secret");
		period
	}

	/// The same; he has found something in it.
	pub(super) fn found(&self) -> PeriodId {
		let period = self.drawn();
		let due = T::Time::now() + DAY;
		Pallet::<T>::find(by::<T>(&self.auditor), self.body.clone(), period, None, Severity::High, PROOF, due)
			.expect("he audits");
		period
	}

	/// His sample is drawn, and he has said what he thinks.
	pub(super) fn audited(&self) {
		let period = self.drawn();
		let opinion = Conclusion::Opinion(Opinion::Unmodified, PROOF);
		Pallet::<T>::conclude(by::<T>(&self.auditor), self.body.clone(), period, opinion).expect("he audits");
	}
}
