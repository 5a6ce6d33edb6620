//go:build js

package minify

import (
	"context"

	"github.com/jco-go/jco-go/jsbridge/edge"
)

// JavaScript minifies an ES module by the esbuild of the machine's npm packages,
// where the script that runs this program (web/npm/cli.js) offers it; else it
// gives ErrUnavailable.
func JavaScript(source []byte) ([]byte, error) {
	host, ok := edge.Global("jcoGoHost")
	if !ok {
		return nil, ErrUnavailable
	}
	promise, err := edge.Call(host, "minify", source)
	if err != nil {
		return nil, err
	}
	code, err := edge.Await(context.Background(), promise)
	if err != nil {
		return nil, err
	}
	return edge.Bytes(code)
}
