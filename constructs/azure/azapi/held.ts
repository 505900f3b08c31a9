/** What a deployed thing was made with, kept in the state: a plan that would change it is refused. */
import { TerraformResource } from "cdktf";
import type { Construct } from "constructs";

/** A value that must stay, and what a plan says that has another one. */
export interface HeldValue {
  readonly value: string;
  /** The whole sentence, with the fix. `$WAS` stands for the value that is deployed. */
  readonly message: string;
}

export interface HeldProps {
  readonly values: Readonly<Record<string, HeldValue>>;
  /** Nothing depends on the values now, so new ones are taken. @default false */
  readonly free?: boolean;
}

/**
 * A `terraform_data` that keeps the first values it got. Its postcondition compares them with the stack's, so the plan
 * ends before anything is changed. A value that is held later needs a `Held` of its own: what is added to one that is
 * deployed never enters the state, and holds nothing.
 */
export class Held extends TerraformResource {
  constructor(scope: Construct, id: string, { values, free = false }: HeldProps) {
    super(scope, id, {
      terraformResourceType: "terraform_data",
      lifecycle: {
        ...(free ? {} : { ignoreChanges: ["input"] }),
        postcondition: Object.entries(values).map(([key, { value, message }]) => ({
          condition: `\${try(self.output["${key}"], ${JSON.stringify(value)}) == ${JSON.stringify(value)}}`,
          errorMessage: message.split("$WAS").join(`\${try(self.output["${key}"], "another one")}`),
        })),
      },
    });
    for (const [key, { value }] of Object.entries(values)) this.addOverride(`input.${key}`, value);
  }
}
