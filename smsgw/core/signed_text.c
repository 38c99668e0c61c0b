/* signed_text - see signed_text.h */
#include "smsgw/core/signed_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/bytes.h"
#include "smsgw/core/form_write.h"

/* ---- parameters ---- */

static int
by_name_then_value(const void *a, const void *b)
{
	const struct pair *left = a, *right = b;
	int order = view_compare(left->name, right->name);

	return order != 0 ? order : view_compare(left->value, right->value);
}

struct pair *
pairs_sorted(const struct pairs *pairs)
{
	struct pair *list = mem_new((size_t)pairs->count * sizeof(list[0]) + 1);

	for (int i = 0; i < pairs->count; i++)
		list[i] = pairs->at[i];
	qsort(list, (size_t)pairs->count, sizeof(list[0]), by_name_then_value);
	return list;
}

/* A repeated parameter contributes its distinct values once each, sorted. */
void
signed_params(const struct pairs *params, struct buf *out)
{
	struct pair *list = pairs_sorted(params);

	for (int i = 0; i < params->count; i++) {
		if (i > 0 && by_name_then_value(&list[i - 1], &list[i]) == 0)
			continue;
		buf_add_view(out, list[i].name);
		buf_add_view(out, list[i].value);
	}
	free(list);
}

static void
write_pairs(const struct pairs *pairs, const char *between, const char *equals, bool encoded,
    struct buf *out)
{
	struct pair *list = pairs_sorted(pairs);

	for (int i = 0; i < pairs->count; i++) {
		if (i > 0)
			buf_add_text(out, between);
		buf_add_view(out, list[i].name);
		buf_add_text(out, equals);
		if (encoded)
			percent_encode(out, list[i].value);
		else
			buf_add_view(out, list[i].value);
	}
	free(list);
}

/* ---- the URL ---- */

/* The same address with its port put in (the scheme's own) or left out. */
static void
other_port_form(const char *public_url, struct buf *out)
{
	const char *scheme_end = strstr(public_url, "://");
	const char *host = scheme_end != NULL ? scheme_end + 3 : public_url;
	const char *colon = strchr(host, ':');

	if (colon != NULL) {
		buf_add(out, public_url, (size_t)(colon - public_url));
		buf_add_text(out, colon + strcspn(colon, "/"));
		return;
	}
	buf_add_text(out, public_url);
	buf_add_text(out, strncmp(public_url, "https:", 6) == 0 ? ":443" : ":80");
}

void
signed_url(const struct call *call, bool other_port, bool query, struct buf *out)
{
	struct view rest = call->target, path = view_cut(&rest, '?');

	if (other_port)
		other_port_form(call->public_url, out);
	else
		buf_add_text(out, call->public_url);
	buf_add_view(out, query ? call->target : path);
}

/* ---- a query as it came: names and values are ASCII with %XX ---- */

static void
add_decoded(struct view text, bool plus_is_blank, struct buf *out)
{
	for (size_t i = 0; i < text.n; i++) {
		int high = text.p[i] == '%' && i + 2 < text.n ? hex_value(text.p[i + 1]) : -1;
		int low = high >= 0 ? hex_value(text.p[i + 2]) : -1;
		unsigned char byte = (unsigned char)text.p[i];

		if (low >= 0) {
			byte = (unsigned char)(high * 16 + low);
			i += 2;
		} else if (plus_is_blank && byte == '+') {
			byte = ' ';
		}
		buf_add(out, &byte, 1);
	}
}

static void
read_query(const struct call *call, bool plus_is_blank, struct pairs *out)
{
	struct view rest = call->target;
	struct buf name = { 0 }, value = { 0 };

	(void)view_cut(&rest, '?');
	while (rest.n > 0 && out->count < PAIRS_MAX) {
		struct view tail = view_cut(&rest, '&'), head = view_cut(&tail, '=');

		buf_clear(&name);
		buf_clear(&value);
		add_decoded(head, plus_is_blank, &name);
		add_decoded(tail, plus_is_blank, &value);
		if (head.n > 0)
			(void)pairs_copy(out, buf_view(&name), buf_view(&value));
	}
	pairs_settle(out);
	buf_fini(&name);
	buf_fini(&value);
}

/* Plivo's third form. GET: all in one sorted query; POST: sorted query, then the form's parameters. */
static void
add_plivo_v3(const struct call *call, bool other_port, struct buf *out)
{
	struct pairs query = { 0 };
	int form = call->get ? 0 : call->params->count;

	read_query(call, true, &query);
	signed_url(call, other_port, false, out);
	if (query.count > 0 || form > 0)
		buf_add_char(out, '?');
	write_pairs(&query, "&", "=", false, out);
	if (query.count > 0 && form > 0)
		buf_add_char(out, '.');
	if (form > 0)
		write_pairs(call->params, "", "", false, out);
	pairs_fini(&query);
}

/* MessageBird's older form: a "+" in a time is a "+", not a blank. */
static void
add_messagebird_query(const struct call *call, struct buf *out)
{
	struct pairs query = { 0 };

	read_query(call, false, &query);
	write_pairs(&query, "&", "=", true, out);
	pairs_fini(&query);
}

/* ---- what is signed ---- */

static void
add_body_digest(const struct call *call, struct buf *out)
{
	unsigned char digest[SHA256_SIZE];

	sha256(call->body, digest);
	buf_add(out, digest, sizeof(digest));
}

static void
add_part(const struct signed_text *text, char part, bool other_port, struct buf *out)
{
	const struct call *call = text->call;

	switch (part) {
	case 'u':
	case 'U':
		signed_url(call, other_port, part == 'u', out);
		break;
	case 'b':
		buf_add_view(out, call->body);
		break;
	case 'h':
		add_body_digest(call, out);
		break;
	case 't':
		buf_add_view(out, text->time);
		break;
	case 'n':
		buf_add_view(out, text->nonce);
		break;
	case 'p':
		if (!call->get) /* else they stand in the URL */
			signed_params(call->params, out);
		break;
	case 'v':
		add_plivo_v3(call, other_port, out);
		break;
	case 'q':
		add_messagebird_query(call, out);
		break;
	default:
		buf_add_char(out, part);
	}
}

void
signed_text_add(const struct signed_text *text, bool other_port, struct buf *out)
{
	for (const char *part = text->parts; *part != '\0'; part++)
		add_part(text, *part, other_port, out);
}
