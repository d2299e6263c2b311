//! Real nodes, each in a folder and on ports of its own.

use crate::{
	client::Client,
	process::{node_binary, run, Guard},
	wait::{until, NETWORK, REFUSAL, START},
};
use civitas_runtime::{BlockNumber, Hash};
use serde_json::{json, Value};
use std::{
	fs::{self, File},
	net::{Ipv4Addr, SocketAddr, TcpListener},
	path::{Path, PathBuf},
	process::{Child, Command, ExitStatus, Stdio},
	time::Duration,
};
use tempfile::TempDir;

/// How often a node is started again on other ports because others were faster to take its own.
const PORT_ATTEMPTS: u32 = 5;

/// How much of a failed node's log is shown.
const LOG_LINES: usize = 300;

/// How long a node may take to put its affairs in order when it is asked to stop.
const STOP: Duration = Duration::from_secs(60);

/// The development chain, for `--chain`, whose slots are as short as tests need them where consensus makes the blocks.
pub const DEV: &str = "dev-fast";

/// The same of the chain of three validators.
pub const LOCAL: &str = "local-fast";

/// The specification of a chain, as the node exports it, with its state.
pub async fn specification(chain: &str) -> Value {
	exported(chain, &["--raw"]).await
}

/// The specification of a chain, as the node exports it.
pub async fn exported(chain: &str, options: &[&str]) -> Value {
	exported_by(&node_binary(), chain, options).await
}

/// The same of the node that is this program.
pub async fn exported_by(program: &Path, chain: &str, options: &[&str]) -> Value {
	let mut command = tokio::process::Command::new(program);
	command.args(["export-chain-spec", "--chain", chain]).args(options);
	serde_json::from_str(&run(command, REFUSAL).await.success()).expect("a chain specification is JSON")
}

/// Wait until this block or a later one is final for each node, and see that they mean the same block.
pub async fn agree_on<'a>(nodes: impl IntoIterator<Item = &'a Node>, number: BlockNumber) -> Hash {
	let mut hashes = Vec::new();
	for node in nodes {
		node.client().wait_finalized(number, NETWORK).await;
		hashes.push(node.client().block_hash(number).await.expect("it is final"));
	}
	assert!(hashes.windows(2).all(|pair| pair[0] == pair[1]), "block {number} is not the same everywhere: {hashes:?}");
	hashes[0]
}

/// A node that is to be started.
#[derive(Clone, Debug)]
pub struct Config {
	label: String,
	arguments: Vec<String>,
	websocket_peers: bool,
	metrics: bool,
	/// The program that it is, if it is not ours.
	program: Option<PathBuf>,
	/// The program that starts it, with its arguments, if it is not started by itself.
	wrapper: Vec<String>,
	/// Where it answers JSON-RPC.
	host: Ipv4Addr,
	/// Where other nodes find it.
	peers_host: Ipv4Addr,
}

impl Config {
	/// A development chain whose blocks are made by consensus, in short slots.
	pub fn dev() -> Self {
		Self::new("dev").argument("--dev").option("--chain", DEV)
	}

	/// A development chain whose blocks are made in another way than by consensus.
	pub fn sealing(mode: &str) -> Self {
		Self::new(mode).argument("--dev").option("--sealing", mode)
	}

	/// One of the validators of the chain `local`: `alice`, `bob` or `charlie`.
	pub fn validator(name: &str) -> Self {
		Self::validator_of(LOCAL, name)
	}

	/// One of the validators of a chain, by its name or the file of its specification. It has the keys of this name.
	pub fn validator_of(chain: &str, name: &str) -> Self {
		// A validator wants a key of its own to exist before its first start; any 32 bytes will do.
		let key = format!("{:0>64}", hex::encode(name));
		Self::follower_of(chain, name).argument(format!("--{name}")).option("--node-key", key)
	}

