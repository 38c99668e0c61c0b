/*
 * smpp_settings - what an operator says of an account at a carrier that is spoken to by SMPP.
 *
 * Owns: the table of settings with their bounds and defaults, by which the API judges and the links read.
 * Must not know: where they are kept.
 */
#ifndef SMSGW_CORE_SMPP_SETTINGS_H
#define SMSGW_CORE_SMPP_SETTINGS_H

#include <stdbool.h>

#include "common/base/err.h"
#include "smsgw/core/smpp_receipt.h"
#include "smsgw/core/smpp_text.h"

/* In the order of the table; carrier_smpp.c tells them to the operator in the same. */
enum smpp_setting {
	SMPP_SET_HOST,
	SMPP_SET_PORT,
	SMPP_SET_TLS,
	SMPP_SET_SYSTEM_ID,
	SMPP_SET_PASSWORD,
	SMPP_SET_SYSTEM_TYPE,
	SMPP_SET_BIND,
	SMPP_SET_BINDS,
	SMPP_SET_WINDOW,
	SMPP_SET_RATE,
	SMPP_SET_DCS0,
	SMPP_SET_DCS1,
	SMPP_SET_LONG,
	SMPP_SET_ID_TYPE,
	SMPP_SET_REQUEUE,
	SMPP_SET_ENQUIRE_S,
	SMPP_SET_SUBMIT_S,
	SMPP_SETTINGS
};

enum smpp_bind_kind { SMPP_TRX, SMPP_TX_RX, SMPP_TX, SMPP_RX };

struct smpp_settings {
	const char *host, *system_id, *password, *system_type; /* borrowed from the values */
	int port, bind, binds, window, rate, dcs0, dcs1, how_long, id_type, enquire_s, submit_s;
	int tls, requeue; /* 0 or 1 */
};

/* What the value of this setting must be, where it is not; NULL: it fits. */
const char *smpp_setting_judge(const char *name, const char *value);

/* values[i] NULL: not given. -1: `err` names the member, "/settings/port". */
int smpp_settings_read(
    const char *const values[SMPP_SETTINGS], struct smpp_settings *out, struct err *err);

#endif
