/*
 * consult - whom an agent brings into a customer's call: asked with the caller waiting, all three together, or left with the caller
 * (SP-12).
 *
 * Owns: who is rung for it and by which way, its state, what the database knows of it, who hears whom on such a call.
 * Must not know: SIP, which agent is offered what.
 *
 * One at a time. An agent who hangs up while all three talk, or while a blind transfer rings, leaves the others on the call; else
 * their end is the call's end, as ever.
 */
#ifndef VOICED_CONSULT_H
#define VOICED_CONSULT_H

#include "voiced/core/room.h"
#include "voiced/queued.h"

struct queued;

/* What an agent asks for over the API; each answers the request. */
void on_call_consult(struct http_req *req, void *app);
void on_call_transfer(struct http_req *req, void *app);
void on_call_consult_end(struct http_req *req, void *app);
void on_call_consult_complete(struct http_req *req, void *app);
void on_call_consult_conference(struct http_req *req, void *app);

/* ---- for queued.c ---- */

/* Who hears whom, anew, if the call is shared by more than two. */
void consult_mix(struct queued *queued);
/* Who hears the agent, without supervisors; the caller is NULL. */
size_t consult_hearers(const struct queued *queued, const struct far *out[ROOM_LISTENER]);
/* It ends, whatever stands; nothing where there is none. */
void consult_drop(struct queued *queued);
/* The agent's phone is gone (no `talker` any more): true if the others talk on, or will. */
bool consult_goes_on(struct queued *queued);
/* Whether this agent's phone need not ring, although the interaction is theirs: they have left others on the call, or are being handed
 * it by one who is there. */
bool consult_settles(const struct queued *queued, int64_t agent);
/* The interaction is over: true if that may be because of a hand-over under way, which then judges it. */
bool consult_waits(struct queued *queued);

#endif
