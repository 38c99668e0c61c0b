/* vcard - see vcard.h */
#include "presenced/core/vcard.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/base/bytes.h"
#include "common/base/charset.h"
#include "common/base/csv.h"
#include "common/base/utf8.h"

enum {
	LINE_BYTES_MAX = 64 * 1024, /* unfolded; the rest of a longer line (a photo) is skipped */
	FOLD_AT = 75, /* bytes a line, RFC 6350 3.2 */
	GROUP_MAX = 32,
	LABELS_MAX = 100, /* of a card; further ones are ignored */
	PROBLEM_SIZE = 100,
};

/* A line of a card: [group.]NAME[;parameters]:value */
struct property {
	struct view group, name, params, value;
	bool old; /* of a card of version 2.1, in which \\; is the only escape */
	bool cut; /* the value goes on after LINE_BYTES_MAX */
};

struct card {
	struct people *people;
	json_t *person; /* NULL: between two cards */
	json_t *labels; /* by group, in small letters: Apple's item1.X-ABLabel */
	json_t *names; /* "additional", "prefix", "suffix", "nickname": see names_end */
	struct buf notes; /* of all its NOTE lines */
	char problem[PROBLEM_SIZE]; /* why the card is skipped; "": it is not */
	bool old; /* version 2.1 */
	int64_t line, began; /* of the current property; of the card */
	int cards;
};

/* ---- properties ---- */

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

/* Calls `use` for each word of the TYPE parameters, and for parameters without a name (2.1), until it returns true. */
static bool
types_each(struct view params, type_use use, void *ctx)
{
	struct view one, word;

	while (cut_outside(&params, ";", &one)) {
		size_t equal = find_outside(one = view_trim(one), "=");
		struct view values = equal < one.n ? unquoted(part(one, equal + 1, one.n)) : one;

		if (equal < one.n && !view_is_nocase(part(one, 0, equal), "type"))
			continue;
		while (cut_outside(&values, ",", &word))
			if (word.n > 0 && use(unquoted(word), ctx))
				return true;
	}
	return false;
}

