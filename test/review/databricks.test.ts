/** The readers of Databricks on resources that this project did not make: each case with the value that is right. */
import { isRead } from "../../review/analysis/closed-world.js";
import { endlessStores } from "../../review/analysis/expiry.js";
import { reachOf } from "../../review/analysis/reach.js";
import { stackOf } from "../../review/read/stack.js";
import { cronOf } from "../../stacks/databricks/review/job-meters.js";
import { readers } from "../../stacks/databricks/review.js";
import type { Grant } from "../../stacks/readers/permissions.js";
import type { Reach } from "../../stacks/readers/reach.js";
import { References } from "../../stacks/readers/references.js";

type Resources = Record<string, Record<string, object>>;

const read = (resource: Resources, data: Resources = {}) => {
  const stack = stackOf("foreign", "f.json", { resource, data });
  return { stack, references: new References(stack) };
};
const grants = (resource: Resources, data: Resources = {}): readonly Grant[] => {
  const { stack, references } = read(resource, data);
  return stack.resources.flatMap((each) => readers.permissions(each, references, stack) ?? []);
};
/** Who may what on what, with wildcards and what else a row says. */
const rows = (resource: Resources, data: Resources = {}): readonly string[] =>
  grants(resource, data).map(({ who, verbs, on, wildcards, foreign, when, note }) =>
    [
      `${who}: ${verbs.join(", ")} on ${on.join()}`,
      ...(wildcards.length > 0 ? [`wildcard ${wildcards.join(" and ")}`] : []),
      ...(foreign === true ? ["from outside"] : []),
      ...(when.length > 0 ? [`when ${when.join(" and ")}`] : []),
      ...(note === undefined ? [] : [`(${note})`]),
    ].join("; "),
  );
const line = ({ from, to, by, isOpen, isPublic, isApi }: Reach) =>
  `${isPublic ? "public" : isApi === true ? "api" : isOpen ? "open" : "closed"}: ${from} → ${to} by ${by}`;
const reach = (resource: Resources): readonly string[] => {
  const { stack, references } = read(resource);
  return stack.resources.flatMap((each) => readers.reach.rows(each, references, stack)).map(line);
};
const access = (resource: Resources, data: Resources = {}): readonly string[] => {
  const { stack, references } = read(resource, data);
  const all = readers.access.find(stack, references).access;
  const text = all.map(
    ({ who, verb, thing, when }) =>
      `${who} may ${verb} ${thing.kind} ${thing.name}${when.length > 0 ? ` when ${when.join(" and ")}` : ""}`,
  );
  return [...new Set(text)].sort();
};
/** The same of whoever is named: whoever applies owns what it makes, which a test of its own is about. */
const accessOfOthers: typeof access = (...given) =>
  access(...given).filter((each) => !each.startsWith("whoever applies"));
const meters = (resource: Resources) => {
  const { stack, references } = read(resource);
  return readers.meters(stack, references);
};
/** Meters as lines, and what cannot be counted or is bounded by nothing. */
const charged = (resource: Resources): readonly string[] =>
  meters(resource).flatMap(({ meters: all, uncounted, unbounded = [], apart = [], schedules = [] }) => [
    ...all.map(
      ({ what, priceKey, least, most, when, seconds, ...rest }) =>
        `${what}: ${least} to ${most} of ${priceKey} ${when}${when === "running" ? `, ${seconds ?? "no limit"} s in ${rest.attempts}` : ""}`,
    ),
    ...uncounted.map(({ what, why }) => `uncounted ${what}: ${why}`),
    ...unbounded.map((each) => `unbounded ${each}`),
    ...apart.map((each) => `apart ${each}`),
    ...schedules.map(({ expression, starts }) => `schedule ${expression}: ${starts}`),
  ]);

const trainer = "0f6b6a4e-5d0c-4b57-9d52-9c7f3a2c11aa";

describe("who a grant names", () => {
  const to = (principal: string) =>
    grants({ databricks_grant: { g: { volume: "c.s.v", principal, privileges: ["READ_VOLUME"] } } }).map(
      ({ who, wildcards, isPublic }) => [who, wildcards.join(), isPublic],
    );
  test.each([
    ["ann@example.com", "user ann@example.com", ""],
    ["ml engineers", "group ml engineers", ""],
    [trainer, `service principal ${trainer}`, ""],
    ["account users", "every user of the account (account users)", "principal"],
    ["Account Users", "every user of the account (account users)", "principal"],
    ["users", "every user of the workspace (users)", "principal"],
    ["${var.who}", "${var.who}", ""],
  ])("%s", (principal, who, wildcards) => {
    expect(to(principal)).toEqual([[who, wildcards, false]]);
  });

  test("a resource of the stack, by any attribute that stands for it, and the same one by its id", () => {
    const grant = (principal: string) => ({ volume: "c.s.v", principal, privileges: ["READ_VOLUME"] });
    const found = grants(
      {
        databricks_service_principal: { t: { display_name: "trainer", application_id: trainer } },
        databricks_group: { g: { display_name: "ml" } },
        databricks_user: { u: { user_name: "bo@example.com", display_name: "Bo" } },
        databricks_grant: {
          a: grant("${databricks_service_principal.t.application_id}"),
          b: grant(trainer),
          c: grant("${databricks_group.g.display_name}"),
          d: grant("${databricks_user.u.user_name}"),
          e: grant("${data.databricks_current_user.me.user_name}"),
          f: grant("${data.databricks_service_principal.other.application_id}"),
        },
      },
      { databricks_current_user: { me: {} }, databricks_service_principal: { other: { display_name: "other" } } },
    );
    expect(found.map(({ who }) => who)).toEqual([
      "service principal trainer",
      "service principal trainer",
      "group ml",
      "user bo@example.com",
      "whoever applies",
      "service principal other",
    ]);
  });
});

describe("what a privilege comes to", () => {
  const given = (on: object, ...privileges: string[]) =>
    rows({ databricks_grant: { g: { ...on, principal: "ml", privileges } } });
  const all = "wildcard action";
  const content = "wildcard resource";
  test.each<readonly [object, string, string]>([
    [{ volume: "c.s.v" }, "READ_VOLUME", "read on volume c.s.v"],
    // the provider's plan takes a blank, and the API gives an underscore back
    [{ volume: "c.s.v" }, "read volume", "read on volume c.s.v"],
    [{ volume: "c.s.v" }, "WRITE_VOLUME", "write, delete on volume c.s.v"],
    [{ volume: "c.s.v" }, "ALL_PRIVILEGES", `read, write, delete, tag on volume c.s.v; ${all}`],
    [{ schema: "c.s" }, "READ_VOLUME", `read on schema c.s; ${content}`],
    [{ catalog: "c" }, "SELECT", `read on catalog c; ${content}`],
    [{ catalog: "c" }, "USE_CATALOG", "use on catalog c"],
    [
      { catalog: "c" },
      "ALL_PRIVILEGES",
      `read, write, delete, invoke, use, tag, view, create on catalog c; ${all} and resource`,
    ],
    [
      { schema: "c.s" },
      "MANAGE",
      `administer, delete on schema c.s; ${content}; (it may grant itself every privilege there)`,
    ],
    [{ model: "c.s.m" }, "EXECUTE", "read on model c.s.m"],
    [{ model: "c.s.m" }, "CREATE_MODEL_VERSION", "write on model c.s.m"],
    [{ function: "c.s.f" }, "EXECUTE", "invoke on function c.s.f"],
    [{ schema: "c.s" }, "EXTERNAL_USE_SCHEMA", `read on schema c.s; ${content}`],
    [{ external_location: "l" }, "READ_FILES", "read on external location l"],
    [{ external_location: "l" }, "CREATE EXTERNAL VOLUME", "create on external location l"],
    [{ metastore: "m" }, "CREATE_CATALOG", "create on metastore m"],
    [{ metastore: "m" }, "SET_SHARE_PERMISSION", "administer on metastore m"],
    [{ volume: "c.s.v" }, "TELEPORT", "not understood on volume c.s.v"],
    [{ volume: "c.s.v" }, "${var.privilege}", "not understood on volume c.s.v"],
  ])("%j %s", (on, privilege, expected) => {
    expect(given(on, privilege)).toEqual([`group ml: ${expected}`]);
  });

  test("names are built of references, ids included", () => {
    const stack: Resources = {
      databricks_catalog: { c: { name: "Penguins" } },
      databricks_schema: { s: { catalog_name: "${databricks_catalog.c.id}", name: "pilot" } },
      databricks_volume: {
        v: {
          catalog_name: "${databricks_catalog.c.name}",
          schema_name: "${databricks_schema.s.name}",
          name: "data",
          volume_type: "EXTERNAL",
        },
      },
      databricks_grants: {
        g: { volume: "${databricks_volume.v.id}", grant: [{ principal: "ml", privileges: ["READ_VOLUME"] }] },
        h: { schema: "${databricks_schema.s.id}", grant: [{ principal: "ml", privileges: ["USE_SCHEMA"] }] },
      },
    };
    expect(rows(stack)).toEqual([
      "group ml: read on volume penguins.pilot.data; (replaces every other grant on it)",
      "group ml: use on schema penguins.pilot; (replaces every other grant on it)",
    ]);
  });

  test("an owner has everything, and grants what stands below", () => {
    expect(rows({ databricks_catalog: { c: { name: "c", owner: "account users" } } })).toEqual([
      "every user of the account (account users): everything on catalog c; wildcard principal; (it may grant itself every privilege on what stands below)",
    ]);
  });

  test("a grant that names nothing, or nobody, is said", () => {
    expect(rows({ databricks_grant: { g: { privileges: ["SELECT"], principal: "ml" } } })).toEqual([
      "not understood: not understood on g",
    ]);
    expect(rows({ databricks_grants: { g: { catalog: "c", grant: "${var.grants}" } } })).toEqual([
      "not understood: not understood on g",
    ]);
  });

  test("whoever may read a share is another account", () => {
    expect(rows({ databricks_grant: { g: { share: "s", principal: "partner", privileges: ["SELECT"] } } })).toEqual([
      "recipient partner: read on share s; from outside",
    ]);
  });
});

