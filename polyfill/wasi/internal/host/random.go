//go:build !js

package host

import (
	"crypto/rand"
	"encoding/binary"
	"io"
	mathrand "math/rand/v2"
	"sync"
)

// Random is where guests' random numbers come from.
type Random struct {
	mu     sync.Mutex
	secure io.Reader
	fast   *mathrand.ChaCha8
	seed   [2]uint64
}

// Init sets where they come from: the operating system if secure is nil.
func (r *Random) Init(secure io.Reader) error {
	if secure == nil {
		secure = rand.Reader
	}
	r.secure = secure
	var key [48]byte
	if _, err := io.ReadFull(secure, key[:]); err != nil {
		return err
	}
	r.fast = mathrand.NewChaCha8([32]byte(key[:32]))
	r.seed = [2]uint64{binary.LittleEndian.Uint64(key[32:]), binary.LittleEndian.Uint64(key[40:])}
	return nil
}

// MaxRandom is the most bytes of one call.
const MaxRandom = 64 << 20

// Bytes gives n bytes that nobody can guess, or that are made faster.
func (r *Random) Bytes(n uint64, secure bool) ([]byte, error) {
	p := make([]byte, min(n, MaxRandom))
	r.mu.Lock()
	defer r.mu.Unlock()
	if secure {
		_, err := io.ReadFull(r.secure, p)
		return p, err
	}
	_, err := r.fast.Read(p)
	return p, err
}

// Uint64 gives a number.
func (r *Random) Uint64(secure bool) (uint64, error) {
	p, err := r.Bytes(8, secure)
	if err != nil {
		return 0, err
	}
	return binary.LittleEndian.Uint64(p), nil
}

// Seed is the same for all of a host's life.
func (r *Random) Seed() (lower, upper uint64) { return r.seed[0], r.seed[1] }
