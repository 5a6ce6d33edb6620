package main

import (
	"fmt"
	"os"
	"regexp"
	"strings"

	"github.com/jco-go/jco-go/internal/component"
)

// difference is an entry of the list of known differences.
type difference struct {
	at       string // file:line of the list
	specimen string // a binary of the repository of which it is true
	features component.Features
	ours     expectation
	theirs   expectation
	reason   string

	seen int
}

// expectation is what a verdict must be: valid, or invalid with a message that the
// expression finds.
type expectation struct {
	valid   bool
	message *regexp.Regexp
}

func (e expectation) of(v verdict) bool {
	return e.valid == v.valid && (e.valid || e.message.MatchString(v.message))
}

func (d *difference) matches(ours, theirs verdict) bool {
	return d.ours.of(ours) && d.theirs.of(theirs)
}

// readDifferences reads a list. Its entries are paragraphs of lines `KEY: VALUE`
// with the keys specimen (a file), features (as --features takes them), ours and
// theirs ("valid", or "invalid: " and a regular expression), and reason; lines
// that begin with # are comments. An entry in which the two agree is an error.
func readDifferences(path string) ([]*difference, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var list []*difference
	var d *difference
	for i, line := range strings.Split(string(text), "\n") {
		at := fmt.Sprintf("%s:%d", path, i+1)
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "#") {
			continue
		}
		if line == "" {
			d = nil
			continue
		}
		if d == nil {
			d = &difference{at: at, features: component.DefaultFeatures()}
			list = append(list, d)
		}
		key, value, ok := strings.Cut(line, ": ")
		if !ok {
			return nil, fmt.Errorf("%s: want KEY: VALUE", at)
		}
		if err := d.set(key, value); err != nil {
			return nil, fmt.Errorf("%s: %w", at, err)
		}
	}
	for _, d := range list {
		if d.specimen == "" || d.reason == "" || d.ours.valid == d.theirs.valid {
			return nil, fmt.Errorf("%s: want a specimen, a reason, and verdicts that differ", d.at)
		}
	}
	return list, nil
}

func (d *difference) set(key, value string) (err error) {
	switch key {
	case "specimen":
		d.specimen = value
	case "reason":
		d.reason = value
	case "features":
		d.features, err = component.ParseFeatures(value)
	case "ours":
		d.ours, err = parseExpectation(value)
	case "theirs":
		d.theirs, err = parseExpectation(value)
	default:
		err = fmt.Errorf("unknown key %q", key)
	}
	return err
}

func parseExpectation(text string) (e expectation, err error) {
	if text == "valid" {
		return expectation{valid: true}, nil
	}
	message, ok := strings.CutPrefix(text, "invalid: ")
	if !ok {
		return e, fmt.Errorf("%q is neither \"valid\" nor \"invalid: \" and an expression", text)
	}
	e.message, err = regexp.Compile(message)
	return e, err
}
