/** This platform's rules: what a spec can break on AWS, and which argument names each resource type. */
import { budgetProblems } from "../../constructs/aws/budget.js";
import { isPrivate } from "../../constructs/aws/checks/clients.js";
import { familyProblem, type InstanceUse, instanceTypeProblem } from "../../constructs/aws/checks/instance-types.js";
import { trustProblems } from "../../constructs/aws/checks/trust.js";
import { mostTags, tagProblems } from "../../constructs/aws/checks/values.js";
import { dataBucketProblems } from "../../constructs/aws/data-bucket.js";
import { endpointProblems } from "../../constructs/aws/endpoint.js";
import { pipelineProblems } from "../../constructs/aws/pipeline.js";
import { privateNetworkProblems } from "../../constructs/aws/private-network.js";
import { trainingStepProblems } from "../../constructs/aws/training-job.js";
import { mixName } from "../mix-name.js";
import { type CheckedSections, type FoundInProps, type Problem, problemsAt } from "../pilot-spec/check.js";
import type { HardwareClass, PilotSpec } from "../pilot-spec/schema.js";
import { hardware, type Machines, machineOf } from "./hardware.js";
import { awsNames } from "./names.js";

type AwsBlock = NonNullable<PilotSpec["aws"]>;

/** Where the spec has the props of a section's constructs, by the name of the prop. */
const sectionOf = (section: string, found: FoundInProps, elsewhere: Parameters<typeof problemsAt>[0] = {}): Problem[] =>
  problemsAt({ ...Object.fromEntries(found.map(({ prop }) => [prop, [section, prop]])), ...elsewhere }, found);

function networkProblems({ name, network }: CheckedSections, aws: AwsBlock): Problem[] {
  if (network === undefined) return [];
  const found = privateNetworkProblems({ ...network, ...aws, name, existing: aws.existingNetwork });
  const own = ["zones", "zoneBlocks", "interfaceEndpoints", "region", "account"].map((key) => [key, ["aws", key]]);
  const places = { ...Object.fromEntries(own), name: ["name"], existing: ["aws", "existingNetwork"] };
  return [...sectionOf("network", found, places), ...(aws.existingNetwork ? [] : zoneProblems(aws))];
}

function storeProblems({ name, data, endpoint }: CheckedSections, aws: AwsBlock): Problem[] {
  if (!name || !data || !endpoint) return [];
  const names = awsNames(name, aws.account);
  const retentionDays = { ...data.retentionDays, capture: endpoint.captureRetentionDays };
  const props = { bucketName: names.dataBucket, accessLogBucketName: names.accessLogBucket, retentionDays };
  return problemsAt({ retentionDays: ["data", "retentionDays"] }, dataBucketProblems(props));
}

function labelProblems({ labels }: CheckedSections): Problem[] {
  const path = ["labels"];
  // the pilot's name is a tag, too
  const count = Object.keys(labels ?? {}).length;
  const message = `must be at most ${mostTags - 1} on AWS, which takes 50 tags of a resource, got ${count}; take some out`;
  const reserved = tagProblems("labels", labels).filter((each) => each.message.includes("set themselves"));
  return [
    ...(count >= mostTags ? [{ path, message }] : []),
    ...reserved.map((each) => ({ path, message: each.message })),
  ];
}

function trainingProblems({ training }: CheckedSections): Problem[] {
  if (training === undefined) return [];
  const { maxRuntimeSeconds: timeoutSeconds, hyperparameters: parameters, ...step } = training;
  return sectionOf("training", trainingStepProblems({ ...step, timeoutSeconds, parameters }), {
    timeoutSeconds: ["training", "maxRuntimeSeconds"],
    parameters: ["training", "hyperparameters"],
  });
}

function imageProblems({ image, endpoint }: CheckedSections): Problem[] {
  if (image === undefined) return [];
  return [...commandProblems(image.command), ...(endpoint?.mode === "realtime" ? servedProblems(image) : [])];
}

function operatorProblems({ operators }: CheckedSections, { account }: AwsBlock): Problem[] {
  if (operators === undefined) return [];
  const found = [
    ...dataBucketProblems({ account, operators: operators.aws }),
    ...trustProblems("operators", operators.aws),
  ];
  return found.map(({ message }) => ({ path: ["operators", "aws"], message }));
}

