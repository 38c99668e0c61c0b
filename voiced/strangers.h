/*
 * strangers - who sends requests and is nobody's phone and nobody's trunk: heard for a while, then not any more.
 *
 * Owns: how often each address came so, and until when it is not heard; from which addresses phones have proved themselves lately.
 * Must not know: passwords (registrar.h).
 *
 * Whose address it is can't be proved over UDP. So nobody who has a name of ours is kept out by it: phones' names are random and
 * are known to their owners alone; trunks and pages are known by their address and connection.
 */
#ifndef VOICED_STRANGERS_H
#define VOICED_STRANGERS_H

#include "common/daemon/daemon.h"
#include "voiced/sip/sip.h"

int strangers_start(struct daemon *daemon, struct err *err);
void strangers_stop(struct daemon *daemon);
/* Whether a line about this address is to be logged: one a minute for each event and address, and ten a second of all, since addresses may
 * be false, and each a new one. */
bool strangers_log_allow(const char *event, const char *address, int64_t *suppressed);
/* Whether it is the address of a trunk, of any transport. */
bool strangers_is_trunk(struct daemon *daemon, const struct sip_source *source);
/* A phone has proved its password from there: for six hours its address has a larger share of the connections (accept.h). */
void strangers_acquaint(struct daemon *daemon, const struct sip_source *source);
bool strangers_acquainted(struct daemon *daemon, const struct sip_source *source);
/* False: it is dropped, and nothing is answered. */
bool strangers_heard(struct daemon *daemon, const struct sip_knock *knock);
/* One request more, which counts if nobody knows who sent it. */
void strangers_note(struct daemon *daemon, const struct sip_head *head);
void strangers_note_knock(struct daemon *daemon, const struct sip_knock *knock);

#endif
