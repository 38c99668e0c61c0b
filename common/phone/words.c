/* words - why a number is refused; see phone.h. */
#include "common/phone/phone.h"

const char *
phone_words(enum phone_verdict verdict)
{
	static const char *const words[] = {
		[PHONE_FAILED] = "Could not be read.",
		[PHONE_NO_NUMBER] = "Is no telephone number.",
		[PHONE_NO_COUNTRY] =
		    "Begin with + and the country's code, as +4930123456, or say the country.",
		[PHONE_UNKNOWN_CODE] = "Begins with no country's code.",
		[PHONE_TOO_SHORT] = "Is too short for a number of its country.",
		[PHONE_TOO_LONG] = "Is too long for a number of its country.",
		[PHONE_IMPOSSIBLE] = "No number of its country has this length.",
		[PHONE_LOCAL] = "Lacks the area code.",
		[PHONE_PREMIUM] = "Is a premium rate number: no texts are sent there.",
		[PHONE_DOUBTFUL] =
		    "Is no number of that country that is known: if it is right, write it "
		    "with + and the country's code.",
		[PHONE_POSSIBLE] = 0,
		[PHONE_VALID] = 0,
	};

	return words[verdict];
}
