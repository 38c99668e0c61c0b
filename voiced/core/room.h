/*
 * room - who hears whom of those on one call: a table, so that nobody hears what is not for them.
 *
 * Owns: the table. Must not know: parties, sound.
 */
#ifndef VOICED_CORE_ROOM_H
#define VOICED_CORE_ROOM_H

#include <stdbool.h>

/* A listener is a supervisor; all others are of the call itself. */
enum room_role { ROOM_CALLER, ROOM_AGENT, ROOM_TARGET, ROOM_LISTENER, ROOM_ROLES };

enum room_state {
	ROOM_WAITS, /* nobody talks: the caller hears music, somebody rings */
	ROOM_TALK, /* caller and agent */
	ROOM_CONSULT, /* agent and whom they ask; the caller hears music */
	ROOM_CONFERENCE, /* all three */
	ROOM_HANDED, /* the caller and whom the agent has left them to */
	ROOM_STATES
};

/* What a listener may say: nothing, to the agent alone, to all who talk. */
enum room_mode { ROOM_LISTEN, ROOM_WHISPER, ROOM_JOIN, ROOM_MODES };

/* Of a listener and anybody else by the listener's mode; two listeners never hear each other. */
bool room_hears(
    enum room_state state, enum room_mode mode, enum room_role who, enum room_role whom);

#endif
