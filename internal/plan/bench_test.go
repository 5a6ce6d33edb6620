package plan_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
	"github.com/jco-go/jco-go/internal/wasmcode"
)

// planLimit is how long decoding and planning a component of 12 MB may take.
const planLimit = 50 * time.Millisecond

// bigComponent gives a component of 12 MB: the file that $JCO_GO_COMPONENT names, or
// a small one of testdata with a core module of 20,000 functions behind it, which
// is what a language runtime compiled to WebAssembly looks like.
func bigComponent(tb testing.TB) []byte {
	tb.Helper()
	if path := os.Getenv("JCO_GO_COMPONENT"); path != "" {
		bin, err := os.ReadFile(path)
		if err != nil {
			tb.Fatal(err)
		}
		return bin
	}
	bin, err := os.ReadFile(filepath.Join("testdata", "interfaces.wasm"))
	if err != nil {
		tb.Fatal(err)
	}
	b := wasmcode.NewBuilder("big")
	i32 := []wasmcode.ValType{wasmcode.I32}
	var body wasmcode.Code
	for range 120 {
		body.LocalGet(0)
		body.LocalGet(0)
		body.Drop()
		body.Drop()
	}
	body.LocalGet(0)
	for i := range 20_000 {
		f := b.Func("", wasmcode.FuncType{Params: i32, Results: i32}, nil, body)
		if i%100 == 0 {
			b.Export(fmt.Sprintf("export-%d", i), wasmcode.KindFunc, f)
		}
	}
	module := b.Bytes()
	bin = append(bin, 1) // the id of a core module section (Binary.md, Component Definitions)
	bin = wasmcode.AppendU32(bin, uint32(len(module)))
	return append(bin, module...)
}

// BenchmarkDecodeAndPlan measures what comes before any engine has work to do:
//
//	JCO_GO_COMPONENT=app.wasm go test ./internal/plan -bench DecodeAndPlan -run '^$'
func BenchmarkDecodeAndPlan(b *testing.B) {
	bin := bigComponent(b)
	b.ReportAllocs()
	b.SetBytes(int64(len(bin)))
	for b.Loop() {
		decodeAndPlan(b, bin)
	}
}

// The best of five is well below the limit, or the work has come to depend on the
// size of the code, which nothing here has to read.
func TestBigComponentPlansInTime(t *testing.T) {
	bin := bigComponent(t)
	best := time.Hour
	for range 5 {
		start := time.Now()
		decodeAndPlan(t, bin)
		best = min(best, time.Since(start))
	}
	t.Logf("%d bytes in %v", len(bin), best)
	if best > planLimit {
		t.Errorf("%d bytes took %v, the limit is %v", len(bin), best, planLimit)
	}
}

func decodeAndPlan(tb testing.TB, bin []byte) {
	c, err := component.Decode(bin, component.DefaultFeatures())
	if err != nil {
		tb.Fatal(err)
	}
	if _, err := plan.Build(c); err != nil {
		tb.Fatal(err)
	}
}
