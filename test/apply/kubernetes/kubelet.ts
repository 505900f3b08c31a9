/**
 * A stand-in for nodes, which the cluster lacks: it says of each pod what a kubelet would. It refuses what a kubelet
 * refuses, each with its source, and starts nothing: that a container works is shown by the rehearsal, not here.
 */
import { type Access, ask, type Json } from "./api.js";

/** What a pod waits for, or nothing. */
type Reason = readonly [reason: string, message: string] | undefined;

/** Containers of a pod, those that run first included. */
const containers = (pod: Json): readonly Json[] => [...(pod.spec.initContainers ?? []), ...pod.spec.containers];

/** Says of pods that they run, as long as it is not stopped. */
export class Kubelet {
  /** Containers that end with an error, by a part of their pod's name: what a model that is another one does. */
  readonly failing = new Set<string>();
  private stopped = false;
  private readonly ended: Promise<void>;

  constructor(private readonly access: Access) {
    this.ended = this.loop();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.ended;
  }

  private async loop(): Promise<void> {
    while (!this.stopped) {
      try {
        const { body } = await ask(this.access, "GET", "/api/v1/pods");
        for (const pod of body.items ?? []) await this.look(pod);
      } catch {
        // the server is not there yet, or not any more
      }
      await new Promise<void>((done) => setTimeout(done, 300));
    }
  }

  private async look(pod: Json): Promise<void> {
    const { namespace, name, deletionTimestamp } = pod.metadata;
    if (deletionTimestamp !== undefined || pod.status?.phase === "Running") return;
    const reason = await this.refusal(pod);
    const path = `/api/v1/namespaces/${namespace}/pods/${name}/status`;
    const state = (container: Json, ready: boolean, current: object) => ({
      ...{ name: container.name, image: container.image, imageID: container.image },
      ...{ ready, started: ready, restartCount: 0, state: current },
    });
    const now = new Date().toISOString();
    if (reason !== undefined) {
      const waiting = { waiting: { reason: reason[0], message: reason[1] } };
      const held = pod.spec.containers.map((each: Json) => state(each, false, waiting));
      if (JSON.stringify(pod.status?.containerStatuses?.[0]?.state) === JSON.stringify(waiting)) return;
      await ask(this.access, "PATCH", path, { status: { phase: "Pending", containerStatuses: held } });
      return;
    }
    const conditions = ["Initialized", "Ready", "ContainersReady", "PodScheduled"].map((type) => ({
      ...{ type, status: "True", lastTransitionTime: now },
    }));
    const running = pod.spec.containers.map((each: Json) => state(each, true, { running: { startedAt: now } }));
    const status = { phase: "Running", conditions, containerStatuses: running, startTime: now };
    await ask(this.access, "PATCH", path, { status });
  }

  /**
   * Why a kubelet does not start a pod.
   * kubernetes.io/docs/concepts/configuration/secret ("a reference to a Secret that does not exist prevents the pod
   * from starting"), …/tasks/configure-pod-container/security-context (runAsNonRoot),
   * …/concepts/storage/persistent-volumes (a pod waits for its claims), …/concepts/workloads/pods/init-containers (a
   * failing one holds the pod; 2026-11)
   */
  private async refusal(pod: Json): Promise<Reason> {
    const { namespace } = pod.metadata;
    const missing = async (kind: string, name: string) =>
      (await ask(this.access, "GET", `/api/v1/namespaces/${namespace}/${kind}/${name}`)).status === 404;
    for (const container of containers(pod)) {
      const security = { ...pod.spec.securityContext, ...container.securityContext };
      if (security.runAsNonRoot === true && security.runAsUser === 0)
        return ["CreateContainerConfigError", "container's runAsUser breaks non-root policy"];
      for (const { valueFrom } of container.env ?? []) {
        const [secret, map] = [valueFrom?.secretKeyRef, valueFrom?.configMapKeyRef];
        if (secret && secret.optional !== true && (await missing("secrets", secret.name)))
          return ["CreateContainerConfigError", `secret "${secret.name}" not found`];
        if (map && map.optional !== true && (await missing("configmaps", map.name)))
          return ["CreateContainerConfigError", `configmap "${map.name}" not found`];
      }
    }
    for (const { persistentVolumeClaim: claim } of pod.spec.volumes ?? []) {
      if (!claim) continue;
      const path = `/api/v1/namespaces/${namespace}/persistentvolumeclaims/${claim.claimName}`;
      const { body } = await ask(this.access, "GET", path);
      if (body.status?.phase !== "Bound") return ["Pending", `claim "${claim.claimName}" is not bound`];
    }
    if ([...this.failing].some((part) => pod.metadata.name.includes(part)))
      return ["CrashLoopBackOff", "back-off restarting failed container"];
    return undefined;
  }
}
