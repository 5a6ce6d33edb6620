//go:build !js

package host

import (
	"io"
	"os"
	"sync"
)

// Output makes a writer of a standard output that several instances may write to at once;
// nil takes everything and keeps nothing.
func Output(w io.Writer) io.Writer {
	if w == nil {
		return io.Discard
	}
	return &output{w: w}
}

type output struct {
	mu sync.Mutex
	w  io.Writer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.w.Write(p)
}

// IsTerminal tells whether a standard file is a terminal.
func IsTerminal(v any) bool {
	f, ok := v.(*os.File)
	return ok && f != nil && isTerminal(f)
}
