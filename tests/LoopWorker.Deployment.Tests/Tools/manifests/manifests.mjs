// Reads texts of YAML from standard input, each a line that is a JSON string, and answers each with a line of JSON: its documents as
// { read: [{ source, document, errors }] }, or { failed }. A document with a kind is checked against the schema of that kind.
import { createInterface } from "node:readline";
import { parseAllDocuments } from "yaml";

const packages = {
  "keda.sh": "@kubernetes-models/keda",
  "monitoring.coreos.com": "@kubernetes-models/prometheus-operator",
};

async function modelOf({ apiVersion, kind }) {
  const models = packages[apiVersion.split("/")[0]] ?? "kubernetes-models";
  return (await import(`${models}/${apiVersion}/${kind}`))[kind];
}

// A copy that takes each name which is read off a list.
function observed(value, path, unread) {
  if (typeof value !== "object" || value === null) return value;
  const copy = Array.isArray(value) ? [] : {};
  for (const [name, member] of Object.entries(value)) {
    unread.add(`${path}/${name}`);
    copy[name] = observed(member, `${path}/${name}`, unread);
  }
  return new Proxy(copy, {
    get(target, name) {
      unread.delete(`${path}/${String(name)}`);
      return target[name];
    },
  });
}

async function errorsOf(manifest) {
  try {
    const model = await modelOf(manifest);
    const unread = new Set();
    model.prototype.validate.call(observed(manifest, "", unread));
    // The schemas let unknown names pass. But they read every name that they know, so what is unread is misspelt.
    return [...unread]
      .filter((path) => !unread.has(path.slice(0, path.lastIndexOf("/"))))
      .map((path) => `${path} is not a field.`);
  } catch (error) {
    return [error.message];
  }
}

async function read(text) {
  const found = [];
  // Kubernetes reads YAML 1.1.
  for (const parsed of parseAllDocuments(text, { version: "1.1" })) {
    const document = parsed.toJS();
    if (document === null) continue;
    const syntax = parsed.errors.map((error) => error.message);
    found.push({
      source: /# Source: (\S+)/.exec(text.slice(...parsed.range))?.[1] ?? null,
      document,
      errors: syntax.length > 0 || !document.kind ? syntax : await errorsOf(document),
    });
  }
  return found;
}

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    answer = { read: await read(JSON.parse(line)) };
  } catch (error) {
    answer = { failed: error.message };
  }
  console.log(JSON.stringify(answer));
}
