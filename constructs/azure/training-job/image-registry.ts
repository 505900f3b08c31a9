/** Where the pilot's image lies: a registry without keys, without an admin user and without a public address. */
import { ContainerRegistry } from "@cdktf/provider-azurerm/lib/container-registry/index.js";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { given } from "../../pilot/given.js";
import type { Expiry } from "../../pilot/record.js";

export interface ImageRegistryProps {
  /** Globally unique: letters and digits. */
  readonly registryName: string;
  readonly subscription: string;
  readonly location: string;
  readonly resourceGroupName: string;
  /** Days until a manifest that no tag names any more is deleted; undefined: it is kept. */
  readonly untaggedDays: number | undefined;
  /** What must outlive it. */
  readonly after: ITerraformDependable[];
  /** @default none */
  readonly tags?: Record<string, string>;
}

/** A premium registry: no other tier has private connections. */
export class ImageRegistry extends Construct {
  readonly registry: ContainerRegistry;
  readonly registryId: string;
  /** What the review says of images. */
  readonly expiry: Readonly<Record<string, Expiry>> = {};

  constructor(scope: Construct, id: string, props: ImageRegistryProps) {
    super(scope, id);
    this.registry = new ContainerRegistry(this, "Default", {
      name: props.registryName,
      location: props.location,
      resourceGroupName: props.resourceGroupName,
      sku: "Premium",
      adminEnabled: false,
      anonymousPullEnabled: false,
      publicNetworkAccessEnabled: false,
      // an import is done by the registry itself, asked for through ARM
      networkRuleBypassOption: "AzureServices",
      ...given({ retentionPolicyInDays: props.untaggedDays, tags: props.tags }),
      dependsOn: props.after,
    });
    if (props.untaggedDays !== undefined) {
      this.expiry = { "images without a tag": { unit: "days", at: [this.registry, "/retention_policy_in_days"] } };
    }
    const group = `/subscriptions/${props.subscription}/resourceGroups/${props.resourceGroupName}`;
    this.registryId = `${group}/providers/Microsoft.ContainerRegistry/registries/${this.registry.name}`;
  }
}
