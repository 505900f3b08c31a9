/** The machines of AWS: those that serve, and those of each step of a pipeline. */

import { mostStartsInAMonth } from "../../pilot-spec/cron.js";
import {
  countOf,
  disksOf,
  disksOfMachines,
  type Meter,
  type MeterReader,
  type Meters,
  scheduled,
  type Uncounted,
} from "../../readers/meters.js";
import type { References } from "../../readers/references.js";
import { blocks, isMap, jsonIn, type Resource, type Stack } from "../../readers/stack.js";
import { hasOwnDisks } from "./own-disks.js";

/**
 * What a price book calls the volumes of SageMaker's machines, by the GB and the month. A machine with disks of its own
 * gets none: docs.aws.amazon.com/sagemaker/latest/APIReference/API_ResourceConfig.html, VolumeSizeInGB (2026-11).
 */
const volumes = "sagemaker ml storage";

/** The volumes of a meter's machines; none where no size is given, or where the machine has disks of its own. */
function volumesOf(machines: Meter, size: unknown): readonly Meter[] {
  const gib = countOf(size);
  return gib === undefined || hasOwnDisks(machines.priceKey) ? [] : [disksOf(machines, gib, volumes)];
}

/** The scaling target of an endpoint's variant. */
const targetOf = (stack: Stack, endpoint: Resource, variant: string): Resource | undefined =>
  (stack.byType.get("aws_appautoscaling_target") ?? []).find(({ arguments: given }) => {
    const [, , of] =
      String(given["resource_id"])
        .split("/variant/")[0]
        ?.match(/^(endpoint\/)(.*)$/) ?? [];
    const isOf = of === endpoint.arguments["name"] || of === `\${${endpoint.address}.name}`;
    return isOf && String(given["resource_id"]).endsWith(`/variant/${variant}`);
  });

/** The machines of one endpoint, by the configuration that it has now. */
function serving(stack: Stack, references: References, endpoint: Resource): Meters {
  const named = endpoint.arguments["endpoint_config_name"];
  const configuration =
    references.target(named) ??
    (stack.byType.get("aws_sagemaker_endpoint_configuration") ?? []).find((each) => each.arguments["name"] === named);
  const name = references.name(endpoint);
  const what = name;
  if (configuration === undefined)
    return { meters: [], uncounted: [{ what, why: "its configuration is in another stack" }] };
  const meters: Meter[] = [];
  const uncounted: Uncounted[] = [];
  const apart = new Set<string>();
  const variants = ["production_variants", "shadow_production_variants"].flatMap((key) =>
    blocks(configuration.arguments[key]),
  );
  for (const variant of variants) {
    const called = String(variant["variant_name"] ?? "");
    const serverless = blocks(variant["serverless_config"])[0];
    if (serverless !== undefined) {
      const kept = countOf(serverless["provisioned_concurrency"]);
      const more = { least: kept ?? 0, most: kept ?? 0, when: "serving" as const, address: configuration.address };
      if (kept !== undefined)
        meters.push({
          what: `${what}, provisioned concurrency`,
          priceKey: "sagemaker provisioned concurrency",
          ...more,
        });
      continue;
    }
    const machine = variant["instance_type"];
    const scaling = targetOf(stack, endpoint, called)?.arguments;
    const managed = blocks(variant["managed_instance_scaling"])[0];
    const initial = countOf(variant["initial_instance_count"]);
    const least = countOf(scaling?.["min_capacity"]) ?? countOf(managed?.["min_instance_count"]) ?? initial;
    const most = countOf(scaling?.["max_capacity"]) ?? countOf(managed?.["max_instance_count"]) ?? initial;
    if (typeof machine !== "string" || least === undefined || most === undefined) {
      uncounted.push({ what, why: "its machine or how many of them is not in the stack" });
      continue;
    }
    const machines: Meter = { what, priceKey: machine, least, most, when: "serving", address: configuration.address };
    const size = variant["volume_size_in_gb"];
    meters.push(machines, ...volumesOf(machines, size));
    if (countOf(size) === undefined && !hasOwnDisks(machine))
      apart.add("the volumes behind an endpoint, whose size SageMaker chooses");
  }
  return { meters, uncounted, apart: [...apart] };
}

/** The most tries that a step's retry policies give it: an exception counts for one policy. */
const attemptsOf = (step: Readonly<Record<string, unknown>>): number =>
  1 + Math.max(0, ...blocks(step["RetryPolicies"]).map((policy) => countOf(policy["MaxAttempts"]) ?? 0));

/** The steps of a definition that have machines; those behind a condition too. */
function stepsOf(value: unknown, depth = 0): ReadonlyArray<Readonly<Record<string, unknown>>> {
  if (depth > 8) return [];
  return blocks(value).flatMap((step) => {
    const inner = isMap(step["Arguments"]) ? step["Arguments"] : {};
    return [step, ...stepsOf(inner["IfSteps"], depth + 1), ...stepsOf(inner["ElseSteps"], depth + 1)];
  });
}

