/*
 * said - what a page says on its own stream, by the word `type`.
 *
 * Owns: the table of words. Must not know: what follows from one.
 *
 * {"type":"pong"} answers a ping, {"type":"idle","idle":true} tells that nobody has touched the page for a
 * while, {"type":"watch"} whom it watches (watch.h). What is not understood is no error: a newer page may say more. That it says anything proves
 * that it runs, which seats.c has noted before.
 */
#ifndef CHATD_SAID_H
#define CHATD_SAID_H

#include "common/base/str.h"

struct stream;

void said_hear(struct stream *stream, struct view text);

#endif
