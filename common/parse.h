// SPDX-License-Identifier: MIT
#ifndef MCSHIM_COMMON_PARSE_H
#define MCSHIM_COMMON_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The pieces that settings, endpoints and options are made of. Each reads all of
 * text[0..length) or says false and leaves its result untouched. Any thread,
 * signal handlers, after fork; no allocation, no locale.
 */

/* Decimal digits alone, from min to max. */
bool parse_number(const char *text, size_t length, uint64_t min, uint64_t max, uint64_t *number);

/* A whole number and a unit, "100ms", "1s" or "2m", from min_ms to max_ms. */
bool parse_duration(const char *text, uint64_t min_ms, uint64_t max_ms, uint64_t *duration_ms);

/*
 * An IPv4 address, or an IPv6 address in brackets, as 16 bytes; IPv4 is v4-mapped.
 * No names: they would need the resolver.
 */
bool parse_address(const char *text, size_t length, uint8_t address[static 16]);

/* Writes number in decimal, without a terminator (at most 20 bytes); returns the end. */
char *print_number(char *at, uint64_t number);

#endif
