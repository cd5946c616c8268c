// SPDX-License-Identifier: MIT
#include "describe.h"
#include "shim/stat/usage.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { LINE_MAX_BYTES = 1024 };

/* A line of --help as a sentence, and what is to be added. */
static void print_text(const char *help, const char *more)
{
    const bool has_more = more != NULL;
    printf("\t%c%s.%s%s\n\n", toupper((unsigned char)help[0]), help + 1, has_more ? " " : "",
           has_more ? more : "");
}

static void print_verbs(void)
{
    for (size_t i = 0; i < VERBS; i++) {
        printf("*%s* %s\n", usage_verbs[i].name, usage_verbs[i].words);
        print_text(usage_verbs[i].help, usage_verbs[i].more);
    }
}

static void print_options(void)
{
    for (size_t i = 0; i < OPTIONS; i++) {
        const struct option_entry *option = &usage_options[i];
        if (usage_has_letter(option))
            printf("*-%c*, ", option->id);
        printf("*--%s*", option->name);
        if (option->metavar != NULL)
            printf(option->is_optional ? " [_%s_]" : " _%s_", option->metavar);
        putchar('\n');
        print_text(option->help, option->more);
    }
}

void describe_manual(void)
{
    char line[LINE_MAX_BYTES];
    while (fgets(line, sizeof line, stdin) != NULL) {
        if (strcmp(line, "@verbs@\n") == 0)
            print_verbs();
        else if (strcmp(line, "@options@\n") == 0)
            print_options();
        else
            fputs(line, stdout);
    }
}
