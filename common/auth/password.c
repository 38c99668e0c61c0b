/* password - see auth.h: argon2id, 2 passes, 1 lane */
#include "common/auth/auth.h"

#include <argon2.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED
#elif defined(__has_feature) /* clang */
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED
#endif
#endif
#if PASSWORD_MEMORY_KIB < 19456 && !defined(SANITIZED)
#error "only a sanitizer build may hash passwords with less memory"
#endif

enum {
	PASSWORD_PASSES = 2,
	PASSWORD_LANES = 1,
	PASSWORD_SALT = 16,
	PASSWORD_HASH = 32,
	PASSWORD_TEXT_MAX = 256, /* of the PHC string */
	PASSWORD_MAX = 1024, /* bytes of a password: a longer one is refused unhashed */
};

int
password_hash(struct view password, struct buf *out)
{
	unsigned char salt[PASSWORD_SALT];
	char phc[PASSWORD_TEXT_MAX];

	if (password.n == 0 || password.n > PASSWORD_MAX)
		return -1;
	random_fill(salt, sizeof(salt));
	if (argon2id_hash_encoded(PASSWORD_PASSES, PASSWORD_MEMORY_KIB, PASSWORD_LANES, password.p,
		password.n, salt, sizeof(salt), PASSWORD_HASH, phc, sizeof(phc)) != ARGON2_OK)
		return -1;
	buf_add_text(out, phc);
	mem_wipe(phc, sizeof(phc));
	return 0;
}

/* The work of one check. Whoever waits for it can't tell a hash that is none from one that does not fit. */
static void
hash_for_nothing(struct view password)
{
	static const unsigned char salt[PASSWORD_SALT];
	unsigned char hash[PASSWORD_HASH];

	(void)argon2id_hash_raw(PASSWORD_PASSES, PASSWORD_MEMORY_KIB, PASSWORD_LANES, password.p,
	    password.n, salt, sizeof(salt), hash, sizeof(hash));
	mem_wipe(hash, sizeof(hash));
}

bool
password_check(struct view password, const char *phc)
{
	int result;

	if (password.n == 0 || password.n > PASSWORD_MAX)
		return false;
	result = phc != NULL && strlen(phc) < PASSWORD_TEXT_MAX
	    ? argon2id_verify(phc, password.p, password.n)
	    : ARGON2_DECODING_FAIL;
	if (result != ARGON2_OK && result != ARGON2_VERIFY_MISMATCH)
		hash_for_nothing(password);
	return result == ARGON2_OK;
}
