//! An agreement and its model, and what is done to both.

use super::{draws::PARTIES, model::Accounts, *};
use crate::Call;
use frame_support::traits::fungibles::{InspectHold, Mutate as _};
use model::{Done, Turn};
use sp_runtime::traits::{Convert, Dispatchable};

/// Numbers out of which a step is made of what there is.
#[derive(Clone, Copy)]
pub struct Step(pub [u16; 6]);

impl std::fmt::Debug for Step {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		write!(f, "{:?}", self.0)
	}
}

type Config = <Test as frame_system::Config>::RuntimeCall;

/// All that is done.
pub const DEEDS: [&str; 19] = [
	"pass", "settle", "fund", "defund", "claim", "answer", "waive", "dispute", "show", "rule", "appeal", "notice",
	"agreed", "late", "ruled", "certify", "know", "money", "block",
];

pub fn steps() -> impl Strategy<Value = Step> {
	proptest::array::uniform6(0..1_000u16).prop_map(Step)
}

pub struct Run {
	pub id: AgreementId,
	pub model: Model,
	/// Since when there is a certificate for an obligation.
	pub certified: BTreeMap<usize, Moment>,
}

/// Who is looked at.
pub fn everybody() -> impl Iterator<Item = AccountId> {
	PARTIES.into_iter().chain([OFFICE]).chain(ARBITERS)
}

fn accounts() -> Accounts {
	let mut accounts = Accounts::default();
	for who in everybody() {
		for asset in [None, Some(DOLLAR)] {
			accounts.free.insert((asset, who), free(asset, who));
			accounts.held.insert((asset, who), held(asset, who));
		}
		let fee = <Test as crate::Config>::Holds::balance_on_hold(None, &HoldReason::Fee.into(), &who);
		accounts.fees.insert(who, fee);
	}
	accounts
}

/// Give someone so much, or take it.
fn set(asset: Asset, who: AccountId, amount: Balance) {
	let has = free(asset, who);
	type Assets = <Test as crate::Config>::Assets;
	let (exact, force, keep) = (
		frame_support::traits::tokens::Precision::Exact,
		frame_support::traits::tokens::Fortitude::Force,
		frame_support::traits::tokens::Preservation::Preserve,
	);
	if amount > has {
		Assets::mint_into(asset, &who, amount - has).unwrap();
	} else {
		Assets::burn_from(asset, &who, has - amount, keep, exact, force).unwrap();
	}
}

impl Run {
	/// Draft and sign; nothing if someone has not what he has to escrow.
	pub fn begin(terms: &Terms, purses: &[Balance; 4]) -> Option<Self> {
		assert_eq!(terms.check(), Ok(()));
		let deposit = <Test as crate::Config>::StoragePrice::convert(Contracts::agreement_footprint(terms));
		for (place, who) in PARTIES.into_iter().enumerate() {
			let more = if place == 0 { deposit } else { 0 };
			set(None, who, EXISTENTIAL_DEPOSIT + 2 * purses[place] + more);
			set(Some(DOLLAR), who, MIN_DOLLAR + purses[place]);
		}
		let mut model = Model::new(terms, accounts());
		let signed_by_all = model.sign(deposit).is_ok();
		let id = terms_hash(terms);
		let mut signed = true;
		for (place, party) in terms.parties.iter().enumerate() {
			let call: Config = match place {
				0 => Call::draft { terms: terms.clone(), most: None }.into(),
				_ => Call::sign { draft: id, most: None }.into(),
			};
			signed &= call.dispatch(RuntimeOrigin::signed(party.account)).is_ok();
		}
		assert_eq!(signed, signed_by_all, "whether all can sign");
		signed.then_some(Self { id, model, certified: BTreeMap::new() })
	}

