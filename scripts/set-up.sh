#!/bin/sh
# Makes what a target of the Makefile needs, and nothing it has already.
#
#   scripts/set-up.sh run    to run the tool and the demo
#   scripts/set-up.sh dev    also to test and to check it
#
# System packages come from apt and only if one is missing; Python packages come from the lock files,
# each held to its hash.
set -eu

RUN_PACKAGES="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
DEV_PACKAGES="chromium libatomic1 postgresql qpdf poppler-utils"
VENV=.venv

say() { printf '%s\n' "$*" >&2; }

stop() {
    say ""
    say "$*"
    exit 1
}

find_python() {
    for name in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    found=$("${PYTHON:-python3}" --version 2>&1) || found="no ${PYTHON:-python3}"
    stop "Python 3.11 or newer is needed; found: $found.
If there is a newer one, name it: make PYTHON=/path/to/python3.12 …"
}

is_installed() {
    dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep -q '^install ok installed$'
}

missing_packages() {
    # A Python from elsewhere than Debian brings its own venv.
    "$python" -c 'import ensurepip, venv' 2>/dev/null || is_installed python3-venv || echo python3-venv
    for package in "$@"; do
        is_installed "$package" || echo "$package"
    done
}

install_system_packages() {
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        say "This is not Debian or Ubuntu: please see yourself to what these packages hold: $*"
        return
    fi
    missing=$(missing_packages "$@" | tr '\n' ' ')
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" -eq 0 ]; then
        become=""
    elif command -v sudo >/dev/null; then
        become="sudo"
    else
        stop "System packages are missing, and neither root nor sudo is at hand to install them.
Ask somebody who may to run this, then try again:
    apt-get update && apt-get install --no-install-recommends $missing"
    fi
    say "Installing system packages: $missing"
    apt="$become env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=120"
    # $apt and $missing are lists of words.
    $apt update >&2
    $apt install -y --no-install-recommends $missing >&2 ||
        stop "apt could not install: $missing
Its messages stand above."
}

make_venv() {
    # Also when an earlier attempt was interrupted, or its Python is gone.
    if ! "$VENV/bin/python" -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        say "Making $VENV"
        "$python" -m venv --clear "$VENV"
    fi
}

install_python_packages() {
    say "Installing Python packages from $1"
    pip="$VENV/bin/python -m pip --disable-pip-version-check --no-input"
    $pip install --quiet --require-hashes --no-deps -r "$1"
    $pip install --quiet --no-deps --no-build-isolation -e .
}

python=$(find_python)
case "${1:-}" in
    run)
        install_system_packages $RUN_PACKAGES
        make_venv
        install_python_packages requirements.lock
        ;;
    dev)
        install_system_packages $RUN_PACKAGES $DEV_PACKAGES
        make_venv
        install_python_packages requirements-dev.lock
        ;;
    *) stop "usage: scripts/set-up.sh run|dev" ;;
esac
