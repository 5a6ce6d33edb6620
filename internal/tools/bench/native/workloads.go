package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/tetratelabs/wazero/api"

	"github.com/jco-go/jco-go/polyfill"
)

const echoedShort = "hello, world 123"

var (
	echoedASCII   = strings.Repeat("The quick brown fox jumps over 13 lazy dogs. ", 23)[:1024]
	echoedBytes   = fill(65536, func(i int) byte { return byte(i * 7) })
	echoedNumbers = fill(10_000, func(i int) uint32 { return uint32(i * 429_497) })
	echoedItems   = fill(1000, func(i int) item {
		x := item{ID: uint32(i), Name: fmt.Sprintf("item %d", i), Weight: float64(i) / 3}
		if i%2 == 1 {
			tag := uint32(i)
			x.Tag = &tag
		}
		return x
	})
)

func fill[T any](n int, element func(int) T) []T {
	list := make([]T, n)
	for i := range list {
		list[i] = element(i)
	}
	return list
}

const linkedLength = 65536

var workloads = []workload{
	{
		ID: "native-add", Title: "add(u32, u32)", Limit: "wazero's call", Goal: 1.5, want: uint32(42),
		enter: enterAdd,
	},
	{
		ID: "native-host-add", Title: "host-add, per call inside a guest", Limit: "wazero's host function",
		want: uint32(1000), enter: enterHostAdd,
	},
	{
		ID: "native-string-16", Title: "string, 16 B ASCII", Limit: "by hand", want: echoedShort,
		enter: func(ctx context.Context, s *subjects) ([]entrant, error) {
			return enterEcho(ctx, s, "echo-string", echoedShort, s.bare.echoString)
		},
	},
	{
		ID: "native-string-1k", Title: "string, 1 KiB ASCII", Limit: "by hand", want: echoedASCII,
		enter: func(ctx context.Context, s *subjects) ([]entrant, error) {
			return enterEcho(ctx, s, "echo-string", echoedASCII, s.bare.echoString)
		},
	},
	{
		ID: "native-bytes-64k", Title: "list<u8>, 64 KiB", Limit: "by hand", Bare: "copy, append", AtBare: true, Goal: 1.3,
		want: echoedBytes,
		enter: func(ctx context.Context, s *subjects) ([]entrant, error) {
			list, err := enterEcho(ctx, s, "echo-bytes", echoedBytes, s.bare.echoBytes)
			return append(list, bareCopy(s.bare.memory, echoedBytes, echoedBytes)), err
		},
	},
	{
		ID: "native-numbers-10k", Title: "list<u32>, 10,000", Limit: "by hand", Bare: "copy, append", AtBare: true, Goal: 1.3,
		want: echoedNumbers,
		enter: func(ctx context.Context, s *subjects) ([]entrant, error) {
			list, err := enterEcho(ctx, s, "echo-numbers", echoedNumbers, s.bare.echoNumbers)
			return append(list, bareCopy(s.bare.memory, make([]byte, 40_000), nil)), err
		},
	},
	{
		ID: "native-items-1000", Title: "list of 1,000 records with strings", Limit: "by hand", want: echoedItems,
		enter: enterItems,
	},
	{
		ID: "native-resource", Title: "resource: create, method, drop", Limit: "by hand", want: uint32(42),
		enter: enterResource,
	},
	{
		ID: "native-linked-add", Title: "guest to guest: add(u32, u32)", Limit: "by hand, in Go", want: uint32(1000),
		enter: func(ctx context.Context, s *subjects) ([]entrant, error) {
			return enterLoop(ctx, newFunction(s.bareLinked, "loop-add"), s.linked.Func("loop-add"))
		},
	},
	{
		ID: "native-linked-bytes", Title: "guest to guest: list<u8>, 64 KiB", Limit: "by hand, in Go",
		Bare: "copy, copy", AtBare: true, want: uint32(3 * (linkedLength + 97 + 122)), enter: enterLinkedBytes,
	},
}

