// Drives @deliveryhero/dynamodb-lock and @aws-lambda-powertools/idempotency for the benchmark: a request is a line of JSON on standard
// input, its answer one on standard output. Ends when standard input does.
import { createInterface } from 'node:readline';
import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';
import lockPackage from '@deliveryhero/dynamodb-lock';

const { dynamoDBLockClientFactory } = lockPackage;
const { counted, uncounted } = JSON.parse(process.argv[2]);
const after = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// The holder whose heartbeats are not to be counted has a way of its own to the table.
const endpointOf = (caller) => (caller < 0 ? uncounted : counted);

// Of each caller, as if it were a process of its own.
const lockClients = new Map();
const held = new Map();

function lockClientOf({ table, caller }) {
  const name = `${table}/${caller}`;
  if (!lockClients.has(name)) {
    const document = DynamoDBDocument.from(new DynamoDBClient({ endpoint: endpointOf(caller) }));
    lockClients.set(name, dynamoDBLockClientFactory(document, { tableName: table, ttlKey: 'expiresAt' }));
  }
  return lockClients.get(name);
}

const heldName = ({ table, caller, key }) => `${table}/${caller}/${key}`;

async function acquire(request) {
  const lock = await lockClientOf(request).lock('group', request.key, request.options);
  held.set(heldName(request), lock);
}

async function release(request) {
  await lockClientOf(request).releaseLock(held.get(heldName(request)));
}

const stores = new Map();

function storeOf({ table, caller }) {
  const name = `${table}/${caller}`;
  if (!stores.has(name))
    stores.set(name, new DynamoDBPersistenceLayer({ tableName: table, clientConfig: { endpoint: endpointOf(caller) } }));
  return stores.get(name);
}

const gates = new Map();

function gateOf(name) {
  if (!gates.has(name)) {
    const gate = {};
    gate.begun = new Promise((resolve) => (gate.begin = resolve));
    gate.opened = new Promise((resolve) => (gate.open = resolve));
    gates.set(name, gate);
  }
  return gates.get(name);
}

async function once(request) {
  let done = false;
  const work = async () => {
    if (request.gate) {
      gateOf(request.gate).begin();
      await gateOf(request.gate).opened;
    }
    await after(request.work ?? 0);
    if (request.fails) throw new Error('as asked');
    done = true;
    return 1;
  };
  // What Lambda knows of the time that is left stands for a lease.
  const config = new IdempotencyConfig({ lambdaContext: { getRemainingTimeInMillis: () => request.lease } });
  try {
    await makeIdempotent(work, { persistenceStore: storeOf(request), config })({ key: request.key });
    return done ? 'done' : 'already done';
  } catch (error) {
    if (error.name === 'IdempotencyAlreadyInProgressError') return 'under way';
    if (error.message === 'as asked') return 'failed';
    throw error;
  }
}

const operations = {
  // Whether the lock is held now.
  try: async (request) => {
    try {
      await acquire(request);
      return true;
    } catch (error) {
      if (error.message.includes('could not be acquired')) return false;
      throw error;
    }
  },
  release,
  contend: async (request) => {
    await Promise.all(
      Array.from({ length: request.contenders }, async (_, caller) => {
        await acquire({ ...request, caller });
        await after(request.work);
        await release({ ...request, caller });
      }),
    );
  },
  once,
  begun: ({ gate }) => gateOf(gate).begun,
  open: async ({ gate }) => gateOf(gate).open(),
};

createInterface({ input: process.stdin }).on('line', async (line) => {
  const request = JSON.parse(line);
  let answer;
  try {
    answer = { id: request.id, result: (await operations[request.operation](request)) ?? null };
  } catch (error) {
    answer = { id: request.id, error: `${error.name}: ${error.message}` };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}).on('close', () => process.exit(0));
