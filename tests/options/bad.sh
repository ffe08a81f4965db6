#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Bad options: status 2, one line, and nothing of the program has run.
. "$(dirname "$0")/lib.sh"

bad() {
	under "$1" 2
	[ "$(cat err)" = "kMSan: $2" ] || fail "does not say: $2"
	[ ! -s out ] || fail "the program ran"
}

bad halt_on_eror=1 "unknown option 'halt_on_eror': did you mean 'halt_on_error'?"
bad origin=chain "unknown option 'origin': did you mean 'origins'?"
bad =1 "unknown option '': did you mean '$(KMSAN_OPTIONS='=1' ./leaks 2>&1 | sed "s/.*mean '\(.*\)'?/\1/")'?"
bad dedup "option 'dedup' has no value: write dedup=VALUE"
bad dedup= "option dedup: '' is not valid: 0 or 1"
bad dedup=yes "option dedup: 'yes' is not valid: 0 or 1"
bad exitcode=256 "option exitcode: '256' is not valid: 0 to 255"
bad exitcode=-1 "option exitcode: '-1' is not valid: 0 to 255"
bad exitcode=7x "option exitcode: '7x' is not valid: 0 to 255"
bad max_reports=99999999999999999999 \
	"option max_reports: '99999999999999999999' is not valid: 0 to 1000000000"
bad origin_history_size=8 "option origin_history_size: '8' is not valid: 0 to 7"
bad origins=none "option origins: 'none' is not valid: chain or alloc"
bad report_format=xml "option report_format: 'xml' is not valid: text, json, netbsd or linux"
bad quarantine=17g "option quarantine: '17g' is not valid: 0 to 17179869184 bytes, k, m or g may follow"
bad dedup=0:verbosity=3 "option verbosity: '3' is not valid: 0 to 2"
bad suppressions="$tmp/none" "suppressions: cannot read the file $tmp/none"
bad "$(awk 'BEGIN { while (n++ < 2000) printf "dedup=1:::"; exit }')" \
	"KMSAN_OPTIONS is longer than 16383 bytes"

# Empty words are nothing.
under '::dedup=1::' 77
finish
