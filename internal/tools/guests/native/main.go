// Command native runs the async guests of the shared folder with package polyfill, against
// Go functions that really wait, and prints a line for each:
//
//	go run ./internal/tools/guests/native [-n TIMES] DIR
//
// It exits with 1 if an answer is wrong.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi"
)

func main() {
	times := flag.Int("n", 1000, "how often drive and drive-cancel are called")
	flag.Parse()
	if flag.NArg() != 1 || *times < 1 {
		fmt.Fprintln(os.Stderr, "usage: native [-n TIMES] DIR")
		os.Exit(2)
	}
	r := runner{dir: flag.Arg(0), times: *times}
	right := r.all(context.Background())
	if !right {
		os.Exit(1)
	}
}

type runner struct {
	dir   string
	times int
}

// guests are the async guests: those that call a host, and those that are composed with one.
var guests = []struct {
	name, file string
	composed   bool
}{
	{"rust-async", "rust-async/guest-async.wasm", false},
	{"c-async (clang)", "c-async/guest-async-clang.wasm", false},
	{"c-async (zig)", "c-async/guest-async-zig.wasm", false},
	{"go-async", "go-async/go-async.wasm", false},
	{"composed rust", "composed/rust.wasm", true},
	{"composed c-zig", "composed/c-zig.wasm", true},
	{"composed go", "composed/go.wasm", true},
}

func (r *runner) all(ctx context.Context) bool {
	rt := polyfill.NewRuntime(ctx, nil)
	defer rt.Close(ctx)
	host, err := wasi.New(wasi.Config{})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return false
	}
	defer host.Close()
	right := true
	for _, g := range guests {
		bin, err := os.ReadFile(filepath.Join(r.dir, g.file))
		if errors.Is(err, fs.ErrNotExist) {
			fmt.Printf("skip  native    %s: there is no %s\n", g.name, g.file)
			continue
		}
		start := time.Now()
		detail := ""
		if err == nil {
			detail, err = r.run(ctx, rt, host, bin, g.composed)
		}
		if err != nil {
			right = false
			fmt.Printf("FAIL  native    %-15s  %v\n", g.name, err)
			continue
		}
		fmt.Printf("ok    native    %-15s  %s (%.1f s)\n", g.name, detail, time.Since(start).Seconds())
	}
	return right
}

func (r *runner) run(ctx context.Context, rt *polyfill.Runtime, host *wasi.Host, bin []byte, composed bool) (string, error) {
	c, err := rt.Compile(ctx, bin)
	if err != nil {
		return "", err
	}
	defer c.Close(ctx)
	goroutines := runtime.NumGoroutine()
	linker := rt.NewLinker()
	host.Define(linker)
	waits := linker.Instance("test:guest/host@0.1.0")
	waits.Func("sleep-add", func(ctx context.Context, a, b uint32) (uint32, error) {
		select {
		case <-time.After(time.Duration(b%3) * time.Millisecond):
			return a + b, nil
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	})
	waits.Func("fetch", func(ctx context.Context, key string) string {
		time.Sleep(time.Millisecond)
		return "<" + key + ">"
	})
	inst, err := linker.Instantiate(ctx, c)
	if err != nil {
		return "", err
	}
	detail := ""
	if composed {
		detail, err = r.drive(ctx, inst)
	} else {
		detail, err = callHost(ctx, inst)
	}
	if err = errors.Join(err, inst.Close(ctx)); err != nil {
		return "", err
	}
	for end := time.Now().Add(5 * time.Second); runtime.NumGoroutine() > goroutines; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			return "", fmt.Errorf("%d goroutines are left over", runtime.NumGoroutine()-goroutines)
		}
	}
	return detail, nil
}

// callHost calls what needs neither streams nor futures at the host.
func callHost(ctx context.Context, inst *polyfill.Instance) (string, error) {
	if err := want(ctx, inst, uint32(42), "add", 2, 40); err != nil {
		return "", err
	}
	if err := want(ctx, inst, "hé€", "echo", "hé€"); err != nil {
		return "", err
	}
	if err := want(ctx, inst, "10:<tail>", "call-host", 5); err != nil {
		return "", err
	}
	// Many at once, from many goroutines.
	const inFlight = 200
	var wg sync.WaitGroup
	errs := make([]error, inFlight)
	for i := range inFlight {
		wg.Go(func() {
			n := uint32(i % 7)
			errs[i] = want(ctx, inst, fmt.Sprintf("%d:<tail>", n*(n-min(n, 1))/2), "call-host", n)
		})
	}
	wg.Wait()
	return fmt.Sprintf("add, echo, call-host, %d of it at once", inFlight), errors.Join(errs...)
}

const drove = `add=42 echo="hé€" call-host="10:<tail>" pipe=500/true later="<k1>" wait-for="from-caller" join="3:<tail>","6:<tail>","<k3>" `

func (r *runner) drive(ctx context.Context, inst *polyfill.Instance) (string, error) {
	var took []time.Duration
	for i := range r.times {
		start := time.Now()
		if err := want(ctx, inst, drove, "drive"); err != nil {
			return "", fmt.Errorf("drive, time %d: %w", i+1, err)
		}
		took = append(took, time.Since(start))
		if err := want(ctx, inst, "pending=true, then add=3", "drive-cancel"); err != nil {
			return "", fmt.Errorf("drive-cancel, time %d: %w", i+1, err)
		}
	}
	slices.Sort(took)
	return fmt.Sprintf("drive and drive-cancel %d times, median of drive %v", r.times, took[len(took)/2].Round(time.Microsecond)), nil
}

func want(ctx context.Context, inst *polyfill.Instance, wanted any, name string, args ...any) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	got, err := inst.Func(name).Call(ctx, args...)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if got != wanted {
		return fmt.Errorf("%s: %#v, want %#v", name, got, wanted)
	}
	return nil
}
