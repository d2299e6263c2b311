//! What accounts show of themselves, and what they publish.

use crate::{
	fees::bytes_at_most, types::*, Config, Error, Event, Ledgers, Pallet, Posts, Profiles, Replies, Testimonials,
	WeightInfo,
};
use civitas_primitives::{
	certification::Uri,
	text::{is_readable, is_visible},
	IdentityInspect,
};
use frame_support::{ensure, traits::Time, weights::Weight};
use sp_runtime::{DispatchError, DispatchResult};

impl Profile {
	/// All its texts can be seen.
	fn is_readable(&self) -> bool {
		let Self { name, description, contact, products, support, media: _, document } = self;
		let lines = [description, contact, products, support];
		name.as_ref().is_none_or(|name| is_readable(name))
			&& lines.into_iter().flatten().all(|line| is_readable(line))
			&& document.as_ref().is_none_or(|document| is_visible(&document.uri))
	}
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_set_profile(who: &T::AccountId, profile: Option<Profile>) -> DispatchResult {
		let had = Profiles::<T>::get(who);
		ensure!(profile.as_ref().is_none_or(Profile::is_readable), Error::<T>::TextInvalid);
		ensure!(had.is_some() || profile.is_some(), Error::<T>::ProfileUnknown);
		let bytes = |there: bool| if there { bytes_at_most::<ProfileRecord>() } else { 0 };
		Self::resize(who, bytes(had.is_some()), bytes(profile.is_some()))?;
		// Saturating is right: then it does not tell versions apart any more, but the events do.
		let version = had.map_or(0, |had| had.version).saturating_add(1);
		Profiles::<T>::set(who, profile.clone().map(|profile| ProfileRecord { profile, version }));
		Self::deposit_event(Event::ProfileSet { who: who.clone(), version, profile });
		Ok(())
	}

	/// A post.
	pub(crate) fn post(id: &PostId<T::AccountId>) -> Result<Post<T::AccountId>, DispatchError> {
		Ok(Posts::<T>::get(&id.author, id.number).ok_or(Error::<T>::PostUnknown)?)
	}

	/// What `publish` weighs: of a testimonial it is asked who is related to whom.
	pub(crate) fn publish_weight(kind: &PostKind<T::AccountId>) -> Weight {
		let asked = match kind {
			PostKind::Testimonial { .. } => T::Identities::relation_weight(),
			_ => Weight::zero(),
		};
		T::WeightInfo::publish().saturating_add(asked)
	}

	pub(crate) fn do_publish(who: &T::AccountId, terms: PostTerms<T::AccountId>) -> DispatchResult {
		let PostTerms { kind, content, uri, text, reply_to, previous } = terms.clone();
		ensure!(is_visible(&uri) && text.as_ref().is_none_or(|text| is_readable(text)), Error::<T>::TextInvalid);
		let is_its = text.is_none_or(|text| sp_io::hashing::sha2_256(text.as_bytes()) == content.0);
		ensure!(is_its, Error::<T>::ContentDiffers);
		if let PostKind::Testimonial { of } = &kind {
			// Nobody praises himself.
			ensure!(!T::Identities::related(who, of), Error::<T>::RelatedParties);
		}
		let mut ledger = Ledgers::<T>::get(who).unwrap_or_default();
		let number = ledger.posts;
		ledger.posts = number.checked_add(1).ok_or(Error::<T>::TooManyPosts)?;
		Ledgers::<T>::insert(who, ledger);
		Self::resize(who, 0, bytes_at_most::<Post<T::AccountId>>())?;
		let id = PostId { author: who.clone(), number };
		if let Some(previous) = previous {
			let mut old = Self::post(&PostId { author: who.clone(), number: previous })?;
			ensure!(old.next.is_none() && old.withdrawn.is_none(), Error::<T>::NotLatest);
			old.next = Some(number);
			Posts::<T>::insert(who, previous, old);
		}
		let at = T::Time::now();
		let post = Post { kind, content, uri, reply_to, previous, next: None, at, withdrawn: None };
		Self::deposit_event(Event::Published { post: id.clone(), terms });
		if let Some(to) = &post.reply_to {
			let answered = Self::post(to)?;
			Replies::<T>::insert(to, &id, ());
			// By an answer he lists what is said of him, and what he has not answered binds him to nothing.
			let is_of_him = matches!(&answered.kind, PostKind::Testimonial { of } if of == who);
			if is_of_him && answered.withdrawn.is_none() && !Testimonials::<T>::contains_key(who, to) {
				Testimonials::<T>::insert(who, to, ());
				Self::deposit_event(Event::TestimonialListed { of: who.clone(), post: to.clone() });
			}
		}
		Posts::<T>::insert(who, number, post);
		Ok(())
	}

	/// A post is not there any more, but that it was.
	pub(crate) fn withdraw_post(who: &T::AccountId, number: u32) -> DispatchResult {
		let id = PostId { author: who.clone(), number };
		let mut post = Self::post(&id)?;
		ensure!(post.withdrawn.is_none(), Error::<T>::AlreadyDone);
		post.withdrawn = Some(T::Time::now());
		post.uri = Uri::default();
		Posts::<T>::insert(who, number, post);
		Self::deposit_event(Event::PostWithdrawn { post: id });
		Ok(())
	}
}
