//! What is read and written.

use super::*;
use civitas_primitives::{
	certification::{
		certificate_id, info::Membership, schema_id, Authority, CertificateId, Content, SchemaContent, SchemaId,
		SchemaKind,
	},
	lending::Requirement,
};
use pallet_certification::Call as Certify;
use pallet_vaults::types::Target;
use sp_core::H256;
use sp_io::TestExternalities;

/// What the calls are of, and the clock.
const OWN: [&str; 4] = ["Lending", "Vaults", "Credit", "Timestamp"];
/// What money is in: assets and what of them is on hold, coins that are, and the exchange. The accounts of coins are with the others
/// of a transaction, which pays a fee and has a nonce.
const MONEY: [&str; 5] = ["Assets", "AssetsHolder", "Balances", "PoolAssets", "AssetConversion"];

/// How often something reads and writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cost {
	/// [`OWN`].
	own: [usize; 2],
	/// [`MONEY`], without what any transaction reads and writes of it.
	money: [usize; 2],
	/// Certificates.
	certification: [usize; 2],
}

impl Cost {
	fn of((read, written): &(Keys, Keys), any: &(Keys, Keys)) -> Self {
		let count = |keys: &Keys, pallets: &[&str]| pallets.iter().map(|name| of(keys, &[*name])).sum::<usize>();
		let besides = |pallets: &[&str]| [count(&(read - &any.0), pallets), count(&(written - &any.1), pallets)];
		let own = [count(read, &OWN), count(written, &OWN)];
		Self { own, money: besides(&MONEY), certification: besides(&["Certification"]) }
	}

	/// All that is read, and all that is written.
	fn sum(&self) -> [usize; 2] {
		[0, 1].map(|place| self.own[place] + self.money[place] + self.certification[place])
	}
}

/// What a transaction costs, which succeeds; it is printed under its name.
pub(super) fn cost(ext: &mut TestExternalities, name: &str, who: Sr25519Keyring, call: impl Into<RuntimeCall>) -> Cost {
	let mut keys = |call: RuntimeCall| {
		let transaction = ext.execute_with(|| signed(who, call, 0));
		traffic(ext, || apply(transaction).expect("it is valid").expect("it succeeds"))
	};
	let any = keys(frame_system::Call::remark { remark: vec![] }.into());
	let cost = Cost::of(&keys(call.into()), &any);
	println!("{name}: {cost:?}, together {:?}", cost.sum());
	cost
}

/// That it is no more than this: of [`OWN`], of money, and of certificates.
pub(super) fn no_more(name: &str, cost: Cost, own: [usize; 2], money: [usize; 2], certification: [usize; 2]) {
	let within = |is: [usize; 2], most: [usize; 2]| is[0] <= most[0] && is[1] <= most[1];
	let all = within(cost.own, own) && within(cost.money, money) && within(cost.certification, certification);
	assert!(all, "{name}: {cost:?}, and not {own:?}, {money:?} and {certification:?}");
}

/// Nothing of certificates.
pub(super) const NONE: [usize; 2] = [0, 0];

/// All have positions, in a market of dollars against coins, and there is a pool.
fn scene() -> (TestExternalities, MarketId) {
	let mut ext = development();
	let id = ext.execute_with(|| {
		found();
		pool();
		let id = lent(terms());
		submit(Charlie, supply(id, 100 * DOLLARS));
		submit(Charlie, add_collateral(id, 200 * CIV));
		next_block();
		id
	});
	(ext, id)
}

#[test]
fn with_positions_each_step_reads_and_writes_no_more_than_was_promised() {
	let (mut ext, id) = scene();
	// The clock, the market and the position; market and position. Money goes from one account of the asset to another: the asset, both
	// accounts, what is on hold of the first, and twice what is on hold in the second; the asset, the first account, and what is on hold.
	let put = ([3, 2], [6, 4]);
	// It comes from what is on hold: the asset, the account that it goes to, and twice what is on hold in the other.
	let given = [4, 4];
	// Two prices more.
	let priced = [5, 2];
	// Coins on hold are in one item for all reasons.
	let coins = [1, 1];
	let some = Amount::Assets(DOLLARS);
	for (name, call, own, money) in [
		("supply", supply(id, DOLLARS), put.0, put.1),
		("withdraw", withdraw(id, some), put.0, given),
		("borrow", borrow(id, DOLLARS), priced, given),
		("repay", repay(id, some), put.0, put.1),
		("add_collateral", add_collateral(id, CIV), put.0, coins),
		("remove_collateral", remove_collateral(id, Amount::Assets(CIV)), priced, coins),
	] {
		let cost = cost(&mut ext, name, Charlie, call);
		no_more(name, cost, own, money, NONE);
		assert_eq!(cost.own, own, "{name}");
	}

	// Leverage: what is borrowed is exchanged and pledged. The account of the pool, and what it takes as a fee, besides.
	let actions = [
		Do::Borrow { market: id, amount: Amount::Assets(10 * DOLLARS), certificate: None },
		Do::Swap { from: Some(DOLLAR), to: None, amount: Amount::Last, least: 1 },
		Do::AddCollateral { market: id, amount: Amount::Last },
	];
	let leverage = cost(&mut ext, "bundle: leverage", Charlie, bundle(&actions));
	no_more("bundle: leverage", leverage, priced, [9, 6], NONE);
	assert_eq!(leverage.own, priced);

	// What is repaid goes in as by any repayment, and what is taken comes out of what the other has on hold.
	ext.execute_with(|| set_prices([320, 1_000, 1_000]));
	let liquidation = cost(&mut ext, "liquidate", Ferdie, liquidate(id, 20 * DOLLARS));
	no_more("liquidate", liquidation, priced, [7, 5], NONE);
	assert_eq!(liquidation.own, priced);
	ext.execute_with(check);
}

