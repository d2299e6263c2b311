//! A chain in memory on which things are tried, and what has to hold after each.

use crate::{
	arguments::Maker,
	bystander, clerk,
	common::{leap, signed, *},
	dice::Dice,
	ensure,
	exceptions::{excepts, Exception},
	ledger::{less, Ledger, Sums},
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
	types::Types,
	weight,
};
use civitas_runtime::{
	configs::governance::{CouncilInstance, TechnicalInstance},
	AccountId, Balances, Runtime, RuntimeCall, RuntimeOrigin, System,
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
#[derive(Debug)]
pub enum Origin {
	Account(AccountId),
	/// By a transaction that this key signs, with its fee.
	Transaction(Sr25519Keyring),
	Other(RuntimeOrigin),
}

/// A call that is to be made.
#[derive(Debug)]
pub struct Trial {
	pub way: Way,
	pub origin: Origin,
	pub call: RuntimeCall,
}

/// The chain, and what is known of it.
pub struct Chain {
	ext: sp_io::TestExternalities,
	world: World,
	pool: Pool,
	/// Calls that have succeeded.
	known: Vec<RuntimeCall>,
	agreed: Signed,
	/// What everybody has, where nothing has happened since it was looked at: that takes longer than most calls.
	ledger: Option<Ledger>,
}

/// What there is in the beginning.
fn beginning() -> &'static (Snapshot, World, Pool) {
	static BEGINNING: OnceLock<(Snapshot, World, Pool)> = OnceLock::new();
	BEGINNING.get_or_init(|| {
		let (mut ext, mut pool) = (development(), Pool::default());
		let world = ext.execute_with(|| {
			let world = World::begin();
			pool.look(Types::get());
			world
		});
		ext.commit_all().expect("no transaction is open");
		(ext.into_raw_snapshot(), world, pool)
	})
}

impl Default for Chain {
	/// One on which nothing was tried yet.
	fn default() -> Self {
		let ((state, root), world, pool) = beginning();
		let ext = sp_io::TestExternalities::from_raw_snapshot(state.clone(), *root, StateVersion::V1);
		Self {
			ext,
			world: world.clone(),
			pool: pool.clone(),
			known: Vec::new(),
			agreed: Signed::default(),
			ledger: None,
		}
	}
}

impl Chain {
	/// Do something in its state.
	pub fn execute_with<R>(&mut self, act: impl FnOnce() -> R) -> R {
		self.ledger = None;
		self.ext.execute_with(act)
	}

	/// Try something. What must not be is an error; and so is a panic.
	pub fn step(&mut self, step: &Step, report: &mut Report) -> Result<(), String> {
		if step.blocks() > 0 {
			self.pass(step.blocks())?;
		}
		let Some(trial) = self.trial(step) else { return Ok(()) };
		if self.ext.execute_with(|| excepts(Exception::Try, &trial.call)) {
			return Ok(());
		}
		match &trial.origin {
			// As somebody's proxy, for example. He does nothing.
			Origin::Account(who) if bystander::accounts().contains(who) => Ok(()),
			Origin::Transaction(who) => self.transact(*who, &trial, report),
			Origin::Account(who) => {
				self.dispatch(&trial, RuntimeOrigin::signed(who.clone()), Some(who.clone()), report)
			},
			Origin::Other(origin) => self.dispatch(&trial, origin.clone(), None, report),
		}
	}

	/// Let so many blocks pass, and look whether all is in order.
	pub fn pass(&mut self, blocks: u32) -> Result<(), String> {
		self.ledger = None;
		let pool = &mut self.pool;
		self.ext.execute_with(|| {
			sums()?;
			// What root has planned may take from everybody.
			let planned = pallet_scheduler::Agenda::<Runtime>::iter().next().is_some();
			let owned = bystander::owned();
			// The invariants tell what is wrong in the log alone.
			logged::take();
			leap(blocks.into(), blocks);
			pool.look(Types::get());
			if planned {
				return Ok(());
			}
			bystander::check(&owned, &bystander::owned()).map_err(|wrong| format!("{wrong}, while blocks passed"))
		})
	}

