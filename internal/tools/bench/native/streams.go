package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/jco-go/jco-go/internal/tools/cputime"
	"github.com/jco-go/jco-go/polyfill"
)

// streamRow is a row of streams and futures: StreamRow in ../types.d.ts.
type streamRow struct {
	ID     string            `json:"id"`
	Title  string            `json:"title"`
	Where  string            `json:"where"`
	Unit   string            `json:"unit"`
	Size   int               `json:"size"` // bytes or elements each time round
	Goal   float64           `json:"goal,omitempty"`
	Ours   *taken            `json:"ours,omitempty"`
	Copy   *taken            `json:"copy,omitempty"`
	Errors map[string]string `json:"errors,omitempty"`

	copies bool // it is shown beside copies of the same bytes
	loop   func(s *streamGuests, n int) error
}

// taken is how long a time round takes, in ns: by the clock, and of the processor.
type taken struct {
	Wall float64 `json:"wall"`
	CPU  float64 `json:"cpu"`
}

// streamGuests are two instances of testdata/bench/streams.wasm, and one of polyfill/testdata/streams.wasm, which copies.
type streamGuests struct {
	runtime    *polyfill.Runtime
	api, other *polyfill.Instance
	copier     *polyfill.Instance
}

const (
	chunkSize = 64 << 10
	batch     = 200
)

type point struct {
	X uint32
	Y float64
	Z int16
}

// data is what readers copy, and written where writers copy it to: bytes do move at both ends.
var data, written [chunkSize]byte

// endless gives data, as much as its reader has room for.
type endless struct{}

func (endless) Read(p []byte) (int, error) { return copy(p, data[:]), nil }

// small gives n times one byte.
type small struct{ n int }

func (s *small) Read(p []byte) (int, error) {
	if s.n == 0 {
		return 0, io.EOF
	}
	s.n--
	return 1, nil
}

var background = context.Background()

func chunks(n int) io.Reader { return io.LimitReader(endless{}, int64(n)*chunkSize) }

func expect[T comparable](got T, err error, want T) error {
	if err == nil && got != want {
		err = fmt.Errorf("it ended with %v, not %v", got, want)
	}
	return err
}

// output has a guest write n chunks.
func (s *streamGuests) output(n, size int) (*polyfill.StreamReader[byte], error) {
	return polyfill.Call[*polyfill.StreamReader[byte]](background, s.api.Func("source"), uint32(n), uint32(size))
}

// input has a guest read a stream to its end.
func input(in *polyfill.Instance, source any, size int, want uint32) error {
	got, err := polyfill.Call[uint32](background, in.Func("sink"), source, uint32(size))
	return expect(got, err, want)
}

// sink copies what is written to it.
type sink struct{}

func (sink) Write(p []byte) (n int, _ error) {
	for n < len(p) {
		n += copy(written[:], p[n:])
	}
	return n, nil
}

func points(n int) iter.Seq[point] {
	return func(yield func(point) bool) {
		for i := range n {
			if !yield(point{uint32(i), float64(i), int16(i)}) {
				return
			}
		}
	}
}

