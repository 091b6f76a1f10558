#!/usr/bin/env bash
# Runs every scenario, one after the other, against a server that runs; the results go to a directory. The exit
# code is 1 when one of them failed. Variables reach all of them (BASE_URL=…, DURATION=…); the soak, which would
# take 20 minutes, takes SOAK (2m).
#
#   k6/all.sh [directory] [scenario…]      K6 is the command, k6 unless said
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=$(mkdir -p "${1:-$here/out}" && cd "${1:-$here/out}" && pwd)
shift || true
[ $# -gt 0 ] || set -- browse charge order-spread order-hot coupon-rush mixed-day overload streams soak
failed=
for scenario; do
  more=()
  [ "$scenario" != soak ] || more=(-e "DURATION=${SOAK:-2m}")
  # shellcheck disable=SC2086
  ${K6:-k6} run -q -e "OUT=$out" "${more[@]}" "$here/$scenario.js" 2>"$out/$scenario.log"
  code=$?
  # What k6 logs is kept only where it says something.
  grep -v 'Request Failed' "$out/$scenario.log" >&2
  [ -s "$out/$scenario.log" ] || rm "$out/$scenario.log"
  echo "== $scenario: exit code $code"
  [ $code = 0 ] || failed="$failed $scenario"
done
[ -z "$failed" ] || { echo "failed:$failed" >&2; exit 1; }
