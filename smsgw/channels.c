/* channels - see channels.h */
#include "smsgw/channels.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/bytes.h"
#include "common/log/log.h"
#include "common/loop/loop.h"
#include "smsgw/smsgw.h"

enum { RELOAD_MS = 60000, RETRY_MS = 500, CHANNELS_MAX = 100000 };
enum {
	COLUMN_TENANT,
	COLUMN_CHANNEL,
	COLUMN_HOOK,
	COLUMN_NUMBER,
	COLUMN_HELP,
	COLUMN_STOP,
	COLUMN_START,
	COLUMN_ACCOUNT,
	COLUMN_CARRIER,
	COLUMN_SETTINGS,
	COLUMN_SECRET,
	COLUMN_GROUP
};

struct channels {
	struct daemon *daemon;
	struct channel *at; /* sorted by hook key */
	int count;
	bool known, loading, again, stopping;
	struct timer timer;
};

static struct channels *
channels_of(struct daemon *daemon)
{
	return daemon_data(daemon, "channels");
}

static char *
dup_or_null(const struct db_result *row, int i, int column)
{
	return db_is_null(row, i, column) ? NULL : view_dup(db_text(row, i, column));
}

static char *
setting(const json_t *settings, const char *name)
{
	const char *value = json_string_value(json_object_get(settings, name));

	return mem_text(value != NULL ? value : "");
}

/* The secret's box is bound to its row; one that can't be opened leaves the channel unable to
 * check signatures, which refuses all. */
static char *
open_secret(struct daemon *daemon, const struct account *account, struct view sealed)
{
	struct buf plain = { 0 };
	struct err err = { 0 };
	char place[96], *secret = NULL;

	(void)snprintf(
	    place, sizeof(place), "sms.account:%" PRId64 ":%" PRId64, account->tenant, account->id);
	if (sealed.n == 0 || daemon_key_ring(daemon) == NULL)
		return NULL;
	if (secret_open(daemon_key_ring(daemon), place, sealed, &plain, &err) == 0)
		secret = view_dup(buf_view(&plain));
	else
		LOG(ERROR, "secret_unreadable", LOG_ID("account", account->id),
		    LOG_TEXT("why", err.text));
	if (plain.p != NULL)
		mem_wipe(plain.p, plain.n);
	buf_fini(&plain);
	return secret;
}

/* bytea comes as \x followed by hexadecimal digits. */
static void
unhex(struct view text, struct buf *out)
{
	for (size_t i = 2; i + 1 < text.n; i += 2)
		buf_add_char(out, (char)(hex_value(text.p[i]) * 16 + hex_value(text.p[i + 1])));
}

static void
read_account(struct daemon *daemon, struct channel *channel, const struct db_result *rows, int i)
{
	struct view text = db_text(rows, i, COLUMN_SETTINGS);
	json_t *settings = json_loadb(text.p, text.n, 0, NULL);
	struct account *account = &channel->account;
	struct buf sealed = { 0 };

	account->tenant = channel->tenant;
	account->id = db_int(rows, i, COLUMN_ACCOUNT);
	account->user = setting(settings, "account_sid");
	account->base_url = setting(settings, "base_url");
	if (account->base_url[0] == '\0' && channel->carrier->base_url != NULL) {
		free((char *)account->base_url);
		account->base_url = mem_text(channel->carrier->base_url);
	}
	channel->sandbox_delay_ms = json_integer_value(json_object_get(settings, "delay_ms"));
	unhex(db_text(rows, i, COLUMN_SECRET), &sealed);
	account->secret = open_secret(daemon, account, buf_view(&sealed));
	buf_fini(&sealed);
	json_decref(settings);
}

static bool
read_channel(struct daemon *daemon, struct channel *channel, const struct db_result *rows, int i)
{
	*channel = (struct channel){
		.tenant = db_int(rows, i, COLUMN_TENANT),
		.id = db_int(rows, i, COLUMN_CHANNEL),
		.group = db_int(rows, i, COLUMN_GROUP),
		.carrier = carrier_find(db_text(rows, i, COLUMN_CARRIER)),
	};
	if (channel->carrier == NULL) {
		LOG(ERROR, "carrier_unknown", LOG_ID("channel", channel->id),
		    LOG_VIEW("carrier", db_text(rows, i, COLUMN_CARRIER)));
		return false;
	}
	channel->hook_key = view_dup(db_text(rows, i, COLUMN_HOOK));
	channel->number = view_dup(db_text(rows, i, COLUMN_NUMBER));
	channel->help_text = dup_or_null(rows, i, COLUMN_HELP);
	channel->stop_text = dup_or_null(rows, i, COLUMN_STOP);
	channel->start_text = dup_or_null(rows, i, COLUMN_START);
	read_account(daemon, channel, rows, i);
	return true;
}

