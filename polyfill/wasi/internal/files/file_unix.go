//go:build unix && !linux

package files

import (
	"io/fs"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// openDataSync does more than it has to.
const openDataSync = os.O_SYNC

func syncData(f *os.File) error { return f.Sync() }

// setTimes sets the times of an open file, to the microsecond.
func setTimes(f *os.File, accessed, modified NewTime) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	times := newTimes(info, accessed, modified)
	return unix.Futimes(int(f.Fd()), []unix.Timeval{unix.NsecToTimeval(times[0].UnixNano()), unix.NsecToTimeval(times[1].UnixNano())})
}

// setTimesOfLink sets the times of what is at name, also of a symbolic link itself.
func setTimesOfLink(root *os.Root, name string, accessed, modified NewTime) error {
	info, err := root.Lstat(name)
	if err != nil {
		return err
	}
	times := newTimes(info, accessed, modified)
	return withParent(root, name, func(dir int, base string) error {
		specs := []unix.Timespec{unix.NsecToTimespec(times[0].UnixNano()), unix.NsecToTimespec(times[1].UnixNano())}
		return unix.UtimesNanoAt(dir, base, specs, unix.AT_SYMLINK_NOFOLLOW)
	})
}

// newTimes are both times after a change, for calls that cannot leave one of them alone.
func newTimes(info fs.FileInfo, accessed, modified NewTime) (times [2]time.Time) {
	s := statOf(info)
	for i, t := range []struct {
		new NewTime
		old *Instant
	}{{accessed, s.Accessed}, {modified, s.Modified}} {
		switch {
		case t.new.Kind != NoChange:
			times[i] = t.new.time()
		case t.old != nil:
			times[i] = time.Unix(t.old.Seconds, int64(t.old.Nanoseconds))
		default:
			times[i] = info.ModTime()
		}
	}
	return times
}

func appendTo(f *os.File, p []byte) (int, error) { return appendAtSize(f, p) }
