/** This platform's rules: what a spec can break on a cluster, and what the rules over its stacks accept. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { budgetProblems } from "../../constructs/kubernetes/budget.js";
import { dashboardProblems } from "../../constructs/kubernetes/dashboard.js";
import { endpointProblems } from "../../constructs/kubernetes/endpoint.js";
import { exporterProblems } from "../../constructs/kubernetes/exporter.js";
import { modelRegistryProblems } from "../../constructs/kubernetes/model-registry.js";
import { pipelineProblems } from "../../constructs/kubernetes/pipeline.js";
import { privateNetworkProblems } from "../../constructs/kubernetes/private-network.js";
import { quotasProblems } from "../../constructs/kubernetes/quotas.js";
import { isRay } from "../../constructs/kubernetes/steps/problems.js";
import { trainingJobProblems } from "../../constructs/kubernetes/training-job.js";
import { type CheckedSections, type FoundInProps, type Problem, problemsAt } from "../pilot-spec/check.js";
import { cronProblem } from "../pilot-spec/cron.js";
import { quote } from "../pilot-spec/messages.js";
import { bucketRegionProblem } from "../pilot-spec/regions.js";
import type { PilotSpec } from "../pilot-spec/schema.js";
import type { StackRules } from "../rules/index.js";
import { bucketOf } from "./bucket.js";
import { clouds } from "./clouds.js";
import { hardware } from "./hardware.js";
import { nameAttributes } from "./name-attributes.js";
import { kubernetesNames, namespaceOf } from "./names.js";
import { subjectOf } from "./operator.js";
import { keyInBucket, pipelineProps } from "./pipelines.js";
import { quotaNeeds } from "./quotas.js";
import { registryStore } from "./registry-store.js";

/** Problems that the constructs would throw, at the spec's own paths. */
export function specProblems(spec: CheckedSections): Problem[] {
  const { kubernetes } = spec;
  if (kubernetes === undefined) return [];
  return [
    ...placeProblems(spec, kubernetes),
    ...identityProblems(kubernetes),
    ...trainingProblems(spec, kubernetes),
    ...servingProblems(spec, kubernetes),
    ...operatorProblems(spec),
    ...mixedProblems(spec, kubernetes),
    ...(spec.budget === undefined
      ? []
      : problemsAt(
          {
            monthly: ["budget", "monthly"],
            recipients: ["budget", "recipients"],
            alertPercents: ["budget", "alertPercents"],
          },
          budgetProblems(spec.budget),
        )),
  ];
}

type Block = NonNullable<PilotSpec["kubernetes"]>;

/** Namespace, network and bucket. */
function placeProblems(spec: CheckedSections, kubernetes: Block): Problem[] {
  const at = (key: string) => ["kubernetes", key];
  const { database } = { database: undefined, ...kubernetes.mlflow.store };
  const found = privateNetworkProblems({
    ...(spec.name === undefined ? {} : { namespace: namespaceOf({ name: spec.name, kubernetes }) }),
    storageBlocks: kubernetes.storageBlocks,
    apiServer: kubernetes.apiServer,
    tokenAgents: kubernetes.tokenAgents,
    ...(database === undefined ? {} : { database }),
    ...(spec.network === undefined ? {} : { allowedClients: spec.network.allowedClients }),
    clientNamespaces: kubernetes.clientNamespaces,
    ...(kubernetes.monitoring === undefined ? {} : { monitoringNamespace: kubernetes.monitoring.namespace }),
    ...(kubernetes.ray === undefined ? {} : { rayOperatorNamespace: kubernetes.ray.operatorNamespace }),
  });
  const problems = problemsAt(
    {
      namespace: kubernetes.namespace === undefined ? ["name"] : at("namespace"),
      storageBlocks: at("storageBlocks"),
      apiServer: at("apiServer"),
      tokenAgents: at("tokenAgents"),
      database: [...at("mlflow"), "store", "database"],
      allowedClients: ["network", "allowedClients"],
      clientNamespaces: at("clientNamespaces"),
      monitoringNamespace: [...at("monitoring"), "namespace"],
      rayOperatorNamespace: [...at("ray"), "operatorNamespace"],
    },
    found,
  );
  const { scheme } = clouds[kubernetes.cloud];
  const { uri } = bucketOf(kubernetes);
  const { region } = kubernetes.bucket;
  if (!uri.startsWith(scheme)) {
    const message = `${quote(uri)} must begin with ${scheme}, because kubernetes.cloud is ${kubernetes.cloud}; correct one of them`;
    problems.push({ path: [...at("bucket"), "uri"], message });
  }
  if (kubernetes.cloud !== "aws" && region !== undefined) {
    const message = `${quote(region)} has no meaning for a bucket that is not S3's; remove it`;
    problems.push({ path: [...at("bucket"), "region"], message });
  }
  const absent = kubernetes.cloud === "aws" && region !== undefined && bucketRegionProblem("aws", region, spec);
  if (absent) problems.push({ path: [...at("bucket"), "region"], message: absent });
  return problems;
}