static void
channel_fini(struct channel *channel)
{
	if (channel->account.secret != NULL)
		mem_wipe((char *)channel->account.secret, strlen(channel->account.secret));
	free((char *)channel->account.secret);
	free((char *)channel->account.user);
	free((char *)channel->account.base_url);
	free(channel->hook_key);
	free(channel->number);
	free(channel->help_text);
	free(channel->stop_text);
	free(channel->start_text);
}

static void
forget(struct channels *channels)
{
	for (int i = 0; i < channels->count; i++)
		channel_fini(&channels->at[i]);
	free(channels->at);
	channels->at = NULL;
	channels->count = 0;
}

static int
by_hook(const void *a, const void *b)
{
	const struct channel *left = a, *right = b;

	return strcmp(left->hook_key, right->hook_key);
}

static void
channels_free(void *ctx)
{
	struct channels *channels = ctx;
	struct daemon *daemon = channels->daemon;

	forget(channels);
	free(channels);
	daemon_part_stopped(daemon);
}

static void
take(struct channels *channels, const struct db_result *rows)
{
	forget(channels);
	channels->at = mem_zero((size_t)rows->rows, sizeof(*channels->at));
	for (int i = 0; i < rows->rows && i < CHANNELS_MAX; i++)
		if (read_channel(channels->daemon, &channels->at[channels->count], rows, i))
			channels->count++;
	qsort(channels->at, (size_t)channels->count, sizeof(*channels->at), by_hook);
	channels->known = true;
}

static void
on_channels(void *ctx, enum db_outcome outcome, const struct db_result *rows)
{
	struct channels *channels = ctx;

	channels->loading = false;
	if (channels->stopping) {
		timer_close(&channels->timer, channels_free);
		return;
	}
	if (outcome == DB_DONE)
		take(channels, rows);
	timer_in(&channels->timer, outcome != DB_DONE || channels->again ? RETRY_MS : RELOAD_MS);
	channels->again = false;
}

static void
load(void *ctx)
{
	struct channels *channels = ctx;

	channels->loading = true;
	db_submit(daemon_db(channels->daemon), &(struct db_call){ .query = &q_channels_load },
	    on_channels, channels);
}

void
channels_reload(struct daemon *daemon)
{
	struct channels *channels = channels_of(daemon);

	if (channels->loading)
		channels->again = true;
	else
		timer_in(&channels->timer, 0);
}

bool
channels_known(struct daemon *daemon)
{
	return channels_of(daemon)->known;
}

const struct channel *
channel_find(struct daemon *daemon, struct view hook_key)
{
	const struct channels *channels = channels_of(daemon);
	int low = 0, high = channels->count;

	while (low < high) {
		int middle = low + (high - low) / 2;
		int order = view_compare(view_of(channels->at[middle].hook_key), hook_key);

		if (order == 0)
			return &channels->at[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

const struct channel *
channel_get(struct daemon *daemon, int64_t tenant, int64_t id)
{
	const struct channels *channels = channels_of(daemon);

	for (int i = 0; i < channels->count; i++)
		if (channels->at[i].tenant == tenant && channels->at[i].id == id)
			return &channels->at[i];
	return NULL;
}

int
channels_start(struct daemon *daemon, struct err *err)
{
	struct channels *channels = mem_zero(1, sizeof(*channels));

	(void)err;
	channels->daemon = daemon;
	daemon_set_data(daemon, "channels", channels);
	timer_init(&channels->timer, daemon_loop(daemon), load, channels);
	timer_in(&channels->timer, 0);
	return 0;
}

void
channels_stop(struct daemon *daemon)
{
	struct channels *channels = channels_of(daemon);

	channels->stopping = true;
	if (!channels->loading)
		timer_close(&channels->timer, channels_free);
}
