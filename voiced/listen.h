/*
 * listen - supervisors on a customer's call: they listen, whisper to its agent, or join it, by their own phone (SP-16).
 *
 * Owns: whose phone rings for it, in which way they are there, what the database knows of it.
 * Must not know: who may (voice.call_listen judges), SIP.
 *
 * Their coming and going changes nothing for the others. At most LISTENERS_MAX at a time. Whether each still may is asked at every change
 * of the configuration, and now and then; who may not any more is put down.
 */
#ifndef VOICED_LISTEN_H
#define VOICED_LISTEN_H

#include "voiced/core/room.h"
#include "voiced/queued.h"

struct queued;

enum { LISTENERS_MAX = 3 };

int listen_start(struct daemon *daemon, struct err *err);
void listen_stop(struct daemon *daemon);
/* The configuration has changed: who leads whom, where monitoring is on. */
void listen_news(struct daemon *daemon);

void on_call_listen(struct http_req *req, void *app);
void on_call_listen_end(struct http_req *req, void *app);
void on_monitoring(struct http_req *req, void *app);

/* All are put down. */
void listen_drop(struct queued *queued);
/* Whom they hear and who hears them, of those of the call; answers how many edges there are. `fars` by role, NULL: not there. */
size_t listen_edges(const struct queued *queued, enum room_state room,
    const struct far *const fars[ROOM_LISTENER], struct call_edge edges[CALL_EDGES_MAX]);

#endif
