// SPDX-License-Identifier: MIT
#include "describe.h"
#include "shim/stat/usage.h"

#include <stdio.h>

static void print_flags(const struct option_entry *option, const char *between)
{
    if (usage_has_letter(option))
        printf("-%c%s", option->id, between);
    printf("--%s", option->name);
}

/* What follows an option that takes a word. */
static void print_arguments(void)
{
    puts("    case $prev in");
    for (size_t i = 0; i < OPTIONS; i++) {
        const struct option_entry *option = &usage_options[i];
        if (option->argument == ARGUMENT_NONE || option->is_optional)
            continue;
        fputs("    ", stdout);
        print_flags(option, " | ");
        puts(")");
        if (option->argument == ARGUMENT_FILE)
            puts("        _filedir");
        else if (option->argument == ARGUMENT_NODE)
            puts("        _shim_stat_nodes");
        else
            printf("        mapfile -t COMPREPLY < <(compgen -W '%s' -- \"$cur\")\n",
                   option->words);
        puts("        return\n        ;;");
    }
    puts("    esac");
}

static void print_options(void)
{
    fputs("    if [[ $cur == -* ]]; then\n        mapfile -t COMPREPLY < <(compgen -W '", stdout);
    for (size_t i = 0; i < OPTIONS; i++) {
        print_flags(&usage_options[i], " ");
        putchar(i + 1 < OPTIONS ? ' ' : '\'');
    }
    puts(" -- \"$cur\")\n        return\n    fi");
}

static void print_verb_names(void)
{
    for (size_t i = 0; i < VERBS; i++)
        printf(i > 0 ? " %s" : "%s", usage_verbs[i].name);
}

static void print_verb_pattern(void)
{
    for (size_t i = 0; i < VERBS; i++)
        printf(i > 0 ? " | %s" : "%s", usage_verbs[i].name);
}

static void print_words(void)
{
    static const char *const completions[] = {
        [OPERANDS_NODES] = "_shim_stat_nodes",
        [OPERANDS_SOME_NODES] = "_shim_stat_nodes",
        [OPERANDS_PIDS] = "_pids",
    };
    puts("    case $verb in");
    for (size_t i = 0; i < VERBS; i++) {
        printf("    %s) ", usage_verbs[i].name);
        if (usage_verbs[i].operands == OPERANDS_MODE)
            printf("mapfile -t COMPREPLY < <(compgen -W '%s' -- \"$cur\")", usage_modes);
        else
            fputs(completions[usage_verbs[i].operands], stdout);
        puts(" ;;");
    }
    fputs("    *) mapfile -t COMPREPLY < <(compgen -W '", stdout);
    print_verb_names();
    puts("' -- \"$cur\") ;;\n    esac");
}

void describe_bash(void)
{
    puts("# SPDX-License-Identifier: MIT\n"
         "# shellcheck shell=bash\n"
         "# bash completion for shim-stat; generated\n"
         "\n"
         "_shim_stat_nodes() {\n"
         "    mapfile -t COMPREPLY < <(compgen -W \"$(shim-stat --prometheus 2>/dev/null |\n"
         "        sed -n 's/^mcshim_node_stalls_total{node=\"\\([^\"]*\\)\".*/\\1/p')\" -- "
         "\"$cur\")\n"
         "    __ltrim_colon_completions \"$cur\"\n"
         "}\n"
         "\n"
         "_shim_stat() {\n"
         "    local cur prev words cword word verb=\n"
         "    # shellcheck disable=SC2034 # for _init_completion\n"
         "    local split\n"
         "    _init_completion -s -n : || return");
    print_arguments();
    print_options();
    puts("    for word in \"${words[@]:1:cword-1}\"; do\n"
         "        case $word in");
    fputs("        ", stdout);
    print_verb_pattern();
    puts(")\n"
         "            verb=$word\n"
         "            break\n"
         "            ;;\n"
         "        esac\n"
         "    done");
    print_words();
    puts("}\n"
         "\n"
         "complete -F _shim_stat shim-stat");
}
