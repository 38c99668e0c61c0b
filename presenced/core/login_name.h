/*
 * login_name - under which names tries of a login are counted.
 *
 * An account is the same in any case, as the database finds it. A source is an IPv4 address, or
 * the /64 of an IPv6 address: one host may use every address of its /64.
 */
#ifndef PRESENCED_CORE_LOGIN_NAME_H
#define PRESENCED_CORE_LOGIN_NAME_H

#include "common/base/str.h"

enum { LOGIN_NAME_SIZE = 160 };

void login_account(struct view username, char out[LOGIN_NAME_SIZE]); /* cut to fit */
void login_source(struct view peer, char out[LOGIN_NAME_SIZE]);

#endif
