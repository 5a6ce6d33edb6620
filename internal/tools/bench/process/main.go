// Command process runs a program once and prints, as JSON, what it took: wall
// time and processor time in ms, and its largest resident set in bytes.
//
//	process PROGRAM ARG...
//
// Linux counts the memory of the process that starts a program as the
// program's own until it has replaced itself, so what starts it must be small:
// this command, not Node.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"time"
)

type cost struct {
	Wall   float64 `json:"wall"`
	CPU    float64 `json:"cpu"`
	Memory int64   `json:"memory"` // 0 if the system does not tell
}

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: process PROGRAM ARG...")
		os.Exit(2)
	}
	cmd := exec.Command(os.Args[1], os.Args[2:]...)
	cmd.Stdout = os.Stderr
	cmd.Stderr = os.Stderr
	start := time.Now()
	err := cmd.Run()
	wall := time.Since(start)
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", os.Args[1], err)
		os.Exit(1)
	}
	state := cmd.ProcessState
	ms := func(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
	json.NewEncoder(os.Stdout).Encode(cost{ms(wall), ms(state.UserTime() + state.SystemTime()), maxResident(state)})
}
