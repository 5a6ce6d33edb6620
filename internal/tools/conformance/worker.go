package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strconv"
)

// backend is what a Go worker does for the requests that it gets.
type backend interface {
	define(ctx context.Context, req *Request) workerReply
	instantiate(ctx context.Context, req *Request) Outcome
	invoke(ctx context.Context, req *Request) Outcome
}

// workerMain is the worker process: "worker native SEED", or "worker transpile DIR RUNTIME JSPI".
func workerMain(args []string) int {
	// Only answers may go to the parent.
	out := os.Stdout
	os.Stdout = os.Stderr
	var b backend
	switch {
	case len(args) == 2 && args[0] == "native":
		seed, err := strconv.ParseUint(args[1], 10, 32)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return exitUsage
		}
		b = newNativeBackend(uint32(seed))
	case len(args) == 4 && args[0] == "transpile":
		b = &transpileBackend{dir: args[1], runtime: args[2], jspi: args[3] == "true"}
	default:
		fmt.Fprintln(os.Stderr, "usage: conformance worker native SEED | worker transpile DIR RUNTIME JSPI")
		return exitUsage
	}
	if err := serve(context.Background(), b, os.Stdin, out); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return exitFailure
	}
	return exitOK
}

// serve answers requests until the end of in. A panic of the engine is not
// caught: it is a crash, and the parent reports it as one.
func serve(ctx context.Context, b backend, in io.Reader, out io.Writer) error {
	r := bufio.NewReader(in)
	for {
		line, err := r.ReadBytes('\n')
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		var req Request
		if err := json.Unmarshal(line, &req); err != nil {
			return fmt.Errorf("request %q: %w", line, err)
		}
		var reply workerReply
		switch req.Op {
		case "define":
			reply = b.define(ctx, &req)
		case "instantiate":
			reply.Outcome = b.instantiate(ctx, &req)
		case "invoke":
			reply.Outcome = b.invoke(ctx, &req)
		default:
			return fmt.Errorf("unknown request %q", req.Op)
		}
		data, err := json.Marshal(reply)
		if err != nil {
			return err
		}
		if _, err := out.Write(append(data, '\n')); err != nil {
			return err
		}
	}
}
