/* credentials - see credentials.h */
#include "smsgw/core/credentials.h"

#include <stdio.h>
#include <string.h>

#include "common/base/bytes.h"

enum { ED25519_KEY = 32, WHSEC_LEAST = 16, DELAY_MAX_MS = 3600000, POINTER_SIZE = 64 };

static const struct credential *
credential_find(const struct carrier *carrier, const char *name, unsigned secret)
{
	for (const struct credential *at = carrier->credentials; at != NULL && at->name != NULL;
	     at++)
		if (strcmp(at->name, name) == 0 && (at->flags & CREDENTIAL_SECRET) == secret)
			return at;
	return NULL;
}

static int
refuse(struct err *err, const char *object, const char *name, const char *words)
{
	char pointer[POINTER_SIZE];

	(void)snprintf(pointer, sizeof(pointer), "/%s/%.40s", object, name);
	return err_set(err, ERR_INVALID, pointer, "%s", words);
}

/* Values stand in headers and addresses: printable, and not without end. */
static bool
is_plain(struct view value)
{
	for (size_t i = 0; i < value.n; i++)
		if (value.p[i] < ' ' || value.p[i] > '~')
			return false;
	return value.n >= 1 && value.n <= CREDENTIAL_SIZE_MAX;
}

static bool
has_form(const struct credential *credential, const char *value)
{
	struct view text = view_of(value);
	struct buf bytes = { 0 };
	bool well = true;

	if ((credential->flags & CREDENTIAL_ED25519) != 0)
		well = base64_decode(text, &bytes) && bytes.n == ED25519_KEY;
	if ((credential->flags & CREDENTIAL_WHSEC) != 0)
		well = base64_decode(
			   view_starts(text, "whsec_") ? view_of(value + 6) : text, &bytes) &&
		    bytes.n >= WHSEC_LEAST;
	if (bytes.p != NULL)
		mem_wipe(bytes.p, bytes.n);
	buf_fini(&bytes);
	return well;
}

static int
check_value(const struct carrier *carrier, const struct credential *credential, const char *object,
    const json_t *value, struct err *err)
{
	const char *text = json_string_value(value), *rule;

	if (text == NULL || !is_plain((struct view){ text, json_string_length(value) }))
		return refuse(
		    err, object, credential->name, "Must be a text of printable characters.");
	if (!has_form(credential, text))
		return refuse(err, object, credential->name,
		    (credential->flags & CREDENTIAL_ED25519) != 0
			? "Must be a public key of 32 bytes in base64."
			: "Must be whsec_ and 16 bytes or more in base64.");
	if ((credential->flags & CREDENTIAL_YES_NO) != 0 && strcmp(text, "yes") != 0 &&
	    strcmp(text, "no") != 0)
		return refuse(err, object, credential->name, "Must be yes or no.");
	rule = carrier->judge != NULL ? carrier->judge(credential->name, text) : NULL;
	return rule != NULL ? refuse(err, object, credential->name, rule) : 0;
}

bool
settings_unsigned(const json_t *settings)
{
	const char *said = json_string_value(json_object_get(settings, UNSIGNED));

	return said != NULL && strcmp(said, "yes") == 0;
}

bool
credential_needed(const struct credential *credential, bool unsigned_)
{
	return (credential->flags & CREDENTIAL_OPTIONAL) == 0 ||
	    ((credential->flags & CREDENTIAL_SIGNS) != 0 && !unsigned_);
}

/* What signs and the word that nothing does exclude each other. */
static int
check_needed(const struct carrier *carrier, const json_t *given, const json_t *settings,
    unsigned secret, struct err *err)
{
	const char *object = secret != 0 ? "secrets" : "settings";
	bool unsigned_ = settings_unsigned(settings);

	for (const struct credential *at = carrier->credentials; at != NULL && at->name != NULL;
	     at++) {
		bool signs = (at->flags & CREDENTIAL_SIGNS) != 0,
		     is_given = json_object_get(given, at->name) != NULL;

		if ((at->flags & CREDENTIAL_SECRET) != secret)
			continue;
		if (!is_given && credential_needed(at, unsigned_))
			return refuse(err, object, at->name,
			    !signs ? "Is missing."
				   : "Is missing: it tells the carrier's calls from anybody's. An "
				     "account that goes without it says settings.unsigned: yes.");
		if (is_given && signs && unsigned_)
			return refuse(err, object, at->name,
			    "Tells the carrier's calls from anybody's: an account that has it does "
			    "not say settings.unsigned: yes.");
	}
	return 0;
}

