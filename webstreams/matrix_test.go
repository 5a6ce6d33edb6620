package webstreams

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write testdata/outcomes.txt")

// matrix is what the faces of all engines go through: every event in every state. A step
// is a verb; "+" has two of them happen with nothing in between.
type matrix map[string]struct {
	States, Events ordered
}

// ordered is an object of JSON in its order.
type ordered []struct{ name, steps string }

func (o *ordered) UnmarshalJSON(b []byte) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.Token()
	for d.More() {
		name, _ := d.Token()
		steps, err := d.Token()
		if err != nil {
			return err
		}
		*o = append(*o, struct{ name, steps string }{name.(string), steps.(string)})
	}
	return nil
}

var kinds = []string{"stream from a guest", "stream to a guest", "future from a guest", "future to a guest"}

// The same matrix is run by web/runtime in Node and in Chromium, and all three come to
// testdata/outcomes.txt.
func TestMatrix(t *testing.T) {
	text, err := os.ReadFile("testdata/matrix.json")
	if err != nil {
		t.Fatal(err)
	}
	var m matrix
	if err := json.Unmarshal(text, &m); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for _, kind := range kinds {
		fmt.Fprintf(&out, "# %s\n", kind)
		for _, state := range m[kind].States {
			for _, event := range m[kind].Events {
				w := start(kind)
				for step := range strings.SplitSeq(state.steps, ", ") {
					w.step(step)
				}
				if outcome := w.step(event.steps); outcome != "" {
					fmt.Fprintf(&out, "%s | %s | %s\n", state.name, event.name, outcome)
				}
				w.leaveNothing(t, kind+": "+state.name+": "+event.name)
			}
		}
	}
	const file = "testdata/outcomes.txt"
	if *update {
		if err := os.WriteFile(file, []byte(out.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	got, wanted := strings.Split(out.String(), "\n"), strings.Split(string(want), "\n")
	for i := range min(len(got), len(wanted)) {
		if got[i] != wanted[i] {
			t.Errorf("got  %s\nwant %s", got[i], wanted[i])
		}
	}
	if len(got) != len(wanted) {
		t.Errorf("%d outcomes, not %d", len(got), len(wanted))
	}
}

func start(kind string) *world {
	w := newWorld(strings.HasPrefix(kind, "future"))
	if strings.HasSuffix(kind, "from a guest") {
		w.reader = &reader{w: w}
		w.reader.handle = w.hub.Reader(w.guests[0].newEnd())
	} else {
		w.source = &source{w: w}
		x := w.newWriter(w.source)
		w.guests[0].take(w.store.Mail[0])
		x.begin()
		w.settle()
	}
	return w
}

// step does what a step says, and gives all that is seen of it; "" if it is none for
// this state.
func (w *world) step(step string) string {
	if step == "" {
		return ""
	}
	clear(w.logs)
	var done []string
	for verb := range strings.SplitSeq(step, "+") {
		done = append(done, w.do(verb))
	}
	w.settle()
	for _, g := range w.guests {
		g.event()
	}
	w.settle()
	if step := strings.Join(done, ", "); step == "n/a" || step == "n/a, n/a" {
		return ""
	}
	seen := done
	for _, who := range []string{"host", "source", "embedder", "event"} {
		for _, what := range w.logs[who] {
			seen = append(seen, who+" "+what)
		}
	}
	return strings.Join(seen, "; ")
}

func (w *world) do(verb string) string {
	words := strings.Fields(verb)
	n, _ := strconv.Atoi(words[len(words)-1])
	g := w.guests[0]
	if words[0] == "other" {
		g = w.guests[1]
	}
	switch words[0] {
	case "guest", "other":
		switch words[1] {
		case "read", "write":
			return g.copy(int32(n))
		case "cancel":
			return g.cancel()
		case "drop":
			return g.drop()
		case "trap":
			if words[0] == "other" && g.index == 0 {
				return "n/a"
			}
			return g.trap()
		}
	case "read", "ask":
		return w.reader.read(0)
	case "into":
		return w.reader.read(int32(n))
	case "cancel", "dispose":
		return w.reader.cancel()
	case "pass":
		return w.reader.pass()
	case "give":
		return w.source.give(w.source.chunk(n))
	case "end":
		return w.source.give(item{})
	case "throw":
		return w.source.give(item{err: errors.New("no")})
	case "wrong":
		return w.source.give(item{wrong: true})
	}
	panic("no such verb: " + verb)
}

// leaveNothing ends what is left, and looks whether anything stays behind.
func (w *world) leaveNothing(t *testing.T, where string) {
	t.Helper()
	if r := w.reader; r != nil && !r.passed {
		w.hub.Close(r.handle)
	}
	for _, x := range w.writers {
		w.hub.Close(x.handle)
	}
	for _, g := range w.guests {
		w.store.Dispose(g.inst)
	}
	for out := w.hub.Next(); out != Wait; out = w.hub.Next() {
	}
	tasks, threads, waitables, sets, shared, errs := w.store.Live()
	if n := w.hub.Ends(); n != 0 || tasks|threads|waitables|sets|shared|errs != 0 {
		t.Errorf("%s: alive: %d ends, %d tasks, %d threads, %d waitables, %d sets, %d streams", where, n, tasks, threads, waitables, sets, shared)
	}
}
