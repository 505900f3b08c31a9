import { given } from "../../../constructs/pilot/given.js";

test("what has no value is left out, and what is empty, zero or false is not", () => {
  const all = given({ tags: undefined, name: "", count: 0, enabled: false, nothing: null });
  expect(Object.entries(all)).toEqual([
    ["name", ""],
    ["count", 0],
    ["enabled", false],
    ["nothing", null],
  ]);
});
