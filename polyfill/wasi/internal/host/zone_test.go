//go:build !js

package host

import (
	"testing"
	"time"
	_ "time/tzdata" // for machines without the data base of zones
)

func TestZone(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	was := time.Local
	t.Cleanup(func() { time.Local = was })
	// What package time does for TZ=Europe/Berlin.
	time.Local = berlin
	for _, c := range []struct {
		now  func() time.Time
		want string
	}{
		{nil, "Europe/Berlin"},
		{func() time.Time { return time.Now().In(time.UTC) }, "UTC"},
		{func() time.Time { return time.Now().In(time.FixedZone("mine", 3600)) }, ""},
		{func() time.Time { return time.Now().In(time.FixedZone("", 3600)) }, ""},
	} {
		clock := NewClock(c.now)
		if got := clock.Zone(); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
