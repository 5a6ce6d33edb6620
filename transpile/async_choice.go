package transpile

import (
	"slices"
	"strconv"
	"strings"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
)

// This file is about which functions are asynchronous in JavaScript: those that
// are in WIT, and the sync-typed ones that the options choose.

// AsyncMode says what may suspend besides async functions.
type AsyncMode string

// The values of Options.AsyncMode.
const (
	// AsyncModeSync: sync-typed functions never suspend.
	AsyncModeSync AsyncMode = ""
	// AsyncModeJSPI: those that the options choose may.
	AsyncModeJSPI AsyncMode = "jspi"
)

// The functions of WASI 0.2 that wait, as jco lists them, without versions.
var (
	wasiImports = []string{
		"wasi:io/poll#poll",
		"wasi:io/poll#[method]pollable.block",
		"wasi:io/streams#[method]input-stream.blocking-read",
		"wasi:io/streams#[method]input-stream.blocking-skip",
		"wasi:io/streams#[method]output-stream.blocking-flush",
		"wasi:io/streams#[method]output-stream.blocking-write-and-flush",
		"wasi:io/streams#[method]output-stream.blocking-write-zeroes-and-flush",
		"wasi:io/streams#[method]output-stream.blocking-splice",
	}
	wasiExports = []string{
		"wasi:cli/run#run",
		"wasi:http/incoming-handler#handle",
	}
)

// choosesImport reports whether the options choose an import by its name
// ("ns:pkg/iface@1.0.0#func"). What makes an object gives no promise.
func (o *Options) choosesImport(name string) bool {
	return o.chooses(name, o.AsyncImports, o.AsyncWasiImports, wasiImports)
}

// choosesExport is choosesImport for an export.
func (o *Options) choosesExport(name string) bool {
	return o.chooses(name, o.AsyncExports, o.AsyncWasiExports, wasiExports)
}

func (o *Options) chooses(name string, patterns []string, wasi bool, list []string) bool {
	if o.AsyncMode != AsyncModeJSPI || parseFuncName(name[strings.LastIndexByte(name, '#')+1:]).kind == funcConstructor {
		return false
	}
	return matchesAny(patterns, name) || wasi && matchesAny(list, withoutWasi02(name))
}

// withoutWasi02 takes a version 0.2.x off the interface's name of a function.
func withoutWasi02(name string) string {
	in, f, _ := strings.Cut(name, "#")
	if in, version, ok := strings.Cut(in, "@"); ok && strings.HasPrefix(version, "0.2.") {
		return in + "#" + f
	}
	return name
}

// matchesAny reports whether a function's name is one of the patterns, in which
// a * stands for anything.
func matchesAny(patterns []string, name string) bool {
	for _, p := range patterns {
		if matches(p, name) {
			return true
		}
	}
	return false
}

// unusedAsync gives the patterns of Options.AsyncImports and AsyncExports that fit
// no function of the component, in their order.
func unusedAsync(p *plan.Plan, opts *Options) []string {
	var imports, exports []string
	for i := range p.Imports {
		if imp := &p.Imports[i]; imp.Kind == plan.ImportFunc {
			imports = append(imports, importName(imp))
		}
	}
	eachExport(p.Exports, "", func(name string, _ *plan.Export) { exports = append(exports, name) })
	var unused []string
	add := func(patterns, names []string) {
		for _, pattern := range patterns {
			if !slices.ContainsFunc(names, func(name string) bool { return matches(pattern, name) }) {
				unused = append(unused, pattern)
			}
		}
	}
	add(opts.AsyncImports, imports)
	add(opts.AsyncExports, exports)
	return unused
}

// matches takes the first place for each part of the pattern between two stars,
// and the last part from the end.
func matches(pattern, name string) bool {
	parts := strings.Split(pattern, "*")
	last := len(parts) - 1
	if last == 0 {
		return pattern == name
	}
	rest, ok := strings.CutPrefix(name, parts[0])
	if !ok {
		return false
	}
	for _, part := range parts[1:last] {
		if _, rest, ok = strings.Cut(rest, part); !ok {
			return false
		}
	}
	return strings.HasSuffix(rest, parts[last])
}

