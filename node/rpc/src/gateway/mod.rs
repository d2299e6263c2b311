//! The gateway to all view functions, and to what is answered over them.
//!
//! Each view of the runtime is a method `<pallet>_<view>`, registered when the node starts: what it is asked with and what it
//! answers is turned from JSON into SCALE and back by the metadata of the block that is asked. Whatever else there is to say of
//! a method, its documentation and its schemas, is in the metadata, too, and comes out of `rpc.discover`.

mod age;
mod block;
mod chain;
mod discover;
mod events;
mod general;
mod given;
mod methods;
mod places;
mod prove;
mod recent;
mod schemas;
#[cfg(test)]
mod tests;

use crate::{
	error::{busy, not_final, not_known_there, runtime_error, too_large, wrong},
	views::{Arguments, Param, Views},
};
use age::AnswerBlock;
use block::{Block, Blocks, ViewsAt};
use chain::{By, Chain, Node};
use general::VIEW_PARAMS;
use given::{Given, BLOCK};
use jsonrpsee::{
	core::{RegisterMethodError, RpcResult},
	types::Params,
	RpcModule,
};
use metadata_json::NoShorthands;
use methods::{Does, Method, DISCOVER};
use places::Places;
pub use prove::{Finality, Vote};
use recent::Recent;
use sc_client_api::{BlockBackend, ExecutorProvider};
use serde::Serialize;
use serde_json::{
	value::{to_raw_value, RawValue},
	Value,
};
use sp_api::CallApiAt;
use sp_blockchain::HeaderBackend;
use sp_core::{traits::CodeExecutor, H256};
use sp_runtime::traits::{Block as BlockT, NumberFor};
use std::{
	sync::{Arc, OnceLock},
	thread::available_parallelism,
	time::Duration,
};

/// The most bytes that an answer has as JSON: 8 MiB.
const MAX_ANSWER: usize = 8 * 1024 * 1024;

/// The most bytes of SCALE that are turned into JSON, which has some times as many: 2 MiB.
const MAX_SCALE: usize = 2 * 1024 * 1024;

/// How many may wait for an answer.
const WAITING: usize = 64;

/// How many may wait for an answer that may take longer than a view.
const WAITING_FOR_LONG: usize = 32;

/// How many may wait for an answer by the code of an old block. It may have to be compiled first, which takes seconds.
const WAITING_FOR_OLD: usize = 16;

/// The methods over view functions, of one node.
#[derive(Clone)]
pub struct Gateway(Arc<Inner>);

struct Inner {
	blocks: Blocks,
	/// `None` if nobody votes on this chain.
	finality: Option<Arc<dyn Finality>>,
	methods: Vec<Arc<Method>>,
	/// Where views are asked.
	places: Places,
	/// Where what may take longer is answered, so that no view waits for it: calls, events, and the forms of others.
	long: Places,
	/// Where questions are answered by code that the client does not have at hand, one at a time.
	old: Places,
	/// The names of all methods that the node has, the gateway's and others.
	names: OnceLock<Vec<String>>,
	/// What `rpc.discover` answers, by the hash of the code.
	documents: Recent<H256, Box<RawValue>>,
}

/// A question whose block is found.
struct Question {
	asked: Asked,
	block: Block,
	/// Whose code is called and whose metadata is read.
	code: Block,
}

/// What is asked.
enum Asked {
	/// A view, with its arguments.
	View { pallet: String, view: String, arguments: Value },
	/// A form, with its arguments.
	Form(&'static crate::views::Form, Arguments),
	/// A page of the events: from which on, and how many.
	Events { first: u32, limit: u32 },
	/// What a view answers, proved.
	Proof(Arguments),
	/// What a transaction is and did, proved.
	Transaction { hash: H256 },
	/// Who has voted after a block.
	Handovers { after: H256 },
}

/// What comes of looking at a question.
enum First {
	Answered(Box<RawValue>),
	/// It needs the code of an old block.
	Old(Box<Question>),
}

/// An answer, and the block at which it is true.
#[derive(Serialize)]
struct Answer {
	block: AnswerBlock,
	value: Value,
}

impl Gateway {
	/// The gateway of a node. Code that the node's client does not have at hand is executed by `executor`, which should be
	/// nobody else's.
	///
	/// Where no block is named and the last finalised one is older than `max_age`, the answer is that it could not be told.
	///
	/// Reads the metadata of the best block, of which the methods are made. There is no `finality` where nobody votes.
	pub fn new<Block, Client, Executor>(
		client: Arc<Client>,
		executor: Executor,
		finality: Option<Arc<dyn Finality>>,
		max_age: Option<Duration>,
	) -> Self
	where
		Block: BlockT<Hash = H256>,
		NumberFor<Block>: From<u32> + TryInto<u32>,
		Client: BlockBackend<Block>
			+ HeaderBackend<Block>
			+ CallApiAt<Block>
			+ ExecutorProvider<Block>
			+ Send
			+ Sync
			+ 'static,
		Executor: CodeExecutor + Clone + Send + Sync + 'static,
	{
		// Views run as fast as there are cores for them, and not faster if there are more of them.
		let at_once = available_parallelism().map_or(2, |cores| cores.get().max(2));
		Self::over(Arc::new(Node::new(client, executor)), finality, max_age, at_once, WAITING)
	}

