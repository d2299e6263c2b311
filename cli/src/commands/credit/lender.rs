//! What a lender does.

use super::{
	assessment::Opening,
	entry::published,
	folder::MAX_ENTRIES,
	register::{nodes, texts, SealedFile},
	write,
};
use crate::{
	arguments::{self, Connection},
	chain::{BlockId, Chain},
	credit::{
		dispute_hash,
		score::{score, Basis, Score, FUNCTION},
		seal, subject_key, trie, Body, Bytes, Entry, Head, CREDIT,
	},
	document,
	failure::Failure,
	fields,
	identity::key::PublicKey,
	moment::{self, Moment},
	output::{Answer, Table},
	signer,
};
use clap::Args;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::{collections::BTreeSet, path::PathBuf};
use subxt::utils::{AccountId32, H256};
use subxt_signer::ExposeSecret;

#[derive(Args, Debug)]
pub struct KeyArguments {
	/// The file that gets the secret key, which must not be there yet. Only its owner can read it; who loses it cannot
	/// open what is sealed.
	#[arg(long, value_name = "FILE")]
	out: PathBuf,
}

#[derive(Args, Debug)]
pub struct AssessArguments {
	/// The file that the register has sealed.
	#[arg(long, value_name = "FILE")]
	sealed: PathBuf,
	/// The file with the secret key, as `new-key` has written it.
	#[arg(long, value_name = "FILE")]
	opening_key: PathBuf,
	/// A reporter whom the lender trusts; may be given more than once. What others report counts nothing.
	#[arg(long = "trust", value_name = "ACCOUNT")]
	trusted: Vec<String>,
	/// Entries that are disputed on chain, each with the salt of the dispute: those whose answer is overdue count
	/// nothing.
	#[arg(long = "dispute", value_name = "NUMBER:SALT", value_parser = dispute)]
	disputes: Vec<(u32, H256)>,
	/// The account that gets the loan; the subject of the file if this is not given.
	#[arg(long, value_name = "ACCOUNT")]
	borrower: Option<String>,
	/// The time as of which it is assessed, if the register has published another root since; now if this is not given.
	#[arg(long, value_name = "TIME", value_parser = moment::parse)]
	time: Option<Moment>,
	/// The file that gets all by which the assessment can be opened, which must not be there yet. It must not be lost:
	/// without it nobody can prove what was assessed.
	#[arg(long, value_name = "FILE")]
	out: PathBuf,
}

/// The number of an entry, and the salt of a dispute of it.
fn dispute(text: &str) -> Result<(u32, H256), String> {
	let (number, salt) = text.split_once(':').ok_or("not NUMBER:SALT")?;
	Ok((number.parse().map_err(|_| "not the number of an entry")?, arguments::hash(salt)?))
}

/// What a register gives of a subject.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Opened {
	/// Under which root.
	pub root: H256,
	/// Nothing if there is no file.
	file: Option<OpenedFile>,
	/// The proof of its commitment, or that there is none.
	proof: Vec<Bytes>,
}

/// A whole file.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct OpenedFile {
	salt: H256,
	entries: Vec<Entry>,
}

impl Opened {
	/// A file, with its salt.
	pub fn new(root: H256, file: Option<(Vec<Entry>, H256)>, proof: trie::Proof) -> Self {
		let file = file.map(|(entries, salt)| OpenedFile { salt, entries });
		Self { root, file, proof: texts(proof) }
	}

	/// How many entries there are.
	pub fn count(&self) -> usize {
		self.entries().len()
	}

	pub fn entries(&self) -> &[Entry] {
		self.file.as_ref().map_or(&[], |file| &file.entries)
	}

