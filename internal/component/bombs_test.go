package component_test

import (
	"errors"
	"math"
	"runtime/debug"
	"testing"
	"time"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/tools/cputime"
	"github.com/jco-go/jco-go/internal/tools/mutate"
)

// TestBombs decodes what is small for what it asks: in time that grows with the
// number of bytes, whatever they are, on a stack of 1 MB. (A deeper one would end
// the test's process: no input decides how deep calls nest.)
func TestBombs(t *testing.T) {
	defer debug.SetMaxStack(debug.SetMaxStack(1 << 20))
	for _, n := range []int{100, 1000, 10_000, 100_000, 1_000_000} {
		for name, bin := range mutate.Bombs(n) {
			// The constant is for the memory that a component of any size may take
			// (limits.go), and both are some five times what is needed.
			limit := 100*time.Millisecond + time.Duration(len(bin))*1500*time.Nanosecond
			best := time.Duration(math.MaxInt64)
			var err error
			for try := 0; try < 5 && best > limit; try++ { // the machine may be busy
				best = min(best, cputime.Of(func() { _, err = component.Decode(bin, component.AllFeatures()) }))
			}
			var e *component.Error
			if err != nil && !errors.As(err, &e) {
				t.Errorf("%s of %d: %T: %v", name, n, err, err)
			}
			if best > limit {
				t.Errorf("%s of %d, %d bytes: %v, more than %v", name, n, len(bin), best, limit)
			}
		}
	}
}
