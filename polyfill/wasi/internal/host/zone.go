//go:build !js

package host

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// Zone is the identifier of the guest's time zone in the IANA database, "" if it is not known.
func (c *Clock) Zone() string {
	name := c.Now().Location().String()
	if name == local || filepath.IsAbs(name) {
		name = localZone()
	}
	if !isZone(name) {
		return ""
	}
	return name
}

// local is what package time calls the time zone of this machine, unless $TZ has a name for it.
const local = "Local"

func isZone(name string) bool {
	if name == "" || name == local {
		return false
	}
	_, err := time.LoadLocation(name)
	return err == nil
}

// localZone finds where package time has the time zone of this machine from, which it does not tell.
var localZone = sync.OnceValue(func() string {
	name, set := os.LookupEnv("TZ")
	switch {
	case set && strings.TrimPrefix(name, ":") == "":
		return "UTC"
	case set:
		name = strings.TrimPrefix(name, ":")
	default:
		name, _ = filepath.EvalSymlinks("/etc/localtime")
	}
	if filepath.IsAbs(name) {
		_, name, _ = strings.Cut(filepath.ToSlash(name), "/zoneinfo/")
	}
	return name
})
