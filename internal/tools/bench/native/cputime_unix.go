//go:build unix

package main

import (
	"syscall"
	"time"
)

// cpuTime is the time that this process had a processor, 0 if that is not known.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
