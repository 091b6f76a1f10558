#!/bin/sh
# The ways to give out coupons that docs/adr/008-coupon-gate.md compares, in turn, three times over,
# on the stores of a running ./mvnw -Plocal. Needs ./mvnw package before it (the libraries in
# target/lib) and a JDK 25 as JAVA.
set -eu
cd "$(dirname "$0")/../../.."
java=${JAVA:-java}
coupons=${COUPONS:-20000}
for run in 1 2 3; do
  for way in row-lock redis-lock token-list counter-queue gate-batch; do
    total=$coupons
    case $way in row-lock | redis-lock) total=$((coupons / 10)) ;; esac
    "$java" -Dlogback.configurationFile=src/main/resources/logback.xml --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
      -cp 'target/lib/*' docs/benchmarks/gate/GateAlternatives.java .local/endpoints.json \
      "$way" "$total" src/main/resources/io/floodgate/coupon/gate-admit.lua
  done
done
