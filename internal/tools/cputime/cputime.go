// Package cputime measures what a test may take, also on a machine that others keep busy.
package cputime

import "time"

// Of gives the time that work takes: that of the processor, or by the clock if that is
// less, since the garbage collector works beside it, or if the former is not known.
func Of(work func()) time.Duration {
	start, cpu := time.Now(), Now()
	work()
	took := time.Since(start)
	if used := Now() - cpu; used > 0 {
		took = min(took, used)
	}
	return took
}
