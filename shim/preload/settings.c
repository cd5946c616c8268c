// SPDX-License-Identifier: MIT
#include "settings.h"

#include "common/parse.h"
#include "journal.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

struct settings settings = {
    .mode = MODE_ENFORCE,
    .stall_ms = 100,
    .stall_min_ms = 10,
    .check_timeout_ms = 150,
    .check_interval_ms = 1000,
    .table = TABLE_MACHINE,
};

/* The program may change its environment later, and what was returned with it. */
static char table_path[PATH_MAX];
static char journal_path[PATH_MAX];

/* A word that stands for a number; a list of them ends with NULL. */
struct choice {
    const char *word;
    int value;
};

static bool choose(const char *text, const struct choice *choices, int *value)
{
    for (; choices->word != NULL; choices++) {
        if (strcmp(text, choices->word) == 0) {
            *value = choices->value;
            return true;
        }
    }
    return false;
}

static bool copy_path(const char *text, char path[static PATH_MAX])
{
    const size_t length = strlen(text);
    if (text[0] != '/' || length >= PATH_MAX)
        return false;
    memcpy(path, text, length + 1);
    return true;
}

static bool read_log(const char *text)
{
    static const struct choice targets[] = {
        {"auto", JOURNAL_AUTO},
        {"stderr", JOURNAL_STDERR},
        {"syslog", JOURNAL_SYSLOG},
        {"off", JOURNAL_OFF},
        {NULL, 0},
    };
    int target = JOURNAL_AUTO;
    bool good = choose(text, targets, &target);
    if (!good && copy_path(text, journal_path)) {
        target = JOURNAL_FILE;
        good = true;
    }
    journal_open((enum journal_target)target, journal_path);
    return good;
}

static bool read_mode(const char *text)
{
    static const struct choice modes[] = {
        {"enforce", MODE_ENFORCE}, {"observe", MODE_OBSERVE}, {"off", MODE_OFF}, {NULL, 0}};
    int mode = MODE_ENFORCE;
    const bool good = choose(text, modes, &mode);
    settings.mode = (enum shim_mode)mode;
    return good;
}

static bool read_nodes(const char *text)
{
    return patterns_parse(&settings.nodes, text);
}

static bool read_stall(const char *text)
{
    return parse_duration(text, 10, 60000, &settings.stall_ms);
}

static bool read_stall_min(const char *text)
{
    if (strcmp(text, "fixed") != 0)
        return parse_duration(text, 1, 60000, &settings.stall_min_ms);
    settings.stall_min_ms = UINT64_MAX;
    return true;
}

static bool read_check_timeout(const char *text)
{
    return parse_duration(text, 10, 10000, &settings.check_timeout_ms);
}

static bool read_check_interval(const char *text)
{
    return parse_duration(text, 100, 3600000, &settings.check_interval_ms);
}

static bool read_table(const char *text)
{
    static const struct choice tables[] = {
        {"machine", TABLE_MACHINE}, {"process", TABLE_PROCESS}, {NULL, 0}};
    int table = TABLE_MACHINE;
    bool good = choose(text, tables, &table);
    if (!good && copy_path(text, table_path)) {
        table = TABLE_PATH;
        settings.table_path = table_path;
        good = true;
    }
    settings.table = (enum table_choice)table;
    return good;
}

/* The log comes first: it takes what is said of the others. */
static const struct setting {
    const char *name;
    const char *standard;
    bool (*read)(const char *text);
    const char *expects;
} list[] = {
    {"MCSHIM_LOG", "auto", read_log, "auto, stderr, syslog, off or an absolute path"},
    {"MCSHIM_MODE", "enforce", read_mode, "enforce, observe or off"},
    {"MCSHIM_NODES", "11211", read_nodes,
     "a list of PORT, PORT-PORT, ADDRESS:PORT, CIDR:PORT or [IPV6]:PORT"},
    {"MCSHIM_STALL", "100ms", read_stall, "a duration from 10ms to 60s"},
    {"MCSHIM_STALL_MIN", "10ms", read_stall_min, "a duration from 1ms to 60s, or fixed"},
    {"MCSHIM_CHECK_TIMEOUT", "150ms", read_check_timeout, "a duration from 10ms to 10s"},
    {"MCSHIM_CHECK_INTERVAL", "1s", read_check_interval, "a duration from 100ms to 60m"},
    {"MCSHIM_TABLE", "machine", read_table, "machine, process or an absolute path"},
};

void settings_read(void)
{
    for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
        const struct setting *setting = &list[i];
        /* Through /etc/ld.so.preload also in programs whose user must not say where they write. */
        const char *text = secure_getenv(setting->name);
        if (text != NULL && setting->read(text))
            continue;
        setting->read(setting->standard);
        if (text != NULL)
            journal_say(LOG_WARNING, "%s=%s: expected %s; using %s", setting->name, text,
                        setting->expects, setting->standard);
    }
}
