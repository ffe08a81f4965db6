# SPDX-License-Identifier: BSD-2-Clause
"""kMSan in GDB, for a live program and for a core file:

    kmsan shadow EXPR[, SIZE]   which bytes and bits are uninitialised
    kmsan origin EXPR[, SIZE]   and where they came from
    kmsan describe ADDRESS      what an address is
    kmsan gcore [FILE]          a core file with the shadow in it, of a live program

EXPR is an object (st, *p, p->name), or with SIZE an address. Load it with
"source .../kmsan-gdb.py". Names and lines of origins need the debug information of the runtime,
with which it is built.
"""

import gdb

SHAD_XOR = 0x500000000000
ORIG_ADD = 0x100000000000
TYPES = ["Stack", "Kmem", "Malloc", "Pool", "Uvm", "Marked", "Unknown"]
FREED = 8
CHAINED = 15
CHAIN_DEPTH = 7
ROWS_MAX = 64
EXTENT_MAX = 1 << 20


def evaluate(text):
    return gdb.parse_and_eval(text)


def read(address, size, what):
    """Bytes of the inferior; of its shadow they may be missing from a core file."""
    try:
        return bytes(gdb.selected_inferior().read_memory(address, size))
    except gdb.MemoryError:
        raise gdb.GdbError("no %s of 0x%x here: see \"kmsan gcore\" about core files"
                           % (what, address))


def shad(address, size):
    return read(address ^ SHAD_XOR, size, "shadow")


