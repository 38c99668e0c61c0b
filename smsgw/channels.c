/* channels - see channels.h */
#include "smsgw/channels.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/auth/purpose.h"
#include "common/base/opt_word.h"
#include "common/daemon/box.h"
#include "common/daemon/hook_key.h"
#include "common/http/url.h"
#include "common/log/log.h"
#include "common/loop/loop.h"
#include "common/metrics/metrics.h"
#include "common/phone/phone.h"
#include "smsgw/core/credentials.h"
#include "smsgw/smsgw.h"

#define SECOND_SUFFIX "-2" /* of the key at which the second carrier calls (SMS-34) */

enum { RELOAD_MS = 60000, RETRY_MS = 500, CHANNELS_MAX = 100000, PROBLEM_TOLD_MS = 60000 };

static GAUGE(unusable, "sms_channels_unusable",
    "Channels whose account lacks a readable secret, its user or an allowed address: nothing is "
    "sent there");
static GAUGE(unsigned_calls, "sms_channels_unsigned",
    "Carriers of channels, first or second, whose calls are taken without a signature: the hook's "
    "address is all that tells them from anybody's");

enum {
	COLUMN_TENANT,
	COLUMN_CHANNEL,
	COLUMN_HOOK,
	COLUMN_HOOK_HASH,
	COLUMN_HOOK_SECRET,
	COLUMN_HOOK_BOX,
	COLUMN_NUMBER,
	COLUMN_HELP,
	COLUMN_STOP,
	COLUMN_START,
	COLUMN_ACCOUNT,
	COLUMN_CARRIER,
	COLUMN_SETTINGS,
	COLUMN_SECRET,
	COLUMN_BOX,
	COLUMN_GROUP,
	COLUMN_SECOND,
	COLUMN_SECOND_AFTER,
	COLUMN_FORMER,
	COLUMN_USER,
	COLUMN_STOP_WORDS
};
enum { GROUP_TENANT, GROUP_ID, GROUP_NAME, GROUP_RATE_MILLI };

struct channel_key {
	int64_t tenant, id;
};

struct channels {
	struct daemon *daemon;
	struct channel *at; /* sorted by the hook's hash, the second carrier behind the first */
	int count;
	struct channel *formers; /* they hang on those of `at` */
	int former_count;
	struct channel *by_id; /* uthash over `at` */
	struct sender_group *groups; /* uthash by id */
	int reading; /* under way */
	int64_t generation;
	bool known, failed, again, stopping;
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

/* NULL: absent, or no text. */
static char *
member(const json_t *object, const char *name)
{
	const char *value = json_string_value(json_object_get(object, name));

	return value != NULL ? mem_text(value) : NULL;
}

/* A row's secret: whose it is, and for what it is sealed. */
struct row_secret {
	const char *what; /* account, channel */
	int64_t id;
	const char *table;
	int64_t tenant, box;
};

static void
tell_problem(const struct row_secret *secret, const char *why)
{
	char source[48];

	(void)snprintf(source, sizeof(source), "%s %" PRId64, secret->what, secret->id);
	if (log_allow("secret_unreadable", view_of(source), PROBLEM_TOLD_MS, NULL))
		LOG(ERROR, "secret_unreadable", LOG_ID(secret->what, secret->id),
		    LOG_TEXT("table", secret->table), LOG_TEXT("why", why));
}

/* The box is bound to its row. False: it does not open; the channel can then neither check signatures nor send. */
static bool
open_secret(
    struct daemon *daemon, const struct row_secret *secret, struct view sealed, struct buf *out)
{
	struct err err = { 0 };

