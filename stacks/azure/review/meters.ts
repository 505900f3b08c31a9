/** The machines of Azure: every deployment has its own, and each job names the cluster that it runs on. */
import { seconds } from "../../duration.js";
import { mostStartsInAMonth } from "../../pilot-spec/cron.js";
import {
  countOf,
  disksOfMachines,
  type Meter,
  type MeterReader,
  type Meters,
  scheduled,
  type Uncounted,
} from "../../readers/meters.js";
import { type References, referencesIn } from "../../readers/references.js";
import { type Arguments, blocks, isMap, type Resource, type Stack } from "../../readers/stack.js";
import { armType } from "./arm.js";

const bodyOf = ({ arguments: given }: Resource): Arguments => (isMap(given["body"]) ? given["body"] : {});
const propertiesOf = (resource: Resource): Arguments => {
  const { properties } = bodyOf(resource);
  return isMap(properties) ? properties : {};
};

const ofArm = ({ resources }: Stack, kind: string): readonly Resource[] =>
  resources.filter((each) => !each.isData && each.type === "azapi_resource" && armType(each) === kind);

const services = "Microsoft.MachineLearningServices/workspaces";

/**
 * Microsoft's cost guide names a disk only for compute instances (P10), and a load balancer for every 50 nodes of a
 * cluster without a word on clusters that have no public address:
 * learn.microsoft.com/azure/machine-learning/concept-plan-manage-cost (2026-11).
 */
const besideMachines = [
  "the disks that Azure ML gives its machines, and the load balancer of a compute cluster: " +
    "no document says what they cost without public addresses",
];

/** Whether a string names a resource: by a reference to it, or by its name at the end of a path. */
function isNamed(text: unknown, resource: Resource): boolean {
  if (typeof text !== "string") return false;
  return (
    referencesIn(text).some(([address]) => address === resource.address) ||
    text.endsWith(`/${String(resource.arguments["name"])}`)
  );
}

/** The most machines that autoscaling gives a deployment; undefined where nothing scales it. */
function mostOf(stack: Stack, deployment: Resource): number | undefined {
  const own = (stack.byType.get("azurerm_monitor_autoscale_setting") ?? []).filter(
    ({ arguments: given }) => given["enabled"] !== false && isNamed(given["target_resource_id"], deployment),
  );
  const most = own
    .flatMap(({ arguments: given }) => blocks(given["profile"]))
    .flatMap((profile) => blocks(profile["capacity"]))
    .flatMap((capacity) => countOf(capacity["maximum"]) ?? []);
  return most.length === 0 ? undefined : Math.max(...most);
}

function serving(stack: Stack, references: References): Meters {
  const meters: Meter[] = [];
  const uncounted: Uncounted[] = [];
  for (const deployment of ofArm(stack, `${services}/onlineEndpoints/deployments`)) {
    const { sku } = bodyOf(deployment);
    const { instanceType: machine } = propertiesOf(deployment);
    const least = isMap(sku) ? countOf(sku["capacity"]) : undefined;
    const what = `deployment ${references.name(deployment)}`;
    if (typeof machine !== "string" || least === undefined) {
      uncounted.push({ what, why: "its machine or how many of them is not in the stack" });
      continue;
    }
    const most = Math.max(least, mostOf(stack, deployment) ?? 0);
    meters.push({ what, priceKey: machine, least, most, when: "serving", address: deployment.address });
  }
  return { meters, uncounted, ...(meters.length === 0 ? {} : { apart: besideMachines }) };
}

/** The cluster that a job names. */
const clusterOf = (stack: Stack, computeId: unknown): Resource | undefined =>
  (stack.byType.get("azurerm_machine_learning_compute_cluster") ?? []).find((each) => isNamed(computeId, each));

function running(stack: Stack, references: References, schedule: Resource): Meters {
  const { action } = propertiesOf(schedule);
  const definition = isMap(action) && isMap(action["jobDefinition"]) ? action["jobDefinition"] : {};
  const jobs = isMap(definition["jobs"]) ? definition["jobs"] : {};
  const run = references.name(schedule);
  const meters: Meter[] = [];
  const uncounted: Uncounted[] = [];
  for (const [name, job] of Object.entries(jobs)) {
    if (!isMap(job)) continue;
    const resources = isMap(job["resources"]) ? job["resources"] : {};
    const limits = isMap(job["limits"]) ? job["limits"] : {};
    const machine = resources["instance_type"] ?? clusterOf(stack, job["computeId"])?.arguments["vm_size"];
    const nodes = countOf(resources["instance_count"]) ?? 1;
    if (typeof machine !== "string") {
      uncounted.push({ what: `step ${name} of ${run}`, why: "its machine is not in the stack" });
      continue;
    }
    const stop = seconds(limits["timeout"]);
    const time = stop === undefined ? {} : { seconds: stop };
    const rest = { when: "running" as const, run, attempts: 1, ...time, address: schedule.address };
    meters.push({ what: name, priceKey: machine, least: nodes, most: nodes, ...rest });
  }
  return { meters, uncounted, ...(meters.length === 0 ? {} : { apart: besideMachines }) };
}

