/* info - see info.h */
#include "voiced/core/info.h"

#include <ctype.h>
#include <string.h>

#define RELAY "application/dtmf-relay"
#define PLAIN "application/dtmf"

bool
info_digit_known(struct view type)
{
	return view_is_nocase(type, RELAY) || view_is_nocase(type, PLAIN);
}

/* "5", "*", "a"; events 10 to 15 of RFC 4733 by their number. */
static char
digit_of(struct view text)
{
	static const char events[] = "*#ABCD";
	int64_t event;

	if (text.n == 2 && view_to_int(text, 10, 15, &event))
		return events[event - 10];
	if (text.n != 1 || text.p[0] == '\0' || strchr("0123456789*#ABCDabcd", text.p[0]) == NULL)
		return '\0';
	return (char)toupper((unsigned char)text.p[0]);
}

static int
duration_of(struct view text)
{
	int64_t ms;

	if (!view_to_int(text, 0, INT32_MAX, &ms))
		return INFO_DURATION_DEFAULT_MS;
	return ms < INFO_DURATION_MAX_MS ? (int)ms : INFO_DURATION_MAX_MS;
}

static void
read_relay(struct view body, struct info_digit *out)
{
	while (body.n > 0) {
		struct view line = view_cut(&body, '\n'), name = view_trim(view_cut(&line, '='));

		if (view_is_nocase(name, "signal"))
			out->digit = digit_of(view_trim(line));
		else if (view_is_nocase(name, "duration"))
			out->duration_ms = duration_of(view_trim(line));
	}
}

bool
info_digit_read(struct view type, struct view body, struct info_digit *out)
{
	*out = (struct info_digit){ .duration_ms = INFO_DURATION_DEFAULT_MS };
	if (body.n > INFO_BODY_MAX)
		return false;
	if (view_is_nocase(type, RELAY))
		read_relay(body, out);
	else if (view_is_nocase(type, PLAIN))
		out->digit = digit_of(view_trim(body));
	return out->digit != '\0';
}
