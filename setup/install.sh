#!/usr/bin/env bash
# Installs what Reprise needs: the system libraries that node-canvas compiles against, then the npm packages.
set -euo pipefail
cd "$(dirname "$0")/.."

libraries=(libcairo2-dev libpango1.0-dev libjpeg-dev libgif-dev librsvg2-dev pkg-config)
command_to_type="sudo apt-get update && sudo apt-get install -y --no-install-recommends ${libraries[*]} make g++ python3"
log=setup/install.log
quiet=(--no-audit --no-fund --loglevel=error)
remedy="What its build said is in $log. On Debian or Ubuntu, type: $command_to_type; then: make setup"

fail() { echo "setup: $*" >&2; exit 1; }

node_is_supported() {
  node -e 'const [major, minor] = process.versions.node.split(".").map(Number);
    process.exit((major === 20 && minor >= 19) || (major > 20 && major < 25) ? 0 : 1)'
}

libraries_present() {
  command -v pkg-config >/dev/null && pkg-config --exists cairo pangocairo libjpeg librsvg-2.0 &&
    [ -e /usr/include/gif_lib.h ]
}

install_libraries() {
  libraries_present && return
  if [ "$(id -u)" = 0 ] && [ -e /etc/debian_version ]; then
    echo 'setup: installing the system libraries of node-canvas'
    apt-get update -q
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${libraries[@]}"
  else
    echo 'setup: node-canvas compiles from source where its prebuilt binary cannot be downloaded, and then needs'
    echo "setup: system libraries. If the next step fails, type: $command_to_type"
  fi
}

# All of them; where one cannot be built, all without what is built, then those one by one.
install_packages() {
  echo 'setup: installing the packages (sqlite3 and canvas may compile: a few minutes)'
  npm ci "${quiet[@]}" >"$log" 2>&1 && return
  npm ci "${quiet[@]}" --ignore-scripts >>"$log" 2>&1 ||
    fail "npm could not install the packages. $log has all that it said; it ends:
$(tail -n 5 "$log")"
  build sqlite3 || fail "the package sqlite3, which keeps all results, could not be built. $remedy"
  build canvas || go_on 'the package canvas, which draws the charts, could not be built: reports will have none.'
}

build() {
  npm rebuild "$1" >>"$log" 2>&1 && node -e "require('$1')" >>"$log" 2>&1
}

# Without it; `make setup` tries again where it finds this file.
go_on() {
  echo "setup: $1 $remedy" >&2
  touch node_modules/.unbuilt
}

command -v node >/dev/null || fail 'node is not installed: install Node.js 20.19 or newer (20, 22 or 24).'
node_is_supported || fail "Node.js $(node --version) is not supported: use 20.19 or newer (20, 22 or 24)."
install_libraries
install_packages