func enterAdd(ctx context.Context, s *subjects) ([]entrant, error) {
	bare, dynamic := s.bare.add, s.calls.Func("add")
	typed, err := polyfill.Func2[uint32, uint32, uint32](dynamic)
	if err != nil {
		return nil, err
	}
	check := func(n int, sum uint32, err error) error {
		if err == nil && sum != uint32(n) {
			err = fmt.Errorf("the loop ended with %d in place of %d", sum, n)
		}
		return err
	}
	return []entrant{
		{"limit", func() (any, error) { return bare.call(ctx, 2, 40) }, func(n int) error {
			sum, stack := uint64(0), bare.stack
			for range n {
				stack[0], stack[1] = sum, 1
				if err := bare.CallWithStack(ctx, stack); err != nil {
					return err
				}
				sum = stack[0]
			}
			return check(n, uint32(sum), nil)
		}},
		{"typed", func() (any, error) { return typed(ctx, 2, 40) }, func(n int) error {
			var sum uint32
			var err error
			for i := 0; i < n && err == nil; i++ {
				sum, err = typed(ctx, sum, 1)
			}
			return check(n, sum, err)
		}},
		{"ours", func() (any, error) { return dynamic.Call(ctx, uint32(2), uint32(40)) }, func(n int) error {
			var sum uint32
			for range n {
				v, err := dynamic.Call(ctx, sum, uint32(1))
				if err != nil {
					return err
				}
				sum = v.(uint32)
			}
			return check(n, sum, nil)
		}},
	}, nil
}

// enterHostAdd compares a typed host function ("typed") and one that takes values of type any ("ours").
func enterHostAdd(ctx context.Context, s *subjects) ([]entrant, error) {
	c := s.calls.Component()
	linker := s.runtime.NewLinker()
	linker.Func("host-add", func(_ context.Context, args []any) (any, error) {
		return args[0].(uint32) + args[1].(uint32), nil
	})
	dynamic, err := linker.Instantiate(ctx, c)
	if err != nil {
		return nil, err
	}
	list, err := enterLoop(ctx, s.bare.loop, s.calls.Func("loop-host-add"))
	if err != nil {
		return nil, err
	}
	others, err := enterLoop(ctx, s.bare.loop, dynamic.Func("loop-host-add"))
	others[1].name = "ours"
	return append(list, others[1]), err
}

// enterLoop is for loops inside a guest that count to n.
func enterLoop(ctx context.Context, bare *function, ours *polyfill.Function) ([]entrant, error) {
	counted := func(name string, loop func(n uint32) (uint32, error)) entrant {
		return entrant{name, func() (any, error) { return loop(1000) }, func(n int) error {
			got, err := loop(uint32(n))
			if err == nil && got != uint32(n) {
				err = fmt.Errorf("the loop ended with %d in place of %d", got, n)
			}
			return err
		}}
	}
	return []entrant{
		counted("limit", func(n uint32) (uint32, error) { return bare.call(ctx, uint64(n)) }),
		counted("typed", func(n uint32) (uint32, error) { return polyfill.Call[uint32](ctx, ours, n) }),
	}, nil
}

func enterEcho[T any](ctx context.Context, s *subjects, name string, v T, byHand func(context.Context, T) (T, error)) ([]entrant, error) {
	dynamic := s.calls.Func(name)
	typed, err := polyfill.Func1[T, T](dynamic)
	if err != nil {
		return nil, err
	}
	return []entrant{
		{"limit", func() (any, error) { return byHand(ctx, v) }, repeat(func() error { _, err := byHand(ctx, v); return err })},
		{"typed", func() (any, error) { return typed(ctx, v) }, repeat(func() error { _, err := typed(ctx, v); return err })},
		{"ours", func() (any, error) { return dynamic.Call(ctx, v) }, repeat(func() error { _, err := dynamic.Call(ctx, v); return err })},
	}, nil
}

func enterItems(ctx context.Context, s *subjects) ([]entrant, error) {
	list, err := enterEcho(ctx, s, "echo-items", echoedItems, s.bare.echoItems)
	if err != nil {
		return nil, err
	}
	// The dynamic form of a record is its own.
	dynamic := s.calls.Func("echo-items")
	list[2].call = func() (any, error) {
		v, err := dynamic.Call(ctx, echoedItems)
		if err != nil {
			return nil, err
		}
		var items []item
		for _, v := range v.([]any) {
			record := v.(polyfill.Record)
			x := item{ID: record[0].Value.(uint32), Name: record[1].Value.(string), Weight: record[2].Value.(float64)}
			if tag, ok := record[3].Value.(uint32); ok {
				x.Tag = &tag
			}
			items = append(items, x)
		}
		return items, nil
	}
	return list, nil
}

