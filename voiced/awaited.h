/*
 * awaited - whom a call back of an emergency service reaches, in memory, for the time in which the database says nothing (EM-3).
 *
 * Owns: a copy of presence.call_backs_awaited with the phones of those agents, read every two seconds; who has called for help by this
 *       daemon since.
 * Must not know: phases, what a call back is led like (back.h).
 *
 * As long as the database answers it decides: it knows who has left their emergency. Beside what it says stands who called for help so lately
 * that it had not been told when it was asked: the service may call back at once.
 * Rules: 60-emergency, EM-3; docs/decisions/0068-a-journal-of-calls-for-help.md.
 */
#ifndef VOICED_AWAITED_H
#define VOICED_AWAITED_H

#include "common/daemon/daemon.h"

/* How long the database has for an answer about somebody who is known here. */
enum { AWAITED_PATIENCE_MS = 1000 };

int awaited_start(struct daemon *daemon, struct err *err);
void awaited_stop(struct daemon *daemon);

/* Who awaits a call back together, of one organisation: the last to have sent the number first. */
enum { AWAITED_AGENTS_MAX = 8 }; /* as presence.call_back_of_3 has it */
struct awaited_by {
	int64_t tenant, agents[AWAITED_AGENTS_MAX];
	int count;
};
/* Whoever is there already is not added again; beyond the bound nobody is. */
void awaited_by_add(struct awaited_by *by, int64_t agent);

/* Whom a call to this number reaches, of the first organisation for which may_be_of is true. False: nobody awaits it. */
bool awaited_find(struct daemon *daemon, const char *number,
    bool (*may_be_of)(const void *ctx, int64_t tenant), const void *ctx, struct awaited_by *by);

/* The same of those alone who called for help by this daemon, and of whom the database did not know at that time (clock_mono_ms). */
bool awaited_untold(struct daemon *daemon, const char *number, int64_t asked_ms,
    bool (*may_be_of)(const void *ctx, int64_t tenant), const void *ctx, struct awaited_by *by);
/* The database knows of the call for help that this agent began at that time. */
void awaited_told(struct daemon *daemon, int64_t tenant, int64_t agent, int64_t begun_ms);

/* A phone of theirs, as a registration has it. Strings are valid inside the call. */
struct awaited_phone {
	const char *contact, *source, *transport;
};
void awaited_phones(struct daemon *daemon, int64_t tenant, int64_t agent,
    void (*found)(void *ctx, const struct awaited_phone *phone), void *ctx);

/* This agent has called for help with this number, by this phone. */
void awaited_add(struct daemon *daemon, int64_t tenant, int64_t agent, const char *number,
    const struct awaited_phone *phone);

/* So long a query may take whose answer is known here: while the database is away it is not waited for. */
uint32_t awaited_patience_ms(struct daemon *daemon);

#endif
