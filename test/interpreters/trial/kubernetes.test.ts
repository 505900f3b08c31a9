/** `trial run` on a cluster: this driver and the bucket's own client, in front of an API server on loopback. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer as createPlainServer } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { Api } from "../../../stacks/kubernetes/trial/api.js";
import { readContext } from "../../../stacks/kubernetes/trial/kubeconfig.js";
import { root, temporaryFolder } from "../../scratch.js";
import { environmentOf, exampleLock } from "../environments.js";
import { describeTrial, houses } from "./cases.js";
import { bucket, Cluster, firstRuns, token } from "./cluster.js";
import { wrongIn } from "./messages.js";

const folder = temporaryFolder("cluster");
const kubeconfig = join(folder, "config");
const bin = join(folder, "bin");
const lockOf = (name: string) => join("test", name, "requirements.lock");

/** AWS's own client by the commands that the driver runs. */
const aws = (python: string) => `#!${python}
import pathlib, sys, boto3
words = [each for each in sys.argv[1:] if not each.startswith("--")]
flags = {each for each in sys.argv if each.startswith("--")}
if words[:2] != ["s3", "cp"] or flags - {"--quiet", "--recursive"}:
    sys.exit("aws: error: argument operation: Invalid choice")
bucket, _, key = words[2].removeprefix("s3://").partition("/")
s3 = boto3.client("s3", region_name="eu-west-1")
try:
    if "--recursive" in sys.argv:
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=key):
            for each in page.get("Contents", []):
                path = pathlib.Path(words[3]) / each["Key"].removeprefix(key)
                path.parent.mkdir(parents=True, exist_ok=True)
                s3.download_file(bucket, each["Key"], str(path))
    else:
        sys.stdout.buffer.write(s3.get_object(Bucket=bucket, Key=key)["Body"].read())
except Exception as error:
    sys.exit(f"fatal error: {error}")
`;

/** A model is released by the hash of its manifest, which the example's image writes and this small one does not. */
const withManifest = (source: string) =>
  source.replace(
    '    (result("model") / "model.json").write_text(json.dumps({"slope": slope, "base": price - slope * area}))',
    `    content = json.dumps({"slope": slope, "base": price - slope * area}).encode()
    (result("model") / "model.json").write_bytes(content)
    import hashlib
    files = [{"path": "model.json", "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}]
    (result("model") / "manifest.json").write_text(json.dumps({"files": files}))`,
  );

beforeAll(() => {
  mkdirSync(bin);
  copyFileSync(join(__dirname, "kubectl.js"), join(bin, "kubectl.js"));
  symlinkSync(join(root, "node_modules"), join(bin, "node_modules"));
  writeFileSync(join(bin, "kubectl"), `#!/bin/sh\nexec ${process.execPath} ${bin}/kubectl.js "$@"\n`);
  writeFileSync(join(bin, "aws"), aws(join(environmentOf("emulator", lockOf("apply/emulator")), "bin/python")));
  for (const name of ["kubectl", "aws"]) chmodSync(join(bin, name), 0o755);
});

/** The hash of what the first two runs train: the same rows make the same model, and the same manifest. */
function manifestHash(): string {
  const at = temporaryFolder("trained");
  mkdirSync(join(at, "data"));
  writeFileSync(join(at, "data/houses.csv"), houses);
  const program = join(at, "house_prices.py");
  writeFileSync(program, withManifest(readFileSync(join(__dirname, "../own-model/house_prices.py"), "utf8")));
  const step = (...args: readonly string[]) => execFileSync("python3", [program, ...args], { cwd: at });
  step("prepare", "--data", "data", "--prepared", "prepared");
  step("train", "--prepared", "prepared", "--model", "model");
  return createHash("sha256")
    .update(readFileSync(join(at, "model/manifest.json")))
    .digest("hex");
}

describeTrial({
  platform: "kubernetes",
  block: (block) => {
    const sha256 = manifestHash();
    const release = (run: string) => ({ uri: `${bucket}/models/${run}/approved`, sha256 });
    const [one, two] = firstRuns;
    Object.assign(block, { kubeconfig, context: "trial", bucket: { uri: bucket, region: "eu-west-1" } });
    Object.assign(block, { releases: { r1: release(one), r2: release(two) } });
  },
  secret: token,
  noBill: /^houses-kubernetes: a cluster has no bill of its own: its nodes are on the bill of whoever owns them; ask/,
  program: withManifest,
  python: () => environmentOf("example", exampleLock),
  machine: { meter: "cpu-small", region: "global" },
  start: async (json, host, command, data) => {
    host.upload(data, `${bucket}/data/houses.csv`);
    const cluster = await Cluster.start(json, host, command, kubeconfig);
    await cluster.deploy();
    return cluster;
  },
  environment: (server) => ({ ...(server as Cluster).environment(), PATH: `${bin}:${process.env["PATH"]}` }),
  outputs: () => ({ next_3_run: "argo submit …" }),
  refused: {
    throttled: {
      call: "workflows.get",
      with: { status: 429, code: "TooManyRequests", message: "Too many requests, please try again later." },
    },
    expired: { call: "workflows.create", with: { status: 401, code: "Unauthorized", message: "Unauthorized" } },
  },
  words: {
    throttled: /^the cluster did not say where the run stands: 429 TooManyRequests: Too many requests.*; wait some/,
    expired:
      /^the cluster did not start a run of houses-pipeline: 401 Unauthorized: Unauthorized; sign in at the cluster/,
    stop: /^a run of houses-kubernetes goes on; stop it with: argo --kubeconfig \S+ --context trial .* stop \S+$/,
    failed: "Error",
    stuck: /^houses-kubernetes: the endpoint did not serve within \d+ s: 0 of 1 pods ready$/,
    roll: /the cluster did not roll to r2, which needs patch of services, a right of the deployer: 403 Forbidden/,
    noBill: /a cluster has no bill of its own/,
  },
  mayCall: /\.(?:get|list)$|^(?:(?:selfsubjectreviews|workflows|pods\/portforward)\.create|services\.patch|score)$/,
  schema: (server) => wrongIn((server as Cluster).said, "kubernetes"),
});