describe("permissions of the workspace", () => {
  const level = (on: object, permission_level: string, who: object = { group_name: "ml" }) =>
    rows({ databricks_permissions: { p: { ...on, access_control: [{ ...who, permission_level }] } } }).map((each) =>
      each.replace("; (replaces every other permission on it)", ""),
    );
  test.each<readonly [object, string, string]>([
    [{ job_id: "7" }, "CAN_VIEW", "view on job 7"],
    [{ job_id: "7" }, "CAN_MANAGE_RUN", "view, run, stop on job 7"],
    [{ job_id: "7" }, "CAN_MANAGE", "view, read, write, delete, administer, run, stop on job 7"],
    [{ job_id: "7" }, "IS_OWNER", "view, read, write, delete, administer, run, stop on job 7"],
    [{ serving_endpoint_id: "e" }, "CAN_QUERY", "invoke on serving endpoint e"],
    [{ serving_endpoint_id: "e" }, "CAN_VIEW", "view on serving endpoint e"],
    [{ serving_endpoint_id: "e" }, "CAN_MANAGE", "view, read, write, delete, administer, invoke on serving endpoint e"],
    [{ experiment_id: "1" }, "CAN_EDIT", "view, read, write on experiment 1"],
    [{ cluster_policy_id: "1" }, "CAN_USE", "run on cluster policy 1"],
    [{ cluster_id: "1" }, "CAN_ATTACH_TO", "view, run on cluster 1"],
    [{ app_name: "a" }, "CAN_USE", "invoke on app a"],
    [{ job_id: "7" }, "CAN_TELEPORT", "not understood on job 7"],
  ])("%j %s", (on, permission, expected) => {
    expect(level(on, permission)).toEqual([`group ml: ${expected}`]);
  });

  test("everybody of the workspace, and tokens", () => {
    expect(level({ serving_endpoint_id: "e" }, "CAN_QUERY", { group_name: "users" })).toEqual([
      "every user of the workspace (users): invoke on serving endpoint e; wildcard principal",
    ]);
    expect(level({ authorization: "tokens" }, "CAN_USE")).toEqual([
      "group ml: use on authorization by tokens; (whoever holds a token or a password is its user, from wherever the workspace answers)",
    ]);
  });

  test("a workspace's administrators: by assignment, by the group admins, by a role of the account", () => {
    expect(
      rows(
        {
          databricks_permission_assignment: { a: { user_name: "ann@example.com", permissions: ["ADMIN"] } },
          databricks_mws_permission_assignment: {
            b: {
              workspace_id: 42,
              principal_id: "${tonumber(databricks_service_principal.s.id)}",
              permissions: ["ADMIN", "USER"],
            },
            c: { workspace_id: 42, principal_id: "${databricks_service_principal.s.id}", permissions: ["USER"] },
          },
          databricks_service_principal: { s: { display_name: "ci" } },
          databricks_group_member: {
            m: { group_id: "${data.databricks_group.admins.id}", member_id: "${databricks_service_principal.s.id}" },
            n: { group_id: "${databricks_group.ml.id}", member_id: "${databricks_user.u.id}" },
          },
          databricks_group: { ml: { display_name: "ml" } },
          databricks_user: { u: { user_name: "bo@example.com" } },
          databricks_service_principal_role: {
            r: { service_principal_id: "${databricks_service_principal.s.id}", role: "account_admin" },
          },
        },
        { databricks_group: { admins: { display_name: "admins" } } },
      ),
    ).toEqual([
      "user ann@example.com: everything on the workspace; wildcard resource",
      "service principal ci: everything on workspace 42; wildcard resource",
      "service principal ci: use on workspace 42",
      "service principal ci: everything on the workspace; wildcard resource",
      "user bo@example.com: act as on group ml",
      "service principal ci: everything on the account; wildcard resource",
    ]);
  });

  test("entitlements that are on, and none that are off", () => {
    expect(
      rows({
        databricks_group: { g: { display_name: "ml", allow_cluster_create: true, workspace_access: true } },
        databricks_service_principal: { s: { display_name: "t", allow_cluster_create: false } },
        databricks_entitlements: { e: { group_id: "${data.databricks_group.all.id}", databricks_sql_access: true } },
      }),
    ).toEqual([
      "group ml: run on clusters of the workspace; wildcard resource; (of any size: no cluster policy holds whoever has it)",
      "group ml: use on the workspace",
      "${data.databricks_group.all.id}: use on SQL of the workspace",
    ]);
  });

  test("secrets, and a scope that everybody manages", () => {
    expect(
      rows({
        databricks_secret_scope: { s: { name: "keys", initial_manage_principal: "users" } },
        databricks_secret_acl: {
          a: { scope: "${databricks_secret_scope.s.name}", principal: "ml", permission: "READ" },
        },
      }),
    ).toEqual([
      "every user of the workspace (users): read, write, delete, administer on secrets of keys; wildcard principal",
      "group ml: read on secrets of keys",
    ]);
  });

  test("an app: what its own principal may, and as whom it acts", () => {
    expect(
      rows({
        databricks_app: {
          a: {
            name: "demo",
            resources: [
              { name: "e", serving_endpoint: { name: "penguins", permission: "CAN_QUERY" } },
              {
                name: "v",
                uc_securable: { securable_full_name: "c.s.v", securable_type: "VOLUME", permission: "READ_VOLUME" },
              },
              { name: "g", genie_space: { space_id: "1", permission: "CAN_RUN" } },
            ],
            user_api_scopes: ["sql"],
          },
        },
      }),
    ).toEqual([
      "app demo: invoke on serving endpoint penguins",
      "app demo: read on volume c.s.v",
      "app demo: not understood on resource g",
      "app demo: act as on whoever signs in to the app; when while they use it",
    ]);
  });

  test("as whom jobs and endpoints run", () => {
    expect(
      rows({
        databricks_service_principal: { t: { display_name: "trainer" } },
        databricks_job: {
          a: { name: "train", run_as: { service_principal_name: "${databricks_service_principal.t.application_id}" } },
          b: { name: "other" },
        },
        databricks_model_serving: { e: { name: "penguins" } },
      }),
    ).toEqual([
      "job train: act as on service principal trainer",
      "job other: act as on whoever applies",
      "serving endpoint penguins: act as on whoever applies",
    ]);
  });

  test("what administrators may with principals, dashboards and settings that nobody here reads", () => {
    const status = (each: string) =>
      rows({ databricks_restrict_workspace_admins_setting: { r: { restrict_workspace_admins: { status: each } } } });
    expect(status("ALLOW_ALL")).toEqual([
      "group admins: act as on every service principal of the workspace; wildcard resource",
    ]);
    expect(status("RESTRICT_TOKENS_AND_JOB_RUN_AS")).toEqual([]);
    expect(
      rows({ databricks_dashboard: { a: { display_name: "d" }, b: { display_name: "e", embed_credentials: false } } }),
    ).toEqual(["whoever may view dashboard d: read on what whoever applies may read"]);
    const conf = (custom_config: object) => rows({ databricks_workspace_conf: { w: { custom_config } } });
    expect(conf({ enableIpAccessLists: true })).toEqual([]);
    expect(conf({ enableWebTerminal: "true" })).toEqual([
      "every user of the workspace (users): not understood on the workspace; wildcard principal",
    ]);
  });
});