	/// A node that follows a chain.
	pub fn follower_of(chain: &str, label: &str) -> Self {
		// By mDNS it would find the nodes of other tests, whose chain has the same genesis.
		Self::new(label).option("--chain", chain).argument("--no-mdns")
	}

	/// Know these nodes from the start.
	pub fn knowing<'a>(mut self, others: impl IntoIterator<Item = &'a Node>) -> Self {
		for other in others {
			self = self.option("--bootnodes", other.address());
		}
		self
	}

	fn new(label: &str) -> Self {
		Self {
			label: label.into(),
			arguments: Vec::new(),
			websocket_peers: false,
			metrics: false,
			program: None,
			wrapper: Vec::new(),
			host: Ipv4Addr::LOCALHOST,
			peers_host: Ipv4Addr::LOCALHOST,
		}
	}

	/// One more argument.
	pub fn argument(mut self, argument: impl Into<String>) -> Self {
		self.arguments.push(argument.into());
		self
	}

	/// One more option and its value.
	pub fn option(self, name: &str, value: impl Into<String>) -> Self {
		self.argument(name).argument(value)
	}

	/// Speak WebSocket with peers, as light clients need it, instead of plain TCP.
	pub fn websocket_peers(mut self) -> Self {
		self.websocket_peers = true;
		self
	}

	/// Be this program.
	pub fn program(mut self, program: &Path) -> Self {
		self.program = Some(program.to_owned());
		self
	}

	/// Be started by a program, such as one that shows it another time.
	pub fn by(mut self, wrapper: &[&str]) -> Self {
		self.wrapper = wrapper.iter().map(|word| (*word).to_owned()).collect();
		self
	}

	/// Answer JSON-RPC at one address, and speak with peers at another.
	pub fn at(mut self, host: Ipv4Addr, peers_host: Ipv4Addr) -> Self {
		(self.host, self.peers_host) = (host, peers_host);
		self
	}

	/// Answer Prometheus, too.
	pub fn metrics(mut self) -> Self {
		self.metrics = true;
		self
	}

	/// Start it, and wait until it answers.
	pub async fn start(self) -> Node {
		let folder = TempDir::with_prefix(format!("civitas-{}-", self.label)).expect("a temporary folder can be made");
		for _ in 0..PORT_ATTEMPTS {
			let ports = Ports::free();
			let mut process = Process::spawn(&self, folder.path(), ports);
			match process.ready().await {
				Ok((client, peer_id)) => return Node { config: self, folder, ports, process, client, peer_id },
				// Somebody took the port between our looking and the node's: the node says so and stops.
				Err(_) if process.complains_of_port() => continue,
				Err(status) => panic!("the node {} stopped with {status} before it answered", self.label),
			}
		}
		panic!("the node {} found no port free in {PORT_ATTEMPTS} attempts", self.label)
	}
}

/// Where a node listens, on 127.0.0.1.
#[derive(Clone, Copy, Debug)]
struct Ports {
	rpc: u16,
	peers: u16,
	metrics: u16,
}

impl Ports {
	/// Ports that the system gave to nobody. They are free again when this returns, so they can be lost.
	fn free() -> Self {
		// All are held until all are known, or they could be the same.
		let [rpc, peers, metrics] = [(); 3].map(|_| TcpListener::bind("127.0.0.1:0").expect("there is a free port"));
		let port = |listener: &TcpListener| listener.local_addr().expect("it is bound").port();
		Self { rpc: port(&rpc), peers: port(&peers), metrics: port(&metrics) }
	}
}

/// The process of a node: dies with this.
struct Process {
	label: String,
	child: Child,
	url: String,
	log: PathBuf,
	/// How much of the log is of earlier processes of the same node.
	log_start: usize,
	guard: Option<Guard>,
}

