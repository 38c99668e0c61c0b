/* person_csv - see person_csv.h */
#include "presenced/core/person_csv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/csv.h"
#include "common/base/utf8.h"

enum meaning {
	NOTHING,
	TEXT, /* a member of the person */
	AGAIN, /* the same, for the second column of this name: French Outlook has two called "Titre" */
	NICKNAME,
	MIDDLE, /* belongs to the given name */
	LABELS, /* Google's groups */
	EMAIL,
	NUMBER,
	EMAIL_LABEL, /* label of the address or number with the same place */
	NUMBER_LABEL,
	IDLE, /* holds nothing that a user would miss */
};

/* What a column holds. `word` is the member or the label. */
struct column {
	enum meaning meaning;
	const char *word;
	bool fax;
	int place; /* of Google's numbered columns, from 1; otherwise 0 */
};

static const struct {
	const char *name;
	struct column column;
} known[] = {
#define COLUMN(name, meaning, word, fax) { name, { meaning, word, fax, 0 } },
#include "presenced/core/person_columns.def"
};

/* What Outlook writes into columns without a value. */
static const char *const blank[] = { "0/0/00", "00.00.0000", "0.0.00", "Unspecified",
	"Keine Angabe", "Non spécifié" };

/* Google's numbered columns: the text before and after the number. */
static const struct {
	const char *before, *behind;
	enum meaning meaning;
} numbered[] = {
	{ "E-mail ", " - Value", EMAIL },
	{ "E-mail ", " - Label", EMAIL_LABEL },
	{ "E-mail ", " - Type", EMAIL_LABEL },
	{ "Phone ", " - Value", NUMBER },
	{ "Phone ", " - Label", NUMBER_LABEL },
	{ "Phone ", " - Type", NUMBER_LABEL },
};

/* The number between the two texts; 0: the name has another form. */
static int
place_of(struct view name, const char *before, const char *behind)
{
	size_t head = strlen(before), tail = strlen(behind);
	int64_t place;

	if (name.n <= head + tail || !view_starts(name, before) ||
	    !view_is((struct view){ name.p + name.n - tail, tail }, behind) ||
	    !view_to_int(
		(struct view){ name.p + head, name.n - head - tail }, 1, PERSON_ITEMS_MAX, &place))
		return 0;
	return (int)place;
}

/* In small letters, as far as German and French go. */
static int32_t
letter_lower(int32_t code)
{
	if ((code >= 'A' && code <= 'Z') || (code >= 0xC0 && code <= 0xDE && code != 0xD7))
		return code + 0x20;
	return code == 0x152 ? 0x153 : code; /* Œ */
}

/* Brackets do not count: Outlook's versions disagree about "Telefon privat" and "Telefon (privat)". */
static int32_t
heading_next(struct view *rest)
{
	int32_t code;

	do
		code = utf8_next(rest);
	while (code == '(' || code == ')');
	return letter_lower(code);
}

static bool
heading_eq(struct view a, struct view b)
{
	int32_t code;

	do {
		code = heading_next(&a);
		if (code != heading_next(&b))
			return false;
	} while (code >= 0);
	return a.n == 0 && b.n == 0;
}

static struct column
column_of(struct view name)
{
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (heading_eq(name, view_of(known[i].name)))
			return known[i].column;
	for (size_t i = 0; i < sizeof(numbered) / sizeof(numbered[0]); i++) {
		int place = place_of(name, numbered[i].before, numbered[i].behind);

		if (place > 0)
			return (struct column){ numbered[i].meaning, "", false, place };
	}
	return (struct column){ NOTHING, NULL, false, 0 };
}

struct table {
	struct column columns[CSV_CELLS_MAX];
	char *names[CSV_CELLS_MAX]; /* under which a column's data is dropped */
	int count;
};

static void
table_fini(struct table *table)
{
	for (int i = 0; i < table->count; i++)
		free(table->names[i]);
}

static struct view
heading_of(const struct csv_row *row, int i)
{
	return utf8_head(view_trim(row->cells[i]), PERSON_TEXT_MAX);
}

/* The first column of the same name, in any case of its letters. */
static int
first_alike(const struct csv_row *row, int at)
{
	int i = 0;

	while (i < at && !heading_eq(heading_of(row, i), heading_of(row, at)))
		i++;
	return i;
}