	/// The commitment to the file of a subject, which is proved; zero if it is proved that there is none.
	pub fn commitment(&self, register: &AccountId32, subject: &AccountId32) -> Result<H256, Failure> {
		if self.count() > usize::try_from(MAX_ENTRIES).unwrap_or(usize::MAX) {
			return Err(Failure::refused("proof", "The file has more entries than a file can have."));
		}
		let key = subject_key(register, subject);
		let proved = trie::verify(&self.root, &key, &nodes(&self.proof));
		let proved =
			proved.map_err(|problem| Failure::refused("proof", format!("The file is not proved: {problem}.")))?;
		let told = self.file.as_ref().map(|file| Head::of(&file.entries).commitment(register, subject, &file.salt));
		match proved == told {
			true => Ok(told.unwrap_or_default()),
			false => Err(Failure::refused("proof", "The file is not the one that the root has of the subject.")),
		}
	}
}

pub fn new_key(arguments: &KeyArguments) -> Result<Answer, Failure> {
	let secret = fields::random()?;
	let key = PublicKey::for_agreement(seal::public(&secret)?).text();
	document::write_new(&arguments.out, true, |file| writeln!(file, "{secret:?}"))?;
	let text = Table::default().row("Key", &key).row("Secret in", arguments.out.display()).text();
	Ok(Answer::new(json!({ "key": key, "file": arguments.out.display().to_string() }), text))
}

/// A file, opened by the secret key that it was sealed to.
fn open(chain: &Chain, secret: &H256, file: &SealedFile) -> Result<Opened, Failure> {
	let terms = &file.consent.terms;
	if seal::public(secret)? != terms.agreement()? {
		return Err(Failure::refused("key", "The file is sealed to another key."));
	}
	let text = seal::open(secret, &chain.genesis, &terms.hash(&chain.genesis)?, &file.sealed)?;
	serde_json::from_slice(&text)
		.map_err(|error| Failure::refused("sealed", format!("What is sealed is no file: {error}")))
}

pub async fn assess(connection: &Connection, arguments: &AssessArguments) -> Result<Answer, Failure> {
	let file: SealedFile = document::read_json(&arguments.sealed)?;
	let secret = signer::read(&arguments.opening_key)?;
	let secret = arguments::hash(secret.expose_secret().trim());
	let secret =
		secret.map_err(|_| Failure::unknown("key", "The file with the key has none: 32 bytes in hexadecimal."))?;
	let chain = Chain::connect(connection).await?;
	assess_by(&chain, &secret, file, arguments).await
}

/// What a chain says of disputes: which entries are void, and which disputes are answered.
async fn disputes(
	chain: &Chain,
	block: &BlockId,
	register: &AccountId32,
	subject: &AccountId32,
	entries: &[Entry],
	shown: &[(u32, H256)],
) -> Result<(BTreeSet<u32>, BTreeSet<H256>), Failure> {
	let info = async |hash: &H256| {
		let params = json!({ "register": register, "dispute": hash });
		Ok(chain.view(CREDIT, "dispute_info", params, json!(block.hash)).await?.value)
	};
	let (mut void, mut answered) = (BTreeSet::new(), BTreeSet::new());
	for (number, salt) in shown {
		let entry = usize::try_from(*number).ok().and_then(|number| entries.get(number));
		let entry = entry.ok_or_else(|| Failure::refused("dispute", format!("There is no entry {number}.")))?;
		let found = info(&dispute_hash(register, subject, &entry.hash(), salt)).await?;
		if found.is_null() {
			let message = format!("The chain has no dispute of entry {number} with this salt.");
			return Err(Failure::refused("dispute", message));
		}
		if found["overdue"] == json!(true) {
			void.insert(*number);
		}
	}
	for entry in entries {
		if let Body::Dispute(dispute) = &entry.body {
			if !info(&dispute.dispute).await?["answer"].is_null() {
				answered.insert(dispute.dispute);
			}
		}
	}
	Ok((void, answered))
}

