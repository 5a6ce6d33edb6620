package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Manifest is an example.json (examples/README.md).
type Manifest struct {
	Title     string `json:"title"`
	Language  string `json:"language"`
	Component string `json:"component"`
	Host      string `json:"host"`
	Calls     []Call `json:"calls"`
}

// Call is one row of answers: a plain call or a script.
type Call struct {
	Label  string `json:"label"`
	Export string `json:"export,omitempty"`
	Args   []any  `json:"args,omitempty"`
	Script []Step `json:"script,omitempty"`
}

// Step is one step of a script: a verb and what it is about. A plain call is a script with one "func" step.
type Step []any

// text gives the string at i, "" if there is none.
func (s Step) text(i int) string {
	if i >= len(s) {
		return ""
	}
	text, _ := s[i].(string)
	return text
}

// list gives the list at i, nil if there is none.
func (s Step) list(i int) []any {
	if i >= len(s) {
		return nil
	}
	list, _ := s[i].([]any)
	return list
}

// steps gives a call's steps.
func (c Call) steps() []Step {
	if c.Script != nil {
		return c.Script
	}
	return []Step{{"func", c.Export, c.Args}}
}

// readManifest reads an example's folder.
func readManifest(dir string) (*Manifest, error) {
	name := filepath.Join(dir, "example.json")
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	decoder.DisallowUnknownFields()
	var m Manifest
	if err := decoder.Decode(&m); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if m.Title == "" || m.Component == "" || len(m.Calls) == 0 {
		return nil, fmt.Errorf("%s: title, component and calls are needed", name)
	}
	return &m, nil
}

// worldText gives the WIT of an example: world.wit, or the files of wit/.
func worldText(dir string) (string, error) {
	files, err := filepath.Glob(filepath.Join(dir, "wit", "*.wit"))
	if err != nil {
		return "", err
	}
	if world := filepath.Join(dir, "world.wit"); len(files) == 0 {
		files = []string{world}
	}
	slices.Sort(files)
	var texts []string
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return "", err
		}
		texts = append(texts, strings.TrimSpace(string(text)))
	}
	return strings.Join(texts, "\n\n"), nil
}
