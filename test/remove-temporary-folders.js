// For the tiers whose files have modules of their own: jest keeps their `process.on("exit")` from the real process.
const { removeTemporaryFolders } = require("./scratch.js");

afterAll(removeTemporaryFolders);
