#!/usr/bin/env bash
# Installs what the build needs: Debian packages, the WebAssembly target, and with --tests what the tests need besides; with
# --network-tests also what the long ones of networks need; with --fuzz what the fuzzer needs that looks for paths; with --plot what draws.
# Says what it does, asks nothing, and does nothing that has been done already.

source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

WITH_TESTS=false
[[ "${1:-}" = --tests || "${1:-}" = --network-tests ]] && WITH_TESTS=true

as_root() {
	if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null; then sudo "$@"; else
		fail "installing Debian packages needs root: run '$*' as root, then this script again"
	fi
}

install_packages() {
	local missing=() package
	for package in "$@"; do
		dpkg-query -W -f '${Status}' "${package}" 2>/dev/null | grep -q 'ok installed' || missing+=("${package}")
	done
	[ "${#missing[@]}" = 0 ] && return
	command -v apt-get >/dev/null || fail "these packages are missing, and there is no apt-get to install them: ${missing[*]}"
	say "Installing Debian packages: ${missing[*]}"
	as_root apt-get update -qq
	# By env, since sudo passes none of our variables on.
	as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# The standard library for a target, by rustup, or built from Debian's copy of its sources where rustup cannot fetch it.
install_target() {
	local target="$1" sysroot library
	sysroot="$(rustc --print sysroot)"
	library="${sysroot}/lib/rustlib/${target}/lib"
	has_target() { ls "${library}"/libcore-*.rlib >/dev/null 2>&1; }
	has_target && return
	if [ "${CIVITAS_WASM_TARGET:-rustup}" = rustup ] && command -v rustup >/dev/null; then
		say "Adding the target ${target} with rustup"
		rustup target add "${target}" && has_target && return
		echo "rustup cannot fetch it; building it from Debian's rust-src instead"
	fi
	"${ROOT}/scripts/wasm-target-from-debian.sh" "${target}" "${library}"
	has_target || fail "the target ${target} is missing from ${sysroot}, and neither rustup nor Debian's rust-src gave it"
}

install_cargo_tool() {
	local name="$1" version="$2"
	[ "$("${TOOLS}/bin/${name}" --version 2>/dev/null | grep -o '[0-9][0-9.]*' | head -n 1)" = "${version}" ] && return
	say "Installing ${name} ${version}"
	cargo install --quiet --locked --root "${TOOLS}" --target-dir "${TOOLS}/target" "${name}@${version}"
	rm -rf "${TOOLS}/target"
}

# Whether the client tests can run on the Node.js that is found first. Debian 12 has version 18.
has_nodejs() {
	[ "$(node -p 'process.versions.node.split(".")[0]' 2>/dev/null || echo 0)" -ge 20 ]
}

# Node.js from npm, among this project's own tools, where the system's is too old.
install_nodejs() {
	local version=20.20.2 machine
	command -v npm >/dev/null || install_packages nodejs npm
	has_nodejs && return
	case "$(uname -m)" in
	x86_64) machine=x64 ;;
	aarch64) machine=arm64 ;;
	*) fail "the client tests need Node.js 20 or newer, and this is $(node --version)" ;;
	esac
	say "Installing Node.js ${version} from npm"
	npm install --no-audit --no-fund --silent --prefix "${TOOLS}/nodejs" "node-linux-${machine}@${version}"
	mkdir -p "${TOOLS}/bin"
	ln -sf "${TOOLS}/nodejs/node_modules/node-linux-${machine}/bin/node" "${TOOLS}/bin/node"
	# The shell remembers where it found the other one.
	hash -r
	has_nodejs || fail "the client tests need Node.js 20 or newer, and npm gave none that runs here"
}

install_node_clients() {
	install_nodejs
	local clients="${ROOT}/tests/clients"
	cmp -s "${clients}/package-lock.json" "${clients}/node_modules/.installed-lock" && return
	say "Installing the clients that the tests use"
	(cd "${clients}" && npm ci --no-audit --no-fund --silent && cp package-lock.json node_modules/.installed-lock)
}

# What of an environment of Python's comes with Debian in packages of its own; some of what is installed there is built from C.
has_python_environments() {
	python3 -c 'import ensurepip, os, sysconfig
raise SystemExit(not os.path.exists(sysconfig.get_path("include") + "/Python.h"))' 2>/dev/null
}

# The foreign validators of what the client exports.
install_validators() {
	local environment="${TOOLS}/validators"
	local pinned=("${ROOT}/tests/public-finance/requirements.txt" "${ROOT}/tests/reputation/requirements.txt")
	cat "${pinned[@]}" | cmp -s - "${environment}/.installed-requirements" && return
	has_python_environments || install_packages python3-dev python3-venv
	say "Installing the validators that the tests use"
	python3 -m venv --clear "${environment}"
	"${environment}/bin/pip" install --quiet --disable-pip-version-check --no-deps --require-hashes "${pinned[@]/#/--requirement=}"
	cat "${pinned[@]}" >"${environment}/.installed-requirements"
}

# A shell that has not seen the installation of Rust may still have it.
command -v cargo >/dev/null || fail "Rust is missing: install rustup, then run this script again"
install_packages build-essential ca-certificates clang libclang-dev libssl-dev libzstd-dev mold pkg-config protobuf-compiler
for tool in curl jq python3; do command -v "${tool}" >/dev/null || install_packages "${tool}"; done
install_target wasm32v1-none
[ "${1:-}" != --network-tests ] || install_packages libfaketime iproute2
[ "${1:-}" != --plot ] || install_packages python3-matplotlib
[ "${1:-}" != --fuzz ] || install_cargo_tool cargo-fuzz 0.13.2
if "${WITH_TESTS}"; then
	install_cargo_tool cargo-deny 0.20.2
	# For the page that checks proofs, and a browser to try it in.
	install_target wasm32-unknown-unknown
	install_packages chromium
	install_node_clients
	install_validators
fi
say "Everything needed is installed"
