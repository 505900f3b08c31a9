/**
 * Builds the package where npm installs it from a git URL: npm then runs `prepare`, and no `prepack`. In a checkout, where
 * npm also runs it after an install, nothing needs `dist`.
 */
const { execFileSync } = require("node:child_process");
const { existsSync } = require("node:fs");
const { join, resolve } = require("node:path");

const root = resolve(__dirname, "..");
const isCheckout = resolve(process.env.INIT_CWD ?? root) === root;
if (!isCheckout && !existsSync(join(root, "dist/cli/main.js"))) {
  execFileSync("npm", ["run", "--silent", "build"], {
    cwd: root,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
}
