package main

import (
	"context"
	"syscall/js"

	"github.com/jco-go/jco-go/internal/component"
)

// validateCode validates the function bodies of all core modules of a component by
// the JavaScript engine, which web/npm/host.js asks.
func validateCode(_ context.Context, _ []byte, c *component.Component, _ component.Features) error {
	host := js.Global().Get("jcoGoHost")
	if host.IsUndefined() {
		return &unreadCode{"there is no engine here"}
	}
	for path, m := range c.CoreModules() {
		bytes := js.Global().Get("Uint8Array").New(len(m.Bytes))
		js.CopyBytesToJS(bytes, m.Bytes)
		if wrong := host.Call("validate", bytes); !wrong.IsUndefined() {
			return &component.Error{Offset: m.Offset, Path: path, Msg: wrong.String()}
		}
	}
	return nil
}
