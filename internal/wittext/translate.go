//go:build !js

package wittext

import (
	"fmt"
	"slices"
	"strings"

	"github.com/jco-go/jco-go/internal/component"
	"go.bytecodealliance.org/wit"
)

// translator turns one world into a component's type. An interface that the
// world imports and exports has its types twice, since its resources are other
// ones each time.
type translator struct {
	opts  *Options
	types *component.Types
	last  component.ResourceID
	docs  map[string]string

	imports, exports *half
}

// half is what is known of the import side or the export side.
type half struct {
	t     *translator
	built map[*wit.Interface]bool
	defs  map[*wit.TypeDef]component.TypeDef
	decls []component.ExternDecl
}

func translate(w *wit.World, opts *Options) (world *World, err error) {
	t := &translator{opts: opts, types: component.NewTypes(), docs: map[string]string{}}
	newHalf := func() *half {
		return &half{t: t, built: map[*wit.Interface]bool{}, defs: map[*wit.TypeDef]component.TypeDef{}}
	}
	t.imports, t.exports = newHalf(), newHalf()
	for name, item := range w.Imports.All() {
		if err := t.imports.item(name, item); err != nil {
			return nil, err
		}
	}
	// Which interfaces are exported has to be known before any is translated: one
	// that uses another's types uses the exported one's.
	exported := map[*wit.Interface]string{}
	for name, item := range w.Exports.All() {
		if ref, ok := item.(*wit.InterfaceRef); ok && t.enabled(ref.Stability) && t.enabled(ref.Interface.Stability) {
			exported[ref.Interface] = name
		}
	}
	for name, item := range w.Exports.All() {
		if ref, ok := item.(*wit.InterfaceRef); ok && exported[ref.Interface] != "" {
			if err := t.exports.dependencies(ref.Interface, exported); err != nil {
				return nil, err
			}
		}
		if err := t.exports.item(name, item); err != nil {
			return nil, err
		}
	}
	t.document("", w.Docs)
	return &World{
		Name: worldName(w), Docs: t.docs,
		Type: &component.ComponentType{Imports: t.imports.decls, Exports: t.exports.decls},
	}, nil
}

// enabled reports whether what has the given stability is there (WIT.md, Feature Gates).
func (t *translator) enabled(s wit.Stability) bool {
	u, unstable := s.(*wit.Unstable)
	return !unstable || t.opts.AllFeatures || slices.Contains(t.opts.Features, u.Feature)
}

// document enters a doc comment.
func (t *translator) document(key string, d wit.Docs) {
	if text := strings.TrimSpace(d.Contents); text != "" {
		t.docs[key] = text
	}
}

// interfaceName is the externname of an interface: its full name, or the label
// under which the world has it.
func interfaceName(label string, i *wit.Interface) string {
	if i.Name == nil {
		return label
	}
	return qualified(i.Package, *i.Name)
}

// dependencies translates those exported interfaces first whose types i uses.
func (h *half) dependencies(i *wit.Interface, exported map[*wit.Interface]string) error {
	for _, def := range i.TypeDefs.All() {
		from, ok := def.Kind.(*wit.TypeDef)
		if !ok {
			continue
		}
		owner, ok := from.Owner.(*wit.Interface)
		if !ok || owner == i || exported[owner] == "" || h.built[owner] {
			continue
		}
		if err := h.dependencies(owner, exported); err != nil {
			return err
		}
		if err := h.instance(interfaceName(exported[owner], owner), owner); err != nil {
			return err
		}
	}
	return nil
}

// item translates one import or export.
func (h *half) item(name string, item wit.WorldItem) error {
	t := h.t
	switch item := item.(type) {
	case *wit.InterfaceRef:
		if !t.enabled(item.Stability) || !t.enabled(item.Interface.Stability) || h.built[item.Interface] {
			return nil
		}
		return h.instance(interfaceName(name, item.Interface), item.Interface)
	case *wit.Function:
		if !t.enabled(item.Stability) {
			return nil
		}
		decl, err := h.function("", item)
		if err != nil {
			return err
		}
		h.decls = append(h.decls, decl)
	case *wit.TypeDef:
		if !t.enabled(item.Stability) {
			return nil
		}
		decl, err := h.define("", name, item)
		if err != nil {
			return err
		}
		h.decls = append(h.decls, decl)
	default:
		return fmt.Errorf("the world's item %q is of a kind that the reader does not know", name)
	}
	return nil
}

// instance translates an interface.
func (h *half) instance(name string, i *wit.Interface) error {
	t := h.t
	h.built[i] = true
	t.document(name, i.Docs)
	it := &component.InstanceType{}
	for typeName, def := range i.TypeDefs.All() {
		if !t.enabled(def.Stability) {
			continue
		}
		decl, err := h.define(name, typeName, def)
		if err != nil {
			return err
		}
		it.Exports = append(it.Exports, decl)
	}
	for _, f := range i.Functions.All() {
		if !t.enabled(f.Stability) {
			continue
		}
		decl, err := h.function(name, f)
		if err != nil {
			return err
		}
		it.Exports = append(it.Exports, decl)
	}
	h.decls = append(h.decls, component.ExternDecl{
		Name: name, Type: component.ExternType{Sort: component.SortInstance, Instance: it},
	})
	return nil
}

// function translates a function of an interface, or of the world ("").
func (h *half) function(owner string, f *wit.Function) (component.ExternDecl, error) {
	name, async := functionName(f.Name)
	ft := &component.FuncType{Async: async}
	where := label(owner, name)
	for _, p := range f.Params {
		v, err := h.value(p.Type, where)
		if err != nil {
			return component.ExternDecl{}, err
		}
		ft.Params = append(ft.Params, component.Param{Name: p.Name, Type: v})
	}
	if len(f.Results) > 1 {
		return component.ExternDecl{}, fmt.Errorf("%s has more than one result", where)
	}
	for _, r := range f.Results {
		v, err := h.value(r.Type, where)
		if err != nil {
			return component.ExternDecl{}, err
		}
		ft.Result = v
	}
	h.t.document(owner+"#"+name, f.Docs)
	return component.ExternDecl{Name: name, Type: component.ExternType{Sort: component.SortFunc, Func: ft}}, nil
}

// functionName gives a function's externname. The reader puts "async" in front
// of the kind of the function.
func functionName(name string) (string, bool) {
	rest, ok := strings.CutPrefix(name, "[async")
	if !ok {
		return name, false
	}
	if f, ok := strings.CutPrefix(rest, "]"); ok {
		return f, true
	}
	return "[" + strings.TrimPrefix(rest, " "), true
}

// label says where something is: "ns:pkg/iface#name".
func label(owner, name string) string {
	if owner == "" {
		return name
	}
	return owner + "#" + name
}
