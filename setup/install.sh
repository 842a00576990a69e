#!/usr/bin/env bash
# Installs what Reprise needs: the system libraries that node-canvas compiles against, then the npm packages.
set -euo pipefail
cd "$(dirname "$0")/.."

libraries=(libcairo2-dev libpango1.0-dev libjpeg-dev libgif-dev librsvg2-dev pkg-config)
command_to_type="sudo apt-get update && sudo apt-get install -y --no-install-recommends ${libraries[*]} make g++ python3"

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

command -v node >/dev/null || fail 'node is not installed: install Node.js 20.19 or newer (20, 22 or 24).'
node_is_supported || fail "Node.js $(node --version) is not supported: use 20.19 or newer (20, 22 or 24)."
install_libraries
echo 'setup: installing the packages (sqlite3 and canvas may compile: a few minutes)'
npm ci --no-audit --no-fund --loglevel=error ||
  fail "npm could not install the packages (see above). On Debian or Ubuntu: $command_to_type"
