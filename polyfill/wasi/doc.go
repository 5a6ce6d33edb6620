// Package wasi gives programs what WASI 0.2 and 0.3 promise them: arguments and environment, standard
// files, clocks, random numbers, files, sockets, and HTTP both ways. A component may import some
// of both. Components that were made of programs for WASI preview 1 with an adapter have it, too.
//
// Nothing is given that a [Config] does not give. A [Host] made of it defines WASI for a
// linker ([Host.Define]); [Host.Run] runs a command, a component that exports wasi:cli/run,
// and [Service] serves HTTP by one that exports wasi:http/incoming-handler:
//
//	host, err := wasi.New(wasi.Config{
//		Args:   []string{"app", "one"},
//		Stdout: os.Stdout,
//		Dirs:   []wasi.Dir{{Host: "testdata", Guest: "/data", ReadOnly: true}},
//	})
//	…
//	linker := rt.NewLinker()
//	host.Define(linker)
//	instance, err := linker.Instantiate(ctx, component)
//	…
//	err = host.Run(ctx, instance) // *wasi.ExitError if the program ended with another code than 0
//
// What waits in a guest of WASI 0.2 (a read of the standard input, poll, a connection) blocks the
// goroutine of the call that the guest is running, until the call's context is done.
package wasi
