/*
 * devices - SIP phones of users: made, changed, listed; their passwords.
 *
 * Owns: the way from a request to voice's functions; making names and passwords. Of a password the database keeps the hash that
 *       the phone's algorithm needs, sealed.
 * Must not know: registering.
 */
#include "voiced/devices.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "common/auth/purpose.h"
#include "common/base/bytes.h"
#include "common/daemon/box.h"
#include "common/daemon/once.h"
#include "common/http/url.h"
#include "voiced/core/digest.h"
#include "voiced/voiced.h"

enum { NAME_LENGTH = 12, PASSWORD_BYTES = 18, REALM_MAX = 64, SERVERS_MAX = 500 };
enum { LIST_USER };
enum { CREATE_USER, CREATE_SIDE, CREATE_LABEL, CREATE_ALGORITHM };
enum { UPDATE_LABEL, UPDATE_ALGORITHM };
enum { LOGIN_USERNAME, LOGIN_ALGORITHM };

static const char default_algorithm[] = "SHA-256";

/* ---- what phones are told ---- */

/* Both stand between quotation marks in headers and answers of phones, which read neither escapes nor other alphabets alike. */
static bool
is_plain(const char *text, size_t max)
{
	for (const char *at = text; *at != '\0'; at++)
		if (!isprint((unsigned char)*at) || *at == '"' || *at == '\\')
			return false;
	return strlen(text) <= max;
}

static bool
servers_good(const char *servers)
{
	struct view rest = view_of(servers);
	bool good = is_plain(servers, SERVERS_MAX);

	while (good && rest.n > 0) {
		struct view one = view_cut(&rest, ' ');

		good = view_starts(one, "sip:") || view_starts(one, "sips:");
	}
	return good;
}

/* Where nothing is configured, phones register with the host that the pages have. */
static void
servers_make(struct daemon *daemon, struct buf *out)
{
	const char *given = config_text(daemon_config(daemon), "sip_servers");
	struct buf host = { 0 };

	if (given[0] != '\0') {
		buf_add_text(out, given);
	} else if (url_host(view_of(config_text(daemon_config(daemon), "public_url")), &host)) {
		buf_add_text(out, "sip:");
		buf_add_view(out, buf_view(&host));
	}
	buf_fini(&host);
}

const char *
devices_realm(struct daemon *daemon)
{
	return config_text(daemon_config(daemon), "sip_realm");
}

static struct db_param
servers_param(struct daemon *daemon)
{
	const struct buf *servers = daemon_data(daemon, "devices");

	return P_VIEW(buf_view(servers));
}

int
devices_start(struct daemon *daemon, struct err *err)
{
	const char *realm = devices_realm(daemon);
	struct buf *servers;

	if (realm[0] == '\0' || !is_plain(realm, REALM_MAX))
		return err_set(err, ERR_CONFIG, "sip_realm",
		    "sip_realm must have 1 to %d printable ASCII characters without \" and \\",
		    REALM_MAX);
	if (!servers_good(config_text(daemon_config(daemon), "sip_servers")))
		return err_set(err, ERR_CONFIG, "sip_servers",
		    "sip_servers must be SIP URIs (sip:… or sips:…) with a space between, at most "
		    "%d characters",
		    SERVERS_MAX);
	servers = mem_zero(1, sizeof(*servers));
	servers_make(daemon, servers);
	daemon_set_data(daemon, "devices", servers);
	return 0;
}

void
devices_stop(struct daemon *daemon)
{
	struct buf *servers = daemon_data(daemon, "devices");

	buf_fini(servers);
	free(servers);
	daemon_set_data(daemon, "devices", NULL);
	daemon_part_stopped(daemon);
}

/* ---- names and passwords ---- */

/* Lower case and digits: it is typed into phones with few keys. 36 of each 252 values of a byte are alike. */
static void
name_make(char out[NAME_LENGTH + 1])
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
	enum { LETTERS = sizeof(letters) - 1, FAIR = 256 - 256 % LETTERS };
	size_t n = 0;

	while (n < NAME_LENGTH) {
		unsigned char byte;

		random_fill(&byte, sizeof(byte));
		if (byte < FAIR)
			out[n++] = letters[byte % LETTERS];
	}
	out[n] = '\0';
}

