//! Files, and what is proved of them. The vectors are from a few lines of Python, which know nothing of this.

use civitas_primitives::{
	credit::file::{
		continues, dispute_hash, prove, root, subject_key, verify, Body, Correction, Dispute, Entry, EntryProof, File,
		Files, Head, Inquiry, Liability, ProofError, Record, MAX_ENTRIES, MAX_NODE_SIZE, MAX_PROOF_NODES,
	},
	lending::DAY,
};
use codec::{Decode, Encode};
use hex_literal::hex;
use proptest::prelude::*;
use sp_core::{crypto::AccountId32, H256};

fn account(number: u8) -> AccountId32 {
	AccountId32::new([number; 32])
}

fn hash(number: u8) -> H256 {
	H256::repeat_byte(number)
}

/// A month's rent.
fn rent() -> Record {
	Record {
		liability: Liability::Rent,
		reference: hash(7),
		value: 450 * 10u128.pow(18),
		from: 20_000 * DAY,
		until: 20_030 * DAY,
		worst: 0,
		loss: 0,
	}
}

fn entry(number: u8, reporter: u8, body: Body<AccountId32>) -> Entry<AccountId32> {
	Entry { salt: hash(10 + number), at: (20_031 + u64::from(number)) * DAY, reporter: account(reporter), body }
}

/// Something of each kind.
fn file() -> File<AccountId32> {
	let entries = vec![
		entry(0, 4, Body::Record(rent())),
		entry(1, 1, Body::Inquiry(Inquiry { lender: account(3), consent: hash(8), purpose: hash(9) })),
		entry(2, 4, Body::Correction(Correction { of: 0, record: Some(Record { worst: 3, ..rent() }) })),
		entry(3, 1, Body::Dispute(Dispute { of: 0, dispute: hash(6) })),
		entry(4, 1, Body::Correction(Correction { of: 0, record: None })),
	];
	File { register: account(1), subject: account(2), entries, salt: hash(15) }
}

fn hashes(file: &File<AccountId32>) -> Vec<H256> {
	file.entries.iter().map(Entry::hash).collect()
}

fn key() -> H256 {
	subject_key(&account(1), &account(2))
}

/// The files of a register that has so many others.
fn files(others: u8) -> Files {
	let others = (40..).take(others.into()).map(|number| (subject_key(&account(1), &account(number)), hash(number)));
	others.chain([(key(), file().commitment())]).collect()
}

#[test]
fn hashes_are_those_of_the_vectors() {
	let expected = [
		hex!("163fbee1be9d5bbb59aa271fd46d1110d6c9ef718b683835ea753c2bd8b535bf"),
		hex!("cee7f6d294019e83096d50f5de987fcd94a59ab6161a14d7a5c16577f851417a"),
		hex!("ed00bf34bd5dd7482f508ce44e34a6e6d79f4b0db611feb698edde0b5fa31a6c"),
		hex!("8905249d6198886e0b9fd94d8b8847fb33d3234a214e38daeb423ceb15f2af3c"),
		hex!("333b183f780b9f5bdad6c9e7574895125f58a4e8ab8885830ad69bd981c3d6e5"),
	];
	assert_eq!(hashes(&file()), expected.map(H256));
	let head = hex!("9f5d0465093295b75c75b1c44a627e22f6fc5fdaf2707a2c478872e01f52231f");
	assert_eq!(file().head(), Head { count: 5, hash: head.into() });
	assert_eq!(Head::of(&hashes(&file())), file().head());
	let commitment = hex!("a4af7ae7a9b2f76d3cc3c1a042dab4ab8f097cc9aeb7fc4661788fa03c5117cc");
	assert_eq!(file().commitment(), commitment.into());
	assert_eq!(key(), hex!("afa1250f2cd301b3d950a84999e8ab17c5f8ce9c2534bdef387c0ee708030cba").into());
	let dispute = hex!("d3084def0a346bb7a2170ce1022daf16717260c1026c930fdfb19226ed72dc29");
	assert_eq!(dispute_hash(&account(1), &account(2), &expected[0].into(), &hash(16)), dispute.into());
	assert_eq!(File::decode(&mut &file().encode()[..]), Ok(file()));
}

