/* accept - see accept.h */
#include "smsgw/accept.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/base/opt_word.h"
#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "common/phone/phone.h"
#include "smsgw/number_key.h"

static COUNTER(accepted, "sms_inbound_total{outcome=\"accepted\"}", "Inbound texts by outcome");
static COUNTER(duplicates, "sms_inbound_total{outcome=\"duplicate\"}", "Inbound texts by outcome");
static COUNTER(blocked, "sms_inbound_total{outcome=\"blocked\"}", "Inbound texts by outcome");
static COUNTER(others, "sms_inbound_total{outcome=\"other\"}", "Inbound texts by outcome");
static HISTOGRAM(accept_ms, "sms_accept_ms", "From a text's arrival to its commit");

/* The columns of sms.accept_inbound and, but for the last, of sms.parts_flush. */
enum {
	COLUMN_OUTCOME,
	COLUMN_CONVERSATION,
	COLUMN_SEQ,
	COLUMN_MESSAGE,
	COLUMN_MESSAGE_AT,
	COLUMN_VERSION,
	COLUMN_INTERACTION,
	COLUMN_INTERACTION_NEW,
	COLUMN_INTERACTION_VERSION,
	COLUMN_CUSTOMER_KNOWN,
	COLUMN_AGENT,
	COLUMN_NEWS
};

struct accepting {
	struct daemon *daemon;
	int64_t tenant, channel, began_ms;
	bool media; /* files came with it */
	bool part; /* of a text: the router reads the whole one */
	char number[NUMBER_SIZE];
	accept_done done;
	void *ctx;
	size_t text_n;
	char text[]; /* for the doorbell of a new interaction */
};

void
number_hash(
    struct daemon *daemon, int64_t tenant, struct view number, unsigned char out[SHA256_SIZE])
{
	struct buf text = { 0 };

	buf_addf(&text, "%" PRId64 ":", tenant);
	buf_add_view(&text, number);
	number_key_hash(daemon, buf_view(&text), out);
	buf_fini(&text);
}

/* An agent who has the conversation sees the message: their chatd reads it. With none, the
 * doorbell says just that there is nothing to show. */
static void
tell_message(struct daemon *daemon, int64_t tenant, const struct db_result *row)
{
	struct message message = {
		.kind = MESSAGE_message,
		.tenant = tenant,
		.key = db_int(row, 0, COLUMN_MESSAGE),
		.version = db_int(row, 0, COLUMN_VERSION),
	};

	if (db_is_null(row, 0, COLUMN_AGENT)) {
		message.state = VIEW("{}");
	} else {
		message.audience[0] = db_int(row, 0, COLUMN_AGENT);
		message.audience_count = 1;
	}
	daemon_publish(daemon, &message);
}

/* What the router needs to apply a channel's rules, so that it need not read. Without a text it
 * reads all. */
static void
tell_interaction(struct daemon *daemon, int64_t tenant, const struct db_result *row,
    struct view text, struct view number, int64_t channel)
{
	char at[CLOCK_TEXT_SIZE], id[24], channel_id[24];
	json_t *state;
	char *json;

	clock_text(daemon_now_us(daemon), at);
	(void)snprintf(id, sizeof(id), "%" PRId64, db_int(row, 0, COLUMN_INTERACTION));
	(void)snprintf(channel_id, sizeof(channel_id), "%" PRId64, channel);
	state = json_pack("{s:s, s:s, s:{s:s}, s:s%, s:b, s:s}", "interaction", id, "state",
	    "arrived", "channel", "id", channel_id, "number", number.p, number.n, "customer_known",
	    db_bool(row, 0, COLUMN_CUSTOMER_KNOWN), "started_at", at);
	if (text.p != NULL)
		(void)json_object_set_new(state, "text", json_stringn(text.p, text.n));
	json = json_dumps(state, JSON_COMPACT);
	daemon_publish(daemon,
	    &(struct message){ .kind = MESSAGE_interaction,
		.tenant = tenant,
		.key = db_int(row, 0, COLUMN_INTERACTION),
		.version = db_int(row, 0, COLUMN_INTERACTION_VERSION),
		.state = view_of(json) });
	free(json);
	json_decref(state);
}

void
accept_tell(struct daemon *daemon, int64_t tenant, const struct db_result *row, struct view text,
    struct view number, int64_t channel)
{
	/* The router, which has work with it, hears first. */
	if (db_bool(row, 0, COLUMN_INTERACTION_NEW) && !db_is_null(row, 0, COLUMN_INTERACTION))
		tell_interaction(daemon, tenant, row, text, number, channel);
	if (!db_is_null(row, 0, COLUMN_MESSAGE) && !db_is_null(row, 0, COLUMN_VERSION))
		tell_message(daemon, tenant, row);
}

static void
count_outcome(struct view outcome)
{
	metric_add(view_is(outcome, "accepted") ? &accepted
		: view_is(outcome, "duplicate") ? &duplicates
		: view_is(outcome, "blocked")   ? &blocked
						: &others,
	    1);
}

/* Stop, start and help words change and send other things: they bring their own news. */
static void
tell(const struct accepting *accepting, const struct db_result *row)
{
	if (!db_is_null(row, 0, COLUMN_NEWS))
		daemon_publish_news(accepting->daemon, db_text(row, 0, COLUMN_NEWS));
	else
		accept_tell(accepting->daemon, accepting->tenant, row,
		    (struct view){ accepting->part ? NULL : accepting->text, accepting->text_n },
		    view_of(accepting->number), accepting->channel);
}

