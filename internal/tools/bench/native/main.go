// Command native measures calls of a component from Go against wazero alone, and prints the rows as JSON (CallRow in
// ../types.d.ts; StreamRow for streams). `npm run bench` runs it.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"runtime/pprof"
	"strings"
	"time"
)

// workload is a row: what every contestant does, a call at a time.
type workload struct {
	ID     string  `json:"id"`
	Title  string  `json:"title"`
	Limit  string  `json:"limit"`          // what the limit is
	Bare   string  `json:"bare,omitempty"` // what the bare copy is, if there is one
	AtBare bool    `json:"atBare,omitempty"`
	Goal   float64 `json:"goal,omitempty"` // at most so many times the limit
	// enter makes the contestants.
	enter func(context.Context, *subjects) ([]entrant, error)
	want  any
}

// entrant is a contestant: "bare", "limit", "typed" (a typed Go function) or "ours" (values of type any).
type entrant struct {
	name string
	// call does it once and gives the answer, which must be the same for all; nil for a bare copy without one.
	call func() (any, error)
	// loop does it n times; it is what is timed.
	loop func(n int) error
}

type row struct {
	*workload
	Figures map[string]figure `json:"figures"`
	Errors  map[string]string `json:"errors,omitempty"`
}

func main() {
	list := flag.Bool("list", false, "print the rows' ids and titles as JSON")
	folder := flag.String("components", "testdata/bench", "the `folder` of calls.wasm and linked.wasm")
	only := flag.String("rows", "", "the `ids` of the rows to measure, with commas; all if empty")
	rounds := flag.Int("rounds", 15, "how many samples each contestant gets")
	ms := flag.Int("ms", 100, "how long a sample takes, about")
	listStreams := flag.Bool("list-streams", false, "print the ids and titles of the rows of streams as JSON")
	streams := flag.String("streams", "", "measure the rows of streams with these `ids`, with commas, and nothing else")
	profile := flag.String("cpuprofile", "", "write a profile of our side alone to this `file`")
	flag.Parse()
	if *list {
		json.NewEncoder(os.Stdout).Encode(workloads)
		return
	}
	if *listStreams {
		json.NewEncoder(os.Stdout).Encode(streamRows)
		return
	}
	e := effort{*rounds, time.Duration(*ms) * time.Millisecond}
	var err error
	if *streams != "" {
		err = measureStreams(*folder, *streams, e)
	} else {
		err = run(*folder, *only, *profile, e)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(folder, only, profile string, e effort) error {
	ctx := context.Background()
	s, err := newSubjects(ctx, filepath.Join(folder, "calls.wasm"), filepath.Join(folder, "linked.wasm"),
		filepath.Join(folder, "../../polyfill/testdata/async.wasm"))
	if err != nil {
		return err
	}
	defer s.close(ctx)
	if profile != "" {
		f, err := os.Create(profile)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	rows := []row{}
	for i := range workloads {
		w := &workloads[i]
		if only != "" && !strings.Contains(","+only+",", ","+w.ID+",") {
			continue
		}
		rows = append(rows, w.measure(ctx, s, e, profile != ""))
	}
	return json.NewEncoder(os.Stdout).Encode(rows)
}

func (w *workload) measure(ctx context.Context, s *subjects, e effort, oursOnly bool) row {
	r := row{workload: w, Errors: map[string]string{}}
	all, err := w.enter(ctx, s)
	if err != nil {
		r.Errors["ours"] = err.Error()
		return r
	}
	var right []entrant
	for _, x := range all {
		if oursOnly && x.name != "ours" && x.name != "typed" {
			continue
		}
		if x.call != nil {
			got, err := x.call()
			if err == nil && !reflect.DeepEqual(got, w.want) {
				err = fmt.Errorf("a wrong answer: %s in place of %s", short(got), short(w.want))
			}
			if err != nil {
				r.Errors[x.name] = err.Error()
				continue
			}
		}
		right = append(right, x)
	}
	r.Figures = measure(right, e, r.Errors)
	return r
}

func short(v any) string {
	s := fmt.Sprintf("%#v", v)
	if len(s) > 200 {
		s = s[:200] + "…"
	}
	return s
}
