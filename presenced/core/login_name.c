/* login_name - see login_name.h */
#include "presenced/core/login_name.h"

void
login_account(struct view username, char out[LOGIN_NAME_SIZE])
{
	size_t n = username.n < LOGIN_NAME_SIZE ? username.n : LOGIN_NAME_SIZE - 1;

	for (size_t i = 0; i < n; i++) {
		char c = username.p[i];

		out[i] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
	}
	out[n] = '\0';
}
