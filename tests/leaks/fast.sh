#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# timeout: 1500
# The patterns and their twins linked with --kmsan-fast, which inlines the hooks: the same reports, line by
# line. One compiler and level; KMSAN_CLANGS and KMSAN_LEVELS name others.
here=$(cd "$(dirname "$0")" && pwd)
: "${KMSAN_CLANGS:=19}" "${KMSAN_LEVELS:=2}" "${KMSAN_ORIGINS:=chain}" "${JOBS:=1}"
for clang in $KMSAN_CLANGS; do
	command -v "clang-$clang" >/dev/null || { echo "skipped: no clang-$clang"; exit 77; }
	[ -x "/usr/lib/llvm-$clang/bin/ld.lld" ] || command -v "ld.lld-$clang" >/dev/null ||
		{ echo "skipped: no lld-$clang"; exit 77; }
done
KMSAN_FAST=1
export KMSAN_CLANGS KMSAN_LEVELS KMSAN_ORIGINS KMSAN_FAST JOBS
exec sh "$here/full.sh" "$@"
