/* carrier - see carrier.h */
#include "smsgw/core/carrier.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/utf8.h"

enum { RAW_STATE_MAX = 64, CODE_MAX = 32, CODE_TAKEN_MAX = 4000, FIELD_NAME_MAX = 64 };

const struct carrier *
carrier_find(struct view name)
{
	for (int i = 0; carriers[i] != NULL; i++)
		if (view_is(name, carriers[i]->name))
			return carriers[i];
	return NULL;
}

/* ---- accounts ---- */

const char *
account_value(const struct carrier *carrier, const struct account *account, const char *credential)
{
	const struct credential *at = carrier->credentials;

	for (int i = 0; at != NULL && at[i].name != NULL && i < CREDENTIALS_MAX; i++)
		if (strcmp(at[i].name, credential) == 0)
			return account->values[i];
	return NULL;
}

const char *
account_lacks(const struct carrier *carrier, const struct account *account)
{
	const struct credential *at = carrier->credentials;

	for (int i = 0; at != NULL && at[i].name != NULL && i < CREDENTIALS_MAX; i++) {
		const char *value = account->values[i];

		if ((at[i].flags & CREDENTIAL_OPTIONAL) == 0 && (value == NULL || value[0] == '\0'))
			return at[i].name;
	}
	return NULL;
}

bool
account_unsigned(const struct carrier *carrier, const struct account *account)
{
	const struct credential *at = carrier->credentials;

	for (int i = 0; at != NULL && at[i].name != NULL && i < CREDENTIALS_MAX; i++)
		if ((at[i].flags & CREDENTIAL_SIGNS) != 0 &&
		    (at[i].flags & CREDENTIAL_SECRET) != 0 && account->values[i] == NULL)
			return true;
	return false;
}

/* ---- events of a call ---- */

bool
carrier_event(const struct carrier *carrier, const struct pairs *pairs, int n, struct buf *prefix)
{
	buf_clear(prefix);
	if (carrier->items == NULL)
		return n == 0;
	buf_addf(prefix, "%s%s%d", carrier->items, carrier->items[0] != '\0' ? "." : "", n);
	return pairs_has(pairs, buf_view(prefix));
}

enum event_kind
carrier_event_kind(const struct carrier *carrier, const struct pairs *pairs, struct view prefix,
    enum event_kind said)
{
	struct view raw = pairs_field(pairs, prefix, carrier->kind);

	if (carrier->kind == NULL)
		return said;
	for (const struct carrier_kind *at = carrier->kinds; at->raw != NULL; at++)
		if (view_is(raw, at->raw))
			return at->kind;
	return EVENT_UNKNOWN;
}

/* What is there must be text that can be kept; `out` stays empty with p NULL when it is not there. */
static int
may(const struct pairs *pairs, struct view prefix, const char *name, size_t max, struct view *out,
    struct err *err)
{
	*out = pairs_field(pairs, prefix, name);
	if (out->p == NULL)
		return 0;
	if (out->n > max)
		return err_set(err, ERR_INVALID, name, "The value is longer than %zu bytes.", max);
	if (!utf8_valid(*out) || (out->n > 0 && memchr(out->p, '\0', out->n) != NULL))
		return err_set(err, ERR_INVALID, name, "The value is not UTF-8 text.");
	return 0;
}

static int
need(const struct pairs *pairs, struct view prefix, const char *name, size_t max, struct view *out,
    struct err *err)
{
	if (may(pairs, prefix, name, max, out, err) != 0)
		return -1;
	if (out->p == NULL)
		return err_set(err, ERR_INVALID, name, "The parameter is missing.");
	return 0;
}

/* All three, or it is no part. */
static int
read_part(const struct carrier *carrier, const struct pairs *pairs, struct view prefix,
    struct inbound *out, struct err *err)
{
	struct view total = pairs_field(pairs, prefix, carrier->fields.part_total);

