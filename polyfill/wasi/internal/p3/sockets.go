//go:build !js

package p3

import (
	"context"
	"net/netip"
	"time"

	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/host"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/sockets"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/wit"
)

// socketCode is the case of wasi:sockets's error-code.
func socketCode(err error) any {
	switch code := sockets.CodeOf(err); code {
	case sockets.NewSocketLimit, sockets.Unknown: // which 0.3 has no case for
		return polyfill.Variant{Case: "other", Value: err.Error()}
	default:
		return polyfill.Variant{Case: string(code)}
	}
}

// socketError makes the error case of a function of wasi:sockets.
func socketError(err error) error {
	if err == nil {
		return nil
	}
	return polyfill.ErrorValue(socketCode(err))
}

// lookupCode is the case of the error-code of wasi:sockets/ip-name-lookup.
func lookupCode(err error) any {
	switch code := sockets.CodeOf(err); code {
	case sockets.AccessDenied, sockets.InvalidArgument, sockets.NameUnresolvable, sockets.TemporaryResolverFailure, sockets.PermanentResolverFailure:
		return polyfill.Variant{Case: string(code)}
	case sockets.Timeout:
		return polyfill.Variant{Case: string(sockets.TemporaryResolverFailure)}
	default:
		return polyfill.Variant{Case: "other", Value: err.Error()}
	}
}

func defineSockets(l *polyfill.Linker, h *host.Host) {
	it := l.Instance("wasi:sockets/types" + version)
	defineTCP(it, h)
	defineUDP(it, h)
	l.Instance("wasi:sockets/ip-name-lookup"+version).
		Func("resolve-addresses", polyfill.HostFunc1(func(ctx context.Context, name string) ([]polyfill.Variant, error) {
			found, err := h.Sockets.Resolve(ctx, name)
			if err != nil {
				return nil, polyfill.ErrorValue(lookupCode(err))
			}
			list := make([]polyfill.Variant, len(found))
			for i, a := range found {
				list[i] = wit.Address(a)
			}
			return list, nil
		}))
}

// address gives an address of a socket.
func address(a netip.AddrPort, err error) (polyfill.Variant, error) {
	if err != nil {
		return polyfill.Variant{}, socketError(err)
	}
	return wit.SocketAddress(a), nil
}

// defineOption gives the two functions of an option of a socket.
func defineOption[S, T any](it *polyfill.Items, resource, name string, get func(S) (T, error), set func(S, T) error) {
	it.Func("[method]"+resource+".get-"+name, polyfill.HostFunc1(func(_ context.Context, s S) (T, error) {
		v, err := get(s)
		return v, socketError(err)
	}))
	it.Func("[method]"+resource+".set-"+name, setter(set))
}

func setter[S, T any](set func(S, T) error) polyfill.HostFunc {
	return polyfill.HostFunc2(func(_ context.Context, s S, v T) (none, error) { return none{}, socketError(set(s, v)) })
}

// defineAddresses gives what sockets of both kinds tell of themselves.
func defineAddresses[S any](it *polyfill.Items, resource string, local, remote func(S) (netip.AddrPort, error), family func(S) sockets.Family) {
	it.Func("[method]"+resource+".get-local-address", polyfill.HostFunc1(func(_ context.Context, s S) (polyfill.Variant, error) {
		return address(local(s))
	}))
	it.Func("[method]"+resource+".get-remote-address", polyfill.HostFunc1(func(_ context.Context, s S) (polyfill.Variant, error) {
		return address(remote(s))
	}))
	it.Func("[method]"+resource+".get-address-family", polyfill.HostFunc1(func(_ context.Context, s S) (string, error) {
		return wit.FamilyName(family(s)), nil
	}))
}

// Durations cross as nanoseconds.

func nanoseconds[S any](get func(S) (time.Duration, error)) func(S) (uint64, error) {
	return func(s S) (uint64, error) {
		d, err := get(s)
		return uint64(d), err
	}
}

func setNanoseconds[S any](set func(S, time.Duration) error) func(S, uint64) error {
	return func(s S, n uint64) error { return set(s, time.Duration(min(n, 1<<63-1))) }
}
