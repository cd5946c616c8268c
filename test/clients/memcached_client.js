// SPDX-License-Identifier: MIT
// The npm package memcached: memcached_client.js [--short] NODE...
// As it comes it tries a server that refuses for 100 s, and after five failures in five minutes it
// leaves it alone for five hours; --short is what makes it usable.
"use strict";

const Memcached = require("memcached");
const { serve } = require("./talk");

const short = { retries: 1, minTimeout: 200, failures: 1000, retry: 2000, timeout: 1000 };
const nodes = process.argv.slice(2).filter((word) => word !== "--short");
const client = new Memcached(nodes, process.argv[2] === "--short" ? short : {});
serve((key, done) => client.get(key, done));
