//! Refusing to start on a port that somebody else holds.
//!
//! The SDK would go on: its JSON-RPC server takes a random port instead, its network logs a warning at most and is
//! reachable by nobody (or shares the port with the other process), its metrics are missing. An operator learns of it
//! when a client, a peer or a monitor does not find the node. So all ports are tried before anything is started.

use crate::cli::Cli;
use sc_network::multiaddr::Protocol;
use sc_service::{config::Multiaddr, Configuration};
use std::{
	io::{self, ErrorKind},
	net::{IpAddr, SocketAddr, TcpListener},
};

/// Makes sure that the node gets the ports it is configured for.
///
/// On a development node, ports that were not chosen do not matter to anybody, and two such nodes on one machine are
/// usual: there a taken peer-to-peer port is replaced by a free one, and metrics are left out. JSON-RPC is what such a
/// node is for, so its port is insisted on.
pub fn secure(cli: &Cli, config: &mut Configuration) -> Result<(), String> {
	secure_rpc(cli, config)?;
	secure_network(cli, config)?;
	secure_metrics(cli, config)
}

fn secure_rpc(cli: &Cli, config: &mut Configuration) -> Result<(), String> {
	// Endpoints that are spelled out say themselves whether a random port will do.
	let spelled_out = !cli.run.rpc_params.experimental_rpc_endpoint.is_empty();
	for endpoint in config.rpc.addr.iter_mut().flatten() {
		if !spelled_out {
			endpoint.retry_random_port = false;
		}
		if endpoint.retry_random_port {
			continue;
		}
		match try_listen(endpoint.listen_addr) {
			Ok(()) => {},
			// A machine without IPv6 does without; but where the port is another's, its clients would end up there.
			Err(error) if endpoint.is_optional && error.kind() != ErrorKind::AddrInUse => {},
			Err(error) => {
				return Err(refusal("JSON-RPC", endpoint.listen_addr, &error, "--rpc-port"));
			},
		}
	}
	Ok(())
}

fn secure_network(cli: &Cli, config: &mut Configuration) -> Result<(), String> {
	let chosen = cli.run.network_params.port.is_some() || !cli.run.network_params.listen_addr.is_empty();
	for address in config.network.listen_addresses.iter_mut() {
		let Some(socket) = tcp_socket(address) else { continue };
		match try_listen(socket) {
			Err(error) if error.kind() == ErrorKind::AddrInUse => {
				if chosen || !cli.is_dev() {
					return Err(refusal("the peer-to-peer network", socket, &error, "--port"));
				}
				log::warn!("Port {} is in use; the peer-to-peer network takes a free one.", socket.port());
				*address = with_any_port(address);
			},
			// What else may be wrong with an address (no IPv6, a foreign address) is for the network to judge: it starts if
			// it can listen on one of them.
			_ => {},
		}
	}
	Ok(())
}

fn secure_metrics(cli: &Cli, config: &mut Configuration) -> Result<(), String> {
	let Some(socket) = config.prometheus_config.as_ref().map(|prometheus| prometheus.port) else { return Ok(()) };
	let Err(error) = try_listen(socket) else { return Ok(()) };
	if cli.run.prometheus_params.prometheus_port.is_some() || !cli.is_dev() {
		return Err(refusal("Prometheus", socket, &error, "--prometheus-port` or `--no-prometheus"));
	}
	log::warn!("Cannot listen on {socket} ({error}); there are no metrics for Prometheus.");
	config.prometheus_config = None;
	Ok(())
}

fn refusal(what: &str, socket: SocketAddr, error: &io::Error, option: &str) -> String {
	format!("cannot listen on {socket} for {what}: {error}. Choose another port with `{option}`.")
}

/// Listens for a moment. Unlike the SDK's listeners, this one does not agree to share the port.
fn try_listen(socket: SocketAddr) -> io::Result<()> {
	TcpListener::bind(socket).map(drop)
}

/// Where a TCP listener of this address listens, if it is one.
fn tcp_socket(address: &Multiaddr) -> Option<SocketAddr> {
	let mut protocols = address.iter();
	let ip = match protocols.next()? {
		Protocol::Ip4(ip) => IpAddr::V4(ip),
		Protocol::Ip6(ip) => IpAddr::V6(ip),
		_ => return None,
	};
	match protocols.next()? {
		Protocol::Tcp(port) => Some(SocketAddr::new(ip, port)),
		_ => None,
	}
}

/// The same address with a port that the operating system chooses.
fn with_any_port(address: &Multiaddr) -> Multiaddr {
	address
		.iter()
		.map(|protocol| match protocol {
			Protocol::Tcp(_) => Protocol::Tcp(0),
			other => other,
		})
		.collect()
}

#[cfg(test)]
mod tests {
	use super::*;

	fn address(text: &str) -> Multiaddr {
		text.parse().expect("it is an address")
	}

	#[test]
	fn a_taken_port_is_noticed() {
		let holder = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
		let socket = holder.local_addr().expect("it is bound");
		let error = try_listen(socket).expect_err("the port is taken");
		assert_eq!(error.kind(), ErrorKind::AddrInUse);
		let message = refusal("JSON-RPC", socket, &error, "--rpc-port");
		assert!(message.contains(&socket.to_string()) && message.contains("--rpc-port"), "{message}");
		drop(holder);
		assert!(try_listen(socket).is_ok());
	}

	#[test]
	fn tcp_addresses_are_recognised() {
		assert_eq!(tcp_socket(&address("/ip4/127.0.0.1/tcp/30333/ws")), "127.0.0.1:30333".parse().ok());
		assert_eq!(tcp_socket(&address("/ip6/::/tcp/30333")), "[::]:30333".parse().ok());
		assert_eq!(tcp_socket(&address("/ip4/0.0.0.0/udp/30333/webrtc-direct")), None);
		assert_eq!(tcp_socket(&address("/dns/example.org/tcp/30333")), None);
	}

	#[test]
	fn any_port_changes_nothing_but_the_port() {
		assert_eq!(with_any_port(&address("/ip4/0.0.0.0/tcp/30333/ws")), address("/ip4/0.0.0.0/tcp/0/ws"));
	}
}
