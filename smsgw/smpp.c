/* smpp - see smpp.h */
#include "smsgw/smpp.h"

#include <stdlib.h>
#include <string.h>

#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "smsgw/senders.h"
#include "smsgw/smpp_links.h"
#include "smsgw/smsgw.h"

enum { LOOK_MS = 1000 };

static GAUGE(binds_up, "sms_smpp_binds_up", "Binds by SMPP that are up");

struct held {
	struct link link;
	int64_t group;
};

static struct smpp *
smpp_of(struct daemon *daemon)
{
	return daemon_data(daemon, "smpp");
}

/* ---- a set's life ---- */

static void
smpp_free(void *ctx)
{
	struct smpp *smpp = ctx;
	struct daemon *daemon = smpp->daemon;
	struct link *link;

	while ((link = list_take(&smpp->groups)) != NULL)
		free(LIST_OF(link, struct held, link));
	free(smpp);
	daemon_part_stopped(daemon);
}

static void
stop_when_quiet(struct smpp *smpp)
{
	if (smpp->stopping && list_empty(&smpp->sets))
		timer_close(&smpp->timer, smpp_free);
}

static void
set_free(void *ctx)
{
	struct smpp_set *set = ctx;
	struct smpp *smpp = set->smpp;

	smpp_release(set);
	for (int i = 0; i < SMPP_SETTINGS; i++) {
		if (set->text[i] != NULL)
			mem_wipe(set->text[i], strlen(set->text[i]));
		free(set->text[i]);
	}
	list_remove(&smpp->sets, &set->link);
	free(set);
	stop_when_quiet(smpp);
}

void
smpp_set_free_when_quiet(struct smpp_set *set)
{
	if (!set->ending || set->freed || set->jobs > 0 || !list_empty(&set->binds))
		return;
	set->freed = true;
	timer_close(&set->pace, set_free);
}

static void
on_pace(void *ctx)
{
	smpp_pump(ctx);
}

static void
start_binds(struct smpp_set *set)
{
	static const enum smpp_command commands[][2] = { [SMPP_TRX] = { SMPP_BIND_TRANSCEIVER, 0 },
		[SMPP_TX_RX] = { SMPP_BIND_TRANSMITTER, SMPP_BIND_RECEIVER },
		[SMPP_TX] = { SMPP_BIND_TRANSMITTER, 0 },
		[SMPP_RX] = { SMPP_BIND_RECEIVER, 0 } };

	for (int i = 0; i < set->settings.binds; i++)
		for (int k = 0; k < 2 && commands[set->settings.bind][k] != 0; k++)
			smpp_bind_start(set, commands[set->settings.bind][k]);
}

static void
set_start(struct smpp *smpp, const struct channel *channel)
{
	struct smpp_set *set = mem_zero(1, sizeof(*set));
	struct err err;

	for (int i = 0; i < SMPP_SETTINGS; i++)
		if (channel->account.values[i] != NULL)
			set->text[i] = mem_text(channel->account.values[i]);
	set->smpp = smpp;
	set->tenant = channel->tenant;
	set->account = channel->account.id;
	set->group = channel->group;
	set->input = input_peer_of(INPUT_CARRIER_ACCOUNT, set->tenant, set->account);
	set->channel = channel->id;
	list_init(&set->binds);
	list_init(&set->queue);
	list_init(&set->released);
	timer_init(&set->pace, daemon_loop(smpp->daemon), on_pace, set);
	list_append(&smpp->sets, &set->link);
	if (smpp_settings_read((const char *const *)set->text, &set->settings, &err) == 0)
		start_binds(set);
	else /* written past the API */
		LOG(ERROR, "smpp_settings", LOG_ID("account", set->account),
		    LOG_TEXT("field", err.field), LOG_TEXT("why", err.text));
}

static void
set_end(struct smpp_set *set)
{
	if (set->ending)
		return;
	set->ending = true;
	if (set->up == 0)
		smpp_on_all_down(set);
	list_for_each_safe (&set->binds, at)
		smpp_bind_end(LIST_OF(at, struct smpp_bind, link));
	smpp_set_free_when_quiet(set);
}

void
smpp_set_up(struct smpp_set *set, const struct smpp_bind *bind, int change)
{
	metric_add(&binds_up, change);
	if (set->settings.bind == SMPP_RX)
		set->tried = true;
	if (bind->machine.config.bind == SMPP_BIND_RECEIVER)
		return;
	set->tried = true;
	set->up += change;
	if (set->up == 0)
		smpp_on_all_down(set);
	else if (change > 0)
		senders_wake(set->smpp->daemon, set->group);
}

/* ---- which sets there are to be ---- */

