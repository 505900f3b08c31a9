/** The page of a construct says what each prop is for, what the construct gives, and what it does when asked. */
import { pieces, readSource } from "../../cli/add/catalogue.js";
import { membersOf } from "../../scripts/assembled-docs/members.js";
import { propsOf } from "../../scripts/assembled-docs/props.js";

const classOf = (name: string): string =>
  name.replace(/^[^/]*\//, "").replace(/(^|-)(\w)/g, (_, _dash, letter: string) => letter.toUpperCase());

test.each(pieces().map(({ name }) => name))("%s: every prop, output and method has a description", (name) => {
  const source = readSource(`${name}.ts`);
  const props = propsOf(source, `${classOf(name)}Props`);
  const { outputs, methods } = membersOf(source, classOf(name));
  expect(props.length).toBeGreaterThan(2);
  const all = [...props, ...propsOf(source, "Identity").slice(1), ...outputs, ...methods];
  expect(all.filter(({ text }) => text === "").map((each) => each.name)).toEqual([]);
});

test("outputs and methods are read out of a class, with their types", () => {
  const source = [
    "export class Box extends Construct {",
    "  /** Where it lies. @throws Error never */",
    "  readonly place?: string;",
    "  readonly names = {} as Record<string, string>;",
    "  private readonly hidden: string;",
    "  constructor(scope: Construct) {",
    "    super(scope);",
    "  }",
    "",
    "  /**",
    "   * Lets somebody in,",
    "   * once. @throws Error where it is closed",
    "   */",
    "  grantIn(",
    "    identity: Identity,",
    "    when: { readonly day: string },",
    "  ): Policy[] {",
    "    return [];",
    "  }",
    "",
    "  private grant(): void {",
    "  }",
    "}",
  ].join("\n");
  expect(membersOf(source, "Box")).toEqual({
    outputs: [
      { name: "place?", type: "string", text: "Where it lies. Throws: Error never" },
      { name: "names", type: "Record<string, string>", text: "" },
    ],
    methods: [
      {
        name: "grantIn(identity: Identity, when: { readonly day: string })",
        type: "Policy[]",
        text: "Lets somebody in, once. Throws: Error where it is closed",
      },
    ],
  });
});
