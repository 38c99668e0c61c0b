/* contact_fields - see contact_fields.h */
#include "presenced/contact_fields.h"

#include <stdio.h>
#include <string.h>

#include "common/base/str.h"
#include "common/base/utf8.h"
#include "common/phone/phone.h"

enum { EMAIL_MAX = 254 };

static const char *
text_of(const json_t *entry, const char *member)
{
	return json_string_value(json_object_get(entry, member));
}

static int
refuse(struct err *err, const char *list, size_t n, const char *member, const char *words)
{
	char field[64];

	(void)snprintf(field, sizeof(field), "/%s/%zu/%s", list, n, member);
	return err_set(err, ERR_INVALID, field, "%s", words);
}

/* Fields that are a number each. What calls are sent to must be one that somebody may have. */
static const struct {
	const char *field;
	enum phone_verdict least;
} phones[] = {
	{ "number", PHONE_POSSIBLE },
	{ "work_number", PHONE_POSSIBLE },
	{ "workplace_phone", PHONE_VALID },
	{ "forward_number", PHONE_VALID },
};

/* Fields that are dialled as they are: what goes for help there would never reach its user. */
static const char *const extensions[] = { "work_extension", "agent_extension", "extension" };

/* ---- which country ---- */

static bool
is_national(const char *typed)
{
	return typed != NULL && !view_starts(view_trim(view_of(typed)), "+");
}

bool
contact_fields_national(const json_t *item)
{
	const json_t *numbers = json_object_get(item, "numbers");

	for (size_t i = 0; i < sizeof(phones) / sizeof(phones[0]); i++)
		if (is_national(text_of(item, phones[i].field)))
			return true;
	for (size_t i = 0; i < sizeof(extensions) / sizeof(extensions[0]); i++)
		if (text_of(item, extensions[i]) != NULL)
			return true;
	for (size_t i = 0; i < json_array_size(numbers); i++)
		if (is_national(text_of(json_array_get(numbers, i), "number")))
			return true;
	return false;
}

/* ---- one entry ---- */

/* NULL, or what is wrong with it. */
static const char *
read_phone(const char *typed, const char *country, struct phone *out)
{
	if (typed == NULL)
		return "Must be a text.";
	return phone_words(phone_read(typed, strlen(typed), country, out));
}

/* Nothing of an entry but what is known: whoever misspells a member is told so. */
static int
judge_members(json_t *entry, const char *list, size_t n, const char *const known[], struct err *err)
{
	const char *name;
	json_t *value;

	if (!json_is_object(entry))
		return refuse(err, list, n, "", "Must be an object.");
	json_object_foreach (entry, name, value) {
		bool found = false;

		for (int i = 0; known[i] != NULL; i++)
			found = found || strcmp(known[i], name) == 0;
		if (!found)
			return refuse(err, list, n, "", "Has a member that nobody knows.");
		if (!json_is_string(value))
			return refuse(err, list, n, name, "Must be a text.");
	}
	return 0;
}

/* A label that was given, else `otherwise`; NULL: too long. */
static const char *
label_of(const json_t *entry, const char *otherwise)
{
	const char *label = text_of(entry, "label");

	if (label == NULL || label[0] == '\0')
		return otherwise;
	if (strpbrk(label, "\r\n") != NULL || utf8_count(view_of(label)) > CONTACT_LABEL_MAX)
		return NULL;
	return label;
}

/* What is shown is what was typed, if it is this number. */
static const char *
shown_of(const json_t *entry, const char *country, const char *e164)
{
	const char *shown = text_of(entry, "shown");
	struct phone phone;

	if (shown != NULL && read_phone(shown, country, &phone) == NULL &&
	    strcmp(phone.e164, e164) == 0)
		return shown;
	shown = text_of(entry, "number");
	return strpbrk(shown, "\r\n") == NULL ? shown : e164;
}

static int
read_number(json_t *list, size_t n, const char *country, struct err *err)
{
	static const char *const known[] = { "label", "kind", "number", "shown", NULL };
	json_t *entry = json_array_get(list, n);
	const char *kind, *label, *words;
	struct phone phone;

	if (judge_members(entry, "numbers", n, known, err) != 0)
		return -1;
	kind = text_of(entry, "kind");
	if (kind == NULL)
		kind = "phone";
	if (strcmp(kind, "phone") != 0 && strcmp(kind, "fax") != 0)
		return refuse(err, "numbers", n, "kind", "Must be phone or fax.");
	label = label_of(entry, kind[0] == 'f' ? "Fax" : "Phone");
	if (label == NULL)
		return refuse(err, "numbers", n, "label", "Must have at most 40 characters.");
	words = read_phone(text_of(entry, "number"), country, &phone);
	if (words != NULL)
		return refuse(err, "numbers", n, "number", words);
	return json_array_set_new(list, n,
	    json_pack("{s:s, s:s, s:s, s:s}", "label", label, "kind", kind, "number", phone.e164,
		"shown", shown_of(entry, country, phone.e164)));
}

