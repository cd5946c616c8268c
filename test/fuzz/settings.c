// SPDX-License-Identifier: MIT
/*
 * Any environment: each setting is in its range, a bad value is said once and leaves the
 * default, and a line in the log is one line.
 */
#include "shim/preload/settings.h"
#include "input.h"
#include "shim/preload/journal.h"
#include "shim/preload/libc.h"

#include <assert.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { NAMES = 8, TEXT_MAX = PATH_MAX + 64, NO_FILE = 1 << 30 };

static const char *const names[NAMES] = {
    "MCSHIM_LOG",           "MCSHIM_MODE",           "MCSHIM_NODES", "MCSHIM_STALL",
    "MCSHIM_CHECK_TIMEOUT", "MCSHIM_CHECK_INTERVAL", "MCSHIM_TABLE", "MCSHIM_STALL_MIN",
};

enum name { LOG, MODE, NODES, STALL, CHECK_TIMEOUT, CHECK_INTERVAL, TABLE, STALL_MIN };

static char variables[NAMES][TEXT_MAX]; /* NAME=value */
static char *values[NAMES];             /* NULL: not set */
static bool said[NAMES];

/* The log's end: nothing leaves the process. */

static void hear(const char *line, size_t length)
{
    assert(length > 0 && length <= 512);
    assert(memchr(line, '\0', length) == NULL);
    const char *name = memmem(line, length, "MCSHIM_", strlen("MCSHIM_"));
    assert(name != NULL);
    for (size_t i = 0; i < NAMES; i++) {
        const size_t name_length = strlen(names[i]);
        if (strncmp(name, names[i], name_length) != 0 || name[name_length] != '=')
            continue;
        assert(!said[i]);
        said[i] = true;
    }
}

static ssize_t hear_write(int fd, const void *line, size_t length)
{
    (void)fd;
    assert(((const char *)line)[length - 1] == '\n');
    hear(line, length);
    return (ssize_t)length;
}

static ssize_t hear_sendto(int fd, const void *line, size_t length, int flags,
                           const struct sockaddr *address, socklen_t address_length)
{
    (void)flags;
    (void)address;
    (void)address_length;
    assert(fd == NO_FILE);
    hear(line, length);
    return (ssize_t)length;
}

static int no_socket(int family, int type, int protocol)
{
    (void)family;
    (void)type;
    (void)protocol;
    return NO_FILE;
}

static void redirect_log(void)
{
    libc.write = hear_write;
    libc.sendto = hear_sendto;
    libc.socket = no_socket;
}

/* A log that is a file must not become one: below /dev/null nothing can be made. */
static void write_value(enum name name, const char *text, char *value, size_t size)
{
    if (name != LOG || text[0] != '/')
        snprintf(value, size, "%s", text);
    else
        snprintf(value, size, "/dev/null%s", text[1] != '\0' ? text : "");
}

/*
 * Short inputs must be able to say long values: after this byte a text is repeated, up to about
 * as long as a path may be. The text's own length decides which side of that.
 */
static void stretch(char *text, size_t size)
{
    static const char again = '\x01';
    const size_t length = strlen(text);
    if (length < 2 || text[length - 1] != again)
        return;
    const size_t wanted = PATH_MAX - 16 + length;
    const size_t end = wanted < size - 1 ? wanted : size - 1;
    for (size_t at = length - 1; at < end; at++)
        text[at] = text[at - (length - 1)];
    text[end] = '\0';
}

static void set_environment(struct input *input)
{
    static char *set[NAMES + 1];
    static char text[TEXT_MAX];
    size_t used = 0;
    for (size_t i = 0; i < NAMES; i++) {
        values[i] = NULL;
        said[i] = false;
        if (!input_text(input, text, sizeof text))
            continue;
        stretch(text, sizeof text);
        const int prefix = snprintf(variables[i], TEXT_MAX, "%s=", names[i]);
        values[i] = variables[i] + prefix;
        write_value((enum name)i, text, variables[i] + prefix, TEXT_MAX - (size_t)prefix);
        set[used++] = variables[i];
    }
    set[used] = NULL;
    environ = set;
}

static bool is_bad(enum name name)
{
    return said[name] || values[name] == NULL;
}

static void check_numbers(void)
{
    assert(settings.stall_ms >= 10 && settings.stall_ms <= 60000);
    assert(settings.check_timeout_ms >= 10 && settings.check_timeout_ms <= 10000);
    assert(settings.check_interval_ms >= 100 && settings.check_interval_ms <= 3600000);
    assert(settings.stall_min_ms >= 1);
    assert(settings.stall_min_ms <= 60000 || settings.stall_min_ms == UINT64_MAX);
    assert(!is_bad(STALL_MIN) || settings.stall_min_ms == 10);
    assert(!is_bad(STALL) || settings.stall_ms == 100);
    assert(!is_bad(CHECK_TIMEOUT) || settings.check_timeout_ms == 150);
    assert(!is_bad(CHECK_INTERVAL) || settings.check_interval_ms == 1000);
}

static void check_nodes(void)
{
    const struct patterns *nodes = &settings.nodes;
    assert(nodes->count >= 1 && nodes->count <= PATTERNS_MAX);
    for (size_t i = 0; i < nodes->count; i++) {
        assert(nodes->list[i].prefix_bits <= 128);
        assert(nodes->list[i].first_port >= 1);
        assert(nodes->list[i].first_port <= nodes->list[i].last_port);
    }
    assert(!is_bad(NODES) || (nodes->count == 1 && nodes->list[0].first_port == 11211));
}

static void check_choices(void)
{
    assert(settings.mode == MODE_ENFORCE || settings.mode == MODE_OBSERVE ||
           settings.mode == MODE_OFF);
    assert(!is_bad(MODE) || settings.mode == MODE_ENFORCE);
    assert(!is_bad(TABLE) || settings.table == TABLE_MACHINE);
    if (settings.table != TABLE_PATH)
        return;
    assert(settings.table_path[0] == '/' && strlen(settings.table_path) < PATH_MAX);
    assert(strcmp(settings.table_path, values[TABLE]) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct input input = {bytes, size};
    redirect_log();
    set_environment(&input);
    settings_read();
    check_numbers();
    check_nodes();
    check_choices();
    return 0;
}
