package witprint

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jco-go/jco-go/internal/component"
)

var update = flag.Bool("update", false, "write the golden files instead of comparing with them")

// TestGolden prints components. The golden files were read back by wasm-tools:
// `wasm-tools component targets GOLDEN -w root COMPONENT` accepts them, but for
// outside-wit, which WIT cannot say.
func TestGolden(t *testing.T) {
	for _, glob := range []string{"../../transpile/testdata/types/*.wasm", "../../examples/*/*.wasm", "../../testdata/components/*.wasm"} {
		paths, err := filepath.Glob(glob)
		if err != nil || len(paths) == 0 {
			t.Fatalf("no components in %s (%v)", glob, err)
		}
		for _, path := range paths {
			bin, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			c, err := component.Decode(bin, component.DefaultFeatures())
			if err != nil {
				t.Errorf("%s: %v", path, err)
				continue
			}
			var got bytes.Buffer
			if err := Print(&got, c); err != nil {
				t.Errorf("%s: %v", path, err)
			}
			golden := filepath.Join("testdata", strings.TrimSuffix(filepath.Base(path), ".wasm")+".wit")
			if *update {
				if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
				continue
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Errorf("%v (go test ./internal/witprint -update writes it)", err)
			} else if !bytes.Equal(got.Bytes(), want) {
				t.Errorf("%s differs from what is printed now:\n%s", golden, got.Bytes())
			}
		}
	}
}

// TestAnonymous: types without a name get one where WIT wants one, and types of
// an interface that nothing can be used from are written again.
func TestAnonymous(t *testing.T) {
	ts := component.NewTypes()
	point := ts.Record(component.Field{Name: "type", Type: component.U8})
	color := ts.Enum("red", "func").Named("color", "host")
	fn := func(name string, params []component.Param, result *component.ValType) component.ExternDecl {
		return component.ExternDecl{Name: name, Type: component.ExternType{
			Sort: component.SortFunc, Func: &component.FuncType{Params: params, Result: result},
		}}
	}
	c := &component.Component{
		Type: &component.ComponentType{
			Imports: []component.ExternDecl{{Name: "host", Type: component.ExternType{
				Sort: component.SortInstance, Instance: &component.InstanceType{Exports: []component.ExternDecl{
					{Name: "color", Type: component.ExternType{Sort: component.SortType, Type: component.TypeDef{Value: color}}},
				}},
			}}},
			Exports: []component.ExternDecl{
				fn("record-type", []component.Param{{Name: "p", Type: point}, {Name: "q", Type: ts.List(point)}}, ts.Own(9)),
				fn("use", []component.Param{{Name: "c", Type: color}}, ts.Option(color)),
			},
		},
		Docs: map[string]string{"#use": "Line one.\n\nLine */ two."},
	}
	var got strings.Builder
	if err := Print(&got, c); err != nil {
		t.Fatal(err)
	}
	const want = `package root:component;

world root {
  import host: interface {
    enum color {
      red,
      %func,
    }
  }

  record record-type-n2 {
    %type: u8,
  }

  enum color {
    red,
    %func,
  }

  export record-type: func(p: record-type-n2, q: list<record-type-n2>) -> resource-type9;
  /// Line one.
  ///
  /// Line */ two.
  export %use: func(c: color) -> option<color>;
}
`
	if got.String() != want {
		t.Errorf("got\n%s\nwant\n%s", got.String(), want)
	}
}

func TestTooLarge(t *testing.T) {
	ts := component.NewTypes()
	big := component.String
	for range 18 {
		big = ts.Tuple(big, big)
	}
	w := &component.ComponentType{}
	for i := range 400 {
		w.Exports = append(w.Exports, component.ExternDecl{
			Name: "f" + strings.Repeat("x", i),
			Type: component.ExternType{Sort: component.SortFunc, Func: &component.FuncType{Result: big}},
		})
	}
	if err := Print(&strings.Builder{}, &component.Component{Type: w}); err == nil || !strings.Contains(err.Error(), "too large") {
		t.Errorf("got %v", err)
	}
}

type failing struct{}

var errFull = errors.New("full")

func (failing) Write([]byte) (int, error) { return 0, errFull }

func TestWriteError(t *testing.T) {
	if err := Print(failing{}, &component.Component{Type: &component.ComponentType{}}); !errors.Is(err, errFull) {
		t.Errorf("got %v", err)
	}
}

// Comments have nothing that moves a cursor, ends a line or turns text round.
func TestCommentsArePrintable(t *testing.T) {
	got := docComment("a\x1b[2J\tb\u2028c\u202ed\r\ne", "  ")
	if want := "  /// a\uFFFD[2J\tb\uFFFDc\uFFFDd\n  /// e\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
