#!/usr/bin/env bash
# SQS and DynamoDB on this machine without Docker: fauxqs and Amazon's DynamoDB Local. Needs Node.js 20, Java 17 and npm.
# On request a second SQS, local-aws-sqs, for tests that fauxqs cannot run.
# Versions are pinned and their integrity is checked; what is installed lies in a cache outside the tree.
set -euo pipefail

usage() {
  cat <<'USAGE'
usage: emulators.sh COMMAND [--sqs-port N] [--dynamodb-port N] [--local-aws-sqs-port N]

  up        start in the background and return when both answer
  down      stop what 'up' has started
  run       start, say so, and stop when standard input ends or a signal comes
  install   only fetch what the others need

Ports are 4566 (SQS) and 4567 (DynamoDB), as with docker-compose.yml. Then:
  set -a; . localstack/endpoints.env; set +a
local-aws-sqs is started only where its port is given.
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
local_aws_sqs_port=

command=${1:-}
[ $# -gt 0 ] && shift
while [ $# -gt 0 ]; do
  case $1 in
    --sqs-port) sqs_port=${2:?"$1 needs a number"} && shift 2 ;;
    --dynamodb-port) dynamodb_port=${2:?"$1 needs a number"} && shift 2 ;;
    --local-aws-sqs-port) local_aws_sqs_port=${2:?"$1 needs a number"} && shift 2 ;;
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

names=() ports=() pids=()

# launch NAME PORT FOLDER COMMAND...: in the background, its output in a log of that name.
launch() {
  local name=$1 port=$2 folder=$3
  answers "$port" && fail "port $port is taken: stop what listens there, or choose another."
  (cd "$folder" && exec "${@:4}") </dev/null >"$logs/$name.log" 2>&1 &
  names+=("$name") ports+=("$port") pids+=($!)
}

all_answer() {
  for port in "${ports[@]}"; do answers "$port" || return; done
}

fail_if_ended() {
  for i in "${!pids[@]}"; do
    kill -0 "${pids[i]}" 2>/dev/null || fail "${names[i]} has ended: $(tail -n 20 "$logs/${names[i]}.log")"
  done
}

stop() {
  kill "$@" 2>/dev/null || true
}

start() {
  need node "Node.js 20 or newer"
  need java "a Java 17 runtime"
  # Its own command line logs every request.
  launch fauxqs "$sqs_port" "$home" node --input-type=module --eval \
    "import { startFauxqs } from 'fauxqs'; await startFauxqs({ port: $sqs_port, logger: false });"
  launch DynamoDB-Local "$dynamodb_port" "$home/dynamodb" \
    java -Xmx1g -Djava.library.path=./DynamoDBLocal_lib -jar DynamoDBLocal.jar -inMemory -port "$dynamodb_port"
  [ -z "$local_aws_sqs_port" ] || launch local-aws-sqs "$local_aws_sqs_port" "$home" \
    node --eval "require('local-aws-sqs').createSqsServer({ hostname: '127.0.0.1', port: $local_aws_sqs_port });"
  for _ in $(seq 300); do
    fail_if_ended
    if all_answer; then
      echo "AWS_ENDPOINT_URL_SQS=http://localhost:$sqs_port"
      echo "AWS_ENDPOINT_URL_DYNAMODB=http://localhost:$dynamodb_port"
      return
    fi
    sleep 0.1
  done
  fail "no answer after 30 seconds; see $logs"
}

case $command in
  install)
    install_all
    ;;
  up)
    install_all
    logs=$state
    mkdir -p "$logs"
    trap 'stop "${pids[@]}"' EXIT
    start
    trap - EXIT
    echo "${pids[@]}" >"$state/pids"
    disown -a
    ;;
  down)
    [ -e "$state/pids" ] || fail "nothing is up on port $sqs_port."
    read -ra pids <"$state/pids"
    stop "${pids[@]}"
    for pid in "${pids[@]}"; do
      while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
    done
    rm -rf "$state"
    ;;
  run)
    install_all
    logs=$(mktemp -d)
    trap 'stop "${pids[@]}"; rm -rf "$logs"' EXIT
    trap 'exit 0' INT TERM
    start
    # Whoever started this holds the other end: when that process is gone, however it ended, so is this.
    while read -r -t 1 _ || [ $? -gt 128 ]; do fail_if_ended; done
    ;;
  -h | --help | help) usage ;;
  *) usage >&2 && exit 2 ;;
esac
