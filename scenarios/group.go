package scenarios

import (
	"slices"

	"github.com/onceover/onceover/model"
	"github.com/onceover/onceover/sim/trace"
)

// onlyGroup judges one group of several that a trace has: by its own commits, and by the results of the incarnations that
// follow the first. Those of the first one are another group's.
func onlyGroup(c model.Config, group string) model.Config {
	effect := c.Effect
	if effect == nil {
		effect = model.RedisEffect
	}
	c.Effect = func(e trace.Event) (model.Effect, bool) {
		f, ok := effect(e)
		return f, ok && f.Client != consumerHost+"#1"
	}
	return commitsOf(c, group)
}

// commitsOf judges by the commits of one group, and by the results of all.
func commitsOf(c model.Config, group string) model.Config {
	commits := c.Commits
	if commits == nil {
		commits = model.AnyCommits
	}
	c.Commits = func(e trace.Event) []model.Commit {
		return slices.DeleteFunc(commits(e), func(c model.Commit) bool { return c.Group != group })
	}
	return c
}
