package canon

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/jco-go/jco-go/internal/component"
)

// testdata reads the lines of a file that the specification's reference code
// has made, split at spaces.
func testdata(t *testing.T, name string, fields int) [][]string {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var lines [][]string
	for line := range strings.Lines(string(b)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(strings.TrimSuffix(line, "\n"), " ")
		if len(f) != fields {
			t.Fatalf("%s: %d fields: %s", name, len(f), line)
		}
		lines = append(lines, f)
	}
	if len(lines) < 100 {
		t.Fatalf("%s: only %d lines", name, len(lines))
	}
	return lines
}

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	if s == "-" {
		return nil
	}
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func parseNum(t *testing.T, s string) uint32 {
	t.Helper()
	n, err := strconv.ParseUint(s, 0, 32)
	if err != nil {
		t.Fatal(err)
	}
	return uint32(n)
}

func encoding(s string) component.StringEncoding {
	for e := component.UTF8; e <= component.Latin1UTF16; e++ {
		if e.String() == s {
			return e
		}
	}
	panic(s)
}

// TestSpecValues lifts what the reference code stored, and expects to store and
// lower it to the same bytes, with the same layout and flat values.
func TestSpecValues(t *testing.T) {
	compiler := NewCompiler(new(Layouts))
	for _, f := range testdata(t, "values.txt", 9) {
		enc, typ := encoding(f[0]), parseType(f[1])
		t.Run(f[1], func(t *testing.T) {
			l := compiler.layouts.Of(typ)
			if l.Size != parseNum(t, f[2]) || l.Align != parseNum(t, f[3]) {
				t.Errorf("size %d, align %d; want %s, %s", l.Size, l.Align, f[2], f[3])
			}
			if l.FlatLen > MaxFlatParams {
				if f[4] != strconv.Itoa(l.FlatLen) {
					t.Errorf("%d flat values, want %s", l.FlatLen, f[4])
				}
			} else {
				var flat []string
				for _, v := range l.Flat {
					flat = append(flat, string(v))
				}
				if got := strings.Join(flat, ","); got != f[4] {
					t.Errorf("flat types %s, want %s", got, f[4])
				}
			}

			k := compiler.codec(l, enc)
			src := newGuest(1 << 15)
			copy(src.mem, unhex(t, f[6]))
			cx := src.context()
			cx.enter(true)
			v, err := k.load(cx, parseNum(t, f[5]))
			if err != nil {
				t.Fatal(err)
			}
			if v2, err := k.accept(cx, v); err != nil {
				t.Fatalf("the lifted value is not accepted: %v", err)
			} else if !same(v, v2) {
				t.Errorf("the lifted value is not canonical: %#v became %#v", v, v2)
			}

			dst := newGuest(1 << 15)
			cx = dst.context()
			cx.enter(true)
			p, err := cx.realloc(0, 0, l.Align, l.Size, hostAlloc)
			if err == nil {
				err = k.store(cx, v, p)
			}
			if err != nil {
				t.Fatal(err)
			}
			if want := unhex(t, f[6]); !bytes.Equal(dst.trimmed(), want) {
				t.Errorf("stored %#v:\n%x, want\n%x", v, dst.trimmed(), want)
			}
			if l.FlatLen > MaxFlatParams {
				return
			}

			dst = newGuest(1 << 15)
			cx = dst.context()
			cx.enter(true)
			stack := make([]uint64, l.FlatLen)
			for i := range stack {
				stack[i] = 0xdeadbeefdeadbeef // nothing may be left of it
			}
			if err := k.lowerFlat(cx, v, stack); err != nil {
				t.Fatal(err)
			}
			var hexes []string
			for _, s := range stack {
				hexes = append(hexes, fmt.Sprintf("%x", s))
			}
			if got := strings.Join(hexes, ","); got != f[7] {
				t.Errorf("lowered %#v:\n%s, want\n%s", v, got, f[7])
			}
			if want := unhex(t, f[8]); !bytes.Equal(dst.trimmed(), want) {
				t.Errorf("lowered %#v:\n%x, want\n%x", v, dst.trimmed(), want)
			}
			// And back, whatever is in the unused high halves.
			for i := range stack {
				if i < len(l.Flat) && (l.Flat[i] == "i32" || l.Flat[i] == "f32") {
					stack[i] |= 0xdeadbeef << 32
				}
			}
			back, err := k.liftFlat(cx, stack)
			if err != nil {
				t.Fatal(err)
			}
			if got, want := fmt.Sprintf("%#v", back), fmt.Sprintf("%#v", v); got != want {
				t.Errorf("lifted\n%s, want\n%s", got, want)
			}
		})
	}
}

// TestSpecTranscode moves strings between encodings and expects the reference
// code's sequence of realloc calls, address, length and bytes.
func TestSpecTranscode(t *testing.T) {
	ft := funcType("", "string")
	for _, f := range testdata(t, "transcode.txt", 8) {
		a, err := NewCompiler(new(Layouts)).Adapter(ft, Options{Encoding: encoding(f[0])}, ft, Options{Encoding: encoding(f[1])})
		if err != nil {
			t.Fatal(err)
		}
		caller, callee := newGuest(1024), newGuest(16)
		source := unhex(t, f[2])
		copy(caller.mem[64:], source)
		x := &Crossing{Caller: caller.context(), Callee: callee.context()}
		stack := make([]uint64, 2)
		if err := a.Params(x, []uint64{64, uint64(parseNum(t, f[3]))}, stack); err != nil {
			t.Errorf("%v: %v", f, err)
			continue
		}
		ptr, units := uint32(stack[0]), uint32(stack[1])
		want := unhex(t, f[7])
		if got := strings.Join(callee.log, ";"); got != f[4] {
			t.Errorf("%s to %s of %x: realloc calls %s, want %s", f[0], f[1], source, got, f[4])
		}
		if ptr != parseNum(t, f[5]) || units != parseNum(t, f[6]) {
			t.Errorf("%s to %s of %x: ptr %d, units %#x, want %s, %s", f[0], f[1], source, ptr, units, f[5], f[6])
		} else if got := callee.mem[ptr : int(ptr)+len(want)]; !bytes.Equal(got, want) {
			t.Errorf("%s to %s of %x: %x, want %x", f[0], f[1], source, got, want)
		}
		if len(caller.log) != 0 {
			t.Errorf("the caller's realloc was called: %v", caller.log)
		}

		// The host's strings take the same way from UTF-8 and back.
		if f[0] != "utf8" {
			continue
		}
		guest := newGuest(16)
		fn := mustFunc(t, ft, Lift, encoding(f[1]))
		if err := fn.LowerParams(guest.context(), []any{string(source)}, stack); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(guest.log, ";"); got != f[4] {
			t.Errorf("%q to %s: realloc calls %s, want %s", source, f[1], got, f[4])
		}
		lower := mustFunc(t, ft, Lower, encoding(f[1]))
		var args [1]any
		if err := lower.LiftParams(guest.context(), stack, args[:]); err != nil {
			t.Fatal(err)
		}
		if args[0] != string(source) {
			t.Errorf("%q came back from %s as %q", source, f[1], args[0])
		}
	}
}
