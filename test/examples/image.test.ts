import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "../..");

/** Every Dockerfile that the project ships. */
const dockerfiles = readdirSync(join(root, "examples"), { recursive: true, encoding: "utf8" })
  .filter((file) => /(^|\/)Dockerfile$/.test(file))
  .map((file) => `examples/${file}`);

test("the example has a Dockerfile", () => {
  expect(dockerfiles).toContain("examples/penguins/image/Dockerfile");
});

describe.each(dockerfiles)("%s", (file) => {
  const lines = readFileSync(join(root, file), "utf8").split("\n");

  test("takes every base and every build frontend by digest, because a tag can be moved", () => {
    const named = lines.filter((line) => /^\s*(#\s*syntax\s*=|FROM\s)/i.test(line));
    expect(named.filter((line) => !/@sha256:[0-9a-f]{64}(\s|$)/.test(line))).toEqual([]);
  });

  test("installs nothing whose hash nobody wrote down", () => {
    const text = lines.join("\n").replace(/\\\n/g, " ");
    const installs = text.split(/\n|&&/).filter((command) => /\bpip install\b/.test(command));
    expect(installs.length).toBeGreaterThan(0);
    for (const command of installs) expect(command).toMatch(/--require-hashes/);
    expect(text).not.toMatch(/\b(curl|wget|apt-get install|ADD https?:)/);
  });
});

test("the example's image runs as root unless its builder says otherwise: SageMaker's mounts belong to root", () => {
  const lines = readFileSync(join(root, "examples/penguins/image/Dockerfile"), "utf8").split("\n");
  const last = lines.filter((line) => /^USER\s/.test(line)).at(-1) ?? "no USER";
  const [, argument] = /^USER \$\{(\w+)\}$/.exec(last) ?? [];
  const [, user] = new RegExp(`^ARG ${argument}="([^"]*)"$`, "m").exec(lines.join("\n")) ?? [];
  expect(user ?? last).toMatch(/^(0|root)(:|$)/);
});

test("every docker build that is written down is for linux/amd64, where all platforms run images", () => {
  const below = (folder: string, recursive: boolean) =>
    readdirSync(join(root, folder), { recursive, encoding: "utf8" }).map((file) => `${folder}/${file}`);
  const files = ["README.md", "CHANGELOG.md", ...below("docs", false), ...below("examples", true)].filter((file) =>
    /(\.md|Dockerfile|\.yml)$/.test(file),
  );
  const builds = files.flatMap((file) =>
    [...readFileSync(join(root, file), "utf8").matchAll(/docker (?:buildx )?build [^\n`]*/g)].map(([text]) => text),
  );
  expect(builds.length).toBeGreaterThan(1);
  expect(builds.filter((text) => !text.includes("--platform linux/amd64"))).toEqual([]);
});
