/* SPDX-License-Identifier: BSD-2-Clause */
#include "msan/format/format.h"

#include <kmsan/options.h>

void
format_report(const struct report *report, struct text *out)
{
	static void (*const formats[])(const struct report *, struct text *) = {
	    [KMSAN_FORMAT_TEXT] = format_text,
	    [KMSAN_FORMAT_JSON] = format_json,
	    [KMSAN_FORMAT_NETBSD] = format_netbsd,
	    [KMSAN_FORMAT_LINUX] = format_linux,
	};

	formats[kmsan_options.report_format](report, out);
}

void
format_summary(uint64_t reports, uint64_t distinct, uint64_t suppressed, struct text *out)
{
	if (kmsan_options.report_format == KMSAN_FORMAT_JSON)
		text_print(out,
		    "{\"kmsan\":1,\"reports\":%lu,\"distinct\":%lu,\"suppressed\":%lu}\n", reports,
		    distinct, suppressed);
	else
		text_print(out, "kMSan: %lu report%s (%lu distinct), %lu suppressed\n", reports,
		    KMSAN_PLURAL(reports), distinct, suppressed);
}
