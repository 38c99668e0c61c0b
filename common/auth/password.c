/* password - see auth.h: argon2id with 19 MiB, 2 passes, 1 lane */
#include "common/auth/auth.h"

#include <argon2.h>
#include <string.h>

enum {
	PASSWORD_MEMORY_KIB = 19 * 1024,
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

bool
password_check(struct view password, const char *phc)
{
	if (password.n == 0 || password.n > PASSWORD_MAX || phc == NULL ||
	    strlen(phc) >= PASSWORD_TEXT_MAX)
		return false;
	return argon2id_verify(phc, password.p, password.n) == ARGON2_OK;
}
