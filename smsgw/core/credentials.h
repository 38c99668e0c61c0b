/*
 * credentials - judges what an operator gives for an account, by the carrier's table.
 *
 * Owns: which members there may be, which there must be, their forms. Must not know: where they are kept.
 */
#ifndef SMSGW_CORE_CREDENTIALS_H
#define SMSGW_CORE_CREDENTIALS_H

#include <jansson.h>

#include "smsgw/core/carrier.h"

/* What is no credential of a carrier and yet a setting of each account. */
#define SETTING_BASE_URL "base_url"
#define SETTING_DELAY "delay_ms" /* of the sandbox */
#define SETTING_MEDIA_HOSTS \
	"media_hosts" /* where its files stand besides the carrier's own hosts */

/* -1: `err` names the member: /settings/account_sid, /secrets/auth_token. NULL counts as {}. */
int settings_check(const struct carrier *carrier, const json_t *settings, struct err *err);
/* settings: those that the account has with these secrets. */
int secrets_check(
    const struct carrier *carrier, const json_t *secrets, const json_t *settings, struct err *err);
/* The account's settings become these, and its secrets stay: -1 if it changes whether calls are signed, as the sealed secrets may lack, or have, what
 * signs. */
int settings_change_check(
    const struct carrier *carrier, const json_t *stored, const json_t *settings, struct err *err);

/* Whether there must be one in an account that says so of its signature, or does not. */
bool credential_needed(const struct credential *credential, bool unsigned_);

/* The account says that its carrier's calls come without a signature. */
bool settings_unsigned(const json_t *settings);

#endif
