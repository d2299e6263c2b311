#!/usr/bin/env bash
# Measures this runtime on this machine.
#
#   scripts/bench.sh weights [NAME...]      writes runtime/src/weights/*.rs anew, or those of the named pallets only; `base` prints
#                                           what blocks, transactions, reads and writes take
#   scripts/bench.sh verify                 prints how long it takes to verify a certificate
#   scripts/bench.sh scale                  prints what a million certificates cost against a thousand
#   scripts/bench.sh load [OPTIONS]         prints how many calls a second this chain and a stock one carry, and draws docs/performance.svg;
#                                           with options, what these say (--help lists them)
#   scripts/bench.sh rpc                    prints what a question over JSON-RPC costs: beside state_call of the same view, and while
#                                           the node carries load

source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# Both nodes, and what measures them.
release() {
	"${ROOT}/scripts/setup.sh"
	# In one build, for the same features: what both nodes share is compiled once, and is the same. With the runtimes as validators
	# have them.
	WASM_BUILD_TYPE=production cargo build --release -p civitas-node -p civitas-tests -p stock-node --bin civitas-node --bin load --bin stock-node
	export CIVITAS_NODE="${CARGO_TARGET_DIR}/release/civitas-node"
	load="${CARGO_TARGET_DIR}/release/load"
	stock="${CARGO_TARGET_DIR}/release/stock-node"
}

# The node with benchmarks, in a place of its own: the next build puts the node without them where it was.
#
# The dev profile: it compiles what executes and stores blocks (wasmtime, tries, hashing, database, state machine) as a
# release build does, and the runtime itself always as release, so a second build of a thousand crates would change little.
node_with_benchmarks() {
	say "Building civitas-node with its benchmarks"
	cargo build --bin civitas-node --features civitas-node/runtime-benchmarks
	node="$(mktemp -d)/civitas-node"
	trap 'rm -rf "$(dirname "${node}")"' EXIT
	cp "${CARGO_TARGET_DIR}/debug/civitas-node" "${node}"
}

what="${1:-}"
case "${what}" in
weights | verify) shift ;;
load)
	shift
	if [ "$#" != 0 ]; then
		release
		exec "${load}" "$@"
	fi
	"${ROOT}/scripts/setup.sh" --plot
	node_with_benchmarks
	release
	say "Measuring: nothing else should run meanwhile"
	echo "commit $(git rev-parse --short HEAD 2>/dev/null || echo unknown), $(date --utc --iso-8601),$(sed -n 's/^model name.*:/ /p' /proc/cpuinfo | uniq -c)"
	# As many may wait as with this chain: of the SDK's default, 8,192, it would lose some.
	stock=(--node "${stock}" --option=--pool-limit=65536 --option=--pool-kbytes=131072)
	tables="$(dirname "${node}")"
	"${load}" transfer --blocks "${tables}/one"
	"${load}" transfer --bare --count 24000 "${stock[@]}" --blocks "${tables}/stock-one"
	"${load}" transfer --bare --count 24000 --three --blocks "${tables}/three"
	"${load}" transfer --bare --count 24000 --three "${stock[@]}" --blocks "${tables}/stock-three"
	# How long it takes where nothing waits for room.
	"${load}" transfer --bare --count 20000 --three --rate 500
	"${load}" transfer --bare --count 20000 --three --rate 300 "${stock[@]}"
	"${load}" --bare --but transfer --again "${node}"
	# By Debian's Python, whose package it is.
	/usr/bin/python3 scripts/plot-load.py docs/performance.svg "Civitas, 1 validator=${tables}/one" \
		"stock, 1 validator=${tables}/stock-one" "Civitas, 3 validators=${tables}/three" "stock, 3 validators=${tables}/stock-three"
	exit
	;;
scale)
	"${ROOT}/scripts/setup.sh"
	# Without -p, for the same features, and so the same artifacts, as in the tests.
	exec cargo bench --profile dev --bench scale
	;;
