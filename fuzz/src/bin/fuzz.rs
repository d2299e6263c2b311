//! Tries random calls until it is told to stop: `fuzz --help`.

use civitas_fuzz::{report::Report, search, steps};
use clap::Parser;
use std::{
	fs,
	path::PathBuf,
	sync::{
		atomic::{AtomicU64, Ordering},
		Mutex,
	},
	thread,
	time::{Duration, Instant},
};

/// Try random calls on the runtime, in memory, and tell what was found.
#[derive(Parser)]
struct Options {
	/// How many calls to make.
	#[arg(long, default_value_t = 1_000_000)]
	count: u64,
	/// For how many minutes at most.
	#[arg(long)]
	minutes: Option<u64>,
	/// The first seed; each chain takes the next.
	#[arg(long, default_value_t = 0)]
	seed: u64,
	/// How many steps there are on a chain.
	#[arg(long, default_value_t = 400)]
	steps: usize,
	/// Try the steps of this file alone, and print each call.
	#[arg(long)]
	again: Option<PathBuf>,
	/// Where each find is written, in a file with the seed of its chain.
	#[arg(long, default_value = "fuzz/found")]
	found: PathBuf,
}

fn main() {
	let options = Options::parse();
	if let Some(file) = &options.again {
		let steps = civitas_fuzz::read(file).unwrap_or_else(|error| panic!("{error}"));
		let mut report = Report::default();
		report.tells = true;
		match civitas_fuzz::attempt(&steps, &mut report) {
			Ok(()) => println!("nothing was found"),
			Err(what) => {
				println!("{what}");
				std::process::exit(1);
			},
		}
		return;
	}
	let (seed, made, finds) = (AtomicU64::new(options.seed), AtomicU64::new(0), AtomicU64::new(0));
	let report = Mutex::new(Report::default());
	let (begun, limit) = (Instant::now(), options.minutes.map(|minutes| Duration::from_secs(60 * minutes)));
	let workers = thread::available_parallelism().map_or(1, |count| count.get());
	thread::scope(|scope| {
		for _ in 0..workers {
			scope.spawn(|| {
				while made.load(Ordering::Relaxed) < options.count && limit.is_none_or(|limit| begun.elapsed() < limit)
				{
					let seed = seed.fetch_add(1, Ordering::Relaxed);
					let mut own = Report::default();
					let outcome = search(&steps::of_seed(seed, options.steps), &mut own);
					made.fetch_add(own.counts().0, Ordering::Relaxed);
					report.lock().expect("no worker panics").add(own);
					if let Err(find) = outcome {
						finds.fetch_add(1, Ordering::Relaxed);
						// At once: whoever stops the run has it.
						fs::create_dir_all(&options.found).expect("the folder can be made");
						let file = options.found.join(format!("{seed}.txt"));
						fs::write(&file, civitas_fuzz::written(&find)).expect("it can be written");
						println!("{}: {}\n", file.display(), find.what);
					}
				}
			});
		}
	});
	println!("{}", report.into_inner().expect("no worker panics"));
	let finds = finds.into_inner();
	println!("{finds} found in {} s", begun.elapsed().as_secs());
	std::process::exit(i32::from(finds > 0));
}
