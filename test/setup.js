require("./quick-cdktf.js");
// `check` asks Terraform for its version; the fast tests start no process, and machine.process.test.ts has this one
process.env.TERRAFORM_BINARY_NAME = "no-terraform-in-the-fast-tests";
module.exports = require("./typescript.js");
