/**
 * The runbook of a platform: who runs each command, and that this identity may. The frame knows no platform: each hands
 * in its rows and a judge that reads the synthesized rights.
 */
import type { PilotSpecInput } from "../../stacks/pilot-spec/schema.js";
import type { SynthesizedStack } from "../synth.js";

/** One thing that a command does, in the platform's own words. */
export interface Right<Place> {
  /** Such as `s3:PutObject`. */
  readonly action: string;
  /** What it is done on; undefined where the platform knows nothing narrower. */
  readonly on?: string;
  /** From where it is allowed and from where it must be refused. @default - from anywhere */
  readonly onlyFrom?: { readonly allowed: readonly Place[]; readonly refused: readonly Place[] };
}

/** A command of the runbook or of the documentation. */
export interface Row<Place> {
  /** The name of an output, or the command as the documentation writes it. */
  readonly command: string;
  /** Who runs it, in the judge's words. */
  readonly who: string;
  readonly rights: ReadonlyArray<Right<Place>>;
  /** Variants of the example in which the command is there. @default - in all of the runbook's */
  readonly onlyIn?: readonly string[];
}

/** A platform's runbook, and how to ask who may do what. */
export interface Runbook<Place> {
  /** Makes the stack of a variant. */
  readonly stackOf: (change: (input: PilotSpecInput) => void) => Promise<SynthesizedStack>;
  readonly variants: Readonly<Record<string, (input: PilotSpecInput) => void>>;
  readonly rows: (stack: SynthesizedStack) => ReadonlyArray<Row<Place>>;
  /** Why an identity may not do something, or nothing where it may. */
  readonly refusal: (stack: SynthesizedStack, who: string, right: Right<Place>, from?: Place) => string | undefined;
}

const isStep = (output: string) => /^(?:next_\d|stop_|before_)/.test(output);

/** Tests that every command has a row, and that whoever runs it may. */
export function holdsForEveryCommand<Place>({ stackOf, variants, rows, refusal }: Runbook<Place>): void {
  describe.each(Object.entries(variants))("%s", (variant, change) => {
    let stack: SynthesizedStack;
    beforeAll(async () => {
      stack = await stackOf(change);
    });
    const here = () => rows(stack).filter(({ onlyIn }) => onlyIn === undefined || onlyIn.includes(variant));

    test("every command of the runbook has a row, and no row is left over", () => {
      const outputs = Object.keys(stack.json.output ?? {}).filter(isStep);
      const named = here()
        .map(({ command }) => command)
        .filter(isStep);
      expect(outputs.length).toBeGreaterThan(1);
      expect(named.sort()).toEqual(outputs.sort());
    });

    test("whoever runs a command may do all of it, from each allowed place and from no other", () => {
      const wrong: string[] = [];
      for (const { command, who, rights } of here()) {
        expect(rights.length).toBeGreaterThan(0);
        for (const right of rights) {
          for (const place of right.onlyFrom?.allowed ?? [undefined]) {
            const why = refusal(stack, who, right, place);
            if (why !== undefined) wrong.push(`${command}: ${who} may not ${right.action} on ${right.on}: ${why}`);
          }
          for (const place of right.onlyFrom?.refused ?? []) {
            if (refusal(stack, who, right, place) === undefined) {
              wrong.push(`${command}: ${who} may ${right.action} on ${right.on} from ${JSON.stringify(place)}`);
            }
          }
        }
      }
      expect(wrong).toEqual([]);
    });
  });
}
