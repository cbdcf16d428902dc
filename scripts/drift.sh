#!/usr/bin/env bash
# Fails when a generated or locked file is not what its source makes of it.
set -euo pipefail
cd "$(dirname "$0")/.."
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
.venv/bin/obt openapi -o "$made/openapi.json"
diff -u openapi.json "$made/openapi.json" || { echo "openapi.json is not current: .venv/bin/obt openapi -o openapi.json"; exit 1; }
(cd frontend && node_modules/.bin/openapi-typescript ../openapi.json -o "$made/schema.d.ts" --alphabetize > /dev/null)
diff -u frontend/src/lib/api/schema.d.ts "$made/schema.d.ts" || { echo "schema.d.ts is not current: cd frontend && pnpm run gen:api"; exit 1; }
if grep -nE 'https?://' requirements.lock requirements-dev.lock frontend/pnpm-lock.yaml; then
	echo "a lock file names a host"; exit 1
fi
echo "generated files are current"
