//go:build !js

package polyfill_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/jco-go/jco-go/polyfill"
)

// file is the host's resource of testdata/fixtures/resources.wat.
type file struct {
	name   string
	closed bool
}

// resources is an instance of that fixture with its host's journal.
type resources struct {
	*polyfill.Instance
	api     *polyfill.Exports
	files   []*file // every one that was opened or joined
	dropped []uint32
}

func newResources(t *testing.T, rt *polyfill.Runtime) *resources {
	t.Helper()
	r := &resources{}
	open := func(name string) *file {
		f := &file{name: name}
		r.files = append(r.files, f)
		return f
	}
	l := rt.NewLinker()
	l.Instance("test:res/host@1.0.0").
		Resource("file", polyfill.NewResource("file", func(_ context.Context, f *file) error {
			if f.closed {
				return errors.New("closed twice")
			}
			f.closed = true
			return nil
		})).
		Func("[constructor]file", open).
		Func("[method]file.size", func(f *file) uint32 { return uint32(len(f.name)) }).
		Func("[static]file.join", func(a, b *file) *file { return open(a.name + b.name) }).
		Func("dropped", func(n uint32) { r.dropped = append(r.dropped, n) })
	r.Instance = instantiate(t, l, compile(t, rt, "resources"))
	r.api = r.Instance.Exports.Instance("test:res/api@1.0.0")
	return r
}

