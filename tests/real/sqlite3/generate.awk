# SPDX-License-Identifier: BSD-2-Clause
# Prints statements: seed and count are variables. Always the same ones for the same seed.

function random(n) {
	state = (state * 16807) % 2147483647
	return state % n
}
function value(  k) {
	k = random(7)
	if (k == 0) return random(2000) - 1000
	if (k == 1) return (random(100000) - 50000) / 64
	if (k == 2) return "'" substr("the quick brown fox jumps over a lazy dog", random(30) + 1, random(12)) "'"
	if (k == 3) return sprintf("x'%02x%04x'", random(256), random(65536))
	if (k == 4) return "NULL"
	if (k == 5) return "zeroblob(0) || '" random(50) "'"
	return "'" random(300) "'"
}
function column() { return substr("abcdef", random(6) + 1, 1) }
function scalar(depth,  k) {
	k = random(depth > 2 ? 2 : 9)
	if (k == 0) return column()
	if (k == 1) return value()
	if (k == 2) return "(" scalar(depth + 1) " + " scalar(depth + 1) ")"
	if (k == 3) return "coalesce(" scalar(depth + 1) ", " scalar(depth + 1) ")"
	if (k == 4) return "substr(" scalar(depth + 1) ", " random(4) + 1 ", " random(5) ")"
	if (k == 5) return "CASE WHEN " test(depth + 1) " THEN " scalar(depth + 1) " ELSE " scalar(depth + 1) " END"
	if (k == 6) return "(" scalar(depth + 1) " || " scalar(depth + 1) ")"
	if (k == 7) return "max(" scalar(depth + 1) ", " scalar(depth + 1) ")"
	return "quote(" scalar(depth + 1) ")"
}
function test(depth,  k) {
	k = random(depth > 2 ? 3 : 8)
	if (k == 0) return column() " > " value()
	if (k == 1) return column() " IS NOT NULL"
	if (k == 2) return "typeof(" column() ") = 'text'"
	if (k == 3) return "(" test(depth + 1) " AND " test(depth + 1) ")"
	if (k == 4) return "(" test(depth + 1) " OR NOT " test(depth + 1) ")"
	if (k == 5) return scalar(depth + 1) " BETWEEN " value() " AND " value()
	if (k == 6) return column() " IN (" value() ", " value() ", " scalar(depth + 1) ")"
	return column() " IN (SELECT " column() " FROM r WHERE " test(depth + 1) ")"
}
BEGIN {
	state = seed
	print ".nullvalue NULL"
	print "CREATE TABLE r(a INTEGER, b TEXT, c REAL, d BLOB, e, f NUMERIC UNIQUE);"
	print "CREATE TABLE s(a INTEGER PRIMARY KEY, b TEXT COLLATE NOCASE, c, d, e, f);"
	print "CREATE INDEX r_ab ON r(a, b);"
	for (i = 0; i < 40; i++)
		printf "INSERT OR IGNORE INTO %s(b, c, d, e, f) VALUES(%s, %s, %s, %s, %d);\n",
			i % 2 ? "r" : "s", value(), value(), value(), value(), i
	for (i = 0; i < count; i++) {
		table = random(2) ? "r" : "s"
		k = random(14)
		if (k <= 2)
			printf "INSERT OR REPLACE INTO %s(a, b, c, d, e, f) VALUES(%d, %s, %s, %s, %s, %d);\n",
				table, random(500), value(), value(), value(), value(), random(500)
		else if (k == 3)
			printf "UPDATE OR IGNORE %s SET %s = %s WHERE %s;\n", table, substr("bcde", random(4) + 1, 1), scalar(0), test(1)
		else if (k == 4)
			printf "DELETE FROM %s WHERE rowid %% 17 = %d AND %s;\n", table, random(17), test(1)
		else if (k == 5)
			printf "SELECT count(*), min(%s), max(%s), group_concat(DISTINCT typeof(%s)) FROM %s WHERE %s;\n",
				column(), column(), column(), table, test(0)
		else if (k == 6)
			printf "SELECT typeof(%s) AS k, count(*), sum(length(%s)) FROM %s GROUP BY k ORDER BY k;\n", column(), scalar(1), table
		else if (k == 7)
			printf "SELECT r.a, s.%s FROM r JOIN s ON r.%s = s.%s WHERE s.a > %d ORDER BY 1, 2 LIMIT 5;\n", column(), column(), column(), random(100)
		else if (k == 8)
			printf "SELECT a, row_number() OVER (ORDER BY %s, rowid), sum(a) OVER (ORDER BY rowid ROWS 3 PRECEDING) FROM %s ORDER BY rowid LIMIT 6;\n", column(), table
		else if (k == 9)
			printf "WITH q AS (SELECT * FROM %s WHERE %s) SELECT count(*), total(a) FROM q UNION ALL SELECT max(a), 0 FROM q;\n", table, test(0)
		else if (k == 10)
			printf "SAVEPOINT x; UPDATE %s SET e = %s; SELECT count(DISTINCT e) FROM %s; ROLLBACK TO x; RELEASE x;\n", table, scalar(0), table
		else if (k == 11)
			printf "SELECT %s FROM %s ORDER BY %s DESC, rowid LIMIT %d OFFSET %d;\n", scalar(0), table, column(), random(6) + 1, random(5)
		else
			printf "SELECT %s, %s FROM %s WHERE %s ORDER BY rowid LIMIT 4;\n", scalar(0), scalar(0), table, test(0)
	}
	print "PRAGMA integrity_check;"
	print "SELECT count(*), sum(a), sum(length(hex(b))), sum(length(hex(c))) FROM r;"
	print ".dump"
}
