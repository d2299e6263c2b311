//! What is done in a run of the model.

use super::*;

/// The schemas: with `survives_issuer` or not, and with `needs_acceptance` or not.
pub(super) const SCHEMAS: usize = 4;

pub(super) fn rules(schema: usize) -> SchemaRules {
	SchemaRules { survives_issuer: schema % 2 == 1, needs_acceptance: schema / 2 == 1, ..RULES }
}

/// Which of those that may have authority.
#[derive(Clone, Copy, Debug)]
pub(super) enum By {
	Operator,
	Holder,
	Parent,
}

#[derive(Clone, Debug)]
pub(super) enum Step {
	Wait {
		time: Moment,
	},
	Accredit {
		parent: Option<usize>,
		lasts: Option<Moment>,
		accept: bool,
	},
	SuspendNode {
		node: usize,
		by: By,
	},
	ReinstateNode {
		node: usize,
		by: By,
	},
	RevokeNode {
		node: usize,
		by: By,
	},
	Amend {
		node: usize,
		by: By,
		lasts: Option<Moment>,
	},
	HandOver {
		node: usize,
		by: By,
		to: AccountId,
	},
	Close,
	/// Without a node, as the operator.
	Issue {
		node: Option<usize>,
		schema: usize,
		delay: Option<i64>,
		lasts: Option<Moment>,
	},
	Batch {
		node: Option<usize>,
		schema: usize,
		lasts: Option<Moment>,
	},
	Accept {
		paper: usize,
	},
	/// How many levels above.
	Renew {
		paper: usize,
		higher: usize,
		lasts: Option<Moment>,
		same: bool,
	},
	Suspend {
		paper: usize,
		by: By,
	},
	Reinstate {
		paper: usize,
		by: By,
	},
	Revoke {
		paper: usize,
		by: By,
	},
	Surrender {
		paper: usize,
	},
	Withdraw {
		paper: usize,
	},
}

pub(super) fn step() -> impl Strategy<Value = Step> {
	let any = || 0..1_000usize;
	let by = || prop_oneof![2 => Just(By::Operator), 2 => Just(By::Holder), 1 => Just(By::Parent)];
	let lasts = || proptest::option::of(0u64..30);
	prop_oneof![
		8 => (1u64..6).prop_map(|time| Step::Wait { time }),
		4 => (proptest::option::of(any()), lasts(), proptest::bool::weighted(0.8))
			.prop_map(|(parent, lasts, accept)| Step::Accredit { parent, lasts, accept }),
		3 => (any(), by()).prop_map(|(node, by)| Step::SuspendNode { node, by }),
		4 => (any(), by()).prop_map(|(node, by)| Step::ReinstateNode { node, by }),
		1 => (any(), by()).prop_map(|(node, by)| Step::RevokeNode { node, by }),
		4 => (any(), by(), lasts()).prop_map(|(node, by, lasts)| Step::Amend { node, by, lasts }),
		1 => (any(), by(), 200u64..205).prop_map(|(node, by, to)| Step::HandOver { node, by, to }),
		1 => Just(Step::Close),
		8 => (proptest::option::weighted(0.9, any()), 0..SCHEMAS, proptest::option::of(-10i64..10), lasts())
			.prop_map(|(node, schema, delay, lasts)| Step::Issue { node, schema, delay, lasts }),
		3 => (proptest::option::weighted(0.9, any()), 0..SCHEMAS, lasts())
			.prop_map(|(node, schema, lasts)| Step::Batch { node, schema, lasts }),
		3 => any().prop_map(|paper| Step::Accept { paper }),
		3 => (any(), prop_oneof![3 => Just(0usize), 2 => Just(1), 1 => Just(MAX_DEPTH.into())], lasts(), proptest::bool::ANY)
			.prop_map(|(paper, higher, lasts, same)| Step::Renew { paper, higher, lasts, same }),
		4 => (any(), by()).prop_map(|(paper, by)| Step::Suspend { paper, by }),
		4 => (any(), by()).prop_map(|(paper, by)| Step::Reinstate { paper, by }),
		1 => (any(), by()).prop_map(|(paper, by)| Step::Revoke { paper, by }),
		2 => any().prop_map(|paper| Step::Surrender { paper }),
		2 => any().prop_map(|paper| Step::Withdraw { paper }),
	]
}
