//go:build unix

package p2

import (
	"embed"
	"os"
	"strings"
	"testing"

	"github.com/jco-go/jco-go/polyfill/wasi/internal/wittest"
)

// forward is a component that imports all of WASI 0.2.12 and exports it again. See testdata/README.md.
//
//go:embed testdata/forward.wasm
var forward embed.FS

var tested = wittest.Version{Suffix: version, Define: Define, Files: forward, Worlds: []string{"forward"}, Drop: dropOf}

// dropOf gives what drops a resource.
func dropOf(v any) func() {
	switch v := v.(type) {
	case *inputStream:
		return v.close
	case *outputStream:
		return v.close
	case *entries:
		return v.Close
	case *tcpSocket:
		return v.drop
	case *udpSocket:
		return v.use.Less
	case *incoming:
		return v.drop
	case *outgoing:
		return v.release
	}
	return nil
}

func TestMain(m *testing.M) { os.Exit(tested.Main(m)) }

type (
	settings = wittest.Settings

	// wasiTest is an instance of it.
	wasiTest struct{ *wittest.Test }
)

func newTest(t *testing.T, s settings) *wasiTest {
	t.Helper()
	return &wasiTest{tested.New(t, s)}
}

func TestCLI(t *testing.T) {
	var out strings.Builder
	w := newTest(t, settings{Stdin: strings.NewReader("input"), Stdout: &out, Terminal: true})
	w.CheckEnvironment("initial-cwd")
	in := w.Call("cli/stdin#get-stdin")
	if got := w.OK("io/streams#[method]input-stream.blocking-read", in, 3); string(got.([]byte)) != "inp" {
		t.Errorf("%q", got)
	}
	// Another stream of it goes on where that one was.
	if got := w.OK("io/streams#[method]input-stream.blocking-skip", w.Call("cli/stdin#get-stdin"), 1); got != uint64(1) {
		t.Errorf("%v", got)
	}
	if got := w.OK("io/streams#[method]input-stream.read", in, 10); string(got.([]byte)) != "t" {
		t.Errorf("%q", got)
	}
	w.Fails("closed", "io/streams#[method]input-stream.blocking-read", in, 1)
	for _, name := range []string{"stdout", "stderr"} {
		s := w.Call("cli/" + name + "#get-" + name)
		w.OK("io/streams#[method]output-stream.blocking-write-and-flush", s, []byte("to "+name))
	}
	if out.String() != "to stdout" {
		t.Errorf("%q", out.String())
	}
}

func TestExit(t *testing.T) { tested.CheckExit(t) }