static int
table_read(const struct csv_row *row, struct table *table, struct err *err)
{
	int useful = 0;

	table->count = row->count;
	for (int i = 0; i < row->count; i++) {
		int alike = first_alike(row, i);

		table->columns[i] = column_of(heading_of(row, i));
		if (table->columns[i].meaning == AGAIN)
			table->columns[i].meaning = alike < i ? TEXT : NOTHING;
		table->names[i] = view_dup(heading_of(row, alike));
		useful += table->columns[i].meaning != NOTHING && table->columns[i].meaning != IDLE;
	}
	return useful > 0 ? 0
			  : err_set(err, ERR_INVALID, NULL,
				"Line 1: no column has a name that Google Contacts or Outlook "
				"gives, such as First "
				"Name, E-mail Address, Mobile Phone.");
}

/* ---- a row ---- */

static struct view
cell_of(const struct csv_row *row, int i)
{
	return i < row->count ? view_trim(row->cells[i]) : VIEW("");
}

/* The label of a numbered column, without the mark of Google's first one ("* Work"). */
static struct view
label_at(const struct table *table, const struct csv_row *row, enum meaning meaning, int place)
{
	for (int i = 0; place > 0 && i < table->count; i++) {
		struct view cell = cell_of(row, i);

		if (table->columns[i].meaning != meaning || table->columns[i].place != place)
			continue;
		return view_starts(cell, "* ") ? (struct view){ cell.p + 2, cell.n - 2 } : cell;
	}
	return VIEW("");
}

/* "Work Fax" is a label and a kind. */
static bool
fax_cut(struct view *label)
{
	static const char word[] = "fax";
	struct view end;

	if (label->n < sizeof(word) - 1)
		return false;
	end = (struct view){ label->p + label->n - (sizeof(word) - 1), sizeof(word) - 1 };
	if (!view_is_nocase(end, word))
		return false;
	*label = view_trim((struct view){ label->p, label->n - end.n });
	return true;
}

static const char between[] = " ::: "; /* the values of one cell */

static void
items_take(json_t *person, const struct table *table, const struct csv_row *row, int i)
{
	const struct column *column = &table->columns[i];
	bool email = column->meaning == EMAIL, fax = column->fax;
	struct view rest = cell_of(row, i), value, label = view_of(column->word);

	if (column->place > 0)
		label = label_at(table, row, email ? EMAIL_LABEL : NUMBER_LABEL, column->place);
	if (!email && fax_cut(&label))
		fax = true;
	while (person_part_next(&rest, between, &value))
		(void)(email ? person_add_email(person, label, value)
			     : person_add_number(person, label, value, fax));
}

static bool
is_blank(struct view cell)
{
	return cell.n == 0 || view_is_among(cell, blank, sizeof(blank) / sizeof(blank[0]));
}

static void
cell_take(json_t *person, const struct table *table, const struct csv_row *row, int i)
{
	struct view cell = cell_of(row, i), name = view_of(table->names[i]);

	switch (table->columns[i].meaning) {
	case TEXT:
		person_set(person, table->columns[i].word, cell);
		break;
	case MIDDLE:
		person_add_middle(person, cell);
		break;
	case EMAIL:
	case NUMBER:
		items_take(person, table, row, i);
		break;
	case NICKNAME:
		person_nickname(person, cell, name);
		break;
	case LABELS:
		person_drop_labels(person, cell, between, name);
		break;
	case NOTHING:
		if (!is_blank(cell) && name.n > 0)
			person_drop(person, name);
		break;
	case AGAIN:
	case EMAIL_LABEL:
	case NUMBER_LABEL:
	case IDLE:
		break;
	}
}

static bool
row_is_empty(const struct csv_row *row)
{
	for (int i = 0; i < row->count; i++)
		if (view_trim(row->cells[i]).n > 0)
			return false;
	return true;
}

static void
row_take(struct people *people, const struct table *table, const struct csv_row *row)
{
	static const enum meaning order[] = { TEXT, MIDDLE, EMAIL, NUMBER, NICKNAME, LABELS,
		NOTHING };
	json_t *person;

	if (row_is_empty(row))
		return;
	if (row->count > table->count) {
		people_skip(people, row->line, "It has more cells than the first line.");
		return;
	}
	person = json_object();
	for (size_t step = 0; step < sizeof(order) / sizeof(order[0]); step++)
		for (int i = 0; i < table->count; i++)
			if (table->columns[i].meaning == order[step])
				cell_take(person, table, row, i);
	people_add(people, row->line, person);
}

