/* registrar - see registrar.h */
#include "voiced/registrar.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/bytes.h"
#include "common/base/clock.h"
#include "common/base/sources.h"
#include "common/base/utf8.h"
#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "voiced/browsers.h"
#include "voiced/core/bans.h"
#include "voiced/core/digest.h"
#include "voiced/devices.h"
#include "voiced/help.h"
#include "voiced/phones.h"
#include "voiced/sip/sip.h"
#include "voiced/ring.h"
#include "voiced/strangers.h"
#include "voiced/voiced.h"
#include "voiced/waiting.h"

enum {
	NONCE_LIFE_S = 300,
	CONTACT_MAX = 512, /* bytes, as voice.binding has it */
	AGENT_MAX = 200,
	WINDOW_MS = 60000,
	BAN_MS = 5 * 60 * 1000,
	WRONG_OF_A_NAME = 10, /* from one address */
	WRONG_OF_AN_ADDRESS = 100, /* an office behind one address has many phones */
	BAN_LOG_MS = 60000,
	US_PER_S = 1000000,
};

static COUNTER(
    registered, "voice_registers_total{outcome=\"ok\"}", "REGISTERs by what became of them");
static COUNTER(challenged, "voice_registers_total{outcome=\"challenged\"}",
    "REGISTERs by what became of them");
static COUNTER(
    wrong, "voice_registers_total{outcome=\"wrong\"}", "REGISTERs by what became of them");
static COUNTER(
    banned, "voice_registers_total{outcome=\"banned\"}", "REGISTERs by what became of them");
static COUNTER(
    refused, "voice_registers_total{outcome=\"refused\"}", "REGISTERs by what became of them");
static COUNTER(
    failed, "voice_registers_total{outcome=\"failed\"}", "REGISTERs by what became of them");

struct registrar {
	struct daemon *daemon;
	struct digest_nonces nonces;
	struct bans names, addresses;
	const char *realm;
};

static struct registrar *
registrar_of(struct daemon *daemon)
{
	return daemon_data(daemon, "registrar");
}

/* ---- answers ---- */

static void
answer(struct sip_request *request, struct metric *count, int status, const char *phrase)
{
	metric_add(count, 1);
	sip_reply(request, status, phrase, VIEW(""));
}

/* One algorithm a challenge (RFC 8760 lets a server offer several; old phones fail on them). */
static void
challenge(
    struct registrar *registrar, struct sip_request *request, const struct phone *phone, bool stale)
{
	enum digest_algorithm algorithm = phone != NULL ? phone->algorithm : DIGEST_SHA256;
	char nonce[DIGEST_NONCE_SIZE];
	struct buf line = { 0 };
	uint64_t random;

	random_fill(&random, sizeof(random));
	digest_nonce_make(&registrar->nonces, view_of(sip_head(request)->source.host),
	    daemon_now_us(registrar->daemon) / US_PER_S, random, nonce);
	buf_addf(&line,
	    "WWW-Authenticate: Digest realm=\"%s\", nonce=\"%s\", algorithm=%s, qop=\"auth\"%s\r\n",
	    registrar->realm, nonce, digest_algorithm_name(algorithm), stale ? ", stale=true" : "");
	metric_add(&challenged, 1);
	sip_reply(request, 401, "Unauthorized", buf_view(&line));
	buf_fini(&line);
}

/* ---- what is wished for ---- */

/* Seconds that a contact is to be bound; 0: it goes. */
static int64_t
wished_s(const struct sip_head *head, const struct sip_contact *contact)
{
	int64_t wish = contact->expires_s >= 0 ? contact->expires_s : head->expires_s;

	if (wish < 0)
		return REGISTER_USUAL_S;
	return wish < REGISTER_MAX_S ? wish : REGISTER_MAX_S;
}

static bool
contact_valid(const struct sip_contact *contact)
{
	/* Headers in it ("?…") would be put into what we send there. */
	return contact->text.n > 0 && contact->text.n <= CONTACT_MAX && utf8_valid(contact->text) &&
	    memchr(contact->text.p, '?', contact->text.n) == NULL &&
	    (view_is_nocase(contact->uri.scheme, "sip") ||
		view_is_nocase(contact->uri.scheme, "sips"));
}

