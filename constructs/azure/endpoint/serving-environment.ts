/** The portable image, by digest, as an environment that serves. */
import { type ITerraformDependable, TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { AzapiResource } from "../azapi/resource.js";
import { versionOf } from "../azapi/version.js";
import type { ServingEnvironmentBody } from "./bodies.js";

/** Where the server in the image listens. */
export interface Serving {
  readonly port: number;
  readonly livenessRoute: string;
  readonly readinessRoute: string;
  readonly scoringRoute: string;
}

export interface ServingEnvironmentProps {
  readonly workspaceId: string;
  /** The image of a digest. */
  readonly imageUri: (digest: string) => string;
  readonly serving: Serving;
  readonly dependsOn: ITerraformDependable[];
}

/**
 * The routes as part of a version's name, which has 255 characters: as they are where they are plain words, so that no
 * two are written alike, and a hash of them elsewhere.
 */
function routesIn({ livenessRoute, readinessRoute, scoringRoute }: Serving): string {
  const routes = [livenessRoute, readinessRoute, scoringRoute];
  const isPlain = routes.every((route) => /^\/[A-Za-z0-9]{1,60}$/.test(route));
  return isPlain ? routes.map((route) => route.slice(1)).join("-") : versionOf(routes.join(" "));
}

/** An environment with a version for each image that a release is served by. A version never changes. */
export class ServingEnvironment extends Construct {
  private readonly environment: string;
  private readonly versions: Record<string, string> = {};

  private readonly props: ServingEnvironmentProps;

  constructor(scope: Construct, id: string, props: ServingEnvironmentProps) {
    super(scope, id);
    this.props = props;
    const container = new AzapiResource(this, "Default", {
      type: "Microsoft.MachineLearningServices/workspaces/environments@2025-06-01",
      parentId: props.workspaceId,
      name: "pilot-serving",
      body: { properties: { description: "the pilot's image, by digest, as a server" } },
      dependsOn: props.dependsOn,
    });
    this.environment = `${props.workspaceId}/environments/${container.name}`;
  }

  /** The ARM id of the version of one image. */
  idOf(digest: string): string {
    const made = this.versions[digest] ?? this.version(digest);
    this.versions[digest] = made;
    return made;
  }

  private version(digest: string): string {
    const { serving, imageUri } = this.props;
    const route = (path: string) => ({ path, port: serving.port });
    const short = digest.replace("sha256:", "").slice(0, 12);
    const version = new AzapiResource<ServingEnvironmentBody>(this, `version-${short}`, {
      type: "Microsoft.MachineLearningServices/workspaces/environments/versions@2025-06-01",
      parentId: this.environment,
      name: `${short}-${serving.port}-${routesIn(serving)}`,
      body: {
        properties: {
          image: imageUri(digest),
          osType: "Linux",
          description: digest,
          inferenceConfig: {
            livenessRoute: route(serving.livenessRoute),
            readinessRoute: route(serving.readinessRoute),
            scoringRoute: route(serving.scoringRoute),
          },
        },
      },
      lifecycle: { createBeforeDestroy: true },
    });
    // the first release's: an earlier version of this file made one version, at an address without a digest
    if (Object.keys(this.versions).length === 0) version.moveFromId(this.addressBefore(version));
    return `${this.environment}/versions/${version.name}`;
  }

  private addressBefore(version: AzapiResource<ServingEnvironmentBody>): string {
    const before = new TerraformResource(this, "version", { terraformResourceType: version.terraformResourceType });
    const address = `${before.terraformResourceType}.${before.friendlyUniqueId}`;
    this.node.tryRemoveChild("version");
    return address;
  }
}
