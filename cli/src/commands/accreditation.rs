//! `civitas accreditation`.

use super::{change, done, list, show};
use crate::{
	arguments::{self, Connection},
	chain::Chain,
	failure::Failure,
	moment::{self, Moment},
	output::Answer,
	paging::Paging,
	signer::SignerArguments,
	types::{
		Accredit, Accreditation, AccreditationChanged, AccreditationFallen, AccreditationHandedOver, Accredited,
		AmendAccreditation, ChangeAccreditation, HandOver, Reason, ReinstateAccreditation, Scope, Terms,
	},
};
use clap::{Args, Subcommand};
use subxt::utils::{AccountId32, H256};

#[derive(Debug, Subcommand)]
pub enum AccreditationCommand {
	/// Accredit someone: as the operator of a network, or as the holder of an accreditation that lets you.
	Grant {
		/// Whom.
		#[arg(value_name = "SS58", value_parser = arguments::account)]
		holder: AccountId32,
		/// The network.
		#[arg(long, value_name = "ID")]
		network: u32,
		/// The accreditation by which you do so; as the operator if this is not given.
		#[arg(long, value_name = "ID")]
		parent: Option<u64>,
		#[command(flatten)]
		terms: TermArguments,
		#[command(flatten)]
		signer: SignerArguments,
	},
	/// Narrow an accreditation. What is not given stays as it is.
	Amend {
		/// The accreditation.
		id: u64,
		#[command(flatten)]
		terms: TermArguments,
		#[command(flatten)]
		signer: SignerArguments,
	},
	/// Suspend an accreditation, and with it all that hangs under it. What is suspended can be suspended again from
	/// nearer to the root, and is then reinstated only from there.
	Suspend(Fall),
	/// Reinstate an accreditation.
	Reinstate {
		/// The accreditation.
		id: u64,
		#[command(flatten)]
		signer: SignerArguments,
	},
	/// Revoke an accreditation, for good, and with it all that hangs under it.
	Revoke(Fall),
	/// Give an accreditation to a successor body.
	HandOver {
		/// The accreditation.
		id: u64,
		/// Who holds it from now on.
		#[arg(long, value_name = "SS58", value_parser = arguments::account)]
		to: AccountId32,
		#[command(flatten)]
		signer: SignerArguments,
	},
	/// Show an accreditation.
	Show {
		/// The accreditation.
		id: u64,
	},
	/// List the accreditations that someone holds, or those of a network, whatever their states. Fewer than the limit
	/// does not mean that there are no more: see `next`.
	List {
		#[command(flatten)]
		whose: Whose,
		#[command(flatten)]
		paging: Paging<u64>,
	},
}

/// Which accreditations.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub struct Whose {
	/// Who holds them.
	#[arg(long, value_name = "SS58", value_parser = arguments::account)]
	holder: Option<AccountId32>,
	/// The network that they are of.
	#[arg(long, value_name = "ID")]
	network: Option<u32>,
}

#[derive(Args, Debug)]
pub struct Fall {
	/// The accreditation.
	id: u64,
	/// Why.
	#[arg(long, value_enum, default_value_t = Reason::Unspecified)]
	reason: Reason,
	#[command(flatten)]
	signer: SignerArguments,
}

/// What an accreditation allows.
#[derive(Args, Debug)]
#[command(next_help_heading = "Terms")]
pub struct TermArguments {
	/// A schema for which it can be used; give this once for each. For all of the network if this is not given.
	#[arg(long, value_name = "ID", value_parser = arguments::hash)]
	schema: Vec<H256>,
	/// The last moment at which it can be used; without end if this is not given.
	#[arg(long, value_name = "TIME", value_parser = moment::parse)]
	valid_until: Option<Moment>,
	/// How many certificates and members of batches can be issued, also by those who are accredited further on; any number if
	/// this is not given.
	#[arg(long, value_name = "COUNT")]
	quota: Option<u32>,
	/// How many further accreditations can follow one below the other; it is for issuing only if this is not given.
	#[arg(long, value_name = "COUNT")]
	depth: Option<u8>,
}

impl TermArguments {
	/// The terms, of which those that are not given are as `otherwise`.
	fn or(self, otherwise: Terms) -> Terms {
		let Self { mut schema, valid_until, quota, depth } = self;
		// The chain takes them in any order, and each once.
		schema.sort_unstable();
		schema.dedup();
		Terms {
			scope: if schema.is_empty() { otherwise.scope } else { Scope::Schemas(schema) },
			valid_until: valid_until.or(otherwise.valid_until),
			quota: quota.or(otherwise.quota),
			depth: depth.unwrap_or(otherwise.depth),
		}
	}
}

