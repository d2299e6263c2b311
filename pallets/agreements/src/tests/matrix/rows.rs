//! The calls, and who may make them when.

use super::*;
use crate::Error::*;

/// What stays to be drafted, whatever is drafted already: nothing is owed by it.
fn others() -> Terms {
	Terms { sign_by: Moment::MAX, salt: H256::repeat_byte(9), ..terms(&[ALICE, BOB, CAROL]) }
}

/// The same terms as an amendment.
fn changed() -> Terms {
	let mut terms = agreed();
	(0..).zip(terms.obligations.iter_mut()).for_each(|(place, due)| due.carries = Some(place));
	let version = match Agreements::<Test>::get(id()) {
		Some(Entry::Agreement(agreement)) => agreement.progress.version,
		_ => 0,
	};
	Terms { sign_by: Moment::MAX, amends: Some(Amends { agreement: id(), version }), ..terms }
}

pub fn drafting() -> Vec<Row> {
	let no_funds = sp_runtime::TokenError::FundsUnavailable;
	vec![
		row(
			"draft other terms",
			Calls::draft { terms: others(), most: Some(Default::default()) },
			vec![
				only(PARTIES, &[NONE, IN_DISPUTE, SOLVENT, &[Ended], OVER].concat(), NotSigner),
				only("BC", &[Late], NotSigner).but("A", no_funds),
			],
		),
		row(
			"draft the same terms",
			Calls::draft { terms: agreed(), most: None },
			vec![
				nobody(&[Draft, Stuck, Active, Claimed, Answered, Evidence], AlreadyDrafted),
				only(PARTIES, &[Gone], NotSigner),
				nobody(
					&[
						Expired, Ruling, Appeal, Appealed, LastRuling, Decided, Unruled, Late, Ended, Closed, Ripe,
						Compacted,
					],
					DraftExpired,
				),
			],
		),
		row(
			"draft an amendment",
			Calls::draft { terms: changed(), most: None },
			vec![
				nobody(NONE, AgreementUnknown),
				only(PARTIES, &[IN_DISPUTE, SOLVENT, &[Ended]].concat(), NotSigner),
				only("BC", &[Late], NotSigner).but("A", no_funds),
				nobody(OVER, AgreementClosed),
			],
		),
		row(
			"sign",
			Calls::sign { draft: id(), most: None },
			vec![
				only("BC", &[Draft], NotSigner).but("A", AlreadySigned::<Test>),
				nobody(&[Expired], DraftExpired),
				nobody(&[Stuck], DraftDeclined),
				nobody(&[&[Gone, Compacted], RUNNING, &[Ended], OVER].concat(), DraftUnknown),
			],
		),
		row(
			"decline",
			Calls::decline { draft: id() },
			vec![
				only(NAMED, &[Draft], NotNamed),
				everyone(&[Expired, Stuck]),
				nobody(&[&[Gone, Compacted], RUNNING, &[Ended], OVER].concat(), DraftUnknown),
			],
		),
	]
}