/// Check what is opened by a key, and score it.
async fn assess_by(
	chain: &Chain,
	secret: &H256,
	file: SealedFile,
	arguments: &AssessArguments,
) -> Result<Answer, Failure> {
	let opened = open(chain, secret, &file)?;
	let consent = file.consent;
	let (register, subject) = (consent.terms.register, consent.terms.subject);
	let (block, published) = published(chain, &register, arguments.time).await?;
	if published != Some(opened.root) {
		let message = "The root of the file is not the newest one of the register. Ask for the file again, or \
			               say by --time as of when.";
		return Err(Failure::refused("root", message));
	}
	let now = arguments.time.unwrap_or(block.time);
	let hash = consent.check(chain, &block, now).await?;
	let commitment = opened.commitment(&register, &subject)?;
	let mut trusted = BTreeSet::new();
	for reporter in &arguments.trusted {
		trusted.insert(chain.account(reporter).await?);
	}
	let borrower = match &arguments.borrower {
		Some(borrower) => chain.account(borrower).await?,
		None => subject,
	};
	let entries = opened.entries();
	let (void, answered) = disputes(chain, &block, &register, &subject, entries, &arguments.disputes).await?;
	let basis = Basis { register, trusted, answered, void, now };
	let Score { score, band, reasons } = score(entries, &basis);
	let numbered: Vec<_> = entries.iter().map(|entry| json!({ "hash": entry.hash(), "entry": entry })).collect();
	let root = opened.root;
	let Basis { trusted, answered, void, now, .. } = basis;
	let mut opening = Opening {
		assessment: H256::zero(),
		register,
		root,
		commitment,
		function: FUNCTION,
		score,
		borrower,
		salt: fields::random()?,
		band: band.to_owned(),
		reasons: reasons.iter().map(|&reason| reason.to_owned()).collect(),
		subject,
		time: now,
		trusted,
		answered,
		void,
		consent,
		opened,
	};
	let id = opening.hashed().hash();
	opening.assessment = id;
	write(&arguments.out, &opening)?;
	let json = json!({
		"assessment": id, "score": score, "band": band, "reasons": reasons, "function": FUNCTION, "register": register,
		"subject": subject, "borrower": borrower, "root": root, "consent": hash, "entries": numbered,
		"block": block, "file": arguments.out.display().to_string(),
	});
	let table = Table::default().row("Score", score).row("Band", band).row("Reasons", reasons.join(", "));
	let table = table.row("Entries", numbered.len()).row("Subject", subject).row("Borrower", borrower);
	let table = table.hash("Root", &root).hash("Assessment", &id).row("Opened by", arguments.out.display());
	Ok(Answer::new(json, table.row("At block", block).text()))
}

#[cfg(test)]
mod tests {
	use super::{
		super::{folder::Folder, register::seal_in},
		*,
	};
	use crate::{
		credit::{
			consent::{Consent, Terms},
			tests::{account, entries, hash},
			Assessment, Dispute,
		},
		failure::Exit,
		test_chain,
	};
	use serde_json::Value;
	use subxt_signer::sr25519::dev;

	/// What is different from a case in which all holds.
	#[derive(Clone, Default)]
	struct Case {
		/// Another root is the newest.
		republished: bool,
		/// The subject has ended all consents since.
		voided: bool,
		/// The file is of somebody without one.
		unknown: bool,
		/// The lender's key is none.
		revoked: bool,
	}

	const SECRET: H256 = H256([0x11; 32]);
	/// The salt of a dispute of the first entry.
	const SALT: H256 = H256([0x22; 32]);

	fn subject() -> AccountId32 {
		AccountId32(dev::alice().public_key().0)
	}

	fn consent(key: [u8; 32], subject: AccountId32) -> Consent {
		let terms = Terms {
			subject,
			register: account(1),
			lender: account(3),
			key: PublicKey::for_agreement(key).text(),
			purpose: hash(8),
			signed_at: 900,
			until: 2_000,
			may_name_at_default: false,
		};
		terms.sign(&dev::alice(), &H256::zero()).expect("it is signed")
	}

	fn arguments(out: PathBuf, disputes: Vec<(u32, H256)>) -> AssessArguments {
		let (sealed, opening_key) = (PathBuf::new(), PathBuf::new());
		let trusted = vec![account(4).to_string()];
		AssessArguments { sealed, opening_key, trusted, disputes, borrower: None, time: None, out }
	}

