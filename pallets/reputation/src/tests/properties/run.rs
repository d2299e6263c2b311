//! What is done, to the pallet and to its model.

use super::{
	model::{Entry, Fight, Model, Offer, Person},
	*,
};
use civitas_primitives::{
	identity::{KeySignature, PublicKey},
	Envelope,
};
use sp_core::{ed25519, Pair};

/// Numbers out of which a step is made of what there is. 0 is the simplest each time.
#[derive(Clone, Copy)]
pub struct Step(pub [u16; 4]);

impl std::fmt::Debug for Step {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		write!(f, "{:?}", self.0)
	}
}

pub fn steps() -> impl Strategy<Value = Step> {
	proptest::array::uniform4(0..1_000u16).prop_map(Step)
}

/// All that is done.
pub const DEEDS: [&str; 18] = [
	"review",
	"seal",
	"again",
	"open",
	"withdraw",
	"respond",
	"dispute",
	"strike",
	"uphold",
	"silence",
	"refresh",
	"sponsor",
	"publish",
	"withdraw a post",
	"profile",
	"wait",
	"end",
	"fall",
];

/// What it was, whether the model does it, and whether the pallet did.
pub type Deed = (&'static str, bool, DispatchResult);

/// Who reviews, and is reviewed.
pub const PEOPLE: [AccountId; 4] = [ALICE, BOB, CAROL, SHOP];
/// How many dealings there are with the shop, beside two others.
const DEALS: u8 = 24;
const TIMES: [Moment; 6] = [DAY, 15 * DAY, 31 * DAY, 93 * DAY, 1, 7 * DAY];

pub struct Run {
	pub model: Model,
	treasury: Balance,
	arbiter: Balance,
}

/// Bob and the shop have signed this.
fn cash() -> Proof {
	let receipt = SignedReceipt { parties: [BOB, SHOP], thing: Some(product()), time: NOW, salt: SALT };
	let sign = |seed: u8, party: AccountId| {
		let pair = ed25519::Pair::from_seed(&[seed; 32]);
		let key = PublicKey::Ed25519(pair.public().0);
		give_key(party.clone(), key);
		let form = Envelope {
			genesis: H256::from_slice(System::block_hash(0).as_ref()),
			action: RECEIPT,
			identity: party,
			nonce: 0,
			deadline: u64::MAX,
			submitter: None::<AccountId>,
			payload: &receipt,
		};
		ReceiptSignature { key, signature: KeySignature::Ed25519(pair.sign(&form.hash()).0) }
	};
	let signatures = [sign(1, BOB), sign(2, SHOP)];
	Proof::Signed(receipt, signatures)
}

/// What a bucket costs.
fn fee(bucket: u8) -> Balance {
	match bucket {
		0 => LEAST_FEE,
		bucket => LEAST_FEE + 10u128.pow(bucket.into()) * UNIT / 1_000,
	}
}

/// An opinion, of which some are none.
fn opinion(number: usize) -> Opinion {
	let rating = |number: usize| 1 + (number % 5) as u8;
	let dimensions = match number / 5 % 3 {
		0 => Vec::new(),
		1 => vec![(Dimension::Quality, rating(number / 15))],
		_ => Dimension::ALL.into_iter().zip((0..).map(|place| rating(number / 15 + place))).collect(),
	};
	let rating = if number % 41 == 40 { 6 } else { rating(number) };
	Opinion { rating, dimensions: list(dimensions), content: None, incentive: number % 2 == 1 }
}

impl Run {
	/// Customers deal with the shop, again and again, over its product; two have dealt with one another; one is employed, and two have
	/// signed a receipt.
	pub fn begin() -> Self {
		let mut model = Model::default();
		let mut both = |proof: Proof, basis: Basis<H256>, one: AccountId, other: AccountId, terms: Offer| {
			let names = terms.names && other == SHOP;
			let (from, about) = (one.clone(), other.clone());
			let first = Offer { proof: proof.clone(), basis: basis.clone(), from, about, names, ..terms.clone() };
			model.offers.push(first);
			model.offers.push(Offer { proof, basis, from: other, about: one, names: false, ..terms });
		};
		let plain = Offer {
			proof: Proof::Dealings(DEAL),
			basis: Basis::Dealings(DEAL),
			from: ALICE,
			about: SHOP,
			names: false,
			ended: None,
			bucket: 0,
			arbiter: None,
		};
		for number in 1..=DEALS {
			let interaction = H256::repeat_byte(number);
			let who = PEOPLE[usize::from(number) % 3].clone();
			let (bucket, has_arbiter) = (number % 4, number % 3 > 0);
			let paid = match bucket {
				0 => Vec::new(),
				bucket => vec![native(10u128.pow(bucket.into()) * UNIT)],
			};
			let arbiters = if has_arbiter { arbiters() } else { Vec::new() };
			let subject = ReceiptSubject::Thing(product());
			let (paid_back, arbiters_back) = (paid.clone(), arbiters.clone());
			deal(interaction, who.clone(), SHOP, Receipt { subject, paid, arbiters, ..receipt(SHOP) });
			let back = Receipt { received: paid_back, arbiters: arbiters_back, ..receipt(who.clone()) };
			deal(interaction, SHOP, who.clone(), back);
			let arbiter = has_arbiter.then_some(RULING_FEE);
			let terms = Offer { names: true, bucket, arbiter, ..plain.clone() };
			both(Proof::Dealings(interaction), Basis::Dealings(interaction), who, SHOP, terms);
		}
		let interaction = H256::repeat_byte(DEALS + 1);
		deal(interaction, ALICE, BOB, receipt(BOB));
		deal(interaction, BOB, ALICE, receipt(ALICE));
		both(Proof::Dealings(interaction), Basis::Dealings(interaction), ALICE, BOB, plain.clone());
		let job = certify(certificate(100, 9, SHOP, CAROL));
		both(Proof::Certificate(job), Basis::Certificate(job), CAROL, SHOP, plain.clone());
		let cash = cash();
		let Proof::Signed(signed_receipt, _) = &cash else { unreachable!("it is signed") };
		let basis = Basis::Signed(signed_receipt.id());
		both(cash.clone(), basis, BOB, SHOP, Offer { names: true, ended: Some(NOW), ..plain });
		// Alice and Bob are one person in one network, and two in the other.
		let persons = [
			(ALICE, 7, 1),
			(BOB, 7, 1),
			(CAROL, 7, 2),
			(SHOP, 7, 3),
			(ALICE, 8, 1),
			(BOB, 8, 2),
			(CAROL, 8, 3),
			(SHOP, 8, 4),
		];
		for (id, (who, network, person)) in (101..).zip(persons) {
			let certificate = certify_person(id, network, who.clone(), person);
			model.persons.push(Person { certificate, who, network, person: H256::repeat_byte(person), valid: true });
		}
		Self { model, treasury: free(TREASURY), arbiter: free(ARBITER) }
	}

	/// One step: what it was, and whether it was done.
	pub fn step(&mut self, Step(n): &Step) -> Result<(&'static str, bool), TestCaseError> {
		let [kind, a, b, c] = n.map(usize::from);
		let (name, expected, done) = match kind % 28 {
			0..=4 => self.give(a, b, c, false),
			5 | 6 => self.give(a, b, c, true),
			7..=9 => self.again(a, b, c),
			10..=12 => self.open(a, b, c),
			13 => self.withdraw(a, b),
			14 => self.respond(a, b, c),
			15 | 16 => self.dispute(a, b, c),
			17 | 18 => self.rule(a, b, c),
			19 | 20 => self.refresh(a),
			21 => self.sponsor(a, b, c),
			22 => self.publish(a, b, c),
			23 => self.withdraw_post(a, b),
			24 => self.set_profile(a, b),
			25 => {
				wait(TIMES[a % TIMES.len()]);
				("wait", true, Ok(()))
			},
			26 => self.end(a),
			_ => self.fall(a),
		};
		prop_assert_eq!(done.is_ok(), expected, "{}: {:?}", name, done);
		self.model.forget();
		Ok((name, expected))
	}

	/// A certificate: often one's own, sometimes none or another's.
	fn voice(&self, number: usize, from: &AccountId) -> Option<usize> {
		let all = self.model.persons.len();
		match number % 8 {
			0..=2 => None,
			7 => Some(number / 8 % all),
			_ => {
				let own = (0..all).filter(|place| self.model.persons[*place].who == *from);
				own.collect::<Vec<_>>().get(number / 8 % 2).copied()
			},
		}
	}

	fn certificate(&self, voice: Option<usize>) -> Option<CertificateId> {
		voice.map(|place| self.model.persons[place].certificate)
	}

	/// One of the reviews, if there is one.
	fn pick(&self, number: usize) -> Option<(ReviewId, Entry, Offer)> {
		let place = number.checked_rem(self.model.reviews.len())?;
		let (id, entry) = self.model.reviews.iter().nth(place)?;
		Some((*id, entry.clone(), self.model.offers[entry.offer].clone()))
	}

	/// What was sealed and not opened.
	fn sealed(&self) -> Vec<ReviewId> {
		self.model.reviews.iter().filter(|(_, entry)| entry.seal.is_some()).map(|(id, _)| *id).collect()
	}

	/// The right one, most of the time.
	fn mostly(right: &AccountId, number: usize) -> AccountId {
		if number % 9 == 8 {
			STRANGER
		} else {
			right.clone()
		}
	}

	fn give(&mut self, a: usize, b: usize, c: usize, seals: bool) -> Deed {
		// The other side of what is sealed, some of the time. Both sides are side by side.
		let sealed = self.sealed();
		let number = match (a / 3).checked_rem(sealed.len()) {
			Some(place) if a % 3 == 2 => self.model.reviews[&sealed[place]].offer ^ 1,
			_ => a % self.model.offers.len(),
		};
		let offer = self.model.offers[number].clone();
		let (id, who) = (offer.id(), Self::mostly(&offer.from, b));
		let subject = match b % 7 {
			0..=3 if offer.names => thing(),
			6 => Subject::Thing(Thing { owner: offer.about.clone(), kind: text("service"), hash: H256::zero() }),
			_ => Subject::Account(offer.about.clone()),
		};
		let bucket = [0, 0, 0, 0, offer.bucket, 1, 3, 8][c % 8];
		// What is sealed is not heard yet.
		let voice = if seals && c % 9 < 8 { None } else { self.voice(b / 7, &offer.from) };
		let opinion = opinion(c);
		let is_named = match &subject {
			Subject::Account(_) => true,
			Subject::Thing(named) => offer.names && *named == product(),
		};
		let is_heard = voice.is_none_or(|place| !seals && self.model.may_speak(place, &offer.from, &subject, id));
		let is_said = seals || opinion.rating <= MAX_RATING;
		let is_new = !self.model.reviews.contains_key(&id) && offer.has_time() && bucket <= offer.bucket;
		// Nothing is sealed once the other side is known.
		let is_known = self.model.reviews.get(&offer.other()).is_some_and(|other| other.said.is_some());
		let is_new = is_new && !(seals && is_known);
		let expected = who == offer.from && is_named && is_heard && is_said && is_new;
		let given = if seals { Given::Sealed(opinion.seal(&id, &SALT)) } else { Given::Open(opinion.clone()) };
		let target = Target::First { proof: offer.proof.clone(), subject: subject.clone(), bucket };
		let done = review(who, target, given, self.certificate(voice));
		if expected {
			let payer = self.charge(&offer, &subject, bucket);
			let (state, quarter) =
				if seals { (ReviewState::Sealed, None) } else { (ReviewState::Standing, Some(quarter(now()))) };
			let (seal, said) = if seals { (Some(opinion), None) } else { (None, Some(opinion)) };
			self.model.given.entry(subject.id()).or_default().push(id);
			let entry = Entry {
				offer: number,
				subject,
				bucket,
				state,
				seal,
				sealed: seals,
				said,
				given_at: now(),
				at: now(),
				quarter,
				voice: None,
				answered: vec![false],
				fight: Fight::Never,
				payer,
			};
			self.model.reviews.insert(id, entry);
			if let Some(place) = voice {
				self.model.speak(id, place);
			}
		}
		(if seals { "seal" } else { "review" }, expected, done)
	}

	/// Who pays for a review.
	fn charge(&mut self, offer: &Offer, subject: &Subject, bucket: u8) -> AccountId {
		self.model.fees += fee(bucket);
		let left = self.model.left.get(&subject.id()).copied().unwrap_or_default();
		let Some(rest) = left.checked_sub(sponsored_cost()) else { return offer.from.clone() };
		self.set_left(subject.id(), rest);
		offer.about.clone()
	}

	pub fn set_left(&mut self, subject: SubjectId, left: Balance) {
		match left {
			0 => self.model.left.remove(&subject),
			left => self.model.left.insert(subject, left),
		};
	}

	fn again(&mut self, a: usize, b: usize, c: usize) -> Deed {
		let name = "again";
		let Some((id, entry, offer)) = self.pick(a) else { return (name, false, again(ALICE, H256::zero(), 1)) };
		let (who, opinion, voice) = (Self::mostly(&offer.from, b), opinion(c), self.voice(b / 9, &offer.from));
		let is_heard = voice.is_none_or(|place| self.model.may_speak(place, &offer.from, &entry.subject, id));
		let is_free = entry.state != ReviewState::Struck && !matches!(entry.fight, Fight::Since(_));
		let has_room = entry.answered.len() < usize::from(MAX_VERSIONS);
		// Both sides are side by side.
		let is_beside = |other: &&Entry| [entry.offer, entry.offer ^ 1].contains(&other.offer);
		let is_once = self.model.reviews.values().filter(is_beside).any(|other| {
			let can_be_opened = now() <= entry.given_at.max(other.given_at) + OPEN_WITHIN;
			other.sealed && (other.said.is_some() || other.state == ReviewState::Sealed && can_be_opened)
		});
		// A dispute does not outlast the window.
		let was_disputed = entry.fight == Fight::Over;
		let is_given_back = was_disputed && now() <= entry.at + DISPUTE_WITHIN + RULE_WITHIN + OPEN_WITHIN;
		let has_time = offer.has_time() || is_given_back;
		let is_possible = entry.said.is_some() && is_free && has_room && has_time && !is_once;
		let expected = who == offer.from && is_possible && is_heard && opinion.rating <= MAX_RATING;
		let done = review(who, Target::Again(id), Given::Open(opinion.clone()), self.certificate(voice));
		if expected {
			let entry = self.model.reviews.get_mut(&id).expect("it was given");
			entry.answered.push(false);
			(entry.said, entry.state) = (Some(opinion), ReviewState::Standing);
			(entry.at, entry.fight) = (now(), Fight::Never);
			if let Some(place) = voice {
				self.model.speak(id, place);
			}
		}
		(name, expected, done)
	}

	/// What is sealed is opened, if there is any.
	fn open(&mut self, a: usize, b: usize, c: usize) -> Deed {
		let name = "open";
		let sealed = self.sealed();
		let Some(place) = a.checked_rem(sealed.len()) else {
			let given = Given::Opened { opinion: stars(1), salt: SALT };
			return (name, false, review(ALICE, Target::Again(H256::zero()), given, None));
		};
		let id = sealed[place];
		let entry = self.model.reviews[&id].clone();
		let offer = self.model.offers[entry.offer].clone();
		let opinion = entry.seal.clone().expect("it is sealed");
		let (who, salt) = (Self::mostly(&offer.from, b), if c % 7 == 6 { H256::zero() } else { SALT });
		let voice = self.voice(b / 9, &offer.from);
		let is_heard = voice.is_none_or(|place| self.model.may_speak(place, &offer.from, &entry.subject, id));
		let both = self.model.reviews.get(&offer.other()).map(|other| other.given_at.max(entry.given_at));
		let over = offer.ended.map(|ended| ended + WINDOW).filter(|over| now() > *over);
		let has_time = both.into_iter().chain(over).min().is_some_and(|since| now() <= since + OPEN_WITHIN);
		let is_it = salt == SALT && opinion.rating <= MAX_RATING && entry.state == ReviewState::Sealed;
		let expected = who == offer.from && is_heard && has_time && is_it;
		let given = Given::Opened { opinion: opinion.clone(), salt };
		let done = review(who, Target::Again(id), given, self.certificate(voice));
		if expected {
			let entry = self.model.reviews.get_mut(&id).expect("it was given");
			(entry.said, entry.seal, entry.state) = (Some(opinion), None, ReviewState::Standing);
			(entry.at, entry.quarter) = (now(), Some(quarter(now())));
			if let Some(place) = voice {
				self.model.speak(id, place);
			}
		}
		(name, expected, done)
	}

	fn withdraw(&mut self, a: usize, b: usize) -> Deed {
		let name = "withdraw";
		let Some((id, entry, offer)) = self.pick(a) else { return (name, false, withdraw(ALICE, H256::zero())) };
		let who = Self::mostly(&offer.from, b);
		let is_possible = matches!(entry.state, ReviewState::Standing | ReviewState::Sealed);
		let expected = who == offer.from && is_possible && !matches!(entry.fight, Fight::Since(_));
		let done = withdraw(who, id);
		if expected {
			self.model.reviews.get_mut(&id).expect("it was given").state = ReviewState::Withdrawn;
		}
		(name, expected, done)
	}

	fn respond(&mut self, a: usize, b: usize, c: usize) -> Deed {
		let name = "respond";
		let Some((id, entry, offer)) = self.pick(a) else { return (name, false, respond(SHOP, H256::zero(), 0)) };
		let (who, version) = (Self::mostly(&offer.about, b), c % (entry.answered.len() + 1));
		let is_free = entry.answered.get(version).is_some_and(|answered| !answered);
		let expected = who == offer.about && is_free && entry.said.is_some();
		let done = respond(who, id, version as u8);
		if expected {
			self.model.reviews.get_mut(&id).expect("it was given").answered[version] = true;
		}
		(name, expected, done)
	}

	fn dispute(&mut self, a: usize, b: usize, c: usize) -> Deed {
		let name = "dispute";
		let Some((id, entry, offer)) = self.pick(a) else { return (name, false, dispute(SHOP, H256::zero())) };
		let who = Self::mostly(&offer.about, b);
		let most = if c % 7 == 6 { RULING_FEE - 1 } else { RULING_FEE };
		let is_possible = entry.state == ReviewState::Standing && entry.fight == Fight::Never;
		let has_time = now() <= entry.at + DISPUTE_WITHIN;
		let is_agreed = offer.arbiter.is_some_and(|fee| fee <= most);
		let expected = who == offer.about && is_possible && has_time && is_agreed;
		let done = Reputation::dispute(signed(who), id, latest(id), most);
		if expected {
			self.model.reviews.get_mut(&id).expect("it was given").fight = Fight::Since(now());
		}
		(name, expected, done)
	}

	/// What is disputed is ruled on, if anything is.
	fn rule(&mut self, a: usize, b: usize, c: usize) -> Deed {
		let struck = c % 2 == 1;
		let name = if struck { "strike" } else { "uphold" };
		let fought = self.model.reviews.iter().filter(|(_, entry)| matches!(entry.fight, Fight::Since(_)));
		let fought: Vec<_> = fought.map(|(id, entry)| (*id, entry.fight)).collect();
		let Some(place) = a.checked_rem(fought.len()) else {
			return (name, false, rule(ARBITER, H256::zero(), struck));
		};
		let (id, fight) = fought[place];
		let Fight::Since(since) = fight else { unreachable!("it is disputed") };
		let who = Self::mostly(&ARBITER, b);
		let expected = who == ARBITER && now() <= since + RULE_WITHIN;
		let done = rule(who, id, struck);
		if expected {
			let entry = self.model.reviews.get_mut(&id).expect("it was given");
			entry.fight = Fight::Over;
			if struck {
				entry.state = ReviewState::Struck;
			}
			self.model.ruled += RULING_FEE;
		}
		(name, expected, done)
	}

	/// One that can be refreshed, if there is any.
	fn refresh(&mut self, a: usize) -> Deed {
		let is_silent = |entry: &Entry| matches!(entry.fight, Fight::Since(at) if now() > at + RULE_WITHIN);
		let persons = &self.model.persons;
		let has_fallen = |entry: &Entry| entry.voice.is_some_and(|(place, _)| !persons[place].valid);
		let old = self.model.reviews.iter().filter(|(_, entry)| is_silent(entry) || has_fallen(entry));
		let old: Vec<ReviewId> = old.map(|(id, _)| *id).collect();
		let Some(place) = a.checked_rem(old.len()) else {
			let id = self.pick(a).map_or(H256::zero(), |(id, ..)| id);
			return ("refresh", false, refresh(id));
		};
		let id = old[place];
		let (silent, fallen) = (is_silent(&self.model.reviews[&id]), has_fallen(&self.model.reviews[&id]));
		let done = refresh(id);
		let entry = self.model.reviews.get_mut(&id).expect("it was given");
		if silent {
			entry.fight = Fight::Over;
		}
		if fallen {
			entry.voice = None;
		}
		(if silent { "silence" } else { "refresh" }, true, done)
	}

	/// That all is as the model says.
	pub fn compare(&self) -> Result<(), TestCaseError> {
		let by_key = |(subject, network, aggregate)| ((subject, network), aggregate);
		let aggregates: BTreeMap<_, _> = Aggregates::<Test>::iter().map(by_key).collect();
		prop_assert_eq!(aggregates, self.model.aggregates());
		let mut heard = BTreeSet::new();
		for (id, entry) in &self.model.reviews {
			let Review { subject, state, version, payer, quarter, voice, .. } = stored(*id);
			prop_assert_eq!(&subject, &entry.subject);
			prop_assert_eq!((state, payer, quarter), (entry.state, entry.payer.clone(), entry.quarter));
			prop_assert_eq!(usize::from(version) + 1, entry.answered.len());
			let expected = entry.voice.map(|(place, quarter)| {
				let Person { certificate, network, person, .. } = self.model.persons[place].clone();
				Voice { certificate, network, person, quarter }
			});
			prop_assert_eq!(&voice, &expected);
			if let Some(Voice { network, person, quarter, .. }) = voice {
				let is_first = heard.insert((subject.id(), network, person, quarter));
				prop_assert!(is_first, "a person is heard twice");
			}
		}
		prop_assert_eq!(Reviews::<Test>::iter_keys().count(), self.model.reviews.len());
		let left = Sponsorships::<Test>::iter().map(|(subject, sponsorship)| (subject, sponsorship.left));
		prop_assert_eq!(left.collect::<BTreeMap<_, _>>(), self.model.left.clone());
		prop_assert_eq!(free(TREASURY), self.treasury + self.model.fees);
		prop_assert_eq!(free(ARBITER), self.arbiter + self.model.ruled);
		self.compare_others()
	}
}