var streamRows = []streamRow{
	{
		ID: "stream-native-copy", Title: "io.Copy through a guest: io.Reader → guest → io.Writer", Unit: "bytes", Size: chunkSize, Goal: 2e9,
		loop: func(s *streamGuests, n int) error {
			out, err := polyfill.Call[io.Reader](background, s.copier.Func("copy"), chunks(n))
			if err != nil {
				return err
			}
			got, err := io.Copy(sink{}, out)
			return expect(got, err, int64(n)*chunkSize)
		},
	},
	{
		ID: "stream-native-out", Title: "guest → io.Writer by io.Copy", Unit: "bytes", Size: chunkSize, Goal: 1e9,
		loop: func(s *streamGuests, n int) error {
			out, err := s.output(n, chunkSize)
			if err != nil {
				return err
			}
			got, err := io.Copy(sink{}, out)
			return expect(got, err, int64(n)*chunkSize)
		},
	},
	{
		ID: "stream-native-read", Title: "guest → Read into the caller's slice", Unit: "bytes", Size: chunkSize, Goal: 2e9,
		loop: func(s *streamGuests, n int) error {
			out, err := s.output(n, chunkSize)
			if err != nil {
				return err
			}
			return readAll(out, make([]byte, chunkSize), int64(n)*chunkSize)
		},
	},
	{
		ID: "stream-native-in", Title: "io.Reader → guest", Unit: "bytes", Size: chunkSize, Goal: 1e9,
		loop: func(s *streamGuests, n int) error { return input(s.api, chunks(n), chunkSize, uint32(n*chunkSize)) },
	},
	{
		ID: "stream-native-joined", Title: "guest → Go → another guest, beside copy", Unit: "bytes", Size: chunkSize, copies: true,
		loop: func(s *streamGuests, n int) error {
			out, err := s.output(n, chunkSize)
			if err != nil {
				return err
			}
			return input(s.other, out, chunkSize, uint32(n*chunkSize))
		},
	},
	{
		ID: "stream-native-out-1", Title: "guest → Read, chunks of 1 byte", Unit: "chunks", Size: 1, Goal: 200e3,
		loop: func(s *streamGuests, n int) error {
			out, err := s.output(n, 1)
			if err != nil {
				return err
			}
			return readAll(out, make([]byte, 1), int64(n))
		},
	},
	{
		ID: "stream-native-in-1", Title: "io.Reader → guest, chunks of 1 byte", Unit: "chunks", Size: 1, Goal: 200e3,
		loop: func(s *streamGuests, n int) error { return input(s.api, &small{n}, chunkSize, uint32(n)) },
	},
	{
		ID: "stream-native-records-out", Title: "stream of records of 3 fields, guest → Go", Unit: "records", Size: batch, Goal: 1e6,
		loop: func(s *streamGuests, n int) error {
			out, err := polyfill.Call[*polyfill.StreamReader[point]](background, s.api.Func("points"), uint32(n), uint32(batch))
			if err != nil {
				return err
			}
			got, p := 0, make([]point, batch)
			for {
				n, err := out.Read(p)
				got += n
				if err == io.EOF {
					break
				} else if err != nil {
					return err
				}
			}
			return expect(got, nil, n*batch)
		},
	},
	{
		ID: "stream-native-records-in", Title: "stream of records of 3 fields, a slice → guest", Unit: "records", Size: batch, Goal: 1e6,
		loop: func(s *streamGuests, n int) error {
			source := slices.Collect(points(n * batch))
			got, err := polyfill.Call[uint32](background, s.api.Func("count"), source, uint32(batch))
			return expect(got, err, uint32(n*batch))
		},
	},
	{
		ID: "stream-native-records-seq", Title: "the same, of an iterator, one at a time", Unit: "records", Size: batch,
		loop: func(s *streamGuests, n int) error {
			got, err := polyfill.Call[uint32](background, s.api.Func("count"), points(n*batch), uint32(batch))
			return expect(got, err, uint32(n*batch))
		},
	},
	{
		ID: "stream-native-future-out", Title: "future round trip: a call gives one, its value", Unit: "ns", Size: 1,
		loop: func(s *streamGuests, n int) error {
			answer, err := polyfill.Func1[uint32, *polyfill.Future[uint32]](s.api.Func("answer"))
			if err != nil {
				return err
			}
			for i := range n {
				f, err := answer(background, uint32(i))
				if err != nil {
					return err
				}
				got, err := f.Get(background)
				if err := expect(got, err, uint32(i)+1); err != nil {
					return err
				}
			}
			return nil
		},
	},
	{
		ID: "stream-native-future-in", Title: "future round trip: a call takes one, gives its value", Unit: "ns", Size: 1,
		loop: func(s *streamGuests, n int) error {
			ask, err := polyfill.Func1[*polyfill.FutureWriter[uint32], uint32](s.api.Func("ask"))
			if err != nil {
				return err
			}
			for i := range n {
				f := polyfill.NewFutureWriter[uint32]()
				f.Set(uint32(i))
				got, err := ask(background, f)
				if err := expect(got, err, uint32(i)); err != nil {
					return err
				}
			}
			return nil
		},
	},
}

func readAll(r io.Reader, p []byte, want int64) error {
	got := int64(0)
	for {
		n, err := r.Read(p)
		got += int64(n)
		if err == io.EOF {
			return expect(got, nil, want)
		} else if err != nil {
			return err
		}
	}
}

func newStreamGuests(folder string) (s *streamGuests, err error) {
	s = &streamGuests{runtime: polyfill.NewRuntime(background, nil)}
	for _, in := range []struct {
		instance **polyfill.Instance
		file     string
	}{{&s.api, "streams.wasm"}, {&s.other, "streams.wasm"}, {&s.copier, "../../polyfill/testdata/streams.wasm"}} {
		bin, err := os.ReadFile(filepath.Join(folder, in.file))
		if err != nil {
			return nil, err
		}
		if *in.instance, err = instantiate(background, s.runtime, bin); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// measureStreams prints the rows whose ids are in only, with commas.
func measureStreams(folder, only string, e effort) error {
	s, err := newStreamGuests(folder)
	if err != nil {
		return err
	}
	defer s.runtime.Close(background)
	rows := []streamRow{}
	for _, r := range streamRows {
		if !strings.Contains(","+only+",", ","+r.ID+",") {
			continue
		}
		r.Where = "Go"
		if r.Ours, err = measureTaken(e, func(n int) error { return r.loop(s, n) }); err != nil {
			r.Errors = map[string]string{"ours": err.Error()}
		} else if r.copies {
			from, to := make([]byte, chunkSize), make([]byte, chunkSize)
			r.Copy, _ = measureTaken(e, func(n int) error {
				for range n {
					copy(to, from)
				}
				return nil
			})
		}
		rows = append(rows, r)
	}
	return json.NewEncoder(os.Stdout).Encode(rows)
}

// measureTaken gives the medians of samples that take about as long as e says.
func measureTaken(e effort, loop func(n int) error) (*taken, error) {
	n := 1
	for {
		start := time.Now()
		if err := loop(n); err != nil {
			return nil, err
		}
		took := time.Since(start)
		if took >= e.sample {
			break
		}
		n = int(float64(n)*min(8, 1.2*float64(e.sample)/float64(max(took, 1)))) + 1
	}
	var wall, cpu []float64
	for range e.rounds {
		runtime.GC()
		start, startCPU := time.Now(), cputime.Now()
		if err := loop(n); err != nil {
			return nil, err
		}
		wall = append(wall, float64(time.Since(start))/float64(n))
		cpu = append(cpu, float64(cputime.Now()-startCPU)/float64(n))
	}
	slices.Sort(wall)
	slices.Sort(cpu)
	return &taken{wall[len(wall)/2], cpu[len(cpu)/2]}, nil
}
