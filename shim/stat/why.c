// SPDX-License-Identifier: MIT
#include "why.h"

#include "common/pattern.h"
#include "human.h"
#include "procfs.h"

#include <elf.h>
#include <fcntl.h>
#include <limits.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char library[] = "libmcshim.so";

static bool is_loaded(const char *pid)
{
    size_t length;
    char *maps = procfs_read(pid, "maps", &length);
    const bool found = maps != NULL && strstr(maps, library) != NULL;
    free(maps);
    return found;
}

/* The dynamic linker's path, "" of a static program. False: it cannot be told. */
static bool read_interpreter(const char *pid, char interpreter[static PROCFS_LINE_MAX])
{
    char path[PATH_MAX];
    ElfW(Ehdr) header;
    ElfW(Phdr) segment;
    snprintf(path, sizeof path, "/proc/%s/exe", pid);
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool good = fd >= 0 && pread(fd, &header, sizeof header, 0) == (ssize_t)sizeof header &&
                memcmp(header.e_ident, ELFMAG, SELFMAG) == 0 &&
                header.e_phentsize == sizeof segment;
    memset(interpreter, 0, PROCFS_LINE_MAX);
    for (size_t i = 0; good && i < header.e_phnum; i++) {
        const off_t at = (off_t)(header.e_phoff + i * sizeof segment);
        good = pread(fd, &segment, sizeof segment, at) == (ssize_t)sizeof segment;
        if (good && segment.p_type == PT_INTERP && segment.p_filesz < PROCFS_LINE_MAX)
            good = pread(fd, interpreter, segment.p_filesz, (off_t)segment.p_offset) > 0;
    }
    if (fd >= 0)
        close(fd);
    return good;
}

/* What the kernel told the linker: do not trust the environment (getauxval(3), AT_SECURE). */
static bool is_secure(const char *pid)
{
    size_t length;
    bool secure = false;
    char *text = procfs_read(pid, "auxv", &length);
    for (size_t at = 0; text != NULL && at + sizeof(ElfW(auxv_t)) <= length;
         at += sizeof(ElfW(auxv_t))) {
        ElfW(auxv_t) entry;
        memcpy(&entry, text + at, sizeof entry);
        secure |= entry.a_type == AT_SECURE && entry.a_un.a_val != 0;
    }
    free(text);
    return secure;
}

/* The library is there, and keeps nobody. */
static const char *why_idle(const char *environment, size_t length, const struct endpoint *node)
{
    const char *mode = procfs_variable(environment, length, "MCSHIM_MODE");
    const char *nodes = procfs_variable(environment, length, "MCSHIM_NODES");
    struct patterns patterns;
    if (mode != NULL && strcmp(mode, "off") == 0)
        return "its MCSHIM_MODE is off";
    if (node == NULL)
        return "it has the shim, but has not connected to a node yet";
    if (!patterns_parse(&patterns, nodes != NULL ? nodes : "11211"))
        patterns_parse(&patterns, "11211");
    if (!patterns_match(&patterns, node))
        return "its MCSHIM_NODES does not name that node";
    return "it has the shim, but this connection was inherited, or made past libc";
}

static const char *why_not_loaded(const char *pid, const char *environment, size_t length)
{
    char interpreter[PROCFS_LINE_MAX];
    const char *preload = procfs_variable(environment, length, "LD_PRELOAD");
    const bool known = read_interpreter(pid, interpreter);
    if (known && interpreter[0] == '\0')
        return "a static program: nothing can be preloaded";
    if (known && strstr(interpreter, "ld-musl") != NULL)
        return "it uses musl: the shim is for glibc";
    if (is_secure(pid))
        return "set-uid, or with capabilities: LD_PRELOAD is ignored";
    if (preload != NULL && strstr(preload, library) != NULL)
        return "LD_PRELOAD names the library, which could not be loaded when it started";
    return "started without LD_PRELOAD, perhaps before that was set up";
}

void why_unprotected(const char *pid, const struct endpoint *node, char why[static WHY_MAX])
{
    size_t length = 0;
    char *environment = procfs_read(pid, "environ", &length);
    const char *reason = "it cannot be looked into; ask as root";
    if (environment != NULL)
        reason = is_loaded(pid) ? why_idle(environment, length, node)
                                : why_not_loaded(pid, environment, length);
    human_printable(reason, why, WHY_MAX);
    free(environment);
}
