//go:build !js

package wit

import (
	"context"

	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/host"
)

// DefineRandom gives wasi:random. Seed is the name of the function that gives one. Check, if there is one, refuses too
// large numbers of bytes; without it a guest gets no more than host.MaxRandom.
func DefineRandom(l *polyfill.Linker, h *host.Host, version, seed string, check func(n uint64) error) {
	for name, secure := range map[string]bool{"random": true, "insecure": false} {
		prefix := "get-random-"
		if !secure {
			prefix = "get-insecure-random-"
		}
		l.Instance("wasi:random/"+name+version).
			Func(prefix+"bytes", polyfill.HostFunc1(func(_ context.Context, n uint64) ([]byte, error) {
				if check != nil {
					if err := check(n); err != nil {
						return nil, err
					}
				}
				return h.Random.Bytes(n, secure)
			})).
			Func(prefix+"u64", polyfill.HostFunc0(func(context.Context) (uint64, error) { return h.Random.Uint64(secure) }))
	}
	type pair struct{ Lower, Upper uint64 }
	l.Instance("wasi:random/insecure-seed"+version).
		Func(seed, polyfill.HostFunc0(func(context.Context) (pair, error) {
			lower, upper := h.Random.Seed()
			return pair{lower, upper}, nil
		}))
}
