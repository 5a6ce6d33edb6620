package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// TestMain makes the test binary a worker when asked, with a backend whose exports
// misbehave by name.
func TestMain(m *testing.M) {
	if os.Getenv("CONFORMANCE_TEST_WORKER") != "" {
		if err := serve(context.Background(), misbehaving{}, os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

type misbehaving struct{}

func (misbehaving) define(context.Context, *Request) workerReply {
	return workerReply{Outcome: Outcome{Kind: OK}}
}
func (misbehaving) instantiate(context.Context, *Request) Outcome { return Outcome{Kind: OK} }
func (misbehaving) invoke(_ context.Context, req *Request) Outcome {
	switch req.Field {
	case "crash":
		panic("as wanted")
	case "hang":
		time.Sleep(time.Hour)
	case "chatter":
		fmt.Println("not an answer")
	}
	return Outcome{Kind: OK, Value: &req.Args[0]}
}

// processEngine runs the test binary as the worker.
type processEngine struct{ fakeEngine }

func (e *processEngine) Open(context.Context) (Session, error) {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "CONFORMANCE_TEST_WORKER=1")
	p, err := startProcess("test engine", cmd)
	if err != nil {
		return nil, err
	}
	return &nativeSession{p}, nil
}

func open(t *testing.T) Session {
	t.Helper()
	s, err := (&processEngine{}).Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func TestWorkerAnswers(t *testing.T) {
	s := open(t)
	arg := Value{Type: "string", Text: "hé\n"}
	for range 3 {
		out, err := s.Invoke(t.Context(), 1, "echo", []Value{arg})
		if err != nil || !arg.Matches(out.Value) {
			t.Errorf("%v, %v", out, err)
		}
	}
}

func TestWorkerCrash(t *testing.T) {
	s := open(t)
	_, err := s.Invoke(t.Context(), 1, "crash", nil)
	if err == nil || !strings.Contains(err.Error(), "exit status 2") || !strings.Contains(err.Error(), "panic: as wanted") {
		t.Errorf("%v", err)
	}
	if _, again := s.Invoke(t.Context(), 1, "echo", nil); again != err {
		t.Errorf("after the crash: %v", again)
	}
}

func TestWorkerHang(t *testing.T) {
	s := open(t)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	start := time.Now()
	if _, err := s.Invoke(ctx, 1, "hang", nil); !errors.Is(err, errTimeLimit) {
		t.Errorf("%v", err)
	}
	if d := time.Since(start); d > 2*time.Second {
		t.Errorf("ended after %v", d)
	}
}

func TestWorkerThatAnswersNonsense(t *testing.T) {
	if _, err := open(t).Invoke(t.Context(), 1, "chatter", []Value{{Type: "bool"}}); err == nil || !strings.Contains(err.Error(), `"not an answer"`) {
		t.Errorf("%v", err)
	}
}

func TestWorkerThatDoesNotStart(t *testing.T) {
	if _, err := startProcess("Node", exec.Command("/nonexistent/node")); err == nil || !strings.Contains(err.Error(), "Node does not start") {
		t.Errorf("%v", err)
	}
}

func TestServeRefusesUnknownRequests(t *testing.T) {
	if err := serve(t.Context(), misbehaving{}, strings.NewReader(`{"op": "dance"}`+"\n"), io.Discard); err == nil {
		t.Error("no error")
	}
}

func TestValueRoundTrip(t *testing.T) {
	for _, text := range []string{
		`{"type":"u64","value":"18446744073709551615"}`,
		`{"type":"s8","value":"-8"}`,
		`{"type":"f32","value":"1084227584"}`,
		`{"type":"f64","value":"nan:canonical"}`,
		`{"type":"char","value":"🍰"}`,
		`{"type":"bool","value":true}`,
		`{"type":"string","value":""}`,
		`{"type":"enum","value":"red"}`,
		`{"type":"flags","value":["a","c"]}`,
		`{"type":"list","value":[]}`,
		`{"type":"tuple","value":[{"type":"u8","value":"1"},{"type":"list","value":[{"type":"u8","value":"2"}]}]}`,
		`{"type":"record","value":[["a-b",{"type":"u8","value":"1"}]]}`,
		`{"type":"variant","value":{"case":"c"}}`,
		`{"type":"variant","value":{"case":"c","payload":{"type":"u8","value":"1"}}}`,
		`{"type":"option","value":null}`,
		`{"type":"option","value":{"type":"u8","value":"1"}}`,
		`{"type":"result","value":{"Ok":null}}`,
		`{"type":"result","value":{"Err":{"type":"u8","value":"1"}}}`,
	} {
		var v Value
		if err := json.Unmarshal([]byte(text), &v); err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		out, err := json.Marshal(v)
		if err != nil || string(out) != text {
			t.Errorf("%s: came back as %s (%v)", text, out, err)
		}
		if !v.Matches(&v) && v.Text != nanCanonical {
			t.Errorf("%s does not match itself", text)
		}
		if v.String() == "" && v.Type != "string" {
			t.Errorf("%s prints as nothing", text)
		}
	}
}

func TestValueMatches(t *testing.T) {
	f32 := func(text string) Value { return Value{Type: "f32", Text: text} }
	f64 := func(text string) Value { return Value{Type: "f64", Text: text} }
	for _, tt := range []struct {
		want, got Value
		ok        bool
	}{
		{f32("nan:canonical"), f32("2143289344"), true},                                                                // 0x7fc00000
		{f32("nan:canonical"), f32("4290772992"), true},                                                                // 0xffc00000
		{f32("nan:canonical"), f32("2143289345"), false},                                                               // with a payload
		{f32("nan:arithmetic"), f32("2143289345"), true},                                                               //
		{f32("nan:arithmetic"), f32("2139095041"), false},                                                              // signalling
		{f64("nan:canonical"), f64("9221120237041090560"), true},                                                       //
		{f64("0"), f64("9223372036854775808"), false},                                                                  // 0 and -0
		{f64("0"), f32("0"), false},                                                                                    //
		{Value{Type: "flags", Names: []string{"a", "b"}}, Value{Type: "flags", Names: []string{"b", "a"}}, true},       //
		{Value{Type: "flags", Names: []string{"a"}}, Value{Type: "flags", Names: []string{"b", "a"}}, false},           //
		{Value{Type: "option", Case: "none"}, Value{Type: "option", Case: "some", Payload: &Value{Type: "u8"}}, false}, //
		{Value{Type: "list"}, Value{Type: "tuple"}, false},                                                             //
	} {
		if tt.want.Matches(&tt.got) != tt.ok {
			t.Errorf("%s against %s: wanted %v", tt.want.String(), tt.got.String(), tt.ok)
		}
	}
}
