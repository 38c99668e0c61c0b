/* key_chain - see key_chain.h */
#include "common/auth/key_chain.h"

#include <assert.h>

static bool
is_key(struct view word)
{
	size_t digits = 0;

	while (digits < word.n && hex_value(word.p[digits]) >= 0)
		digits++;
	return digits == word.n && word.n == KEY_CHAIN_DIGITS;
}

static bool
is_known(const struct key_chain *chain, struct view key)
{
	for (int i = 1; i < chain->count; i++)
		if (bytes_equal_secret(chain->keys[i], key))
			return true;
	return false;
}

static const char *
key_add(struct key_chain *chain, struct view key)
{
	if (!is_key(key))
		return "must hold keys of 64 hexadecimal digits, separated by blanks";
	if (bytes_equal_secret(chain->keys[0], key))
		return "must not hold the first key itself";
	if (is_known(chain, key))
		return "must not hold a key twice";
	if (chain->count == KEY_CHAIN_MAX)
		return "must not hold more than 15 keys";
	chain->keys[chain->count++] = key;
	return NULL;
}

const char *
key_chain_parse(struct view first, struct view more, struct key_chain *out)
{
	struct view rest = more;
	const char *wrong = NULL;

	*out = (struct key_chain){ .keys = { first }, .count = 1 };
	while (wrong == NULL && rest.n > 0) {
		struct view word = view_cut(&rest, ' ');

		if (word.n > 0)
			wrong = key_add(out, word);
	}
	return wrong;
}

void
key_chain_hash(
    const struct key_chain *chain, int from, struct view data, unsigned char out[SHA256_SIZE])
{
	assert(from >= 0 && from < chain->count);
	for (int i = from; i < chain->count; i++) {
		hmac_sha256(chain->keys[i], data, out);
		data = (struct view){ (const char *)out, SHA256_SIZE };
	}
}

/* The text that the check value is a hash of: no number ("<tenant>:<number>") and no password ("smpp:…") is hashed as this. */
void
key_chain_checks(const struct key_chain *chain, struct buf *out)
{
	struct view data = VIEW("check");
	unsigned char hash[SHA256_SIZE];

	for (int i = 0; i < chain->count; i++) {
		hmac_sha256(chain->keys[i], data, hash);
		data = (struct view){ (const char *)hash, sizeof(hash) };
		buf_add_char(out, i == 0 ? '{' : ',');
		hex_encode(data, out);
	}
	buf_add_char(out, '}');
}