describe("who becomes whom", () => {
  const principal = { databricks_service_principal: { s: { display_name: "deployer", application_id: trainer } } };
  const federated = (oidc_policy: object, type = "databricks_service_principal_federation_policy") =>
    rows({
      ...principal,
      [type]: { f: { service_principal_id: "${tonumber(databricks_service_principal.s.id)}", oidc_policy } },
    });
  const issuer = "https://token.actions.githubusercontent.com";
  test.each<readonly [string, object, string]>([
    [
      "one subject",
      { issuer, subject: "repo:a/b:environment:prod", audiences: ["acc"], subject_claim: "sub" },
      `sub repo:a/b:environment:prod of ${issuer}: act as on service principal deployer; from outside; when audience is acc`,
    ],
    [
      "no subject is everybody of the issuer",
      { issuer },
      `whoever ${issuer} vouches for: act as on service principal deployer; wildcard principal; from outside; when audience is the account's id`,
    ],
    [
      "a pattern",
      { issuer, subject: "repo:a/*" },
      `sub repo:a/* of ${issuer}: act as on service principal deployer; wildcard principal; from outside; when audience is the account's id`,
    ],
    [
      "keys that somebody else keeps",
      { issuer, subject: "x", jwks_uri: "https://keys.example.net" },
      `sub x of ${issuer}: act as on service principal deployer; from outside; when audience is the account's id and signed by keys of https://keys.example.net`,
    ],
  ])("tokens of another issuer: %s", (_name, policy, expected) => {
    expect(federated(policy)).toEqual([expected]);
  });
  test("a policy of the account is about every principal", () => {
    expect(federated({ issuer, subject_claim: "email" }, "databricks_account_federation_policy")).toEqual([
      `whoever ${issuer} vouches for: act as on each user and service principal of the account that email names; wildcard principal and resource; from outside; when audience is the account's id`,
    ]);
    expect(federated([])).toEqual(["not understood: not understood on f"]);
  });
  test("rule sets", () => {
    const rules = (name: string, role: string) =>
      rows({
        ...principal,
        databricks_access_control_rule_set: {
          r: { name, grant_rules: [{ role, principals: ["groups/ml", `servicePrincipals/${trainer}`] }] },
        },
      }).map((each) => each.replace("; (replaces every other rule of it)", ""));
    const on = "accounts/acc/servicePrincipals/${databricks_service_principal.s.application_id}/ruleSets/default";
    expect(rules(on, "roles/servicePrincipal.user")).toEqual([
      "group ml: act as on service principal deployer",
      "service principal deployer: act as on service principal deployer",
    ]);
    expect(
      rules(`accounts/acc/servicePrincipals/${trainer}/ruleSets/default`, "roles/servicePrincipal.manager"),
    ).toEqual([
      "group ml: administer, act as on service principal deployer",
      "service principal deployer: administer, act as on service principal deployer",
    ]);
    expect(rules("accounts/acc/ruleSets/default", "roles/servicePrincipal.manager")[0]).toBe(
      "group ml: administer, act as on every principal of the account; wildcard resource",
    );
    expect(rules("accounts/acc/groups/9/ruleSets/default", "roles/other")[0]).toBe(
      "group ml: not understood on group 9",
    );
  });
  test("secrets and tokens are whoever holds them", () => {
    expect(
      rows({
        ...principal,
        databricks_service_principal_secret: { a: { service_principal_id: "${databricks_service_principal.s.id}" } },
        databricks_obo_token: { b: { application_id: "${databricks_service_principal.s.application_id}" } },
        databricks_token: { c: {} },
      }),
    ).toEqual([
      "whoever holds the secret: act as on service principal deployer",
      "whoever holds the token: act as on service principal deployer; when without end",
      "whoever holds the token: act as on whoever applies; when for as long as the workspace lets a token live",
    ]);
  });
  test("roles of a cloud", () => {
    expect(
      rows({
        databricks_group_instance_profile: {
          a: { group_id: "g", instance_profile_id: "arn:aws:iam::1:instance-profile/x" },
        },
        databricks_storage_credential: {
          c: { name: "s", aws_iam_role: { role_arn: "arn:aws:iam::1:role/uc" }, owner: "ml" },
        },
      }),
    ).toEqual([
      "group g: act as on instance profile arn:aws:iam::1:instance-profile/x",
      "whoever may use credential s: act as on role arn:aws:iam::1:role/uc; when the cloud trusts Databricks with it",
      "group ml: everything on storage credential s",
    ]);
  });
});

