#!/usr/bin/env bash
# Installs and builds what is needed, then runs every check and every test. Ends with the slowest tests, and with one line:
# N passed, N failed.

source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

PASSED=0
FAILED=0
FAILURES=()
STARTED="${SECONDS}"
TIMES="$(mktemp)"
SAID="$(mktemp)"
trap 'rm -f "${TIMES}" "${SAID}"' EXIT

# A check that passes or fails as a whole.
check() {
	local name="$1" begun="${SECONDS}"
	shift
	say "${name}"
	if "$@"; then
		PASSED=$((PASSED + 1))
		printf '%s: passed (%d s)\n' "${name}" $((SECONDS - begun))
	else
		FAILED=$((FAILED + 1))
		FAILURES+=("${name}")
		printf '%s: FAILED (%d s)\n' "${name}" $((SECONDS - begun))
	fi
}

# A suite of cargo tests, whose tests are counted one by one.
suite() {
	local name="$1" log status=0 passed failed begun="${SECONDS}"
	shift
	say "${name}"
	log="$(mktemp)"
	"$@" 2>&1 | tee "${log}" || status="$?"
	passed="$(awk '/^test result:/ {n += $4} END {print n + 0}' "${log}")"
	failed="$(awk '/^test result:/ {n += $6} END {print n + 0}' "${log}")"
	sed -nE 's/^test (.+) \.\.\. (ok|FAILED) <([0-9.]+)s>$/\3 s  \1/p' "${log}" >>"${TIMES}"
	# What a failed test printed stands again at the end: who reads a long log sees its last lines.
	awk '/^---- .* stdout ----$/ {on = 1; lines = 0} /^failures:$/ {on = 0} on && lines++ < 60' "${log}" >>"${SAID}"
	rm -f "${log}"
	# A suite that did not build, or that found no test, has failed without a failed test.
	if [ "${failed}" = 0 ] && { [ "${status}" != 0 ] || [ "${passed}" = 0 ]; }; then failed=1; fi
	[ "${failed}" = 0 ] || FAILURES+=("${name}")
	PASSED=$((PASSED + passed))
	FAILED=$((FAILED + failed))
	printf '%s: %d passed, %d failed (%d s)\n' "${name}" "${passed}" "${failed}" $((SECONDS - begun))
}

build() {
	cargo build --bin civitas-node && cargo build -p civitas-cli && "${ROOT}/scripts/proof-page.sh"
}

docs() {
	RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --document-private-items --quiet
}

# Two versions of an SDK crate in one build do not understand each other's types.
single_versions() {
	local twice
	twice="$(awk -F'"' '/^name = /{n=$2} /^version = /{print n}' Cargo.lock | grep -E '^(sp|sc|frame|pallet|substrate)-' |
		sort | uniq -d)"
	[ -z "${twice}" ] || { echo "more than one version of: ${twice}"; return 1; }
}

measured_weights() {
	! grep -rnE 'WeightInfo = \(\)|IdentityFee|NOT MEASURED' runtime/src
}

# What does not build for browsers would be noticed only when there is a site; and the checker of proofs has no need of a standard library.
browsers() {
	cargo check --quiet -p metadata-json -p civitas-proof --lib --target wasm32-unknown-unknown
}

licences() {
	cargo deny --log-level error check licenses bans sources
}

"${ROOT}/scripts/setup.sh" --tests

check "formatting" cargo fmt --all --check
check "one version of each SDK crate" single_versions
check "measured weights" measured_weights
check "licences and sources of dependencies" licences
check "build" build
check "chain specs equal the presets" "${ROOT}/scripts/chain-specs.sh" --check
# More at a time than there are cores: those that are end to end wait for nodes and clients now and then.
export RUST_TEST_THREADS=4
# Properties are tried with the same values each time: a change is refused for what it changes, and not by chance. Other values
# are for those who look for faults: cargo test without this.
export PROPTEST_RNG_SEED=1
# A test program of stable Rust says how long each test takes if it believes that it may do what is unstable. Only the programs
# are told so, when they run, and not the compiler: all that it has built would be built anew.
host="$(rustc -vV | sed -n 's/^host: //p' | tr 'a-z-' 'A-Z_')"
export "CARGO_TARGET_${host}_RUNNER=env RUSTC_BOOTSTRAP=1"
timed=(-- -Z unstable-options --report-time)
suite "unit, property, runtime, RPC and end-to-end tests" cargo test --no-fail-fast --lib --bins --tests "${timed[@]}"
suite "tests of the client" cargo test --no-fail-fast -p civitas-cli "${timed[@]}"
# Without the blob, which it does not execute.
suite "tests of the fuzzer, and a short run" env SKIP_WASM_BUILD=1 cargo test --no-fail-fast -p civitas-fuzz --lib --tests "${timed[@]}"
unset "CARGO_TARGET_${host}_RUNNER"
check "clippy" cargo clippy --all-targets --quiet -- -D warnings
check "clippy of the client" cargo clippy -p civitas-cli --all-targets --quiet -- -D warnings
check "clippy of the fuzzer" env SKIP_WASM_BUILD=1 cargo clippy -p civitas-fuzz --all-targets --quiet -- -D warnings
check "what browsers share" browsers
check "documentation" docs

printf '\nthe slowest tests:\n'
sort -rn "${TIMES}" | sed -n 1,10p
if [ "${FAILED}" != 0 ]; then
	printf '\nfailed: %s\n' "${FAILURES[@]}"
	cat "${SAID}"
fi
printf '\nin %d minutes\n' $(((SECONDS - STARTED) / 60))
echo "${PASSED} passed, ${FAILED} failed"
[ "${FAILED}" = 0 ]
