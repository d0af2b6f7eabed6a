package sinks

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
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
	log   *slog.Logger
}

// openJournal opens the file, or makes it. The directory and its names are durable; the file's own becomes so. The log, if it is
// not nil, is told what was cut off.
func openJournal(path string, log *slog.Logger) (*journal, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o666)
	if err != nil {
		return nil, err
	}
	if err := syncDirectory(filepath.Dir(path)); err != nil {
		file.Close()
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &journal{file: file, log: log}, nil
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
// a power loss zeros in place of its parts, of which lines of JSON have none: what is cut off then was never acknowledged. But
// zeros can be a disk's damage as well, so where lines are behind them all of it is kept beside the file. It
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
	var hole bool
	if j.whole, hole, err = wholeLines(j.file, j.whole); err != nil || j.whole >= size {
		return err
	}
	kept := "nowhere: it is one line at most"
	if hole {
		kept = j.file.Name() + cutSuffix
		if err := keep(io.NewSectionReader(j.file, j.whole, size-j.whole), kept); err != nil {
			return err
		}
	}
	j.log.Warn("the end of a file is cut off, which was not whole", "file", j.file.Name(), "from", j.whole, "bytes", size-j.whole, "kept", kept)
	return errors.Join(j.file.Truncate(j.whole), j.file.Sync())
}

// cutSuffix is what the name of a file has behind it where what was cut off it is kept.
const cutSuffix = ".cut"

// keep appends what was cut off to a file, durably.
func keep(cut io.Reader, path string) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o666)
	if err != nil {
		return err
	}
	_, err = io.Copy(file, cut)
	return errors.Join(err, file.Sync(), file.Close(), syncDirectory(filepath.Dir(path)))
}

// wholeLines is the length of the file up to the end of the last line before anything that is cut short, and whether that is but a
// hole of zeros, with further lines behind its own. As far as from it is known to be whole.
func wholeLines(file *os.File, from int64) (whole int64, hole bool, err error) {
	buffer := make([]byte, 1<<16)
	whole = from
	for at := from; ; {
		n, err := file.ReadAt(buffer, at)
		read := buffer[:n]
		zero := bytes.IndexByte(read, 0)
		if zero >= 0 {
			read = read[:zero]
		}
		if last := bytes.LastIndexByte(read, '\n'); last >= 0 {
			whole = at + int64(last) + 1
		}
		if zero >= 0 {
			hole, err = linesBehind(file, at+int64(zero))
			return whole, hole, err
		}
		if errors.Is(err, io.EOF) {
			return whole, false, nil
		}
		if err != nil {
			return 0, false, err
		}
		at += int64(n)
	}
}

// linesBehind reports whether a line ends behind the one that goes on at an offset.
func linesBehind(file *os.File, at int64) (bool, error) {
	lines := bufio.NewReader(io.NewSectionReader(file, at, math.MaxInt64-at))
	for range 2 {
		if _, err := lines.ReadBytes('\n'); errors.Is(err, io.EOF) {
			return false, nil
		} else if err != nil {
			return false, err
		}
	}
	return true, nil
}

func (j *journal) close() error { return j.file.Close() }
