package component

import (
	"fmt"

	"github.com/jco-go/jco-go/internal/wasmcode"
)

// coreInstanceType is what a core instance exports.
type coreInstanceType struct {
	module *wasmcode.ModuleType           // an instantiated module, or
	bag    map[string]wasmcode.ExternType // a bag of exports
}

func (t coreInstanceType) export(name string) (wasmcode.ExternType, bool) {
	if t.module != nil {
		e, ok := t.module.Export(name)
		return e.Type, ok
	}
	e, ok := t.bag[name]
	return e, ok
}

// coreSort reads a core:sort (Binary.md, Instance Definitions).
func coreSortOf(b byte) CoreSort {
	switch b {
	case 0x00:
		return CoreSortFunc
	case 0x01:
		return CoreSortTable
	case 0x02:
		return CoreSortMemory
	case 0x03:
		return CoreSortGlobal
	case 0x04:
		return CoreSortTag
	case 0x10:
		return CoreSortType
	case 0x11:
		return CoreSortModule
	case 0x12:
		return CoreSortInstance
	}
	return 0
}

// kind is the wasmcode kind of the sorts that core instances export.
func (s CoreSort) kind() (wasmcode.ExternKind, bool) {
	if s >= CoreSortFunc && s <= CoreSortTag {
		return wasmcode.ExternKind(s - CoreSortFunc), true
	}
	return 0, false
}

// checkModuleType refuses what a module may have but a module type may not:
// an import twice, an export twice.
func checkModuleType(t *wasmcode.ModuleType, offset int) error {
	imports := make(map[[2]string]struct{}, len(t.Imports))
	for i := range t.Imports {
		k := [2]string{t.Imports[i].Module, t.Imports[i].Name}
		if _, dup := imports[k]; dup {
			return errf(offset, "module has a duplicate import name `%s:%s` that is not allowed in components", k[0], k[1])
		}
		imports[k] = struct{}{}
	}
	exports := make(map[string]struct{}, len(t.Exports))
	for i := range t.Exports {
		if _, dup := exports[t.Exports[i].Name]; dup {
			return errf(offset, "duplicate export name `%s` already defined", t.Exports[i].Name)
		}
		exports[t.Exports[i].Name] = struct{}{}
	}
	return nil
}

// coreInstanceDef decodes a core:instance.
func (sc *scope) coreInstanceDef(r *wasmcode.Reader) error {
	at := r.Offset()
	in := &CoreInstance{}
	var t coreInstanceType
	var err error
	switch b := r.Byte(); b {
	case 0x00:
		in.Instantiate = true
		t, err = sc.coreInstantiate(r, at, in)
	case 0x01:
		t, err = sc.coreBag(r, at, in)
	default:
		r.BadByte(b, "core instance")
	}
	if err := firstError(r, err); err != nil {
		return err
	}
	if err := sc.addCoreInstance(at, t); err != nil {
		return err
	}
	return sc.define(at, Def{CoreInstance: in})
}

// firstError is the error that came first: the reader's if it has one, since
// what follows a read error works with zero values.
func firstError(r *wasmcode.Reader, err error) error {
	if err == nil && r.Err() != nil {
		return readError(r.Err())
	}
	return err
}

