package transpile

import (
	"strings"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
)

// An import that nothing maps is imported under its own name (see resolveImport), which is the component's text.
// Loaders take some names for more than the name of a package: an address, or a module of the engine's own. What a
// component calls its imports must not choose those.

// loaderSchemes are what the package of an interface ("node:fs/promises") may not be called: schemes of addresses, and
// prefixes of engines and their package managers.
var loaderSchemes = set("node", "bun", "deno", "npm", "jsr", "http", "https", "file", "data", "blob", "ftp", "ws", "wss",
	"javascript", "about", "chrome", "chrome-extension", "moz-extension", "resource", "filesystem", "cloudflare", "workerd", "electron")

// engineModules are Node's modules that have a name without a scheme, as far as a component can have that name; Deno, Bun and bundlers know them too.
var engineModules = set("assert", "buffer", "bun", "cluster", "console", "constants", "crypto", "dgram", "dns", "domain", "electron", "events",
	"fs", "http", "http2", "https", "inspector", "module", "net", "os", "path", "process", "punycode", "querystring",
	"readline", "repl", "sqlite", "stream", "sys", "test", "timers", "tls", "tty", "undici", "url", "util", "v8", "vm", "wasi", "ws", "zlib")

// checkSpecifiers refuses the imports of an ES module that would be one of these.
func checkSpecifiers(p *plan.Plan, opts *Options) error {
	if opts.Instantiation != InstantiationNone {
		return nil
	}
	im := &imports{g: &generator{opts: opts}}
	for _, d := range p.World.Imports {
		target := im.target(d.Name, d.Attrs.Implements)
		if target.Key != "" {
			continue
		}
		scheme, _, isInterface := strings.Cut(target.Specifier, ":")
		if isInterface && loaderSchemes[scheme] || engineModules[target.Specifier] {
			return &OptionError{"map", component.Message("is wanted for the import %q: as a module of that name, it would be one that the engine or an address gives; "+
				"map it to the module that is meant (%q if to that), or use instantiation", d.Name, target.Specifier)}
		}
	}
	return nil
}
