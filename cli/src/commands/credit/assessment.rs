//! What opens an assessment: who has made it keeps that, and whoever is shown it can check it.

use super::{entry::published, lender::Opened};
use crate::{
	arguments::Connection,
	chain::{BlockId, Chain},
	credit::{
		consent::Consent,
		score::{score, Basis, Score, FUNCTION},
		Assessment, Head,
	},
	document,
	failure::{Exit, Failure},
	moment::{self, Moment},
	output::{Answer, Table},
};
use clap::Args;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::{collections::BTreeSet, path::PathBuf};
use subxt::utils::{AccountId32, H256};

#[derive(Args, Debug)]
pub struct CheckAssessmentArguments {
	/// What opens the assessment, as `assess --out` has written it.
	#[arg(long, value_name = "FILE")]
	assessment: PathBuf,
	/// What opens an earlier one of the same file: whether this file continues that one is checked, too. If it does not, both are evidence
	/// against the register.
	#[arg(long, value_name = "FILE")]
	earlier: Option<PathBuf>,
}

/// An assessment, and all that it rests on.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
	/// The hash, which certificates and loans have.
	pub assessment: H256,
	pub register: AccountId32,
	pub root: H256,
	pub commitment: H256,
	pub function: u32,
	pub score: u16,
	pub borrower: AccountId32,
	pub salt: H256,
	pub band: String,
	pub reasons: Vec<String>,
	pub subject: AccountId32,
	#[serde(with = "moment::json")]
	pub time: Moment,
	pub trusted: BTreeSet<AccountId32>,
	pub answered: BTreeSet<H256>,
	pub void: BTreeSet<u32>,
	pub consent: Consent,
	pub opened: Opened,
}

impl Opening {
	/// What is hashed.
	pub fn hashed(&self) -> Assessment {
		let Self { register, root, commitment, function, score, borrower, salt, .. } = self.clone();
		Assessment { register, root, commitment, function, score, borrower, salt }
	}

	/// What is wrong in it, whatever the chain says.
	fn problem(&self) -> Option<String> {
		if self.hashed().hash() != self.assessment {
			return Some("it is not what has this hash".to_owned());
		}
		let (terms, same) = (&self.consent.terms, self.opened.root == self.root);
		if !same || (terms.register, terms.subject) != (self.register, self.subject) {
			return Some("the file is another than the one that was assessed".to_owned());
		}
		match self.opened.commitment(&self.register, &self.subject) {
			Err(failure) => return Some(failure.message),
			Ok(commitment) if commitment != self.commitment => return Some("the file is another one".to_owned()),
			Ok(_) => {},
		}
		if self.function != FUNCTION {
			return Some(format!("function {} is not known here", self.function));
		}
		let basis = Basis {
			register: self.register,
			trusted: self.trusted.clone(),
			answered: self.answered.clone(),
			void: self.void.clone(),
			now: self.time,
		};
		let Score { score, band, reasons } = score(self.opened.entries(), &basis);
		let says = score == self.score && band == self.band && reasons.iter().eq(&self.reasons);
		(!says).then(|| format!("the file scores {score}, which is band {band}"))
	}

	/// The same, or that the register had another root then; and the block that says so.
	async fn problem_on(&self, chain: &Chain) -> Result<(BlockId, Option<String>), Failure> {
		let (block, published) = published(chain, &self.register, Some(self.time)).await?;
		let another = || "the register had another root then, or none".to_owned();
		Ok((block, self.problem().or_else(|| (published != Some(self.root)).then(another))))
	}

	/// Whether the file continues that of an earlier one.
	fn continues(&self, earlier: &Self) -> bool {
		let (before, entries) = (earlier.opened.entries(), self.opened.entries());
		entries.get(..before.len()).is_some_and(|entries| Head::of(entries) == Head::of(before))
	}
}

