// Package wittext reads WIT text, a file or a folder with deps, and gives a
// world of it in the type model of package component, so that what prints the
// types of a component prints those of a WIT file as well.
//
// The text is read by go.bytecodealliance.org/wit, which runs wasm-tools inside
// wazero. Nothing else of this project knows that library. It is native only:
// under js/wasm Load gives ErrUnavailable, and the library is not linked in.
//
// What that reader cannot say is a LimitError: map<K, V>, which its parser does
// not know, and fixed-length lists, whose length it loses. Async functions,
// which it returns under names like "[async]f" and "[async method]r.f", are
// translated here.
package wittext

import (
	"errors"
	"fmt"

	"github.com/jco-go/jco-go/internal/component"
)

// Options select what is read.
type Options struct {
	// World is the world's name: "name", "ns:pkg/name" or "ns:pkg/name@version".
	// It may be empty if the package has one world.
	World string
	// AllFeatures keeps what is marked @unstable; else what stands in Features is
	// kept, everything else is left out.
	AllFeatures bool
	Features    []string
}

// World is a world of WIT text.
type World struct {
	// Name is "ns:pkg/world@version", without a version if the package has none.
	Name string
	// Type is the type of a component that targets the world. Resources have IDs
	// of their own, from 1 on.
	Type *component.ComponentType
	// Docs are the doc comments, with the keys of component.Component.Docs; what
	// stands at the level of the world has the interface "".
	Docs map[string]string
}

// ErrUnavailable is Load's error in a build without a reader of WIT text.
var ErrUnavailable = errors.New("WIT text is read by the native binary of jco-go only")

// WorldError is a world that could not be chosen.
type WorldError struct {
	Wanted string   // "" if none was named
	Worlds []string // there are
}

func (e *WorldError) Error() string {
	switch {
	case len(e.Worlds) == 0 && e.Wanted == "":
		return "the package has no world"
	case len(e.Worlds) == 0:
		return fmt.Sprintf("there is no world %q, the package has none", e.Wanted)
	case e.Wanted == "":
		return fmt.Sprintf("the package has %d worlds, name one of them: %s", len(e.Worlds), list(e.Worlds))
	}
	return fmt.Sprintf("there is no world %q, only %s", e.Wanted, list(e.Worlds))
}

func list(names []string) string {
	text := ""
	for i, n := range names {
		switch {
		case i > 0 && i == len(names)-1:
			text += " and "
		case i > 0:
			text += ", "
		}
		text += n
	}
	return text
}

// LimitError is WIT that is valid, but that the reader cannot express.
type LimitError struct {
	What string // "map", "a fixed-length list"
	// Where names the type, function or interface, or quotes the line.
	Where string
}

func (e *LimitError) Error() string {
	return fmt.Sprintf("%s: the reader of WIT text does not know %s; give a component of that world instead", e.Where, e.What)
}
