/* inputs - see inputs.h */
#include "routerd/inputs.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "common/log/log.h"
#include "common/metrics/metrics.h"
#include "routerd/core/record.h"

enum { PATH_MAX_ = 4096, NAMES_MAX = 64, LINES_KEPT_BYTES = 256 * 1024 };

static COUNTER(refused, "router_inputs_refused_total", "Inputs that the core found out of range");

static void
record_open(struct inputs *inputs, const char *path, int64_t at_ms)
{
	char name[PATH_MAX_];

	if (path == NULL || path[0] == '\0')
		return;
	/* Another instance on this host may have begun one in the same moment. */
	for (int i = 0; i < NAMES_MAX && inputs->record == NULL; i++) {
		(void)snprintf(name, sizeof(name), "%s.%" PRId64, path, at_ms + i);
		inputs->record = fopen(name, "wxe");
	}
	if (inputs->record == NULL) {
		LOG(ERROR, "record_not_opened", LOG_TEXT("file", name),
		    LOG_TEXT("error", strerror(errno)));
		return;
	}
	record_header(&inputs->lines);
}

void
inputs_register(void)
{
	metric_register(&refused);
}

void
inputs_init(struct inputs *inputs, const char *path, int64_t at_ms, int64_t record_max)
{
	*inputs = (struct inputs){ .router = router_new(), .record_max = record_max };
	record_open(inputs, path, at_ms);
}

static void
record_close(struct inputs *inputs)
{
	if (inputs->record != NULL)
		(void)fclose(inputs->record);
	inputs->record = NULL;
}

void
inputs_flush(struct inputs *inputs)
{
	if (inputs->record == NULL || inputs->lines.n == 0)
		return;
	inputs->written += (int64_t)inputs->lines.n;
	if (inputs->written > inputs->record_max) {
		LOG(WARN, "record_full", LOG_INT("bytes", inputs->record_max));
		(void)fputs("# the log has reached its limit\n", inputs->record);
		record_close(inputs);
	} else if (fwrite(inputs->lines.p, 1, inputs->lines.n, inputs->record) != inputs->lines.n ||
	    fflush(inputs->record) != 0) {
		LOG(ERROR, "record_failed", LOG_TEXT("error", strerror(errno)));
		record_close(inputs);
	}
	buf_clear(&inputs->lines);
}

void
inputs_fini(struct inputs *inputs)
{
	inputs_flush(inputs);
	record_close(inputs);
	buf_fini(&inputs->lines);
	router_free(inputs->router);
}

static int64_t
subject(const struct router_event *event)
{
	switch (event->kind) {
	case EVENT_INTERACTION:
		return event->u.interaction.id;
	case EVENT_CONFIRM:
		return event->u.confirm.interaction;
	case EVENT_STALE:
		return event->u.stale.interaction;
	default:
		return 0;
	}
}

static int
waits(const struct inputs *inputs, int64_t interaction)
{
	const struct router_interaction *found =
	    interaction > 0 ? router_interaction_find(inputs->router, interaction) : NULL;

	return found != NULL && found->state == ROUTER_WAITING;
}

bool
inputs_apply(struct inputs *inputs, const struct router_event *event)
{
	int64_t interaction = subject(event);
	int before = waits(inputs, interaction);
	struct err err = { 0 };

	if (event_apply(inputs->router, event, &err) != 0) {
		if (err.kind != ERR_NOT_FOUND) {
			metric_add(&refused, 1);
			LOG(ERROR, "input_refused",
			    LOG_TEXT("input", event_shapes[event->kind].name),
			    LOG_TEXT("field", err.field), LOG_TEXT("why", err.text));
		}
		return false;
	}
	inputs->waiting += waits(inputs, interaction) - before;
	if (inputs->record != NULL)
		record_event(&inputs->lines, event);
	if (inputs->lines.n > LINES_KEPT_BYTES)
		inputs_flush(inputs); /* a standby has no turns of its own */
	return true;
}

bool
inputs_decide(struct inputs *inputs, int64_t now_ms, struct decision *out)
{
	bool decided = router_decide(inputs->router, now_ms, out);

	if (inputs->record != NULL)
		record_decide(&inputs->lines, now_ms, decided ? out : NULL);
	return decided;
}
