//go:build !js

package polyfill_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/jco-go/jco-go/polyfill"
)

// The examples read the components of the tests; must keeps them short.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func readFile(name string) []byte { return must(readComponent(name)) }

func Example() {
	ctx := context.Background()
	rt := polyfill.NewRuntime(ctx, nil)
	defer rt.Close(ctx)

	bytes, err := os.ReadFile("../examples/adder/adder.wasm")
	if err != nil {
		panic(err)
	}
	adder, err := rt.Instantiate(ctx, bytes)
	if err != nil {
		panic(err)
	}
	sum, err := adder.Func("add").Call(ctx, 2, 40)
	fmt.Println(sum, err)
	// Output: 42 <nil>
}

// A component is compiled once and instantiated as often as needed; a linker
// gives it what it imports.
func ExampleLinker() {
	rt := polyfill.NewRuntime(ctx, nil)
	defer rt.Close(ctx)
	c := must(rt.Compile(ctx, readFile("start")))

	linker := rt.NewLinker()
	linker.Func("note", func(n uint32) { fmt.Println("note", n) })
	for range 2 {
		instance := must(linker.Instantiate(ctx, c))
		fmt.Println(instance.Func("get").Call(ctx))
		instance.Close(ctx)
	}
	// Output:
	// note 1
	// note 2
	// 15 <nil>
	// note 1
	// note 2
	// 15 <nil>
}

func ExampleItems_Func() {
	rt := polyfill.NewRuntime(ctx, nil)
	defer rt.Close(ctx)
	linker := rt.NewLinker()
	linker.Instance("test:map/host@1.0.0").
		// A Go function of a fitting type …
		Func("count", func(m map[string]uint32) uint32 { return uint32(len(m)) }).
		// … or one that takes every type.
		Func("invert", func(ctx context.Context, args []any) (any, error) {
			inverted := map[string]any{}
			for _, e := range args[0].(polyfill.Map) {
				inverted[e.Value.(string)] = e.Key
			}
			return inverted, nil
		})
	instance := must(linker.Instantiate(ctx, must(rt.Compile(ctx, readFile("map")))))
	fmt.Println(instance.Func("count").Call(ctx, map[string]int{"a": 1, "b": 2}))
	fmt.Println(instance.Func("invert").Call(ctx, map[int]string{7: "seven"}))
	// Output:
	// 2 <nil>
	// [{seven 7}] <nil>
}

// Another component's exports can be what a component imports.
func ExampleItems_Link() {
	rt := polyfill.NewRuntime(ctx, nil)
	defer rt.Close(ctx)
	host := rt.NewLinker()
	host.Instance("test:res/host@1.0.0").
		Resource("file", polyfill.NewResource[string]("file", nil)).
		Func("[constructor]file", func(name string) string { return name }).
		Func("[method]file.size", func(file string) uint32 { return uint32(len(file)) }).
		Func("[static]file.join", func(a, b string) string { return a + b }).
		Func("dropped", func(n uint32) { fmt.Println("dropped", n) })
	provider := must(host.Instantiate(ctx, must(rt.Compile(ctx, readFile("resources")))))

	linker := rt.NewLinker()
	linker.Link("test:res/api@1.0.0", provider.Instance("test:res/api@1.0.0"))
	consumer := must(linker.Instantiate(ctx, must(rt.Compile(ctx, readFile("link")))))
	fmt.Println(consumer.Func("run").Call(ctx, 5))
	// Output:
	// dropped 7
	// dropped 5
	// 12 <nil>
}

// A resource of the host is a Go value: guests have handles of it.
func ExampleNewResource() {
	type document struct{ name string }

	rt := polyfill.NewRuntime(ctx, nil)
	defer rt.Close(ctx)
	linker := rt.NewLinker()
	linker.Instance("test:res/host@1.0.0").
		Resource("file", polyfill.NewResource("file", func(_ context.Context, d *document) error {
			fmt.Println("closed", d.name)
			return nil
		})).
		Func("[constructor]file", func(name string) *document { return &document{name} }).
		Func("[method]file.size", func(d *document) uint32 { return uint32(len(d.name)) }).
		Func("[static]file.join", func(a, b *document) *document { return &document{a.name + b.name} }).
		Func("dropped", func(uint32) {})
	instance := must(linker.Instantiate(ctx, must(rt.Compile(ctx, readFile("resources")))))

	// The guest makes a document, asks for its size and drops it.
	fmt.Println(instance.Func("test:res/api@1.0.0#inside").Call(ctx, "report"))
	// Output:
	// closed report
	// 6 <nil>
}

