package main

import (
	"fmt"
	"io"
)

// Reporter prints reports as they come and adds them up.
type Reporter struct {
	Out io.Writer
	// Verbose prints each command that was skipped, too.
	Verbose bool
	// MinWording is how many per cent of the components that were refused must be
	// in the suite's words; less counts as a failure.
	MinWording int

	passed, failed, skipped int
	refused, worded         int
}

// File prints a script's line, and its failures.
func (r *Reporter) File(f *FileReport) {
	passed, failed, skipped := f.Count(Passed), f.Count(Failed), f.Count(Skipped)
	r.passed += passed
	r.failed += failed
	r.skipped += skipped
	mark := "ok  "
	if failed > 0 {
		mark = "FAIL"
	}
	fmt.Fprintf(r.Out, "%s  %-48s %s  (%.2f s)\n", mark, f.Source, counts(passed, failed, skipped), f.Time.Seconds())
	if f.Err != "" {
		fmt.Fprintf(r.Out, "    %s\n", f.Err)
	}
	for _, c := range f.Results {
		if c.Wording != nil {
			r.refused++
			if *c.Wording {
				r.worded++
			}
		}
		name := string(c.Command.Type)
		if c.Command.Action != nil {
			name += " " + c.Command.Action.Field
		}
		switch {
		case c.Status == Failed:
			fmt.Fprintf(r.Out, "    %s:%d: %s\n      wanted %s\n      got    %s\n", f.Source, c.Command.Line, name, c.Wanted, c.Got)
		case c.Status == Skipped && r.Verbose:
			fmt.Fprintf(r.Out, "    %s:%d: %s: skipped\n", f.Source, c.Command.Line, name)
		}
	}
}

// Close prints the totals and reports whether nothing failed.
func (r *Reporter) Close() bool {
	if r.refused > 0 {
		// The texts are wasmparser's wording; the suite does not ask for them.
		fmt.Fprintf(r.Out, "%d components refused as wanted, %d of them (%.1f %%) in the suite's own words\n",
			r.refused, r.worded, 100*float64(r.worded)/float64(r.refused))
		if r.worded*100 < r.refused*r.MinWording {
			fmt.Fprintf(r.Out, "that is less than the %d %% that --wording wants\n", r.MinWording)
			r.failed++
		}
	}
	fmt.Fprintln(r.Out, counts(r.passed, r.failed, r.skipped))
	return r.failed == 0
}

func counts(passed, failed, skipped int) string {
	return fmt.Sprintf("%d passed, %d failed, %d skipped", passed, failed, skipped)
}