static int
rows_take(struct csv_reader *reader, struct csv_row *row, struct table *table,
    struct people *people, struct err *err)
{
	enum csv_read read = csv_next(reader, row, err);
	int rows = 0;

	if (read == CSV_END)
		return err_set(
		    err, ERR_INVALID, NULL, "Line 1: the names of the columns are missing.");
	if (read == CSV_BAD || table_read(row, table, err) != 0)
		return -1;
	while ((read = csv_next(reader, row, err)) == CSV_ROW) {
		if (++rows > PEOPLE_MAX)
			return err_set(err, ERR_TOO_LARGE, NULL,
			    "At most %d rows are read at once.", PEOPLE_MAX);
		row_take(people, table, row);
	}
	return read == CSV_END ? 0 : -1;
}

int
people_from_csv(struct view text, struct people *people, struct err *err)
{
	struct csv_reader reader;
	struct csv_row row = { 0 };
	struct table table = { .count = 0 };
	int result;

	csv_begin(&reader, text);
	result = rows_take(&reader, &row, &table, people, err);
	table_fini(&table);
	csv_row_fini(&row);
	return result;
}

/* ---- writing ---- */

static const struct {
	const char *column, *member;
} texts[] = {
	{ "Name", "name" },
	{ "First Name", "given_name" },
	{ "Last Name", "family_name" },
	{ "Organization Name", "company" },
	{ "Organization Title", "job_title" },
	{ "Organization Department", "department" },
	{ "Notes", "notes" },
};

static size_t
most_of(const json_t *persons, const char *list)
{
	size_t most = 0, i;
	json_t *person;

	json_array_foreach (persons, i, person) {
		size_t count = json_array_size(json_object_get(person, list));

		most = count > most ? count : most;
	}
	return most;
}

static void
head_items(struct csv_writer *writer, const char *what, size_t count)
{
	for (size_t i = 1; i <= count; i++) {
		static const char *const parts[] = { "Label", "Value" };

		for (size_t j = 0; j < 2; j++) {
			char name[40];

			(void)snprintf(name, sizeof(name), "%s %zu - %s", what, i, parts[j]);
			csv_add_text(writer, view_of(name));
		}
	}
}

static void
write_label(struct csv_writer *writer, const json_t *item)
{
	struct view label = view_of(json_string_value(json_object_get(item, "label")));
	struct buf text = { 0 };

	buf_add_view(&text, label);
	if (json_is_true(json_object_get(item, "fax")))
		buf_add_text(&text, label.n > 0 ? " Fax" : "Fax");
	csv_add_text(writer, buf_view(&text));
	buf_fini(&text);
}

/* A number is no formula, and other programs do not undo the guard: +46 8 … is written as it is, with an extension too. */
static bool
is_plain_number(struct view text)
{
	for (size_t i = 0; i < text.n; i++)
		if (memchr("0123456789 +()-./x", text.p[i], 18) == NULL)
			return false;
	return true;
}

static void
write_value(struct csv_writer *writer, struct view value)
{
	if (is_plain_number(value))
		csv_add_word(writer, value);
	else
		csv_add_text(writer, value);
}

static void
write_items(struct csv_writer *writer, const json_t *items, const char *member, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		json_t *item = json_array_get(items, i);

		write_label(writer, item);
		write_value(writer, view_of(json_string_value(json_object_get(item, member))));
	}
}

static void
write_row(struct csv_writer *writer, const json_t *person, size_t emails, size_t numbers)
{
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		csv_add_text(writer, person_get(person, texts[i].member));
	write_items(writer, json_object_get(person, "emails"), "address", emails);
	write_items(writer, json_object_get(person, "numbers"), "number", numbers);
	csv_end_line(writer);
}

void
people_to_csv(const json_t *persons, struct buf *out)
{
	size_t emails = most_of(persons, "emails"), numbers = most_of(persons, "numbers"), i;
	struct csv_writer writer = { .out = out };
	json_t *person;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		csv_add_text(&writer, view_of(texts[i].column));
	head_items(&writer, "E-mail", emails);
	head_items(&writer, "Phone", numbers);
	csv_end_line(&writer);
	json_array_foreach (persons, i, person)
		write_row(&writer, person, emails, numbers);
}
