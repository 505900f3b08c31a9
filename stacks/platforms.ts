/** The platforms, in the order in which they are always shown. This is the only list of them. */
import { aws } from "./aws/platform.js";
import { azure } from "./azure/platform.js";
import { databricks } from "./databricks/platform.js";
import { google } from "./google/platform.js";
import { kubernetes } from "./kubernetes/platform.js";

/** Every platform by the name of its block. */
export const platforms = { aws, google, azure, databricks, kubernetes } as const;
