package main

import "context"

func newNativeBackend() backend { return noBackend{} }

type transpileBackend struct{ dir string }

func (*transpileBackend) define(ctx context.Context, req *Request) workerReply {
	return noBackend{}.define(ctx, req)
}
func (*transpileBackend) instantiate(context.Context, *Request) Outcome { return Outcome{Kind: Fault} }
func (*transpileBackend) invoke(context.Context, *Request) Outcome      { return Outcome{Kind: Fault} }

type noBackend struct{}

func (noBackend) define(context.Context, *Request) workerReply {
	return workerReply{Outcome: Outcome{Kind: Fault, Message: "no engine in this build"}}
}
func (noBackend) instantiate(context.Context, *Request) Outcome { return Outcome{Kind: Fault} }
func (noBackend) invoke(context.Context, *Request) Outcome      { return Outcome{Kind: Fault} }
