package component

import (
	"github.com/jco-go/jco-go/internal/wasmcode"
)

// scopeKind tells what a scope is (Explainer.md, Index Spaces; Binary.md, Alias
// Definitions: "scope").
type scopeKind uint8

const (
	scopeComponent scopeKind = iota
	scopeComponentType
	scopeInstanceType
)

// scope holds the index spaces of a component, component type or instance type
// while it is decoded.
type scope struct {
	d      *decoder
	kind   scopeKind
	parent *scope
	comp   *Component // scopeComponent

	coreTypes     []CoreType
	coreModules   []*wasmcode.ModuleType
	coreInstances []coreInstanceType
	coreFuncs     []wasmcode.FuncType
	coreTables    []wasmcode.TableType
	coreMemories  []wasmcode.Limits
	coreGlobals   []wasmcode.GlobalType
	coreTags      []wasmcode.FuncType
	types         []TypeDef
	funcs         []*FuncType
	values        []valueEntry
	instances     []*InstanceType
	components    []*ComponentType

	imports, exports []ExternDecl
	importNames      nameSet
	exportNames      nameSet
	extent           extent // of imports and exports

	// imported are the resources that the imports introduce, in order; defined
	// those that definitions, instantiations and (in types) exports do.
	imported []ResourceID
	defined  []ResourceID
	// local maps resources defined by a type definition of this component to
	// the type of their representation.
	local map[ResourceID]wasmcode.ValType
	// isDefined is the set of defined; explicit are the resources that some
	// export gives a name to.
	isDefined, explicit map[ResourceID]bool

	// importable and exportable are the types with an externally visible name
	// (Explainer.md, External Visibility of Types).
	importable, exportable typeSet

	hasStart    bool
	contextType wasmcode.ValType // of context.get and context.set
}

// valueEntry is a value of the value index space (gate cm-values).
type valueEntry struct {
	t    *ValType
	used bool
}

// typeSet is a set of named types: nodes and resource names.
type typeSet struct {
	nodes     map[*ValType]bool
	resources map[resourceRef]bool
}

func (s *typeSet) add(t TypeDef) {
	switch {
	case t.Value != nil:
		if s.nodes == nil {
			s.nodes = map[*ValType]bool{}
		}
		s.nodes[t.Value] = true
	case t.Resource != 0:
		if s.resources == nil {
			s.resources = map[resourceRef]bool{}
		}
		s.resources[resourceRef{t.Resource, t.alias}] = true
	}
}

func newScope(d *decoder, kind scopeKind, parent *scope) *scope {
	return &scope{
		d: d, kind: kind, parent: parent,
		local: map[ResourceID]wasmcode.ValType{}, isDefined: map[ResourceID]bool{}, explicit: map[ResourceID]bool{},
		importNames: nameSet{kind: "import"}, exportNames: nameSet{kind: "export"},
	}
}

// addDefined notes a resource that this scope introduces.
func (sc *scope) addDefined(r ResourceID) {
	sc.defined = wasmcode.Push(sc.defined, r)
	sc.isDefined[r] = true
}

func limited(offset, n, limit int, what string) error {
	if n >= limit {
		e := errf(offset, "%s count exceeds limit of %d", what, limit)
		e.Err = ErrLimit
		return e
	}
	return nil
}

// The add methods add an item to its index space.

func (sc *scope) addCoreType(offset int, t CoreType) error {
	if err := limited(offset, len(sc.coreTypes)+len(sc.types), maxTypes, "types"); err != nil {
		return err
	}
	sc.coreTypes = wasmcode.Push(sc.coreTypes, t)
	return sc.d.charge(offset, 4*costIndex)
}

func (sc *scope) addCoreModule(offset int, t *wasmcode.ModuleType) error {
	if err := limited(offset, len(sc.coreModules), maxModules, "modules"); err != nil {
		return err
	}
	sc.coreModules = wasmcode.Push(sc.coreModules, t)
	return nil
}

func (sc *scope) addCoreInstance(offset int, t coreInstanceType) error {
	if err := limited(offset, len(sc.coreInstances)+len(sc.instances), maxInstances, "instances"); err != nil {
		return err
	}
	sc.coreInstances = wasmcode.Push(sc.coreInstances, t)
	return nil
}

