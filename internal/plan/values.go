package plan

import (
	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/wasmcode"
)

// The values that the index spaces of a component instance hold while the
// builder replays its definitions (Explainer.md, Index Spaces). They are what
// disappears from the plan.

// coreFunc is an item of the core function index space. A canon definition
// becomes a trampoline only when something refers to it, so that a plan has no
// trampoline that nobody calls.
type coreFunc struct {
	def    CoreDef
	frame  *frame           // of canon
	canon  *component.Canon // nil once def is valid
	index  uint32           // in frame's core func space, for its debug name
	offset int
}

// coreItem is an export of a core instance value.
type coreItem struct {
	fn  *coreFunc // functions
	def CoreDef   // everything else
}

// coreInstance is a core instance value: a real one, or a bag of exports.
type coreInstance struct {
	id  CoreInstanceID // None for a bag
	typ *wasmcode.ModuleType
	bag map[string]coreItem
}

// module is a core module value.
type module struct {
	ref ModuleRef
	typ *wasmcode.ModuleType
	// An embedded module gets its ModuleID when something refers to it.
	embedded *component.CoreModule
	path     string
}

// fn is a component function value. A canon lift becomes a Lift when something
// refers to it.
type fn struct {
	typ    *component.FuncType // in the plan's resources
	imp    ImportID
	lift   LiftID
	canon  *component.Canon
	frame  *frame // of canon
	index  uint32
	offset int
}

// typ is an item of the type index space: the binary's type, to be read in the
// resources of frame.
type typ struct {
	def   component.TypeDef
	frame *frame
}

// comp is a component value: its definition closes over the frame in which it
// stands, for outer aliases.
type comp struct {
	def    *component.Component
	parent *frame
}

// instance is a component instance value.
type instance struct {
	names   []string
	exports map[string]item
}

func newInstance(n int) *instance { return &instance{exports: make(map[string]item, n)} }

func (i *instance) add(name string, it item) {
	if _, dup := i.exports[name]; !dup {
		i.names = append(i.names, name)
	}
	i.exports[name] = it
}

// item is a component-level item of any sort. The field of sort is set.
type item struct {
	sort   component.Sort
	module *module
	fn     *fn
	typ    typ
	comp   comp
	inst   *instance
	attrs  component.Attributes
}
