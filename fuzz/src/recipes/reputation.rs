//! Calls of reputation: of people who deal with two shops, and of whoever has to do with whom by agreements. What has to come before a call
//! is made by the same calls.

use super::*;
use civitas_primitives::{
	agreements::{
		terms_hash, Accrual, AgreementId, Arbitration, Awaits, Creditor, Fraction, Funding, Instance, Obligation,
		Party, Performance, Prose, Span, Terms, Thing, When,
	},
	reputation::{review_id, Basis, Opinion, ReviewId, Subject},
	Text,
};
use civitas_runtime::Reputation;
use pallet_certification::Certificates;
use pallet_reputation::{
	info::Reviewable,
	types::{
		Disputed, Given, PostId, PostKind, PostTerms, Profile, Proof, Review, ReviewState, Said, Target, Withdrawn,
		DISPUTE_WITHIN, MAX_TEXT, RULE_WITHIN,
	},
	Event as Happened, HoldReason, Posts, Profiles, Reviews,
};
use sp_core::{ConstU32, H256};
use world::{must, now, succeed};

type Say = pallet_reputation::Call<Runtime>;
type Agree = pallet_agreements::Call<Runtime>;
type Stored = (ReviewId, Review<Runtime>);

/// Who buys of whom.
const DEALS: [(Sr25519Keyring, Sr25519Keyring); 6] =
	[(Bob, Dave), (Bob, Eve), (Charlie, Dave), (Charlie, Eve), (Alice, Dave), (Ferdie, Eve)];
/// Rules, and buys nothing.
const ARBITER: Sr25519Keyring = Sr25519Keyring::AliceStash;
/// For so much.
const FEE: Balance = CIV / 10;

/// What was advanced for fees, by whom. It was charged then.
pub fn advanced() -> Sums {
	let reason = HoldReason::Dispute.into();
	let holds = pallet_balances::Holds::<Runtime>::iter().filter_map(|(who, holds)| {
		let fee = holds.iter().find(|hold| hold.id == reason)?;
		Some(((None, who), fee.amount))
	});
	holds.collect()
}

/// Who has got such a fee.
pub fn arbiters() -> Vec<(Option<AssetId>, AccountId)> {
	let ruled = events().into_iter().filter_map(|event| match event {
		RuntimeEvent::Reputation(Happened::DisputeClosed { review, document: Some(_), .. }) => {
			let (arbiter, _) = Reviews::<Runtime>::get(review)?.arbiter?;
			Some((None, arbiter))
		},
		_ => None,
	});
	ruled.collect()
}

fn by(who: AccountId, call: Say) -> Option<Attempt> {
	Some((who, call.into()))
}

fn stars(rating: u8) -> Opinion {
	Opinion { rating, dimensions: Default::default(), content: None, incentive: false }
}

/// What all say who seal it.
fn hidden() -> Opinion {
	stars(3)
}

fn review_call(target: Target<AccountId, AgreementId>, given: Given) -> Say {
	Say::review { target: Box::new(target), given, voice: None }
}

/// The first review that rests on an agreement.
fn first(item: &Reviewable<AccountId, AgreementId>, subject: Subject<AccountId>, bucket: u8, given: Given) -> Say {
	let proof = Proof::Dealings(item.dealings);
	review_call(Target::First { proof, subject, bucket }, given)
}

/// One buys a thing of the other, and pays at once.
fn deal(customer: Sr25519Keyring, shop: Sr25519Keyring) {
	let party = |who| Party { account: account(who), role: "x".try_into().expect("short") };
	let accrues = Accrual::Once(When::Activation(Span::Seconds(0)));
	let price = Obligation {
		clause: 0,
		debtor: 0,
		creditor: Creditor::Party(1),
		performance: Performance::Pay { asset: None, amount: 5_000 * CIV, accrues },
		awaits: Awaits::default(),
		funding: Funding::Unfunded,
		grace: 0,
		interest: None,
		assignable: false,
		carries: None,
	};
	let ruling = Instance { arbiter: account(ARBITER), fee: FEE, evidence_within: 1, rule_within: 1 };
	let arbitration = Arbitration {
		instances: BoundedVec::truncate_from(vec![ruling]),
		both_advance: false,
		appeal_within: 1,
		default: Fraction::ALL,
	};
	let kind = "product".try_into().expect("short");
	let terms: pallet_agreements::TermsOf<Runtime> = Terms {
		parties: BoundedVec::truncate_from(vec![party(customer), party(shop)]),
		about: Some(Thing { owner: account(shop), kind, hash: H256::zero() }),
		prose: Prose { hash: H256::zero(), uri: Default::default(), clauses: None },
		template: None,
		obligations: BoundedVec::truncate_from(vec![price]),
		term: None,
		arbitration: Some(arbitration),
		amends: None,
		sign_by: now() + DAY,
		salt: H256::zero(),
	};
	let draft = terms_hash(&terms);
	must(customer, Agree::draft { terms, most: None });
	must(shop, Agree::sign { draft, most: None });
}

