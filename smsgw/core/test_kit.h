/*
 * test_kit - what tests of carriers share: a call as it comes, judged and decoded as hooks.c does.
 */
#ifndef SMSGW_CORE_TEST_KIT_H
#define SMSGW_CORE_TEST_KIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "smsgw/core/carrier.h"
#include "smsgw/core/signature.h"

enum { KIT_HEADERS = 6 };

struct kit_call {
	const char *public_url, *target, *body;
	const char *const
	    *form; /* name, value, …, NULL: the decoded parameters of a form or a query */
	const char *headers[2 * KIT_HEADERS]; /* name, value, … */
	bool get;
	int64_t now_s;
};

static inline bool
kit_header(const void *ctx, const char *name, struct view *out)
{
	const struct kit_call *call = ctx;

	for (int i = 0; i < KIT_HEADERS && call->headers[2 * i] != NULL; i++)
		if (strcmp(call->headers[2 * i], name) == 0) {
			*out = view_of(call->headers[2 * i + 1]);
			return true;
		}
	return false;
}

static inline void
kit_pairs(const struct kit_call *call, struct pairs *pairs)
{
	for (const char *const *at = call->form; at != NULL && *at != NULL; at += 2)
		assert_true(pairs_add(pairs, view_of(at[0]), view_of(at[1])));
}

/* `nonce`: NULL, or what the signature says is used once. */
static inline enum verdict
kit_judge(const char *carrier, const struct account *account, const struct kit_call *given,
    char nonce[NONCE_MAX + 1])
{
	struct pairs pairs = { 0 };
	struct buf once = { 0 };
	enum verdict verdict;

	kit_pairs(given, &pairs);
	const struct call call = { .public_url = given->public_url != NULL
		    ? given->public_url
		    : "https://sms.example.test",
		.target = view_of(given->target != NULL ? given->target : "/hook"),
		.body = view_of(given->body != NULL ? given->body : ""),
		.params = &pairs,
		.get = given->get,
		.now_s = given->now_s != 0 ? given->now_s : 1700000000,
		.header = kit_header,
		.ctx = given };

	verdict = signature_judge(carrier_find(view_of(carrier)), account, &call, &once);
	if (nonce != NULL)
		(void)snprintf(nonce, NONCE_MAX + 1, "%s", once.p != NULL ? once.p : "");
	buf_fini(&once);
	pairs_fini(&pairs);
	return verdict;
}

/* The first event of a call: what kind it is, and what it says. Views stay until kit_free. */
struct kit_event {
	struct pairs pairs;
	struct buf prefix;
	enum event_kind kind;
	struct inbound inbound;
	struct receipt receipt;
	struct err err; /* kind ERR_NONE: it could be read */
};

static inline struct kit_event *
kit_read(const char *name, const struct kit_call *call, enum event_kind said, int n)
{
	const struct carrier *carrier = carrier_find(view_of(name));
	struct kit_event *event = mem_zero(1, sizeof(*event));

	if (call->form != NULL)
		kit_pairs(call, &event->pairs);
	else
		assert_true(pairs_read_json(&event->pairs, view_of(call->body)));
	assert_true(carrier_event(carrier, &event->pairs, n, &event->prefix));
	event->kind = carrier_event_kind(carrier, &event->pairs, buf_view(&event->prefix), said);
	if (event->kind == EVENT_INBOUND)
		(void)carrier_inbound(
		    carrier, &event->pairs, buf_view(&event->prefix), &event->inbound, &event->err);
	else if (event->kind == EVENT_RECEIPT)
		(void)carrier_receipt(
		    carrier, &event->pairs, buf_view(&event->prefix), &event->receipt, &event->err);
	return event;
}

static inline void
kit_free(struct kit_event *event)
{
	pairs_fini(&event->pairs);
	buf_fini(&event->prefix);
	free(event);
}

