package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"time"
)

// startLimit bounds the start of a worker; a browser's first start is the slow one.
const startLimit = time.Minute

// Tools are the programs that the engines need.
type Tools struct {
	// Self is this program, which is also the Go worker.
	Self string
	// Root is the repository; the JavaScript workers are files in it.
	Root string
	// Node is a current Node.
	Node string
	// Seed makes the choices that the specification leaves open, 0 for the usual ones
	// (native engine).
	Seed uint
	// NoJSPI and NoMultiMemory take features away from JavaScript engines.
	NoJSPI, NoMultiMemory bool
}

func (t *Tools) worker(script string) *exec.Cmd {
	cmd := exec.Command(t.Node, filepath.Join(t.Root, "internal/tools/conformance/worker", script))
	cmd.Env = os.Environ()
	if t.NoJSPI {
		cmd.Env = append(cmd.Env, "JCO_GO_NO_JSPI=1")
	}
	if t.NoMultiMemory {
		cmd.Env = append(cmd.Env, "JCO_GO_NO_MULTI_MEMORY=1")
	}
	return cmd
}

// NewEngine makes an engine by its name.
func NewEngine(name string, t *Tools) (Engine, error) {
	switch name {
	case "native":
		return &nativeEngine{tools: t}, nil
	case "node":
		return &nodeEngine{tools: t}, nil
	case "chromium":
		return &chromiumEngine{tools: t}, nil
	}
	return nil, fmt.Errorf("unknown engine %q: want native, node or chromium", name)
}

// nativeEngine runs each script in a process of its own with package polyfill.
type nativeEngine struct{ tools *Tools }

func (e *nativeEngine) Name() string  { return "native" }
func (e *nativeEngine) Parallel() int { return runtime.NumCPU() }
func (e *nativeEngine) Close()        {}

func (e *nativeEngine) Open(context.Context) (Session, error) {
	p, err := startProcess("native engine", exec.Command(e.tools.Self, "worker", "native", fmt.Sprint(e.tools.Seed)))
	if err != nil {
		return nil, err
	}
	return &nativeSession{p}, nil
}

type nativeSession struct{ p *process }

func (s *nativeSession) Close() { s.p.stop() }

func (s *nativeSession) Define(ctx context.Context, def int, file string) (Outcome, error) {
	return ask(ctx, s.p, Request{Op: "define", Def: def, File: file})
}

func (s *nativeSession) Instantiate(ctx context.Context, def, inst int, imports map[string]int) (Outcome, error) {
	return ask(ctx, s.p, Request{Op: "instantiate", Def: def, Inst: inst, Imports: imports})
}

func (s *nativeSession) Invoke(ctx context.Context, inst int, field string, args []Value) (Outcome, error) {
	return ask(ctx, s.p, Request{Op: "invoke", Inst: inst, Field: field, Args: args})
}

func ask(ctx context.Context, p *process, req Request) (Outcome, error) {
	var out Outcome
	err := p.call(ctx, req, &out)
	return out, err
}

// nodeEngine transpiles in one process and runs in another, a pair for each script.
type nodeEngine struct{ tools *Tools }

func (e *nodeEngine) Name() string  { return "node" }
func (e *nodeEngine) Parallel() int { return runtime.NumCPU() }
func (e *nodeEngine) Close()        {}

func (e *nodeEngine) Open(context.Context) (Session, error) {
	js, err := startProcess("Node", e.tools.worker("node.mjs"))
	if err != nil {
		return nil, err
	}
	s, err := newJSSession(e.tools, js, "file://"+filepath.ToSlash(filepath.Join(e.tools.Root, "web", "runtime", "jco-go-runtime.js")))
	if err != nil {
		js.stop()
		return nil, err
	}
	s.close = js.stop
	return s, nil
}

// jsSession is a session of a JavaScript worker.
type jsSession struct {
	transpiler *process
	dir        string // of the transpiled files
	js         *process
	close      func()
}

func newJSSession(t *Tools, js *process, runtime string) (*jsSession, error) {
	dir, err := os.MkdirTemp("", "jco-go-conformance-")
	if err != nil {
		return nil, err
	}
	tp, err := startProcess("transpiler", exec.Command(t.Self, "worker", "transpile", dir, runtime, fmt.Sprint(!t.NoJSPI)))
	if err != nil {
		os.RemoveAll(dir)
		return nil, err
	}
	return &jsSession{transpiler: tp, dir: dir, js: js}, nil
}

func (s *jsSession) Close() {
	s.close()
	s.transpiler.stop()
	os.RemoveAll(s.dir)
}

func (s *jsSession) Define(ctx context.Context, def int, file string) (Outcome, error) {
	var r workerReply
	if err := s.transpiler.call(ctx, Request{Op: "define", Def: def, File: file}, &r); err != nil {
		return Outcome{}, err
	}
	if r.Kind != OK {
		return r.Outcome, nil
	}
	return ask(ctx, s.js, Request{Op: "define", Def: def, Transpiled: r.Transpiled})
}

func (s *jsSession) Instantiate(ctx context.Context, def, inst int, imports map[string]int) (Outcome, error) {
	return ask(ctx, s.js, Request{Op: "instantiate", Def: def, Inst: inst, Imports: imports})
}

func (s *jsSession) Invoke(ctx context.Context, inst int, field string, args []Value) (Outcome, error) {
	return ask(ctx, s.js, Request{Op: "invoke", Inst: inst, Field: field, Args: args})
}

// chromiumEngine keeps one headless browser, in which each script has a page of
// its own. A crash or a hang ends that browser; the next script starts another.
type chromiumEngine struct {
	tools *Tools

	mu      sync.Mutex
	browser *process
}

func (e *chromiumEngine) Name() string { return "chromium" }

// Parallel is 1: a script that hangs must not take another one's page with it.
func (e *chromiumEngine) Parallel() int { return 1 }

func (e *chromiumEngine) Close() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.browser != nil {
		e.browser.stop()
	}
}

func (e *chromiumEngine) Open(ctx context.Context) (Session, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.browser != nil && e.browser.lost != nil {
		e.browser = nil
	}
	if e.browser == nil {
		p, err := startProcess("Chromium", e.tools.worker("chromium.mjs"))
		if err != nil {
			return nil, err
		}
		e.browser = p
	}
	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	out, err := ask(ctx, e.browser, Request{Op: "open"})
	if err == nil && out.Kind != OK {
		err = fmt.Errorf("no page: %s", out.Message)
	}
	if err != nil {
		return nil, err
	}
	s, err := newJSSession(e.tools, e.browser, "/runtime/jco-go-runtime.js")
	if err != nil {
		return nil, err
	}
	s.close = func() {}
	return s, nil
}
