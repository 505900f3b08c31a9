/** Durations as the platforms write them. */

const iso8601 = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** Reads seconds out of `7200`, `"7200"`, `"7200s"` or `"PT2H"`; undefined for anything else. */
export function seconds(raw: unknown): number | undefined {
  if (typeof raw === "number") return raw;
  if (typeof raw !== "string") return undefined;
  const plain = /^(\d+(?:\.\d+)?)s?$/.exec(raw);
  if (plain) return Number(plain[1]);
  const iso = iso8601.exec(raw);
  if (!iso || raw === "P" || raw.endsWith("T")) return undefined;
  const [, d = 0, h = 0, m = 0, s = 0] = iso;
  return ((Number(d) * 24 + Number(h)) * 60 + Number(m)) * 60 + Number(s);
}
