//go:build unix

package p3

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/host"
)

func TestCLI(t *testing.T) {
	var out strings.Builder
	w := newTest(t, settings{stdin: strings.NewReader("input"), stdout: &out, terminal: true})
	if got := w.call("cli/environment#get-arguments").([]string); len(got) != 2 || got[1] != "one" {
		t.Errorf("%q", got)
	}
	env := w.call("cli/environment#get-environment").([]any)
	if e := env[0].(polyfill.Tuple); len(env) != 2 || e[0] != "A" || e[1] != "1" {
		t.Errorf("%q", env)
	}
	if got := w.call("cli/environment#get-initial-cwd"); got != "/work" {
		t.Errorf("%q", got)
	}
	in := w.call("cli/stdin#read-via-stream")
	t.Logf("%T %v", in, in)
	x := w.call("cli/stdout#write-via-stream", strings.NewReader("abc"))
	t.Logf("%T %v", x, x)
	_ = io.EOF
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
