package task

import (
	goflag "flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
)

// runEngine runs a program over the core and checks that nothing is left of it.
func runEngine(p *program, seed uint32, gap bool) (e *engine, err error) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case mismatch:
			err = fmt.Errorf("%s", string(r))
		default:
			panic(r)
		}
	}()
	e = newEngine(p, seed, gap, *traces != "" || seed%8 == 3)
	runHost(e, e.w, e.log)
	for i, parent := range p.parents {
		if parent < 0 {
			e.s.Dispose(e.insts[i])
		}
	}
	for i := range e.w.ends {
		if e.w.ends[i] != nil {
			e.s.HostDrop(e.ends[i])
		}
	}
	tasks, threads, waitables, sets, shared, _ := e.s.Live()
	for i, t := range elemTypes {
		if e.s.TypeFuture(e.types[i]) != t.future {
			return e, fmt.Errorf("type %d is not what it was", i)
		}
		e.s.FreeType(e.types[i])
	}
	if text := e.s.TraceText(); text != nil && len(*text) == 0 {
		return e, fmt.Errorf("there is no trace")
	}
	if shared == 0 && e.s.types.live != 0 {
		return e, fmt.Errorf("alive: %d types", e.s.types.live)
	}
	if tasks != 0 || threads != 0 || waitables != 0 || sets != 0 || e.s.lends.live != 0 || e.s.lifts.live != 0 || e.s.instances.live != 0 {
		return e, fmt.Errorf("alive: %d tasks, %d threads, %d waitables, %d sets, %d lends", tasks, threads, waitables, sets, e.s.lends.live)
	}
	return e, nil
}

// compare runs a program over the model as well: what guests and the host see must be the
// same.
func compare(p *program, e *engine) (err error) {
	m := newModel(p, e.log.entries)
	defer close(m.quit)
	defer func() {
		switch r := recover().(type) {
		case nil:
		case mismatch:
			err = fmt.Errorf("%s", string(r))
		default:
			panic(r)
		}
	}()
	runHost(m, m.w, m.log)
	if n := len(m.log.entries); n != len(e.log.entries) {
		return fmt.Errorf("the engine's log is longer: %v", e.log.entries[n])
	}
	if m.mem != e.mem {
		return fmt.Errorf("memories differ")
	}
	return nil
}

func randomBytes(r *rand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

// check runs a program over the core and the model, without a seed and with one.
func check(data []byte, seed uint32, gap bool) (*engine, error) {
	e, err := runEngine(decode(data), seed, gap)
	if err != nil {
		return e, err
	}
	return e, compare(decode(data), e)
}

var traces = goflag.String("traces", "", "a folder for the traces of TestPrograms, which web/runtime/trace.test.mjs repeats")

var programs = goflag.Int("programs", 300, "how many random programs TestPrograms runs")

// rarePrograms are those that have traps which few others have; `-programs 100000 -v` tells
// the first one that has each.
var rarePrograms = []int{
	369, 458, 486, 621, 732, 850, 929, 956, 1053, 1078, 1350, 1670, 2553, 2980, 3511, 5048, 9866, 12280, 13452, 18551,
}

// noTraps are the traps that no program can have.
var noTraps = map[Trap]string{
	TrapTooManyTasks:   "a limit of ours that programs do not set",
	TrapTooManyThreads: "a limit of ours that programs do not set",
}

// Random programs do over the core what they do over the model, leave nothing behind, lose
// no wake-up and do not panic. They have every operation and every trap.
func TestPrograms(t *testing.T) {
	n := *programs
	if testing.Short() {
		n = min(n, 50)
	}
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	for _, i := range rarePrograms {
		if n >= 300 && i >= n {
			list = append(list, i)
		}
	}
	traps, first := map[Trap]int{}, map[Trap]int{}
	var ops [opcodes]int
	entries, runs := 0, 0
	for _, i := range list {
		r := rand.New(rand.NewPCG(uint64(i), 1))
		data := randomBytes(r, 400+r.IntN(2000))
		for seed := range uint32(3) {
			e, err := check(data, seed*uint32(i+1), i%2 == 1)
			if err != nil {
				t.Fatal("program ", i, " seed ", seed, ": ", err)
			}
			for k := range e.traps {
				if traps[k]++; traps[k] == 1 {
					first[k] = i
				}
			}
			for _, x := range e.log.entries {
				ops[x.call.code]++
			}
			if *traces != "" {
				if err := os.WriteFile(filepath.Join(*traces, fmt.Sprint(i, "-", seed, ".txt")), e.s.TakeTrace(), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			entries += len(e.log.entries)
			runs++
		}
	}
	t.Log(entries/runs, "entries a run; traps:", traps, "first in program:", first)
	if runs < 900 {
		return
	}
	for code, n := range ops {
		if n == 0 {
			t.Error("no program has", opNames[code])
		}
	}
	for k := TrapNone + 1; k < TrapEnd; k++ {
		if traps[k] == 0 && noTraps[k] == "" {
			t.Errorf("no program has trap %d, %q", k, trapTexts[k])
		}
	}
}

// FuzzPrograms looks for programs that do over the core what they do not over the model,
// or that leave something behind, lose a wake-up or panic.
func FuzzPrograms(f *testing.F) {
	for i := range uint64(20) {
		r := rand.New(rand.NewPCG(i, 2))
		f.Add(randomBytes(r, 1500), uint32(i%4))
	}
	f.Fuzz(func(t *testing.T, data []byte, seed uint32) {
		if len(data) > 4000 {
			return
		}
		if _, err := check(data, seed>>1, seed&1 != 0); err != nil {
			t.Fatal(err)
		}
	})
}
