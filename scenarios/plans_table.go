package scenarios

import "github.com/onceover/onceover/faults"

// laterEnds are where the second fault of showings strikes, by their cells: when the new build has written something.
var laterEnds = map[string]faults.Place{
	"build-rolled-back/direct-append": {Op: "redis.rpush", Stage: "answered", Client: "consumer#2", Occurrence: 5},
}

// Plans are the ways to upgrade, each with designs that bear it and designs that do not.
var Plans = []Plan{
	{
		Name: "stop-and-record", Strategy: "S18", About: "The old build finishes what it has begun, and the new one goes on where that says it is.",
		Steps: []string{"send SIGTERM to the old build", "wait until it has ended with code 0: its offsets are stored by then", "start the new build with the same group"},
		Shown: []Showing{
			{"drained-stop-new-build", "direct-append", "OK", "it stores where the last batch ends before it ends itself",
				[]string{`consumer#1 exits with code 0`, `consumer#2 writes orders`}},
			{"drained-stop-new-build", "zookeeper-strict", "OK", "so does this; a clean end needs no fences",
				[]string{`consumer#1 exits with code 0`, `consumer#2 writes orders`}},
			{"drained-stop-new-build", "zookeeper-from", "D1", "it has stored where the last batch begins, so that the new build repeats it",
				[]string{`consumer#1 exits with code 0`, `consumer#2 writes again`}},
			{"drained-stop-new-build", "latest", "Lgap", "it has recorded nothing: the new build begins at the ends of the logs", nil},
		},
	},
	{
		Name: "kill-and-start", Strategy: "S18, not drained", About: "The old build is killed, and the new one is started.",
		Steps: []string{"kill the old build, wherever it is", "start the new build with the same group"},
		Shown: []Showing{
			{"kill-new-build", "direct-transaction", "OK", "results and offsets are one write: it was made, or it was not",
				[]string{`consumer#1 dies`, `consumer#2 writes orders`}},
			{"kill-new-build", "direct-append", "D1", "what was written and not yet stored is written again: one batch at most",
				[]string{`consumer#1 dies`, `consumer#2 writes again`}},
			{"kill-new-build", "autocommit-handoff", "L1", "the client had stored offsets of records that were still in memory", nil},
		},
	},
	{
		Name: "rolling", Strategy: "S18 for each instance", About: "Several instances share the topic, and get the new build one after the other.",
		Steps: []string{"send SIGTERM to one instance; the others take its partitions over", "start it as the new build, and wait until it works", "do the same with the next one"},
		Shown: []Showing{
			{"rolling-new-build", "direct-append", "OK", "a partition is given back when its batch is stored, and taken over by whoever follows; both builds work side by side for a while",
				[]string{`consumer#2 writes orders`, `consumer2#1 writes orders`, `consumer2#1 is asked`}},
			{"rolling-new-build", "kafka-transaction", "OK", "Kafka's group hands partitions over between two transactions",
				[]string{`consumer#2 writes orders`, `consumer2#1 writes orders`, `consumer2#1 is asked`}},
		},
	},
	{
		Name: "side-by-side-own-state", Strategy: "S17", About: "The new build starts beside the old one, in a group of its own, and the old one is stopped when the new one works.",
		Steps: []string{"start the new build in a group of its own, which begins at the ends of the logs: at s", "send SIGTERM to the old build, which ends at e"},
		Shown: []Showing{
			{"side-by-side-own-state", "zookeeper-strict", "D∞", "the old one goes on behind s: of each partition e - s records are handled by both", nil},
			{"side-by-side-own-state", "direct-append", "Lgap", "the old one is stopped before it comes to s: of each partition nobody handles the s - e records between them. No design helps, as neither build knows of the other",
				[]string{`consumer#1 exits`, `consumer2#1 writes orders`}},
		},
	},
	{
		Name: "side-by-side-shared-state", Strategy: "S17", About: "The new build starts beside the old one, with the same stored offsets, and the old one is stopped when the new one works.",
		Steps: []string{"start the new build with the same group", "send SIGTERM to the old build"},
		Shown: []Showing{
			{"side-by-side-shared-state", "zookeeper-after", "D∞", "both begin where the stored offset is, and both store theirs over the other's", nil},
			{"side-by-side-shared-state", "direct-append", "OK", "the new one waits until the old one has given its partitions back",
				[]string{`consumer2#1 starts`, `consumer#1 exits with code 0`, `consumer2#1 writes orders`}},
		},
	},
	{
		Name: "rollback", About: "The new build proves wrong, and the old one comes back.",
		Steps: []string{"kill the old build and start the new one", "kill the new build and start the old one"},
		Shown: []Showing{
			{"build-rolled-back", "direct-append", "D1", "offsets are data and not code, so that both builds read them; each kill repeats one batch at most",
				[]string{`consumer#2 writes again`, `consumer#2 dies`, `consumer#3 writes again`}},
			{"build-rolled-back", "checkpoint", "DW", "the new build, killed before it refuses the checkpoint as in checkpoint-new-build, leaves it as it was; the old one takes it up again, and repeats what it had written since",
				[]string{`consumer#2 starts: designs-v2`, `consumer#3 starts: designs-v1`, `consumer#3 writes again`}},
		},
	},
	{
		Name: "settings-change", About: "The same build comes back with other settings.",
		Steps: []string{"stop the build", "change the settings: batches of three instead of five", "start it again"},
		Shown: []Showing{
			{"batch-size-change", "direct-append", "OK", "it stores where the last batch ends, whatever its size, and what follows is read in the new batches",
				[]string{`consumer#1 is asked to stop`, `consumer#1 exits with code 0`, `consumer#2 writes orders/0 (\d*[05])\.\.`}},
			{"settings-in-checkpoint", "checkpoint", "OK", "the settings are in the checkpoint: batches stay as they were, and nobody says so", nil},
		},
	},
	{
		Name: "offset-schema", About: "A new build stores offsets in a new form, and the old one comes back. The way there is no case: there is one form so far, and both builds of every plan read it.",
		Steps: []string{"kill the new build; a record in a form that the old one does not know stays in ZooKeeper", "start the old build"},
		Shown: []Showing{
			{"newer-schema-rolled-back", "direct-append", "STOP", "it refuses what it cannot read; to take that for nothing would be to begin anew",
				[]string{`consumer#1 writes`, `exits with code 1: .*schema 1000`}},
		},
	},
	{
		Name: "checkpoint-new-build", Strategy: "S03", About: "The new build starts with the checkpoint of the old one.",
		Steps: []string{"kill the old build", "start the new build on the same checkpoint"},
		Shown: []Showing{
			{"kill-new-build", "checkpoint", "STOP", "the checkpoint holds the program of the old build, and cannot be read by another",
				[]string{`consumer#2 exits with code 1: .*checkpoint`}},
		},
	},
	{
		Name: "checkpoint-old-graph", Strategy: "S03", About: "The new build starts with the checkpoint of the old one, which it can read.",
		Steps: []string{"kill the old build", "start the new build on the same checkpoint, told to run what that holds: --old-graph"},
		Shown: []Showing{
			{"new-build-old-graph", "checkpoint", "DW", "what runs is the old program: no result of the new one ever comes",
				[]string{`consumer#2 starts: .*--old-graph`, `consumer#2 writes`}},
		},
	},
	{
		Name: "checkpoint-deleted-latest", Strategy: "S19", About: "The checkpoint is in the way, and is deleted.",
		Steps: []string{"kill the old build", "put its checkpoint out of the way: the new build gets an empty directory, --dir /new", "start the new build, which begins at the ends of the logs"},
		Shown: []Showing{{"checkpoint-deleted-latest", "checkpoint", "Lgap", "all is lost between where the old build was and where the logs end",
			[]string{`consumer#2 starts: .*--dir /new`}}},
	},
	{
		Name: "checkpoint-deleted-earliest", Strategy: "S19", About: "The checkpoint is in the way, and is deleted.",
		Steps: []string{"kill the old build", "put its checkpoint out of the way: the new build gets an empty directory, --dir /new", "start the new build, which begins at the starts of the logs"},
		Shown: []Showing{{"checkpoint-deleted-earliest", "checkpoint", "Dall", "all that the logs still have is handled again",
			[]string{`consumer#2 starts: .*--dir /new`, `consumer#2 writes again`}}},
	},
	{
		Name: "group-renamed", About: "The group gets another name.",
		Steps: []string{"stop the build", "start it under the new name of the group"},
		Shown: []Showing{
			{"group-renamed", "direct-append", "Dall", "it is a new group, which by its start policy handles all that the logs have, whatever the old one had done of it, and a warning says so",
				[]string{`consumer#1 stores as group billing`, `consumer#1 exits with code 0`, `consumer#2 warns: a new group begins`, `consumer#2 writes again`}},
			{"group-renamed", "zookeeper-strict", "Dall", "it begins at the logs' starts under the new name, and says nothing",
				[]string{`consumer#1 stores as group billing`, `consumer#1 exits with code 0`, `consumer#2 writes again`}},
		},
	},
	{
		Name: "partitions-and-new-build", Strategy: "S21", About: "The topic gets partitions while the build is changed.",
		Steps: []string{"send SIGTERM to the old build", "add partitions to the topic", "start the new build with the same group"},
		Shown: []Showing{
			{"partition-count-and-new-build", "direct-append", "OK", "a partition without a stored offset, of a group that has some, is read from its start",
				[]string{`consumer#2 writes.* orders/4`}},
			{"partition-count-and-new-build", "zookeeper-from", "STUCK", "it reads the partitions that its line has, and no other, for ever", nil},
		},
	},
	{
		Name: "store-migrated", About: "The offsets move from ZooKeeper to Kafka.",
		Steps: []string{"run the build that can store in both", "direct offsets migrate --phase old-leads: both are stored, ZooKeeper's count", "--phase new-leads: Kafka's count",
			"--phase new-only: ZooKeeper's are not stored any more", "replace the build by one that knows only Kafka"},
		Shown: []Showing{
			{"store-migrated", "direct-transaction", "OK", "the sink's offsets count, and the stores have copies",
				[]string{`--phase old-leads`, `--phase new-leads`, `--phase new-only`, `operator#\d+ exits with code 0`, `consumer#3 writes orders`}},
			{"store-migrated", "direct-append", "D1", "an end without a drain repeats one batch at most, whichever store leads by then",
				[]string{`stores in ZooKeeper`, `--phase new-only`, `consumer#3 stores in Kafka`}},
		},
	},
}