/** Problems that the constructs would throw, at the spec's own paths. */
export function specProblems(spec: CheckedSections): Problem[] {
  const { name, endpoint, budget, needs, aws } = spec;
  if (aws === undefined) return [];
  return [
    ...networkProblems(spec, aws),
    ...storeProblems(spec, aws),
    ...labelProblems(spec),
    ...trainingProblems(spec),
    ...foreignAccountProblems(aws),
    ...(budget ? sectionOf("budget", budgetProblems(budget)) : []),
    ...imageProblems(spec),
    ...machineProblems(spec, aws.machines),
    ...(endpoint ? servingProblems(endpoint, aws, needs, name) : []),
    ...operatorProblems(spec, aws),
    ...privateWayProblems(spec),
    ...mixedProblems(spec, aws),
  ];
}

/** What an endpoint serves that another platform trained: it lies in the bucket of the half that serves. */
function mixedProblems({ name, endpoint, image, mixed = [] }: CheckedSections, aws: AwsBlock): Problem[] {
  if (name === undefined || endpoint === undefined) return [];
  return mixed.flatMap((mix, index): Problem[] => {
    if (mix.serve !== "aws" || mix.train === "aws") return [];
    if (endpoint.mode === "batch") {
      const message =
        "aws scores in batches only with models of its own registry; use endpoint.mode: realtime, or serve elsewhere";
      return [{ path: ["mixed", index, "serve"], message }];
    }
    const names = awsNames(mixName(name, mix), aws.account);
    // the digest is the spec's own rule
    const digest = `@${image?.digest ?? `sha256:${"0".repeat(64)}`}`;
    const found = endpointProblems({
      ...endpoint,
      name: names.endpoint,
      live: null,
      kind: aws.endpointKind,
      releases: Object.fromEntries(
        Object.entries(mix.releases).map(([release, model]) => [release, { ...model, image: digest }]),
      ),
      bucket: { bucketName: names.dataBucket, keyArn: "", keyAlias: "" },
    });
    // everything else is said of the platform's own pilot
    return found
      .filter(({ prop }) => prop === "releases" || prop === "name")
      .map(({ prop, message }) => ({ path: prop === "name" ? ["name"] : ["mixed", index, "releases"], message }));
  });
}

/**
 * Letters of a region's zones, where they are not a, b and c. New accounts have no b in Tokyo:
 * github.com/aws-samples/saas-reference-architecture-ecs/issues/12 (2024-07); the others by what EC2 answers, as
 * github.com/getmoto/moto has recorded it (5.2.1, moto/ec2/models/availability_zones_and_regions.py).
 */
const zoneLetters: Readonly<Record<string, string>> = {
  "us-east-1": "abcdef",
  "us-west-2": "abcd",
  "ap-northeast-1": "acd",
  "ap-northeast-2": "abcd",
  "ca-central-1": "abd",
};

/** Zones that the region does not have; a zone that opened later is let through with the region. */
function zoneProblems({ region, zones, regionCheck }: NonNullable<PilotSpec["aws"]>): Problem[] {
  const letters = zoneLetters[region] ?? "abc";
  const absent = zones.filter((zone) => !letters.includes(zone));
  if (regionCheck === false || absent.length === 0) return [];
  const message =
    `[${zones.join(", ")}] must be zones of ${region}, which has ${[...letters].join(", ")}, got ${absent.join(", ")}; ` +
    `take zones: [${[...letters].slice(0, 2).join(", ")}]. Where a zone opened later, set aws.regionCheck: false`;
  return [{ path: ["aws", "zones"], message }];
}

/** A role that deploys, and a policy that bounds roles, must be of the account of the pilot, or AWS's own. */
function foreignAccountProblems({
  account,
  assumeRole,
  permissionsBoundary,
}: NonNullable<PilotSpec["aws"]>): Problem[] {
  const named: ReadonlyArray<readonly [path: readonly string[], arn: string | undefined, why: string]> = [
    [["aws", "assumeRole", "roleArn"], assumeRole?.roleArn, "a stack deploys into the account of its credentials"],
    // docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePermissionsBoundary.html (2026-11)
    [["aws", "permissionsBoundary"], permissionsBoundary, "IAM bounds a role by a policy of its own account"],
  ];
  return named.flatMap(([path, arn, why]) => {
    const of = arn?.split(":")[4];
    if (of === undefined || of === account || of === "aws") return [];
    return [
      {
        path,
        message: `must be of aws.account, ${account}, because ${why}, got one of ${of}; name one of that account`,
      },
    ];
  });
}

