#!/usr/bin/env python3
"""Writes transcode.txt and values.txt: what the specification's own reference
code does. Run it as

    python3 generate.py .../component-model/design/mvp/canonical-abi

with a checkout of WebAssembly/component-model (6d281648). The tests only need
what it wrote.
"""
import os
import random
import sys

sys.path.insert(0, sys.argv[1])
import definitions as d  # noqa: E402

d.DETERMINISTIC_PROFILE = True
HERE = os.path.dirname(os.path.abspath(__file__))


class Context(d.LiftLowerContext):
    """A context whose realloc starts at 16, aligns to 8 and always moves."""

    def __init__(self, opts):
        super().__init__(opts, None)
        self.log = []
        self.next = 16

    def reallocate(self, old, old_size, align, new_size):
        p = self.next = (self.next + 7) & ~7
        self.next += new_size
        m = self.opts.memory.bytes
        n = min(old_size, new_size)
        m[p:p + n] = m[old:old + n]
        self.log.append(f"{old},{old_size},{align},{new_size}={p}")
        return p


def memory(size):
    return d.MemInst(bytearray(size), 'i32')


ENCODINGS = ['utf8', 'utf16', 'latin1+utf16']
TAG = 1 << 31


def representations(s, encoding):
    """The (bytes, tagged code units) that a string may have in memory."""
    wide = s.encode('utf-16-le')
    if encoding == 'utf8':
        return [(s.encode('utf-8'), len(s.encode('utf-8')))]
    if encoding == 'utf16':
        return [(wide, len(wide) // 2)]
    narrow = [(s.encode('latin-1'), len(s))] if all(ord(c) < 256 for c in s) else []
    return [(wide, len(wide) // 2 | TAG)] + narrow


def transcode():
    strings = ["", "a", "hello", "é", "aé", "naïve café", "☃", "a☃", "éa☃b", "🍰", "x🍰y", "hö☃🍰",
               "ascii then é then ☃ then 🍰", "ÿĀ", "\x00\x7f\x80", "a" * 20 + "Ā" + "é" * 7, "é" * 9, "☃" * 6]
    yield "# Strings that cross between two components."
    yield "# from to source source-units old,old-size,align,new-size=result;... ptr units bytes"
    for s in strings:
        for source in ENCODINGS:
            for data, units in representations(s, source):
                for target in ENCODINGS:
                    mem = memory(1024)
                    mem.bytes[64:64 + len(data)] = data
                    lifted = d.load_string_from_range(Context(d.LiftLowerOptions(source, mem)), 64, units)
                    assert lifted[0] == s
                    cx = Context(d.LiftLowerOptions(target, memory(2048)))
                    ptr, n = d.store_string_into_range(cx, lifted)
                    width = 2 if target == 'utf16' or n & TAG else 1
                    out = cx.opts.memory.bytes[ptr:ptr + (n & ~TAG) * width]
                    yield (f"{source} {target} {data.hex() or '-'} {units:#x} {';'.join(cx.log)} "
                           f"{ptr} {n:#x} {out.hex() or '-'}")


SCALARS = {
    'bool': d.BoolType, 's8': d.S8Type, 'u8': d.U8Type, 's16': d.S16Type, 'u16': d.U16Type, 's32': d.S32Type,
    'u32': d.U32Type, 's64': d.S64Type, 'u64': d.U64Type, 'f32': d.F32Type, 'f64': d.F64Type, 'char': d.CharType,
    'string': d.StringType,
}


def random_type(r, depth):
    """A type as text and as the reference code's object."""
    if depth == 0 or r.random() < 0.35:
        name = r.choice(list(SCALARS))
        return name, SCALARS[name]()
    kind = r.choice(['list', 'fixed', 'record', 'tuple', 'variant', 'enum', 'option', 'result', 'flags', 'map'])
    sub = lambda: random_type(r, depth - 1)
    maybe = lambda: sub() if r.random() < 0.7 else ('_', None)
    if kind == 'list':
        t, o = sub()
        return f"list<{t}>", d.ListType(o)
    if kind == 'fixed':
        t, o = sub()
        n = r.randint(1, 4)
        return f"list<{t},{n}>", d.ListType(o, n)
    if kind == 'record':
        ts = [sub() for _ in range(r.randint(1, 5))]
        return f"record<{','.join(t for t, _ in ts)}>", d.RecordType([d.FieldType(f"f{i}", o) for i, (_, o) in enumerate(ts)])
    if kind == 'tuple':
        ts = [sub() for _ in range(r.randint(1, 5))]
        return f"tuple<{','.join(t for t, _ in ts)}>", d.TupleType([o for _, o in ts])
    if kind == 'variant':
        ts = [maybe() for _ in range(r.randint(1, 5))]
        return f"variant<{','.join(t for t, _ in ts)}>", d.VariantType([d.CaseType(f"c{i}", o) for i, (_, o) in enumerate(ts)])
    if kind in ('enum', 'flags'):
        n = r.choice([1, 2, 8, 9, 16, 17, 32]) if kind == 'flags' else r.choice([1, 2, 256, 257])
        make = d.FlagsType if kind == 'flags' else d.EnumType
        return f"{kind}<{n}>", make([f"l{i}" for i in range(n)])
    if kind == 'option':
        t, o = sub()
        return f"option<{t}>", d.OptionType(o)
    if kind == 'result':
        (t, o), (u, e) = maybe(), maybe()
        return f"result<{t},{u}>", d.ResultType(o, e)
    key = r.choice(['bool', 'u8', 's32', 'u64', 'char', 'string'])
    t, o = sub()
    return f"map<{key},{t}>", d.MapType(SCALARS[key](), o)


def random_value(r, t):
    t = d.despecialize(t)
    match t:
        case d.BoolType():
            return r.random() < 0.5
        case d.U8Type() | d.U16Type() | d.U32Type() | d.U64Type():
            bits = int(type(t).__name__[1:-4])
            return r.getrandbits(bits)
        case d.S8Type() | d.S16Type() | d.S32Type() | d.S64Type():
            bits = int(type(t).__name__[1:-4])
            return r.getrandbits(bits) - (1 << (bits - 1))
        case d.F32Type():
            return d.core_f32_reinterpret_i32(d.core_i32_reinterpret_f32(r.choice([0.0, -1.5, 1e30, float('nan'), float('inf')])))
        case d.F64Type():
            return r.choice([0.0, -1.5, 1e300, float('nan'), float('-inf')])
        case d.CharType():
            return r.choice('aé☃🍰\ud7ff\ue000\U0010ffff')
        case d.StringType():
            # A Go string comes from UTF-8.
            s = ''.join(r.choice('abc' if r.random() < 0.5 else 'abé☃🍰') for _ in range(r.randint(0, 6)))
            return (s, 'utf8', len(s.encode('utf-8')))
        case d.ListType(e, n):
            return [random_value(r, e) for _ in range(n if n is not None else r.randint(0, 3))]
        case d.RecordType(fields):
            return {f.label: random_value(r, f.t) for f in fields}
        case d.VariantType(cases):
            c = r.choice(cases)
            return {c.label: None if c.t is None else random_value(r, c.t)}
        case d.FlagsType(labels):
            return {label: r.random() < 0.5 for label in labels}
    raise AssertionError(t)


def flat_value(v, t):
    match t:
        case 'f32':
            return d.encode_float_as_i32(v)
        case 'f64':
            return d.encode_float_as_i64(v)
    return v


def values():
    r = random.Random(1)
    yield "# Values in memory and flat; bytes are without the zeros at the end, realloc allocates from 16."
    yield "# encoding type size align flat-types ptr memory-of-store flat-values memory-of-lower"
    for i in range(400):
        text, t = random_type(r, 1 + i % 4)
        encoding = r.choice(ENCODINGS)
        v = random_value(r, t)
        cx = Context(d.LiftLowerOptions(encoding, memory(1 << 15)))
        size, align = d.elem_size(t, 'i32'), d.alignment(t, 'i32')
        if size > 1024:
            continue
        ptr = cx.allocate(align, size)
        d.store(cx, v, t, ptr)
        stored = bytes(cx.opts.memory.bytes).rstrip(b'\0')
        flat, lowered, flat_values = d.flatten_type(t, cx.opts), b'', []
        if len(flat) <= d.MAX_FLAT_PARAMS:
            cx = Context(d.LiftLowerOptions(encoding, memory(1 << 15)))
            flat_values = [flat_value(v, ft) for v, ft in zip(d.lower_flat(cx, v, t), flat)]
            lowered = bytes(cx.opts.memory.bytes).rstrip(b'\0')
            flat_text = ','.join(flat)
        else:
            flat_text = str(len(flat))
        yield (f"{encoding} {text} {size} {align} {flat_text} {ptr} {stored.hex() or '-'} "
               f"{','.join(f'{v:x}' for v in flat_values) or '-'} {lowered.hex() or '-'}")


for name, lines in [('transcode.txt', transcode()), ('values.txt', values())]:
    with open(os.path.join(HERE, name), 'w') as f:
        f.write("# Written by generate.py.\n" + ''.join(line + '\n' for line in lines))
