/*
 * smpp_clients - our SMSC side: the listener, who is bound, and whether they still may be.
 *
 * Owns: the clients that are bound here. Must not know: what a connection says (smpp_session.c), texts (smpp_take.c),
 *       receipts (smpp_hand.c).
 */
#include "smsgw/smpp_clients.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "common/base/clock.h"
#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "smsgw/number_key.h"

enum { LOOK_MS = 250, ASK_MS = 1000, BACKLOG = 128, PASSWORD_SIZE = 8 };
enum {
	FOUND_TENANT,
	FOUND_CLIENT,
	FOUND_CHANNELS,
	FOUND_KINDS,
	FOUND_BINDS,
	FOUND_WINDOW,
	FOUND_RATE,
	FOUND_WAITING
};

const struct smpp_charsets smpp_client_charsets = { SMPP_GSM, SMPP_GSM };

static GAUGE(bound, "sms_smpp_clients_bound", "Binds of integrators' SMPP clients");

static struct smpp_clients *
clients_of(struct daemon *daemon)
{
	return daemon_data(daemon, "smpp_clients");
}

/* ---- the end ---- */

static void
clients_free(void *ctx)
{
	struct smpp_clients *clients = ctx;
	struct daemon *daemon = clients->daemon;

	SSL_CTX_free(clients->tls);
	free(clients);
	daemon_part_stopped(daemon);
}

void
smpp_clients_stop_when_quiet(struct smpp_clients *clients)
{
	if (!clients->stopping || clients->listening || clients->timer_closing ||
	    !list_empty(&clients->sessions) || !list_empty(&clients->clients))
		return;
	clients->timer_closing = true;
	timer_close(&clients->timer, clients_free);
}

void
smpp_client_free_when_quiet(struct smpp_client *client)
{
	struct smpp_clients *clients = client->clients;

	if (!list_empty(&client->sessions) || !list_empty(&client->handovers) || client->calls > 0)
		return;
	if (client->holding) {
		smpp_hand_let_go(client); /* comes back here */
		return;
	}
	list_remove(&clients->clients, &client->link);
	mem_wipe(client->hash, sizeof(client->hash));
	free(client);
	smpp_clients_stop_when_quiet(clients);
}

/* ---- what a client may ---- */

static void
read_channels(struct smpp_client *client, struct view list)
{
	client->channel_count = 0;
	while (list.n > 0 && client->channel_count < CLIENT_CHANNELS_MAX)
		if (view_to_int(view_cut(&list, ' '), 1, INT64_MAX,
			&client->channels[client->channel_count]))
			client->channel_count++;
}

static void
read_row(struct smpp_client *client, const struct db_result *row)
{
	read_channels(client, db_text(row, 0, FOUND_CHANNELS));
	client->binds = (int)db_int(row, 0, FOUND_BINDS);
	client->window = (int)db_int(row, 0, FOUND_WINDOW);
	bucket_set_rate(&client->quota.rate, db_int(row, 0, FOUND_RATE) * 1000, clock_mono_ms());
	client->quota.full = db_int(row, 0, FOUND_WAITING) >= CLIENT_WAITING_MAX;
	client->asked_ms = clock_mono_ms();
}

static struct smpp_client *
client_new(
    struct smpp_clients *clients, const struct smpp_session *session, const struct db_result *row)
{
	struct smpp_client *client = mem_zero(1, sizeof(*client));
	struct bucket *rate = &client->quota.rate;

	client->clients = clients;
	client->tenant = db_int(row, 0, FOUND_TENANT);
	client->id = db_int(row, 0, FOUND_CLIENT);
	client->input = input_peer_of(INPUT_SMPP_CLIENT, client->tenant, client->id);
	memcpy(client->system_id, session->system_id, sizeof(client->system_id));
	memcpy(client->hash, session->hash, sizeof(client->hash));
	list_init(&client->sessions);
	list_init(&client->handovers);
	bucket_init(rate, db_int(row, 0, FOUND_RATE) * 1000, clock_mono_ms());
	rate->level_micro = rate->burst * 1000000; /* nobody has sent for it yet */
	list_append(&clients->clients, &client->link);
	return client;
}

struct smpp_client *
smpp_client_of(
    struct smpp_clients *clients, const struct smpp_session *session, const struct db_result *row)
{
	struct smpp_client *client = NULL;

