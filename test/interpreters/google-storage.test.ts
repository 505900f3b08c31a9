/**
 * Each identity of the pilot in front of a loopback Cloud Storage that evaluates the synthesized roles and conditions,
 * through real clients: what they may read and write, and what they must be refused.
 */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { emailOf, GoogleAccess } from "../../stacks/google/rehearsal/access.js";
import { startGcs } from "../../stacks/google/rehearsal/storage.js";
import { type SynthesizedStack, synthesizePilots, variants } from "../synth.js";
import { describeUnless, noGcloud } from "../terraform/skip.js";
import { recorded } from "./clients/recorded.js";
import { environmentOf } from "./environments.js";

const root = resolve(__dirname, "../..");
const bucket = "penguins-data-penguins-pilot";
/** `database` begins with the name of a prefix and is none of it. */
const prefixes = ["data", "artifacts", "evaluation", "exports", "database"] as const;
const everything = [...prefixes];

/** What each identity may do with the contents of each prefix; all may see names. */
const identities: Readonly<Record<string, { read: readonly string[]; write: readonly string[] }>> = {
  "penguins-training": { read: ["data", "artifacts", "evaluation"], write: ["artifacts", "evaluation"] },
  "penguins-jobs": { read: ["artifacts"], write: ["artifacts"] },
  "penguins-runs": { read: ["artifacts"], write: ["artifacts"] },
  "penguins-release": { read: ["artifacts"], write: ["artifacts"] },
  "penguins-serving": { read: ["artifacts"], write: [] },
  "penguins-exporter": { read: ["artifacts", "evaluation"], write: [] },
  "group:ml-operators@example.com": { read: everything, write: ["data"] },
};

let google: SynthesizedStack;
beforeAll(async () => {
  const pilots = await synthesizePilots(variants["phase 2"]);
  if (pilots.google === undefined) throw new Error("the example has no google block");
  google = pilots.google;
});

const accessOf = (who: string) => new GoogleAccess(google.json, who.includes(":") ? who : emailOf(google.json, who));
const filled = () => new Map(prefixes.map((prefix) => [`${bucket}/${prefix}/deep/file`, Buffer.from(prefix)]));

/** Runs a program to its end and answers with what it wrote. */
function run(program: string, args: readonly string[], input: string, env: object, cwd = root): Promise<string> {
  return new Promise((ended, failed) => {
    const child = spawn(program, args, { cwd, env: { ...process.env, ...env } });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (piece) => {
      stdout += piece;
    });
    child.stderr.on("data", (piece) => {
      stderr += piece;
    });
    child.on("error", failed);
    child.on("close", (code) =>
      code === 0 ? ended(stdout) : failed(new Error(`${program} ended with ${code}: ${stderr}`)),
    );
    child.stdin.end(input);
  });
}

type Asked = readonly [client: string, verb: string, path: string];

async function outcomes(who: string, asked: Readonly<Record<string, Asked>>): Promise<Record<string, unknown>> {
  const gcs = await startGcs(accessOf(who), filled());
  const python = environmentOf("google-storage-clients", "test/interpreters/clients/requirements.lock");
  const script = join(__dirname, "clients/cloud_storage.py");
  try {
    return JSON.parse(await run(join(python, "bin/python"), [script, gcs.url, bucket], JSON.stringify(asked), {}));
  } finally {
    await gcs.stop();
  }
}

