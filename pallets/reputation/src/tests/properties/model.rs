//! What there is, by the rules alone; and what is counted of it, one by one.

use super::*;

/// By what someone can review another.
#[derive(Clone)]
pub struct Offer {
	pub proof: Proof,
	pub basis: Basis<H256>,
	pub from: AccountId,
	pub about: AccountId,
	/// Whether it names the product of the shop.
	pub names: bool,
	/// When it has ended.
	pub ended: Option<Moment>,
	/// The highest bucket.
	pub bucket: u8,
	/// What its arbiter wants.
	pub arbiter: Option<Balance>,
}

impl Offer {
	/// The review by it.
	pub fn id(&self) -> ReviewId {
		review_id(&self.basis, &self.from, &self.about)
	}

	/// That of the other side.
	pub fn other(&self) -> ReviewId {
		review_id(&self.basis, &self.about, &self.from)
	}

	/// Whether there is time to review.
	pub fn has_time(&self) -> bool {
		self.ended.is_none_or(|ended| now() <= ended + WINDOW)
	}
}

/// That someone is a person of a network.
#[derive(Clone)]
pub struct Person {
	pub certificate: CertificateId,
	pub who: AccountId,
	pub network: NetworkId,
	pub person: H256,
	pub valid: bool,
}

/// What became of the latest version.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Fight {
	Never,
	Since(Moment),
	Over,
}

/// A review.
#[derive(Clone)]
pub struct Entry {
	pub offer: usize,
	pub subject: Subject,
	pub bucket: u8,
	pub state: ReviewState,
	/// What was sealed, and is not opened.
	pub seal: Option<Opinion>,
	/// Whether it was given sealed.
	pub sealed: bool,
	/// What is said.
	pub said: Option<Opinion>,
	pub given_at: Moment,
	/// When the latest version was given, or opened.
	pub at: Moment,
	pub quarter: Option<Quarter>,
	/// The place of the certificate among all, and since which quarter.
	pub voice: Option<(usize, Quarter)>,
	/// For each version whether it was answered.
	pub answered: Vec<bool>,
	pub fight: Fight,
	pub payer: AccountId,
}

/// One of those that count.
struct One<'a> {
	opinion: &'a Opinion,
	kind: usize,
	bucket: u8,
	quarter: Quarter,
	state: ReviewState,
}

/// Count them one by one. These quarters have places.
fn count(ones: &[One], quarters: &BTreeSet<Quarter>, given: u32, first: Moment) -> Aggregate {
	let ring: Vec<Quarter> = quarters.iter().rev().take(QUARTERS as usize).rev().copied().collect();
	let mut aggregate = Aggregate { given, first: Some(first), ..Aggregate::default() };
	aggregate.by_quarter = list(ring.iter().map(|quarter| (*quarter, Counts::default())).collect::<Vec<_>>());
	for One { opinion, kind, bucket, quarter, state } in ones {
		let add = |counts: &mut Counts, rating: u8| {
			let histogram = match state {
				ReviewState::Standing => &mut counts.standing,
				ReviewState::Struck => &mut counts.struck,
				ReviewState::Withdrawn => &mut counts.withdrawn,
				ReviewState::Sealed => unreachable!("it counts"),
			};
			histogram.0[usize::from(rating) - 1] += 1;
		};
		add(&mut aggregate.all, opinion.rating);
		add(&mut aggregate.by_kind[*kind], opinion.rating);
		add(&mut aggregate.by_bucket[usize::from(*bucket)], opinion.rating);
		match ring.iter().position(|known| known == quarter) {
			Some(place) => add(&mut aggregate.by_quarter[place].1, opinion.rating),
			None => add(&mut aggregate.before, opinion.rating),
		}
		for (dimension, rating) in &opinion.dimensions {
			add(&mut aggregate.by_dimension[*dimension as usize], *rating);
		}
	}
	aggregate
}

/// A post.
#[derive(Clone)]
pub struct Written {
	pub followed: bool,
	pub withdrawn: bool,
	pub praises: Option<AccountId>,
}

