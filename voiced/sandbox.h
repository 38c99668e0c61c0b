/*
 * sandbox - an emergency service to try with (EM-9): answers a test number, hangs up, drops, calls back, as the digits say that it is told.
 *
 * Owns: a SIP port of its own on this machine, by which it is called and calls like any other service; its calls.
 * Must not know: phases, agents, trunks.
 *
 * Off unless `emergency_sandbox` names a number. Never reached by what is an emergency number of a country.
 * Digits: 1 it hangs up, 2 it vanishes without a word, 3 it hangs up and calls back after ten seconds, 4 it calls back meanwhile, as a second line.
 */
#ifndef VOICED_SANDBOX_H
#define VOICED_SANDBOX_H

#include "voiced/party.h"

int sandbox_start(struct daemon *daemon, struct err *err);
void sandbox_stop(struct daemon *daemon);

/* Whether this number, dialled for help by somebody in `country` ("": nobody knows), is the sandbox's. */
bool sandbox_takes(struct daemon *daemon, const char *country, const char *number);
/* If it is: `out` is where it is, shown `from`. */
bool sandbox_target(struct daemon *daemon, const char *country, const char *number,
    const char *from, struct party_target *out);
/* Whether a message is one of the sandbox's own. */
bool sandbox_is(struct daemon *daemon, const struct sip_source *source);

#endif
