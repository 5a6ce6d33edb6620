package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"time"

	"github.com/jco-go/jco-go/internal/component"
)

// verdict is what a validator says of a binary.
type verdict struct {
	valid   bool
	message string // what is wrong, on one line
}

func (v verdict) String() string {
	if v.valid {
		return "valid"
	}
	return "invalid: " + v.message
}

func ourVerdict(bin []byte, f component.Features) verdict {
	if _, err := component.Decode(bin, f); err != nil {
		return verdict{message: err.Error()}
	}
	return verdict{valid: true}
}

// wasmTools asks `wasm-tools validate`.
type wasmTools struct{ program string }

// newer are features of the component model that this project does not know, as
// they are newer than the version that it reads.
var newer = []string{"cm-forward", "cm-accessors"}

// featureList gives the value of wasm-tools' option --features that means the
// same: every proposal of core WebAssembly, and of the component model what is in f.
func featureList(f component.Features) string {
	list := []string{"all"}
	on := strings.Split(f.String(), ",")
	for _, name := range component.FeatureNames() {
		if !slices.Contains(on, name) {
			list = append(list, "-"+name)
		}
	}
	for _, name := range newer {
		list = append(list, "-"+name)
	}
	return strings.Join(list, ",")
}

const patience = 30 * time.Second

func (w wasmTools) verdict(ctx context.Context, bin []byte, f component.Features) (verdict, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, w.program, "validate", "--features", featureList(f), "--color", "never", "-")
	cmd.Stdin = bytes.NewReader(bin)
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return verdict{valid: true}, nil
	case errors.As(err, &exit) && exit.ExitCode() == 1:
		// Warnings may stand before the error.
		if _, message, ok := strings.Cut("\n"+string(out), "\nerror: "); ok {
			return verdict{message: strings.Join(strings.Fields(message), " ")}, nil
		}
	}
	return verdict{}, fmt.Errorf("%s validate failed: %w\n%s", w.program, err, out)
}
