import { TerraformProvider, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { DataBucket } from "../../constructs/demo/data-bucket.js";
import { addLedger } from "../ledger.js";
import { addNextSteps } from "../next-steps.js";
import type { FitRow } from "../pilot-spec/fit.js";
import type { PilotSpec } from "../pilot-spec/schema.js";
import { addRules } from "../rules/index.js";
import { addState } from "../state.js";
import { demo as platform } from "./platform.js";

class DemoProvider extends TerraformProvider {}

/** A pilot of one box. */
export class DemoPilot extends TerraformStack {
  constructor(
    scope: Construct,
    id: string,
    spec: PilotSpec & Required<Pick<PilotSpec, "demo">>,
    fit: readonly FitRow[],
  ) {
    super(scope, id);
    const { name, owners, data, demo } = spec;
    new DemoProvider(this, "provider", {
      terraformResourceType: "demo",
      terraformGeneratorMetadata: { providerName: "demo" },
      terraformProviderSource: "example/demo",
    });
    addState(this, spec.state, `${name}-demo`);
    new DataBucket(this, "data-bucket", {
      bucketName: `${name}-data`,
      owner: owners.data,
      retentionDays: data.retentionDays.data,
    });
    addNextSteps(this, { next_2_upload_data: `demo put ${spec.data.sample} ${name}-data` });
    addLedger(this, {
      pilot: name,
      platform: "demo",
      phase: 0,
      fit,
      releases: demo.releases,
      live: demo.live,
      spec: {
        incident: spec.incident,
        trial: spec.trial,
        network: spec.network,
        operators: spec.operators.demo,
        budget: spec.budget,
      },
    });
    addRules(this, { nameAttributes: platform.nameAttributes, plainNames: [] });
  }
}
