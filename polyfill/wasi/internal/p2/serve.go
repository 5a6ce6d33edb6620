//go:build !js

package p2

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/web"
)

// outparam is the resource response-outparam: where a guest puts its response.
type outparam struct {
	once sync.Once
	// steps are what the guest has the server do, in order: heads of informational responses,
	// and the response at last.
	steps chan step
	gone  <-chan struct{} // nobody takes steps any more
}

type step struct {
	informational bool
	status        uint16
	header        *web.Fields
	body          *outgoingBody
	err           error // instead of a response
}

func (o *outparam) do(s step) bool {
	select {
	case o.steps <- s:
		return true
	case <-o.gone:
		return false
	}
}

func defineOutparam(it *polyfill.Items) {
	it.Resource("response-outparam", polyfill.NewResource("response-outparam", func(_ context.Context, o *outparam) error {
		o.once.Do(func() { o.do(step{err: errNoResponse}) })
		return nil
	}))
	it.Func("[static]response-outparam.set", polyfill.HostFunc2(func(_ context.Context, o *outparam, r polyfill.Result) (none, error) {
		s := step{}
		switch v := r.Value.(type) {
		case *outgoingResponse:
			s = step{status: v.status, header: v.header, body: v.body}
		case polyfill.Variant:
			s.err = fmt.Errorf("the guest answered with the error %s", v.Case)
		}
		sent := false
		o.once.Do(func() { sent = o.do(s) })
		if !sent && s.body != nil {
			_ = s.body.pipe.Close()
		}
		return none{}, nil
	}))
	it.Func("[method]response-outparam.send-informational", polyfill.HostFunc3(func(_ context.Context, o *outparam, status uint16, h *web.Fields) (none, error) {
		if status < 100 || status > 199 || status == http.StatusSwitchingProtocols {
			return none{}, httpError(web.ProtocolError)
		}
		o.do(step{informational: true, status: status, header: h})
		return none{}, nil
	}))
}

var errNoResponse = errors.New("the guest gave no response")

// Handler is the interface that a service exports, by its name in WIT.
const Handler = "wasi:http/incoming-handler" + version

// Serve answers a request by a guest: call runs the guest's handle function with two
// arguments. It returns when the response is written, which may be before call returns. The
// context of call ends when the client goes away before that, with cancel, or with the
// context that the request has been given as a base. The error says what went wrong;
// answered tells whether a part of the response was written before. done is called with the
// error of call when that has returned.
func Serve(w http.ResponseWriter, r *http.Request, call func(ctx context.Context, request, out any) error, done func(error)) (answered bool, err error) {
	// Else the server reads all of the request before it writes the response. HTTP/2 is so already.
	_ = http.NewResponseController(w).EnableFullDuplex()
	gone := make(chan struct{})
	defer close(gone)
	out := &outparam{steps: make(chan step), gone: gone}
	ended := make(chan error, 1)
	ctx, cancel := context.WithCancelCause(context.WithoutCancel(r.Context()))
	stop := context.AfterFunc(r.Context(), func() { cancel(context.Cause(r.Context())) })
	defer stop() // the guest may go on when all is written
	go func() {
		err := call(ctx, &incomingRequest{Incoming: web.NewIncoming(r)}, out)
		cancel(nil)
		ended <- err
		done(err)
	}()
	for {
		select {
		case s := <-out.steps:
			switch {
			case s.informational:
				informational(w, s)
				continue
			case s.err == errNoResponse:
				// A guest that failed drops its parameter as well.
				select {
				case err := <-ended:
					if err != nil {
						return false, err
					}
				default:
				}
				return false, s.err
			case s.err != nil:
				return false, s.err
			}
			return respond(w, r, s, ended)
		case err := <-ended:
			if err == nil {
				err = errNoResponse
			}
			return false, err
		case <-r.Context().Done():
			return false, context.Cause(r.Context())
		}
	}
}

// informational sends a head before the response's.
func informational(w http.ResponseWriter, s step) {
	h := w.Header()
	for _, e := range s.header.Entries() {
		h.Add(e.Name, string(e.Value))
	}
	w.WriteHeader(int(s.status))
	clear(h)
}

// respond writes a response, as the guest writes its body.
func respond(w http.ResponseWriter, r *http.Request, s step, ended chan error) (answered bool, err error) {
	if s.body == nil {
		web.WriteHead(w, int(s.status), s.header)
		return true, nil
	}
	body := s.body.pipe
	defer body.Close()
	// A guest that has ended does not write any more.
	stop := make(chan struct{})
	defer close(stop)
	go func() {
		select {
		case err := <-ended:
			if err == nil {
				err = errUnfinished
			}
			body.abandon(err)
		case <-r.Context().Done():
			body.abandon(context.Cause(r.Context()))
		case <-stop:
		}
	}()
	return copyBody(w, r, s, body)
}

func copyBody(w http.ResponseWriter, r *http.Request, s step, body *pipe) (answered bool, err error) {
	flush := func() { _ = http.NewResponseController(w).Flush() }
	buf := buffers.Get().(*[]byte)
	defer buffers.Put(buf)
	mayHave := web.MayHaveBody(r.Method, int(s.status))
	web.WriteHead(w, int(s.status), s.header)
	if body.idleFor(headDelay) {
		flush()
	}
	for {
		n, err := body.Read(*buf)
		if n > 0 && mayHave {
			if _, err := w.Write((*buf)[:n]); err != nil {
				return true, err
			}
		}
		switch {
		case err == io.EOF:
			if t, _ := body.Trailers(); t != nil {
				web.WriteTrailers(w, t)
			}
			return true, nil
		case err != nil:
			return true, err
		}
		if body.idle() {
			flush()
		}
	}
}

// headDelay is how long the head of a response waits for the first bytes of its body, so
// that short responses are sent in one piece.
const headDelay = time.Millisecond

var buffers = sync.Pool{New: func() any { b := make([]byte, chunk); return &b }}
