/** Five-field cron lines: what every scheduler that a pilot uses reads alike. */
const fields: ReadonlyArray<readonly [name: string, least: number, most: number]> = [
  ["minute", 0, 59],
  ["hour", 0, 23],
  ["day of the month", 1, 31],
  ["month", 1, 12],
  ["day of the week", 0, 6],
];

/** The most days that each month has: a day that none of the named months has is never due. */
const daysOfMonth = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** The numbers that a field without a problem stands for. */
function numbersOf(field: string, least: number, most: number): readonly number[] {
  return field.split(",").flatMap((item) => {
    const [range = "", step = "1"] = item.split("/");
    const [from = least, to = item.includes("/") ? most : from] =
      range === "*" ? [least, most] : range.split("-").map(Number);
    const count = Math.floor((to - from) / Number(step)) + 1;
    return Array.from({ length: count }, (_, at) => from + at * Number(step));
  });
}

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
  const [, , day = "*", month = "*", weekday = "*"] = given;
  // with a day of the week the line is due on that, too: crontab(5)
  if (weekday !== "*") return undefined;
  const longest = Math.max(...numbersOf(month, 1, 12).map((number) => daysOfMonth[number - 1] ?? 31));
  return numbersOf(day, 1, 31).every((number) => number > longest)
    ? `has the day of the month ${day}, which none of its months (${month}) has, so it is never due; take another`
    : undefined;
}
