/* receipts - see receipts.h */
#include "smsgw/receipts.h"

#include <stdlib.h>

#include "common/metrics/metrics.h"

static COUNTER(stored, "sms_receipts_total{outcome=\"stored\"}", "Delivery reports by outcome");
static COUNTER(parked, "sms_receipts_total{outcome=\"parked\"}", "Delivery reports by outcome");

struct storing {
	struct daemon *daemon;
	db_done done;
	void *ctx;
};

static void
on_stored(void *ctx, enum db_outcome outcome, const struct db_result *row)
{
	struct storing *storing = ctx;

	if (outcome == DB_DONE) {
		metric_add(
		    view_is(db_text(row, 0, db_col(row, "outcome")), "parked") ? &parked : &stored,
		    1);
		daemon_publish_news(storing->daemon, db_text(row, 0, db_col(row, "news")));
	}
	storing->done(storing->ctx, outcome, row);
	free(storing);
}

void
receipt_store(struct daemon *daemon, int64_t account, const struct receipt *receipt,
    const char *ref, const int64_t *keys, int key_count, db_done done, void *ctx)
{
	struct storing *storing = mem_zero(1, sizeof(*storing));
	const struct db_param params[] = {
		P_INT(account),
		P_VIEW(receipt->provider_id),
		db_text_or_null(ref),
		P_TEXT(receipt->state),
		receipt->code.n > 0 ? P_VIEW(receipt->code) : P_NULL(),
		db_text_or_null(receipt->reason),
		P_VIEW(receipt->raw_state),
	};

	*storing = (struct storing){ daemon, done, ctx };
	db_submit(daemon_db(daemon),
	    &(struct db_call){ .query = &q_receipt,
		.lane = DB_LANE_HOT,
		.params = params,
		.keys = keys,
		.key_count = key_count },
	    on_stored, storing);
}
