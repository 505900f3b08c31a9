/**
 * Fit and no-go: what the spec needs against what a platform answers. One clear "no" means no stack for that platform.
 */
import type { HardwareClass, PilotSpec, PlatformId } from "./schema.js";

/** A platform's answer to one need, with where it stands and when it was read. */
export interface Answer<T> {
  readonly value: T;
  /** The platform's page or API that says so. */
  readonly source: string;
  /** The day on which it was read, as YYYY-MM-DD. */
  readonly asOf: string;
  /** What else a reader must know. @default - nothing */
  readonly note?: string;
}

/** What a platform can do, in the words of the fit matrix. `null` is an honest "not known": it is no "no". */
export interface Capabilities {
  readonly startupSeconds: Answer<number | null>;
  readonly maxRuntime: Answer<number | null>;
  readonly hostControl: Answer<boolean>;
  readonly basePatchedBy: Answer<readonly ("platform" | "team")[]>;
  readonly load: Answer<readonly ("steady" | "bursty")[]>;
  readonly warmState: Answer<boolean>;
  readonly residency: Answer<readonly string[] | null>;
  readonly lineage: Answer<boolean>;
  readonly approvals: Answer<boolean>;
  readonly hardware: Answer<readonly HardwareClass[]>;
  /** Whether a hardware class is a machine of a fixed size: two runs of one class then have the same one. */
  readonly machineSize: Answer<boolean>;
  readonly privateNetwork: Answer<boolean>;
  readonly exportFormat: Answer<readonly ("onnx" | "mlflow" | "container")[]>;
  /** Most nodes of one training job. @default - as many as a spec can name */
  readonly nodes?: Answer<number>;
  /** Whether a training job can take capacity that may be taken away. @default - it can */
  readonly interruptible?: Answer<boolean>;
}

/** Answers about a need that a spec names. */
type Answered<N extends keyof Capabilities> = NonNullable<Capabilities[N]>["value"];

/** One line of the fit matrix. */
export interface FitRow {
  readonly need: keyof Capabilities;
  readonly asked: string;
  readonly answer: string;
  readonly verdict: "yes" | "no" | "unknown";
  readonly source: string;
  readonly asOf: string;
  readonly note?: string;
}

type Verdict = FitRow["verdict"];

const verdict = (holds: boolean): Verdict => (holds ? "yes" : "no");

/** How each need is compared: the asked value is never `undefined` here. */
const compare: {
  readonly [N in keyof Capabilities]-?: (asked: never, can: Answered<N>) => Verdict;
} = {
  startupSeconds: (asked: number, can) => (can === null ? "unknown" : verdict(can <= asked)),
  maxRuntime: (asked: number, can) => (can === null ? "unknown" : verdict(can >= asked)),
  hostControl: (asked: boolean, can) => verdict(!asked || can),
  basePatchedBy: (asked: "platform" | "team", can) => verdict(can.includes(asked)),
  load: (asked: "steady" | "bursty", can) => verdict(can.includes(asked)),
  warmState: (asked: boolean, can) => verdict(!asked || can),
  residency: (asked: string, can) => (can === null ? "unknown" : verdict(can.includes(asked))),
  lineage: (asked: boolean, can) => verdict(!asked || can),
  approvals: (asked: boolean, can) => verdict(!asked || can),
  hardware: (asked: readonly HardwareClass[], can) => verdict(asked.every((each) => can.includes(each))),
  machineSize: (asked: boolean, can) => verdict(!asked || can),
  privateNetwork: (asked: boolean, can) => verdict(!asked || can),
  exportFormat: (asked: "onnx" | "mlflow" | "container", can) => verdict(can.includes(asked)),
  nodes: (asked: number, can) => verdict(asked <= can),
  interruptible: (asked: boolean, can) => verdict(!asked || can),
};

const words = (value: unknown): string => {
  if (value === null) return "not known";
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.join(", ");
  if (typeof value === "boolean") return value ? "yes" : "no";
  return String(value);
};

/** The hardware classes that a spec uses, whether or not its needs list them. */
function usedHardware(spec: PilotSpec): readonly HardwareClass[] {
  const side = Object.values(spec.steps).map(({ hardware }) => hardware);
  return [...new Set([...(spec.needs.hardware ?? []), ...side, spec.training.hardware, spec.endpoint.hardware])];
}

/**
 * The fit matrix of one platform: a row for each need that the spec names, and always one for the hardware that it
 * uses. Several nodes and capacity that may be taken away are needs where the training asks for them.
 */
export function fit(spec: PilotSpec, capabilities: Capabilities): readonly FitRow[] {
  const { nodes, interruptible } = spec.training;
  const asked: Partial<Record<keyof Capabilities, unknown>> = {
    ...spec.needs,
    hardware: usedHardware(spec),
    ...(nodes > 1 ? { nodes } : {}),
    ...(interruptible ? { interruptible } : {}),
  };
  return (Object.keys(capabilities) as (keyof Capabilities)[]).flatMap((need) => {
    const answer = capabilities[need];
    if (answer === undefined || asked[need] === undefined) return [];
    const { value, source, asOf, note } = answer;
    return {
      need,
      asked: words(asked[need]),
      answer: words(value),
      verdict: (compare[need] as (asked: unknown, can: unknown) => Verdict)(asked[need], value),
      source,
      asOf,
      ...(note === undefined ? {} : { note }),
    };
  });
}

/** The first line of a platform that does not fit, or undefined where nothing is a clear no. */
export function noGo(platform: PlatformId, rows: readonly FitRow[]): string | undefined {
  const no = rows.filter((row) => row.verdict === "no");
  if (no.length === 0) return undefined;
  return `no-go ${platform}: ${no.map((row) => `${row.need}: asked ${row.asked}, has ${row.answer} (${row.source}, ${row.asOf})`).join("; ")}`;
}
