//go:build !js

package p2

import (
	"errors"

	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/host"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/wit"
)

var errTooRandom = errors.New("more than 64 MiB of random bytes were asked for at once")

func defineRandom(l *polyfill.Linker, h *host.Host) {
	wit.DefineRandom(l, h, version, "insecure-seed", func(n uint64) error {
		if n > host.MaxRandom {
			return errTooRandom
		}
		return nil
	})
}