	if (total.p == NULL || view_is(total, "1"))
		return 0;
	if (!view_to_int(total, 2, PARTS_MAX, &out->part_total))
		return err_set(err, ERR_INVALID, carrier->fields.part_total, "No number of parts.");
	if (!view_to_int(
		pairs_field(pairs, prefix, carrier->fields.part_ref), 0, INT32_MAX, &out->part_ref))
		return err_set(
		    err, ERR_INVALID, carrier->fields.part_ref, "No reference of parts.");
	if (!view_to_int(pairs_field(pairs, prefix, carrier->fields.part_number), 1,
		out->part_total, &out->part_number))
		return err_set(
		    err, ERR_INVALID, carrier->fields.part_number, "No number of a part.");
	/* Parts may share the id of their text. */
	(void)snprintf(out->part_id, sizeof(out->part_id), "%.*s:%d", (int)out->provider_id.n,
	    out->provider_id.p, (int)out->part_number);
	out->provider_id = view_of(out->part_id);
	if (out->text.n > INBOUND_PART_MAX)
		return err_set(err, ERR_INVALID, carrier->fields.text, "Too long for a part.");
	return 0;
}

/* "MediaUrl%" with 3 for %; a name without is that of the first. */
static struct view
indexed(const struct carrier *carrier, const struct pairs *pairs, struct view prefix,
    const char *name, int index)
{
	char text[FIELD_NAME_MAX];
	const char *mark = name != NULL ? strchr(name, '%') : NULL;

	if (mark == NULL && (name == NULL || index != carrier->fields.media_first))
		return (struct view){ NULL, 0 };
	if (mark == NULL)
		return pairs_field(pairs, prefix, name);
	(void)snprintf(text, sizeof(text), "%.*s%d%s", (int)(mark - name), name, index, mark + 1);
	return pairs_field(pairs, prefix, text);
}

/* What can't be asked for is a file all the same. */
static struct view
readable_url(struct view url)
{
	for (size_t i = 0; i < url.n; i++)
		if ((unsigned char)url.p[i] <= ' ' || (unsigned char)url.p[i] >= 0x7f)
			return VIEW("");
	return url.n <= MEDIA_URL_MAX ? url : VIEW("");
}

/* Some carriers count from 0, some from 1, one has done both. */
static void
read_media(const struct carrier *carrier, const struct pairs *pairs, struct view prefix,
    struct inbound *out)
{
	int first = carrier->fields.media_first;

	for (int i = first; i < first + MEDIA_MAX + 1 && out->media_count < MEDIA_MAX; i++) {
		struct view url = indexed(carrier, pairs, prefix, carrier->fields.media_url, i);

		if (url.n > 0)
			out->media[out->media_count++] = (struct media){ readable_url(url),
				indexed(carrier, pairs, prefix, carrier->fields.media_type, i) };
	}
}

int
carrier_inbound(const struct carrier *carrier, const struct pairs *pairs, struct view prefix,
    struct inbound *out, struct err *err)
{
	*out = (struct inbound){ 0 };
	if (need(pairs, prefix, carrier->fields.provider_id, PROVIDER_ID_MAX, &out->provider_id,
		err) != 0 ||
	    need(pairs, prefix, carrier->fields.from, NUMBER_SIZE - 1, &out->from, err) != 0 ||
	    need(pairs, prefix, carrier->fields.to,
		carrier->to_credential != NULL ? CREDENTIAL_SIZE_MAX : NUMBER_SIZE - 1, &out->to,
		err) != 0 ||
	    may(pairs, prefix, carrier->fields.text, INBOUND_TEXT_MAX, &out->text, err) != 0 ||
	    read_part(carrier, pairs, prefix, out, err) != 0)
		return -1;
	read_media(carrier, pairs, prefix, out);
	if (out->provider_id.n == 0)
		return err_set(
		    err, ERR_INVALID, carrier->fields.provider_id, "The value is empty.");
	if (out->part_total > 0 && out->media_count > 0)
		return err_set(
		    err, ERR_INVALID, carrier->fields.media_url, "A part of a text has no files.");
	if (out->text.p == NULL && out->media_count == 0)
		return err_set(err, ERR_INVALID, carrier->fields.text, "The parameter is missing.");
	if (out->text.p == NULL)
		out->text = VIEW("");
	return 0;
}

