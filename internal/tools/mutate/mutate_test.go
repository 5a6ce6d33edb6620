package mutate

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/jco-go/jco-go/internal/component"
)

func components(t *testing.T) map[string][]byte {
	t.Helper()
	bins := map[string][]byte{}
	for _, glob := range []string{"testdata/components/*.wasm", "testdata/fixtures/*.wasm", "testdata/bench/*.wasm", "transpile/testdata/*/*.wasm", "polyfill/testdata/*.wasm"} {
		files, err := filepath.Glob(filepath.Join("..", "..", "..", filepath.FromSlash(glob)))
		if err != nil || len(files) == 0 {
			t.Fatal(glob, err)
		}
		for _, f := range files {
			bin, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			bins[f] = bin
		}
	}
	return bins
}

// Every valid component is understood whole: taken apart and put together it is
// the same, and of its sections only custom and core ones stay as they are.
func TestParseUnderstandsComponents(t *testing.T) {
	for file, bin := range components(t) {
		if _, err := component.Decode(bin, component.AllFeatures()); err != nil {
			continue
		}
		root := Parse(bin)
		if !bytes.Equal(root.Encode(nil), bin) {
			t.Errorf("%s is not the same again", file)
		}
		root.walk(func(n *Node) {
			if n.Label == "section" && n.Kids[1].Kids[0].Kind == Raw && n.Kids[0].N != 0 && n.Kids[0].N != 3 {
				t.Errorf("%s: section %d is not taken apart", file, n.Kids[0].N)
			}
		})
	}
}

// Mutants are different, come in the same order from the same numbers, and get
// past the decoder's first looks: some stay valid, and those that do not fail in
// many ways.
func TestMutants(t *testing.T) {
	bin, err := os.ReadFile("../../../testdata/fixtures/resources.wasm")
	if err != nil {
		t.Fatal(err)
	}
	make := func() (all [][]byte) {
		m := &Mutator{Rand: rand.New(rand.NewPCG(1, 2)), Donors: [][]byte{bin}}
		for range 500 {
			all = append(all, m.Mutate(bin))
		}
		return all
	}
	valid, messages := 0, map[string]bool{}
	again := make()
	for i, mutant := range make() {
		if !bytes.Equal(mutant, again[i]) {
			t.Fatalf("mutant %d differs from one run to the next", i)
		}
		_, err := component.Decode(mutant, component.AllFeatures())
		if err == nil {
			valid++
		} else {
			messages[err.(*component.Error).Msg] = true
		}
	}
	t.Logf("%d of 500 mutants are valid, the others fail with %d messages", valid, len(messages))
	if valid < 25 || len(messages) < 100 {
		t.Errorf("%d of 500 mutants are valid, the others fail with %d messages", valid, len(messages))
	}
}

func TestNothingToChange(t *testing.T) {
	m := &Mutator{Rand: rand.New(rand.NewPCG(1, 2)), KeepCode: true}
	for _, bin := range []string{"", preamble, preamble + "\x01"} {
		for range 20 {
			m.Mutate([]byte(bin))
		}
	}
}

// Each bomb is what it is meant to be: small ones are valid, large ones have their
// size or the limit that they run into.
func TestBombs(t *testing.T) {
	for _, b := range bombs() {
		small := []byte(b.make(3))
		_, err := component.Decode(small, component.AllFeatures())
		if want := b.name != "huge counts" && b.name != "imports of a core module"; (err == nil) != want {
			t.Errorf("%s of 3: %v", b.name, err)
		}
		padded := Pad(small, 1<<20)
		if _, again := component.Decode(padded, component.AllFeatures()); (again == nil) != (err == nil) || len(padded) > 1<<20 || len(padded) < 1<<20-2 {
			t.Errorf("%s, padded to %d bytes: %v", b.name, len(padded), again)
		}
		if large := b.make(1_000_000); len(large) <= len(small) || len(large) > 3<<20 {
			t.Errorf("%s: %d bytes", b.name, len(large))
		}
	}
}
