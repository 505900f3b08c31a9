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

/**
 * How often a cron line is due in one month at most: in the longest of its months, begun on the weekday that gives the
 * most. A line that names days of the month and days of the week is due on both, as crontab(5) has it; where a
 * scheduler asks for both at once, it starts less. Undefined where the line has a problem.
 */
export function mostStartsInAMonth(line: string): number | undefined {
  if (cronProblem(line) !== undefined) return undefined;
  const given = line.split(" ");
  const numbers = fields.map(([, least, most], index) => new Set(numbersOf(given[index] ?? "*", least, most)));
  const [minutes, hours, days, months, weekdays] = numbers as [Set<number>, ...Set<number>[]];
  const isAnyDay = given[2] === "*";
  const isAnyWeekday = given[4] === "*";
  const isDue = (day: number, weekday: number): boolean => {
    const [byDay, byWeekday] = [days?.has(day) === true, weekdays?.has(weekday) === true];
    if (isAnyDay && isAnyWeekday) return true;
    if (isAnyDay) return byWeekday;
    return isAnyWeekday ? byDay : byDay || byWeekday;
  };
  const dueDays = [...(months ?? [])].flatMap((month) =>
    Array.from({ length: 7 }, (_, first) => {
      const all = Array.from({ length: daysOfMonth[month - 1] ?? 31 }, (__, at) => isDue(at + 1, (first + at) % 7));
      return all.filter(Boolean).length;
    }),
  );
  return Math.max(0, ...dueDays) * minutes.size * (hours?.size ?? 0);
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
      // a longer step never comes, so */70 would be each hour
      if (step !== undefined && (Number(step) < 1 || Number(step) > most)) {
        return `has the ${name} ${item}; the number after / must be from 1 to ${most}`;
      }
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
