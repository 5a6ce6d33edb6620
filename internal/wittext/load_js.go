//go:build js

package wittext

// Load gives ErrUnavailable: the reader is another WebAssembly program, which
// there is no runtime for here.
func Load(string, Options) (*World, error) { return nil, ErrUnavailable }
