// TypeScript for jest-light-runner, by the loader that the app runs with.
module.exports = () => import("tsx");