/* NULL: it can be carried out. */
static const char *
what_is_bad(const struct sip_head *head)
{
	if (head->contacts_over)
		return "Too Many Contacts";
	if (head->contacts_all && (head->contact_count > 0 || head->expires_s != 0))
		return "Contact * Needs Expires 0";
	for (int i = 0; i < head->contact_count; i++)
		if (!contact_valid(&head->contacts[i]))
			return "Bad Contact";
	return NULL;
}

static bool
too_brief(const struct sip_head *head)
{
	for (int i = 0; i < head->contact_count; i++) {
		int64_t wish = wished_s(head, &head->contacts[i]);

		if (wish > 0 && wish < REGISTER_MIN_S)
			return true;
	}
	return false;
}

/* ---- carrying it out ---- */

/* A request whose writes, then whose reading, are under way. */
struct errand {
	struct daemon *daemon;
	struct sip_request *request;
	int64_t tenant, device, rotated_us;
	int64_t worker; /* whose Work phone it is, if it is one and registers; else 0 */
	int under_way;
	bool failed, gone; /* gone: the phone may not register any more */
};

static void
give_up(struct errand *errand)
{
	metric_add(errand->gone ? &refused : &failed, 1);
	if (errand->gone)
		sip_reply(errand->request, 403, "Forbidden", VIEW(""));
	else
		sip_reply(errand->request, 503, "Service Unavailable", VIEW("Retry-After: 5\r\n"));
	free(errand);
}

/* What is bound now, this contact and others (RFC 3261 10.3). */
static void
tell(struct errand *errand, const struct db_result *rows)
{
	struct buf lines = { 0 };

	for (int i = 0; i < rows->rows; i++)
		buf_addf(&lines, "Contact: <%.*s>;expires=%" PRId64 "\r\n",
		    (int)db_text(rows, i, 0).n, db_text(rows, i, 0).p, db_int(rows, i, 1));
	metric_add(&registered, 1);
	sip_reply(errand->request, 200, "OK", buf_view(&lines));
	if (errand->worker != 0)
		waiting_tell(errand->daemon, errand->tenant, errand->worker);
	buf_fini(&lines);
	free(errand);
}

static void
on_bindings(void *ctx, enum db_outcome outcome, const struct db_result *rows)
{
	if (outcome == DB_DONE)
		tell(ctx, rows);
	else
		give_up(ctx);
}

static void
tell_bindings(struct errand *errand)
{
	const struct db_param params[] = { P_INT(errand->tenant), P_INT(errand->device) };

	db_submit(daemon_db(errand->daemon),
	    &(struct db_call){ .query = &q_bindings_of, .lane = DB_LANE_READ, .params = params },
	    on_bindings, errand);
}

static void
on_write(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct errand *errand = ctx;

	errand->failed = errand->failed || outcome != DB_DONE;
	if (outcome == DB_DONE && row != NULL && !view_is(db_text(row, 0, 0), "ok"))
		errand->failed = errand->gone = true;
	if (--errand->under_way > 0)
		return;
	if (errand->failed)
		give_up(errand);
	else
		tell_bindings(errand);
}

static void
store(struct errand *errand, const struct db_query *query, const struct db_param *params)
{
	const int64_t keys[] = { key_of_id("device", errand->tenant, errand->device) };

	errand->under_way++;
	db_submit(daemon_db(errand->daemon),
	    &(struct db_call){ .query = query,
		.lane = DB_LANE_HOT,
		.params = params,
		.keys = keys,
		.key_count = 1 },
	    on_write, errand);
}

static void
bind_contact(struct errand *errand, const struct sip_head *head, const struct sip_contact *contact,
    int64_t seconds)
{
	struct view user_agent =
	    utf8_valid(head->user_agent) ? utf8_head(head->user_agent, AGENT_MAX) : VIEW("");
	char source[RING_SOURCE_SIZE];

	ring_source(&head->source, source);
	const struct db_param params[] = { P_INT(errand->tenant), P_INT(errand->device),
		P_VIEW(contact->text), P_TEXT(source), P_TEXT(head->source.transport),
		P_VIEW(user_agent), P_TEXT(daemon_instance(errand->daemon)), P_INT(seconds),
		P_INT(errand->rotated_us) };

	store(errand, &q_binding_put, params);
}

