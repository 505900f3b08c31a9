/** The portable image, by digest, as an environment that serves. */
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { AzapiResource } from "../azapi/resource.js";
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
  /** With its digest. */
  readonly imageUri: string;
  readonly digest: string;
  readonly serving: Serving;
  readonly dependsOn: ITerraformDependable[];
}

/**
 * An environment of one image and its routes. A version never changes, so each new digest or route is a new version.
 */
export class ServingEnvironment extends Construct {
  readonly environmentId: string;

  constructor(scope: Construct, id: string, props: ServingEnvironmentProps) {
    super(scope, id);
    const { workspaceId, digest, serving } = props;
    const container = new AzapiResource(this, "Default", {
      type: "Microsoft.MachineLearningServices/workspaces/environments@2025-06-01",
      parentId: workspaceId,
      name: "pilot-serving",
      body: { properties: { description: "the pilot's image, by digest, as a server" } },
      dependsOn: props.dependsOn,
    });
    const environment = `${workspaceId}/environments/${container.name}`;
    const route = (path: string) => ({ path, port: serving.port });
    const routes = [serving.livenessRoute, serving.readinessRoute, serving.scoringRoute].join("-").replace(/\W+/g, "-");
    const version = new AzapiResource<ServingEnvironmentBody>(this, "version", {
      type: "Microsoft.MachineLearningServices/workspaces/environments/versions@2025-06-01",
      parentId: environment,
      name: `${digest.replace("sha256:", "").slice(0, 12)}-${serving.port}${routes}`,
      body: {
        properties: {
          image: props.imageUri,
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
    this.environmentId = `${environment}/versions/${version.name}`;
  }
}
