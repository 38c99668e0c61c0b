/*
 * fuzz_box - sealed secrets that somebody changed: they open to what was sealed, or not at all, in both forms.
 *
 * The first byte says which form; the others what is changed where, and how much is left. The input is also opened as it is.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/auth/key_ring.h"
#include "tests/fuzz/fuzz.h"

enum { CHANGE = 2 };

int fuzz_reached; /* boxes that opened */

static struct key_ring ring = {
	.keys = { [1] = { 7 }, [2] = { 8 } }, .present = { [1] = true, [2] = true }, .active = 1
};
static const char place[] = "sms.account:1:5";

static bool
opens(const char *at, struct view box)
{
	struct buf plain = { 0 };
	struct err err = { 0 };
	bool opened = secret_open(&ring, at, box, &plain, &err) == 0;

	assert(opened || (plain.n == 0 && err.text[0] != '\0'));
	assert(!opened || view_is(buf_view(&plain), "a secret"));
	assert(!opened || secret_key(box) == 1);
	buf_fini(&plain);
	return opened;
}

/* Not memcmp: the fuzzer watches its operands, and would send a box of ours as an input. */
static int
differences(const char *a, const char *b, size_t n)
{
	int bits = 0;

	for (size_t i = 0; i < n; i++)
		bits |= a[i] ^ b[i];
	return bits;
}

static void
changed(const struct buf *good, const uint8_t *data, size_t size)
{
	size_t n = size > 1 ? data[1] % (good->n + 1) : good->n;
	char *box; /* its own, so that a read beyond the end is seen */
	bool same;

	n = n == 0 ? good->n : n;
	box = malloc(n);
	memcpy(box, good->p, n);
	for (size_t at = 2; at + CHANGE <= size; at += CHANGE)
		box[data[at] % n] ^= (char)data[at + 1];
	same = n == good->n && differences(box, good->p, n) == 0;
	assert(opens(place, (struct view){ box, n }) == same);
	assert(!opens("sms.account:1:6", (struct view){ box, n }));
	fuzz_reached += same;
	free(box);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf good = { 0 };
	struct err err;

	key_ring_derive(&ring, size == 0 || (data[0] & 1) == 0);
	assert(secret_seal(&ring, place, VIEW("a secret"), &good, &err) == 0);
	changed(&good, data, size);
	if (size > 0)
		assert(!opens(place, (struct view){ (const char *)data, size }));
	buf_fini(&good);
	return 0;
}
