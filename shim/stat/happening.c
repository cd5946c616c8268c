// SPDX-License-Identifier: MIT
#include "happening.h"

#include "common/clock.h"
#include "human.h"
#include "pack.h"
#include "print.h"

#include <string.h>
#include <time.h>

enum { TIME_TEXT_MAX = 40, NODE_WIDTH = 21, STATE_WIDTH = 7, REASON_WIDTH = 11 };

static const char *kind_name(uint8_t kind)
{
    static const char *const names[EVENT_KINDS] = {
        [EVENT_STATE] = "state", [EVENT_RESET] = "reset", [EVENT_MODE] = "mode"};
    return kind < EVENT_KINDS ? names[kind] : names[EVENT_STATE];
}

/* What a state is if the number is wild, transition.h knows. */
static const char *place_name(const struct event *event, uint8_t number)
{
    if (event->kind == EVENT_MODE)
        return mode_switch_name(number < MODE_SWITCHES ? (enum mode_switch)number : SWITCH_NONE);
    return node_state_name(status_unpack(number).state);
}

struct happening happening_of(const struct event *event, uint64_t now_ms, uint64_t unix_ms)
{
    const uint64_t age_ms = event->at_ms < now_ms ? now_ms - event->at_ms : 0;
    struct happening happening = {
        .number = event->number,
        .unix_ms = age_ms < unix_ms ? (int64_t)(unix_ms - age_ms) : 0,
        .kind = kind_name(event->kind),
        .from = place_name(event, event->from),
        .to = place_name(event, event->to),
        .reason = node_reason_name(event->reason < NODE_REASONS ? (enum node_reason)event->reason
                                                                : REASON_NONE),
        .pid = event->pid,
        .uid = event->uid,
    };
    human_printable(event->command, happening.command, sizeof happening.command);
    if (event->kind != EVENT_MODE)
        endpoint_print(&event->node, happening.node);
    return happening;
}

bool happening_is_wanted(const struct event *event, const struct filter *filter)
{
    const bool is_all = filter->states == 0 && filter->node_count == 0;
    if (event->kind == EVENT_MODE)
        return is_all;
    if (filter->states != 0 && (filter->states & 1U << status_unpack(event->to).state) == 0)
        return false;
    for (size_t i = 0; i < filter->node_count; i++)
        if (endpoint_equal(&filter->nodes[i], &event->node))
            return true;
    return filter->node_count == 0;
}

static void print_time(int64_t unix_ms, bool local, char text[static TIME_TEXT_MAX])
{
    char utc[CLOCK_UTC_TEXT_MAX];
    const time_t seconds = unix_ms / 1000;
    struct tm parts;
    if (local && localtime_r(&seconds, &parts) != NULL) {
        const size_t length = strftime(text, TIME_TEXT_MAX, "%F %T", &parts);
        snprintf(text + length, TIME_TEXT_MAX - length, ".%03d", (int)(unix_ms % 1000));
    } else {
        snprintf(text, TIME_TEXT_MAX, "%s", clock_print_utc((uint64_t)unix_ms, utc));
    }
}

static const char *colour_of(const char *to)
{
    for (int state = 0; state < NODE_STATES; state++)
        if (strcmp(to, node_state_name((enum node_state)state)) == 0)
            return print_colour((enum node_state)state);
    return "";
}

void happening_print(FILE *stream, const struct happening *happening, bool local, bool coloured)
{
    char time_text[TIME_TEXT_MAX];
    const char *colour = coloured ? colour_of(happening->to) : "";
    const bool is_state = strcmp(happening->kind, "state") == 0;
    const int padding = STATE_WIDTH - (int)strlen(happening->to);
    print_time(happening->unix_ms, local, time_text);
    fprintf(stream, "%s  %-*s  %*s -> %s%s%s%*s  %-*s  %s[%u] uid %u\n", time_text, NODE_WIDTH,
            happening->node[0] != '\0' ? happening->node : "all", STATE_WIDTH, happening->from,
            colour, happening->to, *colour != '\0' ? "\033[0m" : "", padding, "", REASON_WIDTH,
            is_state ? happening->reason : happening->kind, happening->command, happening->pid,
            happening->uid);
}

bool happening_print_json(FILE *stream, const struct happening *happening)
{
    const struct field who[] = {
        {"command", json_string(happening->command)},
        {"pid", json_integer(happening->pid)},
        {"uid", json_integer(happening->uid)},
    };
    const struct field fields[] = {
        {"number", json_integer((json_int_t)(happening->number & INT64_MAX))},
        {"time", pack_time(happening->unix_ms)},
        {"kind", json_string(happening->kind)},
        {"node", pack_word(happening->node)},
        {"from", json_string(happening->from)},
        {"to", json_string(happening->to)},
        {"reason", pack_word(happening->reason)},
        {"by", pack_fields(who, sizeof who / sizeof who[0])},
    };
    return pack_print(stream, pack_fields(fields, sizeof fields / sizeof fields[0]), 0);
}