/* The value of a parameter, "" if it is absent. */
static struct view
param_of(struct view params, const char *name)
{
	struct view one;

	while (cut_outside(&params, ";", &one)) {
		size_t equal = find_outside(one = view_trim(one), "=");

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

static bool
is_quoted(struct view params)
{
	return view_is_nocase(param_of(params, "encoding"), "quoted-printable") ||
	    has_type(params, "quoted-printable");
}

/* ---- lines ---- */

struct lines {
	struct view rest;
	char end;
	int64_t count; /* of physical lines that have been read */
};

/* An unfolded line. */
struct line {
	struct buf text; /* at most LINE_BYTES_MAX */
	bool cut; /* it was longer */
	bool named; /* its first colon has been read, `coded` is decided */
	bool coded; /* quoted-printable: a `=` at the end of a physical line is a soft break */
};

static struct view
line_physical(struct lines *lines)
{
	struct view line = view_cut(&lines->rest, lines->end);

	lines->count++;
	return line.n > 0 && line.p[line.n - 1] == '\r' ? part(line, 0, line.n - 1) : line;
}

/* Each byte of `piece` is read at most twice, however many pieces a line has: a file is untrusted. */
static void
line_add(struct line *line, struct view piece)
{
	size_t room = LINE_BYTES_MAX - line->text.n;
	struct property property = { .old = false };

	if (line->cut)
		return;
	line->cut = piece.n > room;
	buf_add(&line->text, piece.p, line->cut ? room : piece.n);
	if (line->named || piece.n == 0 || memchr(piece.p, ':', piece.n) == NULL)
		return;
	line->named = true;
	line->coded = property_read(buf_view(&line->text), &property) && is_quoted(property.params);
}

/* Reads the next unfolded line. `keep_blank`: the blank of a folded line belongs to the text (RFC 822, vCard 2.1);
 * otherwise the fold put it there. False: the end. */
static bool
line_next(struct lines *lines, bool keep_blank, struct line *out)
{
	struct view piece;

	if (lines->rest.p == NULL)
		return false;
	buf_clear(&out->text);
	out->cut = out->named = out->coded = false;
	piece = line_physical(lines);
	line_add(out, piece);
	while (lines->rest.p != NULL && lines->rest.n > 0) {
		bool soft = out->coded && piece.n > 0 && piece.p[piece.n - 1] == '=',
		     folded = lines->rest.p[0] == ' ' || lines->rest.p[0] == '\t';

		if (!soft && !folded)
			break;
		if (soft && !out->cut)
			out->text.p[--out->text.n] = '\0';
		piece = line_physical(lines);
		line_add(out, soft || keep_blank ? piece : part(piece, 1, piece.n));
	}
	return true;
}

/* Labels of the types; types that mean nothing to a user (pref, voice, internet) are not here. The first match counts. */
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

/* RFC 2045, 6.7; a `=` without a code stays as it is. */
static void
add_unquoted(struct view value, struct buf *out)
{
	for (size_t i = 0; i < value.n; i++) {
		int high = value.p[i] == '=' && i + 2 < value.n ? hex_value(value.p[i + 1]) : -1;
		int low = high >= 0 ? hex_value(value.p[i + 2]) : -1;

		buf_add_char(out, low >= 0 ? (char)(unsigned char)(high * 16 + low) : value.p[i]);
		i += low >= 0 ? 2 : 0;
	}
}

/* Without a last character that was cut in the middle. */
static struct view
whole_characters(struct view bytes)
{
	while (bytes.n > 0 && ((unsigned char)bytes.p[bytes.n - 1] & 0xC0) == 0x80)
		bytes.n--;
	if (bytes.n > 0 && (unsigned char)bytes.p[bytes.n - 1] >= 0xC0)
		bytes.n--;
	return bytes;
}

/* Reads the value as UTF-8. The declared charset applies to quoted-printable values, and to others that are not valid UTF-8:
 * some programs convert a whole file and leave the names of the charsets in it. False: the charset is unknown. */
static bool
value_read(const struct card *card, const struct property *property, struct buf *out)
{
	struct view declared = param_of(property->params, "charset"), text;
	bool quoted = is_quoted(property->params), known = charset_is_known(declared);
	struct buf bytes = { 0 };

	if (quoted)
		add_unquoted(property->value, &bytes);
	else
		buf_add_view(&bytes, property->value);
	text = property->cut ? whole_characters(buf_view(&bytes)) : buf_view(&bytes);
	if (declared.n == 0 && card->people->utf8)
		declared = VIEW("utf-8");
	if (known && !quoted && utf8_valid(text))
		buf_add_view(out, text);
	else
		known = charset_read(text, declared, out);
	buf_fini(&bytes);
	return known;
}

static bool
is_escape(const struct property *property, struct view value, size_t i)
{
	return value.p[i] == '\\' && i + 1 < value.n && (!property->old || value.p[i + 1] == ';');
}

/* RFC 6350 3.4: \n, \, \; \\ ; another backslash stands for the character after it. An unescaped comma, which separates the
 * entries of a list, becomes `comma`. */
static void
unescape(const struct property *property, struct view value, char comma, struct buf *out)
{
	for (size_t i = 0; i < value.n; i++) {
		if (is_escape(property, value, i))
			add_escaped(out, value.p[++i]);
		else
			buf_add_char(out, value.p[i] == ',' ? comma : value.p[i]);
	}
}

/* The next component of a structured value, up to an unescaped `;`. */
static struct view
component(const struct property *property, struct view *rest)
{
	size_t i = 0;
	struct view out;

	while (i < rest->n && rest->p[i] != ';')
		i += is_escape(property, *rest, i) ? 2 : 1;
	out = part(*rest, 0, i);
	*rest = i < rest->n ? part(*rest, i + 1, rest->n) : part(*rest, rest->n, rest->n);
	return out;
}

static void
set_text(json_t *person, const char *member, const struct property *property, struct view value)
{
	struct buf text = { 0 };

	unescape(property, value, ',', &text);
	person_set(person, member, buf_view(&text));
	buf_fini(&text);
}

/* Property names have no case: data is dropped under one name, in capitals. */
static void
property_drop(const struct card *card, struct view name)
{
	struct buf upper = { 0 };

	for (size_t i = 0; i < name.n; i++)
		buf_add_char(&upper,
		    (char)(name.p[i] >= 'a' && name.p[i] <= 'z' ? name.p[i] - 'a' + 'A'
								: name.p[i]));
	person_drop(card->person, buf_view(&upper));
	buf_fini(&upper);
}

/* ---- what each property means ---- */

/* In small letters; false: longer than programs write it. */
static bool
group_name(struct view group, char out[GROUP_MAX])
{
	if (!view_copy(group, out, GROUP_MAX))
		return false;
	for (char *c = out; *c != '\0'; c++)
		*c = char_lower(*c);
	return true;
}

/* A second one with another text is dropped. */
static void
on_text(struct card *card, const struct property *property, const char *member)
{
	json_t *second = json_object();

	set_text(second, member, property, property->value);
	if (json_object_get(card->person, member) == NULL)
		set_text(card->person, member, property, property->value);
	else if (person_get(second, member).n > 0 &&
	    !view_eq(person_get(second, member), person_get(card->person, member)))
		property_drop(card, property->name);
	json_decref(second);
}

static void
on_notes(struct card *card, const struct property *property, const char *member)
{
	struct buf text = { 0 };
	struct view head;

	(void)member;
	unescape(property, property->value, ',', &text);
	head = utf8_head(view_trim(buf_view(&text)), PERSON_NOTES_MAX + 1); /* enough to be cut */
	if (head.n > 0 && card->notes.n <= PERSON_NOTES_MAX) {
		if (card->notes.n > 0)
			buf_add_char(&card->notes, '\n');
		buf_add_view(&card->notes, head);
	}
	buf_fini(&text);
}

/* A cut one is no identity. A long one is known by its digest, which fits where a contact keeps it. */
static void
on_uid(struct card *card, const struct property *property, const char *member)
{
	struct buf text = { 0 };
	unsigned char digest[SHA256_SIZE];

	unescape(property, property->value, ',', &text);
	if (property->cut) {
		property_drop(card, property->name);
	} else if (text.n > PERSON_TEXT_MAX) {
		sha256(buf_view(&text), digest);
		buf_clear(&text);
		buf_add_text(&text, "sha256:");
		hex_encode((struct view){ (const char *)digest, sizeof(digest) }, &text);
	}
	if (!property->cut)
		person_set(card->person, member, buf_view(&text));
	buf_fini(&text);
}

static void
on_name(struct card *card, const struct property *property, const char *member)
{
	static const char *const more[] = { "additional", "prefix", "suffix" };
	struct view rest = property->value;

	(void)member;
	set_text(card->person, "family_name", property, component(property, &rest));
	set_text(card->person, "given_name", property, component(property, &rest));
	for (size_t i = 0; i < sizeof(more) / sizeof(more[0]); i++) {
		struct buf text = { 0 };

		unescape(property, component(property, &rest), ' ', &text);
		person_set(card->names, more[i], buf_view(&text));
		buf_fini(&text);
	}
}

static void
on_nickname(struct card *card, const struct property *property, const char *member)
{
	set_text(card->names, member, property, property->value);
}

/* Further units, of which some programs write several, belong to the department. */
static void
on_company(struct card *card, const struct property *property, const char *member)
{
	struct view rest = property->value, company = component(property, &rest);
	struct buf units = { 0 };

	(void)member;
	if (person_get(card->person, "company").n > 0 ||
	    person_get(card->person, "department").n > 0) {
		property_drop(card, property->name);
		return;
	}
	set_text(card->person, "company", property, company);
	while (rest.n > 0) {
		struct view unit = view_trim(component(property, &rest));

		if (units.n > 0 && unit.n > 0)
			buf_add_text(&units, ", ");
		unescape(property, unit, ',', &units);
	}
	person_set(card->person, "department", buf_view(&units));
	buf_fini(&units);
}

/* The label of an item's group may follow later: until the card's end the item keeps the group's name. */
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
	unescape(property, property->value, ',', &text);
	group_keep(person_add_email(card->person, label_of(property->params), buf_view(&text)),
	    property->group);
	buf_fini(&text);
}

static void
on_number(struct card *card, const struct property *property, const char *member)
{
	struct buf text = { 0 };

	(void)member;
	unescape(property, property->value, ',', &text);
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
	unescape(property, property->value, ',', &text);
	if (property->group.n > 0 && json_object_size(card->labels) < LABELS_MAX &&
	    group_name(property->group, name))
		person_set(
		    card->labels, name, utf8_head(person_label(buf_view(&text)), PERSON_TEXT_MAX));
	buf_fini(&text);
}

static void
on_categories(struct card *card, const struct property *property, const char *member)
{
	struct buf text = { 0 };

	(void)member;
	unescape(property, property->value, ',', &text);
	person_drop_labels(card->person, buf_view(&text), ",", VIEW("CATEGORIES"));
	buf_fini(&text);
}

static void __attribute__((format(printf, 2, 3)))
card_refuse(struct card *card, const char *format, ...)
{
	va_list args;

	if (card->problem[0] != '\0')
		return;
	va_start(args, format);
	(void)vsnprintf(card->problem, sizeof(card->problem), format, args);
	va_end(args);
}

static void
on_version(struct card *card, const struct property *property, const char *member)
{
	(void)member;
	card->old = view_is(property->value, "2.1");
	if (!card->old && !view_is(property->value, "3.0") && !view_is(property->value, "4.0"))
		card_refuse(card, "Only vCard 2.1, 3.0 and 4.0 can be read.");
}

static void
on_kind(struct card *card, const struct property *property, const char *member)
{
	(void)member;
	if (view_is_nocase(property->value, "group"))
		card_refuse(card, "It is a group of contacts.");
}

static void
on_idle(struct card *card, const struct property *property, const char *member)
{
	(void)card;
	(void)property;
	(void)member;
}

struct meaning {
	const char *name;
	void (*take)(struct card *card, const struct property *property, const char *member);
	const char *member;
};

static const struct meaning meanings[] = {
	{ "VERSION", on_version, NULL },
	{ "KIND", on_kind, NULL },
	{ "X-ADDRESSBOOKSERVER-KIND", on_kind, NULL },
	{ "FN", on_text, "name" },
	{ "N", on_name, NULL },
	{ "NICKNAME", on_nickname, "nickname" },
	{ "ORG", on_company, NULL },
	{ "TITLE", on_text, "job_title" },
	{ "NOTE", on_notes, NULL },
	{ "UID", on_uid, "uid" },
	{ "EMAIL", on_email, NULL },
	{ "TEL", on_number, NULL },
	{ "X-ABLABEL", on_label, NULL },
	{ "CATEGORIES", on_categories, NULL },
	/* They hold nothing that a user would miss. */
	{ "PRODID", on_idle, NULL },
	{ "REV", on_idle, NULL },
	{ "SOURCE", on_idle, NULL },
	{ "CALSCALE", on_idle, NULL },
	{ "CLIENTPIDMAP", on_idle, NULL },
	{ "X-ABUID", on_idle, NULL },
	{ "X-ABSHOWAS", on_idle, NULL },
	{ "SORT-STRING", on_idle, NULL },
	{ "MAILER", on_idle, NULL },
	{ "CLASS", on_idle, NULL },
};

static const struct meaning *
meaning_find(struct view name)
{
	for (size_t i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++)
		if (view_is_nocase(name, meanings[i].name))
			return &meanings[i];
	return NULL;
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
	json_decref(card->names);
	card->person = card->labels = card->names = NULL;
	buf_fini(&card->notes);
}

static void
card_begin(struct card *card)
{
	if (card->person != NULL)
		people_skip(card->people, card->began, "It has no END:VCARD.");
	card_drop(card);
	card->person = json_object();
	card->labels = json_object();
	card->names = json_object();
	card->problem[0] = '\0';
	card->old = false;
	card->began = card->line;
	card->cards++;
}

/* A contact has one name. FN usually contains all parts of N; parts that it lacks are dropped. Cards of 2.1 often have no FN. */
static void
names_end(struct card *card)
{
	static const struct {
		const char *member, *dropped;
	} parts[] = {
		{ "additional", "N (middle name)" },
		{ "prefix", "N (prefix)" },
		{ "suffix", "N (suffix)" },
	};
	struct view name = person_get(card->person, "name");

	if (name.n == 0) {
		person_add_middle(card->person, person_get(card->names, "additional"));
		json_object_del(card->names, "additional");
	}
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		struct view rest = person_get(card->names, parts[i].member), word;

		while (person_part_next(&rest, " ", &word))
			if (word.n > 0 &&
			    (name.n == 0 || memmem(name.p, name.n, word.p, word.n) == NULL))
				person_drop(card->person, view_of(parts[i].dropped));
	}
	person_nickname(card->person, person_get(card->names, "nickname"), VIEW("NICKNAME"));
}

