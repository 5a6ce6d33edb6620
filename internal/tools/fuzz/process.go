package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os/exec"
	"time"
)

// child is a worker process that answers each line with a line. It is started
// when it is needed, and again after it was lost.
type child struct {
	args  []string
	limit time.Duration

	cmd    *exec.Cmd
	stdin  io.WriteCloser
	lines  chan []byte
	stderr bytes.Buffer
	asked  int
	// renew is after how many questions a new process takes over, 0 for never.
	renew int
}

// ask sends a line and waits for the answer. The error says how the process was
// lost: it ended, or did not answer in time.
func (p *child) ask(line []byte) ([]byte, error) {
	if p.renew > 0 && p.asked >= p.renew {
		p.stop()
	}
	if p.cmd == nil {
		if err := p.start(); err != nil {
			return nil, err
		}
	}
	p.asked++
	p.stdin.Write(append(line, '\n')) // that it has ended is seen below
	select {
	case answer, ok := <-p.lines:
		if ok {
			return answer, nil
		}
		state := p.wait()
		return nil, fmt.Errorf("the process ended: %s\n%s", state, tail(p.stderr.Bytes(), 4000))
	case <-time.After(p.limit):
		p.stop()
		return nil, fmt.Errorf("no answer within %v", p.limit)
	}
}

func (p *child) start() error {
	p.cmd = exec.Command(p.args[0], p.args[1:]...)
	p.stderr.Reset()
	p.cmd.Stderr = &p.stderr
	stdout, err := p.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if p.stdin, err = p.cmd.StdinPipe(); err != nil {
		return err
	}
	if err := p.cmd.Start(); err != nil {
		p.cmd = nil
		return err
	}
	lines := make(chan []byte)
	p.lines, p.asked = lines, 0
	go func() {
		defer close(lines)
		r := bufio.NewReader(stdout)
		for {
			line, err := r.ReadBytes('\n')
			if err != nil {
				return
			}
			lines <- line
		}
	}()
	return nil
}

func (p *child) wait() string {
	err := p.cmd.Wait()
	p.cmd = nil
	if err != nil {
		return err.Error()
	}
	return "with success"
}

// stop ends the process.
func (p *child) stop() {
	if p.cmd == nil {
		return
	}
	p.cmd.Process.Kill()
	for range p.lines { // an answer that came too late
	}
	p.wait()
}

func tail(b []byte, n int) []byte { return b[max(0, len(b)-n):] }