impl Process {
	fn spawn(config: &Config, folder: &Path, ports: Ports) -> Self {
		let log = folder.join("node.log");
		let log_file = File::options().create(true).append(true).open(&log).expect("the log can be written");
		let log_start = log_file.metadata().expect("it is open").len() as usize;
		let output = || Stdio::from(log_file.try_clone().expect("a file can be shared"));

		let node = config.program.clone().unwrap_or_else(node_binary);
		let mut command = match config.wrapper.split_first() {
			Some((program, arguments)) => {
				let mut command = Command::new(program);
				command.args(arguments).arg(node);
				command
			},
			None => Command::new(node),
		};
		command
			.arg("--base-path")
			.arg(folder.join("node"))
			.args(["--rpc-port", &ports.rpc.to_string(), "--no-telemetry"])
			.args(&config.arguments)
			.env("RUST_LOG", std::env::var("CIVITAS_NODE_LOG").unwrap_or_else(|_| "info".into()))
			.stdin(Stdio::null())
			.stdout(output())
			.stderr(output());
		if config.host != Ipv4Addr::LOCALHOST {
			command.args(["--unsafe-rpc-external", "--rpc-methods", "unsafe", "--rpc-cors", "all"]);
		}
		let websocket = if config.websocket_peers { "/ws" } else { "" };
		if config.websocket_peers || config.peers_host != Ipv4Addr::LOCALHOST {
			command.args(["--listen-addr", &format!("/ip4/{}/tcp/{}{websocket}", config.peers_host, ports.peers)]);
		} else {
			command.args(["--port", &ports.peers.to_string()]);
		}
		if config.metrics {
			command.args(["--prometheus-port", &ports.metrics.to_string()]);
		} else {
			command.arg("--no-prometheus");
		}
		let child = command.spawn().unwrap_or_else(|error| panic!("{command:?} does not start: {error}"));
		let guard = Some(Guard::new(child.id(), folder));
		let url = format!("ws://{}:{}", config.host, ports.rpc);
		Self { label: config.label.clone(), child, url, log, log_start, guard }
	}

	/// Wait until it answers JSON-RPC: a client, and its identity in the network. `Err` if it stops instead.
	async fn ready(&mut self) -> Result<(Client, String), ExitStatus> {
		let url = self.url.clone();
		let what = format!("the node {} to answer at {url}", self.label);
		until(what, START, async || {
			if let Some(status) = self.child.try_wait().expect("a child can be waited for") {
				return Ok(Err(status));
			}
			let client = Client::connect(&url).await?;
			let answer = client.try_call("system_localPeerId", json!([])).await.map_err(|error| error.to_string())?;
			let peer_id = answer.as_str().ok_or_else(|| format!("no text: {answer}"))?.to_owned();
			// A port that was lost would be somebody else's: perhaps another test's node, which answers as well.
			if !self.log_text().contains(&peer_id) {
				return Err(format!("{peer_id} answers, which is not this node"));
			}
			Ok(Ok((client, peer_id)))
		})
		.await
	}

	/// What it logged, without what earlier processes of the same node did.
	fn log_text(&self) -> String {
		let log = fs::read(&self.log).unwrap_or_default();
		String::from_utf8_lossy(log.get(self.log_start..).unwrap_or_default()).into_owned()
	}

	fn complains_of_port(&self) -> bool {
		self.log_text().to_lowercase().contains("in use")
	}

	/// The end of what it logged, for people.
	fn show_log(&self) {
		let log = self.log_text();
		let lines: Vec<&str> = log.lines().collect();
		let shown = lines[lines.len().saturating_sub(LOG_LINES)..].join("\n");
		eprintln!("--- log of the node {} ---\n{shown}\n--- end of the log of {} ---", self.label, self.label);
	}

	/// SIGKILL: it cannot put anything in order.
	fn kill(&mut self) {
		// Before there is no process of this number any more.
		self.guard = None;
		// It may have ended by itself.
		let _ = self.child.kill();
		self.child.wait().expect("a child can be waited for");
	}
}

