/** What a change of the spec does to a pilot that is deployed on SageMaker. */
import { costsNothing, outage, type Part, type SpecChange } from "../changes/spec-change.js";

const rollout = "Old and new replicas bill together for the minutes of the rollout, and the quota must allow both.";

const step = "/pipeline_definition/Steps/*/Arguments";
const configuration = "aws_sagemaker_endpoint_configuration";
const endpointGoes: Part = { type: "aws_sagemaker_endpoint", pointer: "" };
const otherReleaseServes: Part = { type: "aws_sagemaker_endpoint", pointer: "/endpoint_config_name" };
const aModelGoes: Part = { type: "aws_sagemaker_model", pointer: "" };
/** Between instances and serverless both the type and the count of a variant come or go. */
const otherKind: Part = { type: configuration, pointer: "/production_variants/*/serverless_config" };

/** One row for each change; `test/changes/aws.ts` says how each is tried. */
export const changes: readonly SpecChange[] = [
  {
    key: "aws.live",
    how: "in place",
    words: "The endpoint moves to the configuration of the other release, blue/green and watched by two alarms.",
    costs: rollout,
    seenAt: [{ ...otherReleaseServes, without: [aModelGoes] }],
  },
  {
    key: "aws.releases",
    change: "one is added",
    how: "in place",
    words: "A model and a configuration are made for it. Nothing is served by them until live names the release.",
    costs: costsNothing,
    seenAt: [{ ...aModelGoes, does: "comes", with: [{ type: configuration, pointer: "", does: "comes" }] }],
  },
  {
    key: "aws.releases",
    change: "one that is not live is removed",
    how: "in place",
    words: "Its model and its configuration go. The version stays in the registry, so the release can be listed again.",
    costs: costsNothing,
    seenAt: [{ ...aModelGoes, without: [otherReleaseServes, endpointGoes] }],
  },
  {
    key: "aws.releases",
    change: "the live one is removed and another is live",
    how: "in place",
    words: "The endpoint moves to the other release first. Then the model and the configuration of the removed one go.",
    costs: rollout,
    seenAt: [{ ...aModelGoes, with: [otherReleaseServes] }],
  },
  {
    key: "aws.endpointKind",
    how: "refused until paused",
    words:
      "SageMaker changes no endpoint from one kind to another. Set paused: true and deploy, then set the kind and " +
      "paused: false and deploy again.",
    costs: outage,
    seenAt: [{ type: configuration, pointer: "/async_inference_config" }],
  },
  {
    key: "aws.endpointKind",
    change: "to or from serverless",
    how: "refused until paused",
    words:
      "As above. A serverless endpoint leaves the private network and has no network isolation: its container reaches " +
      "the internet.",
    costs: outage,
    seenAt: [
      { ...otherKind, does: "comes" },
      { ...otherKind, does: "goes" },
    ],
  },
  {
    key: "endpoint.hardware",
    how: "beside, then switched",
    words:
      "The autoscaler is taken off the endpoint, because SageMaker refuses another instance type under it. Replicas of " +
      "the new type start beside the old ones, and the autoscaler is put back.",
    costs: `${rollout} During the rollout the number of replicas does not follow the load.`,
    seenAt: [{ type: configuration, pointer: "/production_variants/*/instance_type", without: [otherKind] }],
  },
  {
    key: "endpoint.minReplicas",
    how: "beside, then switched",
    words: "A new configuration starts with the new number of replicas beside the old ones.",
    costs: rollout,
    seenAt: [{ type: configuration, pointer: "/production_variants/*/initial_instance_count", without: [otherKind] }],
  },
  {
    key: "endpoint.maxReplicas",
    how: "in place",
    words: "The autoscaler gets the new bound.",
    costs: costsNothing,
    seenAt: [{ type: "aws_appautoscaling_target", pointer: "/max_capacity" }],
  },
  {
    key: "endpoint.mode",
    change: "realtime to batch",
    how: "stops what serves",
    words: "The endpoint goes with its models, and a scoring pipeline takes its place.",
    costs: "Nobody can call the endpoint any more.",
    seenAt: [{ ...endpointGoes, with: [aModelGoes] }],
  },
  {
    key: "aws.zones",
    how: "beside, then switched",
    words:
      "Subnets of the new zones are made, the endpoint moves to replicas in them, and the subnets of the old zones go. " +
      "Each zone keeps its block of addresses.",
    costs: `${rollout} Wait until no run is going on: a job holds the subnet that it runs in.`,
    seenAt: [
      { type: "aws_subnet", pointer: "", does: "comes" },
      { type: "aws_subnet", pointer: "", does: "goes" },
    ],
  },
  {
    key: "network.cidr",
    how: "beside, then switched",
    words: "A second network is made, the endpoint moves to replicas in it, and the first network goes.",
    costs: `${rollout} Wait until no run is going on: a job holds the subnet that it runs in.`,
    seenAt: [{ type: "aws_vpc", pointer: "/cidr_block" }],
  },
  {
    key: "network.allowedClients",
    how: "in place",
    words: "The policies that name the networks are changed.",
    costs: costsNothing,
    seenAt: [
      { type: "aws_iam_role_policy", pointer: "/policy/Statement/*/Condition/IpAddress/aws:VpcSourceIp" },
      { type: "aws_s3_bucket_policy", pointer: "/policy/Statement/*/Condition/IpAddress/aws:VpcSourceIp" },
    ],
  },
  {
    key: "training.hardware",
    how: "in place",
    words: "The pipeline's definition is changed. A run that is going on keeps the old one.",
    costs: costsNothing,
    seenAt: [{ type: "aws_sagemaker_pipeline", pointer: `${step}/ResourceConfig/InstanceType` }],
  },
  {
    key: "image.digest",
    how: "in place",
    words: "The next run uses the image. A release keeps the image that it was registered with.",
    costs: costsNothing,
    seenAt: [{ type: "aws_sagemaker_pipeline", pointer: `${step}/AlgorithmSpecification/TrainingImage` }],
  },
  {
    key: "operators.aws",
    how: "in place",
    words: "Trust, the bucket's policy and the key's policy are changed.",
    costs: costsNothing,
    seenAt: [{ type: "aws_iam_role", pointer: "/assume_role_policy/Statement/*/Principal/AWS" }],
  },
  {
    key: "budget.recipients",
    how: "in place",
    words: "The addresses of the alerts are changed. Each new address must confirm by a link in a mail.",
    costs: "Until the link is followed, the new address is not alerted.",
    seenAt: [{ type: "aws_budgets_budget", pointer: "/notification" }],
  },
  {
    key: "paused",
    change: "false to true",
    how: "stops what serves",
    words:
      "The endpoint, its autoscaler, its alarms, the dashboard and the interface endpoints go. Stores, models and " +
      "configurations stay.",
    costs: "Nobody can call the endpoint until paused is false again.",
    seenAt: [{ ...endpointGoes, without: [aModelGoes] }],
  },
];
