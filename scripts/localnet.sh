#!/usr/bin/env bash
# Runs three validators of the chain `local` on this machine, with JSON-RPC on ports 9944, 9945 and 9946, until Ctrl-C.
# Their state is kept in a folder that is removed at the end; their logs are shown there too.

source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

node="${CARGO_TARGET_DIR}/debug/civitas-node"
[ -x "${node}" ] || fail "${node} is missing: run 'cargo build --bin civitas-node' first"
folder="$(mktemp -d)"
trap 'kill $(jobs -p) 2>/dev/null; wait; rm -rf "${folder}"' EXIT

number=0
bootnode=()
for name in alice bob charlie; do
	key="${folder}/${name}.key"
	peer="$("${node}" key generate-node-key --file "${key}" 2>&1 | tail -n 1)"
	"${node}" --chain local "--${name}" --base-path "${folder}/${name}" --node-key-file "${key}" --no-prometheus \
		--port $((30333 + number)) --rpc-port $((9944 + number)) "${bootnode[@]}" >"${folder}/${name}.log" 2>&1 &
	[ "${number}" != 0 ] || bootnode=(--bootnodes "/ip4/127.0.0.1/tcp/30333/p2p/${peer}")
	echo "${name}: JSON-RPC on 127.0.0.1:$((9944 + number)), log in ${folder}/${name}.log"
	number=$((number + 1))
done
wait
