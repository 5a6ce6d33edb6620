//go:build !js

package host

import (
	"fmt"
	"io"

	"github.com/jco-go/jco-go/polyfill/wasi/internal/files"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/sockets"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/web"
)

// Host is what guests get. It is safe for concurrent use by several instances.
type Host struct {
	Args []string
	Env  [][2]string
	// Cwd is the guest's current directory, "" if it is not told.
	Cwd            string
	Stdin          *Stdin
	Stdout, Stderr io.Writer
	// The terminals among the standard files.
	StdinTerminal, StdoutTerminal, StderrTerminal bool

	Files   *files.Tree
	Sockets *sockets.Host
	HTTP    *web.Client
	Clock   Clock
	Random  Random
}

// ExitError ends a program that called exit. It is in the chain of the error of the call that
// the program was running in.
type ExitError struct {
	// Code is the exit code, 0 to 255; 0 is success.
	Code int
}

func (e *ExitError) Error() string { return fmt.Sprintf("the program exited with code %d", e.Code) }
