//go:build !js

package files

import (
	"math"
	"time"
)

// NewTime is wasi:filesystem's new-timestamp. The zero value changes nothing.
type NewTime struct {
	Kind NewTimeKind
	At   Instant // of Timestamp
}

// NewTimeKind is which case of new-timestamp it is.
type NewTimeKind int

// The cases of new-timestamp.
const (
	NoChange NewTimeKind = iota
	Now
	Timestamp
)

func (t NewTime) check() error {
	if t.Kind == Timestamp && (t.At.Nanoseconds >= 1e9 || t.At.Seconds > math.MaxInt64/1_000_000_000-1 || t.At.Seconds < math.MinInt64/1_000_000_000+1) {
		return Invalid
	}
	return nil
}

// time is the form of package os, zero for no change.
func (t NewTime) time() time.Time {
	switch t.Kind {
	case Now:
		return time.Now()
	case Timestamp:
		return time.Unix(t.At.Seconds, int64(t.At.Nanoseconds))
	}
	return time.Time{}
}

func checkTimes(accessed, modified NewTime) error {
	if err := accessed.check(); err != nil {
		return err
	}
	return modified.check()
}

// SetTimes sets the times of what is open, be it only to be read.
func (d *Descriptor) SetTimes(accessed, modified NewTime) error {
	if err := checkTimes(accessed, modified); err != nil {
		return err
	}
	if !d.change {
		return ReadOnly
	}
	f, err := d.node.asFile()
	if err != nil {
		return err
	}
	return setTimes(f, accessed, modified)
}

// SetTimesAt sets the times of what is at a path.
func (d *Descriptor) SetTimesAt(path string, follow bool, accessed, modified NewTime) error {
	root, name, err := d.in(path, true)
	if err != nil {
		return err
	}
	if err := checkTimes(accessed, modified); err != nil {
		return err
	}
	if !follow && !endsInSlash(name) && !endsInDots(name) {
		return setTimesOfLink(root, name, accessed, modified)
	}
	if accessed.Kind == NoChange && modified.Kind == NoChange {
		_, err := root.Stat(name)
		return err
	}
	return root.Chtimes(name, accessed.time(), modified.time())
}
