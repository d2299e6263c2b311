//! Sending, and following until all is final.

use super::{fleet::Signed, stage::failure, Stage};
use crate::client::{from_hex, CallError, Client};
use civitas_runtime::{opaque::Header, BlockNumber, Hash};
use codec::{Compact, Decode};
use frame_support::storage::storage_prefix;
use serde_json::{json, Value};
use sp_core::H256;
use sp_io::hashing::blake2_256;
use std::{
	collections::{BTreeMap, BTreeSet, HashMap},
	fs,
	sync::{
		atomic::{AtomicUsize, Ordering},
		Mutex,
	},
	time::{Duration, Instant},
};
use tokio::{sync::Semaphore, time::sleep};

/// How fast transactions are sent.
#[derive(Clone, Copy, Debug)]
pub enum Pace {
	/// As fast as they are taken, and only until all are in blocks: for what is prepared.
	Prepare,
	/// As fast as they are taken, so that there are always some waiting.
	Full,
	/// So many a second.
	Rate(f64),
}

/// How many wait at most to get into a block: the SDK's pools take 8,192.
const WAITING: usize = 8_000;
/// How many are sent in one message.
const BATCH: usize = 50;
/// How long a pool that is full is left alone.
const REST: Duration = Duration::from_millis(100);
/// How long it may take until the next transaction gets into a block or becomes final. Then nothing will come any more.
const PATIENCE: Duration = Duration::from_secs(60);
/// The pool has no room.
const POOL_IS_FULL: i32 = 1016;

/// A block with transactions of ours.
#[derive(Clone, Debug)]
pub struct Block {
	/// Its number.
	pub number: BlockNumber,
	/// Its hash.
	pub hash: Hash,
	/// Its time by the chain, in milliseconds since the Unix epoch.
	pub time: u64,
	/// How many transactions of ours it has.
	pub count: usize,
	/// How many picoseconds those of users are charged for.
	pub weight: u64,
	/// When it was seen as the best.
	pub seen: Duration,
	/// How many seconds of processor time the nodes, and this program, had taken by then.
	pub processor: [f64; 2],
	/// When it was final.
	pub finalized: Option<Duration>,
}

/// What became of one transaction: times since the first was sent.
#[derive(Clone, Copy, Debug, Default)]
struct Fate {
	sent: Option<Duration>,
	included: Option<(Duration, Hash, usize)>,
	finalized: Option<Duration>,
}

/// What became of all.
pub struct Run {
	fates: Vec<Fate>,
	/// The blocks that are in the chain in the end.
	pub blocks: Vec<Block>,
	/// Why some were not taken.
	pub refusals: BTreeMap<String, usize>,
	/// Why some failed, though they are in a block.
	pub failures: BTreeMap<String, usize>,
	/// How many blocks the first node has seen that are not in the chain.
	pub forks: usize,
	/// From the first that was sent to the last that was sent, and to the last that was final.
	pub sending: Duration,
	/// See [`Self::sending`].
	pub whole: Duration,
}

impl Run {
	/// In which block each is, and in which place.
	pub fn places(&self) -> impl Iterator<Item = (Hash, usize)> + '_ {
		self.fates.iter().map(|fate| {
			let (_, block, index) = fate.included.expect("it is in a block");
			(block, index)
		})
	}

	/// From when each was sent until it was in a block.
	pub fn to_inclusion(&self) -> Vec<Duration> {
		self.fates.iter().filter_map(|fate| Some(fate.included?.0.saturating_sub(fate.sent?))).collect()
	}

	/// From when each was sent until it was final.
	pub fn to_finality(&self) -> Vec<Duration> {
		self.fates.iter().filter_map(|fate| Some(fate.finalized?.saturating_sub(fate.sent?))).collect()
	}

	/// How many were sent, got into blocks, and are final.
	pub fn counts(&self) -> [usize; 3] {
		let of = |is: fn(&Fate) -> bool| self.fates.iter().filter(|fate| is(fate)).count();
		[of(|fate| fate.sent.is_some()), of(|fate| fate.included.is_some()), of(|fate| fate.finalized.is_some())]
	}
}

