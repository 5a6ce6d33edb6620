//go:build !js

package p3

import (
	"context"

	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/web"
)

// headerError makes the error case of a function whose error is a header-error.
func headerError(err error) error {
	if err == nil {
		return nil
	}
	return polyfill.ErrorValue(polyfill.Variant{Case: err.Error()})
}

func defineFields(it *polyfill.Items) {
	type f = *web.Fields
	type entry struct {
		Name  string
		Value []byte
	}
	it.Resource("fields", polyfill.NewResource[f]("fields", nil)).
		Func("[constructor]fields", polyfill.HostFunc0(func(context.Context) (f, error) { return &web.Fields{}, nil })).
		Func("[static]fields.from-list", polyfill.HostFunc1(func(_ context.Context, list []entry) (f, error) {
			entries := make([]web.Field, len(list))
			for i, e := range list {
				entries[i] = web.Field(e)
			}
			made, err := web.NewFields(entries)
			if err != nil {
				return nil, headerError(err)
			}
			return made, nil
		})).
		Func("[method]fields.get", polyfill.HostFunc2(func(_ context.Context, h f, name string) ([][]byte, error) { return h.Get(name), nil })).
		Func("[method]fields.has", polyfill.HostFunc2(func(_ context.Context, h f, name string) (bool, error) { return h.Has(name), nil })).
		Func("[method]fields.set", polyfill.HostFunc3(func(_ context.Context, h f, name string, values [][]byte) (none, error) {
			return none{}, headerError(h.Set(name, values))
		})).
		Func("[method]fields.delete", polyfill.HostFunc2(func(_ context.Context, h f, name string) (none, error) {
			return none{}, headerError(h.Delete(name))
		})).
		Func("[method]fields.get-and-delete", polyfill.HostFunc2(func(_ context.Context, h f, name string) ([][]byte, error) {
			values, err := h.Take(name)
			return values, headerError(err)
		})).
		Func("[method]fields.append", polyfill.HostFunc3(func(_ context.Context, h f, name string, value []byte) (none, error) {
			return none{}, headerError(h.Append(name, value))
		})).
		Func("[method]fields.copy-all", polyfill.HostFunc1(func(_ context.Context, h f) ([]entry, error) {
			list := h.Entries()
			entries := make([]entry, len(list))
			for i, e := range list {
				entries[i] = entry(e)
			}
			return entries, nil
		})).
		Func("[method]fields.clone", polyfill.HostFunc1(func(_ context.Context, h f) (f, error) { return h.Clone(), nil }))
}
