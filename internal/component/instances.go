package component

import (
	"fmt"

	"github.com/jco-go/jco-go/internal/wasmcode"
)

// instanceDef decodes an instance definition.
func (sc *scope) instanceDef(r *wasmcode.Reader) error {
	at := r.Offset()
	in := &Instance{}
	var err error
	switch b := r.Byte(); b {
	case 0x00:
		in.Instantiate = true
		err = sc.instantiate(r, at, in)
	case 0x01:
		err = sc.bag(r, at, in)
	default:
		r.BadByte(b, "instance")
	}
	if err := firstError(r, err); err != nil {
		return err
	}
	if err := sc.addInstance(at, in.Type); err != nil {
		return err
	}
	return sc.define(at, Def{Instance: in})
}

// instantiate decodes and checks (instantiate c arg*).
func (sc *scope) instantiate(r *wasmcode.Reader, at int, in *Instance) error {
	in.Component = r.U32()
	for n := r.Count(maxInstantiationArgs, "instantiation args"); n > 0 && r.Err() == nil; n-- {
		if err := sc.d.charge(at, costInlineExp+costDecl+costName); err != nil {
			return err
		}
		in.Args = wasmcode.Push(in.Args, InstanceArg{Name: r.Name(), Sort: sortOf(r), Index: r.U32()})
	}
	if err := firstError(r, nil); err != nil {
		return err
	}
	ct, err := sc.componentAt(at, in.Component)
	if err != nil {
		return err
	}
	args := make(map[string]*ExternType, len(in.Args))
	for i := range in.Args {
		arg := &in.Args[i]
		t, err := sc.itemAt(at, arg.Sort, arg.Index)
		if err != nil {
			return within(err, fmt.Sprintf("arg %q", arg.Name))
		}
		if _, dup := args[arg.Name]; dup {
			return errf(at, "instantiation argument `%s` conflicts with previous argument `%s`", arg.Name, arg.Name)
		}
		args[arg.Name] = &t
	}
	in.Type, err = sc.instanceOf(at, ct, args)
	return err
}

// instanceOf is the type of an instance of ct with the given arguments: the
// imports' resources and types are replaced by those of the arguments, the
// component's own resources by new ones.
func (sc *scope) instanceOf(at int, ct *ComponentType, args map[string]*ExternType) (*InstanceType, error) {
	find := func(name string) *ExternType { return args[name] }
	m, err := sc.d.match(at, find, ct.Imports, ct.ImportFresh, "import")
	if err != nil {
		return nil, err
	}
	fresh := sc.freshen(ct.ExportFresh)
	for _, r := range ct.ExportFresh {
		sc.addDefined(fresh[r])
	}
	s := m.substituter(fresh)
	exports, _ := s.decls(ct.Exports)
	t := &InstanceType{Exports: exports, extent: ct.extent}
	if sc.d.budget.over {
		return nil, overBudget(at)
	}
	t.buildIndex()
	return t, nil
}

// bag decodes and checks a bag of exports.
func (sc *scope) bag(r *wasmcode.Reader, at int, in *Instance) error {
	t := &InstanceType{}
	var inside extent
	names := nameSet{kind: "export"}
	for n := r.Count(maxInlineExports, "instantiation exports"); n > 0 && r.Err() == nil; n-- {
		if err := sc.d.charge(at, costInlineExp+2*costDecl+costName); err != nil {
			return err
		}
		exportAt := r.Offset()
		name, attrs, err := sc.externDeclName(r)
		if err != nil {
			return err
		}
		e := InlineExport{Name: name, Attrs: attrs, Sort: sortOf(r), Index: r.U32()}
		if err := firstError(r, nil); err != nil {
			return err
		}
		item := fmt.Sprintf("export %q", name)
		et, err := sc.itemAt(at, e.Sort, e.Index)
		if err != nil {
			return within(err, item)
		}
		decl := ExternDecl{Name: name, Attrs: attrs, Type: et, Offset: exportAt}
		if err := names.check(&decl, sc.d.features); err != nil {
			return within(err, item)
		}
		inside.add(et.extent())
		if err := inside.around().check(at); err != nil {
			return err
		}
		in.Exports = wasmcode.Push(in.Exports, e)
		t.Exports = wasmcode.Push(t.Exports, decl)
	}
	t.extent = inside.around()
	t.buildIndex()
	in.Type = t
	return nil
}

// startDef decodes a start section (gate cm-values).
func (sc *scope) startDef(r *wasmcode.Reader) error {
	at := r.Offset()
	s := &Start{Func: r.U32()}
	for n := r.Count(maxStartArgs, "start function arguments"); n > 0; n-- {
		s.Args = append(s.Args, r.U32())
	}
	s.Results = r.U32()
	if err := firstError(r, nil); err != nil {
		return err
	}
	if err := sc.needValues(at); err != nil {
		return err
	}
	if sc.hasStart {
		return errf(at, "component cannot have more than one start function")
	}
	sc.hasStart = true
	ft, err := sc.funcAt(at, s.Func)
	if err != nil {
		return err
	}
	if len(ft.Params) != len(s.Args) {
		return errf(at, "component start function requires %d arguments but was given %d", len(ft.Params), len(s.Args))
	}
	results := uint32(0)
	if ft.Result != nil {
		results = 1
	}
	if results != s.Results {
		return errf(at, "component start function has a result count of %d but the function type has a result count of %d", s.Results, results)
	}
	for i, arg := range s.Args {
		v, err := sc.useValue(at, arg)
		if err != nil {
			return err
		}
		if err := valSubtype(at, v, ft.Params[i].Type); err != nil {
			return because(err, "value type mismatch for component start function argument %d", i)
		}
	}
	if ft.Result != nil {
		if err := sc.addValue(at, ft.Result, false); err != nil {
			return err
		}
	}
	return sc.define(at, Def{Start: s})
}

// valueDef decodes a value definition (gate cm-values). The bytes of the value
// are checked, and kept as they are.
func (sc *scope) valueDef(r *wasmcode.Reader) error {
	at := r.Offset()
	t, err := sc.valType(r)
	if err != nil {
		return err
	}
	data := r.Bytes(int(r.U32()))
	if err := firstError(r, sc.needValues(at)); err != nil {
		return err
	}
	if err := sc.d.checkValue(data, r.Offset()-len(data), t); err != nil {
		return err
	}
	if err := sc.addValue(at, t, false); err != nil {
		return err
	}
	return sc.define(at, Def{Value: &Value{Type: t, Data: data}})
}
