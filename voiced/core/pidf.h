/*
 * pidf - a dispatch address as the body of an emergency call: PIDF-LO with a civic address (RFC 4119, 5139, 5491).
 *
 * Owns: element names and their order, escaping.
 * Must not know: where an address comes from, SIP headers (the body is referred to by Geolocation, RFC 6442).
 */
#ifndef VOICED_CORE_PIDF_H
#define VOICED_CORE_PIDF_H

#include <stdbool.h>

#include "common/base/str.h"

enum { PIDF_FIELD_MAX = 500 }; /* bytes of a field; more is cut at a character */

/* All texts are UTF-8; NULL and "" alike: there is none. */
struct pidf {
	const char *
	    entity; /* whose location it is: a URI, as pres:+46850001001@example.com (RFC 3863, 4.1.1) */
	const char *id; /* of the person in the document: a name of XML, as "caller" */
	const char *at; /* when it was so: RFC 3339 */
	bool confirmed; /* by the caller; else a note says that nobody did */
	/* RFC 5139: country (ISO 3166), A1, A3, PC, RD, HNO, LOC. An address that is only words goes as `additional`. */
	const char *country, *region, *city, *postal_code, *street, *house_number, *additional;
};

/* The type of the body. */
#define PIDF_TYPE "application/pidf+xml"

/* Appends the document. Bytes that XML 1.0 can't carry (controls, no UTF-8) are left out. false: there is no address, no
 * entity, no id: `out` is as it was. Rule: EM-11. */
bool pidf_write(const struct pidf *pidf, struct buf *out);

#endif