func (sc *scope) addCoreFunc(offset int, t wasmcode.FuncType) error {
	if err := limited(offset, len(sc.coreFuncs)+len(sc.funcs), maxFunctions, "functions"); err != nil {
		return err
	}
	sc.coreFuncs = wasmcode.Push(sc.coreFuncs, t)
	return sc.d.charge(offset, costCoreFunc)
}

// addCoreItem adds a core item of one of wasmcode's kinds.
func (sc *scope) addCoreItem(offset int, t wasmcode.ExternType) error {
	switch t.Kind {
	case wasmcode.KindFunc:
		return sc.addCoreFunc(offset, t.Func)
	case wasmcode.KindTable:
		if err := limited(offset, len(sc.coreTables), maxCoreItems, "tables"); err != nil {
			return err
		}
		sc.coreTables = wasmcode.Push(sc.coreTables, t.Table)
	case wasmcode.KindMemory:
		if err := limited(offset, len(sc.coreMemories), maxCoreItems, "memories"); err != nil {
			return err
		}
		sc.coreMemories = wasmcode.Push(sc.coreMemories, t.Memory)
	case wasmcode.KindGlobal:
		if err := limited(offset, len(sc.coreGlobals), maxCoreItems, "globals"); err != nil {
			return err
		}
		sc.coreGlobals = wasmcode.Push(sc.coreGlobals, t.Global)
	case wasmcode.KindTag:
		if err := limited(offset, len(sc.coreTags), maxCoreItems, "tags"); err != nil {
			return err
		}
		sc.coreTags = wasmcode.Push(sc.coreTags, t.Func)
	}
	return sc.d.charge(offset, 2*64)
}

func (sc *scope) addType(offset int, t TypeDef) error {
	if err := limited(offset, len(sc.coreTypes)+len(sc.types), maxTypes, "types"); err != nil {
		return err
	}
	sc.types = wasmcode.Push(sc.types, t)
	return sc.d.charge(offset, 5*costIndex)
}

func (sc *scope) addFunc(offset int, t *FuncType) error {
	if err := limited(offset, len(sc.coreFuncs)+len(sc.funcs), maxFunctions, "functions"); err != nil {
		return err
	}
	sc.funcs = wasmcode.Push(sc.funcs, t)
	return sc.d.charge(offset, costIndex)
}

func (sc *scope) addValue(offset int, t *ValType, used bool) error {
	if err := limited(offset, len(sc.values), maxValues, "values"); err != nil {
		return err
	}
	sc.values = wasmcode.Push(sc.values, valueEntry{t, used})
	return nil
}

func (sc *scope) addInstance(offset int, t *InstanceType) error {
	if err := limited(offset, len(sc.coreInstances)+len(sc.instances), maxInstances, "instances"); err != nil {
		return err
	}
	sc.instances = wasmcode.Push(sc.instances, t)
	return nil
}

func (sc *scope) addComponent(offset int, t *ComponentType) error {
	if err := limited(offset, len(sc.components), maxComponents, "components"); err != nil {
		return err
	}
	sc.components = wasmcode.Push(sc.components, t)
	return nil
}

// The …At methods look an index up.

func (sc *scope) coreTypeAt(offset int, i uint32) (CoreType, error) {
	if int64(i) >= int64(len(sc.coreTypes)) {
		return CoreType{}, errf(offset, "unknown type %d: type index out of bounds", i)
	}
	return sc.coreTypes[i], nil
}

func (sc *scope) typeAt(offset int, i uint32) (TypeDef, error) {
	if int64(i) >= int64(len(sc.types)) {
		return TypeDef{}, errf(offset, "unknown type %d: type index out of bounds", i)
	}
	return sc.types[i], nil
}

func (sc *scope) valueTypeAt(offset int, i uint32) (*ValType, error) {
	t, err := sc.typeAt(offset, i)
	if err == nil && t.Value == nil {
		err = errf(offset, "type index %d is not a defined type", i)
	}
	return t.Value, err
}

func (sc *scope) funcTypeAt(offset int, i uint32) (*FuncType, error) {
	t, err := sc.typeAt(offset, i)
	if err == nil && t.Func == nil {
		err = errf(offset, "type index %d is not a function type", i)
	}
	return t.Func, err
}

