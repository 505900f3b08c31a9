/** The table of Google: what the real provider plans for each row, on a pilot that the fake holds. */
import { changes } from "../../stacks/google/changes.js";
import { GooglePilot, notHere, stack } from "../apply/google/google-pilot.js";
import { describeUnless } from "../terraform/skip.js";
import { overlaid } from "../terraform/workspace.js";
import { deployedSpec, trials } from "./google.js";
import { broken, rowOf } from "./walk.js";

describeUnless(notHere(), "changes of a live pilot on Google", () => {
  const pilot = new GooglePilot();
  const { workspace } = pilot;
  beforeAll(() => pilot.start());
  afterAll(() => pilot.stop());

  const serving = {
    endpoint: ["google_vertex_ai_endpoint", "google_compute_forwarding_rule"],
    behind: ["google_workflows_workflow", "google_compute_address"],
    // Terraform deploys no model: the release workflow starts the new one beside the old one.
    beside: /^google_workflows_workflow\.endpoint_release_\w+: update: .*source_contents/,
  };
  const holding =
    /^google_(storage_bucket|bigquery_dataset|kms_\w+|artifact_registry_repository|logging_project_bucket)\b/;

  /** Lays changes over what is deployed, and plans: what would change, or what Terraform says instead. */
  async function planned(changed: object): Promise<readonly string[]> {
    await pilot.to(overlaid(deployedSpec, changed as Record<string, unknown>));
    try {
      return await workspace.changes(stack, "settled");
    } catch (error) {
      // Terraform frames what it says, and breaks its lines.
      return [(error as Error).message.replace(/\s*\n[│\s]*/g, " ")];
    }
  }

  test("the pilot is deployed, and a second plan is empty", async () => {
    await pilot.to(deployedSpec);
    await workspace.apply(stack);
    expect(await workspace.changes(stack)).toEqual([]);
  });

  const name = ({ key, change }: { readonly key: string; readonly change?: string }) =>
    change === undefined ? key : `${key}, ${change}`;
  // What the check refuses never comes to a plan: test/plan/google-changes.test.ts.
  const walked = trials.filter((trial) => name(trial) !== "google.releases, without the live one");

  test.each(walked.map((trial) => [name(trial), trial] as const))("%s", async (_, trial) => {
    const row = rowOf(changes, trial);
    const plan = await planned(trial.to);
    if (row.how === "refused" || row.how === "refused until paused") {
      expect(plan).toEqual([expect.stringContaining(`${trial.key} must stay`)]);
      if (row.how === "refused until paused") expect(plan[0]).toContain("Set paused: true and deploy");
      return;
    }
    expect(broken(row.how, serving, plan)).toEqual([]);
    if (row.how !== "stops what serves")
      expect(plan.filter((line) => holding.test(line) && /delete/.test(line))).toEqual([]);
    for (const { type } of row.seenAt ?? []) expect(plan.join("\n")).toContain(`${type}.`);
  });

  test("a network moves on a paused pilot: pause, change, and nothing is left to do", async () => {
    const { to } = trials.find(({ key }) => key === "network.cidr") ?? { to: {} };
    for (const changed of [{ paused: true }, to, {}]) {
      // The way back is a way like the one there.
      if (changed !== to && !("paused" in changed)) await apply({ paused: true, ...to });
      await apply(changed);
    }
  });

  async function apply(changed: object): Promise<void> {
    await pilot.to(overlaid(deployedSpec, changed as Record<string, unknown>));
    await workspace.apply(stack);
    expect(await workspace.changes(stack)).toEqual([]);
  }
});