// coreInstantiate decodes and checks (instantiate m arg*).
func (sc *scope) coreInstantiate(r *wasmcode.Reader, at int, in *CoreInstance) (t coreInstanceType, err error) {
	in.Module = r.U32()
	n := r.Count(maxInstantiationArgs, "core instantiation args")
	args := map[string]coreInstanceType{}
	var dup error
	for ; n > 0 && r.Err() == nil; n-- {
		if err := sc.d.charge(at, costInlineExp+costName); err != nil {
			return t, err
		}
		arg := CoreInstanceArg{Name: r.Name()}
		if b := r.Byte(); b != 0x12 {
			r.BadByte(b, "instantiation arg kind")
		}
		arg.Instance = r.U32()
		in.Args = wasmcode.Push(in.Args, arg)
	}
	if err := firstError(r, nil); err != nil {
		return t, err
	}
	m, err := sc.coreModuleAt(at, in.Module)
	if err != nil {
		return t, err
	}
	for _, arg := range in.Args {
		it, err := sc.coreInstanceAt(at, arg.Instance)
		if err != nil {
			return t, within(err, fmt.Sprintf("arg %q", arg.Name))
		}
		if _, ok := args[arg.Name]; ok && dup == nil {
			return t, errf(at, "duplicate module instantiation argument named `%s`", arg.Name)
		}
		args[arg.Name] = it
	}
	for i := range m.Imports {
		imp := &m.Imports[i]
		if err := sc.d.charge(at, 128+lookCost(imp.Module)+lookCost(imp.Name)); err != nil { // bounds the time
			return t, err
		}
		it, ok := args[imp.Module]
		if !ok {
			return t, errf(at, "missing module instantiation argument named `%s`", imp.Module)
		}
		got, ok := it.export(imp.Name)
		if !ok {
			return t, errf(at, "module instantiation argument `%s` does not export an item named `%s`", imp.Module, imp.Name)
		}
		if err := sc.d.coreLists.subtype(&got, &imp.Type, at); err != nil {
			return t, because(err, "type mismatch for export `%s` of module instantiation argument `%s`", imp.Name, imp.Module)
		}
	}
	return coreInstanceType{module: m}, nil
}

// coreBag decodes and checks a bag of core exports.
func (sc *scope) coreBag(r *wasmcode.Reader, at int, in *CoreInstance) (t coreInstanceType, err error) {
	t.bag = map[string]wasmcode.ExternType{}
	for n := r.Count(maxInlineExports, "core instantiation exports"); n > 0 && r.Err() == nil; n-- {
		if err := sc.d.charge(at, costInlineExp+2*(costName+200)); err != nil {
			return t, err
		}
		e := CoreInlineExport{Name: r.Name()}
		b := r.Byte()
		e.Sort = coreSortOf(b)
		kind, ok := e.Sort.kind()
		if !ok {
			r.BadByte(b, "external kind")
		}
		e.Index = r.U32()
		if r.Err() != nil {
			break
		}
		et, err := sc.coreItemAt(at, kind, e.Index)
		if err != nil {
			return t, within(err, fmt.Sprintf("export %q", e.Name))
		}
		if _, dup := t.bag[e.Name]; dup {
			return t, errf(at, "duplicate instantiation export name `%s` already defined", e.Name)
		}
		t.bag[e.Name] = et
		in.Exports = wasmcode.Push(in.Exports, e)
	}
	return t, nil
}

// coreTypeDef decodes a core:type of section 3.
func (sc *scope) coreTypeDef(r *wasmcode.Reader) error {
	at := r.Offset()
	if r.Peek() == 0x50 {
		r.Byte()
		m, err := sc.moduleType(r, at)
		if err != nil {
			return err
		}
		return sc.defineCoreType(at, CoreType{Module: m})
	}
	var err error
	r.MaxTypeRef = 0
	sc.recType(r, func(t wasmcode.DefinedType) {
		ct := CoreType{Other: true}
		if t.Kind == wasmcode.CompFunc {
			ft := t.Func
			ct = CoreType{Func: &ft}
		}
		if err == nil {
			err = sc.d.charge(at, costFunc+32*(len(t.Func.Params)+len(t.Func.Results)))
		}
		if err == nil {
			err = sc.defineCoreType(at, ct)
		}
	})
	if err == nil && r.MaxTypeRef > int64(len(sc.coreTypes)) {
		err = errf(at, "unknown type %d: type index out of bounds", r.MaxTypeRef-1)
	}
	return firstError(r, err)
}

