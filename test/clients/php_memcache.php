<?php
// SPDX-License-Identifier: MIT
// php-memcache (pecl's memcache) as it comes, one client: php_memcache.php NODE...
// It tells of errors in notices; the last one is the error.

function get(Memcache $client, string $key): array
{
    error_clear_last();
    $value = @$client->get($key);
    return ["value" => $value === false ? null : $value,
            "error" => error_get_last()["message"] ?? null];
}

function tell(array $answer): void
{
    echo json_encode($answer), "\n";
}

$client = new Memcache();
foreach (array_slice($argv, 1) as $node) {
    [$host, $port] = explode(":", $node);
    $client->addServer($host, (int)$port);
}
tell(["ready" => true]);
while (($line = fgets(STDIN)) !== false) {
    foreach (array_slice(explode(" ", trim($line)), 1) as $key) {
        $began_ns = hrtime(true);
        $found = get($client, $key);
        $wait_ms = (hrtime(true) - $began_ns) / 1e6;
        tell(["pid" => getmypid(), "wait_ms" => $wait_ms, "key" => $key] + $found);
    }
}
