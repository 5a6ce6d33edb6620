//go:build !unix && !js

package files

// errnoCode is for systems whose error numbers are POSIX's.
func errnoCode(error) Code { return "" }
