/* vcard - see vcard.h */
#include "presenced/core/vcard.h"

#include <inttypes.h>
#include <string.h>

#include "common/base/charset.h"
#include "common/base/utf8.h"

enum {
	LINE_BYTES_MAX = 64 * 1024, /* unfolded; a longer one (a picture) is passed over */
	FOLD_AT = 75, /* bytes a line, RFC 6350 3.2 */
	GROUP_MAX = 32,
	LABELS_MAX = 100, /* of a card; further ones are passed over */
};

/* A line of a card: [group.]NAME[;parameters]:value */
struct property {
	struct view group, name, params, value;
	bool plain; /* of a card of 2.1: nothing but \\; is an escape */
};

struct card {
	struct people *people;
	json_t *person; /* NULL: between two cards */
	json_t *labels; /* by group, in small letters: Apple's item1.X-ABLabel */
	const char *problem;
	bool old; /* it says that it is of version 2.1 */
	int64_t line, began; /* the line that is read; where the card began */
	int cards;
};

/* ---- lines ---- */

static struct view
without_return(struct view line)
{
	return line.n > 0 && line.p[line.n - 1] == '\r' ? (struct view){ line.p, line.n - 1 }
							: line;
}

/* Old programs end lines with CR alone. */
static char
line_end_of(struct view text)
{
	return text.n > 0 && memchr(text.p, '\n', text.n) == NULL ? '\r' : '\n';
}

/* A line of 2.1 whose end is a soft one: the value goes on at the next line's beginning. */
static bool
is_soft(struct view line)
{
	static const char word[] = "QUOTED-PRINTABLE";
	struct view head = view_cut(&line, ':');

	if (line.p == NULL || line.n == 0 || line.p[line.n - 1] != '=')
		return false;
	for (size_t i = 0; i + sizeof(word) - 1 <= head.n; i++)
		if (view_is_nocase((struct view){ head.p + i, sizeof(word) - 1 }, word))
			return true;
	return false;
}

/* The next unfolded line in `out`; `lines` counts what was read. False: the end. */
static bool
line_next(struct view *rest, char end, struct buf *out, int64_t *lines)
{
	struct view line;

	if (rest->p == NULL)
		return false;
	line = without_return(view_cut(rest, end));
	buf_clear(out);
	out->max = LINE_BYTES_MAX;
	out->full = false;
	buf_add(out, line.p,
	    line.n < LINE_BYTES_MAX ? line.n : LINE_BYTES_MAX - 1); /* its name, at least */
	out->full = line.n >= LINE_BYTES_MAX;
	++*lines;
	while (rest->p != NULL && rest->n > 0) {
		bool soft = is_soft(buf_view(out)),
		     folded = rest->p[0] == ' ' || rest->p[0] == '\t';
		struct view more;

		if (!soft && !folded)
			break;
		more = without_return(view_cut(rest, end));
		if (soft)
			out->p[--out->n] = '\0';
		else
			more = (struct view){ more.p + 1, more.n - 1 };
		buf_add_view(out, more);
		++*lines;
	}
	return true;
}

/* The first of `stops` outside quotes; text.n: none. */
static size_t
find_outside(struct view text, const char *stops)
{
	bool quoted = false;

	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '"')
			quoted = !quoted;
		else if (!quoted && text.p[i] != '\0' && strchr(stops, text.p[i]) != NULL)
			return i;
	}
	return text.n;
}

static struct view
part(struct view text, size_t from, size_t to)
{
	return (struct view){ text.p + from, to - from };
}

static bool
property_read(struct view line, struct property *out)
{
	size_t colon = find_outside(line, ":"), name_end, dot;
	struct view head = part(line, 0, colon);

	if (colon == line.n)
		return false;
	name_end = find_outside(head, ";");
	out->value = part(line, colon + 1, line.n);
	out->params =
	    name_end < head.n ? part(head, name_end + 1, head.n) : part(head, head.n, head.n);
	out->name = part(head, 0, name_end);
	dot = find_outside(out->name, ".");
	out->group = dot < out->name.n ? part(out->name, 0, dot) : part(out->name, 0, 0);
	if (dot < out->name.n)
		out->name = part(out->name, dot + 1, out->name.n);
	return out->name.n > 0;
}