/// When a block was seen first, what had been taken by then, and which transactions of ours it has, in which places.
type Content = (Duration, [f64; 2], Vec<(usize, usize)>);

/// What is known while it goes on.
struct Watch<'a> {
	stage: &'a Stage,
	start: Instant,
	places: HashMap<H256, usize>,
	fates: Mutex<Vec<Fate>>,
	contents: Mutex<HashMap<Hash, Content>>,
	blocks: Mutex<BTreeMap<BlockNumber, Block>>,
	/// All blocks that were ever seen.
	all: Mutex<BTreeSet<(BlockNumber, Hash)>>,
	room: Semaphore,
	refusals: Mutex<BTreeMap<String, usize>>,
	sent: AtomicUsize,
	refused: AtomicUsize,
	included: AtomicUsize,
	finalized: AtomicUsize,
}

/// Send transactions, and wait until all are final; of those that are prepared, until all are in blocks.
pub async fn drive(stage: &Stage, signed: Vec<Signed>, pace: Pace) -> Run {
	// Before anything is sent. A subscription begins with the head that there is then, which may be later.
	let first = stage.client().best().await.0;
	let watch = Watch {
		stage,
		start: Instant::now(),
		places: signed.iter().enumerate().map(|(index, signed)| (signed.hash, index)).collect(),
		fates: Mutex::new(vec![Fate::default(); signed.len()]),
		contents: Mutex::default(),
		blocks: Mutex::default(),
		all: Mutex::default(),
		room: Semaphore::new(WAITING),
		refusals: Mutex::default(),
		sent: AtomicUsize::new(0),
		refused: AtomicUsize::new(0),
		included: AtomicUsize::new(0),
		finalized: AtomicUsize::new(0),
	};
	let mut queues: Vec<Vec<(usize, &Signed)>> = vec![Vec::new(); stage.connections().len()];
	for (index, transaction) in signed.iter().enumerate() {
		queues[stage.connection(transaction.who)].push((index, transaction));
	}
	let queues = queues.into_iter().zip(stage.connections()).enumerate();
	let queues = queues.map(|(place, (queue, client))| watch.send(place, client, queue, pace));
	let sending = async {
		futures::future::join_all(queues).await;
		watch.start.elapsed()
	};
	let total = signed.len();
	let ended = async {
		let mut last = ([0; 3], Instant::now());
		loop {
			let now = [&watch.refused, &watch.included, &watch.finalized].map(|count| count.load(Ordering::Relaxed));
			let [refused, included, finalized] = now;
			let done = if matches!(pace, Pace::Prepare) { included } else { finalized };
			if refused + done >= total {
				return;
			}
			if now != last.0 {
				last = (now, Instant::now());
			} else if last.1.elapsed() > PATIENCE {
				eprintln!("of {total} transactions {refused} are refused, {included} in blocks, {finalized} final: no more come");
				return;
			}
			sleep(Duration::from_millis(20)).await;
		}
	};
	let whole = async {
		let (sending, ()) = tokio::join!(sending, ended);
		(sending, watch.start.elapsed())
	};
	let (sending, whole) = tokio::select! {
		times = whole => times,
		() = watch.follow(first) => unreachable!("a chain goes on"),
	};
	watch.end(matches!(pace, Pace::Prepare), sending, whole).await
}

