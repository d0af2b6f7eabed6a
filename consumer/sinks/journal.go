package sinks

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// journal is a file of lines that is only ever appended to. Of a write that a crash or a power loss cut short, it keeps
// the lines before the cut.
type journal struct {
	file *os.File
}

// openJournal opens the file, or makes it, and cuts off what a crash left of an unfinished write. The directory and its
// names are durable; the file's own becomes so.
func openJournal(path string) (*journal, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o666)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(mend(file), syncDirectory(filepath.Dir(path))); err != nil {
		file.Close()
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	return &journal{file}, nil
}

// mend cuts the file off where whole lines end. A write that was not synced can leave the beginning of a line, and after
// a power loss zeros in place of its parts, of which lines of JSON have none. So what is cut off was never acknowledged.
func mend(file *os.File) error {
	whole, err := wholeLines(file)
	if err != nil {
		return err
	}
	size, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	if whole < size {
		if err := file.Truncate(whole); err != nil {
			return err
		}
	}
	return file.Sync()
}

// wholeLines is the length of the file up to the end of the last line before anything that is cut short.
func wholeLines(file *os.File) (whole int64, err error) {
	buffer := make([]byte, 1<<16)
	for at := int64(0); ; {
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

// append makes lines durable. After an error the journal is to be closed: what of them is in the file is not known until
// it is opened again.
func (j *journal) append(lines []byte) error {
	if _, err := j.file.Write(lines); err != nil {
		return err
	}
	return j.file.Sync()
}

func (j *journal) close() error { return j.file.Close() }
