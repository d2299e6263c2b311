//! What is done beside reviews.

use super::{
	model::Written,
	run::{Deed, Run, PEOPLE},
	*,
};
use crate::tests::publish::terms;

impl Run {
	/// Somebody's subject, and how much is set aside for it.
	pub fn sponsor(&mut self, a: usize, b: usize, c: usize) -> Deed {
		let owner = PEOPLE[a % PEOPLE.len()].clone();
		let subject = if owner == SHOP && !b.is_multiple_of(3) { thing() } else { Subject::Account(owner.clone()) };
		let who = if b % 11 == 10 { STRANGER } else { owner.clone() };
		let cost = sponsored_cost();
		let amount = [2 * cost + 3, cost, 0, 5 * cost, cost - 1, 1][c % 6];
		let had = self.model.left.get(&subject.id()).copied().unwrap_or_default();
		let expected = who == owner && amount != had;
		let done = sponsor(who, subject.clone(), amount);
		if expected {
			self.set_left(subject.id(), amount);
		}
		("sponsor", expected, done)
	}

	/// A post: of its own, an answer, a version, or praise.
	pub fn publish(&mut self, a: usize, b: usize, c: usize) -> Deed {
		let who = PEOPLE[a % PEOPLE.len()].clone();
		let praises = b.is_multiple_of(3).then(|| PEOPLE[b / 3 % PEOPLE.len()].clone());
		let previous = (b % 4 == 1).then_some((b / 4 % 5) as u32);
		let (author, number) = (PEOPLE[c / 2 % PEOPLE.len()].clone(), (c / 8 % 4) as u32);
		let to = c.is_multiple_of(2).then_some(PostId { author, number });
		let find = |author: &AccountId, number: u32| {
			self.model.posts.get(author).and_then(|posts| posts.get(number as usize)).cloned()
		};
		let follows = previous
			.is_none_or(|number| find(&who, number).is_some_and(|post: Written| !post.followed && !post.withdrawn));
		let answered = to.as_ref().map(|to| find(&to.author, to.number));
		let is_there = answered.as_ref().is_none_or(|post| post.is_some());
		let expected = praises.as_ref() != Some(&who) && follows && is_there;
		let kind = praises.clone().map_or(PostKind::Article, |of| PostKind::Testimonial { of });
		let post = PostTerms { kind, reply_to: to.clone(), previous, ..terms() };
		let done = Reputation::publish(signed(who.clone()), post);
		if expected {
			let posts = self.model.posts.entry(who.clone()).or_default();
			posts.push(Written { followed: false, withdrawn: false, praises });
			if let Some(number) = previous {
				posts[number as usize].followed = true;
			}
			if let (Some(to), Some(Some(Written { withdrawn: false, praises: Some(of), .. }))) = (to, answered) {
				if of == who {
					self.model.listed.insert((who, to.author, to.number));
				}
			}
		}
		("publish", expected, done)
	}

	pub fn withdraw_post(&mut self, a: usize, b: usize) -> Deed {
		let (who, number) = (PEOPLE[a % PEOPLE.len()].clone(), b % 4);
		let post = self.model.posts.get_mut(&who).and_then(|posts| posts.get_mut(number));
		let post = post.filter(|post| !post.withdrawn);
		let expected = post.is_some();
		if let Some(post) = post {
			post.withdrawn = true;
		}
		let done = Reputation::withdraw(signed(who), Withdrawn::Post(number as u32));
		("withdraw a post", expected, done)
	}

	pub fn set_profile(&mut self, a: usize, b: usize) -> Deed {
		let who = PEOPLE[a % PEOPLE.len()].clone();
		let profile = (!b.is_multiple_of(3)).then(Profile::default);
		let expected = profile.is_some() || self.model.profiles.contains(&who);
		let done = Reputation::set_profile(signed(who.clone()), profile.clone());
		if profile.is_some() {
			self.model.profiles.insert(who);
		} else {
			self.model.profiles.remove(&who);
		}
		("profile", expected, done)
	}

	/// What reviews rest on ends.
	pub fn end(&mut self, a: usize) -> Deed {
		let basis = self.model.offers[a % self.model.offers.len()].basis.clone();
		let is_running = self.model.offers.iter().any(|offer| offer.basis == basis && offer.ended.is_none());
		if is_running {
			match &basis {
				Basis::Dealings(interaction) => end(*interaction, now()),
				Basis::Certificate(certificate) => becomes(*certificate, State::Surrendered),
				Basis::Signed(_) => unreachable!("it has ended"),
			}
			for offer in self.model.offers.iter_mut().filter(|offer| offer.basis == basis) {
				offer.ended = Some(now());
			}
		}
		("end", is_running, if is_running { Ok(()) } else { Err(DispatchError::Other("it has ended")) })
	}

	/// A certificate is taken back, or is there again.
	pub fn fall(&mut self, a: usize) -> Deed {
		let place = a % self.model.persons.len();
		let person = &mut self.model.persons[place];
		person.valid = !person.valid;
		becomes(person.certificate, if person.valid { State::Active } else { State::Revoked });
		("fall", true, Ok(()))
	}

	/// That posts and profiles are as the model says.
	pub fn compare_others(&self) -> Result<(), TestCaseError> {
		let listed = Testimonials::<Test>::iter_keys().map(|(of, id)| (of, id.author, id.number));
		prop_assert_eq!(listed.collect::<BTreeSet<_>>(), self.model.listed.clone());
		prop_assert_eq!(Profiles::<Test>::iter_keys().collect::<BTreeSet<_>>(), self.model.profiles.clone());
		for (author, posts) in &self.model.posts {
			let mut numbered: Vec<_> = Posts::<Test>::iter_prefix(author).collect();
			numbered.sort_by_key(|(number, _)| *number);
			let stored = numbered.iter().map(|(_, post)| (post.next.is_some(), post.withdrawn.is_some()));
			let expected = posts.iter().map(|post| (post.followed, post.withdrawn));
			prop_assert!(stored.eq(expected), "the posts of {author}: {numbered:?}");
		}
		Ok(())
	}
}
