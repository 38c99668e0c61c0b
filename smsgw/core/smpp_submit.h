/*
 * smpp_submit - what to do when a carrier refuses a part of a message by SMPP.
 *
 * Source: the carriers' reference, 3.2 (throttling).
 */
#ifndef SMSGW_CORE_SMPP_SUBMIT_H
#define SMSGW_CORE_SMPP_SUBMIT_H

#include "smsgw/core/carrier.h"
#include "smsgw/core/smpp_pdu.h"

enum { SMPP_TEMPORARY_TRIES = 5, SMPP_LATER_TRIES = 10, SMPP_FULL_MAX_MS = 60000 };

struct smpp_verdict {
	bool
	    again_here; /* the part is tried again in wait_ms; else the message ends as `sending` */
	enum sending sending;
	int64_t wait_ms; /* with SENDING_RETRY: when from the outbox; -1: as ever */
};

/* part: from 0; tries: how often this part was refused here before; attempt: of the whole message, from 1. */
struct smpp_verdict smpp_judge(uint32_t status, int part, int tries, int64_t attempt);

#endif
