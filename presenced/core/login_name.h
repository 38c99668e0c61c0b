/*
 * login_name - under which name tries of a login to an account are counted: the same in any case, as the database finds
 * it. Letters other than A to Z, of which only the database knows the case, count as one whatever they are.
 */
#ifndef PRESENCED_CORE_LOGIN_NAME_H
#define PRESENCED_CORE_LOGIN_NAME_H

#include "common/base/str.h"

enum { LOGIN_NAME_SIZE = 160 };

void login_account(struct view username, char out[LOGIN_NAME_SIZE]); /* cut to fit */

#endif
