/** `rehearse` on a cluster: MLflow as the stack starts it, a release by URI and hash. */
import { describeRehearsal } from "./rehearse-example.js";

describeRehearsal("kubernetes");
