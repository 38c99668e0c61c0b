/* guard - see guard.h */
#include "voiced/guard.h"

#include <stdlib.h>
#include <uv.h>

#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "voiced/browsers.h"
#include "voiced/core/where.h"

enum { LOG_MS = 60000 };

static COUNTER(astray_total, "voice_descriptions_astray_total",
    "Descriptions that would have sent media to this machine, or to many");

static struct where_own *
own_of(struct daemon *daemon)
{
	return daemon_data(daemon, "guard");
}

bool
guard_allows(struct daemon *daemon, const struct sdp *sdp, const struct sip_source *source)
{
	const struct browser *page = browser_of(daemon, source);
	const char *peer = page != NULL ? page->address : source->host;
	struct view bad = VIEW("");
	int64_t suppressed;

	if (!(page != NULL ? where_page_astray(sdp, view_of(peer), &bad)
			   : where_astray(sdp, view_of(peer), own_of(daemon), &bad)))
		return true;
	metric_add(&astray_total, 1);
	if (log_allow("description_astray", view_of(peer), LOG_MS, &suppressed))
		LOG(WARN, "description_astray", LOG_TEXT("from", peer), LOG_VIEW("to", bad),
		    LOG_INT("suppressed", suppressed));
	return false;
}

bool
guard_is_own(struct daemon *daemon, struct view description)
{
	static struct sdp read;
	struct err err;

	return own_of(daemon) != NULL && sdp_read(description, &read, &err) == 0 &&
	    where_is_own(&read, own_of(daemon));
}

static void
add_own(struct where_own *own, const uv_interface_address_t *address)
{
	char text[NET_TEXT_MAX + 1];
	int status = address->address.address4.sin_family == AF_INET
	    ? uv_ip4_name(&address->address.address4, text, sizeof(text))
	    : uv_ip6_name(&address->address.address6, text, sizeof(text));

	if (status == 0 && own->count < WHERE_OWN_MAX &&
	    net_read(view_of(text), &own->nets[own->count]))
		own->count++;
}

int
guard_start(struct daemon *daemon, struct err *err)
{
	struct where_own *own = mem_zero(1, sizeof(*own));
	uv_interface_address_t *addresses;
	int count;

	(void)err;
	metric_register(&astray_total);
	if (uv_interface_addresses(&addresses, &count) == 0) {
		for (int i = 0; i < count; i++)
			add_own(own, &addresses[i]);
		uv_free_interface_addresses(addresses, count);
	}
	daemon_set_data(daemon, "guard", own);
	return 0;
}

void
guard_stop(struct daemon *daemon)
{
	free(own_of(daemon));
	daemon_set_data(daemon, "guard", NULL);
	daemon_part_stopped(daemon);
}
