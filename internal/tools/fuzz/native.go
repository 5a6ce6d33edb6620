package main

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"time"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
	"github.com/jco-go/jco-go/internal/tools/cputime"
	"github.com/jco-go/jco-go/polyfill"
)

const (
	loadLimit   = 5 * time.Second
	memoryPages = 2048 // 128 MB
	maxHandles  = 10_000
)

var errStub = errors.New("the host has nothing to say")

// loadNative compiles and instantiates a component on wazero's interpreter, with a
// host that has every import and fails in each, and calls the exports that take
// nothing. keep tells that the component's core code is as it was in a component
// that works.
func loadNative(bin []byte, f component.Features, keep bool) (findings []string) {
	defer func() {
		if r := recover(); r != nil {
			findings = append(findings, fmt.Sprintf("native: panic: %v\n%s", r, debug.Stack()))
		}
	}()
	ctx, cancel := context.WithTimeout(context.Background(), loadLimit)
	defer cancel()
	start, cpu := time.Now(), cputime.Now()
	rt := polyfill.NewRuntime(ctx, polyfill.NewConfig().WithInterpreter().WithFeatures(f).
		WithCloseOnContextDone(true).WithMemoryLimitPages(memoryPages).WithMaxHandles(maxHandles).WithMaxLiftBytes(16<<20))
	defer func() {
		if err := rt.Close(context.Background()); err != nil {
			findings = append(findings, fmt.Sprintf("native: close: %v", err))
		}
	}()
	err := runNative(ctx, rt, bin, f)
	if took, used := time.Since(start), cputime.Now()-cpu; took > loadLimit+time.Second && (used == 0 || used > loadLimit) {
		findings = append(findings, fmt.Sprintf("native: it took %v", took))
	}
	if err != nil && !expectedNative(err, keep) {
		findings = append(findings, fmt.Sprintf("native: an error of type %T: %v", err, err))
	}
	return findings
}

func runNative(ctx context.Context, rt *polyfill.Runtime, bin []byte, f component.Features) error {
	c, err := rt.Compile(ctx, bin)
	if err != nil {
		return err
	}
	l := rt.NewLinker()
	if err := stub(l, bin, f); err != nil {
		return err
	}
	inst, err := l.Instantiate(ctx, c)
	if err != nil {
		return err
	}
	for _, name := range inst.Names() {
		if fn := inst.Func(name); fn != nil {
			if _, err := fn.Call(ctx); err != nil && strings.Contains(err.Error(), "panic") {
				return err
			}
		}
	}
	return nil
}

// stub gives every import of a component but core modules.
func stub(l *polyfill.Linker, bin []byte, f component.Features) error {
	c, err := component.Decode(bin, f)
	if err != nil {
		return err
	}
	p, err := plan.Build(c)
	if err != nil {
		return err
	}
	for i := range p.Imports {
		imp := &p.Imports[i]
		items := l.Items
		for _, name := range imp.Path[:len(imp.Path)-1] {
			items = items.Instance(name)
		}
		name := imp.Path[len(imp.Path)-1]
		switch imp.Kind {
		case plan.ImportFunc:
			items.Func(name, func(context.Context, []any) (any, error) { return nil, errStub })
		case plan.ImportResource:
			items.Resource(name, polyfill.NewResource[struct{}](name, nil))
		}
	}
	return nil
}

// expectedNative tells the errors that a component may be refused or fail with.
func expectedNative(err error, keep bool) bool {
	var (
		invalid     *component.Error
		unplannable *plan.Error
		unsupported *polyfill.UnsupportedError
		link        *polyfill.LinkError
		trap        *polyfill.Trap
		host        *polyfill.HostError
		poisoned    *polyfill.PoisonedError
	)
	switch {
	case errors.As(err, &invalid), errors.As(err, &unplannable), errors.As(err, &unsupported), errors.As(err, &link),
		errors.As(err, &trap), errors.As(err, &poisoned), errors.Is(err, context.DeadlineExceeded), errors.Is(err, errStub):
		return true
	case errors.As(err, &host):
		return !strings.Contains(err.Error(), "panic")
	case strings.Contains(err.Error(), "does not compile"):
		// With more memory than the limit allows a module is refused here.
		return !keep || strings.Contains(err.Error(), "over limit of")
	}
	return false
}
