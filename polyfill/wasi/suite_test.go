//go:build unix

package wasi_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jco-go/jco-go/polyfill/wasi"
)

// TestSuite runs the programs of WebAssembly/wasi-testsuite for WASI 0.3, which its branch prod/testsuite-base has
// as components: JCO_GO_WASI_TESTSUITE is the folder that they are in.
func TestSuite(t *testing.T) {
	dir := os.Getenv("JCO_GO_WASI_TESTSUITE")
	if dir == "" {
		t.Log("JCO_GO_WASI_TESTSUITE names no folder: nothing is run")
		return
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.wasm"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no components in %s: %v", dir, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".wasm"), func(t *testing.T) {
			t.Parallel()
			var s suiteCase
			if text, err := os.ReadFile(strings.TrimSuffix(file, ".wasm") + ".json"); err == nil {
				if err := json.Unmarshal(text, &s); err != nil {
					t.Fatal(err)
				}
			}
			bin, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if len(s.Operations) == 0 {
				s.Operations = []suiteOperation{{Type: "run"}, {Type: "wait"}}
			}
			s.run(t, dir, filepath.Base(file), bin)
		})
	}
}

// suiteCase is a file of the suite that says what a component expects.
type suiteCase struct {
	Root    string
	World   string
	Servers []struct {
		Name, Kind string
		Endpoints  []suiteEndpoint
	}
	Operations []suiteOperation
}

type suiteEndpoint struct {
	Method, Path, Mode string
	Response           suiteResponse
}

type suiteResponse struct {
	Status            int
	Body              *string
	Chunks            []string
	Headers, Trailers map[string]string
}

type suiteOperation struct {
	Type, ID, Payload string
	Args              []string
	Env               map[string]string
	ExitCode          int `json:"exit_code"`

	Method, Path, Body string
	Headers            map[string]string
	Response           suiteResponse
}

func (s *suiteCase) run(t *testing.T, dir, name string, bin []byte) {
	stdinReader, stdin := io.Pipe()
	outputs := map[string]*suiteOutput{"stdout": newSuiteOutput(), "stderr": newSuiteOutput()}
	config := wasi.Config{
		Args: []string{name}, Stdin: stdinReader, Stdout: outputs["stdout"], Stderr: outputs["stderr"],
		Network: wasi.Network{Connect: []string{"*"}, Listen: []string{"*"}},
	}
	if s.Root != "" {
		root := t.TempDir()
		if err := os.CopyFS(root, os.DirFS(filepath.Join(dir, s.Root))); err != nil {
			t.Fatal(err)
		}
		config.Dirs = []wasi.Dir{{Host: root, Guest: "/"}}
	}
	for _, server := range s.Servers {
		at := startSuiteServer(t, server.Kind, server.Endpoints)
		config.Env = append(config.Env, wasi.EnvVar{Key: "HTTP_SERVER_" + strings.ToUpper(server.Name), Value: at})
	}
	c := compiled(t, nil, bin)
	var url string
	ended := make(chan error, 1)
	conns := map[string]net.Conn{}
	var writing sync.WaitGroup
	for _, op := range s.Operations {
		switch op.Type {
		case "run":
			config.Args = append(config.Args, op.Args...)
			for k, v := range op.Env {
				config.Env = append(config.Env, wasi.EnvVar{Key: k, Value: v})
			}
			host, err := wasi.New(config)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { host.Close() })
			l := c.Runtime().NewLinker()
			host.Define(l)
			if strings.HasPrefix(s.World, "wasi:http/") {
				service, err := wasi.NewService(ctx, l, c, wasi.ServiceOptions{Failed: func(r *http.Request, err error) { t.Logf("%s: %v", r.URL, err) }})
				if err != nil {
					t.Fatal(err)
				}
				server := httptest.NewServer(service)
				t.Cleanup(func() {
					server.Close()
					if err := service.Close(ctx); err != nil {
						t.Error(err)
					}
				})
				url = server.URL
				ended <- nil
				continue
			}
			go func() {
				inst, err := l.Instantiate(ctx, c)
				if err == nil {
					err = host.Run(ctx, inst)
				}
				for _, o := range outputs {
					o.close()
				}
				ended <- err
			}()
		case "wait":
			go func() { writing.Wait(); stdin.Close() }()
			code := 0
			err := <-ended
			if exit := new(wasi.ExitError); errors.As(err, &exit) {
				code, err = exit.Code, nil
			}
			if err != nil || code != op.ExitCode {
				t.Errorf("exit code %d, %v\n%s", code, err, outputs["stderr"].text())
			}
		case "write":
			writing.Go(func() { _, _ = io.WriteString(stdin, op.Payload) })
		case "read":
			if !outputs[op.ID].has(op.Payload) {
				t.Errorf("%s: %q, want %q", op.ID, outputs[op.ID].text(), op.Payload)
			}
		case "connect":
			// The program says where it listens.
			outputs["stdout"].has("\n")
			at := regexp.MustCompile(`[0-9.]+:\d+`).FindString(outputs["stdout"].text())
			conn, err := net.Dial("tcp", at)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			conns[op.ID] = conn
		case "send":
			_, _ = io.WriteString(conns[op.ID], op.Payload)
		case "recv":
			p := make([]byte, len(op.Payload))
			if _, err := io.ReadFull(conns[op.ID], p); err != nil || string(p) != op.Payload {
				t.Errorf("%q, %v, want %q", p, err, op.Payload)
			}
		case "request":
			op.request(t, url)
		case "kill":
		default:
			t.Fatalf("operation %q", op.Type)
		}
	}
}

