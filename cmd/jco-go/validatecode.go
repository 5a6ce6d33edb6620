//go:build !js

package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/polyfill"
)

// validateCode validates the function bodies of all core modules of a component. The
// error is an *unreadCode for those that need features which wazero lacks, if
// all others are valid.
func validateCode(ctx context.Context, bin []byte, _ *component.Component, f component.Features) error {
	rt := polyfill.NewRuntime(ctx, polyfill.NewConfig().WithInterpreter().WithFeatures(f))
	defer rt.Close(ctx)
	err := rt.Validate(ctx, bin)
	var u *polyfill.UnsupportedError
	if !errors.As(err, &u) {
		return err
	}
	lines := make([]string, len(u.Needs))
	for i, n := range u.Needs {
		lines[i] = fmt.Sprintf("%s needs %s", n.Where, n.Feature)
	}
	return &unreadCode{strings.Join(lines, "\n  ")}
}
