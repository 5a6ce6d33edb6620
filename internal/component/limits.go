package component

// The limits of wasmparser, so that what other tools accept is accepted.
const (
	maxTypes             = 1_000_000
	maxFunctions         = 1_000_000
	maxImports           = 1_000_000
	maxExports           = 1_000_000
	maxCoreItems         = 1_000_000 // tables, memories, globals, tags each
	maxModules           = 1_000
	maxComponents        = 1_000
	maxInstances         = 1_000
	maxValues            = 1_000
	maxModuleTypeDecls   = 100_000
	maxTypeDecls         = 1_000_000
	maxRecordFields      = 10_000
	maxVariantCases      = 10_000
	maxTupleTypes        = 10_000
	maxEnumCases         = 10_000
	maxFlagNames         = 1_000 // of the binary; validation allows 32
	maxFuncParams        = 1_000
	maxFixedListLen      = 1 << 30
	maxInstantiationArgs = 100_000
	maxInlineExports     = 100_000
	maxCanonOptions      = 10
	maxStartArgs         = 1_000
	maxModuleSize        = 1 << 30

	// maxTypeDepth bounds how deep value types nest, maxNesting how deep
	// components, component types and instance types do.
	maxTypeDepth = 100
	maxNesting   = 100
	// maxTypeSize bounds the effective size of a type: the number of nodes of
	// the tree that it unfolds to.
	maxTypeSize = 1_000_000
	// maxElemSize is the limit of Binary.md for elem_size(t, 'i64').
	maxElemSize = 1<<28 - 1
)

// The memory that a decoded component may need is limited too: an input whose
// definitions are a byte or two each unfolds to a hundred times its size. Real
// components consist of code, which is never copied, and stay far below this.
const (
	decodedBase  = 20 << 20
	decodedRatio = 16 // further bytes per byte of input
)

// The charges below are estimates from above of what is allocated, the growth
// of slices and maps included.
const (
	costDef       = 3 * 104
	costIndex     = 3 * 8
	costNode      = 288 // a ValType
	costKey       = 160 // its entry in the table of IDs
	costFunc      = 112
	costDecl      = 3 * 184 // an ExternDecl
	costName      = 160     // its entries in the sets of names
	costCanon     = 320
	costAlias     = 80
	costCoreFunc  = 3 * 48
	costPart      = 3 * 24 // a field, case, label, parameter
	costInlineExp = 3 * 104
	costNamed     = 3 * 32
	costCustom    = 3 * 48
	costScope     = 2 << 10
	// costItem is for an item inside an imported or exported instance, which may
	// share its type with others: those who read the component have each by itself.
	costItem = 320
	// costText is for a byte of the names in the types of an imported or exported
	// function, costAbove for one of its own name and of those of the instances around
	// it: what is written for it has them, the latter several times.
	costText  = 4
	costAbove = 12
	maxText   = 1 << 28
	// costLook is for the time that one part of a type takes, or one item, of
	// which nothing is kept: what is walked over again for every use counts.
	costLook = 16
)

// lookCost is what it costs to look for a name: a long one is read for that.
func lookCost(name string) int { return costLook + len(name)/16 }

// budget is what is left of the memory that a decoded component may need.
type budget struct {
	left int
	over bool
}

func newBudget(input int) *budget { return &budget{left: decodedBase + decodedRatio*input} }

// take charges n bytes; it reports false once there are too few left.
func (b *budget) take(n int) bool {
	b.left -= n
	if b.left < 0 {
		b.over = true
	}
	return !b.over
}

// overBudget is the error of a component whose decoded form is too large.
func overBudget(offset int) *Error {
	e := errf(offset, "the decoded form of this component needs too much memory for its size")
	e.Err = ErrLimit
	return e
}
