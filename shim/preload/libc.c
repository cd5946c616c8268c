// SPDX-License-Identifier: MIT
#include "libc.h"

#include <string.h>

/* An object pointer cannot be cast to a function pointer in C, dlsym(3) or not. */
static void resolve(const char *name, void *function)
{
    void *symbol = dlsym(RTLD_NEXT, name);
    if (symbol != NULL)
        memcpy(function, &symbol, sizeof symbol);
}

void libc_resolve(void)
{
#define X(name) resolve(#name, &libc.name);
    LIBC_CALLS(X)
#undef X
}
