//go:build unix

package p2

import (
	"context"
	_ "embed"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/files"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/host"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/network"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/sockets"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/web"
)

// forward is a component that imports all of WASI 0.2.12 and exports it again, so that its
// functions can be called without a guest, by their WIT types. See testdata/README.md.
//
//go:embed testdata/forward.wasm
var forward []byte

// wasiTest is an instance of it.
type wasiTest struct {
	t    *testing.T
	ctx  context.Context
	inst *polyfill.Instance
	host *host.Host
	// owned are the resources that functions gave, which a guest would drop.
	owned map[any]bool
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
	case *files.Descriptor, *inputStream, *outputStream, *entries, *tcpSocket, *udpSocket, *incoming, *outgoing:
		w.owned[v] = true
	}
}

// drop drops them.
func (w *wasiTest) drop() {
	for v := range w.owned {
		switch v := v.(type) {
		case *files.Descriptor:
			v.Close()
		case *inputStream:
			v.close()
		case *outputStream:
			v.close()
		case *entries:
			v.Close()
		case *tcpSocket:
			v.drop()
		case *udpSocket:
			v.use.Less()
		case *incoming:
			v.drop()
		case *outgoing:
			v.release()
		}
	}
}

type settings struct {
	dirs            []files.Dir
	connect, listen []string
	stdin           string
	stdout          *strings.Builder
	terminal        bool
}

func newTest(t *testing.T, s settings) *wasiTest {
	t.Helper()
	ctx := context.Background()
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
		Stdin: host.NewStdin(strings.NewReader(s.stdin)), Stdout: host.Output(nil), Stderr: host.Output(nil),
		StdinTerminal: s.terminal,
		Files:         tree, Sockets: sockets.NewHost(policy, nil, 0), HTTP: web.NewClient(policy, nil, nil),
		Clock: host.NewClock(nil),
	}
	if s.stdout != nil {
		h.Stdout = host.Output(s.stdout)
	}
	if err := h.Random.Init(nil); err != nil {
		t.Fatal(err)
	}
	rt := polyfill.NewRuntime(ctx, polyfill.NewConfig().WithInterpreter())
	c, err := rt.Compile(ctx, forward)
	if err != nil {
		t.Fatal(err)
	}
	l := rt.NewLinker()
	Define(l, h)
	inst, err := l.Instantiate(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	w := &wasiTest{t, ctx, inst, h, map[any]bool{}}
	t.Cleanup(func() {
		w.drop()
		if err := rt.Close(ctx); err != nil {
			t.Error(err)
		}
		tree.Close()
		h.HTTP.Close()
		if n := tree.Open(); n != 0 {
			t.Errorf("%d descriptors and streams are still open", n)
		}
		if n := h.Sockets.Open(); n != 0 {
			t.Errorf("%d sockets are still open", n)
		}
	})
	return w
}

// try calls "io/poll#poll".
func (w *wasiTest) try(name string, args ...any) (any, error) {
	w.t.Helper()
	iface, fn, _ := strings.Cut(name, "#")
	f := w.inst.Func("wasi:" + iface + version + "#" + fn)
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
		if strings.HasPrefix(arg, "-test.run") || strings.HasPrefix(arg, "-test.skip") || strings.HasPrefix(arg, "-test.list") || strings.HasPrefix(arg, "-test.fuzz") || strings.HasPrefix(arg, "-test.bench=") {
			return false
		}
	}
	return true
}

func uncalled() int {
	ctx := context.Background()
	rt := polyfill.NewRuntime(ctx, polyfill.NewConfig().WithInterpreter())
	defer rt.Close(ctx)
	c, err := rt.Compile(ctx, forward)
	if err != nil {
		println(err.Error())
		return 1
	}
	l := rt.NewLinker()
	policy, _ := network.New(nil, nil)
	tree, _ := files.NewTree(nil, files.Limits{})
	Define(l, &host.Host{Stdin: host.NewStdin(nil), Stdout: host.Output(nil), Stderr: host.Output(nil), Files: tree, Sockets: sockets.NewHost(policy, nil, 0), HTTP: web.NewClient(policy, nil, nil), Clock: host.NewClock(nil)})
	inst, err := l.Instantiate(ctx, c)
	if err != nil {
		println(err.Error())
		return 1
	}
	code := 0
	for _, iface := range inst.Names() {
		for _, fn := range inst.Instance(iface).Names() {
			name := strings.TrimSuffix(strings.TrimPrefix(iface, "wasi:"), version) + "#" + fn
			if inst.Instance(iface).Func(fn) != nil && !called[name] {
				println("no test calls", name)
				code = 1
			}
		}
	}
	return code
}

func TestCLI(t *testing.T) {
	var out strings.Builder
	w := newTest(t, settings{stdin: "input", stdout: &out, terminal: true})
	if got := w.call("cli/environment#get-arguments").([]string); len(got) != 2 || got[1] != "one" {
		t.Errorf("%q", got)
	}
	env := w.call("cli/environment#get-environment").([]any)
	if e := env[0].(polyfill.Tuple); len(env) != 2 || e[0] != "A" || e[1] != "1" {
		t.Errorf("%q", env)
	}
	if got := w.call("cli/environment#initial-cwd"); got != "/work" {
		t.Errorf("%q", got)
	}
	in := w.call("cli/stdin#get-stdin")
	if got := w.ok("io/streams#[method]input-stream.blocking-read", in, 3); string(got.([]byte)) != "inp" {
		t.Errorf("%q", got)
	}
	// Another stream of it goes on where that one was.
	if got := w.ok("io/streams#[method]input-stream.blocking-skip", w.call("cli/stdin#get-stdin"), 1); got != uint64(1) {
		t.Errorf("%v", got)
	}
	if got := w.ok("io/streams#[method]input-stream.read", in, 10); string(got.([]byte)) != "t" {
		t.Errorf("%q", got)
	}
	w.fails("closed", "io/streams#[method]input-stream.blocking-read", in, 1)
	for _, name := range []string{"stdout", "stderr"} {
		s := w.call("cli/" + name + "#get-" + name)
		w.ok("io/streams#[method]output-stream.blocking-write-and-flush", s, []byte("to "+name))
	}
	if out.String() != "to stdout" {
		t.Errorf("%q", out.String())
	}
	if got := w.call("cli/terminal-stdin#get-terminal-stdin"); got == nil {
		t.Error("there is no terminal")
	}
	for _, name := range []string{"stdout", "stderr"} {
		if got := w.call("cli/terminal-" + name + "#get-terminal-" + name); got != nil {
			t.Errorf("%s is a terminal: %v", name, got)
		}
	}
}

func TestExit(t *testing.T) {
	for code, call := range map[int]func(w *wasiTest) (any, error){
		0: func(w *wasiTest) (any, error) { return w.try("cli/exit#exit", polyfill.Ok(nil)) },
		1: func(w *wasiTest) (any, error) { return w.try("cli/exit#exit", polyfill.Err(nil)) },
		7: func(w *wasiTest) (any, error) { return w.try("cli/exit#exit-with-code", 7) },
	} {
		_, err := call(newTest(t, settings{}))
		var exit *host.ExitError
		if !errors.As(err, &exit) || exit.Code != code {
			t.Errorf("code %d: %v", code, err)
		}
	}
}
