package main

import (
	"os"

	"github.com/jco-go/jco-go/transpile/wasm"
)

// asLibrary does not return if the npm package has started this program for its functions, and not for the command line.
func asLibrary() {
	if os.Args[0] == wasm.Name {
		wasm.Serve()
	}
}
