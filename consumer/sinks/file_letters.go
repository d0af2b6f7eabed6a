package sinks

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"os"
	"path/filepath"
	"sync"

	"github.com/onceover/onceover/consumer"
)

// FileDeadLetters is a consumer.DeadLetters that appends each letter to a file, as a line of JSON: where the record came
// from, attempts, cause, and all of the record. Text is a string, other bytes are {"base64":"…"}, and null is null. The
// letters are on disk when Write returns.
//
// Its contract is at least once, and each letter says which record it is. It asks for a directory that exists. Several
// processes of one host may append to one file: each does so under a lock on the file (flock), and fails if it does not get
// that in 10 s. Where the system has none (Windows, Solaris, AIX, WASI), one may cut off the letter that another is writing:
// give each a file of its own there. Zeros, which a power loss leaves, are cut off with all that is behind them, and
// kept in a file of that name and .cut where that has lines. ReadFileDeadLetters reads it.
type FileDeadLetters struct {
	// Log is told what was cut off the file; nil: nobody is. To be set before it is written to.
	Log *slog.Logger

	path string
	mu   sync.Mutex
	file *journal // nil until it is written to, and after an error
}

// NewFileDeadLetters returns dead letters in the file, which need not exist. The caller closes them.
func NewFileDeadLetters(path string) *FileDeadLetters { return &FileDeadLetters{path: path} }

// Write implements consumer.DeadLetters.
func (f *FileDeadLetters) Write(ctx context.Context, letters []consumer.DeadLetter) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := f.append(ctx, letters); err != nil {
		return fmt.Errorf("append %d dead letters to %s: %w", len(letters), f.path, err)
	}
	return nil
}

func (f *FileDeadLetters) append(ctx context.Context, letters []consumer.DeadLetter) error {
	var text []byte
	for _, l := range letters {
		line, err := encodeLetter(l)
		if err != nil {
			return err
		}
		text = append(text, line...)
	}
	if f.file == nil {
		if err := establish(filepath.Dir(f.path), "."); err != nil {
			return err
		}
		file, err := openJournal(f.path, f.Log)
		if err != nil {
			return err
		}
		f.file = file
	}
	if err := f.file.append(ctx, text); err != nil {
		err = errors.Join(err, f.file.close())
		f.file = nil
		return err
	}
	return nil
}

// Close closes the file.
func (f *FileDeadLetters) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.file == nil {
		return nil
	}
	err := f.file.close()
	f.file = nil
	return err
}

// ReadFileDeadLetters yields the letters of a file in their order, for consumer.Replay. A letter that was written twice
// is there twice. What a crash left unfinished at the end is none. It yields one error, as the last thing: a line that is
// no letter is one, and so are zeros with lines behind them, which the next Write cuts off.
func ReadFileDeadLetters(path string) iter.Seq2[consumer.DeadLetter, error] {
	return func(yield func(consumer.DeadLetter, error) bool) {
		file, err := os.Open(path)
		if err != nil {
			yield(consumer.DeadLetter{}, fmt.Errorf("read dead letters: %w", err))
			return
		}
		defer file.Close()
		whole, hole, err := wholeLines(file, 0)
		lines := bufio.NewReader(io.NewSectionReader(file, 0, whole))
		for number := 1; err == nil; number++ {
			line, end := lines.ReadBytes('\n')
			if errors.Is(end, io.EOF) && !hole {
				return
			}
			if errors.Is(end, io.EOF) {
				err = fmt.Errorf("line %d, at byte %d, has zeros: a power loss has left them, or the disk is damaged", number, whole)
				break
			}
			var l consumer.DeadLetter
			if err = end; err == nil {
				l, err = decodeLetter(bytes.TrimSuffix(line, []byte{'\n'}))
			}
			if err != nil {
				err = fmt.Errorf("line %d is no dead letter: %w", number, err)
			} else if !yield(l, nil) {
				return
			}
		}
		yield(consumer.DeadLetter{}, fmt.Errorf("read %s: %w", path, err))
	}
}
