// Package minify makes JavaScript small with esbuild. Under js/wasm that is not
// linked in: there the script around the program has to offer the one of npm.
package minify

import "errors"

// ErrUnavailable is JavaScript's error where there is no esbuild.
var ErrUnavailable = errors.New("only the native binary of jco-go can minify; the npm package esbuild does the same: esbuild --minify")
