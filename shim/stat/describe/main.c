// SPDX-License-Identifier: MIT
#include "describe.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*describe)(void);
    } kinds[] = {{"manual", describe_manual}, {"bash", describe_bash}, {"zsh", describe_zsh}};
    for (size_t i = 0; argc == 2 && i < sizeof kinds / sizeof kinds[0]; i++)
        if (strcmp(argv[1], kinds[i].name) == 0) {
            kinds[i].describe();
            if (fflush(stdout) != 0)
                err(EXIT_FAILURE, "standard output");
            return EXIT_SUCCESS;
        }
    errx(2, "usage: describe manual|bash|zsh");
}
