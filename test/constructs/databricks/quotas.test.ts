import { Quotas, type QuotasProps } from "../../../constructs/databricks/quotas.js";
import { type Entry, RECORD } from "../../../constructs/pilot/record.js";
import { synthesizeScope } from "../../synth.js";
import { operators, quotasProps } from "./candidates.js";

const synthesized = (change: Partial<QuotasProps> = {}) => {
  let made: Quotas | undefined;
  const stack = synthesizeScope((scope) => {
    made = new Quotas(scope, "quotas", { ...quotasProps, ...change });
    made.grantUse(operators());
  });
  const entry = made?.node.metadata.find(({ type }) => type === RECORD)?.data as Entry;
  const policy = stack.one("databricks_cluster_policy");
  return { stack, entry, definition: JSON.parse(policy.definition), policy };
};

test("a cluster has an end, a listed node type, a size, and a cap of DBUs an hour", () => {
  const { definition, policy } = synthesized();
  expect(definition.dbus_per_hour).toEqual({ type: "range", maxValue: 10 });
  expect(definition.node_type_id).toEqual({
    ...{ type: "allowlist", values: ["m6i.xlarge", "g5.xlarge"], defaultValue: "m6i.xlarge" },
  });
  expect(definition.num_workers).toMatchObject({ maxValue: 2 });
  expect(definition.autotermination_minutes).toEqual({ type: "range", minValue: 10, maxValue: 30, defaultValue: 30 });
  expect(definition.data_security_mode).toEqual({ type: "fixed", value: "SINGLE_USER" });
  expect(policy.max_clusters_per_user).toBe(1);
});

// docs.databricks.com/admin/clusters/policy-definition (2026-11): a public schema does not exist, so the rules stand
// here
const keysOf: Readonly<Record<string, readonly string[]>> = {
  fixed: ["type", "value", "hidden"],
  forbidden: ["type", "hidden"],
  allowlist: ["type", "values", "defaultValue", "isOptional"],
  range: ["type", "minValue", "maxValue", "defaultValue", "isOptional"],
};

test("every attribute of the definition is of a kind that a policy knows, with its own keys", () => {
  const wrong = Object.entries(synthesized().definition as Record<string, { type: string }>).filter(
    ([, attribute]) => !Object.keys(attribute).every((key) => keysOf[attribute.type]?.includes(key)),
  );
  expect(wrong).toEqual([]);
});

test("no pool starts machines that the policy does not count, and tags are fixed", () => {
  const { definition } = synthesized();
  expect(definition.instance_pool_id.type).toBe("forbidden");
  expect(definition.driver_instance_pool_id.type).toBe("forbidden");
  expect(definition["custom_tags.team"]).toEqual({ type: "fixed", value: "ml" });
});

test("the ledger reads the numbers from inside of the definition", () => {
  const { entry } = synthesized();
  expect(entry.limits?.map(({ subject, at }) => [subject, at?.[1]])).toEqual([
    ["DBUs an hour of a cluster", "/definition/dbus_per_hour/maxValue"],
    ["workers of a cluster", "/definition/num_workers/maxValue"],
    ["clusters of a user", "/max_clusters_per_user"],
  ]);
});

test("who may use it is said once", () => {
  const { access_control: who } = synthesized().stack.one("databricks_permissions");
  expect(who).toEqual([{ group_name: "ml-operators", permission_level: "CAN_USE" }]);
});