pub fn moving() -> Vec<Row> {
	let settled = || vec![one(id())].try_into().unwrap();
	vec![
		row(
			"fund the rent",
			Calls::fund { agreement: id(), obligation: RENT, money: native(100) },
			vec![
				nobody(NONE, AgreementUnknown),
				only("A", &[IN_DISPUTE, SOLVENT].concat(), NotDebtor),
				nobody(&[Late], NotDebtor).but("A", sp_runtime::TokenError::FundsUnavailable),
				nobody(&[&[Ended], OVER].concat(), NotDebtor).but("A", MoreThanOwed::<Test>),
			],
		),
		row(
			"fund the tax, which is unfunded",
			Calls::fund { agreement: id(), obligation: TAX, money: native(100) },
			vec![
				nobody(NONE, AgreementUnknown),
				nobody(&[RUNNING, &[Ended], OVER].concat(), NotDebtor).but("A", NotFundable::<Test>),
			],
		),
		row(
			"take back some of the rent",
			Calls::defund { agreement: id(), obligation: RENT, money: native(100) },
			vec![
				nobody(NONE, AgreementUnknown),
				only("A", &[IN_DISPUTE, SOLVENT].concat(), NotDebtor),
				nobody(&[&[Late, Ended], OVER].concat(), NotDebtor).but("A", NotRevocable::<Test>),
			],
		),
		row(
			"take back some of the escrow",
			Calls::defund { agreement: id(), obligation: WORK, money: native(100) },
			vec![
				nobody(NONE, AgreementUnknown),
				nobody(&[RUNNING, &[Ended], OVER].concat(), NotDebtor).but("A", NotRevocable::<Test>),
			],
		),
		row(
			"settle",
			Calls::settle { agreements: settled(), most: None, obligations: 5 },
			vec![nobody(NONE, AgreementUnknown), everyone(&[RUNNING, &[Ended], OVER].concat())],
		),
		row(
			"settle with less than it takes",
			Calls::settle { agreements: settled(), most: None, obligations: 4 },
			vec![nobody(NONE, AgreementUnknown), nobody(&[RUNNING, &[Ended], OVER].concat(), MoreObligations)],
		),
	]
}

pub fn claiming() -> Vec<Row> {
	vec![
		row(
			"claim for the work",
			Calls::claim { agreement: id(), obligation: WORK, amount: 1_000, evidence: EVIDENCE },
			vec![
				nobody(NONE, AgreementUnknown),
				only("B", &[Active, Answered, Decided, Unruled, Late, Ended], NotClaimant),
				nobody(&[Claimed], NotClaimant).but("B", ClaimOpen::<Test>),
				nobody(IN_DISPUTE, NotClaimant).but("B", InDispute::<Test>),
				nobody(OVER, NotClaimant).but("B", ObligationLapsed::<Test>),
			],
		),
		row(
			"claim that the act is done",
			Calls::claim { agreement: id(), obligation: ACT, amount: 1, evidence: EVIDENCE },
			vec![
				nobody(NONE, AgreementUnknown),
				only("B", &[RUNNING, &[Ended]].concat(), NotClaimant),
				nobody(OVER, NotClaimant).but("B", MoreThanAccrued::<Test>),
			],
		),
		row(
			"claim the rent, which needs none",
			Calls::claim { agreement: id(), obligation: RENT, amount: 1, evidence: EVIDENCE },
			vec![
				nobody(NONE, AgreementUnknown),
				nobody(&[RUNNING, &[Ended], OVER].concat(), NotClaimant).but("B", NotClaimable::<Test>),
			],
		),
		row(
			"answer the claim, or offer something in the dispute",
			Calls::answer { agreement: id(), obligation: WORK, money: native(900) },
			vec![
				nobody(NONE, AgreementUnknown),
				only("A", &[&[Claimed], IN_DISPUTE].concat(), NotAnswerer),
				nobody(&[Answered], NotAnswerer).but("A", AlreadyAnswered::<Test>),
				nobody(&[&[Active, Decided, Unruled, Late, Ended], OVER].concat(), NotAnswerer)
					.but("A", NoClaim::<Test>),
			],
		),
		row(
			"answer about the act",
			Calls::answer { agreement: id(), obligation: ACT, money: native(1) },
			vec![
				nobody(NONE, AgreementUnknown),
				nobody(&[RUNNING, &[Ended], OVER].concat(), NotAnswerer).but("C", NoClaim::<Test>),
			],
		),
		row(
			"waive some of the work's price",
			Calls::waive { agreement: id(), obligation: WORK, money: native(700) },
			vec![
				nobody(NONE, AgreementUnknown),
				only("B", &[RUNNING, &[Ended]].concat(), NotCreditor),
				nobody(OVER, NotCreditor).but("B", MoreThanOwed::<Test>),
			],
		),
		row(
			"waive the tax",
			Calls::waive { agreement: id(), obligation: TAX, money: native(500) },
			vec![
				nobody(NONE, AgreementUnknown),
				// Until it is paid.
				only("O", RUNNING, NotCreditor),
				nobody(&[&[Ended], OVER].concat(), NotCreditor).but("O", MoreThanOwed::<Test>),
			],
		),
		row(
			"waive the act",
			Calls::waive { agreement: id(), obligation: ACT, money: native(1) },
			vec![
				nobody(NONE, AgreementUnknown),
				only("C", &[RUNNING, &[Ended]].concat(), NotCreditor),
				nobody(OVER, NotCreditor).but("C", MoreThanOwed::<Test>),
			],
		),
	]
}

