//! What is read and written, and what is given back of the weight that was charged.

use super::*;
use frame_support::{dispatch::GetDispatchInfo, weights::Weight};
use pallet_certification::WeightInfo;
use sp_io::TestExternalities;

type Weights = <Runtime as pallet_certification::Config>::WeightInfo;
/// How often a transaction reads and writes certification, and deposits.
fn cost(ext: &mut TestExternalities, who: Sr25519Keyring, call: Call<Runtime>) -> [usize; 4] {
	let transaction = ext.execute_with(|| signed(who, call, 0));
	let (read, written) = traffic(ext, || apply(transaction).expect("it is valid").expect("it succeeds"));
	let (own, deposits) = (&["Certification"], &["Balances", "Holds"]);
	[of(&read, own), of(&written, own), of(&read, deposits), of(&written, deposits)]
}

#[test]
fn each_step_reads_and_writes_no_more_than_was_promised() {
	let mut ext = development();
	let (schema, (id, issue)) = ext.execute_with(|| {
		let schema = founded(suspendable());
		(schema, degree(schema, 1))
	});
	// Schema, two accreditations, network, whether there is one already; certificate and listing. The account is that which
	// pays the fee.
	assert_eq!(cost(&mut ext, FACULTY, issue), [5, 2, 1, 1]);
	// By the issuer: certificate and accreditation.
	let reason = Reason::CertificateHold;
	assert_eq!(cost(&mut ext, FACULTY, Call::suspend { certificate: id, reason }), [2, 1, 0, 0]);
	// What is given back has to hang on something that is in force, up to the network.
	assert_eq!(cost(&mut ext, FACULTY, Call::reinstate { certificate: id }), [4, 1, 0, 0]);
	assert_eq!(cost(&mut ext, UNIVERSITY, Call::revoke { certificate: id, reason }), [3, 1, 0, 0]);

	// Whatever hangs below, and however much it is.
	let second = ext.execute_with(|| {
		let (second, call) = degree(schema, 2);
		submit(FACULTY, call);
		second
	});
	let suspend = Call::suspend_accreditation { accreditation: OF_UNIVERSITY, reason };
	assert_eq!(cost(&mut ext, MINISTRY, suspend), [2, 1, 0, 0]);
	ext.execute_with(|| assert!(matches!(invalid(second, None), Some(InvalidReason::IssuerNotAccredited { .. }))));

	// Certificate, two accreditations, network.
	let (read, written) = traffic(&mut ext, || {
		verify(second, None);
	});
	assert_eq!((of(&read, &["Certification"]), written.len()), (4, 0));
	ext.execute_with(end_block);
}

#[test]
fn a_thousand_are_revoked_in_ten_writes() {
	let mut ext = development();
	let list = ext.execute_with(|| {
		let schema = founded(suspendable());
		let (root, count) = (H256::repeat_byte(1), 10_000);
		let (valid_from, valid_until) = (None, None);
		let accreditation = Some(OF_FACULTY);
		submit(FACULTY, Call::issue_batch { accreditation, schema, root, count, valid_from, valid_until });
		batch_id(Authority::Accreditation(OF_FACULTY), &schema, &root, count, None, None)
	});
	let indices: Vec<u32> = (0..10_000).step_by(10).collect();
	let transaction = ext.execute_with(|| {
		let indices = indices.try_into().expect("a thousand");
		let purpose = StatusPurpose::Revocation;
		signed(FACULTY, Call::set_status { list, purpose, indices, value: true }, 0)
	});
	let (_, written) = traffic(&mut ext, || apply(transaction).expect("it is valid").expect("it succeeds"));
	assert_eq!(of(&written, &["Certification"]), 3, "a page for each 4,096");
	// With the accounts of who pays the fee and who gets it. The deposit was paid with the batch.
	assert_eq!(of(&written, &["Balances", "Holds"]), 0);
	let others = of(&written, &["Balances"]) + of(&written, &["System", "Account"]);
	assert!(3 + others <= 10, "{others} others");
	ext.execute_with(|| {
		let question = (list, StatusPurpose::Revocation, 0u32, 9u32);
		let bits: Vec<u8> = ask("Certification", "status_bits", question);
		assert_eq!(bits.iter().map(|byte| byte.count_ones()).sum::<u32>(), 1_000);
		end_block();
	});
}

/// What a transaction weighed in the end.
fn weighed(who: Sr25519Keyring, call: Call<Runtime>) -> Weight {
	submit(who, call);
	let events = events();
	let last = events.iter().rev().find_map(|event| match event {
		RuntimeEvent::System(frame_system::Event::ExtrinsicSuccess { dispatch_info }) => Some(dispatch_info.weight),
		_ => None,
	});
	last.expect("there was one")
}

#[test]
fn what_was_charged_for_a_longer_chain_is_given_back() {
	development().execute_with(|| {
		let schema = founded(suspendable());
		let rest = |weight: Weight, call: Weight| weight.checked_sub(&call).expect("the call is part of it");
		// What surrounds the call weighs the same, so what is left must be the same.
		let subject = account(GRADUATE);
		let second = issue(OF_FACULTY, schema, subject.clone(), content(1));
		let second = rest(weighed(FACULTY, second), Weights::issue_plain(2));
		let first = issue(OF_UNIVERSITY, schema, subject.clone(), content(1));
		let first = rest(weighed(UNIVERSITY, first), Weights::issue_plain(1));
		assert_eq!(first.ref_time(), second.ref_time());
		// The operator rests on nothing.
		let operator = Call::issue { accreditation: None, schema, subject, content: content(1), nullifier: None };
		assert!(operator.get_dispatch_info().call_weight.all_lte(Weights::issue(0)));
		let operator = rest(weighed(MINISTRY, operator), Weights::issue_plain(0));
		assert_eq!(operator.ref_time(), second.ref_time());
		assert!(Weights::issue_plain(2).ref_time() < Weights::issue(8).ref_time() / 2);

		let (id, _) = degree(schema, 1);
		let reason = Reason::CertificateHold;
		let by_issuer = weighed(FACULTY, Call::suspend { certificate: id, reason });
		assert_eq!(rest(by_issuer, Weights::suspend(1)).ref_time(), second.ref_time());
		let by_operator = weighed(MINISTRY, Call::revoke { certificate: id, reason });
		assert_eq!(rest(by_operator, Weights::revoke(2)).ref_time(), second.ref_time());
		end_block();
	});
}

#[test]
fn the_largest_calls_fit_into_a_block() {
	let weights = <Runtime as frame_system::Config>::BlockWeights::get();
	let normal = weights.get(frame_support::dispatch::DispatchClass::Normal);
	let most = normal.max_extrinsic.expect("it is limited");
	for (what, weight) in [
		("a batch of revocations", Weights::revoke(8).saturating_mul(100)),
		("set_status", Weights::set_status(8, 256, pallet_certification::types::MAX_INDICES)),
		("issue", Weights::issue(8)),
	] {
		assert!(weight.all_lte(most), "{what} weighs {weight:?} of {most:?}");
	}
}