impl Watch<'_> {
	/// Send what goes over one connection, one after the other of which sends at a given rate.
	async fn send(&self, place: usize, client: &Client, queue: Vec<(usize, &Signed)>, pace: Pace) {
		let share = self.stage.connections().len() as f64;
		for (number, batch) in queue.chunks(BATCH).enumerate() {
			if let Pace::Rate(rate) = pace {
				let due = Duration::from_secs_f64((number as f64 * share + place as f64) * BATCH as f64 / rate);
				sleep(due.saturating_sub(self.start.elapsed())).await;
			}
			let room = self.room.acquire_many(batch.len() as u32).await.expect("it is never closed");
			// Given back as they get into blocks.
			room.forget();
			let mut rest: Vec<(usize, &Signed)> = batch.to_vec();
			while !rest.is_empty() {
				let params = rest.iter().map(|(_, signed)| json!([signed.text])).collect();
				let now = self.start.elapsed();
				{
					let mut fates = self.fates.lock().expect("nobody panics");
					for (index, _) in &rest {
						fates[*index].sent.get_or_insert(now);
					}
				}
				let answers = match client.try_batch("author_submitExtrinsic", params).await {
					Ok(answers) => answers,
					Err(error) => panic!("the node takes no transactions: {error}"),
				};
				let mut again = Vec::new();
				for (one, answer) in rest.iter().zip(answers) {
					match answer {
						Ok(_) => {
							self.sent.fetch_add(1, Ordering::Relaxed);
						},
						Err(CallError::Refused { code: POOL_IS_FULL, .. }) => again.push(*one),
						Err(error) => {
							*self.refusals.lock().expect("nobody panics").entry(error.to_string()).or_default() += 1;
							self.refused.fetch_add(1, Ordering::Relaxed);
							self.room.add_permits(1);
						},
					}
				}
				rest = again;
				if !rest.is_empty() {
					sleep(REST).await;
				}
			}
		}
	}

	/// Follow the chain from this block on, for ever.
	async fn follow(&self, first: BlockNumber) {
		let client = self.stage.client();
		let subscribed = "a node tells of its blocks";
		let mut best = client
			.subscribe("chain_subscribeNewHeads", json!([]), "chain_unsubscribeNewHeads")
			.await
			.expect(subscribed);
		let mut last = client
			.subscribe("chain_subscribeFinalizedHeads", json!([]), "chain_unsubscribeFinalizedHeads")
			.await
			.expect(subscribed);
		let mut all = client
			.subscribe("chain_subscribeAllHeads", json!([]), "chain_unsubscribeAllHeads")
			.await
			.expect(subscribed);
		let mut finalized = first;
		loop {
			tokio::select! {
				head = best.next() => {
					let number = number(&head.expect("the node goes on").expect("it can be read"));
					// Of several that come at once, the last is told; and where a fork wins, those before it are others, too.
					for number in (first + 1..=number).rev() {
						if !self.see(number).await {
							break;
						}
					}
				},
				head = last.next() => {
					let number = number(&head.expect("the node goes on").expect("it can be read"));
					// Those that become final together, do so at one time.
					let now = self.start.elapsed();
					for number in finalized + 1..=number {
						self.finalize(number, now).await;
					}
					finalized = finalized.max(number);
				},
				head = all.next() => {
					let head = head.expect("the node goes on").expect("it can be read");
					self.all.lock().expect("nobody panics").insert((number(&head), header_hash(&head)));
				},
			}
		}
	}

	/// A block is in the chain of the best one: which of ours are in it. Whether that was not known.
	async fn see(&self, number: BlockNumber) -> bool {
		let now = self.start.elapsed();
		let client = self.stage.client();
		let Some(block) = client.block_hash(number).await else { return false };
		if self.blocks.lock().expect("nobody panics").get(&number).is_some_and(|known| known.hash == block) {
			return false;
		}
		// Of two blocks of a number, the first can become the best again.
		let known = self.contents.lock().expect("nobody panics").get(&block).cloned();
		let (seen, processor, ours) = match known {
			Some(known) => known,
			None => (now, processor(self.stage), self.ours(block).await),
		};
		let mut fates = self.fates.lock().expect("nobody panics");
		for (index, place) in &ours {
			if fates[*index].included.is_none() {
				self.included.fetch_add(1, Ordering::Relaxed);
				self.room.add_permits(1);
			}
			fates[*index].included = Some((seen, block, *place));
		}
		let count = ours.len();
		self.contents.lock().expect("nobody panics").insert(block, (seen, processor, ours));
		let block = Block { number, hash: block, time: 0, count, weight: 0, seen, processor, finalized: None };
		self.blocks.lock().expect("nobody panics").insert(number, block);
		true
	}

	/// Which of ours are in a block, and in which places.
	async fn ours(&self, block: Hash) -> Vec<(usize, usize)> {
		let body = self.stage.client().call("chain_getBlock", json!([block])).await;
		let extrinsics = body["block"]["extrinsics"].as_array().expect("a block has extrinsics");
		let found = extrinsics.iter().enumerate().filter_map(|(place, extrinsic)| {
			let hash = blake2_256(&from_hex(extrinsic.as_str().expect("extrinsics are texts")));
			Some((*self.places.get(&hash.into())?, place))
		});
		found.collect()
	}

	/// A block is final.
	async fn finalize(&self, number: BlockNumber, now: Duration) {
		// It may have become final before it was told to be the best.
		self.see(number).await;
		let mut blocks = self.blocks.lock().expect("nobody panics");
		let Some(block) = blocks.get_mut(&number) else { return };
		block.finalized = Some(now);
		let contents = self.contents.lock().expect("nobody panics");
		let mut fates = self.fates.lock().expect("nobody panics");
		for (index, _) in contents.get(&block.hash).into_iter().flat_map(|(_, _, ours)| ours) {
			fates[*index].finalized = Some(now);
			self.finalized.fetch_add(1, Ordering::Relaxed);
		}
	}

	/// Ask what need not be known while it goes on.
	async fn end(self, is_preparation: bool, sending: Duration, whole: Duration) -> Run {
		let mut run = Run {
			fates: self.fates.into_inner().expect("nobody panics"),
			blocks: self.blocks.into_inner().expect("nobody panics").into_values().collect(),
			refusals: self.refusals.into_inner().expect("nobody panics"),
			failures: BTreeMap::new(),
			forks: 0,
			sending,
			whole,
		};
		if is_preparation {
			assert!(run.refusals.is_empty(), "calls that others need are not taken: {:?}", run.refusals);
			return run;
		}
		// The state of others may be gone.
		run.blocks.retain(|block| block.finalized.is_some());
		let client = self.stage.client();
		let contents = self.contents.into_inner().expect("nobody panics");
		for block in &mut run.blocks {
			block.time = client.time(block.hash).await;
			block.weight = normal_weight(client, block.hash).await;
			if block.count == 0 {
				continue;
			}
			let events = self.stage.events(block.hash).await;
			for (_, place) in &contents[&block.hash].2 {
				if let Some(reason) = events.get(*place).and_then(|events| failure(events)) {
					*run.failures.entry(reason).or_default() += 1;
				}
			}
		}
		let all = self.all.into_inner().expect("nobody panics");
		for block in &run.blocks {
			let of_number = all.range((block.number, Hash::zero())..=(block.number, Hash::repeat_byte(0xff)));
			run.forks += of_number.filter(|(_, hash)| *hash != block.hash).count();
		}
		run
	}
}