	/// That the model says the same.
	pub fn compare(&self) -> Result<(), TestCaseError> {
		let stored = stored(self.id);
		for (place, (record, line)) in stored.progress.records.iter().zip(&self.model.lines).enumerate() {
			let ours = [line.paid, line.held, line.refunded, line.forgiven, line.interest_paid, line.disputed()];
			let theirs =
				[record.paid, record.held, record.refunded, record.forgiven, record.interest_paid, record.disputed];
			prop_assert_eq!(
				theirs,
				ours,
				"paid, held, refunded, forgiven, interest, disputed of {}: pallet, model",
				place
			);
			prop_assert_eq!(record.demanded, line.demanded(), "what is claimed or a share of {}", place);
			prop_assert_eq!(record.lapsed, line.lapsed, "whether {} has lapsed", place);
			prop_assert_eq!(record.claim.is_some(), line.claim.is_some(), "whether there is a claim of {}", place);
			prop_assert_eq!(record.fulfilled_at.is_some(), line.over_at.is_some(), "whether {} is fulfilled", place);
			let stated = super::line(self.id, place as u8);
			if stored.progress.end(&self.model.terms) == self.model.end() {
				// The pallet counts on from what it has stored.
				let mut now = self.model.clone();
				now.roll().unwrap();
				prop_assert_eq!(stated.due, now.due(place), "what is due of {}", place);
				prop_assert_eq!(stated.late_since, now.late_since(place), "since when {} is late", place);
				prop_assert_eq!(stated.most, now.most(place), "what {} can come to", place);
			}
		}
		prop_assert_eq!(stored.progress.end(&self.model.terms), self.model.end(), "when it ends");
		prop_assert_eq!(stored.progress.closed_at.is_some(), self.model.closed, "whether it is closed");
		let (theirs, ours) = (accounts(), &self.model.accounts);
		prop_assert_eq!(&theirs.free, &ours.free, "what is free: pallet, model");
		for (key, amount) in &theirs.held {
			prop_assert_eq!(*amount, ours.held.get(key).copied().unwrap_or(0), "what is held of {:?}", key);
		}
		for (who, amount) in &theirs.fees {
			prop_assert_eq!(*amount, ours.fees.get(who).copied().unwrap_or(0), "what {} has advanced", who);
		}
		Ok(())
	}

	/// Do something, in the pallet and in the model; whether it was done in both, or in neither.
	pub fn both(
		&mut self,
		who: AccountId,
		call: Call<Test>,
		ours: impl FnOnce(&mut Model) -> Done,
	) -> Result<bool, TestCaseError> {
		let before = sp_io::storage::root(sp_runtime::StateVersion::V1);
		let text = format!("{call:?}");
		let theirs = Config::from(call).dispatch(RuntimeOrigin::signed(who));
		let mut model = self.model.clone();
		let ours = ours(&mut model);
		prop_assert_eq!(theirs.is_ok(), ours.is_ok(), "{}: {:?}, {:?}, by {}", text, theirs, ours, who);
		if ours.is_ok() {
			self.model = model;
		} else {
			let after = sp_io::storage::root(sp_runtime::StateVersion::V1);
			prop_assert_eq!(after, before, "{} was refused and changed something", text);
		}
		Ok(ours.is_ok())
	}

	pub fn pass(&mut self, span: Moment) {
		pass(span);
		self.model.now += span;
	}

	/// Take all that someone can use.
	pub fn drain(&mut self, asset: Asset, who: AccountId) {
		let least = if asset.is_some() { MIN_DOLLAR } else { EXISTENTIAL_DEPOSIT };
		set(asset, who, least);
		self.model.accounts.free.insert((asset, who), least);
	}

	/// Settle, with certificates if there are some.
	pub fn settle(&mut self, with_certificates: bool) -> Result<bool, TestCaseError> {
		let certified = if with_certificates { self.certified.clone() } else { BTreeMap::new() };
		let presented = certified
			.keys()
			.map(|place| Presented { obligation: *place as u8, certificate: H256::repeat_byte(*place as u8 + 1) });
		let item = ToSettle { agreement: self.id, certificates: presented.collect::<Vec<_>>().try_into().unwrap() };
		let call =
			Call::settle { agreements: vec![item].try_into().unwrap(), most: None, obligations: MAX_OBLIGATIONS };
		self.both(ISSUER, call, |model| model.settle(&certified))
	}

