/** The ledger entries of a pipeline: limits and arrows, each found in its template by the name of the step. */
import type { Manifest } from "@cdktf/provider-kubernetes/lib/manifest/index.js";
import { gather } from "../../pilot/problems.js";
import type { Arrow, At, Entry, Limit, LimitKind } from "../../pilot/record.js";

export interface LedgerEntriesProps {
  readonly name: string;
  readonly namespace: string;
  readonly owner: string;
  readonly gate?: { readonly metric: string; readonly threshold: number };
}

interface Spec {
  readonly templates: ReadonlyArray<{
    readonly name: string;
    readonly retryStrategy?: object;
    readonly container?: { readonly args: readonly string[] };
    /** An object that several nodes come with, as JSON: a pointer goes into it. */
    readonly resource?: { readonly manifest: string };
  }>;
}

/** The entries of a pipeline: its own and the training job's; a scoring pipeline stands where an endpoint would. */
export function ledgerEntries(
  { name, namespace, owner, gate }: LedgerEntriesProps,
  made?: { readonly template: Manifest; readonly spec: Spec },
): Entry[] {
  const templates = made?.spec.templates ?? [];
  const at = (step: string, rest: string): At => {
    const index = templates.findIndex((each) => each.name === step);
    return made === undefined
      ? { at: null, when: "image digest" }
      : { at: [made.template, `/manifest/spec/templates/${index}${rest}`] };
  };
  const limit = (kind: LimitKind, subject: string, unit: Limit["unit"], where: At): Limit => {
    return { ...where, kind, subject, unit, owner, enforcement: "hard" };
  };
  const stops = (step: string): Limit[] => {
    const retried = templates.some((each) => each.name === step && each.retryStrategy !== undefined);
    const isShared = templates.some((each) => each.name === step && each.resource !== undefined);
    const job = isShared ? "/resource/manifest/spec" : "";
    const nodes = `${job}/rayClusterSpec/workerGroupSpecs/0`;
    return [
      limit("runtime", step, "seconds", at(step, `${job}/activeDeadlineSeconds`)),
      ...(isShared
        ? [
            limit("nodes", step, "count", at(step, `${nodes}/replicas`)),
            limit("wait", step, "seconds", at(step, `${job}/preRunningDeadlineSeconds`)),
          ]
        : []),
      ...(step === "gate" || step === "register"
        ? []
        : [
            limit(
              "volume",
              step,
              "GiB",
              at(step, `${isShared ? `${nodes}/template/spec` : ""}/volumes/0/emptyDir/sizeLimit`),
            ),
          ]),
      ...(retried ? [limit("retries", step, "count", at(step, "/retryStrategy/limit"))] : []),
    ];
  };
  const names = templates.map((each) => each.name).filter((each) => each !== "run" && each !== "train");
  const args = templates.find((each) => each.name === "gate")?.container?.args ?? [];
  const threshold = args.indexOf("--threshold") + 1;
  const run: At =
    made === undefined
      ? { at: null, when: "image digest" }
      : { at: [made.template, "/manifest/spec/activeDeadlineSeconds"] };
  const own: Entry = {
    box: gate === undefined ? "endpoint" : "pipeline",
    owner,
    meter: { what: "requested vCPU and memory hours of running steps", whileIdle: false },
    metric: { name: "argo_workflows_count", statistic: "failed runs" },
    limits: [
      { ...run, kind: "run-runtime", unit: "seconds", owner, enforcement: "hard" },
      ...gather(names, stops),
      ...(gate && made ? [limit("gate", gate.metric, "score", at("gate", `/container/args/${threshold}`))] : []),
    ],
    debug: `argo --namespace ${namespace} list --prefix ${name}`,
    lineage: `argo --namespace ${namespace} get @latest --output json`,
    export: [`kubectl --namespace ${namespace} get workflowtemplate ${name} --output json > pipeline.json`],
  };
  if (gate === undefined) return [own];
  const nobody = { retriedBy: "nobody" } as const;
  const trained: Entry = { box: "training job", owner, limits: stops("train") };
  const byArgo = (step: string | undefined): Omit<Arrow, "from" | "to" | "what"> =>
    step !== undefined && templates.some((each) => each.name === step && each.retryStrategy !== undefined)
      ? {
          retriedBy: "Argo Workflows",
          attempts: at(step, "/retryStrategy/limit"),
          backoff: { ...at(step, "/retryStrategy/backoff/duration"), unit: "seconds" },
        }
      : nobody;
  const first = templates[1]?.name;
  return [
    {
      ...own,
      arrows: [
        { from: "data bucket", to: "pipeline", what: "objects below data/", ...byArgo(first) },
        { from: "pipeline", to: "training job", what: "prepared data, a machine and a limit", ...byArgo("train") },
        { from: "training job", to: "model registry", what: "a model that passed the gate", ...nobody },
        { from: "model registry", to: "endpoint", what: "a version that somebody lists as a release", ...nobody },
      ],
    },
    trained,
  ];
}
