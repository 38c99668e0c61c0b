/* login_name - see login_name.h */
#include "presenced/core/login_name.h"

enum { OTHER = '\x7f' };

void
login_account(struct view username, char out[LOGIN_NAME_SIZE])
{
	size_t n = 0;

	for (size_t i = 0; i < username.n && n + 1 < LOGIN_NAME_SIZE; i++) {
		char c = username.p[i];

		if ((unsigned char)c < 0x80)
			out[n++] = char_lower(c);
		else if (n == 0 || out[n - 1] != OTHER)
			out[n++] = OTHER;
	}
	out[n] = '\0';
}
