package flock

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"
)

// open opens a file once more.
func open(t *testing.T, name string) *os.File {
	t.Helper()
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o666)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// TestTry lets one have the lock at a time: until it is given back, or its holder's file is closed.
func TestTry(t *testing.T) {
	if !Exists {
		t.Skip("the system has no flock")
	}
	name := filepath.Join(t.TempDir(), "file")
	one, two := open(t, name), open(t, name)
	expect := func(f *os.File, taken bool) {
		t.Helper()
		if err := Try(f); errors.Is(err, ErrTaken) != taken || err != nil && !taken {
			t.Errorf("error %v, want one that it is taken: %t", err, taken)
		}
	}
	expect(one, false)
	expect(two, true)
	if err := Release(one); err != nil {
		t.Error(err)
	}
	expect(two, false)
	expect(one, true)
	two.Close()
	expect(one, false)
	if err := Try(two); err == nil || errors.Is(err, ErrTaken) {
		t.Errorf("a file that is closed: error %v", err)
	}
	if err := Release(two); err == nil {
		t.Error("a file that is closed: no error")
	}
}

// TestWait waits for the lock, for as long as it may.
func TestWait(t *testing.T) {
	if !Exists {
		t.Skip("the system has no flock")
	}
	synctest.Test(t, func(t *testing.T) {
		name := filepath.Join(t.TempDir(), "file")
		one, two := open(t, name), open(t, name)
		long := errors.New("too long")
		ctx, cancel := context.WithTimeoutCause(t.Context(), time.Second, long)
		defer cancel()
		if err := Wait(ctx, one); err != nil {
			t.Fatal(err)
		}
		if err := Wait(ctx, two); !errors.Is(err, ErrTaken) || !errors.Is(err, long) {
			t.Errorf("error %v", err)
		}
		time.AfterFunc(time.Minute, func() { Release(one) })
		if err := Wait(t.Context(), two); err != nil {
			t.Error(err)
		}
	})
}
