<?php
// SPDX-License-Identifier: MIT
// The protocol of the clients (README.md here), for those in PHP.

function tell(array $answer): void
{
    echo json_encode($answer), "\n";
}

// Asks for the keys that are named on the standard input, by $get(key).
function talk(callable $get): void
{
    tell(["ready" => true]);
    while (($line = fgets(STDIN)) !== false) {
        foreach (array_slice(explode(" ", trim($line)), 1) as $key) {
            $began_ns = hrtime(true);
            $found = $get($key);
            $wait_ms = (hrtime(true) - $began_ns) / 1e6;
            tell(["pid" => getmypid(), "wait_ms" => $wait_ms, "key" => $key] + $found);
        }
    }
}
