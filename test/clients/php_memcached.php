<?php
// SPDX-License-Identifier: MIT
// php-memcached as it comes. From the command line one client for all requests, the nodes are
// the arguments; as a page (php-fpm) one client a request, the nodes are in $_GET["nodes"],
// separated by commas; without a key it only says that it is there.

require __DIR__ . "/talk.php";

function client(array $nodes): Memcached
{
    $client = new Memcached();
    foreach ($nodes as $node) {
        [$host, $port] = explode(":", $node);
        $client->addServer($host, (int)$port);
    }
    return $client;
}

function get(Memcached $client, string $key): array
{
    $value = $client->get($key);
    $code = $client->getResultCode();
    $good = $code === Memcached::RES_SUCCESS || $code === Memcached::RES_NOTFOUND;
    return ["value" => $value === false ? null : $value,
            "error" => $good ? null : $client->getResultMessage()];
}

if (PHP_SAPI !== "cli") {
    tell(empty($_GET["key"]) ? ["ready" => true] :
         get(client(explode(",", $_GET["nodes"])), $_GET["key"]));
    exit;
}

$client = client(array_slice($argv, 1));
talk(fn($key) => get($client, $key));
