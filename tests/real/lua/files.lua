-- SPDX-License-Identifier: BSD-2-Clause
-- io and os, in the current folder

local name = "lua-file"
local f = assert(io.open(name, "w"))
print(io.type(f), io.type(io.stdout), io.type(42), f:setvbuf("full", 100), f:seek("cur"))
f:write("first line\n", 12, " ", 3.5, " 0x1F -7e2 nan\n", "\n", ("long "):rep(1000), "\nlast without newline")
print(f:seek("set", 3), f:seek("end"), f:flush(), f:close(), io.type(f), pcall(f.read, f))

for line in io.lines(name) do io.write(#line, " ") end
print()
for a, b in io.lines(name, 1, "L") do io.write(a, #(b or ""), " ") end
print()
f = assert(io.open(name, "rb"))
print(f:read("l"), f:read("n", "n", "n", "n", "n"))
print(f:read("L", "l", 5, 0, "a", "a", "l", 0))
print(f:seek("set", 11), f:read("n"), f:read(1), f:seek("cur", -2), f:read(3))
f:close()
f = assert(io.open(name, "a+"))
f:write("appended")
f:seek("set")
print(f:read("l"), #f:read("a"))
f:close()
f = assert(io.open(name, "r+"))
f:setvbuf("no")
f:write("FIRST")
f:seek("set", 0)
print(f:read(10))
f:setvbuf("line")
f:close()
print(io.open("/no/such/file"), pcall(io.open, name, "rz"), pcall(io.lines, "/no/such/file"))

io.output("lua-out")
io.write("default ", "output\n")
io.close()
io.output(io.stdout)
io.input("lua-out")
print(io.read("a"))
io.close(io.input())
io.input(io.stdin)

local p = io.popen("printf 'one\\ntwo\\n'; exit 3")
for line in p:lines() do io.write(line, " ") end
print(p:close())
p = io.popen("cat", "w")
p:write("through a pipe\n")
print(p:close())
print(os.execute("exit 5"), os.execute(), os.execute("kill -9 $$"))
local t = io.tmpfile()
t:write(("x"):rep(10000))
t:seek("set", 9990)
print(t:read("a"))
do local closed <close> = t end
print(io.type(t))

print(os.date("!%Y-%m-%d %H:%M:%S %a %A %b %B %p %j %U %w %y %% %c|%x|%X|%D|%F|%R|%T|%e|%I|%n%t|%G|%V|%u", 86400 * 365))
local d = os.date("!*t", 1e9 // 1 | 0)
for _, k in ipairs { "year", "month", "day", "hour", "min", "sec", "wday", "yday", "isdst" } do io.write(k, "=", tostring(d[k]), " ") end
print(pcall(os.date, "%Ez", 0), pcall(os.date, "%Q", 0))
local when = os.time { year = 2000, month = 14, day = -3, hour = 12, min = 75, sec = 90, isdst = false }
print(os.date("%Y-%m-%d %H:%M:%S", when), os.difftime(when + 10, when), pcall(os.time, { year = 2000 }), type(os.time()), os.clock() >= 0)
print(os.getenv("LUA_TEST_VARIABLE"), os.getenv("none such"), os.setlocale(), os.setlocale("C", "numeric"), os.setlocale("no_SUCH"))
local temporary = os.tmpname()
print(#temporary > 4, os.remove(temporary), os.remove(temporary) == nil, os.rename(name, name .. "2"), os.rename("/no/such", "x"))
print(select("#", os.remove(name .. "2")), os.remove("lua-out"))

local function reader()
	local lines = { "local a = 1\n", "return a + ", "41" }
	local i = 0
	return function() i = i + 1; return lines[i] end
end
print(load(reader())(), load("x ="), loadfile("/no/such"), pcall(dofile, "/no/such"))
f = io.open("lua-chunk", "w")
f:write("#!/usr/bin/lua\nlocal n = ... return 'chunk', n\n")
f:close()
print(loadfile("lua-chunk")(7), dofile("lua-chunk"))
f = io.open("lua-chunk", "wb")
f:write(string.dump(function(n) local t = { n, "constant", 1.5, true } return #t, t[2], t[3] end, true))
f:close()
print(loadfile("lua-chunk", "b")(1), loadfile("lua-chunk", "t"))
print(load(string.dump(load("return ...")):sub(1, 20), "cut", "b"))
os.remove("lua-chunk")
io.stderr:write("")