	/// The gateway over a chain, which answers so many questions at once.
	fn over(
		chain: Arc<dyn Chain>,
		finality: Option<Arc<dyn Finality>>,
		max_age: Option<Duration>,
		at_once: usize,
		waiting: usize,
	) -> Self {
		let blocks = Blocks::new(chain, max_age);
		let newest = blocks.at(blocks.chain.best()).and_then(|best| blocks.metadata(By::Client, best));
		let metadata = newest
			.inspect_err(|error| log::error!("The methods over view functions are missing: no metadata: {error}"))
			.ok();
		let (methods, refused) = methods::methods(metadata.as_deref());
		for refusal in refused {
			log::warn!("A view function has no method, and is reached by civitas_view only: {refusal}");
		}
		Self(Arc::new(Inner {
			blocks,
			finality,
			methods: methods.into_iter().map(Arc::new).collect(),
			places: Places::new(at_once, waiting),
			long: Places::new(at_once.div_ceil(2), WAITING_FOR_LONG),
			old: Places::new(1, WAITING_FOR_OLD),
			names: OnceLock::new(),
			documents: Recent::new(2),
		}))
	}

	/// All methods.
	pub fn module(&self) -> Result<RpcModule<()>, RegisterMethodError> {
		let mut module = RpcModule::from_arc(self.0.clone());
		for method in &self.0.methods {
			let by_method = method.clone();
			module.register_async_method(method.name, move |params, gateway, _| {
				gateway.answer(by_method.clone(), params)
			})?;
		}
		module.register_async_method(DISCOVER, |params, gateway, _| gateway.discover(params))?;
		Ok(module.remove_context())
	}

	/// Tells the names of all methods that the node has, for `rpc.discover`. The first to tell them is believed.
	///
	/// The gateway cannot know them earlier: its own are put together with others after they are made.
	pub fn set_names<'a>(&self, names: impl IntoIterator<Item = &'a str>) {
		let mut names: Vec<_> = names.into_iter().map(str::to_owned).collect();
		names.sort_unstable();
		names.dedup();
		let _ = self.0.names.set(names);
	}
}

impl Inner {
	/// Answers a question, when there is a place for it.
	async fn answer(self: Arc<Self>, method: Arc<Method>, params: Params<'static>) -> RpcResult<Box<RawValue>> {
		let place = if method.does.is_view() { &self.places } else { &self.long }.enter().await?;
		let this = self.clone();
		let first = blocking(move || {
			let _place = place;
			this.first(&method, &params)
		});
		match first.await? {
			First::Answered(answer) => Ok(answer),
			First::Old(question) => {
				let place = self.old.enter().await?;
				blocking(move || {
					let _place = place;
					self.finish(*question, By::Own)
				})
				.await
			},
		}
	}

	/// Finds the block, and answers if the client has its code at hand.
	fn first(&self, method: &Method, params: &Params) -> RpcResult<First> {
		let question = self.question(method, Given::read(params)?)?;
		let by = self.blocks.executor(question.code.code);
		if by == By::Own && self.needs_runtime(&question) {
			return Ok(First::Old(question.into()));
		}
		self.finish(question, by).map(First::Answered)
	}

	fn question(&self, method: &Method, mut given: Given) -> RpcResult<Question> {
		let count = match &method.does {
			Does::Form(form) => form.params.len(),
			Does::Events => events::PARAMS.len(),
			Does::Prove => VIEW_PARAMS.len(),
			Does::ProveTransaction => prove::TRANSACTION_PARAMS.len(),
			Does::Handovers => prove::HANDOVERS_PARAMS.len(),
			Does::View { pallet, view } => self.inputs(pallet, view, &given)?,
		};
		let named = given.take_block(count);
		let block = self.blocks.find(named.as_ref())?;
		if named.is_none() && method.does.states_facts() {
			self.blocks.check_age(block.at)?;
		}
		let (asked, code) = match &method.does {
			Does::View { pallet, view } => {
				let (pallet, view) = (pallet.clone(), view.clone());
				(Asked::View { pallet, view, arguments: given.into_json() }, block)
			},
			Does::Form(form) => (Asked::Form(form, given.into_arguments(form.params, &[BLOCK])?), block),
			Does::Events => {
				let (first, limit) = events::asked(&given.into_arguments(events::PARAMS, &[BLOCK])?)?;
				(Asked::Events { first, limit }, self.blocks.maker(block)?)
			},
			Does::Prove => (Asked::Proof(given.into_arguments(VIEW_PARAMS, &[BLOCK])?), block),
			Does::ProveTransaction => {
				let hash = Blocks::transaction(&given.into_arguments(prove::TRANSACTION_PARAMS, &[BLOCK])?)?;
				(Asked::Transaction { hash }, self.blocks.maker(block)?)
			},
			Does::Handovers => {
				let after = self.blocks.after(&given.into_arguments(prove::HANDOVERS_PARAMS, &[BLOCK])?)?;
				(Asked::Handovers { after }, block)
			},
		};
		Ok(Question { asked, block, code })
	}