/* A new password's hash and the password itself, each sealed. */
struct secret {
	struct buf hash, password;
};

static void
secret_fini(struct secret *secret)
{
	buf_fini(&secret->hash);
	buf_fini(&secret->password);
}

/* Without a name there is nothing to make. False: the request is answered. */
static bool
secret_make(struct http_req *req, int64_t id, struct view username, struct view algorithm,
    struct secret *out)
{
	unsigned char bytes[PASSWORD_BYTES];
	char ha1[DIGEST_HEX_SIZE];
	struct buf password = { 0 };
	bool good;

	if (username.n == 0)
		return true;
	random_fill(bytes, sizeof(bytes));
	base64url_encode((struct view){ (const char *)bytes, sizeof(bytes) }, &password);
	digest_ha1(digest_algorithm_find(algorithm), username,
	    view_of(devices_realm(request_daemon(req))), buf_view(&password), ha1);
	good = once_seal(req, PURPOSE_DEVICE, id, view_of(ha1), &out->hash) &&
	    /* The password itself is sealed for the answer only (once.h). */
	    once_seal(req, PURPOSE_DEVICE_PASSWORD, id, buf_view(&password), &out->password);
	mem_wipe(bytes, sizeof(bytes));
	mem_wipe(ha1, sizeof(ha1));
	box_wipe(&password);
	return good;
}

static struct db_param
box_param(const struct buf *box)
{
	return box->n > 0 ? P_BYTES(buf_view(box)) : P_NULL();
}

static void
password_show(struct http_req *req, json_t *body)
{
	once_show(req, body, PURPOSE_DEVICE_PASSWORD, "id", "password");
}

/* ---- commands ---- */

/* Who asks, what for, and what phones are told: each command's parameters begin so. */
#define WHO_AND_WHAT(req, id) \
	P_INT(request_actor(req)->tenant), P_INT(request_actor(req)->user), \
	    P_TEXT(role_name(request_actor(req)->role)), \
	    P_TEXT(side_name(actor_side(request_actor(req)))), P_INT(id), \
	    P_TEXT(devices_realm(request_daemon(req))), servers_param(request_daemon(req))

static void
run(struct http_req *req, const struct db_query *query, const struct db_param *params, int64_t key)
{
	command_run(req,
	    &(struct command){ .query = query,
		.params = params,
		.keys = &key,
		.key_count = 1,
		.lane = DB_LANE_ALONE,
		.show = password_show });
}

static void
create(struct http_req *req, int64_t id)
{
	const struct actor *actor = request_actor(req);
	const struct body_value *at = request_values(req)->at;
	struct view algorithm =
	    at[CREATE_ALGORITHM].present ? at[CREATE_ALGORITHM].text : view_of(default_algorithm);
	int64_t user = at[CREATE_USER].present ? at[CREATE_USER].number : actor->user;
	char username[NAME_LENGTH + 1];
	struct secret secret = { 0 };

	name_make(username);
	if (secret_make(req, id, view_of(username), algorithm, &secret)) {
		const struct db_param params[] = { WHO_AND_WHAT(req, id), P_INT(user),
			P_VIEW(at[CREATE_SIDE].text), P_VIEW(at[CREATE_LABEL].text),
			P_TEXT(username), P_VIEW(algorithm), box_param(&secret.hash),
			box_param(&secret.password) };

		run(req, &q_device_create, params, key_of_id("devices", actor->tenant, user));
	}
	secret_fini(&secret);
}

void
on_device_create(struct http_req *req, void *app)
{
	(void)app;
	once_id(req, &q_device_next, create);
}

/* ---- another password ---- */

/* The hash is made with the name and the algorithm: they are asked for first. Where there is no such phone (any more) both are
 * empty and no password is made: the command says so, or what it said when it came before. */
struct rekey {
	struct http_req *req;
	int64_t id, version;
	void (*then)(const struct rekey *rekey, struct view username, struct view algorithm);
};

static void
on_login(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct rekey *rekey = ctx;

	if (outcome != DB_DONE) {
		request_reply_retry(rekey->req, outcome, row);
	} else if (row->rows == 0) {
		rekey->then(rekey, VIEW(""), VIEW(""));
	} else {
		rekey->then(
		    rekey, db_text(row, 0, LOGIN_USERNAME), db_text(row, 0, LOGIN_ALGORITHM));
	}
	free(rekey);
}

