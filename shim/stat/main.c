// SPDX-License-Identifier: MIT
#include "verbs.h"

int main(int argc, char **argv)
{
    static int (*const verbs[VERBS])(const struct options *) = {
        [VERB_NODES] = verb_nodes, [VERB_PS] = verb_ps,       [VERB_EVENTS] = verb_events,
        [VERB_PING] = verb_ping,   [VERB_MAINT] = verb_maint, [VERB_READY] = verb_ready,
        [VERB_MODE] = verb_mode,   [VERB_RESET] = verb_reset,
    };
    struct options options;
    switch (options_parse(&options, argc, argv)) {
    case OPTIONS_BAD:
        return STAT_USAGE;
    case OPTIONS_ANSWERED:
        return STAT_OK;
    case OPTIONS_GOOD:
        break;
    }
    return verbs[options.verb](&options);
}
