//! The votes by which a block is final.

use crate::{
	header::{Authorities, Hash},
	Fault, Header,
};
use alloc::{
	collections::{BTreeMap, BTreeSet},
	vec::Vec,
};
use codec::{Decode, DecodeAll, Encode};
use ed25519_zebra::{Signature, VerificationKey};
use finality_grandpa::{
	validate_commit, voter_set::VoterSet, Chain, Commit, Error as GrandpaError, Precommit, SignedPrecommit,
};

/// The most bytes of a justification.
const MAX_BYTES: usize = 1 << 20;

/// Who votes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Set {
	/// Which set it is since genesis: the first is 0.
	pub id: u64,
	/// Their keys, of ed25519.
	pub authorities: Vec<Hash>,
}

impl Set {
	/// A set of those who are in a list. Each counts for one.
	pub(crate) fn new(id: u64, authorities: Authorities) -> Result<Self, Fault> {
		let all_one = authorities.iter().all(|(_, weight)| *weight == 1);
		let keys: Vec<_> = authorities.into_iter().map(|(key, _)| key).collect();
		let set = Self { id, authorities: keys };
		set.voters()?;
		all_one.then_some(set).ok_or(Fault::Set)
	}

	fn voters(&self) -> Result<VoterSet<Hash>, Fault> {
		let voters = VoterSet::new(self.authorities.iter().map(|key| (*key, 1))).ok_or(Fault::Set)?;
		(voters.len().get() == self.authorities.len()).then_some(voters).ok_or(Fault::Set)
	}
}

/// A vote for a block, signed.
#[derive(Clone, Debug, Encode, Decode)]
struct Vote {
	target: Hash,
	number: u32,
	signature: [u8; 64],
	voter: Hash,
}

/// The votes by which a block is final, and the headers between that block and those that were voted for.
#[derive(Clone, Debug, Encode, Decode)]
struct Justification {
	round: u64,
	target: Hash,
	number: u32,
	votes: Vec<Vote>,
	headers: Vec<Header>,
}

/// The headers of a justification, by their hashes.
struct Ancestry(BTreeMap<Hash, Hash>);

impl Chain<Hash, u32> for Ancestry {
	fn ancestry(&self, base: Hash, block: Hash) -> Result<Vec<Hash>, GrandpaError> {
		let (mut route, mut at) = (Vec::new(), block);
		while at != base {
			// No more than there are: each has another hash than those below it.
			at = *self.0.get(&at).ok_or(GrandpaError::NotDescendent)?;
			route.push(at);
		}
		// Not the base itself.
		route.pop();
		Ok(route)
	}
}

/// Whether a set of validators has made a block final: which one. The rules are those of the nodes: more than two thirds have voted for it, or
/// for what follows it, and who has voted for two things counts for both.
pub fn verify(set: &Set, justification: &[u8]) -> Result<(u32, Hash), Fault> {
	if justification.len() > MAX_BYTES {
		return Err(Fault::Excessive);
	}
	let Justification { round, target, number, votes, headers } =
		Justification::decode_all(&mut &justification[..]).map_err(|_| Fault::Justification)?;
	let voters = set.voters()?;
	// Who votes twice is noticed by the third time.
	let most = set.authorities.len().saturating_mul(2);
	if votes.len() > most {
		return Err(Fault::Votes);
	}
	for vote in &votes {
		let signed = (1u8, vote.target, vote.number, round, set.id).encode();
		let key = VerificationKey::try_from(vote.voter).map_err(|_| Fault::Signature)?;
		key.verify(&Signature::from(vote.signature), &signed).map_err(|_| Fault::Signature)?;
	}
	let ancestry = Ancestry(headers.iter().map(|header| (header.hash(), header.parent)).collect());
	let precommits = votes.iter().map(|vote| SignedPrecommit {
		precommit: Precommit { target_hash: vote.target, target_number: vote.number },
		signature: vote.signature,
		id: vote.voter,
	});
	let commit = Commit { target_hash: target, target_number: number, precommits: precommits.collect() };
	let is_valid = validate_commit(&commit, &voters, &ancestry).is_ok_and(|result| result.is_valid());
	if !is_valid || ancestry.0.len() != headers.len() {
		return Err(Fault::Votes);
	}
	// No header is there for nothing, as for nodes.
	let base = votes.iter().min_by_key(|vote| vote.number).map(|vote| vote.target).ok_or(Fault::Votes)?;
	let mut used = BTreeSet::new();
	for vote in votes.iter().filter(|vote| vote.target != base) {
		used.insert(vote.target);
		used.extend(ancestry.ancestry(base, vote.target).map_err(|_| Fault::Votes)?);
	}
	if !used.iter().eq(ancestry.0.keys()) {
		return Err(Fault::Votes);
	}
	Ok((number, target))
}

