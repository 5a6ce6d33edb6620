//go:build unix

package wasi_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi"
)

var ctx = context.Background()

// cache keeps what one test compiled for the others.
var cache, _ = polyfill.NewCompilationCache("") // in memory: it cannot fail

// compiled is a component that is ready to be instantiated, with a runtime of its own.
func compiled(t *testing.T, config *polyfill.Config, bin []byte) *polyfill.Component {
	t.Helper()
	if config == nil {
		config = polyfill.NewConfig()
	}
	rt := polyfill.NewRuntime(ctx, config.WithCompilationCache(cache))
	t.Cleanup(func() {
		if err := rt.Close(ctx); err != nil {
			t.Error(err)
		}
	})
	c, err := rt.Compile(ctx, bin)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func guest(t *testing.T, name string) []byte {
	t.Helper()
	bin, err := os.ReadFile("testdata/guests/" + name + ".wasm")
	if err != nil {
		t.Fatal(err)
	}
	return bin
}

// run runs a command and gives what it wrote.
func run(ctx context.Context, t *testing.T, c *polyfill.Component, config wasi.Config) (stdout, stderr string, err error) {
	t.Helper()
	var out, diag strings.Builder
	config.Stdout, config.Stderr = &out, &diag
	host, err := wasi.New(config)
	if err != nil {
		t.Fatal(err)
	}
	defer host.Close()
	l := c.Runtime().NewLinker()
	host.Define(l)
	inst, err := l.Instantiate(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	defer inst.Close(context.Background())
	err = host.Run(ctx, inst)
	return out.String(), diag.String(), err
}

// TestProbe: a program finds what it was given, and nothing else.
func TestProbe(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a"), []byte("text"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/etc/passwd", filepath.Join(dir, "out")); err != nil {
		t.Fatal(err)
	}
	server, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	go func() {
		for {
			c, err := server.Accept()
			if err != nil {
				return
			}
			p := make([]byte, 4)
			_, _ = io.ReadFull(c, p)
			_, _ = io.WriteString(c, "pong")
			c.Close()
		}
	}()
	at := server.Addr().String()
	dirs := []wasi.Dir{{Host: dir, Guest: "/d"}, {Host: dir, Guest: "/ro", ReadOnly: true}}
	c := compiled(t, nil, guest(t, "probe"))
	for _, p := range []struct {
		config wasi.Config
		args   string
		want   string
	}{
		{wasi.Config{}, "args env", `["probe", "args", "env"]` + "\n[]\n"},
		{wasi.Config{Env: []wasi.EnvVar{{Key: "A", Value: "b c"}}}, "env", `[("A", "b c")]` + "\n"},
		{wasi.Config{Stdin: strings.NewReader("some input")}, "stdin", "stdin: 10\n"},
		{wasi.Config{}, "stdin", "stdin: 0\n"},
		{wasi.Config{}, "sleep", "sleep: true\n"},
		{wasi.Config{Dirs: dirs}, "cat /d/a cat /ro/a len /d/a", "cat: \"text\"\ncat: \"text\"\nlen: (4, false)\n"},
		{wasi.Config{Dirs: dirs}, "write /d/b append /d/b cat /ro/b mv /d/b /d/c ls /d rm /d/c", "write: ()\nappend: ()\ncat: \"written+\"\nmv: ()\nls: [\"a\", \"c\", \"out\"]\nrm: ()\n"},
		{wasi.Config{Dirs: dirs}, "mkdir /d/s mkdir /d/s rmdir /d/s", "mkdir: ()\nmkdir: error AlreadyExists\nrmdir: ()\n"},
		{wasi.Config{Dirs: dirs}, "cat /d/nothing cat /d/out cat /d/../x rmdir /d/a", "cat: error NotFound\ncat: error PermissionDenied\ncat: error PermissionDenied\nrmdir: error NotADirectory\n"},
		{wasi.Config{Dirs: dirs}, "write /ro/x mkdir /ro/x rm /ro/a", "write: error ReadOnlyFilesystem\nmkdir: error ReadOnlyFilesystem\nrm: error ReadOnlyFilesystem\n"},
		{wasi.Config{}, "cat /etc/passwd", "cat: error Uncategorized\n"},
		{wasi.Config{Dirs: dirs}, "cat /etc/passwd", "cat: error Uncategorized\n"},
		{wasi.Config{Dirs: dirs, Limits: wasi.Limits{Descriptors: 5}}, "open-many 100 /d/a", "open-many: error QuotaExceeded after 5\n"},
		{wasi.Config{}, "tcp " + at, "tcp: error PermissionDenied\n"},
		{wasi.Config{Network: wasi.Network{Connect: []string{"*:1"}}}, "tcp " + at, "tcp: error PermissionDenied\n"},
		{wasi.Config{Network: wasi.Network{Connect: []string{at}}}, "tcp " + at, "tcp: \"pong\"\n"},
		{wasi.Config{}, "listen 127.0.0.1:0", "listen: error PermissionDenied\n"},
		{wasi.Config{Network: wasi.Network{Listen: []string{"127.0.0.1"}}}, "listen 127.0.0.1:0", "listen: ()\n"},
	} {
		p.config.Args = append([]string{"probe"}, strings.Fields(p.args)...)
		out, diag, err := run(ctx, t, c, p.config)
		if out != p.want || err != nil {
			t.Errorf("%s:\n%s\nwant\n%s\n%s%v", p.args, out, p.want, diag, err)
		}
	}
}

// TestEnds are the ways in which a program ends.
func TestEnds(t *testing.T) {
	c := compiled(t, polyfill.NewConfig().WithCloseOnContextDone(true).WithMemoryLimitPages(512), guest(t, "probe"))
	probe := func(args ...string) wasi.Config { return wasi.Config{Args: append([]string{"probe"}, args...)} }
	if _, _, err := run(ctx, t, c, probe("exit", "0")); err != nil {
		t.Errorf("exit 0: %v", err)
	}
	var exit *wasi.ExitError
	if _, _, err := run(ctx, t, c, probe("exit", "3")); !errors.As(err, &exit) || exit.Code != 1 { // the adapter knows no codes
		t.Errorf("exit 3: %v", err)
	}
	var trap *polyfill.Trap
	_, diag, err := run(ctx, t, c, probe("panic"))
	if !errors.As(err, &trap) || !strings.Contains(diag, "as it was asked for") || len(trap.Stack) < 3 {
		t.Errorf("panic: %v, %s", err, diag)
	}
	for _, what := range []string{"spin", "stdin"} {
		r, w := io.Pipe()
		config := probe(what)
		config.Stdin = r
		short, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
		if _, _, err := run(short, t, c, config); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: %v", what, err)
		}
		cancel()
		w.Close()
	}
	out, _, err := run(ctx, t, c, probe("grow"))
	var n int
	if _, scanErr := fmt.Sscanf(out, "grow: %d MiB", &n); scanErr != nil || err != nil || n < 20 || n > 32 {
		t.Errorf("32 MiB of memory: %q, %v", out, err)
	}
}

