//! Status lists as W3C publishes them: [Bitstring Status List 1.0](https://www.w3.org/TR/vc-bitstring-status-list/).
//!
//! There are three kinds of list:
//! - a list of its own has the bits that its owner has set;
//! - that of a batch has the bits that were set for its members, and all of them as long as the whole batch is not in force,
//!   be it that the batch was suspended, that its issuer fell, or that it has expired;
//! - a certificate that is not one of a batch keeps its status in itself. For the outside it is a batch of one: a list of which
//!   the first entry is that of the certificate, made when it is asked for. A list over several such certificates would need an
//!   index that each of them keeps, and so one more write for each. Nothing is lost by it: a list hides which of its entries
//!   someone asks for, but here the certificate is public anyway, and whoever does not want to be seen asking asks a node of
//!   their own.
//!
//! What is not in force for good is in the list of revocations; what is not in force, for good or not, is in that of
//! suspensions. So a verifier that knows only one list, and reads the second one, is not wrong about what counts. A bit
//! in the list of revocations is never cleared, as the standard has it: whether something is out of force for good is
//! told from all that is on chain, not from the first that speaks against it, which can pass.

use super::names::{date_time, did_of, status_list_url, status_purpose};
use crate::error::runtime_error;
use civitas_credentials::CREDENTIALS_CONTEXT;
use civitas_primitives::{
	certification::{
		state_at,
		status_list::{MIN_PUBLISHED_ENTRIES, PAGE_BYTES},
		Change, Dossier, InvalidReason, StatusListId, StatusPurpose, Verification,
	},
	Moment,
};
use flate2::{write::GzEncoder, Compression};
use jsonrpsee::core::RpcResult;
use multibase::Base;
use serde_json::{json, Value};
use sp_core::crypto::AccountId32;
use std::io::Write;

/// For how long a verifier may go by what it has read before, in milliseconds: five minutes.
const TIME_TO_LIVE: Moment = 300_000;

/// The bits of a list, of which at least as many are shown as the standard requires.
pub struct Bits {
	bytes: Vec<u8>,
	count: u32,
}

impl Bits {
	/// All 0.
	pub fn new(count: u32) -> Self {
		let bytes = count.max(MIN_PUBLISHED_ENTRIES).div_ceil(8) as usize;
		Self { bytes: vec![0; bytes], count }
	}

	/// How many pages hold those that count.
	pub fn pages(&self) -> u32 {
		self.count.div_ceil(8).div_ceil(PAGE_BYTES)
	}

	/// Set those that are set in `pages`, which are from `first_page` on.
	pub fn add(&mut self, first_page: u32, pages: &[u8]) {
		let from = first_page.saturating_mul(PAGE_BYTES) as usize;
		for (to, byte) in self.bytes.iter_mut().skip(from).zip(pages) {
			*to |= byte;
		}
	}

	/// Set all that count.
	pub fn fill(&mut self) {
		let whole = (self.count / 8) as usize;
		for byte in self.bytes.iter_mut().take(whole) {
			*byte = 0xff;
		}
		if let Some(last) = self.bytes.get_mut(whole) {
			// The first entry is the highest bit.
			*last |= !(0xff >> (self.count % 8));
		}
	}

	/// Compressed, and written as the standard requires: section "BitstringStatusListCredential".
	pub fn encode(&self) -> RpcResult<String> {
		let mut compressed = GzEncoder::new(Vec::new(), Compression::default());
		compressed.write_all(&self.bytes).map_err(runtime_error)?;
		Ok(multibase::encode(Base::Base64Url, compressed.finish().map_err(runtime_error)?))
	}
}

/// In which list something is at the time for which it was judged; `None` if it is in force, or does not exist.
fn purpose_of(verification: &Verification<AccountId32>) -> Option<StatusPurpose> {
	let dossier = verification.dossier.as_ref()?;
	if is_over(dossier, verification) {
		return Some(StatusPurpose::Revocation);
	}
	verification.reason.as_ref().map(|_| StatusPurpose::Suspension)
}

/// Whether it is out of force for good: nothing of what is asked for here can be undone.
fn is_over(dossier: &Dossier<AccountId32>, verification: &Verification<AccountId32>) -> bool {
	let time = verification.time;
	let is_final = |history: &[Change]| state_at(history, time).is_some_and(|change| change.state.is_final());
	let has_expired = |valid_until: Option<Moment>| valid_until.is_some_and(|valid_until| time > valid_until);
	let Dossier { certificate, survives_issuer, chain, closed_at, listed, bits_at: _ } = dossier;
	// An accreditation that has ended can be extended.
	let has_fallen =
		chain.iter().any(|link| is_final(&link.history)) || closed_at.is_some_and(|closed_at| closed_at <= time);
	// What survives its issuer does not, if that falls before it comes into force.
	let never_was = matches!(
		&verification.reason,
		Some(InvalidReason::IssuerNotAccredited { .. } | InvalidReason::NetworkClosed { .. })
	);
	is_final(&certificate.history)
		|| has_expired(certificate.valid_until)
		|| *listed == Some(StatusPurpose::Revocation)
		|| (has_fallen && (!survives_issuer || never_was))
}