static void
card_end(struct card *card)
{
	labels_give(card->labels, json_object_get(card->person, "emails"));
	labels_give(card->labels, json_object_get(card->person, "numbers"));
	person_set(card->person, "notes", buf_view(&card->notes));
	names_end(card);
	if (card->problem[0] != '\0')
		people_skip(card->people, card->began, card->problem);
	else
		people_add(card->people, card->began, json_incref(card->person));
	card_drop(card);
}

/* ";;;;" is an empty address. */
static bool
has_content(struct view value)
{
	for (size_t i = 0; i < value.n; i++)
		if (memchr(" \t,;", value.p[i], 4) == NULL)
			return true;
	return false;
}

static void
property_take(struct card *card, struct property *property)
{
	const struct meaning *meaning = meaning_find(property->name);
	struct buf value = { 0 };
	char charset[CHARSET_SHOWN_SIZE];

	if (meaning == NULL) {
		if (has_content(property->value))
			property_drop(card, property->name);
		return;
	}
	if (value_read(card, property, &value)) {
		property->value = buf_view(&value);
		meaning->take(card, property, meaning->member);
	} else {
		charset_shown(param_of(property->params, "charset"), charset);
		card_refuse(card, "Unknown charset %s. Send UTF-8.", charset);
	}
	buf_fini(&value);
}