pub fn disputing() -> Vec<Row> {
	let dispute = |obligation, amount, fee| Calls::dispute {
		agreement: id(),
		obligation,
		money: native(amount),
		fee,
		evidence: EVIDENCE,
	};
	let sides = "AB";
	vec![
		row(
			"dispute all of the claim",
			dispute(WORK, 8_000, 200),
			vec![
				nobody(NONE, AgreementUnknown),
				only(sides, &[Claimed], NotSide),
				nobody(&[Evidence, Appealed], NotSide).but(sides, MoreThanOwed::<Test>),
				nobody(&[Ruling, Appeal, LastRuling], NotSide).but(sides, EvidenceTooLate::<Test>),
				nobody(&[Answered], NotSide).but(sides, MoreThanOwed::<Test>),
				nobody(&[Active, Decided, Late, Ended], NotSide).but(sides, NoClaim::<Test>),
				nobody(&[Unruled], NotSide).but(sides, NoClaim::<Test>),
				nobody(OVER, NotSide).but(sides, ObligationLapsed::<Test>),
			],
		),
		row(
			"dispute all that was not accepted",
			dispute(WORK, 5_000, 200),
			vec![
				nobody(NONE, AgreementUnknown),
				only(sides, &[Answered], NotSide),
				nobody(&[Claimed], NotSide).but(sides, ClaimInPart::<Test>),
				nobody(&[Evidence, Appealed], NotSide).but(sides, MoreThanOwed::<Test>),
				nobody(&[Ruling, Appeal, LastRuling], NotSide).but(sides, EvidenceTooLate::<Test>),
				nobody(&[Active, Decided, Late, Ended], NotSide).but(sides, NoClaim::<Test>),
				nobody(&[Unruled], NotSide).but(sides, NoClaim::<Test>),
				nobody(OVER, NotSide).but(sides, ObligationLapsed::<Test>),
			],
		),
		row(
			"dispute for a fee that is too low",
			dispute(WORK, 5_000, 199),
			vec![
				nobody(NONE, AgreementUnknown),
				nobody(&[Answered], NotSide).but(sides, FeeTooLow::<Test>),
				nobody(&[Claimed], NotSide).but(sides, ClaimInPart::<Test>),
				nobody(&[Evidence, Appealed], NotSide).but(sides, MoreThanOwed::<Test>),
				nobody(&[Ruling, Appeal, LastRuling], NotSide).but(sides, EvidenceTooLate::<Test>),
				nobody(&[Active, Decided, Late, Ended], NotSide).but(sides, NoClaim::<Test>),
				nobody(&[Unruled], NotSide).but(sides, NoClaim::<Test>),
				nobody(OVER, NotSide).but(sides, ObligationLapsed::<Test>),
			],
		),
		row(
			"show evidence",
			dispute(WORK, 0, 0),
			vec![
				nobody(NONE, AgreementUnknown),
				only(sides, &[Evidence, Appealed], NotSide),
				nobody(&[Ruling, Appeal, LastRuling], NotSide).but(sides, EvidenceTooLate::<Test>),
				nobody(&[AT_PEACE, &[Ended], OVER].concat(), NotSide).but(sides, AmountZero::<Test>),
			],
		),
		row(
			"rule on the work",
			Calls::rule { agreement: id(), obligation: WORK, amount: 1_000, may_end: false },
			vec![
				nobody(NONE, AgreementUnknown),
				only("1", &[Ruling], NotYourTurn),
				only("2", &[LastRuling], NotYourTurn),
				nobody(&[Evidence, Appeal, Appealed], NotYourTurn),
				nobody(&[AT_PEACE, &[Ended], OVER].concat(), DisputeUnknown),
			],
		),
		row(
			"rule that more is due than is disputed",
			Calls::rule { agreement: id(), obligation: WORK, amount: 5_001, may_end: false },
			vec![
				nobody(NONE, AgreementUnknown),
				nobody(&[Ruling], NotYourTurn).but("1", MoreThanDisputed::<Test>),
				nobody(&[LastRuling], NotYourTurn).but("2", MoreThanDisputed::<Test>),
				nobody(&[Evidence, Appeal, Appealed], NotYourTurn),
				nobody(&[AT_PEACE, &[Ended], OVER].concat(), DisputeUnknown),
			],
		),
		row(
			"appeal",
			Calls::appeal { agreement: id(), obligation: WORK, fee: 200 },
			vec![
				nobody(NONE, AgreementUnknown),
				only(sides, &[Appeal], NotSide),
				nobody(&[Evidence, Ruling, Appealed, LastRuling], NotSide).but(sides, NotAppealable::<Test>),
				nobody(&[AT_PEACE, &[Ended], OVER].concat(), NotSide).but(sides, DisputeUnknown::<Test>),
			],
		),
		row(
			"appeal for a fee that is too low",
			Calls::appeal { agreement: id(), obligation: WORK, fee: 199 },
			vec![
				nobody(NONE, AgreementUnknown),
				nobody(&[Appeal], NotSide).but(sides, FeeTooLow::<Test>),
				nobody(&[Evidence, Ruling, Appealed, LastRuling], NotSide).but(sides, NotAppealable::<Test>),
				nobody(&[AT_PEACE, &[Ended], OVER].concat(), NotSide).but(sides, DisputeUnknown::<Test>),
			],
		),
	]
}

