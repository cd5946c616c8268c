// SPDX-License-Identifier: MIT
#include "live.h"

#include "common/clock.h"
#include "glance.h"
#include "human.h"
#include "order.h"
#include "output.h"
#include "print.h"
#include "sparkline.h"
#include "terminal.h"

#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct live {
    const struct options *options;
    struct glance glance;
    struct sparkline rates;
    int64_t failed_fast; /* of all nodes shown, as of the last look; NEVER: none yet */
    uint64_t looked_ms;
    enum order order;
    bool reversed;
    bool hides_up;
    bool is_utf8;
};

static int64_t failed_fast(const struct view *view)
{
    int64_t sum = 0;
    for (size_t i = 0; i < view->node_count; i++)
        sum +=
            view->nodes[i].failed_fast < INT64_MAX / TABLE_NODES ? view->nodes[i].failed_fast : 0;
    return sum;
}

static bool look(struct live *live)
{
    struct glance glance;
    if (!glance_take(&glance, live->options))
        return false;
    free(live->glance.view);
    live->glance = glance;
    const uint64_t now_ms = clock_exact_us() / 1000;
    const int64_t sum = failed_fast(glance.view);
    if (live->failed_fast != NEVER && now_ms > live->looked_ms)
        sparkline_add(&live->rates,
                      (sum - live->failed_fast) * 1000 / (int64_t)(now_ms - live->looked_ms));
    live->failed_fast = sum;
    live->looked_ms = now_ms;
    return true;
}

static void hide_up(struct view *view)
{
    size_t kept = 0;
    for (size_t i = 0; i < view->node_count; i++)
        if (view->nodes[i].state != NODE_UP)
            view->nodes[kept++] = view->nodes[i];
    view->node_count = kept;
}

static void print_head(FILE *stream, const struct live *live)
{
    char bars[SPARKLINE_TEXT_MAX];
    char rate[HUMAN_MAX];
    char clock_text[16];
    struct tm parts;
    const time_t now = time(NULL);
    const size_t count = live->rates.count;
    strftime(clock_text, sizeof clock_text, "%T", localtime_r(&now, &parts));
    fprintf(stream, "%s  sorted by %s%s, %s  (q quit, s sort, r reverse, f filter)\n", clock_text,
            order_name(live->order), live->reversed ? ", reversed" : "",
            live->hides_up ? "those not UP" : "all");
    fprintf(stream, "failed fast %s/s %s\n",
            human_count(count > 0 ? live->rates.figures[count - 1] : 0, rate),
            sparkline_print(&live->rates, live->is_utf8, bars));
}

static bool draw(struct live *live)
{
    char *text = NULL;
    size_t length;
    FILE *stream = open_memstream(&text, &length);
    struct view *shown = stream != NULL ? malloc(sizeof *shown) : NULL;
    if (shown != NULL) {
        *shown = *live->glance.view;
        if (live->hides_up)
            hide_up(shown);
        order_nodes(shown, live->order, live->reversed);
        print_head(stream, live);
        print_text(stream, shown, live->glance.table, output_is_coloured(live->options));
    }
    const bool whole = stream != NULL && fclose(stream) == 0 && shown != NULL;
    if (whole)
        terminal_draw(text);
    free(shown);
    free(text);
    return whole;
}

/* False: it is over. */
static bool obey(struct live *live, char key)
{
    switch (key) {
    case 'q':
        return false;
    case 's':
        live->order = (enum order)((live->order + 1) % ORDERS);
        return true;
    case 'r':
        live->reversed = !live->reversed;
        return true;
    case 'f':
        live->hides_up = !live->hides_up;
        return true;
    default:
        return true;
    }
}

/* Until the next look is due. False: it is over. */
static bool attend(struct live *live)
{
    for (;;) {
        const uint64_t now_ms = clock_exact_us() / 1000;
        const uint64_t due_ms = live->looked_ms + live->options->watch_ms;
        char key = '\0';
        if (!draw(live))
            return false;
        switch (terminal_wait(due_ms > now_ms ? due_ms - now_ms : 0, &key)) {
        case TERMINAL_TIME:
            return true;
        case TERMINAL_END:
            return false;
        case TERMINAL_RESIZED:
            break;
        case TERMINAL_KEY:
            if (!obey(live, key))
                return false;
        }
    }
}

int live_show(const struct options *options)
{
    struct live live = {.options = options, .failed_fast = NEVER};
    setlocale(LC_CTYPE, "");
    live.is_utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    bool has_table = look(&live);
    if (!has_table || !terminal_enter())
        return STAT_NO_TABLE;
    while (has_table && attend(&live))
        has_table = look(&live);
    terminal_leave();
    /* Why there is none any more was said on a screen that is gone. */
    if (!has_table && !look(&live))
        return STAT_NO_TABLE;
    free(live.glance.view);
    return STAT_OK;
}