/// Whether what was judged is in the list of `purpose`.
pub fn is_out_of_force(verification: &Verification<AccountId32>, purpose: StatusPurpose) -> bool {
	purpose_of(verification).is_some_and(|actual| is_listed(actual, purpose))
}

/// Whether what is in the list of `actual` is in that of `purpose`: what is out of force for good is out of force.
pub fn is_listed(actual: StatusPurpose, purpose: StatusPurpose) -> bool {
	purpose == StatusPurpose::Suspension || actual == StatusPurpose::Revocation
}

/// What a credential says of its entry in a list: section "BitstringStatusListEntry". The index is a text.
pub fn entry(keeper: &AccountId32, list: &StatusListId, purpose: StatusPurpose, index: u32) -> Value {
	let list = status_list_url(keeper, list, purpose);
	json!({
		"id": format!("{list}#{index}"),
		"type": "BitstringStatusListEntry",
		"statusPurpose": status_purpose(purpose),
		"statusListIndex": index.to_string(),
		"statusListCredential": list,
	})
}

/// A list, as it was at `time`: section "BitstringStatusListCredential".
pub fn credential(
	keeper: &AccountId32,
	list: &StatusListId,
	purpose: StatusPurpose,
	bits: &Bits,
	time: Moment,
) -> RpcResult<Value> {
	let url = status_list_url(keeper, list, purpose);
	Ok(json!({
		"@context": [CREDENTIALS_CONTEXT],
		"id": url,
		"type": ["VerifiableCredential", "BitstringStatusListCredential"],
		"issuer": did_of(keeper),
		"validFrom": date_time(time),
		"credentialSubject": {
			"id": format!("{url}#list"),
			"type": "BitstringStatusList",
			"statusPurpose": status_purpose(purpose),
			"encodedList": bits.encode()?,
			"ttl": TIME_TO_LIVE,
		},
	}))
}

#[cfg(test)]
mod tests {
	use super::*;
	use civitas_primitives::certification::{
		info::{CertificateInfo, IssuerLink},
		Expected, Level, Reason, State,
	};
	use sp_core::H256;