static void
unbind(struct errand *errand, struct db_param contact)
{
	const struct db_param params[] = { P_INT(errand->tenant), P_INT(errand->device), contact };

	store(errand, &q_binding_drop, params);
}

static void
carry_out(struct registrar *registrar, struct sip_request *request, const struct phone *phone)
{
	const struct sip_head *head = sip_head(request);
	struct errand *errand = mem_zero(1, sizeof(*errand));

	*errand = (struct errand){ .daemon = registrar->daemon,
		.request = request,
		.tenant = phone->tenant,
		.device = phone->id,
		.rotated_us = phone->rotated_us,
		.under_way = 1 };
	if (head->contacts_all)
		unbind(errand, P_NULL());
	for (int i = 0; i < head->contact_count; i++) {
		const struct sip_contact *contact = &head->contacts[i];
		int64_t seconds = wished_s(head, contact);

		if (seconds > 0) {
			errand->worker = phone->side == SIDE_WORK ? phone->owner : 0;
			bind_contact(errand, head, contact, seconds);
		} else
			unbind(errand, P_VIEW(contact->text));
	}
	on_write(errand, DB_DONE, NULL); /* all are out: this was held for them */
}

/* ---- browsers: their connection is their proof ---- */

struct browser_errand {
	struct sip_request *request;
	int64_t seconds;
};

static void
on_browser(void *ctx, enum db_outcome outcome, bool good)
{
	struct browser_errand *errand = ctx;
	const struct sip_head *head = sip_head(errand->request);
	struct buf lines = { 0 };

	if (outcome != DB_DONE) {
		metric_add(&failed, 1);
		sip_reply(errand->request, 503, "Service Unavailable", VIEW("Retry-After: 5\r\n"));
	} else if (!good) {
		answer(errand->request, &refused, 403, "Forbidden");
	} else {
		if (errand->seconds > 0)
			buf_addf(&lines, "Contact: <%.*s>;expires=%" PRId64 "\r\n",
			    (int)head->contacts[0].text.n, head->contacts[0].text.p,
			    errand->seconds);
		metric_add(&registered, 1);
		sip_reply(errand->request, 200, "OK", buf_view(&lines));
	}
	buf_fini(&lines);
	free(errand);
}

/* RFC 3261 21.4.17: with how long it must be at least. */
static void
reply_too_brief(struct sip_request *request)
{
	char header[32];

	(void)snprintf(header, sizeof(header), "Min-Expires: %d\r\n", REGISTER_MIN_S);
	metric_add(&refused, 1);
	sip_reply(request, 423, "Interval Too Brief", view_of(header));
}

/* A page is at one place: what it calls itself. */
static void
take_browser(
    struct registrar *registrar, struct sip_request *request, const struct browser *browser)
{
	const struct sip_head *head = sip_head(request);
	const char *bad = what_is_bad(head);
	int64_t seconds = head->contacts_all ? 0 : wished_s(head, &head->contacts[0]);
	struct browser_errand *errand;

	if (bad == NULL && !head->contacts_all && head->contact_count != 1)
		bad = "One Contact, Please";
	if (bad != NULL) {
		answer(request, &refused, 400, bad);
		return;
	}
	if (too_brief(head)) {
		reply_too_brief(request);
		return;
	}
	errand = mem_new(sizeof(*errand));
	*errand = (struct browser_errand){ request,
		seconds < BROWSER_REGISTER_MAX_S ? seconds : BROWSER_REGISTER_MAX_S };
	browser_register(registrar->daemon, browser, head->contacts[0].text, head->user_agent,
	    errand->seconds, on_browser, errand);
}

/* ---- who asks ---- */

/* As whom it comes: what is registered, or who calls. */
static struct view
claimed(const struct sip_head *head)
{
	return head->method == SIP_REGISTER ? head->to.user : head->from.user;
}