	list_for_each (&clients->clients, at) {
		struct smpp_client *one = LIST_OF(at, struct smpp_client, link);

		if (!one->gone && one->id == db_int(row, 0, FOUND_CLIENT) &&
		    memcmp(one->hash, session->hash, sizeof(one->hash)) == 0)
			client = one;
	}
	if (client == NULL)
		client = client_new(clients, session, row);
	read_row(client, row);
	return client;
}

static void
end_all(struct smpp_client *client)
{
	client->gone = true;
	client->calls++; /* it stays while it is walked over */
	list_for_each_safe (&client->sessions, at)
		smpp_session_end(LIST_OF(at, struct smpp_session, bound));
	client->calls--;
}

static void
on_asked(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct smpp_client *client = ctx;

	client->calls--;
	client->asking = false;
	client->asked_ms = clock_mono_ms();
	if (outcome == DB_DONE && row->rows == 1) {
		read_row(client, row);
	} else if (outcome == DB_DONE && !client->gone) {
		LOG(WARN, "smpp_client_ended", LOG_ID("client", client->id));
		end_all(client);
	}
	smpp_client_free_when_quiet(client);
}

static void
ask(struct smpp_client *client)
{
	const struct db_param params[] = { P_TEXT(client->system_id),
		P_BYTES(((struct view){ (const char *)client->hash, sizeof(client->hash) })),
		P_INT(CLIENT_WAITING_MAX) };

	client->asking = true;
	client->calls++;
	db_submit(daemon_db(client->clients->daemon),
	    &(struct db_call){ .query = &q_client_find, .lane = DB_LANE_READ, .params = params },
	    on_asked, client);
}

static void
on_timer(void *ctx)
{
	struct smpp_clients *clients = ctx;
	int64_t now_ms = clock_mono_ms();

	metric_set(&bound, clients->bound);
	list_for_each_safe (&clients->clients, at) {
		struct smpp_client *client = LIST_OF(at, struct smpp_client, link);

		if (!client->asking && !client->gone && now_ms - client->asked_ms >= ASK_MS)
			ask(client);
		smpp_hand_look(client, now_ms);
	}
	timer_in(&clients->timer, LOOK_MS);
}

/* ---- the listener ---- */

static void
on_connection(uv_stream_t *stream, int status)
{
	if (status == 0)
		smpp_session_start(stream->data);
}

static int
load_tls(struct smpp_clients *clients, const char *chain, const char *key, struct err *err)
{
	clients->tls = SSL_CTX_new(TLS_server_method());
	if (clients->tls != NULL &&
	    SSL_CTX_set_min_proto_version(clients->tls, TLS1_2_VERSION) == 1 &&
	    SSL_CTX_use_certificate_chain_file(clients->tls, chain) == 1 &&
	    SSL_CTX_use_PrivateKey_file(clients->tls, key, SSL_FILETYPE_PEM) == 1 &&
	    SSL_CTX_check_private_key(clients->tls) == 1)
		return 0;
	ERR_clear_error();
	return err_set(err, ERR_CONFIG, "smpp_certificate",
	    "smpp_certificate and smpp_certificate_key must be PEM files that belong together");
}

/* "127.0.0.1:2775", "[::1]:2775" */
static bool
read_address(const char *text, struct sockaddr_storage *out)
{
	const char *colon = strrchr(text, ':');
	char host[64];
	int64_t port;
	struct view name;

	if (colon == NULL || !view_to_int(view_of(colon + 1), 0, 65535, &port))
		return false;
	name = (struct view){ text, (size_t)(colon - text) };
	if (name.n > 2 && name.p[0] == '[' && name.p[name.n - 1] == ']')
		name = (struct view){ name.p + 1, name.n - 2 };
	return view_copy(name, host, sizeof(host)) &&
	    (uv_ip4_addr(host, (int)port, (struct sockaddr_in *)out) == 0 ||
		uv_ip6_addr(host, (int)port, (struct sockaddr_in6 *)out) == 0);
}

static int
listen_at(struct smpp_clients *clients, const char *where, struct err *err)
{
	struct sockaddr_storage address = { 0 };
	int result;

	if (!read_address(where, &address))
		return err_set(err, ERR_CONFIG, "smpp_listen",
		    "smpp_listen must be an address and a port, as 127.0.0.1:2775");
	result = uv_tcp_init(daemon_loop(clients->daemon), &clients->listener);
	if (result != 0)
		return err_set(err, ERR_CONFIG, "smpp_listen", "%s", uv_strerror(result));
	clients->listener.data = clients;
	clients->listening = true;
	result = uv_tcp_bind(&clients->listener, (struct sockaddr *)&address, 0);
	if (result == 0)
		result = uv_listen((uv_stream_t *)&clients->listener, BACKLOG, on_connection);
	if (result != 0)
		return err_set(err, ERR_CONFIG, "smpp_listen", "smpp_listen %s: %s", where,
		    uv_strerror(result));
	LOG(INFO, "smpp_listens", LOG_TEXT("address", where));
	return 0;
}

