/** What holds for the Google stack in every phase, beyond what holds for every platform. */

import type { PilotSpecInput } from "../../../stacks/pilot-spec/schema.js";
import { strings } from "../../../stacks/rules/synthesized.js";
import { type SynthesizedStack, synthesizePilot, synthesizeQuotas, variants } from "../../synth.js";

async function pilot(change: (input: PilotSpecInput) => void = () => {}): Promise<SynthesizedStack> {
  const google = await synthesizePilot("google", change);
  if (google === undefined) throw new Error("the example has no google block");
  return google;
}
const withGoogle = (more: object) => (input: PilotSpecInput) => {
  variants["phase 2"]?.(input);
  Object.assign(input.google ?? {}, more);
};
const all: Readonly<Record<string, (input: PilotSpecInput) => void>> = {
  ...variants,
  "with an address": withGoogle({ serviceAttachment: "projects/x/regions/europe-west4/serviceAttachments/s" }),
  "with Google's keys": withGoogle({ ownKey: false }),
  "with a quota check": withGoogle({ quotaCheck: true }),
  "with service controls": (input) => {
    withGoogle({ serviceControls: true, accessPolicy: "987654321" })(input);
    input.network = { ...input.network, allowedClients: ["198.51.100.0/24"] };
  },
};

/** Attributes that a first plan does not know: ids are built from names instead. */
const unknownAtPlan = /\$\{google_[a-z_]+\.[\w-]+\.(id|self_link|unique_id)\}/;
const unknownNames = /\$\{(google_service_account|google_project_iam_custom_role)\.[\w-]+\.name\}/;
/** What provider 7.x removed. */
const removed = ["enable_secure_private_service_connect", "enable_flow_logs", "retention_period"];

