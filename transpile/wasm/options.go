//go:build js && wasm

package wasm

import (
	"strconv"
	"strings"

	"github.com/jco-go/jco-go/transpile"
)

// setOption sets one option. The names are those of transpile.Options, so that
// the zero value is the default for all; web/npm/options.js translates jco's
// names and has checked the types of the values. `Map:NAME` is an entry of Map.
func setOption(o *transpile.Options, name, value string) error {
	on := value == "true"
	switch name {
	case "Name":
		o.Name = value
	case "NoTypescript":
		o.NoTypescript = on
	case "Instantiation":
		o.Instantiation = transpile.Instantiation(value)
	case "NoWasiShim":
		o.NoWasiShim = on
	case "Base64Cutoff":
		n, err := strconv.Atoi(value)
		if err != nil {
			return &transpile.OptionError{Option: "base64Cutoff", Reason: "is too large"}
		}
		o.Base64Cutoff = &n
	case "TLACompat":
		o.TLACompat = on
	case "NoNodejsCompat":
		o.NoNodejsCompat = on
	case "NoNamespacedExports":
		o.NoNamespacedExports = on
	case "NoComponentErrorWrapping":
		o.NoComponentErrorWrapping = on
	case "Strict":
		o.Strict = on
	case "FlagsAsBigInt":
		o.FlagsAsBigInt = on
	case "VariantsInlineCases":
		o.VariantsInlineCases = on
	case "UseNamespaceObjects":
		o.UseNamespaceObjects = on
	case "EnumValuesScreamingSnakeCase":
		o.EnumValuesScreamingSnakeCase = on
	case "ResultStreams":
		o.ResultStreams = on
	case "ImportBindings":
		o.ImportBindings = transpile.ImportBindings(value)
	case "Optimize":
		o.Optimize = optimize
	case "Tracing":
		o.Tracing = on
	case "Guest":
		o.Guest = on
	case "AsyncMode":
		o.AsyncMode = transpile.AsyncMode(value)
	case "AsyncImports":
		o.AsyncImports = append(o.AsyncImports, value)
	case "AsyncExports":
		o.AsyncExports = append(o.AsyncExports, value)
	case "AsyncWasiImports":
		o.AsyncWasiImports = on
	case "AsyncWasiExports":
		o.AsyncWasiExports = on
	case "NoImportSignal":
		o.NoImportSignal = on
	case "Runtime":
		o.Runtime = value
	case "Features":
		f, err := transpile.ParseFeatures(value)
		if err != nil {
			return &transpile.OptionError{Option: "componentFeatures", Reason: err.Error()}
		}
		o.Features = &f
	default:
		key, ok := strings.CutPrefix(name, "Map:")
		if !ok {
			panic("there is no option " + name)
		}
		if o.Map == nil {
			o.Map = map[string]string{}
		}
		o.Map[key] = value
	}
	return nil
}