	/// What is tried in this step.
	fn trial(&mut self, step: &Step) -> Option<Trial> {
		let Self { ext, world, pool, known, ledger, .. } = self;
		let types = Types::get();
		let kind = &types.kinds[usize::from(step.kind)];
		let mut dice = Dice(step.seed);
		ext.commit_all().expect("no transaction is open");
		let trial = ext.execute_with(|| {
			let dice = &mut dice;
			let way = dice.below(20);
			let mut may_be_anyone = true;
			if way < 13 {
				if let Some(attempt) = recipes::made(world, &kind.name, dice) {
					let (who, call) = clerk::instead(attempt, dice);
					let call = if way < 10 { call } else { Maker::new(pool, known, dice).changed(&call)? };
					let way = if way < 10 { Way::Recipe } else { Way::Changed };
					// Mostly by who may; now and then by a transaction, with its fee.
					let signer = PEOPLE.into_iter().chain(PAUPERS).find(|key| account(*key) == who);
					let origin = match (dice.below(8), signer) {
						(0, _) => origin(world, pool, dice),
						(1, Some(key)) => Origin::Transaction(key),
						_ => Origin::Account(who),
					};
					return Some(Trial { way, origin, call });
				}
				// What no account can make needs those who can.
				may_be_anyone = dice.once_in(4);
			}
			if way == 18 && dice.once_in(4) {
				let (who, call) = recipes::assets::harm(dice)?;
				return Some(Trial { way: Way::Harm, origin: Origin::Account(who), call });
			}
			let origin = if may_be_anyone { origin(world, pool, dice) } else { powerful(dice) };
			if way == 19 {
				return Some(Trial { way: Way::Again, origin, call: dice.find(known.iter().cloned())? });
			}
			let call = Maker::new(pool, known, dice).call(kind)?;
			Some(Trial { way: Way::Metadata, origin, call })
		});
		// A recipe may have done what has to come before.
		if ext.overlayed_changes().changes().next().is_some() {
			*ledger = None;
		}
		trial
	}

