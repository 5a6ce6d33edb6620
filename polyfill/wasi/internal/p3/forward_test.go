//go:build unix

package p3

import (
	"context"
	"embed"
	"errors"
	"io"
	"os"
	"testing"
	"time"

	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/wittest"
)

// forwards are components that import interfaces of WASI 0.3.0 and export them again. See testdata/README.md.
//
//go:embed testdata/*.wasm
var forwards embed.FS

var tested = wittest.Version{
	Suffix: "@0.3.0", Define: Define, Files: forwards, Worlds: []string{"cli", "sockets", "http"}, Drop: dropOf,
	Settle: 5 * time.Second, // streams that end tell so on goroutines of their own
}

// dropOf gives what drops a resource.
func dropOf(v any) func() {
	if r, ok := v.(interface{ drop() }); ok {
		return r.drop
	}
	return nil
}

func TestMain(m *testing.M) { os.Exit(tested.Main(m)) }

type (
	settings = wittest.Settings

	// wasiTest is an instance of one of forwards.
	wasiTest struct{ *wittest.Test }
)

func newTest(t *testing.T, s settings) *wasiTest {
	t.Helper()
	return &wasiTest{tested.New(t, s)}
}

// contents reads a tuple<stream<u8>, future<result<_, error-code>>> to its end; outcome is as outcomeOf gives it.
func (w *wasiTest) contents(pair any) (text, outcome string) {
	w.T.Helper()
	t, ok := pair.(polyfill.Tuple)
	if !ok || len(t) != 2 {
		w.T.Fatalf("no pair: %T", pair)
	}
	return readAll(w.T, t[0]), outcomeOf(w.T, t[1])
}

// outcomeOf waits for a future<result<_, error-code>> and gives the error's case, "" if it is ok.
func outcomeOf(t *testing.T, future any) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	v, err := future.(*polyfill.Future[any]).Get(ctx)
	var failed *polyfill.ResultError
	if r, ok := v.(polyfill.Result); ok && r.IsErr {
		return wittest.Describe(r)
	}
	if errors.As(err, &failed) {
		return wittest.Describe(polyfill.Err(failed.Value))
	} else if err != nil {
		t.Fatalf("the future fails: %v", err)
	}
	return ""
}

// readAll reads a stream<u8> to its end.
func readAll(t *testing.T, stream any) string {
	t.Helper()
	text, err := io.ReadAll(stream.(io.Reader))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
