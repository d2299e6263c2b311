//! Measures how much a chain carries: `scripts/bench.sh load`.

use civitas_tests::load::{drive, quantiles, works::page, Chain, Fleet, Pace, Report, Work, WORKS};
use clap::Parser;
use std::{fs, path::PathBuf, time::Instant};

/// Measure how many calls a second a chain carries, and how long they take, on nodes that are started for it.
#[derive(Parser)]
struct Arguments {
	/// What is measured, such as `transfer`; everything if nothing is named.
	calls: Vec<String>,
	/// What is not measured.
	#[arg(long)]
	but: Vec<String>,
	/// How many calls are made, if not as many as is usual.
	#[arg(long)]
	count: Option<usize>,
	/// So many a second, and not as many as are taken.
	#[arg(long)]
	rate: Option<f64>,
	/// Three validators, and not one.
	#[arg(long)]
	three: bool,
	/// The node of another chain of the SDK, which is measured instead of ours.
	#[arg(long)]
	node: Option<PathBuf>,
	/// How many accounts make them.
	#[arg(long, default_value_t = 2_000)]
	accounts: usize,
	/// Options for the nodes, each in one word.
	#[arg(long, allow_hyphen_values = true)]
	option: Vec<String>,
	/// Ask for a page of a hundred certificates all the while, one question after the other, and tell how long that takes.
	#[arg(long)]
	ask: bool,
	/// Where a table goes of what each block had: time, calls, weight, when it was seen and final.
	#[arg(long)]
	blocks: Option<PathBuf>,
	/// A node with benchmarks, which executes the fullest blocks again: how long that takes is told, and what part of what they
	/// are charged for it is.
	#[arg(long)]
	again: Option<PathBuf>,
	/// No heads of columns.
	#[arg(long)]
	bare: bool,
}

/// How many blocks are executed again.
const FULLEST: usize = 3;

#[tokio::main]
async fn main() {
	let arguments = Arguments::parse();
	let names: Vec<_> = WORKS.iter().map(|work| work.name).collect();
	for name in arguments.calls.iter().chain(&arguments.but) {
		assert!(names.contains(&name.as_str()), "{name} is none of {names:?}");
	}
	let named = |names: &[String], work: &Work| names.iter().any(|name| name == work.name);
	let is_chosen = |work: &&Work| arguments.calls.is_empty() || named(&arguments.calls, work);
	let works = WORKS.iter().filter(is_chosen).filter(|work| !named(&arguments.but, work));
	if !arguments.bare {
		println!("{}", Report::head());
	}
	for work in works {
		measure(&arguments, work).await;
	}
}

async fn measure(arguments: &Arguments, work: &Work) {
	let validators = if arguments.three { Chain::THREE } else { Chain::ONE };
	let mut chain = Chain::civitas(validators);
	if let Some(node) = &arguments.node {
		chain = Chain { name: "stock", program: node.clone(), ..chain };
	}
	chain.options.clone_from(&arguments.option);
	let mut stage = chain.start(Fleet::of(arguments.accounts)).await;
	let page = if arguments.ask { Some(page(&mut stage).await) } else { None };
	let steps = (work.prepare)(&mut stage, arguments.count.unwrap_or(work.calls)).await;
	let signed = stage.sign(steps);
	let pace = arguments.rate.map_or(Pace::Full, Pace::Rate);
	let run = match page {
		Some((method, params)) => {
			let client = stage.nodes()[0].connect().await;
			let mut times = Vec::new();
			let ask = async {
				loop {
					let start = Instant::now();
					client.call(method, params.clone()).await;
					times.push(start.elapsed());
				}
			};
			let run = tokio::select! {
				run = drive(&stage, signed, pace) => run,
				() = ask => unreachable!("it goes on asking"),
			};
			let (count, [half, most]) = (times.len(), quantiles(times).map(|seconds| seconds * 1e3));
			println!("{count} pages of 100: half of them within {half:.1} ms, 99 of 100 within {most:.1} ms");
			run
		},
		None => drive(&stage, signed, pace).await,
	};
	let report = Report::of(&run, stage.room());
	println!("| {}, {} | {} | {report}", chain.name, validators.len(), work.name);
	if let Some(node) = &arguments.again {
		let mut blocks: Vec<_> = run.blocks.iter().filter(|block| block.count > 0).collect();
		blocks.sort_by_key(|block| std::cmp::Reverse(block.weight));
		let numbers: Vec<_> = blocks.into_iter().take(FULLEST).map(|block| block.number).collect();
		for (number, [charged, took]) in numbers.iter().zip(stage.execute_again(node, &numbers).await) {
			let (ratio, charged, took) = (charged / took, charged / 1e6, took / 1e6);
			println!("  block {number}: charged for {charged:.0} ms, executed in {took:.0} ms: {ratio:.2}");
		}
	}
	if let Some(file) = &arguments.blocks {
		let head = "number,time,calls,weight,seen,final\n".to_owned();
		let row = |block: &civitas_tests::load::drive::Block| {
			let finalized = block.finalized.map(|time| time.as_secs_f64().to_string()).unwrap_or_default();
			let seen = block.seen.as_secs_f64();
			format!("{},{},{},{},{seen},{finalized}\n", block.number, block.time, block.count, block.weight)
		};
		let rows: String = run.blocks.iter().map(row).collect();
		fs::write(file, head + &rows).expect("the file can be written");
	}
}
