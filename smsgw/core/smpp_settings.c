/* smpp_settings - see smpp_settings.h */
#include "smsgw/core/smpp_settings.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "smsgw/core/smpp_link.h"

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
#define AT(member) .at = offsetof(struct smpp_settings, member)
	[SMPP_SET_HOST] = { .name = "host",
	    AT(host),
	    .longest = 253,
	    .needed = true,
	    .rule = "Must be a host name or an address of at most 253 characters." },
	[SMPP_SET_PORT] = { .name = "port",
	    AT(port),
	    .min = 1,
	    .max = 65535,
	    .usual = 2776,
	    .rule = "Must be a number from 1 to 65535." },
	[SMPP_SET_TLS] = { .name = "tls",
	    AT(tls),
	    .usual = 1,
	    .words = yes_no,
	    .rule = "Must be yes or no." },
	[SMPP_SET_SYSTEM_ID] = { .name = "system_id",
	    AT(system_id),
	    .longest = 15,
	    .needed = true,
	    .rule = "Must be a text of at most 15 characters." },
	[SMPP_SET_PASSWORD] = { .name = "password",
	    AT(password),
	    .longest = 8,
	    .rule = "Must be a text of at most 8 characters." },
	[SMPP_SET_SYSTEM_TYPE] = { .name = "system_type",
	    AT(system_type),
	    .longest = 12,
	    .rule = "Must be a text of at most 12 characters." },
	[SMPP_SET_BIND] = { .name = "bind",
	    AT(bind),
	    .usual = SMPP_TRX,
	    .words = bind_words,
	    .rule = "Must be transceiver, transmitter_receiver, transmitter or receiver." },
	[SMPP_SET_BINDS] = { .name = "binds",
	    AT(binds),
	    .min = 1,
	    .max = 8,
	    .usual = 1,
	    .rule = "Must be a number from 1 to 8." },
	[SMPP_SET_WINDOW] = { .name = "window",
	    AT(window),
	    .min = 1,
	    .max = 1000,
	    .usual = 10,
	    .rule = "Must be a number from 1 to 1000." },
	[SMPP_SET_RATE] = { .name = "rate",
	    AT(rate),
	    .min = 1,
	    .max = 10000,
	    .usual = 50,
	    .rule = "Must be a number from 1 to 10000." },
	[SMPP_SET_DCS0] = { .name = "dcs0",
	    AT(dcs0),
	    .usual = SMPP_GSM,
	    .words = dcs0_words,
	    .numbers = dcs0_numbers,
	    .rule = "Must be gsm, ascii, latin1 or utf8." },
	[SMPP_SET_DCS1] = { .name = "dcs1",
	    AT(dcs1),
	    .usual = SMPP_GSM,
	    .words = dcs1_words,
	    .numbers = dcs1_numbers,
	    .rule = "Must be gsm or ascii." },
	[SMPP_SET_LONG] = { .name = "long",
	    AT(how_long),
	    .usual = SMPP_LONG_UDH,
	    .words = long_words,
	    .rule = "Must be udh, sar or payload." },
	[SMPP_SET_ID_TYPE] = { .name = "msg_id_type",
	    AT(id_type),
	    .min = SMPP_ID_TEXT,
	    .max = SMPP_ID_HEX_HEX,
	    .usual = SMPP_ID_UNSET,
	    .rule = "Must be a number from -1 to 3." },
	[SMPP_SET_REQUEUE] = { .name = "requeue",
	    AT(requeue),
	    .words = yes_no,
	    .rule = "Must be yes or no." },
	[SMPP_SET_ENQUIRE_S] = { .name = "enquire_s",
	    AT(enquire_s),
	    .min = 1,
	    .max = 300,
	    .usual = SMPP_ENQUIRE_MS / 1000,
	    .rule = "Must be a number from 1 to 300." },
	[SMPP_SET_SUBMIT_S] = { .name = "submit_s",
	    AT(submit_s),
	    .min = 1,
	    .max = 600,
	    .usual = SMPP_SUBMIT_MS / 1000,
	    .rule = "Must be a number from 1 to 600." },
#undef AT
};

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
