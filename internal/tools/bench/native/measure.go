package main

import (
	"math"
	"runtime"
	"slices"
	"time"
)

// effort is how long to measure.
type effort struct {
	rounds int
	sample time.Duration
}

// figure is a time in ns per call: the median of all samples, and the quartiles.
type figure struct {
	Median float64   `json:"median"`
	Low    float64   `json:"low"`
	High   float64   `json:"high"`
	Rounds []float64 `json:"rounds"` // the samples in the order of the rounds
	Calls  int       `json:"calls"`
}

// measure times the contestants side by side: each takes a sample in every
// round, in an order that turns, so that what disturbs the machine disturbs
// all of them. Who fails is told in errors and left out.
func measure(entrants []entrant, e effort, errors map[string]string) map[string]figure {
	type state struct {
		entrant
		calls   int
		samples []float64
	}
	var states []*state
	for _, x := range entrants {
		s := &state{entrant: x, calls: 1}
		took, err := timed(x, s.calls)
		for err == nil && took < e.sample {
			s.calls = int(math.Ceil(float64(s.calls) * min(8, 1.2*float64(e.sample)/float64(max(took, 1)))))
			took, err = timed(x, s.calls)
		}
		if err != nil {
			errors[x.name] = err.Error()
			continue
		}
		states = append(states, s)
	}
	for round := range e.rounds {
		for i := range states {
			s := states[(round+i)%len(states)]
			runtime.GC() // one contestant's garbage is not swept in another's time
			took, err := timed(s.entrant, s.calls)
			if err != nil {
				errors[s.name] = err.Error()
			}
			s.samples = append(s.samples, float64(took)/float64(s.calls))
		}
	}
	figures := map[string]figure{}
	for _, s := range states {
		if _, failed := errors[s.name]; failed {
			continue
		}
		sorted := slices.Sorted(slices.Values(s.samples))
		figures[s.name] = figure{quantile(sorted, 0.5), quantile(sorted, 0.25), quantile(sorted, 0.75), s.samples, s.calls}
	}
	return figures
}

func timed(x entrant, n int) (time.Duration, error) {
	start := time.Now()
	err := x.loop(n)
	return time.Since(start), err
}

func quantile(sorted []float64, part float64) float64 {
	place := part * float64(len(sorted)-1)
	low := int(place)
	high := min(low+1, len(sorted)-1)
	return sorted[low] + (place-float64(low))*(sorted[high]-sorted[low])
}
