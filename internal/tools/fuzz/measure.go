package main

import (
	"runtime/debug"
	"runtime/metrics"
	"time"

	"github.com/jco-go/jco-go/internal/tools/cputime"
)

// measure gives the time that work takes, which is that of the processor where
// others keep it busy, and the memory: what it allocates in all
// if that is little, otherwise the most that the process has in use meanwhile,
// above what it had before.
func measure(work func()) (seconds float64, memory uint64) {
	if tooMuch {
		debug.FreeOSMemory()
	}
	base, before := inUse(), allocated()
	done, peak := make(chan struct{}), make(chan uint64)
	go func() {
		most := base
		for {
			select {
			case <-done:
				peak <- max(most, inUse()) - base
				return
			case <-time.After(2 * time.Millisecond):
				most = max(most, inUse())
			}
		}
	}()
	seconds = cputime.Of(work).Seconds()
	close(done)
	memory = min(<-peak, allocated()-before)
	tooMuch = memory > memoryLimit
	return seconds, memory
}

// tooMuch is set after a measurement over the limit: the next one starts from a
// clean heap.
var tooMuch bool

func sample(name string) uint64 {
	s := []metrics.Sample{{Name: name}}
	metrics.Read(s)
	return s[0].Value.Uint64()
}

// allocated is the number of bytes allocated so far, those freed since included.
func allocated() uint64 { return sample("/gc/heap/allocs:bytes") }

// inUse is what the Go runtime has from the system and did not give back.
func inUse() uint64 {
	return sample("/memory/classes/total:bytes") - sample("/memory/classes/heap/released:bytes")
}
