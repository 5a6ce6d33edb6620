//go:build js

package minify

import (
	"errors"
	"syscall/js"
)

// JavaScript minifies an ES module by the esbuild of the machine's npm packages,
// where the script that runs this program (web/npm/cli.js) offers it; else it
// gives ErrUnavailable.
func JavaScript(source []byte) ([]byte, error) {
	host := js.Global().Get("jcoGoHost")
	if host.IsUndefined() {
		return nil, ErrUnavailable
	}
	done := make(chan js.Value, 1)
	callback := js.FuncOf(func(_ js.Value, results []js.Value) any {
		done <- results[0]
		return nil
	})
	defer callback.Release()
	host.Call("minify", string(source), callback)
	result := <-done
	if failed := result.Get("failed"); !failed.IsUndefined() {
		return nil, errors.New(failed.String())
	}
	return []byte(result.Get("code").String()), nil
}
