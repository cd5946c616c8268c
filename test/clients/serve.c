// SPDX-License-Identifier: MIT
#include "serve.h"

#include <err.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { USAGE = 2 };

static void split(char *line, struct words *words)
{
    const size_t max = sizeof words->list / sizeof words->list[0] - 1;
    char *rest = NULL;
    words->count = 0;
    for (char *word = strtok_r(line, " \n", &rest); word != NULL && words->count < max;
         word = strtok_r(NULL, " \n", &rest))
        words->list[words->count++] = word;
    words->list[words->count] = NULL;
}

static void serve_line(char *line, const struct command *commands)
{
    struct words words;
    split(line, &words);
    if (words.count == 0)
        return;
    while (commands->name != NULL && strcmp(commands->name, words.list[0]) != 0)
        commands++;
    if (commands->name == NULL)
        errx(USAGE, "no such command: %s", words.list[0]);
    commands->run(&words);
}

void ready(void)
{
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
    puts("{\"ready\": true}");
}

void serve(const struct command *commands)
{
    char *line = NULL;
    size_t size = 0;
    while (getline(&line, &size, stdin) > 0)
        serve_line(line, commands);
    free(line);
}

size_t number(const char *text)
{
    char *end = NULL;
    const unsigned long value = text == NULL ? 0 : strtoul(text, &end, 10);
    if (end == NULL || end == text || *end != '\0')
        errx(USAGE, "not a number: %s", text == NULL ? "" : text);
    return value;
}

/* pthread_detach() looks at a thread that may have ended meanwhile (glibc's bug 19951). */
void in_thread(void *(*run)(void *), void *argument)
{
    pthread_t thread;
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    if (pthread_create(&thread, &attributes, run, argument) != 0)
        errx(EXIT_FAILURE, "no thread");
    pthread_attr_destroy(&attributes);
}
