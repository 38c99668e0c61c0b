/*
 * raw - calls of carriers that were signed and could not be read: listed, shown, taken again (SMS-33).
 */
#ifndef SMSGW_RAW_H
#define SMSGW_RAW_H

#include "smsgw/core/carrier.h"

/* What the address of a call says of it, as the row has it. */
const char *raw_said(enum event_kind said);

#endif
