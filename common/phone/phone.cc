/* phone - see phone.h: the only C++ of the project. */
#include "common/phone/phone.h"

#include <phonenumbers/logger.h>
#include <phonenumbers/phonenumber.pb.h>
#include <phonenumbers/phonenumberutil.h>
#include <phonenumbers/shortnumberinfo.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <functional>
#include <string>

namespace
{

using i18n::phonenumbers::Logger;
using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;
using i18n::phonenumbers::ShortNumberInfo;

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

enum phone_cost
cost_of(PhoneNumberUtil::PhoneNumberType type, bool of_no_country)
{
	if (of_no_country && type != PhoneNumberUtil::TOLL_FREE)
		return PHONE_COST_PREMIUM;
	switch (type) {
	case PhoneNumberUtil::TOLL_FREE:
		return PHONE_COST_FREE;
	case PhoneNumberUtil::MOBILE:
		return PHONE_COST_MOBILE;
	case PhoneNumberUtil::PREMIUM_RATE:
	case PhoneNumberUtil::SHARED_COST:
	case PhoneNumberUtil::PERSONAL_NUMBER:
		return PHONE_COST_PREMIUM;
	default:
		return PHONE_COST_PLAIN;
	}
}

/* Digits behind a whole number are dropped by many networks: such a number costs what is before them. */
PhoneNumberUtil::PhoneNumberType
type_of_call(PhoneNumber number, PhoneNumberUtil::PhoneNumberType type)
{
	if (type != PhoneNumberUtil::UNKNOWN || !util()->TruncateTooLongNumber(&number))
		return type;
	return util()->GetNumberType(number);
}

/* `cost` NULL: nobody is called. */
enum phone_verdict
read(const std::string &typed, const char *country, struct phone *out, enum phone_cost *cost)
{
	const PhoneNumberUtil *const library = util();
	const bool readable = country != nullptr || is_international(typed);
	enum phone_verdict verdict;
	PhoneNumber number;
	PhoneNumberUtil::PhoneNumberType type;
	std::string text;

	verdict = verdict_of_error(
	    library->ParseAndKeepRawInput(typed, country != nullptr ? country : "ZZ", &number),
	    readable);
	if (verdict != PHONE_VALID)
		return verdict;
	verdict = verdict_of_length(library->IsPossibleNumberWithReason(number));
	if (verdict != PHONE_POSSIBLE)
		return verdict;
	type = library->GetNumberType(number);
	if (cost == nullptr && type == PhoneNumberUtil::PREMIUM_RATE)
		return PHONE_PREMIUM;
	/* As IsValidNumber has it, which would look for the country and its patterns again. */
	if (type != PhoneNumberUtil::UNKNOWN)
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
	if (number.extension().size() < sizeof(out->extension))
		std::strcpy(out->extension, number.extension().c_str());
	else
		out->extension[0] = '\0';
	if (cost != nullptr)
		*cost = cost_of(type_of_call(number, type), text == "001");
	return verdict;
}

/* What was read last, by what was typed: a call's number is read several times, and many call the same ones. The
 * library's patterns take 0.1 ms. */
struct Known {
	std::string typed, country;
	bool priced = false;
	enum phone_verdict verdict = PHONE_FAILED; /* nothing */
	struct phone phone = {};
	enum phone_cost cost = PHONE_COST_PREMIUM;
};

constexpr std::size_t KNOWN_MAX = 256;

Known &
known_of(const std::string &typed)
{
	static thread_local std::array<Known, KNOWN_MAX> all;

	return all[std::hash<std::string>{}(typed) % KNOWN_MAX];
}

/* As `read`; `cost` is set whenever it is wanted. */
enum phone_verdict
look(const std::string &typed, const char *country, struct phone *out, enum phone_cost *cost)
{
	Known &known = known_of(typed);
	const std::string in = country != nullptr ? country : "";
	const bool priced = cost != nullptr;

	if (known.verdict == PHONE_FAILED || known.priced != priced || known.typed != typed ||
	    known.country != in) {
		known.verdict = PHONE_FAILED; /* if it throws meanwhile */
		known.phone = {};
		known.cost = PHONE_COST_PREMIUM;
		known.typed = typed;
		known.country = in;
		known.priced = priced;
		known.verdict = read(typed, country, &known.phone, priced ? &known.cost : nullptr);
	}
	if (known.verdict >= PHONE_POSSIBLE)
		*out = known.phone;
	if (priced)
		*cost = known.cost;
	return known.verdict;
}

ShortNumberInfo *
short_numbers()
{
	static ShortNumberInfo *const made = new ShortNumberInfo;
	return made;
}

/* What a dial pad has, without what people put between: ".", "-", "/", brackets, spaces. */
std::string
dialled(const std::string &typed)
{
	std::string out;

	for (const char c : typed) {
		if ((c >= '0' && c <= '9') || c == '*' || c == '#' || c == '+')
			out += c;
		else if (c == '\0' || std::strchr(" .-/()", c) == nullptr)
			return "";
	}
	return out;
}

/* Of digits that help follows from, the longest head that is an emergency number by itself. */
std::string
emergency_head(const std::string &digits, const char *country)
{
	for (std::size_t n = digits.size(); n > 0; n--)
		if (short_numbers()->IsEmergencyNumber(digits.substr(0, n), country))
			return digits.substr(0, n);
	return digits;
}

/* The emergency number of the country that this calls; empty: none. */
std::string
emergency_of(const char *country, const std::string &number)
{
	std::string digits;

	/* A number with a country's code is no emergency number anywhere. */
	if (country == nullptr || number[0] == '+' ||
	    !short_numbers()->ConnectsToEmergencyNumber(number, country))
		return "";
	for (const char c : number)
		if (c >= '0' && c <= '9')
			digits += c;
	return emergency_head(digits, country);
}

bool
is_one_of(const char *const *all, const std::string &number)
{
	for (std::size_t i = 0; all != nullptr && all[i] != nullptr; i++)
		if (number == all[i])
			return true;
	return false;
}

} // namespace

extern "C" void
phone_start(void)
{
	try {
		(void)util();
		(void)short_numbers();
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
		return look(std::string(typed, n), country, out, nullptr);
	} catch (...) {
		return PHONE_FAILED;
	}
}

extern "C" enum phone_verdict
phone_read_call(
    const char *typed, size_t n, const char *country, struct phone *out, enum phone_cost *cost)
{
	*cost = PHONE_COST_PREMIUM;
	if (n > PHONE_TYPED_MAX)
		return PHONE_TOO_LONG;
	try {
		return look(std::string(typed, n), country, out, cost);
	} catch (...) {
		return PHONE_FAILED;
	}
}

extern "C" bool
phone_emergency(const char *country, const char *typed, size_t n, const char *const *more,
    char out[PHONE_TYPED_MAX + 1])
{
	if (n > PHONE_TYPED_MAX)
		return false;
	try {
		const std::string number = dialled(std::string(typed, n));
		const std::string help = number.empty() || is_one_of(more, number)
		    ? number
		    : emergency_of(country, number);

		if (help.empty())
			return false;
		std::memcpy(out, help.c_str(), help.size() + 1);
		return true;
	} catch (...) {
		return false;
	}
}

extern "C" bool
phone_is_emergency(const char *country, const char *typed, size_t n, const char *const *more)
{
	char number[PHONE_TYPED_MAX + 1];

	return phone_emergency(country, typed, n, more, number);
}
