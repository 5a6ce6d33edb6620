//go:build !js

package wittest

import (
	"io"
	"time"

	"github.com/jco-go/jco-go/polyfill/wasi/internal/files"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/host"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/network"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/sockets"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/web"
)

// Settings say what a test gives.
type Settings struct {
	World           string // the version's first one if it is empty
	Dirs            []files.Dir
	Connect, Listen []string
	Sockets         int // how many there may be
	Stdin           io.Reader
	Stdout, Stderr  io.Writer
	Terminal        bool
	Now             func() time.Time
}

func (s *Settings) newHost() (*host.Host, error) {
	policy, err := network.New(s.Connect, s.Listen)
	if err != nil {
		return nil, err
	}
	tree, err := files.NewTree(s.Dirs, files.Limits{})
	if err != nil {
		return nil, err
	}
	h := &host.Host{
		Args: []string{"app", "one"}, Env: [][2]string{{"A", "1"}, {"B", ""}}, Cwd: "/work",
		Stdin: host.NewStdin(s.Stdin), Stdout: host.Output(s.Stdout), Stderr: host.Output(s.Stderr),
		StdinTerminal: s.Terminal,
		Files:         tree, Sockets: sockets.NewHost(policy, nil, s.Sockets), HTTP: web.NewClient(policy, nil, nil),
		Clock: host.NewClock(s.Now),
	}
	return h, h.Random.Init(nil)
}