	fn chain(root: H256, case: &Case, first: H256) -> Chain {
		let case = case.clone();
		let shown = dispute_hash(&account(1), &subject(), &first, &SALT);
		test_chain::chain(move |view, params| match view {
			"register" => {
				json!({ "newest": { "period": 3, "root": if case.republished { hash(9) } else { root }, "at": 950 } })
			},
			"root_at" => json!({ "period": 3, "root": root, "at": 900 }),
			"consents_void_since" if case.voided => json!(901),
			"consents_void_since" => Value::Null,
			"key_validity" if case.revoked => json!({ "revoked": 1 }),
			"key_validity" => json!("valid"),
			"dispute_info" if params["dispute"] == json!(shown) => json!({ "answer": null, "overdue": true }),
			"dispute_info" if params["dispute"] == json!(hash(6)) => json!({ "answer": hash(1), "overdue": false }),
			"dispute_info" => Value::Null,
			other => panic!("nobody asks for {other}"),
		})
	}

	/// A register, and what it has sealed.
	async fn sealed(place: &std::path::Path) -> (H256, H256, SealedFile, SealedFile) {
		Folder::create(place, account(1)).expect("there is room");
		let folder = Folder::open(place).expect("it is there");
		let mut first = entries()[0].clone();
		if let Body::Record(record) = &mut first.body {
			// As the clock of the test's chain has only just begun.
			(record.from, record.until) = (0, 1);
		}
		folder.append(&subject(), first.clone()).expect("it is entered");
		let note = Entry { body: Body::Dispute(Dispute { of: 0, dispute: hash(6) }), ..first.clone() };
		folder.append(&subject(), note).expect("it is entered");
		let root = folder.next_root().expect("it is computed").root;
		let chain = chain(root, &Case::default(), first.hash());
		let key = seal::public(&SECRET).expect("it is a key");
		let out = place.join("sealed.json");
		let answer = seal_in(&chain, &folder, consent(key, subject()), &out).await.expect("it is sealed").json;
		assert_eq!((&answer["entries"], &answer["inquiry"]), (&json!(2), &json!(2)));
		let inquiry = folder.entries(&subject()).expect("it is there").pop().expect("it is entered");
		assert!(matches!(inquiry.body, Body::Inquiry(inquiry) if inquiry.lender == account(3)));
		let again = seal_in(&chain, &folder, consent(key, subject()), &out).await.expect_err("it is there");
		assert_eq!(again.code, "file");
		assert_eq!(folder.entries(&subject()).expect("it is there").len(), 3, "there is no inquiry for nothing");
		let none = place.join("none.json");
		let answer = seal_in(&chain, &folder, consent(key, account(5)), &none).await.expect("it is sealed").json;
		assert_eq!(answer["entries"], json!(0));
		let read = |path| document::read_json::<SealedFile>(path).expect("it is there");
		(root, first.hash(), read(&out), read(&none))
	}