/** What SageMaker calls on a container that serves, whatever the image would like. */
const served = { port: 8080, healthRoute: "/ping", predictRoute: "/invocations" } as const;

/** docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-inference-code.html (2026-10) */
function servedProblems(image: PilotSpec["image"]): Problem[] {
  return (["port", "healthRoute", "predictRoute"] as const).flatMap((key) => {
    const message =
      `must be ${served[key]} on SageMaker, which calls nothing else of a container, got ${image[key]}; ` +
      "let the image serve there, or take the aws block out";
    return image[key] === served[key] ? [] : [{ path: ["image", key], message }];
  });
}

/** API_AppSpecification.html and API_AlgorithmSpecification.html of SageMaker's API reference (2026-10). */
function commandProblems(command: readonly string[]): Problem[] {
  const path = ["image", "command"];
  const long = command.flatMap((word, at) => {
    const message = `must have at most 256 characters on SageMaker, got ${word.length}; put it into a script of the image`;
    return word.length > 256 ? [{ path: [...path, at], message }] : [];
  });
  const message = `must have at most 100 words on SageMaker, got ${command.length}; put it into a script of the image`;
  return command.length > 100 ? [{ path, message }, ...long] : long;
}

/** Something that runs on a machine: where the spec names it, and what SageMaker runs there. */
interface Placed {
  readonly path: readonly string[];
  readonly hardware: HardwareClass;
  readonly use: InstanceUse;
  /** Undefined for what serves: it gets no volume of the spec's. */
  readonly volume?: { readonly path: readonly string[]; readonly GiB: number };
}

/** What runs on a machine: training, the steps beside it, and the endpoint, or scoring in batch mode. */
function placedSteps({ training, steps, endpoint, aws }: CheckedSections): readonly Placed[] {
  const placed: Placed[] = Object.entries(steps ?? {}).map(([name, { hardware, volumeGiB }]) => ({
    path: ["steps", name, "hardware"],
    hardware,
    use: "processing",
    volume: { path: ["steps", name, "volumeGiB"], GiB: volumeGiB },
  }));
  const path = ["endpoint", "hardware"];
  if (endpoint?.mode === "realtime" && aws?.endpointKind !== "serverless") {
    placed.unshift({ path, hardware: endpoint.hardware, use: "serving" });
  }
  if (training === undefined) return placed;
  const volume = { path: ["training", "volumeGiB"], GiB: training.volumeGiB };
  if (endpoint?.mode === "batch") placed.unshift({ path, hardware: endpoint.hardware, use: "processing", volume });
  return [{ path: ["training", "hardware"], hardware: training.hardware, use: "training", volume }, ...placed];
}

/** Volumes that are larger than the disks of their machine, and machines that SageMaker lacks for their use. */
function machineProblems(sections: CheckedSections, machines: Machines): Problem[] {
  const problems: Problem[] = [];
  for (const name of Object.keys(machines)) {
    if (name in hardware) continue;
    const message = `must be a class that SageMaker has: ${Object.keys(hardware).join(", ")}; remove it`;
    problems.push({ path: ["aws", "machines", name], message, atKey: true });
  }
  for (const { path, hardware: hardwareClass, use, volume } of placedSteps(sections)) {
    // a class that is not here is a no-go, which says so itself
    if (!(hardwareClass in hardware)) continue;
    const { instanceType, localStorageGB = Number.POSITIVE_INFINITY } = machineOf(hardwareClass, machines);
    // github.com/aws/sagemaker-python-sdk/issues/4939 (2024-11): a job gets the machine's own disks, and no others
    if (volume !== undefined && volume.GiB > localStorageGB) {
      const message =
        `must be at most ${localStorageGB}, what the disks of ${instanceType} (${hardwareClass}) hold, ` +
        `got ${volume.GiB}; take a smaller volume or other hardware`;
      problems.push({ path: volume.path, message });
    }
    const own = machines[hardwareClass];
    // the wrong use of a family is refused by the construct in any case
    const wrong = own?.typeCheck === false ? familyProblem(instanceType, use) : instanceTypeProblem(instanceType, use);
    if (wrong === undefined) continue;
    if (own === undefined) {
      const message = `must not be "${hardwareClass}" for ${use}, which is ${instanceType} here; take gpu-small or a cpu class`;
      problems.push({ path, message });
    } else {
      const message = `${wrong}. Where it came later, set typeCheck: false beside it`;
      problems.push({ path: ["aws", "machines", hardwareClass, "instanceType"], message });
    }
  }
  return problems;
}

