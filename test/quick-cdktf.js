// Shortcuts through what cdktf does over and over, for the tests and the goldens. The app runs without any of them, and
// test/stacks/written.process.test.ts holds that it writes the same. Plain JavaScript, because Node preloads it for
// `npm run golden`.
const { Token } = require("cdktf");
const resolving = require("cdktf/lib/tokens/private/resolve");

require("./no-stack-traces.js");

// `terraform version`, run for every resource of some types: the fast tests need nothing but Node.
require("cdktf/lib/validations/validate-binary-version").ValidateBinaryVersion.prototype.validate = () => [];

const { resolve } = resolving;
const mapTokens = new Set([Token.STRING_MAP_TOKEN_VALUE, Token.ANY_MAP_TOKEN_VALUE]);

// Strings and numbers that can be no token, nor hold one: cdktf writes tokens as `…{TfToken[…]}`, and as numbers below
// -1e288.
const isPlain = (value) =>
  typeof value === "string"
    ? !value.includes("TfToken[") && !value.includes("e+") && !mapTokens.has(value)
    : typeof value === "number"
      ? value >= 0
      : typeof value === "boolean" || value === null;

const isMap = (value) =>
  typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype && typeof value.resolve !== "function";

// cdktf asks of each string three patterns and makes a context for it, also where all is resolved already.
function quick(value, options, depth) {
  if (value === undefined || isPlain(value)) return value;
  if (depth > 200) return resolve(value, options); // which says that it goes in a circle
  if (Array.isArray(value)) {
    if (!value.every((each) => typeof each === "object" || isPlain(each))) return resolve(value, options);
    return value.map((each) => quick(each, options, depth + 1)).filter((each) => each !== undefined);
  }
  if (!isMap(value)) return resolve(value, options);
  const made = {};
  for (const key of Object.keys(value)) {
    if (!isPlain(key)) return resolve(value, options);
    const found = quick(value[key], options, depth + 1);
    if (found !== undefined) made[key] = found;
  }
  return made;
}
resolving.resolve = (value, options) => quick(value, options, 0);
