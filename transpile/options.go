package transpile

import (
	"fmt"
	"strings"

	"github.com/jco-go/jco-go/internal/component"
)

// Instantiation says who instantiates the component.
type Instantiation string

// The values of Options.Instantiation.
const (
	// InstantiationNone makes an ES module that instantiates the component when it is loaded.
	InstantiationNone Instantiation = ""
	// InstantiationAsync exports instantiate(getCoreModule, imports, instantiateCore).
	InstantiationAsync Instantiation = "async"
	// InstantiationSync is the same without promises.
	InstantiationSync Instantiation = "sync"
)

// DefaultBase64Cutoff is the size in bytes below which an ES module holds a
// core module as text, as in jco.
const DefaultBase64Cutoff = 5000

// Options are the options of Transpile. The names are those of jco's command
// line and library; the zero value is jco's default.
type Options struct {
	// Name is the base name of the files; "component" if empty. Folders are not allowed.
	Name string
	// NoTypescript leaves out the .d.ts files.
	NoTypescript bool
	// Instantiation exports instantiate() instead of instantiating at load.
	Instantiation Instantiation
	// Map maps import names to module specifiers, see jco's --map.
	Map map[string]string
	// NoWasiShim leaves `wasi:*` imports as they are; without it they are
	// imported from @bytecodealliance/preview2-shim.
	NoWasiShim bool
	// Base64Cutoff is the size in bytes from which a core module is a file of
	// its own; nil means DefaultBase64Cutoff. Under Instantiation all are.
	Base64Cutoff *int
	// TLACompat exports $init, a promise, instead of using top-level await.
	TLACompat bool
	// NoNodejsCompat leaves out the path that reads files in Node.
	NoNodejsCompat bool
	// NoNamespacedExports leaves out the exports named "ns:pkg/iface@version".
	NoNamespacedExports bool
	// NoComponentErrorWrapping throws the error of a result as it is, instead
	// of a ComponentError that has it as its payload.
	NoComponentErrorWrapping bool
	// Strict refuses numbers out of the range of their WIT type, which are
	// taken modulo otherwise.
	Strict bool
	// FlagsAsBigInt gives flags as a bigint, the first flag in the lowest bit,
	// instead of an object of booleans. Exported interfaces have an object of
	// masks for each of their flags types.
	FlagsAsBigInt bool
	// VariantsInlineCases declares the cases of a variant in its type, instead of
	// as an interface for each.
	VariantsInlineCases bool
	// UseNamespaceObjects gives exported interfaces an object for each of their
	// flags, enums and variants: masks, values, functions that make a case. It
	// implies FlagsAsBigInt and excludes VariantsInlineCases.
	UseNamespaceObjects bool
	// EnumValuesScreamingSnakeCase gives the case `dark-green` of an enum as
	// "DARK_GREEN".
	EnumValuesScreamingSnakeCase bool
	// ResultStreams gives a tuple<stream<T>, future<result<U, E>>> as one ReadableStream, which errors
	// with the E instead of just ending and has the U as its property `result`; one like
	// that, or any other source of a stream, may be given for such a tuple, as well as an array.
	ResultStreams bool
	// ImportBindings says how imports are called, "" means ImportBindingsJS.
	ImportBindings ImportBindings
	// Tracing writes every call of an export or import to console.error, with
	// arguments and result, and every resource that nobody disposed of.
	Tracing bool
	// Optimize, if set, is given each core module and returns the one to use, which
	// has the same imports and exports.
	Optimize func(module []byte) ([]byte, error)
	// Guest declares modules for the code inside a component instead of for its
	// host: what it imports can be imported, what it exports is to be written.
	// For Types only.
	Guest bool
	// AsyncMode says whether sync-typed functions may suspend, as well as async ones:
	// with AsyncModeJSPI those that the next four choose, and no other.
	AsyncMode AsyncMode
	// AsyncImports and AsyncExports are patterns ("ns:pkg/iface@1.0.0#func", * stands
	// for anything) of sync-typed functions: the host's may return a promise, the
	// component's return one.
	AsyncImports, AsyncExports []string
	// AsyncWasiImports chooses what waits of wasi:io@0.2: poll, pollable.block and
	// the blocking functions of streams.
	AsyncWasiImports bool
	// AsyncWasiExports chooses wasi:cli/run@0.2#run and wasi:http/incoming-handler@0.2#handle.
	AsyncWasiExports bool
	// NoImportSignal leaves out the object with an AbortSignal that async imports
	// get behind their parameters.
	NoImportSignal bool
	// Runtime is the specifier from which the async runtime is imported; "" means
	// the file jco-go-runtime.js beside the module.
	Runtime string
	// Features are the gates of the binary format; nil means its defaults.
	Features *Features
}

