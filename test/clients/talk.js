// SPDX-License-Identifier: MIT
// The side of a client in Node.js that faces the tests. README.md tells the protocol.
"use strict";

const readline = require("readline");

function tell(answer) {
  process.stdout.write(JSON.stringify(answer) + "\n");
}

// get(key, done): done(error, value) may be called again later, as some clients do: once counts.
exports.serve = function (get) {
  tell({ ready: true });
  readline.createInterface({ input: process.stdin })
    .on("line", (line) => line.split(" ").slice(1).forEach((key) => {
      const began = process.hrtime.bigint();
      let open = true;
      get(key, (error, value) => {
        if (!open) return;
        open = false;
        tell({
          pid: process.pid,
          wait_ms: Number(process.hrtime.bigint() - began) / 1e6,
          key,
          value: value === undefined || value === null ? null : value.toString(),
          error: error ? String(error) : null,
        });
      });
    }))
    .on("close", () => process.exit());
};
