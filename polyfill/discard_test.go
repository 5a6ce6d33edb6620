//go:build !js

package polyfill_test

import (
	"context"
	"io"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jco-go/jco-go/polyfill"
)

// closing counts what was closed.
type closing struct {
	io.Reader
	n *atomic.Int32
}

func (c closing) Close() error {
	c.n.Add(1)
	return nil
}

// TestLateResult: the resources and streams in a result that no guest gets any more are given up.
func TestLateResult(t *testing.T) {
	rt := newRuntime(t, nil)
	c := compile(t, rt, "late")
	var dropped, closed atomic.Int32
	type made struct {
		Thing *thing
		Bytes io.Reader
	}
	for name, make := range map[string]func(wait func()) any{
		"typed": func(wait func()) any {
			return polyfill.HostFunc0(func(context.Context) (made, error) {
				wait()
				return made{new(thing), closing{strings.NewReader("x"), &closed}}, nil
			})
		},
		"dynamic": func(wait func()) any {
			return func(context.Context, []any) (any, error) {
				wait()
				return polyfill.Tuple{new(thing), closing{strings.NewReader("x"), &closed}}, nil
			}
		},
	} {
		for _, end := range []string{"cancel", "Close"} {
			dropped.Store(0)
			closed.Store(0)
			goOn, returned := channel(), channel()
			l := rt.NewLinker()
			l.Instance("host").
				Resource("thing", polyfill.NewResource("thing", func(context.Context, *thing) error {
					dropped.Add(1)
					return nil
				})).
				Func("make", make(func() {
					<-goOn
					close(returned)
				}))
			inst := instantiate(t, l, c)
			expectCall(t, inst.Exports, "begin", nil)
			if end == "cancel" {
				expectCall(t, inst.Exports, "cancel", nil)
			} else {
				inst.Close(ctx)
			}
			close(goOn)
			<-returned
			for deadline := time.Now().Add(5 * time.Second); (dropped.Load() != 1 || closed.Load() != 1) && time.Now().Before(deadline); {
				time.Sleep(time.Millisecond)
			}
			if dropped.Load() != 1 || closed.Load() != 1 {
				t.Errorf("%s, %s: %d things were dropped, %d streams closed", name, end, dropped.Load(), closed.Load())
			}
			inst.Close(ctx)
		}
	}
}

func channel() chan struct{} { return make(chan struct{}) }

// TestDestructorWithStream: a destructor may close a stream of the guest's, when the guest drops its resource and
// when the instance is closed.
func TestDestructorWithStream(t *testing.T) {
	rt := newRuntime(t, nil)
	c := compile(t, rt, "holder")
	type holder struct{ s *polyfill.StreamReader[byte] }
	closed := 0
	l := rt.NewLinker()
	l.Instance("host").
		Resource("holder", polyfill.NewResource("holder", func(_ context.Context, h *holder) error {
			closed++
			return h.s.Close()
		})).
		Func("hold", func(s *polyfill.StreamReader[byte]) *holder { return &holder{s} })
	inst := instantiate(t, l, c)
	expectCall(t, inst.Exports, "drop", nil)
	if closed != 1 {
		t.Errorf("%d streams were closed", closed)
	}
	if _, err := inst.Func("keep").Call(ctx); err != nil {
		t.Fatal(err)
	}
	if err := inst.Close(ctx); err == nil || closed != 2 { // the stream has failed with its instance
		t.Errorf("%d streams were closed, %v", closed, err)
	}
}
