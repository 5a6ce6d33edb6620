// Command fuzz makes hostile components, by mutation of real ones and as bombs, and
// takes them through everything that this project does with a component: decode,
// validate, print, plan, transpile, and load, in Node and natively. It reports
// panics, hangs, what takes too much, generated code that does not parse or
// reaches something foreign, and errors that ought not to be.
//
//	go run ./internal/tools/fuzz --minutes 3 FILE...
//
// The components are taken in turn by a process of this program and by one of
// Node; both are started again when they are lost. Each finding is printed and
// its component kept. It exits with 1 if there was one.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/jco-go/jco-go/internal/tools/jscheck"
)

const (
	exitOK      = 0
	exitFailure = 1
	exitUsage   = 2
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	fl := flag.NewFlagSet("fuzz", flag.ContinueOnError)
	fl.SetOutput(stderr)
	minutes := fl.Float64("minutes", 3, "how long")
	seed := fl.Uint64("seed", uint64(time.Now().Unix()), "`number` that decides what is made")
	node := fl.String("node", "node", "Node `program`")
	script := fl.String("script", filepath.Join("internal", "tools", "fuzz", "node", "worker.mjs"), "`file` that loads modules in Node")
	keep := fl.String("keep", filepath.Join(".cache", "fuzz"), "`folder` for components with a finding")
	isWorker := fl.Bool("worker", false, "be the process that examines components")
	dir := fl.String("dir", "", "`folder` for what is transpiled")
	if err := fl.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return exitOK
		}
		return exitUsage
	}
	fail := func(err error) int {
		fmt.Fprintf(stderr, "fuzz: %v\n", err)
		return exitUsage
	}
	in, err := readInputs(*seed, fl.Args())
	if err != nil {
		return fail(err)
	}
	if *isWorker {
		if err := worker(in, *dir, stdin, stdout); err != nil {
			return fail(err)
		}
		return exitOK
	}
	if len(in.files) == 0 {
		return fail(errors.New("the components to begin with are missing"))
	}
	self, err := os.Executable()
	if err != nil {
		return fail(err)
	}
	temp, err := os.MkdirTemp("", "jco-go-fuzz")
	if err != nil {
		return fail(err)
	}
	defer os.RemoveAll(temp)
	s := &session{
		inputs: in, keep: *keep, out: stdout, dir: filepath.Join(temp, "c"), stages: map[Stage]int{}, titles: map[string]int{},
		worker: child{
			args:  append([]string{self, "--worker", "--seed", strconv.FormatUint(*seed, 10), "--dir", filepath.Join(temp, "c")}, fl.Args()...),
			limit: time.Minute,
		},
		node: child{
			args:  []string{*node, "--experimental-vm-modules", "--no-warnings", "--max-old-space-size=1024", *script},
			renew: 300,
		},
	}
	fmt.Fprintf(stdout, "seed %d, %d components to begin with, %g minutes\n", *seed, len(in.files), *minutes)
	s.run(ctx, time.Duration(*minutes*float64(time.Minute)))
	return s.close()
}

// session is a run of the command.
type session struct {
	inputs *inputs
	keep   string
	out    io.Writer
	dir    string
	worker child
	node   child

	stages       map[Stage]int
	loaded, over int // in Node; that did not end in time, with code that was changed
	findings     int
	slowest      *answer
	longest      float64 // seconds of loading in Node
	largest      *answer
	titles       map[string]int // how often each finding came
	lostInARow   int
	examined     int
}

func (s *session) run(ctx context.Context, limit time.Duration) {
	start := time.Now()
	next := start.Add(30 * time.Second)
	for n := 0; ctx.Err() == nil && (n < len(s.inputs.files) || time.Since(start) < limit) && s.lostInARow < 20; n++ {
		s.examine(n)
		if time.Now().After(next) {
			s.progress(time.Since(start))
			next = next.Add(30 * time.Second)
		}
	}
	s.progress(time.Since(start))
}

