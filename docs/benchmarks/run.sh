#!/usr/bin/env bash
# Measures a server that runs with ./mvnw -Plocal -Dfresh: warms it, then three rounds of every job, and
# the invariants at the end. Each run begins after a CHECKPOINT, because one in its middle is the disk's
# number and not the server's (CHECKPOINT=no leaves it out). Writes the raw output of wrk to a directory.
#
# Coupons need many users: java -jar target/floodgate.jar load --users 500000 --products 0 first.
#
#   docs/benchmarks/run.sh [directory]        needs wrk and psql (Debian: wrk, postgresql-client)
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=${1:-$here/$(date +%F)}
url=${URL:-http://127.0.0.1:8080}
seconds=${SECONDS_A_RUN:-10}
users=${USERS:-500000} # each asks once for each coupon: as many as are issued in a run, and more
mkdir -p "$out"
export PGPASSWORD=floodgate
checkpoint() {
  [ "${CHECKPOINT:-yes}" = no ] || psql -qAt -h 127.0.0.1 -p "${FLOODGATE_POSTGRES_PORT:-15432}" -U floodgate floodgate -c CHECKPOINT
}

coupon() { # total: makes a coupon that is open for issue, and says its id
  curl -s "$url/api/v1/coupons" -H 'Content-Type: application/json' -d '{"name":"benchmark",
    "discount":{"type":"FIXED","value":1000},"totalQuantity":'"$1"',"issueFrom":"2026-01-01T00:00:00Z",
    "issueUntil":"2036-01-01T00:00:00Z","validFrom":"2026-01-01T00:00:00Z",
    "validUntil":"2036-01-02T00:00:00Z"}' | sed -n 's/.*"couponId":\([0-9]*\).*/\1/p'
}

sold_out() { # a coupon whose only one is gone
  id=$(coupon 1)
  curl -s -o /dev/null "$url/api/v1/coupons/$id/issue" -H 'Content-Type: application/json' -d '{"userId":1}'
  echo "$id"
}

run() { # name connections script [HOT] [COUPON]
  checkpoint
  HOT=${4:-} COUPON=${5:-} USERS=$((users / 2)) wrk -t2 -c"$2" -d"${seconds}s" --latency -s "$here/wrk/$3.lua" "$url" >"$out/$1-$round.txt"
  awk -v name="$1" -v round="$round" '
    /Requests\/sec/ { rate = $2 } $1 == "50%" { p50 = $2 } $1 == "99%" { p99 = $2 }
    /Non-2xx|Socket errors/ { odd = odd " " $0 }
    END { printf "%-22s round %s  %10s/s  p50 %9s  p99 %9s %s\n", name, round, rate, p50, p99, odd }' "$out/$1-$round.txt"
}

{
  echo "commit $(git -C "$here" rev-parse --short HEAD), $(date -u +%FT%TZ), $(nproc) cores, $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1)"
  round=warm
  run order-spread-200 200 order >/dev/null
  run order-spread-200 200 order >/dev/null
  run order-spread-40 40 order >/dev/null
  run charge-200 200 charge >/dev/null
  rm -f "$out"/*-warm.txt
  for round in 1 2 3; do
    run order-spread-200 200 order
    run order-hot-200 200 order 1
    run order-spread-40 40 order
    run charge-200 200 charge
    run product-200 200 product
    run top-200 200 top
    run coupon-200 200 coupon '' "$(coupon 10000000)"
    run coupon-sold-out-200 200 coupon '' "$(sold_out)"
  done
  echo "invariants: $(curl -s -o /dev/null -w '%{http_code}' "$url/ops/invariants")"
} | tee "$out/summary.txt"
