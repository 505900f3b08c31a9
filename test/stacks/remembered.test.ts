/** Answers about strings are the same whether they are kept or worked out. */
import { parsedJson, remembered } from "../../stacks/remembered.js";

test("an answer is worked out once, also where it is undefined", () => {
  let asked = 0;
  const of = remembered((text) => {
    asked += 1;
    return text === "" ? undefined : text.length;
  });
  expect([of("ab"), of("ab"), of(""), of(""), asked]).toEqual([2, 2, undefined, undefined, 2]);
});

test("what throws is asked again, and throws again", () => {
  expect(() => parsedJson("{")).toThrow(SyntaxError);
  expect(() => parsedJson("{")).toThrow(SyntaxError);
});

test("the memory is bounded: they all go where there are too many, and long strings are never kept", () => {
  let asked = 0;
  const of = remembered((text) => {
    asked += 1;
    return text.length;
  });
  for (let each = 0; each < 1_001; each += 1) of(String(each));
  of("0");
  expect(asked).toBe(1_002);
  const long = "a".repeat(262_145);
  of(long);
  of(long);
  expect(asked).toBe(1_004);
});
