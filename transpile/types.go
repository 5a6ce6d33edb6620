package transpile

import (
	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
)

// Types writes the TypeScript declarations of a component without transpiling
// it: the files are those that Transpile gives with the same options, less the
// code. Components that need what Transpile cannot do yet have types all the
// same.
//
// Of the options only Name, Instantiation, TLACompat, Guest, the styles of flags,
// variants and enums, those of async functions, and Features matter. The errors are those of Transpile: *component.Error for a component that cannot
// be read, *plan.Error for one that cannot be planned, *OptionError.
func Types(bin []byte, opts Options) (*Result, error) {
	if err := opts.check(); err != nil {
		return nil, err
	}
	c, err := component.Decode(bin, opts.features())
	if err != nil {
		return nil, err
	}
	p, err := plan.Build(c)
	if err != nil {
		return nil, err
	}
	files, err := writeTypes(p, &opts)
	if err != nil {
		return nil, err
	}
	return &Result{Files: files}, nil
}

// WorldTypes writes the declarations of a world that was read from WIT text:
// name is the world's ("ns:pkg/world@version"), docs are its doc comments with
// the keys of component.Component.Docs. Options are as for Types.
func WorldTypes(name string, t *component.ComponentType, docs map[string]string, opts Options) (*Result, error) {
	if err := opts.check(); err != nil {
		return nil, err
	}
	files, err := writeWorldTypes(name, t, docs, &opts, asyncForms{opts: &opts})
	if err != nil {
		return nil, err
	}
	return &Result{Files: files}, nil
}