describe.each(Object.entries(all))("%s", (_, change) => {
  let stack: SynthesizedStack;
  beforeAll(async () => {
    stack = await pilot(change);
  });

  test("no problem of a rule", () => expect(stack.problems).toEqual([]));

  test("no attribute that a first plan does not know", () => {
    const found = [...strings(stack.json)].filter(({ text }) => unknownAtPlan.test(text) || unknownNames.test(text));
    expect(found).toEqual([]);
  });

  test("no primitive role, no admin, no policy that takes rights from others, no key of an account", () => {
    const roles = stack.resources.flatMap(({ arguments: given }) =>
      given["role"] === undefined ? [] : [given["role"]],
    );
    expect(roles.length).toBeGreaterThan(8);
    expect(roles.filter((role) => /^roles\/(owner|editor|viewer|browser)$|[aA]dmin/.test(String(role)))).toEqual([]);
    const types = stack.resources.map(({ type }) => type);
    expect(types.filter((type) => /_iam_(policy|binding|audit_config)$|service_account_key$/.test(type))).toEqual([]);
  });

  test("custom roles hold exact permissions, and a name that Google takes", () => {
    for (const { arguments: given } of stack.all("google_project_iam_custom_role")) {
      expect(given["role_id"]).toMatch(/^[a-z0-9_]{3,64}$/);
      const permissions = given["permissions"] as string[];
      expect(permissions.filter((each) => !/^[a-z]+\.[a-zA-Z]+\.[a-zA-Z]+$/.test(each))).toEqual([]);
      expect(new Set(permissions).size).toBe(permissions.length);
    }
  });

  test("no argument that provider 7.x removed, and no service that a destroy would switch off", () => {
    const text = JSON.stringify(stack.json["resource"]);
    for (const argument of removed) expect(text).not.toContain(`"${argument}"`);
    const services = stack.all("google_project_service");
    expect(services.length).toBeGreaterThan(10);
    for (const { arguments: given } of services) expect(given["disable_on_destroy"]).toBe(false);
    for (const { arguments: given } of stack.all("google_workflows_workflow")) {
      expect(given["deletion_protection"]).toBe(false);
    }
  });

  test("the same right is given once: a second grant of it would take the first away", () => {
    const grants = stack.resources
      .filter(({ type }) => type.endsWith("_iam_member"))
      .map(({ type, arguments: { condition, "//": _comment, depends_on: _order, ...given } }) =>
        JSON.stringify([type, given, (condition as { expression?: string } | undefined)?.expression]),
      );
    expect(grants.length - new Set(grants).size).toBe(0);
  });

  test("services are on before anything else, and agents have their rights on the key before what uses it", () => {
    const nexts = new Map(
      stack.resources.map(({ address, arguments: given }) => {
        const next = strings(given).flatMap(({ text }) => [
          ...[...text.matchAll(/(?<!\$)\$\{(google_[a-z_]+\.[\w-]+)\./g)].map(([, found]) => found ?? ""),
          ...(/^google_[a-z_]+\.[\w-]+$/.test(text) ? [text] : []),
        ]);
        return [address, new Set(next)];
      }),
    );
    const reached = (address: string, seen = new Set<string>()): Set<string> => {
      if (seen.has(address)) return seen;
      seen.add(address);
      for (const next of nexts.get(address) ?? []) reached(next, seen);
      return seen;
    };
    // The access policy is the organization's; notes of the stack itself name no project.
    const free =
      /^(data\.|terraform_data\.|google_(project_service|access_context_manager)|google_storage_bucket_iam_member\.(?!data))/;
    const held = stack.resources.filter(({ address }) => !free.test(address));
    const usingKey = held.filter(({ arguments: given }) => /"(default_)?kms_key_name":/.test(JSON.stringify(given)));
    expect(held.length).toBeGreaterThan(20);
    const without = (those: typeof held, part: RegExp) =>
      those.map(({ address }) => address).filter((address) => ![...reached(address)].some((each) => part.test(each)));
    expect(without(held, /^google_project_service\./)).toEqual([]);
    expect(without(usingKey, /_use-by-/)).toEqual([]);
  });
});

test.each([
  ["realtime", withGoogle({}), "the release workflow ran before that"],
  ["batch", variants["phase 2, batch"], "the scoring pipeline ran before that"],
])("%s: the ledger says until when a way back exists", async (_, change, keeper) => {
  const { wayBack } = ((await pilot(change)).json["//"] as unknown as { pilot: { wayBack?: string } }).pilot;
  expect(wayBack).toContain("A release can go live again as long as it is listed");
  expect(wayBack).toContain("expires 90 days after its run");
  expect(wayBack).toContain(keeper);
});

test("live changes exactly one leaf of the stack, and one of the ledger", async () => {
  const live = (release: string) => pilot(withGoogle({ live: release }));
  const [one, two] = [await live("r1"), await live("r2")];
  const leaves = (value: unknown, pointer = ""): ReadonlyArray<readonly [string, unknown]> =>
    typeof value === "object" && value !== null
      ? Object.entries(value).flatMap(([key, inner]) => leaves(inner, `${pointer}/${key}`))
      : [[pointer, value]];
  const before = new Map(leaves(one.json));
  const changed = leaves(two.json).filter(([pointer, value]) => before.get(pointer) !== value);
  const workflow =
    one.all("google_workflows_workflow").find(({ address }) => address.includes("release"))?.address ?? "";
  expect(changed.map(([pointer]) => pointer).sort()).toEqual([
    "////pilot/live",
    `/resource/${workflow.replace(".", "/")}/source_contents`,
  ]);
});

test("the service in which Google registers the private endpoint is on before it is made", async () => {
  const google = await pilot();
  const enabled = google.all("google_project_service").map(({ arguments: given }) => given["service"]);
  expect(enabled).toContain("servicedirectory.googleapis.com");
});

test("the ledger says what a destroy within an hour of a job leaves, and how it ends", async () => {
  const { boxes } = (await pilot()).ledger;
  const left = boxes.flatMap(({ survives }) => survives).filter(({ what }) => what.includes("network attachment"));
  expect(left).toEqual([
    {
      what: "network attachment penguins-jobs, its subnet and the network, for an hour or more after the last job",
      costs: "nothing",
      remove: "a destroy that fails at the attachment has left only these: run it again an hour later",
    },
  ]);
});

describe("the quotas' stack", () => {
  const asked = async (change: (input: PilotSpecInput) => void = () => undefined) => {
    const quotas = await synthesizeQuotas("google", change);
    expect(quotas.problems).toEqual([]);
    const [needs] = Object.values(quotas.json["locals"] as Record<string, { count: Record<string, number> }>);
    expect(quotas.all("google_cloud_quotas_quota_preference").map(({ arguments: given }) => given["quota_id"])).toEqual(
      Object.keys(needs?.count ?? {}),
    );
    return needs?.count;
  };

  test("asks for vCPUs of steps and of twice the most replicas", async () => {
    expect(await asked()).toEqual({
      CustomModelTrainingCPUsPerProjectPerRegion: 4,
      CustomModelServingCPUsPerProjectPerRegion: 16,
    });
  });

  test.each([
    ["spot", {}],
    ["queued", { maxWaitSeconds: 9000 }],
  ])("asks for the quota that %s capacity counts under", async (_, more) => {
    const training = { hardware: "gpu-large", interruptible: true, nodes: 2, ...more } as const;
    expect(await asked((input) => Object.assign(input.training ?? {}, training))).toEqual({
      // the steps beside the training run on demand
      CustomModelTrainingCPUsPerProjectPerRegion: 4,
      CustomModelTrainingPreemptibleL4GPUsPerProjectPerRegion: 8,
      CustomModelServingCPUsPerProjectPerRegion: 16,
    });
  });

  test("counts the spec's own machines, and none whose quota it does not know", async () => {
    const T4 = { machineType: "n1-standard-8", accelerator: "NVIDIA_TESLA_T4", accelerators: 2 };
    const own = async (machines: object) => {
      const quotas = await synthesizeQuotas("google", (input) => {
        Object.assign(input.google ?? {}, { machines });
      });
      return Object.values(quotas.json["locals"] as Record<string, { count: object }>)[0]?.count;
    };
    expect(await own({ training: T4, endpoint: { machineType: "e2-standard-8" } })).toEqual({
      CustomModelTrainingCPUsPerProjectPerRegion: 4,
      CustomModelTrainingT4GPUsPerProjectPerRegion: 2,
      CustomModelServingCPUsPerProjectPerRegion: 32,
    });
    expect(await own({ "cpu-small": { machineType: "n2-standard-8" } })).toEqual({});
  });

  test("calls as the project, whose service it enables first: people's own credentials name no project", async () => {
    const quotas = await synthesizeQuotas("google");
    expect((quotas.json["provider"] as { google: unknown }).google).toEqual([
      {
        project: "penguins-pilot",
        region: "europe-west4",
        user_project_override: true,
        billing_project: "penguins-pilot",
      },
    ]);
    const service = quotas.one("google_project_service");
    expect(service).toMatchObject({ service: "cloudquotas.googleapis.com", disable_on_destroy: false });
    for (const { arguments: given } of quotas.all("google_cloud_quotas_quota_preference")) {
      expect(given["parent"]).toBe("projects/${google_project_service.service-cloudquotas.project}");
    }
  });
});
