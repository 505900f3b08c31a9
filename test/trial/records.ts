/** The records of a whole rehearsal and of a whole trial of one pilot, in the form in which they are written. */
import type { Evidence, Measurement } from "../../trial/evidence/schema.js";
import { measured } from "./app.js";

type Number = Evidence["numbers"][number];

const seconds = (name: string, value: number, subject?: string): Number => ({
  ...{ name, unit: "seconds", values: [value] },
  ...(subject === undefined ? {} : { subject }),
});

const steps = ["probe", "prepare", "train", "evaluate", "gate", "register"];

const claims = ["data-readable", "artifacts-writable", "foreign-denied", "internet-denied"];

/** One record of each kind: `factor` scales every time, so that columns differ. */
export function whole(platform: string, given: Partial<Measurement>, factor = 1): readonly Measurement[] {
  const lengths = [2.1, 4.4, 11.8, 5.2, 0.9, 1.4].map((each) => each * factor);
  const starts = lengths.map((_, at) => lengths.slice(0, at).reduce((sum, each) => sum + each, 0));
  const latencies = Array.from({ length: 1000 }, (_, at) => factor * (12 + (at % 97) / 5 + (at % 250 === 0 ? 60 : 0)));
  const kinds: ReadonlyArray<Partial<Measurement>> = [
    {
      what: "workflow",
      numbers: [
        ...steps.flatMap((step, at) => [
          seconds("stepSeconds", lengths[at] ?? 0, step),
          seconds("stepStart", starts[at] ?? 0, step),
        ]),
        seconds("runSeconds", 25.8 * factor),
        { name: "gateValue", subject: "accuracy", unit: "score", values: [0.9884] },
      ],
      facts: [{ name: "registered", value: true }],
    },
    { what: "network", facts: claims.map((subject) => ({ name: "claim", subject, value: "held" })) },
    {
      what: "hardware",
      numbers: [
        { name: "cpus", unit: "count", values: [4] },
        { name: "memoryGiB", unit: "gibibytes", values: [15.6] },
        seconds("startupSeconds", 95 * factor),
      ],
    },
    {
      what: "benchmark",
      numbers: [
        { name: "trainingRows", subject: "benchmark", unit: "rows per second", values: [24_100, 24_800, 23_900] },
        { name: "matrix", subject: "benchmark", unit: "gigaflops", values: [181, 179.5, 184] },
        { name: "diskWrite", subject: "benchmark", unit: "megabytes per second", values: [301, 288] },
      ],
    },
    {
      what: "load",
      numbers: [
        { name: "latencyMilliseconds", unit: "milliseconds", values: latencies },
        { name: "failedRequests", subject: "load", unit: "count", values: [0] },
      ],
    },
    { what: "release", numbers: [seconds("releaseSeconds", 1.9 * factor), seconds("rollbackSeconds", 1.1 * factor)] },
    { what: "export", facts: [{ name: "verified", value: "verified: 8 predictions reproduced" }] },
  ];
  return kinds.map((each) => measured(platform, { ...each, ...given }));
}
