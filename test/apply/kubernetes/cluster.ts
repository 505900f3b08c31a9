/**
 * A real API server with its store and its controllers on this machine's loopback, with certificates of its own and no
 * node. What the operators would bring is in `definitions.ts`.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { guarded } from "../../terraform/guard.js";
import { type Access, type Answer, ask, type Json } from "./api.js";
import { definitions } from "./definitions.js";
import { Kubelet } from "./kubelet.js";

const programs = ["etcd", "kube-apiserver", "kube-controller-manager"] as const;

/** What a cluster needs and this machine lacks. */
export const noCluster = (): readonly string[] =>
  programs
    .filter((name) => spawnSync(name, ["--version"], { stdio: "ignore" }).status !== 0)
    .map((name) => `no ${name} on PATH; build or install Kubernetes and etcd`);

/** A port that nobody listens on. */
const freePort = (): Promise<number> =>
  new Promise<number>((done, failed) => {
    const server = createServer().on("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => done(typeof address === "object" && address !== null ? address.port : 0));
    });
  });

/** The cluster of one test file. */
export class Cluster {
  private readonly children: ChildProcess[] = [];

  private constructor(
    private readonly folder: string,
    private readonly access: Access,
  ) {}

  /** For Terraform: the only context is `platform`. */
  get kubeconfig(): string {
    return join(this.folder, "kubeconfig");
  }

  /** What says of pods that they run. */
  kubelet: Kubelet | undefined;

  /** Starts all of it, and waits until it answers. */
  static async start(): Promise<Cluster> {
    const folder = guarded(mkdtempSync(join(tmpdir(), "cluster-")));
    const [store, peers, port] = [await freePort(), await freePort(), await freePort()];
    const token = randomBytes(16).toString("hex");
    writeFileSync(join(folder, "tokens.csv"), `${token},admin,admin,system:masters\n`);
    const { privateKey, publicKey } = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
    });
    writeFileSync(join(folder, "accounts.key"), privateKey);
    writeFileSync(join(folder, "accounts.pub"), publicKey);
    const children: ChildProcess[] = [];
    const run = (program: string, ...flags: readonly string[]) => {
      const log = openSync(join(folder, `${program}.log`), "w");
      children.push(spawn(program, flags, { stdio: ["ignore", log, log], cwd: folder }));
      closeSync(log);
    };
    const url = `http://127.0.0.1:${store}`;
    run(
      "etcd",
      ...["--data-dir", join(folder, "etcd"), "--listen-client-urls", url, "--advertise-client-urls", url],
      ...["--listen-peer-urls", `http://127.0.0.1:${peers}`, "--unsafe-no-fsync"],
    );
    run(
      "kube-apiserver",
      ...["--etcd-servers", url, "--bind-address=127.0.0.1", "--advertise-address=127.0.0.1"],
      ...["--secure-port", String(port), "--cert-dir", join(folder, "certificates")],
      ...["--service-account-issuer=https://kubernetes.default.svc", "--service-cluster-ip-range=10.0.0.0/24"],
      ...["--service-account-key-file", join(folder, "accounts.pub")],
      ...["--service-account-signing-key-file", join(folder, "accounts.key")],
      ...["--token-auth-file", join(folder, "tokens.csv"), "--authorization-mode=RBAC"],
    );
    const cluster = await Cluster.answering(folder, port, token, children);
    run(
      "kube-controller-manager",
      ...["--kubeconfig", cluster.kubeconfig, "--bind-address=127.0.0.1", "--leader-elect=false"],
      ...["--secure-port", String(await freePort())],
      ...[
        "--service-account-private-key-file",
        join(folder, "accounts.key"),
        "--use-service-account-credentials=false",
      ],
      ...["--root-ca-file", join(folder, "certificates/apiserver.crt")],
    );
    cluster.children.push(...children);
    for (const each of definitions) await cluster.made("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", each);
    cluster.kubelet = new Kubelet(cluster.access);
    return cluster;
  }

  private static async answering(
    folder: string,
    port: number,
    token: string,
    children: readonly ChildProcess[],
  ): Promise<Cluster> {
    const certificate = join(folder, "certificates/apiserver.crt");
    const server = `https://127.0.0.1:${port}`;
    const config = {
      ...{ apiVersion: "v1", kind: "Config", "current-context": "platform" },
      clusters: [{ name: "here", cluster: { server, "certificate-authority": certificate } }],
      users: [{ name: "admin", user: { token } }],
      contexts: [{ name: "platform", context: { cluster: "here", user: "admin" } }],
    };
    writeFileSync(join(folder, "kubeconfig"), JSON.stringify(config));
    for (let left = 600; ; left -= 1) {
      try {
        const cluster = new Cluster(folder, { port, token, ca: readFileSync(certificate, "utf8") });
        if ((await cluster.ask("GET", "/readyz")).status === 200) return cluster;
      } catch {
        // not there yet
      }
      if (left === 0 || children.some(({ exitCode }) => exitCode !== null)) {
        for (const child of children) child.kill("SIGKILL");
        const log = readFileSync(join(folder, "kube-apiserver.log"), "utf8");
        throw new Error(`the API server does not come up:\n${log.slice(-2000)}`);
      }
      await new Promise<void>((done) => setTimeout(done, 500));
    }
  }

  /** Asks the API server as its administrator. */
  ask(method: string, path: string, body?: object): Promise<Answer> {
    return ask(this.access, method, path, body);
  }

  /** Makes an object, which has to succeed. */
  async made(path: string, body: object): Promise<Json> {
    const answer = await this.ask("POST", path, body);
    if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** What an object is, which has to be there. */
  async get(path: string): Promise<Json> {
    const answer = await this.ask("GET", path);
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`);
    return answer.body;
  }

  /** Ends all of it. */
  async stop(): Promise<void> {
    await this.kubelet?.stop();
    const ended = this.children.map(
      (child) => new Promise<void>((done) => (child.exitCode === null ? child.once("exit", () => done()) : done())),
    );
    for (const child of this.children) child.kill("SIGKILL");
    await Promise.all(ended);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
