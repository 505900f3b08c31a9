/** Pilots in an app of one's own: specs, from a file or built in TypeScript, become stacks. */
export { addPilots, type LoadedSpec, loadSpecs, type NoGo } from "./load.js";
