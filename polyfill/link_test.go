//go:build !js

package polyfill_test

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/jco-go/jco-go/polyfill"
)

// All missing imports are listed at once, with their WIT types.
func TestMissingImports(t *testing.T) {
	rt := newRuntime(t, nil)
	c := compile(t, rt, "missing-imports")
	_, err := rt.NewLinker().Instantiate(ctx, c)
	want := `8 imports cannot be satisfied:
  test:missing/store@1.4.0
    bucket: resource
    [constructor]bucket: func(name: string) -> bucket
    [method]bucket.get: func(self: borrow<bucket>, key: string) -> result<entry, problem>
    [static]bucket.all: func() -> list<bucket>
    open: func(path: string, write: bool) -> result<bucket, problem>
  test:missing/clock@0.2.3
    now: func() -> u64
  tick: func(by: u32) -> tuple<u32, f64>
  log: func(text: string)`
	if err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
	var link *polyfill.LinkError
	if !errors.As(err, &link) || len(link.Problems) != 8 || link.Problems[5] != (polyfill.LinkProblem{
		Interface: "test:missing/clock@0.2.3", Name: "now", Type: "func() -> u64", Problem: "missing",
	}) {
		t.Errorf("%+v", link)
	}

	// Some given, some given as something else.
	l := rt.NewLinker()
	l.Func("log", func(string) {})
	l.Resource("tick", polyfill.NewResource[int]("tick", nil))
	l.Instance("test:missing/clock@0.2.3").Func("now", func() int32 { return 0 })
	l.Instance("test:missing/store@1.4.0").Instance("bucket")
	_, err = l.Instantiate(ctx, c)
	expectText(t, "given partly", err, "6 imports", "bucket: resource — given as an instance",
		"tick: func(by: u32) -> tuple<u32, f64> — given as a resource type")
	if strings.Contains(err.Error(), "log") {
		t.Errorf("log was given: %v", err)
	}
	l = rt.NewLinker()
	l.Module("log", nil)
	l.Func("test:missing/clock@0.2.3", func() {})
	_, err = l.Instantiate(ctx, c)
	expectText(t, "an instance given as a function", err, "now: func() -> u64 — given as a part of the function func(), where an instance is wanted",
		"log: func(text: string) — given as a core module")
}

// Interfaces are found on their track of semantic versioning.
func TestVersions(t *testing.T) {
	rt := newRuntime(t, nil)
	c := compile(t, rt, "versions")
	f := func(n uint32) func() uint32 { return func() uint32 { return n } }
	g := func(n uint32) func(uint32) uint32 { return func(x uint32) uint32 { return n + x } }

	exact := rt.NewLinker()
	exact.Instance("a:b/c").Func("f", func() string { return "none" })
	exact.Instance("a:b/c@0.2.1").Func("f", f(21))
	exact.Instance("a:b/c@0.2.3").Func("f", f(23)).Func("g", f(24))
	exact.Instance("a:b/c@0.3.0").Func("f", g(30))
	inst := instantiate(t, exact, c)
	expectCall(t, inst.Exports, "a:b/c@0.2.1#f", uint32(22))
	expectCall(t, inst.Exports, "a:b/c@0.2.3#f", uint32(24))
	expectCall(t, inst.Exports, "a:b/c@0.2.3#g", uint32(25))
	expectCall(t, inst.Exports, "a:b/c@0.3.0#f", uint32(32), 1)
	expectCall(t, inst.Exports, "a:b/c#f", "none")
	// Exports, too.
	expectCall(t, inst.Exports, "a:b/c@0.2.9#f", uint32(24))
	if inst.Func("a:b/c@0.4.0#f") != nil || inst.Func("a:b/c@0.2.1#g") != nil {
		t.Error("found an export of another version")
	}

	newer := rt.NewLinker()
	newer.Instance("a:b/c").Func("f", func() string { return "none" })
	newer.Instance("a:b/c@0.2.10").Func("f", f(210)).Func("g", f(211))
	newer.Instance("a:b/c@0.2.9").Func("f", f(29)).Func("g", f(29))
	newer.Instance("a:b/c@0.3.1").Func("f", g(31))
	newer.Instance("a:b/c@0.3.2-rc").Func("f", g(32))
	inst = instantiate(t, newer, c)
	expectCall(t, inst.Exports, "a:b/c@0.2.1#f", uint32(211))
	expectCall(t, inst.Exports, "a:b/c@0.2.3#g", uint32(212))
	expectCall(t, inst.Exports, "a:b/c@0.3.0#f", uint32(33), 1)

	missing := rt.NewLinker()
	missing.Instance("a:b/c@0.2.1").Func("f", f(21))
	missing.Instance("a:b/c@0.3.2-rc").Func("f", g(32))
	_, err := missing.Instantiate(ctx, c)
	expectText(t, "others", err, "a:b/c@0.3.0", "a:b/c\n    f: func() -> string", "a:b/c@0.2.3\n    g: func() -> u32")
}