impl Drop for Process {
	fn drop(&mut self) {
		self.kill();
		if std::thread::panicking() {
			self.show_log();
		}
	}
}

/// A node that runs, unless it was killed. Dropping it kills it and deletes its folder.
pub struct Node {
	// In the order in which they are dropped: first the connection, then the process, then its folder.
	client: Client,
	process: Process,
	folder: TempDir,
	config: Config,
	ports: Ports,
	peer_id: String,
}

impl Node {
	/// A connection to it.
	pub fn client(&self) -> &Client {
		&self.client
	}

	/// Where it answers JSON-RPC.
	pub fn url(&self) -> String {
		self.process.url.clone()
	}

	/// Where it answers Prometheus, if it was to.
	pub fn metrics_address(&self) -> SocketAddr {
		(Ipv4Addr::LOCALHOST, self.ports.metrics).into()
	}

	/// Where other nodes find it.
	pub fn address(&self) -> String {
		let websocket = if self.config.websocket_peers { "/ws" } else { "" };
		format!("/ip4/{}/tcp/{}{websocket}/p2p/{}", self.config.peers_host, self.ports.peers, self.peer_id)
	}

	/// The number of its process.
	pub fn pid(&self) -> u32 {
		self.process.child.id()
	}

	/// Its base path.
	pub fn base_path(&self) -> PathBuf {
		self.folder.path().join("node")
	}

	/// Wait until it is connected with so many others.
	pub async fn connected(&self, peers: u64) {
		until(format!("{peers} peers"), NETWORK, async || {
			let health = self.client().call("system_health", json!([])).await;
			if health["peers"].as_u64() >= Some(peers) {
				Ok(())
			} else {
				Err(health.to_string())
			}
		})
		.await
	}

	/// Another connection to it.
	pub async fn connect(&self) -> Client {
		Client::connect(&self.url()).await.unwrap_or_else(|error| {
			self.show_log();
			panic!("the node {} does not answer: {error}", self.config.label)
		})
	}

	/// Show the end of what it logged.
	pub fn show_log(&self) {
		self.process.show_log();
	}

	/// What it logged since it was last started.
	pub fn log(&self) -> String {
		self.process.log_text()
	}

	/// Kill it, as a power cut would. It can be restarted.
	pub fn kill(&mut self) {
		self.process.kill();
	}

	/// Ask it to stop, as `systemctl stop` does, and return its exit code.
	pub async fn stop(&mut self) -> Option<i32> {
		let pid = self.process.child.id().to_string();
		let asked = Command::new("kill").args(["-TERM", &pid]).status().expect("there is a program named kill");
		assert!(asked.success(), "the node {} could not be asked to stop", self.config.label);
		let what = format!("the node {} to stop", self.config.label);
		let status = until(what, STOP, async || {
			self.process.child.try_wait().expect("a child can be waited for").ok_or_else(|| "it runs".to_owned())
		})
		.await;
		self.process.guard = None;
		status.code()
	}

	/// Start it again as [`Self::restart`] does, without the program that has started it before.
	pub async fn restart_by_itself(&mut self) {
		self.config.wrapper.clear();
		self.restart().await;
	}

	/// Start it again, with the same folder, ports and arguments, after it was stopped or killed. If it runs, it is killed.
	pub async fn restart(&mut self) {
		self.process.kill();
		// Whoever borrowed a port (the system may give it to any connection) has it only for a while.
		let what = format!("the node {} to get its ports back", self.config.label);
		let (process, (client, peer_id)) = until(what, START, async || {
			let mut process = Process::spawn(&self.config, self.folder.path(), self.ports);
			match process.ready().await {
				Ok(ready) => Ok((process, ready)),
				Err(_) if process.complains_of_port() => Err("another process has one".to_owned()),
				Err(status) => panic!("the node {} stopped with {status} when it was restarted", self.config.label),
			}
		})
		.await;
		self.process = process;
		self.client = client;
		self.peer_id = peer_id;
	}
}
