/** How the endpoint's server would be started here: what Azure leaves to the image's CMD is the entry point `serve`. */
import { rehearsal } from "../../../stacks/azure/rehearsal.js";
import type { Host } from "../../../stacks/rehearsal/contract.js";
import { synthesizePilots, variants } from "../../synth.js";

test("the server is started with the image's CMD, and with the port and routes of the stack", async () => {
  const { azure } = await synthesizePilots(variants["phase 2"]);
  if (azure === undefined) throw new Error("the example lacks an azure block");
  const path = `${rehearsal.dataUri(azure.json).replace(/\/data\/.*$|\/data$/, "")}/models/runs/gate/approved`;
  const registry = new Map(["1", "2"].map((version) => [version, { path }]));
  expect(rehearsal.served(azure.json, registry, {} as Host, ["python", "-m", "pilot_image"])).toMatchObject({
    command: ["python", "-m", "pilot_image", "serve"],
    port: 8080,
    routes: { readiness: "/ping", scoring: "/invocations" },
  });
});
