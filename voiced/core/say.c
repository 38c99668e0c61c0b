/* say - see say.h */
#include "voiced/core/say.h"

const char *
say_name(enum say_prompt prompt)
{
	static const char *const names[] = {
#define SAY_PROMPT(name) [SAY_##name] = #name,
#include "voiced/core/say.def"
#undef SAY_PROMPT
	};

	return names[prompt];
}

static size_t
below_hundred(int number, enum say_prompt *out)
{
	size_t n = 0;

	if (number >= 20) {
		out[n++] = (enum say_prompt)(SAY_n20 + number / 10 - 2);
		number %= 10;
		if (number == 0)
			return n;
	}
	out[n++] = (enum say_prompt)(SAY_n0 + number);
	return n;
}

/* At most SAY_WORDS_MAX - 2. */
static size_t
put_number(int number, enum say_prompt *out)
{
	size_t n = 0;

	if (number < 0)
		number = 0;
	if (number > SAY_NUMBER_MAX) {
		out[n++] = SAY_more_than;
		number = SAY_NUMBER_MAX;
	}
	if (number >= 100) {
		out[n++] = (enum say_prompt)(SAY_n0 + number / 100);
		out[n++] = SAY_hundred;
		number %= 100;
		if (number == 0)
			return n;
	}
	return n + below_hundred(number, out + n);
}

size_t
say_number(int number, enum say_prompt out[SAY_WORDS_MAX])
{
	return put_number(number, out);
}

size_t
say_position(int position, enum say_prompt out[SAY_WORDS_MAX])
{
	out[0] = SAY_your_position_is;
	return 1 + put_number(position, out + 1);
}

size_t
say_wait(int seconds, enum say_prompt out[SAY_WORDS_MAX])
{
	int minutes = seconds / 60 + (seconds % 60 > 0);
	size_t n = 1;

	if (minutes < 1)
		minutes = 1;
	out[0] = SAY_estimated_wait;
	n += put_number(minutes, out + n);
	out[n++] = minutes == 1 ? SAY_minute : SAY_minutes;
	return n;
}
