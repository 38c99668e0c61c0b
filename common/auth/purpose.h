/*
 * purpose - what secrets are sealed for: the first word of a box's place ("<purpose>:<tenant>:<row>"), for which its key is derived.
 *
 * Owns: these words. Each stands in sealed boxes: a changed word opens none of them. Columns of the database that have boxes are in
 *       sealed_columns.def. Must not know: what the secrets are.
 */
#ifndef COMMON_AUTH_PURPOSE_H
#define COMMON_AUTH_PURPOSE_H

/* Rows. */
#define PURPOSE_ACCOUNT "sms.account"
#define PURPOSE_FAX_NUMBER "sms.fax_number"
#define PURPOSE_CHANNEL "directory.channel"
#define PURPOSE_PROVIDER "directory.identity_provider"
#define PURPOSE_BOOK "directory.address_book"
#define PURPOSE_BOOK_ACCOUNT "directory.book_account"
#define PURPOSE_FACTOR "directory.second_factor"
#define PURPOSE_ENDPOINT "hooks.endpoint"
#define PURPOSE_DEVICE "voice.device"
#define PURPOSE_TRUNK "voice.trunk"
#define PURPOSE_TRANSCRIPT_LINK "messaging.transcript_link"

/* Answers that are shown once (common/daemon/once.h), cookies, addresses: gone within a day, or with the cookie. */
#define PURPOSE_RECOVERY "directory.recovery_code"
#define PURPOSE_DEVICE_PASSWORD "voice.device.password"
#define PURPOSE_PHONE_TOKEN "voice.phone_token"
#define PURPOSE_SECURITY_KEY "directory.security_key.challenge"
#define PURPOSE_KNOWN_DEVICE "presence.known_device"
#define PURPOSE_OIDC "sessions.oidc"
#define PURPOSE_BOOK_LOGIN "me.address_books"
#define PURPOSE_FILE_ADDRESS "messaging.file_address"
#define PURPOSE_PROOF_OF_WORK "chat.proof_of_work"

/* Files and stored sounds (vault.h). */
#define PURPOSE_RECORDING "recording"
#define PURPOSE_VOICEMAIL "voicemail"
#define PURPOSE_GREETING "greeting"

#endif
