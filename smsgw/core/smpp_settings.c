/* smpp_settings - see smpp_settings.h */
#include "smsgw/core/smpp_settings.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* Words stand for 0, 1 …, or for what `numbers` says. */
static const char *const yes_no[] = { "no", "yes", NULL };
static const char *const bind_words[] = { [SMPP_TRX] = "transceiver",
	[SMPP_TX_RX] = "transmitter_receiver",
	[SMPP_TX] = "transmitter",
	[SMPP_RX] = "receiver",
	NULL };
static const char *const long_words[] = {
	[SMPP_LONG_UDH] = "udh", [SMPP_LONG_SAR] = "sar", [SMPP_LONG_PAYLOAD] = "payload", NULL
};
static const char *const dcs0_words[] = { "gsm", "ascii", "latin1", "utf8", NULL };
static const int dcs0_numbers[] = { SMPP_GSM, SMPP_ASCII, SMPP_LATIN1, SMPP_UTF8 };
static const char *const dcs1_words[] = { "gsm", "ascii", NULL };
static const int dcs1_numbers[] = { SMPP_GSM, SMPP_ASCII };

static const struct row {
	const char *name;
	size_t at;
	size_t longest; /* of a text; 0: it is a number or a word */
	bool needed;
	int min, max, usual;
	const char *const *words; /* NULL: a number */
	const int *numbers;
	const char *rule; /* what the operator is told */
} rows[SMPP_SETTINGS] = {
#define ROW(setting, name, member) [setting] = { name, offsetof(struct smpp_settings, member),
	ROW(SMPP_SET_HOST, "host", host) 253, true, 0, 0, 0, NULL, NULL,
	    "Must be a host name or an address of at most 253 characters." },
	ROW(SMPP_SET_PORT, "port", port) 0, false, 1, 65535, 2776, NULL, NULL,
	    "Must be a number from 1 to 65535."
}
, ROW(SMPP_SET_TLS, "tls", tls) 0, false, 0, 0, 1, yes_no, NULL, "Must be yes or no."
}
, ROW(SMPP_SET_SYSTEM_ID, "system_id", system_id) 15, true, 0, 0, 0, NULL, NULL,
    "Must be a text of at most 15 characters."
}
, ROW(SMPP_SET_PASSWORD, "password", password) 8, false, 0, 0, 0, NULL, NULL,
    "Must be a text of at most 8 characters."
}
, ROW(SMPP_SET_SYSTEM_TYPE, "system_type", system_type) 12, false, 0, 0, 0, NULL, NULL,
    "Must be a text of at most 12 characters."
}
, ROW(SMPP_SET_BIND, "bind", bind) 0, false, 0, 0, SMPP_TRX, bind_words, NULL,
    "Must be transceiver, transmitter_receiver, transmitter or receiver."
}
, ROW(SMPP_SET_BINDS, "binds", binds) 0, false, 1, 8, 1, NULL, NULL, "Must be a number from 1 to 8."
}
, ROW(SMPP_SET_WINDOW, "window", window) 0, false, 1, 1000, 10, NULL, NULL,
    "Must be a number from 1 to 1000."
}
, ROW(SMPP_SET_RATE, "rate", rate) 0, false, 1, 10000, 50, NULL, NULL,
    "Must be a number from 1 to 10000."
}
, ROW(SMPP_SET_DCS0, "dcs0", dcs0) 0, false, 0, 0, SMPP_GSM, dcs0_words, dcs0_numbers,
    "Must be gsm, ascii, latin1 or utf8."
}
, ROW(SMPP_SET_DCS1, "dcs1", dcs1) 0, false, 0, 0, SMPP_GSM, dcs1_words, dcs1_numbers,
    "Must be gsm or ascii."
}
, ROW(SMPP_SET_LONG, "long", how_long) 0, false, 0, 0, SMPP_LONG_UDH, long_words, NULL,
    "Must be udh, sar or payload."
}
, ROW(SMPP_SET_ID_TYPE, "msg_id_type", id_type) 0,
    false, SMPP_ID_TEXT, SMPP_ID_HEX_HEX, SMPP_ID_UNSET, NULL, NULL,
    "Must be a number from -1 to 3."
}
, ROW(SMPP_SET_REQUEUE, "requeue", requeue) 0, false, 0, 0, 0, yes_no, NULL, "Must be yes or no."
}
, ROW(SMPP_SET_ENQUIRE_S, "enquire_s", enquire_s) 0, false, 1, 300, 30, NULL, NULL,
    "Must be a number from 1 to 300."
}
, ROW(SMPP_SET_SUBMIT_S, "submit_s", submit_s) 0, false, 1, 600, 60, NULL, NULL,
    "Must be a number from 1 to 600."
}
,
#undef ROW
}
;

static bool
read_word(const struct row *row, const char *value, int *out)
{
	for (int i = 0; row->words[i] != NULL; i++)
		if (strcmp(row->words[i], value) == 0) {
			*out = row->numbers != NULL ? row->numbers[i] : i;
			return true;
		}
	return false;
}

static bool
read_number(const struct row *row, const char *value, int *out)
{
	int64_t number;

	if (!view_to_int(view_of(value), row->min, row->max, &number))
		return false;
	*out = (int)number;
	return true;
}

static bool
read_one(const struct row *row, const char *value, struct smpp_settings *out)
{
	void *at = (char *)out + row->at;
	int *number = at;

	if (row->longest > 0) {
		*(const char **)at = value != NULL ? value : "";
		return value == NULL ? !row->needed
				     : value[0] != '\0' && strlen(value) <= row->longest;
	}
	*number = row->usual;
	if (value == NULL)
		return true;
	return row->words != NULL ? read_word(row, value, number) : read_number(row, value, number);
}

const char *
smpp_setting_judge(const char *name, const char *value)
{
	struct smpp_settings settings;

	for (int i = 0; i < SMPP_SETTINGS; i++)
		if (strcmp(rows[i].name, name) == 0)
			return read_one(&rows[i], value, &settings) ? NULL : rows[i].rule;
	return "There is no such setting.";
}

int
smpp_settings_read(
    const char *const values[SMPP_SETTINGS], struct smpp_settings *out, struct err *err)
{
	char pointer[64];

	*out = (struct smpp_settings){ 0 };
	for (int i = 0; i < SMPP_SETTINGS; i++)
		if (!read_one(&rows[i], values[i], out)) {
			(void)snprintf(pointer, sizeof(pointer), "/%s/%s",
			    i == SMPP_SET_PASSWORD ? "secrets" : "settings", rows[i].name);
			return err_set(err, ERR_INVALID, pointer, "%s",
			    values[i] == NULL ? "Is missing." : rows[i].rule);
		}
	return 0;
}
