package main

import (
	"context"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/jsbridge/edge"
)

// validateCode validates the function bodies of all core modules of a component by
// the JavaScript engine, which web/npm/host.js asks.
func validateCode(_ context.Context, _ []byte, c *component.Component, _ component.Features) error {
	host, ok := edge.Global("jcoGoHost")
	if !ok {
		return &unreadCode{"there is no engine here"}
	}
	for path, m := range c.CoreModules() {
		wrong, err := edge.Call(host, "validate", m.Bytes)
		if err != nil {
			return err
		}
		if wrong.IsUndefined() {
			continue
		}
		text, err := wrong.String()
		if err != nil {
			return err
		}
		return &component.Error{Offset: m.Offset, Path: path, Msg: text}
	}
	return nil
}
