//! Whether a certificate is valid.

use super::{
	info::{CertificateInfo, IssuerLink},
	state_at, state_since, AccreditationId, CertificateId, NetworkId, Reason, SchemaId, State, StatusPurpose,
};
use crate::{ContentHash, Moment};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode};
use scale_info::TypeInfo;

/// What a verifier requires of a certificate beyond its being valid. What is `None` is not compared.
#[derive(Clone, Debug, Encode, Decode, DecodeWithMemTracking, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Expected<AccountId> {
	/// The network that the verifier trusts.
	pub network: Option<NetworkId>,
	/// The kind of certificate that is asked for.
	pub schema: Option<SchemaId>,
	/// Who presents the certificate.
	pub subject: Option<AccountId>,
	/// Who is to have certified it.
	pub issuer: Option<AccountId>,
	/// The commitment to the claims that were presented with it.
	pub claims: Option<ContentHash>,
}

impl<AccountId> Default for Expected<AccountId> {
	fn default() -> Self {
		Self { network: None, schema: None, subject: None, issuer: None, claims: None }
	}
}

/// Why a certificate is not valid. The first that applies is given, in the order in which they are listed here: first
/// whether it is the certificate that was asked for, then whether it held at the time, then whether its issuer did.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum InvalidReason<AccountId> {
	/// There is no certificate of this identifier.
	Unknown,
	/// It was presented as one of a batch, and the proof does not show that it is.
	ProofInvalid,
	/// Its schema is not one of the network that is expected.
	NetworkMismatch {
		/// The network that it belongs to.
		network: NetworkId,
	},
	/// It is of another schema than the one expected.
	SchemaMismatch {
		/// The schema it is of.
		schema: SchemaId,
	},
	/// It is about another subject than the one expected.
	SubjectMismatch,
	/// It was certified by someone else than who is expected.
	IssuerMismatch {
		/// Who certified it.
		issuer: AccountId,
	},
	/// It certifies other claims than those expected.
	ClaimsMismatch,
	/// It was recorded only after the time in question.
	NotYetIssued {
		/// When it was recorded.
		issued_at: Moment,
	},
	/// Its subject had not accepted it yet.
	NotAccepted,
	/// Its subject did not want it.
	Declined {
		/// Since when.
		at: Moment,
	},
	/// It was revoked at or before the time in question.
	Revoked {
		/// When it was revoked.
		at: Moment,
		/// Why it was revoked.
		reason: Reason,
	},
	/// Its subject had given it up.
	Surrendered {
		/// Since when.
		at: Moment,
	},
	/// Another had taken its place.
	Superseded {
		/// Since when.
		at: Moment,
		/// The other.
		by: Option<CertificateId>,
	},
	/// It was suspended.
	Suspended {
		/// Since when.
		at: Moment,
		/// Why, by who did so last.
		reason: Reason,
	},
	/// Its bit is set in the status list of its batch. Bits keep no history: this holds for the time of the block, and for
	/// another time a block of that time has to be asked.
	StatusListed {
		/// Whether it is revoked or suspended.
		purpose: StatusPurpose,
	},
	/// The time in question is before its validity.
	NotYetValid {
		/// The first moment at which it is valid.
		valid_from: Moment,
	},
	/// The time in question is after its validity.
	Expired {
		/// The last moment at which it was valid.
		valid_until: Moment,
	},
	/// An accreditation on which it rests was not in force, and the schema does not let certificates survive that.
	IssuerNotAccredited {
		/// The accreditation nearest to the issuer of which that is so.
		accreditation: AccreditationId,
		/// What it was. Active, if it had expired.
		state: State,
		/// Since when.
		since: Moment,
	},
	/// The network was closed, and the schema does not let certificates survive that.
	NetworkClosed {
		/// Since when.
		at: Moment,
	},
	/// Nothing speaks against it, but the time in question is later than the block's: what happens until then is not known.
	NotYetKnown {
		/// The time of the block.
		now: Moment,
	},
}

/// All that there is to say of a certificate.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Dossier<AccountId> {
	/// The certificate.
	pub certificate: CertificateInfo<AccountId>,
	/// Whether it stays in force when its issuer falls.
	pub survives_issuer: bool,
	/// The accreditations on which it rests, from the issuer's own to that which the network's operator gave.
	pub chain: Vec<IssuerLink<AccountId>>,
	/// When the network was closed.
	pub closed_at: Option<Moment>,
	/// The bit that is set for it in the status list of its batch.
	pub listed: Option<StatusPurpose>,
	/// Of one of a batch, the time of the block: its bits are those of then, whatever the time in question, for bits keep no
	/// history.
	pub bits_at: Option<Moment>,
}

