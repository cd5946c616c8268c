<?php
// SPDX-License-Identifier: MIT
// php-memcache (pecl's memcache) as it comes, one client: php_memcache.php NODE...
// It tells of errors in notices; the last one is the error.

require __DIR__ . "/talk.php";

function get(Memcache $client, string $key): array
{
    error_clear_last();
    $value = @$client->get($key);
    return ["value" => $value === false ? null : $value,
            "error" => error_get_last()["message"] ?? null];
}

$client = new Memcache();
foreach (array_slice($argv, 1) as $node) {
    [$host, $port] = explode(":", $node);
    $client->addServer($host, (int)$port);
}
talk(fn($key) => get($client, $key));
