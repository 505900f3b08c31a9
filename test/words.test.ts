import { occurrences, oldWords, writtenFiles } from "./words.js";

const files = writtenFiles();

test.each(oldWords().map((word) => [word.old, word] as const))(
  "%s is not written more often than before",
  (_, word) => {
    const found = files.flatMap(([file, text]) => {
      const count = occurrences(word, text);
      return count === 0 ? [] : [[count, file] as const];
    });
    const sum = found.reduce((total, [count]) => total + count, 0);
    const where = found.map(([count, file]) => `${file}: ${count}`);
    // the files are in the message: one of them has a word too many
    expect({ use: word.use, count: sum, where: sum > word.ceiling ? where : [] }).toEqual({
      use: word.use,
      count: Math.min(sum, word.ceiling),
      where: [],
    });
  },
);

test("a word is found in any case and inside of an identifier, and not inside of another word", () => {
  const [platform, told] = ["platform", "\\btold\\b"].map((pattern) => ({ pattern }));
  expect(occurrences(platform ?? { pattern: "" }, "Platform, platforms, loadPlatform")).toBe(3);
  expect(occurrences(told ?? { pattern: "" }, "told, untold")).toBe(1);
});
