package component

import (
	"fmt"

	"github.com/jco-go/jco-go/internal/wasmcode"
)

// typeDef decodes a type definition (Binary.md, type) and adds it; in a
// component also to its definitions.
func (sc *scope) typeDef(r *wasmcode.Reader) error {
	at := r.Offset()
	t, res, err := sc.defType(r)
	if err != nil {
		return err
	}
	if err := sc.addType(at, t); err != nil {
		return err
	}
	if sc.kind != scopeComponent {
		return nil
	}
	if err := sc.d.charge(at, 64); err != nil {
		return err
	}
	return sc.define(at, Def{Type: &TypeDefinition{Def: t, Resource: res}})
}

func (sc *scope) defType(r *wasmcode.Reader) (t TypeDef, res *ResourceDef, err error) {
	at := r.Offset()
	b := r.Byte()
	if err := firstError(r, nil); err != nil {
		return t, nil, err
	}
	switch {
	case isDefValType(b):
		t.Value, err = sc.defValType(r, b, at)
	case b == 0x40 || b == 0x43:
		t.Func, err = sc.funcType(r, b == 0x43, at)
	case b == 0x41:
		t.Component, err = sc.componentType(r)
	case b == 0x42:
		t.Instance, err = sc.instanceType(r)
	case b == 0x3f:
		t.Resource, res, err = sc.resourceType(r, at)
	default:
		r.BadByte(b, "component defined type")
	}
	return t, res, firstError(r, err)
}

// resourceType reads a resourcetype, after its 0x3f.
func (sc *scope) resourceType(r *wasmcode.Reader, at int) (ResourceID, *ResourceDef, error) {
	rep := r.ValType()
	def := &ResourceDef{Rep64: rep == wasmcode.I64}
	switch b := r.Byte(); b {
	case 0x00:
	case 0x01:
		def.HasDtor, def.Dtor = true, r.U32()
	default:
		r.BadByte(b, "resource destructor")
	}
	if err := firstError(r, nil); err != nil {
		return 0, nil, err
	}
	if sc.kind != scopeComponent {
		return 0, nil, errf(at, "resources can only be defined within a concrete component")
	}
	switch rep {
	case wasmcode.I32:
	case wasmcode.I64:
		if err := sc.d.need(Feature64, at, "resources with `i64` require the `cm64` feature to be enabled"); err != nil {
			return 0, nil, err
		}
	default:
		return 0, nil, errf(at, "resources can only be represented by `i32` or `i64`")
	}
	if def.HasDtor {
		ft, err := sc.coreFuncAt(at, def.Dtor)
		if err != nil {
			return 0, nil, err
		}
		if !ft.Equal(wasmcode.FuncType{Params: []wasmcode.ValType{rep}}) {
			return 0, nil, errf(at, "core function %d has wrong signature for a destructor", def.Dtor)
		}
	}
	id := sc.d.newResource()
	sc.addDefined(id)
	sc.local[id] = rep
	return id, def, sc.d.charge(at, costNamed)
}

// enter makes the scope of a component type or instance type.
func (sc *scope) enter(r *wasmcode.Reader, kind scopeKind) (*scope, error) {
	if sc.d.nesting++; sc.d.nesting > maxNesting {
		e := errf(r.Offset(), "types nest too deep: more than %d levels", maxNesting)
		e.Err = ErrLimit
		return nil, e
	}
	return newScope(sc.d, kind, sc), sc.d.charge(r.Offset(), costScope)
}

// componentType reads a componenttype, after its 0x41.
func (sc *scope) componentType(r *wasmcode.Reader) (*ComponentType, error) {
	in, err := sc.enter(r, scopeComponentType)
	defer func() { sc.d.nesting-- }()
	if err != nil {
		return nil, err
	}
	for n := r.Count(maxTypeDecls, "component type declaration"); n > 0; n-- {
		if r.Peek() == 0x03 {
			r.Byte()
			err = in.importDef(r)
		} else {
			err = in.declarator(r)
		}
		if err := firstError(r, err); err != nil {
			return nil, err
		}
	}
	if err := firstError(r, nil); err != nil {
		return nil, err
	}
	return in.finish(r.Offset())
}

// instanceType reads an instancetype, after its 0x42.
func (sc *scope) instanceType(r *wasmcode.Reader) (*InstanceType, error) {
	in, err := sc.enter(r, scopeInstanceType)
	defer func() { sc.d.nesting-- }()
	if err != nil {
		return nil, err
	}
	for n := r.Count(maxTypeDecls, "instance type declaration"); n > 0; n-- {
		if err := firstError(r, in.declarator(r)); err != nil {
			return nil, err
		}
	}
	if err := firstError(r, nil); err != nil {
		return nil, err
	}
	t := &InstanceType{Exports: in.exports, Fresh: in.defined, extent: in.extent.around()}
	t.buildIndex()
	return t, nil
}

// declarator reads an instancedecl.
func (sc *scope) declarator(r *wasmcode.Reader) error {
	switch b := r.Byte(); b {
	case 0x00:
		return within(sc.coreTypeDef(r), fmt.Sprintf("core-type[%d]", len(sc.coreTypes)))
	case 0x01:
		return within(sc.typeDef(r), fmt.Sprintf("type[%d]", len(sc.types)))
	case 0x02:
		return sc.aliasDef(r)
	case 0x04:
		return sc.exportDecl(r)
	default:
		r.BadByte(b, "component or instance type declaration")
	}
	return firstError(r, nil)
}

// buildIndex makes Export fast for an instance with many exports.
func (t *InstanceType) buildIndex() {
	const small = 8
	if len(t.Exports) <= small {
		return
	}
	t.index = make(map[string]int, len(t.Exports))
	for i := range t.Exports {
		t.index[t.Exports[i].Name] = i
	}
}