static void
line_take(struct card *card, const struct line *line)
{
	struct property property = { .old = card->old, .cut = line->cut };

	if (!property_read(buf_view(&line->text), &property))
		return;
	if (view_is_nocase(property.name, "BEGIN") && view_is_nocase(property.value, "vcard"))
		card_begin(card);
	else if (card->person == NULL)
		return;
	else if (view_is_nocase(property.name, "END") && view_is_nocase(property.value, "vcard"))
		card_end(card);
	else
		property_take(card, &property);
}

int
people_from_vcard(struct view text, struct people *people, struct err *err)
{
	struct card card = { .people = people };
	struct lines lines = { text, csv_line_end(text), 0 };
	struct line line = { .cut = false };

	for (card.line = 1; card.cards <= PEOPLE_MAX && line_next(&lines, card.old, &line);
	     card.line = lines.count + 1)
		line_take(&card, &line);
	if (card.person != NULL)
		people_skip(people, card.began, "It has no END:VCARD.");
	card_drop(&card);
	buf_fini(&line.text);
	if (card.cards == 0)
		return err_set(err, ERR_INVALID, NULL, "There is no BEGIN:VCARD in it.");
	if (card.cards > PEOPLE_MAX)
		return err_set(
		    err, ERR_TOO_LARGE, NULL, "At most %d cards are read at once.", PEOPLE_MAX);
	return 0;
}

/* ---- writing ---- */

/* A semicolon separates components: it is escaped in them, and everywhere in 3.0. In 4.0 escaping it in other values is
 * optional, and not every reader undoes it. */
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

/* Ends a line; folds it between two characters if it is longer than FOLD_AT. */
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

/* A label that is not a standard type gets a line of its own, as in Apple's and Google's cards. */
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
