//go:build !js

package host

import "time"

// Clock is the time of a guest.
type Clock struct {
	// Now is the time of day, time.Now if it is nil. Its time zone is the guest's.
	Now   func() time.Time
	start time.Time
}

// NewClock makes a clock whose monotonic time begins at 1 second.
func NewClock(now func() time.Time) Clock {
	if now == nil {
		now = time.Now
	}
	// Some programs take an instant 0 for none, or subtract from it.
	return Clock{Now: now, start: time.Now().Add(-time.Second)}
}

// Monotonic is the monotonic time in nanoseconds.
func (c *Clock) Monotonic() uint64 { return uint64(time.Since(c.start)) }

// Resolution is the smallest step of both clocks.
func (c *Clock) Resolution() time.Duration { return time.Nanosecond }

// Until is how long it takes to a monotonic time, not more than 0 if it has come.
func (c *Clock) Until(at uint64) time.Duration {
	now := c.Monotonic()
	if at <= now {
		return 0
	}
	return time.Duration(min(at-now, 1<<63-1))
}
