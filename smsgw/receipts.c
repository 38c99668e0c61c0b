/* receipts - see receipts.h */
#include "smsgw/receipts.h"

#include <stdlib.h>

#include "common/base/bytes.h"
#include "common/base/utf8.h"
#include "common/metrics/metrics.h"
#include "smsgw/accept.h"

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

/* Numbers and words are kept as hashes (sms.receipt_parked). */
struct hashes {
	unsigned char number[SHA256_SIZE], said[SHA256_SIZE];
	bool known;
};

static void
hash_said(struct daemon *daemon, int64_t tenant, const struct receipt *receipt, struct hashes *out)
{
	struct buf text = { 0 };

	out->known = receipt->number.n > 0;
	if (!out->known)
		return;
	number_hash(daemon, tenant, receipt->number, out->number);
	buf_add_view(&text, receipt->provider_id);
	buf_add_char(&text, ':');
	buf_add_view(&text, receipt->said);
	sha256(buf_view(&text), out->said);
	buf_fini(&text);
}

static struct db_param
hash_or_null(const unsigned char *hash, bool known)
{
	return known ? P_BYTES(((struct view){ (const char *)hash, SHA256_SIZE })) : P_NULL();
}

void
receipt_store(struct daemon *daemon, int64_t tenant, int64_t account, const struct receipt *receipt,
    const char *ref, const int64_t *keys, int key_count, db_done done, void *ctx)
{
	struct storing *storing = mem_zero(1, sizeof(*storing));
	struct hashes hashes;
	bool says = receipt->number.n > 0 && receipt->said.n > 0;

	hash_said(daemon, tenant, receipt, &hashes);
	const struct db_param params[] = {
		P_INT(account),
		P_VIEW(receipt->provider_id),
		db_text_or_null(ref),
		P_TEXT(receipt->state),
		db_view_or_null(receipt->code),
		db_text_or_null(receipt->reason),
		P_VIEW(receipt->raw_state),
		hash_or_null(hashes.number, hashes.known),
		hash_or_null(hashes.said, says),
		says ? P_INT((int64_t)utf8_count(receipt->said)) : P_NULL(),
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
