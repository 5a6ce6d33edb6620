//go:build !js

package wittest

import (
	"errors"
	"strings"
	"testing"

	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/host"
)

// CheckEnvironment calls the functions of wasi:cli that are the same in all versions, but for the name of the
// one that gives the working directory. The standard input is a terminal.
func (w *Test) CheckEnvironment(cwd string) {
	w.T.Helper()
	if got := w.Call("cli/environment#get-arguments").([]string); len(got) != 2 || got[1] != "one" {
		w.T.Errorf("%q", got)
	}
	env := w.Call("cli/environment#get-environment").([]any)
	if e := env[0].(polyfill.Tuple); len(env) != 2 || e[0] != "A" || e[1] != "1" {
		w.T.Errorf("%q", env)
	}
	if got := w.Call("cli/environment#" + cwd); got != "/work" {
		w.T.Errorf("%q", got)
	}
	before := w.Host.Cwd
	w.Host.Cwd = ""
	if got := w.Call("cli/environment#" + cwd); got != nil {
		w.T.Errorf("%q", got)
	}
	w.Host.Cwd = before
	if got := w.Call("cli/terminal-stdin#get-terminal-stdin"); got == nil {
		w.T.Error("there is no terminal")
	}
	for _, name := range []string{"stdout", "stderr"} {
		if got := w.Call("cli/terminal-" + name + "#get-terminal-" + name); got != nil {
			w.T.Errorf("%s is a terminal: %v", name, got)
		}
	}
}

// CheckExit ends guests by wasi:cli/exit.
func (v *Version) CheckExit(t *testing.T) {
	t.Helper()
	for code, call := range map[int]func(w *Test) (any, error){
		0: func(w *Test) (any, error) { return w.Try("cli/exit#exit", polyfill.Ok(nil)) },
		1: func(w *Test) (any, error) { return w.Try("cli/exit#exit", polyfill.Err(nil)) },
		7: func(w *Test) (any, error) { return w.Try("cli/exit#exit-with-code", 7) },
	} {
		_, err := call(v.New(t, Settings{}))
		var exit *host.ExitError
		if !errors.As(err, &exit) || exit.Code != code {
			t.Errorf("code %d: %v", code, err)
		}
	}
}

// CheckRandom calls the functions of wasi:random; seed is the name of the one that gives the seed.
func (w *Test) CheckRandom(seed string) {
	w.T.Helper()
	seen := map[any]bool{}
	for _, fn := range []string{"random/random#get-random-u64", "random/insecure#get-insecure-random-u64"} {
		for range 3 {
			seen[w.Call(fn)] = true
		}
	}
	if len(seen) != 6 {
		w.T.Errorf("numbers repeat: %v", seen)
	}
	for _, fn := range []string{"random/random#get-random-bytes", "random/insecure#get-insecure-random-bytes"} {
		if got := w.Call(fn, 100).([]byte); len(got) != 100 || strings.Count(string(got), "\x00") > 20 {
			w.T.Errorf("%s: %x", fn, got)
		}
		if got := w.Call(fn, 0).([]byte); len(got) != 0 {
			w.T.Errorf("%s: %x", fn, got)
		}
	}
	a, b := w.Call("random/insecure-seed#"+seed).(polyfill.Tuple), w.Call("random/insecure-seed#"+seed).(polyfill.Tuple)
	if a[0] != b[0] || a[1] != b[1] || a[0] == a[1] {
		w.T.Errorf("seeds %v, %v", a, b)
	}
}

// CheckWrongParts gives a request parts that are refused; setter is what the names of its functions begin with,
// "http/types#[method]request.set-".
func (w *Test) CheckWrongParts(setter string, request any) {
	w.T.Helper()
	other := func(s string) any { return polyfill.Variant{Case: "other", Value: s} }
	for _, v := range []string{"", "a b", "G\r\nT"} {
		w.Fails("nothing", setter+"method", request, other(v))
	}
	for _, v := range []string{"a b", "/\r\nHost: x", "/#x", "/\x00"} {
		w.Fails("nothing", setter+"path-with-query", request, v)
	}
	for _, v := range []string{"", "a b", "x/y", "x:99999", "x\r\ny", "x?y", ":80"} {
		w.Fails("nothing", setter+"authority", request, v)
	}
	for _, v := range []string{"", "1x", "x y"} {
		w.Fails("nothing", setter+"scheme", request, other(v))
	}
}
