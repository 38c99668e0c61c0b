/*
 * via - the `maddr` of a Via is ignored, and no name in a message is looked up.
 *
 * The SIP library sends an answer to the `maddr` of the topmost Via (RFC 3261 18.2.2, meant for multicast). A stranger could direct
 * our answers, and TCP connections, to third parties. It also answers some requests by itself, before we have seen them and before it
 * has compared the Via with their source (413, 505, some 400). A name in either place would be looked up in DNS on its thread, which
 * is ours, so that every call would wait. The library has no setting for this. It calls two of its functions by name, and the
 * linker gives it those below (as epoll_create in root.c); they call the library's own.
 *
 * Not solved: those early answers still go to a numeric address in the Via, one small packet for each request. The parameter is
 * missing in the Vias of our answers, those of proxies behind the first one included: the parser can't tell which is topmost.
 */
#include <dlfcn.h>
#include <netdb.h>

#include <sofia-sip/msg_header.h>
#include <sofia-sip/sip_protos.h>
#include <sofia-sip/su.h>

#include "voiced/sip/internal.h"

static issize_t (*parse)(su_home_t *, msg_header_t *, char *, isize_t);
static int (*resolve)(const char *, const char *, const su_addrinfo_t *, su_addrinfo_t **);

bool
sip_via_begin(void)
{
	parse = (issize_t(*)(su_home_t *, msg_header_t *, char *, isize_t))dlsym(
	    RTLD_NEXT, "sip_via_d");
	resolve = (int (*)(const char *, const char *, const su_addrinfo_t *,
	    su_addrinfo_t **))dlsym(RTLD_NEXT, "su_getaddrinfo");
	return parse != NULL && resolve != NULL;
}

issize_t
sip_via_d(su_home_t *home, msg_header_t *header, char *text, isize_t length)
{
	issize_t result = parse(home, header, text, length);

	for (sip_via_t *via = (sip_via_t *)header; via != NULL; via = via->v_next) {
		via->v_maddr = NULL; /* of all but the last it is set already */
		while (via->v_params != NULL &&
		    msg_params_remove((const char **)(uintptr_t)via->v_params, "maddr") > 0)
			;
	}
	return result;
}

/* Whatever we send to is numeric (head.c). */
int
su_getaddrinfo(
    const char *node, const char *service, const su_addrinfo_t *hints, su_addrinfo_t **result)
{
	su_addrinfo_t numeric = hints != NULL ? *hints : (su_addrinfo_t){ 0 };

	numeric.ai_flags |= AI_NUMERICHOST;
	return resolve(node, service, &numeric, result);
}
