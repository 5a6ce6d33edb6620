//go:build !unix && !js

package files

import "os"

// openDataSync does more than it has to.
const openDataSync = os.O_SYNC

func syncData(f *os.File) error { return f.Sync() }

// setTimes has no call here that takes an open file.
func setTimes(*os.File, NewTime, NewTime) error { return Unsupported }

func appendTo(f *os.File, p []byte) (int, error) { return appendAtSize(f, p) }
