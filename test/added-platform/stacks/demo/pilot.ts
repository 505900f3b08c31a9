/** The pilot of a platform that does not exist: two halves on the foundations of one box. */
import { TerraformProvider, type TerraformStack } from "cdktf";
import { DataBucket } from "../../constructs/demo/data-bucket.js";
import { type Foundations, ownRelease, type PilotEnd, type Release, type Serving } from "../halves.js";
import type { PilotSpec } from "../pilot-spec/schema.js";
import { addState } from "../state.js";
import { demo as platform } from "./platform.js";

type DemoSpec = PilotSpec & Required<Pick<PilotSpec, "demo">>;

interface DemoFoundations extends Foundations {
  readonly platform: "demo";
  readonly bucketName: string;
}

interface DemoRelease extends Release {
  readonly platform: "demo";
}

class DemoProvider extends TerraformProvider {}

/** Adds what both halves stand on: the provider, the state and the one box. */
export function addFoundations(stack: TerraformStack, spec: DemoSpec): DemoFoundations {
  const { name, owners, data } = spec;
  new DemoProvider(stack, "provider", {
    terraformResourceType: "demo",
    terraformGeneratorMetadata: { providerName: "demo" },
    terraformProviderSource: "example/demo",
  });
  addState(stack, spec.state, `${name}-demo`);
  const bucketName = `${name}-data`;
  new DataBucket(stack, "data-bucket", { bucketName, owner: owners.data, retentionDays: data.retentionDays.data });
  return { platform: "demo", bucketName };
}

/** Adds nothing: the platform trains nothing, and its models lie in the bucket. */
export function addTraining(_: TerraformStack, { demo }: DemoSpec, { bucketName }: DemoFoundations): DemoRelease {
  return { platform: "demo", modelsUri: `demo://${bucketName}/models/`, versions: demo.releases, live: demo.live };
}

/** Adds nothing: the platform serves nothing. */
export function addServing(_: TerraformStack, __: DemoSpec, ___: DemoFoundations, release: Release): Serving {
  return { platform: ownRelease<DemoRelease>("demo", release).platform };
}

/** Returns the runbook and the rules. */
export function finish(
  _: TerraformStack,
  spec: DemoSpec,
  parts: { readonly foundations: DemoFoundations; readonly release: DemoRelease; readonly serving: Serving },
): PilotEnd {
  return {
    nextSteps: { next_2_upload_data: `demo put ${spec.data.sample} ${parts.foundations.bucketName}` },
    rules: { nameAttributes: platform.nameAttributes },
  };
}
