package transpile

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
)

// TestTypesUses compiles a use of every export of every component of the
// repository and of the specification's suite against the component's
// declarations: parameters and results have the types that the table of values
// says, sample values are taken, and wrong values, missing and superfluous
// arguments are not.
func TestTypesUses(t *testing.T) {
	dir := t.TempDir()
	total := useCounts{}
	used := 0
	for name, bin := range usedComponents(t) {
		c, err := component.Decode(bin, component.DefaultFeatures())
		if err != nil {
			continue // it is to be refused
		}
		p, err := plan.Build(c)
		if err != nil {
			continue
		}
		result, err := Types(bin, Options{Name: "c"})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		u := &uses{world: component.NewWorld(p.World), classes: map[component.ResourceID]string{}}
		u.write()
		if u.counts == (useCounts{}) {
			continue
		}
		used++
		total.add(u.counts)
		for _, f := range result.Files {
			writeFile(t, filepath.Join(dir, name, filepath.FromSlash(f.Name)), f.Data)
		}
		writeFile(t, filepath.Join(dir, name, "use.ts"), []byte(useHead+u.b.String()))
	}
	compileTypes(t, dir)
	t.Logf("%d components, %d functions, %d samples, %d uses that must fail", used, total.functions, total.samples, total.wrong)
	if used < 20 || total.functions < 100 || total.samples < 100 || total.wrong < 200 {
		t.Error("too few uses were tried")
	}
}

