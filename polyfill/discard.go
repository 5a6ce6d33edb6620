//go:build !js

package polyfill

import (
	"context"
	"errors"
	"io"

	"github.com/jco-go/jco-go/internal/canon"
	"github.com/jco-go/jco-go/internal/component"
)

// discard gives up the result of an async host function whose call was cancelled, or whose instance has ended,
// before it returned: no guest will drop the resources in it, nor read the streams. The caller does not
// have the baton, and nobody else has c.
func (c *importCall) discard() error {
	t := c.t
	if t.fn.Type.Result == nil || !t.fn.Type.Result.HasResource() && !t.fn.Type.Result.HasEnd() {
		return nil
	}
	v := c.value
	if g := t.host.typed; g != nil {
		if g.result == nil {
			return nil
		}
		v = variable{g.result, c.frame.result()}.value().Interface()
	}
	h := &lostHandles{valueHandles: valueHandles{inst: t.s.inst, scope: new(scope)}}
	if _, err := t.fn.AcceptResult(&canon.Context{Handles: h}, v); err != nil {
		return err // it would not have fitted, and what was found in it is given up
	}
	return errors.Join(h.errs...)
}

// lostHandles gives up the host's resources and streams in a value.
type lostHandles struct {
	valueHandles
	errs []error
}

// AcceptHandle gives one up.
func (h *lostHandles) AcceptHandle(t *component.ValType, v any) (any, error) {
	switch t.Kind {
	case component.KindStream, component.KindFuture:
		h.close(v)
	case component.KindOwn:
		if rt := h.typeOf(t); rt.host() && rt.accepts(v) == nil {
			h.errs = append(h.errs, rt.dropValue(context.Background(), h.inst, v))
		}
	}
	return v, nil
}

// AcceptTuple takes one object for a pair.
func (h *lostHandles) AcceptTuple(t *component.ValType, v any) (Tuple, bool) {
	if !isPair(t) || v == nil || isNil(v) {
		return nil, false
	}
	switch x := v.(type) {
	case []any, Tuple:
		return nil, false
	case *withResult:
		v = x.source
	}
	h.close(v)
	return Tuple{nil, nil}, true
}

func (h *lostHandles) close(v any) {
	if c, ok := v.(io.Closer); ok && !isNil(v) {
		h.errs = append(h.errs, c.Close())
	}
}
