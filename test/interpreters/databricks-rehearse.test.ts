/** `rehearse` in a workspace: from the wheel, by the platform's own route. */
import { describeRehearsal } from "./rehearse-example.js";

describeRehearsal("databricks", "3.12");
