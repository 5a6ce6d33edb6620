//go:build !js

package p2

import (
	"context"
	"time"

	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/host"
)

// datetime is the record of wasi:clocks/wall-clock, which cannot be before 1970.
type datetime struct {
	Seconds     uint64
	Nanoseconds uint32
}

func defineClocks(l *polyfill.Linker, h *host.Host) {
	c := &h.Clock
	l.Instance("wasi:clocks/monotonic-clock"+version).
		Func("now", polyfill.HostFunc0(func(context.Context) (uint64, error) { return c.Monotonic(), nil })).
		Func("resolution", polyfill.HostFunc0(func(context.Context) (uint64, error) { return uint64(c.Resolution()), nil })).
		Func("subscribe-instant", polyfill.HostFunc1(func(_ context.Context, at uint64) (*pollable, error) {
			return newPollable(timer{func() time.Duration { return c.Until(at) }}), nil
		})).
		Func("subscribe-duration", polyfill.HostFunc1(func(_ context.Context, d uint64) (*pollable, error) {
			at := c.Monotonic() + d
			if at < d {
				at = 1<<64 - 1
			}
			return newPollable(timer{func() time.Duration { return c.Until(at) }}), nil
		}))

	l.Instance("wasi:clocks/wall-clock"+version).
		Func("now", polyfill.HostFunc0(func(context.Context) (datetime, error) {
			now := c.Now()
			return datetime{uint64(max(now.Unix(), 0)), uint32(now.Nanosecond())}, nil
		})).
		Func("resolution", polyfill.HostFunc0(func(context.Context) (datetime, error) {
			return datetime{0, uint32(c.Resolution())}, nil
		}))

	zone := func(when datetime) (name string, offset int32, saving bool) {
		at := time.Unix(int64(min(when.Seconds, 1<<40)), 0).In(c.Now().Location())
		name, seconds := at.Zone()
		return name, int32(seconds), at.IsDST()
	}
	type display struct {
		UTCOffset            int32 `wit:"utc-offset"`
		Name                 string
		InDaylightSavingTime bool
	}
	l.Instance("wasi:clocks/timezone"+version).
		Func("display", polyfill.HostFunc1(func(_ context.Context, when datetime) (display, error) {
			name, offset, saving := zone(when)
			return display{offset, name, saving}, nil
		})).
		Func("utc-offset", polyfill.HostFunc1(func(_ context.Context, when datetime) (int32, error) {
			_, offset, _ := zone(when)
			return offset, nil
		}))
}
