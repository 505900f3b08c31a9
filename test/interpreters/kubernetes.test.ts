/** The first container of a release, with the image's own Python and storage client: it copies and compares. */
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Endpoint } from "../../constructs/kubernetes/endpoint.js";
import { endpointProps } from "../constructs/kubernetes/candidates.js";
import { root, temporaryFolder } from "../scratch.js";
import { synthesizeScope } from "../synth.js";

const manifest = '{"manifestVersion": 1}\n';
const sha256 = createHash("sha256").update(manifest).digest("hex");

const lock = join(root, "examples/penguins/image/requirements.lock");
const environment = () => execFileSync(join(root, ".ci/python-env"), ["example", lock], { encoding: "utf8" }).trim();

/** Runs the container's command as it was synthesized, on a folder instead of a bucket. */
function fetched(expected: string) {
  const from = temporaryFolder("model");
  const to = temporaryFolder("fetched");
  mkdirSync(join(from, "mlflow"));
  writeFileSync(join(from, "manifest.json"), manifest);
  writeFileSync(join(from, "mlflow/MLmodel"), "flavors: {}\n");
  const stack = synthesizeScope((scope) => void new Endpoint(scope, "endpoint", endpointProps));
  const deployment = stack.one("kubernetes_deployment_v1", "release-r1");
  const [{ command, args }] = deployment.spec.template.spec.init_container;
  expect([command[0], args[2]]).toEqual(["python", "/model"]);
  const python = join(environment(), "bin/python");
  const done = spawnSync(python, [...command.slice(1), `file://${from}`, expected, to], { encoding: "utf8" });
  return { ...done, to };
}

test("a model whose manifest has the release's hash is copied as a whole", () => {
  const { status, stderr, to } = fetched(sha256);
  expect([status, stderr]).toEqual([0, ""]);
  expect(readFileSync(join(to, "manifest.json"), "utf8")).toBe(manifest);
  expect(readFileSync(join(to, "mlflow/MLmodel"), "utf8")).toBe("flavors: {}\n");
});

test("another model ends the container, so that its pod never serves", () => {
  const { status, stderr } = fetched("0".repeat(64));
  expect(status).toBe(1);
  expect(stderr).toContain(`manifest.json has sha256 ${sha256}, not ${"0".repeat(64)} as the release says`);
});
