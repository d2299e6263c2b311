//! A cable is cut between two halves, and mended.

use civitas_tests::{
	network::{stalled, Chain, Validators, FIVE},
	node::agree_on,
	Config, Node,
};
use std::{net::Ipv4Addr, process::Command};

/// Between this machine and another half of the network, which has a name space of its own: one cable for votes and blocks, and one for
/// JSON-RPC, so that the half can be asked while the first is cut.
struct Cables {
	name: String,
	/// The third numbers of the addresses.
	nets: [u8; 2],
}

fn ip(arguments: &str) {
	let done = Command::new("ip").args(arguments.split(' ')).output().expect("iproute2 is installed");
	assert!(done.status.success(), "ip {arguments}: {}", String::from_utf8_lossy(&done.stderr));
}

impl Cables {
	fn lay() -> Self {
		let number = std::process::id();
		let name = format!("civitas{number}");
		let nets = [(number % 100) as u8, 100 + (number % 100) as u8];
		ip(&format!("netns add {name}"));
		let cables = Self { name, nets };
		ip(&format!("-n {} link set lo up", cables.name));
		for (place, net) in (0..).zip(nets) {
			let (here, there) = (cables.end(place), format!("there{place}"));
			ip(&format!("link add {here} type veth peer name {there} netns {}", cables.name));
			ip(&format!("addr add 10.203.{net}.1/30 dev {here}"));
			ip(&format!("-n {} addr add 10.203.{net}.2/30 dev {there}", cables.name));
			ip(&format!("link set {here} up"));
			ip(&format!("-n {} link set {there} up", cables.name));
		}
		cables
	}

	/// The end of a cable on this side.
	fn end(&self, place: u32) -> String {
		format!("civ{place}x{}", std::process::id())
	}

	fn address(&self, place: usize, end: u8) -> Ipv4Addr {
		Ipv4Addr::new(10, 203, self.nets[place], end)
	}

	fn cut(&self) {
		ip(&format!("link set {} down", self.end(0)));
	}

	fn mend(&self) {
		ip(&format!("link set {} up", self.end(0)));
	}
}

impl Drop for Cables {
	fn drop(&mut self) {
		// The cables go with it.
		let _ = Command::new("ip").args(["netns", "del", &self.name]).status();
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn halves_that_were_cut_off_agree_again() {
	let cables = Cables::lay();
	let chain = Chain::of_four().await;
	let file = chain.file("spec.json");
	let file = file.to_str().expect("the path is UTF-8");
	let mut nodes: Vec<Node> = Vec::new();
	for (place, name) in ["alice", "bob", "charlie", "dave"].into_iter().enumerate() {
		let config = Config::validator_of(file, name).option("--state-pruning", "archive").knowing(&nodes);
		let config = match place {
			0 | 1 => config.at(Ipv4Addr::LOCALHOST, cables.address(0, 1)),
			_ => config.by(&["ip", "netns", "exec", &cables.name]).at(cables.address(1, 2), cables.address(0, 2)),
		};
		nodes.push(config.start().await);
	}
	agree_on(&nodes, 10).await;
	let before = Validators::of(nodes[0].client()).await;

	cables.cut();
	// Neither half has two thirds: nothing becomes final in either, and both go on for themselves.
	let stuck = [stalled(nodes[0].client()).await, stalled(nodes[2].client()).await];
	assert!(stuck[0].0.abs_diff(stuck[1].0) <= 3, "{stuck:?}");
	cables.mend();

	let (best, _) = nodes[0].client().best().await;
	agree_on(&nodes, best + 20).await;
	// Nobody was judged, and the set is as it was.
	let after = Validators::of(nodes[0].client()).await;
	assert_eq!(after, before);
	for (who, _) in &FIVE[..4] {
		let known = Validators::record(nodes[0].client(), &who.to_account_id()).await;
		assert_eq!((known.held, known.offences.len()), (known.bond, 0), "{who:?}");
	}
}
