// SPDX-License-Identifier: MIT
/*
 * Like PHP: its memcached client is an extension, opened with RTLD_DEEPBIND, which
 * prefers the C library to all that was preloaded.
 */
#include "extension/extension.h"
#include "nodes.h"
#include "request.h"
#include "serve.h"

#include <dlfcn.h>
#include <err.h>
#include <stdlib.h>
#include <string.h>

static extension_get_fn *ask_extension;

static void *run_get(void *argument)
{
    char *key = argument;
    char value[VALUE_MAX] = "";
    const struct node_name *node = node_of_key(key);
    const struct request request = request_begin(node->text, key);
    const char *error = ask_extension(&node->endpoint, key, value);
    request_end(&request, value[0] == '\0' ? NULL : value, error);
    free(key);
    return NULL;
}

static void get(const struct words *words)
{
    for (size_t i = 1; i < words->count; i++)
        in_thread(run_get, strdup(words->list[i]));
}

int main(int argc, char *argv[])
{
    static const struct command commands[] = {{"get", get}, {0}};
    nodes_set(1, argc, argv);
    void *extension = dlopen("extension.so", RTLD_NOW | RTLD_DEEPBIND);
    if (extension == NULL)
        errx(EXIT_FAILURE, "%s", dlerror());
    *(void **)&ask_extension = dlsym(extension, "extension_get");
    if (ask_extension == NULL)
        errx(EXIT_FAILURE, "%s", dlerror());
    ready();
    serve(commands);
    return 0;
}
