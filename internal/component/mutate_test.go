package component

import (
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

// TestMutations changes single bytes of real components, which keeps their
// sections in place and so reaches deeper than a fuzzer that starts from
// nothing. JCO_GO_MUTATIONS sets how many per seed.
func TestMutations(t *testing.T) {
	rounds := 60
	if s := os.Getenv("JCO_GO_MUTATIONS"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatal(err)
		}
		rounds = n
	}
	seeds := [][]byte{[]byte(withModule(typeSec(funcNone, resource), canonSec("\x00\x00\x00\x00\x00", "\x02\x01"), exportSec(named("g")+"\x01\x00\x00")))}
	own, _ := filepath.Glob("testdata/*.wasm")
	for _, p := range own {
		bin, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		seeds = append(seeds, bin)
	}
	if dir := sharedDir(t); dir != "" {
		for _, c := range suiteCommands(t, dir) {
			if c.Type != "assert_malformed" {
				seeds = append(seeds, c.bin)
			}
		}
	}
	rnd := rand.New(rand.NewPCG(1, 2))
	interesting := []byte{0, 1, 2, 3, 4, 5, 0x10, 0x11, 0x12, 0x40, 0x41, 0x42, 0x50, 0x60, 0x68, 0x69, 0x6f, 0x70, 0x72, 0x7f, 0x80, 0xff}
	for _, seed := range seeds {
		for range rounds {
			bin := append([]byte(nil), seed...)
			for range 1 + rnd.IntN(3) {
				if len(bin) <= 8 {
					continue
				}
				at := 8 + rnd.IntN(len(bin)-8)
				switch rnd.IntN(4) {
				case 0:
					bin[at] = byte(rnd.IntN(256))
				case 1:
					bin[at] += byte(rnd.IntN(5) - 2)
				case 2:
					bin[at] = interesting[rnd.IntN(len(interesting))]
				case 3: // a piece of another place
					n := min(rnd.IntN(8), len(bin)-at)
					copy(bin[at:at+n], bin[8+rnd.IntN(len(bin)-8):])
				}
			}
			before := allocated()
			_, err := Decode(bin, AllFeatures())
			if used := allocated() - before; used > maxAlloc(len(bin)) {
				t.Fatalf("allocated %d bytes for %q", used, bin)
			}
			var e *Error
			if err != nil && (!errors.As(err, &e) || e.Offset > len(bin) || e.Path == "") {
				t.Fatalf("error %#v for %q", err, bin)
			}
		}
	}
}