// asyncForm is how a function of a component's type is one of JavaScript.
type asyncForm byte

const (
	formPlain   asyncForm = iota // gives its result
	formPromise                  // gives a promise, and takes { signal } behind its parameters
	formEither                   // is the host's and gives its result or a promise
)

// asyncForms knows the forms of the functions of one component or world.
type asyncForms struct {
	opts *Options
	// exports are those of a component by their names; nil for a world of WIT
	// text, of which no function has two names.
	exports map[string]asyncForm
}

// formsOf gives the forms of a plan's functions, and the lifts that are chosen. A
// function has one form under all the names that it is exported under.
func formsOf(p *plan.Plan, opts *Options) (asyncForms, map[plan.LiftID]bool) {
	chosen := map[plan.LiftID]bool{}
	if opts.AsyncMode == AsyncModeJSPI {
		eachExport(p.Exports, "", func(name string, x *plan.Export) {
			if x.Func.Import < 0 && opts.choosesExport(name) {
				chosen[x.Func.Lift] = true
			}
		})
	}
	forms := asyncForms{opts, map[string]asyncForm{}}
	eachExport(p.Exports, "", func(name string, x *plan.Export) {
		switch {
		case x.Func.Import < 0 && (p.Lifts[x.Func.Lift].Type.Async || chosen[x.Func.Lift]):
			forms.exports[name] = formPromise
		case x.Func.Import >= 0: // the host's function itself
			imp := &p.Imports[x.Func.Import]
			forms.exports[name] = forms.ofImport(importName(imp), imp.Func)
		}
	})
	return forms, chosen
}

// eachExport visits all exported functions under their names.
func eachExport(exports []plan.Export, prefix string, visit func(name string, x *plan.Export)) {
	for i := range exports {
		switch x := &exports[i]; x.Kind {
		case component.SortFunc:
			visit(prefix+x.Name, x)
		case component.SortInstance:
			eachExport(x.Exports, prefix+x.Name+"#", visit)
		}
	}
}

func (a asyncForms) ofImport(name string, t *component.FuncType) asyncForm {
	switch {
	case !t.Async && !a.opts.choosesImport(name):
		return formPlain
	case a.opts.Guest: // which calls it
		return formPromise
	}
	return formEither
}

func (a asyncForms) ofExport(name string, t *component.FuncType) asyncForm {
	switch {
	case a.exports != nil:
		return a.exports[name]
	case t.Async || a.opts.choosesExport(name):
		return formPromise
	}
	return formPlain
}

// of gives the form of an import or export.
func (a asyncForms) of(name string, t *component.FuncType, exported bool) asyncForm {
	if exported {
		return a.ofExport(name, t)
	}
	return a.ofImport(name, t)
}

// key tells imported and exported interfaces apart whose functions have other
// forms or take what others give: it is the same for those that one declaration can
// stand for.
func (a asyncForms) key(d component.ExternDecl, exported bool) string {
	var b strings.Builder
	var visit func(prefix string, decls []component.ExternDecl)
	visit = func(prefix string, decls []component.ExternDecl) {
		for _, e := range decls {
			switch e.Type.Sort {
			case component.SortFunc:
				if form := a.of(prefix+e.Name, e.Type.Func, exported); form != formPlain {
					b.WriteString(e.Name + "\x00" + string('0'+rune(form)) + "\x00")
				}
				if hasEndIn(e.Type.Func) {
					b.WriteString(strconv.FormatBool(exported) + "\x00")
				}
			case component.SortInstance:
				visit(prefix+e.Name+"#", e.Type.Instance.Exports)
			}
		}
	}
	if !a.opts.Guest {
		visit(d.Name+"#", d.Type.Instance.Exports)
	}
	return b.String()
}
