package component

import (
	"fmt"
	"iter"
)

// CoreModules gives every core module that is defined in c or in a component
// nested in it, in the order of the binary, with its path in the form of
// Error.Path. Decode bounds how deep components nest.
func (c *Component) CoreModules() iter.Seq2[string, *CoreModule] {
	return func(yield func(string, *CoreModule) bool) { c.coreModules("component", yield) }
}

func (c *Component) coreModules(path string, yield func(string, *CoreModule) bool) bool {
	modules, nested := 0, 0 // the next indices of the two index spaces
	for i := range c.Defs {
		d := &c.Defs[i]
		if d.CoreModule != nil && !yield(fmt.Sprintf("%s.core-module[%d]", path, modules), d.CoreModule) {
			return false
		}
		if d.Component != nil && !d.Component.coreModules(fmt.Sprintf("%s.component[%d]", path, nested), yield) {
			return false
		}
		if d.adds(SortCoreModule) {
			modules++
		}
		if d.adds(SortComponent) {
			nested++
		}
	}
	return true
}

// adds reports whether the definition adds an item to the index space of sort,
// which is SortCoreModule or SortComponent.
func (d *Def) adds(sort Sort) bool {
	switch {
	case d.CoreModule != nil:
		return sort == SortCoreModule
	case d.Component != nil:
		return sort == SortComponent
	case d.Import != nil:
		return d.Import.Type.Sort == sort
	case d.Export != nil:
		return d.Export.Sort == sort
	case d.Alias != nil && d.Alias.Core:
		return sort == SortCoreModule && d.Alias.CoreSort == CoreSortModule
	case d.Alias != nil:
		return d.Alias.Sort == sort
	}
	return false
}
