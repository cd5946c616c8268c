// SPDX-License-Identifier: MIT
/*
 * Stands in for libFuzzer where the compiler has none: tries each file of a folder, what
 * was worth keeping of earlier searches.
 */
#include "input.h"

#include <dirent.h>
#include <err.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

enum { INPUT_MAX = 1 << 16, USAGE = 2 };

/* With a copy of its own size, so that a read beyond the end is seen. */
static void try_bytes(const uint8_t *bytes, size_t size)
{
    uint8_t *exact = malloc(size > 0 ? size : 1);
    if (exact == NULL)
        err(EXIT_FAILURE, "malloc");
    for (size_t i = 0; i < size; i++)
        exact[i] = bytes[i];
    LLVMFuzzerTestOneInput(exact, size);
    free(exact);
}

static void try_file(const char *path)
{
    static uint8_t bytes[INPUT_MAX];
    FILE *file = fopen(path, "rbe");
    if (file == NULL)
        err(EXIT_FAILURE, "%s", path);
    try_bytes(bytes, fread(bytes, 1, sizeof bytes, file));
    fclose(file);
}

int main(int argc, char *argv[])
{
    const char *folder = argc == 2 ? argv[1] : "";
    DIR *entries = opendir(folder);
    if (entries == NULL)
        err(USAGE, "Usage: %s FOLDER: %s", argv[0], folder);
    for (const struct dirent *entry; (entry = readdir(entries)) != NULL;) {
        char path[PATH_MAX];
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (entry->d_name[0] != '.')
            try_file(path);
    }
    closedir(entries);
    return EXIT_SUCCESS;
}
