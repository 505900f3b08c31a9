#!/usr/bin/env node
/**
 * In place of kubectl, whose protocol of a tunnel no server of the tests speaks: it asks the API what kubectl asks
 * before it forwards, with the kubeconfig's own token, and refuses what kubectl refuses.
 * kubernetes.io/docs/reference/kubectl/generated/kubectl_port-forward (2026-11)
 */
const { readFileSync } = require("node:fs");
const { connect, createServer } = require("node:net");
const { parse } = require("yaml");

const args = process.argv.slice(2);
const given = {};
const words = [];
for (let at = 0; at < args.length; at += 1)
  if (args[at].startsWith("--")) given[args[at].slice(2)] = args[++at];
  else words.push(args[at]);
const fail = (message) => {
  console.error(`error: ${message}`);
  process.exit(1);
};
const unknown = Object.keys(given).find((key) => !["kubeconfig", "context", "namespace", "address"].includes(key));
if (unknown !== undefined) fail(`unknown flag: --${unknown}`);
const [verb, resource = "", ports = "", more] = words;
const [, name] = /^service\/(.+)$/.exec(resource) ?? [];
const [, own = "", port] = /^(\d*):(\d+)$/.exec(ports) ?? [];
if (verb !== "port-forward" || name === undefined || port === undefined || more !== undefined)
  fail("TYPE/NAME and ports are required");

const config = parse(readFileSync(given.kubeconfig, "utf8"));
const found = (list, name) => list.find((each) => each.name === name) ?? fail(`${name} does not exist`);
const { cluster, user } = found(config.contexts, given.context).context;
const { server } = found(config.clusters, cluster).cluster;
const { token } = found(config.users, user).user;

async function ask(path, method = "GET") {
  const answer = await fetch(`${server}/api/v1/namespaces/${given.namespace}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
  });
  const json = await answer.json();
  if (!answer.ok) fail(`Error from server (${json.reason}): ${json.message}`);
  return json;
}

(async () => {
  const { spec } = await ask(`/services/${name}`);
  const target =
    spec.ports.find((each) => String(each.port) === port) ??
    fail(`Service ${name} does not have a service port ${port}`);
  const selector = Object.entries(spec.selector).map(([key, value]) => `${key}=${value}`);
  const { items } = await ask(`/pods?labelSelector=${encodeURIComponent(selector.join(","))}`);
  const pod = items.find(({ status }) => status.phase === "Running") ?? fail("timed out waiting for the condition");
  const { port: to } = await ask(`/pods/${pod.metadata.name}/portforward?ports=${target.targetPort}`, "POST");
  const tunnel = createServer((near) => {
    const far = connect(to, "127.0.0.1");
    near.pipe(far).pipe(near);
    const both = () => {
      near.destroy();
      far.destroy();
    };
    near.on("error", both);
    far.on("error", both);
  });
  tunnel.on("error", () => fail(`unable to listen on port ${own}: listeners failed to create`));
  tunnel.listen(Number(own || 0), given.address, () =>
    console.log(`Forwarding from ${given.address}:${tunnel.address().port} -> ${target.targetPort}`),
  );
})();
