// SPDX-License-Identifier: MIT
#include "anchored.h"
#include "common/clock.h"
#include "happening.h"
#include "output.h"
#include "verbs.h"

#include <errno.h>
#include <unistd.h>

/* What is shown already: entries are not always finished in the order of their numbers. */
struct reader {
    const struct options *options;
    bool coloured;
    bool on_terminal;
    uint64_t shown[EVENTS_MAX];
    struct event list[EVENTS_MAX];
};

static bool show(const struct reader *reader, const struct event *event)
{
    const struct happening happening = happening_of(event, clock_coarse_ms(), clock_unix_ms());
    if (reader->options->format == FORMAT_JSON)
        return happening_print_json(stdout, &happening);
    happening_print(stdout, &happening, reader->on_terminal, reader->coloured);
    return true;
}

static bool show_new(struct reader *reader, const struct events *events)
{
    const size_t found = events_read(events, reader->list);
    for (size_t i = 0; i < found; i++) {
        const struct event *event = &reader->list[i];
        uint64_t *shown = &reader->shown[event->number % EVENTS_MAX];
        const bool is_new = *shown != event->number;
        *shown = event->number;
        if (is_new && happening_is_wanted(event, &reader->options->filter) && !show(reader, event))
            return false;
    }
    return true;
}

/* The bell is read first: what is added after that ends the wait at once. */
static int show_all(struct reader *reader, const struct events *events)
{
    struct output output = {.stream = stdout};
    for (;;) {
        const uint32_t bell = events_bell(events);
        if (!show_new(reader, events)) {
            fputs("shim-stat: no memory for JSON\n", stderr);
            return STAT_NO_TABLE;
        }
        if (!output_close(&output))
            return STAT_NO_TABLE;
        if (!reader->options->follow)
            return STAT_OK;
        if (!events_wait(events, bell) && errno != EINTR) {
            perror("shim-stat: cannot wait for events");
            return STAT_NO_TABLE;
        }
    }
}

int verb_events(const struct options *options)
{
    static struct reader reader;
    struct anchored anchored;
    struct table *table = anchored_open(&anchored, options);
    if (table == NULL)
        return STAT_NO_TABLE;
    reader.options = options;
    reader.coloured = output_is_coloured(options);
    reader.on_terminal = isatty(STDOUT_FILENO);
    const int code = show_all(&reader, &table->events);
    table_unmap(table);
    return code;
}