// usedComponents are those of typesComponents, the fixtures, and the suite's.
func usedComponents(t *testing.T) map[string][]byte {
	t.Helper()
	all := typesComponents(t)
	add := func(prefix string, paths []string) {
		for _, path := range paths {
			bin, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			all[prefix+strings.TrimSuffix(filepath.Base(path), ".wasm")] = bin
		}
	}
	fixtures, err := filepath.Glob("../testdata/fixtures/*.wasm")
	if err != nil || len(fixtures) == 0 {
		t.Fatalf("no fixtures (%v)", err)
	}
	add("fixture-", fixtures)
	shared := os.Getenv("JCO_GO_SHARED")
	if shared == "" {
		shared = filepath.Join("..", "..", "shared")
	}
	var suite []string
	err = filepath.WalkDir(filepath.Join(shared, "component-model-tests", "json"), func(path string, e fs.DirEntry, err error) error {
		if err == nil && filepath.Ext(path) == ".wasm" {
			suite = append(suite, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(suite) == 0 {
		if os.Getenv("JCO_GO_SHARED") != "" {
			t.Fatalf("JCO_GO_SHARED: there is no suite in %s", shared)
		}
		t.Logf("the specification's suite is not in %s: its components are not tried (set JCO_GO_SHARED)", shared)
	}
	for _, path := range suite {
		add("suite-", []string{path})
	}
	return all
}

func writeFile(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// compileTypes gives all of dir to the TypeScript compiler.
func compileTypes(t *testing.T, dir string) {
	t.Helper()
	tsc, err := filepath.Abs("../node_modules/.bin/tsc")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(tsc); err != nil {
		t.Fatal("the TypeScript compiler is not installed: run `npm ci` in the repository first")
	}
	writeFile(t, filepath.Join(dir, "package.json"), []byte(`{"type":"module"}`))
	writeFile(t, filepath.Join(dir, "tsconfig.json"), []byte(`{
  "compilerOptions": {
    "strict": true, "noEmit": true, "skipLibCheck": false,
    "target": "esnext", "module": "nodenext", "lib": ["esnext", "dom"], "types": []
  },
  "include": ["**/*.ts"]
}`))
	cmd := exec.Command(tsc, "-p", ".")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		text := string(out)
		if len(text) > 8000 {
			text = text[:8000] + "…"
		}
		t.Errorf("tsc: %v\n%s", err, text)
	}
}

// useHead are the types that compare types: equal in both directions, and not any.
const useHead = `import * as m from './c.js';
type Same<A, B> = 0 extends 1 & A ? false : [A] extends [B] ? ([B] extends [A] ? true : false) : false;
type Option<T> = { tag: 'none' } | { tag: 'some'; val: T };
type Result<T, E> = { tag: 'ok'; val: T } | { tag: 'err'; val: E };
type Source<C> = ReadableStream<C> | AsyncIterable<C> | (Iterable<C> & object);
type Whole = ArrayBuffer | ArrayBufferView | string;
type Bytes = Source<Whole | number | number[]> | Blob | Response | Whole;
type Got<C, A> = ReadableStream<C> & AsyncIterable<C> & Disposable & {
  next(): Promise<{ done: false; value: C } | { done: true; value?: undefined }>;
  read(n: number): Promise<A>;
  return<T = undefined>(value?: T): Promise<{ done: true; value: T | undefined }>;
};
`

type useCounts struct{ functions, samples, wrong int }

func (c *useCounts) add(o useCounts) {
	c.functions += o.functions
	c.samples += o.samples
	c.wrong += o.wrong
}

// uses writes the uses of one component. It knows the names of what is exported
// from the code under test, and the types by itself.
type uses struct {
	world   *component.World
	b       strings.Builder
	classes map[component.ResourceID]string // TypeScript types of exported resources
	counts  useCounts
	last    int
	sources int
}

func (u *uses) line(format string, args ...any) { fmt.Fprintf(&u.b, format+"\n", args...) }

func (u *uses) write() {
	var decls []component.ExternDecl
	for _, e := range u.world.Exports {
		decls = append(decls, e.ExternDecl)
	}
	names := exportNames(itemsOf(decls))
	paths := make([]string, len(decls))
	for i, d := range decls {
		name := names[i].Name
		if d.Type.Sort == component.SortInstance && strings.Contains(name, ":") {
			name = names[i].Alias
		}
		if name != "" {
			paths[i] = "m" + member(name)
		}
	}
	for i, e := range u.world.Exports {
		if e.Interface != nil && paths[i] != "" {
			u.findClasses(paths[i], e.Type.Instance.Exports)
		}
	}
	u.findClassesAt(paths, decls)
	for i, e := range u.world.Exports {
		switch {
		case paths[i] == "":
		case e.Interface != nil:
			u.instance(paths[i], e.Interface, e.Type.Instance.Exports)
		default:
			u.item(paths[i], e.ExternDecl)
		}
	}
	u.members(paths, u.world.Root, decls)
}

// findClasses notes the types of an instance's resources.
func (u *uses) findClasses(path string, decls []component.ExternDecl) {
	names := memberNames(itemsOf(decls))
	paths := make([]string, len(decls))
	for i, name := range names {
		if isIdentifierName(name) {
			paths[i] = path + "." + name
		}
	}
	u.findClassesAt(paths, decls)
	for i, d := range decls {
		if d.Type.Sort == component.SortInstance && paths[i] != "" {
			u.findClasses(paths[i], d.Type.Instance.Exports)
		}
	}
}

func (u *uses) findClassesAt(paths []string, decls []component.ExternDecl) {
	for i, d := range decls {
		if id := d.Type.Type.Resource; d.Type.Sort == component.SortType && id != 0 && u.classes[id] == "" && paths[i] != "" {
			u.classes[id] = paths[i]
		}
	}
}

func (u *uses) instance(path string, in *component.Interface, decls []component.ExternDecl) {
	names := memberNames(itemsOf(decls))
	paths := make([]string, len(decls))
	for i, d := range decls {
		if names[i] == "" {
			continue
		}
		paths[i] = path + member(names[i])
		if d.Type.Sort == component.SortInstance {
			u.instance(paths[i], nil, d.Type.Instance.Exports)
		} else {
			u.item(paths[i], d)
		}
	}
	u.members(paths, in, decls)
}

// item uses a function or core module.
func (u *uses) item(path string, d component.ExternDecl) {
	switch d.Type.Sort {
	case component.SortFunc:
		if parseFuncName(d.Name).kind == funcFree {
			u.function("typeof "+path, path, d.Type.Func, d.Type.Func.Params, false)
		}
	case component.SortCoreModule:
		u.line("%s satisfies WebAssembly.Module;", path)
	}
}

// members uses the constructors, methods and statics of the classes among decls
// that are defined there; in is nil where that is not known.
func (u *uses) members(paths []string, in *component.Interface, decls []component.ExternDecl) {
	for i, d := range decls {
		if d.Type.Sort != component.SortType || d.Type.Type.Resource == 0 || in == nil || paths[i] == "" {
			continue
		}
		if t := in.Type(d.Name); t == nil || t.From != nil || !t.Exported {
			continue
		}
		var names []string
		var funcs []component.ExternDecl
		for _, f := range decls {
			if n := parseFuncName(f.Name); f.Type.Sort == component.SortFunc && n.kind != funcFree && n.resource == d.Name {
				names = append(names, f.Name)
				funcs = append(funcs, f)
			}
		}
		class := paths[i]
		constructible := false
		for j, name := range classMembers(names) {
			ft := funcs[j].Type.Func
			switch parseFuncName(names[j]).kind {
			case funcConstructor:
				constructible = true
				u.function("typeof "+class, "new "+class, ft, ft.Params, true)
			case funcStatic:
				u.function("typeof "+class+member(name), class+member(name), ft, ft.Params, false)
			default:
				u.function(class+"["+quote(name)+"]", "(null! as "+class+")"+member(name), ft, ft.Params[1:], false)
			}
		}
		if !constructible {
			u.fails("new " + class + "()")
		}
		u.line("(null! as %s)[Symbol.dispose]() satisfies void;", class)
	}
}

// function uses a function: typ is its type, call what stands before the
// arguments.
func (u *uses) function(typ, call string, ft *component.FuncType, params []component.Param, constructor bool) {
	u.counts.functions++
	types := make([]string, len(params))
	samples := make([]string, len(params))
	known := true
	for i, p := range params {
		types[i] = u.typ(p.Type, true)
		samples[i] = u.sample(p.Type)
		known = known && !strings.Contains(types[i], "any")
	}
	parameters := "Parameters"
	if constructor {
		parameters = "ConstructorParameters"
	}
	if known {
		want := types
		if ft.Async {
			want = append(want[:len(want):len(want)], "options?: { signal?: AbortSignal }")
			for i := range types {
				want[i] = "p" + strconv.Itoa(i) + ": " + types[i]
			}
		}
		u.line("true satisfies Same<%s<%s>, [%s]>;", parameters, typ, strings.Join(want, ", "))
	}
	u.counts.samples++
	args := strings.Join(samples, ", ")
	if constructor {
		u.line("%s(%s);", call, args)
	} else {
		u.last++
		u.line("const r%d = %s(%s);", u.last, call, args)
		if want := u.result(ft); !strings.Contains(want, "any") {
			u.line("true satisfies Same<typeof r%d, %s>;", u.last, want)
		}
	}
	u.fails(call + "(" + args + strings.TrimPrefix(", 0)", map[bool]string{true: ", "}[args == ""]))
	if len(params) > 0 {
		u.fails(call + "(" + strings.Join(samples[:len(samples)-1], ", ") + ")")
		for i, p := range params {
			if strings.Contains(types[i], "any") && (p.Type.Kind == component.KindOwn || p.Type.Kind == component.KindBorrow) {
				continue
			}
			bad := append(append(append([]string{}, samples[:i]...), wrong(p.Type)), samples[i+1:]...)
			u.fails(call + "(" + strings.Join(bad, ", ") + ")")
		}
	}
}

// fails writes an expression that must not compile.
func (u *uses) fails(expr string) {
	u.counts.wrong++
	u.line("// @ts-expect-error")
	u.line("%s;", expr)
}

// result is the type of a call.
func (u *uses) result(ft *component.FuncType) string {
	t := ft.Result
	if t != nil && t.Kind == component.KindResult {
		t = t.Elem
	}
	if ft.Async {
		return "Promise<" + u.optional(t, false) + ">"
	}
	return u.optional(t, false)
}

func (u *uses) optional(t *component.ValType, given bool) string {
	if t == nil {
		return "void"
	}
	return u.typ(t, given)
}

// typ is the TypeScript type of a WIT type, all written out: of what JavaScript
// gives, or of what it gets.
func (u *uses) typ(t *component.ValType, given bool) string {
	list := func(types []*component.ValType) string {
		parts := make([]string, len(types))
		for i, e := range types {
			parts[i] = u.typ(e, given)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	switch t.Kind {
	case component.KindBool:
		return "boolean"
	case component.KindS64, component.KindU64:
		return "bigint"
	case component.KindChar, component.KindString:
		return "string"
	case component.KindErrorContext:
		if given {
			return "(Error | string)"
		}
		return "Error"
	case component.KindOwn, component.KindBorrow:
		if class := u.classes[t.Resource]; class != "" {
			return class
		}
		return "any"
	case component.KindList:
		if array := typedArray(t.Elem.Kind); array != "" {
			return array
		}
		return "Array<" + u.typ(t.Elem, given) + ">"
	case component.KindFixedList:
		if t.Len > maxTupleList {
			return "Array<" + u.typ(t.Elem, given) + ">"
		}
		elems := make([]*component.ValType, t.Len)
		for i := range elems {
			elems[i] = t.Elem
		}
		return list(elems)
	case component.KindMap:
		return "Map<" + u.typ(t.Elem, given) + ", " + u.typ(t.Err, given) + ">"
	case component.KindStream:
		return u.stream(t, given)
	case component.KindFuture:
		switch {
		case given && t.Elem == nil:
			return "(PromiseLike<void> | undefined)"
		case given:
			return "(PromiseLike<" + u.typ(t.Elem, given) + "> | " + u.typ(t.Elem, given) + ")"
		}
		return "(Promise<" + u.optional(t.Elem, given) + "> & Disposable)"
	case component.KindTuple:
		return list(t.Elems)
	case component.KindOption:
		if t.Elem.Kind == component.KindOption && !isTagged(t.Elem) {
			return "Option<" + u.typ(t.Elem, given) + ">"
		}
		return "(" + u.typ(t.Elem, given) + " | undefined)"
	case component.KindResult:
		return "Result<" + u.optional(t.Elem, given) + ", " + u.optional(t.Err, given) + ">"
	case component.KindRecord:
		labels := make([]string, len(t.Fields))
		for i, f := range t.Fields {
			labels[i] = f.Name
		}
		out := "{ "
		for i, key := range fieldNames(labels) {
			f := t.Fields[i].Type
			if f.Kind == component.KindOption && !isTagged(f) {
				out += quote(key) + "?: " + u.typ(f.Elem, given) + "; "
			} else {
				out += quote(key) + ": " + u.typ(f, given) + "; "
			}
		}
		return out + "}"
	case component.KindFlags:
		out := "{ "
		for _, key := range fieldNames(t.Labels) {
			out += quote(key) + "?: boolean; "
		}
		return out + "}"
	case component.KindEnum:
		quoted := make([]string, len(t.Labels))
		for i, l := range t.Labels {
			quoted[i] = quote(l)
		}
		return "(" + strings.Join(quoted, " | ") + ")"
	case component.KindVariant:
		cases := make([]string, len(t.Cases))
		for i, c := range t.Cases {
			cases[i] = "{ tag: " + quote(c.Name)
			if c.Type != nil {
				cases[i] += "; val: " + u.typ(c.Type, given)
			}
			cases[i] += " }"
		}
		return "(" + strings.Join(cases, " | ") + ")"
	}
	return "number"
}

// stream is the type of a stream.
func (u *uses) stream(t *component.ValType, given bool) string {
	if t.Elem == nil {
		if given {
			return "Source<unknown>"
		}
		return "Got<undefined, undefined[]>"
	}
	array := typedArray(t.Elem.Kind)
	switch elem := u.typ(t.Elem, given); {
	case array == "" && given:
		return "Source<" + elem + ">"
	case array == "":
		return "Got<" + elem + ", (" + elem + ")[]>"
	case !given:
		return "Got<" + array + "<ArrayBuffer>, " + array + "<ArrayBuffer>>"
	case array == "Uint8Array":
		return "Bytes"
	default:
		return "Source<" + array + " | " + elem + " | " + elem + "[]>"
	}
}

// isTagged reports whether an option is {tag, val}, as that around an option
// which is not is: undefined can stand for one of them only.
func isTagged(t *component.ValType) bool {
	return t.Kind == component.KindOption && t.Elem.Kind == component.KindOption && !isTagged(t.Elem)
}

func typedArray(k component.Kind) string {
	switch k {
	case component.KindU8:
		return "Uint8Array"
	case component.KindS8:
		return "Int8Array"
	case component.KindU16:
		return "Uint16Array"
	case component.KindS16:
		return "Int16Array"
	case component.KindU32:
		return "Uint32Array"
	case component.KindS32:
		return "Int32Array"
	case component.KindU64:
		return "BigUint64Array"
	case component.KindS64:
		return "BigInt64Array"
	case component.KindF32:
		return "Float32Array"
	case component.KindF64:
		return "Float64Array"
	}
	return ""
}

// sample is a value of a type.
func (u *uses) sample(t *component.ValType) string {
	switch t.Kind {
	case component.KindBool:
		return "true"
	case component.KindS64, component.KindU64:
		return "1n"
	case component.KindChar, component.KindString:
		return `"x"`
	case component.KindOwn, component.KindBorrow:
		return "null! as " + u.typ(t, true)
	case component.KindErrorContext:
		return "new Error('message')"
	case component.KindStream:
		return u.source(t)
	case component.KindFuture:
		switch {
		case t.Elem == nil:
			return "Promise.resolve()"
		case u.last%2 == 0:
			return u.sample(t.Elem)
		}
		return "Promise.resolve<" + u.typ(t.Elem, true) + ">(" + u.sample(t.Elem) + ")"
	case component.KindList:
		if array := typedArray(t.Elem.Kind); array != "" {
			return "new " + array + "(2)"
		}
		return "[" + u.sample(t.Elem) + "]"
	case component.KindFixedList:
		return "[" + strings.TrimSuffix(strings.Repeat(u.sample(t.Elem)+", ", int(min(t.Len, maxTupleList+1))), ", ") + "]"
	case component.KindMap:
		return "new Map([[" + u.sample(t.Elem) + ", " + u.sample(t.Err) + "]] as [" + u.typ(t.Elem, true) + ", " + u.typ(t.Err, true) + "][])"
	case component.KindTuple:
		parts := make([]string, len(t.Elems))
		for i, e := range t.Elems {
			parts[i] = u.sample(e)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case component.KindOption:
		if isTagged(t) {
			return "{ tag: 'some', val: " + u.sample(t.Elem) + " }"
		}
		return u.sample(t.Elem)
	case component.KindResult:
		if t.Elem == nil {
			return "{ tag: 'ok', val: undefined }"
		}
		return "{ tag: 'ok', val: " + u.sample(t.Elem) + " }"
	case component.KindRecord:
		labels := make([]string, len(t.Fields))
		for i, f := range t.Fields {
			labels[i] = f.Name
		}
		out := "{ "
		for i, key := range fieldNames(labels) {
			out += propertyKey(key) + ": " + u.sample(t.Fields[i].Type) + ", "
		}
		return out + "}"
	case component.KindFlags:
		out := "{ " // all of them: each object has a toString already, which is no boolean
		for _, key := range fieldNames(t.Labels) {
			out += propertyKey(key) + ": true, "
		}
		return out + "}"
	case component.KindEnum:
		return quote(t.Labels[len(t.Labels)-1])
	case component.KindVariant:
		c := t.Cases[len(t.Cases)-1]
		if c.Type == nil {
			return "{ tag: " + quote(c.Name) + " }"
		}
		return "{ tag: " + quote(c.Name) + ", val: " + u.sample(c.Type) + " }"
	}
	return "1"
}

// source is a sample of what may be given for a stream: each time another one.
func (u *uses) source(t *component.ValType) string {
	all := []string{"null! as " + u.typ(t, false)} // what another component gave
	if t.Elem == nil {
		all = append(all, "[undefined, undefined]")
	} else {
		elem, typ := u.sample(t.Elem), u.typ(t.Elem, true)
		all = append(all, "["+elem+"]", "(async function* (): AsyncGenerator<"+typ+"> { yield "+elem+"; })()", "new ReadableStream<"+typ+">()")
		if array := typedArray(t.Elem.Kind); array != "" {
			all = append(all, "new "+array+"(2)", "[new "+array+"(2), ["+elem+", "+elem+"], "+elem+"]")
		}
		if t.Elem.Kind == component.KindU8 {
			all = append(all, "'text'", "new Response('text')", "new Blob(['text'])", "new ArrayBuffer(2)", "new DataView(new ArrayBuffer(2))", "['text', new ArrayBuffer(2)]")
		}
	}
	u.sources++
	return all[u.sources%len(all)]
}

// wrong is a value of another type: as close as a mistake would be.
func wrong(t *component.ValType) string {
	switch t.Kind {
	case component.KindS64, component.KindU64:
		return "1"
	case component.KindChar, component.KindString, component.KindBool:
		return "0"
	case component.KindOption:
		return "null"
	case component.KindVariant, component.KindResult:
		return "{ tag: 'no such case' }"
	case component.KindEnum:
		return "'no such case'"
	case component.KindRecord:
		return "{ 'no such field': 0 }"
	case component.KindFlags:
		return "{ 'no such flag': true }"
	case component.KindList, component.KindMap, component.KindFixedList, component.KindTuple:
		return "'a string'"
	case component.KindStream:
		switch {
		case t.Elem == nil || t.Elem.HasResource():
			return "null"
		case t.Elem.Kind == component.KindU8:
			return "[null]"
		}
		return "[" + wrong(t.Elem) + "]"
	case component.KindFuture:
		if t.Elem == nil || t.Elem.HasResource() {
			return "null"
		}
		return "Promise.resolve(" + wrong(t.Elem) + ")"
	case component.KindErrorContext:
		return "1"
	case component.KindOwn, component.KindBorrow:
		return "null"
	}
	return "'1'"
}
