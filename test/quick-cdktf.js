// Shortcuts through what cdktf does over and over, for the tests and the goldens. The app runs without any of them, and
// test/stacks/written.process.test.ts holds that it writes the same. Plain JavaScript, because Node preloads it for
// `npm run golden`.
const {
  DefaultTokenResolver,
  TerraformDataSource,
  TerraformResource,
  TerraformStack,
  Token,
  Tokenization,
} = require("cdktf");
const resolving = require("cdktf/lib/tokens/private/resolve");
const { TokenizedStringFragments } = require("cdktf/lib/tokens/string-fragments");
const { TokenMap } = require("cdktf/lib/tokens/private/token-map");
const unique = require("cdktf/lib/private/unique");
const util = require("cdktf/lib/util");

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

const oneToken = /^\$\{TfToken\[([a-zA-Z0-9:._-]+)\]\}$/;
const tokens = TokenMap.instance();

// cdktf asks of each string three patterns and makes a context for it, also where all is resolved already. What is
// resolved is returned as it is, and copied only where something in it changes.
function quick(value, slow, depth) {
  if (value === undefined || isPlain(value)) return value;
  if (typeof value === "string") {
    const [, key] = oneToken.exec(value) ?? [];
    const found = key === undefined ? undefined : slow(tokens.lookupToken(key));
    return found !== undefined && isPlain(found) ? found : slow(value);
  }
  if (depth > 200) return slow(value); // which says that it goes in a circle
  if (Array.isArray(value)) {
    if (!value.every((each) => typeof each === "object" || isPlain(each))) return slow(value);
    let isSame = true;
    const made = [];
    for (const each of value) {
      const found = quick(each, slow, depth + 1);
      if (found !== each) isSame = false;
      if (found !== undefined) made.push(found);
    }
    return isSame && made.length === value.length ? value : made;
  }
  if (!isMap(value)) return slow(value);
  let made;
  const keys = Object.keys(value);
  for (let at = 0; at < keys.length; at += 1) {
    const key = keys[at];
    if (!isPlain(key)) return slow(value);
    const each = value[key];
    const found = quick(each, slow, depth + 1);
    if (made === undefined) {
      if (found === each && found !== undefined) continue;
      made = {};
      for (let before = 0; before < at; before += 1) made[keys[before]] = value[keys[before]];
    }
    if (found !== undefined) made[key] = found;
  }
  return made ?? value;
}

// The ledger asks for the arguments of most resources while their stack is resolved, which has just resolved them:
// nothing changes until it is done.
let during;
function once(key, make) {
  if (during === undefined || typeof key !== "object" || key === null) return make();
  if (!during.has(key)) during.set(key, make());
  return during.get(key);
}
const { toTerraform } = TerraformStack.prototype;
TerraformStack.prototype.toTerraform = function quickStack() {
  const outer = during;
  during = new Map();
  try {
    return toTerraform.call(this);
  } finally {
    during = outer;
  }
};
for (const { prototype } of [TerraformResource, TerraformDataSource]) {
  const { toTerraform: toElement } = prototype;
  prototype.toTerraform = function quickElement() {
    return once(this, () => toElement.call(this));
  };
}
resolving.resolve = (value, options) => once(value, () => quick(value, (inner) => resolve(inner, options), 0));

// what a token stands for is mostly a string that is resolved already
const { resolveToken } = DefaultTokenResolver.prototype;
DefaultTokenResolver.prototype.resolveToken = function quickToken(token, context, postProcessor) {
  const slow = context.resolve;
  context.resolve = (inner) => quick(inner, slow, 0);
  return resolveToken.call(this, token, context, postProcessor);
};

// cdktf takes the list of the parts of a text apart and puts it together again for each of them
const { join } = TokenizedStringFragments.prototype;
TokenizedStringFragments.prototype.join = function quickJoin(concat) {
  const { fragments } = this;
  if (fragments.length < 2 || fragments.some(({ type }) => type !== "literal" && type !== "intrinsic"))
    return join.call(this, concat);
  const values = fragments.map(({ type, lit, value }) => (type === "literal" ? lit : value));
  return values.reduce((left, right) => concat.join(left, right));
};

// four patterns for each key of each resource
const snakes = new Map();
function snakeCase(key) {
  const known = snakes.get(key);
  if (known !== undefined) return known;
  const made = util.snakeCase(key);
  snakes.set(key, made);
  return made;
}
util.keysToSnakeCase = function quickKeys(value) {
  if (Tokenization.isResolvable(value)) return value;
  const inner = (each) => (typeof each === "object" ? quickKeys(each) : each);
  if (Array.isArray(value)) return value.map(inner);
  const made = {};
  for (const key of Object.keys(value)) {
    // the keys in these two are a user's
    if (key === "tags" || key === "environment") made[key] = value[key];
    else made[snakeCase(key)] = inner(value[key]);
  }
  return made;
};

// a hash of each path
const { makeUniqueId } = unique;
const ids = new Map();
unique.makeUniqueId = (components) => {
  const path = JSON.stringify(components);
  const known = ids.get(path);
  if (known !== undefined) return known;
  const made = makeUniqueId(components);
  ids.set(path, made);
  return made;
};