/// The answer to "is this certificate valid?".
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Verification<AccountId> {
	/// Whether the certificate is valid.
	pub valid: bool,
	/// Why it is not; `None` if it is.
	pub reason: Option<InvalidReason<AccountId>>,
	/// Since when that has been so without a break; `None` if there is no such time, or bits say it, which keep no history.
	pub since: Option<Moment>,
	/// The time for which this holds.
	pub time: Moment,
	/// The certificate and what it rests on, if there is one.
	pub dossier: Option<Dossier<AccountId>>,
}

impl<AccountId: PartialEq + Clone> Verification<AccountId> {
	/// Judge a certificate at `time`, by what is known `now`.
	pub fn judge(
		dossier: Option<Dossier<AccountId>>,
		expected: &Expected<AccountId>,
		time: Moment,
		now: Moment,
	) -> Self {
		let reason = match &dossier {
			None => Some(InvalidReason::Unknown),
			Some(dossier) if time <= now => dossier.objections(expected, time).next(),
			Some(dossier) => {
				let lasting = dossier.objections(expected, time).find(InvalidReason::lasts);
				Some(lasting.unwrap_or(InvalidReason::NotYetKnown { now }))
			},
		};
		let since = match (&reason, &dossier) {
			(Some(reason), _) => reason.since(),
			(None, Some(dossier)) => dossier.valid_since(time),
			(None, None) => None,
		};
		Self { valid: reason.is_none(), reason, since, time, dossier }
	}

	/// The answer if nothing is known of what was asked about, for `reason`.
	pub fn refused(reason: InvalidReason<AccountId>, time: Moment) -> Self {
		Self { valid: false, reason: Some(reason), since: None, time, dossier: None }
	}
}

impl<AccountId> InvalidReason<AccountId> {
	/// Since when it has applied.
	fn since(&self) -> Option<Moment> {
		match self {
			Self::Declined { at }
			| Self::Revoked { at, .. }
			| Self::Surrendered { at }
			| Self::Superseded { at, .. }
			| Self::Suspended { at, .. }
			| Self::NetworkClosed { at } => Some(*at),
			// The end belongs to the validity.
			Self::Expired { valid_until } => valid_until.checked_add(1),
			Self::IssuerNotAccredited { since, state: State::Active, .. } => since.checked_add(1),
			Self::IssuerNotAccredited { since, .. } => Some(*since),
			Self::Unknown
			| Self::ProofInvalid
			| Self::NetworkMismatch { .. }
			| Self::SchemaMismatch { .. }
			| Self::SubjectMismatch
			| Self::IssuerMismatch { .. }
			| Self::ClaimsMismatch
			| Self::NotYetIssued { .. }
			| Self::NotAccepted
			| Self::StatusListed { .. }
			| Self::NotYetValid { .. }
			| Self::NotYetKnown { .. } => None,
		}
	}

	/// Whether it will always apply for a time at which it applies by what is known now: what is suspended may be reinstated
	/// until then, accepted, or extended.
	fn lasts(&self) -> bool {
		match self {
			Self::NotAccepted
			| Self::Suspended { .. }
			| Self::StatusListed { purpose: StatusPurpose::Suspension }
			| Self::IssuerNotAccredited { state: State::Active | State::Suspended | State::Pending, .. }
			| Self::NotYetKnown { .. } => false,
			Self::Unknown
			| Self::ProofInvalid
			| Self::NetworkMismatch { .. }
			| Self::SchemaMismatch { .. }
			| Self::SubjectMismatch
			| Self::IssuerMismatch { .. }
			| Self::ClaimsMismatch
			| Self::NotYetIssued { .. }
			| Self::Declined { .. }
			| Self::Revoked { .. }
			| Self::Surrendered { .. }
			| Self::Superseded { .. }
			| Self::StatusListed { purpose: StatusPurpose::Revocation }
			| Self::NotYetValid { .. }
			| Self::Expired { .. }
			| Self::IssuerNotAccredited { .. }
			| Self::NetworkClosed { .. } => true,
		}
	}
}