// recType reads a rectype, or a non-final subtype in its prefixed form.
func (sc *scope) recType(r *wasmcode.Reader, add func(wasmcode.DefinedType)) {
	if r.Peek() != 0x00 {
		r.RecType(add)
		return
	}
	r.Byte()
	if b := r.Byte(); b != 0x50 {
		r.BadByte(b, "non-final sub type")
		return
	}
	add(r.OpenSubType())
}

// defineCoreType adds a core type, and in a component its definition.
func (sc *scope) defineCoreType(at int, t CoreType) error {
	if err := sc.addCoreType(at, t); err != nil {
		return err
	}
	if sc.kind == scopeComponent {
		return sc.define(at, Def{CoreType: &t})
	}
	return nil
}

// coreTypeSpace is the type index space of a core module type.
type coreTypeSpace []CoreType

func (s coreTypeSpace) FuncTypeAt(i uint32) (wasmcode.FuncType, bool) {
	if int64(i) >= int64(len(s)) || s[i].Func == nil {
		return wasmcode.FuncType{}, false
	}
	return *s[i].Func, true
}

func (s coreTypeSpace) TypeCount() int { return len(s) }

// moduleType decodes a core:moduletype, after its 0x50.
func (sc *scope) moduleType(r *wasmcode.Reader, at int) (*wasmcode.ModuleType, error) {
	m := &wasmcode.ModuleType{}
	var types coreTypeSpace
	for n := r.Count(maxModuleTypeDecls, "module type declaration"); n > 0 && r.Err() == nil; n-- {
		declAt := r.Offset()
		switch b := r.Byte(); b {
		case 0x00:
			if err := sc.d.charge(declAt, 2*280); err != nil {
				return nil, err
			}
			m.Imports = wasmcode.Push(m.Imports, wasmcode.Import{Module: r.Name(), Name: r.Name(), Type: r.ExternType(types)})
		case 0x01:
			var err error
			sc.recType(r, func(t wasmcode.DefinedType) {
				if err == nil {
					err = sc.d.charge(declAt, costFunc+64+32*(len(t.Func.Params)+len(t.Func.Results)))
				}
				ct := CoreType{Other: true}
				if t.Kind == wasmcode.CompFunc {
					ft := t.Func
					ct = CoreType{Func: &ft}
				}
				types = wasmcode.Push(types, ct)
			})
			if err != nil {
				return nil, err
			}
		case 0x02:
			if err := sc.moduleTypeAlias(r, declAt, &types); err != nil {
				return nil, err
			}
		case 0x03:
			if err := sc.d.charge(declAt, 2*264); err != nil {
				return nil, err
			}
			m.Exports = wasmcode.Push(m.Exports, wasmcode.Export{Name: r.Name(), Type: r.ExternType(types)})
		default:
			r.BadByte(b, "type definition")
		}
	}
	if err := firstError(r, nil); err != nil {
		return nil, err
	}
	m.Index()
	return m, checkModuleType(m, at)
}

// moduleTypeAlias decodes a core:alias of a module type.
func (sc *scope) moduleTypeAlias(r *wasmcode.Reader, at int, types *coreTypeSpace) error {
	if b := r.Byte(); b != 0x10 {
		r.BadByte(b, "outer alias kind")
	}
	if b := r.Byte(); b != 0x01 {
		r.BadByte(b, "outer alias target")
	}
	count, index := r.U32(), r.U32()
	if err := firstError(r, nil); err != nil {
		return err
	}
	if err := sc.d.charge(at, 2*64); err != nil {
		return err
	}
	if count == 0 {
		if int64(index) >= int64(len(*types)) {
			return errf(at, "unknown type %d: type index out of bounds", index)
		}
		*types = wasmcode.Push(*types, (*types)[index])
		return nil
	}
	outer, err := sc.outer(at, count-1)
	if err != nil {
		return err
	}
	t, err := outer.coreTypeAt(at, index)
	if err != nil {
		return err
	}
	if t.Module != nil {
		return errf(at, "outer alias of core type %d: a module type may not be aliased into a module type", index)
	}
	*types = wasmcode.Push(*types, t)
	return nil
}
