//go:build !js

package p3

import (
	"context"

	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/host"
)

func defineRandom(l *polyfill.Linker, h *host.Host) {
	for name, secure := range map[string]bool{"random": true, "insecure": false} {
		prefix := "get-random-"
		if !secure {
			prefix = "get-insecure-random-"
		}
		l.Instance("wasi:random/"+name+version).
			Func(prefix+"bytes", polyfill.HostFunc1(func(_ context.Context, most uint64) ([]byte, error) {
				return h.Random.Bytes(most, secure) // no more than host.MaxRandom: a guest asks again
			})).
			Func(prefix+"u64", polyfill.HostFunc0(func(context.Context) (uint64, error) { return h.Random.Uint64(secure) }))
	}
	type seed struct{ Lower, Upper uint64 }
	l.Instance("wasi:random/insecure-seed"+version).
		Func("get-insecure-seed", polyfill.HostFunc0(func(context.Context) (seed, error) {
			lower, upper := h.Random.Seed()
			return seed{lower, upper}, nil
		}))
}
