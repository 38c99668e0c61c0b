/*
 * scanners - programs that look for open telephone systems, by the name that they say themselves.
 */
#ifndef VOICED_CORE_SCANNERS_H
#define VOICED_CORE_SCANNERS_H

#include <stdbool.h>

#include "common/base/str.h"

/* user_agent: the value of User-Agent, or empty. */
bool scanner_known(struct view user_agent);

#endif
