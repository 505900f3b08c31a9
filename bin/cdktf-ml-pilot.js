#!/usr/bin/env node
/** Starts the command: from the sources in a checkout, compiled in an installed package. */
const { existsSync } = require("node:fs");
const { join } = require("node:path");
const { pathToFileURL } = require("node:url");

const sources = join(__dirname, "../cli/main.ts");
if (existsSync(sources)) import("tsx").then(() => import(pathToFileURL(sources).href));
else require("../dist/cli/main.js");
