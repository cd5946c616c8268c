// SPDX-License-Identifier: MIT
#include "pack.h"

#include "common/clock.h"
#include "view.h"

json_t *pack_fields(const struct field *fields, size_t field_count)
{
    json_t *object = json_object();
    bool complete = object != NULL;
    for (size_t i = 0; i < field_count; i++)
        if (json_object_set_new(object, fields[i].name, fields[i].value) != 0)
            complete = false;
    if (complete)
        return object;
    json_decref(object);
    return NULL;
}

json_t *pack_append(json_t *list, json_t *item)
{
    if (json_array_append_new(list, item) == 0)
        return list;
    json_decref(list);
    return NULL;
}

json_t *pack_optional(int64_t number)
{
    return number == NEVER ? json_null() : json_integer(number);
}

json_t *pack_word(const char *word)
{
    return *word == '\0' ? json_null() : json_string(word);
}

json_t *pack_time(int64_t unix_ms)
{
    char text[CLOCK_UTC_TEXT_MAX];
    return json_string(clock_print_utc(unix_ms > 0 ? (uint64_t)unix_ms : 0, text));
}

bool pack_print(FILE *stream, json_t *whole, size_t flags)
{
    if (whole == NULL)
        return false;
    json_dumpf(whole, stream, flags);
    fputc('\n', stream);
    json_decref(whole);
    return true;
}
