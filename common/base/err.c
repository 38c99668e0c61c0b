/* err - see err.h */
#include "common/base/err.h"

#include <stdarg.h>
#include <stdio.h>

static const struct {
	int status;
	enum log_level level;
	const char *type, *title;
} kinds[ERR_KIND_COUNT] = {
	[ERR_NONE] = { 200, LOG_DEBUG, "none", "Nothing is wrong" },
#define ERR_KIND(name, status, level, type, title) \
	[ERR_##name] = { status, LOG_##level, type, title },
#include "common/base/err.def"
#undef ERR_KIND
};

int
err_set(struct err *err, enum err_kind kind, const char *field, const char *format, ...)
{
	va_list args;

	if (err == NULL)
		return -1;
	err->kind = kind;
	(void)snprintf(err->field, sizeof(err->field), "%s", field != NULL ? field : "");
	va_start(args, format);
	(void)vsnprintf(err->text, sizeof(err->text), format, args);
	va_end(args);
	return -1;
}

int
err_status(enum err_kind kind)
{
	return kinds[kind].status;
}

enum log_level
err_level(enum err_kind kind)
{
	return kinds[kind].level;
}

const char *
err_type(enum err_kind kind)
{
	return kinds[kind].type;
}

const char *
err_title(enum err_kind kind)
{
	return kinds[kind].title;
}
