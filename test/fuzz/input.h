// SPDX-License-Identifier: MIT
#ifndef MCSHIM_TEST_FUZZ_INPUT_H
#define MCSHIM_TEST_FUZZ_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a fuzzer calls for each input. Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* An input that is read piece by piece; beyond its end it is all zeros. */
struct input {
    const uint8_t *at;
    size_t left;
};

bool input_is_over(const struct input *input);

uint8_t input_byte(struct input *input);

/* A number below `limit`. */
size_t input_below(struct input *input, size_t limit);

/*
 * 64 bits: mostly values at which something changes (0, now, the largest, a minute ago),
 * because chance alone would not find them.
 */
uint64_t input_word(struct input *input, uint64_t now_ms);

/*
 * Copies the bytes up to the next zero byte, at most size - 1 of them, and terminates
 * them. False, and an empty text, if the input is over.
 */
bool input_text(struct input *input, char *text, size_t size);

#endif