def cells(address, size):
    """The cell of each byte."""
    first = address & ~3
    last = (address + size + 3) & ~3
    raw = read((first ^ SHAD_XOR) + ORIG_ADD, last - first, "origin")
    all_cells = [int.from_bytes(raw[i:i + 4], "little") for i in range(0, len(raw), 4)]
    return [all_cells[(address + i - first) // 4] for i in range(size)]


def split(argument):
    """"EXPR, SIZE" -> its two parts; a comma inside brackets is EXPR's."""
    depth = 0
    for i in range(len(argument) - 1, -1, -1):
        if argument[i] in ")]}":
            depth += 1
        elif argument[i] in "([{":
            depth -= 1
        elif argument[i] == "," and depth == 0:
            return argument[:i], argument[i + 1:]
    return argument, None


def has_runtime():
    try:
        evaluate("(long)&__msan_get_context_state")
    except gdb.error:
        raise gdb.GdbError("this program was not built with kMSan")


def an_object(argument):
    """-> address and size."""
    expression, size = split(argument)
    if not expression.strip():
        raise gdb.GdbError("an expression is missing")
    value = evaluate(expression)
    code = value.type.strip_typedefs().code
    if size is not None:
        if code == gdb.TYPE_CODE_ARRAY:
            value = value.address
        return int(value) & 0xffffffffffffffff, int(evaluate(size))
    if value.address is None or value.is_optimized_out:
        raise gdb.GdbError("'%s' is not in memory" % expression.strip())
    return int(value.address), value.type.sizeof


def runs(numbers):
    """[4, 5, 6, 9] -> "4-6, 9"."""
    found = []
    for n in numbers:
        if found and found[-1][1] == n - 1:
            found[-1][1] = n
        else:
            found.append([n, n])
    return ", ".join("%d-%d" % (a, b) if a != b else "%d" % a for a, b in found)


def count_of(n, what):
    return "%d %s%s" % (n, what, "" if n == 1 else "s")


def are_uninitialized(bytes_, total):
    one = len(bytes_) == 1
    return "%s %s of %d %s uninitialized" % ("Byte" if one else "Bytes", runs(bytes_), total,
                                             "is" if one else "are")


def print_rows(address, data, masks):
    rows = 0
    for at in range(0, len(data), 16):
        row, mask = data[at:at + 16], masks[at:at + 16]
        if not any(mask):
            continue
        rows += 1
        if rows > ROWS_MAX:
            print("and more")
            break
        print("0x%x: %-47s | %s" % (address + at,
                                    " ".join("??" if m == 0xff else "%02x" % b
                                             for b, m in zip(row, mask)),
                                    " ".join("%02x" % m for m in mask)))


class Runtime:
    """The runtime's own records, read through its debug information."""

    def static(self, file, name):
        try:
            return evaluate("'%s'::%s" % (file, name))
        except gdb.error:
            return None

    def record(self, number):
        chunks = self.static("origin/record.c", "chunk")
        count = self.static("origin/record.c", "count")
        if chunks is None or count is None or number >= int(count):
            return None
        per_chunk = 4096
        chunk = chunks[number // per_chunk]
        return None if int(chunk) == 0 else chunk[number % per_chunk]

    def kind(self, record, name):
        try:
            return record is not None and int(record["kind"]) == int(evaluate(name))
        except gdb.error:
            return False

    def place(self, pointer):
        """A space address -> (pc, text); pc is 0 if its image is gone."""
        record = self.record(pointer) if pointer < 1 << 22 else None
        if self.kind(record, "RECORD_FREED"):
            return self.place(int(record["pc"]))
        if self.kind(record, "RECORD_STACK"):
            return self.place(int(record["stack"][1]))
        if self.kind(record, "RECORD_CODE"):
            return int(record["pc"]), ""
        windows = self.static("origin/space.c", "windows")
        for i in range(int(windows) if windows is not None else 0):
            w = self.static("origin/space.c", "window")[i]
            inside = pointer - int(w["first"])
            if inside < 0 or inside >= int(w["span"]):
                continue
            pc = int(w["lo"]) + inside
            where = "%s+0x%x" % (w["path"].string(), pc - int(w["base"]))
            return (pc if int(w["size"]) != 0 else 0), where
        return None


def code(place):
    """Where a return address is, in words."""
    if place is None:
        return "a place that is not known"
    pc, where = place
    if pc == 0:
        return where + " (unloaded)"
    # The call, not what follows it.
    line = gdb.find_pc_line(pc - 1)
    block = gdb.block_for_pc(pc - 1)
    while block is not None and block.function is None:
        block = block.superblock
    name = block.function.print_name if block is not None else where
    if line.symtab is None:
        return "0x%x in %s" % (pc, name)
    return "0x%x in %s %s:%d" % (pc, name, line.symtab.filename, line.line)


def decode(cell):
    """A cell -> its chain's stacks and its root, in words."""
    runtime = Runtime()
    stored = []
    while cell >> 28 == CHAINED and len(stored) < CHAIN_DEPTH:
        record = runtime.record(cell & 0xfffffff)
        if not runtime.kind(record, "RECORD_CHAIN"):
            break
        stack = record["stack"]
        stored.append([runtime.place(int(stack[i + 1])) for i in range(int(stack[0]))])
        cell = int(record["link"])
    return stored, root(runtime, cell)


def root(runtime, cell):
    kind, pointer = cell >> 28, cell & 0xfffffff
    if cell == 0:
        return "no origin"
    if kind == 0:
        record = runtime.record(pointer)
        if not runtime.kind(record, "RECORD_VARIABLE"):
            return "Unknown memory, cell 0x%08x" % cell
        name = record["name"].string()
        return "Stack memory: %s, created at %s" % (
            "variable '%s'" % name if name else "a temporary",
            code(runtime.place(int(record["link"]))))
    plain = kind & ~FREED
    if plain >= len(TYPES) - 1 or plain == 0:
        return "Unknown memory"
    verb = "marked" if TYPES[plain] == "Marked" else "freed" if kind & FREED else "created"
    return "%s%s memory, %s at %s" % ("Freed " if kind & FREED else "", TYPES[plain], verb,
                                      code(runtime.place(pointer)))


def print_origin(cell):
    stored, words = decode(cell)
    for stack in stored:
        print("  Stored to memory at:")
        for number, place in enumerate(stack):
            print("    #%d %s" % (number, code(place)))
    print("  " + words)


class Kmsan(gdb.Command):
    __doc__ = __doc__

    def __init__(self):
        super().__init__("kmsan", gdb.COMMAND_DATA, prefix=True)


class Shadow(gdb.Command):
    """kmsan shadow EXPR[, SIZE]: which bytes and bits are uninitialised."""

    def __init__(self):
        super().__init__("kmsan shadow", gdb.COMMAND_DATA, gdb.COMPLETE_EXPRESSION)

    def invoke(self, argument, from_tty):
        has_runtime()
        address, size = an_object(argument)
        masks = shad(address, size)
        whole = [i for i in range(size) if masks[i] == 0xff]
        if not any(masks):
            print("0x%x: %s, all initialized" % (address, count_of(size, "byte")))
            return
        if whole:
            print(are_uninitialized(whole, size))
        for i in range(size):
            if masks[i] not in (0, 0xff):
                print("Bits 0x%02x of byte %d are uninitialized" % (masks[i], i))
        print_rows(address, read(address, size, "memory"), masks)


class Origin(gdb.Command):
    """kmsan origin EXPR[, SIZE]: where what is uninitialised came from."""

    def __init__(self):
        super().__init__("kmsan origin", gdb.COMMAND_DATA, gdb.COMPLETE_EXPRESSION)

    def invoke(self, argument, from_tty):
        has_runtime()
        address, size = an_object(argument)
        masks, all_cells = shad(address, size), cells(address, size)
        found = {}
        for i in range(size):
            if masks[i] != 0:
                found.setdefault(all_cells[i], []).append(i)
        if not found:
            print("0x%x: %s, all initialized" % (address, count_of(size, "byte")))
        for cell, bytes_ in found.items():
            print(are_uninitialized(bytes_, size) + ":")
            print_origin(cell)


class Describe(gdb.Command):
    """kmsan describe ADDRESS: what an address is: its state, symbol, and the memory that it is in."""

    def __init__(self):
        super().__init__("kmsan describe", gdb.COMMAND_DATA, gdb.COMPLETE_EXPRESSION)

    def invoke(self, argument, from_tty):
        has_runtime()
        if not argument.strip():
            raise gdb.GdbError("an address is missing")
        address = int(evaluate("(unsigned long)(%s)" % argument))
        try:
            mask, cell = shad(address, 1)[0], cells(address, 1)[0]
            state = "initialized" if mask == 0 else "uninitialized" if mask == 0xff \
                else "bits 0x%02x uninitialized" % mask
        except gdb.GdbError:
            # Of what cannot be written a core file has no shadow: nobody needs it.
            cell, state = 0, "no shadow here"
        print("0x%x: %s" % (address, state))
        symbol = gdb.execute("info symbol 0x%x" % address, to_string=True).strip()
        if not symbol.startswith("No symbol"):
            print("  " + symbol)
        if cell == 0:
            return
        lo, hi = self.extent(address, cell)
        print("  byte %d of %s of the same origin, from 0x%x:"
              % (address - lo, count_of(hi - lo, "byte"), lo))
        print_origin(cell)

    def extent(self, address, cell):
        """All memory around it with its cell: an object, as a rule."""
        lo = address & ~3
        hi = lo + 4
        while address - lo < EXTENT_MAX and self.cell_or_none(lo - 4) == cell:
            lo -= 4
        while hi - address < EXTENT_MAX and self.cell_or_none(hi) == cell:
            hi += 4
        return lo, hi

    def cell_or_none(self, address):
        try:
            return cells(address, 1)[0]
        except gdb.GdbError:
            return None


class Gcore(gdb.Command):
    """kmsan gcore [FILE]: a core file that has the shadow of the program's memory.

Shadow is not in core files as a rule: there are 32 TiB of it. A program that dies by abort() or by
a fault includes what belongs to memory that it has; for a live one this command does."""

    def __init__(self):
        super().__init__("kmsan gcore", gdb.COMMAND_DATA, gdb.COMPLETE_FILENAME)

    def invoke(self, argument, from_tty):
        has_runtime()
        gdb.execute("call (void)kmsan_linux_core_shadow(1)")
        gdb.execute("gcore " + argument)


Kmsan()
Shadow()
Origin()
Describe()
Gcore()
