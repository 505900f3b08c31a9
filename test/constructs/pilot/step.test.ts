/** A number of a step has one owner: no other construct of any platform has a prop of that name. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { platforms } from "../../../stacks/platforms.js";

const constructs = join(__dirname, "../../../constructs");
const stepFile = readFileSync(join(constructs, "pilot/step.ts"), "utf8");

/** The optional and required props that a file declares at the top level of an interface. */
const propsOf = (name: string, source: string): string[] => {
  const body = new RegExp(`interface ${name}\\b[^{]*\\{\\n([\\s\\S]*?)\\n\\}`).exec(source)?.[1] ?? "";
  return [...body.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, prop = ""]) => prop);
};

const ofTheStep = propsOf("Step", stepFile);
/** What any construct may be called by, and is not a number of a step. */
const anybodys = ["name"];

test("the step carries its numbers", () => {
  const numbers = ["nodes", "volumeGiB", "timeoutSeconds", "retries", "interruptible", "maxWaitSeconds"];
  expect(ofTheStep).toEqual(expect.arrayContaining(numbers));
});

test.each(Object.keys(platforms))("%s: nothing of a step is a prop of the training job or the pipeline", (platform) => {
  const machines = /readonly (instanceType|machineType|vmSize|accelerators?|localStorage)\b/;
  for (const [file, name] of [
    ["training-job.ts", "TrainingJobProps"],
    ["pipeline.ts", "PipelineProps"],
  ] as const) {
    const source = readFileSync(join(constructs, platform, file), "utf8");
    const props = propsOf(name, source);
    expect([file, props.length > 4]).toEqual([file, true]);
    const twice = props.filter((prop) => ofTheStep.includes(prop) && !anybodys.includes(prop));
    expect([file, twice]).toEqual([file, []]);
    expect([file, props.filter((prop) => machines.test(`readonly ${prop}`))]).toEqual([file, []]);
    expect([file, props.filter((prop) => /hyperparameters|Runtime/.test(prop))]).toEqual([file, []]);
  }
});

test.each(Object.keys(platforms))("%s: a step on a machine is the one step type", (platform) => {
  const files = readdirSync(join(constructs, platform), { recursive: true, encoding: "utf8" });
  const declared = files
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => {
      const source = readFileSync(join(constructs, platform, file), "utf8");
      return [...source.matchAll(/interface (\w*Step\w*)( extends Step)? \{/g)].map(([, name, one]) => [name, one]);
    });
  const own = declared.filter(([name]) => /^(PipelineStep|StepOn\w+)$/.test(name ?? ""));
  expect(own).toEqual([[expect.any(String), " extends Step"]]);
});
