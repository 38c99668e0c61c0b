/*
 * info - a digit as the body of an INFO request says it: application/dtmf-relay ("Signal=5", "Duration=160") and
 * application/dtmf ("5").
 *
 * Owns: the two forms.
 * Must not know: SIP messages.
 */
#ifndef VOICED_CORE_INFO_H
#define VOICED_CORE_INFO_H

#include "common/base/str.h"

enum {
	INFO_BODY_MAX = 256,
	INFO_DURATION_DEFAULT_MS = 250,
	INFO_DURATION_MAX_MS = 10000, /* what is longer is as long */
};

struct info_digit {
	char digit; /* 0 to 9, *, #, A to D */
	int duration_ms;
};

bool info_digit_known(struct view type);
/* False: another type, too long, no digit or no such digit. */
bool info_digit_read(struct view type, struct view body, struct info_digit *out);

#endif