describe.each(Object.entries(identities))("%s", (who, { read, write }) => {
  test("looks, reads and writes as it must, and nothing else", async () => {
    const asked: Record<string, Asked> = { bucket: ["google-cloud-storage", "stat bucket", ""] };
    const wanted: Record<string, unknown> = { bucket: true };
    for (const prefix of prefixes) {
      const add = (client: string, verb: string, path: string, answer: unknown) => {
        asked[`${client} ${verb} ${path}`] = [client, verb, path];
        wanted[`${client} ${verb} ${path}`] = answer;
      };
      const file = `${prefix}/deep/file`;
      const isRead = read.includes(prefix);
      add("gcsfs", "stat folder", prefix, "directory");
      add("gcsfs", "take out", prefix, isRead ? ["deep/file"].map((each) => `${prefix}/${each}`) : "refused");
      for (const client of ["google-cloud-storage", "gcsfs", "obstore"]) {
        add(client, "list", client === "gcsfs" ? `${prefix}/deep` : `${prefix}/deep/`, [file]);
        add(client, "read", file, isRead ? prefix : "refused");
        add(client, "write", `${prefix}/new`, write.includes(prefix) ? "written" : "refused");
      }
    }
    expect(await outcomes(who, asked)).toEqual(wanted);
  });
});

describeUnless(noGcloud(), "gcloud", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "gcloud-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Runs a command of the runbook as it is synthesized; who it runs as is what stands behind the loopback. */
  async function runbook(
    who: string,
    output: string,
    prefix = "artifacts",
  ): Promise<{ files: string[]; log: readonly string[] }> {
    const given = String((google.json.output?.[output] as { value?: string } | undefined)?.value).replace(
      /\$\{google_storage_bucket\.[^}]*\}/g,
      bucket,
    );
    const [command = ""] = given.split(" --impersonate-service-account");
    const gcs = await startGcs(accessOf(who), filled());
    const asked = command.replace(`${bucket}/artifacts `, `${bucket}/${prefix} `);
    const environment = {
      CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE: `${gcs.url}/storage/v1/`,
      CLOUDSDK_AUTH_DISABLE_CREDENTIALS: "true",
      CLOUDSDK_CONFIG: join(folder, "config"),
      CLOUDSDK_CORE_DISABLE_PROMPTS: "1",
      CLOUDSDK_CORE_PROJECT: "penguins-pilot",
    };
    const there = join(folder, "there");
    mkdirSync(there);
    mkdirSync(join(there, "examples/penguins/data"), { recursive: true });
    writeFileSync(join(there, "examples/penguins/data/penguins.csv"), "species");
    try {
      await run("bash", ["-c", asked], "", environment, there);
    } finally {
      await gcs.stop();
    }
    return { files: readdirSync(there, { recursive: true }).map(String), log: gcs.log };
  }

  test("takes the pilot's artifacts out as the exporter", async () => {
    const { files, log } = await runbook("penguins-exporter", "next_6_export");
    expect([files.includes("artifacts/deep/file"), log.filter((each) => each.startsWith("403"))]).toEqual([true, []]);
  });

  test("takes no raw data out as the exporter", async () => {
    const refused = runbook("penguins-exporter", "next_6_export", "data");
    await expect(refused).rejects.toThrow(/403.*storage\.objects\.get/);
  });

  test("uploads the data as an operator", async () => {
    const { log } = await runbook("group:ml-operators@example.com", "next_2_upload_data");
    expect(log).toContain("200 storage.objects.create on 'data/penguins.csv'");
  });
});

test("a file that is there is replaced only by who may write there", async () => {
  const asked = {
    own: ["obstore", "write", "artifacts/deep/file"],
    other: ["obstore", "write", "data/deep/file"],
  } as const;
  expect(await outcomes("penguins-training", asked)).toEqual({ own: "written", other: "refused" });
});

test.each(Object.entries(recorded))("%s: each request is allowed to the job", (_, requests) => {
  const access = accessOf("penguins-training");
  expect(requests.filter(([permission, target]) => !access.may(permission, { bucket, ...target }))).toEqual([]);
});

test("a pipeline may name the bucket as the root of its runs, and that opens no object", () => {
  const access = accessOf("penguins-jobs");
  for (const permission of ["storage.objects.get", "storage.objects.create"]) {
    expect([permission, access.may(permission, { bucket })]).toEqual([permission, true]);
    expect([permission, access.may(permission, { bucket, object: "exports/file" })]).toEqual([permission, false]);
    expect([permission, accessOf("penguins-training").may(permission, { bucket })]).toEqual([permission, false]);
  }
});