#[test]
fn roots_are_those_of_the_vectors() {
	let none = hex!("03170a2e7597b7b7e3d84c05391d139a62b157e78786d8c082f29dcf4c111314");
	assert_eq!(root(&Files::new()), none.into());
	let one = hex!("7db63ba7d673da528ffc9a3f6406411ff6bb4ff59acc492b873515408cd0f6e6");
	assert_eq!(root(&files(0)), one.into());
	let many = hex!("f3d0d9736fa5bc168352543b6eb11b7c841746e17cfdae3e2e7f53a7b899245c");
	assert_eq!(root(&files(200)), many.into());
}

#[test]
fn each_field_of_an_entry_is_hashed() {
	let of = |record| entry(0, 4, Body::Record(record)).hash();
	let good = entry(0, 4, Body::Record(rent()));
	let inquiry = |lender, consent, purpose| {
		let inquiry = Inquiry { lender: account(lender), consent: hash(consent), purpose: hash(purpose) };
		entry(0, 4, Body::Inquiry(inquiry)).hash()
	};
	let correction = |of, record| entry(0, 4, Body::Correction(Correction { of, record })).hash();
	let dispute = |of, dispute| entry(0, 4, Body::Dispute(Dispute { of, dispute })).hash();
	let mut all = vec![
		good.hash(),
		Entry { salt: hash(0), ..good.clone() }.hash(),
		Entry { at: 0, ..good.clone() }.hash(),
		Entry { reporter: account(5), ..good }.hash(),
		of(Record { liability: Liability::Loan, ..rent() }),
		of(Record { reference: hash(0), ..rent() }),
		of(Record { value: 0, ..rent() }),
		of(Record { from: 0, ..rent() }),
		of(Record { until: 0, ..rent() }),
		of(Record { worst: 1, ..rent() }),
		of(Record { loss: 1, ..rent() }),
		inquiry(3, 8, 9),
		inquiry(4, 8, 9),
		inquiry(3, 7, 9),
		inquiry(3, 8, 8),
		correction(0, None),
		correction(1, None),
		correction(0, Some(rent())),
		dispute(0, hash(6)),
		dispute(1, hash(6)),
		dispute(0, hash(7)),
	];
	let count = all.len();
	all.sort();
	all.dedup();
	assert_eq!(all.len(), count);
}

#[test]
fn each_part_of_a_file_is_committed_to() {
	let mut swapped = file();
	swapped.entries.swap(0, 1);
	let mut shorter = file();
	shorter.entries.pop();
	let changed = [
		File { register: account(9), ..file() },
		File { subject: account(9), ..file() },
		File { salt: hash(9), ..file() },
		swapped,
		shorter,
	];
	assert!(changed.iter().all(|changed| changed.commitment() != file().commitment()));
	let (one, two, entry, salt) = (account(1), account(2), hash(3), hash(4));
	let dispute = dispute_hash(&one, &two, &entry, &salt);
	for other in [
		dispute_hash(&two, &two, &entry, &salt),
		dispute_hash(&one, &one, &entry, &salt),
		dispute_hash(&one, &two, &salt, &salt),
		dispute_hash(&one, &two, &entry, &entry),
	] {
		assert_ne!(other, dispute);
	}
	assert_ne!(subject_key(&one, &two), subject_key(&two, &one));
}

#[test]
fn a_later_file_continues_an_earlier_one() {
	let all = hashes(&file());
	for count in 0..=5 {
		assert!(continues(&Head::of(&all[..count]), &all));
	}
	assert!(!continues(&file().head(), &all[..4]), "something was taken away");
	let mut rewritten = all.clone();
	rewritten[1] = hash(1);
	assert!(!continues(&file().head(), &rewritten));
	assert!(continues(&Head::of(&all[..1]), &rewritten), "what was changed was not there yet");
	assert!(!continues(&Head { count: 3, ..file().head() }, &all));
	assert!(!continues(&Head { count: u32::MAX, ..file().head() }, &all));
}

