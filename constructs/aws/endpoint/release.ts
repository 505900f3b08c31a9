/** A release: the model of one approved version or of one listed folder, and the configuration that serves it. */
import { SagemakerEndpointConfiguration } from "@cdktf/provider-aws/lib/sagemaker-endpoint-configuration/index.js";
import { SagemakerModel, type SagemakerModelPrimaryContainer } from "@cdktf/provider-aws/lib/sagemaker-model/index.js";
import { dependable, type ITerraformDependable, Lazy, Token } from "cdktf";
import { Construct } from "constructs";
import { given } from "../../pilot/given.js";

export interface ReleaseProps {
  /** Names what is made: `<name>-<hash of all settings>`. */
  readonly name: string;
  /** The version's ARN over the group's name as a reference, or image and files. */
  readonly primaryContainer: SagemakerModelPrimaryContainer;
  /** Which model it is, as plain text: it becomes a part of the names. */
  readonly version: string;
  readonly roleArn: string;
  /** Further plain text that replaces a model when it changes: it becomes a part of the names. */
  readonly marks: readonly string[];
  /** What the model waits for, read at synth. */
  readonly policies: readonly ITerraformDependable[];
  readonly network?: {
    readonly subnetIds: readonly string[];
    readonly endpointSecurityGroupId: string;
    readonly placement?: readonly string[];
  };
  readonly bucket: { readonly bucketName: string; readonly keyArn: string };
  readonly variantName: string;
  readonly kind: "realtime" | "async" | "serverless";
  readonly instanceType: string;
  readonly localStorage: boolean;
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly capturePercent: number;
  /** @default none */
  readonly tags?: Record<string, string>;
}

/** FNV-1a in 32 bits: names settings, guards nothing. */
function hashOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}

/**
 * Neither a model nor a configuration can be changed, and both must outlive what replaces them: a changed setting makes
 * new ones under a new name, the endpoint moves, and only then do the old ones go.
 */
export class Release extends Construct {
  readonly model: SagemakerModel;
  readonly configuration: SagemakerEndpointConfiguration;

  constructor(scope: Construct, id: string, props: ReleaseProps) {
    super(scope, id);
    const { network, bucket, kind, tags } = props;
    // SageMaker takes a name once, and a model is replaced by any change: all that replaces it is in its name.
    const ids = network ? [...network.subnetIds, network.endpointSecurityGroupId].filter(isPlain) : [];
    const placed = network?.placement ?? ids;
    const isIsolated = kind !== "serverless";
    const marks = [...(network ? [] : ["no network"]), ...(isIsolated ? [] : ["not isolated"]), ...props.marks];
    const modelName = `${props.name}-${hashOf(JSON.stringify([props.version, placed, ...marks]))}`;
    const lifecycle = { createBeforeDestroy: true };
    this.model = new SagemakerModel(this, "model", {
      name: modelName,
      executionRoleArn: props.roleArn,
      primaryContainer: props.primaryContainer,
      // SageMaker brings the model in; the serving code itself reaches nothing. Serverless Inference has no isolation.
      // docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints.html (2026-10)
      enableNetworkIsolation: isIsolated,
      ...(network
        ? { vpcConfig: { subnets: [...network.subnetIds], securityGroupIds: [network.endpointSecurityGroupId] } }
        : {}),
      ...given({ tags }),
      lifecycle,
    });
    this.model.dependsOn = Lazy.listValue({ produce: () => props.policies.map(dependable) });
    const variant = { variantName: props.variantName, modelName: this.model.name };
    const prefix = `s3://${bucket.bucketName}/capture/${props.name}`;
    const settings = {
      productionVariants: [
        kind === "serverless"
          ? { ...variant, serverlessConfig: { maxConcurrency: props.maxReplicas, memorySizeInMb: 2048 } }
          : // SageMaker sets the count back to this one at each update: what autoscaling keeps at least
            {
              ...variant,
              instanceType: props.instanceType,
              initialInstanceCount: props.minReplicas,
              initialVariantWeight: 1,
            },
      ],
      // docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html (2026-10): refused with local
      // storage
      ...(kind === "serverless" || props.localStorage ? {} : { kmsKeyArn: bucket.keyArn }),
      ...(kind === "realtime"
        ? {
            dataCaptureConfig: {
              enableCapture: true,
              destinationS3Uri: prefix,
              initialSamplingPercentage: props.capturePercent,
              kmsKeyId: bucket.keyArn,
              captureOptions: [{ captureMode: "Input" }, { captureMode: "Output" }],
              captureContentTypeHeader: { csvContentTypes: ["text/csv"], jsonContentTypes: ["application/json"] },
            },
          }
        : {}),
      ...(kind === "async"
        ? {
            asyncInferenceConfig: {
              clientConfig: { maxConcurrentInvocationsPerInstance: 4 },
              outputConfig: { s3OutputPath: prefix, s3FailurePath: `${prefix}-failed`, kmsKeyId: bucket.keyArn },
            },
          }
        : {}),
    };
    const plain = [
      kind,
      props.instanceType,
      props.minReplicas,
      kind === "serverless" ? props.maxReplicas : 0,
      props.capturePercent,
    ];
    this.configuration = new SagemakerEndpointConfiguration(this, "configuration", {
      name: `${props.name}-${hashOf(JSON.stringify([modelName, ...plain]))}`,
      ...settings,
      ...given({ tags }),
      lifecycle,
    });
  }
}

const isPlain = (text: string): boolean => !Token.isUnresolved(text);
