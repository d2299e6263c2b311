# What the scripts share; sourced, not run.

set -euo pipefail

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"

# Outside the clone, so that a fresh clone finds its dependencies built.
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-${HOME}/.cache/civitas/target}"
# Where this project's own tools go, so that they neither need nor change what the user has.
TOOLS="${CIVITAS_TOOLS:-${HOME}/.cache/civitas/tools}"
export PATH="${TOOLS}/bin:${HOME}/.cargo/bin:${PATH}"

cd "${ROOT}"

say() {
	printf '\n==> %s\n' "$*"
}

fail() {
	printf 'error: %s\n' "$*" >&2
	exit 1
}
