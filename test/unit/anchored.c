// SPDX-License-Identifier: MIT
#include "anchored.h"

#include <criterion/criterion.h>
#include <string.h>

char anchor[SCRATCH_PATH_MAX];

void anchored_begin(void)
{
    scratch_make();
    scratch_path("table", anchor);
}

struct table *attached(enum attach_mode mode)
{
    const char *problem;
    struct table *table = table_attach(anchor, mode, &problem);
    cr_assert_neq(table, NULL, "%s", problem);
    cr_expect_eq(problem, NULL);
    return table;
}

void expect_refused(enum attach_mode mode, const char *why)
{
    const char *problem;
    cr_expect_eq(table_attach(anchor, mode, &problem), NULL);
    cr_assert_neq(problem, NULL);
    cr_expect_neq(strstr(problem, why), NULL, "\"%s\" does not say \"%s\"", problem, why);
}

struct segment_name anchored(void)
{
    struct segment_name name;
    cr_assert_eq(anchor_read(anchor, ANCHOR_BY_US, &name), ANCHOR_GOOD);
    return name;
}