static void
name_key(const struct sip_head *head, struct buf *out)
{
	unsigned char source[SOURCE_KEY_SIZE];

	buf_add_view(out, source_view(head->source.host, source));
	buf_add_view(out, claimed(head));
}

static bool
is_banned(struct registrar *registrar, const struct sip_head *head)
{
	int64_t now_ms = clock_mono_ms();
	struct buf key = { 0 };
	unsigned char source[SOURCE_KEY_SIZE];
	bool result;

	name_key(head, &key);
	result =
	    bans_banned(&registrar->addresses, source_view(head->source.host, source), now_ms) ||
	    bans_banned(&registrar->names, buf_view(&key), now_ms);
	buf_fini(&key);
	return result;
}

static void
note_wrong(struct registrar *registrar, const struct sip_head *head)
{
	int64_t now_ms = clock_mono_ms(), suppressed;
	struct buf key = { 0 };
	unsigned char source[SOURCE_KEY_SIZE];
	bool name, address;

	name_key(head, &key);
	name = bans_wrong(&registrar->names, buf_view(&key), now_ms);
	address = bans_wrong(&registrar->addresses, source_view(head->source.host, source), now_ms);
	buf_fini(&key);
	if ((name || address) &&
	    log_allow("sip_source_banned", view_of(head->source.host), BAN_LOG_MS, &suppressed))
		LOG(WARN, "sip_source_banned", LOG_TEXT("address", head->source.host),
		    LOG_TEXT("what", address ? "address" : "name"), LOG_INT("for_ms", BAN_MS),
		    LOG_INT("suppressed", suppressed));
}

static void
note_right(struct registrar *registrar, const struct sip_head *head)
{
	struct buf key = { 0 };

	name_key(head, &key);
	bans_right(&registrar->names, buf_view(&key), clock_mono_ms());
	buf_fini(&key);
}

/* A proof is for what it was made for: somebody on the way may not put it on another number. */
static bool
is_for_target(const struct sip_head *head, const struct digest_auth *auth)
{
	struct view rest = auth->uri, scheme, user;

	if (head->method == SIP_REGISTER)
		return true;
	scheme = view_cut(&rest, ':');
	if (view_is_nocase(head->target.scheme, "urn"))
		return view_is_nocase(scheme, "urn"); /* there is one service */
	if (view_is_nocase(head->target.scheme, "tel"))
		return view_is_nocase(scheme, "tel") &&
		    view_eq(view_cut(&rest, ';'), head->target.user);
	user = view_cut(&rest, '@');
	return rest.p != NULL && view_eq(user, head->target.user);
}

/* Whether a wrong answer is its sender's: who does not have a nonce that was given to this address may have written any address. */
static bool
is_senders(struct registrar *registrar, const struct sip_head *head)
{
	struct digest_auth auth;

	return digest_auth_read(head->authorization, &auth) &&
	    digest_nonce_given(&registrar->nonces, view_of(head->source.host), auth.nonce);
}

static enum digest_verdict
judge(struct registrar *registrar, const struct sip_head *head, const struct phone *phone)
{
	struct digest_auth auth;

	if (!digest_auth_read(head->authorization, &auth) || !is_for_target(head, &auth))
		return DIGEST_WRONG;
	if (!view_eq(auth.username, claimed(head)))
		phone = NULL; /* the name that is proved is the one that is claimed */
	return digest_judge(&registrar->nonces, &auth, view_of(phone != NULL ? phone->ha1 : ""),
	    view_of(registrar->realm), head->method_name, view_of(head->source.host),
	    daemon_now_us(registrar->daemon) / US_PER_S);
}

static void
take_proved(struct registrar *registrar, struct sip_request *request, const struct phone *phone)
{
	const char *bad = what_is_bad(sip_head(request));

	if (bad != NULL) {
		answer(request, &refused, 400, bad);
	} else if (too_brief(sip_head(request))) {
		reply_too_brief(request);
	} else {
		carry_out(registrar, request, phone);
	}
}

