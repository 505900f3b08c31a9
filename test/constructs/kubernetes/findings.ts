/** What is public, wider than it should be, or unsafe in synthesized Kubernetes JSON: read here, by code of its own. */
import type { SynthesizedStack } from "../../synth.js";

type Given = Readonly<Record<string, unknown>>;

const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((inner, key) => (inner as Given | undefined)?.[key], value);

const list = (value: unknown): readonly Given[] =>
  Array.isArray(value) ? (value as Given[]) : value === undefined || value === null ? [] : [value as Given];

/** Whether a block is a quarter of all addresses, or one that a network cannot read. */
function isEverybody(block: string): boolean {
  const [ip = "", bits = "32"] = block.split("/");
  const parts = ip.split(".").map(Number);
  return parts.length !== 4 || parts.some((part) => !(part >= 0 && part <= 255)) || !(Number(bits) >= 2);
}

/** What is wrong with a pod, in Terraform's spelling or in the API's. */
function ofPod(pod: unknown, containers: readonly Given[]): string[] {
  const key = (snake: string, camel: string, value: unknown) => at(value, snake) ?? at(value, camel);
  const found: string[] = [];
  const context = key("security_context", "securityContext", pod);
  if (key("run_as_non_root", "runAsNonRoot", context) !== true) found.push("may run as root");
  if (at(key("seccomp_profile", "seccompProfile", context), "type") !== "RuntimeDefault") found.push("has no seccomp");
  for (const host of ["host_network", "hostNetwork", "host_pid", "hostPID", "host_ipc", "hostIPC"]) {
    if (at(pod, host) !== undefined) found.push(`uses ${host}`);
  }
  for (const container of containers) {
    const own = key("security_context", "securityContext", container);
    if (key("allow_privilege_escalation", "allowPrivilegeEscalation", own) !== false) found.push("may gain privileges");
    if (key("read_only_root_filesystem", "readOnlyRootFilesystem", own) !== true) found.push("writes to its root");
    if (JSON.stringify(at(own, "capabilities", "drop")) !== '["ALL"]') found.push("keeps capabilities");
    if (at(own, "capabilities", "add") !== undefined) found.push("adds capabilities");
    if (!/@sha256:[0-9a-f]{64}$/.test(String(at(container, "image")))) found.push(`runs ${at(container, "image")}`);
    for (const amount of ["cpu", "memory"]) {
      if (at(container, "resources", "limits", amount) === undefined) found.push(`has no limit of ${amount}`);
    }
  }
  for (const volume of list(key("volume", "volumes", pod))) {
    if (Object.keys(volume).some((each) => /host_?path|secret/i.test(each))) found.push("mounts a host or a secret");
  }
  return found;
}

/** The rights of a role that reach further than a box needs. */
function ofRole(rules: readonly Given[]): string[] {
  const found: string[] = [];
  for (const rule of rules) {
    const all = [...list(rule["verbs"]), ...list(rule["resources"]), ...list(rule["api_groups"])].map(String);
    if (all.includes("*")) found.push("has a wildcard");
    for (const verb of ["escalate", "bind", "impersonate"]) if (all.includes(verb)) found.push(`may ${verb}`);
    if (all.some((each) => /^(?:secrets|pods\/exec|roles|rolebindings)$/.test(each))) found.push(`reaches ${all}`);
  }
  return found;
}

/** Lines about what one stack lets in, beyond what the one of honest props does. */
export function kubernetesFindings(stack: SynthesizedStack): readonly string[] {
  const found: string[] = [];
  for (const { address, type, arguments: given } of stack.resources) {
    const say = (what: string) => found.push(`${address}: ${what}`);
    if (/^kubernetes_cluster_role|^kubernetes_(?:mutating|validating)|^kubernetes_ingress/.test(type))
      say("is cluster-wide");
    if (type === "kubernetes_secret_v1") say("holds a secret");
    if (type === "kubernetes_role_v1") ofRole(list(given["rule"])).forEach(say);
    if (type === "kubernetes_role_binding_v1") {
      for (const subject of list(given["subject"])) {
        if (/^system:|^\*$|^$/.test(String(subject["name"]))) say(`lets in ${subject["name"]}`);
      }
    }
    if (type === "kubernetes_deployment_v1") {
      const pod = at(given, "spec", "template", "spec");
      const containers = [...list(at(pod, "container")), ...list(at(pod, "init_container"))];
      ofPod(pod, containers).forEach(say);
      if (at(pod, "automount_service_account_token") !== false) say("holds a token of the API");
      if (given["wait_for_rollout"] !== true) say("does not wait for its rollout");
    }
    if (type === "kubernetes_service_v1") {
      const spec = given["spec"];
      const ranges = (at(spec, "load_balancer_source_ranges") as string[] | undefined) ?? [];
      if (at(spec, "type") === "NodePort" || at(spec, "external_ips") !== undefined) say("is public");
      if (at(spec, "type") === "LoadBalancer") {
        if (ranges.length === 0 || ranges.some(isEverybody)) say("lets in everybody");
        const own = Object.keys((at(given, "metadata", "annotations") as Given | undefined) ?? {});
        if (own.every((key) => key.startsWith("ml-pilot/"))) say("has a public address");
        if (at(spec, "allocate_load_balancer_node_ports") !== false) say("opens a port of each node");
      }
    }
    if (type === "kubernetes_network_policy_v1") {
      const rules = [...list(at(given, "spec", "ingress")), ...list(at(given, "spec", "egress"))];
      for (const rule of rules) {
        const peers = [...list(rule["from"]), ...list(rule["to"])];
        if (peers.length === 0) say("opens to everybody");
        for (const peer of peers) {
          const cidr = at(peer, "ip_block", "cidr");
          if (cidr !== undefined && isEverybody(String(cidr))) say(`opens to ${cidr}`);
          if (Object.keys(peer).length === 0) say("opens to everybody");
        }
      }
    }
    if (type === "kubernetes_namespace_v1") {
      if (at(given, "metadata", "labels", "pod-security.kubernetes.io/enforce") !== "restricted")
        say("is not restricted");
    }
    if (type === "kubernetes_manifest") {
      const body = given["manifest"] as Given;
      if (!/^(?:WorkflowTemplate|CronWorkflow|PodMonitor|PrometheusRule)$/.test(String(body["kind"]))) say(`is a run`);
      for (const template of list(at(body, "spec", "templates"))) {
        if (template["container"] !== undefined) ofPod(template, [template["container"] as Given]).forEach(say);
      }
    }
  }
  return found;
}