	fn dispatch(
		&mut self,
		trial: &Trial,
		origin: RuntimeOrigin,
		who: Option<AccountId>,
		report: &mut Report,
	) -> Result<(), String> {
		let call = &trial.call;
		let known = self.ledger.take();
		let before =
			who.as_ref().map(|_| self.ext.execute_with(|| Before::of(call, known.unwrap_or_else(Ledger::now))));
		// So that only what this call writes is among what was written.
		self.ext.execute_with(System::reset_events);
		let (mut outcome, dispatched) = (None, call.clone());
		let (read, written) = traffic(&mut self.ext, || outcome = Some(dispatched.dispatch(origin)));
		let outcome = outcome.expect("it was made");
		report.note(trial, outcome.as_ref().err().map(|failed| named(failed.error)));
		let post = outcome.as_ref().unwrap_or_else(|failed| &failed.post_info);
		weight::check(who.as_ref(), call, post, &read, &written).map_err(|wrong| format!("{wrong}, by {call:?}"))?;
		if outcome.is_err() {
			let changed = weight::counted(&written);
			ensure!(changed.is_empty(), "{call:?} has failed, and has changed {}", weight::show(&changed));
			self.ledger = before.map(|before| before.ledger);
			return Ok(());
		}
		let Self { ext, world, pool, known, agreed, ledger } = self;
		ext.execute_with(|| {
			let types = Types::get();
			events().iter().for_each(|event| pool.hear(types, event));
			world.look();
			match who.zip(before) {
				Some((who, before)) => {
					let after = Ledger::now();
					report.note_done(outflow::check(&who, call, &before, &after, agreed)?);
					*ledger = Some(after);
				},
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
		let call = &trial.call;
		let known = self.ledger.take();
		let Self { ext, agreed, .. } = self;
		ext.execute_with(|| {
			let before = Before::of(call, known.unwrap_or_else(Ledger::now));
			System::reset_events();
			let failed = match apply(signed(who, call.clone(), 0)) {
				Ok(Ok(())) => None,
				Ok(Err(error)) => Some(named(error)),
				Err(error) => Some(format!("{error:?}")),
			};
			report.note(trial, failed.clone());
			let after = Ledger::now().before_fees(&before.ledger);
			if failed.is_none() {
				return outflow::check(&account(who), call, &before, &after, agreed).map(drop);
			}
			let lost = [less(&before.ledger.free, &after.free), less(&before.ledger.total, &after.total)];
			ensure!(
				lost.iter().all(Sums::is_empty),
				"{call:?} of {who} has failed, and more than its fee is gone: {lost:?}"
			);
			Ok(())
		})
	}
}

/// Root, or some of a committee.
fn powerful(dice: &mut Dice) -> Origin {
	let yes = 1 + dice.below(3) as u32;
	Origin::Other(match dice.below(4) {
		0 => pallet_collective::RawOrigin::<AccountId, CouncilInstance>::Members(yes, 3).into(),
		1 => pallet_collective::RawOrigin::<AccountId, TechnicalInstance>::Members(yes, 3).into(),
		_ => RuntimeOrigin::root(),
	})
}

/// Anyone as whom a call can be made.
fn origin(world: &World, pool: &Pool, dice: &mut Dice) -> Origin {
	match dice.below(20) {
		0..=2 => powerful(dice),
		3 => Origin::Other(RuntimeOrigin::none()),
		4 | 5 => Origin::Transaction(dice.pick(&[&PEOPLE[..], &PAUPERS[..]].concat())),
		6 => Origin::Account(account_of(pool, dice).unwrap_or_else(|| world.anyone(dice))),
		_ => Origin::Account(dice.pick(&world.everyone)),
	}
}

/// An account that was seen, and that somebody can act as: not of a pool, a market or a vault, and not the bystander.
fn account_of(pool: &Pool, dice: &mut Dice) -> Option<AccountId> {
	static ID: OnceLock<Option<u32>> = OnceLock::new();
	let id = ID.get_or_init(|| Types::get().id_of("AccountId32"));
	let bytes = pool.values((*id)?)?.get(dice.number())?;
	AccountId::decode(&mut &bytes[..]).ok().filter(|who| !recipes::markets::passive().contains(who))
}

/// The name of an error, by the metadata.
fn named(error: DispatchError) -> String {
	match error {
		DispatchError::Module(module) => module.message.map_or_else(|| format!("{module:?}"), str::to_owned),
		other => format!("{other:?}"),
	}
}

/// There is as much of everything as all have together, and nobody has more on hold than is reserved of what he has.
fn sums() -> Result<(), String> {
	for (who, holds) in pallet_balances::Holds::<Runtime>::iter() {
		let (held, reserved) = (holds.iter().map(|hold| hold.amount).sum::<u128>(), Balances::reserved_balance(&who));
		ensure!(held <= reserved, "{who} has {held} on hold, of {reserved}: {holds:?}");
	}
	let ledger = Ledger::now();
	let mut sums = BTreeMap::<_, u128>::new();
	for ((asset, _), amount) in &ledger.total {
		*sums.entry(*asset).or_default() += amount;
	}
	for (asset, issued) in &ledger.issued {
		// While an asset is destroyed, account by account, as much of it is said to be there as ever.
		let details = asset.and_then(pallet_assets::Asset::<Runtime>::get);
		if details.is_some_and(|details| details.status == pallet_assets::AssetStatus::Destroying) {
			continue;
		}
		let sum = sums.get(asset).copied().unwrap_or_default();
		ensure!(sum == *issued, "there are {issued} of {asset:?}, and all have {sum} together");
	}
	Ok(())
}