/* ---- parameters ---- */

static struct view
unquoted(struct view value)
{
	return value.n >= 2 && value.p[0] == '"' && value.p[value.n - 1] == '"'
	    ? part(value, 1, value.n - 1)
	    : value;
}

/* Takes the next part before `stop` outside quotes. False: the end. */
static bool
cut_outside(struct view *rest, const char *stop, struct view *out)
{
	size_t at;

	if (rest->p == NULL)
		return false;
	at = find_outside(*rest, stop);
	*out = part(*rest, 0, at);
	*rest = at < rest->n ? part(*rest, at + 1, rest->n) : (struct view){ NULL, 0 };
	return true;
}

typedef bool (*type_use)(struct view type, void *ctx);

/* Each word of the TYPE parameters, also such as stand without "TYPE=" (2.1's way, still met); ends with the first
 * that is used. */
static bool
types_each(struct view params, type_use use, void *ctx)
{
	struct view one, word;

	while (cut_outside(&params, ";", &one)) {
		size_t equal = find_outside(one, "=");
		struct view values = equal < one.n ? unquoted(part(one, equal + 1, one.n)) : one;

		if (equal < one.n && !view_is_nocase(part(one, 0, equal), "type"))
			continue;
		while (cut_outside(&values, ",", &word))
			if (word.n > 0 && use(unquoted(word), ctx))
				return true;
	}
	return false;
}

/* The value of a parameter; "": it is not there. */
static struct view
param_of(struct view params, const char *name)
{
	struct view one;

	while (cut_outside(&params, ";", &one)) {
		size_t equal = find_outside(one, "=");

		if (equal < one.n && view_is_nocase(part(one, 0, equal), name))
			return unquoted(part(one, equal + 1, one.n));
	}
	return VIEW("");
}

static bool
is_type(struct view type, void *ctx)
{
	return view_is_nocase(type, ctx);
}

static bool
has_type(struct view params, const char *type)
{
	return types_each(params, is_type, (void *)(uintptr_t)type);
}

/* What the types are called; those that say nothing to a person (pref, voice, internet) are not here. The first that
 * fits counts. */
static const struct {
	const char *type, *label;
} types[] = {
	{ "cell", "Mobile" },
	{ "iphone", "Mobile" },
	{ "main", "Main" },
	{ "pager", "Pager" },
	{ "car", "Car" },
	{ "work", "Work" },
	{ "home", "Home" },
	{ "other", "Other" },
};

static struct view
label_of(struct view params)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (has_type(params, types[i].type))
			return view_of(types[i].label);
	return VIEW("");
}

/* ---- values ---- */

static void
add_escaped(struct buf *out, char c)
{
	buf_add_char(out, c == 'n' || c == 'N' ? '\n' : c);
}

static int
hex_of(char c)
{
	return c >= '0' && c <= '9'                        ? c - '0'
	    : char_lower(c) >= 'a' && char_lower(c) <= 'f' ? char_lower(c) - 'a' + 10
							   : -1;
}

/* RFC 2045, 6.7; what is no code stays as it is. */
static void
add_unquoted(struct view value, struct buf *out)
{
	for (size_t i = 0; i < value.n; i++) {
		int high = value.p[i] == '=' && i + 2 < value.n ? hex_of(value.p[i + 1]) : -1;
		int low = high >= 0 ? hex_of(value.p[i + 2]) : -1;

		buf_add_char(out, low >= 0 ? (char)(unsigned char)(high * 16 + low) : value.p[i]);
		i += low >= 0 ? 2 : 0;
	}
}

/* The value as UTF-8. What was declared holds for coded bytes, and for others that are no UTF-8: a file may have been made UTF-8 as a
 * whole on its way. */
static void
value_read(const struct property *property, struct buf *out)
{
	struct view declared = param_of(property->params, "charset");
	bool quoted = view_is_nocase(param_of(property->params, "encoding"), "quoted-printable") ||
	    has_type(property->params, "quoted-printable");
	struct buf bytes = { 0 };

	if (quoted)
		add_unquoted(property->value, &bytes);
	else
		buf_add_view(&bytes, property->value);
	if (!quoted && utf8_valid(buf_view(&bytes)))
		buf_add_view(out, buf_view(&bytes));
	else if (!charset_read(buf_view(&bytes), declared, out))
		(void)charset_to_utf8(buf_view(&bytes), out);
	buf_fini(&bytes);
}

