#!/bin/sh
# Ten thousand questions and more to the whole API, valid and invalid: sh bench/schemathesis.sh [words for schemathesis]
# Starts a portal of its own on port 8090 with the loaded plans; ends with schemathesis' summary.
set -e
cd "$(dirname "$0")/.."
export PORT=8090 PORTAL_URL=http://localhost:8090 API_UNITS_PER_MINUTE=100000000
.venv/bin/python manage.py run web > var/schemathesis-web.log 2>&1 &
server=$!
trap 'kill $server' EXIT
for _turn in 1 2 3 4 5 6 7 8 9 10; do sleep 1; .venv/bin/python -c "import urllib.request; urllib.request.urlopen('$PORTAL_URL/salud/listo')" 2> /dev/null && break; done
.venv/bin/schemathesis --config-file bench/schemathesis.toml run "$PORTAL_URL/api/v1/openapi.json" --workers 2 --max-examples 8 "$@"