pub async fn check(connection: &Connection, arguments: &CheckAssessmentArguments) -> Result<Answer, Failure> {
	let opening: Opening = document::read_json(&arguments.assessment)?;
	let earlier = arguments.earlier.as_ref().map(|path| document::read_json(path)).transpose()?;
	verdict(&Chain::connect(connection).await?, &opening, earlier.as_ref()).await
}

/// What the two show of a chain.
async fn verdict(chain: &Chain, opening: &Opening, earlier: Option<&Opening>) -> Result<Answer, Failure> {
	let (block, mut problem) = opening.problem_on(chain).await?;
	if let Some(earlier) = earlier.filter(|_| problem.is_none()) {
		let of_one = (earlier.register, earlier.subject) == (opening.register, opening.subject);
		if !of_one || earlier.time > opening.time {
			return Err(Failure::unknown("earlier", "The earlier one is of another file, or later."));
		}
		if let (_, Some(fault)) = earlier.problem_on(chain).await? {
			return Err(Failure::unknown("earlier", format!("The earlier one does not hold: {fault}.")));
		}
		if !opening.continues(earlier) {
			problem =
				Some("the file does not continue the earlier one: both are evidence against the register".to_owned());
		}
	}
	let exit = if problem.is_some() { Exit::No } else { Exit::Success };
	let Opening { assessment, register, subject, borrower, root, score, band, time, trusted, void, .. } = opening;
	let time = moment::show(*time);
	let entries = opening.opened.count();
	let json = json!({
		"holds": problem.is_none(), "problem": problem, "assessment": assessment, "register": register, "subject": subject,
		"borrower": borrower, "root": root, "score": score, "band": band, "time": time, "entries": entries,
		"trusted": trusted, "void": void, "block": block,
	});
	let said = problem.map_or_else(|| "HOLDS".to_owned(), |problem| format!("DOES NOT HOLD: {problem}"));
	let table = Table::default().hash("Assessment", assessment).row("Register", register).row("Subject", subject);
	let table = table.row("Borrower", borrower).row("Score", score).row("Band", band).row("As of", time);
	let table = table.row("Entries", entries).row("At block", block);
	Ok(Answer { exit, json, text: format!("{said}\n{}", table.text()) })
}

#[cfg(test)]
mod tests {
	use super::super::folder::Folder;
	use super::*;
	use crate::{
		credit::{
			consent::Terms,
			tests::{account, entries, hash},
			Entry,
		},
		test_chain,
	};

	/// An opening of the first so many entries of a file, in a root of its own.
	fn opening(place: &std::path::Path, told: &[Entry], time: Moment) -> Opening {
		let (register, subject) = (account(1), account(2));
		Folder::create(place, register).expect("there is room");
		let folder = Folder::open(place).expect("it is there");
		told.iter().for_each(|entry| {
			folder.append(&subject, entry.clone()).expect("it is entered");
		});
		let note = folder.next_root().expect("it is computed");
		let (entries, proof) = folder.prove(&note, &subject).expect("it is proved");
		let entries = entries.expect("there is a file");
		let salt = folder.salt(&subject, &note);
		let basis = Basis {
			register,
			trusted: BTreeSet::from([account(4)]),
			answered: BTreeSet::new(),
			void: BTreeSet::new(),
			now: time,
		};
		let Score { score, band, reasons } = score(&entries, &basis);
		let commitment = Head::of(&entries).commitment(&register, &subject, &salt);
		let terms = Terms {
			subject,
			register,
			lender: account(3),
			key: String::new(),
			purpose: hash(8),
			signed_at: 1,
			until: 2,
			may_name_at_default: false,
		};
		let mut opening = Opening {
			assessment: H256::zero(),
			register,
			root: note.root,
			commitment,
			function: FUNCTION,
			score,
			borrower: subject,
			salt: hash(9),
			band: band.to_owned(),
			reasons: reasons.into_iter().map(str::to_owned).collect(),
			subject,
			time,
			trusted: basis.trusted,
			answered: basis.answered,
			void: basis.void,
			consent: Consent { terms, signer: String::new(), signature: json!(null) },
			opened: Opened::new(note.root, Some((entries, salt)), proof),
		};
		opening.assessment = opening.hashed().hash();
		opening
	}

