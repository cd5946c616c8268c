// SPDX-License-Identifier: MIT
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The textfile collector runs as another user. */
enum { FILE_MODE = 0644 };

static void say(const struct output *output)
{
    const char *path = output->path != NULL ? output->path : "standard output";
    fprintf(stderr, "shim-stat: cannot write the answer to %s: %s\n", path, strerror(errno));
}

bool output_open(struct output *output, const char *path)
{
    *output = (struct output){.stream = stdout, .path = path};
    if (path == NULL)
        return true;
    const int length = snprintf(output->beside, sizeof output->beside, "%s.XXXXXX", path);
    errno = ENAMETOOLONG;
    const int fd = length < (int)sizeof output->beside ? mkostemp(output->beside, O_CLOEXEC) : -1;
    output->stream = fd >= 0 ? fdopen(fd, "w") : NULL;
    if (output->stream != NULL && fchmod(fd, FILE_MODE) == 0)
        return true;
    say(output);
    if (fd >= 0)
        unlink(output->beside);
    return false;
}

static bool replace(const struct output *output)
{
    const bool written = fflush(output->stream) == 0 && !ferror(output->stream);
    const bool closed = fclose(output->stream) == 0;
    if (written && closed && rename(output->beside, output->path) == 0)
        return true;
    say(output);
    unlink(output->beside);
    return false;
}

bool output_close(struct output *output)
{
    if (output->path != NULL)
        return replace(output);
    if (fflush(stdout) == 0 && !ferror(stdout))
        return true;
    say(output);
    return false;
}

bool output_is_coloured(const struct options *options)
{
    const char *no_color = getenv("NO_COLOR");
    if (options->colour != COLOUR_AUTO)
        return options->colour == COLOUR_ALWAYS;
    return options->output == NULL && isatty(STDOUT_FILENO) &&
           (no_color == NULL || *no_color == '\0');
}
