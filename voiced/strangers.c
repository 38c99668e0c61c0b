/* strangers - see strangers.h */
#include "voiced/strangers.h"

#include <stdlib.h>

#include "common/base/clock.h"
#include "common/log/log.h"
#include "voiced/browsers.h"
#include "voiced/core/bans.h"
#include "voiced/core/scanners.h"
#include "voiced/phones.h"
#include "voiced/trunks.h"

enum {
	LIMIT = 30, /* requests of an address within the window */
	WINDOW_MS = 60000,
	BAN_MS = 5 * 60 * 1000,
	LOG_MS = 60000,
};

static struct bans *
bans_of(struct daemon *daemon)
{
	return daemon_data(daemon, "strangers");
}

static bool
is_trunk(struct daemon *daemon, const struct sip_source *source)
{
	struct trunk_key trunk;

	/* As any transport: one that comes by the wrong one is told so. */
	return trunks_from(daemon, TRUNK_TLS, view_of(source->host), &trunk, 1) > 0;
}

static bool
is_known(struct daemon *daemon, const struct sip_knock *knock)
{
	return browser_of(daemon, &knock->source) != NULL || is_trunk(daemon, &knock->source) ||
	    phones_find(daemon, knock->from) != NULL || phones_find(daemon, knock->to) != NULL;
}

bool
strangers_heard(struct daemon *daemon, const struct sip_knock *knock)
{
	bool scanner = scanner_known(knock->user_agent);

	if (!scanner && !bans_banned(bans_of(daemon), view_of(knock->source.host), clock_mono_ms()))
		return true;
	return is_known(daemon, knock);
}

void
strangers_note(struct daemon *daemon, const struct sip_head *head)
{
	strangers_note_knock(daemon,
	    &(struct sip_knock){ .source = head->source,
		.method = head->method,
		.from = head->from.user,
		.to = head->to.user,
		.user_agent = head->user_agent });
}

void
strangers_note_knock(struct daemon *daemon, const struct sip_knock *knock)
{
	const struct sip_source *source = &knock->source;
	int64_t suppressed;

	if (is_known(daemon, knock))
		return;
	if (bans_wrong(bans_of(daemon), view_of(source->host), clock_mono_ms()) &&
	    log_allow("sip_stranger_dropped", view_of(source->host), LOG_MS, &suppressed))
		LOG(WARN, "sip_stranger_dropped", LOG_TEXT("address", source->host),
		    LOG_INT("for_ms", BAN_MS), LOG_INT("suppressed", suppressed));
}

int
strangers_start(struct daemon *daemon, struct err *err)
{
	struct bans *bans = mem_zero(1, sizeof(*bans));

	(void)err;
	*bans = (struct bans){ .limit = LIMIT, .window_ms = WINDOW_MS, .ban_ms = BAN_MS };
	daemon_set_data(daemon, "strangers", bans);
	return 0;
}

void
strangers_stop(struct daemon *daemon)
{
	struct bans *bans = bans_of(daemon);

	daemon_set_data(daemon, "strangers", NULL);
	bans_fini(bans);
	free(bans);
	daemon_part_stopped(daemon);
}
