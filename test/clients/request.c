// SPDX-License-Identifier: MIT
#include "request.h"

#include "common/clock.h"

#include <stdio.h>
#include <unistd.h>

struct request request_begin(const char *node, const char *key)
{
    return (struct request){.node = node, .key = key, .began_us = clock_exact_us()};
}

static void print_field(const char *name, const char *text)
{
    if (text == NULL)
        printf(", \"%s\": null", name);
    else
        printf(", \"%s\": \"%s\"", name, text);
}

void request_end(const struct request *request, const char *value, const char *error)
{
    const double wait_ms = (double)(clock_exact_us() - request->began_us) / 1e3;
    flockfile(stdout);
    printf("{\"pid\": %d, \"wait_ms\": %.3f", getpid(), wait_ms);
    print_field("node", request->node);
    print_field("key", request->key);
    print_field("value", value);
    print_field("error", error);
    puts("}");
    funlockfile(stdout);
}
