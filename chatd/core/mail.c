/* mail - see mail.h */
#include "chatd/core/mail.h"

#include <string.h>
#include <time.h>

#include "common/base/bytes.h"

enum { LINE_BYTES = 57, WORD_BYTES = 39, ADDRESS_MAX = 254 };

/* One that can't end its header line or name a second recipient. */
static bool
is_address(const char *text)
{
	const char *at = strchr(text, '@');

	for (const char *p = text; *p != '\0'; p++)
		if ((unsigned char)*p <= ' ' || (unsigned char)*p >= 0x7f ||
		    strchr("<>(),;:\\\"[]", *p) != NULL)
			return false;
	return at != NULL && at != text && at[1] != '\0' && strchr(at + 1, '@') == NULL &&
	    strlen(text) <= ADDRESS_MAX;
}

/* Words of 39 bytes at most, cut between characters (RFC 2047, 5). */
static void
add_words(struct buf *out, struct view text)
{
	while (text.n > 0) {
		size_t n = text.n < WORD_BYTES ? text.n : WORD_BYTES;

		while (n < text.n && n > 1 && ((unsigned char)text.p[n] & 0xc0) == 0x80)
			n--;
		buf_add_text(out, "=?UTF-8?B?");
		base64_encode((struct view){ text.p, n }, out);
		buf_add_text(out, "?=");
		text = (struct view){ text.p + n, text.n - n };
		if (text.n > 0)
			buf_add_text(out, "\r\n ");
	}
}

static void
add_body(struct buf *out, struct view text)
{
	while (text.n > 0) {
		size_t n = text.n < LINE_BYTES ? text.n : LINE_BYTES;

		base64_encode((struct view){ text.p, n }, out);
		buf_add_text(out, "\r\n");
		text = (struct view){ text.p + n, text.n - n };
	}
}

static void
add_date(struct buf *out, int64_t at_s)
{
	static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul",
		"Aug", "Sep", "Oct", "Nov", "Dec" };
	time_t at = (time_t)at_s;
	struct tm tm;

	(void)gmtime_r(&at, &tm);
	buf_addf(out, "Date: %s, %02d %s %04d %02d:%02d:%02d +0000\r\n", days[tm.tm_wday],
	    tm.tm_mday, months[tm.tm_mon], tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

bool
mail_encode(const struct mail *mail, struct buf *out)
{
	if (!is_address(mail->from) || !is_address(mail->to))
		return false;
	add_date(out, mail->at_s);
	buf_addf(out, "From: <%s>\r\nTo: <%s>\r\nMessage-ID: <%s%s>\r\nSubject: ", mail->from,
	    mail->to, mail->id, strchr(mail->from, '@'));
	add_words(out, view_of(mail->subject));
	buf_add_text(out,
	    "\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: base64\r\nAuto-Submitted: auto-generated\r\n\r\n");
	add_body(out, view_of(mail->text));
	return true;
}
