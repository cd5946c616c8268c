// SPDX-License-Identifier: MIT
#include "input.h"

#include <string.h>

bool input_is_over(const struct input *input)
{
    return input->left == 0;
}

uint8_t input_byte(struct input *input)
{
    if (input->left == 0)
        return 0;
    input->left--;
    return *input->at++;
}

static uint64_t input_number(struct input *input, size_t bytes)
{
    uint64_t number = 0;
    for (size_t i = 0; i < bytes; i++)
        number |= (uint64_t)input_byte(input) << 8 * i;
    return number;
}

size_t input_below(struct input *input, size_t limit)
{
    return input_number(input, limit > UINT8_MAX ? 2 : 1) % limit;
}

uint64_t input_word(struct input *input, uint64_t now_ms)
{
    enum { MINUTE_MS = 60000 };
    const uint64_t edges[] = {
        0,          now_ms,    now_ms - MINUTE_MS,      now_ms + MINUTE_MS,
        UINT64_MAX, INT64_MAX, (uint64_t)INT64_MAX + 1,
    };
    enum { EDGES = sizeof edges / sizeof edges[0] };
    const uint8_t kind = input_byte(input);
    if (kind < 0x80)
        return edges[kind % EDGES] + (uint64_t)(int64_t)(int8_t)input_byte(input);
    if (kind < 0xc0)
        return now_ms + input_number(input, 3) - (1U << 23);
    return input_number(input, sizeof(uint64_t));
}

bool input_text(struct input *input, char *text, size_t size)
{
    size_t length = 0;
    const bool found = input->left > 0;
    while (input->left > 0) {
        const char byte = (char)input_byte(input);
        if (byte == '\0')
            break;
        if (length + 1 < size)
            text[length++] = byte;
    }
    text[length] = '\0';
    return found;
}
