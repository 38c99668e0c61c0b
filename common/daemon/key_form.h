/*
 * key_form - from when on secrets are sealed with derived keys (docs/decisions/0117-derived-keys.md).
 *
 * Owns: the question whether a process may live that opens no box with a derived key, which is asked until none may. Such a process registers
 *       no check value of its key (ops.instance). Until then this one seals in the form that all open. Must not know: what is sealed.
 */
#ifndef COMMON_DAEMON_KEY_FORM_H
#define COMMON_DAEMON_KEY_FORM_H

#include <stdbool.h>

#include "common/loop/loop.h"

struct daemon;

enum { KEY_FORM_MS = 5000 };

struct key_form {
	struct daemon *daemon;
	struct timer timer;
	bool stopped;
	bool told; /* keys_former is logged once */
};

void key_form_init(struct key_form *form, struct daemon *daemon);
void key_form_start(
    struct key_form *form); /* when the database can be asked; without a key ring it does nothing */
void key_form_stop(struct key_form *form);

#endif