	/// Moments at which something may change.
	fn borders(&self) -> Vec<Moment> {
		let model = &self.model;
		let mut borders: Vec<_> = model.end().into_iter().collect();
		for (p, line) in model.lines.iter().enumerate() {
			let due = model.due_of(p);
			let accruals = model.accruals(p);
			borders.extend(accruals.iter().flat_map(|(_, at)| [*at, at + ms(due.grace)]));
			borders.extend(model.until(p));
			if let (Some(claim), Some(terms)) = (&line.claim, &due.awaits.claim) {
				let from = claim.answer.map_or(claim.at, |(_, at)| at);
				borders.extend([from + ms(terms.answer_within), from + 2 * ms(terms.answer_within)]);
			}
			if let Some(quarrel) = &line.quarrel {
				let from = quarrel.ruling.map_or(quarrel.since, |ruling| ruling.at);
				borders.extend((1..=6).map(|days| from + days * DAY));
			}
			if let Funding::Escrowed(Some(by)) = &due.funding {
				borders.extend(model.when(by));
			}
		}
		borders
	}

	fn span(&self, n: &[u16; 6]) -> Moment {
		let now = self.model.now;
		let mut borders = self.borders();
		borders.retain(|border| *border > now + 1 && *border < now + 500 * DAY);
		borders.sort_unstable();
		borders.dedup();
		// Where something is in dispute, mostly to the next turn.
		let turns = self.model.lines.iter().filter_map(|line| {
			let quarrel = line.quarrel.as_ref()?;
			let from = quarrel.ruling.map_or(quarrel.since, |ruling| ruling.at);
			(1..=6).map(|days| from + days * DAY).find(|turn| *turn >= now)
		});
		if let (Some(turn), true) = (turns.min(), !n[2].is_multiple_of(3)) {
			return turn + Moment::from(n[2] % 4 / 2) + 1 - now;
		}
		if borders.is_empty() || n[2] % 4 == 3 {
			return 1 + Moment::from(n[3]) * DAY / 50;
		}
		let border = borders[usize::from(n[3]) % borders.len().min(4)];
		border + 1 - Moment::from(n[2] % 4) - now
	}

	/// A number from 0 to this, or one beyond, mostly the borders.
	fn amount(most: Balance, number: u16) -> Balance {
		match number % 8 {
			0..=2 => most,
			3 => most + 1,
			4 => 0,
			5 => most / 2,
			_ => u128::from(number / 8) % (most + 1),
		}
	}

	/// Do a step, and say what it was and whether it could be done.
	pub fn step(&mut self, Step(n): &Step) -> Result<(&'static str, bool), TestCaseError> {
		let (deed, p) = self.deed(n);
		self.act(deed, p, n)
	}

