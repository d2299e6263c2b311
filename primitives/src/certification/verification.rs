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
	/// The commitment to the claims that were presented with it.
	pub claims: Option<ContentHash>,
}

impl<AccountId> Default for Expected<AccountId> {
	fn default() -> Self {
		Self { network: None, schema: None, subject: None, claims: None }
	}
}

/// Why a certificate is not valid. The first that applies is given, in the order in which they are listed here: first
/// whether it is the certificate that was asked for, then whether it held at the time, then whether its issuer did.
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum InvalidReason {
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
}

/// The answer to "is this certificate valid?".
#[derive(Clone, Debug, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Verification<AccountId> {
	/// Whether the certificate is valid.
	pub valid: bool,
	/// Why it is not; `None` if it is.
	pub reason: Option<InvalidReason>,
	/// The time for which this holds.
	pub time: Moment,
	/// The certificate and what it rests on, if there is one.
	pub dossier: Option<Dossier<AccountId>>,
}

impl<AccountId: PartialEq> Verification<AccountId> {
	/// Judge a certificate at `time`.
	pub fn judge(dossier: Option<Dossier<AccountId>>, expected: &Expected<AccountId>, time: Moment) -> Self {
		let reason = match &dossier {
			None => Some(InvalidReason::Unknown),
			Some(dossier) => dossier.objection(expected, time),
		};
		Self { valid: reason.is_none(), reason, time, dossier }
	}

	/// The answer if nothing is known of what was asked about, for `reason`.
	pub fn refused(reason: InvalidReason, time: Moment) -> Self {
		Self { valid: false, reason: Some(reason), time, dossier: None }
	}
}

impl<AccountId: PartialEq> Dossier<AccountId> {
	/// The first reason, in the order of [`InvalidReason`], for which it does not fulfil `expected` at `time`.
	fn objection(&self, expected: &Expected<AccountId>, time: Moment) -> Option<InvalidReason> {
		self.certificate
			.other_than(expected)
			.or_else(|| self.certificate.not_in_force(time))
			.or_else(|| self.listed.map(|purpose| InvalidReason::StatusListed { purpose }))
			.or_else(|| self.certificate.outside_validity(time))
			.or_else(|| if self.survives_issuer { None } else { self.issuer_fallen(time) })
	}

	/// Why what it rests on did not hold at `time`.
	fn issuer_fallen(&self, time: Moment) -> Option<InvalidReason> {
		for link in &self.chain {
			let accreditation = link.accreditation;
			match state_at(&link.history, time) {
				Some(change) if change.state == State::Active => {},
				Some(change) => {
					let (state, since) = (change.state, state_since(&link.history, time).unwrap_or(change.at));
					return Some(InvalidReason::IssuerNotAccredited { accreditation, state, since });
				},
				// It was given only later, which cannot be if the certificate was issued under it.
				None => {
					let since = Moment::MAX;
					return Some(InvalidReason::IssuerNotAccredited { accreditation, state: State::Pending, since });
				},
			}
			if let Some(valid_until) = link.valid_until.filter(|valid_until| time > *valid_until) {
				let (state, since) = (State::Active, valid_until);
				return Some(InvalidReason::IssuerNotAccredited { accreditation, state, since });
			}
		}
		self.closed_at.filter(|at| *at <= time).map(|at| InvalidReason::NetworkClosed { at })
	}
}

impl<AccountId: PartialEq> CertificateInfo<AccountId> {
	/// In what it differs from what is expected.
	fn other_than(&self, expected: &Expected<AccountId>) -> Option<InvalidReason> {
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
		differs(&expected.claims, &self.claims).then_some(InvalidReason::ClaimsMismatch)
	}

	/// Why its state at `time` was not the right one.
	fn not_in_force(&self, time: Moment) -> Option<InvalidReason> {
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
	fn outside_validity(&self, time: Moment) -> Option<InvalidReason> {
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
			accreditation: 5,
			issuer: 10,
			subject: 20,
			claims: H256::repeat_byte(3),
			record: Default::default(),
			evidence: None,
			search_key: None,
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
		Dossier { certificate, survives_issuer: false, chain, closed_at: None, listed: None }
	}

	fn judge(dossier: Dossier<u64>, expected: Expected<u64>, time: Moment) -> Option<InvalidReason> {
		let answer = Verification::judge(Some(dossier), &expected, time);
		assert_eq!(answer.valid, answer.reason.is_none());
		answer.reason
	}

	const ISSUED: &[(Moment, State)] = &[(100, State::Active)];

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
		assert_eq!(wrong(Expected { claims: Some(H256::zero()), ..none() }), Some(InvalidReason::ClaimsMismatch));
		let claims = Some(H256::repeat_byte(3));
		assert_eq!(wrong(Expected { network: Some(7), schema: Some(schema), subject: Some(20), claims }), None);
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