static bool
is_email(const char *email)
{
	const char *at = email != NULL ? strchr(email, '@') : NULL;

	return at != NULL && at != email && at[1] != '\0' && strchr(at + 1, '@') == NULL &&
	    strpbrk(email, " \t\r\n<>") == NULL && utf8_count(view_of(email)) <= EMAIL_MAX;
}

static int
read_email(json_t *list, size_t n, struct err *err)
{
	static const char *const known[] = { "label", "email", NULL };
	json_t *entry = json_array_get(list, n);
	const char *label, *email;

	if (judge_members(entry, "emails", n, known, err) != 0)
		return -1;
	label = label_of(entry, "E-mail");
	email = text_of(entry, "email");
	if (label == NULL)
		return refuse(err, "emails", n, "label", "Must have at most 40 characters.");
	if (!is_email(email))
		return refuse(err, "emails", n, "email", "Is no e-mail address.");
	return json_array_set_new(list, n, json_pack("{s:s, s:s}", "label", label, "email", email));
}

/* ---- the lists ---- */

static int
judge_list(const json_t *list, const char *name, size_t max, struct err *err)
{
	char field[64];

	(void)snprintf(field, sizeof(field), "/%s", name);
	if (!json_is_array(list))
		return err_set(err, ERR_INVALID, field, "Must be a list.");
	if (json_array_size(list) > max)
		return err_set(err, ERR_INVALID, field, "Must have at most %zu entries.", max);
	return 0;
}

static int
read_phone_field(
    json_t *item, const char *name, enum phone_verdict least, const char *country, struct err *err)
{
	const char *typed = text_of(item, name), *words;
	enum phone_verdict verdict;
	struct phone phone;
	char field[64];

	if (typed == NULL)
		return 0;
	verdict = phone_read(typed, strlen(typed), country, &phone);
	words = phone_words(verdict);
	if (phone_is_emergency(country, typed, strlen(typed), NULL))
		words = "Is an emergency number.";
	if (words == NULL && verdict < least)
		words = "Is no number that anybody may have.";
	if (words != NULL) {
		(void)snprintf(field, sizeof(field), "/%s", name);
		return err_set(err, ERR_INVALID, field, "%s", words);
	}
	return json_object_set_new(item, name, json_string(phone.e164));
}

static int
judge_extension(const json_t *item, const char *name, const char *country, struct err *err)
{
	const char *typed = text_of(item, name);
	char field[64];

	if (typed == NULL || !phone_is_emergency(country, typed, strlen(typed), NULL))
		return 0;
	(void)snprintf(field, sizeof(field), "/%s", name);
	return err_set(err, ERR_INVALID, field, "Is an emergency number, or begins with one.");
}

/* The lists are the request's: `item` gets its own. */
static json_t *
own_list(json_t *item, const char *name)
{
	json_t *list = json_object_get(item, name);

	if (!json_is_array(list))
		return list;
	list = json_copy(list);
	(void)json_object_set_new(item, name, list);
	return list;
}

int
contact_fields_read(json_t *item, const char *country, struct err *err)
{
	json_t *numbers = own_list(item, "numbers"), *emails = own_list(item, "emails");

	if (numbers != NULL && judge_list(numbers, "numbers", CONTACT_NUMBERS_MAX, err) != 0)
		return -1;
	for (size_t i = 0; i < json_array_size(numbers); i++)
		if (read_number(numbers, i, country, err) != 0)
			return -1;
	if (emails != NULL && judge_list(emails, "emails", CONTACT_EMAILS_MAX, err) != 0)
		return -1;
	for (size_t i = 0; i < json_array_size(emails); i++)
		if (read_email(emails, i, err) != 0)
			return -1;
	for (size_t i = 0; i < sizeof(phones) / sizeof(phones[0]); i++)
		if (read_phone_field(item, phones[i].field, phones[i].least, country, err) != 0)
			return -1;
	for (size_t i = 0; i < sizeof(extensions) / sizeof(extensions[0]); i++)
		if (judge_extension(item, extensions[i], country, err) != 0)
			return -1;
	return 0;
}

/* ---- of a file: what is right is kept ---- */

typedef int (*entry_read)(json_t *list, size_t n, const char *country, struct err *err);

static int
read_email_anywhere(json_t *list, size_t n, const char *country, struct err *err)
{
	(void)country;
	return read_email(list, n, err);
}

static void
keep_list(json_t *list, const char *member, size_t max, entry_read read, const char *country,
    json_t *left_out)
{
	size_t i = 0;
	struct err err;

	while (i < json_array_size(list)) {
		const char *said = text_of(json_array_get(list, i), member);

		if (i >= max)
			(void)err_set(&err, ERR_INVALID, NULL, "More than %zu are not kept.", max);
		else if (read(list, i, country, &err) == 0) {
			i++;
			continue;
		}
		json_array_append_new(left_out, json_sprintf("%s: %s", said, err.text));
		json_array_remove(list, i);
	}
}

void
contact_fields_keep(json_t *item, const char *country, json_t *left_out)
{
	keep_list(json_object_get(item, "numbers"), "number", CONTACT_NUMBERS_MAX, read_number,
	    country, left_out);
	keep_list(json_object_get(item, "emails"), "email", CONTACT_EMAILS_MAX, read_email_anywhere,
	    country, left_out);
}