/// An accreditation for issuing, without any other limit.
const UNLIMITED: Terms = Terms { scope: Scope::All, valid_until: None, quota: None, depth: 0 };

/// Do what the command says.
pub async fn run(connection: &Connection, command: AccreditationCommand) -> Result<Answer, Failure> {
	match command {
		AccreditationCommand::Grant { holder, network, parent, terms, signer } => {
			let call = Accredit { network, parent, holder, terms: terms.or(UNLIMITED) };
			change::<Accredited>(connection, &signer, "accredit", call, "Accredited").await
		},
		AccreditationCommand::Amend { id, terms, signer } => amend(connection, id, terms, &signer).await,
		AccreditationCommand::Suspend(Fall { id, reason, signer }) => {
			let call = ChangeAccreditation { accreditation: id, reason };
			let event = "AccreditationSuspended";
			change::<AccreditationFallen>(connection, &signer, "suspend_accreditation", call, event).await
		},
		AccreditationCommand::Reinstate { id, signer } => {
			let call = ReinstateAccreditation { accreditation: id };
			let event = "AccreditationReinstated";
			change::<AccreditationChanged>(connection, &signer, "reinstate_accreditation", call, event).await
		},
		AccreditationCommand::Revoke(Fall { id, reason, signer }) => {
			let call = ChangeAccreditation { accreditation: id, reason };
			let event = "AccreditationRevoked";
			change::<AccreditationFallen>(connection, &signer, "revoke_accreditation", call, event).await
		},
		AccreditationCommand::HandOver { id, to, signer } => {
			let call = HandOver { accreditation: id, successor: to };
			let event = "AccreditationHandedOver";
			change::<AccreditationHandedOver>(connection, &signer, "hand_over", call, event).await
		},
		AccreditationCommand::Show { id } => {
			show::<Accreditation>(connection, "accreditation", id, "AccreditationUnknown").await
		},
		AccreditationCommand::List { whose, paging } => list_of(connection, whose, &paging).await,
	}
}

async fn list_of(connection: &Connection, whose: Whose, paging: &Paging<u64>) -> Result<Answer, Failure> {
	let names = ("accreditations", "accreditation");
	match whose {
		Whose { holder: Some(holder), .. } => {
			let arguments = |cursor: Option<u64>, limit: u32| (holder, cursor, limit);
			list::<Accreditation, _, _>(connection, names, "accreditations_of", paging, arguments).await
		},
		Whose { network: Some(network), .. } => {
			let arguments = |cursor: Option<u64>, limit: u32| (network, cursor, limit);
			list::<Accreditation, _, _>(connection, names, "accreditations_by_network", paging, arguments).await
		},
		// The parser does not let this through.
		_ => Err(Failure::usage("Say which: --holder or --network.")),
	}
}

async fn amend(
	connection: &Connection,
	accreditation: u64,
	terms: TermArguments,
	signer: &SignerArguments,
) -> Result<Answer, Failure> {
	let signer = signer.keypair()?;
	let chain = Chain::connect(connection).await?;
	let state = chain.finalized().await?;
	let present: Accreditation = state.get("accreditation", accreditation, "AccreditationUnknown").await?;
	let call = AmendAccreditation { accreditation, terms: terms.or(present.terms) };
	let receipt = chain.submit(&signer, "amend_accreditation", call).await?;
	Ok(done(receipt.event::<AccreditationChanged>("AccreditationAmended")?, &receipt))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn what_is_not_given_stays() {
		let schemas = |numbers: &[u8]| numbers.iter().map(|number| H256::repeat_byte(*number)).collect::<Vec<_>>();
		let none = || TermArguments { schema: Vec::new(), valid_until: None, quota: None, depth: None };
		let present = Terms { scope: Scope::Schemas(schemas(&[1, 2])), valid_until: Some(9), quota: Some(5), depth: 3 };
		assert_eq!(none().or(present.clone()), present);
		assert_eq!(none().or(UNLIMITED), UNLIMITED);
		let given = TermArguments { schema: schemas(&[2, 1, 2]), valid_until: Some(8), quota: Some(4), depth: Some(0) };
		let expected =
			Terms { scope: Scope::Schemas(schemas(&[1, 2])), valid_until: Some(8), quota: Some(4), depth: 0 };
		assert_eq!(given.or(present), expected);
	}
}
