// SPDX-License-Identifier: MIT
#include "shim/stat/print.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* 2026-11-22T13:05:19.165Z */
static const int64_t UNIX_MS = INT64_C(1795352719165);

static struct view view;

static void add_node(struct node_view node, const char *text)
{
    cr_assert(endpoint_parse(&node.endpoint, text));
    view.nodes[view.node_count++] = node;
}

/* A node that is DOWN, one that never had a fault, one whose verdict is history. */
static void make_view(void)
{
    view = (struct view){
        .unix_ms = UNIX_MS, .mode = "enforce", .process_count = 1, .elsewhere_count = 1};
    view.elsewhere[0] = (struct outsider){.pid = 4712, .command = "heat-api"};
    add_node((struct node_view){.state = NODE_DOWN,
                                .reason = REASON_CONNECT,
                                .for_ms = 8123,
                                .stalls = 1,
                                .failed_fast = 212,
                                .released = 8,
                                .waited_ms = 2016,
                                .checks = 9,
                                .answer_us = 210,
                                .next_check_ms = 877},
             "10.131.73.128:18888");
    add_node((struct node_view){.state = NODE_FULL,
                                .is_history = true,
                                .for_ms = 7200000,
                                .answer_us = NEVER,
                                .next_check_ms = -7100000},
             "[2001:db8::1]:11211");
    add_node(
        (struct node_view){
            .state = NODE_UP, .for_ms = NEVER, .answer_us = NEVER, .next_check_ms = NEVER},
        "10.131.73.129:18888");
    view.processes[0] = (struct process_view){.pid = 4711,
                                              .command = "nova-api",
                                              .mode = "enforce",
                                              .descriptors = "private",
                                              .for_ms = 8123,
                                              .connections = 12,
                                              .waiting = 3};
}

TestSuite(print, .init = make_view);

static char *text_of(bool coloured)
{
    char *text = NULL;
    size_t length;
    FILE *stream = open_memstream(&text, &length);
    print_text(stream, &view, "/dev/shm/mcshim-0-1", coloured);
    fclose(stream);
    return text;
}

Test(print, one_aligned_table)
{
    char *text = text_of(false);
    cr_expect_str_eq(
        text,
        "table /dev/shm/mcshim-0-1, mode enforce, 1 protected process\n"
        "not in this table: heat-api, pid 4712; its log says why\n"
        "NODE                 STATE    FOR  WHY      STALLS  FAILED FAST  RELEASED  WAITED  CHECKS"
        "  ANSWER     NEXT CHECK\n"
        "10.131.73.128:18888  DOWN   8.1 s  connect       1          212         8   2.0 s       9"
        "  210 us         877 ms\n"
        "[2001:db8::1]:11211  FULL   2.0 h  -             0            0         0    0 ms       0"
        "       -  overdue 1.9 h\n"
        "10.131.73.129:18888  UP         -  -             0            0         0    0 ms       0"
        "       -              -\n");
    free(text);
}

Test(print, no_nodes_and_many_processes)
{
    view.node_count = 0;
    view.process_count = 2;
    char *text = text_of(false);
    cr_expect_str_eq(text, "table /dev/shm/mcshim-0-1, mode enforce, 2 protected processes\n"
                           "not in this table: heat-api, pid 4712; its log says why\n"
                           "no nodes\n");
    free(text);
}

static size_t without_escapes(char *text)
{
    char *to = text;
    size_t escapes = 0;
    for (const char *from = text; *from != '\0';) {
        if (*from == '\033') {
            from += strcspn(from, "m") + 1;
            escapes++;
        } else {
            *to++ = *from++;
        }
    }
    *to = '\0';
    return escapes;
}

Test(print, colour_changes_nothing_else)
{
    char *plain = text_of(false);
    char *coloured = text_of(true);
    cr_expect_neq(strstr(coloured, "\033[1;31mDOWN\033[0m"), NULL);
    cr_expect_gt(without_escapes(coloured), 0);
    cr_expect_str_eq(coloured, plain);
    free(plain);
    free(coloured);
}

static json_t *json_of(void)
{
    char *text = NULL;
    size_t length;
    json_error_t error;
    FILE *stream = open_memstream(&text, &length);
    cr_assert(print_json(stream, &view, "/dev/shm/mcshim-0-1"));
    fclose(stream);
    json_t *json = json_loads(text, 0, &error);
    cr_assert_neq(json, NULL, "%s", error.text);
    free(text);
    return json;
}

static void expect_json(const json_t *found, const char *expected_text)
{
    json_t *expected = json_loads(expected_text, 0, NULL);
    char *text = json_dumps(found, JSON_INDENT(1));
    cr_assert_neq(expected, NULL);
    cr_expect(json_equal(found, expected), "%s", text);
    json_decref(expected);
    free(text);
}

Test(print, json_has_every_field)
{
    json_t *json = json_of();
    expect_json(json_array_get(json_object_get(json, "nodes"), 0),
                "{\"node\": \"10.131.73.128:18888\", \"state\": \"DOWN\","
                " \"since\": \"2026-11-22T13:05:11.042Z\", \"for_ms\": 8123,"
                " \"reason\": \"connect\", \"stalls\": 1, \"failed_fast\": 212,"
                " \"released\": 8, \"waited_ms\": 2016, \"checks\": 9, \"answer_us\": 210,"
                " \"next_check_ms\": 877}");
    expect_json(json_object_get(json, "processes"),
                "[{\"pid\": 4711, \"command\": \"nova-api\","
                " \"since\": \"2026-11-22T13:05:11.042Z\", \"connections\": 12,"
                " \"waiting\": 3, \"mode\": \"enforce\", \"keeper\": true,"
                " \"descriptors\": \"private\"}]");
    json_object_del(json, "nodes");
    json_object_del(json, "processes");
    expect_json(json, "{\"version\": 1, \"table\": \"/dev/shm/mcshim-0-1\", \"mode\": \"enforce\","
                      " \"elsewhere\": [{\"pid\": 4712, \"command\": \"heat-api\"}],"
                      " \"observed\": null}");
    json_decref(json);
}

Test(print, json_says_null_where_there_is_nothing_to_tell)
{
    json_t *json = json_of();
    const json_t *node = json_array_get(json_object_get(json, "nodes"), 2);
    static const char *const nulls[] = {"since", "for_ms", "reason", "answer_us", "next_check_ms"};
    for (size_t i = 0; i < sizeof nulls / sizeof nulls[0]; i++)
        cr_expect(json_is_null(json_object_get(node, nulls[i])), "%s", nulls[i]);
    json_decref(json);
}

Test(print, json_survives_an_early_clock_and_a_path_that_is_no_text)
{
    char *text = NULL;
    size_t length;
    view.unix_ms = 0;
    FILE *stream = open_memstream(&text, &length);
    cr_assert(print_json(stream, &view, "/tmp/\xff\"\n"));
    fclose(stream);
    json_t *json = json_loads(text, 0, NULL);
    cr_assert_neq(json, NULL);
    cr_expect_str_eq(json_string_value(json_object_get(json, "table")), "/tmp/\\xff\"\\x0a");
    cr_expect_neq(strstr(text, "1970-01-01T00:00:00.000Z"), NULL);
    json_decref(json);
    free(text);
}
