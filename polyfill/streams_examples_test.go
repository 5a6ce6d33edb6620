//go:build !js

package polyfill_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing/iotest"
	"time"

	"github.com/jco-go/jco-go/polyfill"
)

// exampleGuest instantiates a component of testdata/, or of testdata/fixtures/.
func exampleGuest(name string, config *polyfill.Config) (*polyfill.Instance, func()) {
	rt := polyfill.NewRuntime(ctx, config)
	bin := orPanic(readComponent(name))
	c := orPanic(rt.Compile(ctx, bin))
	return orPanic(rt.NewLinker().Instantiate(ctx, c)), func() { rt.Close(ctx) }
}

func exampleStreams() (*polyfill.Instance, func()) { return exampleGuest("streams", nil) }

func orPanic[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// open gives a stream of a guest that is driven by hand: write has it write n bytes, 1, 2, 3 and so on.
func open(inst *polyfill.Instance) (stream *polyfill.StreamReader[byte], write func(n uint32)) {
	one := inst.Exports.Instance("one")
	stream = orPanic(polyfill.Call[*polyfill.StreamReader[byte]](ctx, one.Func("open")))
	return stream, func(n uint32) { orPanic(one.Func("copy").Call(ctx, n)) }
}

// An io.Reader goes into a guest, and another comes out.
func ExampleStreamReader_WriteTo() {
	inst, done := exampleStreams()
	defer done()
	through := orPanic(polyfill.Func1[io.Reader, io.ReadCloser](inst.Func("copy")))
	output := orPanic(through(ctx, strings.NewReader("all that is read\n")))
	defer output.Close()
	io.Copy(os.Stdout, output)
	// Output: all that is read
}

// Read copies from the guest's memory into the caller's slice. Elements may be of any Go type that fits.
func ExampleStreamReader_Read() {
	inst, done := exampleGuest("stream-types", nil)
	defer done()
	type point struct {
		X uint32
		Y int32
	}
	stream := orPanic(polyfill.Call[*polyfill.StreamReader[point]](ctx, inst.Func("points"), []point{{1, -1}, {2, -2}, {3, -3}}))
	p := make([]point, 2)
	n, err := stream.Read(p)
	fmt.Println(p[:n], err)
	n, err = stream.Read(p)
	fmt.Println(p[:n], err)
	_, err = stream.Read(p)
	fmt.Println(err)
	// Output:
	// [{1 -1} {2 -2}] <nil>
	// [{3 -3}] <nil>
	// EOF
}

// Ready takes nothing; TryRead does not wait.
func ExampleStreamReader_Ready() {
	inst, done := exampleStreams()
	defer done()
	stream, write := open(inst)
	p := make([]byte, 10)
	fmt.Println(stream.TryRead(p))
	write(3)
	fmt.Println(stream.Ready(ctx))
	n, err := stream.TryRead(p)
	fmt.Println(p[:n], err)
	// Output:
	// 0 <nil>
	// <nil>
	// [1 2 3] <nil>
}

// Close ends a read that waits; the guest learns it when it writes.
func ExampleStreamReader_Close() {
	inst, done := exampleStreams()
	defer done()
	stream, _ := open(inst)
	waiting := make(chan error)
	go func() {
		_, err := stream.Read(make([]byte, 10))
		waiting <- err
	}()
	time.Sleep(time.Millisecond)
	stream.Close()
	fmt.Println(errors.Is(<-waiting, polyfill.ErrDropped))
	fmt.Println(inst.Exports.Instance("one").Func("copy").Call(ctx, 3)) // 0 bytes, DROPPED
	// Output:
	// true
	// 1 <nil>
}

// All is for range, Next for one element, Chan for select.
func ExampleStreamReader_All() {
	inst, done := exampleGuest("stream-types", nil)
	defer done()
	names := orPanic(polyfill.Func1[any, *polyfill.StreamReader[string]](inst.Func("names")))
	stream := orPanic(names(ctx, []string{"Ada", "Grace", "Joan", "Mary"}))
	fmt.Println(stream.Next(ctx))
	for name, err := range stream.All(ctx) {
		fmt.Println(name, err)
		if name == "Joan" {
			break
		}
	}
	for name := range stream.Chan(ctx) {
		fmt.Println(name)
	}
	// Output:
	// Ada <nil>
	// Grace <nil>
	// Joan <nil>
	// Mary
}

// The end of a context gives up the read, not the stream.
func ExampleStreamReader_ReadContext() {
	inst, done := exampleStreams()
	defer done()
	stream, write := open(inst)
	short, cancel := context.WithTimeout(ctx, time.Millisecond)
	defer cancel()
	p := make([]byte, 10)
	_, err := stream.ReadContext(short, p)
	fmt.Println(err)
	write(3)
	n, err := stream.ReadContext(ctx, p)
	fmt.Println(p[:n], err)
	// Output:
	// context deadline exceeded
	// [1 2 3] <nil>
}

// What Go gives for a stream may be many things.
func Example_streamSources() {
	inst, done := exampleStreams()
	defer done()
	written := polyfill.NewStreamWriter[byte]()
	go func() {
		fmt.Fprint(written, "written")
		written.Close()
	}()
	sent := make(chan byte, 2)
	sent <- 1
	sent <- 2
	close(sent)
	for _, source := range []any{
		strings.NewReader("a reader"), []byte("bytes"), "text", sent, slices.Values([]byte("iterator")), written,
		func(yield func(byte, error) bool) { _ = yield(1, nil) && yield(2, nil) },
	} {
		fmt.Println(inst.Func("count").Call(ctx, source))
	}
	// Output:
	// 8 <nil>
	// 5 <nil>
	// 4 <nil>
	// 2 <nil>
	// 8 <nil>
	// 7 <nil>
	// 2 <nil>
}

// endlessFile has no end, and tells of its Close.
type endlessFile struct {
	endlessReader
	closed chan string
}

func (f endlessFile) Close() error {
	f.closed <- "closed"
	return nil
}

// Where the guest drops its end, a reader is closed, an iterator ends, a write fails.
func Example_streamDropped() {
	inst, done := exampleGuest("result-streams", nil)
	defer done()
	// The guest reads ten bytes and drops the stream.
	read := func(source any) {
		whole := func() (any, error) { return uint32(0), nil }
		orPanic(inst.Func("read").Call(ctx, polyfill.WithResult(source, whole), 10))
	}
	ended := make(chan string, 1)

	read(endlessFile{closed: ended})
	fmt.Println(<-ended)

	read(func(yield func(byte) bool) {
		for yield(1) {
		}
		ended <- "no more is asked for"
	})
	fmt.Println(<-ended)

	w := polyfill.NewStreamWriter[byte]()
	go func() {
		n, err := w.Write(make([]byte, 100))
		ended <- fmt.Sprint(n, errors.Is(err, polyfill.ErrDropped))
	}()
	read(w)
	fmt.Println(<-ended)
	// Output:
	// closed
	// no more is asked for
	// 10 true
}

// A future is read when somebody asks, any number of times.
func ExampleFuture_Get() {
	inst, done := exampleGuest("stream-types", nil)
	defer done()
	future := orPanic(polyfill.Call[*polyfill.Future[uint32]](ctx, inst.Func("answer"), 42))
	fmt.Println(future.Get(ctx))
	fmt.Println(future.Get(ctx))

	// A value that is a result: the error case is the error.
	failed := orPanic(polyfill.Call[*polyfill.Future[uint32]](ctx, inst.Func("outcome"), polyfill.Result{IsErr: true, Value: "no"}))
	_, err := failed.Get(ctx)
	var failure *polyfill.ResultError
	fmt.Println(errors.As(err, &failure), failure.Value)
	// Output:
	// 42 <nil>
	// 42 <nil>
	// true no
}

// What Go gives for a future may be a value, or what will have one.
func ExampleFutureWriter() {
	inst, done := exampleGuest("stream-types", nil)
	defer done()
	later := polyfill.NewFutureWriter[uint32]()
	time.AfterFunc(time.Millisecond, func() { later.Set(1) })
	sent := make(chan uint32, 1)
	sent <- 2
	asked := func(context.Context) (uint32, error) { return 3, nil }
	for _, source := range []any{later, sent, asked, uint32(4)} {
		future := orPanic(polyfill.Call[*polyfill.Future[uint32]](ctx, inst.Func("answer"), source))
		fmt.Println(future.Get(ctx))
	}
	// Output:
	// 1 <nil>
	// 2 <nil>
	// 3 <nil>
	// 4 <nil>
}

// A stream with the future of its result is one reader: the error case comes where the end would be.
func ExampleResultReader() {
	inst, done := exampleGuest("result-streams", nil)
	defer done()
	write := orPanic(polyfill.Func2[uint32, uint32, *polyfill.ResultReader[byte, uint32]](inst.Func("write")))

	whole := orPanic(write(ctx, 5, 0))
	b, err := io.ReadAll(whole)
	fmt.Println(len(b), err)
	fmt.Println(whole.Result(ctx))

	failing := orPanic(write(ctx, 5, 1))
	b, err = io.ReadAll(failing)
	var failure *polyfill.ResultError
	fmt.Println(len(b), errors.As(err, &failure), failure.Value)

	// The other way: a source, and what is called for after its end.
	source := polyfill.WithResult(strings.NewReader("abc"), func() (any, error) { return uint32(7), nil })
	again := orPanic(polyfill.Call[*polyfill.ResultReader[byte, uint32]](ctx, inst.Func("echo"), source))
	io.Copy(os.Stdout, again)
	fmt.Println()
	fmt.Println(again.Result(ctx))
	// Output:
	// 5 <nil>
	// 5 <nil>
	// 5 true full
	// abc
	// 7 <nil>
}

// What no guest can be told, the embedder is.
func ExampleConfig_WithStreamErrors() {
	told := make(chan error, 1)
	inst, done := exampleGuest("streams", polyfill.NewConfig().WithStreamErrors(func(err error) { told <- err }))
	defer done()
	source := io.MultiReader(strings.NewReader("abc"), iotest.ErrReader(errors.New("the disk is gone")))
	fmt.Println(inst.Func("count").Call(ctx, source)) // the guest sees the end
	fmt.Println(<-told)
	// Output:
	// 3 <nil>
	// polyfill: stream<u8> given to a guest: the disk is gone
}
