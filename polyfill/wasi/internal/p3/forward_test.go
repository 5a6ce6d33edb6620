//go:build unix

package p3

import (
	"context"
	"embed"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/files"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/host"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/network"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/sockets"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/web"
)

// forwards are components that import interfaces of WASI 0.3.0 and export them again, so that their
// functions can be called without a guest, by their WIT types. See testdata/README.md.
//
//go:embed testdata/*.wasm
var forwards embed.FS

// worlds are the components of testdata that tests call every function of.
var worlds = []string{"cli", "sockets", "http"}

// settings say what a test gives.
type settings struct {
	world           string // "cli" if it is empty
	dirs            []files.Dir
	connect, listen []string
	sockets         int // how many there may be
	stdin           io.Reader
	stdout, stderr  io.Writer
	terminal        bool
	now             func() time.Time
}

// newHost makes what a test gives.
func (s settings) newHost(t *testing.T) *host.Host {
	t.Helper()
	policy, err := network.New(s.connect, s.listen)
	if err != nil {
		t.Fatal(err)
	}
	tree, err := files.NewTree(s.dirs, files.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	h := &host.Host{
		Args: []string{"app", "one"}, Env: [][2]string{{"A", "1"}, {"B", ""}}, Cwd: "/work",
		Stdin: host.NewStdin(s.stdin), Stdout: host.Output(s.stdout), Stderr: host.Output(s.stderr),
		StdinTerminal: s.terminal,
		Files:         tree, Sockets: sockets.NewHost(policy, nil, s.sockets), HTTP: web.NewClient(policy, nil, nil),
		Clock: host.NewClock(s.now),
	}
	if err := h.Random.Init(nil); err != nil {
		t.Fatal(err)
	}
	return h
}

// instantiate makes an instance of one of the worlds.
func instantiate(ctx context.Context, world string, h *host.Host) (*polyfill.Runtime, *polyfill.Instance, error) {
	bin, err := forwards.ReadFile("testdata/" + world + ".wasm")
	if err != nil {
		return nil, nil, err
	}
	rt := polyfill.NewRuntime(ctx, polyfill.NewConfig().WithInterpreter())
	c, err := rt.Compile(ctx, bin)
	if err != nil {
		return nil, nil, err
	}
	l := rt.NewLinker()
	Define(l, h)
	inst, err := l.Instantiate(ctx, c)
	return rt, inst, err
}

// wasiTest is an instance of one of forwards.
type wasiTest struct {
	t    *testing.T
	ctx  context.Context
	inst *polyfill.Instance
	host *host.Host
	// owned are the resources that functions gave, which a guest would drop.
	owned map[any]bool
}

func newTest(t *testing.T, s settings) *wasiTest {
	t.Helper()
	if s.world == "" {
		s.world = "cli"
	}
	ctx := context.Background()
	h := s.newHost(t)
	rt, inst, err := instantiate(ctx, s.world, h)
	if err != nil {
		t.Fatal(err)
	}
	w := &wasiTest{t, ctx, inst, h, map[any]bool{}}
	t.Cleanup(func() {
		w.drop()
		if err := rt.Close(ctx); err != nil {
			t.Error(err)
		}
		h.Files.Close()
		h.HTTP.Close()
		// Streams that end tell so on goroutines of their own.
		for end := time.Now().Add(5 * time.Second); h.Files.Open()+h.Sockets.Open() > 0 && time.Now().Before(end); {
			time.Sleep(time.Millisecond)
		}
		if n := h.Files.Open(); n != 0 {
			t.Errorf("%d descriptors and streams are still open", n)
		}
		if n := h.Sockets.Open(); n != 0 {
			t.Errorf("%d sockets are still open", n)
		}
	})
	return w
}

// own finds the resources in a result.
func (w *wasiTest) own(v any) {
	switch v := v.(type) {
	case polyfill.Result:
		w.own(v.Value)
	case polyfill.Tuple:
		for _, e := range v {
			w.own(e)
		}
	case []any:
		for _, e := range v {
			w.own(e)
		}
	case *files.Descriptor, interface{ drop() }:
		w.owned[v] = true
	}
}

// drop drops them.
func (w *wasiTest) drop() {
	for v := range w.owned {
		switch v := v.(type) {
		case *files.Descriptor:
			v.Close()
		case interface{ drop() }:
			v.drop()
		}
	}
}

// try calls "clocks/system-clock#now".
func (w *wasiTest) try(name string, args ...any) (any, error) {
	w.t.Helper()
	iface, fn, _ := strings.Cut(name, "#")
	f := w.inst.Func("wasi:" + iface + "@0.3.0#" + fn)
	if f == nil {
		w.t.Fatalf("%s: there is no such function", name)
	}
	called[name] = true
	v, err := f.Call(w.ctx, args...)
	w.own(v)
	return v, err
}

// call is try for a call that must not fail.
func (w *wasiTest) call(name string, args ...any) any {
	w.t.Helper()
	v, err := w.try(name, args...)
	if err != nil {
		w.t.Fatalf("%s: %v", name, err)
	}
	return v
}

// ok is call for a result that must be ok.
func (w *wasiTest) ok(name string, args ...any) any {
	w.t.Helper()
	r, is := w.call(name, args...).(polyfill.Result)
	if !is || r.IsErr {
		w.t.Fatalf("%s: %v", name, describe(r))
	}
	return r.Value
}

// fails wants an error case, which it compares by its text.
func (w *wasiTest) fails(want, name string, args ...any) {
	w.t.Helper()
	r, is := w.call(name, args...).(polyfill.Result)
	if got := describe(r); !is || !r.IsErr || got != want {
		w.t.Errorf("%s: %s, want %s", name, got, want)
	}
}

func describe(r polyfill.Result) string {
	switch v := r.Value.(type) {
	case polyfill.Enum:
		return string(v)
	case polyfill.Variant:
		return v.Case
	case nil:
		return "nothing"
	}
	return "a value"
}

// called are the functions that tests have called.
var called = map[string]bool{}

// TestMain reports functions that no test has called, when all tests have run.
func TestMain(m *testing.M) {
	code := m.Run()
	if code == 0 && allTests() {
		code = uncalled()
	}
	os.Exit(code)
}

func allTests() bool {
	for _, arg := range os.Args[1:] {
		for _, some := range []string{"-test.run", "-test.skip", "-test.list", "-test.fuzz", "-test.bench="} {
			if strings.HasPrefix(arg, some) {
				return false
			}
		}
	}
	return true
}

func uncalled() int {
	ctx := context.Background()
	code := 0
	for _, world := range worlds {
		h := settings{}.newHost(new(testing.T))
		rt, inst, err := instantiate(ctx, world, h)
		if err != nil {
			println(err.Error())
			return 1
		}
		defer rt.Close(ctx)
		for _, iface := range inst.Names() {
			for _, fn := range inst.Instance(iface).Names() {
				name := strings.TrimSuffix(strings.TrimPrefix(iface, "wasi:"), "@0.3.0") + "#" + fn
				if inst.Instance(iface).Func(fn) != nil && !called[name] {
					println("no test calls", name)
					code = 1
				}
			}
		}
	}
	return code
}

// contents reads a tuple<stream<u8>, future<result<_, error-code>>> to its end; outcome is "ok" or the
// error's case.
func (w *wasiTest) contents(pair any) (text, outcome string) {
	w.t.Helper()
	t, ok := pair.(polyfill.Tuple)
	if !ok || len(t) != 2 {
		w.t.Fatalf("no pair: %T", pair)
	}
	p, err := io.ReadAll(t[0].(*polyfill.StreamReader[byte]))
	if err != nil {
		w.t.Fatal(err)
	}
	return string(p), w.outcome(t[1])
}

// outcome waits for a future<result<_, error-code>>.
func (w *wasiTest) outcome(future any) string {
	w.t.Helper()
	v, err := future.(*polyfill.Future[any]).Get(w.ctx)
	var failed *polyfill.ResultError
	switch r, _ := v.(polyfill.Result); {
	case errors.As(err, &failed):
		return describe(polyfill.Err(failed.Value))
	case err != nil:
		w.t.Fatal(err)
	case r.IsErr:
		return describe(r)
	}
	return "ok"
}
