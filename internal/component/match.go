package component

import (
	"errors"

	"github.com/jco-go/jco-go/internal/wasmcode"
)

// MatchCore reports why a core item of type got may not stand where one of type
// want is expected (WebAssembly core specification, Import Matching), nil if it
// may. Engines link core modules that are given at run time with it.
func MatchCore(got, want wasmcode.ExternType) error {
	err := new(coreLists).subtype(&got, &want, 0)
	var e *Error
	if errors.As(err, &e) {
		return errors.New(e.Msg) // there is no place in a binary to tell
	}
	return err
}
