//go:build !js

package polyfill_test

import (
	"fmt"

	"github.com/jco-go/jco-go/polyfill"
)

// echo sends a value through the guest, whose function takes and returns the WIT
// type in its name, and prints what comes back in its dynamic form.
func echo(name string, v any) {
	rt := polyfill.NewRuntime(ctx, polyfill.NewConfig().WithInterpreter())
	defer rt.Close(ctx)
	instance := must(valuesHost(rt).Instantiate(ctx, must(rt.Compile(ctx, readFile("values")))))
	result := must(instance.Func("echo-"+name).Call(ctx, v))
	fmt.Printf("%T %v\n", result, result)
}

// One example for each row of the table at Value.

func ExampleValue_bool() {
	echo("bool", true)
	// Output: bool true
}

func ExampleValue_integers() {
	echo("u8", 255)
	echo("s64", int8(-1))
	// Output:
	// uint8 255
	// int64 -1
}

func ExampleValue_floats() {
	echo("f32", 0.5)
	echo("f64", 2)
	// Output:
	// float32 0.5
	// float64 2
}

func ExampleValue_char() {
	echo("char", 'ß')
	echo("char", "ß")
	// Output:
	// int32 223
	// int32 223
}

func ExampleValue_string() {
	echo("string", "grüß Gott")
	// Output: string grüß Gott
}

// list<u8>
func ExampleValue_bytes() {
	echo("bytes", []byte{1, 2, 255})
	echo("bytes", "text")
	// Output:
	// []uint8 [1 2 255]
	// []uint8 [116 101 120 116]
}

// list<u32>, list<string>
func ExampleValue_listOfPrimitives() {
	echo("numbers", []int{1, 2})
	echo("strings", []any{"a", "b"})
	// Output:
	// []uint32 [1 2]
	// []string [a b]
}

// list<point>, where point is a record
func ExampleValue_list() {
	echo("records", []point{{1, "a"}, {2, "b"}})
	// Output: []interface {} [[{x 1} {label a}] [{x 2} {label b}]]
}

// list<u32, 3>
func ExampleValue_fixedLengthList() {
	echo("fixed", [3]uint32{1, 2, 3})
	// Output: []uint32 [1 2 3]
}

// tuple<u32, string>
func ExampleValue_tuple() {
	echo("tuple", polyfill.Tuple{1, "one"})
	echo("tuple", struct {
		N uint32
		S string
	}{1, "one"})
	// Output:
	// canon.Tuple [1 one]
	// canon.Tuple [1 one]
}

// record { x: s32, label: string }
func ExampleValue_record() {
	echo("record", struct {
		X     int32
		Title string `wit:"label"`
	}{1, "here"})
	echo("record", map[string]any{"x": 1, "label": "here"})
	// Output:
	// canon.Record [{x 1} {label here}]
	// canon.Record [{x 1} {label here}]
}

// variant { empty, number(u32), text(string) }
func ExampleValue_variant() {
	echo("variant", polyfill.Variant{Case: "number", Value: 7})
	echo("variant", polyfill.Variant{Case: "empty"})
	// Output:
	// canon.Variant {number 7}
	// canon.Variant {empty <nil>}
}

// enum { red, green, dark-blue }
func ExampleValue_enum() {
	echo("enum", "dark-blue")
	// Output: canon.Enum dark-blue
}

// flags { read, write, run-it }
func ExampleValue_flags() {
	echo("flags", []string{"run-it", "read"})
	echo("flags", struct {
		Read, Write bool
		RunIt       bool
	}{Write: true})
	// Output:
	// canon.Flags [read run-it]
	// canon.Flags [write]
}

// option<string>
func ExampleValue_option() {
	echo("option", "some")
	echo("option", nil)
	// Output:
	// string some
	// <nil> <nil>
}

// option<option<u32>>
func ExampleValue_nestedOption() {
	echo("nested", polyfill.Some(1))
	echo("nested", polyfill.Some(nil))
	echo("nested", nil)
	// Output:
	// canon.Option {true 1}
	// canon.Option {true <nil>}
	// canon.Option {false <nil>}
}

// result<u32, string>
func ExampleValue_result() {
	echo("result", polyfill.Ok(1))
	echo("result", polyfill.Err("too late"))
	// Output:
	// canon.Result {false 1}
	// canon.Result {true too late}
}

// map<string, u32>
func ExampleValue_map() {
	echo("map", map[string]int{"a": 1})
	// Output: canon.Map [{a 1}]
}

// own<file> and borrow<file> of a host's resource, whose Go type here is string,
// and of a guest's.
func ExampleValue_resources() {
	rt := polyfill.NewRuntime(ctx, nil)
	defer rt.Close(ctx)
	linker := rt.NewLinker()
	linker.Instance("test:res/host@1.0.0").
		Resource("file", polyfill.NewResource[string]("file", nil)).
		Func("[constructor]file", func(name string) string { return name }).
		Func("[method]file.size", func(file string) uint32 { return uint32(len(file)) }).
		Func("[static]file.join", func(a, b string) string { return a + b }).
		Func("dropped", func(uint32) {})
	instance := must(linker.Instantiate(ctx, must(rt.Compile(ctx, readFile("resources")))))
	api := instance.Instance("test:res/api@1.0.0")

	file := must(api.Func("join").Call(ctx, "one", "two"))
	fmt.Printf("%T %v\n", file, file)
	counter := must(api.Func("[constructor]counter").Call(ctx, 1))
	fmt.Printf("%T %v\n", counter, counter)
	// Output:
	// string onetwo
	// *polyfill.Resource resource counter
}
