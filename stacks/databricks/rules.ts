/** This platform's rules: what a spec can break in a workspace, and what the rules over its stacks accept. */
import { budgetProblems } from "../../constructs/databricks/budget.js";
import { formProblems } from "../../constructs/databricks/checks/values.js";
import { dashboardProblems } from "../../constructs/databricks/dashboard.js";
import { endpointProblems } from "../../constructs/databricks/endpoint.js";
import { modelRegistryProblems } from "../../constructs/databricks/model-registry.js";
import { pipelineProblems } from "../../constructs/databricks/pipeline.js";
import { privateNetworkProblems } from "../../constructs/databricks/private-network.js";
import { quotasProblems } from "../../constructs/databricks/quotas.js";
import { trainingJobProblems } from "../../constructs/databricks/training-job.js";
import { workloadIdentityProblems } from "../../constructs/databricks/workload-identity.js";
import { type CheckedSections, type Problem, problemsAt } from "../pilot-spec/check.js";
import { cronProblem } from "../pilot-spec/cron.js";
import { quote } from "../pilot-spec/messages.js";
import { bucketRegionProblem } from "../pilot-spec/regions.js";
import { type PilotSpec, platformIds } from "../pilot-spec/schema.js";
import type { StackRules } from "../rules/index.js";
import { networkProps } from "./account.js";
import { mixProblems } from "./bucket.js";
import { cloudOf } from "./clouds.js";
import { modelsUri } from "./mixed-halves.js";
import { nameAttributes } from "./name-attributes.js";
import { databricksNames } from "./names.js";
import { pipelineProps, tagsOf, wheelOf } from "./pipelines.js";
import { nameOf } from "./principal.js";
import { releaseOf, versionsOf } from "./releases.js";

type Block = NonNullable<PilotSpec["databricks"]>;

const at = (...keys: readonly string[]) => ["databricks", ...keys];

/** Problems that the constructs would throw, at the spec's own paths. */
export function specProblems(spec: CheckedSections): Problem[] {
  const { databricks } = spec;
  if (databricks === undefined) return [];
  return [
    ...placeProblems(spec, databricks),
    ...wheelProblems(spec, databricks),
    ...trainingProblems(spec, databricks),
    ...servingProblems(spec, databricks),
    ...principalProblems(spec, databricks),
    ...accountProblems(spec, databricks),
    ...mixedProblems(spec, databricks),
  ];
}

/** Host, location, and classic compute. */
function placeProblems(spec: CheckedSections, { host, cloud, location, classicCompute }: Block): Problem[] {
  const { scheme, host: form, hostExample, nodeType, nodeTypeExample } = cloudOf(cloud);
  const problems: Problem[] = [];
  if (!form.test(host)) {
    const message = `${quote(host)} must be the URL of a workspace on ${cloud}, because databricks.cloud says so, without a / at its end, such as ${hostExample}`;
    problems.push({ path: at("host"), message });
  }
  const named =
    location === undefined
      ? []
      : problemsAt(
          { name: at("location", "name"), url: at("location", "url"), makeWith: at("location", "makeWith") },
          formProblems([
            ["name", location.name, "location"],
            ["url", location.url, "locationUrl"],
            ["makeWith", location.makeWith, "credential"],
          ]),
        );
  problems.push(...named);
  if (location !== undefined && named.length === 0 && !location.url.startsWith(scheme)) {
    const message = `${quote(location.url)} must begin with ${scheme}, because databricks.cloud is ${cloud}; correct one of them`;
    problems.push({ path: at("location", "url"), message });
  }
  if (classicCompute !== undefined) {
    const keys = ["nodeTypes", "maxWorkers", "dbusPerHour", "idleMinutes"];
    const places = Object.fromEntries(keys.map((key) => [key, at("classicCompute", key)]));
    const ofItsForm = problemsAt(places, quotasProblems(classicCompute));
    problems.push(...ofItsForm);
    for (const [index, written] of ofItsForm.length > 0 ? [] : classicCompute.nodeTypes.entries()) {
      if (nodeType.test(written)) continue;
      const message = `${quote(written)} must be a machine of ${cloud}, because databricks.cloud says so, such as ${nodeTypeExample}`;
      problems.push({ path: [...at("classicCompute", "nodeTypes"), index], message });
    }
  }
  if (spec.name !== undefined && spec.labels !== undefined) {
    // the pilot's name is a tag, too
    const tags = tagsOf({ name: spec.name, labels: spec.labels });
    problems.push(...problemsAt({ tags: ["labels"] }, quotasProblems({ tags })));
  }
  return problems;
}

