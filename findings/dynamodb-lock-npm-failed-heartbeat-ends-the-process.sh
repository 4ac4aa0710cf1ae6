#!/usr/bin/env bash
# @deliveryhero/dynamodb-lock 2.0.0 on Node.js: a heartbeat that fails once ends the process, whatever the caller catches.
#
# By default a lock is renewed in the background until it is released. The renewal runs in a timer that nobody awaits: when
# DynamoDB throttles it beyond the SDK's retries, does not answer, or says that another has the lock by now, the rejection is
# handled by nobody, and Node.js ends the process. A try around lock(), the work and releaseLock() does not help, and there is
# no callback to learn of a lost lock. What else the process had in hand is lost with it.
#
# Seen: "caught nothing, work not finished, exit code 1: ConditionalCheckFailedException"
# What to do: handle 'unhandledRejection', or switch prolongLeaseEnabled off, take a lease longer than the work, and guard
# what is written by the lock's record.
# Needs Node.js 20 and npm's registry. The only server is this script's own, on the loopback address.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > package.json <<'PACKAGE'
{
  "private": true,
  "dependencies": {
    "@aws-sdk/client-dynamodb": "3.1169.0",
    "@aws-sdk/lib-dynamodb": "3.1169.0",
    "@deliveryhero/dynamodb-lock": "2.0.0"
  }
}
PACKAGE
npm install --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null

cat > holder.mjs <<'PROGRAM'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';
import lockPackage from '@deliveryhero/dynamodb-lock';

const document = DynamoDBDocument.from(
  new DynamoDBClient({
    endpoint: process.argv[2],
    region: 'eu-central-1',
    credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
  }),
);
const client = lockPackage.dynamoDBLockClientFactory(document, { tableName: 'locks' });
try {
  const lock = await client.lock('group', 'one', { leaseDurationInMs: 1000, prolongEveryMs: 200 });
  await new Promise((resolve) => setTimeout(resolve, 1000));
  console.log('finished');
  await client.releaseLock(lock);
} catch {
  console.log('caught');
}
PROGRAM

cat > finding.mjs <<'PROGRAM'
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';

// Another process has taken the lock: this one's renewals do not meet the record that they expect.
const server = createServer((request, response) => {
  const isRenewal = request.headers['x-amz-target'].endsWith('.UpdateItem');
  request.resume().on('end', () => {
    response.statusCode = isRenewal ? 400 : 200;
    response.setHeader('Content-Type', 'application/x-amz-json-1.0');
    response.end(
      isRenewal
        ? '{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException","message":"The conditional request failed"}'
        : '{}',
    );
  });
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

const holder = spawn(process.execPath, ['--no-warnings', 'holder.mjs', `http://127.0.0.1:${server.address().port}`]);
let said = '';
let errors = '';
holder.stdout.on('data', (data) => (said += data));
holder.stderr.on('data', (data) => (errors += data));
const code = await new Promise((resolve) => holder.on('close', resolve));
const error = /ConditionalCheckFailedException/.exec(errors)?.[0] ?? 'none';
console.log(
  `caught ${said.includes('caught') ? 'the error' : 'nothing'}, work ${said.includes('finished') ? '' : 'not '}finished, exit code ${code}: ${error}`,
);
server.close();
PROGRAM

seen=$(node --no-warnings finding.mjs)
echo "$seen"
expected='caught nothing, work not finished, exit code 1: ConditionalCheckFailedException'
if [ "$seen" != "$expected" ]; then
  echo "The behaviour has changed."
  exit 1
fi