#[test]
fn a_position_more_a_day_more_and_a_certificate_more() {
	let (mut ext, id) = scene();
	// A position that is opened is listed, and coins are held for it.
	let opened = cost(&mut ext, "supply, the first", Eve, supply(id, DOLLARS));
	no_more("supply, the first", opened, [3, 3], [7, 5], NONE);
	assert_eq!(opened.own, [3, 3]);
	let pledged = cost(&mut ext, "add_collateral, the first", Ferdie, add_collateral(id, CIV));
	no_more("add_collateral, the first", pledged, [3, 3], [1, 1], NONE);
	// One that is closed is no longer.
	let closed = cost(&mut ext, "withdraw, the last", Eve, withdraw(id, Amount::All { at_most: 2 * DOLLARS }));
	no_more("withdraw, the last", closed, [3, 3], [5, 5], NONE);

	// The first touch of a day is noted in the history, once.
	ext.execute_with(|| pass(DAY));
	let first = cost(&mut ext, "supply, the first of a day", Charlie, supply(id, DOLLARS));
	no_more("supply, the first of a day", first, [3, 3], [6, 4], NONE);
	assert_eq!(first.own, [3, 3]);
	let second = cost(&mut ext, "supply, the second of a day", Charlie, supply(id, DOLLARS));
	assert_eq!(second.own, [3, 2]);

	// By the operator of a network: the certificate and the network.
	let (asking, certificate) = ext.execute_with(|| {
		let (schema, certificate) = certified();
		let terms = Terms { to_supply: Some(Requirement { network: 0, schema }), ..terms() };
		let id = market(Some(DOLLAR), None, terms);
		submit(Charlie, Lend::supply { market: id, assets: DOLLARS, certificate: Some(certificate) });
		next_block();
		(id, certificate)
	});
	let call = Lend::supply { market: asking, assets: DOLLARS, certificate: Some(certificate) };
	let asked = cost(&mut ext, "supply, with a certificate", Charlie, call);
	no_more("supply, with a certificate", asked, [3, 2], [6, 4], [2, 0]);
	assert_eq!((asked.own, asked.certification), ([3, 2], [2, 0]));
	ext.execute_with(check);
}

/// However many positions a market has, and however long nobody has touched it, it costs as much.
#[test]
fn however_many_positions_there_are_as_much_is_read_and_written() {
	let (mut ext, id) = scene();
	let before = cost(&mut ext, "repay, of a few", Charlie, repay(id, Amount::Assets(DOLLARS)));
	ext.execute_with(|| {
		for who in [Alice, Dave, Eve, Ferdie] {
			submit(who, supply(id, 100 * DOLLARS));
			submit(who, add_collateral(id, 100 * CIV));
			submit(who, borrow(id, 20 * DOLLARS));
		}
		pass(YEAR);
		submit(Bob, supply(id, DOLLARS));
	});
	let after = cost(&mut ext, "repay, of many after a year", Charlie, repay(id, Amount::Assets(DOLLARS)));
	assert_eq!(before, after);
	ext.execute_with(check);
}

/// Let a vault have so many dollars in each of its markets, by their place.
fn moved(vault: VaultId, to: impl Fn(usize) -> Balance) -> Save {
	let markets = vault_info(vault).markets.into_iter().enumerate();
	let targets = markets.map(|(place, known)| Target { market: known.market, assets: to(place) * DOLLARS });
	Save::reallocate { vault, targets: BoundedVec::truncate_from(targets.collect()) }
}

