/*
 * phone_test - the number that a page calls to find out how its own sound does (SP-18).
 *
 * Owns: that number, how long it plays. Must not know: what the page measures.
 */
#ifndef VOICED_PHONE_TEST_H
#define VOICED_PHONE_TEST_H

#include "voiced/direct.h"

/* Dialled by pages, never by people: nobody's extension begins so. */
#define PHONE_TEST_NUMBER "*43"

/* Whether this number is called; then it is answered, plays music once through the relay, and hangs up. It counts as one of the caller's
 * calls (shares.h). */
bool phone_test_take(
    struct daemon *daemon, struct sip_request *request, const struct caller *caller);

#endif
