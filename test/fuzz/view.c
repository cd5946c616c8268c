// SPDX-License-Identifier: MIT
/*
 * shim-stat on any table: what it shows is possible, printable and whole, as text and as
 * JSON.
 */
#include "common/attach.h"
#include "rubbish.h"
#include "shim/stat/happening.h"
#include "shim/stat/print.h"

#include <assert.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { NEXT_CHECK_MAX_MS = 2 * 60 * 60 * 1000 };

/* Of a machine that has run for a while, and of one that has just started. */
static const uint64_t nows_ms[] = {UINT64_C(1000000000), 5};

static bool is_printable(const char *text)
{
    for (; *text != '\0'; text++)
        if (*text < ' ' || *text > '~')
            return false;
    return true;
}

static void check_node(const struct node_view *node, uint64_t now_ms)
{
    const int64_t counts[] = {node->stalls, node->failed_fast, node->released, node->waited_ms,
                              node->checks};
    const int64_t now = (int64_t)now_ms;
    assert((int)node->state < NODE_STATES && (int)node->reason < NODE_REASONS);
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
        assert(counts[i] >= 0);
    assert(node->for_ms == NEVER || (node->for_ms >= 0 && node->for_ms <= now));
    assert(node->answer_us == NEVER || node->answer_us > 0);
    assert(node->next_check_ms == NEVER ||
           (node->next_check_ms >= -now && node->next_check_ms <= NEXT_CHECK_MAX_MS));
    assert(!node->is_history || node->state == NODE_DOWN || node->state == NODE_FULL);
}

static void check_process(const struct process_view *process, uint64_t now_ms)
{
    assert(is_printable(process->command));
    assert(is_printable(process->mode) && is_printable(process->descriptors));
    assert(process->for_ms >= 0 && process->for_ms <= (int64_t)now_ms);
}

static void check_view(const struct view *view, const struct filter *filter, uint64_t now_ms)
{
    for (size_t i = 0; i < view->node_count; i++) {
        check_node(&view->nodes[i], now_ms);
        assert(filter->states == 0 || (filter->states & 1U << view->nodes[i].state) != 0);
        assert(filter->node_count == 0 ||
               endpoint_equal(&filter->nodes[0], &view->nodes[i].endpoint));
    }
    for (size_t i = 0; i < view->process_count; i++)
        check_process(&view->processes[i], now_ms);
    for (size_t i = 1; i < view->process_count; i++)
        assert(view->processes[i - 1].pid <= view->processes[i].pid);
}

/* One line for the table, perhaps one of who observes, one for the titles, one for each node. */
static void check_text(const struct view *view, bool coloured)
{
    char *text = NULL;
    size_t size = 0;
    size_t lines = 0;
    FILE *stream = open_memstream(&text, &size);
    print_text(stream, view, "/a\nb\033c", coloured);
    fclose(stream);
    assert(strlen(text) == size);
    for (const char *at = text; *at != '\0'; at++) {
        lines += *at == '\n';
        assert((*at >= ' ' && *at <= '~') || *at == '\n' || (coloured && *at == '\033'));
    }
    assert(lines == 2 + view->observed.any + view->node_count);
    free(text);
}

static void check_json(const struct view *view)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    assert(print_json(stream, view, "/a\nb\033c"));
    fclose(stream);
    json_t *whole = json_loadb(text, size, JSON_REJECT_DUPLICATES, NULL);
    assert(json_is_object(whole));
    assert(json_array_size(json_object_get(whole, "nodes")) == view->node_count);
    assert(json_array_size(json_object_get(whole, "processes")) == view->process_count);
    json_decref(whole);
    free(text);
}

/* One whose proof is good, whatever it says. */
static void add_event(struct table *table, struct input *input, uint64_t now_ms)
{
    struct event event = {.at_ms = input_word(input, now_ms),
                          .kind = input_byte(input),
                          .from = input_byte(input),
                          .to = input_byte(input),
                          .reason = input_byte(input),
                          .node = rubbish_endpoint(input_below(input, RUBBISH_ENDPOINTS))};
    for (size_t i = 0; i < EVENT_COMMAND_MAX; i++)
        event.command[i] = (char)input_byte(input);
    events_add(&table->events, &event);
}

/* One printable line for each event, in either format. */
static void check_events(const struct table *table, uint64_t now_ms)
{
    static struct event list[EVENTS_MAX];
    const size_t found = events_read(&table->events, list);
    char *text = NULL;
    size_t size = 0;
    size_t lines = 0;
    FILE *stream = open_memstream(&text, &size);
    for (size_t i = 0; i < found; i++) {
        const struct happening happening = happening_of(&list[i], now_ms, UINT64_C(1795352711042));
        assert(happening.unix_ms >= 0 && happening.unix_ms <= INT64_C(1795352711042));
        happening_print(stream, &happening, i % 2 == 0, i % 2 == 0);
        assert(happening_print_json(stream, &happening));
    }
    fclose(stream);
    for (const char *at = text; *at != '\0'; at++) {
        lines += *at == '\n';
        assert((*at >= ' ' && *at <= '~') || *at == '\n' || *at == '\033');
    }
    assert(lines == 2 * found);
    free(text);
}

static struct filter choose_filter(struct input *input)
{
    const uint8_t choice = input_byte(input);
    struct filter filter = {.states = choice % 2 != 0 ? choice >> 3 : 0};
    if ((choice & 2) != 0)
        filter.nodes[filter.node_count++] = rubbish_endpoint(choice % RUBBISH_ENDPOINTS);
    return filter;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct table table;
    struct input input = {bytes, size};
    const uint64_t now_ms = nows_ms[input_below(&input, 2)];
    const struct filter filter = choose_filter(&input);
    memset((void *)&table, 0, sizeof table);
    add_event(&table, &input, now_ms);
    while (!input_is_over(&input))
        rubbish_write(&table, &input, now_ms);
    struct view *view = view_take(&table, &filter, now_ms, UINT64_C(1795352711042));
    assert(view != NULL);
    check_view(view, &filter, now_ms);
    check_text(view, false);
    check_text(view, true);
    check_json(view);
    (void)view_has_down(view);
    check_events(&table, now_ms);
    free(view);
    return 0;
}
