require("./quick-cdktf.js");
// TypeScript, by the loader that the app runs with
module.exports = () => import("tsx");
