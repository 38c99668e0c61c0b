/* waiting - see waiting.h */
#include "voiced/waiting.h"

#include <stdio.h>

#include "voiced/calls.h"
#include "voiced/devices.h"
#include "voiced/ring.h"
#include "voiced/sip/sip.h"
#include "voiced/voiced.h"

enum { UNHEARD, HEARD, USERNAME, CONTACT, SOURCE, TRANSPORT };

/* A phone that does not want it refuses it, or does not answer: nothing comes of that. */
static void
on_sent(void *ctx, int status)
{
	(void)ctx;
	(void)status;
}

static void
on_phones(void *ctx, enum db_outcome outcome, const struct db_result *rows)
{
	struct daemon *daemon = ctx;
	struct sip *sip = gate_sip(daemon);

	for (int i = 0; outcome == DB_DONE && sip != NULL && i < rows->rows; i++) {
		struct party_target target;
		char account[PARTY_URI_MAX];

		(void)snprintf(account, sizeof(account), "sip:%.*s@%s",
		    (int)db_text(rows, i, USERNAME).n, db_text(rows, i, USERNAME).p,
		    devices_realm(daemon));
		if (ring_binding(db_text(rows, i, CONTACT), db_text(rows, i, SOURCE),
			db_text(rows, i, TRANSPORT), &target))
			(void)sip_waiting_send(sip, &target.to, target.uri, account,
			    (int)db_int(rows, i, UNHEARD), (int)db_int(rows, i, HEARD), on_sent,
			    NULL);
	}
}

void
waiting_tell(struct daemon *daemon, int64_t tenant, int64_t owner)
{
	const struct db_param params[] = { P_INT(tenant), P_INT(owner),
		P_TEXT(daemon_instance(daemon)) };

	db_submit(daemon_db(daemon),
	    &(struct db_call){
		.query = &q_mailbox_waiting, .lane = DB_LANE_READ, .params = params },
	    on_phones, daemon);
}

void
waiting_news(struct daemon *daemon, const struct news *news)
{
	waiting_tell(daemon, news->tenant, news->key);
}