/* RFC 6350 3.4: \n, \, \; \\ ; another backslash stands for what follows it. */
static void
unescape(const struct property *property, struct view value, struct buf *out)
{
	for (size_t i = 0; i < value.n; i++) {
		if (value.p[i] == '\\' && i + 1 < value.n &&
		    (!property->plain || value.p[i + 1] == ';'))
			add_escaped(out, value.p[++i]);
		else
			buf_add_char(out, value.p[i]);
	}
}

/* The next component of a structured value, up to an unescaped `;`. */
static struct view
component(struct view *rest)
{
	size_t i = 0;
	struct view out;

	while (i < rest->n && rest->p[i] != ';')
		i += rest->p[i] == '\\' && i + 1 < rest->n ? 2 : 1;
	out = part(*rest, 0, i);
	*rest = i < rest->n ? part(*rest, i + 1, rest->n) : part(*rest, rest->n, rest->n);
	return out;
}

static void
set_text(json_t *person, const char *member, const struct property *property, struct view value)
{
	struct buf text = { 0 };

	unescape(property, value, &text);
	person_set(person, member, buf_view(&text));
	buf_fini(&text);
}

/* ---- what each property means ---- */

/* In small letters; false: longer than any program writes. */
static bool
group_name(struct view group, char out[GROUP_MAX])
{
	if (!view_copy(group, out, GROUP_MAX))
		return false;
	for (char *c = out; *c != '\0'; c++)
		*c = char_lower(*c);
	return true;
}

static void
on_text(struct card *card, const struct property *property, const char *member)
{
	set_text(card->person, member, property, property->value);
}

static void
on_name(struct card *card, const struct property *property, const char *member)
{
	struct view rest = property->value, family = component(&rest);

	(void)member;
	set_text(card->person, "family_name", property, family);
	set_text(card->person, "given_name", property, component(&rest));
}

static void
on_company(struct card *card, const struct property *property, const char *member)
{
	struct view rest = property->value;

	(void)member;
	set_text(card->person, "company", property, component(&rest));
	set_text(card->person, "department", property, component(&rest));
}

/* The label of an item's group may stand behind it: until the card's end the item keeps the group's name. */
static void
group_keep(json_t *item, struct view group)
{
	char name[GROUP_MAX];

	if (item != NULL && group.n > 0 && group_name(group, name))
		json_object_set_new(item, "group", json_string(name));
}

static void
on_email(struct card *card, const struct property *property, const char *member)
{
	struct buf text = { 0 };

	(void)member;
	unescape(property, property->value, &text);
	group_keep(person_add_email(card->person, label_of(property->params), buf_view(&text)),
	    property->group);
	buf_fini(&text);
}

static void
on_number(struct card *card, const struct property *property, const char *member)
{
	struct buf text = { 0 };

	(void)member;
	unescape(property, property->value, &text);
	group_keep(person_add_number(card->person, label_of(property->params), buf_view(&text),
		       has_type(property->params, "fax")),
	    property->group);
	buf_fini(&text);
}

static void
on_label(struct card *card, const struct property *property, const char *member)
{
	struct buf text = { 0 };
	char name[GROUP_MAX];

	(void)member;
	unescape(property, property->value, &text);
	if (property->group.n > 0 && json_object_size(card->labels) < LABELS_MAX &&
	    group_name(property->group, name))
		person_set(card->labels, name, person_label(buf_view(&text)));
	buf_fini(&text);
}

static void
on_version(struct card *card, const struct property *property, const char *member)
{
	(void)member;
	card->old = view_is(property->value, "2.1");
	if (!card->old && !view_is(property->value, "3.0") && !view_is(property->value, "4.0"))
		card->problem = "It is no vCard of version 2.1, 3.0 or 4.0.";
}

