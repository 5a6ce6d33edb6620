package main

import (
	"context"
	"reflect"
	"testing"
)

// TestAnswers lets every contestant answer once and run its loop a little.
func TestAnswers(t *testing.T) {
	ctx := context.Background()
	const folder = "../../../../testdata/bench/"
	s, err := newSubjects(ctx, folder+"calls.wasm", folder+"linked.wasm", folder+"../../polyfill/testdata/async.wasm")
	if err != nil {
		t.Fatal(err)
	}
	defer s.close(ctx)
	for i := range workloads {
		w := &workloads[i]
		t.Run(w.ID, func(t *testing.T) {
			entrants, err := w.enter(ctx, s)
			if err != nil {
				t.Fatal(err)
			}
			names := map[string]bool{}
			for _, x := range entrants {
				names[x.name] = true
				if err := x.loop(5); err != nil {
					t.Errorf("%s: loop: %v", x.name, err)
				}
				if x.call == nil {
					continue
				}
				if got, err := x.call(); err != nil || !reflect.DeepEqual(got, w.want) {
					t.Errorf("%s: got %s, %v; want %s", x.name, short(got), err, short(w.want))
				}
			}
			if !names["limit"] || !names["typed"] || names["bare"] != (w.Bare != "") {
				t.Errorf("contestants: %v", names)
			}
		})
	}
}

// TestStreams runs the loop of each row of streams a little.
func TestStreams(t *testing.T) {
	s, err := newStreamGuests("../../../../testdata/bench/")
	if err != nil {
		t.Fatal(err)
	}
	defer s.runtime.Close(background)
	for _, r := range streamRows {
		if err := r.loop(s, 5); err != nil {
			t.Errorf("%s: %v", r.ID, err)
		}
	}
	took, err := measureTaken(effort{rounds: 3, sample: 1}, func(int) error { return nil })
	if err != nil || took.Wall < 0 {
		t.Error(took, err)
	}
}

// TestWrongAnswer sees that a contestant that answers wrongly is named and not timed.
func TestWrongAnswer(t *testing.T) {
	right := entrant{"limit", func() (any, error) { return 1, nil }, func(int) error { return nil }}
	wrong := entrant{"ours", func() (any, error) { return 2, nil }, func(int) error { return nil }}
	w := &workload{want: 1, enter: func(context.Context, *subjects) ([]entrant, error) { return []entrant{right, wrong}, nil }}
	r := w.measure(context.Background(), nil, effort{rounds: 1, sample: 1}, false)
	if _, timed := r.Figures["ours"]; timed || r.Errors["ours"] != "a wrong answer: 2 in place of 1" {
		t.Errorf("figures %v, errors %v", r.Figures, r.Errors)
	}
	if f, timed := r.Figures["limit"]; !timed || len(f.Rounds) != 1 {
		t.Errorf("figures %v, want one round of the limit", r.Figures)
	}
}
