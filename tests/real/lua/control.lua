-- SPDX-License-Identifier: BSD-2-Clause
-- coroutine, debug, errors, garbage collection, closures, modules

-- coroutines
local function gen(n) return coroutine.wrap(function() for i = 1, n do coroutine.yield(i, i * i) end end) end
for a, b in gen(5) do io.write(a, ":", b, " ") end
print()
local co = coroutine.create(function(a, b)
	print("start", a, b, coroutine.isyieldable(), coroutine.running() ~= nil)
	local c = coroutine.yield(a + b)
	local ok, e = pcall(function() local x = coroutine.yield(c * 2) error("inside " .. x, 0) end)
	print(ok, e, coroutine.yield(select("#", coroutine.yield(table.unpack({}, 1, 50)))))
	return "done", nil, 3
end)
print(coroutine.resume(co, 1, 2))
print(coroutine.resume(co, 10))
print(select("#", coroutine.resume(co, "y")))
print(coroutine.resume(co, 1, 2, 3))
print(coroutine.status(co), coroutine.resume(co, "z"), coroutine.status(co), coroutine.resume(co))
local closing = coroutine.create(function() local x <close> = setmetatable({}, { __close = function(_, e) print("closed", e) end }) coroutine.yield(1) end)
print(coroutine.resume(closing), coroutine.close(closing), coroutine.status(closing), pcall(coroutine.close, coroutine.running()))
print(select(2, coroutine.resume(coroutine.create(function() error({ code = 5 }) end))).code)
local threads = {}
for i = 1, 200 do threads[i] = coroutine.create(function(x) while true do x = coroutine.yield(x + i) end end) end
local sum = 0
for round = 1, 5 do for i = 1, 200 do sum = sum + select(2, coroutine.resume(threads[i], round)) end end
print(sum)
print(select("#", pcall(coroutine.wrap(function() return pcall(pcall, error) end))))
table.sort({ 3, 1, 2 }, function(a, b) assert(not pcall(coroutine.yield)) return a < b end)
local function permute(a, n)
	n = n or #a
	if n <= 1 then coroutine.yield(table.concat(a)) end
	for i = 1, n do a[n], a[i] = a[i], a[n]; permute(a, n - 1); a[n], a[i] = a[i], a[n] end
end
for p in coroutine.wrap(function() permute { "a", "b", "c", "d" } end) do io.write(p, " ") end
print()

