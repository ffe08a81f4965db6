#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# docs/EVIDENCE.md says which test is of which wrapper: all of them, and none that is not there. Of
# Linux's cases there are thirty.
set -u

here=$(cd "$(dirname "$0")" && pwd)
page=$here/../../docs/EVIDENCE.md
failed=0

wrong() {
	echo "$*"
	failed=1
}

for file in "$here"/bsd/*.c; do
	name=$(basename "$file")
	grep -q "(../tests/peers/bsd/$name)" "$page" || wrong "EVIDENCE.md does not name $name"
done
for link in $(grep -o '(\.\./tests/peers/bsd/[a-z_]*\.c)' "$page" | tr -d '()'); do
	[ -e "$here/../../docs/$link" ] || wrong "there is no $link"
done
[ "$(ls "$here"/linux/*.c | wc -l)" -eq 30 ] || wrong "not thirty cases of Linux's"
exit $failed
