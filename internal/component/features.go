package component

import (
	"fmt"
	"sort"
	"strings"
)

// Features says which gated features of the component model are on
// (Explainer.md, Gated Features). The names are those of wasm-tools.
type Features uint32

const (
	FeatureAsync             Features = 1 << iota // cm-async: async functions, streams, futures
	FeatureMap                                    // cm-map: map types
	FeatureImplements                             // cm-implements: implements and external-id attributes
	FeatureValues                                 // cm-values: value imports, exports, definitions, start
	FeatureNestedNames                            // cm-nested-names: a:b:c/d/e
	FeatureMoreAsyncBuiltins                      // cm-more-async-builtins: sync stream operations, async cancels
	FeatureAsyncStackful                          // cm-async-stackful: async lift without callback
	FeatureThreading                              // cm-threading: thread built-ins, context slot 1
	FeatureFixedLengthLists                       // cm-fixed-length-lists
	FeatureErrorContext                           // cm-error-context
	FeatureCanonNames                             // cm-canon-names: canonical interface versions, versionsuffix
	Feature64                                     // cm64: 64-bit memories
	FeatureGC                                     // cm-gc: the gc and core-type options
	FeatureSharedEverything                       // shared-everything-threads: thread.spawn-*
)

var featureNames = map[Features]string{
	FeatureAsync: "cm-async", FeatureMap: "cm-map", FeatureImplements: "cm-implements", FeatureValues: "cm-values",
	FeatureNestedNames: "cm-nested-names", FeatureMoreAsyncBuiltins: "cm-more-async-builtins",
	FeatureAsyncStackful: "cm-async-stackful", FeatureThreading: "cm-threading",
	FeatureFixedLengthLists: "cm-fixed-length-lists", FeatureErrorContext: "cm-error-context",
	FeatureCanonNames: "cm-canon-names", Feature64: "cm64", FeatureGC: "cm-gc",
	FeatureSharedEverything: "shared-everything-threads",
}

// String lists the features that are on, separated by commas.
func (f Features) String() string {
	var names []string
	for _, n := range FeatureNames() {
		if f&featureByName(n) != 0 {
			names = append(names, n)
		}
	}
	return strings.Join(names, ",")
}

// Has reports whether every feature of g is on.
func (f Features) Has(g Features) bool { return f&g == g }

// FeatureNames lists all names that ParseFeatures knows, sorted.
func FeatureNames() []string {
	var names []string
	for _, n := range featureNames {
		names = append(names, n)
	}
	sort.Strings(names)
	return names
}

func featureByName(name string) Features {
	for f, n := range featureNames {
		if n == name {
			return f
		}
	}
	return 0
}

// DefaultFeatures is everything released in WASI 0.3.x (async, map, implements)
// and the gated features that can run.
func DefaultFeatures() Features {
	return FeatureAsync | FeatureMap | FeatureImplements | FeatureMoreAsyncBuiltins | FeatureAsyncStackful |
		FeatureThreading | FeatureFixedLengthLists | FeatureErrorContext
}

// AllFeatures is every feature that can be decoded.
func AllFeatures() Features {
	var all Features
	for f := range featureNames {
		all |= f
	}
	return all
}

// ParseFeatures reads a comma-separated list such as "cm-values,-cm-async" and
// applies it, from left to right, to the default: a name turns a feature on, a
// name after "-" turns it off; "all" stands for every feature. Underscores are
// taken for hyphens. The error lists the names that exist.
func ParseFeatures(list string) (Features, error) {
	f := DefaultFeatures()
	for _, item := range strings.Split(list, ",") {
		item = strings.TrimSpace(item)
		if item == "" {
			continue
		}
		name, off := strings.CutPrefix(item, "-")
		name = strings.ReplaceAll(name, "_", "-")
		bits := featureByName(name)
		if name == "all" {
			bits = AllFeatures()
		}
		if bits == 0 {
			return 0, fmt.Errorf("unknown feature %q: the features are all, %s", name, strings.Join(FeatureNames(), ", "))
		}
		if off {
			f &^= bits
		} else {
			f |= bits
		}
	}
	return f, nil
}