static inline void
kit_is(struct view view, const char *text)
{
	char copy[9000];

	assert_true(view_copy(view, copy, sizeof(copy)));
	assert_string_equal(copy, text);
}

static inline void
kit_inbound(const char *carrier, const struct kit_call *call, const char *id, const char *from,
    const char *to, const char *text)
{
	struct kit_event *event = kit_read(carrier, call, EVENT_INBOUND, 0);

	assert_int_equal(event->kind, EVENT_INBOUND);
	assert_int_equal(event->err.kind, ERR_NONE);
	kit_is(event->inbound.provider_id, id);
	kit_is(event->inbound.from, from);
	kit_is(event->inbound.to, to);
	kit_is(event->inbound.text, text);
	kit_free(event);
}

static inline void
kit_receipt(const char *carrier, const struct kit_call *call, const char *id, const char *ref,
    const char *state)
{
	struct kit_event *event = kit_read(carrier, call, EVENT_RECEIPT, 0);

	assert_int_equal(event->kind, EVENT_RECEIPT);
	assert_int_equal(event->err.kind, ERR_NONE);
	kit_is(event->receipt.provider_id, id);
	kit_is(event->receipt.ref, ref);
	if (state == NULL)
		assert_null(event->receipt.state);
	else
		assert_string_equal(event->receipt.state, state);
	kit_free(event);
}

/* Each state of the carrier's table, put for %s in `body`, is what the table says. */
static inline void
kit_states(const char *name, const char *body)
{
	const struct carrier *carrier = carrier_find(view_of(name));

	for (const struct carrier_state *at = carrier->states; at->raw != NULL; at++) {
		struct kit_event *event;
		char text[2000];

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		(void)snprintf(text, sizeof(text), body, at->raw);
#pragma GCC diagnostic pop
		event = kit_read(name, &(struct kit_call){ .body = text }, EVENT_RECEIPT, 0);
		assert_int_equal(event->err.kind, ERR_NONE);
		if (at->state == NULL)
			assert_null(event->receipt.state);
		else
			assert_string_equal(event->receipt.state, at->state);
		kit_free(event);
	}
}

/* What is sent: url, headers and body as text. */
static inline void
kit_sent(const char *carrier, const struct account *account, const char *url, const char *auth,
    const char *header, const char *body)
{
	struct carrier_request request = { 0 };
	const struct outgoing outgoing = { .from = VIEW("+14155550100"),
		.to = VIEW("+46701740600"),
		.text = VIEW("Hej & h\xc3\xa4r"),
		.callback_url = VIEW("https://a.test/h/receipt"),
		.ref = VIEW("1.2.3"),
		.validity_s = 3600,
		.now_s = 1700000000 };

	carrier_encode(carrier_find(view_of(carrier)), account, &outgoing, &request);
	kit_is(buf_view(&request.url), url);
	if (auth != NULL)
		kit_is(buf_view(&request.auth), auth);
	else
		assert_int_equal(request.auth.n, 0);
	if (header != NULL)
		kit_is(buf_view(&request.headers[0]), header);
	kit_is(buf_view(&request.body), body);
	carrier_request_fini(&request);
}

struct kit_answer {
	int status;
	const char *body;
	enum sending sending;
	const char *id, *code; /* NULL: not looked at */
};

static inline void
kit_answers(const char *carrier, const struct kit_answer *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct sending_result result;

		carrier_decode_answer(carrier_find(view_of(carrier)), cases[i].status,
		    view_of(cases[i].body), &result);
		if (result.sending != cases[i].sending)
			print_error("%s: %d %s\n", carrier, cases[i].status, cases[i].body);
		assert_int_equal(result.sending, cases[i].sending);
		if (cases[i].id != NULL)
			assert_string_equal(result.provider_id, cases[i].id);
		if (cases[i].code != NULL)
			assert_string_equal(result.code, cases[i].code);
	}
}

#define KIT_COUNT(array) (sizeof(array) / sizeof((array)[0]))

#endif
