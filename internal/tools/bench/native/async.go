package main

import (
	"context"
	"fmt"

	"github.com/jco-go/jco-go/polyfill"
)

// The rows of async functions. What they are held against is what a Go program does without a
// component.
func init() {
	workloads = append(workloads,
		workload{
			ID: "native-async-call", Title: "async export that completes at once", Limit: "a sync export", want: uint32(0),
			enter: enterAsyncCall,
		},
		workload{
			ID: "native-async-import", Title: "awaited async import, per call inside a guest", Limit: "goroutine, channel", want: uint32(45),
			enter: func(ctx context.Context, s *subjects) ([]entrant, error) { return enterAwait(ctx, s, "sum") },
		},
		workload{
			ID: "native-async-lower-sync", Title: "the same by a synchronous lower", Limit: "goroutine, channel", want: uint32(45),
			enter: func(ctx context.Context, s *subjects) ([]entrant, error) { return enterAwait(ctx, s, "sum-sync") },
		},
		workload{
			ID: "native-async-linked", Title: "guest to guest: async call done at once", Limit: "a sync call, in Go", want: uint32(0),
			enter: enterAsyncLinked,
		},
		workload{
			ID: "native-async-flight", Title: "1,000 async calls in flight, per call", Limit: "goroutine, channel", want: uint32(0),
			enter: enterFlight,
		},
	)
}

// newAsync instantiates the component of polyfill's own tests, see the .wat beside it.
func newAsync(ctx context.Context, rt *polyfill.Runtime, bin []byte, sleep any) (*polyfill.Instance, error) {
	c, err := rt.Compile(ctx, bin)
	if err != nil {
		return nil, err
	}
	linker := rt.NewLinker()
	linker.Instance("host").
		Resource("thing", polyfill.NewResource[int]("thing", nil)).
		Func("sleep", sleep).
		Func("note", func(uint32) {}).
		Func("look", func(int) uint32 { return 0 }).
		Func("text", func(s string) (string, error) { return s, nil })
	return linker.Instantiate(ctx, c)
}

func enterAsyncCall(ctx context.Context, s *subjects) ([]entrant, error) {
	add, err := polyfill.Func2[uint32, uint32, uint32](s.calls.Func("add"))
	if err != nil {
		return nil, err
	}
	dynamic := s.async.Func("sum")
	sum, err := polyfill.Func1[uint32, uint32](dynamic)
	if err != nil {
		return nil, err
	}
	return []entrant{
		{"limit", func() (any, error) { return add(ctx, 0, 0) }, repeat(func() error { _, err := add(ctx, 0, 0); return err })},
		{"typed", func() (any, error) { return sum(ctx, 0) }, repeat(func() error { _, err := sum(ctx, 0); return err })},
		{"ours", func() (any, error) { return dynamic.Call(ctx, 0) }, repeat(func() error { _, err := dynamic.Call(ctx, 0); return err })},
	}, nil
}

// goroutine answers on a goroutine of its own, as a host function does.
func goroutine(n uint32) uint32 {
	answer := make(chan uint32, 1)
	go func() { answer <- n }()
	return <-answer
}

func enterAwait(ctx context.Context, s *subjects, export string) ([]entrant, error) {
	sum, err := polyfill.Func1[uint32, uint32](s.async.Func(export))
	if err != nil {
		return nil, err
	}
	byHand := func(ctx context.Context, n uint32) (sum uint32, _ error) {
		for i := range n {
			sum += goroutine(i)
		}
		return sum, nil
	}
	counted := func(name string, f func(context.Context, uint32) (uint32, error)) entrant {
		return entrant{name, func() (any, error) { return f(ctx, 10) }, func(n int) error {
			got, err := f(ctx, uint32(n))
			if want := uint32(uint64(n) * uint64(n-1) / 2); err == nil && got != want {
				err = fmt.Errorf("the sum is %d in place of %d", got, want)
			}
			return err
		}}
	}
	return []entrant{counted("limit", byHand), counted("typed", sum)}, nil
}

func enterAsyncLinked(ctx context.Context, s *subjects) ([]entrant, error) {
	call, err := polyfill.Func1[uint32, uint32](s.async.Func("call"))
	if err != nil {
		return nil, err
	}
	bare := newFunction(s.bareLinked, "loop-add")
	return []entrant{
		{"limit", func() (any, error) { _, err := bare.call(ctx, 1); return uint32(0), err }, func(n int) error { _, err := bare.call(ctx, uint64(n)); return err }},
		{"typed", func() (any, error) { return call(ctx, 100) }, func(n int) error { _, err := call(ctx, uint32(n)); return err }},
	}, nil
}

func enterFlight(ctx context.Context, s *subjects) ([]entrant, error) {
	const inFlight = 1000
	var gate chan struct{}
	inst, err := newAsync(ctx, s.runtime, s.asyncBytes, func(n uint32) uint32 { <-gate; return n })
	if err != nil {
		return nil, err
	}
	f := inst.Func("sum")
	ours := func(n int) error {
		calls := make([]*polyfill.Pending, 0, inFlight)
		for ; n > 0; n -= len(calls) {
			gate, calls = make(chan struct{}), calls[:0]
			for range min(n, inFlight) {
				p, err := f.Start(ctx, 1)
				if err != nil {
					return err
				}
				calls = append(calls, p)
			}
			close(gate)
			for _, p := range calls {
				if _, err := p.Result(); err != nil {
					return err
				}
			}
		}
		return nil
	}
	byHand := func(n int) error {
		answers := make([]chan uint32, 0, inFlight)
		for ; n > 0; n -= len(answers) {
			gate := make(chan struct{})
			answers = answers[:0]
			for range min(n, inFlight) {
				answer := make(chan uint32, 1)
				go func() { <-gate; answer <- 0 }()
				answers = append(answers, answer)
			}
			close(gate)
			for _, answer := range answers {
				<-answer
			}
		}
		return nil
	}
	once := func(loop func(int) error) func() (any, error) {
		return func() (any, error) { return uint32(0), loop(3) }
	}
	return []entrant{{"limit", once(byHand), byHand}, {"typed", once(ours), ours}}, nil
}
