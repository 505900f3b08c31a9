/** Values of a spec that look like a secret. A spec is committed and needs none. */
const secretName = /pass(word|phrase)?$|secret|token|credential|api_?key|private_?key/i;
const secretValues = [
  /-----BEGIN/,
  /\b(AKIA|ASIA)[A-Z0-9]{16}\b/,
  /\bgh[pousr]_[A-Za-z0-9]{20,}/,
  /\bAIza[\w-]{30,}/,
  /\beyJ[\w-]{10,}\.[\w-]{10,}/,
  /\bsk-[\w-]{20,}/,
];

/** The value with everything that looks like a secret hidden; adds the path of each to `hidden`. */
export function withoutSecrets(value: unknown, hidden: string[], path = ""): unknown {
  const inner = (key: string | number, each: unknown) => {
    const at = path === "" ? String(key) : `${path}.${key}`;
    if (typeof each !== "string" || typeof key === "number" || !secretName.test(key)) {
      return withoutSecrets(each, hidden, at);
    }
    hidden.push(at);
    return "hidden";
  };
  if (Array.isArray(value)) return value.map((each, index) => inner(index, each));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, inner(key, each)]));
  }
  if (typeof value !== "string" || !secretValues.some((pattern) => pattern.test(value))) return value;
  hidden.push(path);
  return "hidden";
}
