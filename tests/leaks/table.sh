#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# table.sh FILE: CTest runs it after the results of every run. It prints the table that methods.sh has
# made in that run, if it has: FILE.new, FILE from then on.
[ ! -e "$1.new" ] || { mv "$1.new" "$1" && cat "$1"; }
