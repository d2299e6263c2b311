#!/usr/bin/env bash
# Installs and builds what is needed, then runs a development chain with JSON-RPC on 127.0.0.1:9944.
#
#   scripts/run.sh [--release | --production] [options of civitas-node, instead of --dev]

source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

profile=dev
folder=debug
features=()
case "${1:-}" in
--release | --production)
	profile="${1#--}"
	folder="${profile}"
	shift
	# Optimised as a whole, the runtime is smaller and faster; for development that takes too long (docs/building.md).
	export WASM_BUILD_TYPE=production
	# A chain that begins with this node's runtime can then be used with hardware wallets, which sign a hash of the metadata.
	if [ "${profile}" = production ]; then features=(--features civitas-node/metadata-hash); fi
	;;
esac

"${ROOT}/scripts/setup.sh"
say "Building civitas-node and civitas (${profile}) into ${CARGO_TARGET_DIR}"
# Without -p, so that the features, and with them the artifacts, are the same as in the tests.
cargo build --profile "${profile}" "${features[@]}" --bin civitas-node
cargo build -p civitas-cli
# The client is small, and its speed is the chain's; the examples in the README find it here.
mkdir -p "${TOOLS}/bin"
ln -sf "${CARGO_TARGET_DIR}/debug/civitas" "${TOOLS}/bin/civitas"

say "The client is at ${TOOLS}/bin/civitas. Starting the chain; stop it with Ctrl-C"
[ "$#" = 0 ] && set -- --dev
exec "${CARGO_TARGET_DIR}/${folder}/civitas-node" "$@"