/** Whether some allowed client comes over a public address, or anybody may. */
const isPublicWay = ({ allowedClients }: PilotSpec["network"]): boolean =>
  allowedClients.length === 0 || allowedClients.some((cidr) => !isPrivate(cidr));

/** Where all clients are private, AWS is reached through interface endpoints only: by operators, and by callers. */
function privateWayProblems({ operators, network, endpoint, aws, mixed = [] }: CheckedSections): Problem[] {
  if (aws === undefined || network === undefined || isPublicWay(network)) return [];
  if (aws.existingNetwork !== undefined || aws.clientVpcIds.length > 0) return [];
  const isLive = aws.live !== null || mixed.some(({ serve, live }) => serve === "aws" && live !== null);
  const isCalled = endpoint?.mode === "realtime" && isLive;
  const needed: ReadonlyArray<readonly [service: string, isNeeded: boolean, what: string]> = [
    ["sagemaker.runtime", isCalled, "none of them reaches the endpoint"],
    ["s3", (operators?.aws.length ?? 0) > 0, "no operator uploads or exports from one of them"],
  ];
  const missing = needed.filter(([service, isNeeded]) => isNeeded && !(service in aws.interfaceEndpoints));
  if (missing.length === 0) return [];
  const message =
    `has no ${missing.map(([service]) => service).join(" and no ")}, and all allowedClients are private networks: ` +
    `${missing.map(([, , what]) => what).join(", and ")}; add it with a reason (it bills by zone and hour), or name ` +
    "the VPC of your own endpoint in clientVpcIds";
  return [{ path: ["aws", "interfaceEndpoints"], message }];
}

/** The group whose versions a pilot serves. */
const ownGroup = (name: string, account: string) => ({
  modelRegistry: { modelPackageGroup: awsNames(name, account).modelPackageGroup },
});

/** Problems of what serves: an endpoint, or a scoring pipeline. */
function servingProblems(
  endpoint: PilotSpec["endpoint"],
  aws: NonNullable<PilotSpec["aws"]>,
  needs: PilotSpec["needs"] | undefined,
  name: string | undefined,
): Problem[] {
  const { releases, endpointKind: kind } = aws;
  if (endpoint.mode === "batch") {
    const steps = Object.entries(releases).map(([name, release]) => ({
      ...{ name, inputs: { model: { release } } },
      ...{ outputs: [], timeoutSeconds: 1 },
    }));
    return pipelineProblems({ steps, schedule: endpoint.schedule }).map(({ prop, message }) => ({
      path: prop === "schedule" ? ["endpoint", "schedule"] : ["aws", "releases"],
      message,
    }));
  }
  const paths: Record<string, readonly string[]> = { releases: ["aws", "releases"], kind: ["aws", "endpointKind"] };
  // `live` among the releases and the order of the replicas are the spec's own rules, for every platform
  const problems: Problem[] = endpointProblems({
    ...endpoint,
    releases,
    live: null,
    kind,
    account: aws.account,
    region: aws.region,
    ...(name === undefined ? {} : ownGroup(name, aws.account)),
    minReplicas: endpoint.maxReplicas,
  }).map(({ prop, message }) => ({ path: paths[prop] ?? ["endpoint", prop], message }));
  if (kind === "serverless" && needs?.privateNetwork) {
    const message =
      '"serverless" has no private network on SageMaker, and needs.privateNetwork asks for one; take realtime or async';
    problems.push({ path: ["aws", "endpointKind"], message });
  }
  // docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints.html (2026-10)
  if (kind === "serverless" && endpoint.hardware !== "cpu-small") {
    const message = `must be cpu-small with aws.endpointKind: serverless, which takes no other hardware, got ${endpoint.hardware}`;
    problems.push({ path: ["endpoint", "hardware"], message: `${message}; take realtime or async` });
  }
  return problems;
}
