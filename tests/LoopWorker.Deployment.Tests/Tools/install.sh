#!/usr/bin/env bash
# What the tests of the chart need, in a cache outside the tree: the schemas of Kubernetes, KEDA and Prometheus' operator (Node.js 20, npm)
# and, where helm is not installed, a renderer (Go and the packages that helm's own is made of). Prints the folder.
# LOOPWORKER_CACHE names the cache (default: ~/.cache/loopworker).
set -euo pipefail

fail() {
  echo "chart tools: $*" >&2
  exit 1
}

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${LOOPWORKER_CACHE:-${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/loopworker}
# The folder carries a hash of what it is made from, so that another version is another folder.
pins=$(cat "$here"/manifests/* "$here"/renderer/*.go | sha256sum | cut -c1-16)
home=$cache/chart-$pins
libraries=/usr/share/gocode
packages="golang-go golang-github-masterminds-sprig-dev golang-github-ghodss-yaml-dev golang-github-xeipuuv-gojsonschema-dev"

build_renderer() {
  command -v go >/dev/null || fail "go is missing: install helm, or the packages $packages."
  for library in Masterminds/sprig ghodss/yaml xeipuuv/gojsonschema; do
    [ -d "$libraries/src/github.com/$library" ] || fail "the Go library $library is missing: install helm, or the packages $packages."
  done
  (cd "$here/renderer" && GO111MODULE=off GOFLAGS='' GOPATH=$libraries GOCACHE=$1/go-cache go build -o "$1/renderer" .)
  rm -rf "$1/go-cache"
}

install_all() {
  command -v npm >/dev/null || fail "npm is missing: install Node.js 20 or newer."
  mkdir -p "$cache"
  # One at a time; who comes second finds the work done.
  exec 9>"$cache/install.lock"
  flock 9
  if [ ! -e "$home/complete" ]; then
    echo "Installing the chart's tools into $home" >&2
    rm -rf "$home" "$home.new"
    mkdir -p "$home.new"
    cp "$here"/manifests/* "$home.new"
    (cd "$home.new" && npm ci --omit=dev --no-audit --no-fund --ignore-scripts --loglevel=error >&2)
    touch "$home.new/complete"
    mv "$home.new" "$home"
  fi
  if ! command -v helm >/dev/null && [ ! -e "$home/renderer" ]; then
    build_renderer "$home"
  fi
}

install_all
echo "$home"
