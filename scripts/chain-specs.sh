#!/usr/bin/env bash
# Writes chain-specs/*.json from the runtime's presets, or with --check says whether they are equal to them. The runtime's
# code is left out: it changes with every build, and `civitas-node export-chain-spec` adds it.

source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# Not with jq, which turns amounts above 2^53 into floating-point numbers.
without_code() {
	python3 -c 'import json, sys
spec = json.load(sys.stdin)
del spec["genesis"]["runtimeGenesis"]["code"]
print(json.dumps(spec, indent=2))'
}

node="${CARGO_TARGET_DIR}/debug/civitas-node"
[ -x "${node}" ] || fail "${node} is missing: run 'cargo build --bin civitas-node' first"
# The node logs also what goes well.
log="$(mktemp)"
trap 'rm -f "${log}"' EXIT
status=0
for chain in dev local staging; do
	file="chain-specs/${chain}.json"
	spec="$("${node}" export-chain-spec --chain "${chain}" 2>"${log}" | without_code)" || {
		cat "${log}" >&2
		fail "civitas-node could not export the chain spec '${chain}'"
	}
	if [ "${1:-}" = --check ]; then
		if ! diff -u "${file}" <(echo "${spec}"); then
			echo "${file} is not what the preset gives: run scripts/chain-specs.sh"
			status=1
		fi
	else
		echo "${spec}" >"${file}"
		echo "wrote ${file}"
	fi
done
exit "${status}"
