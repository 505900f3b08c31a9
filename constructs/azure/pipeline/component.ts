/** A step's command as a component: the only form in which ARM takes a step of a pipeline. */
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { AzapiResource } from "../azapi/resource.js";
import { versionOf } from "../azapi/version.js";
import type { Command } from "./definition.js";

/** The ARM body of a component version. */
export interface ComponentVersionBody {
  readonly properties: {
    readonly isAnonymous: false;
    readonly componentSpec: Command & {
      readonly name: string;
      readonly version: string;
      readonly type: "command";
      readonly environment: string;
      readonly is_deterministic: false;
    };
  };
}

/** The ARM body of a container of versions. */
export interface ComponentBody {
  readonly properties: { readonly description: string };
}

export interface ComponentProps {
  readonly componentName: string;
  readonly workspaceId: string;
  readonly environmentId: string;
  /** Of the image in the environment. */
  readonly digest: string;
  /** The environment is not the training job's, so a version has another name than one of the same image there. */
  readonly isOwnEnvironment: boolean;
  readonly command: Command;
  readonly dependsOn: ITerraformDependable[];
}

/** A component of one command. */
export class Component extends Construct {
  readonly componentId: string;

  constructor(scope: Construct, id: string, props: ComponentProps) {
    super(scope, id);
    const { componentName, workspaceId, command } = props;
    const container = new AzapiResource<ComponentBody>(this, "Default", {
      type: "Microsoft.MachineLearningServices/workspaces/components@2025-06-01",
      parentId: workspaceId,
      name: componentName,
      body: { properties: { description: `the step ${id}` } },
      dependsOn: props.dependsOn,
    });
    const component = `${workspaceId}/components/${container.name}`;
    const version = versionOf(JSON.stringify([props.digest, command, ...(props.isOwnEnvironment ? ["own"] : [])]));
    const made = new AzapiResource<ComponentVersionBody>(this, "version", {
      type: "Microsoft.MachineLearningServices/workspaces/components/versions@2025-06-01",
      parentId: component,
      name: version,
      body: {
        properties: {
          isAnonymous: false,
          componentSpec: {
            name: container.name,
            version,
            type: "command",
            environment: `azureml:${props.environmentId}`,
            // the same inputs are another run: nothing is taken from an older one
            is_deterministic: false,
            ...command,
          },
        },
      },
      lifecycle: { createBeforeDestroy: true },
    });
    this.componentId = `${component}/versions/${made.name}`;
  }
}