/// All have dealt with the shops. One has said what he thinks of both, and the first of these disputes it.
pub fn found() {
	for (customer, shop) in DEALS {
		deal(customer, shop);
	}
	let (customer, shop) = DEALS[0];
	for item in Reputation::reviewable(account(customer), None, None).items {
		let call = first(&item, item.subject.clone(), 0, Given::Open(stars(1)));
		succeed((account(customer), call.into()));
	}
	let about_shop = Reviews::<Runtime>::iter().find(|(_, review)| *review.subject.owner() == account(shop));
	let (review, _) = about_shop.expect("it was given");
	must(shop, Say::dispute { review, version: 0, most: FEE });
}

/// A review of which this is true.
fn given(dice: &mut Dice, is: impl Fn(&Review<Runtime>) -> bool) -> Option<Stored> {
	dice.find(Reviews::<Runtime>::iter().filter(|(_, review)| is(review)))
}

fn is_open(review: &Review<Runtime>) -> bool {
	matches!(review.latest.said, Said::Open(_))
}

/// When it was disputed, if nobody has ruled yet.
fn disputed_at(review: &Review<Runtime>) -> Option<u64> {
	match review.latest.disputed {
		Some(Disputed::Open { at, .. }) => Some(at),
		_ => None,
	}
}

/// A first one; or one that there is is said anew, or opened.
fn review(world: &World, dice: &mut Dice) -> Option<Attempt> {
	let can_change = |review: &Review<Runtime>| review.state != ReviewState::Struck && disputed_at(review).is_none();
	if let Some((id, review)) = given(dice, can_change).filter(|_| dice.once_in(3)) {
		let said = match is_open(&review) {
			true => Given::Open(stars(1 + dice.below(5) as u8)),
			false => Given::Opened { opinion: hidden(), salt: H256::zero() },
		};
		return by(review.from, review_call(Target::Again(id), said));
	}
	let all = world.accounts.iter().flat_map(|who| {
		let page = Reputation::reviewable(who.clone(), None, None);
		page.items.into_iter().map(move |item| (who.clone(), item))
	});
	let Some((from, item)) = dice.find(all) else {
		let name = dice.pick(&["sign", "settle"]);
		return agreements::agreements(world, name, dice);
	};
	let id = review_id(&Basis::Dealings(item.dealings), &from, &item.about);
	let subject = dice.pick(&[item.subject.clone(), Subject::Account(item.about.clone())]);
	let bucket = dice.below(u64::from(item.bucket) + 1) as u8;
	if dice.once_in(3) {
		return by(from, first(&item, subject, bucket, Given::Sealed(hidden().seal(&id, &H256::zero()))));
	}
	// With whatever says that it is one person.
	let own = Certificates::<Runtime>::iter().filter(|(_, known)| known.subject == from && known.nullifier.is_some());
	let voice = dice.find(own.map(|(id, _)| id));
	let target = Target::First { proof: Proof::Dealings(item.dealings), subject, bucket };
	by(from, Say::review { target: Box::new(target), given: Given::Open(stars(1 + dice.below(5) as u8)), voice })
}

fn respond(world: &World, dice: &mut Dice) -> Option<Attempt> {
	match given(dice, |review| is_open(review) && review.latest.response.is_none()) {
		Some((id, record)) => {
			let call = Say::respond { review: id, version: record.version, content: H256::zero() };
			by(record.subject.owner().clone(), call)
		},
		None => review(world, dice),
	}
}

fn dispute(world: &World, dice: &mut Dice) -> Option<Attempt> {
	let can_be = |review: &Review<Runtime>| {
		let in_time = now() <= review.latest.at + DISPUTE_WITHIN;
		let standing = review.state == ReviewState::Standing && review.latest.disputed.is_none();
		standing && in_time && review.arbiter.is_some()
	};
	match given(dice, can_be) {
		Some((id, record)) => {
			let (_, fee) = record.arbiter.clone()?;
			let most = fee + dice.pick(&[0, 0, CIV]);
			by(record.subject.owner().clone(), Say::dispute { review: id, version: record.version, most })
		},
		None => review(world, dice),
	}
}

