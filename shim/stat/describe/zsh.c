// SPDX-License-Identifier: MIT
#include "describe.h"
#include "shim/stat/usage.h"

#include <stdio.h>
#include <string.h>

/* Within the brackets of an option's explanation. */
static void print_escaped(const char *text)
{
    for (; *text != '\0'; text++)
        printf(strchr("[]\\", *text) != NULL ? "\\%c" : "%c", *text);
}

static const char *action_of(const struct option_entry *option)
{
    switch (option->argument) {
    case ARGUMENT_FILE:
        return "_files";
    case ARGUMENT_NODE:
        return "_shim_stat_nodes";
    case ARGUMENT_NONE:
    case ARGUMENT_WORD:
    case ARGUMENT_NUMBER:
        break;
    }
    return " ";
}

static void print_option(const struct option_entry *option, bool with_letter)
{
    const char *equals = option->is_optional ? "=-" : "=";
    const char *joined = option->is_optional ? "-" : "+";
    const bool has_argument = option->metavar != NULL;
    fputs("        '*", stdout);
    if (with_letter)
        printf("-%c%s[", option->id, has_argument ? joined : "");
    else
        printf("--%s%s[", option->name, has_argument ? equals : "");
    print_escaped(option->help);
    putchar(']');
    if (has_argument)
        printf("%s%s:", option->is_optional ? "::" : ":", option->metavar);
    if (has_argument && option->words != NULL)
        printf("(%s)", option->words);
    else if (has_argument)
        fputs(action_of(option), stdout);
    puts("' \\");
}

static void print_verbs(void)
{
    puts("    local -a verbs=(");
    for (size_t i = 0; i < VERBS; i++)
        printf("        '%s:%s'\n", usage_verbs[i].name, usage_verbs[i].help);
    puts("    )");
}

static void print_words(void)
{
    static const char *const completions[] = {
        [OPERANDS_NODES] = "_shim_stat_nodes",
        [OPERANDS_SOME_NODES] = "_shim_stat_nodes",
        [OPERANDS_PIDS] = "_pids",
    };
    puts("        case $line[1] in");
    for (size_t i = 0; i < VERBS; i++) {
        printf("        %s) ", usage_verbs[i].name);
        if (usage_verbs[i].operands == OPERANDS_MODE)
            printf("compadd %s", usage_modes);
        else
            fputs(completions[usage_verbs[i].operands], stdout);
        puts(" ;;");
    }
    puts("        esac");
}

void describe_zsh(void)
{
    puts("#compdef shim-stat\n"
         "# SPDX-License-Identifier: MIT\n"
         "# zsh completion for shim-stat; generated\n"
         "\n"
         "_shim_stat_nodes() {\n"
         "    local -a nodes\n"
         "    nodes=(${(f)\"$(shim-stat --prometheus 2>/dev/null |\n"
         "        sed -n 's/^mcshim_node_stalls_total{node=\"\\([^\"]*\\)\".*/\\1/p')\"})\n"
         "    compadd -a nodes\n"
         "}\n"
         "\n"
         "_shim_stat() {\n"
         "    local curcontext=$curcontext state line");
    print_verbs();
    puts("    _arguments -C -S \\");
    for (size_t i = 0; i < OPTIONS; i++) {
        if (usage_has_letter(&usage_options[i]))
            print_option(&usage_options[i], true);
        print_option(&usage_options[i], false);
    }
    puts("        '1:verb:->verb' '*:word:->word' && return\n"
         "    case $state in\n"
         "    verb) _describe verb verbs ;;\n"
         "    word)");
    print_words();
    puts("        ;;\n"
         "    esac\n"
         "}\n"
         "\n"
         "_shim_stat \"$@\"");
}