func enterResource(ctx context.Context, s *subjects) ([]entrant, error) {
	counters := s.calls.Instance("bench:calls/counters")
	create, add := counters.Func("[constructor]counter"), counters.Func("[method]counter.add")
	if create == nil || add == nil {
		return nil, fmt.Errorf("calls.wasm exports no counter")
	}
	newTyped, err := polyfill.Func1[uint32, *polyfill.Resource](create)
	if err != nil {
		return nil, err
	}
	addTyped, err := polyfill.Func2[*polyfill.Resource, uint32, uint32](add)
	if err != nil {
		return nil, err
	}
	uses := []struct {
		name string
		use  func(start uint32) (uint32, error)
	}{
		{"limit", func(start uint32) (uint32, error) { return s.bare.useCounter(ctx, start) }},
		{"typed", func(start uint32) (uint32, error) {
			counter, err := newTyped(ctx, start)
			if err != nil {
				return 0, err
			}
			sum, err := addTyped(ctx, counter, 1)
			if err != nil {
				return 0, err
			}
			return sum, counter.Drop(ctx)
		}},
		{"ours", func(start uint32) (uint32, error) {
			counter, err := create.Call(ctx, start)
			if err != nil {
				return 0, err
			}
			sum, err := add.Call(ctx, counter, uint32(1))
			if err != nil {
				return 0, err
			}
			return sum.(uint32), counter.(*polyfill.Resource).Drop(ctx)
		}},
	}
	var list []entrant
	for _, u := range uses {
		list = append(list, entrant{u.name, func() (any, error) { return u.use(41) }, repeat(func() error {
			_, err := u.use(1)
			return err
		})})
	}
	return list, nil
}

func enterLinkedBytes(ctx context.Context, s *subjects) ([]entrant, error) {
	bare, ours := newFunction(s.bareLinked, "loop-bytes"), s.linked.Func("loop-bytes")
	counted := func(name string, loop func(n uint32) (uint32, error)) entrant {
		return entrant{name, func() (any, error) { return loop(3) }, func(n int) error {
			got, err := loop(uint32(n))
			if want := uint32(n) * (linkedLength + 97 + 122); err == nil && got != want {
				err = fmt.Errorf("the loop ended with %d in place of %d", got, want)
			}
			return err
		}}
	}
	caller, callee := s.copies[0], s.copies[1]
	return []entrant{
		{"bare", nil, func(n int) error {
			a, b := view(caller), view(callee)
			for p := range places(n, linkedLength) {
				copy(b[p:][:linkedLength], a[3_100_000:][:linkedLength])
				copy(a[p:][:linkedLength], b[p:][:linkedLength])
			}
			return nil
		}},
		counted("limit", func(n uint32) (uint32, error) { return bare.call(ctx, uint64(n), linkedLength) }),
		counted("typed", func(n uint32) (uint32, error) { return polyfill.Call[uint32](ctx, ours, n, uint32(linkedLength)) }),
	}, nil
}

// bareCopy copies data into a memory and out of it, to where the guest's
// allocator would have put it.
func bareCopy(memory api.Memory, data []byte, answer any) entrant {
	e := entrant{name: "bare", loop: func(n int) error {
		to := view(memory)
		for p := range places(n, len(data)) {
			copy(to[p:][:len(data)], data)
			back = append([]byte(nil), to[p:][:len(data)]...)
		}
		return nil
	}}
	if answer != nil {
		e.call = func() (any, error) {
			err := e.loop(1)
			return back, err
		}
	}
	return e
}

// back is where the last copy went, so that it is not left out.
var back []byte

// places yields, n times, where the guests' allocator puts size bytes.
func places(n, size int) func(func(int) bool) {
	return func(yield func(int) bool) {
		p := 65536
		for range n {
			if p+size > 3_000_000 {
				p = 65536
			}
			if !yield(p) {
				return
			}
			p = (p + size + 15) &^ 15
		}
	}
}

func repeat(once func() error) func(n int) error {
	return func(n int) error {
		for range n {
			if err := once(); err != nil {
				return err
			}
		}
		return nil
	}
}