static void
on_accepted(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct accepting *accepting = ctx;
	struct view what = { NULL, 0 };

	if (outcome == DB_DONE) {
		what = db_text(row, 0, COLUMN_OUTCOME);
		count_outcome(what);
		metric_observe(&accept_ms, clock_mono_ms() - accepting->began_ms);
		if (!view_is(what, "duplicate"))
			tell(accepting, row);
		if (accepting->media)
			media_look(accepting->daemon);
	}
	accepting->done(accepting->ctx, outcome, what);
	free(accepting);
}

static void
country_of(struct view number, struct phone *out)
{
	*out = (struct phone){ .e164 = "" };
	if (number.n > 0 && number.p[0] == '+') /* short codes and names are no country's */
		(void)phone_read(number.p, number.n, NULL, out);
}

/* Whether `text` is `word` to the letter, but for case and blanks around it. */
static bool
is_bare(struct view text, const char *word)
{
	return view_trim(text).n == strlen(word);
}

/* NULL: an ordinary text. A word of the table goes before the channel's own ones. The numbers' countries are looked up for words alone. */
static const char *
intent_of(const struct channel *channel, const struct inbound *inbound, char word[OPT_WORD_SIZE])
{
	struct phone ours, theirs;
	const char *intent = NULL;

	if (!opt_word_fold(inbound->text, word))
		return NULL;
	if (opt_word_anywhere(word) != NULL) {
		country_of(view_of(channel->number), &ours);
		country_of(inbound->from, &theirs);
		intent = opt_word_intent(word, ours.country, theirs.country);
	}
	if (intent == NULL)
		return channel_stops_at(channel, word) ? "stop" : NULL;
	if (view_is(view_of(intent), "start") && !is_bare(inbound->text, word))
		return "yes"; /* "Start!" may answer a question */
	return intent;
}

/* The one answer to a stop, start or help word; NULL where the carrier answers by itself. */
static const char *
confirmation(const struct channel *channel, const char *intent)
{
	if (intent == NULL)
		return NULL;
	if (view_is(view_of(intent), "help"))
		return channel->help_text;
	if (channel->carrier->confirms_opt_out)
		return NULL;
	return view_is(view_of(intent), "stop") ? channel->stop_text : channel->start_text;
}

static struct accepting *
accepting_new(struct daemon *daemon, const struct channel *channel, const struct inbound *inbound)
{
	struct accepting *accepting = mem_new(sizeof(*accepting) + inbound->text.n + 1);

	*accepting = (struct accepting){ .daemon = daemon,
		.tenant = channel->tenant,
		.channel = channel->id,
		.began_ms = clock_mono_ms(),
		.media = inbound->media_count > 0,
		.part = inbound->part_total > 1,
		.text_n = inbound->text.n };
	(void)view_copy(inbound->from, accepting->number, sizeof(accepting->number));
	if (inbound->text.n > 0)
		memcpy(accepting->text, inbound->text.p, inbound->text.n);
	return accepting;
}

/* ["https://…", null]; what can't be read is null. */
static char *
media_json(const struct inbound *inbound)
{
	json_t *list = json_array();
	char *text;

	for (int i = 0; i < inbound->media_count; i++) {
		struct view url = inbound->media[i].url;

		(void)json_array_append_new(
		    list, url.n > 0 ? json_stringn(url.p, url.n) : json_null());
	}
	text = json_dumps(list, JSON_COMPACT);
	json_decref(list);
	return text;
}

void
accept_text(struct daemon *daemon, const struct channel *channel, const struct inbound *inbound,
    struct view raw, accept_done done, void *ctx)
{
	struct accepting *accepting = accepting_new(daemon, channel, inbound);
	bool part = accepting->part;
	char word[OPT_WORD_SIZE];
	const char *intent = part ? NULL : intent_of(channel, inbound, word);
	char *media = inbound->media_count > 0 ? media_json(inbound) : NULL;
	unsigned char hash[SHA256_SIZE];

	number_hash(daemon, channel->tenant, inbound->from, hash);
	const struct db_param params[] = {
		P_INT(channel->tenant),
		P_INT(channel->id),
		P_INT(channel->account.id),
		P_VIEW(inbound->provider_id),
		P_VIEW(inbound->from),
		P_VIEW(inbound->text),
		P_BYTES(raw),
		part ? P_INT(inbound->part_ref) : P_NULL(),
		part ? P_INT(inbound->part_total) : P_NULL(),
		part ? P_INT(inbound->part_number) : P_NULL(),
		db_text_or_null(intent),
		P_BYTES(((struct view){ (const char *)hash, sizeof(hash) })),
		db_text_or_null(confirmation(channel, intent)),
		db_text_or_null(media),
		db_text_or_null(intent != NULL ? word : NULL),
	};
	/* The first key picks the write lane: one customer's texts keep to one. */
	const int64_t keys[] = {
		key_conversation(channel->tenant, channel->id, inbound->from),
		key_of("customer_number", channel->tenant, inbound->from),
		key_provider(channel->account.id, inbound->provider_id),
	};

	accepting->done = done;
	accepting->ctx = ctx;
	db_submit(daemon_db(daemon),
	    &(struct db_call){ .query = &q_accept_inbound,
		.lane = DB_LANE_HOT,
		.params = params,
		.keys = keys,
		.key_count = 3 },
	    on_accepted, accepting);
	free(media);
}
