//go:build !js

package p3

import (
	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/host"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/wit"
)

func defineRandom(l *polyfill.Linker, h *host.Host) {
	wit.DefineRandom(l, h, version, "get-insecure-seed", nil) // no more than host.MaxRandom bytes: a guest asks again
}
