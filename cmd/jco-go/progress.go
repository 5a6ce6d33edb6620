//go:build !js

package main

import (
	"fmt"
	"io"
	"os"
	"time"
)

// progressDelay is how long something takes before it is worth a line.
const progressDelay = 400 * time.Millisecond

// showProgress shows on a terminal that something takes long, until stop is called.
func showProgress(w io.Writer, what string) (stop func()) {
	f, ok := w.(*os.File)
	if !ok {
		return func() {}
	}
	if info, err := f.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return func() {}
	}
	return progress(f, what, progressDelay)
}

func progress(w io.Writer, what string, delay time.Duration) (stop func()) {
	ended, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		begin := time.Now()
		select {
		case <-time.After(delay):
		case <-ended:
			return
		}
		tick := time.NewTicker(delay / 2)
		defer tick.Stop()
		for {
			fmt.Fprintf(w, "\r\x1b[K%s … %.1f s", what, time.Since(begin).Seconds())
			select {
			case <-tick.C:
			case <-ended:
				fmt.Fprint(w, "\r\x1b[K")
				return
			}
		}
	}()
	return func() { close(ended); <-done }
}
