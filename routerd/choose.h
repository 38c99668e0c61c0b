/*
 * choose - carries out what the core decides.
 *
 * Owns: the turn in which decisions are made, the offers under way.
 * Must not know: how the state became known.
 *
 * After each turn with news: arrivals get their rules, queues open and close, then the core
 * is asked until it has nothing more. An offer is made in the database, which judges again by what
 * it has (consistency.md, 2 and 21); its answer confirms or releases the reservation.
 */
#ifndef ROUTERD_CHOOSE_H
#define ROUTERD_CHOOSE_H

struct shard;
struct chooser;

struct chooser *chooser_new(struct shard *shard);
void chooser_begin(struct chooser *chooser); /* this instance chooses from now on */
void chooser_wake(struct chooser *chooser); /* something changed: on the next turn */
void chooser_stop(struct chooser *chooser); /* the term is over */
void chooser_close(struct chooser *chooser);

/* Stores again the places whose call failed. */
void chooser_place_again(struct chooser *chooser);

#endif
