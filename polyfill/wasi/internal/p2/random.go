//go:build !js

package p2

import (
	"context"
	"errors"

	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/host"
)

var errTooRandom = errors.New("more than 64 MiB of random bytes were asked for at once")

func defineRandom(l *polyfill.Linker, h *host.Host) {
	for name, secure := range map[string]bool{"random": true, "insecure": false} {
		prefix := "get-random-"
		if !secure {
			prefix = "get-insecure-random-"
		}
		l.Instance("wasi:random/"+name+version).
			Func(prefix+"bytes", polyfill.HostFunc1(func(_ context.Context, n uint64) ([]byte, error) {
				if n > host.MaxRandom {
					return nil, errTooRandom
				}
				return h.Random.Bytes(n, secure)
			})).
			Func(prefix+"u64", polyfill.HostFunc0(func(context.Context) (uint64, error) { return h.Random.Uint64(secure) }))
	}
	type seed struct{ Lower, Upper uint64 }
	l.Instance("wasi:random/insecure-seed"+version).
		Func("insecure-seed", polyfill.HostFunc0(func(context.Context) (seed, error) {
			lower, upper := h.Random.Seed()
			return seed{lower, upper}, nil
		}))
}
