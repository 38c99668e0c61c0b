/* travel - see travel.h */
#include "presenced/travel.h"

#include <inttypes.h>
#include <stdlib.h>

#include "common/daemon/box.h"
#include "common/daemon/cookie.h"
#include "presenced/core/oidc.h"

enum { TRAVEL_S = 600, COOKIE_MAX = 2048, QUERY_PAIRS_MAX = 32, CODE_MAX = 4096 };

void
travel_secret(char out[TRAVEL_SECRET_SIZE])
{
	unsigned char random[SHA256_SIZE];
	struct buf text = { .max = TRAVEL_SECRET_SIZE };

	random_fill(random, sizeof(random));
	base64url_encode((struct view){ (const char *)random, sizeof(random) }, &text);
	(void)view_copy(buf_view(&text), out, TRAVEL_SECRET_SIZE);
	box_wipe(&text);
}

/* ---- the cookie ---- */

/* Lax: the way back is a navigation from another site. */
static void
travel_cookie(struct http_req *req, const struct travel *travel, struct view value, int max_age_s)
{
	const struct cookie cookie = { travel->cookie, COOKIE_LAX, max_age_s, false };

	cookie_set(req, &cookie, value);
}

int
travel_begin(struct http_req *req, const struct travel *travel, struct view words, struct err *err)
{
	struct daemon *daemon = request_daemon(req);
	struct buf plain = { 0 }, box = { 0 }, text = { 0 };
	int result;

	buf_addf(&plain, "%" PRId64 " %.*s", daemon_now_us(daemon) + (int64_t)TRAVEL_S * 1000000,
	    (int)words.n, words.p);
	result = box_seal(daemon, travel->table, 0, 0, buf_view(&plain), &box, err);
	if (result == 0) {
		base64url_encode(buf_view(&box), &text);
		travel_cookie(req, travel, buf_view(&text), TRAVEL_S);
	}
	box_wipe(&plain);
	buf_fini(&box);
	buf_fini(&text);
	return result;
}

bool
travel_back(struct http_req *req, const struct travel *travel, struct buf *out)
{
	struct daemon *daemon = request_daemon(req);
	struct buf box = { 0 }, plain = { 0 };
	struct view text, rest;
	int64_t expires_us;
	bool good = cookie_get(req, travel->cookie, &text) && text.n <= COOKIE_MAX &&
	    base64url_decode(text, &box) && box.n > 0 &&
	    box_opens(daemon, travel->table, buf_view(&box), &plain);

	rest = buf_view(&plain);
	good = good && view_to_int(view_cut(&rest, ' '), 0, INT64_MAX, &expires_us) &&
	    expires_us > daemon_now_us(daemon);
	if (good)
		buf_add_view(out, rest);
	box_wipe(&plain);
	buf_fini(&box);
	return good;
}

void
travel_end(struct http_req *req, const struct travel *travel)
{
	travel_cookie(req, travel, VIEW(""), 0);
}

bool
travel_word(struct view *words, char *out, size_t size)
{
	return view_copy(view_cut(words, ' '), out, size) && out[0] != '\0';
}

/* ---- the way back ---- */

static bool
take_pair(void *ctx, struct view name, struct view value)
{
	struct travel_answer *answer = ctx;

	if (view_is(name, "state"))
		(void)view_copy(value, answer->state, sizeof(answer->state));
	else if (view_is(name, "error"))
		answer->denied = true;
	else if (view_is(name, "code") && answer->code == NULL && value.n <= CODE_MAX)
		answer->code = view_dup(value);
	else if (view_is(name, "iss") && answer->issuer == NULL && value.n <= OIDC_URL_MAX)
		answer->issuer = view_dup(value);
	return true;
}

int
travel_answer_read(const struct http_req *req, struct travel_answer *out)
{
	*out = (struct travel_answer){ .code = NULL };
	return form_each(http_query_raw(req), QUERY_PAIRS_MAX, take_pair, out);
}

void
travel_answer_fini(struct travel_answer *answer)
{
	free(answer->code);
	free(answer->issuer);
	mem_wipe(answer, sizeof(*answer));
}
