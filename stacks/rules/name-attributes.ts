/** The name attributes of all vendors: plain data, so that no provider is loaded for it. */
import { awsNameAttributes } from "./name-attributes/aws.js";
import { azureNameAttributes } from "./name-attributes/azure.js";
import { googleNameAttributes } from "./name-attributes/google.js";
import type { NameAttributes } from "./rule.js";

export const nameAttributes: NameAttributes = { ...awsNameAttributes, ...azureNameAttributes, ...googleNameAttributes };
