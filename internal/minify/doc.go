// Package minify makes JavaScript small with esbuild. It is native only: under
// js/wasm JavaScript gives ErrUnavailable, and esbuild is not linked in.
package minify

import "errors"

// ErrUnavailable is JavaScript's error in a build without esbuild.
var ErrUnavailable = errors.New("only the native binary of jco-go can minify; the npm package esbuild does the same: esbuild --minify")
