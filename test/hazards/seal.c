// SPDX-License-Identifier: MIT
/* Becomes another program behind a seccomp filter: seal STYLE PROGRAM [ARGUMENT...] */
#include "filter.h"
#include "hazard.h"

#include <unistd.h>

int main(int argc, char *argv[])
{
    must(argc >= 3, "usage: seal STYLE PROGRAM...");
    filter_enter(argv[1], false);
    execv(argv[2], argv + 2);
    must(false, "exec");
}
