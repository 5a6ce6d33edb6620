// Package export_wit_world has what the world exports; wit-bindgen writes the rest of the program around it, and its name.
package export_wit_world

// Add is the world's add. It wraps around.
func Add(a uint32, b uint32) uint32 { return a + b }

// Echo is the world's echo.
func Echo(s string) string { return s }