static void
rekey_run(const struct rekey *from)
{
	const struct actor *actor = request_actor(from->req);
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(from->id),
		P_INT(actor->user), P_TEXT(role_name(actor->role)),
		P_TEXT(side_name(actor_side(actor))) };
	struct rekey *rekey = mem_new(sizeof(*rekey));

	*rekey = *from;
	db_submit(daemon_db(request_daemon(from->req)),
	    &(struct db_call){ .query = &q_device_login, .lane = DB_LANE_READ, .params = params },
	    on_login, rekey);
}

static void
rotate(const struct rekey *rekey, struct view username, struct view algorithm)
{
	struct http_req *req = rekey->req;
	struct secret secret = { 0 };

	if (secret_make(req, rekey->id, username, algorithm, &secret)) {
		const struct db_param params[] = { WHO_AND_WHAT(req, rekey->id), P_VIEW(algorithm),
			box_param(&secret.hash), box_param(&secret.password) };

		run(req, &q_device_rotate, params,
		    key_of_id("device", request_actor(req)->tenant, rekey->id));
	}
	secret_fini(&secret);
}

void
on_device_rotate(struct http_req *req, void *app)
{
	int64_t id;

	(void)app;
	if (request_id_param(req, "id", &id))
		rekey_run(&(struct rekey){ .req = req, .id = id, .then = rotate });
}

/* ---- changing ---- */

/* Another algorithm takes the new password; the same one leaves the former. */
static void
update(const struct rekey *rekey, struct view username, struct view algorithm)
{
	struct http_req *req = rekey->req;
	const struct body_value *at = request_values(req)->at;
	struct view wanted = at[UPDATE_ALGORITHM].present ? at[UPDATE_ALGORITHM].text : algorithm;
	struct secret secret = { 0 };

	if (secret_make(req, rekey->id, username, wanted, &secret)) {
		const struct db_param params[] = { WHO_AND_WHAT(req, rekey->id),
			P_INT(rekey->version), field_text(&at[UPDATE_LABEL]),
			field_text(&at[UPDATE_ALGORITHM]), box_param(&secret.hash),
			box_param(&secret.password) };

		run(req, &q_device_update, params,
		    key_of_id("device", request_actor(req)->tenant, rekey->id));
	}
	secret_fini(&secret);
}

void
on_device_update(struct http_req *req, void *app)
{
	struct rekey rekey = { .req = req, .then = update };

	(void)app;
	if (request_id_param(req, "id", &rekey.id) && request_if_match(req, &rekey.version))
		rekey_run(&rekey);
}

void
on_device_delete(struct http_req *req, void *app)
{
	int64_t id, version;

	(void)app;
	if (!request_id_param(req, "id", &id) || !request_if_match(req, &version))
		return;
	const struct db_param params[] = { WHO_AND_WHAT(req, id), P_INT(version) };
	const int64_t key = key_of_id("device", request_actor(req)->tenant, id);

	command_run(req,
	    &(struct command){ .query = &q_device_delete,
		.params = params,
		.keys = &key,
		.key_count = 1,
		.status_ok = 204,
		.lane = DB_LANE_ALONE });
}

/* ---- reading ---- */

void
on_devices_list(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
		P_TEXT(role_name(actor->role)), P_TEXT(side_name(actor_side(actor))),
		P_TEXT(devices_realm(app)), servers_param(app),
		field_number(&request_values(req)->at[LIST_USER]), P_NULL(), P_NULL() };

	list_run(req, &q_devices_list, params);
}

void
on_device_get(struct http_req *req, void *app)
{
	const struct actor *actor = request_actor(req);
	int64_t id;

	if (!request_id_param(req, "id", &id))
		return;
	const struct db_param params[] = { P_INT(actor->tenant), P_INT(id), P_INT(actor->user),
		P_TEXT(role_name(actor->role)), P_TEXT(side_name(actor_side(actor))),
		P_TEXT(devices_realm(app)), servers_param(app) };

	read_thing_run(req, &q_device_get, params);
}
