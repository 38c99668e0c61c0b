/* one_time - see one_time.h */
#include "presenced/core/one_time.h"

#include <ctype.h>
#include <string.h>

enum { CODES = 1000000, STEPS_AROUND = 1, RECOVERY_LETTERS = 16, GROUP = 4 };

int
one_time_code(struct view secret, int64_t step)
{
	unsigned char moment[8], mac[SHA1_SIZE];
	uint32_t number;
	int at;

	for (int i = 0; i < 8; i++)
		moment[i] = (unsigned char)((uint64_t)step >> (56 - 8 * i));
	hmac_sha1(secret, (struct view){ (const char *)moment, sizeof(moment) }, mac);
	at = mac[SHA1_SIZE - 1] & 15; /* RFC 4226, 5.3 */
	number = (uint32_t)(mac[at] & 127) << 24 | (uint32_t)mac[at + 1] << 16 |
	    (uint32_t)mac[at + 2] << 8 | mac[at + 3];
	mem_wipe(mac, sizeof(mac));
	return (int)(number % CODES);
}

int64_t
one_time_step(struct view secret, struct view code, int64_t now_s, int64_t last)
{
	int64_t now = now_s / ONE_TIME_STEP_S, number, found = -1;

	if (code.n != ONE_TIME_DIGITS || !view_to_int(code, 0, CODES - 1, &number))
		return -1;
	/* All are computed, whichever fits: the time tells nothing. */
	for (int64_t step = now + STEPS_AROUND; step >= now - STEPS_AROUND; step--)
		if (one_time_code(secret, step) == number && step > last)
			found = step;
	return found;
}

static void
base32(struct view data, const char *digits, struct buf *out)
{
	uint32_t bits = 0;
	int count = 0;

	for (size_t i = 0; i < data.n; i++) {
		bits = bits << 8 | (unsigned char)data.p[i];
		for (count += 8; count >= 5; count -= 5)
			buf_add_char(out, digits[bits >> (count - 5) & 31]);
		bits &= (1U << count) - 1;
	}
	if (count > 0)
		buf_add_char(out, digits[bits << (5 - count) & 31]);
}

void
base32_encode(struct view data, struct buf *out)
{
	base32(data, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", out);
}

static void
add_escaped(struct view text, struct buf *out)
{
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];

		if (isalnum(c) || strchr("-._~", c) != NULL)
			buf_add_char(out, (char)c);
		else
			buf_addf(out, "%%%02X", c);
	}
}

void
one_time_uri(struct view issuer, struct view account, struct view secret, struct buf *out)
{
	buf_add_text(out, "otpauth://totp/");
	add_escaped(issuer, out);
	buf_add_char(out, ':');
	add_escaped(account, out);
	buf_add_text(out, "?secret=");
	base32_encode(secret, out);
	buf_add_text(out, "&issuer=");
	add_escaped(issuer, out);
	buf_add_text(out, "&algorithm=SHA1&digits=6&period=30");
}

/* Without the letters that are taken for digits. */
static const char letters[] = "abcdefghjkmnpqrstuvwxyz023456789";

void
recovery_write(const unsigned char random[RECOVERY_BYTES], char out[RECOVERY_SIZE])
{
	struct buf plain = { 0 };
	size_t n = 0;

	base32((struct view){ (const char *)random, RECOVERY_BYTES }, letters, &plain);
	for (size_t i = 0; i < RECOVERY_LETTERS; i++) {
		if (i > 0 && i % GROUP == 0)
			out[n++] = '-';
		out[n++] = plain.p[i];
	}
	out[n] = '\0';
	mem_wipe(plain.p, plain.n);
	buf_fini(&plain);
}

bool
recovery_hash(struct view code, unsigned char out[SHA256_SIZE])
{
	char plain[RECOVERY_LETTERS];
	size_t n = 0;

	for (size_t i = 0; i < code.n; i++) {
		char c = char_lower(code.p[i]);

		if (c == '-' || c == ' ')
			continue;
		if (n == RECOVERY_LETTERS || c == '\0' || strchr(letters, c) == NULL)
			return false;
		plain[n++] = c;
	}
	if (n != RECOVERY_LETTERS)
		return false;
	sha256((struct view){ plain, n }, out);
	mem_wipe(plain, sizeof(plain));
	return true;
}
