/* phone - see phone.h: the only C++ of the project. */
#include "common/phone/phone.h"

#include <phonenumbers/logger.h>
#include <phonenumbers/phonenumber.pb.h>
#include <phonenumbers/phonenumberutil.h>

#include <cstdint>
#include <cstring>
#include <string>

namespace
{

using i18n::phonenumbers::Logger;
using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

/* The library would log what it can't read: numbers stand in no log (SMS-35). */
class Silent : public Logger
{
      public:
	void
	WriteMessage(const std::string &) override
	{
	}
};

/* The library owns its logger and its data for the life of the process. */
PhoneNumberUtil *
util()
{
	static PhoneNumberUtil *const made = [] {
		PhoneNumberUtil *const instance = PhoneNumberUtil::GetInstance();

		Logger::set_logger_impl(new Silent);
		return instance;
	}();
	return made;
}

bool
is_international(const std::string &typed)
{
	/* U+FF0B, the full-width plus, is read as one, too. */
	return typed.find('+') != std::string::npos ||
	    typed.find("\xef\xbc\x8b") != std::string::npos;
}

/* Neither + nor the prefix of calls abroad: the country is our guess. */
bool
is_national(const PhoneNumber &number)
{
	return number.country_code_source() == PhoneNumber::FROM_DEFAULT_COUNTRY ||
	    number.country_code_source() == PhoneNumber::FROM_NUMBER_WITHOUT_PLUS_SIGN;
}

enum phone_verdict
verdict_of_error(PhoneNumberUtil::ErrorType error, bool readable)
{
	switch (error) {
	case PhoneNumberUtil::NO_PARSING_ERROR:
		return PHONE_VALID;
	case PhoneNumberUtil::INVALID_COUNTRY_CODE_ERROR:
		return readable ? PHONE_UNKNOWN_CODE : PHONE_NO_COUNTRY;
	case PhoneNumberUtil::TOO_SHORT_AFTER_IDD:
	case PhoneNumberUtil::TOO_SHORT_NSN:
		return PHONE_TOO_SHORT;
	case PhoneNumberUtil::TOO_LONG_NSN:
		return PHONE_TOO_LONG;
	case PhoneNumberUtil::NOT_A_NUMBER:
		break;
	}
	return PHONE_NO_NUMBER;
}

enum phone_verdict
verdict_of_length(PhoneNumberUtil::ValidationResult result)
{
	switch (result) {
	case PhoneNumberUtil::IS_POSSIBLE:
		return PHONE_POSSIBLE;
	case PhoneNumberUtil::IS_POSSIBLE_LOCAL_ONLY:
		return PHONE_LOCAL;
	case PhoneNumberUtil::INVALID_COUNTRY_CODE:
		return PHONE_UNKNOWN_CODE;
	case PhoneNumberUtil::TOO_SHORT:
		return PHONE_TOO_SHORT;
	case PhoneNumberUtil::TOO_LONG:
		return PHONE_TOO_LONG;
	case PhoneNumberUtil::INVALID_LENGTH:
		break;
	}
	return PHONE_IMPOSSIBLE;
}

enum phone_verdict
read(const std::string &typed, const char *country, struct phone *out)
{
	const PhoneNumberUtil *const library = util();
	const bool readable = country != nullptr || is_international(typed);
	enum phone_verdict verdict;
	PhoneNumber number;
	std::string text;

	verdict = verdict_of_error(
	    library->ParseAndKeepRawInput(typed, country != nullptr ? country : "ZZ", &number),
	    readable);
	if (verdict != PHONE_VALID)
		return verdict;
	verdict = verdict_of_length(library->IsPossibleNumberWithReason(number));
	if (verdict != PHONE_POSSIBLE)
		return verdict;
	if (library->GetNumberType(number) == PhoneNumberUtil::PREMIUM_RATE)
		return PHONE_PREMIUM;
	if (library->IsValidNumber(number))
		verdict = PHONE_VALID;
	else if (is_national(number))
		return PHONE_DOUBTFUL;
	library->Format(number, PhoneNumberUtil::E164, &text);
	if (text.size() >= sizeof(out->e164))
		return PHONE_TOO_LONG;
	std::memcpy(out->e164, text.c_str(), text.size() + 1);
	library->GetRegionCodeForNumber(number, &text);
	if (text.size() == 2 && text != "ZZ")
		std::memcpy(out->country, text.c_str(), sizeof(out->country));
	else
		out->country[0] = '\0';
	return verdict;
}

} // namespace

extern "C" void
phone_start(void)
{
	try {
		(void)util();
	} catch (...) {
		/* The first reading says so. */
	}
}

extern "C" enum phone_verdict
phone_read(const char *typed, size_t n, const char *country, struct phone *out)
{
	if (n > PHONE_TYPED_MAX)
		return PHONE_TOO_LONG;
	try {
		return read(std::string(typed, n), country, out);
	} catch (...) {
		return PHONE_FAILED;
	}
}