#[test]
fn a_reporter_gets_proof_of_each_entry() {
	let (all, files, file) = (hashes(&file()), files(100), file());
	let root = root(&files);
	let path = prove(&files, &key()).unwrap();
	for (number, entry) in (0u32..).zip(&file.entries) {
		let proof = EntryProof::new(&all, number, file.salt, path.clone()).unwrap();
		assert_eq!(proof.before.count, number);
		let verify = |proof: &EntryProof, register, subject, entry: &_| {
			proof.verify(&root, &account(register), &account(subject), entry)
		};
		assert_eq!(verify(&proof, 1, 2, entry), Ok(()));
		// Of nothing else.
		let other = Entry { at: entry.at + 1, ..entry.clone() };
		assert_eq!(verify(&proof, 1, 2, &other), Err(ProofError::OtherFile));
		assert!(verify(&proof, 2, 2, entry).is_err() && verify(&proof, 1, 40, entry).is_err());
		assert!(proof.verify(&hash(0), &account(1), &account(2), entry).is_err());
		let salt = EntryProof { salt: hash(0), ..proof.clone() };
		assert_eq!(verify(&salt, 1, 2, entry), Err(ProofError::OtherFile));
		let counted = EntryProof { before: Head { count: number + 1, ..proof.before }, ..proof.clone() };
		assert_eq!(verify(&counted, 1, 2, entry), Err(ProofError::OtherFile));
		let before = EntryProof { before: Head { hash: hash(0xee), ..proof.before }, ..proof.clone() };
		assert_eq!(verify(&before, 1, 2, entry), Err(ProofError::OtherFile));
		let after = EntryProof { after: [&proof.after[..], &[hash(1)]].concat(), ..proof.clone() };
		assert_eq!(verify(&after, 1, 2, entry), Err(ProofError::OtherFile));
		let far = EntryProof { before: Head { count: MAX_ENTRIES, ..proof.before }, ..proof.clone() };
		assert_eq!(verify(&far, 1, 2, entry), Err(ProofError::TooLong));
	}
	assert_eq!(EntryProof::new(&all, 5, file.salt, path.clone()), None);
	assert_eq!(EntryProof::new(&all, u32::MAX, file.salt, path), None);
}

#[test]
fn proofs_are_bounded() {
	let (files, node) = (files(200), vec![0; MAX_NODE_SIZE]);
	let proof = prove(&files, &key()).unwrap();
	let of = |more: &[Vec<u8>]| verify(&root(&files), &key(), &[&proof[..], more].concat());
	let found = Ok(Some(file().commitment()));
	// What is not on the way is not looked at.
	assert_eq!(of(std::slice::from_ref(&node)), found);
	assert_eq!(of(&vec![node.clone(); MAX_PROOF_NODES - proof.len()]), found);
	assert_eq!(of(&vec![node; MAX_PROOF_NODES]), Err(ProofError::TooLong));
	assert_eq!(of(&[vec![0; MAX_NODE_SIZE + 1]]), Err(ProofError::TooLong));
	assert!(proof.iter().all(|node| node.len() <= 564), "as the bound says");
}

#[test]
fn what_is_no_commitment_is_no_file() {
	// A register could put anything into its trie.
	let mut db = sp_trie::MemoryDB::<sp_core::Blake2Hasher>::default();
	let mut root = H256::default();
	let mut trie = sp_trie::TrieDBMutBuilder::<sp_trie::LayoutV1<_>>::new(&mut db, &mut root).build();
	use sp_trie::TrieMut;
	trie.insert(&key().0, &[1; 31]).unwrap();
	drop(trie);
	let proof: Vec<_> = db.drain().into_values().map(|(node, _)| node).collect();
	assert_eq!(verify(&root, &key(), &proof), Err(ProofError::OtherFile));
}

proptest! {
	#[test]
	fn what_is_there_is_proved_and_so_is_what_is_not(
		files in proptest::collection::btree_map(any::<[u8; 32]>(), any::<[u8; 32]>(), 0..120),
		near in any::<(prop::sample::Index, u8, u8)>(),
		absent: [u8; 32],
	) {
		let files: Files = files.into_iter().map(|(key, file)| (H256(key), H256(file))).collect();
		let root = root(&files);
		let mut asked: Vec<_> = files.keys().copied().take(20).chain([H256(absent)]).collect();
		if let Some(key) = asked.get(near.0.index(asked.len())) {
			// One that has much in common with it.
			let mut other = *key;
			other.0[usize::from(near.1 % 32)] ^= near.2;
			asked.push(other);
		}
		for key in asked {
			let proof = prove(&files, &key).unwrap();
			prop_assert_eq!(verify(&root, &key, &proof), Ok(files.get(&key).copied()));
			// Nothing of it can be left out, and nothing changed.
			for (place, node) in proof.iter().enumerate() {
				let mut cut = proof.clone();
				cut.remove(place);
				if !files.is_empty() {
					prop_assert_eq!(verify(&root, &key, &cut), Err(ProofError::NotOfRoot));
				}
				let mut changed = proof.clone();
				changed[place][near.0.index(node.len())] ^= 1 << (near.1 % 8);
				if !files.is_empty() {
					prop_assert_eq!(verify(&root, &key, &changed), Err(ProofError::NotOfRoot));
				}
			}
		}
	}
}
