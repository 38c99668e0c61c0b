/*
 * form - urlencoded pairs (query strings, form bodies).
 *
 * Owns: cutting at '&' and '=', decoding of '+' and '%XX'. Contract: body.h.
 * Must not know: fields, character sets.
 */
#include <stdlib.h>

#include "common/base/bytes.h"
#include "common/http/body.h"

/* Decodes into `out`, which has room for text.n bytes. False: a '%' without two digits. */
static bool
decode(struct view text, char *out, struct view *decoded)
{
	size_t n = 0;

	for (size_t i = 0; i < text.n; i++) {
		int high, low;

		if (text.p[i] != '%') {
			out[n++] = (char)(text.p[i] == '+' ? ' ' : text.p[i]);
			continue;
		}
		if (text.n - i < 3)
			return false;
		high = hex_value(text.p[i + 1]);
		low = hex_value(text.p[i + 2]);
		if (high < 0 || low < 0)
			return false;
		out[n++] = (char)(high * 16 + low);
		i += 2;
	}
	*decoded = (struct view){ out, n };
	return true;
}

int
form_each(struct view text, int max, bool (*pair)(void *ctx, struct view name, struct view value),
    void *ctx)
{
	char *memory = mem_new(text.n);
	int count = 0, result = 0;

	while (text.n > 0) {
		struct view value = view_cut(&text, '&'), name = view_cut(&value, '=');
		struct view decoded_name, decoded_value;

		if (name.n == 0 && value.p == NULL)
			continue; /* "a=1&&b=2" */
		if (++count > max || !decode(name, memory, &decoded_name) ||
		    !decode(value, memory + name.n, &decoded_value)) {
			result = -1;
			break;
		}
		if (!pair(ctx, decoded_name, decoded_value))
			break;
	}
	free(memory);
	return result;
}
