/* room - see room.h */
#include "voiced/core/room.h"

enum { C = 1 << ROOM_CALLER, A = 1 << ROOM_AGENT, T = 1 << ROOM_TARGET };

/* Whom caller, agent and target hear. */
static const unsigned char hears[ROOM_STATES][ROOM_LISTENER] = {
	[ROOM_WAITS] = { 0, 0, 0 },
	[ROOM_TALK] = { A, C, 0 },
	[ROOM_CONSULT] = { 0, T, A },
	[ROOM_CONFERENCE] = { A | T, C | T, C | A },
	[ROOM_HANDED] = { T, 0, C },
};

static bool
is_heard(enum room_state state, enum room_role whom)
{
	for (int who = 0; who < ROOM_LISTENER; who++)
		if (hears[state][who] & 1 << whom)
			return true;
	return false;
}

bool
room_hears(enum room_state state, enum room_mode mode, enum room_role who, enum room_role whom)
{
	if (who == whom)
		return false;
	if (who == ROOM_LISTENER)
		return is_heard(state, whom) || (mode == ROOM_WHISPER && whom == ROOM_AGENT);
	if (whom != ROOM_LISTENER)
		return hears[state][who] & 1 << whom;
	if (mode == ROOM_WHISPER)
		return who == ROOM_AGENT;
	return mode == ROOM_JOIN && hears[state][who] != 0;
}
