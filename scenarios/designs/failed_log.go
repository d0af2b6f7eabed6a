package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"

	"github.com/redis/go-redis/v9"
	"github.com/twmb/franz-go/pkg/kgo"
)

// toxic are the records on which processing fails, whenever it is tried: every tenth of a partition.
const toxic = `rec-[0-9]+-[0-9]{5}3`

// A failure is a record that could not be processed, for somebody to mend and to produce again.
type failure struct {
	result
	Key   string `json:"key"`
	Cause string `json:"cause"`
}

// failedLog is zookeeperStrict for records of which some cannot be processed (S16): those go to a log, and the others go
// on. The steps of a batch:
//
//	plan -> read -> process; log what failed, durably -> write -> store until
//
// The log is a file of lines of JSON. Its records are read by people, or produced again, at new offsets. A line that a
// power loss has torn is for people to mend; its record is logged again.
//
// It is known to have each record in one of the two places, and in the log twice where a crash comes before the offsets
// are stored; the order of the records that failed is lost.
func failedLog(ctx context.Context, a *app) error {
	fails := regexp.MustCompile(toxic)
	name := filepath.Join(a.dir, "failed.jsonl")
	log, err := os.OpenFile(name, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer log.Close()
	if err := syncDirectory(name); err != nil { // a power loss must not take the whole log
		return err
	}
	return a.strictly(ctx, func(_ *source, out *redis.Client, records []*kgo.Record) error {
		var good, bad []*kgo.Record
		for _, r := range records {
			if fails.Match(r.Value) {
				bad = append(bad, r)
			} else {
				good = append(good, r)
			}
		}
		if err := logFailures(log, bad, errors.New("this record is poison")); err != nil {
			return err
		}
		return output(ctx, out, good)
	})
}

// logFailures appends the records to the log and waits until they are on the disk.
func logFailures(log *os.File, records []*kgo.Record, cause error) error {
	var lines []byte
	for _, r := range records {
		line, err := json.Marshal(failure{
			result: resultOf(r), Key: string(r.Key), Cause: cause.Error(),
		})
		if err != nil {
			return fmt.Errorf("encode the failure of partition %d at %d: %w", r.Partition, r.Offset, err)
		}
		lines = append(append(lines, line...), '\n')
	}
	if len(lines) == 0 {
		return nil
	}
	if _, err := log.Write(lines); err != nil {
		return fmt.Errorf("log %d failures: %w", len(records), err)
	}
	if err := log.Sync(); err != nil {
		return fmt.Errorf("log %d failures: %w", len(records), err)
	}
	return nil
}
