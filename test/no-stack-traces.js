// cdktf captures a stack trace, mapped to its source, for every token; nothing in the tests or the goldens reads one, and
// they take half the time. Plain JavaScript, because Node preloads it for `npm run golden`.
require("cdktf/lib/tokens/private/stack-trace").captureStackTrace = () => [];
