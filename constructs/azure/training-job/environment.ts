/** The portable image, by digest, as an environment that jobs name. */
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { AzapiResource } from "../azapi/resource.js";

/** The ARM body of an environment version. */
export interface EnvironmentVersionBody {
  readonly properties: { readonly image: string; readonly osType: "Linux"; readonly description: string };
}

/** The ARM body of a container of versions. */
export interface AssetContainerBody {
  readonly properties: { readonly description: string };
}

export interface EnvironmentProps {
  readonly workspaceId: string;
  /** Of the container of versions. */
  readonly name: string;
  /** With its digest. */
  readonly imageUri: string;
  readonly digest: string;
  /** What must be there before it. */
  readonly ready: ITerraformDependable[];
}

/** An environment of one image. A version never changes, so a new digest is a new version. */
export class Environment extends Construct {
  readonly environmentId: string;

  constructor(scope: Construct, id: string, { workspaceId, name, imageUri, digest, ready }: EnvironmentProps) {
    super(scope, id);
    const container = new AzapiResource<AssetContainerBody>(this, "Default", {
      type: "Microsoft.MachineLearningServices/workspaces/environments@2025-06-01",
      parentId: workspaceId,
      name,
      body: { properties: { description: "the pilot's image, by digest" } },
      dependsOn: ready,
    });
    const environment = `${workspaceId}/environments/${container.name}`;
    const version = new AzapiResource<EnvironmentVersionBody>(this, "version", {
      type: "Microsoft.MachineLearningServices/workspaces/environments/versions@2025-06-01",
      parentId: environment,
      name: digest.replace("sha256:", "").slice(0, 12),
      body: { properties: { image: imageUri, osType: "Linux", description: digest } },
      lifecycle: { createBeforeDestroy: true },
    });
    this.environmentId = `${environment}/versions/${version.name}`;
  }
}
