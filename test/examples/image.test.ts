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