// examine takes one component through everything.
func (s *session) examine(n int) {
	s.examined++
	line, err := s.worker.ask([]byte(strconv.Itoa(n)))
	if err != nil {
		s.lostInARow++
		s.found(n, err.Error())
		return
	}
	s.lostInARow = 0
	var a answer
	if err := json.Unmarshal(line, &a); err != nil {
		s.found(n, fmt.Sprintf("the answer %.200q: %v", line, err))
		return
	}
	s.stages[a.Stage]++
	if a.Size <= smallSize {
		if s.slowest == nil || a.Seconds > s.slowest.Seconds {
			s.slowest = &a
		}
		if s.largest == nil || a.Memory > s.largest.Memory {
			s.largest = &a
		}
	}
	if a.Form != "" && len(a.Findings) == 0 {
		s.load(&a)
	}
	for _, f := range a.Findings {
		s.found(n, f)
	}
}

// load loads in Node what the worker has written.
func (s *session) load(a *answer) {
	request, err := json.Marshal(map[string]any{"dir": s.dir, "form": a.Form, "keep": a.Keep, "globals": jscheck.Globals})
	if err != nil {
		a.finding("%v", err)
		return
	}
	s.loaded++
	s.node.limit = loadLimit
	line, err := s.node.ask(request)
	if err != nil && !a.Keep {
		s.over++ // a loop in code that was changed: that is the guest's right
		return
	}
	if err != nil {
		// The machine may be busy: what counts then is the time of the processor.
		s.node.limit = time.Minute
		line, err = s.node.ask(request)
	}
	if err != nil {
		a.finding("Node: %v", err)
		return
	}
	var reply struct {
		Finding string
		Seconds float64
	}
	switch err := json.Unmarshal(line, &reply); {
	case err != nil:
		a.finding("Node: the answer %.200q: %v", line, err)
	case reply.Finding != "":
		a.finding("Node: %s", reply.Finding)
	case reply.Seconds > loadLimit.Seconds():
		a.finding("Node: it took %.1f s", reply.Seconds)
	}
	s.longest = max(s.longest, reply.Seconds)
}

// found reports a finding and keeps the component.
func (s *session) found(n int, text string) {
	s.findings++
	title, _, _ := strings.Cut(text, "\n")
	if s.titles[title]++; s.titles[title] > 3 {
		return // one of many
	}
	c := s.inputs.make(n)
	fmt.Fprintf(s.out, "\nFOUND in number %d, %s (%d bytes, mode %d):\n  %s\n", n, c.name, len(c.bin), c.mode, text)
	file := filepath.Join(s.keep, fmt.Sprintf("%d-%d.wasm", s.inputs.seed, n))
	err := os.MkdirAll(s.keep, 0o777)
	if err == nil {
		err = os.WriteFile(file, c.bin, 0o666)
	}
	if err != nil {
		fmt.Fprintf(s.out, "  which could not be kept: %v\n", err)
		return
	}
	fmt.Fprintf(s.out, "  kept as %s\n", file)
}

func (s *session) progress(took time.Duration) {
	fmt.Fprintf(s.out, "%4.0f s: %d components; %d refused, %d unplannable, %d without a form in JavaScript, %d transpiled; %d loaded in Node",
		took.Seconds(), s.examined, s.stages[Refused], s.stages[Unplannable], s.stages[Untold], s.stages[Transpiled], s.loaded)
	if s.over > 0 {
		fmt.Fprintf(s.out, " (%d ran on)", s.over)
	}
	fmt.Fprintf(s.out, "; %d findings\n", s.findings)
}

func (s *session) close() int {
	s.worker.stop()
	s.node.stop()
	if s.slowest != nil {
		fmt.Fprintf(s.out, "slowest: %.3f s, %s (%d bytes)\nlargest: %d MB, %s (%d bytes)\nloading in Node: at most %.2f s\n",
			s.slowest.Seconds, s.slowest.Name, s.slowest.Size, s.largest.Memory>>20, s.largest.Name, s.largest.Size, s.longest)
	}
	if s.lostInARow >= 20 {
		fmt.Fprintln(s.out, "given up: the process that examines components is lost each time")
	}
	if s.findings > 0 {
		return exitFailure
	}
	return exitOK
}
