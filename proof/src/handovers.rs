//! Who votes: from the first validators, or those of a checkpoint, to those who have made a block final.

use crate::{
	finality::verify,
	header::{Authorities, Hash},
	keys, Bundle, Fault, Header, Set, Trie,
};
use codec::DecodeAll;

/// What a reader who has checked something knows: a block that is final, and who votes after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
	/// The hash of block 0, which names the chain.
	pub genesis: Hash,
	/// The number of the block.
	pub number: u32,
	/// Its hash.
	pub block: Hash,
	/// Who votes after it.
	pub set: Set,
}

/// What a reader trusts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trust {
	/// The hash of block 0.
	Genesis(Hash),
	/// What was checked before.
	Checkpoint(Checkpoint),
}

/// Those who vote first.
fn first(bundle: &Bundle, genesis: &Hash) -> Result<Checkpoint, Fault> {
	let first = bundle.genesis.as_ref().ok_or(Fault::NoBeginning)?;
	let header = Header::read(&first.header)?;
	if header.hash() != *genesis || header.number != 0 {
		return Err(Fault::OtherChain);
	}
	let state = Trie::new(&first.state, header.state_root)?;
	let authorities = state.value(&keys::authorities())?.ok_or(Fault::NoBeginning)?;
	let authorities = Authorities::decode_all(&mut &authorities[..]).map_err(|_| Fault::Set)?;
	Ok(Checkpoint { genesis: *genesis, number: 0, block: *genesis, set: Set::new(0, authorities)? })
}

/// Whether the validators who vote at that time have voted for the block of a header.
fn voted(set: &Set, header: &Header, justification: &[u8]) -> Result<(), Fault> {
	(verify(set, justification)? == (header.number, header.hash())).then_some(()).ok_or(Fault::OtherTarget)
}

/// Whether the block of the question is final: what the reader knows then.
pub fn follow(bundle: &Bundle, trust: &Trust) -> Result<Checkpoint, Fault> {
	let mut known = match trust {
		Trust::Genesis(genesis) => first(bundle, genesis)?,
		Trust::Checkpoint(checkpoint) => checkpoint.clone(),
	};
	let vote = &bundle.finality.voted;
	let target = Header::read(&vote.header)?;
	let mut last = None;
	for handover in &bundle.handovers {
		let header = Header::read(&handover.header)?;
		if last.is_some_and(|last| header.number <= last) || header.number >= target.number {
			return Err(Fault::Order);
		}
		last = Some(header.number);
		// What is behind the checkpoint is known.
		if header.number > known.number {
			voted(&known.set, &header, &handover.justification)?;
			known = after(&known, &header)?.ok_or(Fault::Order)?;
		}
	}
	if target.hash() != known.block {
		if target.number <= known.number {
			return Err(Fault::TooLate);
		}
		voted(&known.set, &target, &vote.justification)?;
		let (number, block) = (target.number, target.hash());
		known = after(&known, &target)?.unwrap_or(Checkpoint { number, block, ..known });
	}
	let mut at = target;
	for step in &bundle.finality.steps {
		let earlier = Header::read(&step.header)?;
		let state = Trie::new(&step.proof, at.state_root)?;
		let is_ancestor =
			earlier.number < at.number && state.value(&keys::block_hash(earlier.number))? == Some(&earlier.hash()[..]);
		at = is_ancestor.then_some(earlier).ok_or(Fault::NotAncestor)?;
	}
	Ok(known)
}

/// Who votes after a block, if that changes at it.
fn after(known: &Checkpoint, header: &Header) -> Result<Option<Checkpoint>, Fault> {
	let Some(authorities) = header.next_authorities()? else { return Ok(None) };
	let id = known.set.id.checked_add(1).ok_or(Fault::Set)?;
	let set = Set::new(id, authorities)?;
	Ok(Some(Checkpoint { genesis: known.genesis, number: header.number, block: header.hash(), set }))
}