// A resource of a guest is a *Resource: pass it on, and drop it.
func ExampleResource() {
	rt := polyfill.NewRuntime(ctx, nil)
	defer rt.Close(ctx)
	linker := rt.NewLinker()
	linker.Instance("test:res/host@1.0.0").
		Resource("file", polyfill.NewResource[string]("file", nil)).
		Func("[constructor]file", func(string) string { return "" }).
		Func("[method]file.size", func(string) uint32 { return 0 }).
		Func("[static]file.join", func(a, b string) string { return "" }).
		Func("dropped", func(n uint32) { fmt.Println("dropped", n) })
	api := must(linker.Instantiate(ctx, must(rt.Compile(ctx, readFile("resources"))))).Instance("test:res/api@1.0.0")

	counter := must(polyfill.Call[*polyfill.Resource](ctx, api.Func("[constructor]counter"), 5))
	fmt.Println(api.Func("[method]counter.value").Call(ctx, counter))
	fmt.Println(counter.Drop(ctx))
	fmt.Println(counter.Drop(ctx))
	// Output:
	// 5 <nil>
	// dropped 5
	// <nil>
	// polyfill: drop of resource counter: the resource is gone
}

// An export as a Go function, checked once, and without reflection when it is
// called.
func ExampleFunc2() {
	rt := polyfill.NewRuntime(ctx, nil)
	defer rt.Close(ctx)
	adder := must(rt.Instantiate(ctx, must(os.ReadFile("../examples/adder/adder.wasm"))))

	add, err := polyfill.Func2[uint32, uint32, uint32](adder.Func("add"))
	if err != nil {
		panic(err)
	}
	fmt.Println(add(ctx, 2, 40))

	_, err = polyfill.Func2[uint32, string, uint32](adder.Func("add"))
	fmt.Println(err)
	// Output:
	// 42 <nil>
	// polyfill: export "add", func(x: u32, y: u32) -> u32, as func(context.Context, uint32, string) (uint32, error): parameter y: the Go type string cannot hold u32
}

// The ok case of a result<u32, string> is a value, the error case is a Go error.
func ExampleFunc1() {
	rt := polyfill.NewRuntime(ctx, nil)
	defer rt.Close(ctx)
	instance := must(valuesHost(rt).Instantiate(ctx, must(rt.Compile(ctx, readFile("values")))))

	echo := must(polyfill.Func1[polyfill.ResultOf[uint32, string], uint32](instance.Func("echo-result")))
	fmt.Println(echo(ctx, polyfill.ResultOf[uint32, string]{Ok: 42}))
	fmt.Println(echo(ctx, polyfill.ResultOf[uint32, string]{IsErr: true, Err: "too late"}))
	// Output:
	// 42 <nil>
	// 0 too late
}

// Func0 to Func4 are for exports with that many parameters; one without a result
// gives a struct{}.
func ExampleFunc0() {
	rt := polyfill.NewRuntime(ctx, nil)
	defer rt.Close(ctx)
	linker := valuesHost(rt)
	linker.Instance("test:values/host@1.0.0").Func("nothing", func() { fmt.Println("nothing to do") })
	instance := must(linker.Instantiate(ctx, must(rt.Compile(ctx, readFile("values")))))

	nothing := must(polyfill.Func0[struct{}](instance.Func("via-nothing")))
	_, err := nothing(ctx)
	fmt.Println(err)
	// Output:
	// nothing to do
	// <nil>
}

// A host function that is called without reflection. HostFunc0 to HostFunc4 are for
// that many parameters.
func ExampleHostFunc1() {
	rt := polyfill.NewRuntime(ctx, nil)
	defer rt.Close(ctx)
	linker := valuesHost(rt)
	linker.Instance("test:values/host@1.0.0").
		Func("u32", polyfill.HostFunc1(func(_ context.Context, v uint32) (uint32, error) {
			return v + 1, nil
		})).
		// func(v: result<u32, string>) -> result<u32, string>
		Func("result", polyfill.HostFunc1(func(_ context.Context, v polyfill.ResultOf[uint32, string]) (uint32, error) {
			if v.IsErr {
				return 0, polyfill.ErrorValue("the guest said: " + v.Err)
			}
			return v.Ok, nil
		}))
	instance := must(linker.Instantiate(ctx, must(rt.Compile(ctx, readFile("values")))))
	fmt.Println(instance.Func("via-u32").Call(ctx, 41))
	fmt.Println(instance.Func("via-result").Call(ctx, polyfill.Err("no")))
	// Output:
	// 42 <nil>
	// {true the guest said: no} <nil>
}

