import { withOwnStorage } from "./own-storage.js";
import { synthesizeStorage } from "../../synth.js";
import { writeFileSync } from "node:fs";
test("look", async () => {
  const { pilot, storage } = await synthesizeStorage(withOwnStorage);
  writeFileSync("/tmp/scr-dbstorage/pilot.json", JSON.stringify(pilot.json, null, 1));
  writeFileSync("/tmp/scr-dbstorage/storage.json", JSON.stringify(storage.json, null, 1));
  expect([pilot.problems, storage.problems]).toEqual([[], []]);
});
