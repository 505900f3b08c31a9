/**
 * Changes that somebody agreed to (`review-accepted.yaml`): each with its kind, its address and its exact value, so
 * that another change of the same thing is not let through. The file is untrusted, as is whoever wrote it.
 */
import { z } from "zod";
import { readYamlAs } from "../../stacks/pilot-spec/yaml-file.js";
import { type ChangeKind, changeKinds } from "../change-kinds.js";

const line = (most: number) =>
  z
    .string()
    .min(1, "must not be empty")
    .max(most, `must have at most ${most} characters`)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
    .regex(/^[^\u0000-\u001f\u007f]*$/, "must be one line of text");

const entry = z.strictObject({
  /** The stack that it is about. @default every stack that has the change */
  stack: line(200).optional(),
  kind: z.enum(changeKinds as unknown as [ChangeKind, ...ChangeKind[]]),
  address: z.string().max(2000),
  value: line(4000),
  reason: line(500).refine((text) => text.trim().length >= 10, "must say in at least 10 characters why it is right"),
  until: z.iso.date("must be a date such as 2026-12-31"),
});
const all = z.array(entry).max(500, "must hold at most 500 entries").default([]);

/** One change that somebody agreed to, and where that stands. */
export interface Acceptance extends z.output<typeof entry> {
  /** `file:line:column`. */
  readonly place: string;
}

const kind = { what: "the list of accepted changes", example: "review-accepted.yaml", maxBytes: 256 * 1024 };

/**
 * Reads the changes that somebody agreed to.
 * @throws UserError with one line per problem, each with file, line and column
 */
export function readAccepted(file: string): readonly Acceptance[] {
  const { value, placeOf } = readYamlAs(file, kind, all);
  return value.map((each, index) => ({ ...each, place: placeOf([index]) }));
}