function running(references: References, pipeline: Resource): Meters {
  const run = references.name(pipeline);
  const definition = jsonIn(pipeline.arguments["pipeline_definition"]);
  if (!isMap(definition))
    return { meters: [], uncounted: [{ what: `runs of ${run}`, why: "its definition is elsewhere" }] };
  const meters: Meter[] = [];
  const uncounted: Uncounted[] = [];
  for (const step of stepsOf(definition["Steps"])) {
    const given = isMap(step["Arguments"]) ? step["Arguments"] : {};
    const cluster = isMap(given["ProcessingResources"]) ? given["ProcessingResources"]["ClusterConfig"] : undefined;
    const resources = cluster ?? given["ResourceConfig"] ?? given["TransformResources"];
    if (!isMap(resources)) continue;
    const name = String(step["Name"] ?? "a step");
    const [machine, nodes] = [resources["InstanceType"], countOf(resources["InstanceCount"])];
    const stop = isMap(given["StoppingCondition"])
      ? countOf(given["StoppingCondition"]["MaxRuntimeInSeconds"])
      : undefined;
    const attempts = attemptsOf(step);
    if (typeof machine !== "string" || nodes === undefined) {
      uncounted.push({ what: `step ${name} of ${run}`, why: "its machine is not in the stack" });
      continue;
    }
    const machines: Meter = {
      ...{ what: name, priceKey: machine, least: nodes, most: nodes, when: "running", run, attempts },
      ...(stop === undefined ? {} : { seconds: stop * attempts }),
      ...{ use: String(step["Type"]), address: pipeline.address },
    };
    meters.push(machines, ...volumesOf(machines, resources["VolumeSizeInGB"]));
  }
  return { meters, uncounted };
}

const minutesOf: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: 1440 };

/** The days of the week as EventBridge writes them, from Sunday. */
const weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/**
 * How often a schedule of EventBridge starts in a month of 31 days at most: `cron(…)` has a year behind five fields,
 * `?` for any day and weekdays from 1, and `rate(…)` is an interval
 * (docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html, 2026-11).
 */
function startsOf(expression: unknown): number | undefined {
  const [, every, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(String(expression)) ?? [];
  const minutes = Number(every) * (minutesOf[unit ?? ""] ?? Number.NaN);
  if (minutes > 0) return Math.ceil((31 * 1440) / minutes);
  const [, line] = /^cron\((.*)\)$/.exec(String(expression)) ?? [];
  const [minute, hour, day, month, weekday = "", year] = line?.split(" ") ?? [];
  if (year !== "*") return undefined;
  const numbered = weekday.replace(/[A-Z]{3}/g, (name) => String(weekdays.indexOf(name) + 1));
  const from0 = numbered.replace(/(?<!\/)\b\d+/g, (number) => String(Number(number) - 1));
  return mostStartsInAMonth([minute, hour, day, month, from0].join(" ").replaceAll("?", "*"));
}

/** The runs that a schedule starts; none where it is switched off, or starts something else. */
function startedBy(references: References, { arguments: given }: Resource): Meters {
  const none = { meters: [], uncounted: [] };
  if (given["state"] === "DISABLED") return none;
  const target = references.target(blocks(given["target"])[0]?.["arn"]);
  if (target?.type !== "aws_sagemaker_pipeline") return none;
  const { schedule_expression: expression } = given;
  return scheduled(references.name(target), expression, startsOf(expression));
}

/** Reads the meters of AWS that hang on machines. */
export const meters: MeterReader = (stack, references) => {
  const of = (type: string) => stack.byType.get(type) ?? [];
  const single = (type: string, argument: string): Meters => ({
    meters: of(type).map((each): Meter => {
      const one = { least: 1, most: 1, when: "always" as const, address: each.address };
      return { what: `${type} ${references.name(each)}`, priceKey: String(each.arguments[argument] ?? type), ...one };
    }),
    uncounted: [],
    ...(of(type).length === 0 ? {} : { apart: [disksOfMachines] }),
  });
  return [
    ...of("aws_sagemaker_endpoint").map((endpoint) => serving(stack, references, endpoint)),
    ...of("aws_sagemaker_pipeline").map((pipeline) => running(references, pipeline)),
    ...of("aws_scheduler_schedule").map((schedule) => startedBy(references, schedule)),
    single("aws_instance", "instance_type"),
    single("aws_db_instance", "instance_class"),
    single("aws_rds_cluster_instance", "instance_class"),
    single("aws_redshift_cluster", "node_type"),
    single("aws_sagemaker_notebook_instance", "instance_type"),
  ];
};
