//go:build !js

package p3

import (
	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/host"
)

// version is the newest release; a linker gives it for every import of 0.3.
const version = "@0.3.2"

// none is what a function without a result gives.
type none = struct{}

// Define gives all interfaces of WASI 0.3 to a linker. Those of 0.2 may be beside them: a component
// may import both, and gets the same files, sockets and standard files by either.
func Define(l *polyfill.Linker, h *host.Host) {
	defineCLI(l, h)
	defineClocks(l, h)
	defineRandom(l, h)
	defineFilesystem(l, h)
	defineSockets(l, h)
	defineHTTP(l, h)
}
