/** Five-field cron lines: what every scheduler that a pilot uses reads alike. */
const fields: ReadonlyArray<readonly [name: string, least: number, most: number]> = [
  ["minute", 0, 59],
  ["hour", 0, 23],
  ["day of the month", 1, 31],
  ["month", 1, 12],
  ["day of the week", 0, 6],
];

/** What is wrong with a cron line, or undefined: such as `the minute 61 is not from 0 to 59`. */
export function cronProblem(line: string): string | undefined {
  const given = line.split(" ");
  if (!/^[\d*/,-]+( [\d*/,-]+){4}$/.test(line)) return "must have five fields of digits, *, / , - and commas";
  for (const [index, [name, least, most]] of fields.entries()) {
    for (const item of (given[index] ?? "").split(",")) {
      const [, range = "", step] = /^(\*|\d+(?:-\d+)?)(?:\/(\d+))?$/.exec(item) ?? [];
      if (range === "") return `has the ${name} ${item}, which is not *, a number, a range or one with /`;
      const numbers = range === "*" ? [] : range.split("-").map(Number);
      const outside = numbers.find((number) => number < least || number > most);
      if (outside !== undefined) return `has the ${name} ${outside}; it must be from ${least} to ${most}`;
      const [from = least, to = from] = numbers;
      if (to < from) return `has the ${name} ${range}, which ends before it begins`;
      if (step === "0") return `has the ${name} ${item}; the number after / must be 1 or more`;
    }
  }
  return undefined;
}