/// All that there is.
#[derive(Default)]
pub struct Model {
	pub offers: Vec<Offer>,
	pub persons: Vec<Person>,
	pub reviews: BTreeMap<ReviewId, Entry>,
	/// The reviews of each subject, as they were given.
	pub given: BTreeMap<SubjectId, Vec<ReviewId>>,
	/// When the first was heard of a subject in a network, and in which quarters some were.
	pub begun: BTreeMap<(SubjectId, NetworkId), (Moment, BTreeSet<Quarter>)>,
	/// What is set aside.
	pub left: BTreeMap<SubjectId, Balance>,
	pub posts: BTreeMap<AccountId, Vec<Written>>,
	/// The testimonials that someone has answered.
	pub listed: BTreeSet<(AccountId, AccountId, u32)>,
	pub profiles: BTreeSet<AccountId>,
	/// What the treasury and the arbiter have got.
	pub fees: Balance,
	pub ruled: Balance,
}

impl Model {
	/// As what a review counts since a quarter, if it does.
	fn one<'a>(&self, entry: &'a Entry, quarter: Quarter) -> Option<One<'a>> {
		let kind = match &self.offers[entry.offer].basis {
			Basis::Dealings(_) => 0,
			Basis::Certificate(_) => 1,
			Basis::Signed(_) => 2,
		};
		Some(One { opinion: entry.said.as_ref()?, kind, bucket: entry.bucket, quarter, state: entry.state })
	}

	/// All aggregates.
	pub fn aggregates(&self) -> BTreeMap<(SubjectId, Option<NetworkId>), Aggregate> {
		let mut all = BTreeMap::new();
		for (subject, ids) in &self.given {
			let entries: Vec<&Entry> = ids.iter().map(|id| &self.reviews[id]).collect();
			let ones: Vec<_> = entries.iter().copied().filter_map(|entry| self.one(entry, entry.quarter?)).collect();
			let quarters: BTreeSet<Quarter> = ones.iter().map(|one| one.quarter).collect();
			all.insert((*subject, None), count(&ones, &quarters, ids.len() as u32, entries[0].given_at));
			for ((_, network), (first, quarters)) in self.begun.iter().filter(|((of, _), _)| of == subject) {
				let since = |entry: &Entry| {
					let (place, quarter) = entry.voice?;
					Some(quarter).filter(|_| self.persons[place].network == *network)
				};
				let ones: Vec<_> = entries.iter().copied().filter_map(|entry| self.one(entry, since(entry)?)).collect();
				all.insert((*subject, Some(*network)), count(&ones, quarters, 0, *first));
			}
		}
		all
	}

	/// Whether someone may be heard about a subject by a certificate: beside this review nobody else is.
	pub fn may_speak(&self, place: usize, from: &AccountId, subject: &Subject, this: ReviewId) -> bool {
		let Person { who, network, person, valid, .. } = &self.persons[place];
		let is_heard = |(id, entry): (&ReviewId, &Entry)| {
			let Some((other, since)) = entry.voice else { return false };
			let other = &self.persons[other];
			let is_same = (other.network, other.person, since) == (*network, *person, quarter(now()));
			*id != this && entry.subject == *subject && is_same
		};
		*valid && who == from && !self.reviews.iter().any(is_heard)
	}

	/// It is heard, since now.
	pub fn speak(&mut self, id: ReviewId, place: usize) {
		let since = quarter(now());
		let entry = self.reviews.get_mut(&id).expect("it was given");
		entry.voice = Some((place, since));
		let key = (entry.subject.id(), self.persons[place].network);
		self.begun.entry(key).or_insert_with(|| (now(), BTreeSet::new())).1.insert(since);
	}

	/// Where nobody is heard any more it has not begun.
	pub fn forget(&mut self) {
		let (persons, reviews) = (&self.persons, &self.reviews);
		self.begun.retain(|(subject, network), _| {
			reviews.values().any(|entry| {
				let is_there = |(place, _): (usize, Quarter)| persons[place].network == *network;
				entry.subject.id() == *subject && entry.voice.is_some_and(is_there)
			})
		});
	}
}
