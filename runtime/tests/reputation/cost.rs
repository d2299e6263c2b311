//! What is read and written, beside the nonce and the fee of who calls: calls are made here as such, and not by transactions.

use super::*;
use sp_io::TestExternalities;

/// How often a call reads and writes of its own: reputation and the clock, without the deposit. It succeeds, and no more than so often.
fn costs(ext: &mut TestExternalities, name: &str, who: Sr25519Keyring, call: Say, most: [usize; 2]) {
	let (read, written) = traffic(ext, || made(&account(who), call));
	let own = [&read, &written]
		.map(|keys| of(keys, &["Reputation"]) + of(keys, &["Timestamp"]) - of(keys, &["Reputation", "Ledgers"]));
	let money = [&read, &written].map(|keys| {
		let items: [&[&str]; 3] = [&["Reputation", "Ledgers"], &["Balances"], &["System", "Account"]];
		items.map(|item| of(keys, item)).into_iter().sum::<usize>()
	});
	println!("{name}: own {own:?}, of deposit and fee {money:?}");
	assert!(own[0] <= most[0] && own[1] <= most[1], "{name}: {own:?}, and not {most:?}");
	assert!(own[0] > 0, "{name}: nothing was read");
}

#[test]
fn each_step_reads_and_writes_no_more_than_was_promised() {
	let mut ext = development();
	// The second review of the machine costs as much as the first.
	for (customer, first_post) in [(CUSTOMER, None), (OTHER, Some(0))] {
		let agreement = ext.execute_with(|| {
			if first_post.is_none() {
				found();
			}
			bought(customer, coins(400))
		});
		let target = by_agreement(agreement, machine(), 2);
		costs(&mut ext, "review, the first", customer, review(target, open(4)), [6, 5]);
		let id = review_of(agreement, &account(customer), &account(SHOP));
		costs(&mut ext, "review, anew", customer, again(id, 3), [6, 5]);
		costs(&mut ext, "respond", SHOP, respond_to(id, 1), [2, 1]);
		let disputes = Say::dispute { review: id, version: 1, most: RULING_FEE };
		costs(&mut ext, "dispute", SHOP, disputes, [2, 2]);
		costs(&mut ext, "rule", ARBITER, rule(id, false), [3, 3]);
		let author = account(CUSTOMER);
		let answered = first_post.map(|number| PostId { author, number });
		costs(&mut ext, "publish", customer, answer(answered), [2, 3]);
	}
	let (read, written) = traffic(&mut ext, || assert_eq!(all(&machine()).given, 2));
	assert_eq!((of(&read, &["Reputation"]), of(&written, &["Reputation"])), (1, 0));
	ext.execute_with(check);
}

fn respond_to(review: ReviewId, version: u8) -> Say {
	Say::respond { review, version, content: DOCUMENT }
}
