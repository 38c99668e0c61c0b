/*
 * call - somebody who called, what they hear, and whom they are put through to.
 *
 * Owns: the caller, the parties that are rung for them, the sound they hear meanwhile, who is connected, holds, mutes, the watch
 *       over media that have stopped.
 * Must not know: why somebody is rung, queues, the database.
 *
 * The caller hears one thing at a time: our sound (in which others are mixed, if more than two share the call) or one far party. What is wished for last is what comes to be; steps at
 * the relay are done one after the other.
 * Events come from the loop, never from inside a call of these functions. `ended` is the last one; after call_end none comes.
 */
#ifndef VOICED_CALL_H
#define VOICED_CALL_H

#include "voiced/core/say.h"
#include "voiced/media/media.h"
#include "voiced/party.h"
#include "voiced/shares.h"

struct call;
struct far;

enum {
	CALL_ID_SIZE = 40,
	CALL_FARS_MAX = 40,
	CALL_EDGES_MAX = 24,
	CALL_DIGITS_MAX = DTMF_WAITING_MAX
};

/* What the caller does. ready and ended are there; any other that is NULL is not told. */
struct call_events {
	void (*ready)(void *ctx); /* what may be heard is known: ring, answer or end */
	void (*early)(void *ctx); /* 183 was sent, by call_early. It may come from inside of that */
	void (*confirmed)(void *ctx); /* the caller has our answer */
	void (*listens)(void *ctx); /* call_listens is true now */
	void (*said)(void *ctx); /* what call_say had to say is over */
	void (*digit)(void *ctx,
	    char digit); /* while it hears our sound; among its media (RFC 4733), or by INFO */
	void (*held)(void *ctx, bool held); /* by the caller's own phone */
	/* Caller and somebody hear each other, from now on; or no more, told before. It may come from inside a call of these
	 * functions. */
	void (*bridged)(void *ctx, bool bridged);
	/* Keys go to the caller from now on (call_digits); or no more, told half a second behind the last. It may come from inside a call of these
	 * functions. */
	void (*digits_sent)(void *ctx, bool sent);
	void (*ended)(
	    void *ctx, enum party_end end, int status); /* all is gone, the far parties too */
};

/* What somebody does who is called for it. answered and ended are there; any other that is NULL is not told. */
struct far_events {
	void (*progress)(void *ctx, struct far *far, int status, bool sound);
	void (*answered)(void *ctx, struct far *far); /* picked up: call_connect or far_end */
	void (*connected)(void *ctx, struct far *far); /* caller and far hear each other */
	void (*held)(void *ctx, struct far *far, bool held); /* by its own phone */
	/* As party.h has it. */
	bool (*challenged)(void *ctx, const struct sip_challenge *challenge, struct buf *out);
	/* It is gone. Not told of those that end with the call. */
	void (*ended)(void *ctx, struct far *far, enum party_end end, int status);
};

void call_id_make(char out[CALL_ID_SIZE]); /* unique for ever */

/* Takes an INVITE with a description over. priority: an emergency call, for which room is reserved (calls.h, relay.h). */
struct call *call_take(struct daemon *daemon, struct sip_request *request, bool priority,
    const struct call_events *events, void *ctx);
const char *call_id(const struct call *call); /* unique for ever */
int64_t call_began_ms(const struct call *call); /* when its INVITE came, by the monotonic clock */
/* It came by this trunk, which was taken for it and is given back at its end. */
void call_came_by(struct call *call, int64_t tenant, int64_t trunk);
/* It counts as one of a user's (shares.h): the call takes `share` over, and each party holds it as long as it has ports at the relay. */
void call_counts(struct call *call, struct share *share);
const char *call_media(
    const struct call *call); /* the caller's call at the relay; party.h has its tags */
/* Events go to another owner from now on. */
void call_give(struct call *call, const struct call_events *events, void *ctx);

void call_ring(struct call *call);
void call_answer(
    struct call *call); /* as soon as there is something to hear; music if nothing was wished */
/* Sends 183 with our description as soon as there is sound, then tells `early`. May be repeated, since a 183 can be lost. False: the call is answered, or its
 * INVITE had no description. */
bool call_early(struct call *call);
void call_music(struct call *call);
/* Music rests meanwhile. Takes over what `list` holds. False: it can't be said (no sound yet, or an error). */
bool call_say(struct call *call, struct playlist *list);

