//! Which methods there are, and what they are called.

use super::{
	general::{GENERAL, OF_CALLS, VIEW},
	given::BLOCK,
	prove::{HANDOVERS, PROVE, PROVE_TRANSACTION},
};
use crate::{forms::FORMS, views::Form};
use metadata_json::{camel_case, Metadata, View};
use std::collections::BTreeSet;

/// The namespaces of the methods that the node has besides. A view of a pallet of such a name is reached by `civitas_view`
/// only, since two methods of one name would keep the node from starting.
const TAKEN: [&str; 24] = [
	"account",
	"archive",
	"author",
	"babe",
	"bitswap",
	"chain",
	"chainHead",
	"chainSpec",
	"childstate",
	"civitas",
	"dev",
	"grandpa",
	"mixnet",
	"offchain",
	"payment",
	"rpc",
	"state",
	"statement",
	"subscribe",
	"sync",
	"system",
	"transaction",
	"transactionWatch",
	"unsubscribe",
];

/// A method of the gateway.
#[derive(Clone, Debug)]
pub(crate) struct Method {
	/// Its whole name.
	pub name: &'static str,
	/// What it does.
	pub does: Does,
}

/// What a method does.
#[derive(Clone)]
pub(crate) enum Does {
	/// It asks a view function, by the names that the runtime has for the pallet and the view.
	View {
		/// The pallet.
		pallet: String,
		/// The view.
		view: String,
	},
	/// It answers by hand, over view functions.
	Form(&'static Form),
	/// It reads the events of a block.
	Events,
	/// It proves what a view function answers.
	Prove,
	/// It proves what a transaction is, and what it did.
	ProveTransaction,
	/// It tells who has voted since when.
	Handovers,
}

impl Does {
	/// Whether it asks one view function and nothing else.
	pub fn is_view(&self) -> bool {
		match self {
			Self::View { .. } => true,
			Self::Form(form) => form.name == VIEW,
			Self::Events | Self::Prove | Self::ProveTransaction | Self::Handovers => false,
		}
	}

	/// Whether its answer is about what is so at the block, and not only about what its code means.
	pub fn states_facts(&self) -> bool {
		match self {
			Self::Form(form) => !OF_CALLS.contains(&form.name),
			Self::Handovers => false,
			_ => true,
		}
	}
}

impl std::fmt::Debug for Does {
	fn fmt(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
		match self {
			Self::View { pallet, view } => write!(formatter, "{pallet}.{view}"),
			Self::Form(form) => formatter.write_str(form.name),
			Self::Events => formatter.write_str("events"),
			Self::Prove => formatter.write_str("prove"),
			Self::ProveTransaction => formatter.write_str("proveTransaction"),
			Self::Handovers => formatter.write_str("handovers"),
		}
	}
}

/// Reads the events of a block.
pub(crate) const EVENTS: &str = "civitas_events";

/// Describes all methods.
pub(crate) const DISCOVER: &str = "rpc.discover";

/// The methods over a runtime of this metadata, and the views that cannot be methods, with the reason.
pub(crate) fn methods(metadata: Option<&Metadata>) -> (Vec<Method>, Vec<String>) {
	let by_hand = GENERAL.iter().chain(FORMS).map(|form| Method { name: form.name, does: Does::Form(form) });
	let others = [
		(EVENTS, Does::Events),
		(PROVE, Does::Prove),
		(PROVE_TRANSACTION, Does::ProveTransaction),
		(HANDOVERS, Does::Handovers),
	];
	let mut methods: Vec<_> = by_hand.chain(others.map(|(name, does)| Method { name, does })).collect();
	let mut names: BTreeSet<_> = methods.iter().map(|method| method.name.to_owned()).collect();
	let mut refused = Vec::new();
	for view in metadata.map(Metadata::views).unwrap_or_default() {
		let name = name_of(view);
		if let Some(reason) = refusal(view) {
			refused.push(format!("{name}: {reason}"));
		} else if !names.insert(name.clone()) {
			refused.push(format!("{name}: another method has this name"));
		} else {
			// The server takes names that live as long as the process does. They are made once, when it starts.
			let name: &'static str = Box::leak(name.into_boxed_str());
			methods.push(Method { name, does: Does::View { pallet: view.pallet.clone(), view: view.name.clone() } });
		}
	}
	(methods, refused)
}

/// What the method of a view is called: `identityRegistry_keyValidity`.
pub(crate) fn name_of(view: &View) -> String {
	format!("{}_{}", camel_case(&view.pallet), camel_case(&view.name))
}

/// Why a view cannot be a method.
fn refusal(view: &View) -> Option<&'static str> {
	if TAKEN.contains(&camel_case(&view.pallet).as_str()) {
		return Some("the node has other methods under the name of the pallet");
	}
	let is_block = |name: &str| camel_case(name) == BLOCK;
	view.inputs.iter().any(|input| is_block(&input.name)).then_some("it has a parameter `block`")
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::gateway::tests::runtime::metadata;
	use metadata_json::Argument;

	fn view(pallet: &str, input: &str) -> View {
		let inputs = vec![Argument { name: input.into(), ty: 0, type_name: String::new(), docs: String::new() }];
		View { pallet: pallet.into(), name: "key_of".into(), id: [0; 32], inputs, output: 0, docs: String::new() }
	}

	#[test]
	fn every_view_of_the_runtime_is_a_method() {
		let metadata = metadata();
		let (methods, refused) = methods(Some(&metadata));
		assert_eq!(refused, Vec::<String>::new());
		assert_eq!(methods.len(), GENERAL.len() + FORMS.len() + 4 + metadata.views().len());
		for name in ["certification_verify", "identityRegistry_keyValidity", "validatorSet_approvedCount"] {
			assert!(methods.iter().any(|method| method.name == name), "{name}");
		}
	}

	#[test]
	fn what_would_not_be_told_apart_is_refused() {
		assert_eq!(refusal(&view("Certification", "network")), None);
		assert_eq!(refusal(&view("Certification", "block")), Some("it has a parameter `block`"));
		assert_eq!(refusal(&view("Certification", "_block")), Some("it has a parameter `block`"));
		let taken = Some("the node has other methods under the name of the pallet");
		for pallet in ["System", "ChainHead", "Civitas"] {
			assert_eq!(refusal(&view(pallet, "network")), taken, "{pallet}");
		}
		assert_eq!(name_of(&view("IdentityRegistry", "x")), "identityRegistry_keyOf");
	}

	#[test]
	fn without_metadata_there_is_what_needs_none_to_begin_with() {
		let (methods, refused) = methods(None);
		assert_eq!((methods.len(), refused.len()), (GENERAL.len() + FORMS.len() + 4, 0));
		assert!(methods.iter().all(|method| method.name.starts_with("civitas_")));
	}
}
