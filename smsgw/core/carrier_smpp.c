/*
 * carrier_smpp - any carrier that is spoken to by SMPP 3.4; what is spoken stands in smpp_link.h and smpp.h.
 */
#include "smsgw/core/carrier.h"
#include "smsgw/core/smpp_settings.h"

/* In the order of enum smpp_setting. */
static const struct credential credentials[] = {
	{ "host", 0, "Host name or address of the SMSC" },
	{ "port", CREDENTIAL_OPTIONAL, "Its port, default 2776" },
	{ "tls", CREDENTIAL_OPTIONAL,
	    "yes (default): TLS from the first byte; no: passwords go in clear" },
	{ "system_id", 0, "The account's name at the carrier" },
	{ "password", CREDENTIAL_SECRET, "Its password, at most 8 characters" },
	{ "system_type", CREDENTIAL_OPTIONAL, "What the carrier wants there, default nothing" },
	{ "bind", CREDENTIAL_OPTIONAL,
	    "transceiver (default), transmitter_receiver, transmitter or receiver" },
	{ "binds", CREDENTIAL_OPTIONAL, "How many of them, default 1" },
	{ "window", CREDENTIAL_OPTIONAL, "Unanswered submits of a bind, default 10" },
	{ "rate", CREDENTIAL_OPTIONAL, "Segments a second of a bind, default 50" },
	{ "dcs0", CREDENTIAL_OPTIONAL,
	    "What data_coding 0 stands for: gsm (default), ascii, latin1 or utf8" },
	{ "dcs1", CREDENTIAL_OPTIONAL, "What data_coding 1 stands for: gsm (default) or ascii" },
	{ "long", CREDENTIAL_OPTIONAL, "How long texts go: udh (default), sar or payload" },
	{ "msg_id_type", CREDENTIAL_OPTIONAL,
	    "Bases of message ids: -1 the same text, 0 decimal, 1 hexadecimal in answers, 2 in "
	    "receipts, 3 in both; default: found out" },
	{ "requeue", CREDENTIAL_OPTIONAL,
	    "yes: what was not answered is sent again, and may come twice; default no" },
	{ "enquire_s", CREDENTIAL_OPTIONAL,
	    "Seconds of silence before the link is asked for, default 30" },
	{ "submit_s", CREDENTIAL_OPTIONAL, "Seconds to wait for an answer, default 60" },
	{ NULL, 0, NULL },
};

const struct carrier carrier_smpp = {
	.name = "smpp",
	.listed = true,
	.by_link = true,
	.credentials = credentials,
	.judge = smpp_setting_judge,
};