static const struct {
	const char *name;
	void (*take)(struct card *card, const struct property *property, const char *member);
	const char *member;
} meanings[] = {
	{ "VERSION", on_version, NULL },
	{ "FN", on_text, "name" },
	{ "N", on_name, NULL },
	{ "ORG", on_company, NULL },
	{ "TITLE", on_text, "job_title" },
	{ "NOTE", on_text, "notes" },
	{ "UID", on_text, "uid" },
	{ "EMAIL", on_email, NULL },
	{ "TEL", on_number, NULL },
	{ "X-ABLABEL", on_label, NULL },
};

/* What says nothing of a person. */
static const char *const idle[] = { "PRODID", "REV", "SOURCE", "KIND", "CALSCALE", "CLIENTPIDMAP",
	"X-ABUID", "X-ABSHOWAS", "CATEGORIES", "SORT-STRING", "MAILER", "CLASS" };

static bool
is_idle(struct view name)
{
	for (size_t i = 0; i < sizeof(idle) / sizeof(idle[0]); i++)
		if (view_is_nocase(name, idle[i]))
			return true;
	return false;
}

/* ---- cards ---- */

static void
labels_give(const json_t *labels, json_t *items)
{
	json_t *item;
	size_t i;

	json_array_foreach (items, i, item) {
		json_t *label =
		    json_object_get(labels, json_string_value(json_object_get(item, "group")));

		if (label != NULL)
			json_object_set(item, "label", label);
		json_object_del(item, "group");
	}
}

static void
card_drop(struct card *card)
{
	json_decref(card->person);
	json_decref(card->labels);
	card->person = card->labels = NULL;
}

static void
card_begin(struct card *card)
{
	if (card->person != NULL) /* one that never ended */
		people_skip(card->people, card->began, "It has no END:VCARD.");
	card_drop(card);
	card->person = json_object();
	card->labels = json_object();
	card->problem = NULL;
	card->old = false;
	card->began = card->line;
	card->cards++;
}

static void
card_end(struct card *card)
{
	labels_give(card->labels, json_object_get(card->person, "emails"));
	labels_give(card->labels, json_object_get(card->person, "numbers"));
	if (card->problem != NULL)
		people_skip(card->people, card->began, card->problem);
	else
		people_add(card->people, card->began, json_incref(card->person));
	card_drop(card);
}

static void
property_take(struct card *card, struct property *property)
{
	struct buf value = { 0 };
	bool known = false;

	value_read(property, &value);
	property->value = buf_view(&value);
	property->plain = card->old;
	for (size_t i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++)
		if (view_is_nocase(property->name, meanings[i].name)) {
			known = true;
			meanings[i].take(card, property, meanings[i].member);
		}
	if (!known && !is_idle(property->name) && property->value.n > 0)
		people_drop(card->people, property->name);
	buf_fini(&value);
}

static void
line_take(struct card *card, struct view line, bool cut)
{
	struct property property = { .plain = false };

	if (!property_read(line, &property))
		return;
	if (view_is_nocase(property.name, "BEGIN") && view_is_nocase(property.value, "vcard"))
		card_begin(card);
	else if (card->person == NULL)
		return;
	else if (view_is_nocase(property.name, "END") && view_is_nocase(property.value, "vcard"))
		card_end(card);
	else if (cut)
		people_drop(card->people, property.name);
	else
		property_take(card, &property);
}

int
people_from_vcard(struct view text, struct people *people, struct err *err)
{
	struct card card = { .people = people };
	struct buf line = { 0 };
	char end = line_end_of(text);
	int64_t lines = 0;

	for (card.line = 1; line_next(&text, end, &line, &lines) && card.cards <= PEOPLE_MAX;
	     card.line = lines + 1)
		line_take(&card, buf_view(&line), line.full);
	if (card.person != NULL)
		people_skip(people, card.began, "It has no END:VCARD.");
	card_drop(&card);
	buf_fini(&line);
	if (card.cards == 0)
		return err_set(err, ERR_INVALID, NULL, "There is no BEGIN:VCARD in it.");
	if (card.cards > PEOPLE_MAX)
		return err_set(
		    err, ERR_TOO_LARGE, NULL, "At most %d cards are read at once.", PEOPLE_MAX);
	return 0;
}

/* ---- writing ---- */