// Several components linked by the host: functions, resource types and modules
// of one instance are imports of another.
func TestLinkInstances(t *testing.T) {
	rt := newRuntime(t, nil)
	r := newResources(t, rt)
	c := compile(t, rt, "link")

	l := rt.NewLinker()
	l.Link("test:res/api@1.0.0", r.api)
	inst := instantiate(t, l, c)
	expectCall(t, inst.Exports, "run", uint32(12), 5)
	if !slices.Equal(r.dropped, []uint32{7, 5}) {
		t.Errorf("destructors ran for %v", r.dropped)
	}
	// A trap in the one that is called poisons both, and only these.
	other := instantiate(t, l, c)
	err := expectErr(t, inst.Exports, "bad", []string{`host function "test:res/api@1.0.0#bad-handle"`, "unknown handle index 3"}, 3)
	var trap *polyfill.Trap
	if !errors.As(err, &trap) || trap.Export != "test:res/api@1.0.0#bad-handle" {
		t.Errorf("%v", err)
	}
	expectErr(t, inst.Exports, "run", []string{"cannot enter component instance"}, 1)
	expectErr(t, r.api, "[static]counter.live", []string{"cannot enter component instance"})
	expectErr(t, other.Exports, "run", []string{"cannot enter component instance"}, 1)

	// Two instances of one component have different resource types.
	a, b := newResources(t, rt), newResources(t, rt)
	l = rt.NewLinker()
	l.Link("test:res/api@1.0.0", a.api)
	l.Instance("test:res/api@1.0.0").Resource("counter", b.api.Resource("counter"))
	_, err = l.Instantiate(ctx, c)
	expectText(t, "mixed", err, "[constructor]counter: func(n: u32) -> counter — given as func(n: u32) -> counter of other resource types")

	// A function of another type.
	l = rt.NewLinker()
	l.Link("test:res/api@1.0.0", a.api)
	l.Instance("test:res/api@1.0.0").Func("bad-handle", a.api.Func("open"))
	_, err = l.Instantiate(ctx, c)
	expectText(t, "another type", err, "one import cannot be satisfied", "bad-handle: func(handle: u32) -> u32 — given as func(name: string) -> file")
}

func TestExportsOfAllSorts(t *testing.T) {
	rt := newRuntime(t, nil)
	c := compile(t, rt, "exports-of-all-sorts")
	plugin, err := polyfill.NewModule(answerModule(42))
	if err != nil {
		t.Fatal(err)
	}
	l := rt.NewLinker()
	l.Module("plugin", plugin)
	inst := instantiate(t, l, c)
	expectCall(t, inst.Exports, "answer", uint32(42))
	expectCall(t, inst.Exports, "outer#one", uint32(1))
	expectCall(t, inst.Exports, "outer#inner#two", uint32(2))
	if got, want := inst.Names(), []string{"outer", "answer", "core-module", "part", "point", "token", "size"}; !reflect.DeepEqual(got, want) {
		t.Errorf("names %q, want %q", got, want)
	}
	if inst.Module("core-module") == nil || inst.Module("answer") != nil || inst.Func("outer") != nil || inst.Func("nothing") != nil ||
		inst.Func("nothing#f") != nil || inst.Instance("answer") != nil || inst.Resource("token") == nil || inst.Resource("point") != nil {
		t.Error("exports of the wrong sort")
	}
	if f := inst.Func("outer#inner#two"); f.Name() != "outer#inner#two" || f.String() != "func() -> u32" || f.Instance() != inst {
		t.Errorf("%s %s", f.Name(), f)
	}

	// An exported module has one export too many and one too few to be a plugin.
	l.Module("plugin", inst.Module("core-module"))
	_, err = l.Instantiate(ctx, c)
	expectText(t, "another module", err, `plugin: core module — given a core module without the export "answer"`)
}

