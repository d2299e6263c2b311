#!/usr/bin/env bash
# Runs three validators of the chain `local` on this machine, with JSON-RPC on ports 9944, 9945 and 9946, until Ctrl-C or until
# one of them stops. Their state and their logs are kept in a folder that is removed at the end.

source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

node="${CARGO_TARGET_DIR}/debug/civitas-node"
[ -x "${node}" ] || fail "${node} is missing: run 'cargo build --bin civitas-node' first"
folder="$(mktemp -d)"
# Where some have stopped already, the rest must be cleaned up all the same.
trap 'kill $(jobs -pr) 2>/dev/null || true; wait; rm -rf "${folder}"' EXIT
trap 'exit 130' INT TERM

number=0
bootnodes=()
declare -A process
for name in alice bob charlie; do
	key="${folder}/${name}.key"
	peer="$("${node}" key generate-node-key --file "${key}" 2>&1 | tail -n 1)"
	# On this machine only: everybody knows the keys of these validators.
	address="/ip4/127.0.0.1/tcp/$((30333 + number))"
	"${node}" --chain local "--${name}" --base-path "${folder}/${name}" --node-key-file "${key}" --no-prometheus --no-mdns \
		--listen-addr "${address}" --rpc-port $((9944 + number)) "${bootnodes[@]}" >"${folder}/${name}.log" 2>&1 &
	process[${name}]="$!"
	bootnodes+=(--bootnodes "${address}/p2p/${peer}")
	echo "${name}: JSON-RPC on 127.0.0.1:$((9944 + number)), log in ${folder}/${name}.log"
	number=$((number + 1))
done

wait -n || true
for name in "${!process[@]}"; do
	kill -0 "${process[${name}]}" 2>/dev/null && continue
	echo "${name} stopped. The end of its log:"
	tail -n 20 "${folder}/${name}.log"
done
exit 1
