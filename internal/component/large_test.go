package component

import (
	"math"
	"os"
	"testing"
	"time"

	"github.com/jco-go/jco-go/internal/tools/cputime"
)

// A component of 12 MB decodes in at most 150 ms and three times its size in memory.
func TestLargeComponent(t *testing.T) {
	one, err := os.ReadFile("../../examples/js-ledger/js-ledger.wasm")
	if err != nil {
		t.Fatal(err)
	}
	bin := []byte(header)
	for len(bin) < 12_000_000 {
		bin = append(bin, section(4, string(one))...)
	}
	best, least := time.Duration(math.MaxInt64), uint64(math.MaxUint64)
	for range 10 { // the machine may be busy
		before := allocated()
		took := cputime.Of(func() { _, err = Decode(bin, DefaultFeatures()) })
		if err != nil {
			t.Fatal(err)
		}
		best, least = min(best, took), min(least, allocated()-before)
	}
	t.Logf("%d bytes: %v, %.2f times their size allocated", len(bin), best, float64(least)/float64(len(bin)))
	if best > 150*time.Millisecond {
		t.Errorf("%d bytes took %v", len(bin), best)
	}
	// The bytes themselves are one time, what is allocated in all the other two.
	if least > 2*uint64(len(bin)) {
		t.Errorf("%d bytes allocated for %d", least, len(bin))
	}
}