func (op *suiteOperation) request(t *testing.T, url string) {
	req, err := http.NewRequest(op.Method, url+op.Path, strings.NewReader(op.Body))
	if err != nil {
		t.Fatal(err)
	}
	for k, v := range op.Headers {
		req.Header.Set(k, v)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	want := op.Response
	if res.StatusCode != want.Status || err != nil || want.Body != nil && string(body) != *want.Body {
		t.Errorf("%s %s: %d %q, %v, want %+v", op.Method, op.Path, res.StatusCode, body, err, want)
	}
	for k, v := range want.Headers {
		if res.Header.Get(k) != v {
			t.Errorf("%s %s: the header %s is %q, want %q", op.Method, op.Path, k, res.Header.Get(k), v)
		}
	}
}

// startSuiteServer starts a server that a program talks to, and gives its address.
func startSuiteServer(t *testing.T, kind string, endpoints []suiteEndpoint) string {
	if kind == "closed" {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		return l.Addr().String()
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, e := range endpoints {
			if e.Method != r.Method || e.Path != r.URL.RequestURI() {
				continue
			}
			body, err := io.ReadAll(r.Body)
			if err != nil {
				panic(http.ErrAbortHandler)
			}
			e.answer(w, r, body)
			return
		}
		http.NotFound(w, r)
	}))
	t.Cleanup(server.Close)
	return server.Listener.Addr().String()
}

func (e *suiteEndpoint) answer(w http.ResponseWriter, r *http.Request, body []byte) {
	switch e.Mode {
	case "echo-body":
		_, _ = w.Write(body)
		return
	case "echo-headers":
		h := w.Header()
		for prefix, fields := range map[string]http.Header{"X-Echo-": r.Header, "X-Trailer-": r.Trailer} {
			for k, list := range fields {
				for _, v := range list {
					h.Add(prefix+k, v)
				}
			}
		}
		h.Set("X-Echo-Host", r.Host)
		for _, v := range r.TransferEncoding {
			h.Add("X-Echo-Transfer-Encoding", v)
		}
		h.Set("X-Request-Method", r.Method)
		h.Set("X-Request-Path", r.URL.RequestURI())
		return
	}
	for k, v := range e.Response.Headers {
		w.Header().Set(k, v)
	}
	w.WriteHeader(e.Response.Status)
	if e.Response.Body != nil {
		_, _ = io.WriteString(w, *e.Response.Body)
	}
	for _, chunk := range e.Response.Chunks {
		_, _ = io.WriteString(w, chunk)
		_ = http.NewResponseController(w).Flush()
	}
	for k, v := range e.Response.Trailers {
		w.Header().Set(http.TrailerPrefix+k, v)
	}
}

// suiteOutput is a standard output of which somebody waits for a text.
type suiteOutput struct {
	more chan []byte
	got  bytes.Buffer
}

func newSuiteOutput() *suiteOutput { return &suiteOutput{more: make(chan []byte, 1000)} }

func (o *suiteOutput) Write(p []byte) (int, error) {
	o.more <- bytes.Clone(p)
	return len(p), nil
}

func (o *suiteOutput) close() { close(o.more) }

// has waits for a text.
func (o *suiteOutput) has(text string) bool {
	deadline := time.After(30 * time.Second)
	for !strings.Contains(o.got.String(), text) {
		select {
		case p, ok := <-o.more:
			if !ok {
				return false
			}
			o.got.Write(p)
		case <-deadline:
			return false
		}
	}
	return true
}

func (o *suiteOutput) text() string {
	for {
		select {
		case p, ok := <-o.more:
			if ok {
				o.got.Write(p)
				continue
			}
		default:
		}
		return fmt.Sprint(o.got.String())
	}
}
