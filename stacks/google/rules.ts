/** This platform's rules: what a spec can break on Google, and which argument names each resource type. */
import { budgetProblems } from "../../constructs/google/budget.js";
import { type MachineUse, machineProblem } from "../../constructs/google/checks/machines.js";
import { placeProblems } from "../../constructs/google/checks/values.js";
import { dataBucketProblems } from "../../constructs/google/data-bucket.js";
import { endpointProblems } from "../../constructs/google/endpoint.js";
import { parameterProblems, pipelineProblems } from "../../constructs/google/pipeline.js";
import { privateNetworkProblems } from "../../constructs/google/private-network.js";
import { jobStepProblems } from "../../constructs/google/training-job.js";
import { type CheckedSections, type Problem, problemsAt } from "../pilot-spec/check.js";
import { imageSteps } from "../pilot-spec/steps.js";
import { hardware, machineOf } from "./hardware.js";
import { googleNames } from "./names.js";
import { pipelineSpecProblems } from "./pipelines.js";

/** Problems that the constructs would throw, at the spec's own paths. */
export function specProblems(spec: CheckedSections): Problem[] {
  const { name, network, data, training, endpoint, budget, operators, google } = spec;
  if (google === undefined) return [];
  const problems: Problem[] = [];
  const add = (found: Parameters<typeof problemsAt>[1], places: Parameters<typeof problemsAt>[0]) =>
    void problems.push(...problemsAt(places, found));
  if (spec.labels) {
    // the pilot's name is a label, too; the form of each is a rule of the platform's data
    const found = placeProblems({ labels: { ...spec.labels, pilot: "" } })
      .filter(({ message }) => message.includes("the provider adds one"))
      .map(({ prop, message }) => ({ prop, message: `${message}; one more is the pilot's name` }));
    add(found, { labels: ["labels"] });
  }
  if (network) {
    const { serviceControls, accessPolicy } = google;
    add(privateNetworkProblems({ ...network, serviceControls, accessPolicy }), {
      accessPolicy: ["google", "accessPolicy"],
      allowedClients: ["network", "allowedClients"],
      cidr: ["network", "cidr"],
      flowLogRetentionDays: ["network", "flowLogRetentionDays"],
    });
  }
  if (name && data) {
    const names = googleNames(name, google.project);
    const props = { bucketName: names.dataBucket, accessLogBucketName: names.accessLogBucket };
    add(dataBucketProblems({ ...props, retentionDays: data.retentionDays, operators: operators?.google }), {
      operators: ["operators", "google"],
      retentionDays: ["data", "retentionDays"],
    });
  }
  if (training && hardware[training.hardware]) {
    const machine = google.machines.training ?? machineOf(training.hardware, google.machines);
    add(jobStepProblems({ ...training, timeoutSeconds: training.maxRuntimeSeconds, ...machine }), {
      machineType: ["google", "machines", "training", "machineType"],
      timeoutSeconds: ["training", "maxRuntimeSeconds"],
      maxWaitSeconds: ["training", "maxWaitSeconds"],
    });
  }
  for (const [place, machine] of Object.entries(google.machines)) {
    if (place === "training" || machine === undefined) continue;
    for (const use of usesOf(spec, place)) {
      const message = machineProblem(machine, use);
      if (message !== undefined) problems.push({ path: ["google", "machines", place, "machineType"], message });
    }
  }
  if (name) {
    const { endpointId } = googleNames(name, google.project);
    add(endpointProblems({ endpointId, releases: google.releases }), { releases: ["google", "releases"] });
  }
  if (budget) {
    add(budgetProblems(budget), { monthly: ["budget", "monthly"], recipients: ["budget", "recipients"] });
  }
  if (google.serviceAttachment !== undefined) {
    const path = ["google", "serviceAttachment"];
    const place = /\/regions\/([^/]+)\//.exec(google.serviceAttachment)?.[1];
    if (place !== google.region) {
      const message = `must be in google.region, ${google.region}, got one in ${place}; copy what the endpoint's description says after a release`;
      problems.push({ path, message });
    }
    if (Object.keys(google.releases).length === 0) {
      const message =
        "must not be set without a release: an attachment exists only while a model is deployed; remove it";
      problems.push({ path, message });
    }
  }
  if (endpoint?.schedule !== undefined) {
    add(pipelineProblems({ schedule: endpoint.schedule, steps: [] }), { schedule: ["endpoint", "schedule"] });
  }
  add(pipelineProblems({ schedule: google.retrainSchedule, steps: [] }), { schedule: ["google", "retrainSchedule"] });
  problems.push(...pipelineSpecProblems(spec));
  if (training && spec.steps) {
    const found = imageSteps({ training, steps: spec.steps }, "").flatMap(parameterProblems);
    problems.push(...found.map((message) => ({ path: ["training", "hyperparameters"], message })));
  }
  return problems;
}

/** What a machine is used for: that of the endpoint, or of a class wherever a step or the endpoint names it. */
function usesOf({ endpoint, training, steps }: CheckedSections, place: string): readonly MachineUse[] {
  // Batch scoring is a job like training, and so is every step.
  const whatTheEndpointDoes: MachineUse = endpoint?.mode === "batch" ? "training" : "serving";
  if (place === "endpoint") return [whatTheEndpointDoes];
  const uses = new Set<MachineUse>();
  if ([training, ...Object.values(steps ?? {})].some((each) => each?.hardware === place)) uses.add("training");
  if (endpoint?.hardware === place) uses.add(whatTheEndpointDoes);
  return uses.size === 0 ? ["training"] : [...uses];
}
