#!/usr/bin/env bash
# Checks what is in docker/ with the tools that are here (promtool, kubectl, docker compose), without starting anything,
# and names those that are not. .ci/run calls it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

has() {
  "$@" >/dev/null 2>&1 || { echo "docker/check.sh: no $1${2:+ $2} here, so not checked: $what"; return 1; }
}

what="the rules of alerts and their tests"
if has promtool --version; then
  # Not its configuration as a whole: that names files by their place in the container.
  promtool check rules prometheus/alerts.yml
  promtool test rules prometheus/alerts.test.yml
fi
what="the manifests for Kubernetes"
if has kubectl version --client; then
  for directory in kubernetes kubernetes/migrate; do
    kubectl kustomize "$directory" | grep -c '^kind:' | sed "s|\$| objects in $directory|"
  done
fi
what="compose.yaml"
if has docker compose version; then
  POSTGRES_PASSWORD=x REDIS_PASSWORD=x GRAFANA_PASSWORD=x \
    docker compose --profile two --profile k6 --profile demo config --services | wc -l | sed 's|$| services in compose.yaml|'
fi