describe("who may what with each thing", () => {
  const things: Resources = {
    databricks_catalog: { c: { name: "c", isolation_mode: "ISOLATED" } },
    databricks_schema: { s: { catalog_name: "c", name: "s" } },
    databricks_volume: {
      v: {
        catalog_name: "c",
        schema_name: "s",
        name: "v",
        storage_location: "s3://bucket/pilot/v",
        volume_type: "EXTERNAL",
      },
    },
    databricks_registered_model: { m: { catalog_name: "c", schema_name: "s", name: "m" } },
    databricks_external_location: { l: { name: "L", url: "s3://bucket/pilot", credential_name: "k" } },
  };
  const may = (grant: object, more: Resources = {}) =>
    accessOfOthers({ ...things, ...more, databricks_grant: { g: { principal: "ml", ...grant } } }).map((each) =>
      each.replace("group ml may ", ""),
    );
  test("a right on the thing itself", () => {
    expect(may({ volume: "c.s.v", privileges: ["READ_VOLUME"] })).toEqual(["read store volume c.s.v"]);
    expect(may({ model: "c.s.m", privileges: ["EXECUTE", "CREATE_MODEL_VERSION"] })).toEqual([
      "read registry model c.s.m",
      "write registry model c.s.m",
    ]);
    expect(may({ volume: "c.s.other", privileges: ["READ_VOLUME"] })).toEqual([]);
    // a name that begins the same way is another schema
    expect(may({ schema: "c.s2", privileges: ["READ_VOLUME"] })).toEqual([]);
    expect(may({ schema: "c", privileges: ["READ_VOLUME"] })).toEqual([]);
  });
  test("from above: a schema, a catalog, never a metastore", () => {
    expect(may({ schema: "c.s", privileges: ["READ_VOLUME"] })).toEqual([
      "read store schema c.s",
      "read store volume c.s.v",
    ]);
    expect(may({ catalog: "C", privileges: ["WRITE_VOLUME"] })).toEqual([
      "delete store catalog c",
      "delete store schema c.s",
      "delete store volume c.s.v",
      "write store catalog c",
      "write store schema c.s",
      "write store volume c.s.v",
    ]);
    expect(may({ catalog: "c", privileges: ["EXECUTE"] })).toEqual(["read registry model c.s.m"]);
    expect(may({ catalog: "c", privileges: ["SELECT"] })).toEqual(["read store catalog c", "read store schema c.s"]);
    expect(may({ metastore: "m", privileges: ["CREATE_CATALOG"] })).toEqual([]);
  });
  test("a name that begins the same way is another schema, and a file is not a row of a table", () => {
    const more: Resources = {
      databricks_volume: {
        ...things["databricks_volume"],
        w: { catalog_name: "c", schema_name: "s2", name: "w", volume_type: "EXTERNAL" },
      },
      databricks_sql_table: { t: { catalog_name: "c", schema_name: "s", name: "t", table_type: "MANAGED" } },
    };
    expect(may({ schema: "c.s", privileges: ["READ_VOLUME"] }, more)).toEqual([
      "read store schema c.s",
      "read store volume c.s.v",
    ]);
    expect(may({ schema: "c.s", privileges: ["SELECT"] }, more)).toEqual([
      "read store schema c.s",
      "read store table c.s.t",
    ]);
  });
  test("all privileges are not an approval, and whoever manages approves and may have the rest", () => {
    expect(may({ schema: "c.s", privileges: ["ALL_PRIVILEGES"] })).not.toContain("approve registry model c.s.m");
    expect(may({ schema: "c.s", privileges: ["ALL_PRIVILEGES"] })).toEqual(
      expect.arrayContaining(["read store volume c.s.v", "read registry model c.s.m", "delete store volume c.s.v"]),
    );
    expect(may({ schema: "c.s", privileges: ["MANAGE"] })).toEqual(
      expect.arrayContaining([
        "approve registry model c.s.m",
        "administer store volume c.s.v",
        "read store volume c.s.v when it first grants itself that",
      ]),
    );
  });
  test("an owner of the thing, and one of what it stands in", () => {
    const owned = (type: string, key: string) =>
      accessOfOthers({ ...things, [type]: { [key]: { ...things[type]?.[key], owner: "ml" } } });
    expect(owned("databricks_registered_model", "m")).toEqual([
      "group ml may administer registry model c.s.m",
      "group ml may approve registry model c.s.m",
      "group ml may delete registry model c.s.m",
      "group ml may read registry model c.s.m",
      "group ml may write registry model c.s.m",
    ]);
    expect(owned("databricks_catalog", "c")).toEqual(
      expect.arrayContaining([
        "group ml may read store catalog c",
        "group ml may read store volume c.s.v when it first grants itself that",
        "group ml may approve registry model c.s.m when it first grants itself that",
      ]),
    );
  });
  test("files by the location that they lie below, and by its credential", () => {
    const when = "when by its path, where the location is asked and not the volume";
    expect(may({ external_location: "l", privileges: ["READ_FILES"] })).toEqual([`read store volume c.s.v ${when}`]);
    expect(may({ storage_credential: "k", privileges: ["READ_FILES"] })).toEqual([`read store volume c.s.v ${when}`]);
    expect(may({ external_location: "other", privileges: ["READ_FILES"] })).toEqual([]);
  });
  test("a name that only an apply tells may be any of them", () => {
    expect(may({ volume: "${var.volume}", privileges: ["READ_VOLUME"] })).toEqual([
      "read store volume c.s.v when ${var.volume} is known at the apply, and may be it",
    ]);
  });
  test("what is shared with another account", () => {
    const share = (object: object) => ({ databricks_share: { x: { name: "out", object: [object] } } });
    const grant = { share: "out", principal: "partner", privileges: ["SELECT"] };
    expect(may(grant, share({ name: "c.s", data_object_type: "SCHEMA" }))).toEqual([
      "recipient partner may read registry model c.s.m",
      "recipient partner may read store schema c.s",
      "recipient partner may read store volume c.s.v",
    ]);
    expect(may(grant, share({ name: "c.s.v", data_object_type: "VOLUME" }))).toEqual([
      "recipient partner may read store volume c.s.v",
    ]);
  });

  const objects: Resources = {
    databricks_service_principal: { t: { display_name: "trainer" } },
    databricks_job: {
      j: { name: "train", run_as: { service_principal_name: "${databricks_service_principal.t.application_id}" } },
    },
    databricks_model_serving: { e: { name: "penguins" } },
  };
  const withLevel = (on: object, permission_level: string, more: Resources = {}) =>
    accessOfOthers({
      ...objects,
      ...more,
      databricks_permissions: { p: { ...on, access_control: [{ group_name: "ml", permission_level }] } },
    }).filter((each) => each.startsWith("group ml"));
  test("levels on a job and an endpoint; whoever changes a job is what it runs as", () => {
    expect(withLevel({ job_id: "${databricks_job.j.id}" }, "CAN_MANAGE_RUN")).toEqual([
      "group ml may run pipeline train",
      "group ml may stop pipeline train",
      "group ml may view pipeline train",
    ]);
    expect(withLevel({ job_id: "${databricks_job.j.id}" }, "CAN_MANAGE")).toContain(
      "group ml may act as identity service principal trainer",
    );
    expect(
      withLevel({ serving_endpoint_id: "${databricks_model_serving.e.serving_endpoint_id}" }, "CAN_QUERY"),
    ).toEqual(["group ml may invoke endpoint penguins"]);
    expect(withLevel({ serving_endpoint_id: "${var.id}" }, "CAN_QUERY")).toEqual([
      "group ml may invoke endpoint penguins when ${var.id} is known at the apply, and may be it",
    ]);
    expect(withLevel({ serving_endpoint_id: "another" }, "CAN_QUERY")).toEqual([]);
  });
  test("an administrator of the workspace, and what a setting takes from one", () => {
    const assigned = { databricks_permission_assignment: { a: { group_name: "ml", permissions: ["ADMIN"] } } };
    const found = accessOfOthers({ ...objects, ...things, ...assigned }).filter((each) => each.startsWith("group ml"));
    expect(found).toEqual(
      expect.arrayContaining([
        "group ml may invoke endpoint penguins",
        "group ml may run pipeline train",
        "group ml may act as identity service principal trainer",
      ]),
    );
    expect(found.join()).not.toContain("store");
    const restricted = {
      databricks_restrict_workspace_admins_setting: {
        r: { restrict_workspace_admins: { status: "RESTRICT_TOKENS_AND_JOB_RUN_AS" } },
      },
    };
    expect(accessOfOthers({ ...objects, ...assigned, ...restricted }).join()).not.toContain("group ml may act as");
  });
  test("a member of a group, through it", () => {
    const found = accessOfOthers(
      {
        ...things,
        databricks_grant: { g: { principal: "ml", volume: "c.s.v", privileges: ["READ_VOLUME"] } },
        databricks_group_member: {
          m: { group_id: "${data.databricks_group.ml.id}", member_id: "${databricks_user.u.id}" },
        },
        databricks_user: { u: { user_name: "bo@example.com" } },
      },
      { databricks_group: { ml: { display_name: "ml" } } },
    );
    expect(found).toContain("user bo@example.com may act as identity group ml");
  });
  test("whoever applies owns what it makes, unless another owner is written", () => {
    const found = access({ ...things, ...objects }).filter((each) => each.startsWith("whoever applies"));
    expect(found).toEqual(
      expect.arrayContaining([
        "whoever applies may read store volume c.s.v",
        "whoever applies may approve registry model c.s.m",
        "whoever applies may run pipeline train",
        "whoever applies may invoke endpoint penguins",
        "whoever applies may act as identity service principal trainer",
      ]),
    );
    // the weaker row of the same is left out
    expect(found.filter((each) => each.includes("read store volume"))).toHaveLength(1);
    const owned = {
      ...things,
      databricks_registered_model: { m: { ...things["databricks_registered_model"]?.["m"], owner: "ml" } },
    };
    expect(access(owned)).toEqual(
      expect.arrayContaining([
        "whoever applies may approve registry model c.s.m when it first grants itself that",
        "whoever applies may administer registry model c.s.m",
        "group ml may approve registry model c.s.m",
      ]),
    );
  });
  test("tokens of another issuer become the principal under their audience", () => {
    expect(
      accessOfOthers({
        ...objects,
        databricks_service_principal_federation_policy: {
          f: {
            service_principal_id: "${tonumber(databricks_service_principal.t.id)}",
            oidc_policy: { issuer: "https://i", subject: "s", audiences: ["a"] },
          },
        },
      }),
    ).toContain("sub s of https://i may act as identity service principal trainer when audience is a");
  });
});

describe("where the workspace answers", () => {
  const lists = (addresses: readonly object[], config?: object) => {
    const resource: Resources = {
      databricks_ip_access_list: Object.fromEntries(
        addresses.map((each, index) => [`l${index}`, { label: `l${index}`, list_type: "ALLOW", ...each }]),
      ),
      ...(config === undefined ? {} : { databricks_workspace_conf: { w: { custom_config: config } } }),
    };
    return reachOf(read(resource).stack).map(line);
  };
  const on = { enableIpAccessLists: true };
  test.each<readonly [string, readonly object[], object | undefined, readonly string[]]>([
    [
      "a range",
      [{ ip_addresses: ["192.0.2.0/24"] }],
      on,
      ["open: 192.0.2.0/24 → the workspace by IP access list that allows"],
    ],
    [
      "everything",
      [{ ip_addresses: ["0.0.0.0/0"] }],
      on,
      ["public: the internet → the workspace by IP access list that allows"],
    ],
    [
      "halves in one list",
      [{ ip_addresses: ["0.0.0.0/1", "128.0.0.0/1"] }],
      on,
      ["public: the internet → the workspace by IP access list that allows"],
    ],
    [
      "what is half of it in two lists",
      [{ ip_addresses: ["0.0.0.0/2"] }, { ip_addresses: ["64.0.0.0/2"] }],
      on,
      [
        "public: the internet → the workspace by IP access list that allows, from ranges that together are the internet",
        "public: the internet → the workspace by IP access list that allows, from ranges that together are the internet",
      ],
    ],
    [
      "a list while the feature is off",
      [{ ip_addresses: ["192.0.2.0/24"] }],
      { enableIpAccessLists: "false" },
      [
        "api: the internet → the workspace by IP access lists are switched off; it asks who it is",
        "api: the internet → the workspace by IP access list l0, while the workspace has its lists switched off; it asks who it is",
      ],
    ],
    [
      "a list that is off",
      [{ ip_addresses: ["192.0.2.0/24"], enabled: false }],
      on,
      [
        "api: the internet → the workspace by IP access list l0, which is switched off; it asks who it is",
        "api: the internet → the workspace by no IP access list of this stack allows anybody alone; it asks who it is",
      ],
    ],
    [
      "a list whose feature another stack switches",
      [{ ip_addresses: ["192.0.2.0/24"] }],
      undefined,
      ["open: 192.0.2.0/24 → the workspace by IP access list that allows, if the workspace has its lists switched on"],
    ],
    [
      "what blocks opens nothing",
      [{ list_type: "BLOCK", ip_addresses: ["0.0.0.0/0"] }],
      on,
      [
        "api: the internet → the workspace by no IP access list of this stack allows anybody alone; it asks who it is",
        "closed: 0.0.0.0/0 → the workspace by IP access list that blocks",
      ],
    ],
  ])("%s", (_name, addresses, config, expected) => {
    expect([...lists(addresses, config)].sort()).toEqual([...expected].sort());
  });

  test("an endpoint answers where its workspace does", () => {
    const of = (more: Resources) =>
      reach({ databricks_model_serving: { e: { name: "e" } }, ...more }).filter((each) => each.includes("→ e "));
    expect(of({})).toEqual(["api: the internet → e by the workspace's API, which asks who it is"]);
    const list = (ip_addresses: readonly string[]) => ({
      databricks_ip_access_list: { l: { label: "l", list_type: "ALLOW", ip_addresses } },
      databricks_workspace_conf: { w: { custom_config: { enableIpAccessLists: "true" } } },
    });
    expect(of(list(["192.0.2.0/24"]))).toEqual(["open: 192.0.2.0/24 → e by the workspace's API, by IP access list"]);
    // whether the workspace has its lists on, another stack says
    const { databricks_ip_access_list } = list(["192.0.2.0/24"]);
    expect(of({ databricks_ip_access_list })).toEqual([
      "api: the internet → e by the workspace's API, which asks who it is",
    ]);
    expect(of(list(["0.0.0.0/0"]))).toEqual(["api: the internet → e by the workspace's API, which asks who it is"]);
    expect(
      reach({ databricks_model_serving: { e: { name: "e", route_optimized: true } }, ...list(["192.0.2.0/24"]) })[0],
    ).toBe("api: the internet → e by the endpoint's own address, which asks who it is");
  });

  test("private access", () => {
    const of = (more: object) =>
      reach({ databricks_mws_private_access_settings: { p: { private_access_settings_name: "p", ...more } } });
    expect(of({ public_access_enabled: false })[0]).toBe(
      "closed: the internet → workspaces with private access p by public access off",
    );
    expect(of({ public_access_enabled: true })[0]).toBe(
      "public: the internet → workspaces with private access p by public access on, by identity",
    );
    expect(of({})[0]).toBe(
      "public: the internet → workspaces with private access p by public access, which this stack does not switch off",
    );
    expect(
      of({ public_access_enabled: false, private_access_level: "ENDPOINT", allowed_vpc_endpoint_ids: ["vpce-1"] })[1],
    ).toBe("open: vpce-1 → workspaces with private access p by private endpoint");
  });
});