#[cfg(test)]
pub(crate) mod tests {
	use super::*;
	use ed25519_zebra::{SigningKey, VerificationKeyBytes};

	/// Validators, by numbers.
	pub fn key(number: u8) -> SigningKey {
		SigningKey::from([number; 32])
	}

	pub fn id(number: u8) -> Hash {
		VerificationKeyBytes::from(&key(number)).into()
	}

	pub fn set(id_of_set: u64, numbers: &[u8]) -> Set {
		Set::new(id_of_set, numbers.iter().map(|number| (id(*number), 1)).collect()).expect("it is a set")
	}

	pub fn header(number: u32, parent: Hash) -> Header {
		Header { parent, number, state_root: [1; 32], extrinsics_root: [2; 32], logs: Vec::new() }
	}

	fn vote(by: u8, on: &Header, round: u64, set: u64) -> Vote {
		let (target, number) = (on.hash(), on.number);
		let signature = key(by).sign(&(1u8, target, number, round, set).encode()).into();
		Vote { target, number, signature, voter: id(by) }
	}

	/// Some have voted for these blocks, by which this one is final.
	pub fn justified(target: &Header, votes: &[(u8, &Header)], headers: Vec<Header>, set: u64) -> Vec<u8> {
		let votes = votes.iter().map(|(by, on)| vote(*by, on, 5, set)).collect();
		Justification { round: 5, target: target.hash(), number: target.number, votes, headers }.encode()
	}

	/// All of these have voted for a block.
	pub fn all(target: &Header, by: &[u8], set: u64) -> Vec<u8> {
		let votes: Vec<_> = by.iter().map(|by| (*by, target)).collect();
		justified(target, &votes, Vec::new(), set)
	}

	#[test]
	fn more_than_two_thirds_are_needed() {
		let block = header(7, [0; 32]);
		let four = set(3, &[1, 2, 3, 4]);
		assert_eq!(verify(&four, &all(&block, &[1, 2, 3], 3)), Ok((7, block.hash())));
		assert_eq!(verify(&four, &all(&block, &[1, 2, 3, 4], 3)), Ok((7, block.hash())));
		assert_eq!(verify(&four, &all(&block, &[1, 2], 3)), Err(Fault::Votes));
		assert_eq!(verify(&set(3, &[1, 2, 3]), &all(&block, &[1, 2], 3)), Err(Fault::Votes));
		assert_eq!(verify(&set(3, &[1]), &all(&block, &[1], 3)), Ok((7, block.hash())));
		assert_eq!(verify(&four, &all(&block, &[], 3)), Err(Fault::Votes));
		// Of strangers, and of one who votes again and again.
		assert_eq!(verify(&four, &all(&block, &[1, 2, 5, 6], 3)), Err(Fault::Votes));
		assert_eq!(verify(&four, &all(&block, &[1, 1, 1], 3)), Err(Fault::Votes));
		assert_eq!(verify(&four, &all(&block, &[1, 1, 1, 1, 1, 1, 1, 1, 1], 3)), Err(Fault::Votes));
	}

