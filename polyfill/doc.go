// Package polyfill runs WebAssembly components in Go programs, without cgo: its
// core modules run on wazero.
//
//	ctx := context.Background()
//	rt := polyfill.NewRuntime(ctx, nil)
//	defer rt.Close(ctx)
//
//	component, err := rt.Compile(ctx, bytes) // once
//	linker := rt.NewLinker()
//	linker.Instance("docs:demo/host@0.1.0").
//		Func("log", func(message string) { fmt.Println(message) })
//	instance, err := linker.Instantiate(ctx, component) // many times
//	greet, err := polyfill.Func1[string, string](instance.Func("docs:demo/greet@0.1.0#greet"))
//	text, err := greet(ctx, "you")
//
// # Names
//
// A function is named as WIT and other hosts name it: "run" for one at world
// level, "ns:pkg/iface@1.2.3#run" for one of an interface; methods and
// constructors are "[method]counter.increment" and "[constructor]counter". An
// interface that a component imports at one version is found in a linker at
// any compatible one, see [Linker].
//
// # Values
//
// [Function.Call] takes and gives Go values by the table at [Value]. [Func0] to
// [Func4] give an export a Go function type, as [Typed] does for any number of
// parameters, and [Call] gives its result a type. A host function may be any Go
// function with a fitting type, see [Items.Func]; [HostFunc0] to [HostFunc4] make
// short ones faster.
//
// # Errors
//
// A guest that violates a rule gives a [*Trap], a host function that fails a
// [*HostError]; both poison their instance, and later calls get a
// [*PoisonedError]. A Go value of the wrong form gives a [*ValueError] and harms
// nothing. [*LinkError] lists all that is missing or does not fit at once,
// [*UnsupportedError] names what this engine cannot run.
//
// # Async functions
//
// [Function.Call] and the typed forms of an async export block the calling goroutine until the
// guest has returned; [Function.Start] does not. An async import is an ordinary Go
// function that may block: it runs on a goroutine of its own, and its context ends when the guest
// cancels the call. The end of a caller's context cancels its task.
//
// # Streams and futures
//
// A guest's stream is a [StreamReader], an io.ReadCloser if it is of bytes, and a guest takes an io.Reader, a
// slice, a channel, an iterator or a [StreamWriter]. A guest's future is a [Future]; a guest takes a value, a
// function, a channel or a [FutureWriter]. What WASI 0.3 gives, a stream with a future of how it
// ended, is a [ResultReader]: an io.Reader whose error is that of the future.
//
// # Contexts
//
// A host function gets the context of the call that led to it. To end a guest
// that does not return, a Runtime needs [Config.WithCloseOnContextDone], which
// costs a check in each loop of the guest and is off by default.
//
// # Goroutines
//
// A [Runtime], a [Component] and a [Module] are safe for concurrent use. So is an
// [Instance] of a component that uses async features, and its functions: calls that
// wait are many at a time, code of guests runs for one of them at a time. Any other
// [Instance] runs one call at a time: its functions, its resources and the
// instances that it is linked with belong to one goroutine at a time, and a call
// while another one runs is refused with [ErrBusy], never queued (a host
// function that waited for its own caller would wait for ever). Instantiate
// a component several times to use several cores; it is cheap.
package polyfill