/**
 * The runs that a schedule starts by itself; none where it is switched off. Azure ML takes days of the month and months
 * for `*`, whatever they say: learn.microsoft.com/azure/machine-learning/how-to-schedule-pipeline-job (2026-11).
 */
function startedBy(references: References, schedule: Resource): Meters {
  const { isEnabled, trigger } = propertiesOf(schedule);
  if (isEnabled === false) return { meters: [], uncounted: [] };
  const expression = isMap(trigger) && trigger["triggerType"] === "Cron" ? trigger["expression"] : undefined;
  const [minute, hour, , , weekday] = String(expression).split(" ");
  const line = [minute, hour, "*", "*", weekday].join(" ");
  return scheduled(references.name(schedule), expression, mostStartsInAMonth(line));
}

/** Nodes that a cluster keeps while nothing runs. */
function kept(stack: Stack, references: References): Meters {
  const all = stack.byType.get("azurerm_machine_learning_compute_cluster") ?? [];
  const meters = all.flatMap((cluster): readonly Meter[] => {
    const scale = blocks(cluster.arguments["scale_settings"])[0];
    const least = countOf(scale?.["min_node_count"]) ?? 0;
    if (least === 0) return [];
    const machine = String(cluster.arguments["vm_size"]);
    const what = `cluster ${references.name(cluster)}, nodes that it keeps`;
    return [{ what, priceKey: machine, least, most: least, when: "always", address: cluster.address }];
  });
  return { meters, uncounted: [] };
}

/**
 * The private connections of a workspace's managed network. Azure makes those of the workspace itself, of its vault,
 * of its registry and of its account, where blobs and files have one each; every rule of the stack makes one more, and
 * each bills as a private endpoint does: learn.microsoft.com/azure/machine-learning/how-to-managed-network, "List of
 * required rules" and "Pricing", 2024-04-11. With isolation `AllowInternetOutbound` it makes them where public access
 * is off; here they are counted all the same.
 */
function connections(stack: Stack, references: References): Meters {
  const workspaces = ofArm(stack, services).filter((each) => {
    const { managedNetwork } = propertiesOf(each);
    const mode = isMap(managedNetwork) ? managedNetwork["isolationMode"] : undefined;
    return typeof mode === "string" && mode !== "Disabled";
  });
  const rules = ofArm(stack, `${services}/outboundRules`).filter(
    (each) => propertiesOf(each)["type"] === "PrivateEndpoint",
  );
  const meters = workspaces.map((workspace): Meter => {
    const properties = propertiesOf(workspace);
    const own = 1 + (properties["storageAccount"] ? 2 : 0) + (properties["keyVault"] ? 1 : 0);
    const made = own + (properties["containerRegistry"] ? 1 : 0);
    const asked = rules.filter(({ arguments: given }) => isNamed(given["parent_id"], workspace)).length;
    const what = `private connections of the managed network of ${references.name(workspace)}`;
    const count = made + asked;
    const more = { least: count, most: count, when: "always" as const, address: workspace.address };
    return { what, priceKey: "azurerm_private_endpoint", ...more };
  });
  return { meters, uncounted: [] };
}

/** Reads the meters of Azure that hang on machines and on managed networks. */
export const meters: MeterReader = (stack, references) => {
  const machine = (type: string): Meters => ({
    meters: (stack.byType.get(type) ?? []).map((each): Meter => {
      const size =
        each.arguments["size"] ?? each.arguments["vm_size"] ?? each.arguments["virtual_machine_size"] ?? type;
      const one = { least: 1, most: 1, when: "always" as const, address: each.address };
      return { what: `${type} ${references.name(each)}`, priceKey: String(size), ...one };
    }),
    uncounted: [],
    ...(stack.byType.has(type) ? { apart: [disksOfMachines] } : {}),
  });
  return [
    serving(stack, references),
    ...ofArm(stack, `${services}/schedules`).flatMap((schedule) => [
      running(stack, references, schedule),
      startedBy(references, schedule),
    ]),
    kept(stack, references),
    connections(stack, references),
    machine("azurerm_linux_virtual_machine"),
    machine("azurerm_windows_virtual_machine"),
    machine("azurerm_machine_learning_compute_instance"),
  ];
};
