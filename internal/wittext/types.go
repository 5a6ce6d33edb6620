//go:build !js

package wittext

import (
	"fmt"

	"github.com/jco-go/jco-go/internal/component"
	"go.bytecodealliance.org/wit"
)

// define translates a named type of an interface, or of the world ("").
func (h *half) define(owner, name string, def *wit.TypeDef) (component.ExternDecl, error) {
	t := h.t
	where := label(owner, name)
	decl := component.ExternDecl{Name: name, Type: component.ExternType{Sort: component.SortType}}
	t.document(owner+"#"+name, def.Docs)
	if _, ok := def.Root().Kind.(*wit.Resource); ok {
		if from, ok := def.Kind.(*wit.TypeDef); ok {
			d, err := h.named(from, where)
			if err != nil {
				return decl, err
			}
			decl.Type.Type = component.TypeDef{Resource: d.Resource}
		} else {
			t.last++
			decl.Type.Type = component.TypeDef{Resource: t.last}
			decl.Type.TypeBound = component.BoundSubResource
		}
		h.defs[def] = decl.Type.Type
		return decl, nil
	}
	var v *component.ValType
	var err error
	if from, ok := def.Kind.(wit.Type); ok {
		v, err = h.value(from, where)
	} else {
		v, err = h.compound(def.Kind, where)
	}
	if err != nil {
		return decl, err
	}
	t.documentParts(owner+"#"+name+".", def.Kind)
	decl.Type.Type = component.TypeDef{Value: v.Named(name, owner)}
	h.defs[def] = decl.Type.Type
	return decl, nil
}

// documentParts enters the doc comments of fields, cases and flags.
func (t *translator) documentParts(prefix string, kind wit.TypeDefKind) {
	switch k := kind.(type) {
	case *wit.Record:
		for _, f := range k.Fields {
			t.document(prefix+f.Name, f.Docs)
		}
	case *wit.Variant:
		for _, c := range k.Cases {
			t.document(prefix+c.Name, c.Docs)
		}
	case *wit.Enum:
		for _, c := range k.Cases {
			t.document(prefix+c.Name, c.Docs)
		}
	case *wit.Flags:
		for _, f := range k.Flags {
			t.document(prefix+f.Name, f.Docs)
		}
	}
}

// named finds what a named type was translated to: on this side if its
// interface is there, else on the side of the imports.
func (h *half) named(def *wit.TypeDef, where string) (component.TypeDef, error) {
	for _, side := range []*half{h, h.t.imports} {
		if d, ok := side.defs[def]; ok {
			return d, nil
		}
	}
	return component.TypeDef{}, fmt.Errorf("%s uses the type %q, which the world neither imports nor exports (is it behind a feature?)", where, def.TypeName())
}

// value translates the use of a type; where is the function or type that uses it.
func (h *half) value(u wit.Type, where string) (*component.ValType, error) {
	def, ok := u.(*wit.TypeDef)
	if !ok {
		return primitive(u, where)
	}
	if def.Name == nil {
		return h.compound(def.Kind, where)
	}
	d, err := h.named(def, where)
	if err != nil {
		return nil, err
	}
	if d.Value == nil { // the reader leaves out the own of a resource in some places
		return h.t.types.Own(d.Resource), nil
	}
	return d.Value, nil
}

func primitive(u wit.Type, where string) (*component.ValType, error) {
	switch u.(type) {
	case wit.Bool:
		return component.Bool, nil
	case wit.S8:
		return component.S8, nil
	case wit.U8:
		return component.U8, nil
	case wit.S16:
		return component.S16, nil
	case wit.U16:
		return component.U16, nil
	case wit.S32:
		return component.S32, nil
	case wit.U32:
		return component.U32, nil
	case wit.S64:
		return component.S64, nil
	case wit.U64:
		return component.U64, nil
	case wit.F32:
		return component.F32, nil
	case wit.F64:
		return component.F64, nil
	case wit.Char:
		return component.Char, nil
	case wit.String:
		return component.String, nil
	case wit.ErrorContext:
		return component.ErrorContext, nil
	}
	return nil, fmt.Errorf("%s has a primitive type that is not known here: %T", where, u)
}

// optional is value for a type that may be missing.
func (h *half) optional(u wit.Type, where string) (*component.ValType, error) {
	if u == nil {
		return nil, nil
	}
	return h.value(u, where)
}

// compound translates the body of a type.
func (h *half) compound(kind wit.TypeDefKind, where string) (*component.ValType, error) {
	ts := h.t.types
	switch k := kind.(type) {
	case *wit.Record:
		fields := make([]component.Field, len(k.Fields))
		for i, f := range k.Fields {
			v, err := h.value(f.Type, where+"."+f.Name)
			if err != nil {
				return nil, err
			}
			fields[i] = component.Field{Name: f.Name, Type: v}
		}
		return ts.Record(fields...), nil
	case *wit.Variant:
		cases := make([]component.Case, len(k.Cases))
		for i, c := range k.Cases {
			v, err := h.optional(c.Type, where+"."+c.Name)
			if err != nil {
				return nil, err
			}
			cases[i] = component.Case{Name: c.Name, Type: v}
		}
		return ts.Variant(cases...), nil
	case *wit.Enum:
		labels := make([]string, len(k.Cases))
		for i, c := range k.Cases {
			labels[i] = c.Name
		}
		return ts.Enum(labels...), nil
	case *wit.Flags:
		labels := make([]string, len(k.Flags))
		for i, f := range k.Flags {
			labels[i] = f.Name
		}
		return ts.Flags(labels...), nil
	case *wit.Tuple:
		elems := make([]*component.ValType, len(k.Types))
		for i, u := range k.Types {
			v, err := h.value(u, where)
			if err != nil {
				return nil, err
			}
			elems[i] = v
		}
		return ts.Tuple(elems...), nil
	case *wit.Result:
		ok, err := h.optional(k.OK, where)
		if err != nil {
			return nil, err
		}
		fail, err := h.optional(k.Err, where)
		if err != nil {
			return nil, err
		}
		return ts.Result(ok, fail), nil
	case *wit.List:
		return h.of(ts.List, k.Type, where)
	case *wit.Option:
		return h.of(ts.Option, k.Type, where)
	case *wit.Stream:
		return h.of(ts.Stream, k.Type, where)
	case *wit.Future:
		return h.of(ts.Future, k.Type, where)
	case *wit.Own:
		d, err := h.named(k.Type, where)
		return ts.Own(d.Resource), err
	case *wit.Borrow:
		d, err := h.named(k.Type, where)
		return ts.Borrow(d.Resource), err
	case wit.Type:
		return h.value(k, where)
	}
	return nil, &LimitError{What: "a type that this uses (list<T, N> or a newer one)", Where: where}
}

// of translates a type with one part, which a stream or future may lack.
func (h *half) of(make func(*component.ValType) *component.ValType, u wit.Type, where string) (*component.ValType, error) {
	v, err := h.optional(u, where)
	if err != nil {
		return nil, err
	}
	return make(v), nil
}
