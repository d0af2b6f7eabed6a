package scenarios

import "github.com/onceover/onceover/model"

// unsynced is what the features with files are accused of by nobody: a sink in files that leaves it to the system when
// results get to the disk. The twin is the consumer's own.
var unsynced = feature{
	name: "broken-no-sync", about: "results appended to files that are never synced: a power loss takes what is stored past",
	variant: "no-sync", args: []string{"--sink.kind", "file-append", "--sink.path", "/results"},
	ops: []string{"zookeeper.multi"}, count: 7, power: true,
	promise: model.Promise{Guarantee: model.AtLeastOnce}, effect: model.FileEffect,
	foretold: &model.Prediction{
		Subs: []model.Sub{model.LossPowerLoss}, Extent: model.TakenBack,
		Beside: []model.Kind{model.CommitAhead}, // a commit that is on its way when the power fails may be applied after it
	},
}
