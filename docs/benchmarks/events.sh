#!/usr/bin/env bash
# Measures what events cost and how fast they go, on the stores of a local stack whose own server relays
# nothing:
#
#   FLOODGATE_OUTBOX_RELAY=false ./mvnw -Plocal -Dfresh     # in one terminal
#   docs/benchmarks/events.sh [directory]                   # in another; needs wrk and psql, and target/
#
# 1. Orders with and without the relay, turn by turn, each server fresh and warmed.
# 2. How fast a backlog drains while nothing else runs.
# 3. How long after its answer an order's event is with a consumer, at a moderate load.
# 4. Best sellers from memory.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$here/../..
out=${1:-$here/$(date +%F)-events}
seconds=${SECONDS_A_RUN:-15} times=${TIMES:-3}
port=8090 url=http://127.0.0.1:8090
mkdir -p "$out"
export PGPASSWORD=floodgate
java=$(ls -d /usr/lib/jvm/*25*/bin/java "${JAVA_HOME:-/none}/bin/java" 2>/dev/null | head -1 || true)

sql() { psql -qAt -h 127.0.0.1 -p 15432 -U floodgate floodgate -c "$1"; }

serve() { # relay: true or false
  FLOODGATE_HTTP_PORT=$port FLOODGATE_OUTBOX_RELAY=$1 FLOODGATE_POSTGRES_PORT=15432 \
    FLOODGATE_POSTGRES_PASSWORD=floodgate FLOODGATE_REDIS_PORT=16379 FLOODGATE_KAFKA_BOOTSTRAP=127.0.0.1:19092 \
    "$java" -Xmx512m -jar "$root/target/floodgate.jar" serve --config "$root/conf/bench.yaml" >"$out/server.log" 2>&1 &
  server=$!
  echo "$server" >"$out/server.pid"
  until curl -sf -o /dev/null "$url/ops/health/ready"; do sleep 0.2; done
}
stop() { kill "$server" && wait "$server" || true; }
# Only the stores of the local stack are wanted: its own server, which is their parent, stands still meanwhile.
parent=$(pgrep -f io.floodgate.local.Local | head -1)
kill -STOP "$parent"
trap 'kill -CONT "$parent"; kill "$(cat "$out/server.pid")" 2>/dev/null || true' EXIT

unsent() { sql "SELECT coalesce(sum(events), 0) FROM outbox_unsent"; }

drain() { until [ "$(unsent)" = 0 ]; do sleep 0.2; done; }

load() { # name script connections
  sql CHECKPOINT
  HOT='' COUPON='' wrk -t2 -c"$3" -d"${seconds}s" --latency -s "$here/wrk/$2.lua" "$url" >"$out/$1.txt"
  awk -v name="$1" '/Requests\/sec/ { rate = $2 } $1 == "50%" { p50 = $2 } $1 == "99%" { p99 = $2 }
    /Non-2xx|Socket errors/ { odd = odd " " $0 }
    END { printf "%-26s %10s/s  p50 %9s  p99 %9s %s\n", name, rate, p50, p99, odd }' "$out/$1.txt"
}

{
  echo "commit $(git -C "$here" rev-parse --short HEAD), $(date -u +%FT%TZ), $(nproc) cores, $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1)"
  for round in $(seq "$times"); do
    for relay in true false; do
      serve $relay
      load warm order 200 >/dev/null
      load warm order 200 >/dev/null
      load warm order 200 >/dev/null
      [ $relay = false ] || drain
      load "orders-relay-$relay-$round" order 200
      echo "    waiting at the end: $(unsent) events"
      stop
    done
    # what was written without a relay is the backlog of the next measurement
    backlog=$(unsent) began=$(date +%s.%N)
    serve true
    began=$(date +%s.%N) backlog=$(unsent)
    drain
    awk -v n="$backlog" -v began="$began" -v ended="$(date +%s.%N)" -v round="$round" 'BEGIN {
      printf "drain-%s                    %d events in %.1f s: %.0f/s\n", round, n, ended - began, n / (ended - began) }'
    load "top-$round" top 200
    "$java" -cp "$root/target/floodgate.jar:$root/target/lib/*" "$here/outbox/Latency.java" "$url" 127.0.0.1:19092 |
      sed "s/^/latency-$round                  /"
    stop
  done
  serve true
  drain
  curl -s "$url/ops/invariants" >"$out/invariants.json" || true
  rm -f "$out"/warm.txt
  echo "invariants: $(curl -s -o /dev/null -w '%{http_code}' "$url/ops/invariants")"
  stop
} | tee "$out/summary.txt"
