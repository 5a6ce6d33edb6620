package component

import (
	"fmt"

	"github.com/jco-go/jco-go/internal/wasmcode"
)

// Decode reads a component binary and checks it. The error, if any, is an
// *Error; errors.Is finds ErrCoreModule in it for a core module, and ErrLimit
// for an input that is over a limit. Nothing of bin is copied but names: the
// result's Bytes are sub-slices of it.
func Decode(bin []byte, f Features) (*Component, error) {
	d := &decoder{features: f, types: NewTypes(), budget: newBudget(len(bin))}
	d.coreLists.budget = d.budget
	if err := preamble(bin); err != nil {
		return nil, within(err, "component")
	}
	c, _, err := d.component(&wasmcode.Reader{Buf: bin}, nil)
	if err != nil {
		return nil, within(err, "component")
	}
	if c.docs != nil {
		c.Docs = c.docs.attribute(c.Type)
	}
	return c, nil
}

// preamble explains inputs that are no component at all.
func preamble(bin []byte) error {
	switch {
	case len(bin) == 0:
		return errf(0, "unexpected end-of-file: the input is empty")
	case string(bin[:min(4, len(bin))]) != "\x00asm"[:min(4, len(bin))]:
		if bin[0] == '(' || bin[0] == ';' {
			return errf(0, "magic header not detected: this looks like WebAssembly text, which `wasm-tools parse` makes binary")
		}
		return errf(0, "magic header not detected: this is not WebAssembly")
	case len(bin) < 8:
		return errf(len(bin), wasmcode.MsgEOF)
	case wasmcode.IsModule(bin):
		e := errf(4, "%s", ErrCoreModule)
		e.Err = ErrCoreModule
		return e
	}
	return nil
}

// decoder is what all nested components share.
type decoder struct {
	features Features
	types    *Types
	budget   *budget
	// coreLists compares the types of core functions, of whatever module.
	coreLists coreLists

	resources ResourceID // the last one given out
	aliases   uint32     // the last resourceRef alias given out
	nesting   int
}

func (d *decoder) newResource() ResourceID {
	d.resources++
	return d.resources
}

func (d *decoder) newAlias() uint32 {
	d.aliases++
	return d.aliases
}

// charge takes n bytes from the budget.
func (d *decoder) charge(offset, n int) error {
	if !d.budget.take(n) {
		return overBudget(offset)
	}
	return nil
}

// substituter makes a Substituter that charges the decoder's budget; callers
// check the budget afterwards.
func (d *decoder) substituter(m func(resourceRef) resourceRef) *Substituter {
	s := newSubstituter(d.types)
	s.resource = m
	s.budget = d.budget
	return s
}

// need makes an error unless the features f are on.
func (d *decoder) need(f Features, offset int, format string, args ...any) error {
	if d.features.Has(f) {
		return nil
	}
	return gated(offset, f, format, args...)
}

// component decodes the component that r holds, preamble included.
func (d *decoder) component(r *wasmcode.Reader, parent *scope) (*Component, *scope, error) {
	if d.nesting++; d.nesting > maxNesting {
		e := errf(r.Offset(), "components nest too deep: more than %d levels", maxNesting)
		e.Err = ErrLimit
		return nil, nil, e
	}
	defer func() { d.nesting-- }()

	c := &Component{Offset: r.Base, Size: len(r.Buf), Bytes: r.Buf, Types: d.types}
	if r.Len() < 8 {
		return nil, nil, errf(r.Base+r.Len(), wasmcode.MsgEOF)
	}
	if string(r.Bytes(4)) != "\x00asm" {
		return nil, nil, errf(r.Base, "magic header not detected: bad magic number")
	}
	v := r.Bytes(4)
	if v[2] != 1 || v[3] != 0 {
		return nil, nil, errf(r.Base+4, "expected a version header for a component")
	}
	if v[0] != 0x0d || v[1] != 0 {
		return nil, nil, errf(r.Base+4, "unknown binary version: 0x%x (this tool reads version 0xd)", uint32(v[0])|uint32(v[1])<<8)
	}
	sc := newScope(d, scopeComponent, parent)
	sc.comp = c
	for r.More() {
		at := r.Offset()
		id := r.Byte()
		if id > sectionValue {
			return nil, nil, errf(at, "malformed section id: %d", id)
		}
		size := r.U32()
		if r.Err() == nil && int64(size) > int64(r.Len()) {
			r.Fail(r.Base+len(r.Buf), wasmcode.MsgEOF+": the section at offset 0x%x should be %d bytes long", at, size)
		}
		if r.Err() != nil {
			return nil, nil, readError(r.Err())
		}
		s := r.Sub(int(size))
		if err := sc.section(id, s, at); err != nil {
			return nil, nil, err
		}
	}
	if err := r.Err(); err != nil {
		return nil, nil, readError(err)
	}
	t, err := sc.finish(r.Offset())
	if err != nil {
		return nil, nil, err
	}
	c.Type = t
	c.nameCoreModules()
	return c, sc, nil
}

