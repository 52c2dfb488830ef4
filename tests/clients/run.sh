#!/usr/bin/env bash
# Checks the service with clients of other languages and tools: Python grpcio, Node grpc-js, buf curl,
# h2load.
#
#   tests/clients/run.sh [BINARY]     without BINARY, builds target/release/gleaner
#
# Installs the clients below target/tools. h2load is used if the machine has it (Debian:
# nghttp2-client).
set -euo pipefail
cd "$(dirname "$0")/../.."
tools=target/tools
mkdir -p "$tools"
if [ $# -ge 1 ]; then
  binary=$1
else
  cargo build --release --quiet
  binary=target/release/gleaner
fi
binary=$(realpath "$binary")

echo "==> python"
[ -x "$tools/venv/bin/python" ] || python3 -m venv "$tools/venv"
"$tools/venv/bin/pip" install --quiet --disable-pip-version-check -r tests/clients/requirements.txt
"$tools/venv/bin/python" tests/clients/python/check.py "$binary"

echo "==> node"
rm -rf "$tools/node-check"
mkdir -p "$tools/node-check/tests/clients/node"
npm install --silent --no-fund --no-audit --prefix "$tools" @bufbuild/buf@1 @grpc/grpc-js@1 @grpc/proto-loader@0.8
# Node looks for packages in the folders above the script, so the script is copied below them.
cp -r tests/clients/node "$tools/node-check/tests/clients/"
ln -sfn "$PWD/proto" "$tools/node-check/proto"
ln -sfn "$PWD/samples" "$tools/node-check/samples"
node "$tools/node-check/tests/clients/node/check.js" "$binary"

log=$(mktemp)
"$binary" serve --listen 127.0.0.1:0 --admin-listen off --log-format json --log-level info,gleaner::access=off 2>"$log" &
server=$!
trap 'kill "$server" 2>/dev/null || true; rm -f "$log"' EXIT
# The first line of the log says where the server listens.
for _ in $(seq 600); do [ "$(wc -l <"$log")" -ge 1 ] && break; sleep 0.05; done
address=$(python3 -c 'import json,sys; print(json.loads(open(sys.argv[1]).readline())["listen"])' "$log")

echo "==> buf curl"
curl=("$tools/node_modules/.bin/buf" curl --http2-prior-knowledge --protocol grpc)
body=$(python3 -c 'import json; print(json.dumps({"document": {"text": open("samples/tidal-barrage.md").read()}}))')
bullets=$("${curl[@]}" -d "$body" "http://$address/gleaner.v1.SummarizerService/Summarize" | grep -c '"rank"')
if [ "$bullets" -ne 3 ]; then
  echo "$bullets bullets instead of 3" >&2
  exit 1
fi
# buf prints the details of errors, because reflection describes their types.
if error=$("${curl[@]}" -d '{"document":{"text":""}}' "http://$address/gleaner.v1.SummarizerService/Summarize" 2>&1); then
  echo "an empty text was summarized" >&2
  exit 1
fi
grep -q 'invalid_argument' <<<"$error"
grep -q 'google.rpc.BadRequest' <<<"$error"

if command -v h2load >/dev/null; then
  echo "==> h2load"
  # h2load sends bytes: a SummarizeRequest with its gRPC prefix.
  python3 - "$tools/body.grpc" <<'PY'
import sys
text = open("samples/tidal-barrage.md", "rb").read()
def field(number, data):
    length, varint = len(data), b""
    while length > 127:
        varint += bytes([length & 127 | 128]); length >>= 7
    return bytes([number << 3 | 2]) + varint + bytes([length]) + data
message = field(1, field(1, text))
open(sys.argv[1], "wb").write(b"\0" + len(message).to_bytes(4, "big") + message)
PY
  h2load --requests 5000 --clients 4 --max-concurrent-streams 8 --data "$tools/body.grpc" \
    --header 'content-type: application/grpc' --header 'te: trailers' \
    "http://$address/gleaner.v1.SummarizerService/Summarize" | grep -E '^(finished|requests|status|time for request)' | tee "$tools/h2load.txt"
  grep -q '5000 succeeded, 0 failed' "$tools/h2load.txt"
else
  echo "==> h2load is not installed; skipped"
fi
kill -TERM "$server"
wait "$server"
echo "all clients passed"
