/** A pilot on a cluster of this machine, driven by the real provider. */
import { noProvider, noTerraform } from "../../terraform/skip.js";
import { type Changes, only, overlaid, Workspace } from "../../terraform/workspace.js";
import type { Json } from "./api.js";
import { Cluster, noCluster } from "./cluster.js";

/** The stacks of the example: what is typed, and what needs definitions. */
export const base = "penguins-kubernetes";
export const runs = "penguins-kubernetes-runs";

/** The store that needs nothing made by hand: a claim, for which the tests make a volume. */
const withClaim: Changes = {
  ...only("kubernetes"),
  kubernetes: {
    // laid over the example's, which names a database
    mlflow: { store: { uriFrom: undefined, database: undefined, claimGiB: 10, storageClass: "retained" } },
  },
};

/** Why none of this can run here, or nothing. */
export function notHere(): readonly string[] {
  const why = [...noTerraform(), ...noCluster(), ...noProvider("kubernetes")];
  if (why.length > 0) return why;
  const workspace = new Workspace(undefined);
  try {
    workspace.synth(only("kubernetes"));
    return workspace.missing(base);
  } finally {
    workspace.remove();
  }
}

/** Seconds for which these tests wait where a pilot waits for minutes. */
const short = 60;

/** A cluster, and a folder where Terraform runs against it. */
export class KubernetesPilot {
  readonly workspace = new Workspace();
  private running?: Cluster;
  private isMade = false;

  get cluster(): Cluster {
    if (this.running === undefined) throw new Error("start it first");
    return this.running;
  }

  async start(): Promise<void> {
    this.running = await Cluster.start();
    // nothing here provisions a volume
    await this.cluster.made("/api/v1/persistentvolumes", {
      ...{ apiVersion: "v1", kind: "PersistentVolume", metadata: { name: "retained" } },
      spec: {
        ...{ capacity: { storage: "10Gi" }, accessModes: ["ReadWriteOnce"], storageClassName: "retained" },
        ...{ persistentVolumeReclaimPolicy: "Retain", hostPath: { path: "/nowhere" } },
      },
    });
  }

  /** Synthesizes the example with some keys changed and waits cut short, and what else `change` does to the JSON. */
  async to(changes: Changes, change: (json: Json) => void = () => {}): Promise<void> {
    const { workspace } = this;
    workspace.synth(overlaid(withClaim, changes));
    const json = workspace.stack(base);
    const seconds = `${short * 2}s`;
    for (const given of Object.values<Json>(json.resource.kubernetes_deployment_v1)) {
      given.spec.progress_deadline_seconds = short;
      given.timeouts = { create: seconds, update: seconds };
    }
    for (const given of Object.values<Json>(json.resource.kubernetes_namespace_v1 ?? {}))
      given.timeouts = { delete: `${short}s` };
    change(json);
    workspace.write(base, json);
    for (const stack of [base, runs]) {
      workspace.prepare(stack, {}, { kubernetes: { config_path: this.cluster.kubeconfig } });
      if (!this.isMade) await workspace.terraform(stack, "init", "-no-color");
    }
    this.isMade = true;
  }

  async stop(): Promise<void> {
    this.workspace.remove();
    await this.running?.stop();
  }
}