impl<AccountId: PartialEq + Clone> Dossier<AccountId> {
	/// The reasons for which it does not fulfil `expected` at `time`, in the order of [`InvalidReason`].
	fn objections<'a>(
		&'a self,
		expected: &'a Expected<AccountId>,
		time: Moment,
	) -> impl Iterator<Item = InvalidReason<AccountId>> + 'a {
		let certificate = &self.certificate;
		let listed = move || self.listed.map(|purpose| InvalidReason::StatusListed { purpose });
		let rests_at = if self.survives_issuer { self.comes_into_force_later() } else { Some(time) };
		let fallen = rests_at.filter(|at| *at <= time).map(|at| self.issuers_fallen(at));
		core::iter::once_with(move || certificate.other_than(expected))
			.chain(core::iter::once_with(move || certificate.not_in_force(time)))
			.chain(core::iter::once_with(listed))
			.chain(core::iter::once_with(move || certificate.outside_validity(time)))
			.flatten()
			.chain(fallen.into_iter().flatten())
	}

	/// Since when it has been valid, if it is at `time`. Of bits of a batch that say nothing, nobody knows since when they do.
	fn valid_since(&self, time: Moment) -> Option<Moment> {
		if self.bits_at.is_some() {
			return None;
		}
		let begun = state_since(&self.certificate.history, time)?.max(self.certificate.valid_from);
		let links = if self.survives_issuer { &[][..] } else { &self.chain[..] };
		let stood = links.iter().filter_map(|link| state_since(&link.history, time));
		Some(stood.fold(begun, Moment::max))
	}

	/// The moment at which it comes into force by its dates, if that is later than when it was issued and accepted. What has not
	/// been in force before its issuer falls has nothing to survive.
	fn comes_into_force_later(&self) -> Option<Moment> {
		let CertificateInfo { history, valid_from, .. } = &self.certificate;
		let active = history.iter().find(|change| change.state == State::Active)?;
		(*valid_from > active.at).then_some(*valid_from)
	}

	/// Why what it rests on did not hold at `time`: each accreditation that did not, from below, and then the network.
	fn issuers_fallen(&self, time: Moment) -> impl Iterator<Item = InvalidReason<AccountId>> + '_ {
		let closed = self.closed_at.filter(|at| *at <= time).map(|at| InvalidReason::NetworkClosed { at });
		self.chain.iter().filter_map(move |link| link.fallen(time)).chain(closed)
	}
}

impl<AccountId> IssuerLink<AccountId> {
	/// Why it did not hold at `time`.
	fn fallen(&self, time: Moment) -> Option<InvalidReason<AccountId>> {
		let accreditation = self.accreditation;
		let (state, since) = match state_at(&self.history, time) {
			Some(change) if change.state == State::Active => {
				(State::Active, self.valid_until.filter(|valid_until| time > *valid_until)?)
			},
			Some(change) => (change.state, state_since(&self.history, time).unwrap_or(change.at)),
			// It was given only later, which cannot be if the certificate was issued under it.
			None => (State::Pending, Moment::MAX),
		};
		Some(InvalidReason::IssuerNotAccredited { accreditation, state, since })
	}
}

impl<AccountId: PartialEq + Clone> CertificateInfo<AccountId> {
	/// In what it differs from what is expected.
	fn other_than(&self, expected: &Expected<AccountId>) -> Option<InvalidReason<AccountId>> {
		fn differs<T: PartialEq>(expected: &Option<T>, actual: &T) -> bool {
			expected.as_ref().is_some_and(|expected| expected != actual)
		}
		if differs(&expected.network, &self.network) {
			return Some(InvalidReason::NetworkMismatch { network: self.network });
		}
		if differs(&expected.schema, &self.schema) {
			return Some(InvalidReason::SchemaMismatch { schema: self.schema });
		}
		if differs(&expected.subject, &self.subject) {
			return Some(InvalidReason::SubjectMismatch);
		}
		if differs(&expected.issuer, &self.issuer) {
			return Some(InvalidReason::IssuerMismatch { issuer: self.issuer.clone() });
		}
		differs(&expected.claims, &self.claims).then_some(InvalidReason::ClaimsMismatch)
	}

	/// Why its state at `time` was not the right one.
	fn not_in_force(&self, time: Moment) -> Option<InvalidReason<AccountId>> {
		let Some(change) = state_at(&self.history, time) else {
			return Some(InvalidReason::NotYetIssued { issued_at: self.issued_at });
		};
		let (at, reason) = (state_since(&self.history, time).unwrap_or(change.at), change.reason);
		match change.state {
			State::Active => None,
			State::Pending => Some(InvalidReason::NotAccepted),
			State::Declined => Some(InvalidReason::Declined { at }),
			State::Revoked => Some(InvalidReason::Revoked { at, reason }),
			State::Surrendered => Some(InvalidReason::Surrendered { at }),
			State::Superseded => Some(InvalidReason::Superseded { at, by: self.successor }),
			State::Suspended => Some(InvalidReason::Suspended { at, reason }),
		}
	}

