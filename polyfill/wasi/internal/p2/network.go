//go:build !js

package p2

import (
	"context"
	"net/netip"

	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/host"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/sockets"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/wit"
)

// networkHandle is the resource network. What may be done is the host's policy, the same for all.
type networkHandle struct{ _ byte }

// codes02 are the cases that 0.2 says differently.
var codes02 = map[sockets.Code]polyfill.Enum{
	sockets.ConnectionBroken: "connection-reset",
}

func socketCode(err error) polyfill.Enum {
	code := sockets.CodeOf(err)
	if other, ok := codes02[code]; ok {
		return other
	}
	return polyfill.Enum(code)
}

// socketError makes the error case of a function of wasi:sockets.
func socketError(err error) error {
	if err == nil {
		return nil
	}
	return polyfill.ErrorValue(socketCode(err))
}

// The cases that only the face of 0.2 gives: its calls that begin and end something.
const (
	wouldBlock          sockets.Code = "would-block"
	notInProgress       sockets.Code = "not-in-progress"
	concurrencyConflict sockets.Code = "concurrency-conflict"
)

// address gives an address of a socket.
func address(a netip.AddrPort, err error) (polyfill.Variant, error) {
	if err != nil {
		return polyfill.Variant{}, socketError(err)
	}
	return wit.SocketAddress(a), nil
}

// resolveStream is a name look-up: its resource, resolve-address-stream.
type resolveStream struct {
	*task[[]netip.Addr]
	next int
}

func defineNetwork(l *polyfill.Linker, h *host.Host) {
	l.Instance("wasi:sockets/network"+version).
		Resource("network", polyfill.NewResource[*networkHandle]("network", nil)).
		Func("network-error-code", polyfill.HostFunc1(func(_ context.Context, e *ioError) (*string, error) {
			if e.of != socketOrigin {
				return nil, nil
			}
			code := string(socketCode(e.err))
			return &code, nil
		}))
	l.Instance("wasi:sockets/instance-network"+version).
		Func("instance-network", polyfill.HostFunc0(func(context.Context) (*networkHandle, error) { return new(networkHandle), nil }))

	l.Instance("wasi:sockets/ip-name-lookup"+version).
		Resource("resolve-address-stream", polyfill.NewResource("resolve-address-stream", func(_ context.Context, r *resolveStream) error {
			r.cancel()
			return nil
		})).
		Func("resolve-addresses", polyfill.HostFunc2(func(_ context.Context, _ *networkHandle, name string) (*resolveStream, error) {
			// What is wrong with the name itself is said at once.
			if err := h.Sockets.MayResolve(name); err != nil {
				return nil, socketError(err)
			}
			return &resolveStream{task: begin(func(ctx context.Context) ([]netip.Addr, error) { return h.Sockets.Resolve(ctx, name) })}, nil
		})).
		Func("[method]resolve-address-stream.resolve-next-address", polyfill.HostFunc1(func(_ context.Context, r *resolveStream) (any, error) {
			if !r.ready() {
				return nil, socketError(wouldBlock)
			}
			list, err := r.result()
			if err != nil {
				return nil, socketError(err)
			}
			if r.next == len(list) {
				return polyfill.Ok(nil), nil
			}
			r.next++
			return polyfill.Ok(wit.Address(list[r.next-1])), nil
		})).
		Func("[method]resolve-address-stream.subscribe", polyfill.HostFunc1(func(_ context.Context, r *resolveStream) (*pollable, error) {
			return newPollable(r), nil
		}))
}