	/// A chain whose register had these roots from these times on.
	fn chain(roots: Vec<(Moment, H256)>) -> Chain {
		test_chain::chain(move |view, params| {
			assert_eq!(view, "root_at");
			let time = params["time"].as_u64().expect("it is a time");
			let root = roots.iter().rfind(|(at, _)| *at <= time).map(|(_, root)| root);
			json!(root.map(|root| json!({ "period": 0, "root": root, "at": 1 })))
		})
	}

	#[tokio::test]
	async fn whoever_is_shown_an_assessment_can_check_it() {
		let place = tempfile::tempdir().expect("there is room for a folder");
		let made = opening(&place.path().join("one"), &entries(), 900);
		let check = async |opening: &Opening| {
			let answer = verdict(&chain(vec![(800, made.root)]), opening, None).await.expect("it can be told");
			assert_eq!((answer.exit == Exit::Success), answer.json["problem"].is_null());
			answer.json["problem"].as_str().unwrap_or_default().to_owned()
		};
		assert_eq!(check(&made).await, "");
		let written: Opening = serde_json::from_value(json!(made)).expect("it is what was written");
		assert_eq!(check(&written).await, "");
		let better = Opening { score: made.score + 1, ..made.clone() };
		assert!(check(&better).await.contains("hash"));
		// Who has certified what the file does not score is found out.
		let lied = Opening { assessment: better.hashed().hash(), ..better };
		assert!(check(&lied).await.contains(&format!("scores {}", made.score)));
		let band = Opening { band: "A+".to_owned(), ..made.clone() };
		assert!(check(&band).await.contains("scores"));
		let silent = Opening { reasons: Vec::new(), ..made.clone() };
		assert!(check(&silent).await.contains("scores"));
		let another = Opening { subject: account(7), ..made.clone() };
		assert!(check(&another).await.contains("another"));
		let mut unknown = Opening { function: 9, ..made.clone() };
		unknown.assessment = unknown.hashed().hash();
		assert!(check(&unknown).await.contains("function 9"));
		let mut less = made.clone();
		less.opened = opening(&place.path().join("two"), &entries()[..2], 900).opened;
		assert!(check(&less).await.contains("another"));
		let early = Opening { time: 799, ..made.clone() };
		assert!(!check(&early).await.is_empty());
	}

	#[tokio::test]
	async fn a_file_that_does_not_continue_an_earlier_one_is_evidence() {
		let place = tempfile::tempdir().expect("there is room for a folder");
		let all = entries();
		let early = opening(&place.path().join("early"), &all[..2], 500);
		let later = opening(&place.path().join("later"), &all, 900);
		let other = opening(&place.path().join("other"), &all[1..], 900);
		let check = async |later: &Opening, earlier: &Opening| {
			let chain = chain(vec![(400, early.root), (800, later.root)]);
			verdict(&chain, later, Some(earlier)).await
		};
		assert_eq!(check(&later, &early).await.expect("it can be told").json["problem"], json!(null));
		let answer = check(&other, &early).await.expect("it can be told");
		assert_eq!(answer.exit, Exit::No);
		assert!(answer.text.contains("evidence"), "{}", answer.text);
		// What was never published is no evidence, and what is not earlier is not either.
		let made_up = Opening { time: 399, ..early.clone() };
		for wrong in [Opening { subject: account(7), ..early.clone() }, Opening { time: 950, ..early.clone() }, made_up]
		{
			let failure = check(&later, &wrong).await.expect_err("it cannot be told");
			assert_eq!((failure.exit, failure.code.as_ref()), (Exit::Unknown, "earlier"));
		}
	}
}