// Features says which gated features of the component model are on: those that
// ParseFeatures gives.
type Features = component.Features

// ParseFeatures reads a comma-separated list of feature names such as
// "cm-values,-cm-async" and applies it to the default: a name turns a feature
// on, a name after "-" turns it off, "all" stands for every feature. The names
// are those of wasm-tools; the error for another name lists them.
func ParseFeatures(list string) (Features, error) { return component.ParseFeatures(list) }

// OptionError is an option that cannot be used as it was given.
type OptionError struct {
	Option string // its name, as in jco's library: "name", "instantiation", …
	Reason string
}

func (e *OptionError) Error() string { return fmt.Sprintf("option %s: %s", e.Option, e.Reason) }

func (o *Options) check() error {
	if o.Name == "" {
		o.Name = "component"
	}
	switch {
	case strings.ContainsAny(o.Name, "/\\\x00") || o.Name == "." || o.Name == "..":
		return &OptionError{"name", fmt.Sprintf("%q is not the name of a file", o.Name)}
	case o.Instantiation != InstantiationNone && o.Instantiation != InstantiationAsync && o.Instantiation != InstantiationSync:
		return &OptionError{"instantiation", fmt.Sprintf("%q is neither async nor sync", o.Instantiation)}
	case o.AsyncMode != AsyncModeSync && o.AsyncMode != AsyncModeJSPI && o.AsyncMode != "sync":
		return &OptionError{"asyncMode", fmt.Sprintf("%q is neither sync nor jspi", o.AsyncMode)}
	case o.TLACompat && o.Instantiation != InstantiationNone:
		return &OptionError{"tlaCompat", "has no effect together with instantiation"}
	case o.Guest && o.Instantiation != InstantiationNone:
		return &OptionError{"instantiation", "is about the host, not about a guest"}
	case o.Guest && o.TLACompat:
		return &OptionError{"tlaCompat", "is about the host, not about a guest"}
	case o.Guest && (len(o.AsyncImports) > 0 || o.AsyncWasiImports || o.AsyncWasiExports || o.NoImportSignal):
		return &OptionError{o.hostAsync(), "is about the host, not about a guest"}
	case o.Guest && o.ResultStreams:
		return &OptionError{"resultStreams", "is about the host, not about a guest"}
	case o.ImportBindings.check() != nil:
		return o.ImportBindings.check()
	case o.UseNamespaceObjects && o.VariantsInlineCases:
		return &OptionError{"useNamespaceObjects", "does not go together with variantsInlineCases"}
	case o.Base64Cutoff != nil && *o.Base64Cutoff < 0:
		return &OptionError{"base64Cutoff", "is negative"}
	}
	o.FlagsAsBigInt = o.FlagsAsBigInt || o.UseNamespaceObjects
	return nil
}

// hostAsync names an option in use that is about how the host calls and is called.
func (o *Options) hostAsync() string {
	switch {
	case len(o.AsyncImports) > 0:
		return "asyncImports"
	case o.AsyncWasiImports:
		return "asyncWasiImports"
	case o.AsyncWasiExports:
		return "asyncWasiExports"
	}
	return "noImportSignal"
}

func (o *Options) base64Cutoff() int {
	if o.Base64Cutoff == nil {
		return DefaultBase64Cutoff
	}
	return *o.Base64Cutoff
}

func (o *Options) features() Features {
	if o.Features == nil {
		return component.DefaultFeatures()
	}
	return *o.Features
}
