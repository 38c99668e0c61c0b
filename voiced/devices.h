/*
 * devices - phones as the registrar and the API know them.
 *
 * Owns: the realm and the servers that phones are told, the table's name that their hashes are sealed for.
 * Must not know: SIP messages.
 */
#ifndef VOICED_DEVICES_H
#define VOICED_DEVICES_H

#include "common/daemon/daemon.h"

/* voice.device.secret is HA1 in hexadecimal (core/digest.h), in a box for (PURPOSE_DEVICE, tenant, id): common/daemon/box.h. */

const char *devices_realm(struct daemon *daemon);

#endif