describe("what serverless compute reaches", () => {
  const policy = (network_access: object | undefined) =>
    reach({
      databricks_account_network_policy: {
        p: { network_policy_id: "p", ...(network_access === undefined ? {} : { egress: { network_access } }) },
      },
    }).map((each) => each.replace("serverless compute of workspaces on network policy p", "it"));
  const enforced = { policy_enforcement: { enforcement_mode: "ENFORCED" } };
  const restricted = { restriction_mode: "RESTRICTED_ACCESS" };
  const closed = "closed: it → the internet by restricted access, but for what is named and locations of Unity Catalog";
  test.each<readonly [string, object | undefined, readonly string[]]>([
    ["nothing is written", undefined, ["public: it → the internet by no restriction of what goes out"]],
    ["full access", { restriction_mode: "FULL_ACCESS" }, ["public: it → the internet by full access"]],
    ["enforced", { ...restricted, ...enforced }, [closed]],
    [
      "enforced, with names",
      {
        ...restricted,
        ...enforced,
        allowed_internet_destinations: [{ destination: "pypi.org" }, { destination: "*.example.com" }],
        allowed_storage_destinations: [{ bucket_name: "b" }],
      },
      [
        closed,
        "open: it → pypi.org by restricted access",
        "open: it → *.example.com by restricted access",
        "open: it → storage b by restricted access",
      ],
    ],
    [
      "every name is everything",
      { ...restricted, ...enforced, allowed_internet_destinations: [{ destination: "*" }, { destination: "*.com" }] },
      [closed, "public: it → the internet by restricted access", "public: it → the internet by restricted access"],
    ],
    [
      "only logged",
      {
        ...restricted,
        policy_enforcement: { enforcement_mode: "DRY_RUN", dry_run_mode_product_filter: ["ML_SERVING"] },
      },
      ["public: it → the internet by restricted access that is only logged for ML_SERVING"],
    ],
    [
      "restricted, and nobody says that it is enforced",
      restricted,
      [
        "closed: it → the internet by restricted access, whose enforcement is not written, but for what is named and locations of Unity Catalog",
      ],
    ],
    ["another mode", { restriction_mode: "X" }, ["open: it → the internet by X, which is not understood"]],
  ])("%s", (_name, access_, expected) => {
    expect(policy(access_)).toEqual(expected);
  });

  test("a workspace that is put on a policy of its own, or goes back to the account's", () => {
    const option = (network_policy_id: string, more: Resources = {}) =>
      reach({ databricks_workspace_network_option: { o: { workspace_id: 7, network_policy_id } }, ...more }).find(
        (each) => each.includes("workspace 7"),
      );
    const own = { databricks_account_network_policy: { p: { network_policy_id: "p" } } };
    expect(option("${databricks_account_network_policy.p.network_policy_id}", own)).toBe(
      "open: serverless compute of workspace 7 → serverless compute of workspaces on network policy p by network policy of the workspace",
    );
    expect(option("default-policy", own)).toBe(
      "open: serverless compute of workspace 7 → what network policy default-policy lets by network policy of the workspace",
    );
  });

  test("a job: serverless under a policy of another stack, classic under none, code from elsewhere", () => {
    const of = (given: object) => reach({ databricks_job: { j: { name: "j", ...given } } });
    expect(of({ task: [{ task_key: "a", python_wheel_task: {}, environment_key: "e" }] })).toEqual([
      "open: j → what the network policy of the workspace lets by serverless compute, whose policy another stack makes",
    ]);
    expect(of({ task: [{ task_key: "a", notebook_task: {}, new_cluster: {} }] })).toEqual([
      "open: j → what the network of its workspace lets by classic compute, which no network policy holds",
    ]);
    expect(
      of({
        task: [{ task_key: "a", condition_task: {} }],
        git_source: { url: "https://token@git.example.net/a", branch: "main" },
      }),
    ).toEqual(["open: j → git.example.net by code of branch main"]);
  });

  test("an endpoint that sends requests to somebody else", () => {
    expect(
      reach({
        databricks_model_serving: {
          e: {
            name: "e",
            config: { served_entities: [{ external_model: { provider: "openai", name: "gpt", task: "chat" } }] },
          },
        },
      }),
    ).toContain("public: e → the internet by requests sent to the external provider openai");
  });
});

describe("other ways out", () => {
  test("open sharing", () => {
    const of = (given: object) => reach({ databricks_recipient: { r: { name: "r", ...given } } });
    expect(of({ authentication_type: "TOKEN" })).toEqual([
      "public: the internet → shares of recipient r by open Delta Sharing, by a token",
    ]);
    expect(of({ authentication_type: "TOKEN", ip_access_list: { allowed_ip_addresses: ["192.0.2.1"] } })).toEqual([
      "open: 192.0.2.1 → shares of recipient r by open Delta Sharing, by a token, for named ranges",
    ]);
    expect(of({ authentication_type: "TOKEN", ip_access_list: { allowed_ip_addresses: ["0.0.0.0/0"] } })[0]).toMatch(
      /^public: /,
    );
    expect(of({ authentication_type: "DATABRICKS", data_recipient_global_metastore_id: "aws:x" })).toEqual([
      "open: aws:x → shares of recipient r by Delta Sharing with Databricks",
    ]);
  });
  test("other workspaces of the metastore", () => {
    const catalog = (more: object) => reach({ databricks_catalog: { c: { name: "c", ...more } } });
    expect(catalog({ isolation_mode: "ISOLATED" })).toEqual([
      "closed: other workspaces of the metastore → c by isolation, but for workspaces that are bound",
    ]);
    expect(catalog({})).toEqual(["open: other workspaces of the metastore → c by isolation mode open, the default"]);
    expect(reach({ databricks_external_location: { l: { name: "l", isolation_mode: "ISOLATED" } } })).toEqual([
      "open: other workspaces of the metastore → l by isolation mode ISOLATED",
    ]);
  });
  test("notifications: a host, and nothing that lets somebody send", () => {
    expect(
      reach({
        databricks_notification_destination: {
          n: { display_name: "n", config: { slack: { url: "https://hooks.slack.com/services/T0/B0/secret" } } },
          m: { display_name: "m", config: { email: { addresses: ["a@example.com"] } } },
        },
      }),
    ).toEqual([
      "open: n → hooks.slack.com by notifications by slack",
      "open: m → a@example.com by notifications by email",
    ]);
  });
});