	#[test]
	fn votes_are_of_one_set_and_round() {
		let block = header(7, [0; 32]);
		let four = set(3, &[1, 2, 3, 4]);
		assert_eq!(verify(&four, &all(&block, &[1, 2, 3], 2)), Err(Fault::Signature));
		let mut justification = Justification::decode_all(&mut &all(&block, &[1, 2, 3], 3)[..]).expect("it is one");
		justification.round = 6;
		assert_eq!(verify(&four, &justification.encode()), Err(Fault::Signature));
	}

	#[test]
	fn votes_for_what_follows_count() {
		let block = header(7, [0; 32]);
		let next = header(8, block.hash());
		let after = header(9, next.hash());
		let four = set(3, &[1, 2, 3, 4]);
		let votes = [(1, &block), (2, &next), (3, &after)];
		let headers = || vec![next.clone(), after.clone()];
		assert_eq!(verify(&four, &justified(&block, &votes, headers(), 3)), Ok((7, block.hash())));
		// The chain between is part of what is checked: without it, with another, or with more than it.
		assert_eq!(verify(&four, &justified(&block, &votes, vec![after.clone()], 3)), Err(Fault::Votes));
		let more = [headers(), vec![header(10, after.hash())]].concat();
		assert_eq!(verify(&four, &justified(&block, &votes, more, 3)), Err(Fault::Votes));
		let twice = [headers(), vec![next.clone()]].concat();
		assert_eq!(verify(&four, &justified(&block, &votes, twice, 3)), Err(Fault::Votes));
		let fork = header(8, [9; 32]);
		let votes = [(1, &block), (2, &next), (3, &fork)];
		assert_eq!(verify(&four, &justified(&block, &votes, vec![next.clone(), fork.clone()], 3)), Err(Fault::Votes));
		// What only one has voted for is not final.
		let votes = [(1, &block), (2, &next), (3, &after)];
		assert_eq!(verify(&four, &justified(&after, &votes, headers(), 3)), Err(Fault::Votes));
	}

	#[test]
	fn who_votes_for_two_things_does_not_stop_the_others() {
		let block = header(7, [0; 32]);
		let (one, two) = (header(8, block.hash()), Header { state_root: [4; 32], ..header(8, block.hash()) });
		let four = set(3, &[1, 2, 3, 4]);
		let votes = [(1, &block), (2, &block), (3, &one), (3, &two)];
		let headers = vec![one.clone(), two.clone()];
		assert_eq!(verify(&four, &justified(&block, &votes, headers, 3)), Ok((7, block.hash())));
	}

	#[test]
	fn a_set_has_each_once() {
		assert_eq!(Set::new(0, vec![]), Err(Fault::Set));
		assert_eq!(Set::new(0, vec![(id(1), 1), (id(1), 1)]), Err(Fault::Set));
		assert_eq!(Set::new(0, vec![(id(1), 2), (id(2), 1)]), Err(Fault::Set));
		assert_eq!(Set::new(0, vec![(id(1), 1), (id(2), 0)]), Err(Fault::Set));
	}

	#[test]
	fn no_bit_of_a_justification_can_be_changed() {
		let block = header(7, [0; 32]);
		let next = header(8, block.hash());
		let four = set(3, &[1, 2, 3, 4]);
		let bytes = justified(&block, &[(1, &block), (2, &next), (3, &next)], vec![next.clone()], 3);
		assert!(verify(&four, &bytes).is_ok());
		for bit in 0..bytes.len() * 8 {
			let mut bytes = bytes.clone();
			bytes[bit / 8] ^= 1 << (bit % 8);
			assert!(verify(&four, &bytes).is_err(), "{bit}");
		}
		assert_eq!(verify(&four, &[&bytes[..], &[0]].concat()), Err(Fault::Justification));
		assert_eq!(verify(&four, &bytes[..bytes.len() - 1]), Err(Fault::Justification));
	}
}
