/** The half of the table of AWS that is about what serves. */
import { trialsOfEndpoint } from "./aws.js";
import { walkOnAws } from "./aws-walk.js";

walkOnAws("what serves", trialsOfEndpoint);
