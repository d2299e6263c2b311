//! Random terms. They are drawn as numbers, of which 0 is the simplest each time, so that what fails is shrunk to something simple.

use super::*;

/// Who can be a party.
pub const PARTIES: [AccountId; 4] = [ALICE, BOB, CAROL, STRANGER];

const HOUR: Seconds = 3_600;
const SPANS: [Seconds; 8] = [0, 24 * HOUR, HOUR, 120 * HOUR, 240 * HOUR, 720 * HOUR, 1, 2_400 * HOUR];

/// Numbers of an obligation.
type Numbers = [u16; 20];

/// Numbers out of which terms are made.
#[derive(Clone)]
pub struct Draw {
	pub parties: usize,
	pub numbers: [u16; 8],
	pub obligations: Vec<Numbers>,
	/// Whether all that is owed is held from the signature on.
	pub all_held: bool,
}

/// Up to so many parties and obligations.
pub fn terms(parties: usize, obligations: usize) -> impl Strategy<Value = Draw> {
	let number = || 0..1_000u16;
	let each = proptest::array::uniform20(number());
	(2..=parties, proptest::array::uniform8(number()), proptest::collection::vec(each, 1..=obligations))
		.prop_map(|(parties, numbers, obligations)| Draw { parties, numbers, obligations, all_held: false })
}

/// What everybody has, of both assets.
pub fn purses() -> impl Strategy<Value = [Balance; 4]> {
	proptest::array::uniform4(prop_oneof![Just(1_000u128), 0..4_000u128])
}

fn span(number: u16) -> Span {
	match number % 10 {
		8 => Span::Months(1 + number / 10 % 3),
		place => Span::Seconds(SPANS[usize::from(place) % SPANS.len()]),
	}
}

fn when(kind: u16, number: u16) -> When {
	match kind % 9 {
		6 => When::At(NOW + ms(SPANS[usize::from(number) % 8])),
		7 => When::At(NOW - 40 * DAY + ms(SPANS[usize::from(number) % 8])),
		8 => When::End(span(number)),
		_ => When::Activation(span(number)),
	}
}

fn accrual(n: &Numbers, bounded: bool) -> Accrual {
	let start = when(n[5], n[6]);
	// What is timed from the end would never be over without a count.
	let counted = bounded || n[9] % 4 != 3 || matches!(start, When::End(_));
	let count = counted.then_some(1 + u32::from(n[9] / 4 % 12));
	let seconds = [24, 12, 240, 720].map(|hours| hours * HOUR)[usize::from(n[8] % 4)];
	match n[0] % 10 {
		3 | 4 if n[7].is_multiple_of(3) => Accrual::Instalments { start, every: Span::Months(1 + n[8] % 3), count },
		3..=5 => Accrual::Instalments { start, every: Span::Seconds(seconds), count },
		6 | 7 => Accrual::Stream { start, every: seconds, count },
		_ => Accrual::Once(start),
	}
}

impl std::fmt::Debug for Draw {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		let terms = self.terms();
		let Terms { obligations, term, arbitration, parties, .. } = &terms;
		let arbiters = arbitration.as_ref().map(|terms| (terms.instances.len(), terms.both_advance));
		write!(f, "{} parties, {term:?}, arbiters {arbiters:?}", parties.len())?;
		obligations.iter().try_for_each(|due| {
			let Due { debtor, creditor, performance, awaits, funding, grace, interest, .. } = due;
			write!(f, "\n{debtor} to {creditor:?}: {performance:?}, {funding:?}, {grace} {interest:?}")?;
			if awaits.any() {
				write!(f, " {awaits:?}")
			} else {
				Ok(())
			}
		})
	}
}

impl Draw {
	pub fn terms(&self) -> Terms {
		let n = self.numbers;
		let parties: Vec<_> = PARTIES.into_iter().take(self.parties).collect();
		let mut terms = terms_of(&parties, &[]);
		let minimum = |number: u16| match span(number) {
			Span::Seconds(0) => Span::Seconds(240 * HOUR),
			span => span,
		};
		let renewal = match n[0] % 5 {
			1 => Some(Renewal::Ends),
			2 => Some(Renewal::Open),
			3 => Some(Renewal::Terms(minimum(n[2]))),
			_ => None,
		};
		let notice = (n[3] % 4 != 3).then_some(SPANS[usize::from(n[3] / 4 % 4)]);
		terms.term = renewal.map(|renewal| Term { minimum: minimum(n[1]), renewal, notice });
		terms.arbitration =
			arbitration(usize::from(n[4] % 4), n[5] % 2 == 1).filter(|terms| !terms.instances.is_empty());
		for (place, numbers) in self.obligations.iter().enumerate() {
			let due = self.obligation(&terms, place, numbers);
			terms.obligations.try_push(due).unwrap();
		}
		terms
	}