fn rule(world: &World, dice: &mut Dice) -> Option<Attempt> {
	let waits = |review: &Review<Runtime>| disputed_at(review).is_some_and(|at| now() <= at + RULE_WITHIN);
	match given(dice, waits) {
		Some((id, record)) => {
			let (arbiter, _) = record.arbiter?;
			by(arbiter, Say::rule { review: id, struck: dice.once_in(2), document: H256::zero() })
		},
		None => dispute(world, dice),
	}
}

/// A dispute of which the time is over.
fn refresh(world: &World, dice: &mut Dice) -> Option<Attempt> {
	let is_over = |review: &Review<Runtime>| disputed_at(review).is_some_and(|at| now() > at + RULE_WITHIN);
	match given(dice, is_over) {
		Some((id, _)) => by(world.anyone(dice), Say::refresh { review: id }),
		None => dispute(world, dice),
	}
}

/// A new post, an answer to one, or what takes the place of the latest.
fn publish(world: &World, dice: &mut Dice) -> Option<Attempt> {
	let author = world.anyone(dice);
	let kind = match dice.once_in(4) {
		true => PostKind::Testimonial { of: world.anyone(dice) },
		false => PostKind::Article,
	};
	let text: Text<ConstU32<MAX_TEXT>> = (dice.text(511) + "x").try_into().expect("it is short enough");
	let text = Some(text).filter(|_| dice.once_in(2));
	let content = text.as_ref().map_or(H256::zero(), |text| sp_io::hashing::sha2_256(text.as_bytes()).into());
	let to = dice.find(Posts::<Runtime>::iter_keys()).filter(|_| dice.once_in(2));
	let reply_to = to.map(|(author, number)| PostId { author, number });
	let latest = Posts::<Runtime>::iter_prefix(&author).filter(|(_, post)| post.next.is_none());
	let previous = dice.find(latest.map(|(number, _)| number)).filter(|_| dice.once_in(3));
	by(author, Say::publish { post: PostTerms { kind, content, uri: Default::default(), text, reply_to, previous } })
}

fn withdraw(world: &World, dice: &mut Dice) -> Option<Attempt> {
	let can_be = |review: &Review<Runtime>| {
		matches!(review.state, ReviewState::Standing | ReviewState::Sealed) && disputed_at(review).is_none()
	};
	let own = given(dice, can_be).map(|(id, record)| (record.from, Withdrawn::Review(id)));
	let posts = Posts::<Runtime>::iter().filter(|(.., post)| post.withdrawn.is_none());
	let post = dice.find(posts.map(|(author, number, _)| (author, Withdrawn::Post(number))));
	match dice.find([own, post].into_iter().flatten()) {
		Some((who, withdrawn)) => by(who, Say::withdraw { withdrawn }),
		None => publish(world, dice),
	}
}

/// Something of oneself, little or much; or nothing any more.
fn set_profile(world: &World, dice: &mut Dice) -> Option<Attempt> {
	let shown = dice.find(Profiles::<Runtime>::iter_keys()).filter(|_| dice.once_in(3));
	if let Some(who) = shown {
		return by(who, Say::set_profile { profile: None });
	}
	let name = "Shop".try_into().expect("short");
	let profile = Profile { name: Some(name), ..Profile::default() };
	by(world.anyone(dice), Say::set_profile { profile: Some(profile) })
}

/// For oneself, or for a thing of one's own: little of what one has, and almost all now and then; or all of it is taken back.
fn sponsor(world: &World, dice: &mut Dice) -> Option<Attempt> {
	let who = match dice.once_in(2) {
		true => account(dice.pick(&DEALS).1),
		false => world.anyone(dice),
	};
	let kind = "product".try_into().expect("short");
	let thing = Subject::Thing(Thing { owner: who.clone(), kind, hash: H256::zero() });
	let subject = dice.pick(&[thing, Subject::Account(who.clone())]);
	let amount = match dice.below(12) {
		0 => dice.amount(Balances::free_balance(&who), EXISTENTIAL_DEPOSIT),
		1 | 2 => 0,
		_ => CIV * Balance::from(1 + dice.below(5)),
	};
	by(who, Say::sponsor { subject, amount })
}

pub fn reputation(world: &World, call: &str, dice: &mut Dice) -> Option<Attempt> {
	match call {
		"set_profile" => set_profile(world, dice),
		"publish" => publish(world, dice),
		"withdraw" => withdraw(world, dice),
		"review" => review(world, dice),
		"respond" => respond(world, dice),
		"dispute" => dispute(world, dice),
		"rule" => rule(world, dice),
		"refresh" => refresh(world, dice),
		"sponsor" => sponsor(world, dice),
		_ => None,
	}
}
