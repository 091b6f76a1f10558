#!/usr/bin/env bash
# Do the k6 scenarios still load, in both forms? Sends nothing and needs no server; some seconds.
#
# With k6 (on the PATH, or where `go install` puts it) it is k6 itself that reads them; without it node 18 or newer
# does, with stubs in the place of k6's own modules. With neither it says so and succeeds.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

say() { echo "k6/check.sh: $*"; }

scenarios=(*.js)
failed=0

# Each in a process of its own, as many at a time as there are cores.
each() { # command...: is given the form and the file
  local form file pids=() pid
  for form in closed open; do
    for file in "${scenarios[@]}"; do
      "$@" "$form" "$file" &
      pids+=($!)
      if [ ${#pids[@]} -ge "$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)" ]; then
        wait "${pids[0]}" || failed=1
        pids=("${pids[@]:1}")
      fi
    done
  done
  for pid in "${pids[@]}"; do wait "$pid" || failed=1; done
}

find_k6() {
  local path
  for path in "$(command -v k6 || true)" "$(command -v go >/dev/null 2>&1 && go env GOPATH)/bin/k6" "$HOME/go/bin/k6"; do
    if [ -n "$path" ] && [ -x "$path" ]; then
      echo "$path"
      return
    fi
  done
}

with_k6() { # form file
  local out
  if ! out=$(MODE=$1 "$k6" inspect --execution-requirements "$2" 2>&1); then
    say "$2, MODE=$1, does not load: $out"
    return 1
  fi
  local part
  for part in "function teardown" "function setup" "const handleSummary"; do
    grep -Eq "^export (async )?$part\b" "$2" || {
      say "$2 exports no $part"
      return 1
    }
  done
}

with_node() { # form file
  "${node[@]}" "$1" "../$2" || {
    say "$2, MODE=$1, does not load"
    return 1
  }
}

k6=${CHECK_WITH:-}
case $k6 in
  '') k6=$(find_k6) ;;
  node) k6= ;; # CHECK_WITH=node takes node although there is a k6
esac

if [ -n "$k6" ]; then
  by=$("$k6" version | head -1)
  each with_k6
  "$k6" run -q --no-usage-report --address "" check/selftest.js || failed=1
elif command -v node >/dev/null 2>&1 && [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 18 ]; then
  by="node $(node --version), no k6 here"
  node=(node --no-warnings --experimental-loader ./check/hooks.mjs check/load.mjs)
  each with_node
  "${node[@]}" test ./selftest.js || failed=1
else
  say "the k6 scenarios were NOT checked: there is neither k6 nor node 18 or newer here"
  exit 0
fi

# Every setting is in the README.
for name in $(sed -nE "s/.*\b(whole|number|numbers|share|duration|flag|choice|text|mix|headers)\('([A-Z0-9_]+)'.*/\2/p" ./*.js lib/*.js | sort -u); do
  grep -q "\`$name\`" README.md || {
    say "README.md does not say what $name is"
    failed=1
  }
done

[ $failed = 0 ] || exit 1
say "${#scenarios[@]} scenarios load in both forms ($by)"
