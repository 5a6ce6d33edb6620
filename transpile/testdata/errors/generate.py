# Makes errors.wat: for each kind of WIT type T a function "take-NAME" (v: T) and a function "ask-NAME", which calls the import
# "give-NAME" () -> T. See ../node/errors.mjs. The .wasm beside: wasm-tools parse errors.wat -o errors.wasm; wasm-tools strip -a.
NAMED = [
    ("point", '(record (field "x" f64) (field "y-axis" (option s32)))'),
    ("color", '(enum "dark-red" "blue")'),
    ("access", '(flags "read" "write")'),
    ("shape", '(variant (case "circle" f32) (case "at" $point) (case "nothing"))'),
    ("wide", "(record %s)" % " ".join(['(field "points" (list $point))'] + ['(field "f%d" u8)' % i for i in range(16)])),
]
FLAT = {"$point": ["f64", "i32", "i32"], "$color": ["i32"], "$access": ["i32"], "$shape": ["i32", "f64", "i32", "i32"], "$wide": ["i32"] * 18}
# The slots of a shape: f32 or f64, which share an i64.
FLAT["$shape"][1] = "i64"
TYPES = [(t, t, [{"s64": "i64", "u64": "i64", "f32": "f32", "f64": "f64"}.get(t, "i32")])
         for t in ["bool", "s8", "u8", "s16", "u16", "s32", "u32", "s64", "u64", "f32", "f64", "char"]] + [
    ("string", "string", ["i32"] * 2),
    ("bytes", "(list u8)", ["i32"] * 2),
    ("bigs", "(list u64)", ["i32"] * 2),
    ("strings", "(list string)", ["i32"] * 2),
    ("points", "(list $point)", ["i32"] * 2),
    ("grid", "(list (list $point))", ["i32"] * 2),
    ("map", "(map string u8)", ["i32"] * 2),
    ("three", "(list u8 3)", ["i32"] * 3),
    ("pair", "(tuple u8 string)", ["i32"] * 3),
    ("maybe", "(option u8)", ["i32"] * 2),
    ("perhaps", "(option (option u8))", ["i32"] * 3),
    ("outcome", "(tuple (result u8 (error string)))", ["i32"] * 3),
    ("returned", "(result u8 (error string))", ["i32"] * 3),
] + [(n, "$" + n, FLAT["$" + n]) for n, _ in NAMED]

out = ["(component"]
for n, body in NAMED:
    out += ["  (type $%s' %s)" % (n, body), "  (import \"%s\" (type $%s (eq $%s')))" % (n, n, n)]
for n, ref, _ in TYPES:
    out.append('  (import "give-%s" (func $give-%s (result %s)))' % (n, n, ref))
out.append("""  (core module $Libc
    (memory (export "mem") 1)
    (global $next (mut i32) (i32.const 1024))
    (func (export "realloc") (param i32 i32 i32 i32) (result i32)
      (global.set $next (i32.and (i32.add (global.get $next) (i32.const 15)) (i32.const -16)))
      (global.get $next)
      (global.set $next (i32.add (global.get $next) (local.get 3)))))
  (core instance $libc (instantiate $Libc))""")
OPT = '(memory (core memory $libc "mem")) (realloc (core func $libc "realloc"))'
imports, funcs = [], []
for n, ref, flat in TYPES:
    out.append("  (core func $give-%s' (canon lower (func $give-%s) %s))" % (n, n, OPT))
    spill = len(flat) > 1
    imports.append('    (import "" "%s" (func $%s %s))' % (n, n, "(param i32)" if spill else "(result %s)" % flat[0]))
    params = flat if len(flat) <= 16 else ["i32"]
    funcs.append('    (func (export "take-%s") (param %s))' % (n, " ".join(params)))
    funcs.append('    (func (export "ask-%s") %s)' % (n, "(call $%s (i32.const 256))" % n if spill else "(drop (call $%s))" % n))
out += ["  (core module $M"] + imports + funcs + ["  )"]
out.append('  (core instance $m (instantiate $M (with "" (instance %s))))' % " ".join('(export "%s" (func $give-%s\'))' % (n, n) for n, _, _ in TYPES))
for n, ref, _ in TYPES:
    out.append('  (func (export "take-%s") (param "v" %s) (canon lift (core func $m "take-%s") %s))' % (n, ref, n, OPT))
    out.append('  (func (export "ask-%s") (canon lift (core func $m "ask-%s")))' % (n, n))
out.append(")")
open("errors.wat", "w").write("\n".join(out) + "\n")
