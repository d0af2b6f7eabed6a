package sinks

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/onceover/onceover/consumer/internal/flock"
)

// journal is a file of lines that is only ever appended to, by all who have it open: each does so under the file's lock, as
// far as the system has one. Of a write that a crash or a power loss cut short, it keeps the lines before the cut.
type journal struct {
	file  *os.File
	whole int64 // so much of the file is known to be whole lines
}

// openJournal opens the file, or makes it. The directory and its names are durable; the file's own becomes so.
func openJournal(path string) (*journal, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o666)
	if err != nil {
		return nil, err
	}
	if err := syncDirectory(filepath.Dir(path)); err != nil {
		file.Close()
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	return &journal{file: file}, nil
}

// lockPatience is how long somebody else may take to append. Who takes longer has stopped, or has a disk that has.
const lockPatience = 10 * time.Second

var errLockPatience = fmt.Errorf("it has not given it back for %v", lockPatience)

// append makes lines durable. After an error the journal is to be closed: what of them is in the file is not known until
// it is opened again.
func (j *journal) append(ctx context.Context, lines []byte) error {
	ctx, cancel := context.WithTimeoutCause(ctx, lockPatience, errLockPatience)
	defer cancel()
	if err := flock.Wait(ctx, j.file); err != nil {
		return err
	}
	return errors.Join(j.write(lines), flock.Release(j.file))
}

// write writes lines behind whole ones.
func (j *journal) write(lines []byte) error {
	if err := j.mend(); err != nil {
		return fmt.Errorf("mend it: %w", err)
	}
	if _, err := j.file.Write(lines); err != nil {
		return err
	}
	if err := j.file.Sync(); err != nil {
		return err
	}
	j.whole += int64(len(lines))
	return nil
}

// mend cuts the file off where whole lines end. A write that was not synced can leave the beginning of a line, and after
// a power loss zeros in place of its parts, of which lines of JSON have none. So what is cut off was never acknowledged. It
// is looked for in all that is new to this journal: somebody else may have died while he appended to the file.
func (j *journal) mend() error {
	size, err := j.file.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	switch {
	case size == j.whole:
		return nil
	case size < j.whole: // somebody has made the file shorter, and nothing is known of it
		j.whole = 0
	}
	if j.whole, err = wholeLines(j.file, j.whole); err != nil || j.whole >= size {
		return err
	}
	return errors.Join(j.file.Truncate(j.whole), j.file.Sync())
}

// wholeLines is the length of the file up to the end of the last line before anything that is cut short. As far as from it is
// known to be whole.
func wholeLines(file *os.File, from int64) (whole int64, err error) {
	buffer := make([]byte, 1<<16)
	whole = from
	for at := from; ; {
		n, err := file.ReadAt(buffer, at)
		read := buffer[:n]
		hole := bytes.IndexByte(read, 0)
		if hole >= 0 {
			read = read[:hole]
		}
		if last := bytes.LastIndexByte(read, '\n'); last >= 0 {
			whole = at + int64(last) + 1
		}
		if hole >= 0 || errors.Is(err, io.EOF) {
			return whole, nil
		}
		if err != nil {
			return 0, err
		}
		at += int64(n)
	}
}

func (j *journal) close() error { return j.file.Close() }