/// A vault that has 60 dollars in each of so many markets, whose caps are 100, and 30 for each idle. Charlie has borrowed a part, so that
/// no market pays all out. Bob has a position of his own in each.
fn vault_of(markets: u32) -> (TestExternalities, VaultId) {
	let mut ext = development();
	let id = ext.execute_with(|| {
		found();
		let id = vault(0);
		for number in 0..Balance::from(markets) {
			let terms = Terms { min_debt: 10 * DOLLARS + number, ..still() };
			list(id, market(Some(DOLLAR), None, terms), 100 * DOLLARS);
		}
		submit(Bob, deposit(id, Balance::from(markets) * 100 * DOLLARS));
		for known in vault_info(id).markets {
			submit(Charlie, add_collateral(known.market, 100 * CIV));
			submit(Charlie, borrow(known.market, 30 * DOLLARS));
		}
		submit(Bob, in_kind(id, holding(id, Bob).shares / 10));
		submit(CURATOR, moved(id, |_| 60));
		next_block();
		id
	});
	(ext, id)
}

/// Each step touches all markets.
#[test]
fn a_vault_reads_and_writes_so_much_more_for_each_of_its_markets() {
	type Step = (&'static str, Sr25519Keyring, fn(VaultId) -> Save, [usize; 2], [usize; 2]);
	for n in [1, 8] {
		let (mut ext, id) = vault_of(n);
		let n = n as usize;
		// The clock, the vault, and each market and the position in it; the vault, and the same again.
		let own = [2 + 2 * n, 1 + 2 * n];
		let steps: [Step; 4] = [
			// All shares; the asset, the vault's account, and twice what is on hold in it. Of each market twice what is on hold in its
			// account, and that account, if money goes there.
			(
				"reallocate",
				CURATOR,
				|id| moved(id, |place| if place % 2 == 0 { 80 } else { 40 }),
				own,
				[5 + 2 * n + n.div_ceil(2), 4 + 2 * n],
			),
			// The shares of who deposits, the account that it comes from, and what is on hold in it, besides.
			(
				"deposit",
				Bob,
				|id| {
					let room = vault_info(id).markets.iter().map(|known| known.cap - known.worth).sum::<Balance>();
					deposit(id, room - DOLLARS)
				},
				own,
				[8 + 3 * n, 7 + 2 * n],
			),
			// Two positions for each market, which is not written; both of shares, and what is idle: the asset, the account that it goes
			// to, and twice what is on hold in the vault's.
			("redeem in kind", Bob, |id| in_kind(id, 10 * DOLLARS * 1_000_000), [2 + 3 * n, 1 + 2 * n], [6, 6]),
			// All but a part of what the first market has in cash.
			(
				"redeem in cash",
				Bob,
				|id| in_cash(id, (vault_info(id).cash - 10 * DOLLARS) * 1_000_000),
				own,
				[7 + 2 * n, 7 + 2 * n],
			),
		];
		for (name, who, call, own, money) in steps {
			let name = format!("{name}, {n} markets");
			let call = ext.execute_with(|| call(id));
			let cost = cost(&mut ext, &name, who, call);
			no_more(&name, cost, own, money, NONE);
			assert_eq!(cost.own, own, "{name}");
		}
		ext.execute_with(check);
	}
}

/// Alice's network, with a schema by which she has certified Charlie.
fn certified() -> (SchemaId, CertificateId) {
	certified_by(Alice, Charlie)
}

/// The first network, with a schema by which its operator has certified someone.
pub(super) fn certified_by(operator: Sr25519Keyring, subject: Sr25519Keyring) -> (SchemaId, CertificateId) {
	let found = Certify::<Runtime>::found_network {
		name: "Exchange".try_into().expect("short"),
		policy_hash: H256::zero(),
		policy_uri: Default::default(),
		membership: Membership::Closed,
	};
	submit(operator, found);
	let content = SchemaContent {
		kind: SchemaKind::OTHER,
		name: "Trader".try_into().expect("short"),
		document_hash: H256::zero(),
		document_uri: Default::default(),
		rules: Default::default(),
		max_validity: None,
		supersedes: None,
	};
	let schema = schema_id(0, &content);
	submit(operator, Certify::<Runtime>::register_schema { network: 0, content });
	let content = Content {
		claims: H256::repeat_byte(1),
		record: Default::default(),
		evidence: None,
		search_key: None,
		valid_from: None,
		valid_until: None,
	};
	let subject = account(subject);
	let certificate = certificate_id(Authority::Operator(0), &schema, &subject, &content, None);
	submit(operator, Certify::<Runtime>::issue { accreditation: None, schema, subject, content, nullifier: None });
	(schema, certificate)
}
