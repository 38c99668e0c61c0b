/* smpp_submit - see smpp_submit.h */
#include "smsgw/core/smpp_submit.h"

/* 1, 2, 4 … 60 s. */
static int64_t
doubled(int64_t times)
{
	int64_t wait = 1000;

	while (times-- > 0 && wait < SMPP_FULL_MAX_MS)
		wait *= 2;
	return wait < SMPP_FULL_MAX_MS ? wait : SMPP_FULL_MAX_MS;
}

static struct smpp_verdict
again_here(int64_t wait_ms)
{
	return (struct smpp_verdict){
		.again_here = true, .sending = SENDING_RETRY, .wait_ms = wait_ms
	};
}

static struct smpp_verdict
ends(enum sending sending, int64_t wait_ms)
{
	return (struct smpp_verdict){ .sending = sending, .wait_ms = wait_ms };
}

struct smpp_verdict
smpp_judge(uint32_t status, int part, int tries, int64_t attempt)
{
	switch (smpp_status_find(status)->meaning) {
	case SMPP_THROTTLED: /* of the first part nothing has left: it waits in the outbox, at its head */
		if (part == 0)
			return ends(SENDING_RETRY, 1000);
		return tries < SMPP_LATER_TRIES ? again_here(1000) : ends(SENDING_FAILED, -1);
	case SMPP_FULL:
		if (part == 0)
			return ends(SENDING_RETRY, doubled(attempt - 1));
		return tries < SMPP_LATER_TRIES ? again_here(doubled(tries))
						: ends(SENDING_FAILED, -1);
	case SMPP_TEMPORARY:
		return tries < SMPP_TEMPORARY_TRIES ? again_here(doubled(tries))
						    : ends(SENDING_FAILED, -1);
	case SMPP_LOGIN:
		return ends(part == 0 ? SENDING_ACCOUNT : SENDING_FAILED, -1);
	case SMPP_REJECTED:
		return ends(SENDING_REJECTED, -1);
	case SMPP_OK:
	case SMPP_FAILED:
		break;
	}
	return ends(SENDING_FAILED, -1);
}
