/* carriers - all that there are. A further one is a line here and a file of its own (docs/carriers.md). */
#include "smsgw/core/carrier.h"

extern const struct carrier carrier_twilio, carrier_telnyx, carrier_plivo, carrier_vonage,
    carrier_vonage_sms, carrier_8x8, carrier_sinch, carrier_messagebird, carrier_bird,
    carrier_bandwidth, carrier_infobip, carrier_generic, carrier_smpp, carrier_sandbox;

const struct carrier *const carriers[] = {
	&carrier_twilio,
	&carrier_telnyx,
	&carrier_plivo,
	&carrier_vonage,
	&carrier_vonage_sms,
	&carrier_8x8,
	&carrier_sinch,
	&carrier_messagebird,
	&carrier_bird,
	&carrier_bandwidth,
	&carrier_infobip,
	&carrier_generic,
	&carrier_smpp,
	&carrier_sandbox,
	NULL,
};
