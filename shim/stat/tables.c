// SPDX-License-Identifier: MIT
#include "tables.h"

#include "anchored.h"
#include "users.h"

#include <stdio.h>
#include <unistd.h>

static bool is_used(const struct table *table)
{
    for (size_t i = 0; i < TABLE_PROCESSES; i++)
        if (process_alive(&table->processes[i]))
            return true;
    return false;
}

/* NULL: there is none, or it is not ours to write, and that was said. */
static struct table *open_one(struct anchored *anchored, const struct options *options, bool make)
{
    if (!anchored_choose(anchored, options))
        return NULL;
    struct table *found = make ? NULL : anchored_attach(anchored, ATTACH_READ);
    if (!make && found == NULL)
        return NULL;
    if (found != NULL)
        table_unmap(found);
    return anchored_attach(anchored, ATTACH_SHARE);
}

static int steer_one(const struct options *options, bool make, table_order order)
{
    struct anchored anchored;
    struct table *table = open_one(&anchored, options, make);
    if (table == NULL)
        return STAT_NO_TABLE;
    const bool good = order(table, options);
    /* Root's own table, say, where those of other users were meant. */
    if (make && !is_used(table))
        printf("no process shares %s at the moment\n", anchored.path);
    table_unmap(table);
    return good ? STAT_OK : STAT_NO_TABLE;
}

struct visit {
    const struct options *options;
    table_order order;
    size_t steered;
    bool good;
};

/*
 * Attached as its user, who could have put anything there that is not ours to write; the order
 * itself is ours again, by our uid.
 */
static void steer_user(const char *path, uid_t user, void *context)
{
    struct visit *visit = context;
    const char *problem = "not ours to become its user; ask as root";
    const uid_t self = geteuid();
    struct table *table = seteuid(user) == 0 ? table_attach(path, ATTACH_SHARE, &problem) : NULL;
    if (seteuid(self) != 0)
        problem = "not ours to be ourselves again"; /* cannot be */
    if (table == NULL) {
        fprintf(stderr, "shim-stat: %s is left out: %s\n", path, problem);
        visit->good = false;
        return;
    }
    printf("%s:\n", path);
    visit->good = visit->order(table, visit->options) && visit->good;
    visit->steered++;
    table_unmap(table);
}

int tables_steer(const struct options *options, bool make, table_order order)
{
    struct visit visit = {.options = options, .order = order, .good = true};
    if (!options->all)
        return steer_one(options, make, order);
    users_each(steer_user, &visit);
    if (visit.steered == 0)
        users_say_none();
    return visit.good && visit.steered > 0 ? STAT_OK : STAT_NO_TABLE;
}
