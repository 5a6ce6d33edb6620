// Package transpile turns a component into an ES module that instantiates it,
// its core modules and TypeScript declarations. Names, values and files are
// those of jco, so that host code written for jco's output works with ours.
package transpile

import (
	"fmt"
	"strconv"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
)

// Transpile transpiles the binary of a component. The data of the core modules
// among the files are sub-slices of it.
//
// It returns an *OptionError for options that do not fit together, the
// decoder's and the plan's errors for what is wrong with the component, and an
// *UnsupportedError for what the glue cannot express.
func Transpile(bin []byte, opts Options) (*Result, error) {
	if err := opts.check(); err != nil {
		return nil, err
	}
	if opts.Guest {
		return nil, &OptionError{"guest", "is for types only"}
	}
	c, err := component.Decode(bin, opts.features())
	if err != nil {
		return nil, err
	}
	p, err := plan.Build(c)
	if err != nil {
		return nil, err
	}
	if opts.Optimize != nil {
		if err := optimize(p, opts.Optimize); err != nil {
			return nil, err
		}
	}
	return fromPlan(p, &opts)
}

// optimize replaces the core modules.
func optimize(p *plan.Plan, replace func([]byte) ([]byte, error)) error {
	for i := range p.Modules {
		m := &p.Modules[i]
		if !m.Instantiated && !m.Exported {
			continue
		}
		bytes, err := replace(m.Bytes)
		if err != nil {
			return fmt.Errorf("optimizing core module %d: %w", i, err)
		}
		m.Bytes = bytes
	}
	return nil
}

// fromPlan writes the files for a plan.
func fromPlan(p *plan.Plan, opts *Options) (r *Result, err error) {
	defer func() {
		switch e := recover().(type) {
		case nil:
		case errCodeSize:
			r, err = nil, &component.LimitError{Msg: fmt.Sprintf("this component needs too much code: more than %d MiB of JavaScript", maxCode>>20)}
		default:
			panic(e)
		}
	}()
	if err := checkPlan(p); err != nil {
		return nil, err
	}
	if err := checkSpecifiers(p, opts); err != nil {
		return nil, err
	}
	files, modules := nameCoreFiles(p, opts)
	g := newGenerator(p, opts)
	list, text := g.generate(files)
	r = &Result{Imports: g.imports.keys(), Exports: list.names(), Functions: functions(p), Runtime: g.async != nil}
	r.UnusedMap, r.UnusedAsync = unusedMap(p.World.Imports, opts.Map), unusedAsync(p, opts)
	r.Files = append(r.Files, File{opts.Name + ".js", []byte(text)})
	r.Files = append(r.Files, modules...)
	if !opts.NoTypescript {
		types, err := writeTypes(p, opts)
		if err != nil {
			return nil, err
		}
		r.Files = append(r.Files, types...)
	}
	return r, nil
}

// nameCoreFiles names the files of the core modules as jco does: name.core.wasm,
// name.core2.wasm, … A module that goes into the ES module as text has none.
func nameCoreFiles(p *plan.Plan, opts *Options) (coreFiles, []File) {
	names := coreFiles{names: map[plan.ModuleID]string{}}
	var files []File
	for i := range p.Modules {
		m := &p.Modules[i]
		if !m.Instantiated && !m.Exported {
			continue
		}
		if opts.Instantiation == InstantiationNone && len(m.Bytes) < opts.base64Cutoff() {
			continue
		}
		number := ""
		if len(files) > 0 {
			number = strconv.Itoa(len(files) + 1)
		}
		names.names[m.ID] = opts.Name + ".core" + number + ".wasm"
		files = append(files, File{names.names[m.ID], m.Bytes})
	}
	return names, files
}