// An export as a Go function of any type: what Func0 to Func4 are for, with any
// number of parameters, by reflection.
func ExampleTyped() {
	rt := polyfill.NewRuntime(ctx, nil)
	defer rt.Close(ctx)
	adder := must(rt.Instantiate(ctx, must(os.ReadFile("../examples/adder/adder.wasm"))))

	add, err := polyfill.Typed[func(context.Context, uint32, uint32) (uint32, error)](adder.Func("add"))
	if err != nil {
		panic(err)
	}
	fmt.Println(add(ctx, 2, 40))

	_, err = polyfill.Typed[func(context.Context, uint32, string) (uint32, error)](adder.Func("add"))
	fmt.Println(err)
	// Output:
	// 42 <nil>
	// polyfill: export "add", func(x: u32, y: u32) -> u32, as func(context.Context, uint32, string) (uint32, error): parameter y: the Go type string cannot hold u32
}

func ExampleCall() {
	rt := polyfill.NewRuntime(ctx, nil)
	defer rt.Close(ctx)
	instance := must(valuesHost(rt).Instantiate(ctx, must(rt.Compile(ctx, readFile("values")))))

	type Point struct {
		X     int
		Label string
	}
	p, err := polyfill.Call[Point](ctx, instance.Func("echo-record"), Point{1, "here"})
	fmt.Printf("%+v %v\n", p, err)

	// result<u32, string>: the error case is a Go error.
	n, err := polyfill.Call[uint32](ctx, instance.Func("echo-result"), polyfill.Err("too late"))
	fmt.Println(n, err)
	// Output:
	// {X:1 Label:here} <nil>
	// 0 too late
}

// A host function whose WIT result is a result: an ErrorValue is its error case,
// which the guest sees; another error ends the guest's call.
func ExampleErrorValue() {
	rt := polyfill.NewRuntime(ctx, nil)
	defer rt.Close(ctx)
	c := must(rt.Compile(ctx, readFile("values")))
	linker := valuesHost(rt)
	errDisk := errors.New("the disk is on fire")
	linker.Instance("test:values/host@1.0.0").
		Func("fail", func(v uint32) error { // func(v: u32) -> result<_, shape>
			if v == 1 {
				return polyfill.ErrorValue(polyfill.Variant{Case: "text", Value: "no such file"})
			}
			return errDisk
		})
	instance := must(linker.Instantiate(ctx, c))
	fmt.Println(instance.Func("via-fail").Call(ctx, 1))
	_, err := instance.Func("via-fail").Call(ctx, 2)
	fmt.Println(err, errors.Is(err, errDisk))
	// Output:
	// {true {text no such file}} <nil>
	// export "via-fail": host function "test:values/host@1.0.0#fail": the disk is on fire true
}

// A trap poisons its instance and no other.
func ExampleTrap() {
	rt := polyfill.NewRuntime(ctx, nil)
	defer rt.Close(ctx)
	c := must(rt.Compile(ctx, readFile("traps")))
	instance := must(rt.NewLinker().Instantiate(ctx, c))

	_, err := instance.Func("divide").Call(ctx)
	var trap *polyfill.Trap
	if errors.As(err, &trap) {
		fmt.Println(trap.Export, trap.Signature)
		fmt.Println(trap.Message)
		fmt.Println(strings.Join(trap.Stack, "\n"))
	}
	_, err = instance.Func("memory").Call(ctx)
	fmt.Println(err)
	// Output:
	// divide func()
	// wasm trap: integer divide by zero
	// M.divide()
	// wasm trap: cannot enter component instance: an earlier call failed (export "divide": wasm trap: integer divide by zero)
}

// All imports that are missing are listed at once.
func ExampleLinkError() {
	rt := polyfill.NewRuntime(ctx, nil)
	defer rt.Close(ctx)
	linker := rt.NewLinker()
	linker.Instance("test:missing/clock@0.2.3").Func("now", func() string { return "soon" })
	linker.Func("log", func(string) {})
	linker.Func("tick", func(uint32) polyfill.Tuple { return polyfill.Tuple{1, 2.5} })

	_, err := linker.Instantiate(ctx, must(rt.Compile(ctx, readFile("missing-imports"))))
	fmt.Println(err)
	// Output:
	// 6 imports cannot be satisfied:
	//   test:missing/store@1.4.0
	//     bucket: resource
	//     [constructor]bucket: func(name: string) -> bucket
	//     [method]bucket.get: func(self: borrow<bucket>, key: string) -> result<entry, problem>
	//     [static]bucket.all: func() -> list<bucket>
	//     open: func(path: string, write: bool) -> result<bucket, problem>
	//   test:missing/clock@0.2.3
	//     now: func() -> u64 — given as func() string: result: the Go type string cannot hold u64
}

