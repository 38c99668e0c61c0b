/*
 * plan - the dial plan over the API: trunks' passwords, what would become of a number.
 */
#ifndef VOICED_PLAN_H
#define VOICED_PLAN_H

#include "common/daemon/resource.h"

/* Before a trunk is written: its password is sealed. */
void trunk_prepare(struct resource_write *write);
/* GET /dial: what would become of a number that one's account dials. */
void on_dial(struct http_req *req, void *app);

#endif
