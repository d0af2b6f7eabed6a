package shop

import (
	"encoding/base64"
	"testing"

	"github.com/onceover/onceover/model"
	"github.com/onceover/onceover/scenarios"
	"github.com/onceover/onceover/sim/program"
)

func TestConsumer(t *testing.T) { scenarios.Check(t, scenario) }

var scenario = scenarios.Scenario{
	Consumer: scenarios.Consumer{
		Builds: []scenarios.Program{{Source: program.Source{Package: "./cmd/consumer"}}},
		Args:   []string{"-kafka", scenarios.Brokers, "-redis", scenarios.Redis, "-topic", scenarios.Topic},
	},
	Promise: model.Promise{Guarantee: model.ExactlyOnce},
	Model:   model.Config{Decode: receipt},
}

// receipt finds the orders that a receipt in Redis is for.
func receipt(e model.Effect) []string {
	text, _ := base64.StdEncoding.DecodeString(e.Value)
	return model.Identities(string(text))
}
