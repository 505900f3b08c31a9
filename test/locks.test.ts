/** The lock files with which the tier of longevity installs cdktn: npm refuses one that does not fit the manifest. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { lockOf, manifestOf, ways } from "../scripts/longevity/manifests.js";
import { root } from "./scratch.js";

type Packages = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

test.each(ways)("the lock of %s is of this package.json; node --import tsx scripts/longevity/manifests.ts", (way) => {
  const manifest = manifestOf(way);
  const { packages } = JSON.parse(readFileSync(lockOf(way), "utf8")) as { packages: Packages };
  const { dependencies, devDependencies, peerDependencies } = packages[""] ?? {};
  expect({ dependencies, devDependencies, peerDependencies }).toEqual({
    dependencies: manifest.dependencies,
    devDependencies: manifest.devDependencies,
    peerDependencies: manifest.peerDependencies,
  });
});

/** What a package's manifest says. */
interface Needs {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

test("what a dependency needs beside it is a dependency too: yarn 1 installs no peers", () => {
  const manifest = (folder: string) => JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")) as Needs;
  const { dependencies = {}, peerDependencies = {} } = manifest(".");
  const lacking = Object.keys(dependencies).flatMap((name) => {
    const { peerDependencies: peers = {}, peerDependenciesMeta: meta = {} } = manifest(`node_modules/${name}`);
    return Object.keys(peers)
      .filter((peer) => meta[peer]?.optional !== true && !(peer in dependencies) && !(peer in peerDependencies))
      .map((peer) => `${name} needs ${peer}`);
  });
  expect(lacking).toEqual([]);
});
