/** The review as a library: reads synthesized stacks, and says what a reviewer must know. It loads no provider. */
export type { Grant } from "../stacks/readers/permissions.js";
export type { Reach } from "../stacks/readers/reach.js";
export type { Stack } from "../stacks/readers/stack.js";
export type { Analysis, Beside } from "./analysis/analysis.js";
export { analysisOf } from "./analysis/analysis.js";
export { type Change, type ChangeKind, changeKinds, changes } from "./analysis/changes.js";
export { type Finding, type FindingKind, findingKinds } from "./analysis/findings.js";
export { page } from "./pages/page.js";
export { sideBySide } from "./pages/side-by-side.js";
export { readPlan } from "./read/plan.js";
export { type PriceBook, readPrices } from "./read/prices.js";
export { readStack, stackFiles, stackOf } from "./read/stack.js";
export { type ReviewOptions, type ReviewOutcome, readStacks, review } from "./review.js";
export { html } from "./write/html.js";
export { markdown } from "./write/markdown.js";
