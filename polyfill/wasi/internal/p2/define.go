//go:build !js

package p2

import (
	"github.com/jco-go/jco-go/polyfill"

	"github.com/jco-go/jco-go/polyfill/wasi/internal/host"
)

// version is the newest release; a linker gives it for every import of 0.2.
const version = "@0.2.12"

// none is what a function without a result gives.
type none = struct{}

// Define gives all interfaces of WASI 0.2 to a linker.
func Define(l *polyfill.Linker, h *host.Host) {
	definePoll(l)
	defineStreams(l)
	defineCLI(l, h)
	defineClocks(l, h)
	defineRandom(l, h)
	defineFilesystem(l, h)
	defineNetwork(l, h)
	defineTCP(l, h)
	defineUDP(l, h)
	defineHTTP(l, h)
}
