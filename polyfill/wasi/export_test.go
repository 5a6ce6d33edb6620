//go:build unix

package wasi

// Instances is how many instances the service has made.
func (s *Service) Instances() int {
	s.workers.mu.Lock()
	defer s.workers.mu.Unlock()
	return s.workers.made
}