	fn obligation(&self, terms: &Terms, place: usize, n: &Numbers) -> Due {
		let parties = self.parties as u16;
		let (debtor, before) = (n[1] % parties, place as u16);
		let creditor = match n[2] % (parties + 1) {
			other if other == parties => Creditor::Account(OFFICE),
			other if other == debtor => Creditor::Party(((debtor + 1) % parties) as u8),
			other => Creditor::Party(other as u8),
		};
		let accrues = accrual(n, self.all_held);
		let amount = match accrues {
			Accrual::Stream { count: None, .. } => 1 + u128::from(n[4] % 12),
			Accrual::Stream { .. } => 1 + u128::from(n[4] % 100),
			_ => 1 + u128::from(n[4]),
		};
		let of = (before > 0).then(|| (n[4] % before.max(1)) as u8).filter(|of| terms.asset(*of).is_some());
		let performance = match (n[0] % 10, of) {
			(8, Some(of)) => {
				Performance::Share { of, share: Fraction { numerator: u64::from(1 + n[5] % 7), denominator: 7 } }
			},
			(9, _) => Performance::Act { due: when(n[5], n[6]) },
			_ => Performance::Pay { asset: (n[3] % 3 == 2).then_some(DOLLAR), amount, accrues: accrues.clone() },
		};
		let is_act = matches!(performance, Performance::Act { .. });
		let is_share = matches!(performance, Performance::Share { .. });
		let is_once = matches!(performance, Performance::Pay { accrues: Accrual::Once(_), .. });
		let is_stream = matches!(performance, Performance::Pay { accrues: Accrual::Stream { .. }, .. });
		let mut due = Due { debtor: debtor as u8, creditor, ..owes(performance) };
		let claims = is_act || n[10] % 3 == 2 && !is_share;
		let silence = if (n[10] / 3).is_multiple_of(2) { Silence::Accepts } else { Silence::Rejects };
		due.awaits.claim = claims.then_some(ClaimTerms { answer_within: SPANS[usize::from(n[10] / 6 % 4)], silence });
		if before > 0 && n[11] % 4 == 3 {
			due.awaits.fulfilled = vec![(n[11] / 4 % before) as _].try_into().unwrap();
		}
		if before > 0 && n[12] % 6 == 5 {
			due.awaits.late = vec![(n[12] / 6 % before) as _].try_into().unwrap();
		}
		if n[13] % 8 == 7 {
			due.awaits.certificate = Some(CertificateTerms { network: NETWORK, schema: SCHEMA, subject: ALICE });
		}
		if is_once && !claims && n[14] % 6 == 5 {
			due.awaits.condition = Some(Awaited(place as u32));
		}
		due.grace = SPANS[usize::from(n[17] % 4)];
		due.interest = (!is_act && !is_stream && n[18] % 2 == 1).then_some(200_000 * u32::from(1 + n[18] % 99));
		let mut with = terms.clone();
		with.obligations.try_push(due.clone()).unwrap();
		let bounded = with.bound(place as u8).is_some();
		due.funding = match n[16] % 8 {
			_ if is_act => Funding::Unfunded,
			_ if self.all_held && bounded => Funding::Escrowed(None),
			2 | 3 => Funding::Revocable,
			4 | 5 if bounded => Funding::Escrowed(None),
			6 | 7 if bounded => Funding::Escrowed(Some(when(n[16] / 8, n[19]))),
			_ => Funding::Unfunded,
		};
		if due.awaits.any() && (due.funding != Funding::Unfunded || n[15] % 3 == 2) {
			// Not at once, which would be in vain.
			let until = 3 + n[19] % 3 + 10 * (n[19] / 10 % 10);
			due.awaits.until = Some(when(n[15] / 3, until));
		}
		due
	}
}