func ExampleUnsupportedError() {
	rt := polyfill.NewRuntime(ctx, nil)
	defer rt.Close(ctx)
	_, err := rt.NewLinker().Instantiate(ctx, must(rt.Compile(ctx, readFile("multi-memory"))))
	fmt.Println(err)
	// Output:
	// this component needs what the native engine does not have:
	//   component.core module[0] "M" needs multi-memory
}

func ExampleConfig_WithCloseOnContextDone() {
	rt := polyfill.NewRuntime(ctx, polyfill.NewConfig().WithCloseOnContextDone(true))
	defer rt.Close(ctx)
	instance := must(rt.Instantiate(ctx, readFile("loop")))

	soon, cancel := context.WithTimeout(ctx, 10*time.Millisecond)
	defer cancel()
	_, err := instance.Func("for-ever").Call(soon)
	fmt.Println(err)
	// Output: export "for-ever": context deadline exceeded
}

func ExampleConfig_WithMemoryLimitPages() {
	rt := polyfill.NewRuntime(ctx, polyfill.NewConfig().WithMemoryLimitPages(4))
	defer rt.Close(ctx)
	instance := must(rt.Instantiate(ctx, readFile("loop")))
	fmt.Println(instance.Func("grow").Call(ctx, 3)) // memory.grow: the old size
	fmt.Println(instance.Func("grow").Call(ctx, 1))
	// Output:
	// 1 <nil>
	// -1 <nil>
}

func ExampleConfig_WithMaxHandles() {
	rt := polyfill.NewRuntime(ctx, polyfill.NewConfig().WithMaxHandles(1))
	defer rt.Close(ctx)
	linker := rt.NewLinker()
	linker.Resource("counter", polyfill.NewResource[int]("counter", nil))
	linker.Func("look", func(n int) uint32 { return uint32(n) })
	instance := must(linker.Instantiate(ctx, must(rt.Compile(ctx, readFile("lend")))))
	fmt.Println(instance.Func("lend").Call(ctx, 7))
	_, err := instance.Func("two").Call(ctx, 1, 2)
	fmt.Println(err)
	// Output:
	// 7 <nil>
	// export "two": resource table has no free keys: 1 handles are alive
}

func ExampleNewCompilationCache() {
	dir := must(os.MkdirTemp("", "components"))
	defer os.RemoveAll(dir)
	cache := must(polyfill.NewCompilationCache(dir))
	defer cache.Close(ctx)
	rt := polyfill.NewRuntime(ctx, polyfill.NewConfig().WithCompilationCache(cache))
	defer rt.Close(ctx)
	adder := must(rt.Instantiate(ctx, must(os.ReadFile("../examples/adder/adder.wasm"))))
	fmt.Println(adder.Func("add").Call(ctx, 1, 2))
	// Output: 3 <nil>
}

// A component can import core modules, and export them.
func ExampleNewModule() {
	rt := polyfill.NewRuntime(ctx, nil)
	defer rt.Close(ctx)
	linker := rt.NewLinker()
	linker.Module("plugin", must(polyfill.NewModule(answerModule(42))))
	instance := must(linker.Instantiate(ctx, must(rt.Compile(ctx, readFile("exports-of-all-sorts")))))
	fmt.Println(instance.Func("answer").Call(ctx))
	fmt.Println(instance.Names())
	fmt.Println(instance.Func("outer#inner#two").Call(ctx))
	// Output:
	// 42 <nil>
	// [outer answer core-module part point token size]
	// 2 <nil>
}

func ExampleExports_Names() {
	rt := polyfill.NewRuntime(ctx, nil)
	defer rt.Close(ctx)
	instance := must(valuesHost(rt).Instantiate(ctx, must(rt.Compile(ctx, readFile("values")))))
	for _, name := range instance.Names()[len(instance.Names())-2:] {
		fmt.Println(name, instance.Func(name))
	}
	// Output:
	// via-nothing func()
	// via-fail func(v: u32) -> result<_, shape>
}
