/**
 * Closed shapes of request bodies: a key that no shape names is refused, and so is a value of another type. Each object
 * says which message of databricks-sdk it is, or which method takes its keys; `test/oracles/databricks` holds it to
 * that.
 */
import { type ZodRawShape, type ZodType, z } from "zod";

/** An object with these keys and no others; `called` is its message or method in databricks-sdk. */
export const message = <Shape extends ZodRawShape>(called: string, shape: Shape) =>
  z.strictObject(shape).describe(called);

/** The same, and none of the keys must be there: what is missing is a question of rules. */
export const partial = <Shape extends ZodRawShape>(called: string, shape: Shape) =>
  z.strictObject(shape).partial().describe(called);

export const text = z.string();
export const texts = z.array(text);
export const map = z.record(text, text);
export const count = z.int();
export const number = z.number();
export const flag = z.boolean();
/** An enum of the API. */
export const word = (...words: readonly string[]) => z.enum([...new Set(words)] as [string, ...string[]]);
export const list = (of: ZodType) => z.array(of);
