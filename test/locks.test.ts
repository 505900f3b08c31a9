/** The lock files with which the tier of longevity installs cdktn: npm refuses one that does not fit the manifest. */
import { readFileSync } from "node:fs";
import { lockOf, manifestOf, ways } from "../scripts/longevity/manifests.js";

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
