package plan

import (
	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/wasmcode"
)

// nameTrampoline remembers the core import for which a canon definition is
// first used: tools give those telling names ("[stream-read-0]f").
func (c *coreFunc) nameTrampoline(imp wasmcode.Import) {
	if c.canon != nil && c.def.Name == "" {
		c.def.Name = imp.Name
	}
}

// trampoline makes the core function of a canon definition.
func (b *builder) trampoline(c *coreFunc) CoreDef {
	f, canon := c.frame, c.canon
	name := c.def.Name
	if name == "" {
		name = f.debugName("core func", c.index)
	}
	t := Trampoline{
		Instance: f.id, CoreType: canon.CoreFunc, Canon: canon, Name: name, Import: None, Lift: None, Offset: c.offset,
	}
	switch canon.Op {
	case component.CanonLower:
		callee := f.funcs[canon.Func]
		b.countText(f, canon.FuncType, c.offset)
		t.Type = f.funcType(canon.FuncType)
		t.Options = f.options(canon.Opts)
		if callee.imp >= 0 {
			t.Kind, t.Import = LowerImport, callee.imp
			b.useImport(callee.imp)
		} else {
			t.Kind, t.Lift = LowerLift, b.liftOf(callee)
			callee := b.plan.Lifts[t.Lift].Instance
			t.Enter = b.entering(f.id, callee)
			t.Reenters = b.inside(f.id, callee) || b.inside(callee, f.id)
		}
	case component.CanonResourceNew:
		t.Kind, t.Resource = ResourceNew, f.resource(canon.Resource)
	case component.CanonResourceDrop:
		t.Kind, t.Resource = ResourceDrop, f.resource(canon.Resource)
		if imp := b.plan.Resource(t.Resource).Import; imp >= 0 {
			b.useImport(imp)
		}
	case component.CanonResourceRep:
		t.Kind, t.Resource = ResourceRep, f.resource(canon.Resource)
	default:
		t.Kind = Builtin
		t.Options = f.options(canon.Opts)
		t.ValType, t.StreamType = f.valType(canon.ValType), f.valType(canon.StreamType)
		t.Result = f.valType(canon.Result)
		switch canon.Op {
		case component.CanonWaitableSetWait, component.CanonWaitableSetPoll:
			def := f.coreMemories[canon.Memory]
			t.Memory = &def
		case component.CanonThreadNewIndirect, component.CanonThreadSpawnIndirect:
			def := f.coreTables[canon.Table]
			t.Table = &def
		}
	}
	// Making the options above may have made other trampolines: number it last.
	t.ID = TrampolineID(len(b.plan.Trampolines))
	b.plan.Trampolines = append(b.plan.Trampolines, t)
	return CoreDef{Kind: wasmcode.KindFunc, Instance: None, Trampoline: t.ID, Type: funcExtern(canon.CoreFunc)}
}