	/// How many parameters stand before the block, if they are given by position: as many as the view has now.
	fn inputs(&self, pallet: &str, view: &str, given: &Given) -> RpcResult<usize> {
		if let Given::Named(_) = given {
			return Ok(0);
		}
		let newest = self.blocks.at(self.blocks.chain.finalized())?;
		let metadata = self.blocks.metadata(By::Client, newest)?;
		let unknown = || not_known_there(format_args!("view {pallet}.{view}"), newest.at);
		Ok(metadata.view(pallet, view).ok_or_else(unknown)?.inputs.len())
	}

	/// Whether a question cannot be answered from what is known already.
	fn needs_runtime(&self, question: &Question) -> bool {
		match question.asked {
			Asked::Events { .. } => self.blocks.known_metadata(question.code.code).is_none(),
			Asked::Transaction { .. } | Asked::Handovers { .. } => false,
			_ => true,
		}
	}

	/// Answers.
	fn finish(&self, question: Question, by: By) -> RpcResult<Box<RawValue>> {
		let Question { asked, block, code } = question;
		let views = ViewsAt { blocks: &self.blocks, block: code, by };
		let value = match asked {
			Asked::Form(form, arguments) => (form.answer)(&views, &arguments)?,
			Asked::View { pallet, view, arguments } => {
				let metadata = views.metadata()?;
				let unknown = || not_known_there(format_args!("view {pallet}.{view}"), block.at);
				let known = metadata.view(&pallet, &view).ok_or_else(unknown)?;
				let input = metadata.arguments(&known.inputs, &arguments, &NoShorthands);
				let input = input.map_err(|error| wrong(given::with_block(error)))?;
				let answer = views.execute(&pallet, &view, input)?;
				metadata.to_json(known.output, &answer).map_err(runtime_error)?
			},
			Asked::Events { first, limit } => {
				events::page(&*views.metadata()?, &self.blocks.events(block.at)?, first, limit)?
			},
			Asked::Proof(arguments) => {
				let (view, input) = general::asked(&*views.metadata()?, block.at, &arguments)?;
				self.blocks.prove(self.finality()?, by, block, &view, &input)?
			},
			Asked::Transaction { hash } => self.blocks.prove_transaction(self.finality()?, block, code, hash)?,
			Asked::Handovers { after } => self.blocks.handovers(self.finality()?, after)?,
		};
		raw(&Answer { block: AnswerBlock::new(block.at, self.blocks.chain.now()), value })
	}

	fn finality(&self) -> RpcResult<&dyn Finality> {
		let nobody = || {
			not_final("nobody votes on this chain, as by `--sealing`: its blocks are final because its node says so")
		};
		self.finality.as_deref().ok_or_else(nobody)
	}

	/// Describes all methods.
	async fn discover(self: Arc<Self>, params: Params<'static>) -> RpcResult<Box<RawValue>> {
		let place = self.places.enter().await?;
		blocking(move || {
			let _place = place;
			arguments(&params, &[])?;
			let names = self.names.get().ok_or_else(|| busy("the node is starting"))?;
			let newest = self.blocks.at(self.blocks.chain.finalized())?;
			if let Some(document) = self.documents.get(&newest.code) {
				return Ok(document);
			}
			let metadata = self.blocks.metadata(By::Client, newest)?;
			let document = raw(&discover::document(&metadata, &self.methods, names))?;
			self.documents.insert(newest.code, document.clone());
			Ok(document)
		})
		.await
	}
}

/// What a method is asked with that does not ask about a block. What is unknown, surplus, given twice or missing is an error.
pub fn arguments(params: &Params, known: &[Param]) -> RpcResult<Arguments> {
	Given::read(params)?.into_arguments(known, &[])
}

/// JSON, unless there is too much of it.
fn raw(value: &impl Serialize) -> RpcResult<Box<RawValue>> {
	let raw = to_raw_value(value).map_err(runtime_error)?;
	if raw.get().len() > MAX_ANSWER {
		return Err(too_large(MAX_ANSWER));
	}
	Ok(raw)
}

/// Does something on a thread that may block.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> RpcResult<T> + Send + 'static) -> RpcResult<T> {
	tokio::task::spawn_blocking(work).await.map_err(runtime_error)?
}
