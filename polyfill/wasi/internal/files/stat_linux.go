package files

import (
	"io/fs"
	"syscall"
)

// addSystem adds what only the operating system's structure tells.
func (s *Stat) addSystem(info fs.FileInfo) {
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		s.Links = uint64(st.Nlink)
		s.Accessed = &Instant{int64(st.Atim.Sec), uint32(st.Atim.Nsec)}
		s.Changed = &Instant{int64(st.Ctim.Sec), uint32(st.Ctim.Nsec)}
	}
}

// identity tells one file from another on this machine.
func identity(info fs.FileInfo) (device, inode uint64) {
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		return uint64(st.Dev), st.Ino
	}
	return 0, 0
}