/** What service accounts and their pods carry. */
function identityProblems({ identities }: Block): Problem[] {
  return (["training", "serving", "exporter"] as const).flatMap((use) => {
    const { annotations, podLabels } = identities[use];
    const path = ["kubernetes", "identities", use];
    // the exporter's construct has no pods, and the rules of a label are the same for all
    const found: FoundInProps = [
      ...trainingJobProblems({ podLabels }),
      ...exporterProblems({ serviceAccountAnnotations: annotations }),
    ];
    return problemsAt(
      { podLabels: [...path, "podLabels"], serviceAccountAnnotations: [...path, "annotations"] },
      found,
    );
  });
}

/** The training job, its steps and the registry. */
function trainingProblems(spec: CheckedSections, kubernetes: Block): Problem[] {
  const { name, training, steps, endpoint, gate, image, owners, paused = false, labels } = spec;
  const problems = problemsAt(
    {
      imageRepository: ["kubernetes", "imageRepository"],
      imagePullSecrets: ["kubernetes", "imagePullSecrets"],
      bucket: ["kubernetes", "bucket"],
      image: ["image", "command"],
    },
    trainingJobProblems({
      imageRepository: kubernetes.imageRepository,
      imagePullSecrets: kubernetes.imagePullSecrets,
      bucket: bucketOf(kubernetes),
      ...(image === undefined ? {} : { image: { digest: null, command: image.command } }),
    }),
  );
  const { store, ...server } = kubernetes.mlflow;
  problems.push(
    ...problemsAt(
      { image: ["kubernetes", "mlflow", "image"], store: ["kubernetes", "mlflow", "store"] },
      modelRegistryProblems({ ...server, store: registryStore(store) }),
    ),
  );
  const { retrainSchedule } = kubernetes;
  const wrong = cronProblem(retrainSchedule);
  if (wrong !== undefined) {
    const message = `${quote(retrainSchedule)} ${wrong}, such as 0 3 * * 1`;
    problems.push({ path: ["kubernetes", "retrainSchedule"], message });
  }
  for (const each of Object.entries(kubernetes.hardware)) problems.push(...machineProblemsOf(...each));
  if (!(name && training && steps && endpoint && gate && image && owners && labels)) return problems;
  const classes = [training, endpoint, ...Object.values(steps)].map((each) => each.hardware);
  const isKnown = classes.every((each) => hardware[each] !== undefined || kubernetes.hardware[each] !== undefined);
  // a class, capacity or number of nodes that the cluster lacks is a no-go
  if (!isKnown || training.interruptible || (training.nodes > 1 && kubernetes.ray === undefined)) return problems;
  const shared = sharedProblems(training.nodes, kubernetes, image);
  problems.push(...shared);
  if (shared.length > 0) return problems;
  const whole = { name, training, steps, endpoint, gate, image, owners, paused, labels, kubernetes };
  problems.push(
    ...problemsAt({ steps: ["training", "hyperparameters"], gate: ["gate"] }, pipelineProblems(pipelineProps(whole))),
    ...problemsAt({ needs: ["kubernetes", "hardware"] }, quotasProblems({ needs: quotaNeeds(whole) })),
  );
  return problems;
}

/**
 * Several nodes need Ray, which the lock of the image holds: where somebody adds it, the wheel comes with its hash.
 * The image's contract: examples/penguins/image/CONTRACT.md
 */
function sharedProblems(nodes: number, { ray }: Block, { folder }: PilotSpec["image"]): Problem[] {
  if (nodes === 1 || ray === undefined) return [];
  const path = ["kubernetes", "ray", "version"];
  const { version } = ray;
  if (!isRay(version)) {
    return [{ path, message: `${quote(version)} must be 2.53.0 or later; take a later Ray into the image` }];
  }
  const found = rayInLock(folder);
  if (found === version) return [];
  const got = found === undefined ? "holds no Ray" : `holds ${quote(found)}`;
  const message = `${quote(version)} must be the ray in ${folder}/requirements.lock, which ${got}; add ray[default]==${version} to the lock of the image, or set training.nodes to 1`;
  return [{ path, message }];
}