/* It is one that has priority, as it turns out: whoever is called for it from now on has, too. */
void call_prioritize(struct call *call);

/* A call for help: their own phone can't hold it, and however far it has come it goes as far as any. */
void call_never_held(struct call *call);
void far_never_held(struct far *far);
void call_quiet(struct call *call); /* no music from now on: silence */
/* What music is from now on, to the caller and to whoever comes onto the call later; it is heard again. NULL: the standard tune. Holds it. */
void call_tune(struct call *call, struct clip *tune);
/* Whether it is answered and hears our sound. */
bool call_listens(const struct call *call);
bool call_is_confirmed(const struct call *call); /* the caller has our answer */

struct call_recorded {
	bool kept; /* the file is whole and on the disk */
	int64_t ms, loud_ms; /* the second: of it what was no silence */
};
/* Records what the caller says from now on, while they hear our sound. It ends as media_record says, by call_record_stop, or
 * when the caller hears something else, or is gone. `done` comes once, on the loop, also after the call's end. False: it can't be. */
bool call_record(struct call *call, const struct record_spec *spec,
    void (*done)(void *ctx, const struct call_recorded *what), void *ctx);
void call_record_stop(struct call *call);

/* NULL: too many are rung. */
struct far *call_invite(struct call *call, const struct party_target *target,
    const struct far_events *events, void *ctx);
/* What the records call a refusal with this status: "busy", "declined", "no_answer"; `other` for all else. */
const char *far_refusal(int status, const char *other);
/* What the call log says of the end of a party: of who called, who may have been put through, and of who talked. */
const char *call_caller_cause(enum party_end end, bool talked);
const char *call_far_cause(enum party_end end);
/* Whether the party itself holds. */
bool far_holds(const struct far *far);
/* Its events go to another owner from now on. */
void far_give(struct far *far, const struct far_events *events, void *ctx);
/* The caller hears the far party as it rings (early sound), or it is put through. */
void call_connect(struct call *call, struct far *far);
/* The far party hears nothing and is not heard; the caller hears music. Back: both talk, unless it is muted. */
void call_hold(struct call *call, struct far *far, bool held);
/* Nobody hears the far party, who hears everybody: whether it is held, whoever shares the call, until this is taken back or it is gone.
 * done(ctx, well): once, when the relay has answered, maybe after its end and maybe at once; NULL: nobody waits. Not well: it may be heard. */
void far_mute(struct far *far, bool muted, void (*done)(void *ctx, bool well), void *ctx);
void far_end(struct far *far); /* `far` is gone; a caller who heard it hears music */
/* All but these; either may be NULL. The second: of those whose events go to `ctx`. */
void call_fars_end(struct call *call, const struct far *but, const struct far *and_but);
void call_fars_of_end(
    struct call *call, const void *ctx, const struct far *but, const struct far *and_but);

/* More than two: from now on whoever talks is paired with an end of ours, and those are mixed. There is no way back. The caller and each
 * party hear those alone whom call_hears names; nobody: what call_behind says, at first music. call_connect puts one who is there
 * already in (who is invited from now on is), call_hold nothing. */
void call_share(struct call *call);
/* Whether it is, or can be without being lost: caller and `far` speak what we mix. */
bool call_can_share(const struct call *call, const struct far *far);
bool call_is_shared(const struct call *call);
/* `who` hears `hears`; NULL is the caller. They are all there. */
struct call_edge {
	const struct far *who, *hears;
};
/* All edges, in place of those before. Who is gone is heard by nobody. */
void call_hears(struct call *call, const struct call_edge *edges, size_t count);
void call_behind(
    struct call *call, struct far *far, enum say_prompt behind); /* far NULL: the caller */

/* Of a call that is shared: sends these keys (dtmf.h) to `who` (NULL: the caller, as soon as they hear us), behind those before, as if `from`
 * pressed them: nobody else hears them, and those that wait when `who` hears `from` no more are forgotten. Only if they fit. False: they do not go. */
bool call_digits(
    struct call *call, const struct far *who, struct far *from, const char *keys, size_t n);
bool call_digits_fit(const struct call *call, const struct far *who, size_t n);

/* `status`, `phrase`: what an unanswered caller is told. */
void call_end(struct call *call, int status, const char *phrase);

#endif
