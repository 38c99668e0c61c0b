/* password_rule - see password_rule.h */
#include "common/auth/password_rule.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/utf8.h"

enum { OWN_NAME_MIN = 3, STEPS_FEW = 2 };

static const char *const common[] = {
#define COMMON(word) word,
#include "common/auth/common_passwords.def"
#undef COMMON
};

/* ASCII letters in lower case, without spaces: "Maya Ortiz" is mayaortiz. */
static char *
folded(struct view text)
{
	char *out = mem_new(text.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] != ' ')
			out[n++] = char_lower(text.p[i]);
	out[n] = '\0';
	return out;
}

static bool
holds_name(const char *password, struct view name)
{
	char *part = folded(name);
	bool holds = strlen(part) >= OWN_NAME_MIN && strstr(password, part) != NULL;

	free(part);
	return holds;
}

/* "Password2026!" is password: what is put behind a common word makes it no other. */
static bool
is_common(const char *password)
{
	size_t n = strlen(password), letters = n;

	while (letters > 0 && !isalpha((unsigned char)password[letters - 1]))
		letters--;
	for (size_t i = 0; i < sizeof(common) / sizeof(common[0]); i++)
		if (strcmp(password, common[i]) == 0 ||
		    (strlen(common[i]) == letters && strncmp(password, common[i], letters) == 0))
			return true;
	return false;
}

/* aaaaaaaaaa, 1234567890, abcdefghij, 9876543210: each character a neighbour of the one before. Spaces are folded away: nothing is left of a
 * password of spaces. */
static bool
is_row(const char *password)
{
	size_t n = strlen(password);
	int others = 0;

	for (size_t i = 1; i < n; i++)
		if (abs(password[i] - password[i - 1]) > 1)
			others++;
	return others < STEPS_FEW;
}

const char *
password_problem(struct view password, struct view username, struct view name, int64_t min)
{
	const char *problem = NULL;
	char *plain;

	if ((int64_t)utf8_count(password) < min)
		return "The password is too short";
	plain = folded(password);
	if (holds_name(plain, username) || holds_name(plain, name))
		problem = "The password must not hold the user's name";
	else if (is_common(plain))
		problem = "This is one of the passwords that everybody tries first";
	else if (is_row(plain))
		problem = "A row of the same or neighbouring characters is no password";
	mem_wipe(plain, strlen(plain));
	free(plain);
	return problem;
}

int
password_judge(
    struct view password, struct view username, struct view name, int64_t min, struct err *err)
{
	const char *problem = password_problem(password, username, name, min);

	if (problem == NULL)
		return 0;
	if ((int64_t)utf8_count(password) < min)
		return err_set(err, ERR_INVALID, "/password",
		    "The password needs %" PRId64 " characters", min);
	return err_set(err, ERR_INVALID, "/password", "%s", problem);
}
