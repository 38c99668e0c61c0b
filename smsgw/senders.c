/* senders - see senders.h */
#include "smsgw/senders.h"

#include <stdlib.h>

#include "common/daemon/holder.h"
#include "common/http/client.h"
#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "smsgw/channels.h"
#include "smsgw/fax.h"
#include "smsgw/sender.h"
#include "smsgw/smpp.h"
#include "smsgw/smsgw.h"

enum { GROUPS_MAX = 4096, LANDING_MS = 20 };

static GAUGE(groups_held, "sms_groups_held", "Sender groups that this instance sends for");

static struct senders *
senders_of(struct daemon *daemon)
{
	return daemon_data(daemon, "senders");
}

static struct sender *
find(const struct senders *senders, int64_t group)
{
	struct sender *sender;

	HASH_FIND(hh, senders->by_group, &group, sizeof(group), sender);
	return sender;
}

static void
on_gained(void *ctx, int64_t group, int64_t epoch)
{
	LOG(INFO, "group_gained", LOG_ID("group", group), LOG_INT("epoch", epoch));
	metric_add(&groups_held, 1);
	smpp_gained(((struct senders *)ctx)->daemon, group);
	sender_start(ctx, group, epoch);
}

static void
on_lost(void *ctx, int64_t group)
{
	struct sender *sender = find(ctx, group);

	if (sender == NULL)
		return;
	LOG(INFO, "group_lost", LOG_ID("group", group));
	metric_add(&groups_held, -1);
	smpp_lost(sender->senders->daemon, group);
	sender_end(sender);
}

void
senders_wake(struct daemon *daemon, int64_t group)
{
	struct sender *sender = find(senders_of(daemon), group);

	if (sender != NULL)
		sender_look(sender);
}

static void
configuration_changed(struct daemon *daemon)
{
	struct senders *senders = senders_of(daemon);

	channels_reload(daemon);
	fax_lines_reload(daemon);
	hook_keys_look(daemon);
	if (senders != NULL && senders->holder != NULL)
		holder_look(senders->holder);
}

void
on_smsgw_news(struct daemon *daemon, const struct news *news)
{
	if (news->kind == MESSAGE_outbound)
		senders_wake(daemon, news->key);
	else if (news->kind == MESSAGE_config)
		configuration_changed(daemon);
}

/* ---- start and stop ---- */

int
senders_start(struct daemon *daemon, struct err *err)
{
	struct senders *senders = mem_zero(1, sizeof(*senders));
	int connections = (int)config_int(daemon_config(daemon), "connections_max");
	const struct holder_config config = { .kind = "group",
		.max = GROUPS_MAX,
		.gained = on_gained,
		.lost = on_lost,
		.ctx = senders };

	metric_register(&groups_held);
	senders->daemon = daemon;
	list_init(&senders->ended);
	window_init(&senders->window, connections);
	daemon_set_data(daemon, "senders", senders);
	if (http_client_new(daemon_loop(daemon), connections, &senders->client, err) != 0)
		return -1;
	senders->holder = holder_start(daemon, &config);
	return 0;
}

static void
on_client_closed(void *ctx)
{
	struct senders *senders = ctx;
	struct daemon *daemon = senders->daemon;

	window_fini(&senders->window);
	free(senders);
	daemon_part_stopped(daemon);
}

void
senders_gone(struct senders *senders)
{
	if (!senders->given_up || senders->by_group != NULL || !list_empty(&senders->ended) ||
	    senders->client_closed)
		return;
	senders->client_closed = true;
	http_client_close(senders->client, on_client_closed, senders);
}

static void
on_given_up(void *ctx)
{
	struct senders *senders = ctx;
	struct sender *sender, *next;

	senders->given_up = true;
	metric_set(&groups_held, 0);
	HASH_ITER (hh, senders->by_group, sender, next)
		sender_end(sender);
	senders_gone(senders);
}

static bool
all_quiet(const struct senders *senders)
{
	for (const struct sender *sender = senders->by_group; sender != NULL;
	     sender = sender->hh.next)
		if (!sender_quiet(sender))
			return false;
	return list_empty(&senders->ended);
}

/* What is under way is finished first: the group is given away only when nothing of it is, so
 * that its next holder finds no message half sent. */
static void
give_up_when_landed(void *ctx)
{
	struct senders *senders = ctx;

	if (!all_quiet(senders)) {
		timer_in(&senders->landing, LANDING_MS);
		return;
	}
	timer_close(&senders->landing, NULL);
	holder_stop(senders->holder, on_given_up, senders);
}

void
senders_stop(struct daemon *daemon)
{
	struct senders *senders = senders_of(daemon);

	senders->stopping = true;
	timer_init(&senders->landing, daemon_loop(daemon), give_up_when_landed, senders);
	give_up_when_landed(senders);
}
