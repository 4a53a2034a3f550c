// Runs programs for the official Node SDK in one process. Part of `cargo xtask code`.
//
// The argument is a file with a list of programs, each with the variables that it reads secrets from. A program reads them
// before it returns, and sets the exit code if its call fails.

const { readFileSync } = require("node:fs");

for (const [path, secrets] of JSON.parse(readFileSync(process.argv[2], "utf8"))) {
  Object.assign(process.env, secrets);
  require(path);
}
