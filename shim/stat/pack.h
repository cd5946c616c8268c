// SPDX-License-Identifier: MIT
#ifndef MCSHIM_STAT_PACK_H
#define MCSHIM_STAT_PACK_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* JSON objects from lists of fields. What is given is taken, also where it fails. */

/* Counts the fields and the meaning of the output, not the program's releases. */
enum { PACK_VERSION = 1 };

struct field {
    const char *name;
    json_t *value; /* NULL: no memory */
};

/* NULL: no memory. */
json_t *pack_fields(const struct field *fields, size_t field_count);

/* NULL: no memory, now or when the list or the item was made. */
json_t *pack_append(json_t *list, json_t *item);

/* null for NEVER. */
json_t *pack_optional(int64_t number);

/* null for "". */
json_t *pack_word(const char *word);

/* RFC 3339, in UTC. Before 1970 only by a wrong clock. */
json_t *pack_time(int64_t unix_ms);

/* Writes one line, or with indent one text. False: no memory for `whole`. */
bool pack_print(FILE *stream, json_t *whole, size_t flags);

#endif