	#[tokio::test]
	async fn a_sealed_file_is_opened_checked_and_scored() {
		let place = tempfile::tempdir().expect("there is room for a folder");
		let (root, first, file, none) = sealed(&place.path().join("files")).await;
		let number = std::cell::Cell::new(0);
		let assess = async |case: Case, secret: H256, disputes: Vec<(u32, H256)>| {
			number.set(number.get() + 1);
			let out = place.path().join(format!("{}.json", number.get()));
			let file = if case.unknown { none.clone() } else { file.clone() };
			let answer = assess_by(&chain(root, &case, first), &secret, file, &arguments(out.clone(), disputes)).await;
			answer.map(|answer| (answer, document::read_json::<Value>(&out).expect("it is written")))
		};
		let good = Case::default;
		let (answer, opening) = assess(good(), SECRET, vec![]).await.expect("all holds");
		// Three days late and a loss of next to nothing, disputed and answered.
		assert_eq!((&answer.json["score"], &answer.json["reasons"]), (&json!(0), &json!(["thinFile", "loss"])));
		assert_eq!(answer.exit, Exit::Success);
		let read = |name: &str| arguments::hash(opening[name].as_str().expect("it is a text")).expect("it is a hash");
		let again = Assessment {
			register: account(1),
			root,
			commitment: read("commitment"),
			function: 1,
			score: 0,
			borrower: subject(),
			salt: read("salt"),
		};
		assert_eq!(json!(again.hash()), answer.json["assessment"]);
		// An overdue answer makes it void.
		let (answer, _) = assess(good(), SECRET, vec![(0, SALT)]).await.expect("all holds");
		assert_eq!((&answer.json["score"], &answer.json["reasons"]), (&json!(300), &json!(["thinFile", "disputed"])));
		// That there is no file is proved too.
		let consented = Case { unknown: true, ..good() };
		let failure = assess(consented, SECRET, vec![]).await;
		let (answer, opening) = failure.expect("all holds");
		assert_eq!((&answer.json["score"], &opening["commitment"]), (&json!(300), &json!(H256::zero())));
		for (case, secret, disputes, code) in [
			(Case { republished: true, ..good() }, SECRET, vec![], "root"),
			(Case { voided: true, ..good() }, SECRET, vec![], "consentVoided"),
			(good(), hash(0x12), vec![], "key"),
			(good(), SECRET, vec![(0, H256::zero())], "dispute"),
			(good(), SECRET, vec![(7, SALT)], "dispute"),
			(Case { unknown: true, revoked: true, ..good() }, SECRET, vec![], "keyNotValid"),
		] {
			let failure = assess(case, secret, disputes).await.expect_err("it is refused");
			assert_eq!((failure.exit, failure.code.as_ref()), (Exit::No, code));
		}
	}

	#[test]
	fn only_the_file_that_the_root_has_is_taken() {
		let place = tempfile::tempdir().expect("there is room for a folder");
		Folder::create(place.path(), account(1)).expect("there is room");
		let folder = Folder::open(place.path()).expect("it is there");
		entries().into_iter().for_each(|entry| {
			folder.append(&account(2), entry).expect("it is entered");
		});
		let note = folder.next_root().expect("it is computed");
		let (entries, proof) = folder.prove(&note, &account(2)).expect("it is proved");
		let entries = entries.expect("there is a file");
		let salt = folder.salt(&account(2), &note);
		let opened = |entries: Option<Vec<Entry>>| {
			let opened = Opened::new(note.root, entries.map(|entries| (entries, salt)), proof.clone());
			opened.commitment(&account(1), &account(2)).map_err(|failure| failure.code.into_owned())
		};
		assert!(opened(Some(entries.clone())).is_ok());
		let refused = Err("proof".to_owned());
		assert_eq!(opened(Some(entries[..4].to_vec())), refused, "something is left out");
		assert_eq!(opened(Some(entries[1..].to_vec())), refused);
		assert_eq!(opened(None), refused, "there is a file");
		let (none, absence) = folder.prove(&note, &account(7)).expect("it is proved");
		assert!(none.is_none());
		let absent = |subject| Opened::new(note.root, None, absence.clone()).commitment(&account(1), &subject);
		assert_eq!(absent(account(7)).ok(), Some(H256::zero()));
		assert!(absent(account(2)).is_err());
		let made_up = Opened::new(note.root, Some((entries, salt)), absence);
		assert!(made_up.commitment(&account(1), &account(7)).is_err());
	}

	#[test]
	fn a_key_is_made_for_its_owner_alone() {
		let place = tempfile::tempdir().expect("there is room for a folder");
		let out = place.path().join("key");
		let answer = new_key(&KeyArguments { out: out.clone() }).expect("it is made").json;
		let secret = signer::read(&out).expect("only its owner can read it");
		let secret = arguments::hash(secret.expose_secret().trim()).expect("it is a key");
		let key = PublicKey::for_agreement(seal::public(&secret).expect("it is a key"));
		assert_eq!(answer["key"], json!(key.text()));
		assert_eq!(new_key(&KeyArguments { out }).expect_err("it is there").code, "file");
		assert_eq!(dispute(&format!("3:{SALT:?}")), Ok((3, SALT)));
		assert!(dispute("3").is_err() && dispute("x:0x11").is_err() && dispute("3:0x11").is_err());
	}
}
