//! A chain in memory on which things are tried, and what has to hold after each.

use crate::{
	arguments::Maker,
	common::{leap, signed, *},
	dice::Dice,
	ensure, forbidden,
	ledger::Ledger,
	logged,
	outflow::{self, Before},
	pool::Pool,
	recipes::{
		self,
		agreements::Signed,
		world::{World, PAUPERS, PEOPLE},
	},
	report::{Report, Way},
	steps::Step,
	types::{name_of, Types},
	weight,
};
use civitas_runtime::{
	configs::governance::{CouncilInstance, TechnicalInstance},
	AccountId, RuntimeCall, RuntimeOrigin, System,
};
use codec::Decode;
use sp_core::H256;
use sp_keyring::Sr25519Keyring;
use sp_runtime::{traits::Dispatchable, DispatchError, StateVersion};
use std::{collections::BTreeMap, sync::OnceLock};

/// How many calls that have succeeded are remembered, the newest.
const KNOWN: usize = 64;

/// A state, and its root.
type Snapshot = (Vec<(Vec<u8>, (Vec<u8>, i32))>, H256);

/// Who makes a call.
enum Origin {
	Account(AccountId),
	/// By a transaction that this key signs, with its fee.
	Transaction(Sr25519Keyring),
	Other(RuntimeOrigin),
}

/// A call that is to be made.
struct Trial {
	way: Way,
	origin: Origin,
	call: RuntimeCall,
}

/// The chain, and what is known of it.
pub struct Chain {
	ext: sp_io::TestExternalities,
	world: World,
	pool: Pool,
	/// Calls that have succeeded.
	known: Vec<RuntimeCall>,
	agreed: Signed,
}

/// What there is in the beginning.
fn beginning() -> &'static (Snapshot, World, Pool) {
	static BEGINNING: OnceLock<(Snapshot, World, Pool)> = OnceLock::new();
	BEGINNING.get_or_init(|| {
		let (mut ext, mut pool) = (development(), Pool::default());
		let world = ext.execute_with(|| {
			let world = World::new();
			pool.look(Types::get());
			world
		});
		ext.commit_all().expect("no transaction is open");
		(ext.into_raw_snapshot(), world, pool)
	})
}

impl Chain {
	/// One on which nothing was tried yet.
	pub fn new() -> Self {
		let ((state, root), world, pool) = beginning();
		let ext = sp_io::TestExternalities::from_raw_snapshot(state.clone(), *root, StateVersion::V1);
		Self { ext, world: world.clone(), pool: pool.clone(), known: Vec::new(), agreed: Signed::default() }
	}

	/// Do something in its state.
	pub fn execute_with<R>(&mut self, act: impl FnOnce() -> R) -> R {
		self.ext.execute_with(act)
	}

	/// Try something. What must not be is an error; and so is a panic.
	pub fn step(&mut self, step: &Step, report: &mut Report) -> Result<(), String> {
		if step.blocks() > 0 {
			self.pass(step.blocks())?;
		}
		let Some(trial) = self.trial(step) else { return Ok(()) };
		if forbidden::is_forbidden(&trial.call) {
			return Ok(());
		}
		match &trial.origin {
			Origin::Transaction(who) => self.transact(*who, &trial, report),
			Origin::Account(who) => {
				let who = who.clone();
				self.dispatch(&trial, RuntimeOrigin::signed(who.clone()), Some(who), report)
			},
			Origin::Other(origin) => self.dispatch(&trial, origin.clone(), None, report),
		}
	}

	/// Let so many blocks pass, and look whether all is in order.
	pub fn pass(&mut self, blocks: u32) -> Result<(), String> {
		let pool = &mut self.pool;
		self.ext.execute_with(|| {
			sums()?;
			// The invariants tell what is wrong in the log alone.
			logged::take();
			leap(blocks.into(), blocks);
			pool.look(Types::get());
			Ok(())
		})
	}

	/// What is tried in this step.
	fn trial(&mut self, step: &Step) -> Option<Trial> {
		let Self { ext, world, pool, known, .. } = self;
		let types = Types::get();
		let kind = &types.kinds[usize::from(step.kind) % types.kinds.len()];
		let mut dice = Dice(step.seed);
		ext.execute_with(|| {
			let dice = &mut dice;
			let way = dice.below(20);
			if way < 11 {
				if let Some((who, call)) = recipes::made(world, &kind.name, dice) {
					let call = if way < 7 { call } else { Maker::new(pool, known, dice).changed(&call)? };
					let way = if way < 7 { Way::Recipe } else { Way::Changed };
					// Mostly by who may.
					let origin = if dice.once_in(8) { origin(world, pool, dice) } else { Origin::Account(who) };
					return Some(Trial { way, origin, call });
				}
			}
			let origin = origin(world, pool, dice);
			if way == 19 {
				return Some(Trial { way: Way::Again, origin, call: dice.find(known.iter().cloned())? });
			}
			let call = Maker::new(pool, known, dice).call(kind)?;
			Some(Trial { way: Way::Metadata, origin, call })
		})
	}

