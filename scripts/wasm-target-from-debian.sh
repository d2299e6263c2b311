#!/usr/bin/env bash
# Builds the standard library of a target for WebAssembly from Debian's package rust-src of the same version as the compiler, for machines
# where rustup cannot fetch it. Arguments: the target, wasm32v1-none or wasm32-unknown-unknown, and the folder to put the libraries into.

source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

TARGET="$1"
LIBRARY="$2"
case "${TARGET}" in
*-none) CRATES=core,alloc ;;
*) CRATES=std,panic_abort ;;
esac
VERSION="$(rustc --version | cut -d' ' -f2)"
WORK="$(mktemp -d)"
trap 'rm -rf "${WORK}"' EXIT

# An apt of our own, with the suites in which newer compilers are found and the mirror that this machine uses anyway; the
# system's own package lists stay as they are.
mirror="$(apt-get indextargets --format '$(SITE)|$(ORIGIN)' 2>/dev/null | grep '|Debian$' | head -n 1 | cut -d'|' -f1)"
[ -n "${mirror}" ] || fail "apt knows no mirror of Debian, so rust-src ${VERSION} cannot be fetched"
mkdir -p "${WORK}/state/lists/partial" "${WORK}/cache/archives/partial" "${WORK}/deb"
for suite in trixie-backports trixie forky sid; do
	echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${mirror} ${suite} main"
done >"${WORK}/sources.list"
apt_here=(
	-o "Dir::Etc::SourceList=${WORK}/sources.list" -o Dir::Etc::SourceParts=/dev/null -o Dir::Etc::Preferences=/dev/null
	-o Dir::Etc::PreferencesParts=/dev/null -o "Dir::State=${WORK}/state" -o "Dir::State::Status=/var/lib/dpkg/status"
	-o "Dir::Cache=${WORK}/cache" -o APT::Sandbox::User=root -o APT::Get::List-Cleanup=0
)
say "Looking for rust-src ${VERSION} in Debian"
apt-get "${apt_here[@]}" update -qq || echo "some suites cannot be read; going on with the others"
package="$(apt-cache "${apt_here[@]}" madison rust-src | tr -d ' ' | cut -d'|' -f2 | grep -m1 "^${VERSION//./\\.}+" || true)"
[ -n "${package}" ] || fail "Debian has no rust-src of version ${VERSION}"
(cd "${WORK}/deb" && apt-get "${apt_here[@]}" download -qq "rust-src=${package}")
dpkg-deb -x "${WORK}"/deb/rust-src_*.deb "${WORK}/unpacked"
sources="$(find "${WORK}/unpacked" -maxdepth 5 -path "*/library/Cargo.lock" | head -n 1)"
[ -n "${sources}" ] || fail "the package rust-src ${package} holds no sources of the standard library"
sources="$(dirname "${sources}")"

# Cargo takes the sources from the sysroot, so they are linked there for the time of the build.
say "Building ${CRATES} ${VERSION} for ${TARGET}"
place="$(rustc --print sysroot)/lib/rustlib/src/rust/library"
if [ ! -e "${place}" ]; then
	mkdir -p "$(dirname "${place}")"
	ln -s "${sources}" "${place}"
	trap 'rm -rf "${WORK}" "${place}"' EXIT
fi
mkdir -p "${WORK}/empty/src"
printf '[package]\nname = "empty"\nversion = "0.0.0"\nedition = "2021"\n' >"${WORK}/empty/Cargo.toml"
echo '#![no_std]' >"${WORK}/empty/src/lib.rs"
(
	cd "${WORK}/empty"
	# The compiler of the clone, which is not the one of this folder.
	cp "${ROOT}/rust-toolchain.toml" .
	# With bitcode, as rustup's copy has it: the runtime is optimised across crates.
	RUSTFLAGS="-C embed-bitcode=yes" RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR="${WORK}/target" cargo build --quiet --release --target "${TARGET}" \
		"-Zbuild-std=${CRATES}" -Zbuild-std-features=compiler-builtins-mem
)
mkdir -p "${LIBRARY}"
find "${WORK}/target/${TARGET}/release/deps" \( -name '*.rlib' -o -name '*.rmeta' \) ! -name 'libempty-*' -exec cp {} "${LIBRARY}/" \;
