package files

import (
	"errors"
	"io"
	"os"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

const openDataSync = unix.O_DSYNC

func syncData(f *os.File) error { return unix.Fdatasync(int(f.Fd())) }

// setTimes is futimens, which Linux has as utimensat without a path.
func setTimes(f *os.File, accessed, modified NewTime) error {
	times := [2]unix.Timespec{accessed.timespec(), modified.timespec()}
	_, _, errno := syscall.Syscall6(syscall.SYS_UTIMENSAT, f.Fd(), 0, uintptr(unsafe.Pointer(&times)), 0, 0, 0)
	if errno != 0 {
		return errno
	}
	return nil
}

// appendTo writes at the end, wherever that is when the system writes.
func appendTo(f *os.File, p []byte) (int, error) {
	written := 0
	for written < len(p) {
		n, err := unix.Pwritev2(int(f.Fd()), [][]byte{p[written:]}, 0, unix.RWF_APPEND)
		switch {
		case errors.Is(err, unix.EINTR):
			continue
		case written == 0 && (errors.Is(err, unix.EOPNOTSUPP) || errors.Is(err, unix.ENOSYS)):
			return appendAtSize(f, p)
		case err != nil:
			return written, err
		case n == 0:
			return written, io.ErrShortWrite
		}
		written += n
	}
	return written, nil
}

// setTimesOfLink sets the times of what is at name, also of a symbolic link itself.
func setTimesOfLink(root *os.Root, name string, accessed, modified NewTime) error {
	return withParent(root, name, func(dir int, base string) error {
		return unix.UtimesNanoAt(dir, base, []unix.Timespec{accessed.timespec(), modified.timespec()}, unix.AT_SYMLINK_NOFOLLOW)
	})
}

func (t NewTime) timespec() unix.Timespec {
	switch t.Kind {
	case Now:
		return unix.Timespec{Nsec: unix.UTIME_NOW}
	case Timestamp:
		return unix.NsecToTimespec(t.At.Seconds*1e9 + int64(t.At.Nanoseconds))
	}
	return unix.Timespec{Nsec: unix.UTIME_OMIT}
}