	/// Do that of this obligation.
	pub fn act(&mut self, deed: &'static str, p: usize, n: &[u16; 6]) -> Result<(&'static str, bool), TestCaseError> {
		let (id, obligation) = (self.id, p as u8);
		let (debtor, creditor) = (self.model.debtor(p), self.model.creditor(p));
		let (claimant, other) = if self.model.is_act(p) { (debtor, creditor) } else { (creditor, debtor) };
		let any = everybody().nth(usize::from(n[4]) % 8).unwrap();
		// Mostly who may.
		let by = |fit: AccountId| if n[5] % 16 == 15 { any } else { fit };
		let side = if n[4].is_multiple_of(2) { debtor } else { creditor };
		let asset = self.model.asset(p).unwrap_or(None);
		let evidence = H256::repeat_byte(3);
		let now = {
			let mut model = self.model.clone();
			model.roll().map_err(TestCaseError::fail)?;
			model
		};
		let line = &now.lines[p];
		let open = now.open(p);
		let ok = match deed {
			"pass" => {
				let span = self.span(n);
				self.pass(span);
				true
			},
			"settle" => self.settle(n[2].is_multiple_of(2))?,
			"fund" => {
				let money = Money { asset, amount: Self::amount(open.saturating_sub(line.held), n[2]) };
				let who = by(debtor);
				self.both(who, Call::fund { agreement: id, obligation, money }, |model| model.fund(who, p, money))?
			},
			"defund" => {
				let money = Money { asset, amount: Self::amount(line.held, n[2]) };
				let who = by(debtor);
				self.both(who, Call::defund { agreement: id, obligation, money }, |model| model.defund(who, p, money))?
			},
			"claim" => {
				let most = match &line.claim {
					Some(claim) => claim.amount - claim.answer.map_or(0, |(accepted, _)| accepted),
					None if now.is_act(p) => 1,
					None => now.accrued(p).saturating_sub(line.demanded()),
				};
				let (amount, who) = (Self::amount(most, n[2]), by(claimant));
				let call = Call::claim { agreement: id, obligation, amount, evidence };
				self.both(who, call, |model| model.claim(who, p, amount))?
			},
			"answer" => {
				let most = line.quarrel.as_ref().map(|quarrel| quarrel.amount);
				let most = most.or(line.claim.as_ref().map(|claim| claim.amount)).unwrap_or(0);
				let (amount, who) = (Self::amount(most, n[2]), by(other));
				let money = Money { asset, amount };
				let call = Call::answer { agreement: id, obligation, money };
				self.both(who, call, |model| model.answer(who, p, money))?
			},
			"waive" => {
				let most = [open, open, line.disputed().min(open), open + now.interest(p)][usize::from(n[3] % 4)];
				let amount = Self::amount(most, n[2]);
				let (money, who) = (Money { asset, amount }, by(creditor));
				self.both(who, Call::waive { agreement: id, obligation, money }, |model| model.waive(who, p, money))?
			},
			"dispute" | "show" => {
				let most = match &line.claim {
					// More of it.
					_ if line.quarrel.is_some() => open.saturating_sub(line.disputed()),
					Some(claim) => claim.amount - claim.answer.map_or(0, |(accepted, _)| accepted),
					None if now.due_of(p).awaits.claim.is_some() && !now.is_act(p) => {
						line.demanded().saturating_sub(line.settled().max(line.ordered()))
					},
					None => open.saturating_sub(line.ordered().saturating_sub(line.settled())),
				};
				let (who, fee) = (by(side), if n[3] % 10 == 9 { 150 } else { 300 });
				let money = Money { asset, amount: if deed == "show" { 0 } else { Self::amount(most, n[2]) } };
				let call = Call::dispute { agreement: id, obligation, money, fee, evidence };
				self.both(who, call, |model| model.dispute(who, p, money, fee))?
			},
			"rule" => {
				let place = if let Some(Turn::Rule(place)) = now.turn(p) { place } else { usize::from(n[4]) % 3 };
				let (amount, who) = (Self::amount(line.disputed(), n[2]), by(ARBITERS[place]));
				let may_end = n[3] % 2 == 1;
				let call = Call::rule { agreement: id, obligation, amount, may_end };
				self.both(who, call, |model| model.rule(who, p, amount, may_end))?
			},
			"appeal" => {
				let (who, fee) = (by(side), if n[3] % 10 == 9 { 150 } else { 300 });
				let call = Call::appeal { agreement: id, obligation, fee };
				self.both(who, call, |model| model.appeal(who, p, fee))?
			},
			"notice" | "late" | "ruled" => {
				let (ending, who) = match deed {
					"notice" => (Ending::Notice, by(debtor)),
					"late" => (Ending::Late(obligation), by(creditor)),
					_ => (Ending::Ruled, by(side)),
				};
				self.both(who, Call::end { agreement: id, ending }, |model| model.end_by(who, ending))?
			},
			"agreed" => {
				let at = match n[2] % 8 {
					0 => self.model.now,
					number => self.model.now + Moment::from(number / 4) * 3 * DAY + 1,
				};
				let mut ok = true;
				for party in self.model.terms.parties.clone().iter().skip(usize::from(n[3] % 8 == 7)) {
					let (ending, who) = (Ending::Agreed(at), party.account);
					ok &= self.both(who, Call::end { agreement: id, ending }, |model| model.end_by(who, ending))?;
				}
				ok
			},
			"certify" => {
				let since = self.model.now - Moment::from(n[2] % 3) * DAY;
				let certificate = H256::repeat_byte(p as u8 + 1);
				if self.model.due_of(p).awaits.certificate.is_some() && !self.certified.contains_key(&p) {
					Certified::mutate(|certified| certified.insert(certificate, (ALICE, id, since)));
					self.certified.insert(p, since);
				}
				true
			},
			"know" => {
				let at = self.model.now - Moment::from(n[2] % 3) * DAY;
				let share = Fraction { numerator: u64::from(n[3] % 4), denominator: 3 };
				if share.numerator <= 3 && !self.model.known.contains_key(&(p as u32)) {
					Known::mutate(|known| known.insert(p as u32, (at, share)));
					self.model.known.insert(p as u32, (at, share));
				}
				true
			},
			"money" => {
				let asset = (n[4] % 2 == 1).then_some(DOLLAR);
				let least = if asset.is_some() { MIN_DOLLAR } else { EXISTENTIAL_DEPOSIT };
				let who = PARTIES[usize::from(n[2]) % 4];
				if !self.model.accounts.blocked.contains(&who) {
					let amount = least + u128::from(n[3]) * u128::from(n[5] % 3);
					set(asset, who, amount);
					self.model.accounts.free.insert((asset, who), amount);
				}
				true
			},
			_ => {
				let who = creditor;
				let blocked = &mut self.model.accounts.blocked;
				if blocked.remove(&who) {
					Assets::thaw(signed(ISSUER), DOLLAR, who).unwrap();
				} else {
					Assets::block(signed(ISSUER), DOLLAR, who).unwrap();
					blocked.insert(who);
				}
				true
			},
		};
		Ok((deed, ok))
	}