static int
check_all(const struct carrier *carrier, const json_t *given, unsigned secret, struct err *err)
{
	const char *object = secret != 0 ? "secrets" : "settings";
	const char *name;
	json_t *value;

	json_object_foreach ((json_t *)given, name, value) {
		const struct credential *credential = credential_find(carrier, name, secret);

		if (secret == 0 &&
		    (strcmp(name, SETTING_BASE_URL) == 0 || strcmp(name, SETTING_DELAY) == 0 ||
			strcmp(name, SETTING_MEDIA_HOSTS) == 0))
			continue;
		if (credential == NULL)
			return refuse(
			    err, object, name, "An account at this carrier has no such member.");
		if (check_value(carrier, credential, object, value, err) != 0)
			return -1;
	}
	return 0;
}

static int
check_usual(const struct carrier *carrier, const json_t *settings, struct err *err)
{
	const json_t *url = json_object_get(settings, SETTING_BASE_URL),
		     *delay = json_object_get(settings, SETTING_DELAY),
		     *hosts = json_object_get(settings, SETTING_MEDIA_HOSTS);

	if (url != NULL &&
	    (carrier->base_url == NULL ||
		!is_plain((struct view){ json_string_value(url), json_string_length(url) })))
		return refuse(err, "settings", SETTING_BASE_URL,
		    carrier->base_url == NULL ? "This carrier has no address."
					      : "Must be an address that begins with https://.");
	if (url == NULL && carrier->base_url != NULL && carrier->base_url[0] == '\0')
		return refuse(err, "settings", SETTING_BASE_URL, "Is missing.");
	if (hosts != NULL &&
	    (carrier->fields.media_url == NULL ||
		!is_plain((struct view){ json_string_value(hosts), json_string_length(hosts) })))
		return refuse(err, "settings", SETTING_MEDIA_HOSTS,
		    carrier->fields.media_url == NULL ? "This carrier brings no files."
						      : "Must be hosts, separated by spaces.");
	if (delay != NULL &&
	    (carrier->request != NULL || !json_is_integer(delay) || json_integer_value(delay) < 0 ||
		json_integer_value(delay) > DELAY_MAX_MS))
		return refuse(
		    err, "settings", SETTING_DELAY, "Is the sandbox' delay, 0 to 3600000.");
	return 0;
}

int
settings_check(const struct carrier *carrier, const json_t *settings, struct err *err)
{
	if (settings != NULL && !json_is_object(settings))
		return err_set(err, ERR_INVALID, "/settings", "Must be an object of texts.");
	if (check_all(carrier, settings, 0, err) != 0 || check_usual(carrier, settings, err) != 0)
		return -1;
	return check_needed(carrier, settings, settings, 0, err);
}

/* Whether calls are signed, as far as settings say. */
static bool
settings_sign(const struct carrier *carrier, const json_t *settings)
{
	for (const struct credential *at = carrier->credentials; at != NULL && at->name != NULL;
	     at++)
		if ((at->flags & (CREDENTIAL_SIGNS | CREDENTIAL_SECRET)) == CREDENTIAL_SIGNS &&
		    json_object_get(settings, at->name) == NULL)
			return false;
	return !settings_unsigned(settings);
}

int
settings_change_check(
    const struct carrier *carrier, const json_t *stored, const json_t *settings, struct err *err)
{
	if (settings_sign(carrier, stored) == settings_sign(carrier, settings))
		return 0;
	for (const struct credential *at = carrier->credentials; at != NULL && at->name != NULL;
	     at++)
		if ((at->flags & CREDENTIAL_SIGNS) != 0 && (at->flags & CREDENTIAL_SECRET) != 0)
			return refuse(err, "secrets", at->name,
			    "Give the secrets anew: whether one of them signs the carrier's calls "
			    "changes.");
	return 0;
}

int
secrets_check(
    const struct carrier *carrier, const json_t *secrets, const json_t *settings, struct err *err)
{
	if (secrets != NULL && !json_is_object(secrets))
		return err_set(err, ERR_INVALID, "/secrets", "Must be an object of texts.");
	if (check_all(carrier, secrets, CREDENTIAL_SECRET, err) != 0 ||
	    check_needed(carrier, secrets, settings, CREDENTIAL_SECRET, err) != 0)
		return -1;
	return check_needed(carrier, settings, settings, 0, err);
}
