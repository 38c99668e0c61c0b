/*
 * voiced - what its parts share: parts and handlers, each told in its own file.
 */
#ifndef VOICED_VOICED_H
#define VOICED_VOICED_H

#include "common/daemon/daemon.h"
#include "voiced_queries.h"

enum {
	GREETING_BYTES_MAX = 1024 * 1024, /* a minute of 16 bits */
	SOUND_BYTES_MAX = 5 * 1024 * 1024, /* five minutes of it */
};

extern const struct http_route voiced_routes[];
extern const struct shape voiced_shapes[];

/* gate.c: the SIP port. */
int gate_start(struct daemon *daemon, struct err *err);
void gate_stop(struct daemon *daemon);

/* sound.c: prompts and the media thread. */
int sound_start(struct daemon *daemon, struct err *err);
void sound_stop(struct daemon *daemon);

/* devices.c: phones over the API. */
int devices_start(struct daemon *daemon, struct err *err);
void devices_stop(struct daemon *daemon);
void on_devices_list(struct http_req *req, void *app);
void on_device_create(struct http_req *req, void *app);
void on_device_get(struct http_req *req, void *app);
void on_device_update(struct http_req *req, void *app);
void on_device_delete(struct http_req *req, void *app);
void on_device_rotate(struct http_req *req, void *app);

/* phone_token.c: what opens a browser's socket. */
int phone_token_start(struct daemon *daemon, struct err *err);
void phone_token_stop(struct daemon *daemon);
void on_phone_token(struct http_req *req, void *app);
/* desk.c: what receptionists do with calls on their own line. */
void on_desk_transfer(struct http_req *req, void *app);

/* orders.c: what agents do with their calls. */
void on_call_hold(struct http_req *req, void *app);
void on_call_resume(struct http_req *req, void *app);
void on_call_mute(struct http_req *req, void *app);
void on_call_unmute(struct http_req *req, void *app);
void on_call_digits(struct http_req *req, void *app);
void on_call_hang_up(struct http_req *req, void *app);
void on_call_recording_pause(struct http_req *req, void *app);
void on_call_recording_resume(struct http_req *req, void *app);

/* recordings.c: how recordings sound. */
void on_recording_sound(struct http_req *req, void *app);

/* voicemails.c: how messages sound, and greetings. */
void on_voicemail_sound(struct http_req *req, void *app);
void on_greeting_get(struct http_req *req, void *app);
void on_greeting_set(struct http_req *req, void *app);
void on_greeting_drop(struct http_req *req, void *app);
void on_greeting_sound(struct http_req *req, void *app);
void on_queue_greeting_get(struct http_req *req, void *app);
void on_queue_greeting_set(struct http_req *req, void *app);
void on_queue_greeting_drop(struct http_req *req, void *app);
void on_queue_greeting_sound(struct http_req *req, void *app);
void on_queue_sounds(struct http_req *req, void *app);

/* phone_check.c: whether a page can be a phone. */
void on_phone_check_get(struct http_req *req, void *app);
void on_phone_check_put(struct http_req *req, void *app);

#endif
