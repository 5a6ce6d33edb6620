//go:build !js

package wasi_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"

	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi"
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// A program gets what the configuration says, and its exit code is an error.
func Example() {
	ctx := context.Background()
	rt := polyfill.NewRuntime(ctx, nil)
	defer rt.Close(ctx)
	words := must(rt.Compile(ctx, must(os.ReadFile("../../examples/c-words/c-words.wasm"))))

	host := must(wasi.New(wasi.Config{
		Args:   []string{"words", "words.c", "../secret"},
		Stdout: os.Stdout,
		Dirs:   []wasi.Dir{{Host: "../../examples/c-words", Guest: "/", ReadOnly: true}},
	}))
	defer host.Close()
	linker := rt.NewLinker()
	host.Define(linker)
	instance := must(linker.Instantiate(ctx, words))
	defer instance.Close(ctx)

	err := host.Run(ctx, instance)
	var exit *wasi.ExitError
	fmt.Println(errors.As(err, &exit), err)
	// Output:
	// 38 143 871 words.c
	// true the program exited with code 1
}

// A service is an http.Handler.
func ExampleNewService() {
	ctx := context.Background()
	rt := polyfill.NewRuntime(ctx, nil)
	defer rt.Close(ctx)
	component := must(rt.Compile(ctx, must(os.ReadFile("../../examples/rust-service/rust-service.wasm"))))

	host := must(wasi.New(wasi.Config{}))
	defer host.Close()
	linker := rt.NewLinker()
	host.Define(linker)
	service := must(wasi.NewService(ctx, linker, component, wasi.ServiceOptions{}))
	defer service.Close(ctx)

	server := httptest.NewServer(service)
	defer server.Close()
	for _, response := range []*http.Response{
		must(http.Get(server.URL + "/?you")),
		must(http.Post(server.URL, "text/plain", strings.NewReader("some text"))),
	} {
		fmt.Println(string(must(io.ReadAll(response.Body))))
		response.Body.Close()
	}
	// Output:
	// Hello, you!
	//
	// SOME TEXT
}

// A function that a command exports beside run is called within a context that has what it printed written
// out at the end.
func ExampleWithOutputs() {
	ctx := context.Background()
	rt := polyfill.NewRuntime(ctx, nil)
	defer rt.Close(ctx)
	component := must(rt.Compile(ctx, must(os.ReadFile("../../testdata/wasi/random/random.wasm"))))
	var out strings.Builder
	host := must(wasi.New(wasi.Config{Args: []string{"random"}, Stdout: &out}))
	defer host.Close()
	linker := rt.NewLinker()
	host.Define(linker)
	instance := must(linker.Instantiate(ctx, component))
	defer instance.Close(ctx)

	calls, finish := wasi.WithOutputs(ctx)
	result := must(instance.Func("wasi:cli/run@0.3.0#run").Call(calls))
	finish()
	fmt.Println(result, strings.Contains(out.String(), "wasi:random/random#get-random-u64"))
	// Output: {false <nil>} true
}
