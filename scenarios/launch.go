package scenarios

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/onceover/onceover/faults"
	"github.com/onceover/onceover/sim"
	"github.com/onceover/onceover/sim/disk"
)

// never is how often a target is started again that is to stay down: less than no restart, which would mean the default.
const never = -1

// targets are the instances of a consumer, for faults to strike and to start again.
func (s *Stage) targets(sc Scenario, c Consumer, v Variant) []faults.Target {
	list := sc.Instances
	if len(list) == 0 {
		list = []Instance{{Name: consumerHost}}
	}
	var targets []faults.Target
	for _, instance := range list {
		t := faults.Target{
			Name: instance.Name, Version: cmp.Or(instance.Version, c.Builds[0].Version), After: instance.After,
			RestartAfter: restartAfter, RestartsMax: sc.Restarts, Launches: map[string]sim.Launch{},
		}
		if instance.Leaves {
			t.RestartsMax = never
		}
		for _, b := range c.Builds {
			t.Launches[b.Version] = sim.Launch{
				Name: instance.Name, Hosts: []string{instance.Name}, Image: s.library.Image(b.Name), Version: b.Version,
				Args: slices.Concat(c.Args, v.Args, instance.Args, c.ArgsOf[b.Version]), Environ: c.Env,
			}
		}
		targets = append(targets, t)
	}
	return targets
}

// accompany starts the scenario's bystander, if it has one.
func (s *Stage) accompany(w *sim.World, b *Bystander) {
	if b != nil {
		w.Start(sim.Launch{Name: b.Program.Name, Hosts: []string{"producer"}, Image: s.library.Image(b.Program.Name), Args: b.Args})
	}
}

func (s *Stage) errand(e Errand) sim.Launch {
	return sim.Launch{
		Name: operatorName, Hosts: []string{consumerHost}, Image: s.library.Image(e.Program.Name), Version: e.Program.Version, Args: e.Args,
	}
}

// keep writes what a process printed to the file that is to have it. It is short, and a tool that succeeds prints nothing else.
func (e Errand) keep(w *sim.World, p *sim.Process) {
	if e.To == "" {
		return
	}
	if errno := w.Disk(p.Host).WriteFile(e.To, []byte(p.LastOutput()), w.Now()); errno != disk.OK {
		panic(fmt.Sprintf("scenarios: the output of %s cannot be written to %s: errno %d", p.ID(), e.To, errno))
	}
}

// prepare runs a consumer's first build with the arguments that make the services ready for it, if it has such.
func (s *Stage) prepare(w *sim.World, c Consumer) error {
	if c.Prepare == nil {
		return nil
	}
	p := w.Start(sim.Launch{
		Name: "prepare", Hosts: []string{consumerHost}, Image: s.library.Image(c.Builds[0].Name), Version: c.Builds[0].Version,
		Args: c.Prepare, Environ: c.Env,
	})
	if stop := w.Run(func(*sim.World) bool { return !p.Alive() }); stop != sim.Done || p.Code != 0 {
		return fmt.Errorf("prepare: %s ended with code %d (%s): %s", p.ID(), p.Code, stop, p.LastOutput())
	}
	return nil
}
