package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"time"
)

// process is a worker: it answers each line on its stdin by one line on its
// stdout. What it writes to stderr is kept for the message when it crashes.
type process struct {
	name    string
	cmd     *exec.Cmd
	stdin   io.WriteCloser
	stdout  io.ReadCloser
	replies chan []byte // closed at the end of stdout
	ended   chan struct{}
	waitErr error // valid once ended is closed
	stderr  *tail
	lost    error // why no further request is possible
}

// startProcess starts a worker; name is for messages.
func startProcess(name string, cmd *exec.Cmd) (*process, error) {
	p := &process{name: name, cmd: cmd, replies: make(chan []byte), ended: make(chan struct{}), stderr: &tail{}}
	var err error
	if p.stdin, err = cmd.StdinPipe(); err != nil {
		return nil, err
	}
	if p.stdout, err = cmd.StdoutPipe(); err != nil {
		return nil, err
	}
	cmd.Stderr = p.stderr
	// A grandchild that inherited stderr must not keep Wait waiting.
	cmd.WaitDelay = time.Second
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("%s does not start: %w", name, err)
	}
	go func() {
		r := bufio.NewReaderSize(p.stdout, 1<<16)
		for {
			line, err := r.ReadBytes('\n')
			if err != nil {
				break
			}
			p.replies <- line
		}
		close(p.replies)
		p.waitErr = cmd.Wait()
		close(p.ended)
	}()
	return p, nil
}

// call sends a request and waits for the answer. After an error the process is
// gone, and every further call repeats the error.
func (p *process) call(ctx context.Context, req, reply any) error {
	if p.lost != nil {
		return p.lost
	}
	line, err := json.Marshal(req)
	if err != nil {
		return err
	}
	// A worker that hangs may not read: write beside the wait for the answer. A
	// failed write means that it ended, which the closed channel tells better.
	go func() { _, _ = p.stdin.Write(append(line, '\n')) }()
	select {
	case out, ok := <-p.replies:
		if !ok {
			<-p.ended
			p.lost = fmt.Errorf("%s crashed (%s)%s", p.name, describeExit(p.waitErr), p.stderr.note())
			return p.lost
		}
		if err := json.Unmarshal(out, reply); err != nil {
			p.stop()
			p.lost = fmt.Errorf("%s answered %q: %w", p.name, bytes.TrimSpace(out), err)
			return p.lost
		}
		return nil
	case <-ctx.Done():
		p.stop()
		p.lost = ctx.Err()
		if errors.Is(p.lost, context.DeadlineExceeded) {
			p.lost = fmt.Errorf("%s: %w%s", p.name, errTimeLimit, p.stderr.note())
		}
		return p.lost
	}
}

var errTimeLimit = errors.New("no answer within the time limit")

// stop ends the process. A worker with a browser gets the time to end that as well.
func (p *process) stop() {
	p.stdin.Close()
	go func() {
		for range p.replies { // let the reader reach the end
		}
	}()
	for _, sig := range []os.Signal{syscall.SIGTERM, os.Kill} {
		_ = p.cmd.Process.Signal(sig)
		select {
		case <-p.ended:
			return
		case <-time.After(3 * time.Second):
		}
	}
	p.stdout.Close() // a grandchild may hold the other end
	<-p.ended
}

func describeExit(err error) string {
	if err == nil {
		return "exit status 0"
	}
	return err.Error()
}

// tail keeps the first and the last part of what is written to it.
type tail struct {
	mu         sync.Mutex
	head, last []byte
}

const tailSize = 2000

func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	n := len(b)
	if room := tailSize - len(t.head); room > 0 {
		k := min(room, len(b))
		t.head = append(t.head, b[:k]...)
		b = b[k:]
	}
	t.last = append(t.last, b...)
	if len(t.last) > tailSize {
		t.last = append([]byte("…"), t.last[len(t.last)-tailSize:]...)
	}
	return n, nil
}

// note is the text as the end of a message, "" if nothing was written.
func (t *tail) note() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	text := strings.TrimSpace(string(t.head) + string(t.last))
	if text == "" {
		return ""
	}
	return ":\n      " + strings.ReplaceAll(text, "\n", "\n      ")
}
