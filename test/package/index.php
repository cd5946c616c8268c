<?php
// SPDX-License-Identifier: MIT
// The demo's API in PHP: a new client of memcached for every request.

$cache = new Memcached();
foreach (file('/etc/nova-api.nodes', FILE_IGNORE_NEW_LINES) as $node) {
    [$address, $port] = explode(':', $node);
    $cache->addServer($address, (int) $port);
}
$key = trim($_SERVER['REQUEST_URI'], '/');
if ($cache->get($key) === false) {
    $cache->set($key, hash('sha256', $key), 60);
}
echo "$key\n";
