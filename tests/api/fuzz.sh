#!/usr/bin/env bash
# Holds the API against its own document: the document is valid OpenAPI 3.1, and whatever is sent, well-formed or not, no
# answer is a server error, every status is one that the document names, and every body fits its schema.
#
#   tests/api/fuzz.sh PROGRAM ARCHIVE [EXAMPLES]
#
# PROGRAM is a built cundang. Needs python3; schemathesis and openapi-spec-validator are installed into FUZZ_VENV (by
# default a folder that is removed again) unless they are there. The store lies in a folder of its own.
set -euo pipefail
program="$1"
archive="$2"
examples="${3:-60}"
scratch="$(mktemp -d)"
server=""
finish() {
    if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; fi
    rm -rf "$scratch"
}
trap finish EXIT

venv="${FUZZ_VENV:-$scratch/venv}"
if [ ! -x "$venv/bin/st" ] || [ ! -x "$venv/bin/openapi-spec-validator" ]; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet "schemathesis>=4,<5" openapi-spec-validator
fi

"$program" serve "$archive" --store "$scratch/store" --ocr off --bind 127.0.0.1:0 --lang en 2>"$scratch/serve.log" &
server=$!
url=""
for _ in $(seq 600); do
    url="$(grep -o 'http://127\.0\.0\.1:[0-9]*' "$scratch/serve.log" | head -n 1 || true)"
    if [ -n "$url" ]; then break; fi
    kill -0 "$server" 2>/dev/null || { cat "$scratch/serve.log" >&2; exit 1; }
    sleep 0.2
done
[ -n "$url" ] || { echo "the server does not say where it listens" >&2; exit 1; }

export NO_PROXY='*' no_proxy='*'
"$venv/bin/python" - "$url" "$scratch/openapi.json" <<'PY'
import sys, urllib.request
url, place = sys.argv[1:]
body = urllib.request.urlopen(f"{url}/api/v1/openapi.json").read()
open(place, "wb").write(body)
PY
"$venv/bin/openapi-spec-validator" --schema 3.1 "$scratch/openapi.json"

# The stream of events has no end; a test of its own reads it.
cd "$scratch"
"$venv/bin/st" run "$scratch/openapi.json" --url "$url/api/v1" --header "Origin: $url" \
    --exclude-path /run/events --phases examples,coverage,fuzzing --max-examples "$examples" --seed 7 --workers 2 \
    --request-timeout 60 --generation-database none \
    --checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance

# It stands after all of that, and nothing of it is a fault of the program.
kill -0 "$server"
