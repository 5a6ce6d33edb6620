package main

import (
	"fmt"
	"math/rand/v2"
	"os"

	"github.com/jco-go/jco-go/internal/tools/mutate"
)

// inputs make the components of a run. The same seed and files give the same ones,
// in whichever process.
type inputs struct {
	seed  uint64
	files []string
	bins  [][]byte
}

func readInputs(seed uint64, files []string) (*inputs, error) {
	in := &inputs{seed: seed, files: files}
	for _, f := range files {
		bin, err := os.ReadFile(f)
		if err != nil {
			return nil, err
		}
		in.bins = append(in.bins, bin)
	}
	return in, nil
}

// input is one component.
type input struct {
	name string
	bin  []byte
	mode int
	// keep tells that the core code is that of a component that works.
	keep bool
}

// make makes the n-th component: first the files as they are, then mutants of
// them and bombs.
func (in *inputs) make(n int) input {
	r := rand.New(rand.NewPCG(in.seed, uint64(n)))
	mode := r.IntN(len(modes))
	if n < len(in.files) {
		return input{in.files[n], in.bins[n], mode, true}
	}
	if r.IntN(20) == 0 {
		name, bin := mutate.Bomb(r)
		return input{name, bin, mode, true}
	}
	// Small components are drawn more often: they are quicker.
	i := r.IntN(len(in.bins))
	for range 3 {
		if len(in.bins[i]) < 100_000 {
			break
		}
		i = r.IntN(len(in.bins))
	}
	m := &mutate.Mutator{Rand: r, Donors: in.bins[:min(len(in.bins), 12)], KeepCode: r.IntN(4) > 0}
	return input{fmt.Sprintf("mutant %d of %s", n, in.files[i]), m.Mutate(in.bins[i]), mode, m.KeepCode}
}