func TestReexports(t *testing.T) {
	rt := newRuntime(t, nil)
	c := compile(t, rt, "reexport")
	type thing struct{ n uint32 }
	type pair struct {
		Left  string
		Right *uint32
	}
	l := rt.NewLinker()
	l.Func("shout", strings.ToUpper)
	things := polyfill.NewResource[*thing]("thing", nil)
	l.Instance("test:again/host@1.0.0").
		Resource("thing", things).
		Func("[constructor]thing", func(n uint32) *thing { return &thing{n} }).
		Func("[method]thing.double", func(t *thing) uint32 { return 2 * t.n }).
		Func("swap", func(p pair) (pair, error) {
			if p.Right == nil {
				return p, polyfill.ErrorValue("nothing to swap")
			}
			return pair{p.Left + "!", nil}, nil
		})
	inst := instantiate(t, l, c)
	expectCall(t, inst.Exports, "shout", "LOUD", "loud")
	expectCall(t, inst.Exports, "cry", "LOUD", "loud")
	again := inst.Instance("test:again/host@1.0.0")
	if again.Resource("thing") != things {
		t.Error("the resource type is another one")
	}
	v, err := again.Func("[constructor]thing").Call(ctx, 21)
	if err != nil || v.(*thing).n != 21 {
		t.Fatal(v, err)
	}
	expectCall(t, again, "[method]thing.double", uint32(42), v)
	expectCall(t, again, "swap", polyfill.Ok(rec("left", "a!", "right", nil)), map[string]any{"left": "a", "right": 1})
	expectCall(t, again, "swap", polyfill.Err("nothing to swap"), pair{Left: "a"})
	got, err := polyfill.Call[pair](ctx, again.Func("swap"), rec("left", "b", "right", uint32(1)))
	if got != (pair{Left: "b!"}) || err != nil {
		t.Errorf("typed: %v, %v", got, err)
	}
	double, err := polyfill.Typed[func(context.Context, *thing) (uint32, error)](again.Func("[method]thing.double"))
	if err != nil {
		t.Fatal(err)
	}
	if n, err := double(ctx, &thing{4}); n != 8 || err != nil {
		t.Errorf("typed: %v, %v", n, err)
	}
	expectErr(t, inst.Exports, "shout", []string{"text: want string, got int 1"}, 1)
	expectErr(t, inst.Exports, "shout", []string{"want 1, got 0"})
	expectCall(t, inst.Exports, "shout", "STILL", "still")
}

func TestMaps(t *testing.T) {
	rt := newRuntime(t, nil)
	l := rt.NewLinker()
	l.Instance("test:map/host@1.0.0").
		Func("count", func(m map[string]uint32) uint32 { return uint32(len(m)) }).
		Func("invert", func(m map[uint64]string) map[string]uint64 {
			inverted := map[string]uint64{}
			for k, v := range m {
				inverted[v] = k
			}
			return inverted
		})
	inst := instantiate(t, l, compile(t, rt, "map"))
	m := map[string]uint32{"a": 1, "b": 2}
	expectCall(t, inst.Exports, "sum", uint32(3), m)
	expectCall(t, inst.Exports, "count", uint32(2), m)
	got, err := polyfill.Call[map[string]uint64](ctx, inst.Func("invert"), map[int]string{7: "seven", 8: "eight"})
	if err != nil || !reflect.DeepEqual(got, map[string]uint64{"seven": 7, "eight": 8}) {
		t.Errorf("%v, %v", got, err)
	}
	// A key that occurs twice is kept in the dynamic form.
	twice := polyfill.Map{{Key: "a", Value: uint32(1)}, {Key: "a", Value: uint32(2)}}
	expectCall(t, inst.Exports, "echo", twice, twice)
}

// What a linker was found to fit is not looked at again, until something in it is defined anew.
func TestLinkAgain(t *testing.T) {
	rt := newRuntime(t, nil)
	c := compile(t, rt, "versions")
	l := rt.NewLinker()
	number := func(n uint32) func(uint32) uint32 { return func(x uint32) uint32 { return n + x } }
	plain := func(n uint32) func() uint32 { return func() uint32 { return n } }
	l.Instance("a:b/c").Func("f", func() string { return "none" })
	l.Instance("a:b/c@0.2.3").Func("f", plain(23)).Func("g", plain(24))
	l.Instance("a:b/c@0.3.0").Func("f", number(30))
	answer := func(l *polyfill.Linker) any {
		t.Helper()
		inst := instantiate(t, l, c)
		defer inst.Close(ctx)
		v, err := inst.Func("a:b/c@0.2.3#g").Call(ctx)
		if err != nil {
			t.Error(err)
		}
		return v
	}
	first := answer(l)
	if again := answer(l); again != first {
		t.Errorf("%v, and then %v", first, again)
	}
	l.Instance("a:b/c@0.2.3").Func("g", plain(1000))
	if again := answer(l); again == first {
		t.Errorf("a function that was defined anew: still %v", again)
	}
	clone := l.Clone()
	clone.Instance("a:b/c@0.2.3").Func("g", plain(2000))
	if a, b := answer(l), answer(clone); a == b {
		t.Errorf("a clone with another function: both give %v", a)
	}
	l.Instance("a:b/c@0.2.3").Func("g", func(string) {})
	if _, err := l.Instantiate(ctx, c); err == nil {
		t.Error("a function that does not fit any more is taken")
	}
}