describe("what is charged", () => {
  const job = (task: object, more: object = {}) =>
    charged({
      databricks_job: { j: { name: "j", performance_target: "STANDARD", ...more, task: [{ task_key: "t", ...task }] } },
    });
  const wheel = { python_wheel_task: {}, environment_key: "e", disable_auto_optimization: true };
  const caps = "unbounded DBUs an hour of serverless tasks of j: the platform caps none";
  test.each<readonly [string, object, object, readonly string[]]>([
    [
      "to its limit in every attempt",
      { ...wheel, timeout_seconds: 600, max_retries: 2 },
      {},
      ["t: 1 to 1 of databricks serverless task running, 1800 s in 3", caps],
    ],
    [
      "to the limit of the run, where that is less",
      { ...wheel, timeout_seconds: 600, max_retries: 2 },
      { timeout_seconds: 900 },
      ["t: 1 to 1 of databricks serverless task running, 900 s in 3", caps],
    ],
    [
      "retries for ever",
      { ...wheel, timeout_seconds: 600, max_retries: -1 },
      {},
      ["t: 1 to 1 of databricks serverless task running, no limit s in 1", caps],
    ],
    [
      "zero stops nothing",
      { ...wheel, timeout_seconds: 0 },
      { timeout_seconds: 0 },
      ["t: 1 to 1 of databricks serverless task running, no limit s in 1", caps],
    ],
    [
      "serverless compute tries again by itself",
      { python_wheel_task: {}, environment_key: "e", timeout_seconds: 600 },
      {},
      ["t: 1 to 1 of databricks serverless task running, no limit s in 1", caps],
    ],
    [
      "the dearer mode is the default",
      { ...wheel, timeout_seconds: 60 },
      { performance_target: undefined },
      ["t: 1 to 1 of databricks serverless task, performance optimized running, 60 s in 1", caps],
    ],
    ["a comparison", { condition_task: { op: "EQUAL_TO", left: "a", right: "b" } }, {}, []],
    [
      "a loop",
      { for_each_task: { inputs: "[1,2]", task: { notebook_task: {} } } },
      {},
      ["uncounted task t of j: how often its task runs is known in the run alone"],
    ],
    [
      "a warehouse",
      { sql_task: { warehouse_id: "w" } },
      {},
      ["uncounted task t of j: it runs on a SQL warehouse, for as long as that takes"],
    ],
    [
      "a cluster of the task",
      { notebook_task: {}, timeout_seconds: 3600, new_cluster: { node_type_id: "m6i.xlarge", num_workers: 2 } },
      {},
      ["t: 3 to 3 of databricks node m6i.xlarge running, 3600 s in 1"],
    ],
    [
      "a cluster of the job, whose driver is another machine",
      { notebook_task: {}, timeout_seconds: 3600, job_cluster_key: "k" },
      {
        job_cluster: [
          {
            job_cluster_key: "k",
            new_cluster: {
              node_type_id: "g5.xlarge",
              driver_node_type_id: "m6i.xlarge",
              autoscale: { min_workers: 1, max_workers: 4 },
            },
          },
        ],
      },
      [
        "t: 1 to 1 of databricks node m6i.xlarge running, 3600 s in 1",
        "t: 1 to 4 of databricks node g5.xlarge running, 3600 s in 1",
      ],
    ],
    [
      "a cluster of somebody else",
      { notebook_task: {}, existing_cluster_id: "0123" },
      {},
      ["uncounted task t of j: it runs on a cluster that another stack has"],
    ],
    [
      "a job that never ends",
      { ...wheel, timeout_seconds: 60 },
      { continuous: {} },
      ["t: 1 to 1 of databricks serverless task always", caps],
    ],
    [
      "a schedule",
      { condition_task: {} },
      { schedule: { quartz_cron_expression: "0 0 3 * * ?", timezone_id: "UTC" } },
      ["schedule 0 0 3 * * ?: 31"],
    ],
    [
      "a schedule that is paused",
      { condition_task: {} },
      { schedule: { quartz_cron_expression: "0 0 3 * * ?", pause_status: "PAUSED" } },
      [],
    ],
    [
      "a schedule that cron cannot say",
      { condition_task: {} },
      { schedule: { quartz_cron_expression: "0 0 3 L * ?" } },
      ["uncounted runs of j that a schedule starts: when it is due is not read"],
    ],
    [
      "every six hours",
      { condition_task: {} },
      { trigger: { periodic: { interval: 6, unit: "HOURS" } } },
      ["schedule every 6 hours: 124"],
    ],
    [
      "files that come",
      { condition_task: {} },
      { trigger: { file_arrival: { url: "s3://b" } } },
      ["unbounded runs of j that a trigger by file arrival starts"],
    ],
    ["several runs", { condition_task: {} }, { max_concurrent_runs: 3 }, ["unbounded runs of j at the same time"]],
  ])("a job: %s", (_name, task, more, expected) => {
    expect(job(task, more)).toEqual(expected);
  });

  test.each([
    ["0 0 3 * * ?", "0 3 * * *"],
    ["0 30 6 ? * MON-FRI", "30 6 * * 1-5"],
    ["0 30 6 ? * 1", "30 6 * * 0"],
    ["0 0/15 * * * ?", "0-59/15 * * * *"],
    ["0 0 3 1 * ? *", "0 3 1 * *"],
    ["30 0 3 * * ?", undefined],
    ["0 0 3 L * ?", "0 3 L * *"],
    ["0 0 3 ? * 2#1", undefined],
    ["0 3 * * *", undefined],
  ])("Quartz %s is cron %s", (quartz, cron) => {
    expect(cronOf(quartz)).toBe(cron);
  });

  const serving = (...entities: object[]) =>
    charged({ databricks_model_serving: { e: { name: "e", config: { served_entities: entities } } } });
  test.each<readonly [string, object, readonly string[]]>([
    [
      "a size, down to none",
      { name: "r1", workload_size: "Small", scale_to_zero_enabled: true },
      ["r1 of e: 0 to 1 of databricks serving CPU Small serving"],
    ],
    [
      "a size that stays",
      { name: "r1", workload_size: "Large", workload_type: "GPU_SMALL" },
      ["r1 of e: 1 to 1 of databricks serving GPU_SMALL Large serving"],
    ],
    [
      "nothing but the model",
      { name: "r1", entity_name: "c.s.m", entity_version: "1" },
      ["r1 of e: 1 to 1 of databricks serving CPU Small serving"],
    ],
    [
      "concurrency",
      { name: "r1", min_provisioned_concurrency: 4, max_provisioned_concurrency: 8 },
      ["r1 of e: 4 to 8 of databricks serving CPU concurrency serving"],
    ],
    [
      "throughput",
      { name: "r1", min_provisioned_throughput: 0, max_provisioned_throughput: 100 },
      ["r1 of e: 0 to 100 of databricks serving throughput serving"],
    ],
    ["tokens", { name: "r1", entity_name: "system.ai.llama" }, ["apart tokens of system.ai.llama"]],
    [
      "somebody else",
      { name: "r1", external_model: { provider: "openai" } },
      ["apart requests to openai, on its bill"],
    ],
    ["a variable", { name: "r1", workload_size: "${var.size}" }, ["uncounted r1 of e: its size is not in the stack"]],
  ])("an endpoint: %s", (_name, entity, expected) => {
    expect(serving(entity)).toEqual(expected);
  });
  test("an entity without a share of the requests has machines, too", () => {
    const one = (name: string) => ({ name, workload_size: "Small" });
    expect(serving(one("r1"), one("r2"))).toHaveLength(2);
    expect(serving()).toEqual(["uncounted endpoint e: what it serves is not in the stack"]);
  });

  test.each<readonly [string, Resources, readonly string[]]>([
    [
      "a cluster that ends",
      { databricks_cluster: { c: { cluster_name: "c", node_type_id: "m", num_workers: 1 } } },
      ["cluster c: 0 to 2 of databricks node m always"],
    ],
    [
      "a cluster that never ends",
      { databricks_cluster: { c: { cluster_name: "c", node_type_id: "m", autotermination_minutes: 0 } } },
      ["cluster c: 1 to 1 of databricks node m always"],
    ],
    [
      "a cluster of a pool",
      {
        databricks_instance_pool: {
          p: { instance_pool_name: "p", node_type_id: "m", min_idle_instances: 1, max_capacity: 4 },
        },
        databricks_cluster: { c: { cluster_name: "c", instance_pool_id: "${databricks_instance_pool.p.id}" } },
      },
      ["cluster c: 0 to 1 of databricks node m always", "instance pool p: 1 to 4 of databricks pool node m always"],
    ],
    [
      "a pool without a capacity",
      { databricks_instance_pool: { p: { instance_pool_name: "p", node_type_id: "m" } } },
      [
        "instance pool p: 0 to 0 of databricks pool node m always",
        "uncounted instance pool p: it has no capacity, so that nothing bounds its machines",
      ],
    ],
    [
      "a warehouse that stops",
      {
        databricks_sql_endpoint: {
          w: { name: "w", cluster_size: "Small", enable_serverless_compute: true, max_num_clusters: 2 },
        },
      },
      ["SQL warehouse w: 0 to 2 of databricks SQL warehouse serverless Small always"],
    ],
    [
      "a warehouse that never stops",
      {
        databricks_sql_endpoint: {
          w: {
            name: "w",
            cluster_size: "Small",
            enable_serverless_compute: false,
            warehouse_type: "PRO",
            auto_stop_mins: 0,
          },
        },
      },
      ["SQL warehouse w: 1 to 1 of databricks SQL warehouse pro Small always"],
    ],
    ["an app", { databricks_app: { a: { name: "a" } } }, ["app a: 1 to 1 of databricks app MEDIUM always"]],
    [
      "a database with a standby",
      { databricks_database_instance: { d: { name: "d", capacity: "CU_2", node_count: 2 } } },
      ["database d: 2 to 2 of databricks database CU_2 always"],
    ],
    [
      "a pipeline",
      { databricks_pipeline: { p: { name: "p", continuous: true } } },
      ["uncounted pipeline p: it never ends"],
    ],
    [
      "an alert wakes a warehouse",
      { databricks_alert_v2: { a: { display_name: "slow", schedule: { quartz_cron_schedule: "0 0 * * * ?" } } } },
      ["unbounded hours of the SQL warehouse that alert slow wakes"],
    ],
    [
      "a paused alert does not",
      { databricks_alert_v2: { a: { display_name: "slow", schedule: { pause_status: "PAUSED" } } } },
      [],
    ],
  ])("%s", (_name, resource, expected) => {
    expect(charged(resource)).toEqual(expected);
  });

  test("types by existing, by use, free, and those that nobody here knows", () => {
    const of = (type: string) => read({ [type]: { x: {} } }).stack.resources.map(readers.billing.of)[0];
    expect([
      of("databricks_mws_ncc_private_endpoint_rule"),
      of("databricks_volume"),
      of("databricks_grant"),
      of("databricks_job"),
      of("databricks_mws_workspaces"),
    ]).toEqual(["standing", "by use", "free", "apart", undefined]);
  });
});

