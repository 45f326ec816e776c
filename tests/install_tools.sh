#!/usr/bin/env bash
# The programs beside Python that some tests need: installed where we may, named where we may not.
set -euo pipefail
PATH="$PATH:/usr/sbin:/usr/bin"

missing=()
found() { local name; for name in "$@"; do command -v "$name" >/dev/null && return; done; return 1; }
found mariadbd mysqld || missing+=(mariadb-server)
found chromium chromium-browser google-chrome || missing+=(chromium)
[ ${#missing[@]} -eq 0 ] && exit 0

as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo -n)
if found apt-get && { [ "$(id -u)" -eq 0 ] || [ "${CI:-}" = true ]; }; then
    # RUNLEVEL=1: the tests start a private server of their own, so the system's need not run.
    install=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1
             apt-get -qq -y -o DPkg::Lock::Timeout=120 install --no-install-recommends "${missing[@]}")
    echo "Installing ${missing[*]} for the tests ..." >&2
    # Fresh machines have no package lists yet, so a first failure is normal.
    if "${install[@]}" >/dev/null 2>&1 || { "${as_root[@]}" apt-get -qq update && "${install[@]}" >/dev/null; }; then
        exit 0
    fi
    [ "${CI:-}" = true ] && { echo "${missing[*]} could not be installed, and with CI=true no test may be skipped." >&2; exit 1; }
fi

for package in "${missing[@]}"; do
    case $package in
        mariadb-server) tests="the tests that read a PrestaShop from MariaDB" ;;
        chromium) tests="the tests that use the pages in a browser" ;;
    esac
    echo "Skipped: $tests. They need $package (apt install $package)." >&2
done
