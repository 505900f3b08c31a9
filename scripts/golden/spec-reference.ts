/** The reference of the spec in `docs/spec.md`, made of the spec's JSON Schema. */
import { type HardwareClass, hardwareClasses } from "../../stacks/pilot-spec/fields.js";

/** The parts of JSON Schema that the spec uses. */
interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
}

const code = (text: string) => `\`${text.replace(/\|/g, "\\|")}\``;

function range({ minimum, exclusiveMinimum, maximum }: Schema): string {
  const least = exclusiveMinimum === undefined ? minimum : `more than ${exclusiveMinimum}`;
  const isBound = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER;
  if (least === undefined) return isBound ? ` at most ${maximum}` : "";
  return isBound ? ` ${least} to ${maximum}` : ` from ${least}`;
}

/** What a value may be, in words. */
function allowed(schema: Schema): string {
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives) return alternatives.map(allowed).join(" or ");
  if (schema.const !== undefined) return code(String(schema.const));
  if (schema.enum) return schema.enum.map((value) => code(String(value))).join(", ");
  switch (schema.type) {
    case "integer":
      return `whole number${range(schema)}`;
    case "number":
      return `number${range(schema)}`;
    case "boolean":
      return "`true` or `false`";
    case "null":
      return "`null`";
    case "array":
      return `list of ${allowed(schema.items ?? {})}`;
    case "object":
      return typeof schema.additionalProperties === "object"
        ? `map of names to ${allowed(schema.additionalProperties)}`
        : `{ ${Object.entries(schema.properties ?? {})
            .map(([key, inner]) => `${key}: ${allowed(inner)}`)
            .join("; ")} }`;
    default:
      if (schema.format === "email") return "e-mail address";
      if (schema.format === "uuid") return "UUID";
      if (schema.format === "cidrv4") return "IPv4 block";
      return schema.pattern === undefined || schema.pattern.length > 60 ? "text" : `text like ${code(schema.pattern)}`;
  }
}

function defaultOf(schema: Schema, isRequired: boolean): string {
  if (isRequired) return "**required**";
  return schema.default === undefined ? "left out" : code(JSON.stringify(schema.default));
}

/** One row per key; a map with its own keys is opened, one level after the other. */
function rows(schema: Schema, prefix: string): readonly string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, inner]) => {
    const path = `${prefix}${key}`;
    const isRequired = schema.required?.includes(key) ?? false;
    const cells = [code(path), inner.properties ? "a map" : allowed(inner), defaultOf(inner, isRequired)];
    const own = `| ${[...cells, inner.description ?? ""].join(" | ")} |`;
    return [own, ...(inner.properties ? rows(inner, `${path}.`) : [])];
  });
}

const head = ["| Key | Allowed | Default | What it is |", "| --- | --- | --- | --- |"];

function section(name: string, schema: Schema, isRequired: boolean): readonly string[] {
  const title = [`## ${name}`, "", `${schema.description ?? ""}${isRequired ? " Required." : ""}`.trim(), ""];
  if (schema.properties) return [...title, ...head, ...rows(schema, ""), ""];
  const forms = schema.oneOf;
  if (forms?.every(({ properties }) => properties)) {
    return [
      ...title,
      ...forms.flatMap((form) => [...head, ...rows(form, ""), ""]),
      `Default: ${code(JSON.stringify(schema.default))}`,
      "",
    ];
  }
  return [...title, `${allowed(schema)}. Default: ${defaultOf(schema, isRequired)}.`, ""];
}

/** What each platform's machines are, by hardware class. */
export type MachinesOf = Readonly<Record<string, Readonly<Partial<Record<HardwareClass, string>>> | undefined>>;

/** The key of a platform's block by which a spec names other machines. */
function machineCell(platform: string, { properties = {} }: Schema): string {
  const key = ["machines", "hardware"].find((each) => properties[each] !== undefined);
  return key === undefined ? "no" : `\`${platform}.${key}\``;
}

function machineTable(machines: MachinesOf, blocks: Readonly<Record<string, Schema>>): readonly string[] {
  const platforms = Object.keys(machines).filter((platform) => machines[platform] !== undefined);
  return [
    "## Hardware classes",
    "",
    "What `cpu-small` and the others are on each platform. A class that a platform lacks is a no-go there. The platform's block",
    "names another machine for a class, under the key in the last row. The numbers are those of the platforms' pages of October 2026.",
    "",
    `| Class | ${platforms.map((platform) => `\`${platform}\``).join(" | ")} |`,
    `| --- |${" --- |".repeat(platforms.length)}`,
    ...hardwareClasses.map(
      (name) => `| \`${name}\` | ${platforms.map((platform) => machines[platform]?.[name] ?? "no").join(" | ")} |`,
    ),
    `| another one | ${platforms.map((platform) => machineCell(platform, blocks[platform] ?? {})).join(" | ")} |`,
    "",
  ];
}

/** The page. */
export function specReference(schema: object, machines: MachinesOf = {}): string {
  const { properties = {}, required = [] } = schema as Schema;
  return [
    "<!-- made by `npm run golden` of stacks/pilot-spec/schema.ts; a test fails when it is stale -->",
    "# The spec",
    "",
    "One YAML file describes a pilot for every platform. `npx --no cdktf-ml-pilot check pilot.yaml` prints all problems at",
    "once, each with file, line and column, or the spec with every default filled in. Editors that read JSON Schema",
    "complete and check it by [spec.schema.json](spec.schema.json). A whole one:",
    "[pilot.yaml](../examples/penguins/pilot.yaml).",
    "",
    ...machineTable(machines, properties),
    ...Object.entries(properties).flatMap(([name, inner]) => section(name, inner, required.includes(name))),
  ].join("\n");
}
