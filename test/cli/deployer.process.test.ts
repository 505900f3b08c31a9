/** The commands that `deployer` prints keep what is there already. */
import { execFileSync } from "node:child_process";
import { deployer } from "../../cli/deployer.js";
import { exampleFile } from "../synth.js";
import { describeUnless, noPrograms } from "../terraform/skip.js";

describeUnless(noPrograms("jq"), "the rule set of a principal of Databricks", () => {
  const kept = { principals: ["groups/admins"], role: "roles/servicePrincipal.manager" };
  const added = { principals: ["servicePrincipals/d1"], role: "roles/servicePrincipal.user" };

  test.each([
    ["one that holds a rule", { name: "n", etag: "e", grant_rules: [kept] }, [kept, added]],
    ["an empty one, which has no list", { name: "n", etag: "e" }, [added]],
  ])("%s gets the role of the deployer", async (_, read, rules) => {
    const commands = await deployer("databricks", [exampleFile]);
    const [, program = ""] =
      commands.map((line) => /jq --arg deployer "servicePrincipals\/\$DEPLOYER" '([^']+)'/.exec(line)).find(Boolean) ??
      [];
    const args = ["--arg", "deployer", "servicePrincipals/d1", program];
    const written = JSON.parse(execFileSync("jq", args, { input: JSON.stringify(read), encoding: "utf8" }));
    expect(written).toEqual({ name: "n", rule_set: { name: "n", etag: "e", grant_rules: rules } });
  });
});
