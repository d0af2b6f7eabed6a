package main

import (
	"bytes"
	"errors"
	"testing"

	"github.com/onceover/onceover/model"
	"github.com/onceover/onceover/scenarios"
)

func TestJudgeOfReplay(t *testing.T) {
	file := scenarios.Replay{Hash: "aa"}
	lost := []model.Anomaly{{Kind: model.Loss}}
	for _, test := range []struct {
		name   string
		report scenarios.CaseReport
		other  []string
		status int
	}{
		{"the anomaly shows", scenarios.CaseReport{Hash: "aa", Anomalies: lost}, nil, exitAnomaly},
		{"a broken consumer's anomaly shows", scenarios.CaseReport{Hash: "aa", Anomalies: lost, Good: true}, nil, exitAnomaly},
		{"a note is an anomaly", scenarios.CaseReport{Hash: "aa", Notes: []string{"a note"}}, nil, exitAnomaly},
		{"clean", scenarios.CaseReport{Hash: "aa", Good: true}, nil, exitAsPromised},
		{"no fault was delivered", scenarios.CaseReport{Hash: "aa", Good: true, Vacuous: true}, nil, exitInconclusive},
		{"no fault was delivered, and an anomaly shows", scenarios.CaseReport{Hash: "aa", Anomalies: lost, Vacuous: true}, nil, exitAnomaly},
		{"a fault that is needed was not delivered", scenarios.CaseReport{Hash: "aa", Notes: []string{"not delivered: crash"}}, nil, exitInconclusive},
		{"it was not, and something else is wrong", scenarios.CaseReport{Hash: "aa", Notes: []string{"not delivered: crash", "a note"}}, nil, exitAnomaly},
		{"another trace", scenarios.CaseReport{Hash: "bb", Anomalies: lost}, nil, exitHarness},
		{"another trace of another build", scenarios.CaseReport{Hash: "bb", Anomalies: lost}, []string{"direct-v1"}, exitAnomaly},
		{"another build is clean", scenarios.CaseReport{Hash: "bb", Good: true}, []string{"direct-v1"}, exitAsPromised},
	} {
		status := exitAsPromised
		var known *exitError
		if err := judge(file, test.report, test.other, &bytes.Buffer{}); errors.As(err, &known) {
			status = known.status
		}
		if status != test.status {
			t.Errorf("%s: status %d, want %d", test.name, status, test.status)
		}
	}
}
