package main

import (
	"context"
)

// transpileBackend turns components into what a JavaScript worker runs; it makes
// no instances.
type transpileBackend struct{ dir string }

func (*transpileBackend) define(context.Context, *Request) workerReply {
	return workerReply{Outcome: Outcome{Kind: Fault, Message: "no engine in this build"}}
}
func (*transpileBackend) instantiate(context.Context, *Request) Outcome { return Outcome{Kind: Fault} }
func (*transpileBackend) invoke(context.Context, *Request) Outcome      { return Outcome{Kind: Fault} }
