//go:build !js

package main

// asLibrary is for the npm package.
func asLibrary() {}
