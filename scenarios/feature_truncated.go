package scenarios

import (
	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/model"
)

// The sinks that keep what they have under a record's position, where a log is truncated and other records come to have
// the positions of those that they have.
var (
	truncatedHTTP = truncated(feature{
		name: "unclean-election-http", about: "a log is truncated below the stored offset and grows again, and the new records' results are posted",
		load: Workload{Beside: "http"}, args: []string{"--sink.kind", "http", "--sink.url", "http://http:8081/results"},
		promise: model.Promise{Guarantee: model.ExactlyOnce, Unordered: true}, effect: model.HTTPEffect,
	})
	truncatedFiles = truncated(feature{
		name: "unclean-election-files", about: "a log is truncated below the stored offset and grows again, and the new records' results get files of their own",
		args:    []string{"--sink.kind", "file-atomic", "--sink.path", "/results"},
		promise: model.Promise{Guarantee: model.ExactlyOnce}, effect: model.FileEffect,
	})
)

func truncated(f feature) feature {
	beside := f.load.Beside
	f.load, f.args, f.reports = truncatable, append(f.args, "--on_loss", "resume"), lossReport
	f.load.Beside = beside
	f.strikes = func(c *faults.Choices) faults.Schedule { return drawTruncation(c, designs[0]) }
	return f
}