	/// On which side of its validity `time` is.
	fn outside_validity(&self, time: Moment) -> Option<InvalidReason<AccountId>> {
		if time < self.valid_from {
			return Some(InvalidReason::NotYetValid { valid_from: self.valid_from });
		}
		match self.valid_until {
			Some(valid_until) if time > valid_until => Some(InvalidReason::Expired { valid_until }),
			_ => None,
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::certification::{Change, Level};
	use sp_core::H256;

	fn change(at: Moment, state: State) -> Change {
		Change { at, state, reason: Reason::Unspecified, level: Level::OPERATOR }
	}

	fn certificate(changes: &[(Moment, State)]) -> CertificateInfo<u64> {
		let history: Vec<_> = changes.iter().map(|(at, state)| change(*at, *state)).collect();
		CertificateInfo {
			id: H256::repeat_byte(1),
			member: None,
			network: 7,
			schema: H256::repeat_byte(2),
			accreditation: Some(5),
			issuer: 10,
			subject: 20,
			claims: H256::repeat_byte(3),
			record: Default::default(),
			evidence: None,
			search_key: None,
			nullifier: None,
			issued_at: 100,
			valid_from: 200,
			valid_until: Some(300),
			accepted: false,
			state: history.last().unwrap().state,
			history,
			predecessor: None,
			successor: Some(H256::repeat_byte(4)),
		}
	}

	fn link(
		accreditation: AccreditationId,
		valid_until: Option<Moment>,
		changes: &[(Moment, State)],
	) -> IssuerLink<u64> {
		let history = changes.iter().map(|(at, state)| change(*at, *state)).collect();
		IssuerLink { accreditation, holder: 10, valid_until, history }
	}

	fn dossier(certificate: CertificateInfo<u64>) -> Dossier<u64> {
		let chain = vec![link(5, None, &[(50, State::Active)]), link(4, None, &[(40, State::Active)])];
		Dossier { certificate, survives_issuer: false, chain, closed_at: None, listed: None, bits_at: None }
	}

	fn judge(dossier: Dossier<u64>, expected: Expected<u64>, time: Moment) -> Option<InvalidReason<u64>> {
		let answer = Verification::judge(Some(dossier), &expected, time, Moment::MAX);
		assert_eq!(answer.valid, answer.reason.is_none());
		answer.reason
	}

	const ISSUED: &[(Moment, State)] = &[(100, State::Active)];

	#[test]
	fn of_the_future_only_what_lasts_is_said() {
		let at =
			|dossier: Dossier<u64>, time| Verification::judge(Some(dossier), &Expected::default(), time, 250).reason;
		let unknown = Some(InvalidReason::NotYetKnown { now: 250 });
		let with = |changes: &[_]| dossier(certificate(changes));
		assert_eq!(at(with(ISSUED), 250), None);
		assert_eq!(at(with(ISSUED), 251), unknown);
		assert_eq!(at(with(ISSUED), 301), Some(InvalidReason::Expired { valid_until: 300 }));
		let (revoked, suspended) =
			([(100, State::Active), (200, State::Revoked)], [(100, State::Active), (200, State::Suspended)]);
		let reason = Reason::Unspecified;
		assert_eq!(at(with(&revoked), Moment::MAX), Some(InvalidReason::Revoked { at: 200, reason }));
		assert_eq!(at(with(&suspended), 250), Some(InvalidReason::Suspended { at: 200, reason }));
		assert_eq!(at(with(&suspended), 251), unknown);
		// What lasts is found behind what does not.
		assert_eq!(at(with(&suspended), 301), Some(InvalidReason::Expired { valid_until: 300 }));
		let listed = |purpose| Dossier { listed: Some(purpose), ..with(ISSUED) };
		assert_eq!(at(listed(StatusPurpose::Suspension), 251), unknown);
		let purpose = StatusPurpose::Revocation;
		assert_eq!(at(listed(purpose), 251), Some(InvalidReason::StatusListed { purpose }));
		// An accreditation that ends may be extended until then.
		let chain = vec![link(5, Some(260), &[(50, State::Active)])];
		assert_eq!(at(Dossier { chain, ..with(ISSUED) }, 270), unknown);
		// Nor does what passes below hide what lasts above.
		let below = || link(5, Some(260), &[(50, State::Active), (210, State::Suspended)]);
		let above = link(4, None, &[(40, State::Active), (220, State::Revoked)]);
		let reason = InvalidReason::IssuerNotAccredited { accreditation: 4, state: State::Revoked, since: 220 };
		assert_eq!(at(Dossier { chain: vec![below(), above], ..with(ISSUED) }, 270), Some(reason));
		let closed = Dossier { chain: vec![below()], closed_at: Some(230), ..with(ISSUED) };
		assert_eq!(at(closed, 270), Some(InvalidReason::NetworkClosed { at: 230 }));
		let none = Verification::<u64>::judge(None, &Expected::default(), 251, 250);
		assert_eq!(none.reason, Some(InvalidReason::Unknown));
	}

	#[test]
	fn what_was_not_in_force_when_its_issuer_fell_does_not_survive() {
		let falls = |at| {
			let chain = vec![link(5, None, &[(50, State::Active), (at, State::Revoked)])];
			Dossier { chain, survives_issuer: true, ..dossier(certificate(ISSUED)) }
		};
		// It is valid from 200 on.
		let reason = |dossier: Dossier<u64>| judge(dossier, Expected::default(), 250);
		let (accreditation, state) = (5, State::Revoked);
		assert_eq!(reason(falls(150)), Some(InvalidReason::IssuerNotAccredited { accreditation, state, since: 150 }));
		assert_eq!(reason(falls(201)), None);
		// Whoever accepts later is told then.
		let accepted = CertificateInfo {
			history: vec![change(100, State::Pending), change(220, State::Active)],
			..certificate(ISSUED)
		};
		assert_eq!(reason(Dossier { certificate: accepted, ..falls(210) }), None);
		let at_once = CertificateInfo { valid_from: 100, ..certificate(ISSUED) };
		assert_eq!(reason(Dossier { certificate: at_once, ..falls(150) }), None);
	}

	#[test]
	fn the_answer_says_since_when() {
		let since = |dossier: Dossier<u64>, time| {
			Verification::judge(Some(dossier), &Expected::default(), time, Moment::MAX).since
		};
		let changes = [(100, State::Active), (210, State::Suspended), (220, State::Active), (230, State::Revoked)];
		let with = |changes: &[_]| dossier(certificate(changes));
		assert_eq!(since(with(&changes), 205), Some(200));
		assert_eq!(since(with(&changes), 215), Some(210));
		assert_eq!(since(with(&changes), 229), Some(220));
		assert_eq!(since(with(&changes), 300), Some(230));
		assert_eq!(since(with(ISSUED), 150), None);
		assert_eq!(since(with(ISSUED), 400), Some(301));
		// Its issuer was out of force in between, which counts unless it survives that.
		let chain = vec![link(5, None, &[(50, State::Active), (240, State::Suspended), (245, State::Active)])];
		let fallen = Dossier { chain, ..with(ISSUED) };
		assert_eq!(since(fallen.clone(), 242), Some(240));
		assert_eq!(since(fallen.clone(), 250), Some(245));
		assert_eq!(since(Dossier { survives_issuer: true, ..fallen }, 250), Some(200));
		let ended = Dossier { chain: vec![link(5, Some(260), &[(50, State::Active)])], ..with(ISSUED) };
		assert_eq!(since(ended, 270), Some(261));
		// Bits have no history.
		assert_eq!(since(Dossier { bits_at: Some(250), ..with(ISSUED) }, 250), None);
	}

	#[test]
	fn the_window_is_closed_at_both_ends() {
		let at = |time| judge(dossier(certificate(ISSUED)), Expected::default(), time);
		assert_eq!(at(99), Some(InvalidReason::NotYetIssued { issued_at: 100 }));
		assert_eq!(at(100), Some(InvalidReason::NotYetValid { valid_from: 200 }));
		assert_eq!(at(199), Some(InvalidReason::NotYetValid { valid_from: 200 }));
		assert_eq!(at(200), None);
		assert_eq!(at(300), None);
		assert_eq!(at(301), Some(InvalidReason::Expired { valid_until: 300 }));
		let endless = CertificateInfo { valid_until: None, ..certificate(ISSUED) };
		assert_eq!(judge(dossier(endless), Expected::default(), Moment::MAX), None);
	}

	#[test]
	fn each_state_is_its_own_reason_from_its_beginning_on() {
		let reason = Reason::Unspecified;
		let by = Some(H256::repeat_byte(4));
		for (state, expected) in [
			(State::Revoked, InvalidReason::Revoked { at: 250, reason }),
			(State::Suspended, InvalidReason::Suspended { at: 250, reason }),
			(State::Superseded, InvalidReason::Superseded { at: 250, by }),
			(State::Surrendered, InvalidReason::Surrendered { at: 250 }),
			(State::Declined, InvalidReason::Declined { at: 250 }),
			(State::Pending, InvalidReason::NotAccepted),
		] {
			let at = |time| {
				let changes = [(100, State::Active), (250, state)];
				judge(dossier(certificate(&changes)), Expected::default(), time)
			};
			assert_eq!(at(249), None);
			assert_eq!(at(250), Some(expected.clone()));
			// Also once it would have expired: a state is the stronger statement.
			assert_eq!(at(301), Some(expected));
		}
	}

	#[test]
	fn each_expectation_is_compared() {
		let wrong = |expected| judge(dossier(certificate(ISSUED)), expected, 250);
		let none = Expected::<u64>::default;
		assert_eq!(wrong(Expected { network: Some(8), ..none() }), Some(InvalidReason::NetworkMismatch { network: 7 }));
		let schema = H256::repeat_byte(2);
		assert_eq!(
			wrong(Expected { schema: Some(H256::zero()), ..none() }),
			Some(InvalidReason::SchemaMismatch { schema })
		);
		assert_eq!(wrong(Expected { subject: Some(10), ..none() }), Some(InvalidReason::SubjectMismatch));
		let issuer = Expected { issuer: Some(20), ..none() };
		assert_eq!(wrong(issuer), Some(InvalidReason::IssuerMismatch { issuer: 10 }));
		assert_eq!(wrong(Expected { claims: Some(H256::zero()), ..none() }), Some(InvalidReason::ClaimsMismatch));
		let claims = Some(H256::repeat_byte(3));
		let (network, schema, subject, issuer) = (Some(7), Some(schema), Some(20), Some(10));
		assert_eq!(wrong(Expected { network, schema, subject, issuer, claims }), None);
	}

	#[test]
	fn it_stands_and_falls_with_its_issuers_unless_its_schema_says_otherwise() {
		for fallen in [0, 1] {
			let judge_at = |time, survives_issuer| {
				let mut dossier = dossier(certificate(ISSUED));
				dossier.survives_issuer = survives_issuer;
				dossier.chain[fallen].history.push(change(220, State::Suspended));
				dossier.chain[fallen].history.push(change(240, State::Active));
				judge(dossier, Expected::default(), time)
			};
			let accreditation = [5, 4][fallen];
			let suspended = InvalidReason::IssuerNotAccredited { accreditation, state: State::Suspended, since: 220 };
			assert_eq!(judge_at(219, false), None);
			assert_eq!(judge_at(220, false), Some(suspended.clone()));
			assert_eq!(judge_at(239, false), Some(suspended));
			assert_eq!(judge_at(240, false), None);
			assert_eq!(judge_at(230, true), None);
		}
	}

	#[test]
	fn an_accreditation_that_ended_and_a_network_that_closed_count_as_fallen() {
		let mut expired = dossier(certificate(ISSUED));
		expired.chain[1].valid_until = Some(220);
		assert_eq!(judge(expired.clone(), Expected::default(), 220), None);
		let reason = InvalidReason::IssuerNotAccredited { accreditation: 4, state: State::Active, since: 220 };
		assert_eq!(judge(expired, Expected::default(), 221), Some(reason));

		let mut closed = dossier(certificate(ISSUED));
		closed.closed_at = Some(220);
		assert_eq!(judge(closed.clone(), Expected::default(), 219), None);
		assert_eq!(judge(closed.clone(), Expected::default(), 220), Some(InvalidReason::NetworkClosed { at: 220 }));
		closed.survives_issuer = true;
		assert_eq!(judge(closed, Expected::default(), 220), None);
	}

	#[test]
	fn a_bit_that_is_set_counts() {
		let purpose = StatusPurpose::Suspension;
		let listed = Dossier { listed: Some(purpose), ..dossier(certificate(ISSUED)) };
		assert_eq!(judge(listed, Expected::default(), 250), Some(InvalidReason::StatusListed { purpose }));
	}
}