static bool
is_good_news(const char *state)
{
	return state == NULL || strcmp(state, "queued") == 0 || strcmp(state, "sent") == 0 ||
	    strcmp(state, "delivered") == 0;
}

/* What the code says of the state: the customer opted out, it came too late … */
static void
judge_code(const struct carrier *carrier, struct receipt *out)
{
	const struct carrier_code *code = carrier_code_find(
	    carrier->receipt_codes != NULL ? carrier->receipt_codes : carrier->codes, out->code);

	if (code == NULL)
		return;
	out->reason = code->reason;
	if (is_good_news(out->state))
		return;
	if (code->sending == SENDING_OPTED_OUT)
		out->state = "blocked";
	else if (code->state != NULL)
		out->state = code->state;
}

int
carrier_receipt(const struct carrier *carrier, const struct pairs *pairs, struct view prefix,
    struct receipt *out, struct err *err)
{
	*out = (struct receipt){ 0 };
	if (need(pairs, prefix, carrier->fields.receipt_id, PROVIDER_ID_MAX, &out->provider_id,
		err) != 0 ||
	    need(pairs, prefix, carrier->fields.receipt_state, RAW_STATE_MAX, &out->raw_state,
		err) != 0 ||
	    may(pairs, prefix, carrier->fields.receipt_code, CODE_TAKEN_MAX, &out->code, err) !=
		0 ||
	    may(pairs, prefix, carrier->fields.receipt_ref, CREDENTIAL_SIZE_MAX, &out->ref, err) !=
		0)
		return -1;
	if (out->provider_id.n == 0)
		return err_set(err, ERR_INVALID, carrier->fields.receipt_id, "The value is empty.");
	if (!carrier_state_find(carrier, out->raw_state, &out->state))
		return err_set(
		    err, ERR_INVALID, carrier->fields.receipt_state, "The state is not known.");
	out->code = utf8_head(out->code, CODE_MAX);
	judge_code(carrier, out);
	return 0;
}

bool
carrier_state_find(const struct carrier *carrier, struct view raw, const char **state)
{
	for (const struct carrier_state *at = carrier->states; at->raw != NULL; at++)
		if (view_is(raw, at->raw)) {
			*state = at->state;
			return true;
		}
	return false;
}

static bool
code_fits(struct view code, const char *row)
{
	size_t n = strlen(row);

	if (n > 0 && row[n - 1] == '*')
		return code.n >= n - 1 && memcmp(code.p, row, n - 1) == 0;
	return view_is(code, row);
}

const struct carrier_code *
carrier_code_find(const struct carrier_code *codes, struct view code)
{
	for (const struct carrier_code *at = codes; at != NULL && code.n > 0 && at->code != NULL;
	     at++)
		if (code_fits(code, at->code))
			return at;
	return NULL;
}

/* ---- numbers ---- */

bool
number_is_name(struct view text)
{
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			c == ' ' || c == '-' || c == '_' || c == '.' || c == '&'))
			return false;
	}
	return text.n >= 1 && text.n <= 11;
}

bool
number_normalise(struct view number, char out[NUMBER_SIZE])
{
	struct view digits = number;

	if (view_starts(number, "+")) {
		digits.p++;
		digits.n--;
		if (!view_is_digits(digits) || digits.n < 7 || digits.n > 15)
			return false;
		return view_copy(number, out, NUMBER_SIZE);
	}
	if (view_is_digits(number) && number.n >= 8 && number.n <= 15) {
		(void)snprintf(out, NUMBER_SIZE, "+%.*s", (int)number.n, number.p);
		return true;
	}
	return number_is_name(number) && view_copy(number, out, NUMBER_SIZE);
}
