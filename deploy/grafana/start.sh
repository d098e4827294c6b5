#!/bin/sh
# Starts Grafana with one token for the query API: the first of those that it accepts, as the data sources send it. The variable or the file
# may hold several, with commas or lines between them, and say what each is for: read:TOKEN.
set -eu

: "${GF_SECURITY_ADMIN_PASSWORD:?set GRAFANA_ADMIN_PASSWORD}"
tokens=${THROUGHLINE_QUERY_TOKEN:-}
if [ -n "${THROUGHLINE_QUERY_TOKEN_FILE:-}" ]; then tokens=$(cat "$THROUGHLINE_QUERY_TOKEN_FILE"); fi
THROUGHLINE_QUERY_TOKEN=$(printf '%s\n' "$tokens" | tr ',' '\n' | sed -e 's/^[[:space:]]*//' -e 's/[[:space:]]*$//' -e '/^$/d' -e '/^metrics:/d' \
  -e 's/^read://' -e 's/^all://' | head -n 1)
export THROUGHLINE_QUERY_TOKEN
exec "${GRAFANA_COMMAND:-/run.sh}"
