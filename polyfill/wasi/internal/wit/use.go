//go:build !js

package wit

import "sync"

// Use closes a socket or a body with the last of its users: itself, its streams, who waits for its
// trailers.
type Use struct {
	mu    sync.Mutex
	n     int
	close func()
}

// NewUse makes one that has a user.
func NewUse(close func()) *Use { return &Use{n: 1, close: close} }

// More counts another user, who is not one any more when what it gives is called.
func (u *Use) More() (release func()) {
	u.mu.Lock()
	u.n++
	u.mu.Unlock()
	return sync.OnceFunc(u.Less)
}

// Less counts a user less.
func (u *Use) Less() {
	u.mu.Lock()
	u.n--
	last := u.n == 0
	u.mu.Unlock()
	if last {
		u.close()
	}
}