/** A kubeconfig of one context. */
function written(cluster: object, user: object): string {
  const file = join(temporaryFolder("kubeconfig"), "config");
  const config = {
    contexts: [{ name: "own", context: { cluster: "c", user: "u" } }],
    clusters: [{ name: "c", cluster }],
    users: [{ name: "u", user }],
  };
  writeFileSync(file, JSON.stringify(config));
  return file;
}

const https = "https://127.0.0.1:6443";

test.each([
  ["a context that is not there", { server: https }, {}, "other", 'must have the context "other"'],
  [
    "a server that is not verified",
    { server: https, "insecure-skip-tls-verify": true },
    {},
    "own",
    "must verify the API server",
  ],
  ["a proxy", { server: https, "proxy-url": "http://p" }, {}, "own", "has a proxy-url"],
  ["a password", { server: https }, { username: "u", password: "hidden" }, "own", "signs in by username"],
])("a kubeconfig with %s is one line without a value of it", (_, cluster, user, context, words) => {
  const file = written(cluster, user);
  const read = () => readContext(file, context);
  expect(read).toThrow(words);
  expect(read).not.toThrow("hidden");
  expect(() => readContext(join(file, "none"), "own")).toThrow("must be a kubeconfig file");
});

test("a program of the kubeconfig gives the token, and what it prints is in no word", async () => {
  const program = (script: string) => ({
    exec: { apiVersion: "client.authentication.k8s.io/v1", command: "/bin/sh", args: ["-c", script] },
  });
  const credential = JSON.stringify({ status: { token: "of-a-program" } });
  const tokenOf = (script: string) => readContext(written({ server: https }, program(script)), "own").token();
  expect(await tokenOf(`echo '${credential}'`)).toBe("of-a-program");
  await expect(tokenOf("echo hidden >&2; exit 1")).rejects.toThrow(
    /^the program \/bin\/sh of the kubeconfig gave no credentials; sign in again$/,
  );
  const absent = written({ server: https }, { exec: { command: "/nowhere/program", installHint: "Install it." } });
  await expect(readContext(absent, "own").token()).rejects.toThrow("is not installed here. Install it.");
});

test("a server is trusted by the kubeconfig's own authority, and by no other", async () => {
  const at = temporaryFolder("authority");
  const [key, cert] = [join(at, "key.pem"), join(at, "cert.pem")];
  const subject = ["-subj", "/CN=cluster", "-addext", "subjectAltName=IP:127.0.0.1"];
  execFileSync(
    "openssl",
    ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-keyout", key, "-out", cert, ...subject],
    { stdio: "ignore" },
  );
  const said: string[] = [];
  const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (message, response) => {
    said.push(`${message.method} ${message.headers.authorization}`);
    response.writeHead(message.method === "POST" ? 201 : 200).end(JSON.stringify({ items: [], metadata: {} }));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    const data = Buffer.from(readFileSync(cert)).toString("base64");
    const trusted = new Api(written({ server: url, "certificate-authority-data": data }, { token }), "own");
    expect(await trusted.json({ what: "create", path: "/x", method: "POST", body: {} })).toEqual({
      items: [],
      metadata: {},
    });
    expect(await trusted.list("list", "/pods", "a=b")).toEqual([]);
    expect(said).toEqual([`POST Bearer ${token}`, `GET Bearer ${token}`]);
    const other = new Api(written({ server: url }, { token }), "own");
    await expect(other.json({ what: "list", path: "/pods" })).rejects.toMatchObject({
      refusal: "unreachable",
      message: expect.stringMatching(/^the cluster did not list: \w*CERT\w* of 127/),
    });
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test("a list whose pages are gone is begun again, and one that always is ends in words", async () => {
  const asked: string[] = [];
  let isGone = true;
  const server = createPlainServer((message, response) => {
    const query = new URL(message.url ?? "/", "http://loopback").searchParams;
    asked.push(query.get("continue") ?? "first");
    // kubernetes.io/docs/reference/using-api/api-concepts (2026-11): a token of a page lasts some minutes
    if (query.has("continue") && isGone) {
      isGone = query.get("labelSelector") === "always=gone";
      const words = "The provided continue parameter is too old to display a consistent list result.";
      const body = { kind: "Status", status: "Failure", reason: "Expired", message: words, code: 410 };
      response.writeHead(410, { "content-type": "application/json" }).end(JSON.stringify(body));
      return;
    }
    const more = query.has("continue") ? {} : { continue: "second" };
    response.end(JSON.stringify({ items: [{ metadata: { name: asked.length } }], metadata: more }));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const api = new Api(
    written({ server: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }, { token }),
    "own",
  );
  try {
    expect(await api.list("list", "/pods", "a=b")).toHaveLength(2);
    expect(asked).toEqual(["first", "second", "first", "second"]);
    isGone = true;
    await expect(api.list("list", "/pods", "always=gone")).rejects.toThrow(/^the cluster did not list: 410 Expired: /);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
