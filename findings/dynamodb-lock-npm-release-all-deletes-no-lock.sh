#!/usr/bin/env bash
# @deliveryhero/dynamodb-lock 2.0.0 on Node.js: releaseAllLocks() resolves, and no lock is released.
#
# The readme recommends it for a graceful shutdown. It ends the heartbeats and forgets the locks, and then waits for the lock
# objects instead of deleting their items: DynamoDB gets no request. Whoever wants one of the locks next waits for its whole
# lease, and a lock that is released by releaseLock() before shutdown is free at once.
#
# Seen: "releaseAllLocks: PutItem PutItem"
#       "releaseLock each: PutItem PutItem DeleteItem DeleteItem"
# What to do: keep the locks, and release each by releaseLock().
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

cat > finding.mjs <<'PROGRAM'
import { createServer } from 'node:http';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';
import lockPackage from '@deliveryhero/dynamodb-lock';

let requests = [];
const server = createServer((request, response) => {
  const operation = request.headers['x-amz-target'].split('.')[1];
  if (operation !== 'GetItem') requests.push(operation);
  request.resume().on('end', () => response.setHeader('Content-Type', 'application/x-amz-json-1.0').end('{}'));
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

const document = DynamoDBDocument.from(
  new DynamoDBClient({
    endpoint: `http://127.0.0.1:${server.address().port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
  }),
);

async function requestsOf(release) {
  requests = [];
  const client = lockPackage.dynamoDBLockClientFactory(document, { tableName: 'locks' });
  const locks = [await client.lock('group', 'one'), await client.lock('group', 'two')];
  await release(client, locks);
  return requests.join(' ');
}

console.log(`releaseAllLocks: ${await requestsOf((client) => client.releaseAllLocks())}`);
console.log(
  `releaseLock each: ${await requestsOf((client, locks) => Promise.all(locks.map((lock) => client.releaseLock(lock))))}`,
);
document.destroy();
server.close();
PROGRAM

seen=$(node --no-warnings finding.mjs)
echo "$seen"
expected='releaseAllLocks: PutItem PutItem
releaseLock each: PutItem PutItem DeleteItem DeleteItem'
if [ "$seen" != "$expected" ]; then
  echo "The behaviour has changed."
  exit 1
fi
