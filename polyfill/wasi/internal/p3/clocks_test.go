//go:build unix

package p3

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/host"
)

func TestMonotonicClock(t *testing.T) {
	w := newTest(t, settings{})
	const clock = "clocks/monotonic-clock#"
	begin := w.Call(clock + "now").(uint64)
	if r := w.Call(clock + "get-resolution"); r != uint64(1) {
		t.Errorf("resolution %v", r)
	}
	const nap = 20 * time.Millisecond
	w.Call(clock+"wait-for", uint64(nap))
	if now := w.Call(clock + "now").(uint64); now < begin+uint64(nap) {
		t.Errorf("it took %v", time.Duration(now-begin))
	}
	w.Call(clock+"wait-until", begin+uint64(2*nap))
	if now := w.Call(clock + "now").(uint64); now < begin+uint64(2*nap) || now > begin+uint64(5*time.Second) {
		t.Errorf("it took %v", time.Duration(now-begin))
	}
	for _, past := range []uint64{0, begin} {
		w.Call(clock+"wait-until", past)
	}
	w.Call(clock+"wait-for", 0)
	for _, fn := range []string{"wait-for", "wait-until"} { // for ever
		short, cancel := context.WithTimeout(w.Ctx, nap)
		if _, err := w.Instance.Func("wasi:"+strings.ReplaceAll(clock, "#", "@0.3.0#")+fn).Call(short, uint64(1<<64-1)); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: %v", fn, err)
		}
		cancel()
	}
}

func TestSystemClock(t *testing.T) {
	at := time.Unix(-1, 999_999_999)
	w := newTest(t, settings{Now: func() time.Time { return at }})
	now := w.Call("clocks/system-clock#now").(polyfill.Record)
	if now.Get("seconds") != int64(-1) || now.Get("nanoseconds") != uint32(999_999_999) {
		t.Errorf("a nanosecond before 1970: %v", now)
	}
	if r := w.Call("clocks/system-clock#get-resolution"); r != uint64(1) {
		t.Errorf("resolution: %v", r)
	}
	w = newTest(t, settings{})
	seconds := w.Call("clocks/system-clock#now").(polyfill.Record).Get("seconds").(int64)
	if time.Since(time.Unix(seconds, 0)).Abs() > time.Minute {
		t.Errorf("now: %v", seconds)
	}
}

func TestTimezone(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	hour := int64(time.Hour)
	for _, c := range []struct {
		zone           *time.Location
		id, text       any
		winter, summer int64
	}{
		{time.UTC, "UTC", "UTC", 0, 0},
		{berlin, "Europe/Berlin", "Europe/Berlin", hour, 2 * hour},
		{time.FixedZone("XYZ", -4*3600), nil, "-04:00", -4 * hour, -4 * hour},
	} {
		w := newTest(t, settings{Now: func() time.Time { return time.Now().In(c.zone) }})
		if id := w.Call("clocks/timezone#iana-id"); id != c.id {
			t.Errorf("%v: %v", c.zone, id)
		}
		if text := w.Call("clocks/timezone#to-debug-string"); text != c.text {
			t.Errorf("%v: %v", c.zone, text)
		}
		for month, want := range map[time.Month]int64{time.January: c.winter, time.July: c.summer} {
			when := map[string]any{"seconds": time.Date(2026, month, 1, 0, 0, 0, 0, time.UTC).Unix(), "nanoseconds": 0}
			if offset := w.Call("clocks/timezone#utc-offset", when); offset != want {
				t.Errorf("%v in %v: %v", c.zone, month, offset)
			}
		}
		for _, far := range []int64{-1 << 63, 1<<63 - 1} {
			if offset, ok := w.Call("clocks/timezone#utc-offset", map[string]any{"seconds": far, "nanoseconds": uint32(1<<32 - 1)}).(int64); !ok || offset <= -24*hour || offset >= 24*hour {
				t.Errorf("%v at %d: %v", c.zone, far, offset)
			}
		}
	}
}

func TestRandom(t *testing.T) {
	w := newTest(t, settings{})
	w.CheckRandom("get-insecure-seed")
	for _, fn := range []string{"random/random#get-random-bytes", "random/insecure#get-insecure-random-bytes"} {
		if got := w.Call(fn, uint64(1<<64-1)).([]byte); len(got) == 0 || len(got) > host.MaxRandom {
			t.Errorf("%s: %d bytes", fn, len(got))
		}
	}
	w.Host.Random.Init(strings.NewReader(strings.Repeat("x", 48)))
	if v, err := w.Try("random/random#get-random-u64"); err == nil {
		t.Errorf("a source that has ended gives %v", v)
	}
}
