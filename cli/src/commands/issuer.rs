//! `civitas issuer`.

use super::done;
use crate::{
	arguments::{self, Connection},
	chain::Chain,
	failure::Failure,
	moment::{self, Moment},
	output::{Answer, Table},
	signer::SignerArguments,
	types::{Accredit, AccreditationWithdrawn, IssuerAccredited, WithdrawAccreditation},
};
use clap::{Args, Subcommand};
use subxt::utils::AccountId32;

#[derive(Debug, Subcommand)]
pub enum IssuerCommand {
	/// Allow someone to issue in a network that you operate.
	Accredit {
		#[command(flatten)]
		who: Who,
		/// The last moment at which it may issue; without end if this is not given.
		#[arg(long, value_name = "TIME", value_parser = moment::parse)]
		valid_until: Option<Moment>,
		#[command(flatten)]
		signer: SignerArguments,
	},
	/// Take an accreditation back; what was issued stays valid.
	Withdraw {
		#[command(flatten)]
		who: Who,
		#[command(flatten)]
		signer: SignerArguments,
	},
}

#[derive(Args, Debug)]
pub struct Who {
	/// The network.
	#[arg(long, value_name = "ID")]
	network: u32,
	/// The SS58 address of the issuer.
	#[arg(value_parser = arguments::account)]
	issuer: AccountId32,
}

/// Do what the command says.
pub async fn run(connection: &Connection, command: IssuerCommand) -> Result<Answer, Failure> {
	match command {
		IssuerCommand::Accredit { who: Who { network, issuer }, valid_until, signer } => {
			let signer = signer.keypair()?;
			let chain = Chain::connect(connection).await?;
			let receipt = chain.submit(&signer, "accredit", Accredit { network, issuer, valid_until }).await?;
			let event: IssuerAccredited = receipt.event("IssuerAccredited")?;
			let table = Table::default()
				.row("Accredited", event.issuer.to_string())
				.row("Network", event.network.to_string())
				.row("Valid until", moment::show_or(event.valid_until, "no end"));
			Ok(done(event, &receipt, table))
		},
		IssuerCommand::Withdraw { who: Who { network, issuer }, signer } => {
			let signer = signer.keypair()?;
			let chain = Chain::connect(connection).await?;
			let call = WithdrawAccreditation { network, issuer };
			let receipt = chain.submit(&signer, "withdraw_accreditation", call).await?;
			let event: AccreditationWithdrawn = receipt.event("AccreditationWithdrawn")?;
			let table =
				Table::default().row("Withdrawn", event.issuer.to_string()).row("Network", event.network.to_string());
			Ok(done(event, &receipt, table))
		},
	}
}