func (sc *scope) resourceAt(offset int, i uint32) (resourceRef, error) {
	t, err := sc.typeAt(offset, i)
	if err == nil && t.Resource == 0 {
		err = errf(offset, "type index %d is not a resource type", i)
	}
	return resourceRef{t.Resource, t.alias}, err
}

func (sc *scope) funcAt(offset int, i uint32) (*FuncType, error) {
	if int64(i) >= int64(len(sc.funcs)) {
		return nil, errf(offset, "unknown function %d: function index out of bounds", i)
	}
	return sc.funcs[i], nil
}

func (sc *scope) componentAt(offset int, i uint32) (*ComponentType, error) {
	if int64(i) >= int64(len(sc.components)) {
		return nil, errf(offset, "unknown component %d: component index out of bounds", i)
	}
	return sc.components[i], nil
}

func (sc *scope) instanceAt(offset int, i uint32) (*InstanceType, error) {
	if int64(i) >= int64(len(sc.instances)) {
		return nil, errf(offset, "unknown instance %d: instance index out of bounds", i)
	}
	return sc.instances[i], nil
}

// useValue consumes a value: each one is used exactly once (Binary.md, Start
// Definitions).
func (sc *scope) useValue(offset int, i uint32) (*ValType, error) {
	if int64(i) >= int64(len(sc.values)) {
		return nil, errf(offset, "unknown value %d: value index out of bounds", i)
	}
	v := &sc.values[i]
	if v.used {
		return nil, errf(offset, "value %d cannot be used more than once", i)
	}
	v.used = true
	return v.t, nil
}

func (sc *scope) coreModuleAt(offset int, i uint32) (*wasmcode.ModuleType, error) {
	if int64(i) >= int64(len(sc.coreModules)) {
		return nil, errf(offset, "unknown module %d: module index out of bounds", i)
	}
	return sc.coreModules[i], nil
}

func (sc *scope) coreInstanceAt(offset int, i uint32) (coreInstanceType, error) {
	if int64(i) >= int64(len(sc.coreInstances)) {
		return coreInstanceType{}, errf(offset, "unknown core instance %d: instance index out of bounds", i)
	}
	return sc.coreInstances[i], nil
}

func (sc *scope) coreFuncAt(offset int, i uint32) (wasmcode.FuncType, error) {
	if int64(i) >= int64(len(sc.coreFuncs)) {
		return wasmcode.FuncType{}, errf(offset, "unknown core function %d: function index out of bounds", i)
	}
	return sc.coreFuncs[i], nil
}

func (sc *scope) coreMemoryAt(offset int, i uint32) (wasmcode.Limits, error) {
	if int64(i) >= int64(len(sc.coreMemories)) {
		return wasmcode.Limits{}, errf(offset, "unknown memory %d: memory index out of bounds", i)
	}
	return sc.coreMemories[i], nil
}

func (sc *scope) coreTableAt(offset int, i uint32) (wasmcode.TableType, error) {
	if int64(i) >= int64(len(sc.coreTables)) {
		return wasmcode.TableType{}, errf(offset, "unknown table %d: table index out of bounds", i)
	}
	return sc.coreTables[i], nil
}

// coreItemAt looks up a core item of one of wasmcode's kinds.
func (sc *scope) coreItemAt(offset int, kind wasmcode.ExternKind, i uint32) (t wasmcode.ExternType, err error) {
	t.Kind = kind
	switch kind {
	case wasmcode.KindFunc:
		t.Func, err = sc.coreFuncAt(offset, i)
	case wasmcode.KindTable:
		t.Table, err = sc.coreTableAt(offset, i)
	case wasmcode.KindMemory:
		t.Memory, err = sc.coreMemoryAt(offset, i)
	case wasmcode.KindGlobal:
		if int64(i) >= int64(len(sc.coreGlobals)) {
			return t, errf(offset, "unknown global %d: global index out of bounds", i)
		}
		t.Global = sc.coreGlobals[i]
	case wasmcode.KindTag:
		if int64(i) >= int64(len(sc.coreTags)) {
			return t, errf(offset, "unknown tag %d: tag index out of bounds", i)
		}
		t.Func = sc.coreTags[i]
	}
	return t, err
}
