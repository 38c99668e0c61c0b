/*
 * carrier_sandbox - the carrier that is built in: texts never leave this process.
 *
 * What it does with a text is told by the last digits of the customer's number:
 *   …9901 undelivered   …9902 refused at once   …9903 no receipt ever
 *   …9904 refused twice, then taken (a carrier that is busy)   else: sent, delivered
 */
#include "smsgw/core/sandbox.h"

static const struct carrier_state states[] = {
	{ "sent", "sent" },
	{ "delivered", "delivered" },
	{ "undelivered", "undelivered" },
	{ NULL, NULL },
};

static const struct carrier_code codes[] = {
	{ "sandbox_refused", "the sandbox refuses this number", SENDING_FAILED, NULL },
	{ "sandbox_busy", "the sandbox is busy", SENDING_RETRY, NULL },
	{ "sandbox_unreachable", "the sandbox does not reach this number", SENDING_FAILED, NULL },
	{ NULL, NULL, SENDING_FAILED, NULL },
};

const struct carrier carrier_sandbox = {
	.name = "sandbox",
	.listed = true,
	.states = states,
	.codes = codes,
};

static const struct {
	const char *tail;
	struct sandbox_plan plan;
} plans[] = {
	{ "9901", { .state = "undelivered", .code = "sandbox_unreachable" } },
	{ "9902", { .refused_times = -1, .code = "sandbox_refused" } },
	{ "9903", { .state = NULL } },
	{ "9904", { .refused_times = 2, .code = "sandbox_busy", .state = "delivered" } },
	{ "", { .state = "delivered" } },
};

struct sandbox_plan
sandbox_plan(struct view number)
{
	for (size_t i = 0;; i++) {
		struct view tail = view_of(plans[i].tail);

		if (number.n >= tail.n &&
		    view_eq((struct view){ number.p + number.n - tail.n, tail.n }, tail))
			return plans[i].plan;
	}
}
