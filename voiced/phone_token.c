/*
 * phone_token - what a page gets to be a phone: a token for its socket, and by which servers it learns how it is reached.
 *
 * Owns: the tokens' making; logins to TURN servers, as they are made from the secret that those share (coturn's "TURN REST API").
 * Must not know: the sockets.
 *
 * Of a token the database keeps the hash; in the answer that is kept for a day it stands sealed (common/daemon/once.h).
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/auth/auth.h"
#include "common/auth/purpose.h"
#include "common/base/bytes.h"
#include "common/daemon/box.h"
#include "common/daemon/once.h"
#include "voiced/voiced.h"

#define SOCKET_PATH "/api/v1/phone/socket"

enum { SERVERS_MAX = 8, SECRET_MAX = 256, TURN_LIFE_S = 3600, US_PER_S = 1000000 };

struct ice {
	const char *servers;
	struct buf secret; /* of the TURN servers; empty: they want no login */
};

static struct ice *
ice_of(struct daemon *daemon)
{
	return daemon_data(daemon, "phone_token");
}

/* ---- servers ---- */

static bool
is_turn(struct view url)
{
	return view_starts(url, "turn:") || view_starts(url, "turns:");
}

static bool
servers_good(const char *servers)
{
	struct view rest = view_of(servers);
	int count = 0;

	while (rest.n > 0) {
		struct view one = view_cut(&rest, ' ');

		if (!is_turn(one) && !view_starts(one, "stun:") && !view_starts(one, "stuns:"))
			return false;
		count++;
	}
	return count <= SERVERS_MAX;
}

/* Who the login is for stands in it, so that the server can tell users apart; when it ends, too. */
static void
add_login(json_t *server, const struct ice *ice, const struct actor *actor, int64_t now_us)
{
	unsigned char digest[SHA1_SIZE];
	struct buf credential = { 0 };
	char name[64];

	(void)snprintf(name, sizeof(name), "%" PRId64 ":%" PRId64 "-%" PRId64,
	    now_us / US_PER_S + TURN_LIFE_S, actor->tenant, actor_account(actor));
	hmac_sha1(buf_view(&ice->secret), view_of(name), digest);
	base64_encode((struct view){ (const char *)digest, sizeof(digest) }, &credential);
	(void)json_object_set_new(server, "username", json_string(name));
	(void)json_object_set_new(server, "credential", json_stringn(credential.p, credential.n));
	buf_fini(&credential);
}

static json_t *
servers_of(struct daemon *daemon, const struct actor *actor)
{
	const struct ice *ice = ice_of(daemon);
	struct view rest = view_of(ice->servers);
	json_t *all = json_array();

	while (rest.n > 0) {
		struct view url = view_cut(&rest, ' ');
		json_t *server = json_pack("{s:[s%]}", "urls", url.p, url.n);

		if (is_turn(url) && ice->secret.n > 0)
			add_login(server, ice, actor, daemon_now_us(daemon));
		(void)json_array_append_new(all, server);
	}
	return all;
}

/* ---- asking ---- */

static void
show(struct http_req *req, json_t *body)
{
	once_show(req, body, PURPOSE_PHONE_TOKEN, "id", "token");
	(void)json_object_set_new(body, "path", json_string(SOCKET_PATH));
	(void)json_object_set_new(
	    body, "ice_servers", servers_of(request_daemon(req), request_actor(req)));
}

static void
make(struct http_req *req, int64_t id)
{
	const struct actor *actor = request_actor(req);
	const int64_t keys[] = { key_of_id("phone", actor->tenant, actor->user) };
	unsigned char hash[SHA256_SIZE];
	char token[TOKEN_TEXT_SIZE];
	struct buf sealed = { 0 };

	token_make("tlp_", token);
	(void)token_hash(view_of(token), hash);
	if (once_seal(req, PURPOSE_PHONE_TOKEN, id, view_of(token), &sealed)) {
		const struct db_param params[] = { P_INT(actor->tenant), P_INT(actor->user),
			P_TEXT(side_name(actor_side(actor))), P_INT(actor->session), P_INT(id),
			P_BYTES(((struct view){ (const char *)hash, sizeof(hash) })),
			P_BYTES(buf_view(&sealed)) };

		command_run(req,
		    &(struct command){ .query = &q_phone_token_make,
			.params = params,
			.keys = keys,
			.key_count = 1,
			.lane = DB_LANE_ALONE,
			.show = show });
	}
	mem_wipe(token, sizeof(token));
	buf_fini(&sealed);
}

void
on_phone_token(struct http_req *req, void *app)
{
	(void)app;
	once_id(req, &q_device_next, make);
}

/* ---- begin and end ---- */

static int
read_secret(const char *path, struct buf *out, struct err *err)
{
	char text[SECRET_MAX];
	FILE *file;
	size_t n;

	if (path[0] == '\0')
		return 0;
	file = fopen(path, "re");
	if (file == NULL)
		return err_set(
		    err, ERR_CONFIG, "turn_secret_file", "turn_secret_file can't be read");
	n = fread(text, 1, sizeof(text), file);
	(void)fclose(file);
	buf_add_view(out, view_trim((struct view){ text, n }));
	mem_wipe(text, sizeof(text));
	if (out->n > 0 && n < sizeof(text))
		return 0;
	return err_set(err, ERR_CONFIG, "turn_secret_file",
	    "turn_secret_file must hold a secret of at most %d characters", SECRET_MAX - 1);
}

int
phone_token_start(struct daemon *daemon, struct err *err)
{
	const struct config *config = daemon_config(daemon);
	struct ice *ice = mem_zero(1, sizeof(*ice));

	ice->servers = config_text(config, "ice_servers");
	daemon_set_data(daemon, "phone_token", ice);
	if (!servers_good(ice->servers))
		return err_set(err, ERR_CONFIG, "ice_servers",
		    "ice_servers must be at most %d of stun:…, turn:… with a space between",
		    SERVERS_MAX);
	return read_secret(config_text(config, "turn_secret_file"), &ice->secret, err);
}

void
phone_token_stop(struct daemon *daemon)
{
	struct ice *ice = ice_of(daemon);

	box_wipe(&ice->secret);
	free(ice);
	daemon_set_data(daemon, "phone_token", NULL);
	daemon_part_stopped(daemon);
}
