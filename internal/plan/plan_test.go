package plan_test

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
	"github.com/jco-go/jco-go/internal/tools/mutate"
)

var update = flag.Bool("update", false, "rewrite the golden listings")

func build(t *testing.T, path string) (*plan.Plan, error) {
	t.Helper()
	bin, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	c, err := component.Decode(bin, component.AllFeatures())
	if err != nil {
		t.Fatal(err)
	}
	return plan.Build(c)
}

// TestListings compares the listing of each component in testdata with the
// .plan file beside it: the listing is how people debug.
func TestListings(t *testing.T) {
	for _, name := range []string{"twice", "interfaces", "async"} {
		t.Run(name, func(t *testing.T) {
			p, err := build(t, filepath.Join("testdata", name+".wasm"))
			if err != nil {
				t.Fatal(err)
			}
			golden := filepath.Join("testdata", name+".plan")
			got := p.String()
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("listing differs from %s (go test -update rewrites it)\n%s", golden, got)
			}
			checkOrder(t, p)
		})
	}
}

// checkOrder holds the promise of plan.Step: everything that a step refers to
// exists before it.
func checkOrder(t *testing.T, p *plan.Plan) {
	t.Helper()
	made := map[plan.CoreInstanceID]bool{}
	var check func(step int, d *plan.CoreDef)
	check = func(step int, d *plan.CoreDef) {
		if d == nil {
			return
		}
		if d.Instance >= 0 {
			if !made[d.Instance] {
				t.Errorf("step %d refers to core%d, which no earlier step makes", step, d.Instance)
			}
			return
		}
		tr := &p.Trampolines[d.Trampoline]
		for _, o := range []*plan.CoreDef{tr.Options.Memory, tr.Options.Realloc, tr.Options.PostReturn, tr.Options.Callback, tr.Memory, tr.Table} {
			check(step, o)
		}
		if tr.Kind == plan.LowerLift {
			l := &p.Lifts[tr.Lift]
			for _, o := range []*plan.CoreDef{&l.Core, l.Options.Memory, l.Options.Realloc, l.Options.PostReturn, l.Options.Callback} {
				check(step, o)
			}
		}
	}
	for i, s := range p.Steps {
		switch s.Kind {
		case plan.StepResource:
			check(i, p.Resource(s.Resource).Dtor)
		case plan.StepInstantiate:
			for j := range s.Args {
				check(i, &s.Args[j].Def)
			}
			made[s.Core] = true
		}
	}
}

func TestBuildRefuses(t *testing.T) {
	for _, c := range []struct {
		file, want string
		limit      bool
	}{
		{"imports-component.wasm", `import "plug" is a component`, false},
		{"bomb.wasm", "instantiates more than 10000 components", true},
	} {
		_, err := build(t, filepath.Join("testdata", c.file))
		var e *plan.Error
		if !errors.As(err, &e) || !strings.Contains(e.Error(), c.want) {
			t.Errorf("%s: got %v, want an *plan.Error with %q", c.file, err, c.want)
		}
		if errors.Is(err, component.ErrLimit) != c.limit {
			t.Errorf("%s: a limit: %v, want %v", c.file, !c.limit, c.limit)
		}
	}
}

// A module of 200 imports may be instantiated 200 times, one of 300 not 300 times.
func TestBuildRefusesManyArguments(t *testing.T) {
	const name = "instances of a module with imports of a large type"
	for n, want := range map[int]string{3: "", 200: "", 300: "more than 50000 imports altogether"} {
		c, err := component.Decode(mutate.Bombs(n)[name], component.AllFeatures())
		if err != nil {
			t.Fatal(err)
		}
		_, err = plan.Build(c)
		if (err == nil) != (want == "") || err != nil && !(strings.Contains(err.Error(), want) && errors.Is(err, component.ErrLimit)) {
			t.Errorf("%d: got %v, want %q", n, err, want)
		}
	}
}

func TestUnsupportedNamesExportAndFeature(t *testing.T) {
	p, err := build(t, "testdata/async.wasm")
	if err != nil {
		t.Fatal(err)
	}
	err = p.Unsupported()
	var u *plan.UnsupportedError
	if !errors.As(err, &u) {
		t.Fatalf("got %v, want an *plan.UnsupportedError", err)
	}
	for _, want := range []string{
		`export "run" needs an async function (canon lift async callback)`,
		`export "waits#nap" needs an async function (lifted synchronously)`,
		`import "sleep" needs an async function`,
		"canon stream.read",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("error does not say %q:\n%v", want, err)
		}
	}
	suspends := map[string]bool{"run": false, "waits#nap": true, "waits#now": false}
	for i := range p.Lifts {
		l := &p.Lifts[i]
		if want, ok := suspends[l.Name]; ok && l.Suspends != want {
			t.Errorf("%s: Suspends = %v, want %v", l.Name, l.Suspends, want)
		}
	}
}
