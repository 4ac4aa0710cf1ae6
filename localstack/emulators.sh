#!/usr/bin/env bash
# SQS and DynamoDB on this machine without Docker: fauxqs and Amazon's DynamoDB Local. Needs Node.js 20, Java 17 and npm.
# Versions are pinned and their integrity is checked; what is installed lies in a cache outside the tree.
set -euo pipefail

usage() {
  cat <<'USAGE'
usage: emulators.sh COMMAND [--sqs-port N] [--dynamodb-port N]

  up        start in the background and return when both answer
  down      stop what 'up' has started
  run       start, say so, and stop when standard input ends or a signal comes
  install   only fetch what the others need

Ports are 4566 (SQS) and 4567 (DynamoDB), as with docker-compose.yml. Then:
  set -a; . localstack/endpoints.env; set +a
Nothing is kept: each start begins with no queue and no table.
LOOPWORKER_CACHE names the folder for what is fetched (default: ~/.cache/loopworker).
USAGE
}

fail() {
  echo "emulators: $*" >&2
  exit 1
}

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${LOOPWORKER_CACHE:-${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/loopworker}
simulator=amplify-dynamodb-simulator@2.9.30
sqs_port=4566
dynamodb_port=4567

command=${1:-}
[ $# -gt 0 ] && shift
while [ $# -gt 0 ]; do
  case $1 in
    --sqs-port) sqs_port=${2:?"$1 needs a number"} && shift 2 ;;
    --dynamodb-port) dynamodb_port=${2:?"$1 needs a number"} && shift 2 ;;
    *) usage >&2 && exit 2 ;;
  esac
done

# The folder carries a hash of the pins, so that another version is another folder.
pins=$(cat "$here/emulators/package-lock.json" "$here"/emulators/*.sha512 | sha256sum | cut -c1-16)
home=$cache/emulators-$pins
state=$cache/emulators-$sqs_port

need() {
  command -v "$1" >/dev/null || fail "$1 is missing: install $2."
}

install_into() {
  cp "$here/emulators/package.json" "$here/emulators/package-lock.json" "$1"
  # npm checks each package against the lock file's integrity.
  (cd "$1" && npm ci --omit=dev --no-audit --no-fund --ignore-scripts --loglevel=error >&2)
  local tarball expected actual
  tarball=$(cd "$1" && npm pack "$simulator" --silent)
  expected=$(cat "$here/emulators/amplify-dynamodb-simulator.sha512")
  actual=sha512-$(openssl dgst -sha512 -binary "$1/$tarball" | base64 -w0)
  [ "$expected" = "$actual" ] || fail "$simulator is not what was pinned: expected $expected, found $actual."
  tar xzf "$1/$tarball" -C "$1" package/emulator
  mv "$1/package/emulator" "$1/dynamodb"
  rm -rf "$1/package" "${1:?}/$tarball"
}

install_all() {
  [ -e "$home/complete" ] && return
  need npm "Node.js 20 or newer"
  need openssl openssl
  mkdir -p "$cache"
  # One at a time; who comes second finds the work done.
  exec 9>"$cache/install.lock"
  flock 9
  if [ ! -e "$home/complete" ]; then
    echo "Installing the emulators into $home" >&2
    rm -rf "$home" "$home.new"
    mkdir -p "$home.new"
    install_into "$home.new"
    touch "$home.new/complete"
    mv "$home.new" "$home"
  fi
  exec 9>&-
}

answers() {
  (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

start() {
  need node "Node.js 20 or newer"
  need java "a Java 17 runtime"
  for port in "$sqs_port" "$dynamodb_port"; do
    answers "$port" && fail "port $port is taken: stop what listens there, or choose another."
  done
  # Its own command line logs every request.
  (cd "$home" && exec node --input-type=module --eval "import { startFauxqs } from 'fauxqs';
    await startFauxqs({ port: $sqs_port, logger: false });") </dev/null >"$1/sqs.log" 2>&1 &
  sqs=$!
  (cd "$home/dynamodb" && exec java -Xmx1g -Djava.library.path=./DynamoDBLocal_lib -jar DynamoDBLocal.jar -inMemory -port "$dynamodb_port") </dev/null >"$1/dynamodb.log" 2>&1 &
  dynamodb=$!
  for _ in $(seq 300); do
    kill -0 "$sqs" 2>/dev/null || fail "SQS did not start: $(tail -n 3 "$1/sqs.log")"
    kill -0 "$dynamodb" 2>/dev/null || fail "DynamoDB did not start: $(tail -n 3 "$1/dynamodb.log")"
    if answers "$sqs_port" && answers "$dynamodb_port"; then
      echo "AWS_ENDPOINT_URL_SQS=http://localhost:$sqs_port"
      echo "AWS_ENDPOINT_URL_DYNAMODB=http://localhost:$dynamodb_port"
      return
    fi
    sleep 0.1
  done
  kill "$sqs" "$dynamodb"
  fail "no answer after 30 seconds; see $1"
}

case $command in
  install)
    install_all
    ;;
  up)
    install_all
    mkdir -p "$state"
    start "$state"
    echo "$sqs $dynamodb" >"$state/pids"
    disown -a
    ;;
  down)
    [ -e "$state/pids" ] || fail "nothing is up on port $sqs_port."
    read -r sqs dynamodb <"$state/pids"
    kill "$sqs" "$dynamodb" 2>/dev/null || true
    while kill -0 "$sqs" 2>/dev/null || kill -0 "$dynamodb" 2>/dev/null; do sleep 0.1; done
    rm -rf "$state"
    ;;
  run)
    install_all
    logs=$(mktemp -d)
    trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$logs"' EXIT
    trap 'exit 0' INT TERM
    start "$logs"
    # Whoever started this holds the other end: when that process is gone, however it ended, so is this.
    while read -r -t 1 _ || [ $? -gt 128 ]; do
      kill -0 "$sqs" 2>/dev/null || fail "SQS has ended: $(tail -n 20 "$logs/sqs.log")"
      kill -0 "$dynamodb" 2>/dev/null || fail "DynamoDB has ended: $(tail -n 20 "$logs/dynamodb.log")"
    done
    ;;
  -h | --help | help) usage ;;
  *) usage >&2 && exit 2 ;;
esac
