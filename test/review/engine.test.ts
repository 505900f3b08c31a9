import { programOf } from "../../review/read/engine.js";
import { stackOf } from "../../review/read/stack.js";

const madeBy = (metadata: object) =>
  stackOf("penguins-aws", "cdk.tf.json", { "//": { metadata: { stackName: "penguins-aws", ...metadata } } });

test.each([
  ["0.21.0", "cdktf"],
  ["0.20.12", "cdktf"],
  ["0.22.0", "cdktn"],
  ["0.24.0", "cdktn"],
  ["1.0.0", "cdktn"],
  ["$(id)", "cdktf"],
  ["", "cdktf"],
])("a stack of version %j is run by %s", (version, program) => {
  expect(programOf(madeBy({ version }))).toBe(program);
});

test("a stack that says no version is run by cdktf", () => {
  expect(programOf(madeBy({}))).toBe("cdktf");
  expect(programOf(stackOf("penguins-aws", "cdk.tf.json", { resource: {} }))).toBe("cdktf");
});
