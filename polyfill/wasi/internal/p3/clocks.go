//go:build !js

package p3

import (
	"context"
	"time"

	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/host"
)

// instant is the record of wasi:clocks/system-clock.
type instant struct {
	Seconds     int64
	Nanoseconds uint32
}

func defineClocks(l *polyfill.Linker, h *host.Host) {
	c := &h.Clock
	l.Instance("wasi:clocks/monotonic-clock"+version).
		Func("now", polyfill.HostFunc0(func(context.Context) (uint64, error) { return c.Monotonic(), nil })).
		Func("get-resolution", polyfill.HostFunc0(func(context.Context) (uint64, error) { return uint64(c.Resolution()), nil })).
		Func("wait-until", polyfill.AtOnce(polyfill.HostFunc1(func(ctx context.Context, at uint64) (none, error) {
			return none{}, sleep(ctx, c, at)
		}))).
		Func("wait-for", polyfill.AtOnce(polyfill.HostFunc1(func(ctx context.Context, d uint64) (none, error) {
			at := c.Monotonic() + d
			if at < d {
				at = 1<<64 - 1
			}
			return none{}, sleep(ctx, c, at)
		})))

	l.Instance("wasi:clocks/system-clock"+version).
		Func("now", polyfill.HostFunc0(func(context.Context) (instant, error) {
			now := c.Now()
			return instant{now.Unix(), uint32(now.Nanosecond())}, nil
		})).
		Func("get-resolution", polyfill.HostFunc0(func(context.Context) (uint64, error) { return uint64(c.Resolution()), nil }))

	l.Instance("wasi:clocks/timezone"+version).
		Func("iana-id", polyfill.HostFunc0(func(context.Context) (*string, error) {
			if name := c.Zone(); name != "" {
				return &name, nil
			}
			return nil, nil
		})).
		Func("utc-offset", polyfill.HostFunc1(func(_ context.Context, when instant) (*int64, error) {
			_, seconds := time.Unix(when.Seconds, int64(when.Nanoseconds)).In(c.Now().Location()).Zone()
			offset := int64(seconds) * int64(time.Second)
			return &offset, nil
		})).
		Func("to-debug-string", polyfill.HostFunc0(func(context.Context) (string, error) {
			if name := c.Zone(); name != "" {
				return name, nil
			}
			return c.Now().Format("-07:00"), nil
		}))
}

// sleep waits until a monotonic time.
func sleep(ctx context.Context, c *host.Clock, at uint64) error {
	for {
		d := c.Until(at)
		switch {
		case d <= 0:
			return nil
		case !polyfill.MayWait(ctx):
			return polyfill.ErrWait
		}
		timer := time.NewTimer(d)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return context.Cause(ctx)
		}
	}
}
