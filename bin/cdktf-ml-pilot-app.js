#!/usr/bin/env node
/** The cdktf app, for `app` in cdktf.json: found by npx wherever a package manager puts packages, hoisted or linked. */
require("../dist/stacks/main.js");