	fn decode(text: &str) -> Vec<u8> {
		let (base, compressed) = multibase::decode(text).unwrap();
		assert_eq!(base, Base::Base64Url);
		let mut bits = Vec::new();
		std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&compressed[..]), &mut bits).unwrap();
		bits
	}

	#[test]
	fn an_empty_list_is_that_of_the_standard() {
		// The example of the section "BitstringStatusListCredential". Compressors may differ in how they write it, but not in
		// what it is.
		let example = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA";
		let ours = Bits::new(1).encode().unwrap();
		assert_eq!(decode(&ours), decode(example));
		assert_eq!(decode(&ours).len(), 16 * 1024);
		assert!(ours.starts_with('u') && !ours.contains('='));
	}

	#[test]
	fn all_that_count_are_filled_and_no_more() {
		for (count, bytes) in [(1, vec![0x80, 0]), (7, vec![0xfe, 0]), (8, vec![0xff, 0]), (12, vec![0xff, 0xf0])] {
			let mut bits = Bits::new(count);
			bits.fill();
			assert_eq!(bits.bytes[..2], bytes, "{count}");
			assert!(bits.bytes[2..].iter().all(|byte| *byte == 0));
		}
		let mut bits = Bits::new(1 << 20);
		bits.fill();
		assert_eq!((bits.bytes.len(), bits.pages()), (131_072, 256));
		assert!(bits.bytes.iter().all(|byte| *byte == 0xff));
	}

	#[test]
	fn pages_go_where_they_belong() {
		let mut bits = Bits::new(10_000);
		assert_eq!(bits.pages(), 3);
		bits.add(2, &[0x40]);
		assert_eq!(bits.bytes.iter().position(|byte| *byte != 0), Some(1024));
		// What is too long is cut off.
		bits.add(1000, &[1; 512]);
		assert_eq!(bits.bytes.len(), 16 * 1024);
	}

	#[test]
	fn what_is_over_for_good_is_in_both_lists() {
		use StatusPurpose::*;
		assert!(is_listed(Revocation, Revocation) && is_listed(Revocation, Suspension));
		assert!(is_listed(Suspension, Suspension) && !is_listed(Suspension, Revocation));
	}

	const NOW: Moment = 1_000;

	/// One change after another, all of them before [`NOW`].
	fn history(states: &[State]) -> Vec<Change> {
		let change = |(at, state)| Change { at, state, reason: Reason::Unspecified, level: Level::OPERATOR };
		(1..).zip(states.iter().copied()).map(change).collect()
	}

	/// In force, under an accreditation below another.
	fn in_force() -> Dossier<AccountId32> {
		let someone = AccountId32::new([1; 32]);
		let certificate = CertificateInfo {
			id: H256::zero(),
			member: None,
			network: 0,
			schema: H256::zero(),
			accreditation: Some(5),
			issuer: someone.clone(),
			subject: someone.clone(),
			claims: H256::zero(),
			record: String::new(),
			evidence: None,
			search_key: None,
			nullifier: None,
			issued_at: 1,
			valid_from: 1,
			valid_until: Some(NOW),
			accepted: true,
			state: State::Active,
			history: history(&[State::Active]),
			predecessor: None,
			successor: None,
		};
		let link = |accreditation| IssuerLink {
			accreditation,
			holder: someone.clone(),
			valid_until: Some(NOW),
			history: history(&[State::Active]),
		};
		let chain = vec![link(5), link(4)];
		Dossier { certificate, survives_issuer: false, chain, closed_at: None, listed: None, bits_at: None }
	}

	fn judged(dossier: Dossier<AccountId32>) -> Verification<AccountId32> {
		Verification::judge(Some(dossier), &Expected::default(), NOW, NOW)
	}

	type Event = fn(&mut Dossier<AccountId32>);

	/// What can pass, of the certificate.
	const FOR_NOW: [Event; 4] = [
		|dossier| dossier.certificate.history = history(&[State::Active, State::Suspended]),
		|dossier| dossier.certificate.history = history(&[State::Pending]),
		|dossier| dossier.certificate.valid_from = NOW + 1,
		|dossier| dossier.listed = Some(StatusPurpose::Suspension),
	];

	/// What cannot.
	const FOR_GOOD: [Event; 6] = [
		|dossier| dossier.certificate.history = history(&[State::Active, State::Suspended, State::Revoked]),
		|dossier| dossier.certificate.history = history(&[State::Active, State::Superseded]),
		|dossier| dossier.certificate.history = history(&[State::Pending, State::Declined]),
		|dossier| dossier.certificate.history = history(&[State::Active, State::Surrendered]),
		|dossier| dossier.certificate.valid_until = Some(NOW - 1),
		|dossier| dossier.listed = Some(StatusPurpose::Revocation),
	];

	/// What can pass, of the issuers.
	const FALLEN_FOR_NOW: [Event; 4] = [
		|dossier| dossier.chain[0].history = history(&[State::Active, State::Suspended]),
		|dossier| dossier.chain[1].history = history(&[State::Active, State::Suspended]),
		|dossier| dossier.chain[0].valid_until = Some(NOW - 1),
		|dossier| dossier.chain[1].valid_until = Some(NOW - 1),
	];

	/// What cannot.
	const FALLEN_FOR_GOOD: [Event; 3] = [
		|dossier| dossier.chain[0].history = history(&[State::Active, State::Revoked]),
		|dossier| dossier.chain[1].history = history(&[State::Active, State::Suspended, State::Revoked]),
		|dossier| dossier.closed_at = Some(NOW),
	];

	#[test]
	fn what_cannot_be_undone_is_revoked_whatever_else_there_is() {
		assert_eq!(purpose_of(&judged(in_force())), None);
		assert_eq!(purpose_of(&Verification::judge(None, &Expected::default(), NOW, NOW)), None);
		let after = |events: &[Event], survives_issuer| {
			let mut dossier = Dossier { survives_issuer, ..in_force() };
			for event in events {
				event(&mut dossier);
			}
			purpose_of(&judged(dossier))
		};
		let (revoked, suspended) = (Some(StatusPurpose::Revocation), Some(StatusPurpose::Suspension));
		for for_now in FOR_NOW.into_iter().chain(FALLEN_FOR_NOW) {
			assert_eq!(after(&[for_now], false), suspended);
			for for_good in FOR_GOOD.into_iter().chain(FALLEN_FOR_GOOD) {
				assert_eq!(after(&[for_good], false), revoked);
				assert_eq!(after(&[for_now, for_good], false), revoked, "what can pass hides what cannot");
			}
		}
		// Where it survives its issuers, nothing counts but what there is of itself.
		for fallen in FALLEN_FOR_NOW.into_iter().chain(FALLEN_FOR_GOOD) {
			assert_eq!(after(&[fallen], true), None);
			assert_eq!(after(&[fallen, FOR_NOW[0]], true), suspended);
			assert_eq!(after(&[fallen, FOR_GOOD[0]], true), revoked);
		}
		// But what comes into force only after they fell has nothing to survive.
		let begins_now: Event = |dossier| dossier.certificate.valid_from = NOW;
		assert_eq!(after(&[begins_now], true), None);
		assert_eq!(after(&[begins_now, FALLEN_FOR_NOW[0]], true), suspended);
		for fallen in FALLEN_FOR_GOOD {
			assert_eq!(after(&[begins_now, fallen], true), revoked);
		}
	}

	#[test]
	fn what_is_over_only_later_is_not_over_yet() {
		let mut dossier = in_force();
		let revocation = Change { at: NOW + 1, state: State::Revoked, ..dossier.certificate.history[0] };
		dossier.certificate.history.push(revocation);
		dossier.closed_at = Some(NOW + 1);
		assert_eq!(purpose_of(&judged(dossier)), None);
	}
}
