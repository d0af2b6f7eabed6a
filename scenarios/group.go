package scenarios

import (
	"slices"

	"github.com/onceover/onceover/model"
	"github.com/onceover/onceover/sim/trace"
)

// onlyGroup judges one group of several that a trace has: by its own commits, and by the results of the incarnations that
// follow the first. Those of the first one are another group's.
func onlyGroup(c model.Config, group string) model.Config {
	commits, effect := c.Commits, c.Effect
	if commits == nil {
		commits = model.AnyCommits
	}
	if effect == nil {
		effect = model.RedisEffect
	}
	c.Commits = func(e trace.Event) []model.Commit {
		return slices.DeleteFunc(commits(e), func(c model.Commit) bool { return c.Group != group })
	}
	c.Effect = func(e trace.Event) (model.Effect, bool) {
		f, ok := effect(e)
		return f, ok && f.Client != consumerHost+"#1"
	}
	return c
}
