/*
 * number_key - the key under whose hashes blocks (STOP) are kept: is it still the first one?
 *
 * Under another key no block would be found, and who said STOP would get texts again. So the
 * database remembers a check value of the first key ever used, never the key.
 *
 * Owns: the check value. Must not know: what is hashed (accept.c).
 */
#ifndef SMSGW_NUMBER_KEY_H
#define SMSGW_NUMBER_KEY_H

#include <stdbool.h>

struct daemon;

/* Calls `done` once, on a later turn. Not well: the database did not answer, ask again; or the key is
 * another one: the daemon has been told to stop, with one clear line. */
void number_key_check(struct daemon *daemon, void (*done)(void *ctx, bool well), void *ctx);

#endif
