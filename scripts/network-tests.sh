#!/usr/bin/env bash
# Runs the tests of networks of several validators: a recovery of finality, a restart, a lost database, a wrong clock, a late joiner,
# other keys, two nodes of one key, and a network that is cut in two. Needs root, for a network namespace.

source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

"${ROOT}/scripts/setup.sh" --network-tests
cargo build --bin civitas-node
# One after the other: each has five nodes.
exec cargo test --no-fail-fast -p civitas-tests --test network --test network-long -- --test-threads 1 --nocapture "$@"
