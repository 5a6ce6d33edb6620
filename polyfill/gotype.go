//go:build !js

package polyfill

import (
	"fmt"
	"reflect"

	"github.com/jco-go/jco-go/internal/canon"
	"github.com/jco-go/jco-go/internal/component"
)

// direction says which way values of a Go type cross.
type direction bool

const (
	fromGuest direction = false
	toGuest   direction = true
)

// checkGoType reports why variables of a Go type cannot stand for a WIT type in
// a typed call. canon knows all types but resources, which are this package's.
func (inst *Instance) checkGoType(t *component.ValType, rt reflect.Type, dir direction) error {
	if err := inst.component.compiler.Check(t, rt); err != nil {
		return err
	}
	if t.HasResource() || t.HasEnd() {
		return inst.checkResources(t, rt, dir)
	}
	return nil
}

// checkResources walks down to the resources in a type, as far as the Go type says
// what will be there.
func (inst *Instance) checkResources(t *component.ValType, rt reflect.Type, dir direction) error {
	if t == nil || !t.HasResource() && !t.HasEnd() || rt.Kind() == reflect.Interface && rt.NumMethod() == 0 {
		return nil
	}
	switch t.Kind {
	case component.KindOwn, component.KindBorrow:
		return inst.checkResource(t, rt, dir)
	case component.KindStream, component.KindFuture:
		return inst.checkEnd(t, rt, dir)
	case component.KindTuple:
		return inst.checkTuple(t, rt, dir)
	case component.KindOption:
		if isHandleKind(t.Elem.Kind) {
			return inst.checkResource(t.Elem, rt, dir)
		}
		if rt.Kind() == reflect.Pointer {
			return inst.checkResources(t.Elem, rt.Elem(), dir)
		}
	case component.KindList, component.KindFixedList:
		if k := rt.Kind(); k == reflect.Slice || k == reflect.Array {
			return inst.checkResources(t.Elem, rt.Elem(), dir)
		}
	case component.KindMap:
		if rt.Kind() == reflect.Map {
			return inst.checkResources(t.Err, rt.Elem(), dir)
		}
	case component.KindResult:
		if isResultOf(rt) {
			return inst.checkParts([]*component.ValType{t.Elem, t.Err}, []string{"Ok", "Err"}, rt, dir)
		}
	case component.KindRecord:
		if rt.Kind() == reflect.Struct {
			types, names := make([]*component.ValType, len(t.Fields)), make([]string, len(t.Fields))
			for i, f := range t.Fields {
				types[i], names[i] = f.Type, f.Name
			}
			return inst.checkParts(types, names, rt, dir)
		}
	}
	return nil
}

// checkTuple checks the Go types for a pair, and the fields of a struct.
func (inst *Instance) checkTuple(t *component.ValType, rt reflect.Type, dir direction) error {
	switch {
	case isPair(t) && rt.Implements(pairReaderType) && rt.Kind() == reflect.Pointer:
		return reflect.New(rt.Elem()).Interface().(pairReader).checkPair(inst.component.compiler, inst, t)
	case isPair(t) && rt != reflect.TypeFor[Tuple]() && rt.Kind() != reflect.Struct:
		if dir == fromGuest && !isPairType(rt) {
			return fmt.Errorf("the Go type %v cannot hold %s: want a *polyfill.ResultReader", rt, t.Format(inst.component.resourceName))
		}
		if dir == toGuest && !isPairType(rt) {
			return inst.checkEnd(t.Elems[0], rt, dir)
		}
	case rt.Kind() == reflect.Struct:
		n := 0
		for i := range rt.NumField() {
			if f := rt.Field(i); f.IsExported() && n < len(t.Elems) {
				if err := inst.checkResources(t.Elems[n], f.Type, dir); err != nil {
					return fmt.Errorf("[%d]: %w", n, err)
				}
				n++
			}
		}
	}
	return nil
}

// checkParts checks the fields of a struct that stand for the parts with these names.
func (inst *Instance) checkParts(types []*component.ValType, names []string, rt reflect.Type, dir direction) error {
	for i, index := range canon.StructFields(rt, names) {
		if index == nil {
			continue
		}
		if err := inst.checkResources(types[i], rt.FieldByIndex(index).Type, dir); err != nil {
			return fmt.Errorf("%s: %w", names[i], err)
		}
	}
	return nil
}

func (inst *Instance) checkResource(t *component.ValType, rt reflect.Type, dir direction) error {
	if rt.Kind() == reflect.Interface && rt.NumMethod() == 0 {
		return nil
	}
	r := inst.types[t.Resource-1]
	if r == nil { // its import is missing, and reported as that
		return nil
	}
	want := handleType
	if r.host() {
		want = r.goType
	}
	if want.Kind() == reflect.Interface && want.NumMethod() == 0 {
		return nil // any value may be one; what it is shows when it comes
	}
	if dir == fromGuest && want.AssignableTo(rt) || dir == toGuest && rt.AssignableTo(want) {
		return nil
	}
	return fmt.Errorf("the Go type %v cannot hold %s: want %v", rt, t.Format(inst.component.resourceName), want)
}

func isHandleKind(k component.Kind) bool { return k == component.KindOwn || k == component.KindBorrow }

func isResultOf(t reflect.Type) bool { return t.Kind() == reflect.Struct && canon.IsResultOf(t) }