	/// What is to be done, of which obligation: mostly something that can be.
	fn deed(&self, n: &[u16; 6]) -> (&'static str, usize) {
		let model = &self.model;
		let any = usize::from(n[1]) % model.lines.len();
		let mut deeds = vec![("pass", any); 3];
		deeds.push(("settle", any));
		for (p, line) in model.lines.iter().enumerate() {
			let (awaits, mut can) = (&model.due_of(p).awaits, |deed: &'static str, many: usize, yes: bool| {
				deeds.extend(std::iter::repeat_n((deed, p), if yes { many } else { 0 }));
			});
			can("certify", 1, awaits.certificate.is_some() && !self.certified.contains_key(&p));
			can("know", 1, awaits.condition.is_some() && !model.known.contains_key(&(p as u32)));
			can("fund", 1, model.due_of(p).funding != Funding::Unfunded && line.over_at.is_none());
			can("defund", 1, model.due_of(p).funding == Funding::Revocable && line.held > 0);
			can("late", 1, model.late_since(p).is_some());
			can("waive", 1, model.open(p) > 0);
			let claim = awaits.claim.is_some() && line.quarrel.is_none() && line.settled() < model.accrued(p);
			can("claim", 3, claim && line.claim.as_ref().is_none_or(|claim| claim.answer.is_some()));
			can("answer", 3, line.claim.as_ref().is_some_and(|claim| claim.answer.is_none()));
			let open = line.claim.is_some() || awaits.claim.is_none() && model.open(p) > 0;
			can("dispute", 3, model.terms.arbitration.is_some() && line.quarrel.is_none() && open);
			let turn = model.turn(p);
			can("show", 1, matches!(turn, Some(Turn::Evidence(..))));
			can("rule", 6, matches!(turn, Some(Turn::Rule(_))));
			can("appeal", 4, matches!(turn, Some(Turn::Appeal(_))));
			can("answer", 1, turn.is_some());
			can("ruled", 2, model.may_end.contains(&model.debtor(p)));
		}
		match n[0] % 16 {
			0 => ("pass", any),
			1 => ("money", any),
			2 => ("block", any),
			3 => (["notice", "agreed", "pass", "money"][usize::from(n[0] / 16 % 4)], any),
			4 => (DEEDS[usize::from(n[0] / 16) % DEEDS.len()], any),
			_ => deeds[usize::from(n[0] / 16 * 7 + n[4] / 2) % deeds.len()],
		}
	}
}