	fn dispatch(
		&mut self,
		trial: &Trial,
		origin: RuntimeOrigin,
		who: Option<AccountId>,
		report: &mut Report,
	) -> Result<(), String> {
		let Trial { way, call, .. } = trial;
		let before = who.as_ref().map(|_| self.ext.execute_with(|| Before::of(call)));
		// So that only what this call writes is among what was written.
		self.ext.execute_with(System::reset_events);
		let (mut outcome, dispatched) = (None, call.clone());
		let (read, written) = traffic(&mut self.ext, || outcome = Some(dispatched.dispatch(origin)));
		let outcome = outcome.expect("it was made");
		report.note(&name_of(call), *way, outcome.as_ref().err().map(|failed| named(failed.error)));
		let post = match outcome {
			Ok(post) => post,
			Err(_) => {
				let changed = weight::counted(&written);
				ensure!(changed.is_empty(), "{call:?} has failed, and has changed {}", weight::show(&changed));
				return Ok(());
			},
		};
		weight::check(who.as_ref(), call, &post, &read, &written).map_err(|wrong| format!("{wrong}, by {call:?}"))?;
		let Self { ext, world, pool, known, agreed } = self;
		ext.execute_with(|| {
			let types = Types::get();
			events().iter().for_each(|event| pool.hear(types, event));
			world.look();
			match who.zip(before) {
				Some((who, before)) => report.note_done(outflow::check(&who, call, before, agreed)?),
				// Others are bound by nothing that they sign.
				None => {
					agreed.note(call)?;
				},
			}
			Ok::<_, String>(())
		})?;
		known.insert(0, call.clone());
		known.truncate(KNOWN);
		Ok(())
	}

	fn transact(&mut self, who: Sr25519Keyring, trial: &Trial, report: &mut Report) -> Result<(), String> {
		let Trial { way, call, .. } = trial;
		let Self { ext, agreed, .. } = self;
		ext.execute_with(|| {
			System::reset_events();
			let outcome = apply(signed(who, call.clone(), 0));
			let failed = match outcome {
				Ok(Ok(())) => None,
				Ok(Err(error)) => Some(named(error)),
				Err(error) => Some(format!("{error:?}")),
			};
			report.note(&name_of(call), *way, failed);
			agreed.note(call).map(drop)
		})
	}
}

/// Anyone as whom a call can be made.
fn origin(world: &World, pool: &Pool, dice: &mut Dice) -> Origin {
	let committee = |dice: &mut Dice| (1 + dice.below(3) as u32, 3);
	match dice.below(20) {
		0 => Origin::Other(RuntimeOrigin::root()),
		1 => {
			let (yes, all) = committee(dice);
			Origin::Other(pallet_collective::RawOrigin::<AccountId, CouncilInstance>::Members(yes, all).into())
		},
		2 => {
			let (yes, all) = committee(dice);
			Origin::Other(pallet_collective::RawOrigin::<AccountId, TechnicalInstance>::Members(yes, all).into())
		},
		3 => Origin::Other(RuntimeOrigin::none()),
		4 | 5 => Origin::Transaction(dice.pick(&[&PEOPLE[..], &PAUPERS[..]].concat())),
		6 => Origin::Account(account_of(pool, dice).unwrap_or_else(|| world.anyone(dice))),
		_ => Origin::Account(dice.pick(&world.everyone)),
	}
}

/// An account that was seen.
fn account_of(pool: &Pool, dice: &mut Dice) -> Option<AccountId> {
	static ID: OnceLock<Option<u32>> = OnceLock::new();
	let id = ID.get_or_init(|| Types::get().id_of("AccountId32"));
	let bytes = pool.values((*id)?)?.get(dice.next())?;
	AccountId::decode(&mut &bytes[..]).ok()
}

/// The name of an error, by the metadata.
fn named(error: DispatchError) -> String {
	match error {
		DispatchError::Module(module) => module.message.map_or_else(|| format!("{module:?}"), str::to_owned),
		other => format!("{other:?}"),
	}
}

/// There is as much of everything as all have together.
fn sums() -> Result<(), String> {
	let ledger = Ledger::now();
	let mut sums = BTreeMap::<_, u128>::new();
	for ((asset, _), amount) in &ledger.total {
		*sums.entry(*asset).or_default() += amount;
	}
	for (asset, issued) in &ledger.issued {
		let sum = sums.get(asset).copied().unwrap_or_default();
		ensure!(sum == *issued, "there are {issued} of {asset:?}, and all have {sum} together");
	}
	Ok(())
}
