// SPDX-License-Identifier: MIT
// memjs as it comes: memjs_client.js NODE...
"use strict";

const memjs = require("memjs");
const { serve } = require("./talk");

const client = memjs.Client.create(process.argv.slice(2).join(","), { logger: { log() {} } });
serve((key, done) => client.get(key, done));