/** One digest of an image and another of a wheel. */
function wheelProblems(spec: CheckedSections, databricks: Block): Problem[] {
  const { image } = spec;
  const { wheelFile, environmentVersion, wheelDigest } = databricks;
  const problems = problemsAt(
    { image: at("wheelFile"), environmentVersion: at("environmentVersion") },
    trainingJobProblems({ image: { ...wheelOf({ image: emptyImage, databricks }), wheelFile }, environmentVersion }),
  );
  const others = platformIds.filter((platform) => platform !== "databricks" && spec[platform] !== undefined);
  if (image != null && image.digest !== null && wheelDigest === undefined && others.length > 0) {
    const message = `is missing; image.digest is that of a container image on ${others.join(" and ")}, and no wheel has it. next_1_push_image prints the wheel's`;
    problems.push({ path: at("wheelDigest"), message });
  }
  return problems;
}

const emptyImage = { digest: null } as PilotSpec["image"];

/** The registry, the steps and when they run. */
function trainingProblems(spec: CheckedSections, databricks: Block): Problem[] {
  const { name, training, steps, endpoint, gate, owners, budget, paused = false, labels } = spec;
  const { retrainSchedule, experiment } = databricks;
  const problems = problemsAt(
    { experimentPath: at("experiment"), approvers: at("approvers") },
    modelRegistryProblems({
      approvers: { name: "approvers", kind: "group", principal: databricks.approvers },
      ...(experiment === undefined ? {} : { experimentPath: experiment }),
    }),
  );
  const wrong = cronProblem(retrainSchedule);
  if (wrong !== undefined) {
    const message = `${quote(retrainSchedule)} ${wrong}, such as 0 3 * * 1`;
    problems.push({ path: at("retrainSchedule"), message });
  }
  const own = (schedule: string, path: readonly PropertyKey[]) =>
    problemsAt({ schedule: path }, pipelineProblems({ schedule }));
  if (wrong === undefined) problems.push(...own(retrainSchedule, at("retrainSchedule")));
  const { schedule } = endpoint ?? {};
  if (schedule !== undefined && cronProblem(schedule) === undefined) {
    problems.push(...own(schedule, ["endpoint", "schedule"]));
  }
  if (!(name && training && steps && endpoint && gate && owners && labels)) return problems;
  // several nodes and capacity that may be taken away are a no-go, which says so itself
  if (training.interruptible || training.nodes > 1) return problems;
  const { schedule: _schedule, ...props } = pipelineProps({
    ...{ name, training, steps, endpoint, gate, owners, paused, labels, databricks },
  });
  const places = { steps: ["training", "hyperparameters"], gate: ["gate"], recipients: ["budget", "recipients"] };
  const { tags: _tags, ...rest } = props;
  const recipients = budget === undefined ? {} : { recipients: budget.recipients };
  return [...problems, ...problemsAt(places, pipelineProblems({ ...rest, ...recipients }))];
}

