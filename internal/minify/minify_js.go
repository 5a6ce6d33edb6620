//go:build js

package minify

// JavaScript gives ErrUnavailable.
func JavaScript([]byte) ([]byte, error) { return nil, ErrUnavailable }
