// Command native runs the async guests of the shared folder with package polyfill, against
// Go functions that really wait, and prints a line for each:
//
//	go run ./internal/tools/guests/native [-n TIMES] DIR
//
// It exits with 1 if an answer is wrong.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
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
	{"rust-resource", "rust-resource/guest-resource.wasm", false},
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
	linker.Instance("test:res/host@0.1.0").Func("sleep", func(uint32) {})
	inst, err := linker.Instantiate(ctx, c)
	if err != nil {
		return "", err
	}
	detail := ""
	if composed {
		detail, err = r.drive(ctx, inst)
	} else if inst.Func("pipe") == nil {
		detail, err = items(ctx, inst)
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

// callHost calls everything that a guest exports.
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
	errs = append(errs, pipe(ctx, inst), futures(ctx, inst))
	return fmt.Sprintf("add, echo, call-host, %d of it at once, pipe, later, wait-for", inFlight), errors.Join(errs...)
}

// pipe sends bytes through the guest, which gives them back in upper case.
func pipe(ctx context.Context, inst *polyfill.Instance) error {
	f, err := polyfill.Func1[io.Reader, io.ReadCloser](inst.Func("pipe"))
	if err != nil {
		return err
	}
	const size = 5_000_000
	out, err := f(ctx, io.LimitReader(letters{}, size))
	if err != nil {
		return err
	}
	var got bytes.Buffer
	if n, err := io.Copy(&got, out); n != size || err != nil {
		return fmt.Errorf("pipe: %d bytes, %v", n, err)
	}
	for i, b := range got.Bytes() {
		if b != 'A' && b != 'a' {
			return fmt.Errorf("pipe: byte %d is %q", i, b)
		}
	}
	// Its reader goes away in the middle: so does its source.
	source := polyfill.NewStreamWriter[byte]()
	var stream io.ReadCloser
	if stream, err = polyfill.Call[io.ReadCloser](ctx, inst.Func("pipe"), source); err != nil {
		return err
	}
	go source.Write(make([]byte, 1<<20))
	if _, err := io.ReadFull(stream, make([]byte, 100)); err != nil {
		return err
	}
	stream.Close()
	select {
	case <-source.Done():
	case <-time.After(10 * time.Second):
		return errors.New("pipe: the source is not told that nobody reads")
	}
	return nil
}

type letters struct{}

func (letters) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'a'
	}
	return len(p), nil
}

// futures goes through later and wait-for.
func futures(ctx context.Context, inst *polyfill.Instance) error {
	later, err := polyfill.Call[*polyfill.Future[string]](ctx, inst.Func("later"), "k1")
	if err != nil {
		return err
	}
	if got, err := later.Get(ctx); got != "<k1>" || err != nil {
		return fmt.Errorf("later: %q, %v", got, err)
	}
	if err := want(ctx, inst, "value", "wait-for", "value"); err != nil {
		return err
	}
	promise := polyfill.NewFutureWriter[string]()
	time.AfterFunc(time.Millisecond, func() { promise.Set("afterwards") })
	if err := want(ctx, inst, "afterwards", "wait-for", promise); err != nil {
		return err
	}
	later, err = polyfill.Call[*polyfill.Future[string]](ctx, inst.Func("later"), "joined")
	if err != nil {
		return err
	}
	return want(ctx, inst, "<joined>", "wait-for", later)
}

// items gives rust-resource a stream of records.
func items(ctx context.Context, inst *polyfill.Instance) (string, error) {
	type item struct {
		Name  string
		Shape polyfill.Variant
		Mode  polyfill.Flags
		Tag   *rune
		When  polyfill.ResultOf[uint64, string]
	}
	const n = 1000
	tag := 'x'
	list := make([]item, n)
	for i := range list {
		list[i] = item{"n", polyfill.Variant{Case: "circle", Value: 1.5}, polyfill.Flags{"fast", "loud"}, &tag, polyfill.ResultOf[uint64, string]{Ok: 7}}
	}
	all := inst.Exports.Instance("test:res/counters@0.1.0").Func("all")
	for _, source := range []any{list, slices.Values(list)} {
		got, err := polyfill.Call[uint32](ctx, all, source)
		if got != n || err != nil {
			return "", fmt.Errorf("all: %d, %v", got, err)
		}
	}
	return fmt.Sprintf("%d records in a stream, as a slice and from an iterator", n), nil
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