	if (sealed.n == 0)
		(void)err_set(&err, ERR_CONFIG, NULL, "the %s has none", secret->what);
	else if (box_try(daemon, secret->table, secret->tenant, secret->box, sealed, out, &err) ==
	    0)
		return true;
	tell_problem(secret, err.text);
	return false;
}

/* An object of secrets by name; of old, the carrier's one secret as it is. */
static void
take_secrets(struct account *account, const struct carrier *carrier, struct view plain)
{
	json_t *secrets = json_loadb(plain.p != NULL ? plain.p : "", plain.n, 0, NULL);
	bool first = true;

	for (int i = 0; i < CREDENTIALS_MAX && carrier->credentials[i].name != NULL; i++) {
		if ((carrier->credentials[i].flags & CREDENTIAL_SECRET) == 0)
			continue;
		if (json_is_object(secrets))
			account->values[i] = member(secrets, carrier->credentials[i].name);
		else if (first)
			account->values[i] = view_dup(plain);
		first = false;
	}
	json_decref(secrets);
}

static void
read_secrets(struct daemon *daemon, struct account *account, const struct carrier *carrier,
    const struct db_result *rows, int i)
{
	const struct row_secret secret = { "account", account->id, PURPOSE_ACCOUNT, account->tenant,
		db_is_null(rows, i, COLUMN_BOX) ? account->id : db_int(rows, i, COLUMN_BOX) };
	struct buf sealed = { 0 }, plain = { 0 };

	if (!db_is_null(rows, i, COLUMN_SECRET))
		db_bytes(rows, i, COLUMN_SECRET, &sealed);
	if (open_secret(daemon, &secret, buf_view(&sealed), &plain))
		take_secrets(account, carrier, buf_view(&plain));
	else
		account->sealed = true;
	if (plain.p != NULL)
		mem_wipe(plain.p, plain.n);
	buf_fini(&plain);
	buf_fini(&sealed);
}

/* What came by a file, or under another rule of the operator's, was not judged as the API judges. */
static bool
address_is_allowed(struct daemon *daemon, const struct account *account)
{
	const struct url_rule rule = {
		config_int(daemon_config(daemon), "carrier_allow_private") != 0, NULL, NULL
	};
	struct err err = { 0 };

	return account->base_url[0] == '\0' ||
	    url_check(view_of(account->base_url), &rule, &err) == 0;
}

static void
read_account(struct daemon *daemon, struct channel *channel, const struct db_result *rows, int i)
{
	struct view text = db_text(rows, i, COLUMN_SETTINGS);
	json_t *settings = json_loadb(text.p, text.n, 0, NULL);
	const struct carrier *carrier = channel->carrier;
	struct account *account = &channel->account;

	account->tenant = channel->tenant;
	account->id = db_int(rows, i, COLUMN_ACCOUNT);
	account->base_url = member(settings, "base_url");
	if (account->base_url == NULL)
		account->base_url = mem_text(carrier->base_url != NULL ? carrier->base_url : "");
	channel->address_refused = !address_is_allowed(daemon, account);
	account->media_hosts = member(settings, SETTING_MEDIA_HOSTS);
	channel->sandbox_delay_ms = json_integer_value(json_object_get(settings, "delay_ms"));
	for (int k = 0; carrier->credentials != NULL && k < CREDENTIALS_MAX &&
	     carrier->credentials[k].name != NULL;
	     k++)
		if ((carrier->credentials[k].flags & CREDENTIAL_SECRET) == 0)
			account->values[k] = member(settings, carrier->credentials[k].name);
	if (carrier->credentials != NULL)
		read_secrets(daemon, account, carrier, rows, i);
	json_decref(settings);
}

static void
read_hook_hash(struct channel *channel, const struct db_result *rows, int i)
{
	struct buf hash = { 0 };

	db_bytes(rows, i, COLUMN_HOOK_HASH, &hash);
	if (hash.n == sizeof(channel->hook_hash))
		memcpy(channel->hook_hash, hash.p, sizeof(channel->hook_hash));
	buf_fini(&hash);
}

/* Until hook_keys.c has sealed it, the key stands in the row as it is, with the second carrier's "-2". */
static void
read_hook_key(struct daemon *daemon, const char *table, struct channel *channel,
    const struct db_result *rows, int i)
{
	const struct row_secret secret = { "channel", channel->id, table, channel->tenant,
		db_is_null(rows, i, COLUMN_HOOK_BOX) ? 0 : db_int(rows, i, COLUMN_HOOK_BOX) };
	struct buf sealed = { 0 }, key = { 0 };

	if (!db_is_null(rows, i, COLUMN_HOOK_SECRET))
		db_bytes(rows, i, COLUMN_HOOK_SECRET, &sealed);
	if (!db_is_null(rows, i, COLUMN_HOOK))
		channel->hook_key = view_dup(db_text(rows, i, COLUMN_HOOK));
	else if (open_secret(daemon, &secret, buf_view(&sealed), &key)) {
		size_t size = key.n + sizeof(SECOND_SUFFIX);

		channel->hook_key = mem_new(size);
		(void)snprintf(channel->hook_key, size, "%.*s%s", (int)key.n, key.p,
		    channel->is_second ? SECOND_SUFFIX : "");
	}
	box_wipe(&key);
	buf_fini(&sealed);
}

void
channel_open(struct daemon *daemon, const struct carrier *carrier, const char *table,
    const struct db_result *rows, int i, struct channel *channel)
{
	*channel = (struct channel){
		.tenant = db_int(rows, i, COLUMN_TENANT),
		.id = db_int(rows, i, COLUMN_CHANNEL),
		.group = db_int(rows, i, COLUMN_GROUP),
		.is_second = db_bool(rows, i, COLUMN_SECOND),
		.second_after_ms = db_int(rows, i, COLUMN_SECOND_AFTER),
		.carrier = carrier,
	};
	read_hook_hash(channel, rows, i);
	read_hook_key(daemon, table, channel, rows, i);
	channel->number = view_dup(db_text(rows, i, COLUMN_NUMBER));
	channel->help_text = dup_or_null(rows, i, COLUMN_HELP);
	channel->stop_text = dup_or_null(rows, i, COLUMN_STOP);
	channel->start_text = dup_or_null(rows, i, COLUMN_START);
	read_account(daemon, channel, rows, i);
}

/* One a line, as an administrator wrote them; what is no word, or a start or help word, is left out: those of a file that was imported
 * are judged nowhere else. */
static char *
read_stop_words(struct view lines)
{
	struct buf folded = { 0 };
	char word[OPT_WORD_SIZE];

	while (lines.n > 0)
		if (opt_word_own(view_cut(&lines, '\n'), word) == OPT_WORD_OWN)
			buf_addf(&folded, "%s%s\n", folded.n == 0 ? "\n" : "", word);
	return folded.p;
}

bool
channel_stops_at(const struct channel *channel, const char *folded)
{
	char line[OPT_WORD_SIZE + 2];

	(void)snprintf(line, sizeof(line), "\n%s\n", folded);
	return channel->stop_words != NULL && strstr(channel->stop_words, line) != NULL;
}

static bool
read_channel(struct daemon *daemon, struct channel *channel, const struct db_result *rows, int i)
{
	const struct carrier *carrier = carrier_find(db_text(rows, i, COLUMN_CARRIER));

	if (carrier == NULL)
		LOG(ERROR, "carrier_unknown", LOG_ID("channel", db_int(rows, i, COLUMN_CHANNEL)),
		    LOG_VIEW("carrier", db_text(rows, i, COLUMN_CARRIER)));
	else {
		channel_open(daemon, carrier, PURPOSE_CHANNEL, rows, i, channel);
		channel->user = db_is_null(rows, i, COLUMN_USER) ? 0 : db_int(rows, i, COLUMN_USER);
		channel->stop_words = read_stop_words(db_text(rows, i, COLUMN_STOP_WORDS));
	}
	return carrier != NULL;
}

void
channel_close(struct channel *channel)
{
	for (int i = 0; i < CREDENTIALS_MAX; i++) {
		char *value = (char *)channel->account.values[i];

		if (value != NULL)
			mem_wipe(value, strlen(value));
		free(value);
	}
	free((char *)channel->account.base_url);
	free((char *)channel->account.media_hosts);
	if (channel->hook_key != NULL)
		mem_wipe(channel->hook_key, strlen(channel->hook_key));
	free(channel->hook_key);
	free(channel->number);
	free(channel->help_text);
	free(channel->stop_text);
	free(channel->start_text);
	free(channel->stop_words);
}

static void
forget(struct channels *channels)
{
	HASH_CLEAR(hh, channels->by_id);
	for (int i = 0; i < channels->count; i++)
		channel_close(&channels->at[i]);
	for (int i = 0; i < channels->former_count; i++)
		channel_close(&channels->formers[i]);
	free(channels->at);
	free(channels->formers);
	channels->at = channels->formers = NULL;
	channels->count = channels->former_count = 0;
}

/* The order of `at`. */
static int
hook_compare(const struct channel *channel, const unsigned char *hash, bool second)
{
	int order = memcmp(channel->hook_hash, hash, SHA256_SIZE);

	return order != 0 ? order : (int)channel->is_second - (int)second;
}

static int
by_hook(const void *a, const void *b)
{
	const struct channel *right = b;

	return hook_compare(a, right->hook_hash, right->is_second);
}

static void
forget_groups(struct channels *channels)
{
	struct sender_group *group, *next;

	HASH_ITER (hh, channels->groups, group, next) {
		/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
		HASH_DEL(channels->groups, group);
		free(group);
	}
}

static void
channels_free(void *ctx)
{
	struct channels *channels = ctx;
	struct daemon *daemon = channels->daemon;

	forget(channels);
	forget_groups(channels);
	free(channels);
	daemon_part_stopped(daemon);
}

const char *
channel_problem(const struct channel *channel)
{
	if (channel->carrier->request == NULL && !channel->carrier->by_link)
		return NULL;
	if (channel->account.sealed)
		return "the account's secrets can't be read";
	if (channel->hook_key == NULL)
		return "the key of its hook can't be read";
	if (account_lacks(channel->carrier, &channel->account) != NULL)
		return "the account is not complete";
	if (channel->carrier->base_url != NULL && channel->account.base_url[0] == '\0')
		return "the account names no address of the carrier";
	if (channel->address_refused)
		return "the account's address is not allowed";
	return NULL;
}

static struct channel *
by_id(const struct channels *channels, int64_t tenant, int64_t id)
{
	const struct channel_key key = { tenant, id };
	struct channel *channel;

	HASH_FIND(hh, channels->by_id, &key, sizeof(key), channel);
	return channel;
}

static void
pair_seconds(struct channels *channels)
{
	for (int i = 0; i < channels->count; i++) {
		const struct channel *second = &channels->at[i];
		struct channel *first =
		    second->is_second ? by_id(channels, second->tenant, second->id) : NULL;

		if (first != NULL)
			first->second = second;
	}
}

static void
index_all(struct channels *channels)
{
	int64_t problems = 0, without = 0;

	qsort(channels->at, (size_t)channels->count, sizeof(*channels->at), by_hook);
	for (int i = 0; i < channels->count; i++) {
		struct channel *channel = &channels->at[i];

		problems += channel_problem(channel) != NULL;
		without += !channel->account.sealed &&
		    account_unsigned(channel->carrier, &channel->account);
		if (channel->is_second)
			continue;
		/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
		HASH_ADD(hh, channels->by_id, tenant, sizeof(struct channel_key), channel);
	}
	metric_set(&unusable, problems);
	metric_set(&unsigned_calls, without);
	pair_seconds(channels);
}

static void
hang_formers(struct channels *channels)
{
	for (int i = 0; i < channels->former_count; i++) {
		struct channel *former = &channels->formers[i];
		struct channel *channel = by_id(channels, former->tenant, former->id);

		if (channel == NULL) /* its carrier is not known */
			continue;
		former->former = channel->former;
		channel->former = former;
	}
}

static void
take(struct channels *channels, const struct db_result *rows)
{
	forget(channels);
	channels->at = mem_zero((size_t)rows->rows, sizeof(*channels->at));
	channels->formers = mem_zero((size_t)rows->rows, sizeof(*channels->formers));
	for (int i = 0; i < rows->rows && i < CHANNELS_MAX; i++) {
		bool former = db_bool(rows, i, COLUMN_FORMER);
		int *count = former ? &channels->former_count : &channels->count;

		if (read_channel(channels->daemon,
			former ? &channels->formers[*count] : &channels->at[*count], rows, i))
			(*count)++;
	}
	if (rows->rows > CHANNELS_MAX)
		LOG(ERROR, "channels_full", LOG_INT("max", CHANNELS_MAX),
		    LOG_INT("channels", rows->rows));
	index_all(channels);
	hang_formers(channels);
	channels->known = true;
	channels->generation++;
}

static void
take_groups(struct channels *channels, const struct db_result *rows)
{
	forget_groups(channels);
	for (int i = 0; i < rows->rows; i++) {
		struct sender_group *group = mem_zero(1, sizeof(*group));
		int64_t rate_milli = db_int(rows, i, GROUP_RATE_MILLI);

		group->id = db_int(rows, i, GROUP_ID);
		group->tenant = db_int(rows, i, GROUP_TENANT);
		group->rate_milli = rate_milli > 0 ? rate_milli : 1;
		/* NOLINTNEXTLINE(clang-analyzer-core*): uthash's own pointers */
		HASH_ADD(hh, channels->groups, id, sizeof(group->id), group);
	}
}

/* One reading has ended. True: all have, and the next may be arranged. */
static bool
read_done(struct channels *channels, bool well)
{
	channels->failed = channels->failed || !well;
	if (--channels->reading > 0)
		return false;
	if (channels->stopping)
		timer_close(&channels->timer, channels_free);
	return !channels->stopping;
}

static void
wait_for_next(struct channels *channels)
{
	timer_in(&channels->timer, channels->failed || channels->again ? RETRY_MS : RELOAD_MS);
	channels->again = false;
}

static void
on_channels(void *ctx, enum db_outcome outcome, const struct db_result *rows)
{
	struct channels *channels = ctx;

	if (outcome == DB_DONE && !channels->stopping)
		take(channels, rows);
	if (read_done(channels, outcome == DB_DONE))
		wait_for_next(channels);
}

static void
on_groups(void *ctx, enum db_outcome outcome, const struct db_result *rows)
{
	struct channels *channels = ctx;

	if (outcome == DB_DONE && !channels->stopping)
		take_groups(channels, rows);
	if (read_done(channels, outcome == DB_DONE))
		wait_for_next(channels);
}

static void
load(void *ctx)
{
	struct channels *channels = ctx;
	struct db *db = daemon_db(channels->daemon);

	channels->failed = false;
	/* Groups first: who knows a channel knows its group too. */
	channels->reading = 2;
	db_submit(db, &(struct db_call){ .query = &q_groups_load }, on_groups, channels);
	db_submit(db, &(struct db_call){ .query = &q_channels_load }, on_channels, channels);
}

void
channels_reload(struct daemon *daemon)
{
	struct channels *channels = channels_of(daemon);

	if (channels->reading > 0)
		channels->again = true;
	else
		timer_in(&channels->timer, 0);
}

bool
channels_known(struct daemon *daemon)
{
	return channels_of(daemon)->known;
}

static const struct channel *
find_hook(const struct channels *channels, struct view hook_key, bool second)
{
	int low = 0, high = channels->count;
	unsigned char hash[SHA256_SIZE];

	hook_key_hash(hook_key, hash);
	while (low < high) {
		int middle = low + (high - low) / 2;
		int order = hook_compare(&channels->at[middle], hash, second);

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
channel_find(struct daemon *daemon, struct view hook_key)
{
	const struct channels *channels = channels_of(daemon);
	const struct channel *channel = find_hook(channels, hook_key, false);
	size_t suffix = sizeof(SECOND_SUFFIX) - 1;

	if (channel != NULL || hook_key.n <= suffix ||
	    memcmp(hook_key.p + hook_key.n - suffix, SECOND_SUFFIX, suffix) != 0)
		return channel;
	return find_hook(channels, (struct view){ hook_key.p, hook_key.n - suffix }, true);
}

const struct channel *
channel_get(struct daemon *daemon, int64_t tenant, int64_t id)
{
	return by_id(channels_of(daemon), tenant, id);
}

const struct channel *
channel_by(struct daemon *daemon, int64_t tenant, int64_t id, int64_t account)
{
	const struct channel *channel = channel_get(daemon, tenant, id);

	if (channel == NULL || channel->account.id == account)
		return channel;
	return channel->second != NULL && channel->second->account.id == account ? channel->second
										 : NULL;
}

const struct channel *
channel_at(struct daemon *daemon, int i)
{
	const struct channels *channels = channels_of(daemon);

	return i < channels->count ? &channels->at[i] : NULL;
}

const struct channel *
channel_of_number(struct daemon *daemon, int64_t account, struct view number)
{
	const struct channels *channels = channels_of(daemon);

	for (int i = 0; i < channels->count; i++)
		if (channels->at[i].account.id == account &&
		    view_is(number, channels->at[i].number))
			return &channels->at[i];
	return NULL;
}

const struct channel *
channel_of_user(struct daemon *daemon, int64_t tenant, int64_t user)
{
	const struct channels *channels = channels_of(daemon);

	for (int i = 0; i < channels->count; i++)
		if (channels->at[i].user == user && channels->at[i].tenant == tenant &&
		    !channels->at[i].is_second)
			return &channels->at[i];
	return NULL;
}

int64_t
channels_generation(struct daemon *daemon)
{
	return channels_of(daemon)->generation;
}

const struct sender_group *
sender_group_find(struct daemon *daemon, int64_t id)
{
	struct sender_group *group;

	HASH_FIND(hh, channels_of(daemon)->groups, &id, sizeof(id), group);
	return group;
}

int
channels_start(struct daemon *daemon, struct err *err)
{
	struct channels *channels = mem_zero(1, sizeof(*channels));

	(void)err;
	phone_start();
	metric_register(&unusable);
	metric_register(&unsigned_calls);
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
	if (channels->reading == 0)
		timer_close(&channels->timer, channels_free);
}