/// What transactions of users are charged for in a block, in picoseconds.
async fn normal_weight(client: &Client, block: Hash) -> u64 {
	let bytes = client.storage(&storage_prefix(b"System", b"BlockWeight"), block).await.unwrap_or_default();
	// The first of three weights, the first of whose parts is the time.
	Compact::<u64>::decode(&mut &bytes[..]).map(u64::from).unwrap_or_default()
}

/// How much processor time all nodes have taken, and this program, in seconds.
fn processor(stage: &Stage) -> [f64; 2] {
	// What `getconf CLK_TCK` says on each Linux.
	const TICKS: f64 = 100.0;
	let of = |pid: u32| {
		let stat = fs::read_to_string(format!("/proc/{pid}/stat")).expect("the process runs");
		// The name, in brackets, may have blanks. The times of user and system are the 14th and the 15th field.
		let (_, rest) = stat.rsplit_once(')').expect("the name is in brackets");
		let fields = rest.split_whitespace().skip(11).take(2);
		fields.map(|ticks| ticks.parse::<f64>().expect("it is a number")).sum::<f64>()
	};
	[stage.nodes().iter().map(|node| of(node.pid())).sum::<f64>() / TICKS, of(std::process::id()) / TICKS]
}

fn number(head: &Value) -> BlockNumber {
	let digits = head["number"].as_str().and_then(|number| number.strip_prefix("0x")).expect("a header has a number");
	BlockNumber::from_str_radix(digits, 16).expect("it is hexadecimal")
}

/// The hash of a header, which its JSON does not say.
fn header_hash(head: &Value) -> Hash {
	let header: Header = serde_json::from_value(head.clone()).expect("it is a header");
	header.hash()
}
