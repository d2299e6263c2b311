#!/usr/bin/env bash
# Looks for faults by trying.
#
#   scripts/fuzz.sh [OPTIONS]              random calls on the runtime, a million unless told otherwise (--help lists the options)
#   scripts/fuzz.sh paths TARGET [OPTIONS] the same with libFuzzer, which looks for paths that were not taken yet: `blocks`, or what reads
#                                          bytes from outside (`transaction`, `json`, `signature`, `passkey`, `credential`, `did`, `bundle`);
#                                          OPTIONS are libFuzzer's, or a file that it has left in fuzz/artifacts

source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

"${ROOT}/scripts/setup.sh"
# Nothing here runs the runtime as WebAssembly.
export SKIP_WASM_BUILD=1
if [ "${1:-}" = paths ]; then
	[ "$#" -ge 2 ] || fail "usage: scripts/fuzz.sh paths TARGET [OPTIONS]"
	"${ROOT}/scripts/setup.sh" --fuzz
	target="$2"
	shift 2
	inputs=() options=()
	for given in "$@"; do
		if [ -e "${given}" ]; then inputs+=("${given}"); else options+=("${given}"); fi
	done
	# Without a sanitizer it needs no nightly compiler. What checks itself by debug assertions and does not return an error, panics.
	exec cargo fuzz run --sanitizer none --features cargo-fuzz --target-dir "${CARGO_TARGET_DIR}/libfuzzer" \
		"${target}" "${inputs[@]}" -- "${options[@]}"
fi
exec cargo run --quiet --profile fuzz -p civitas-fuzz --bin fuzz -- "$@"