static bool
is_held(const struct smpp *smpp, int64_t group)
{
	list_for_each (&smpp->groups, at)
		if (LIST_OF(at, struct held, link)->group == group)
			return true;
	return false;
}

static struct smpp_set *
set_find(struct smpp *smpp, int64_t account, int64_t group)
{
	list_for_each (&smpp->sets, at) {
		struct smpp_set *set = LIST_OF(at, struct smpp_set, link);

		if (!set->ending && set->account == account && set->group == group)
			return set;
	}
	return NULL;
}

static bool
same_text(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* A channel that says that this set is to be there, as it is. */
static bool
is_wanted(const struct smpp_set *set, const struct channel *channel)
{
	if (channel->account.id != set->account || channel->group != set->group ||
	    !channel->carrier->by_link || channel_problem(channel) != NULL)
		return false;
	for (int i = 0; i < SMPP_SETTINGS; i++)
		if (!same_text(set->text[i], channel->account.values[i]))
			return false;
	return true;
}

static bool
set_is_wanted(const struct smpp_set *set)
{
	struct daemon *daemon = set->smpp->daemon;
	const struct channel *channel;

	for (int i = 0; is_held(set->smpp, set->group) && (channel = channel_at(daemon, i)) != NULL;
	     i++)
		if (is_wanted(set, channel))
			return true;
	return false;
}

static void
look(struct smpp *smpp)
{
	const struct channel *channel;

	smpp->seen = channels_generation(smpp->daemon);
	list_for_each_safe (&smpp->sets, at) {
		struct smpp_set *set = LIST_OF(at, struct smpp_set, link);

		if (!set_is_wanted(set))
			set_end(set);
	}
	for (int i = 0; (channel = channel_at(smpp->daemon, i)) != NULL; i++)
		if (channel->carrier->by_link && is_held(smpp, channel->group) &&
		    channel_problem(channel) == NULL &&
		    set_find(smpp, channel->account.id, channel->group) == NULL)
			set_start(smpp, channel);
}

static void
on_timer(void *ctx)
{
	struct smpp *smpp = ctx;

	if (smpp->stopping)
		return;
	if (smpp->seen != channels_generation(smpp->daemon))
		look(smpp);
	list_for_each (&smpp->sets, at)
		smpp_release(LIST_OF(at, struct smpp_set, link));
	timer_in(&smpp->timer, LOOK_MS);
}

void
smpp_gained(struct daemon *daemon, int64_t group)
{
	struct smpp *smpp = smpp_of(daemon);
	struct held *held = mem_zero(1, sizeof(*held));

	held->group = group;
	list_append(&smpp->groups, &held->link);
	look(smpp);
}

void
smpp_lost(struct daemon *daemon, int64_t group)
{
	struct smpp *smpp = smpp_of(daemon);

	list_for_each_safe (&smpp->groups, at) {
		struct held *held = LIST_OF(at, struct held, link);

		if (held->group != group)
			continue;
		list_remove(&smpp->groups, &held->link);
		free(held);
	}
	look(smpp);
}

/* ---- sending ---- */

size_t
smpp_room(struct daemon *daemon, const struct channel *channel)
{
	const struct smpp_set *set = set_find(smpp_of(daemon), channel->account.id, channel->group);

	if (set == NULL || set->settings.window == 0)
		return 1;
	if (!set->tried && !list_empty(&set->binds))
		return 0;
	return 2 * (size_t)set->settings.window * (size_t)(set->up > 0 ? set->up : 1);
}

bool
smpp_send(struct daemon *daemon, const struct channel *channel, const struct outgoing *outgoing,
    int64_t attempt, bool (*sure)(void *ctx),
    void (*done)(void *ctx, const struct smpp_result *result), void *ctx)
{
	struct smpp_set *set = set_find(smpp_of(daemon), channel->account.id, channel->group);

	if (set == NULL || list_empty(&set->binds))
		return false;
	smpp_job_start(set, outgoing, attempt, sure, done, ctx);
	return true;
}

/* ---- start and stop ---- */

int
smpp_start(struct daemon *daemon, struct err *err)
{
	struct smpp *smpp = mem_zero(1, sizeof(*smpp));

	(void)err;
	metric_register(&binds_up);
	smpp->daemon = daemon;
	list_init(&smpp->sets);
	list_init(&smpp->groups);
	daemon_set_data(daemon, "smpp", smpp);
	timer_init(&smpp->timer, daemon_loop(daemon), on_timer, smpp);
	timer_in(&smpp->timer, LOOK_MS);
	return 0;
}

void
smpp_stop(struct daemon *daemon)
{
	struct smpp *smpp = smpp_of(daemon);

	smpp->stopping = true;
	list_for_each_safe (&smpp->sets, at)
		set_end(LIST_OF(at, struct smpp_set, link));
	stop_when_quiet(smpp);
}
