package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// answer is what a worker says of a component, one JSON object a line.
type answer struct {
	outcome
	Name string `json:"name"`
	Size int    `json:"size"`
	Keep bool   `json:"keep"`
	// Form tells how the module in the worker's folder is to be loaded in Node, ""
	// if there is none.
	Form string `json:"form,omitempty"`
}

// worker examines the components whose numbers it reads, one a line, and writes
// what was transpiled into a folder. It is a process of its own, so that the run
// survives whatever a component does to it.
func worker(in *inputs, dir string, stdin io.Reader, stdout io.Writer) error {
	lines := bufio.NewScanner(stdin)
	for lines.Scan() {
		n, err := strconv.Atoi(lines.Text())
		if err != nil {
			return err
		}
		a, err := answerFor(in.make(n), n < len(in.files), dir)
		if err != nil {
			return err
		}
		line, err := json.Marshal(a)
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(stdout, "%s\n", line); err != nil {
			return err
		}
	}
	return lines.Err()
}

// answerFor examines a component. Large ones are loaded if they are as they were.
func answerFor(c input, original bool, dir string) (*answer, error) {
	m := modes[c.mode]
	a := &answer{outcome: examine(c.bin, m), Name: c.name, Size: len(c.bin), Keep: c.keep}
	if a.Stage == Refused || len(a.Findings) > 0 || len(c.bin) > smallSize && !original {
		return a, nil
	}
	a.Findings = append(a.Findings, loadNative(c.bin, m.features, c.keep)...)
	if a.Stage != Transpiled {
		return a, nil
	}
	if err := os.RemoveAll(dir); err != nil {
		return nil, err
	}
	for _, f := range a.files {
		if strings.HasSuffix(f.Name, ".d.ts") {
			continue
		}
		if err := os.MkdirAll(dir, 0o777); err != nil {
			return nil, err
		}
		if err := os.WriteFile(filepath.Join(dir, f.Name), f.Data, 0o666); err != nil {
			return nil, err
		}
	}
	a.Form = m.form
	return a, nil
}
