//! Random sequences of calls, against a plain model that knows nothing of storage.

use super::*;
use civitas_primitives::Moment;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Debug)]
enum Step {
	Accredit { by: AccountId, issuer: AccountId, lasts: Option<Moment> },
	Withdraw { by: AccountId, issuer: AccountId },
	Issue { by: AccountId, claims: u8, delay: Moment, lasts: Option<Moment> },
	Revoke { by: AccountId, issuer: AccountId, claims: u8 },
	Wait(Moment),
}

fn step() -> impl Strategy<Value = Step> {
	let who = || prop_oneof![Just(OPERATOR), Just(ISSUER), Just(STRANGER)];
	let lasts = || proptest::option::of(0u64..40);
	prop_oneof![
		(who(), who(), lasts()).prop_map(|(by, issuer, lasts)| Step::Accredit { by, issuer, lasts }),
		(who(), who()).prop_map(|(by, issuer)| Step::Withdraw { by, issuer }),
		(who(), 0u8..4, 0u64..20, lasts()).prop_map(|(by, claims, delay, lasts)| Step::Issue {
			by,
			claims,
			delay,
			lasts
		}),
		(who(), who(), 0u8..4).prop_map(|(by, issuer, claims)| Step::Revoke { by, issuer, claims }),
		(1u64..10).prop_map(Step::Wait),
	]
}

/// When a certificate is valid: from, up to and including, and from when it is revoked.
struct Life {
	issued: Moment,
	from: Moment,
	until: Option<Moment>,
	revoked: Option<Moment>,
}

#[derive(Default)]
struct Model {
	now: Moment,
	accredited: BTreeMap<AccountId, Option<Moment>>,
	certificates: BTreeMap<(AccountId, u8), Life>,
}

impl Model {
	/// Whether the step should succeed, and its effect if so.
	fn apply(&mut self, step: &Step) -> bool {
		let now = self.now;
		match *step {
			Step::Accredit { by, issuer, lasts } => {
				let ok = by == OPERATOR && !self.accredited.contains_key(&issuer) && lasts != Some(0);
				if ok {
					self.accredited.insert(issuer, lasts.map(|lasts| now + lasts));
				}
				ok
			},
			Step::Withdraw { by, issuer } => by == OPERATOR && self.accredited.remove(&issuer).is_some(),
			Step::Issue { by, claims, delay, lasts } => {
				let accredited = self.accredited.get(&by).is_some_and(|until| until.is_none_or(|until| now <= until));
				let ok = accredited && !self.certificates.contains_key(&(by, claims));
				if ok {
					let from = now + delay;
					let life = Life { issued: now, from, until: lasts.map(|lasts| from + lasts), revoked: None };
					self.certificates.insert((by, claims), life);
				}
				ok
			},
			Step::Revoke { by, issuer, claims } => match self.certificates.get_mut(&(issuer, claims)) {
				Some(life) if life.revoked.is_none() && (by == issuer || by == OPERATOR) => {
					life.revoked = Some(now);
					true
				},
				_ => false,
			},
			Step::Wait(time) => {
				self.now += time;
				true
			},
		}
	}

	fn valid(&self, key: (AccountId, u8), time: Moment) -> bool {
		self.certificates.get(&key).is_some_and(|life| {
			time >= life.issued
				&& time >= life.from
				&& life.until.is_none_or(|until| time <= until)
				&& life.revoked.is_none_or(|revoked| time < revoked)
		})
	}
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

	#[test]
	fn agrees_with_the_model(steps in proptest::collection::vec(step(), 1..40)) {
		new_test_ext().execute_with(|| {
			let network = network();
			let schema = schema(network, 1);
			let mut model = Model { now: NOW, ..Default::default() };
			for step in steps {
				let now = model.now;
				let result = match step {
					Step::Accredit { by, issuer, lasts } =>
						Certification::accredit(signed(by), network, issuer, lasts.map(|lasts| now + lasts)),
					Step::Withdraw { by, issuer } =>
						Certification::withdraw_accreditation(signed(by), network, issuer),
					Step::Issue { by, claims, delay, lasts } => {
						let from = now + delay;
						let until = lasts.map(|lasts| from + lasts);
						Certification::issue(signed(by), network, schema, SUBJECT, hash(claims), Some(from), until)
					},
					Step::Revoke { by, issuer, claims } => {
						let id = certificate_id(&schema, &issuer, &SUBJECT, &hash(claims));
						Certification::revoke(signed(by), id, RevocationReason::Unspecified)
					},
					Step::Wait(time) => {
						set_time(now + time);
						Ok(())
					},
				};
				prop_assert_eq!(result.is_ok(), model.apply(&step), "{:?}: {:?}", step, result);
				check_state();
			}
			// Every certificate, at every moment from before the first to after the last.
			for issuer in [OPERATOR, ISSUER, STRANGER] {
				for claims in 0..4 {
					let id = certificate_id(&schema, &issuer, &SUBJECT, &hash(claims));
					for time in NOW - 1..model.now + 70 {
						let answer = Certification::verify(id, Expected::default(), Some(time));
						prop_assert_eq!(answer.is_valid(), model.valid((issuer, claims), time));
					}
				}
			}
			let listed: BTreeSet<_> = Certification::certificates_of(SUBJECT, None, 100)
				.items.into_iter().map(|certificate| certificate.id).collect();
			let expected: BTreeSet<_> = model.certificates.keys()
				.map(|(issuer, claims)| certificate_id(&schema, issuer, &SUBJECT, &hash(*claims))).collect();
			prop_assert_eq!(listed, expected);
			Ok(())
		})?;
	}
}
