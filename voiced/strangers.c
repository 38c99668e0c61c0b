/* strangers - see strangers.h */
#include "voiced/strangers.h"

#include <stdlib.h>

#include "common/base/clock.h"
#include "common/base/sources.h"
#include "common/log/log.h"
#include "voiced/browsers.h"
#include "voiced/core/bans.h"
#include "voiced/core/recent.h"
#include "voiced/core/scanners.h"
#include "voiced/phones.h"
#include "voiced/trunks.h"

enum {
	LIMIT = 30, /* requests of an address within the window */
	WINDOW_MS = 60000,
	BAN_MS = 5 * 60 * 1000,
	LOG_MS = 60000, /* lines of an address */
	LOG_ANY_MS = 100,
	ACQUAINTED_MS = 6 * 60 * 60 * 1000,
};

struct strangers {
	struct bans bans;
	struct recent acquainted; /* sources (sources.h) */
};

static struct strangers *
strangers_of(struct daemon *daemon)
{
	return daemon_data(daemon, "strangers");
}

static struct bans *
bans_of(struct daemon *daemon)
{
	return &strangers_of(daemon)->bans;
}

void
strangers_acquaint(struct daemon *daemon, const struct sip_source *source)
{
	unsigned char key[SOURCE_KEY_SIZE];

	recent_add(
	    &strangers_of(daemon)->acquainted, source_view(source->host, key), clock_mono_ms());
}

bool
strangers_acquainted(struct daemon *daemon, const struct sip_source *source)
{
	unsigned char key[SOURCE_KEY_SIZE];

	return recent_has(
	    &strangers_of(daemon)->acquainted, source_view(source->host, key), clock_mono_ms());
}

bool
strangers_is_trunk(struct daemon *daemon, const struct sip_source *source)
{
	/* One that comes by the wrong transport is told so. */
	return trunk_calls_from(daemon, TRUNK_BY_ANY, view_of(source->host));
}

static bool
is_known(struct daemon *daemon, const struct sip_knock *knock)
{
	return browser_of(daemon, &knock->source) != NULL ||
	    strangers_is_trunk(daemon, &knock->source) ||
	    phones_find(daemon, knock->from) != NULL || phones_find(daemon, knock->to) != NULL;
}

bool
strangers_heard(struct daemon *daemon, const struct sip_knock *knock)
{
	bool scanner = scanner_known(knock->user_agent);
	unsigned char key[SOURCE_KEY_SIZE];

	if (!scanner &&
	    !bans_banned(bans_of(daemon), source_view(knock->source.host, key), clock_mono_ms()))
		return true;
	return is_known(daemon, knock);
}

bool
strangers_log_allow(const char *event, const char *address, int64_t *suppressed)
{
	/* Of all first: ever new addresses would push each other, and other limits, out of what log_allow remembers. */
	return log_allow(event, VIEW("any"), LOG_ANY_MS, NULL) &&
	    log_allow(event, view_of(address), LOG_MS, suppressed);
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
	unsigned char key[SOURCE_KEY_SIZE];
	int64_t suppressed;

	if (is_known(daemon, knock))
		return;
	if (bans_wrong(bans_of(daemon), source_view(source->host, key), clock_mono_ms()) &&
	    strangers_log_allow("sip_stranger_dropped", source->host, &suppressed))
		LOG(WARN, "sip_stranger_dropped", LOG_TEXT("address", source->host),
		    LOG_INT("for_ms", BAN_MS), LOG_INT("suppressed", suppressed));
}

int
strangers_start(struct daemon *daemon, struct err *err)
{
	struct strangers *strangers = mem_zero(1, sizeof(*strangers));

	(void)err;
	strangers->bans = (struct bans){ .limit = LIMIT, .window_ms = WINDOW_MS, .ban_ms = BAN_MS };
	strangers->acquainted.for_ms = ACQUAINTED_MS;
	daemon_set_data(daemon, "strangers", strangers);
	return 0;
}

void
strangers_stop(struct daemon *daemon)
{
	struct strangers *strangers = strangers_of(daemon);

	daemon_set_data(daemon, "strangers", NULL);
	bans_fini(&strangers->bans);
	recent_fini(&strangers->acquainted);
	free(strangers);
	daemon_part_stopped(daemon);
}