test("what expires: a managed volume and captured requests by nothing, an external volume by its bucket", () => {
  const endless = (resource: Resources) => endlessStores(read(resource).stack).map(({ address }) => address);
  const volume = (volume_type: string) => ({ databricks_volume: { v: { name: "v", volume_type } } });
  expect(endless(volume("MANAGED"))).toEqual(["databricks_volume.v"]);
  expect(endless(volume("EXTERNAL"))).toEqual([]);
  const serving = (given: object) => ({ databricks_model_serving: { e: { name: "e", ...given } } });
  const table = (enabled: boolean) => ({ inference_table_config: { enabled, catalog_name: "c", schema_name: "s" } });
  expect(endless(serving({ ai_gateway: table(true) }))).toEqual(["databricks_model_serving.e"]);
  expect(endless(serving({ ai_gateway: [table(false)] }))).toEqual([]);
  expect(endless(serving({ config: { auto_capture_config: { schema_name: "s" } } }))).toEqual([
    "databricks_model_serving.e",
  ]);
});

describe("what every cluster of a workspace gets", () => {
  const script = (given: object) => rows({ databricks_global_init_script: { s: { name: "proxy", ...given } } });

  test("a global init script that is on runs as root for everybody", () => {
    const says = (what: string) => [
      "global init script proxy: act as on whoever starts a cluster of the workspace with dedicated or no isolation; wildcard resource; (it runs as root on each of them)",
      what,
    ];
    const [found] = grants({
      databricks_global_init_script: { s: { name: "proxy", enabled: true, source: "proxy.sh" } },
    });
    expect([...script({ enabled: true, source: "proxy.sh" }), found?.actions[0]]).toEqual(says("run proxy.sh"));
    expect(script({ enabled: "${var.on}", source: "proxy.sh" })).toEqual(says("").slice(0, 1));
  });

  test("one that is off, or says nothing of it, runs nowhere", () => {
    expect([script({ source: "a.sh" }), script({ enabled: false, source: "a.sh" })]).toEqual([[], []]);
  });

  test("another text in it is another right", () => {
    const actions = (content_base64: string) =>
      grants({ databricks_global_init_script: { s: { name: "s", enabled: true, content_base64 } } })[0]?.actions;
    // printf %s bHMK | sha256sum
    expect(actions("bHMK")).toEqual(["run sha256:1aa3181df5f25247 of its base64"]);
    expect(actions("cm0K")).not.toEqual(actions("bHMK"));
  });

  const everybody = "every user of the workspace (users): read, write, delete on";
  const end = "wildcard principal; when";
  const note = "(no grant of Unity Catalog holds there)";
  test.each<readonly [string, object, string]>([
    [
      "mount",
      { s3: { bucket_name: "b", instance_profile: "arn:aws:iam::1:instance-profile/x" } },
      `${everybody} s3://b; ${end} arn:aws:iam::1:instance-profile/x may; ${note}`,
    ],
    ["mount", { s3: { bucket_name: "b" } }, `${everybody} s3://b; ${end} the cluster that mounts it may; ${note}`],
    [
      "mount",
      { gs: [{ bucket_name: "b", service_account: "sa@p.iam.gserviceaccount.com" }] },
      `${everybody} gs://b; ${end} sa@p.iam.gserviceaccount.com may; ${note}`,
    ],
    [
      "mount",
      { abfs: { container_name: "c", storage_account_name: "a", client_id: "app" } },
      `${everybody} abfss://c@a; ${end} app may; ${note}`,
    ],
    [
      "mount",
      { wasb: { container_name: "c", storage_account_name: "a", token_secret_key: "k" } },
      `${everybody} wasbs://c@a; ${end} a key of the storage account may; ${note}`,
    ],
    [
      "mount",
      { uri: "s3a://AKIA:secret@b/x", extra_configs: { "fs.key": "secret" } },
      `${everybody} s3a://b/x; ${end} whom extra_configs names may; ${note}`,
    ],
    ["aws_s3_mount", { s3_bucket_name: "b", instance_profile: "p" }, `${everybody} s3://b; ${end} p may; ${note}`],
    [
      "azure_blob_mount",
      { container_name: "c", storage_account_name: "a", token_secret_key: "k" },
      `${everybody} wasbs://c@a; ${end} a key of the storage account may; ${note}`,
    ],
  ])("%s %j is everybody's", (type, given, expected) => {
    expect(rows({ [`databricks_${type}`]: { m: given } })).toEqual([expected]);
  });

  test("libraries: from where, and what holds them", () => {
    expect(
      reach({
        databricks_library: {
          a: { cluster_id: "7", pypi: { package: "pandas" } },
          b: {
            cluster_id: "7",
            pypi: [{ package: "pandas==2.2.3", repo: "https://me:secret@pypi.example.org/simple" }],
          },
          c: { cluster_id: "7", maven: { coordinates: "com.acme:x:1.0.0" } },
          d: { cluster_id: "7", cran: { package: "dplyr" } },
          e: { cluster_id: "7", whl: "/Workspace/Shared/x.whl" },
        },
      }),
    ).toEqual([
      "open: cluster 7 → PyPI, or the index of the workspace by pypi library pandas, of no fixed version",
      "open: cluster 7 → pypi.example.org by pypi library pandas==2.2.3, without a hash",
      "open: cluster 7 → Maven Central by maven library com.acme:x:1.0.0, without a hash",
      "open: cluster 7 → CRAN by cran library dplyr, of no fixed version",
      "open: cluster 7 → /Workspace/Shared/x.whl by whl library without a hash: whoever writes there runs code",
    ]);
    const library = [{ pypi: [{ package: "pandas" }] }];
    const ofPandas = (resource: Resources) => reach(resource).filter((each) => each.includes("pandas"));
    expect(ofPandas({ databricks_cluster: { c: { cluster_name: "c", library } } })).toEqual([
      "open: c → PyPI, or the index of the workspace by pypi library pandas, of no fixed version",
    ]);
    expect(ofPandas({ databricks_job: { j: { name: "j", task: [{ new_cluster: {}, library }] } } })).toEqual([
      "open: j → PyPI, or the index of the workspace by pypi library pandas, of no fixed version",
    ]);
  });
});