func TestWrongConfig(t *testing.T) {
	for _, c := range []struct {
		config wasi.Config
		want   string
	}{
		{wasi.Config{Dirs: []wasi.Dir{{Host: "testdata/nothing"}}}, `the directory "testdata/nothing" cannot be given`},
		{wasi.Config{Dirs: []wasi.Dir{{Host: "guests_test.go"}}}, "cannot be given"},
		{wasi.Config{Args: []string{"a\x00b"}}, "has a NUL"},
		{wasi.Config{Args: []string{"\xff"}}, "is not UTF-8"},
		{wasi.Config{Env: []wasi.EnvVar{{Key: "", Value: "x"}}}, "want KEY=VALUE"},
		{wasi.Config{Env: []wasi.EnvVar{{Key: "A=B", Value: "x"}}}, "want KEY=VALUE"},
		{wasi.Config{Network: wasi.Network{Connect: []string{"http://x"}}}, `the network rule "http://x"`},
		{wasi.Config{Network: wasi.Network{Listen: []string{"x:y"}}}, `the network rule "x:y"`},
	} {
		if _, err := wasi.New(c.config); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %s", err, c.want)
		}
	}
	adder, err := os.ReadFile("../../examples/adder/adder.wasm")
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := run(ctx, t, compiled(t, nil, adder), wasi.Config{}); !errors.Is(err, wasi.ErrNoCommand) {
		t.Errorf("a library is run: %v", err)
	}
}