/** The endpoint, its alerts, or what scores. */
function servingProblems({ name, endpoint, budget }: CheckedSections, databricks: Block): Problem[] {
  const { releases, live, canary, alerts } = databricks;
  if (endpoint === undefined) return [];
  if (endpoint.mode === "batch") return batchProblems(databricks);
  const problems = problemsAt(
    { releases: at("releases"), canary: at("canary"), p95Milliseconds: ["endpoint", "p95Milliseconds"] },
    endpointProblems({
      releases: versionsOf(releases),
      live: live !== null && Object.hasOwn(releases, live) ? live : null,
      p95Milliseconds: endpoint.p95Milliseconds,
      ...(canary === undefined ? {} : { canary: { release: canary, percent: endpoint.canaryPercent } }),
    }),
  );
  if (endpoint.errorPercent < 0.1) {
    const message = `must be at least 0.1 on databricks, whose alerts compare no less, got ${endpoint.errorPercent}; raise it`;
    problems.push({ path: ["endpoint", "errorPercent"], message });
  }
  if (alerts === undefined || name === undefined) return problems;
  const { warehouseId, folder } = alerts;
  problems.push(
    ...problemsAt(
      {
        warehouseId: at("alerts", "warehouseId"),
        parentPath: at("alerts", "folder"),
        recipients: ["budget", "recipients"],
      },
      dashboardProblems({
        name: databricksNames(name).alerts,
        warehouseId,
        parentPath: folder,
        ...(budget === undefined ? {} : { recipients: budget.recipients }),
      }),
    ),
  );
  return problems;
}

/** What scores reads the files of a run, which the release must name. Requests have no share there. */
function batchProblems({ releases, live, canary }: Block): Problem[] {
  const problems: Problem[] = [];
  const written = live === null ? undefined : releases[live];
  if (live !== null && written !== undefined && releaseOf(written).folder === undefined) {
    const message = `${quote(written)} must name its run, because mode: batch reads the files that the run wrote; write it as next_4_approve prints it, such as "3@123456789"`;
    problems.push({ path: at("releases", live), message });
  }
  if (canary !== undefined) {
    const message = `${quote(canary)} has no meaning with mode: batch, where no requests are shared; remove it`;
    problems.push({ path: at("canary"), message });
  }
  return problems;
}

/** Who may do what: nobody twice, and the deployer is nobody else. */
function principalProblems({ operators }: CheckedSections, databricks: Block): Problem[] {
  const { deployer, trainingPrincipal, clients } = databricks;
  const problems: Problem[] = [];
  if (trainingPrincipal === deployer) {
    const message = `${quote(trainingPrincipal)} must not be the deployer, who could approve what it trains; name another service principal`;
    problems.push({ path: at("trainingPrincipal"), message });
  }
  const lists: ReadonlyArray<readonly [use: string, path: readonly string[], list: readonly string[]]> = [
    ["operator", ["operators", "databricks"], operators?.databricks ?? []],
    ["client", at("clients"), clients],
  ];
  for (const [use, path, list] of lists) {
    for (const [index, written] of list.entries()) {
      const who = written.replace("service-principal:", "");
      if (who === deployer) {
        const message = `${quote(written)} must not be the deployer, who owns what it makes; take it out`;
        problems.push({ path: [...path, index], message });
      } else if (who === trainingPrincipal) {
        const message = `${quote(written)} must not be what the steps run as, which gets its rights by itself; take it out`;
        problems.push({ path: [...path, index], message });
      }
      const first = list.findIndex((each) => nameOf(use, each) === nameOf(use, written));
      // the same one twice is a rule of every list
      if (first === index || list[first]?.toLowerCase() === written.toLowerCase()) continue;
      const message = `${quote(written)} and ${quote(list[first])} get the same id; put both into a group and name the group`;
      problems.push({ path: [...path, index], message });
    }
  }
  return problems;
}

