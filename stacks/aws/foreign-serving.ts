/**
 * What serves models on SageMaker that another platform trained: the image's repository, and an endpoint whose releases
 * are listed by URI and hash. Nothing is trained here, so no job, registry or pipeline is made.
 */
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import type { ITerraformDependable, TerraformStack } from "cdktf";
import { Endpoint, type ListedRelease } from "../../constructs/aws/endpoint.js";
import { ImageRepository } from "../../constructs/aws/training-job/image-repository.js";
import { pullStatements, pushStatements } from "../../constructs/aws/training-job/role.js";
import { record } from "../../constructs/pilot/record.js";
import type { Model, Release } from "../halves.js";
import type { AwsFoundations, AwsSpec } from "./foundations.js";
import { onMachine } from "./hardware.js";

/** Who pulls or pushes images. */
interface Identity {
  readonly name: string;
  readonly roleName: string;
  readonly policies: ITerraformDependable[];
}

/** The endpoint, and the name of the repository that its image is pushed to, as a reference. */
export interface ForeignServing {
  readonly platform: "aws";
  readonly endpoint: Endpoint;
  readonly imageRepository: string;
}

/** Adds the repository of the image. A training job makes it in a pilot of its own. */
function addImages(stack: TerraformStack, spec: AwsSpec, { names, place, dataBucket }: AwsFoundations) {
  const { owners, onDestroy, registry } = spec;
  const images = new ImageRepository(stack, "image", {
    repositoryName: names.imageRepository,
    keyArn: dataBucket.keyArn,
    imagesKept: registry.imagesKept,
    forceDelete: onDestroy === "delete",
    tags: place.tags,
  });
  const { repository, lifecycle } = images;
  record(images, {
    box: "endpoint",
    owner: owners.serving,
    limits: [
      {
        ...{ kind: "images", unit: "count", owner: owners.serving, enforcement: "hard" },
        at: [lifecycle, "/policy/rules/1/selection/countNumber"],
      },
    ],
    safeguards: [{ kind: "immutable-tags", at: [repository, "/image_tag_mutability"] }],
    survives:
      onDestroy === "delete"
        ? []
        : [
            {
              what: `image repository ${names.imageRepository} while it holds an image`,
              costs: "stored GiB of images",
              remove: `aws ecr delete-repository --repository-name ${names.imageRepository} --force`,
            },
          ],
  });
  return repository.name;
}

/**
 * Adds them. The endpoint's image compares the hash of the model before it is ready: another model fails the rollout.
 * @throws Error where the release has no models that cross
 */
export function addForeignServing(
  stack: TerraformStack,
  spec: AwsSpec,
  foundations: AwsFoundations,
  { models, live }: Release,
): ForeignServing {
  const { owners, image, aws } = spec;
  const { names, place, clients, dataBucket, budget, privateNetwork } = foundations;
  if (models === undefined) throw new Error("aws: addServing must be given the models that cross, got none");
  const { account, region } = place;
  const imageRepository = addImages(stack, spec, foundations);
  const uri = `${account}.dkr.ecr.${region}.amazonaws.com/${imageRepository}@${image.digest}`;
  const listed = (model: Model): ListedRelease => ({
    ...model,
    // the check of a spec has compared the bucket; a reference orders what reads it
    uri: model.uri.replace(`s3://${names.dataBucket}/`, `s3://${dataBucket.bucketName}/`),
    image: uri,
  });
  const endpoint = new Endpoint(stack, "endpoint", {
    ...place,
    ...onMachine(spec.endpoint, aws.machines),
    ...clients,
    name: names.endpoint,
    owner: owners.serving,
    roleName: names.endpointRole,
    releases: Object.fromEntries(Object.entries(models).map(([release, model]) => [release, listed(model)] as const)),
    live,
    kind: aws.endpointKind,
    modelsThroughNetworkOnly: aws.modelsThroughNetworkOnly,
    network: privateNetwork,
    bucket: dataBucket,
    alarmTopicArn: budget.alarmTopicArn,
    paused: spec.paused,
  });
  privateNetwork.releasedBy(endpoint.identity);
  dataBucket.grantRead(endpoint.identity, "models/");
  dataBucket.grantWrite(endpoint.identity, "capture/");
  if (aws.endpointKind === "async") dataBucket.grantRead(endpoint.identity, "data/");

  const grant = (identity: Identity, verb: string, statement: readonly object[]): void => {
    const policy = new IamRolePolicy(stack, `image-${identity.name}-${verb}`, {
      name: `${verb}-images`,
      role: identity.roleName,
      policy: JSON.stringify({ Version: "2012-10-17", Statement: statement }),
    });
    identity.policies.push(policy);
  };
  grant(endpoint.identity, "pull", pullStatements(account, region, imageRepository));
  const operator = foundations.operator?.identity;
  if (operator) {
    grant(operator, "push", pushStatements(account, region, imageRepository));
    if (endpoint.endpointName) endpoint.grantInvoke(operator);
  }
  return { platform: "aws", endpoint, imageRepository };
}