// nameCoreModules gives the core modules that have no name in themselves those of
// the component's name section.
func (c *Component) nameCoreModules() {
	names := c.Names["core module"]
	n := uint32(0) // the next index
	for i := range c.Defs {
		d := &c.Defs[i]
		if m := d.CoreModule; m != nil && m.Name == "" {
			m.Name = names[n]
		}
		if d.adds(SortCoreModule) {
			n++
		}
	}
}

// The section ids of Binary.md, Component Definitions.
const (
	sectionCustom       = 0
	sectionCoreModule   = 1
	sectionCoreInstance = 2
	sectionCoreType     = 3
	sectionComponent    = 4
	sectionInstance     = 5
	sectionAlias        = 6
	sectionType         = 7
	sectionCanon        = 8
	sectionStart        = 9
	sectionImport       = 10
	sectionExport       = 11
	sectionValue        = 12
)

// section decodes one section; at is the offset of its id.
func (sc *scope) section(id byte, r *wasmcode.Reader, at int) error {
	switch id {
	case sectionCustom:
		return sc.custom(r, at)
	case sectionCoreModule:
		return within(sc.coreModule(r), fmt.Sprintf("core-module[%d]", len(sc.coreModules)))
	case sectionComponent:
		return within(sc.nested(r), fmt.Sprintf("component[%d]", len(sc.components)))
	case sectionCoreInstance:
		return sc.vector(r, "core instances", "core-instance", sc.coreInstanceDef)
	case sectionCoreType:
		return sc.vector(r, "core types", "core-type", sc.coreTypeDef)
	case sectionInstance:
		return sc.vector(r, "instances", "instance", sc.instanceDef)
	case sectionAlias:
		return sc.vector(r, "aliases", "", sc.aliasDef)
	case sectionType:
		return sc.vector(r, "types", "type", sc.typeDef)
	case sectionCanon:
		return sc.vector(r, "canonical functions", "", sc.canonDef)
	case sectionStart:
		if err := within(sc.startDef(r), "start"); err != nil {
			return err
		}
		return atEnd(r)
	case sectionImport:
		return sc.vector(r, "imports", "", sc.importDef)
	case sectionExport:
		return sc.vector(r, "exports", "", sc.exportDef)
	}
	return sc.vector(r, "values", "value", sc.valueDef)
}

// vector decodes a vec of definitions. item names the index space that one is
// added to; if it is empty, def puts the path into its error itself.
func (sc *scope) vector(r *wasmcode.Reader, what, item string, def func(*wasmcode.Reader) error) error {
	n := r.Count(1<<31-1, what)
	for ; n > 0; n-- {
		err := def(r)
		if r.Err() != nil && err == nil {
			err = readError(r.Err())
		}
		if err != nil {
			if item != "" {
				return within(err, fmt.Sprintf("%s[%d]", item, sc.count(item)))
			}
			return err
		}
	}
	if err := r.Err(); err != nil {
		return readError(err)
	}
	return atEnd(r)
}

func atEnd(r *wasmcode.Reader) error {
	if r.Len() != 0 {
		return errf(r.Offset(), "section size mismatch: unexpected data at the end of the section")
	}
	return nil
}

// count is the next index of the index space that item names.
func (sc *scope) count(item string) int {
	switch item {
	case "core-instance":
		return len(sc.coreInstances)
	case "core-type":
		return len(sc.coreTypes)
	case "instance":
		return len(sc.instances)
	case "type":
		return len(sc.types)
	case "value":
		return len(sc.values)
	}
	return 0
}

// define adds a definition to the component.
func (sc *scope) define(offset int, d Def) error {
	if err := sc.d.charge(offset, costDef); err != nil {
		return err
	}
	d.Offset = offset
	sc.comp.Defs = wasmcode.Push(sc.comp.Defs, d)
	return nil
}

// coreModule decodes a core module section (Binary.md, section_1).
func (sc *scope) coreModule(r *wasmcode.Reader) error {
	if len(r.Buf) > maxModuleSize {
		return errf(r.Base, "core module size is out of bounds")
	}
	m, cost, err := wasmcode.ReadModuleAt(r.Buf, r.Base, sc.d.budget.left)
	if err != nil {
		return readError(err)
	}
	if err := sc.d.charge(r.Base, cost); err != nil {
		return err
	}
	t := m.Type()
	if err := checkModuleType(t, r.Base); err != nil {
		return err
	}
	if err := sc.addCoreModule(r.Base, t); err != nil {
		return err
	}
	r.Pos = len(r.Buf)
	return sc.define(r.Base, Def{CoreModule: &CoreModule{Bytes: r.Buf, Offset: r.Base, Name: m.Name, Type: t, Header: m}})
}

// nested decodes a component section (Binary.md, section_4).
func (sc *scope) nested(r *wasmcode.Reader) error {
	c, _, err := sc.d.component(r, sc)
	if err != nil {
		return err
	}
	if err := sc.addComponent(r.Base, c.Type); err != nil {
		return err
	}
	return sc.define(r.Base, Def{Component: c})
}