pub fn ending() -> Vec<Row> {
	let end = |ending| Calls::end { agreement: id(), ending };
	let over = || nobody(&[&[Ended], OVER].concat(), AgreementEnded);
	vec![
		row(
			"end by notice",
			end(Ending::Notice),
			vec![nobody(NONE, AgreementUnknown), only(PARTIES, RUNNING, NotParty), over()],
		),
		row(
			"name the end",
			end(Ending::Agreed(NOW + 29 * DAY)),
			vec![nobody(NONE, AgreementUnknown), only(PARTIES, RUNNING, NotParty), over()],
		),
		row(
			"name an end that is past",
			end(Ending::Agreed(NOW)),
			vec![nobody(NONE, AgreementUnknown), nobody(RUNNING, NotParty).but(PARTIES, EndInPast::<Test>), over()],
		),
		row(
			"end because the rent is late",
			end(Ending::Late(RENT)),
			vec![
				nobody(NONE, AgreementUnknown),
				only("B", &[Late], NotParty).but("AC", NotCreditor::<Test>),
				nobody(&[IN_DISPUTE, SOLVENT].concat(), NotParty)
					.but("AC", NotCreditor::<Test>)
					.but("B", NotLate::<Test>),
				over(),
			],
		),
		row(
			"end because a ruling allows it",
			end(Ending::Ruled),
			vec![
				nobody(NONE, AgreementUnknown),
				only("AB", &[Decided], NotParty).but("C", NotRuled::<Test>),
				nobody(&[IN_DISPUTE, &[Active, Claimed, Answered, Unruled, Late]].concat(), NotParty)
					.but(PARTIES, NotRuled::<Test>),
				over(),
			],
		),
		row(
			"compact",
			Calls::compact { agreement: id() },
			vec![
				nobody(&[Draft, Expired, Stuck, Gone], AgreementUnknown),
				// Who pays the deposit already cannot take it over.
				only("BCO12S", &[Compacted], AlreadyCompacted),
				nobody(&[RUNNING, &[Ended, Closed]].concat(), TooEarly),
				everyone(&[Ripe]),
			],
		),
	]
}