-- errors
print(pcall(error), pcall(error, nil), pcall(error, { 1 }) == false, pcall(error, "m", 0), pcall(error, "m", 1), pcall(error, "m", 2))
print(xpcall(function() local x = nil; return x.y end, function(m) return "handled: " .. m end))
print(xpcall(function(...) return select("#", ...) end, print, 1, nil, nil))
print(pcall(function() local t = {}; t.a.b = 1 end), pcall(function() return {} + 1 end), pcall(function() return #5 end), pcall(function() return {} < {} end))
print(pcall(function() return ("x")() end), pcall(function() return 1 & 1.5 end), pcall(function() return 2 ^ 53 | 0.5 end), pcall(function() return "a" + 1 end))
print((select(2, pcall(function() local function f() return f() + 1 end return f() end)):gsub("\n.*", "")))
print(xpcall(function() error("again") end, function() error("in the handler") end))
print(pcall(string.rep), pcall(setmetatable, 1, 2), pcall(ipairs), assert(1, 2, 3), pcall(assert, false, "message"), pcall(assert, nil))
for _, source in ipairs { "x = = 1", "for", "goto none", "local x <const> = 1; x = 2", "break", "return return", "x = 'open", "x = [[open", "::a:: ::a::",
	"f(", "local function f() goto l1; local a; ::l1:: print(a) end", "x = 0x", "x = '\\q'", "x = '\\u{110000000}'", "a.b:c = 1", ("("):rep(300) .. ")" } do
	print((select(2, load(source, "=source"))))
end
warn("@on")
warn("a warning ", "in pieces")
warn("@off")

-- debug
local function info(level)
	local i = debug.getinfo(level + 1, "nSlutf")
	return i and ("%s %s %s %d %d"):format(i.name, i.namewhat, i.what, i.currentline, i.nparams)
end
local function named() local x <const> = 1; local s = info(1); return s, x end
print(named())
local a, b = 1, 2
local function up() return a, b end
print(debug.getupvalue(up, 1), debug.setupvalue(up, 2, "new"), b, debug.upvalueid(up, 1) ~= debug.upvalueid(up, 2), debug.getlocal(1, 1) ~= nil)
local count = 0
debug.sethook(function() count = count + 1 end, "lcr", 10)
for _ = 1, 20 do math.max(1, 2) end
debug.sethook()
print(count > 40, debug.gethook())
print((debug.traceback("message", 1):gsub("\n\t%[C%].*", ""):gsub("0x%x+", "P")))
local ud = io.stdout
print(debug.getmetatable("").__index == string, debug.getuservalue(ud), debug.getregistry() ~= nil, debug.getinfo(print).what, debug.getinfo(1, "L") ~= nil)
debug.setmetatable(1, { __index = function(n, k) return k .. n end })
print((5).field)
debug.setmetatable(1, nil)
for i = 1, 3 do print(debug.getlocal(function(x, y, ...) return x, y end, i)) end

-- collection
local weak = setmetatable({}, { __mode = "v" })
local ephemeron = setmetatable({}, { __mode = "k" })
local finalized = 0
for i = 1, 300 do
	weak[i] = setmetatable({}, { __gc = function() finalized = finalized + 1 end })
	ephemeron[{}] = { i }
end
collectgarbage()
collectgarbage()
print(finalized, next(weak), next(ephemeron))
for _, mode in ipairs { "generational", "incremental" } do
	collectgarbage(mode)
	local keep = {}
	for i = 1, 20000 do keep[i % 100 + 1] = { i, tostring(i), function() return i end } end
	for _ = 1, 20 do collectgarbage("step", 10) end
	print(keep[1][3]() > 19000, collectgarbage("count") > 10)
end
collectgarbage("stop")
print(collectgarbage("isrunning"), collectgarbage("restart"), collectgarbage("setpause", 150), collectgarbage("setstepmul", 200) ~= nil)
at_end = setmetatable({}, { __gc = function() print("at the end") end })
do
	local first <close> = setmetatable({}, { __close = function() print("first") end })
	local second <close> = setmetatable({}, { __close = function() print("second") end })
	local nothing <close> = nil
end
print(pcall(function() local bad <close> = 42 end))

-- closures, variable arguments, goto
local closures = {}
for i = 1, 3 do local j = i * 10; closures[i] = function(d) j = j + d; return i, j end end
print(closures[1](1), closures[1](1), closures[2](5))
local function count_all(...) local n = select("#", ...) return n, (...), { ... }, ... end
print(select("#", count_all(nil, nil)), (count_all(1, 2, 3)), pcall(select, 0))
print(select("#", table.unpack({}, 1, 100000)), pcall(table.unpack, {}, 1, 1e8))
for i = 1, 3 do
	for j = 1, 3 do
		if j == 2 then goto continue end
		io.write(i, j, " ")
		::continue::
	end
end
local i = 1
repeat local done = i >= 3; i = i + 1 until done
while true do i = i + 1 if i > 10 then break end end
print(i)
local function tail(n) if n == 0 then return "bottom" end return tail(n - 1) end
print(tail(100000))
local parts = {}
for n = 1, 300 do parts[n] = ("local v%d = %d"):format(n % 150, n) if n % 150 == 0 then parts[n] = "do end" end end
print(load("return " .. ("1 + "):rep(5000) .. "1")(), pcall(load, table.concat(parts, "\n")))
local env = { print = print }
load("x = 5; print(x, _ENV.y)", "chunk", "t", env)()
print(env.x, x, _VERSION, _G._G == _G)

-- modules
package.preload.made = function(...) return { arguments = { ... } } end
print(require("made").arguments[1], package.loaded.made ~= nil, package.config:sub(1, 1), package.searchpath("made", "./?.none"))
print((select(2, pcall(require, "no_such_module")):match("^[^\n]*")), package.loadlib("/no/such.so", "f"))
if arg[1] then
	package.cpath = arg[1] .. "/?.so"
	local box = require("box")
	local b = box.new("kept", 3)
	print(b:get(), #b, tostring(b), box.sum(1, 2.5, 3), pcall(box.sum, 1, "x"), pcall(b.get, {}))
	print(box.each({ 1, 2, 3 }, function(v) return v * v end))
	b = nil
	collectgarbage()
end
