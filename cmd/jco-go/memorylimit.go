package main

import (
	"errors"
	"fmt"
	"math"

	"github.com/jco-go/jco-go/internal/wasmcode"
	"github.com/urfave/cli/v3"
)

// memoryLimit is the size of --max-memory in bytes, by default none.
func memoryLimit(cmd *cli.Command) (uint64, error) {
	text := cmd.String("max-memory")
	if text == "" {
		return math.MaxUint64, nil
	}
	size, err := parseSize(text)
	if err != nil {
		return 0, usagef(cmd, "--max-memory: %v", err)
	}
	return size, nil
}

// limitMemories puts a limit into the memories of a core module for Node, whose engine has no such limit itself.
func limitMemories(module []byte, size uint64) ([]byte, error) {
	m, err := wasmcode.ReadModule(module)
	if err != nil {
		return nil, err
	}
	limited, err := m.LimitMemories(size)
	var large *wasmcode.MemoryError
	if errors.As(err, &large) {
		pages := "pages"
		if large.Min == 1 {
			pages = "page"
		}
		return nil, fmt.Errorf("begins with a memory of %d %s of %s, --max-memory allows %d", large.Min, pages, sizeText(1<<large.PageSizeLog2), large.Limit)
	}
	return limited, err
}
