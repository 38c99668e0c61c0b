/* fuzz_hook: types, addresses and secrets of any bytes are taken or refused; a list that is taken is an
 * array of plain words, and is taken again as it is written. */
#include <assert.h>
#include <ctype.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "common/http/address.h"
#include "hookd/core/signature.h"
#include "hookd/core/type.h"
#include "tests/fuzz/fuzz.h"

int fuzz_reached; /* lists of types */

static void
check_types(struct view text)
{
	struct buf out = { 0 };

	if (type_list(text, &out)) {
		fuzz_reached++;
		assert(out.n >= 2 && out.p[0] == '{' && out.p[out.n - 1] == '}');
		for (size_t i = 1; i < out.n - 1; i++)
			assert(
			    islower((unsigned char)out.p[i]) || strchr("._*,", out.p[i]) != NULL);
	}
	buf_fini(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view text = { (const char *)data, size };
	struct buf out = { 0 };
	bool literal = false;

	check_types(text);
	assert(!address_text_is_public(text, &literal) || literal);
	assert(signature_add(text, VIEW("1"), 1, text, &out) == (out.n > 0));
	buf_fini(&out);
	return 0;
}