/** Budget, egress policy, private endpoints and who deploys. */
function accountProblems(spec: CheckedSections, { account, cloud }: Block): Problem[] {
  const { name, budget } = spec;
  if (account === undefined || name === undefined) return [];
  const here = (...keys: readonly string[]) => at("account", ...keys);
  const { privateEndpoints, region, federation } = account;
  const problems: Problem[] = [];
  const kind = cloudOf(cloud).privateEndpoint;
  for (const [key, endpoint] of Object.entries(privateEndpoints)) {
    if (kind !== undefined && kind in endpoint) continue;
    const message =
      kind === undefined
        ? `has no meaning on ${cloud}, where Databricks makes no private endpoints of serverless compute; remove it`
        : `must have ${kind} on ${cloud}, because databricks.cloud says so, got ${Object.keys(endpoint).join(" and ")}; write that`;
    problems.push({ path: here("privateEndpoints", key), message });
  }
  const isConnected = Object.keys(privateEndpoints).length > 0;
  if (isConnected && region === undefined) {
    problems.push({ path: here("region"), message: "is missing; private endpoints stand in the workspace's region" });
  }
  if (!isConnected && region !== undefined) {
    const message = `${quote(region)} has no meaning without privateEndpoints; remove it`;
    problems.push({ path: here("region"), message });
  }
  const absent = isConnected && region !== undefined ? bucketRegionProblem(cloud, region, spec) : undefined;
  if (absent !== undefined) problems.push({ path: here("region"), message: absent });
  problems.push(
    ...problemsAt(
      {
        // the pilot's own name has a rule of its own
        ...(account.name === undefined ? {} : { name: here("name") }),
        allowedDomains: here("allowedDomains"),
        connectivity: here("privateEndpoints"),
      },
      privateNetworkProblems(networkProps(name, account)),
    ),
  );
  if (budget !== undefined) {
    const { monthly, currency, recipients, alertPercents } = budget;
    const keys = ["monthly", "currency", "recipients", "alertPercents"];
    const places = Object.fromEntries(keys.map((key) => [key, ["budget", key]]));
    problems.push(...problemsAt(places, budgetProblems({ monthly, currency, recipients, alertPercents })));
  }
  if (federation !== undefined) {
    const { issuer, subject, audience } = federation;
    const places = Object.fromEntries(["issuer", "subject", "audience"].map((key) => [key, here("federation", key)]));
    problems.push(
      ...problemsAt(
        places,
        workloadIdentityProblems({ issuer, subject, ...(audience === undefined ? {} : { audience }) }),
      ),
    );
  }
  return problems;
}

/** What another platform serves that was trained here: it lies below the location. */
function mixedProblems(spec: CheckedSections, { cloud, location }: Block): Problem[] {
  if (location === undefined) return mixProblems(spec);
  const { mixed = [] } = spec;
  const uri = modelsUri({ location });
  const mine = mixed.flatMap((mix, index) => (mix.train === "databricks" ? [{ index, ...mix }] : []));
  const problems = mine.flatMap(({ index, releases }) =>
    Object.entries(releases).flatMap(([release, model]): Problem[] => {
      if (model.uri.startsWith(uri) && model.uri.length > uri.length && !model.uri.endsWith("/")) return [];
      const message = `${quote(model.uri)} must be a folder below ${uri} without a / at the end, where the pipeline writes models; write it as next_4_approve prints it`;
      return [{ path: ["mixed", index, "releases", release], message }];
    }),
  );
  if (cloud === "aws" && location.region === undefined && mine.length > 0) {
    const message = "is missing; whoever reads a bucket of S3 elsewhere needs its region";
    problems.push({ path: at("location", "region"), message });
  }
  if (cloud !== "aws" && location.region !== undefined) {
    const message = `${quote(location.region)} has no meaning for a bucket that is not S3's; remove it`;
    problems.push({ path: at("location", "region"), message });
  }
  const absent = cloud === "aws" && location.region !== undefined && bucketRegionProblem("aws", location.region, spec);
  if (absent) problems.push({ path: at("location", "region"), message: absent });
  return problems;
}

/** The rules of a pilot's stacks. */
export const stackRules = (isCaptured: boolean): StackRules => ({
  nameAttributes,
  suppress: isCaptured
    ? [
        {
          id: "store-without-expiry",
          address: "databricks_model_serving.endpoint",
          why: "Databricks expires no row of an inference table: a job of the team's deletes them, after endpoint.captureRetentionDays",
        },
      ]
    : [],
});