func (r *resources) make(t *testing.T, n uint32) *polyfill.Resource {
	t.Helper()
	c, err := polyfill.Call[*polyfill.Resource](ctx, function(t, r.api, "[constructor]counter"), n)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestGuestResources(t *testing.T) {
	rt := newRuntime(t, nil)
	r := newResources(t, rt)
	a, b := r.make(t, 5), r.make(t, 7)
	if a.Type() != r.api.Resource("counter") || !a.Owned() || a.String() != "resource counter" {
		t.Errorf("%v, owned %v, type %v", a, a.Owned(), a.Type())
	}
	expectCall(t, r.api, "[method]counter.value", uint32(5), a)
	expectCall(t, r.api, "[method]counter.plus", uint32(12), a, b)
	expectCall(t, r.api, "[method]counter.plus", uint32(10), a, a)
	expectCall(t, r.api, "sum", uint32(17), []*polyfill.Resource{a, b, a})
	expectCall(t, r.api, "[static]counter.live", uint32(2))

	// An own goes through the guest and comes back as another Resource.
	passed, err := polyfill.Call[*polyfill.Resource](ctx, r.api.Func("pass"), a)
	if err != nil {
		t.Fatal(err)
	}
	if a.Owned() {
		t.Error("the resource that was given away is still owned")
	}
	expectErr(t, r.api, "[method]counter.value", []string{"self: want borrow<counter>", "the resource is gone"}, a)
	if err := a.Drop(ctx); !errors.Is(err, polyfill.ErrDropped) {
		t.Errorf("drop of what was given away: %v", err)
	}
	expectCall(t, r.api, "[method]counter.value", uint32(5), passed)

	expectCall(t, r.api, "consume", uint32(7), b)
	if err := passed.Drop(ctx); err != nil {
		t.Error(err)
	}
	if err := passed.Drop(ctx); !errors.Is(err, polyfill.ErrDropped) {
		t.Errorf("second drop: %v", err)
	}
	if !slices.Equal(r.dropped, []uint32{7, 5}) {
		t.Errorf("destructors ran for %v", r.dropped)
	}
	expectCall(t, r.api, "[static]counter.live", uint32(0))

	many, err := polyfill.Call[[]*polyfill.Resource](ctx, r.api.Func("many"), 3)
	if err != nil || len(many) != 3 {
		t.Fatal(many, err)
	}
	expectCall(t, r.api, "sum", uint32(6), many)
	maybe, err := polyfill.Call[*polyfill.Resource](ctx, r.api.Func("maybe"), 0)
	if maybe != nil || err != nil {
		t.Errorf("none: %v, %v", maybe, err)
	}
	if maybe, err = polyfill.Call[*polyfill.Resource](ctx, r.api.Func("maybe"), 9); err != nil || !maybe.Owned() {
		t.Errorf("some: %v, %v", maybe, err)
	}
	made, err := polyfill.Call[*polyfill.Resource](ctx, r.api.Func("try-make"), 4)
	if err != nil || !made.Owned() {
		t.Errorf("ok: %v, %v", made, err)
	}
	var e *polyfill.ResultError
	if _, err = polyfill.Call[*polyfill.Resource](ctx, r.api.Func("try-make"), 0); !errors.As(err, &e) || e.Value != "zero" {
		t.Errorf("error: %v", err)
	}
}

// What a host does wrong with a resource is refused before anything happens.
func TestWrongResources(t *testing.T) {
	rt := newRuntime(t, nil)
	r, other := newResources(t, rt), newResources(t, rt)
	c, foreign := r.make(t, 1), other.make(t, 1)
	for what, row := range map[string]struct {
		export string
		args   []any
		text   string
	}{
		"of another instance":    {"consume", []any{foreign}, "a resource of another type, counter"},
		"no resource":            {"consume", []any{1}, "not the *polyfill.Resource that stands for a guest's counter"},
		"nil":                    {"consume", []any{(*polyfill.Resource)(nil)}, "not the *polyfill.Resource"},
		"a number for a file":    {"close", []any{1}, "not the *polyfill_test.file that stands for the host's resource file"},
		"a nil file":             {"close", []any{(*file)(nil)}, "nil *polyfill_test.file"},
		"a counter for a file":   {"close", []any{c}, "*polyfill.Resource, not the *polyfill_test.file"},
		"a borrow that is given": {"join", []any{&file{}, c}, "*polyfill.Resource, not the *polyfill_test.file"},
	} {
		var wrong *polyfill.ValueError
		if err := expectErr(t, r.api, row.export, []string{row.text}, row.args...); !errors.As(err, &wrong) {
			t.Errorf("%s: %T", what, err)
		}
	}
	expectCall(t, r.api, "[method]counter.value", uint32(1), c)
	if err := r.Close(ctx); err != nil {
		t.Error(err)
	}
	if err := c.Drop(ctx); !errors.Is(err, polyfill.ErrClosed) {
		t.Errorf("drop after close: %v", err)
	}
	if err := foreign.Drop(ctx); err != nil {
		t.Error(err)
	}
}

func TestHostResources(t *testing.T) {
	rt := newRuntime(t, nil)
	r := newResources(t, rt)
	f, err := polyfill.Call[*file](ctx, r.api.Func("open"), "abc")
	if err != nil || f.name != "abc" || f.closed {
		t.Fatal(f, err)
	}
	expectCall(t, r.api, "size", uint32(3), f)
	if f.closed {
		t.Error("a borrowed file was closed")
	}
	joined, err := polyfill.Call[*file](ctx, r.api.Func("join"), f, &file{name: "def"})
	if err != nil || joined.name != "abcdef" || f.closed {
		t.Fatal(joined, f, err)
	}
	if got, err := polyfill.Call[*file](ctx, r.api.Func("pass-file"), joined); got != joined || err != nil {
		t.Errorf("passed: %v, %v", got, err)
	}
	expectCall(t, r.api, "close", nil, joined)
	if !joined.closed {
		t.Error("the guest's drop did not close the file")
	}
	expectCall(t, r.api, "inside", uint32(4), "four")
	if last := r.files[len(r.files)-1]; !last.closed || last.name != "four" {
		t.Errorf("inside: %+v", last)
	}

	// What the guest keeps is the guest's until it is closed.
	kept := &file{name: "kept"}
	expectCall(t, r.api, "keep", nil, kept)
	if got, err := polyfill.Call[*file](ctx, r.api.Func("give-back")); got != kept || err != nil {
		t.Errorf("given back: %v, %v", got, err)
	}
	expectCall(t, r.api, "keep", nil, kept)
	if kept.closed {
		t.Error("closed too early")
	}
	if err := r.Close(ctx); err != nil || !kept.closed {
		t.Errorf("close: %v, closed %v", err, kept.closed)
	}
}

// A guest that breaks the rules of handles traps.
func TestHandleTraps(t *testing.T) {
	rt := newRuntime(t, nil)
	for export, row := range map[string]struct {
		args []any
		text string
	}{
		"size-kept-borrow": {[]any{&file{}}, "borrow handles still remain at the end of the call"},
		"use-after-drop":   {[]any{&file{}}, "unknown handle index 1"},
		"drop-twice":       {[]any{&file{}}, "unknown handle index 1"},
		"bad-handle":       {[]any{3}, "unknown handle index 3"},
		"give-gone":        {[]any{&file{}}, "unknown handle index 1"},
	} {
		r := newResources(t, rt)
		var trap *polyfill.Trap
		if err := expectErr(t, r.api, export, []string{row.text}, row.args...); !errors.As(err, &trap) {
			t.Errorf("%s: %T", export, err)
		}
		expectErr(t, r.api, "[static]counter.live", []string{"cannot enter component instance"})
	}
}

// A resource that is lent to a call can be neither dropped nor given away
// meanwhile, and one that a guest lent is gone after the call.
func TestLending(t *testing.T) {
	rt := newRuntime(t, nil)
	r := newResources(t, rt)
	l := rt.NewLinker()
	var borrowed *polyfill.Resource
	var during error
	l.Resource("counter", r.api.Resource("counter"))
	l.Func("look", func(ctx context.Context, c *polyfill.Resource) (uint32, error) {
		borrowed = c
		during = c.Drop(ctx)
		return polyfill.Call[uint32](ctx, r.api.Func("[method]counter.value"), c)
	})
	inst := instantiate(t, l, compile(t, rt, "lend"))
	c := r.make(t, 8)
	expectCall(t, inst.Exports, "lend", uint32(8), c)
	expectText(t, "drop of a borrow", during, "borrowed: only its owner can drop it")
	if _, err := r.api.Func("[method]counter.value").Call(ctx, borrowed); !errors.Is(err, polyfill.ErrDropped) && err == nil {
		t.Errorf("a borrow after its call: %v", err)
	}
	expectText(t, "a borrow after its call", borrowed.Drop(ctx), "the resource is gone")

	// The same through a guest that owns the counter; its drop calls the other
	// instance's destructor.
	expectCall(t, inst.Exports, "own", uint32(8), c)
	if c.Owned() || !slices.Equal(r.dropped, []uint32{8}) {
		t.Errorf("owned %v, destructors ran for %v", c.Owned(), r.dropped)
	}

	// Lent to a call that fails, it comes back.
	c = r.make(t, 9)
	expectErr(t, inst.Exports, "lend-and-trap", []string{"unreachable"}, c)
	if err := c.Drop(ctx); err != nil {
		t.Errorf("after a failed call: %v", err)
	}

	// The same resource twice in one call.
	inst = instantiate(t, l, compile(t, rt, "lend"))
	c = r.make(t, 10)
	expectErr(t, inst.Exports, "both", []string{"the same call also gives away"}, c, c)
	expectErr(t, inst.Exports, "two", []string{"the same call also gives away"}, c, c)
	expectCall(t, inst.Exports, "lend", uint32(10), c)
}

// The limit of WithMaxHandles holds for what is alive at once.
func TestMaxHandles(t *testing.T) {
	rt := newRuntime(t, polyfill.NewConfig().WithMaxHandles(2))
	r := newResources(t, rt)
	for range 5 {
		many, err := polyfill.Call[[]*polyfill.Resource](ctx, r.api.Func("many"), 2)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range many {
			if err := c.Drop(ctx); err != nil {
				t.Fatal(err)
			}
		}
	}
	expectErr(t, r.api, "many", []string{"resource table has no free keys: 2 handles are alive"}, 3)
}

// A resource type that nothing can be done with need not be given.
func TestResourceOnlyNamed(t *testing.T) {
	rt := newRuntime(t, nil)
	l := rt.NewLinker()
	l.Func("get", func() *file { return &file{name: "abc"} })
	l.Func("look", func(f *file) uint32 { return uint32(len(f.name)) })
	inst := instantiate(t, l, compile(t, rt, "only-named"))
	expectCall(t, inst.Exports, "run", uint32(3))
	if err := inst.Close(ctx); err != nil {
		t.Error(err)
	}
}
