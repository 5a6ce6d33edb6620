//go:build !js

package wasi

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/files"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/host"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/network"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/p2"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/p3"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/sockets"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/web"
)

// Host gives WASI to guests. Any number of instances may share one, also at the same time.
type Host struct{ h *host.Host }

// ExitError ends a program that did not end with success: it called exit, or its run function
// gave an error (code 1).
type ExitError = host.ExitError

// New makes a host. The error says which part of the configuration cannot be had: a directory
// that is not there, a rule that is none.
func New(c Config) (*Host, error) {
	for _, list := range [][]string{c.Args, {c.Cwd}} {
		for _, s := range list {
			if !utf8.ValidString(s) || strings.IndexByte(s, 0) >= 0 {
				return nil, fmt.Errorf("wasi: the argument %q cannot be given to a guest: it has a NUL or is not UTF-8", s)
			}
		}
	}
	h := &host.Host{
		Args: c.Args, Cwd: c.Cwd,
		Stdin: host.NewStdin(c.Stdin), Stdout: host.Output(c.Stdout), Stderr: host.Output(c.Stderr),
		StdinTerminal: host.IsTerminal(c.Stdin), StdoutTerminal: host.IsTerminal(c.Stdout), StderrTerminal: host.IsTerminal(c.Stderr),
		Clock: host.NewClock(c.Now),
	}
	for _, e := range c.Env {
		if e.Key == "" || strings.ContainsAny(e.Key, "=\x00") || strings.IndexByte(e.Value, 0) >= 0 || !utf8.ValidString(e.Key+e.Value) {
			return nil, fmt.Errorf("wasi: the environment variable %q cannot be given to a guest: want KEY=VALUE in UTF-8 without NUL", e.Key+"="+e.Value)
		}
		h.Env = append(h.Env, [2]string{e.Key, e.Value})
	}
	if err := h.Random.Init(c.Random); err != nil {
		return nil, fmt.Errorf("wasi: random numbers: %w", err)
	}
	policy, err := network.New(c.Network.Connect, c.Network.Listen)
	if err != nil {
		return nil, fmt.Errorf("wasi: %w", err)
	}
	h.Sockets = sockets.NewHost(policy, c.Resolver, c.Limits.Sockets)
	h.HTTP = web.NewClient(policy, c.Resolver, c.Transport)
	if h.Files, err = files.NewTree(c.Dirs, files.Limits{MaxOpen: c.Limits.Descriptors}); err != nil {
		return nil, fmt.Errorf("wasi: %w", err)
	}
	return &Host{h}, nil
}

// Define gives all interfaces of WASI 0.2 and 0.3 to a linker, whatever releases a component imports: it may be
// some of both.
func (h *Host) Define(l *polyfill.Linker) {
	p2.Define(l, h.h)
	p3.Define(l, h.h)
}

// Close closes the directories and idle connections. Close instances first.
func (h *Host) Close() error {
	h.h.Files.Close()
	h.h.HTTP.Close()
	return nil
}
