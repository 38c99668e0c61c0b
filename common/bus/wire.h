/*
 * wire - integers as big-endian bytes: appended to a buffer, taken from a view.
 *
 * Must not know: what the integers mean.
 */
#ifndef COMMON_BUS_WIRE_H
#define COMMON_BUS_WIRE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/str.h"

/* Appends the `size` (1..8) low bytes of `value`, most significant first. */
void wire_put(struct buf *out, uint64_t value, int size);

/* Takes from the front. What is too short sets `bad`, and everything taken from
 * then on is 0 or empty: callers look once, at the end. */
struct wire_reader {
	struct view rest;
	bool bad;
};

uint64_t wire_take(struct wire_reader *reader, int size);
struct view wire_take_bytes(struct wire_reader *reader, size_t n);
bool wire_done(const struct wire_reader *reader); /* all was taken, and nothing was short */

#endif
