/** The half of the table of AWS that is about what the pilot stands on. */
import { trialsOfFoundations } from "./aws.js";
import { walkOnAws } from "./aws-walk.js";

walkOnAws("foundations", trialsOfFoundations);