// shared is the folder of guests that are no part of this repository, "" if it is not there.
func shared(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("JCO_GO_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared")
	}
	dir = filepath.Join(dir, "guests")
	if _, err := os.Stat(dir); err != nil {
		if os.Getenv("JCO_GO_SHARED") != "" {
			t.Fatalf("JCO_GO_SHARED: %v", err)
		}
		t.Logf("the guests are not in %s: they are not tried (set JCO_GO_SHARED)", dir)
		return ""
	}
	return dir
}

// TestSharedGuests runs the commands for WASI 0.2 and 0.3 that compilers of Rust, C, Go and JavaScript made, with and
// without the adapter of preview 1.
func TestSharedGuests(t *testing.T) {
	dir := shared(t)
	if dir == "" {
		return
	}
	notes := t.TempDir()
	if err := os.WriteFile(filepath.Join(notes, "note.txt"), []byte("12345678"), 0o644); err != nil {
		t.Fatal(err)
	}
	read := []wasi.EnvVar{{Key: "READ", Value: "1"}}
	large := strings.Repeat("0123456789", 30_000)
	for _, c := range []struct {
		file, args, stdin string
		env               []wasi.EnvVar
		dirs              []wasi.Dir
		out, diag         string
		code              int
	}{
		{file: "rust-hello-p2/hello-p2", args: "a b", out: "hello [\"a\", \"b\"]\n"},
		{file: "rust-hello-p2/hello-p2", stdin: "12345", env: read, out: "hello []\n", diag: "stdin: 5 bytes\n"},
		{file: "rust-hello-p2/hello-p2", args: "fail", out: "hello [\"fail\"]\n", code: 1},
		{file: "rust-wstd/wstd-hello", stdin: strings.Repeat("x", 100_000), out: "stdin: 100000 bytes\n"},
		{file: "c-hello/hello-clang", args: "a", stdin: "123", env: read, out: "hello from C [a]\n", diag: "stdin: 3 bytes\n"},
		{file: "c-hello/hello-zig", args: "fail", out: "hello from C [fail]\n", code: 1},
		{file: "rust-wasi3/guest-wasi3", args: "a b", stdin: "12345", out: "hello [\"app\", \"a\", \"b\"]\nstdin: 5 bytes\n"},
		{file: "rust-wasi3/guest-wasi3", args: "fail", stdin: large, out: "hello [\"app\", \"fail\"]\nstdin: 300000 bytes\n", code: 1},
		{file: "c-wasi3/c-wasi3", out: "hello from C over wasi:cli/stdout@0.3.0\n"},
		{file: "go-wasi3/go-wasi3", args: "a", out: "hello [\"app\" \"a\"]\n"},
		{file: "qjs-p3-cli/app", args: "a", stdin: large, out: "args [\"app\",\"a\"]\nslept true\nrandom 4\n" + large + "stdin 300000 {\"tag\":\"ok\"}\n"},
		{file: "qjs-p3-cli/app", dirs: []wasi.Dir{{Host: notes, Guest: "/n"}, {Host: dir, Guest: "/g", ReadOnly: true}},
			out: "args [\"app\"]\nslept true\nrandom 4\nfile in /n: 8 bytes, ok\nopen: {\"payload\":{\"tag\":\"no-entry\"}}Error: [object Object] (see error.payload)\nstdin 0 {\"tag\":\"ok\"}\n"},
	} {
		bin, err := os.ReadFile(filepath.Join(dir, c.file+".wasm"))
		if err != nil {
			t.Fatal(err)
		}
		out, diag, err := run(ctx, t, compiled(t, nil, bin), wasi.Config{
			Args: append([]string{"app"}, strings.Fields(c.args)...), Env: c.env, Stdin: strings.NewReader(c.stdin), Dirs: c.dirs,
		})
		code := 0
		var exit *wasi.ExitError
		if errors.As(err, &exit) {
			code, err = exit.Code, nil
		}
		if out != c.out || diag != c.diag || code != c.code || err != nil {
			t.Errorf("%s %s: %q, %q, %d, %v", c.file, c.args, out, diag, code, err)
		}
	}
}
