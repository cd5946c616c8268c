// SPDX-License-Identifier: MIT
#include "rubbish.h"

#include <string.h>

struct endpoint rubbish_endpoint(size_t which)
{
    static const char *const texts[RUBBISH_ENDPOINTS] = {
        "192.0.2.1:11211",     "192.0.2.1:11212",     "192.0.2.2:11211", "192.0.2.2:11212",
        "[2001:db8::1]:11211", "[2001:db8::1]:11212", "[fe80::1]:11211", "[fe80::1]:11212",
    };
    struct endpoint endpoint = {0};
    endpoint_parse(&endpoint, texts[which]);
    endpoint.scope = endpoint.address[0] == 0xfe ? UINT32_MAX : 0;
    return endpoint;
}

static void write_word(void *block, size_t words, struct input *input, uint64_t now_ms)
{
    shared_u64 *first = block;
    const size_t at = input_below(input, words);
    poke(&first[at], input_word(input, now_ms));
}

void rubbish_write_node(struct node *node, struct input *input, uint64_t now_ms)
{
    const size_t words = (sizeof *node - offsetof(struct node, status)) / sizeof(shared_u64);
    write_word(&node->status, words, input, now_ms);
}

/* A node that has its name, with one word of it wild. */
static void write_known_node(struct table *table, struct input *input, uint64_t now_ms)
{
    const struct endpoint endpoint = rubbish_endpoint(input_below(input, RUBBISH_ENDPOINTS));
    struct node *node = table_find(table, &endpoint);
    if (node != NULL)
        rubbish_write_node(node, input, now_ms);
}

/* Any key under its own tag: an endpoint that nobody ever connected to. */
static void write_stranger(struct table *table, struct input *input)
{
    struct node *node = &table->nodes[input_below(input, TABLE_NODES)];
    struct endpoint endpoint;
    for (size_t i = 0; i < sizeof endpoint; i++)
        ((uint8_t *)&endpoint)[i] = input_byte(input);
    uint64_t words[3];
    memcpy(words, &endpoint, sizeof words);
    for (size_t i = 0; i < 3; i++)
        poke(&node->key[i], words[i]);
    poke(&node->tag, endpoint_hash(&endpoint));
}

static void write_block(struct table *table, struct input *input)
{
    enum { BLOCK = 1024 };
    const size_t at = input_below(input, sizeof *table / BLOCK) * BLOCK;
    memset((char *)table + at, input_byte(input), BLOCK);
}

void rubbish_write(struct table *table, struct input *input, uint64_t now_ms)
{
    switch (input_byte(input) % 8) {
    case 0:
        write_word(table, offsetof(struct table, processes) / sizeof(shared_u64), input, now_ms);
        break;
    case 1:
        write_word(&table->processes[input_below(input, 8)],
                   sizeof table->processes[0] / sizeof(shared_u64), input, now_ms);
        break;
    case 2:
        write_word(&table->nodes[input_below(input, TABLE_NODES)],
                   sizeof table->nodes[0] / sizeof(shared_u64), input, now_ms);
        break;
    case 3:
        write_stranger(table, input);
        break;
    case 4:
        write_block(table, input);
        break;
    default:
        write_known_node(table, input, now_ms);
    }
}
