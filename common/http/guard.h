/*
 * guard - a strict reading of a request's frame, before the parser sees its bytes.
 *
 * Owns: where a head, a chunk and a message end; what no head or chunk line may hold; of which
 *       characters a field's name is made; the limits of the request line (414) and of head,
 *       chunk extensions and trailers (431).
 * Must not know: methods, which names there are, what a body means.
 *
 * The parser (llhttp 8.1) lets a lone CR, folded lines, names with spaces and chunk data without
 * its CR LF pass, which another server in the chain may read differently (design/http.md,
 * "Choice"; RFC 9112, 5.1: a space before the colon is 400).
 * The guard refuses them, and cuts the stream at each end it sees: when the parser does not
 * see the same end at the same byte, the request is refused too (parse.c).
 */
#ifndef COMMON_HTTP_GUARD_H
#define COMMON_HTTP_GUARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { GUARD_LINE_MAX = 8 * 1024 /* request line */, GUARD_SIZE_DIGITS_MAX = 15 };

enum guard_state {
	GUARD_START, /* before the request line; empty lines are skipped (RFC 9112 2.2) */
	GUARD_START_CR,
	GUARD_LINE_START, /* of a header or trailer line */
	GUARD_NAME, /* up to its colon */
	GUARD_LINE,
	GUARD_LINE_CR,
	GUARD_LAST_CR, /* of the empty line that ends head or trailers */
	GUARD_BODY, /* `left` bytes */
	GUARD_SIZE, /* hexadecimal digits of a chunk */
	GUARD_EXTENSION,
	GUARD_SIZE_CR,
	GUARD_DATA, /* `left` bytes of a chunk */
	GUARD_DATA_END, /* its CR LF */
	GUARD_DATA_CR,
};

enum guard_event {
	GUARD_MORE, /* all bytes are taken, nothing has ended */
	GUARD_HEAD, /* the head ends behind the taken bytes: say what follows it */
	GUARD_END, /* the message ends behind the taken bytes */
	GUARD_BAD, /* refuse with guard->status */
};

struct guard {
	enum guard_state state;
	int status; /* with GUARD_BAD: 400, 414 or 431 */
	bool first_line, trailers;
	int digits;
	uint64_t left;
	size_t counted; /* bytes of head, chunk extensions and trailers */
	size_t max_header;
};

void guard_init(struct guard *guard, size_t max_header);

/* Takes bytes up to the next event; `taken` <= n tells how many. */
enum guard_event guard_take(struct guard *guard, const char *p, size_t n, size_t *taken);

/* After GUARD_HEAD: what follows. No call: nothing, the next message begins. */
void guard_expect_body(struct guard *guard, uint64_t length); /* length > 0 */
void guard_expect_chunks(struct guard *guard);

#endif