/* Who guesses passwords is not heard for a time; a phone behind the same address that calls for help is, and still proves itself. */
static bool
is_for_help(struct daemon *daemon, const struct sip_request *request, const struct phone *phone)
{
	struct dial dial;

	if (phone == NULL || sip_head(request)->method != SIP_INVITE)
		return false;
	help_dialled(
	    daemon, &(struct caller){ phone->tenant, phone->owner, phone->side }, request, &dial);
	return dial.kind == DIAL_EMERGENCY;
}

const struct phone *
registrar_admit(struct daemon *daemon, struct sip_request *request)
{
	struct registrar *registrar = registrar_of(daemon);
	const struct sip_head *head = sip_head(request);
	const struct phone *phone = phones_find(daemon, claimed(head));
	enum digest_verdict verdict;

	if (is_banned(registrar, head) && !is_for_help(daemon, request, phone)) {
		answer(request, &banned, 403, "Forbidden");
		return NULL;
	}
	if (phone == NULL)
		strangers_note(daemon, head);
	if (head->authorization.n == 0) {
		challenge(registrar, request, phone, false);
		return NULL;
	}
	verdict = judge(registrar, head, phone);
	if (verdict == DIGEST_RIGHT) {
		note_right(registrar, head);
		sip_request_accept(request);
		strangers_acquaint(daemon, &head->source);
		return phone;
	}
	if (verdict == DIGEST_STALE) {
		challenge(registrar, request, phone, true);
	} else if (!is_senders(registrar, head)) {
		challenge(registrar, request, phone, false);
	} else {
		note_wrong(registrar, head);
		answer(request, &wrong, 403, "Forbidden");
	}
	return NULL;
}

static void
take_phone(struct daemon *daemon, void *ctx)
{
	struct sip_request *request = ctx;
	const struct phone *phone;

	if (registrar_of(daemon) == NULL || !sip_waits(request)) { /* it ends, or the stack has */
		sip_reply(request, 503, "Service Unavailable", VIEW(""));
		return;
	}
	phone = registrar_admit(daemon, request);
	if (phone != NULL)
		take_proved(registrar_of(daemon), request, phone);
}

/* A phone that was made just now, or by another voiced, may not be in memory yet: it is looked for, for an old one that is told
 * the wrong algorithm, or no, waits long before it asks again. */
void
registrar_take(struct daemon *daemon, struct sip_request *request)
{
	struct registrar *registrar = registrar_of(daemon);
	const struct sip_head *head = sip_head(request);
	const struct browser *browser = browser_of(daemon, &head->source);
	bool heard = phones_find(daemon, claimed(head)) != NULL || is_banned(registrar, head);

	if (browser != NULL)
		take_browser(registrar, request, browser);
	else if (heard || !phones_look(daemon, claimed(head), take_phone, request))
		take_phone(daemon, request);
}

/* ---- begin and end ---- */

int
registrar_start(struct daemon *daemon, struct err *err)
{
	struct registrar *registrar = mem_zero(1, sizeof(*registrar));
	struct metric *const all[] = { &registered, &challenged, &wrong, &banned, &refused,
		&failed };

	(void)err;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		metric_register(all[i]);
	registrar->daemon = daemon;
	registrar->realm = devices_realm(daemon);
	registrar->nonces.life_s = NONCE_LIFE_S;
	random_fill(registrar->nonces.key, sizeof(registrar->nonces.key));
	registrar->names =
	    (struct bans){ .limit = WRONG_OF_A_NAME, .window_ms = WINDOW_MS, .ban_ms = BAN_MS };
	registrar->addresses =
	    (struct bans){ .limit = WRONG_OF_AN_ADDRESS, .window_ms = WINDOW_MS, .ban_ms = BAN_MS };
	daemon_set_data(daemon, "registrar", registrar);
	return 0;
}

void
registrar_stop(struct daemon *daemon)
{
	struct registrar *registrar = registrar_of(daemon);

	bans_fini(&registrar->names);
	bans_fini(&registrar->addresses);
	mem_wipe(&registrar->nonces, sizeof(registrar->nonces));
	free(registrar);
	daemon_set_data(daemon, "registrar", NULL);
	daemon_part_stopped(daemon);
}