int
smpp_clients_start(struct daemon *daemon, struct err *err)
{
	const struct config *config = daemon_config(daemon);
	const char *where = config_text(config, "smpp_listen");
	const char *chain = config_text(config, "smpp_certificate");
	struct smpp_clients *clients = mem_zero(1, sizeof(*clients));

	metric_register(&bound);
	clients->daemon = daemon;
	list_init(&clients->clients);
	list_init(&clients->sessions);
	daemon_set_data(daemon, "smpp_clients", clients);
	timer_init(&clients->timer, daemon_loop(daemon), on_timer, clients);
	if (where[0] == '\0')
		return 0;
	if (chain[0] != '\0' &&
	    load_tls(clients, chain, config_text(config, "smpp_certificate_key"), err) != 0)
		return -1;
	timer_in(&clients->timer, LOOK_MS);
	return listen_at(clients, where, err);
}

static void
on_listener_closed(uv_handle_t *handle)
{
	struct smpp_clients *clients = handle->data;

	clients->listening = false;
	smpp_clients_stop_when_quiet(clients);
}

void
smpp_clients_stop(struct daemon *daemon)
{
	struct smpp_clients *clients = clients_of(daemon);

	clients->stopping = true;
	if (clients->listening)
		uv_close((uv_handle_t *)&clients->listener, on_listener_closed);
	list_for_each_safe (&clients->sessions, at)
		smpp_session_end(LIST_OF(at, struct smpp_session, link));
	smpp_clients_stop_when_quiet(clients);
}

/* ---- over the API: a client's password is ours, and shown once ---- */

void
smpp_client_hash(struct daemon *daemon, struct view system_id, struct view password,
    unsigned char out[SHA256_SIZE])
{
	struct buf text = { 0 };

	/* A number is hashed as "<tenant>:<number>": this is no number's hash. */
	buf_add_text(&text, "smpp:");
	buf_add_view(&text, system_id);
	buf_add_char(&text, ':');
	buf_add_view(&text, password);
	number_key_hash(daemon, buf_view(&text), out);
	mem_wipe(text.p, text.n);
	buf_fini(&text);
}

/* SMPP has room for eight characters: 62 to the eighth, with five guesses a minute. */
static void
make_password(char out[PASSWORD_SIZE + 1])
{
	static const char letters[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

	for (int i = 0; i < PASSWORD_SIZE; i++)
		out[i] = letters[random_u64() % (sizeof(letters) - 1)];
	out[PASSWORD_SIZE] = '\0';
}

static void
set_password(struct resource_write *write, struct view system_id)
{
	char password[PASSWORD_SIZE + 1];
	unsigned char hash[SHA256_SIZE];
	struct buf hex = { 0 };

	make_password(password);
	smpp_client_hash(request_daemon(write->req), system_id, view_of(password), hash);
	buf_add_text(&hex, "\\x");
	hex_encode((struct view){ (const char *)hash, sizeof(hash) }, &hex);
	resource_replace(write, "password_hash", "password_hash", buf_view(&hex));
	write->once = json_pack("{s:s}", "password", password);
	buf_fini(&hex);
	mem_wipe(password, sizeof(password));
	resource_write_run(write);
}

static void
on_system_id(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct resource_write *write = ctx;
	struct err err = { 0 };

	if (outcome == DB_DONE && row->rows == 1) {
		set_password(write, db_text(row, 0, 0));
	} else if (outcome == DB_DONE) {
		resource_write_run(write); /* which says that there is none */
	} else {
		db_row_err(outcome, row, &err);
		resource_write_refuse(write, &err);
	}
}

void
smpp_client_prepare(struct resource_write *write)
{
	const char *system_id = json_string_value(json_object_get(write->item, "system_id"));
	const struct db_param params[] = { P_INT(request_actor(write->req)->tenant),
		P_INT(write->id) };

	if (write->id == 0 && system_id != NULL)
		set_password(write, view_of(system_id));
	else if (strcmp(write->verb, "rotate") == 0)
		db_submit(daemon_db(request_daemon(write->req)),
		    &(struct db_call){
			.query = &q_client_system_id, .lane = DB_LANE_READ, .params = params },
		    on_system_id, write);
	else
		resource_write_run(write);
}
