//! The calls, and who may make them when.

use super::*;
use crate::Error::{
	AlreadyDone, NoReceipt, NotAllowed, NotDisputed, NotFirst, NotSealed, NothingToRefresh, PostUnknown,
	ProfileUnknown, RelatedParties, ReviewExists, ReviewUnknown, StillSealed, StruckOut, TooEarly, TooLate, WindowOver,
};

/// In which there is a review.
const GIVEN: &[Stage] = &[Closed, Openable, Missed, Stands, Gone, Fought, Overdue, Upheld, Out, Fallen, Past];
/// In which it is sealed.
const SEALED: &[Stage] = &[Closed, Openable, Missed];
/// In which it is not.
const OPEN: &[Stage] = &[Stands, Gone, Fought, Overdue, Upheld, Out, Fallen, Past];
/// In which it is disputed.
const FOUGHT: &[Stage] = &[Fought, Overdue];

/// Without a review nobody may.
fn ungiven() -> Cell {
	nobody(&[Nothing], ReviewUnknown)
}

pub fn rows() -> Vec<Row> {
	[of_accounts(), of_first_reviews(), of_later_ones(), of_owners(), of_others()].into_iter().flatten().collect()
}

fn of_accounts() -> Vec<Row> {
	let set = |profile| Calls::set_profile { profile };
	let publish = |post| Calls::publish { post };
	let of_shop = |error| vec![only("O", &STAGES, error)];
	vec![
		row("show a profile", set(Some(Profile::default())), vec![everyone(&STAGES)]),
		row("show none", set(None), of_shop(ProfileUnknown)),
		row("publish", publish(terms()), vec![everyone(&STAGES)]),
		row("publish anew", publish(PostTerms { previous: Some(0), ..terms() }), of_shop(PostUnknown)),
		row("withdraw a post", Calls::withdraw { withdrawn: Withdrawn::Post(0) }, of_shop(PostUnknown)),
	]
}

fn call(target: Target, given: Given) -> Calls {
	Calls::review { target: Box::new(target), given, voice: None }
}

fn sealed() -> Given {
	Given::Sealed(stars(2).seal(&alices(), &SALT))
}

fn opened() -> Given {
	Given::Opened { opinion: stars(2), salt: SALT }
}

fn of_first_reviews() -> Vec<Row> {
	let of_author = || {
		vec![
			only("A", &[Nothing], NoReceipt).but("O", RelatedParties),
			nobody(GIVEN, NoReceipt).but("A", ReviewExists).but("O", RelatedParties),
		]
	};
	let in_return = first(DEAL, Subject::Account(ALICE));
	vec![
		row("review", call(first(DEAL, thing()), open(1)), of_author()),
		row("review the owner", call(first(DEAL, shop()), open(1)), of_author()),
		row("review sealed", call(first(DEAL, thing()), sealed()), of_author()),
		row("open what was not given", call(first(DEAL, thing()), opened()), vec![nobody(&STAGES, NotSealed)]),
		row(
			"review in return",
			call(in_return, open(1)),
			vec![
				only("O", &[Nothing, Closed, Stands, Gone, Fought, Overdue, Upheld, Out, Fallen], NoReceipt)
					.but("A", RelatedParties),
				nobody(&[Openable, Missed], NoReceipt).but("A", RelatedParties).but("O", ReviewExists),
				nobody(&[Past], NoReceipt).but("A", RelatedParties).but("O", WindowOver),
			],
		),
	]
}

fn of_later_ones() -> Vec<Row> {
	let again = |given| call(Target::Again(alices()), given);
	vec![
		row(
			"say it anew",
			again(open(1)),
			vec![
				ungiven(),
				nobody(SEALED, NotAllowed).but("A", StillSealed),
				only("A", &[Stands, Gone, Upheld, Fallen], NotAllowed),
				nobody(FOUGHT, NotAllowed).but("A", Error::Disputed),
				nobody(&[Out], NotAllowed).but("A", StruckOut),
				nobody(&[Past], NotAllowed).but("A", WindowOver),
			],
		),
		row("seal it anew", again(sealed()), vec![nobody(&STAGES, NotFirst)]),
		row(
			"open it",
			again(opened()),
			vec![
				ungiven(),
				nobody(&[Closed], NotAllowed).but("A", TooEarly),
				only("A", &[Openable], NotAllowed),
				nobody(&[Missed], NotAllowed).but("A", TooLate),
				nobody(OPEN, NotAllowed).but("A", NotSealed),
			],
		),
		row(
			"withdraw it",
			Calls::withdraw { withdrawn: Withdrawn::Review(alices()) },
			vec![
				ungiven(),
				only("A", &[Closed, Openable, Missed, Stands, Upheld, Fallen, Past], NotAllowed),
				nobody(&[Gone], NotAllowed).but("A", AlreadyDone),
				nobody(FOUGHT, NotAllowed).but("A", Error::Disputed),
				nobody(&[Out], NotAllowed).but("A", StruckOut),
			],
		),
	]
}

fn of_owners() -> Vec<Row> {
	let sponsor = |amount| Calls::sponsor { subject: thing(), amount };
	vec![
		row(
			"respond",
			Calls::respond { review: alices(), version: 0, content: DOCUMENT },
			vec![ungiven(), nobody(SEALED, NotAllowed).but("O", StillSealed), only("O", OPEN, NotAllowed)],
		),
		row(
			"dispute",
			Calls::dispute { review: alices(), version: 0, most: RULING_FEE },
			vec![
				ungiven(),
				nobody(SEALED, NotAllowed).but("O", StillSealed),
				only("O", &[Stands, Fallen], NotAllowed),
				nobody(&[Gone, Upheld], NotAllowed).but("O", AlreadyDone),
				nobody(FOUGHT, NotAllowed).but("O", Error::Disputed),
				nobody(&[Out], NotAllowed).but("O", StruckOut),
				nobody(&[Past], NotAllowed).but("O", TooLate),
			],
		),
		row("set more aside", sponsor(UNIT), vec![only("O", &STAGES, NotAllowed)]),
		row("take back what is set aside", sponsor(0), vec![only("O", &STAGES, NotAllowed)]),
	]
}

fn of_others() -> Vec<Row> {
	let rule = |struck| Calls::rule { review: alices(), struck, document: DOCUMENT };
	let rest = [Closed, Openable, Missed, Stands, Gone, Upheld, Out, Fallen, Past];
	let of_arbiter = || {
		vec![
			ungiven(),
			only("R", &[Fought], NotAllowed),
			nobody(&[Overdue], NotAllowed).but("R", TooLate),
			nobody(&rest, NotAllowed).but("R", NotDisputed),
		]
	};
	let stays = [Closed, Openable, Missed, Stands, Gone, Fought, Upheld, Out, Past];
	vec![
		row("strike it out", rule(true), of_arbiter()),
		row("uphold it", rule(false), of_arbiter()),
		row(
			"refresh it",
			Calls::refresh { review: alices() },
			vec![ungiven(), everyone(&[Overdue, Fallen]), nobody(&stays, NothingToRefresh)],
		),
	]
}
