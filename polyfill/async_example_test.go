//go:build !js

package polyfill_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jco-go/jco-go/polyfill"
)

// exampleInstance instantiates testdata/async.wat, whose async export sum(n) awaits
// sleep(n-1) … sleep(0) of the host and adds up what they give.
func exampleInstance(config *polyfill.Config, sleep any) (*polyfill.Instance, func()) {
	rt := polyfill.NewRuntime(ctx, config)
	bin, err := os.ReadFile("testdata/async.wasm")
	if err != nil {
		log.Fatal(err)
	}
	component, err := rt.Compile(ctx, bin)
	if err != nil {
		log.Fatal(err)
	}
	linker := rt.NewLinker()
	linker.Instance("host").
		Resource("thing", polyfill.NewResource[int]("thing", nil)).
		Func("sleep", sleep).
		Func("note", func(n uint32) { fmt.Println("noted", n) }).
		Func("look", func(int) uint32 { return 0 }).
		Func("text", func(s string) (string, error) { return strings.ToUpper(s), nil })
	instance, err := linker.Instantiate(ctx, component)
	if err != nil {
		log.Fatal(err)
	}
	return instance, func() { rt.Close(ctx) }
}

// An async import is an ordinary Go function that may block. Calls of an async export block
// until the guest has returned, and any number of goroutines may call at once.
func ExampleFunction_Call_async() {
	instance, closeAll := exampleInstance(nil, func(ctx context.Context, n uint32) uint32 {
		time.Sleep(time.Duration(n) * time.Millisecond)
		return n
	})
	defer closeAll()

	sum, err := polyfill.Func1[uint32, uint32](instance.Func("sum"))
	if err != nil {
		log.Fatal(err)
	}
	var wg sync.WaitGroup
	results := make([]uint32, 5)
	for i := range results {
		wg.Go(func() {
			var err error
			if results[i], err = sum(context.Background(), uint32(i)); err != nil {
				log.Fatal(err)
			}
		})
	}
	wg.Wait()
	fmt.Println(results)
	// Output: [0 0 1 3 6]
}

// Start gives a call back while the guest waits.
func ExampleFunction_Start() {
	answer := make(chan uint32)
	instance, closeAll := exampleInstance(nil, func(uint32) uint32 { return <-answer })
	defer closeAll()

	call, err := instance.Func("sum").Start(context.Background(), 2)
	if err != nil {
		log.Fatal(err)
	}
	answer <- 40
	answer <- 2
	<-call.Done()
	fmt.Println(call.Result())
	// Output: 42 <nil>
}

// The end of a context cancels the task; the guest cancels what it has called, and the
// context of that host function ends.
func ExamplePending_Wait() {
	ended := make(chan error, 1)
	instance, closeAll := exampleInstance(nil, func(ctx context.Context, n uint32) (uint32, error) {
		<-ctx.Done()
		ended <- ctx.Err()
		return 0, ctx.Err()
	})
	defer closeAll()

	call, err := instance.Func("sum").Start(context.Background(), 2)
	if err != nil {
		log.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	_, err = call.Wait(ctx)
	fmt.Println(err)
	fmt.Println(<-ended)
	// Output:
	// context deadline exceeded
	// context canceled
}

// Cancel is for calls without a context of their own.
func ExamplePending_Cancel() {
	instance, closeAll := exampleInstance(nil, func(n uint32) uint32 { return n })
	defer closeAll()

	call, err := instance.Func("never").Start(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	call.Cancel()
	fmt.Println(call.Result())
	// Output: <nil> context canceled
}

// A call that nothing can end any more is a trap that tells who waits for what.
func ExampleConfig_WithDeadlockDetection() {
	instance, closeAll := exampleInstance(polyfill.NewConfig().WithDeadlockDetection(true), func(n uint32) uint32 { return n })
	defer closeAll()

	_, err := instance.Func("never").Call(context.Background())
	fmt.Println(err)
	// Output:
	// export "never": wasm trap: deadlock detected: event loop cannot make further progress
	// 	"never" in component.instance "plain" waits for an event of waitable set 1
}

// What a guest does after it has returned a result goes on by itself.
func ExampleConfig_WithBackgroundWork() {
	instance, closeAll := exampleInstance(polyfill.NewConfig().WithBackgroundWork(false), func(n uint32) uint32 {
		time.Sleep(time.Duration(n) * time.Millisecond)
		return n
	})
	defer closeAll()

	// later(n) returns 0 first and notes the sum afterwards. Without work in the background, that
	// happens while somebody waits for another call.
	fmt.Println(instance.Func("later").Call(context.Background(), 3))
	if _, err := instance.Func("sum").Call(context.Background(), 30); err != nil {
		log.Fatal(err)
	}
	// Output:
	// 0 <nil>
	// noted 3
}

// A stream<u8> that a guest has given to the host is an io.ReadCloser.
func ExampleStreamReader() {
	instance, closeAll := exampleInstance(nil, func(n uint32) uint32 { return n })
	defer closeAll()

	stream, err := polyfill.Call[*polyfill.StreamReader[byte]](ctx, instance.Func("open"))
	if err != nil {
		log.Fatal(err)
	}
	// The guest writes 4 bytes, and waits for who reads them.
	if _, err := instance.Func("write").Call(ctx); err != nil {
		log.Fatal(err)
	}
	n, err := stream.Read(make([]byte, 100))
	fmt.Println(n, err)
	stream.Close()
	_, err = stream.Read(make([]byte, 100))
	fmt.Println(errors.Is(err, polyfill.ErrDropped))
	// Output:
	// 4 <nil>
	// true
}

// An error context is a message on its way.
func ExampleErrorContext() {
	instance, closeAll := exampleInstance(nil, func(n uint32) uint32 { return n })
	defer closeAll()

	failure, err := polyfill.Call[*polyfill.ErrorContext](ctx, instance.Func("fail"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(failure.Message)
	fmt.Println(instance.Func("explain").Call(ctx, failure))
	// Output:
	// it broke
	// it broke <nil>
}

// A host function that has its answer already gives it at once, and waits otherwise.
func ExampleAtOnce() {
	var waited atomic.Int32
	instance, closeAll := exampleInstance(nil, polyfill.AtOnce(polyfill.HostFunc1(func(ctx context.Context, n uint32) (uint32, error) {
		if n < 3 {
			return n, nil
		}
		if !polyfill.MayWait(ctx) {
			return 0, polyfill.ErrWait
		}
		waited.Add(1)
		time.Sleep(time.Millisecond)
		return n, nil
	})))
	defer closeAll()

	sum, err := polyfill.Call[uint32](ctx, instance.Func("sum"), 5)
	fmt.Println(sum, err, "waited", waited.Load())
	// Output: 10 <nil> waited 2
}
