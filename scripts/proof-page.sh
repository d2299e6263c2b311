#!/usr/bin/env bash
# Builds the page that checks proofs in a browser: one file, with the checker in it, that asks nobody. Argument: the file to write,
# or nothing for target/check.html.

source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

TARGET="${CARGO_TARGET_DIR:-${ROOT}/target}"
PAGE="${1:-${TARGET}/check.html}"
# Where the page has the module.
MARK='@MODULE@'
# Base64 has four letters for three bytes, so the page is a third larger than this, and more by its own text. [bytes]
MOST=1500000

say "Building the checker for browsers"
cargo build --quiet --profile page -p civitas-proof-web --target wasm32-unknown-unknown
module="${TARGET}/wasm32-unknown-unknown/page/civitas_proof_web.wasm"
packed="$(mktemp)"
trap 'rm -f "${packed}"' EXIT
gzip -9 --no-name --stdout "${module}" >"${packed}"
size="$(wc -c <"${packed}")"
[ "${size}" -le "${MOST}" ] || fail "the checker has ${size} bytes, compressed, and at most ${MOST} are meant"
template="$(cat "${ROOT}/proof/web/check.html.in")"
[[ "${template}" = *"${MARK}"* ]] || fail "the template of the page has no ${MARK}"
{
	printf '%s' "${template%%"${MARK}"*}"
	base64 -w 0 "${packed}"
	printf '%s\n' "${template#*"${MARK}"}"
} >"${PAGE}"
echo "${PAGE}: $(wc -c <"${PAGE}") bytes; the checker in it has ${size}, compressed"