rpc)
	"${ROOT}/scripts/setup.sh"
	cargo build --bin civitas-node
	cargo bench --profile dev --bench reads
	release
	say "A page of a listing: of a node with little to do, and of one that carries 500 transfers a second"
	"${load}" transfer --bare --ask --rate 10 --count 300
	exec "${load}" transfer --bare --ask --rate 500 --count 15000
	;;
*) fail "usage: scripts/bench.sh weights [NAME...] | load [OPTIONS] | rpc | verify | scale" ;;
esac

"${ROOT}/scripts/setup.sh"
node_with_benchmarks
if [ "${what}" = verify ]; then
	"${node}" benchmark pallet --chain dev --pallet pallet_certification --extrinsic verify_one,verify_member --extra \
		--steps 50 --repeat 20 --wasm-execution compiled --heap-pages 4096
	exit
fi
# What the constants in runtime/src/configs/system.rs say: of an empty block, of a whole remark, of a read and of a write.
base() {
	local place
	place="$(dirname "${node}")"
	say "Measuring blocks and transactions"
	"${node}" benchmark overhead --chain dev --wasm-execution compiled --weight-path "${place}"
	say "Measuring the database, which holds a million accounts"
	"${node}" export-chain-spec --chain dev --raw | scripts/large-state.py 1000000 >"${place}/spec.json"
	# In steps of as many as a full block writes: their common path to the root of the state is hashed once.
	"${node}" benchmark storage --chain "${place}/spec.json" --base-path "${place}/large" --state-version 1 --batch-size 5000 \
		--disable-pov-recorder --weight-path "${place}"
}

# Weights are those of the machines that validators should have. Whoever measures on a slower one sees it here.
"${node}" benchmark machine --chain dev --base-path "$(dirname "${node}")/machine" --allow-fail

# What calls read and write that the pallet's own benchmark does not: how many entries, and of what; with a letter, for each of that
# component. The fuzzer finds these.
unseen() {
	local call
	case "$1" in
	pallet_assets)
		for call in force_clear_metadata mint transfer_ownership; do echo "${call} 1 The account of somebody else"; done
		echo "destroy_approvals 1a The account of each owner"
		echo "finish_destroy 2 The account of the owner, and metadata"
		;;
	pallet_proxy) echo "kill_pure 1 The account of somebody else" ;;
	# This chain takes no deposit, so their benchmarks are left out.
	pallet_safe_mode) for call in enter extend release_deposit; do echo "${call} 1 What it reads before it fails"; done ;;
	pallet_scheduler) for call in schedule schedule_named; do echo "${call} 3 The preimage of a long call"; done ;;
	esac
}

# All that the runtime has benchmarks of, unless some are named.
if [ "$#" = 0 ]; then
	mapfile -t all < <("${node}" benchmark pallet --chain dev --list=pallets --no-csv-header)
	set -- base "${all[@]}"
fi
for name in "$@"; do
	[ "${name}" = base ] && { base; continue; }
	say "Measuring ${name}"
	# No block of this chain records a proof for a relay chain.
	"${node}" benchmark pallet --chain dev --pallet "${name}" --extrinsic '*' --disable-proof-recording --no-median-slopes \
		--steps 50 --repeat 20 --wasm-execution compiled --heap-pages 4096 --header scripts/weights-header.txt \
		--output "runtime/src/weights/${name}.rs"
	while read -r call count what; do
		each=""
		if [[ "${count}" =~ ^([0-9]+)([a-z])$ ]]; then count="${BASH_REMATCH[1]}" each=".saturating_mul(${BASH_REMATCH[2]}.into())"; fi
		sed -i "/^\tfn ${call}(/,/^\t}/ s|^\t}|\t\t\t// ${what}: added by scripts/bench.sh.\n\t\t\t.saturating_add(T::DbWeight::get().reads_writes(${count}, ${count})${each})\n\t}|" \
			"runtime/src/weights/${name}.rs"
	done < <(unseen "${name}")
done