/* A semicolon parts components: it is escaped in them, and in 3.0 everywhere; 4.0 leaves it to the writer, and not every
 * reader undoes it. */
static void
add_escaped_text(struct buf *out, struct view text, bool semicolons)
{
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		if (c == '\r')
			continue;
		if (c == '\\' || c == ',' || c == '\n' || (c == ';' && semicolons))
			buf_add_char(out, '\\');
		buf_add_char(out, c == '\n' ? 'n' : c);
	}
}

/* Ends a line; what is longer than FOLD_AT is folded between two characters. */
static void
line_end(struct buf *out, struct buf *line)
{
	struct view rest = buf_view(line), head;
	size_t room = FOLD_AT;

	while (rest.n > room) {
		head = utf8_head(rest, room);
		buf_add_view(out, head);
		buf_add_text(out, "\r\n ");
		rest = part(rest, head.n, rest.n);
		room = FOLD_AT - 1;
	}
	buf_add_view(out, rest);
	buf_add_text(out, "\r\n");
	buf_clear(line);
}

static void
write_text(struct buf *out, enum vcard_version version, const char *name, struct view value)
{
	struct buf line = { 0 };

	if (value.n == 0)
		return;
	buf_addf(&line, "%s:", name);
	add_escaped_text(&line, value, version == VCARD_3);
	line_end(out, &line);
	buf_fini(&line);
}

static void
write_pair(
    struct buf *out, const char *name, struct view first, struct view second, const char *end)
{
	struct buf line = { 0 };

	buf_addf(&line, "%s:", name);
	add_escaped_text(&line, first, true);
	buf_add_char(&line, ';');
	add_escaped_text(&line, second, true);
	buf_add_text(&line, end);
	line_end(out, &line);
	buf_fini(&line);
}

static const char *
type_of(struct view label)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (view_is(label, types[i].label))
			return types[i].type;
	return NULL;
}

/* A label that is no type of the standard stands in a line of its own, as Apple's and Google's cards have it. */
static void
write_items(struct buf *out, enum vcard_version version, const json_t *person, const char *list,
    const char *member, const char *name, int *groups)
{
	json_t *item;
	size_t i;

	json_array_foreach (json_object_get(person, list), i, item) {
		struct view label = view_of(json_string_value(json_object_get(item, "label")));
		const char *type = type_of(label);
		struct buf line = { 0 };

		if (label.n > 0 && type == NULL)
			buf_addf(&line, "item%d.", ++*groups);
		buf_add_text(&line, name);
		if (json_is_true(json_object_get(item, "fax")))
			buf_addf(&line, ";TYPE=fax");
		if (type != NULL)
			buf_addf(&line, ";TYPE=%s", type);
		buf_add_char(&line, ':');
		add_escaped_text(&line, view_of(json_string_value(json_object_get(item, member))),
		    version == VCARD_3);
		line_end(out, &line);
		if (label.n > 0 && type == NULL) {
			char label_name[GROUP_MAX];

			(void)snprintf(label_name, sizeof(label_name), "item%d.X-ABLabel", *groups);
			write_text(out, version, label_name, label);
		}
		buf_fini(&line);
	}
}

void
vcard_write(const json_t *person, enum vcard_version version, struct buf *out)
{
	struct view company = person_get(person, "company"),
		    department = person_get(person, "department");
	int groups = 0;

	buf_addf(out, "BEGIN:VCARD\r\nVERSION:%s\r\n", version == VCARD_3 ? "3.0" : "4.0");
	write_text(out, version, "UID", person_get(person, "uid"));
	write_text(out, version, "FN", person_get(person, "name"));
	write_pair(
	    out, "N", person_get(person, "family_name"), person_get(person, "given_name"), ";;;");
	if (company.n > 0 || department.n > 0)
		write_pair(out, "ORG", company, department, "");
	write_text(out, version, "TITLE", person_get(person, "job_title"));
	write_items(out, version, person, "emails", "address", "EMAIL", &groups);
	write_items(out, version, person, "numbers", "number", "TEL", &groups);
	write_text(out, version, "NOTE", person_get(person, "notes"));
	buf_add_text(out, "END:VCARD\r\n");
}