describe("clusters of jobs and pipelines", () => {
  const fields = {
    init_scripts: [{ volumes: { destination: "/Volumes/c/s/v/a.sh" } }, { s3: [{ destination: "s3://b/c.sh" }] }],
    docker_image: { url: "registry.example.org/pilot:1" },
    cluster_log_conf: { s3: { destination: "s3://b/logs", region: "eu-central-1" } },
    ssh_public_keys: ["ssh-ed25519 AAAA"],
    library: [{ whl: "/Volumes/c/s/v/x.whl" }],
  };
  const none = "what the network of its workspace lets by classic compute, which no network policy holds";
  const says = (on: string) => [
    `open: ${on} → /Volumes/c/s/v/x.whl by whl library without a hash: whoever writes there runs code`,
    `open: ${on} → /Volumes/c/s/v/a.sh by init script, which runs as root: whoever writes there runs code`,
    `open: ${on} → s3://b/c.sh by init script, which runs as root: whoever writes there runs code`,
    `open: ${on} → registry.example.org by docker image of no digest: whoever pushes it runs code`,
    `open: ${on} → s3://b/logs by logs of the cluster`,
    `open: whoever holds its key → ${on} by ssh`,
  ];
  const notebook = { task_key: "t", notebook_task: {} };

  test.each<readonly [string, Resources, readonly string[]]>([
    [
      "a cluster by itself",
      { databricks_cluster: { c: { cluster_name: "c", ...fields } } },
      [`open: c → ${none}`, ...says("c")],
    ],
    [
      "a cluster of a task",
      { databricks_job: { j: { name: "j", task: [{ ...notebook, new_cluster: fields }] } } },
      [`open: j → ${none}`, ...says("cluster of task t of j")],
    ],
    [
      "a cluster that tasks share",
      {
        databricks_job: {
          j: {
            name: "j",
            task: [{ ...notebook, job_cluster_key: "k" }],
            job_cluster: [{ job_cluster_key: "k", new_cluster: [fields] }],
          },
        },
      },
      [`open: j → ${none}`, ...says("cluster k of j")],
    ],
    [
      "a task that runs for each of a list",
      {
        databricks_job: {
          j: { name: "j", task: [{ task_key: "a", for_each_task: { task: { ...notebook, new_cluster: fields } } }] },
        },
      },
      [`open: j → ${none}`, ...says("cluster of task t of j")],
    ],
    [
      "the older form of a job",
      { databricks_job: { j: { name: "j", notebook_task: {}, new_cluster: fields } } },
      [`open: j → ${none}`, ...says("cluster of j")],
    ],
    [
      "a pipeline",
      { databricks_pipeline: { p: { name: "p", cluster: [{ label: "default", ...fields }] } } },
      [`open: p → ${none}`, ...says("cluster default of p")],
    ],
  ])("%s: what it runs at its start, and who signs in", (_, resource, expected) => {
    expect(reach(resource)).toEqual(expected);
  });

  test("no keys, and keys that are known at the apply", () => {
    const of = (ssh_public_keys: unknown) =>
      reach({ databricks_cluster: { c: { cluster_name: "c", ssh_public_keys } } });
    expect([of([]), of(null)]).toEqual([[`open: c → ${none}`], [`open: c → ${none}`]]);
    expect(of("${var.keys}")).toEqual([`open: c → ${none}`, "open: whoever holds its key → c by ssh"]);
  });

  test("an image by its digest is that image, and a secret before its host stays out", () => {
    const of = (url: string) => reach({ databricks_cluster: { c: { cluster_name: "c", docker_image: { url } } } })[1];
    expect(of(`registry.example.org/pilot@sha256:${"0".repeat(64)}`)).toBe(
      "open: c → registry.example.org by docker image by its digest",
    );
    expect(of("https://me:secret@registry.example.org/pilot")).toBe(
      "open: c → registry.example.org by docker image of no digest: whoever pushes it runs code",
    );
  });

  test("a cluster policy puts its libraries on each cluster", () => {
    expect(
      reach({ databricks_cluster_policy: { p: { name: "p", libraries: [{ pypi: { package: "pandas" } }] } } }),
    ).toEqual([
      `open: clusters that are started under p → ${none}`,
      "open: clusters that are started under p → PyPI, or the index of the workspace by pypi library pandas, of no fixed version",
    ]);
  });

  test("a cluster policy: what it fixes, what holds until another is written, and what nobody here can read", () => {
    const policy = (definition: unknown) => ({
      databricks_cluster_policy: {
        p: { name: "p", definition: typeof definition === "string" ? definition : JSON.stringify(definition) },
      },
    });
    const on = "clusters that are started under p";
    const fixed = (value: string) => ({ type: "fixed", value });
    const all = policy({
      "init_scripts.0.volumes.destination": fixed("/Volumes/c/s/v/a.sh"),
      "init_scripts.1.s3.destination": { type: "unlimited", defaultValue: "s3://b/c.sh" },
      "init_scripts.1.s3.region": fixed("eu-central-1"),
      "init_scripts.2.s3.destination": { type: "forbidden" },
      "docker_image.url": fixed("me:secret@registry.example.org/pilot:1"),
      "cluster_log_conf.path": fixed("s3://b/logs"),
      "cluster_log_conf.type": fixed("S3"),
      "ssh_public_keys.0": fixed("ssh-ed25519 AAAA"),
      "aws_attributes.instance_profile_arn": fixed("arn:aws:iam::1:instance-profile/x"),
      data_security_mode: fixed("NONE"),
    });
    expect(reach(all)).toEqual([`open: ${on} → ${none}`, ...says(on).slice(1)]);
    expect(rows(all)).toEqual([
      `whoever runs code on ${on}: act as on arn:aws:iam::1:instance-profile/x; (no grant of Unity Catalog holds there)`,
      `whoever may attach to ${on}: act as on whoever else runs code there; (no isolation, and no grant of Unity Catalog)`,
    ]);
    expect(reach(policy("${local.definition}"))).toEqual([
      `open: ${on} → ${none}`,
      `open: ${on} → what its definition names by a definition that is known at the apply`,
    ]);
  });

  test("whoever runs code on a machine is the machine to its cloud", () => {
    const profile = { aws_attributes: { instance_profile_arn: "arn:aws:iam::1:instance-profile/x" } };
    const account = { gcp_attributes: [{ google_service_account: "sa@p.iam.gserviceaccount.com" }] };
    const note = "(no grant of Unity Catalog holds there)";
    expect(
      rows({
        databricks_job: { j: { name: "j", run_as: { user_name: "u" }, task: [{ ...notebook, new_cluster: profile }] } },
      }),
    ).toEqual([
      "job j: act as on user u",
      `whoever runs code on cluster of task t of j: act as on arn:aws:iam::1:instance-profile/x; ${note}`,
    ]);
    expect(rows({ databricks_cluster: { c: { cluster_name: "c", ...account } } })).toEqual([
      `whoever runs code on c: act as on sa@p.iam.gserviceaccount.com; ${note}`,
    ]);
  });

  test("without isolation whoever attaches is everybody who does", () => {
    const of = (data_security_mode: string) =>
      rows({ databricks_cluster: { c: { cluster_name: "c", data_security_mode } } });
    expect([of("SINGLE_USER"), of("USER_ISOLATION")]).toEqual([[], []]);
    expect(of("NONE")).toEqual([
      "whoever may attach to c: act as on whoever else runs code there; (no isolation, and no grant of Unity Catalog)",
    ]);
    expect(of("NO_ISOLATION")).toEqual(of("NONE"));
  });
});

test("policies by tags: who sees less, and whoever is excepted sees it all", () => {
  const policy = (given: object) => ({
    databricks_policy_info: {
      p: {
        policy_type: "POLICY_TYPE_COLUMN_MASK",
        on_securable_type: "CATALOG",
        on_securable_fullname: "${databricks_catalog.c.name}",
        for_securable_type: "TABLE",
        to_principals: ["account users"],
        except_principals: ["ml"],
        when_condition: "hasTag('pii')",
        column_mask: { function_name: "main.f.mask", on_column: "c" },
        ...given,
      },
    },
    databricks_catalog: { c: { name: "Main" } },
  });
  const effects = (given: object) => grants(policy(given)).map(({ effect, wildcards }) => [effect, wildcards]);
  expect(rows(policy({}))).toEqual([
    "every user of the account (account users): read on columns of catalog main that main.f.mask hides; when hasTag('pii')",
    "group ml: read on columns of catalog main that main.f.mask hides; when hasTag('pii')",
  ]);
  expect(effects({})).toEqual([
    ["may not", []],
    ["may", []],
  ]);
  expect(effects({ except_principals: ["account users"] })[1]).toEqual(["may", ["principal"]]);
  const filter = { policy_type: "POLICY_TYPE_ROW_FILTER", row_filter: { function_name: "main.f.own" } };
  expect(rows(policy({ ...filter, except_principals: [] }))).toEqual([
    "every user of the account (account users): read on rows of catalog main that main.f.own hides; when hasTag('pii')",
  ]);
  // kinds that came later, and one for nobody
  const notRead = ["not understood: not understood on p"];
  expect(rows(policy({ policy_type: "POLICY_TYPE_GRANT" }))).toEqual(notRead);
  expect(rows(policy({ to_principals: [] }))).toEqual(notRead);
});

test("a token lives as long as the stack says, and a git host's is in the state", () => {
  const life = (lifetime_seconds: number) =>
    rows({
      databricks_token: { t: { lifetime_seconds } },
      databricks_obo_token: { o: { application_id: "${var.a}", lifetime_seconds } },
    });
  expect(life(3600)).toEqual([
    "whoever holds the token: act as on whoever applies; when for 3600 s",
    "whoever holds the token: act as on service principal ${var.a}; when for 3600 s",
  ]);
  expect(life(0)).toEqual([
    "whoever holds the token: act as on whoever applies; when for as long as the workspace lets a token live",
    "whoever holds the token: act as on service principal ${var.a}; when without end",
  ]);
  expect(
    grants({
      databricks_git_credential: { g: { git_provider: "gitHub", git_username: "bo", personal_access_token: "x" } },
    }).map(({ who, verbs, actions, on }) => [who, ...verbs, ...actions, ...on]),
  ).toEqual([["whoever applies", "act as", "git credential, in the state", "user bo of gitHub"]]);
});

test("types that nobody here read are not called read", () => {
  const types = (resource: Resources) => {
    const { stack, references } = read(resource);
    return stack.resources.filter((each) => !isRead(each, references, stack)).map(({ type }) => type);
  };
  const each = (...names: string[]) => Object.fromEntries(names.map((name) => [`databricks_${name}`, { x: {} }]));
  expect(types(each("workspace_setting_v2", "account_setting_v2"))).toEqual([
    "databricks_workspace_setting_v2",
    "databricks_account_setting_v2",
  ]);
});