/** The version of Ray in the lock beside a Dockerfile; undefined where the lock lacks it. */
function rayInLock(folder: string): string | undefined {
  const lock = join(folder, "requirements.lock");
  if (!existsSync(lock)) return undefined;
  return /^ray(?:\[[\w,-]+\])?==([\w.+-]+)/m.exec(readFileSync(lock, "utf8"))?.[1];
}

/** What a class asks for on this cluster. */
function machineProblemsOf(place: string, machine: Block["hardware"][keyof Block["hardware"]]): Problem[] {
  if (machine === undefined) return [];
  const found = endpointProblems(machine);
  return problemsAt({ cpus: ["kubernetes", "hardware", place] }, found);
}

/** The endpoint, or what scores. */
function servingProblems(spec: CheckedSections, kubernetes: Block): Problem[] {
  const { name, endpoint, network, image } = spec;
  const { releases, internalLoadBalancer: annotations, monitoring } = kubernetes;
  const problems = problemsAt(
    { releases: ["kubernetes", "releases"], expose: ["kubernetes", "internalLoadBalancer"] },
    endpointProblems({
      paused: true,
      releases: Object.fromEntries(
        Object.entries(releases).map(([release, { uri, sha256 }]) => [release, { uri, sha256 }]),
      ),
      ...(annotations === undefined || network === undefined
        ? {}
        : { expose: { as: "internal load balancer", annotations, allowedClients: network.allowedClients } as const }),
    }),
  );
  for (const key of image === undefined ? [] : (["healthRoute", "predictRoute"] as const)) {
    const route = image?.[key] ?? "/";
    const served = { digest: null, command: [], port: 8080, healthRoute: route, predictRoute: route };
    const [found] = endpointProblems({ image: served, paused: true });
    if (found !== undefined) problems.push({ path: ["image", key], message: found.message });
  }
  if (endpoint?.mode === "batch") {
    for (const [release, { uri }] of Object.entries(releases)) {
      if (keyInBucket(uri, bucketOf(kubernetes).uri) !== undefined) continue;
      const message = `${quote(uri)} must lie in kubernetes.bucket, because mode: batch scores out of one bucket; copy the model there`;
      problems.push({ path: ["kubernetes", "releases", release], message });
    }
  }
  if (endpoint !== undefined && name !== undefined && monitoring !== undefined) {
    const { p95Milliseconds, errorPercent, idleHours } = endpoint;
    problems.push(
      ...problemsAt(
        { selectedBy: ["kubernetes", "monitoring", "selectedBy"], endpoint: ["endpoint", "errorPercent"] },
        dashboardProblems({
          endpoint: { name: kubernetesNames(name).endpoint, p95Milliseconds, errorPercent, idleHours },
          selectedBy: monitoring.selectedBy,
        }),
      ),
    );
  }
  return problems;
}

/** What half of a mixed pilot needs of the cluster, and the models that it serves. */
function mixedProblems({ mixed = [] }: CheckedSections, { issuer }: Block): Problem[] {
  const problems = mixed.flatMap(({ serve, releases }, index) =>
    serve === "kubernetes"
      ? problemsAt({ releases: ["mixed", index, "releases"] }, endpointProblems({ paused: true, releases }))
      : [],
  );
  if (issuer === undefined && mixed.some(({ train, serve }) => [train, serve].includes("kubernetes"))) {
    const message =
      "is missing; half of a mixed pilot on the cluster needs it, so that the bucket's cloud knows the pods";
    problems.push({ path: ["kubernetes", "issuer"], message });
  }
  return problems;
}

/** Two operators whose Roles would have one name. */
function operatorProblems({ operators }: CheckedSections): Problem[] {
  const all = operators?.kubernetes ?? [];
  return all.flatMap((operator, index) => {
    const first = all.findIndex((each) => subjectOf(each).name === subjectOf(operator).name);
    // the same one twice is a rule of every list
    if (first === index || all[first]?.toLowerCase() === operator.toLowerCase()) return [];
    const message = `${quote(operator)} and ${quote(all[first])} get the same name of a Role; put both into a group and name the group`;
    return [{ path: ["operators", "kubernetes", index], message }];
  });
}

/** The rules of a pilot's stacks. */
export function stackRules({ kubernetes }: { readonly kubernetes: Block }): StackRules {
  const why = "registered versions are kept until somebody deletes them: they say which model served when";
  return {
    nameAttributes,
    plainNames: [],
    suppress:
      "claimGiB" in kubernetes.mlflow.store
        ? [
            {
              id: "store-without-expiry",
              address: "kubernetes_persistent_volume_claim_v1.model-registry_claim_475AD456",
              why,
            },
          ]
        : [],
  };
}
